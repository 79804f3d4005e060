"""A simulation is what deciding every household twice gives, its totals reconcile, and what is published is safe."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from math import comb
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, NoLongerInForce
from antipoverty.facts import living
from antipoverty.identification import LINE, POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.registers import Simulation, Sums, picture, published, simulate, table
from antipoverty.rules import Outcome, Rule, Text, bind, decide_from_facts
from antipoverty.rules.record import Stored
from antipoverty.serialization import dumps, loads
from engines import ENGINES, table_of

CN, GUIZHOU = rulebooks.load("cn"), rulebooks.load("cn/guizhou")
ON = date(2014, 5, 1)
HIGHER = CN.override({"poverty_line.statistical": {2013: "2800"}})
LOWER = GUIZHOU.override(
    {"poverty_line.statistical": {2013: "2500"}, "identification.negative_list": {"vehicle": "exclude"}}
)
PAIRS = [
    (CN, HIGHER, ON, ON),
    (GUIZHOU, LOWER, ON, ON),
    (LOWER, GUIZHOU, ON, ON),
    (CN, CN, ON, date(2016, 5, 1)),
    (CN, CN, date(2016, 5, 1), ON),
]
MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


def _row(names: list[str]) -> st.SearchStrategy[dict[str, Stored]]:
    special: dict[str, st.SearchStrategy[Any]] = {
        "net_income": st.sampled_from(
            [None, -(10**15 - 1), 0, 249_999, 250_000, 273_599, 273_600, 279_999, 280_000, 10**6]
        ),
        "size": st.sampled_from([1, 1, 2, None]),
        "dwelling_grade": st.sampled_from(["A", "D", None]),
    }
    flags = st.sampled_from([False, False, False, True, None])
    number = st.sampled_from([0, 20, 35, 366, None])
    return st.fixed_dictionaries(
        {
            name: special.get(name, number if name.startswith("water_") and name[6:] in COUNTS else flags)
            for name in names
        }
    )


COUNTS = {"litres", "minutes", "metres", "climb", "days_stopped"}


def _gap(row: dict[str, Stored], outcome: Outcome, line: int) -> int | None:
    income, size = row["net_income"], row["size"]
    if outcome is not MET:
        return 0
    if income is None or size is None:
        return None
    assert isinstance(income, int)
    assert isinstance(size, int)
    return max(0, line * size - income)


@pytest.mark.parametrize(("base", "reform", "before", "after"), PAIRS)
@settings(max_examples=settings().max_examples // 3)
@given(data=st.data())
def test_every_household_is_counted_as_it_is_decided(
    base: rulebooks.Rulebook, reform: rulebooks.Rulebook, before: date, after: date, data: st.DataObject
) -> None:
    bounds = bind(POOR_HOUSEHOLD, base.at(before)), bind(POOR_HOUSEHOLD, reform.at(after))
    read = tuple(dict.fromkeys(fact for bound in bounds for fact in bound.facts))
    rows = data.draw(st.lists(_row([fact.name for fact in read]), min_size=1, max_size=15))
    places = data.draw(st.lists(st.sampled_from(["v1", "v2", None]), min_size=len(rows), max_size=len(rows)))
    lines = [
        next(int(value.value * 100) for value in bound.parameters if "poverty_line." in value.name) for bound in bounds
    ]  # type: ignore[operator, arg-type]  # yuan
    crossed: Counter[tuple[Outcome, Outcome]] = Counter()
    gaps = [0, 0]
    for row in rows:
        outcomes = [
            decide_from_facts(bound, {fact.name: row[fact.name] for fact in bound.facts}, on=ON).outcome
            for bound in bounds
        ]
        crossed[outcomes[0], outcomes[1]] += 1
        for side in (0, 1):
            gaps[side] += _gap(row, outcomes[side], lines[side]) or 0
    arrow = table_of(read, rows).append_column("village", [places])
    engine = data.draw(st.sampled_from([name for name in ENGINES if name != "pandas on numpy"]))
    sides: dict[str, Any] = (
        {"base": base, "reform": reform, "on": ON} if before == after else {"base": before, "reform": after}
    )
    found = simulate(ENGINES[engine](arrow), **sides, by=["village"])
    assert {pair: count for pair, count in found.crossed().items() if count} == dict(crossed)
    total = found.total
    assert (total.base_gap, total.reform_gap) == tuple(Decimal(gap) / 100 for gap in gaps)
    assert total.reform == total.base + total.enter - total.leave
    assert total.households == len(rows)
    _adds_up(found, Counter(places))
    _has_reasons(found)


def _adds_up(found: Simulation, places: Counter[str | None]) -> None:
    groups = dict(found.groups("village"))
    assert {name: sums.households for name, sums in groups.items()} == dict(places)
    for name in (
        "households",
        "base",
        "enter",
        "leave",
        "reform",
        "base_persons",
        "reform_persons",
        "base_gap",
        "reform_gap",
    ):
        assert sum(getattr(sums, name) for sums in groups.values()) == getattr(found.total, name), name
    flows = found.flows()
    assert sum(flow.households for flow in flows if flow.enters) == found.total.enter
    assert sum(flow.households for flow in flows if not flow.enters) == found.total.leave
    assert loads(dumps(found), Simulation) == found


def _has_reasons(found: Simulation) -> None:
    for cell in found.cells:
        moved = (cell.base is MET) is not (cell.reform is MET)
        assert bool(cell.reasons) is moved
        assert set(cell.reasons) <= {name for name, _ in found.criteria}


def frame(**columns: list[Any]) -> pl.DataFrame:
    rows = max(len(values) for values in columns.values())
    return pl.DataFrame({"net_income_fen": [10**9] * rows, "size": [1] * rows, **columns})


def reasons(found: Simulation) -> list[tuple[bool, tuple[str, ...]]]:
    return [(flow.enters, flow.reasons) for flow in found.flows()]


def test_a_higher_line_is_the_reason_of_those_between_the_lines() -> None:
    found = simulate(frame(net_income_fen=[273_599, 273_600, 279_999, 280_000]), base=CN, reform=HIGHER, on=ON)
    assert (found.total.base, found.total.enter, found.total.leave) == (1, 2, 0)
    assert reasons(found) == [(True, ("HH-01",))]
    back = simulate(frame(net_income_fen=[273_599, 273_600, 279_999, 280_000]), base=HIGHER, reform=CN, on=ON)
    assert reasons(back) == [(False, ("HH-01",))]


def test_a_shorter_negative_list_is_the_reason_of_those_whom_it_held_out() -> None:
    shorter = GUIZHOU.override({"identification.negative_list": {"vehicle": "exclude"}})
    owners = frame(net_income_fen=[0, 0, 0], vehicle=[False, True, False], town_property=[True, False, False],
                   business_owner=[False] * 3, public_payroll=[False] * 3)  # fmt: skip
    found = simulate(owners, base=GUIZHOU, reform=shorter, on=ON)
    assert reasons(found) == [(True, ("HH-09",))]
    assert (found.total.base, found.total.reform) == (1, 2)
    assert reasons(simulate(owners, base=shorter, reform=GUIZHOU, on=ON)) == [(False, ("HH-09",))]


def test_a_criterion_asked_anew_is_the_reason_and_so_is_one_asked_no_more() -> None:
    wanting = frame(food_secure=[False], dwelling_grade=["D"])
    found = simulate(wanting, base=ON, reform=date(2016, 5, 1), absent="unknown")
    assert reasons(found) == [(True, ("HH-04.food", "HH-04.housing"))]
    back = simulate(wanting, base=date(2016, 5, 1), reform=ON, absent="unknown")
    assert reasons(back) == [(False, ("HH-04.food", "HH-04.housing"))]


def test_one_who_becomes_unknown_leaves_by_the_criterion_that_is_no_longer_known() -> None:
    stricter = CN.override({"identification.negative_list": {"vehicle": "exclude"}})
    found = simulate(
        frame(net_income_fen=[0], vehicle=[None]).with_columns(pl.col("vehicle").cast(pl.Boolean)),
        base=CN,
        reform=stricter,
        on=ON,
    )
    assert found.crossed()[MET, UNKNOWN] == 1
    assert reasons(found) == [(False, ("HH-09",))]


def test_persons_are_those_of_known_size_and_gaps_unknown_are_counted() -> None:
    known = frame(
        net_income_fen=[0, 0, None], size=[3, None, 2], food_secure=[True, False, False], dwelling_grade=["A"] * 3
    )
    found = simulate(known, base=date(2016, 5, 1), reform=date(2016, 5, 1), absent="unknown")
    assert (found.total.base, found.total.base_persons) == (3, 5)
    assert sum(cell.sizes_unknown for cell in found.cells) == 1
    assert sum(cell.gaps_unknown for cell in found.cells) == 2


def test_sums_pass_no_limit() -> None:
    rows = 9_300
    found = simulate(frame(net_income_fen=[-(10**15 - 1)] * rows, size=[100] * rows), base=CN, reform=CN, on=ON)
    assert found.total.base_gap == Decimal(rows * (273_600 * 100 + 10**15 - 1)) / 100
    assert rows * 10**15 > 2**63


def test_errors_against_a_reference_leave_out_the_undecided() -> None:
    truth = frame(
        net_income_fen=[0, 0, 0, 276_000, 276_000, 10**6, None, 0],
        poor=[True, True, False, True, False, True, True, None],
    )
    found = simulate(truth, base=CN, reform=HIGHER, on=ON, reference="poor")
    before, after = found.errors(after=False), found.errors(after=True)
    assert (before.target, before.missed, before.reached, before.wrong, before.unknown) == (4, 2, 3, 1, 2)
    assert (after.target, after.missed, after.reached, after.wrong, after.unknown) == (4, 1, 5, 2, 2)
    assert before.exclusion == 0.5
    assert before.inclusion == pytest.approx(1 / 3)
    nobody = simulate(frame(poor=[False]), base=CN, reform=CN, on=ON, reference="poor").errors(after=True)
    assert (nobody.exclusion, nobody.inclusion) == (None, None)
    with pytest.raises(InvalidValue, match="reference: got None; expected a column that says who is poor"):
        simulate(truth, base=CN, reform=HIGHER, on=ON).errors(after=True)


def test_parity_gives_counts_and_intervals() -> None:
    rows = frame(net_income_fen=[0] * 30 + [10**9] * 70 + [None], minority=["yes"] * 50 + ["no"] * 50 + [None])
    found = simulate(rows, base=CN, reform=CN, on=ON, by=["minority"])
    no, yes, unclear = found.parity("minority", after=True)
    assert (no.group, no.met, no.decided, no.rate) == ("no", 0, 50, 0.0)
    assert (yes.group, yes.met, yes.decided, yes.unknown, yes.rate) == ("yes", 30, 50, 0, 0.6)
    assert (unclear.group, unclear.decided, unclear.unknown, unclear.rate, unclear.low, unclear.high) == (
        None,
        0,
        1,
        None,
        0,
        1,
    )
    # Wilson's interval for 30 of 50, as published in tables of binomial intervals: 0.4618 to 0.7239.
    assert (round(yes.low, 4), round(yes.high, 4)) == (0.4618, 0.7239)
    assert no.low == 0


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_interval_covers_about_as_often_as_it_says(share: float) -> None:
    from antipoverty.registers.simulation import _wilson

    size = 60
    covered = sum(
        comb(size, met) * share**met * (1 - share) ** (size - met)
        for met in range(size + 1)
        if (low := _wilson(met, size))[0] <= share <= low[1]
    )
    assert 0.93 < covered < 0.98


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"on": None}, "on: got None; expected the date of the decision, since base is a rulebook"),
        ({"by": ["hamlet"]}, "by: got 'hamlet'; expected a column of the frame"),
        ({"by": ["size", "size"]}, "by: .*each column once"),
        ({"reference": "truth"}, "reference: got 'truth'; expected a column of the frame"),
        ({"reference": "size"}, "size: got 'Int64'; expected a Boolean column"),
        ({"rule": POOR_VILLAGE}, "rule: got 'poor-village'; expected a rule on households"),
        ({"rule": "poor"}, "rule: got 'poor'; expected a rule on households"),
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        simulate(frame(size=[1]), **{"base": CN, "reform": CN, "on": ON, **arguments})
    with pytest.raises(NoLongerInForce):
        simulate(frame(size=[1]), base=ON, reform=date(2022, 1, 1))
    with pytest.raises(InvalidValue, match="column: got 'village'; expected one of by: none was given"):
        simulate(frame(size=[1]), base=CN, reform=CN, on=ON).groups("village")


def test_a_rule_without_named_criteria_moves_households_without_a_reason() -> None:
    bare = Rule("bare", Text("a", "b"), "household", living.NET_INCOME < LINE * living.SIZE, *[Text("a", "b")] * 3)
    found = simulate(frame(net_income_fen=[276_000]), base=CN, reform=HIGHER, on=ON, rule=bare)
    assert reasons(found) == [(True, ())]


# Publication

groups = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from([0, 276_000, 10**6]), st.integers(1, 30)),
    min_size=1,
    max_size=14,
)


def _counts(sums: Sums) -> list[int]:
    return [
        sums.households,
        sums.base,
        sums.enter,
        sums.leave,
        sums.reform,
        sums.households - sums.base,
        sums.households - sums.reform,
    ]


@given(made=groups, least=st.integers(2, 12))
def test_no_count_that_is_shown_or_follows_is_small_and_rows_add_up(
    made: list[tuple[str, int, int]], least: int
) -> None:
    names = [name for name, _, times in made for _ in range(times)]
    incomes = [income for _, income, times in made for _ in range(times)]
    found = simulate(frame(net_income_fen=incomes, village=names), base=CN, reform=HIGHER, on=ON, by=["village"])
    if any(0 < count < least for count in _counts(found.total)):
        with pytest.raises(InvalidValue, match=f"every count is 0 or at least {least}"):
            published(found, "village", least=least)
        return
    try:
        shown = published(found, "village", least=least)
    except InvalidValue:  # those who stand the same before and after are too few
        return
    for _, sums in shown:
        assert all(count == 0 or count >= least for count in _counts(sums))
    for place in range(7):
        assert sum(_counts(sums)[place] for _, sums in shown) == _counts(found.total)[place]
    hidden = set(names) - {name for name, _ in shown}
    assert len(hidden) != 1 or len(shown) == 1
    if not hidden:
        assert all(dict(found.groups("village"))[name] == sums for name, sums in shown)


def town() -> Simulation:
    names = ["上村"] * 60 + ["下村"] * 59 + ["东村"] * 3 + ["西村"] * 30
    incomes = (
        [0] * 20 + [276_000] * 20 + [10**6] * 20 + [0] * 30 + [10**6] * 29 + [0] * 3 + [276_000] * 12 + [10**6] * 18
    )
    return simulate(frame(net_income_fen=incomes, village=names), base=CN, reform=HIGHER, on=ON, by=["village"])


def test_the_table_reconciles_in_both_languages() -> None:
    assert table(town(), "village") == (
        "| village | households | before | enter | leave | after | gap before, yuan | gap after, yuan |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        "| 上村 | 60 | 20 | 20 | 0 | 40 | 54,720.00 | 56,800.00 |\n"
        "| other groups | 92 | 33 | 12 | 0 | 45 | 90,288.00 | 92,880.00 |\n"
        "| total | 152 | 53 | 32 | 0 | 85 | 145,008.00 | 149,680.00 |"
    )
    assert "其余各组" in table(town(), "village", "zh")
    assert "| 合计 | 152 |" in table(town(), "village", "zh")


def test_causes_are_called_by_their_names() -> None:
    causes = ["illness"] * 20 + [None] * 20
    found = simulate(
        frame(net_income_fen=[0] * 40, main_cause=causes), base=CN, reform=HIGHER, on=ON, by=["main_cause"]
    )
    assert "| 因病 | 20 |" in table(found, "main_cause", "zh")
    assert "| main cause | households |" in table(found, "main_cause")
    assert "| (unknown) | 20 |" in table(found, "main_cause")


def test_a_table_of_too_few_is_refused() -> None:
    few = simulate(frame(net_income_fen=[0] * 5, village=["v1"] * 5), base=CN, reform=HIGHER, on=ON, by=["village"])
    with pytest.raises(InvalidValue, match="village.*every count is 0 or at least 10"):
        table(few, "village")
    with pytest.raises(InvalidValue, match="least: got 1"):
        published(few, "village", least=1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_shows_groups_and_reasons(language: Any, tmp_path: Any) -> None:
    figure = picture(town(), "village", language)
    left, right = figure.axes
    assert [bar.get_width() for bar in left.patches] == [20, 12, 0, 0]
    assert [bar.get_width() for bar in right.patches] == [32]
    (label,) = [tick.get_text() for tick in right.get_yticklabels()]
    assert label == {"en": "Income below the line", "zh": "收入低于贫困标准"}[language]
    figure.savefig(tmp_path / "reform.png")
    assert (tmp_path / "reform.png").stat().st_size > 5_000


def test_small_flows_are_shown_together_or_not_at_all() -> None:
    wanting = frame(
        net_income_fen=[10**9] * 60,
        village=["v1"] * 60,
        food_secure=[False] * 15 + [True] * 45,
        dwelling_grade=["A"] * 15 + ["D"] * 6 + ["A"] * 39,
        clothing_secure=[True] * 21 + [False] * 5 + [True] * 34,
        school_age_child=[False] * 60,
        uninsured=[False] * 60,
        dropout=[False] * 60,
    )
    found = simulate(wanting, base=ON, reform=date(2016, 5, 1), by=["village"], absent="unknown")
    assert [flow.households for flow in found.flows()] == [15, 6, 5]
    right = picture(found, "village").axes[1]
    assert [tick.get_text() for tick in right.get_yticklabels()] == ["Enough food", "several together"]
    joined = simulate(wanting[:21], base=ON, reform=date(2016, 5, 1), by=["village"], absent="unknown")
    assert [bar.get_width() for bar in picture(joined, "village").axes[1].patches] == [21]
    few = simulate(wanting[15:], base=ON, reform=date(2016, 5, 1), by=["village"], absent="unknown")
    assert [bar.get_width() for bar in picture(few, "village").axes[1].patches] == [11]
    assert picture(
        simulate(wanting[21:], base=ON, reform=date(2016, 5, 1), by=["village"], absent="unknown"), "village", least=2
    )
