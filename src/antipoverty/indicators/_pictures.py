"""Pictures of results (图), labelled in English or Chinese.

Each is a Matplotlib figure, which a notebook shows and ``figure.savefig("name.svg")`` writes. Curves differ in line
style and bars in hatching, not in colour alone, so that they can be told apart in a grayscale print. Nothing is drawn
through pyplot, and no setting of Matplotlib is changed.

All text is in Noto Sans SC, which comes with the extra ``plot``; no font of the system is needed. A name with a
character that the font does not have is refused, never drawn as a box.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from antipoverty._shared.pictures import new_picture
from antipoverty.errors import InvalidValue
from antipoverty.indicators._income.comparisons import GrowthIncidence, PovertyCurve
from antipoverty.indicators._income.inequality import LorenzCurve
from antipoverty.indicators._multidimensional.alkire_foster import MultidimensionalPoverty
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Dark to light, so that a grayscale print keeps them apart; with a line style and a hatching each.
COLOURS = ("#08306b", "#b2182b", "#4393c3", "#e08214", "#7fbc41", "#bdbdbd")
STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
HATCHES = ("", "//", "..", "\\\\", "xx", "--")
MARKS = ("o", "s", "^", "D", "v", "P")

_PEOPLE = Text("share of the population, from the poorest", "人口累计占比（由贫至富）")
_INCIDENCE = Text("incidence of poverty", "贫困发生率")


#: What can be drawn, by name.
Curves: TypeAlias = Mapping[str, LorenzCurve] | Mapping[str, PovertyCurve] | Mapping[str, GrowthIncidence]


def draw(
    results: Curves | Mapping[str, MultidimensionalPoverty],
    *,
    marks: Mapping[str, float] | None = None,
    labels: Mapping[str, str] | None = None,
    language: Language = "en",
) -> Figure:
    """Results by name as a Matplotlib figure: what is drawn follows from their type.

    Of `lorenz`, the curves (洛伦兹曲线) with the line of equality; of `poverty_curve` with α = 0, the incidence at each
    line (贫困线敏感性曲线): where curves do not cross, no line turns the order; of `growth_incidence`, how fast each
    part of the population grew (增长发生曲线), with the growth of the mean; of `alkire_foster`, such as the subgroups
    of one result, what makes up M0, by indicator (各指标贡献).

    Args:
        results: results of one type, by name.
        marks: of poverty curves: lines to mark by name, such as the official ones, in yuan.
        labels: of multidimensional poverty: what each indicator is called, if not by its name.
        language: of the labels.

    Raises:
        InvalidValue: for no results, results of several types or with different indicators, marks or labels for
            results that have none, or a name with characters that the font does not have.
        MissingExtra: without Matplotlib or the font.

    >>> from antipoverty.indicators import lorenz
    >>> draw({"village": lorenz([1, 2, 3, 4])}).axes[0].get_xlabel()
    'share of the population, from the poorest'
    """
    passed: object = results
    if not isinstance(passed, Mapping):
        expected = "a mapping of names to results, such as {'village': lorenz(incomes)}"
        raise InvalidValue("results", type(passed).__name__, expected)
    if not results:
        raise InvalidValue("results", "nothing to draw", "at least one result, by name")
    kinds = {type(result) for result in results.values()}
    drawing = next((draw for kind, draw in _PICTURES.items() if kinds == {kind}), None)
    if drawing is None:
        names = ", ".join(kind.__name__ for kind in _PICTURES)
        raise InvalidValue("results", ", ".join(sorted(kind.__name__ for kind in kinds)), f"results of one of {names}")
    options = {name: value for name, value in (("marks", marks), ("labels", labels)) if value is not None}
    for name, value in options.items():
        if drawing is not {"marks": _poverty_curves, "labels": _contributions}[name]:
            raise InvalidValue(name, type(value).__name__, f"None: these results are drawn without {name}")
    return drawing(results, language=language, **options)


def _lorenz_curves(curves: Mapping[str, LorenzCurve], *, language: Language = "en") -> Figure:
    """Lorenz curves with the line of equality."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color="0.45", linewidth=1, label=Text("equality", "绝对平均线")[language])
        for (name, curve), line in zip(curves.items(), _lines(), strict=False):
            axes.plot(curve.population, curve.income, label=name, **line)
        axes.set(xlim=(0, 1), ylim=(min(0.0, *(min(curve.income) for curve in curves.values())), 1))
        axes.set_xlabel(_PEOPLE[language])
        axes.set_ylabel(Text("share of income", "收入累计占比")[language])
        axes.set_aspect("equal")
        _percent(axes, x=True)
        axes.legend(loc="upper left", frameon=False)

    return _picture(draw, Text("Lorenz curve", "洛伦兹曲线"), language, size=(5.4, 5.6))


def _poverty_curves(
    curves: Mapping[str, PovertyCurve], *, marks: Mapping[str, float] | None = None, language: Language = "en"
) -> Figure:
    """The incidence at each line, with marked lines."""

    def draw(axes: Axes) -> None:
        for (name, curve), line in zip(curves.items(), _lines(), strict=False):
            axes.plot(curve.lines, curve.poverty, label=name, **line)
        for row, (name, value) in enumerate(sorted((marks or {}).items(), key=lambda mark: mark[1])):
            axes.axvline(value, color="0.45", linewidth=1)
            # One below the other, so that marks close together can be read; curves that rise are out of the way.
            axes.annotate(
                name, (value, 1), (4, -12 * (row + 1)), xycoords=("data", "axes fraction"),
                textcoords="offset points", fontsize="small", color="0.25",
                bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
            )  # fmt: skip
        axes.set(ylim=(0, None), ylabel=_INCIDENCE[language])
        axes.set_xlabel(Text("poverty line, yuan a person", "贫困线（元/人）")[language])
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        _percent(axes)
        axes.legend(loc="lower right", frameon=False)

    return _picture(draw, Text("Poverty at every line", "贫困发生率对贫困线的敏感性"), language)


def _growth_curves(curves: Mapping[str, GrowthIncidence], *, language: Language = "en") -> Figure:
    """The growth of each part of the population, with the growth of the mean."""

    def draw(axes: Axes) -> None:
        axes.axhline(0, color="black", linewidth=0.8)
        for (name, curve), line in zip(curves.items(), _lines(), strict=False):
            axes.plot(curve.population, curve.growth, label=name, **line)
            mean = Text(f"{name}: mean", f"{name}：平均")[language]
            axes.axhline(curve.mean_growth, color=line["color"], linewidth=0.9, alpha=0.6, label=mean)
        axes.set(xlim=(0, 1), xlabel=_PEOPLE[language])
        axes.set_ylabel(Text("growth of income", "收入增长率")[language])
        _percent(axes, x=True)
        axes.legend(frameon=False)

    return _picture(draw, Text("Growth incidence", "增长发生曲线"), language)


def _contributions(
    results: Mapping[str, MultidimensionalPoverty],
    *,
    labels: Mapping[str, str] | None = None,
    language: Language = "en",
) -> Figure:
    """What each indicator contributes to M0, a bar for each result."""
    indicators = [tuple(totals.name for totals in result.indicators) for result in results.values()]
    if any(totals != indicators[0] for totals in indicators):
        raise InvalidValue("results", "different indicators", "results of the same indicators in the same order")

    def draw(axes: Axes) -> None:
        left = [0.0] * len(results)
        looks = zip(indicators[0], cycle(COLOURS), cycle(HATCHES), strict=False)
        for name, colour, hatch in looks:
            parts = [result.contributions[name] * result.M0 for result in results.values()]
            axes.barh(
                list(results), parts, left=left, color=colour, hatch=hatch, hatch_linewidth=0.6, edgecolor="white",
                linewidth=0.6, label=(labels or {}).get(name, name),
            )  # fmt: skip
            left = [sum(pair) for pair in zip(left, parts, strict=True)]
        for place, result in enumerate(results.values()):
            axes.annotate(f"{result.M0:.3f}", (result.M0, place), (4, 0), textcoords="offset points", va="center")
        axes.margins(x=0.12)
        axes.invert_yaxis()
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.set_xlabel(Text("M0, adjusted headcount ratio", "多维贫困指数 M0")[language])
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.28 if len(results) < 4 else -0.16), ncols=3, frameon=False
        )

    title = Text("What makes up multidimensional poverty", "多维贫困的构成")
    return _picture(draw, title, language, size=(7.2, 2.9 + 0.34 * len(results)))


_PICTURES: dict[type, Callable[..., Figure]] = {
    LorenzCurve: _lorenz_curves,
    PovertyCurve: _poverty_curves,
    GrowthIncidence: _growth_curves,
    MultidimensionalPoverty: _contributions,
}


def rates_over_years(series: Mapping[str, Sequence[tuple[int, float, bool]]], language: Language) -> Figure:
    """Yearly rates by name: year, rate, and whether it wants a second source."""

    def draw(axes: Axes) -> None:
        from matplotlib.ticker import MaxNLocator

        for (name, points), line, mark in zip(series.items(), _lines(), cycle(MARKS), strict=False):
            colour = line["color"]
            for one, other in pairwise(points):
                if other[0] - one[0] == 1:
                    axes.plot([one[0], other[0]], [one[1], other[1]], **line)
            for uncertain in (False, True):
                chosen = [(year, rate) for year, rate, open_ in points if open_ is uncertain]
                face = "white" if uncertain else colour
                grade = Text("to be confirmed", "待核实") if uncertain else Text("read in a source", "已核对来源")
                if chosen:
                    axes.plot(
                        *zip(*chosen, strict=True), linestyle="", marker=mark, markersize=6, color=colour,
                        markerfacecolor=face, label=Text(f"{name}, {grade.en}", f"{name}，{grade.zh}")[language],
                    )  # fmt: skip
        axes.set(ylim=(0, None), ylabel=_INCIDENCE[language])
        axes.set_xlabel(Text("end of the year", "年末")[language])
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
        _percent(axes)
        axes.legend(frameon=False, fontsize="small")

    return _picture(draw, Text("Incidence of rural poverty", "农村贫困发生率"), language)


def _lines() -> Any:
    """A colour and a line style for each curve; after the last, the first again."""
    return (
        {"color": colour, "linestyle": style, "linewidth": 2}
        for colour, style in zip(cycle(COLOURS), cycle(STYLES), strict=False)
    )


def _percent(axes: Axes, *, x: bool = False) -> None:
    from matplotlib.ticker import PercentFormatter

    for axis in (axes.xaxis, axes.yaxis) if x else (axes.yaxis,):
        # The text is never LaTeX; told that it is, the formatter leaves the sign as it is whatever is set for LaTeX.
        axis.set_major_formatter(PercentFormatter(1, decimals=None, is_latex=True))


def _picture(
    draw: Callable[[Axes], None], title: Text, language: Language, *, size: tuple[float, float] = (7.2, 4.4)
) -> Figure:
    def draw_figure(figure: Figure) -> None:
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="0.9", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.set_title(title[language])
        draw(axes)

    return new_picture(*size, draw_figure)
