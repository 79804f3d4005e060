"""The three summaries: what they print, what holds, and what is reported instead of repaired."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import samples
from antipoverty.errors import InvalidValue
from antipoverty.reviews import FigureReading, Summary, read_printed, read_summary, reconcile

SUMMARIES = {name: samples.load_summary(name) for name in samples.SUMMARIES}
CHECKS = {check.relation.id: check for summary in SUMMARIES.values() for check in reconcile(summary).checks}


@pytest.mark.parametrize(
    ("relation", "left", "right", "holds"),
    [
        ("poor-share", Fraction(235_400, 3_079), Fraction("76.4"), True),
        ("pairing-places", 165, 454, False),
        ("lanes-unit-cost", Fraction(1_889, 1_250), 50, False),
        ("entered-households", 765, 765, True),
        ("entered-persons", 3_167, 3_152, False),
        ("tobacco-yield", 3_000, 300, False),
        ("orchards-on-cultivated-land", 81_125, 22_969, False),
        ("high-voltage-within-line", Fraction("10.2"), Fraction("15.5"), True),
        ("water-villages", 8, 12, True),
        ("road-groups", 26, 91, True),
        ("pairing-places-shifted", 302, 454, False),
        ("lanes-unit-cost-read", Fraction(15_112, 100), 50, True),
        ("tobacco-yield-read", 150, 300, True),
        ("plans", 7, 7, True),
        ("to-village", 6, 6, True),
        ("poor-persons-filed", 1_350, 1_350, True),
        ("land-within-area", 104_094, 702_345, True),
        ("line", 2_736, 2_736, True),
    ],
)
def test_a_sum_holds_or_does_not(relation: str, left: Any, right: Any, holds: bool) -> None:
    check = CHECKS[relation]
    assert (check.left, check.right, check.holds) == (left, right, holds)


def test_fifteen_persons_are_missing_and_nothing_is_repaired() -> None:
    check = CHECKS["entered-persons"]
    assert check.difference == 15
    assert SUMMARIES["mountain-town"].figures["entered_persons"].value == 3_152
    assert check.not_as_printed == ("entered_persons",)


def test_what_does_not_hold_is_listed() -> None:
    broken = {check.relation.id for summary in SUMMARIES.values() for check in reconcile(summary).broken}
    assert broken == {
        "pairing-places",
        "lanes-unit-cost",
        "entered-persons",
        "tobacco-yield",
    }


def test_what_may_well_be_right_is_noted_and_is_no_error() -> None:
    noted = {check.relation.id for summary in SUMMARIES.values() for check in reconcile(summary).noted}
    assert noted == {"pairing-places-shifted", "orchards-on-cultivated-land"}
    assert "! 核桃、青椒面积与耕地面积" in reconcile(SUMMARIES["mountain-town"]).explain("zh", detail="brief")


def test_a_bound_that_is_a_readers_choice_says_so() -> None:
    bounds = {check.relation.id for check in CHECKS.values() if check.relation.chosen}
    assert bounds == {
        "persons-in-household",
        "persons-in-poor-household",
        "persons-in-entered-household",
        "persons-in-helped-household",
        "house-money-at-least",
        "lanes-unit-cost",
        "lanes-unit-cost-read",
        "tobacco-yield",
        "tobacco-yield-read",
    }
    assert "150, at most 300 (bound chosen by who checks)" in reconcile(SUMMARIES["mountain-town"]).explain()
    assert "150，应不超过300（界限为校核所设）" in reconcile(SUMMARIES["mountain-town"]).explain("zh")


def test_a_bound_is_a_number_only_where_it_is_logical_official_or_chosen() -> None:
    relations = [relation for summary in SUMMARIES.values() for relation in summary.relations if not relation.chosen]
    numbers = {each.id: each.right.times for each in relations if each.right is not None and not each.right.keys}
    shares = ("medical-share", "pension-share", "examination-rate", "local-labour")
    assert numbers == dict.fromkeys(shares, 100) | {"line": 2_736}  # the national line for income of 2013


@pytest.mark.parametrize("summary", SUMMARIES.values(), ids=SUMMARIES)
def test_no_two_relations_of_a_summary_share_a_name(summary: Summary) -> None:
    assert len({relation.id for relation in summary.relations}) == len(summary.relations)


#: Slogans, places, and counts that no other figure of the paper bounds.
ALONE = {
    "village-programme": {
        "years", "party_meetings", "party_lessons", "linkage_systems", "channel_area", "grid_new",
        "petitioners", "accidents",
    },
    "sub-district": {
        "units", "villages_paired", "gastrodia", "schooling_years", "vocational_years", "skills", "leaver_groups",
        "details", "overall_plans", "methods", "themes", "changes", "farmhouse", "time_nodes", "steps", "causes",
    },
    "mountain-town": {"ethnic_groups", "started", "rounds"},
}  # fmt: skip


@pytest.mark.parametrize("summary", SUMMARIES.values(), ids=SUMMARIES)
def test_each_figure_stands_in_a_relation_or_has_nothing_to_hold_it_against(summary: Summary) -> None:
    used = {
        key for relation in summary.relations for side in (relation.left, relation.right) if side for key in side.keys
    }
    alone = set(summary.figures) - used
    assert alone == ALONE[summary.id]


@pytest.mark.parametrize("summary", SUMMARIES.values(), ids=SUMMARIES)
def test_a_figure_that_is_not_as_printed_says_why_or_shares_the_reason(summary: Summary) -> None:
    source = (Path(__file__).parents[3] / "shared" / "seed").glob("*.txt")
    text = next((path.read_text("utf-8") for path in source), None)
    for figure in summary.figures.values():
        assert (figure.value is None) == (figure.reading is FigureReading.NOT_RECOVERABLE), figure.key
        if figure.reading in (FigureReading.REPAIRED, FigureReading.INFERRED):
            assert figure.grade is not None, figure.key
        if text is not None:
            digits = [part for part in figure.printed.split() if any(sign.isdigit() for sign in part)]
            assert all(part in text for part in digits), figure.key


@pytest.mark.parametrize(
    ("token", "value", "reading"),
    [
        ("788", "788", FigureReading.AS_PRINTED),
        ("5,834", "5834", FigureReading.AS_PRINTED),
        ("468.23", "468.23", FigureReading.AS_PRINTED),
        ("9 1", "91", FigureReading.REPAIRED),
        ("3 152", "3152", FigureReading.REPAIRED),
        ("1 1.3", "11.3", FigureReading.REPAIRED),
        ("654.38+0", "1", FigureReading.REPAIRED),
        ("6.5438+0", "1", FigureReading.REPAIRED),
        ("65438+0", "1", FigureReading.REPAIRED),
        ("65,438+402,000", "1402000", FigureReading.REPAIRED),
        ("34,554,380+050", None, FigureReading.NOT_RECOVERABLE),
        ("two", None, FigureReading.NOT_RECOVERABLE),
        ("NaN", None, FigureReading.NOT_RECOVERABLE),
        ("", None, FigureReading.NOT_RECOVERABLE),
    ],
)
def test_a_printed_token_is_mended_only_in_known_ways(token: str, value: str | None, reading: FigureReading) -> None:
    assert read_printed(token) == (None if value is None else Decimal(value), reading)


@given(st.decimals(0, 10**9, places=2))
def test_a_sound_number_is_read_as_it_is(number: Decimal) -> None:
    assert read_printed(f"{number:,}") == (number, FigureReading.AS_PRINTED)


SMALL: dict[str, Any] = {
    "town": {"id": "t", "name": {"en": "Town", "zh": "镇"}},
    "figures": {
        "a": {"en": "a", "zh": "甲", "unit": "x", "printed": "6", "value": "6"},
        "b": {"en": "b", "zh": "乙", "unit": "x", "printed": "0", "value": "0"},
        "lost": {"en": "l", "zh": "失", "unit": "x", "printed": "1 ?", "reading": "not recoverable"},
    },
    "relations": [
        {"id": "r", "en": "R", "zh": "丙", "left": {"product": ["a", "a"]}, "right": {"number": "36"}},
    ],
}


def _with(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(SMALL)
    *parents, last = path.split("/")
    table: Any = document
    for name in parents:
        table = table[int(name)] if name.isdigit() else table[name]
    table.pop(last) if value is None else table.__setitem__(last, value)
    return document


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("town", None, "document"),
        ("twon", {}, "keys among"),
        ("town/id", None, "also id"),
        ("town/name/zh", None, "also zh"),
        ("figures/a", 5, "a table"),
        ("figures/a/unit", None, "also unit"),
        ("figures/a/value", None, "a value, or the mark"),
        ("figures/a/value", 6, "an exact number as a string"),
        ("figures/a/value", "six", "an exact number as a string"),
        ("figures/a/value", "NaN", "an exact number as a string"),
        ("figures/a/reading", "not recoverable", "a value, or the mark"),
        ("figures/a/reading", "repaired", "the grade of a reading"),
        ("figures/a/reading", "guessed", "a known reading"),
        ("figures/a/grade", "E", "a known reading and grade"),
        ("relations/0/left", {"product": ["c"]}, "keys of figures"),
        ("relations/0/left", {"figure": "a", "sum": ["a"]}, "one of number, figure"),
        ("relations/0/left", {"number": 5}, "an exact number"),
        ("relations/0/left", {}, "one of number, figure"),
        ("relations/0/relation", "near", "one of equal"),
        ("relations/0/tolerance", "x", "an exact number"),
        ("relations/0/finding", "warning", "error or note"),
        ("relations/0/chosen", "yes", "true or false"),
        ("relations/0/left", {"sum": ["a"], "over": "c"}, "keys of figures"),
        ("relations/0/relation", "computed", "a side to compare with, or relation 'computed' and none"),
        ("relations/0/right", None, "a side to compare with, or relation 'computed' and none"),
    ],
)
def test_a_summary_that_is_not_in_order_is_refused_by_key(path: str, value: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        read_summary(_with(path, value))


@pytest.mark.parametrize(
    ("left", "value"),
    [
        ({"sum": ["a", "a"], "less": ["b"]}, 12),
        ({"sum": ["a"], "times": "0.5"}, 3),
        ({"sum": ["a", "a"], "less": ["b"], "over": "a"}, 2),
        ({"sum": ["a"], "over": ["a", "a", "b"], "times": "100"}, 50),
        ({"products": [["a", "a"], ["a"]]}, 42),
        ({"quotient": ["a", "a"]}, 1),
        ({"figure": "b"}, 0),
        ({"number": "2", "times": "3"}, 6),
    ],
)
def test_a_side_is_worked_out_exactly(left: dict[str, Any], value: int) -> None:
    (check,) = reconcile(read_summary(_with("relations/0/left", left))).checks
    assert check.left == value


@pytest.mark.parametrize("left", [{"sum": ["a", "lost"]}, {"quotient": ["a", "b"]}, {"sum": ["a"], "over": ["b", "b"]}])
def test_what_cannot_be_checked_is_said_so(left: dict[str, Any]) -> None:
    result = reconcile(read_summary(_with("relations/0/left", left)))
    (check,) = result.checks
    assert check.holds is None
    assert check.difference is None
    assert "? R: not recoverable" in result.explain("en")
    assert "无法辨认" in result.explain("zh")
    assert result.broken == ()


@given(st.integers(0, 100), st.integers(0, 5), st.sampled_from(["equal", "at most", "at least"]))
def test_a_relation_holds_within_its_tolerance_and_no_further(number: int, slack: int, relation: str) -> None:
    document = _with("relations/0/right", {"number": str(number)})
    document["relations"][0] |= {"relation": relation, "tolerance": str(slack)}
    (check,) = reconcile(read_summary(document)).checks
    low, high = 36 <= number + slack, 36 >= number - slack
    assert check.holds is {"equal": low and high, "at most": low, "at least": high}[relation]


def test_an_explanation_carries_notes_and_what_was_not_as_printed() -> None:
    mountain = reconcile(SUMMARIES["mountain-town"])
    english, chinese = mountain.explain(), mountain.explain("zh")
    assert "3,167, against 3,152; differs by 15" in english
    assert "which the summary does not explain; reported, not repaired" in english
    assert "not as printed: entered_persons" in english
    assert "3,167，对照3,152；相差15" in chinese
    assert "非照印：entered_persons" in chinese
    assert "Villages with new water are among the villages: 8, at most 12\n" in english


def test_what_is_worked_out_is_not_said_to_hold() -> None:
    check = CHECKS["road-unit-cost"]
    assert (check.left, check.right, check.holds, check.difference) == (450_000, None, None, None)
    english, chinese = (reconcile(SUMMARIES["village-programme"]).explain(language) for language in ("en", "zh"))
    assert "= Cost of a kilometre of access road: 450,000; worked out, nothing printed to compare with" in english
    assert "= 通畅工程每公里造价：450,000；系推算，无印载数可对照" in chinese


def test_the_worked_out_figures_are_those_of_the_print() -> None:
    worked_out = {key: CHECKS[key].left for key in ("cadres", "linkage-total", "bridge-unit-cost", "house-unit-cost")}
    assert worked_out == {
        "cadres": 137,
        "linkage-total": 98_000,
        "bridge-unit-cost": 138_750,
        "house-unit-cost": Fraction(175_800, 17),
    }
    assert CHECKS["incidence"].left is not None
    assert round(float(CHECKS["incidence"].left), 1) == 14.7
    assert CHECKS["lifted-among-poor"].holds is True
