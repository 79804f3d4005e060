"""A simulation as a table that may be published: small counts are hidden, and rows from which they would follow.

Each table is safe by itself; what is shown adds up. Two tables of the same register are not safe together: the table of
one reform less that of another, or that of a total over other groups, may tell what each of them hides. Publish one, or
hide by hand what differs by few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty._shared.privacy import masked
from antipoverty._shared.showing import Shown, TableColumn, TableColumns
from antipoverty.causes import MAIN_CAUSE, Cause
from antipoverty.errors import InvalidValue
from antipoverty.registers._publication.suppression import TOTAL, Amount, Hidden, hidden_amounts, hidden_counts
from antipoverty.registers._simulation.results import Cell, Simulation, Sums
from antipoverty.rules import Outcome
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl

#: No published count, nor any that follows from those published, lies between 0 and this number.
LEAST = 10
#: Amounts are rounded to so many yuan, half up.
ROUNDED_TO = 1_000

_HEADINGS = {
    "households": Text("households", "户数"),
    "base": Text("before", "现行"),
    "base_unknown": Text("unknown before", "现行未知"),
    "enter": Text("enter", "新进"),
    "from_unknown": Text("from unknown", "由未知转入"),
    "leave": Text("leave", "退出"),
    "to_unknown": Text("to unknown", "转为未知"),
    "reform": Text("after", "调整后"),
    "reform_unknown": Text("unknown after", "调整后未知"),
    "base_gap_yuan": Text("gap before, yuan", "现行缺口（元）"),
    "base_gaps_unknown": Text("gap unknown before", "现行缺口未知户数"),
    "reform_gap_yuan": Text("gap after, yuan", "调整后缺口（元）"),
    "reform_gaps_unknown": Text("gap unknown after", "调整后缺口未知户数"),
}
_TOTAL = Text("total", "合计")
_COLUMNS = {"village": Text("village", "村"), MAIN_CAUSE: Text("main cause", "主要致贫原因")}
_NO_GROUP = Text("(unknown)", "（未知）")
_NO_CAUSE = Text("(none found or not known)", "（未发现或未知）")
_BLANK = Text("(blank)", "（空白）")
#: The mark of a figure that is hidden.
_HIDDEN = "…"
_AMOUNTS = ("base_gap_yuan", "reform_gap_yuan")
#: The figures that are there even if they are 0 in every row.
_ALWAYS = ("households", "base", "enter", "leave", "reform", *_AMOUNTS)


@frozen
class Figure:
    """A figure of a published table.

    Attributes:
        name: what it is: as in the sums of a simulation, and the gaps in yuan as ``base_gap_yuan`` and
            ``reform_gap_yuan``.
        value: the number, an amount rounded to 1,000 yuan; none if it is hidden.
    """

    name: str
    value: int | None


@frozen
class PublishedRow:
    """A row of a published table.

    Attributes:
        group: the group; none for those of no known group, and for the total.
        whole: whether it is the total.
        figures: the figures, the same ones in each row.
    """

    group: str | None
    whole: bool
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """The figure of a name.

        Raises:
            InvalidValue: if the table has no such figure.
        """
        found = {figure.name: figure for figure in self.figures}
        if name not in found:
            raise InvalidValue("name", name, f"one of {', '.join(found)}")
        return found[name]


@frozen
class Published(Shown):
    """A table that may be published.

    Attributes:
        column: the column by which households were grouped.
        least: the least count that is shown.
        rows: the groups, and the total, which comes last.
    """

    column: str
    least: int
    rows: tuple[PublishedRow, ...]

    @property
    def total(self) -> PublishedRow:
        """The total."""
        return self.rows[-1]

    def table(self, language: Language = "en") -> list[list[str]]:
        """The table in words: the headings, then a row for each group and the total, each figure as it is shown."""
        names = [figure.name for figure in self.total.figures]
        head = [group_heading(self.column, language), *(_HEADINGS[name][language] for name in names)]
        groups = (_TOTAL[language] if row.whole else group_name(row.group, self.column, language) for row in self.rows)
        return [head, *([name, *map(shown, row.figures)] for name, row in zip(groups, self.rows, strict=True))]

    def _table(self) -> TableColumns:
        groups = [Text(en=en[0], zh=zh[0]) for en, zh in zip(self.table("en")[1:], self.table("zh")[1:], strict=True)]
        columns = {self.column: TableColumn(Text(*(group_heading(self.column, each) for each in ("en", "zh"))), groups)}
        for name in (figure.name for figure in self.total.figures):
            columns[name] = TableColumn(_HEADINGS[name], [row.figure(name) for row in self.rows], _figure_said)
        return columns

    def frame(self) -> pl.DataFrame:
        """The table as a frame of Polars, for `antipoverty.registers.write`.

        It has the columns ``group`` and ``whole``, and one for each figure, null where it is hidden.
        """
        with needing("polars", "polars"):
            import polars as pl
        columns = {
            "group": pl.Series([row.group for row in self.rows], dtype=pl.String),
            "whole": pl.Series([row.whole for row in self.rows], dtype=pl.Boolean),
        }
        for name in (figure.name for figure in self.total.figures):
            columns[name] = pl.Series([row.figure(name).value for row in self.rows], dtype=pl.Int64)
        return pl.DataFrame(columns)


def _figure_said(figure: Figure, _: Language) -> str:
    return shown(figure)


def shown(figure: Figure) -> str:
    """A figure as it stands in the table: its value, or the mark of what is hidden."""
    return _HIDDEN if figure.value is None else f"{figure.value:,}"


def publish(simulation: Simulation, column: str, *, least: int = LEAST) -> Published:
    """The groups of a column and their total, with what may not be shown hidden.

    Every count from 1 to ``least - 1``, in the table or to be had from it, stays open over a range of at least `least`,
    even for a reader who knows all of the table. A row is shown column by column, as far as none of its counts
    is so small: households, how many stood where before, then the moves, those of most households first. A gap is
    shown where at least `least` households lack something, of which none lacks more than half; the gap after the reform
    only where at least `least` came or went, or none did, since it would tell what these lack. What is shown adds up to
    the total, but for amounts, which are rounded.

    Args:
        simulation: what is to be published.
        column: the column.
        least: the least count that is shown.

    Raises:
        InvalidValue: for a column by which the simulation was not grouped, one with a number that leads to a person
            among its groups, or a `least` under 3.

    >>> import polars as pl
    >>> from datetime import date
    >>> from antipoverty.registers import simulate
    >>> frame = pl.DataFrame({
    ...     "village": ["v1"] * 40 + ["v2"] * 30 + ["v3"] * 20,
    ...     "net_income_fen": [1] * 20 + [10**9] * 20 + [1] * 3 + [10**9] * 27 + [10**9] * 20,
    ...     "size": [1] * 90,
    ... })
    >>> found = publish(simulate(frame, base=date(2014, 5, 1), reform=date(2015, 5, 1), by=["village"]), "village")
    >>> [(row.group, row.figure("households").value, row.figure("base").value) for row in found.rows]
    [('v1', 40, None), ('v2', 30, None), ('v3', 20, None), (None, 90, 23)]
    """
    if isinstance(least, bool) or not isinstance(least, int) or least < 3:
        raise InvalidValue("least", least, "a whole number of at least 3: 1 would be all that is less than 2")
    groups = simulation.cells_by(column)
    if any(name is not None and masked(name) != name for name, _ in groups):
        raise InvalidValue("column", column, "a column of groups, none of which is called by the number of a person")
    cells = [list(each) for _, each in groups]
    sums = [*map(Sums.over, cells), simulation.total]
    figures = _counts(cells, sums, least)
    figures |= _amounts(cells, sums, figures, least)
    names = [name for name in _HEADINGS if name in figures]
    rows = [
        PublishedRow(group, place == len(groups), tuple(Figure(name, figures[name][place]) for name in names))
        for place, group in enumerate([*(name for name, _ in groups), None])
    ]
    return Published(column, least, tuple(rows))


# Counts

#: How a household stands on one side: the outcome, and whether it lacks an amount that is not known.
_State = tuple[Outcome, bool]
_MET, _NOT_MET, _UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
#: By what each step splits households further: how they stand before and after.
_SPLITS: dict[str, Callable[[_State, _State], object]] = {
    "households": lambda before, after: True,
    "base": lambda before, after: before[0],
    "enter": lambda before, after: (before[0], after[0]) == (_NOT_MET, _MET),
    "from_unknown": lambda before, after: (before[0], after[0]) == (_UNKNOWN, _MET),
    "leave": lambda before, after: (before[0], after[0]) == (_MET, _NOT_MET),
    "to_unknown": lambda before, after: (before[0], after[0]) == (_MET, _UNKNOWN),
    "reform_unknown": lambda before, after: after[0],
    "base_gaps_unknown": lambda before, after: before[1],
    "reform_gaps_unknown": lambda before, after: after[1],
}
_MOVES = ("enter", "from_unknown", "leave", "to_unknown")


def _counts(cells: Sequence[Sequence[Cell]], sums: Sequence[Sums], least: int) -> dict[str, list[int | None]]:
    """The counts of each row and the total, which comes last; those of what is unknown only if there is any."""
    total = sums[-1]
    first, rest = [*_SPLITS][:2], [*_SPLITS][2:]
    # What is zero in the total is known to be zero in every row, and splits nothing.
    steps = [*first, *sorted(rest, key=lambda name: (getattr(total, name) > 0, -getattr(total, name)))]
    crossings = list(product(dict.fromkeys(_before(each) for row in cells for each in row),
                             dict.fromkeys(_after(each) for row in cells for each in row)))  # fmt: skip
    labels = [[_SPLITS[step](*crossing) for crossing in crossings] for step in steps]
    hidden = hidden_counts([_crossed(row, crossings) for row in cells], labels, least=least)
    at = {"base_unknown": "base", "reform": max(_MOVES, key=steps.index)}
    names = [name for name in _HEADINGS if name not in _AMOUNTS and (name in _ALWAYS or getattr(total, name))]
    return {
        name: [
            value if not getattr(total, name) or place not in hidden[steps.index(at.get(name, name))] else None
            for place, value in _placed([getattr(each, name) for each in sums])
        ]
        for name in names
    }


def _placed(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The values with the places of their rows, of which the last is the total."""
    return zip([*range(len(values) - 1), TOTAL], values, strict=True)


def _before(cell: Cell) -> _State:
    return cell.base, cell.base_gap.unknown > 0


def _after(cell: Cell) -> _State:
    return cell.reform, cell.reform_gap.unknown > 0


def _crossed(cells: Sequence[Cell], crossings: Sequence[tuple[_State, _State]]) -> list[int]:
    """How many households are in each crossing."""
    found = dict.fromkeys(crossings, 0)
    for cell in cells:
        found[_before(cell), _after(cell)] += cell.households
    return list(found.values())


# Amounts


def _amounts(
    cells: Sequence[Sequence[Cell]], sums: Sequence[Sums], counts: dict[str, list[int | None]], least: int
) -> dict[str, list[int | None]]:
    """The gaps before, and the gaps after, from which follows what those lack who came or went."""
    parts = [[_parts(cell) for cell in row] for row in cells]
    before, after, moved = ([Amount.over(amounts[side] for amounts in row) for row in parts] for side in range(3))
    found: dict[str, list[int | None]] = {}
    hidden: Hidden = frozenset()
    total, moves = sums[-1], list[Amount]()
    if total.base_gap is not None:
        hidden = hidden_amounts(before, least=least, empty=_empty(counts["base"]))
        found[_AMOUNTS[0]], moves = _rounded(before, hidden), moved
    if total.reform_gap is not None:
        empty = _empty(counts["reform"])
        hidden = hidden_amounts(after, least=least, empty=empty, differences=moves, hidden=hidden)
        found[_AMOUNTS[1]] = _rounded(after, hidden)
    return found


def _empty(counts: Sequence[int | None]) -> list[int]:
    """The places of the rows whose count is shown as zero."""
    return [place for place, value in enumerate(counts[:-1]) if value == 0]


def _parts(cell: Cell) -> tuple[Amount, Amount, Amount]:
    """The gaps of a cell before and after, and of these the one of households that came or went."""
    before, after = (Amount(gap.fen or 0, gap.lacking, gap.largest) for gap in (cell.base_gap, cell.reform_gap))
    nobody = Amount(0, 0, 0)
    met = cell.base is _MET, cell.reform is _MET
    return before, after, {(True, False): before, (False, True): after}.get(met, nobody)


def _rounded(amounts: Sequence[Amount], hidden: Hidden) -> list[int | None]:
    """Yuan, rounded half up, of each row and the total; none where hidden."""
    unit, values = ROUNDED_TO * 100, [each.total for each in (*amounts, Amount.over(amounts))]
    return [None if place in hidden else (fen + unit // 2) // unit * ROUNDED_TO for place, fen in _placed(values)]


# Words


def figure_heading(name: str) -> Text:
    """What a figure is called."""
    return _HEADINGS[name]


def group_heading(column: str, language: Language) -> str:
    """What a column by which households are grouped is called."""
    return _COLUMNS[column][language] if column in _COLUMNS else column


def group_name(name: str | None, column: str, language: Language) -> str:
    """What a group is called, in one line."""
    of_causes = column == MAIN_CAUSE
    if name is None:
        # A main cause is null where none is found and where none is known alike.
        return (_NO_CAUSE if of_causes else _NO_GROUP)[language]
    if not name.strip():
        return _BLANK[language]
    causes = {cause.value: cause.text for cause in Cause} if of_causes else {}
    return causes[name][language] if name in causes else " ".join(name.split())
