"""Every result in words: brief enough for an officer, in both languages, with the outcome and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from antipoverty.assistance import Cadre, HouseholdPlan, pair, plan, read_ratio, recommend, undecided_measures
from antipoverty.cards import HouseholdCard, VillageBook, card
from antipoverty.causes import classify
from antipoverty.errors import InvalidValue
from antipoverty.history import Roster, RosterEntry, Round, StandingChanged, Timeline, Transition, TransitionEntry
from antipoverty.identification import identify
from antipoverty.procedures import PROCEDURES, Taken, advance, open_case
from antipoverty.prose import explain
from antipoverty.records import Household, Income, Village
from antipoverty.reviews import read_summary, reconcile

ON, UNTIL = date(2014, 5, 1), date(2014, 12, 31)
KNOWN = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
BARE = Household("h2")


def _plan(household: Household) -> HouseholdPlan:
    return plan(household, classify(household, on=ON), on=ON, until=UNTIL, responsible="c1")


def _card(household: Household) -> HouseholdCard:
    return card(household, _plan(household))


SUMMARY = read_summary(
    {
        "town": {"id": "t", "name": {"en": "Town", "zh": "镇"}},
        "figures": {
            "all": {"en": "all", "zh": "全部", "unit": "persons", "printed": "3274", "value": "3274"},
            "out": {"en": "out", "zh": "减少", "unit": "persons", "printed": "1?", "reading": "not recoverable"},
        },
        "relations": [{"id": "r", "en": "Same", "zh": "相同", "left": {"figure": "all"}, "right": {"figure": "out"}}],
    }
)


#: For each class of results, one of which everything is known and one of which nothing is.
RESULTS: dict[str, Callable[[], tuple[object, object]]] = {
    "Decision": lambda: (identify(KNOWN, on=ON), identify(BARE, on=ON)),
    "Finding": lambda: (identify(KNOWN, on=ON).findings[0], identify(BARE, on=ON).findings[0]),
    "CauseAssessment": lambda: (classify(KNOWN, on=ON), classify(BARE, on=ON)),
}


def _results() -> list[object]:
    """Each known and bare result of each class, a plan and its parts among them."""
    assessed = classify(KNOWN, on=ON), classify(BARE, on=ON)
    return [
        *(result for make in RESULTS.values() for result in make()),
        *recommend(KNOWN, assessed[0], on=ON),
        *undecided_measures(BARE, assessed[1], on=ON),
        *(_plan(household) for household in (KNOWN, BARE)),
        pair((KNOWN, BARE), (Cadre("c1", "county-head"),), read_ratio("10000")),
        *(_card(household) for household in (KNOWN, BARE)),
        VillageBook(Village("v1"), UNTIL, (_card(KNOWN), _card(BARE))),
        advance(open_case(PROCEDURES["household-identification"], "h1", on=ON), Taken("application", ON)),
        Timeline("h1", entries=(TransitionEntry(ON, Transition.APPLIED),)),
        Round(Roster((RosterEntry("h1", ("a",), "registered"),)), (StandingChanged("h1", Transition.EXITED, UNTIL),)),
        reconcile(SUMMARY),
    ]


@pytest.mark.parametrize("result", _results(), ids=lambda result: type(result).__name__)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_result_is_explained_in_brief_and_in_full(result: object, language: str) -> None:
    brief = explain(result, language, detail="brief").splitlines()
    full = explain(result, language).splitlines()
    assert 1 <= len(brief) <= 10
    assert full
    assert brief[0].strip()


def test_what_is_no_result_is_refused_with_what_there_is() -> None:
    with pytest.raises(InvalidValue, match=r"result: got 'int'; expected .*Decision.*HouseholdPlan"):
        explain(4)
    with pytest.raises(InvalidValue, match="detail: got 'long'; expected 'brief' or 'full'"):
        explain(RESULTS["Decision"]()[0], detail="long")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="language: got 'tlh'; expected 'en' or 'zh'"):
        explain(RESULTS["Decision"]()[0], "tlh")
