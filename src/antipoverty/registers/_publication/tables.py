"""A simulation as a table that may be published: small cells are hidden, and what they would follow from with them.

Counts and amounts are hidden by `suppression`; what is shown adds up. Each table is safe by
itself. Two tables of the same register are not safe together: the table of one reform less that of another, or that of
a total over other groups, may tell what each of them hides. Publish one, or hide by hand what differs by few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty.causes import MAIN_CAUSE, Cause
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers._publication.suppression import Amount, Count, Status, hidden_amounts, hidden_counts
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
        status: whether it is shown, or why not.
    """

    name: str
    value: int | None
    status: Status


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
class Published:
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

    def frame(self) -> pl.DataFrame:
        """The table as a frame of Polars, for `antipoverty.registers.write`.

        It has the columns ``group`` and ``whole``, and for each figure its value, null where hidden, and its status:
        ``s`` shown, ``u`` primary suppression, ``x`` secondary.
        """
        try:
            import polars as pl
        except ImportError:  # pragma: no cover  # the test suite has it
            raise MissingExtra("polars", "polars") from None
        columns = {
            "group": pl.Series([row.group for row in self.rows], dtype=pl.String),
            "whole": pl.Series([row.whole for row in self.rows], dtype=pl.Boolean),
        }
        for name in (figure.name for figure in self.total.figures):
            figures = [row.figure(name) for row in self.rows]
            columns[name] = pl.Series([figure.value for figure in figures], dtype=pl.Int64)
            columns[f"{name}_status"] = pl.Series([figure.status.value for figure in figures], dtype=pl.String)
        return pl.DataFrame(columns)

    def text(self, language: Language = "en") -> str:
        """The table in Markdown, with what its marks mean below it."""
        names = [figure.name for figure in self.total.figures]
        heads = [_escaped(group_heading(self.column)[language]), *(_HEADINGS[name][language] for name in names)]
        lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(names)]
        for row in self.rows:
            name = Text("total", "合计")[language] if row.whole else group_name(row.group, self.column, language)
            lines.append("| " + " | ".join([_escaped(name), *(self.shown(figure) for figure in row.figures)]) + " |")
        return "\n".join([*lines, "", *self._notes(language)]).rstrip()

    def shown(self, figure: Figure) -> str:
        """A figure as it stands in the table: its value, ``<10`` or the like, or ``…``."""
        if figure.value is not None:
            return f"{figure.value:,}"
        return "…" if figure.status is Status.SECONDARY or figure.name in _AMOUNTS else f"<{self.least}"

    def _notes(self, language: Language) -> Iterator[str]:
        """What the marks mean, and what is left out, as a list in Markdown."""
        shown = {self.shown(figure) for row in self.rows for figure in row.figures}
        names = {figure.name for figure in self.total.figures}
        if f"<{self.least}" in shown:
            yield Text(
                f"- <{self.least}: fewer than {self.least} households, perhaps none; not shown (primary suppression).",
                f"- <{self.least}：不足{self.least}户，可为零，不公布（主抑制）。",
            )[language]
        if "…" in shown:
            yield Text(
                "- …: not shown, since what is hidden would follow from it (secondary suppression); or an amount to"
                f" which fewer than {self.least} households contribute, or one contributes more than half.",
                f"- …：不公布，否则可推出被隐去的数（次级抑制）；或该金额涉及不足{self.least}户，或一户占过半。",
            )[language]
        if names & set(_AMOUNTS):
            known = names & {"base_gaps_unknown", "reform_gaps_unknown"}
            yield Text(
                f"- Amounts are rounded to {ROUNDED_TO:,} yuan"
                + (", and leave out the households whose gap is not known." if known else "."),
                f"- 金额四舍五入至{ROUNDED_TO:,}元" + ("，不含缺口未知的户。" if known else "。"),
            )[language]
        if names & {"base_unknown", "reform_unknown"}:
            yield Text("- Unknown: the register does not say whether they meet the rule.", "- 未知：名册不足以认定。")[
                language
            ]
        if names & {"from_unknown", "to_unknown"}:
            yield Text(
                "- Before - leave - to unknown + enter + from unknown = after.",
                "- 现行－退出－转为未知＋新进＋由未知转入＝调整后。",
            )[language]


def published(simulation: Simulation, column: str, *, least: int = LEAST) -> Published:
    """The groups of a column and their total, with what may not be shown hidden.

    Every count under `least`, shown or to be had from what is shown, stays open over a range of at least half of
    `least`, even for a reader who knows all of the table and what its marks mean. A gap is shown where at least `least`
    households lack something, of which none lacks more than half; the gap after the reform only where at least `least`
    came or went, or none did, since it would tell what these lack. What is shown adds up to the total, but for
    amounts, which are rounded.

    Args:
        simulation: what is to be published.
        column: the column.
        least: the least count that is shown.

    Raises:
        InvalidValue: for a column by which the simulation was not grouped, or a `least` under 3.

    >>> import polars as pl
    >>> from datetime import date
    >>> from antipoverty.registers import simulate
    >>> frame = pl.DataFrame({
    ...     "village": ["v1"] * 40 + ["v2"] * 30 + ["v3"] * 20,
    ...     "net_income_fen": [1] * 20 + [10**9] * 20 + [1] * 3 + [10**9] * 27 + [10**9] * 20,
    ...     "size": [1] * 90,
    ... })
    >>> found = published(simulate(frame, base=date(2014, 5, 1), reform=date(2015, 5, 1), by=["village"]), "village")
    >>> [(row.group, row.figure("base").value, row.figure("base").status.value) for row in found.rows]
    [('v1', None, 'x'), ('v2', None, 'u'), ('v3', None, 'u'), (None, 23, 's')]
    """
    if isinstance(least, bool) or not isinstance(least, int) or least < 3:
        raise InvalidValue("least", least, "a whole number of at least 3: 1 would be all that is less than 2")
    groups = simulation.cells_by(column)
    names = [*(name for name, _ in groups), None]
    cells = [*(list(each) for _, each in groups), list(simulation.cells)]
    sums = [Sums.over(each) for each in cells]
    counts = _counts(sums[-1])
    crossings = _crossings(simulation.cells)
    statuses = hidden_counts([_crossed(each, crossings) for each in cells[:-1]], _defined(crossings), least=least)
    amounts = dict(_amounts(sums, cells, statuses, least))
    rows = []
    for place, name in enumerate(names):
        figures = {
            each: Figure(each, getattr(sums[place], each) if statuses[place][each] is Status.SHOWN else None,
                         statuses[place][each])
            for each in counts
        }  # fmt: skip
        figures |= {each: column_of[place] for each, column_of in amounts.items()}
        whole = place == len(names) - 1
        rows.append(PublishedRow(name, whole, tuple(figures[each] for each in _HEADINGS if each in figures)))
    return Published(column, least, tuple(rows))


def _counts(total: Sums) -> list[str]:
    """The counts that are in the table: those of what is unknown only if there is any."""
    named = [name for name in _HEADINGS if name not in _AMOUNTS]
    return [name for name in named if name in _ALWAYS or getattr(total, name)]


# Counts as sums of crossings

#: How a household stands on one side: the outcome, and whether it lacks an amount that is not known.
_State = tuple[Outcome, bool]


def _states(cells: Iterable[Cell]) -> Iterator[tuple[_State, _State]]:
    return (((cell.base, cell.base_gap.unknown > 0), (cell.reform, cell.reform_gap.unknown > 0)) for cell in cells)


def _crossings(cells: Sequence[Cell]) -> list[tuple[_State, _State]]:
    """Every way in which a household could stand before and after, of those in which any stands on either side."""
    before, after = (dict.fromkeys(states) for states in zip(*_states(cells), strict=True)) if cells else ({}, {})
    return list(product(before, after))


def _crossed(cells: Sequence[Cell], crossings: Sequence[tuple[_State, _State]]) -> list[int]:
    found = dict.fromkeys(crossings, 0)
    for cell, crossing in zip(cells, _states(cells), strict=True):
        found[crossing] += cell.households
    return list(found.values())


def _defined(crossings: Sequence[tuple[_State, _State]]) -> list[Count]:
    """The counts that are shown, be it by leaving out a column of zeros, and those that could follow from them."""

    def count(name: str, loss: int | None, holds: Callable[[_State, _State], bool]) -> Count:
        return Count(name, frozenset(place for place, pair in enumerate(crossings) if holds(*pair)), loss)

    met, missed, unknown = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
    # How much is lost with each: who stands where afterwards follows most easily, and how many households there are is
    # mostly known to everybody anyway, so that to hide it would protect nothing.
    counts = [
        count("households", 100, lambda _, __: True),
        count("base", 4, lambda before, _: before[0] is met),
        count("base_unknown", 3, lambda before, _: before[0] is unknown),
        count("enter", 3, lambda before, after: (before[0], after[0]) == (missed, met)),
        count("from_unknown", 2, lambda before, after: (before[0], after[0]) == (unknown, met)),
        count("leave", 3, lambda before, after: (before[0], after[0]) == (met, missed)),
        count("to_unknown", 2, lambda before, after: (before[0], after[0]) == (met, unknown)),
        count("reform", 2, lambda _, after: after[0] is met),
        count("reform_unknown", 1, lambda _, after: after[0] is unknown),
        count("base_gaps_unknown", 1, lambda before, _: before[1]),
        count("reform_gaps_unknown", 1, lambda _, after: after[1]),
    ]
    for pair in product((met, missed, unknown), repeat=2):
        held = frozenset(place for place, (before, after) in enumerate(crossings) if (before[0], after[0]) == pair)
        counts.append(Count(" to ".join(outcome.value for outcome in pair), held, None))
    counts += [
        count("missed before", None, lambda before, _: before[0] is missed),
        count("missed after", None, lambda _, after: after[0] is missed),
        count("gap known before", None, lambda before, _: before == (met, False)),
        count("gap known after", None, lambda _, after: after == (met, False)),
    ]
    return counts


# Amounts


def _amounts(
    sums: Sequence[Sums], cells: Sequence[Sequence[Cell]], shown: Sequence[dict[str, Status]], least: int
) -> Iterator[tuple[str, list[Figure]]]:
    """The gaps before, and the gaps after, from which follows what those lack who came or went."""
    parts = [[_parts(cell) for cell in each] for each in cells]
    before, after, moved = ([Amount.over(amounts[side] for amounts in each) for each in parts] for side in range(3))

    def empty(name: str) -> list[int]:
        return [p for p, each in enumerate(sums) if shown[p][name] is Status.SHOWN and not getattr(each, name)]

    total, statuses = sums[-1], list[Status]()
    if total.base_gap is not None:
        statuses = hidden_amounts(before[:-1], least=least, empty=empty("base"))
        yield _AMOUNTS[0], _figures(_AMOUNTS[0], before, statuses)
    if total.reform_gap is not None:
        moves = moved[:-1] if statuses else []
        statuses = hidden_amounts(after[:-1], least=least, empty=empty("reform"), differences=moves, given=statuses)
        yield _AMOUNTS[1], _figures(_AMOUNTS[1], after, statuses)


def _parts(cell: Cell) -> tuple[Amount, Amount, Amount]:
    """The gaps of a cell before and after, and of these the one of households that came or went."""
    before, after = (Amount(gap.fen or 0, gap.lacking, gap.largest) for gap in (cell.base_gap, cell.reform_gap))
    nobody = Amount(0, 0, 0)
    met = cell.base is Outcome.MET, cell.reform is Outcome.MET
    return before, after, {(True, False): before, (False, True): after}.get(met, nobody)


def _figures(name: str, amounts: Sequence[Amount], statuses: Sequence[Status]) -> list[Figure]:
    return [
        Figure(name, _rounded(amount.total) if status is Status.SHOWN else None, status)
        for amount, status in zip(amounts, statuses, strict=True)
    ]


def _rounded(fen: int) -> int:
    """Yuan, rounded half up."""
    unit = ROUNDED_TO * 100
    return (fen + unit // 2) // unit * ROUNDED_TO


# Words


def figure_heading(name: str) -> Text:
    """What a figure is called."""
    return _HEADINGS[name]


def group_heading(column: str) -> Text:
    """What a column by which households are grouped is called."""
    known = {"village": Text("village", "村"), MAIN_CAUSE: Text("main cause", "主要致贫原因")}
    return known.get(column, Text(column, column))


def group_name(name: str | None, column: str, language: Language) -> str:
    """What a group is called, in one line."""
    if name is None:
        # A main cause is null where none is found and where none is known alike.
        words = Text("none found or not known", "未发现或未知") if column == MAIN_CAUSE else Text("unknown", "未知")
        return f"({words.en})" if language == "en" else f"（{words.zh}）"
    if not name.strip():
        return Text("(blank)", "（空白）")[language]
    causes = {cause.value: cause.text for cause in Cause} if column == MAIN_CAUSE else {}
    return causes[name][language] if name in causes else " ".join(name.split())


def _escaped(text: str) -> str:
    """A text as Markdown takes it literally, within a cell."""
    for sign in "\\`*_|[]":
        text = text.replace(sign, "\\" + sign)
    return text.replace("&", "&amp;").replace("<", "&lt;")
