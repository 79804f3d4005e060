"""The chapter on who answers for what: its figures from the tables, and what is not known."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from antipoverty.assistance import Cadre
from antipoverty.documents import render
from antipoverty.organisation import AssistingUnit, LeadingGroup, Responsibility, Support
from antipoverty.records import Household, Village
from antipoverty.reviews import Township, draft, reconcile
from antipoverty.text import Text

ON = date(2014, 12, 31)
FIRST = date(2014, 5, 1)
TABLES: dict[str, Any] = {
    "villages": [Village("v1", name="Upper"), Village("v2", name="Lower")],
    "households": [
        *(Household(f"h{number}", village="v1", size=3, registration="registered") for number in range(4)),
        Household("h9", village="v2", size=2, registration="exited"),
    ],
    "groups": [
        LeadingGroup("g0", first_day=FIRST),
        LeadingGroup("g1", village="v1", first_day=FIRST),
    ],
    "units": [
        AssistingUnit("u1", "民政局", "county", "agency", villages=("v1",), first_day=FIRST),
        AssistingUnit("u2", kind="bank", first_day=date(2015, 1, 1)),
    ],
    "supports": [
        Support("s1", "u1", FIRST, "cash", amount=20_000),
        Support("s2", "u1", FIRST, "goods", amount="18000.50"),
        Support("s3", "u2", date(2013, 5, 1), "cash", amount=7),
    ],
    "cadres": [Cadre("c1", "ordinary", visits=12), Cadre("c2", "section-head", visits=5)],
    "pairs": [
        Responsibility("c1", household="h0", first_day=FIRST),
        Responsibility("c1", household="h1", first_day=FIRST),
        Responsibility("c2", household="h2", first_day=FIRST, last_day=date(2014, 6, 30)),
    ],
}


def _figures(**tables: Any) -> dict[str, Any]:
    summary = draft(Township.of(**{**TABLES, **tables}), on=ON, name=Text("Town", "镇"))
    return {key: figure.value for key, figure in summary.figures.items()}


def test_the_figures_are_those_of_the_tables() -> None:
    found = _figures()
    assert {key: found[key] for key in ("leading_groups", "villages_with_group", "assisting_units")} == {
        "leading_groups": 2,
        "villages_with_group": 1,
        "assisting_units": 1,
    }
    assert (found["villages_with_unit"], found["villages_without_unit"]) == (1, 1)
    assert (found["support"], found["support.cash"], found["supporting_units"]) == (38000.5, 20_000, 1)
    assert (found["cadres"], found["cadre_places"], found["cadre_visits"]) == (2, 4, 17)
    assert (found["registered_homes"], found["homes_with_cadre"], found["homes_without_cadre"]) == (4, 2, 2)
    assert (found["cadres_above_places"], found["places_short"]) == (1, 0)


def test_nobody_is_said_to_lack_a_responsible_person_where_no_table_says_who_answers_for_villages() -> None:
    assert _figures()["villages_with_person"] is None
    term = Responsibility("c1", village="v1", first_day=FIRST)
    assert _figures(pairs=[*TABLES["pairs"], term])["villages_with_person"] == 1


def test_an_amount_that_is_not_known_leaves_the_sum_open() -> None:
    found = _figures(supports=[*TABLES["supports"], Support("s4", "u1", FIRST, "work")])
    assert (found["support"], found["support.cash"]) == (None, 20_000)


def test_a_pair_whose_first_day_is_not_known_leaves_its_household_undecided() -> None:
    found = _figures(pairs=[*TABLES["pairs"], Responsibility("c2", household="h3")])
    assert (found["homes_with_cadre"], found["homes_without_cadre"]) == (None, None)


def test_the_second_summary_is_contradicted_by_its_own_ladder() -> None:
    ranks = ["county-deputy"] + ["section-head"] * 8 + ["section-deputy"] * 9 + ["ordinary"] * 119
    summary = draft(
        Township.of(
            cadres=[Cadre(f"c{number}", rank) for number, rank in enumerate(ranks)],
            households=[Household(f"h{number}", size=3, registration="registered") for number in range(454)],
        ),
        on=ON,
        name=Text("Office", "办事处"),
    )
    assert (summary.figures["cadres"].value, summary.figures["cadre_places"].value) == (137, 165)
    (check,) = [each for each in reconcile(summary).checks if each.relation.id == "places-for-households"]
    assert (check.holds, check.left, check.right) == (False, 165, 454)


def test_a_township_without_these_tables_says_so() -> None:
    summary = draft(Township.of(villages=TABLES["villages"]), on=ON, name=Text("Town", "镇"))
    assert summary.figures["assisting_units"].value is None
    assert [each.en for each in summary.figures["assisting_units"].lacks] == ["no table “assisting units”"]
    assert summary.figures["villages_with_unit"].value is None


def test_the_chapter_reads_in_both_languages_and_leaves_out_what_is_not_known() -> None:
    summary = draft(Township.of(**TABLES), on=ON, name=Text("Town", "镇"))
    english, chinese = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", render(summary, way, "md")) for way in ("en", "zh"))
    assert "Villages with a unit: 1; without: 1." in english
    assert "Households in the register: 4; with a cadre: 2; without one: 2." in english
    assert "By the ladder of ranks the cadres reach 4 households." in english
    assert "有帮扶单位的村1个，无帮扶单位的村1个。" in chinese
    assert "尚无帮扶责任人的2户。按职级名额可结对4户。" in chinese
    bare = draft(Township.of(villages=TABLES["villages"]), on=ON, name=Text("Town", "镇"))
    assert "Assisting units in place" not in render(bare, "en", "md")
