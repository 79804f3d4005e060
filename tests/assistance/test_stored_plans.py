"""A stored plan, card, quota, pairing or interval that was changed is refused as it is read, or found by verifying."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from antipoverty import rulebooks
from antipoverty._statistics.intervals import Interval
from antipoverty.assistance import Arrangement, Cadre, CadreRank, HouseholdPlan, Pairing, pair, plan, read_ratio
from antipoverty.cards import CompletedMeasure, HouseholdCard, card
from antipoverty.causes import classify
from antipoverty.errors import InvalidDocument, InvalidValue
from antipoverty.identification import QuotaUnit, break_down
from antipoverty.identification._quotas import Quota
from antipoverty.quantities import RELOCATION_AREA, work_out
from antipoverty.records import Household, Income
from antipoverty.serialization import dumps, loads, verify_plan

DAY, UNTIL = date(2014, 5, 1), date(2014, 12, 31)
HOME = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
PLAN = plan(
    HOME,
    classify(HOME, on=DAY),
    on=DAY,
    until=UNTIL,
    responsible="c1",
    arrangements={"medical-assistance": Arrangement(1500)},
)
#: A plan with amounts: a house after relocation, for four persons.
MOVING = attrs.evolve(HOME, income=None, medical_spending=None, unfit_place=True)
LATER, LATEST = date(2016, 5, 1), date(2016, 12, 31)
MOVE = plan(MOVING, classify(MOVING, on=LATER), on=LATER, until=LATEST, responsible="c1")
MOVED = next(at for at, each in enumerate(MOVE.measures) if each.recommendation.measure == "relocation")
_AREA = ("measures", MOVED, "recommendation", "amounts", 0)
CARD = card(HOME, PLAN, done=(CompletedMeasure("medical-assistance", UNTIL),))
PLACE = next(at for at, each in enumerate(PLAN.measures) if each.recommendation.measure == "medical-assistance")
QUOTA = break_down(10, QuotaUnit("t", 300, "0.1", (QuotaUnit("a", 100, "0.1"), QuotaUnit("b", 100, "0.1"))))
PAIRS = pair([HOME], [Cadre("c1", CadreRank.ORDINARY)], read_ratio("54321"))

#: What is changed: in which object, where, to what.
CHANGES: list[tuple[Any, tuple[str | int, ...], object]] = [
    (PLAN, ("subject",), "h2"),
    (PLAN, ("until",), "2014-04-30"),
    (PLAN, ("measures", PLACE, "start"), "2014-04-30"),
    (PLAN, ("measures", PLACE, "end"), "2015-01-01"),
    (PLAN, ("measures", PLACE, "expected"), None),
    (PLAN, ("measures", PLACE, "basis"), "none"),
    (PLAN, ("measures", PLACE, "recommendation", "answers"), ["disaster"]),
    (PLAN, ("measures", PLACE, "recommendation", "finding", "criterion", "name", "en"), "Another"),
    (PLAN, ("measures", PLACE, "recommendation", "finding", "criterion", "sources"), []),
    (PLAN, ("undecided_measures", 0, "measure"), "another"),
    (PLAN, ("undecided_measures", 0, "missing"), ["another"]),
    (MOVE, (*_AREA, "stored"), 10_001),
    (MOVE, (*_AREA, "stored"), None),
    (MOVE, (*_AREA, "facts", 0), 5),
    (MOVE, (*_AREA, "on"), "2016-05-02"),
    (MOVE, (*_AREA, "subject"), "h2"),
    (MOVE, (*_AREA, "bound", "quantity", "name", "en"), "Another"),
    (MOVE, (*_AREA, "bound", "parameters", 0, "value"), {"exact": "26"}),
    (MOVE, (*_AREA, "bound", "citations"), []),
    (CARD, ("household",), "h2"),
    (CARD, ("done", 0, "on"), "2014-04-30"),
    (QUOTA, ("children", 0, "quota"), 6),
    (QUOTA, ("quota",), 11),
    (PAIRS, ("pairs", 0, "places"), 0),
    (PAIRS, ("unpaired",), ["h1"]),
    (Interval(0.1, 0.2, 0.95, "Wilson"), ("low",), 0.3),
    (Interval(0.1, 0.2, 0.95, "Wilson"), ("confidence",), 1.5),
]


@pytest.mark.parametrize(("value", "path", "changed"), CHANGES, ids=[str(path) for _, path, _ in CHANGES])
def test_what_does_not_belong_together_is_refused(value: Any, path: tuple[str | int, ...], changed: object) -> None:
    document = json.loads(dumps(value))
    place = document["value"]
    for step in path[:-1]:
        place = place[step]
    assert place[path[-1]] != changed
    place[path[-1]] = changed
    assert loads(dumps(value), type(value)) == value
    with pytest.raises(InvalidDocument):
        loads(json.dumps(document), type(value))


@pytest.mark.parametrize("kind", [HouseholdPlan, HouseholdCard, Quota, Pairing, Interval])
def test_each_kind_is_changed_above(kind: type) -> None:
    assert any(type(value) is kind for value, _, _ in CHANGES)


@pytest.mark.parametrize(
    ("size", "changed"), [(5, {}), (4, {"on": LATEST}), (4, {"subject": "h2"})], ids=["facts", "day", "household"]
)
def test_an_amount_of_another_household_or_day_is_not_let_into_a_plan(size: int, changed: Any) -> None:
    area, *others = MOVE.measures[MOVED].recommendation.amounts
    other = work_out(RELOCATION_AREA, attrs.evolve(MOVING, size=size), on=LATER)
    assert (other == area) is (size == 4)
    recommendation = attrs.evolve(
        MOVE.measures[MOVED].recommendation, amounts=(attrs.evolve(other, **changed), *others)
    )
    recommendation.check()
    planned = list(MOVE.measures)
    planned[MOVED] = attrs.evolve(planned[MOVED], recommendation=recommendation)
    with pytest.raises(InvalidValue, match=rf"HouseholdPlan\.measures\[{MOVED}\]\.amounts"):
        attrs.evolve(MOVE, measures=tuple(planned))


def test_an_amount_by_other_values_is_found_by_verifying() -> None:
    verify_plan(loads(dumps(MOVE), HouseholdPlan), MOVING)
    book = rulebooks.load("cn").override({"assistance.relocation_area": "26"})
    larger = plan(MOVING, classify(MOVING, on=LATER), on=LATER, until=LATEST, responsible="c1", rulebook=book)
    measures = list(MOVE.measures)
    measures[MOVED] = larger.measures[MOVED]
    with pytest.raises(InvalidDocument, match=rf"\$\.measures\[{MOVED}\]\.amounts\[0\]"):
        verify_plan(attrs.evolve(MOVE, measures=tuple(measures)), MOVING)


def _first(part: str) -> Callable[[HouseholdPlan], HouseholdPlan]:
    return lambda made: attrs.evolve(made, **{part: getattr(made, part)[1:]})


@pytest.mark.parametrize("change", [_first("measures"), _first("undecided_measures")])
def test_a_plan_that_has_lost_a_measure_is_found_by_verifying(change: Callable[[HouseholdPlan], HouseholdPlan]) -> None:
    verify_plan(loads(dumps(PLAN), HouseholdPlan), HOME)
    with pytest.raises(InvalidDocument):
        verify_plan(change(PLAN), HOME)


def test_a_plan_of_a_record_that_says_otherwise_is_found_by_verifying() -> None:
    with pytest.raises(InvalidDocument, match=r"\$\.assessment\.decision\.facts"):
        verify_plan(PLAN, attrs.evolve(HOME, medical_spending=4000))
