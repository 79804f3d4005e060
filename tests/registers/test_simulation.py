"""A simulation is what deciding every household twice gives, and its totals reconcile."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from math import comb
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts import _living as living
from antipoverty.identification import LINE, POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.registers import Simulation, simulate
from antipoverty.registers._simulation.parity import Rate, RateDifference
from antipoverty.registers._simulation.results import Sums
from antipoverty.rules import Outcome, Rule, bind, decide_from_facts
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text
from effort import times
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


def _row(names: list[str]) -> st.SearchStrategy[dict[str, FactValue]]:
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


def _gap(row: dict[str, FactValue], outcome: Outcome, line: int) -> int | None:
    income, size = row["net_income"], row["size"]
    if outcome is not MET:
        return 0
    if income is None or size is None:
        return None
    assert isinstance(income, int)
    assert isinstance(size, int)
    return max(0, line * size - income)


@pytest.mark.parametrize(("base", "reform", "before", "after"), PAIRS)
@times(1 / 3)
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
    gaps, unknown = [0, 0], [0, 0]
    for row in rows:
        outcomes = [
            decide_from_facts(bound, {fact.name: row[fact.name] for fact in bound.facts}, on=ON).outcome
            for bound in bounds
        ]
        crossed[outcomes[0], outcomes[1]] += 1
        for side in (0, 1):
            gap = _gap(row, outcomes[side], lines[side])
            gaps[side] += gap or 0
            unknown[side] += gap is None
    arrow = table_of(read, rows).append_column("village", [places])
    engine = data.draw(st.sampled_from([name for name in ENGINES if name != "pandas on numpy"]))
    sides: dict[str, Any] = (
        {"base": base, "reform": reform, "on": ON} if before == after else {"base": before, "reform": after}
    )
    found = simulate(ENGINES[engine](arrow), **sides, by=["village"])
    assert {pair: count for pair, count in found.crossed().items() if count} == dict(crossed)
    total = found.total
    assert (total.base_gap, total.reform_gap) == tuple(Decimal(gap) / 100 for gap in gaps)
    assert (total.base_gaps_unknown, total.reform_gaps_unknown) == tuple(unknown)
    assert total.households == len(rows)
    _adds_up(found, Counter(places))
    _has_reasons(found)


def _adds_up(found: Simulation, places: Counter[str | None]) -> None:
    groups = dict(found.groups("village"))
    assert {name: sums.households for name, sums in groups.items()} == dict(places)
    for name in (field.name for field in attrs.fields(Sums)):
        assert sum(getattr(sums, name) for sums in groups.values()) == getattr(found.total, name), name
    crossed = found.crossed()
    for sums in (found.total, *groups.values()):
        assert sums.base - sums.leave - sums.to_unknown + sums.enter + sums.from_unknown == sums.reform
    moves = {
        (NOT_MET, MET): "enter",
        (UNKNOWN, MET): "from_unknown",
        (MET, NOT_MET): "leave",
        (MET, UNKNOWN): "to_unknown",
    }
    for move, name in moves.items():
        flows = [flow.households for flow in found.flows() if (flow.before, flow.after) == move]
        assert sum(flows) == getattr(found.total, name) == crossed[move]
    assert len(found.flows()) == len([flow for flow in found.flows() if (flow.before, flow.after) in moves])
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
    """Those who enter and leave, and why; moves from and to unknown have tests of their own."""
    return [(flow.enters, flow.reasons) for flow in found.flows() if flow.enters or flow.leaves]


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


def test_one_who_becomes_unknown_does_not_leave() -> None:
    stricter = CN.override({"identification.negative_list": {"vehicle": "exclude"}})
    rows = frame(net_income_fen=[1] * 20 + [10**8] * 30, village=["v1"] * 20 + ["v2"] * 30)
    found = simulate(rows, base=CN, reform=stricter, on=ON, by=["village"], absent="unknown")
    total = found.total
    assert (total.base, total.leave, total.to_unknown, total.reform, total.reform_unknown) == (20, 0, 20, 0, 20)
    (flow,) = found.flows()
    assert (flow.before, flow.after, flow.reasons, flow.households) == (MET, UNKNOWN, ("HH-09",), 20)
    assert not flow.enters
    assert not flow.leaves
    back = simulate(rows, base=stricter, reform=CN, on=ON, by=["village"], absent="unknown").total
    assert (back.base_unknown, back.enter, back.from_unknown, back.reform) == (20, 0, 20, 20)


def test_persons_are_those_of_known_size_and_what_is_not_known_is_counted() -> None:
    known = frame(
        net_income_fen=[0, 0, None], size=[3, None, 2], food_secure=[True, False, False], dwelling_grade=["A"] * 3
    )
    later = date(2016, 5, 1)
    total = simulate(known, base=later, reform=later, absent="unknown").total
    assert (total.base, total.base_persons, total.reform_persons) == (3, 5, 5)
    assert (total.base_sizes_unknown, total.reform_sizes_unknown) == (1, 1)
    assert (total.base_gaps_unknown, total.reform_gaps_unknown) == (2, 2)


def test_gaps_that_are_not_known_are_counted_beside_those_that_are() -> None:
    guaranteed = CN.override({"identification.basis": "income-or-guarantee"})
    rows = frame(net_income_fen=[1] * 20 + [None] * 30, dwelling_grade=["D"] * 50, village=["v1"] * 20 + ["v2"] * 30)
    total = simulate(rows, base=CN, reform=guaranteed, on=ON, by=["village"], absent="unknown").total
    assert (total.base_unknown, total.from_unknown, total.reform) == (30, 30, 50)
    assert (total.base_gaps_unknown, total.reform_gaps_unknown) == (0, 30)
    assert total.base_gap == total.reform_gap == Decimal("54719.80")


def test_a_rule_that_sets_no_limit_has_no_gap() -> None:
    sides = {"base": date(2017, 5, 1), "reform": date(2019, 5, 1)}
    total = simulate(frame(size=[1]), **sides, rule=HOUSEHOLD_EXIT, absent="unknown").total  # type: ignore[arg-type]
    assert (total.base_gap, total.reform_gap) == (None, None)
    empty = simulate(frame(size=[1])[:0], base=CN, reform=CN, on=ON).total
    assert (empty.households, empty.base_gap) == (0, Decimal(0))


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
    for make in ENGINES.values():
        empty = make(frame(poor=[None, None]).to_arrow())
        silent = simulate(empty, base=CN, reform=CN, on=ON, reference="poor").errors(after=True)
        assert (silent.target, silent.unknown, silent.exclusion) == (0, 2, None)
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
    assert (unclear.group, unclear.decided, unclear.unknown, unclear.rate, *unclear.interval) == (
        None,
        0,
        1,
        None,
        0,
        1,
    )
    # Wilson's interval for 30 of 50, as published in tables of binomial intervals: 0.4618 to 0.7239.
    assert (round(yes.interval.low, 4), round(yes.interval.high, 4)) == (0.4618, 0.7239)
    assert no.interval.low == 0


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_interval_covers_about_as_often_as_it_says(share: float) -> None:
    size = 60
    covered = sum(
        comb(size, met) * share**met * (1 - share) ** (size - met)
        for met in range(size + 1)
        if share in Rate("group", met, size, 0).interval
    )
    assert 0.93 < covered < 0.98


#: Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("first", "second", "interval"), NEWCOMBE)
def test_the_difference_of_rates_has_the_published_intervals(
    first: tuple[int, int], second: tuple[int, int], interval: tuple[float, float]
) -> None:
    one, other = Rate("a", *first, 0), Rate("b", *second, 0)
    found = one.minus(other)
    assert (found.interval.low, found.interval.high) == pytest.approx(interval, abs=6e-5)
    assert found.rate == pytest.approx(first[0] / first[1] - second[0] / second[1])
    back = other.minus(one)
    assert (back.interval.low, back.interval.high) == (-found.interval.high, -found.interval.low)


@given(met=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_a_difference_lies_in_its_interval(met: tuple[int, int]) -> None:
    found = Rate("a", met[0], 40, 0).minus(Rate("b", met[1], 40, 3))
    assert found.rate is not None
    assert -1 <= found.interval.low <= found.rate <= found.interval.high <= 1
    assert loads(dumps(found), RateDifference) == found


def test_where_nothing_is_decided_no_difference_is_known() -> None:
    found = Rate("a", 3, 40, 0).minus(Rate(None, 0, 0, 5))
    assert (found.rate, found.interval.low, found.interval.high) == (None, -1, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"on": None}, "on: got None; expected the date of the decision, since base is a rulebook without one"),
        ({"base": ON}, "base: got .*; expected a rulebook and its date as a pair, since the other side is no date"),
        ({"base": "cn"}, "base: got 'str'; expected a rulebook, a pair of a rulebook and a date, or a date"),
        ({"base": (CN, "2014")}, "base: got 'tuple'; expected a rulebook, a pair"),
        ({"base": ON, "reform": ON}, "on: got .*; expected none, since base and reform are dates"),
        ({"base": (CN, ON), "reform": CN.at(ON)}, "on: got .*; expected none, since base and reform have their own"),
        ({"base": (CN, datetime(2014, 5, 1, tzinfo=UTC))}, "on: got .*; expected a datetime.date"),
        ({"by": "village"}, r"by: got 'village'; expected a list of columns: \['village'\]"),
        ({"by": ["hamlet"]}, "by: got 'hamlet'; expected a column of the frame"),
        ({"by": ["size", "size"]}, "by: .*each column once"),
        ({"reference": "truth"}, "reference: got 'truth'; expected a column of the frame"),
        ({"reference": "size"}, "size: got 'Int64'; expected a Boolean column"),
        ({"rule": POOR_VILLAGE}, "rule: got 'poor-village'; expected a rule on households, which are what is counted"),
        ({"rule": "poor"}, "rule: got 'poor'; expected a rule on households"),
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        simulate(frame(size=[1]), **{"base": CN, "reform": CN, "on": ON, **arguments})
    with pytest.raises(NotYetInForce):
        simulate(frame(size=[1]), base=ON, reform=date(2014, 4, 1))
    with pytest.raises(InvalidValue, match="column: got 'village'; expected one of by: none was given"):
        simulate(frame(size=[1]), base=CN, reform=CN, on=ON).groups("village")


def test_a_side_is_a_rulebook_on_a_date() -> None:
    rows = frame(net_income_fen=[273_599, 276_000, 10**9], vehicle=[False] * 3)
    later = date(2015, 5, 1)
    found = simulate(rows, base=(GUIZHOU, ON), reform=(GUIZHOU, later), absent="unknown")
    assert found.base == (GUIZHOU.id, ON)
    assert found.reform == (GUIZHOU.id, later)
    in_force = simulate(rows, base=GUIZHOU.at(ON), reform=GUIZHOU.at(later), absent="unknown")
    assert in_force.cells == found.cells
    assert (in_force.base, in_force.reform) == (found.base, found.reform)
    mixed = simulate(rows, base=GUIZHOU, reform=(CN, later), on=ON, absent="unknown")
    assert (mixed.base, mixed.reform) == ((GUIZHOU.id, ON), (CN.id, later))
    dates = simulate(rows, base=ON, reform=later)
    assert dates == simulate(rows, base=(CN, ON), reform=(CN, later))


def test_a_rule_without_named_criteria_moves_households_without_a_reason() -> None:
    bare = Rule("bare", Text("a", "b"), "household", living.NET_INCOME < LINE * living.SIZE, *[Text("a", "b")] * 3)
    found = simulate(frame(net_income_fen=[276_000]), base=CN, reform=HIGHER, on=ON, rule=bare)
    assert reasons(found) == [(True, ())]
