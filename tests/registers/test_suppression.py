"""What a published table hides cannot be had from the rest of it: the adversary solves linear programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.registers import Published, Simulation, publish
from antipoverty.registers._publication.suppression import TOTAL, Amount, hidden_amounts, hidden_counts
from antipoverty.registers._publication.tables import PublishedRow
from antipoverty.registers._simulation.results import Cell, Gap, Sums
from antipoverty.rules import Outcome
from antipoverty.text import Text
from branches import must_reach, reached
from effort import times

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
CN = rulebooks.load("cn").id
ON = date(2014, 5, 1)
#: How a household may stand on one side: the outcome, and whether its gap is unknown.
State = tuple[Outcome, bool]
STATES: list[State] = [(NOT_MET, False), (MET, False), (MET, True), (UNKNOWN, False)]
CROSSINGS = list(product(STATES, repeat=2))
#: What the columns of a published table count.
COLUMNS: dict[str, Callable[[State, State], bool]] = {
    "households": lambda _, __: True,
    "base": lambda b, _: b[0] is MET,
    "base_unknown": lambda b, _: b[0] is UNKNOWN,
    "base_gaps_unknown": lambda b, _: b[1],
    "enter": lambda b, a: b[0] is NOT_MET and a[0] is MET,
    "from_unknown": lambda b, a: b[0] is UNKNOWN and a[0] is MET,
    "leave": lambda b, a: b[0] is MET and a[0] is NOT_MET,
    "to_unknown": lambda b, a: b[0] is MET and a[0] is UNKNOWN,
    "reform": lambda _, a: a[0] is MET,
    "reform_unknown": lambda _, a: a[0] is UNKNOWN,
    "reform_gaps_unknown": lambda _, a: a[1],
}
#: What else could tell of a family if it followed from them.
FOLLOWING: dict[str, Callable[[State, State], bool]] = {
    "poor before and after": lambda b, a: b[0] is MET and a[0] is MET,
    "poor neither before nor after": lambda b, a: b[0] is NOT_MET and a[0] is NOT_MET,
    "not poor before": lambda b, _: b[0] is NOT_MET,
    "not poor after": lambda _, a: a[0] is NOT_MET,
    "unknown, then not poor": lambda b, a: b[0] is UNKNOWN and a[0] is NOT_MET,
    "not poor, then unknown": lambda b, a: b[0] is NOT_MET and a[0] is UNKNOWN,
    "unknown before and after": lambda b, a: b[0] is UNKNOWN and a[0] is UNKNOWN,
    "gap known before": lambda b, _: b == (MET, False),
    "gap known after": lambda _, a: a == (MET, False),
}


def simulation(groups: dict[str | None, dict[tuple[State, State], int]], fen: int = 100_000) -> Simulation:
    """A simulation of so many households of each group and crossing, each of which lacks so many fen."""

    def gap(state: State, households: int) -> Gap:
        known = state == (MET, False)
        return Gap(fen * households * known, households * known, fen * known, households * state[1])

    cells = [
        Cell((name,), before[0], after[0], (), None, count, count, 0, gap(before, count), gap(after, count))
        for name, crossed in groups.items()
        for (before, after), count in crossed.items()
        if count
    ]
    return Simulation(Text("rule", "规则"), (CN, ON), (CN, ON), ("village",), None, (), tuple(cells))


class Adversary:
    """One who knows a published table and what its marks mean, and looks for the least and the most of a count."""

    def __init__(self, table: Published) -> None:
        self.table = table
        groups = len(table.rows) - 1
        self.size = groups * len(CROSSINGS)
        equal: list[Any] = []
        values: list[int] = []
        for place, row in enumerate(table.rows):
            figures = {figure.name: figure for figure in row.figures}
            for name, holds in COLUMNS.items():
                counted = self.counted(place, holds)
                # A column that is left out is zero.
                figure = figures.get(name)
                if figure is None or figure.value is not None:
                    equal.append(counted)
                    values.append(0 if figure is None or figure.value is None else figure.value)
        self.constraints: dict[str, Any] = {"A_eq": np.array(equal), "b_eq": values, "bounds": (0, None)}

    def counted(self, place: int, holds: Callable[[State, State], bool]) -> Any:
        """The households of a row that a count counts, as coefficients; the last row is the total."""
        one = np.array([float(holds(*crossing)) for crossing in CROSSINGS])
        groups = self.size // len(CROSSINGS)
        row = np.ones(groups) if place == groups else np.eye(groups)[place]
        return np.outer(row, one).ravel()

    def range(self, place: int, holds: Callable[[State, State], bool]) -> tuple[float, float]:
        """The least and the most that a count may be."""
        aim = self.counted(place, holds)
        ends = []
        for sign in (1, -1):
            found = linprog(sign * aim, **self.constraints)
            assert found.status in (0, 3), found.message
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        return ends[0], ends[1]


few = st.sampled_from([0, 0, 0, 1, 2, 5, 9, 10, 14, 40])
#: Villages in which nothing is unknown, or anything may be, where numbers are small or large.
simple = st.fixed_dictionaries({crossing: few for crossing in CROSSINGS if all(s in STATES[:2] for s in crossing)})
full = st.dictionaries(st.sampled_from(CROSSINGS), few, min_size=1, max_size=7)


@pytest.mark.parametrize("crossed", [simple, full], ids=["known", "unknown"])
@must_reach("hidden")
@times(1 / 4)
@given(data=st.data(), least=st.sampled_from([3, 5, 7, 10]))
def test_an_adversary_who_knows_all_that_is_published_cannot_tell_what_is_hidden(
    crossed: Any, data: st.DataObject, least: int
) -> None:
    groups = data.draw(st.lists(crossed, min_size=1, max_size=4))
    groups = [group for group in groups if sum(group.values())]
    assume(groups)
    found = simulation({f"v{place}": group for place, group in enumerate(groups)})
    table = publish(found, "village", least=least)
    adversary = Adversary(table)
    total = {crossing: sum(group.get(crossing, 0) for group in groups) for crossing in CROSSINGS}
    for place, row in enumerate([*groups, total]):
        shown = {figure.name: figure for figure in table.rows[place].figures}
        for name, holds in {**COLUMNS, **FOLLOWING}.items():
            value = sum(count for crossing, count in row.items() if holds(*crossing))
            if name in shown and shown[name].value is not None:
                assert shown[name].value == value
                assert value >= least or value == 0
            if 0 < value < least:
                reached("hidden")
                low, high = adversary.range(place, holds)
                assert high - low >= least - 1e-6, (place, name, value, low, high)
                assert low - 1e-6 <= value <= high + 1e-6


def test_a_column_that_is_left_out_says_that_nobody_is_in_it() -> None:
    # Nobody becomes unknown: five do not meet the rule before unless those ten who leave are hidden with them.
    crossed = {((NOT_MET, False), (UNKNOWN, False)): 5, ((MET, False), (NOT_MET, False)): 10}
    low, high = Adversary(publish(simulation({"v": crossed}), "village")).range(0, FOLLOWING["not poor before"])
    assert high - low >= 5


def _shown(row: PublishedRow) -> dict[str, int]:
    return {figure.name: figure.value for figure in row.figures if figure.value is not None}


@given(groups=st.lists(full, min_size=1, max_size=6))
def test_what_is_shown_adds_up(groups: list[dict[tuple[State, State], int]]) -> None:
    assume(any(sum(group.values()) for group in groups))
    found = simulation({f"v{place}": group for place, group in enumerate(groups)})
    table = publish(found, "village")
    total = _shown(table.total)
    for name in total:
        column = [row.figure(name).value for row in table.rows[:-1]]
        if None not in column and not name.endswith("_yuan"):
            assert sum(value or 0 for value in column) == total[name]
    for row, sums in zip(table.rows, [*(sums for _, sums in found.groups("village")), found.total], strict=True):
        for name, value in _shown(row).items():
            exact = getattr(sums, name.removesuffix("_yuan"))
            assert abs(exact - value) <= (500 if name.endswith("_yuan") else 0)
        assert sums.base - sums.leave - sums.to_unknown + sums.enter + sums.from_unknown == sums.reform


# Amounts

amounts = st.lists(
    st.lists(st.integers(1, 10**6), max_size=30).map(lambda gaps: Amount(sum(gaps), len(gaps), max(gaps, default=0))),
    min_size=1,
    max_size=8,
)


def _empty(rows: Sequence[Amount], data: st.DataObject) -> list[int]:
    """Some of the rows to which nobody contributes: those of which a table shows it."""
    nobody = [place for place, row in enumerate(rows) if not row.contributors]
    return data.draw(st.lists(st.sampled_from(nobody), unique=True)) if nobody else []


@given(rows=amounts, least=st.integers(3, 12), data=st.data())
def test_no_amount_of_few_is_shown_or_follows_from_the_total(
    rows: list[Amount], least: int, data: st.DataObject
) -> None:
    empty = _empty(rows, data)
    hidden = hidden_amounts(rows, least=least, empty=empty)
    total = Amount.over(rows)
    assert not hidden & {*empty}
    if total.contributors == 0:
        assert not hidden
        return
    rest = [rows[place] for place in hidden if place != TOTAL]
    for place, row in enumerate(rows):
        assert place in hidden or place in empty or not row.sensitive(least)
    if TOTAL in hidden:
        assert total.sensitive(least)
    else:
        assert not total.sensitive(least)
        assert not rest or (len(rest) > 1 and not Amount.over(rest).sensitive(least))


@given(rows=amounts, moved=st.lists(st.integers(0, 15), min_size=8, max_size=8), data=st.data())
def test_two_amounts_do_not_tell_what_few_lack_who_came_or_went(
    rows: list[Amount], moved: list[int], data: st.DataObject
) -> None:
    empty = _empty(rows, data)
    before = hidden_amounts(rows, least=10)
    differences = [Amount(count * 100, count, 100 if count else 0) for count in moved[: len(rows)]]
    after = hidden_amounts(rows, least=10, empty=empty, differences=differences, hidden=before)
    if Amount.over(rows).contributors == 0:
        return
    places = {place for place in range(len(rows)) if place not in empty}
    assert before & places <= after
    assert {place for place in places if 0 < differences[place].contributors < 10} <= after
    if TOTAL not in after:
        assert TOTAL not in before
        assert len(after) != 1
        assert not 0 < sum(differences[place].contributors for place in after) < 10


def test_where_no_other_row_is_left_the_total_is_hidden_with_the_only_one() -> None:
    rows = [Amount(1_000, 20, 100), Amount(0, 0, 0)]
    assert hidden_amounts(rows, least=10, empty=[1], hidden=frozenset({0, 1})) == {0, TOTAL}
    assert hidden_amounts(rows, least=10, empty=[1]) == frozenset()


def test_an_amount_of_which_one_contributes_most_is_hidden() -> None:
    assert Amount(100, 20, 51).sensitive(10)
    assert not Amount(100, 20, 50).sensitive(10)
    rows = [Amount(1_000, 20, 600), Amount(1_000, 20, 100), Amount(2_000, 40, 100)]
    assert hidden_amounts(rows, least=10) == {0, 1}


# The steps

#: Entering and leaving: the crossings are neither, leaving, entering, both. The steps: all, before, after.
STEPS = ["aaaa", "abab", "abcd"]


def _hidden(rows: list[list[int]]) -> list[set[int]]:
    return [set(hidden) for hidden in hidden_counts(rows, STEPS, least=10)]


def test_a_small_count_is_hidden_with_that_of_the_smallest_other_row() -> None:
    assert _hidden([[100, 0, 3, 50], [100, 0, 20, 50], [100, 0, 20, 40]]) == [set(), set(), {0, 2}]


def test_two_small_counts_that_their_sum_would_tell_are_not_left_alone() -> None:
    assert _hidden([[100, 0, 1, 50], [100, 0, 1, 50], [100, 0, 40, 50]])[2] == {0, 1, 2}
    assert _hidden([[100, 0, 5, 50], [100, 0, 5, 50], [100, 0, 40, 50]])[2] == {0, 1}


def test_where_all_of_a_kind_are_few_the_total_is_hidden_too() -> None:
    assert _hidden([[100, 0, 1, 50]] * 3) == [set(), set(), {0, 1, 2, TOTAL}]


def test_a_kind_of_which_there_are_none_hides_nothing() -> None:
    assert _hidden([[100, 0, 0, 50], [100, 0, 0, 50]]) == [set(), set(), set()]


def test_a_row_that_is_hidden_at_a_step_is_hidden_at_all_that_follow() -> None:
    assert _hidden([[3, 0, 0, 0], [100, 0, 20, 50], [20, 0, 20, 50]]) == [{0, 2}, {0, 2}, {0, 2}]


def test_a_limit_of_two_would_hide_nothing() -> None:
    with pytest.raises(InvalidValue, match="least: got 2; expected a whole number of at least 3"):
        publish(simulation({"v": {CROSSINGS[0]: 5}}), "village", least=2)


def test_hundreds_of_villages_keep_their_household_counts_and_what_stood_before() -> None:
    poor, other, enters = ((MET, False),) * 2, ((NOT_MET, False),) * 2, ((NOT_MET, False), (MET, False))
    villages: dict[str | None, dict[tuple[State, State], int]] = {
        f"v{place:03}": {poor: 12 + place % 15, other: 280, enters: place % 3} for place in range(200)
    }
    table = publish(simulation(villages), "village")
    for name in ("households", "base"):
        assert all(row.figure(name).value is not None for row in table.rows)
    assert all(figure.value is not None for figure in table.total.figures)
    assert table.total.figure("enter").value == Sums.over(simulation(villages).cells).enter == 199
