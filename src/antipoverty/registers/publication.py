"""A simulation as a table and a picture that may be published: small groups are merged, and the rows still add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from antipoverty.causes import Cause
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers.cause_columns import MAIN_CAUSE
from antipoverty.registers.simulation import Flow, Simulation, Sums
from antipoverty.rules.conditions import Language, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["picture", "published", "table"]

#: No published count, nor any that follows by subtraction, lies between 0 and this number.
LEAST = 10
_OTHERS = Text("other groups", "其余各组")
_UNKNOWN = Text("(unknown)", "（未知）")
_TOTAL = Text("total", "合计")


def published(simulation: Simulation, column: str, *, least: int = LEAST) -> tuple[tuple[str | None, Sums], ...]:
    """The groups of a column as they may be shown, small ones merged under the name ``""``.

    Every count of a row (households, who meets the rule before and after, who does not, who enters and leaves) is 0 or
    at least `least`, and so is what is left of the total without the other rows. The rows sum to the total.

    Raises:
        InvalidValue: if not even all groups together can be shown, or `least` is under 2.

    >>> import polars as pl
    >>> from datetime import date
    >>> from antipoverty.registers import simulate
    >>> frame = pl.DataFrame({
    ...     "village": ["v1"] * 40 + ["v2"] * 3 + ["v3"] * 20,
    ...     "net_income_fen": [1] * 20 + [10**9] * 43, "size": [1] * 63,
    ... })
    >>> found = simulate(frame, base=date(2014, 5, 1), reform=date(2015, 5, 1), by=["village"])
    >>> [(name, sums.households) for name, sums in published(found, "village")]
    [('v1', 40), ('', 23)]
    """
    if isinstance(least, bool) or least < 2:
        raise InvalidValue("least", least, "a whole number of at least 2")
    place = simulation._place(column)
    groups = dict(simulation.groups(column))
    merged = [name for name, sums in groups.items() if not _safe(sums, least)]
    kept = sorted((name for name in groups if name not in merged), key=lambda name: groups[name].households)

    def rest() -> Sums:
        return Sums.over(cell for cell in simulation.cells if cell.groups[place] in merged)

    # One group merged by itself would be known by what is missing, so that the next smallest joins it.
    while merged and kept and (len(merged) == 1 or not _safe(rest(), least)):
        merged.append(kept.pop(0))
    if merged and not _safe(rest(), least):
        raise InvalidValue("column", column, f"a register of which every count is 0 or at least {least}")
    shown = tuple((name, sums) for name, sums in groups.items() if name not in merged)
    return (*shown, ("", rest())) if merged else shown


def _safe(sums: Sums, least: int) -> bool:
    counts = (
        sums.households,
        sums.base,
        sums.households - sums.base,
        sums.reform,
        sums.households - sums.reform,
        sums.enter,
        sums.leave,
        sums.base - sums.leave,
        sums.households - sums.base - sums.enter,
    )
    return all(count == 0 or count >= least for count in counts)


def table(simulation: Simulation, column: str, language: Language = "en", *, least: int = LEAST) -> str:
    """The groups of a column and their total as a table in Markdown, small groups merged.

    Amounts are what those who meet the rule lack to the line: the cost of closing the gap, in yuan.
    """
    heads = [
        _heading(column),
        Text("households", "户数"),
        Text("before", "现行"),
        Text("enter", "新进"),
        Text("leave", "退出"),
        Text("after", "调整后"),
        Text("gap before, yuan", "现行缺口（元）"),
        Text("gap after, yuan", "调整后缺口（元）"),
    ]
    rows = [(_name(name, column, language), sums) for name, sums in published(simulation, column, least=least)]
    rows.append((_TOTAL[language], simulation.total))
    lines = ["| " + " | ".join(head[language] for head in heads) + " |", "| --- |" + " ---: |" * 7]
    for name, sums in rows:
        counts = (sums.households, sums.base, sums.enter, sums.leave, sums.reform)
        cells = [name, *(f"{count:,}" for count in counts), f"{sums.base_gap:,}", f"{sums.reform_gap:,}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _heading(column: str) -> Text:
    known = {"village": Text("village", "村"), MAIN_CAUSE: Text("main cause", "主要致贫原因")}
    return known.get(column, Text(column, column))


def _name(name: str | None, column: str, language: Language) -> str:
    if name is None:
        return _UNKNOWN[language]
    if name == "":
        return _OTHERS[language]
    return Cause(name).text[language] if column == MAIN_CAUSE else name


def _said(simulation: Simulation, flow: Flow, language: Language) -> str:
    names = dict(simulation.criteria)
    joined = (", " if language == "en" else "、").join(names[reason][language] for reason in flow.reasons)
    return joined or Text("several together", "多项共同作用")[language]


def picture(simulation: Simulation, column: str, language: Language = "en", *, least: int = LEAST) -> Figure:
    """A picture: who enters and who leaves in each group, and why; small groups merged.

    Returns:
        A Matplotlib figure; ``figure.savefig("reform.png")`` writes it.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("plot", "matplotlib") from None
    groups = published(simulation, column, least=least)
    flows = [flow for flow in _published_flows(simulation, least) if flow.households]
    with rc_context({"font.family": list(_fonts()), "axes.unicode_minus": False}):
        height = 1.8 + 0.32 * max(len(groups), len(flows))
        figure = Figure(figsize=(11, height), layout="constrained")
        left, right = figure.subplots(1, 2)
        names = [_name(name, column, language) for name, _ in groups]
        left.barh(names, [sums.enter for _, sums in groups], color="#b2182b", label=Text("enter", "新进")[language])
        left.barh(names, [-sums.leave for _, sums in groups], color="#2166ac", label=Text("leave", "退出")[language])
        left.axvline(0, color="black", linewidth=0.8)
        for axes in (left, right):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        left.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
        left.set_xlabel(Text("households", "户数")[language])
        left.set_title(Text(f"by {_heading(column).en}", f"按{_heading(column).zh}")[language])
        left.invert_yaxis()
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        for position, flow in enumerate(flows):
            right.barh(position, flow.households, color="#b2182b" if flow.enters else "#2166ac")
        right.set_yticks(range(len(flows)), [_said(simulation, flow, language) for flow in flows])
        right.set_xlabel(Text("households", "户数")[language])
        right.set_title(Text("by the criterion that flipped", "按发生变化的标准")[language])
        right.invert_yaxis()
        total = simulation.total
        figure.suptitle(
            Text(
                f"{simulation.rule.en}: {total.base:,} households before, {total.reform:,} after",
                f"{simulation.rule.zh}：现行{total.base:,}户，调整后{total.reform:,}户",
            )[language]
        )
        figure.draw_without_rendering()  # with the fonts, while they are set
    return figure


def _published_flows(simulation: Simulation, least: int) -> Iterator[Flow]:
    """The flows as they may be shown: the small ones of each direction together."""
    for enters in (True, False):
        flows = [flow for flow in simulation.flows() if flow.enters is enters]
        small = [flow for flow in flows if flow.households < least]
        large = [flow for flow in flows if flow.households >= least]
        while small and large and sum(flow.households for flow in small) < least:
            small.append(large.pop())
        yield from large
        households, persons = (sum(getattr(flow, name) for flow in small) for name in ("households", "persons"))
        if households >= least:
            yield Flow(enters, (), households, persons)


def _fonts() -> Iterator[str]:
    """The fonts to draw with: one that has Chinese, if there is one, after Matplotlib's own."""
    from matplotlib import font_manager

    there = set(font_manager.get_font_names())
    yield "DejaVu Sans"
    wanted = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "Noto Serif CJK SC", "Noto Serif CJK JP",
              "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Zen Hei")  # fmt: skip
    yield from [name for name in wanted if name in there][:1]
