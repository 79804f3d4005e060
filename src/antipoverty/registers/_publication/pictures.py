"""A picture of a simulation that may be published: who comes and who goes in each group, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from antipoverty._shared.pictures import new_picture
from antipoverty.registers._publication.tables import (
    LEAST,
    Published,
    PublishedRow,
    figure_heading,
    group_heading,
    group_name,
    publish,
    shown,
)
from antipoverty.registers._simulation.results import MOVES, Flow, Simulation
from antipoverty.text import LISTED, Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: The moves by the names of their figures, in the order of `MOVES`, with their colours: in is red, out is blue.
_COLOURS = {"enter": "#b2182b", "from_unknown": "#f4a582", "leave": "#2166ac", "to_unknown": "#92c5de"}
_OUT = ("leave", "to_unknown")
_TITLE = Text("{}: {} households before, {} after", "{}：现行{}户，调整后{}户")
_BY_CRITERION = Text("by the criterion that flipped", "按发生变化的标准")
_HOUSEHOLDS = Text("households", "户数")
_GROUPS = Text("by {}", "按{}")
_FEW_GROUPS = Text("by {}, the {shown} of {groups} with most moves", "按{}（{groups}组中变动最多的{shown}组）")
_SEVERAL = Text("several together", "多项共同作用")
#: As many groups as can be read in one picture.
_MOST = 40


def picture(simulation: Simulation, column: str, language: Language = "en", *, least: int = LEAST) -> Figure:
    """A picture: who enters and who leaves in each group, and why, with what may not be shown hidden.

    Groups of which a figure is hidden bear its mark in place of a bar. Of many groups the 40 with the longest bars are
    drawn, and the title says so. Reasons of few households are shown together.

    Args:
        simulation: what is to be drawn.
        column: the column by which households were grouped.
        language: the language.
        least: the least count that is shown.

    Returns:
        A Matplotlib figure; ``figure.savefig("reform.png")`` writes it.

    Raises:
        InvalidValue: as `antipoverty.registers.publish` does, and for a name with characters that the font of
            pictures (Noto Sans SC) does not have.
        MissingExtra: without Matplotlib or the font.
    """
    found = publish(simulation, column, least=least)
    rows = _drawn(found)
    flows = list(_published_flows(simulation, found))
    before, after = (shown(found.total.figure(name)) for name in ("base", "reform"))
    title = _TITLE[language].format(simulation.rule[language], before, after)

    def draw(figure: Figure) -> None:
        from matplotlib.ticker import MaxNLocator

        left, right = figure.subplots(1, 2)
        _draw_groups(left, found, rows, language)
        for position, flow in enumerate(flows):
            name = list(_COLOURS)[MOVES.index((flow.before, flow.after))]
            right.barh(position, flow.households, color=_COLOURS[name], height=0.6)
        right.set_yticks(range(len(flows)), [_said(simulation, flow, language) for flow in flows])
        right.set_title(_BY_CRITERION[language])
        for axes in (left, right):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
            axes.set_xlabel(_HOUSEHOLDS[language])
            axes.invert_yaxis()
        figure.legend(loc="outside lower center", ncols=4, frameon=False)
        figure.suptitle(title)

    return new_picture(11, 1.8 + 0.32 * max(len(rows), len(flows), 4), draw)


def _drawn(found: Published) -> list[PublishedRow]:
    """The groups to be drawn: all, or those with the longest bars, in their order."""
    rows = found.rows[:-1]
    longest = sorted(rows, key=lambda row: -sum(_values(row, name)[0] for name in _moves(found)))[:_MOST]
    return [row for row in rows if row in longest]


def _moves(found: Published) -> list[str]:
    """The moves that the table has."""
    return [name for name in _COLOURS if any(figure.name == name for figure in found.total.figures)]


def _values(row: PublishedRow, name: str) -> tuple[int, bool]:
    """The length of a bar, and whether it is hidden."""
    value = row.figure(name).value
    return (0, True) if value is None else (value, False)


def _draw_groups(axes: Axes, found: Published, rows: list[PublishedRow], language: Language) -> None:
    ends = {True: [0] * len(rows), False: [0] * len(rows)}
    marks: dict[bool, list[list[str]]] = {out: [[] for _ in rows] for out in ends}
    for name in _moves(found):
        out = name in _OUT
        values = [_values(row, name)[0] for row in rows]
        signed = [-value if out else value for value in values]
        axes.barh(
            range(len(rows)),
            signed,
            left=ends[out],
            color=_COLOURS[name],
            height=0.6,
            label=figure_heading(name)[language],
        )
        ends[out] = [end + value for end, value in zip(ends[out], signed, strict=True)]
        for place, row in enumerate(rows):
            if _values(row, name)[1]:
                marks[out][place].append(shown(row.figure(name)))
    for out, each in marks.items():
        for place, words in enumerate(each):
            axes.annotate(
                " ".join(dict.fromkeys(words)),
                (ends[out][place], place),
                xytext=(-4 if out else 4, 0),
                textcoords="offset points",
                ha="right" if out else "left",
                va="center",
                color="dimgray",
                fontsize="small",
            )
    axes.axvline(0, color="black", linewidth=0.8)
    span = max(max(ends[False], default=0) - min(ends[True], default=0), 1)
    room = {out: span / 4 if any(each) else span / 20 for out, each in marks.items()}
    axes.set_xlim(min(ends[True], default=0) - room[True], max(ends[False], default=0) + room[False])
    axes.set_yticks(range(len(rows)), [group_name(row.group, found.column, language) for row in rows])
    groups = len(found.rows) - 1
    title = _FEW_GROUPS if len(rows) < groups else _GROUPS
    heading = group_heading(found.column, language)
    axes.set_title(title[language].format(heading, shown=len(rows), groups=groups))


def _said(simulation: Simulation, flow: Flow, language: Language) -> str:
    names = dict(simulation.criteria)
    return LISTED[language].join(names[reason][language] for reason in flow.reasons) or _SEVERAL[language]


def _published_flows(simulation: Simulation, found: Published) -> Iterator[Flow]:
    """The flows as they may be shown: the small ones of each move together, none where the move is hidden."""
    for move, name in zip(MOVES, _COLOURS, strict=True):
        if name in _moves(found) and found.total.figure(name).value is None:
            continue
        flows = [flow for flow in simulation.flows() if (flow.before, flow.after) == move]
        small = [flow for flow in flows if flow.households < found.least]
        large = [flow for flow in flows if flow.households >= found.least]
        while small and large and sum(flow.households for flow in small) < found.least:
            small.append(large.pop())
        yield from large
        if small:
            together = (
                sum(getattr(flow, each) for flow in small) for each in ("households", "persons", "sizes_unknown")
            )
            yield Flow(*move, (), *together)
