"""The pictures of documents: in grey that prints, each with words that state its data."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve

from antipoverty._shared.pictures import new_picture, svg_of
from antipoverty._shared.showing import width_of
from antipoverty.documents._numbers import AT_LEAST, printed
from antipoverty.documents._pages import Picture
from antipoverty.text import COLON, LISTED, SEMICOLON, Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Number: TypeAlias = int | Decimal | Fraction

#: Greys and a blue that differ in lightness, each with a hatching: a black-and-white print keeps them apart.
_COLOURS = ("#08306b", "#4292c6", "#bdbdbd", "#737373", "#deebf7", "#252525")
_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "--")
_COUNTED, _INCOME = Text("households", "户数"), Text("net income a head, yuan", "人均纯收入（元）")
_LINE = Text("{} (line)", "{}（标准线）")


def bars(
    key: str,
    title: str,
    values: Mapping[str, Number],
    unit: str,
    language: Language,
    *,
    least: Collection[str] = (),
) -> Picture:
    """One bar for each name, with its number at its end: at least so much, where no more of it is known."""
    exact = _printed(values, unit, language)
    shown = {name: AT_LEAST[language].format(words) if name in least else words for name, words in exact.items()}

    def draw(axes: Axes) -> None:
        lengths = [float(value) for value in values.values()]
        axes.barh(range(len(lengths)), lengths, color=_COLOURS[0], height=0.62)
        for place, (length, words) in enumerate(zip(lengths, shown.values(), strict=True)):
            axes.annotate(words, (max(length, 0), place), (4, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(lengths)), list(values))
        axes.set_xlim(min([0.0, *lengths]) * 1.1, max([1e-9, *lengths]) * 1.22)
        _bare(axes)

    drawn = _picture(key, title, SEMICOLON[language].join(_pairs(shown, language)), draw, 0.42 * len(values), language)
    return evolve(drawn, svg=lambda: _bars_svg(title, values, shown))


#: So many pixels wide are bars: no more, so that their words can be read on a telephone, which shrinks them.
_WIDE = 560


def _bars_svg(title: str, values: Mapping[str, Number], shown: Mapping[str, str]) -> str:
    """The bars as SVG without Matplotlib, which takes seconds to load: a review has dozens of such pictures."""
    side = min(max((7.5 * width_of(name) for name in values), default=0) + 12, 280)
    most, room = max([Fraction(1, 10**9), *(Fraction(value) for value in values.values())]), _WIDE - side - 130
    lines = []
    for number, (name, value) in enumerate(values.items()):
        top, length = 34 + 26 * number, round(float(max(Fraction(value), Fraction(0)) / most) * room, 1)
        lines += [
            f'<text x="{side - 8}" y="{top + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{side}" y="{top}" width="{length}" height="18" fill="{_COLOURS[0]}"/>',
            f'<text x="{side + length + 6}" y="{top + 14}">{escape(shown[name])}</text>',
        ]
    height = 34 + 26 * len(values)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {height}" style="max-width:{_WIDE}px"'
        ' font-size="14" fill="#1c1f23">'
        f'<text x="0" y="18" font-size="16">{escape(title)}</text>{"".join(lines)}'
        f'<line x1="{side}" y1="30" x2="{side}" y2="{height - 4}" stroke="#1c1f23"/></svg>'
    )


def stacked(key: str, title: str, rows: Mapping[str, Mapping[str, Number]], unit: str, language: Language) -> Picture:
    """One bar for each name, made up of its parts: such as the money of each village by source."""
    parts = list(dict.fromkeys(part for row in rows.values() for part in row))
    said = [
        name + COLON[language] + LISTED[language].join(_pairs(_printed(row, unit, language), language))
        for name, row in rows.items()
    ]

    def draw(axes: Axes) -> None:
        ends = [0.0] * len(rows)
        for number, part in enumerate(parts):
            lengths = [float(row.get(part, 0)) for row in rows.values()]
            colour, hatch = _COLOURS[number % len(_COLOURS)], _HATCHES[number % len(_HATCHES)]
            axes.barh(
                range(len(rows)), lengths, left=ends, color=colour, hatch=hatch, label=part, height=0.62,
                edgecolor="white" if number == 0 else "black", linewidth=0.5,
            )  # fmt: skip
            ends = [end + length for end, length in zip(ends, lengths, strict=True)]
        for place, (end, row) in enumerate(zip(ends, rows.values(), strict=True)):
            words = printed(sum((Fraction(value) for value in row.values()), Fraction(0)), unit, language)
            axes.annotate(words, (end, place), (4, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(rows)), list(rows))
        axes.set_xlim(0, max([1e-9, *ends]) * 1.22)
        axes.figure.legend(loc="outside lower center", ncols=min(len(parts), 4), frameon=False)
        _bare(axes)

    height = 0.42 * len(rows) + 0.3 * (1 + len(parts) // 4)
    return _picture(key, title, SEMICOLON[language].join(said), draw, height, language)


def against_line(
    key: str, title: str, values: Sequence[Number], line: Number, unit: str, language: Language
) -> Picture:
    """How many lie below a line and how many at it or above, in classes of a quarter of the line."""
    step = Fraction(line) / 4
    classes: dict[int, int] = {}
    for value in values:
        place = min(int(Fraction(value) // step), 12)
        classes[place] = classes.get(place, 0) + 1
    below = sum(Fraction(value) < line for value in values)
    told = Text(f"{below} below, {len(values) - below} at it or above", f"低于{below}户，达到{len(values) - below}户")
    name = _LINE[language].format(printed(line, unit, language))

    def draw(axes: Axes) -> None:
        width = float(step)
        places = sorted(classes)
        axes.bar(
            [(place + 0.5) * width for place in places],
            [classes[place] for place in places],
            width=width * 0.94,
            color=[_COLOURS[0] if place < 4 else _COLOURS[2] for place in places],
        )
        axes.axvline(float(line), color="black", linestyle="--", linewidth=1.5)
        axes.annotate(name, (float(line), 1), (4, -4), xycoords=("data", "axes fraction"),
                      textcoords="offset points", va="top")  # fmt: skip
        axes.set_ylim(0, max([1, *classes.values()]) * 1.18)
        axes.set_ylabel(_COUNTED[language])
        axes.set_xlabel(_INCOME[language])
        axes.spines[["top", "right"]].set_visible(False)

    return _picture(key, title, f"{name}{COLON[language]}{told[language]}", draw, 2.8, language)


def places(
    key: str, title: str, points: Mapping[str, tuple[Number, Number, Number]], unit: str, language: Language
) -> Picture:
    """A schematic map: a disc for each place, at its longitude and latitude, with an area as its number asks."""
    shown = _printed({name: value for name, (_, _, value) in points.items()}, unit, language)
    most = max([1.0, *(float(value) for _, _, value in points.values())])

    def draw(axes: Axes) -> None:
        for name, (east, north, value) in points.items():
            axes.scatter(float(east), float(north), s=900 * float(value) / most + 12, color=_COLOURS[2],
                         edgecolor="black", linewidth=0.8)  # fmt: skip
            radius = (900 * float(value) / most + 12) ** 0.5 / 2
            axes.annotate(f"{name}\n{shown[name]}", (float(east), float(north)), (radius + 4, 0),
                          textcoords="offset points", va="center", fontsize="small")  # fmt: skip
        axes.margins(0.22)
        axes.set_aspect("equal", adjustable="datalim")
        axes.set_xticks([]), axes.set_yticks([])

    return _picture(key, title, SEMICOLON[language].join(_pairs(shown, language)), draw, 4.0, language)


def _pairs(shown: Mapping[str, str], language: Language) -> list[str]:
    """Each name with its number, with no blank between them in Chinese."""
    blank = "" if str(language).startswith("zh") else " "
    return [f"{name}{blank}{words}" for name, words in shown.items()]


def _printed(values: Mapping[str, Number], unit: str, language: Language) -> dict[str, str]:
    return {name: printed(value, unit, language) for name, value in values.items()}


def _bare(axes: Axes) -> None:
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.tick_params(left=False)


def _picture(
    key: str, title: str, told: str, draw: Callable[[Axes], None], height: float, language: Language
) -> Picture:
    def made() -> Figure:  # anew each time: a layout moves a little with every drawing
        return new_picture(7.2, 0.7 + height, lambda figure: _titled(figure.subplots(), title, draw))

    def svg() -> str:
        text = svg_of(made(), key)
        return _own_ids(re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.S), key)

    def png() -> bytes:
        written = BytesIO()
        made().savefig(written, format="png", dpi=200, metadata={"Software": None})
        return written.getvalue()

    return Picture(f"{title}{COLON[language]}{told}", svg, png)


def _titled(axes: Axes, title: str, draw: Callable[[Axes], None]) -> None:
    axes.set_title(title, loc="left")
    draw(axes)


def _own_ids(svg: str, key: str) -> str:
    """The ids of a picture with its key before them: a page has several pictures."""
    svg = re.sub(r'(?<=\sid=")', f"{key}-", svg)
    return re.sub(r'(?<=href="#)|(?<=url\(#)', f"{key}-", svg)
