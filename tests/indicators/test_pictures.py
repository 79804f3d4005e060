"""Pictures: what they show is what they were given, in either language, without pyplot and without glyphs missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any, Literal

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from antipoverty.errors import InvalidValue
from antipoverty.indicators import (
    _pictures as pictures,
)
from antipoverty.indicators import alkire_foster, draw, growth_incidence, lorenz, official, poverty_curve
from antipoverty.indicators.official import Standard, draw_incidence

Language = Literal["en", "zh"]
INCOMES, LATER = [900, 1_800, 2_700, 5_400, 9_000], [1_300, 2_400, 3_000, 5_600, 9_100]
TABLE = {"food": [1, 0, 1, 0], "house": [1, 1, 0, 0], "water": [1, 0, 0, 0]}
RESULT = alkire_foster(TABLE, dimension_weights=[1, 1, 2], cutoff=1, groups=["east", "west", "east", "west"])

DRAW: dict[str, Callable[[Language], Figure]] = {
    "lorenz": lambda language: draw({"2013": lorenz(INCOMES), "二〇一六": lorenz(LATER)}, language=language),
    "line": lambda language: draw(
        {"2013": poverty_curve(INCOMES, range(1_000, 6_000, 500))}, marks={"2,736": 2_736}, language=language
    ),
    "growth": lambda language: draw({"2013–2016": growth_incidence(INCOMES, LATER, points=5)}, language=language),
    "contributions": lambda language: draw(
        {"all": RESULT, **RESULT.subgroups}, labels={"food": "不愁吃"}, language=language
    ),
    "incidence": lambda language: draw_incidence((Standard.OF_2010, Standard.OF_2008), language=language),
}


def _labels(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", DRAW)
def test_a_picture_is_labelled_in_its_language_and_shown_by_a_notebook(name: str, language: Language) -> None:
    before = dict(mpl.rcParams)
    figure = DRAW[name](language)
    shown = figure._repr_png_()  # type: ignore[attr-defined]
    assert shown.startswith(b"\x89PNG")
    assert len(shown) > 5_000
    assert dict(mpl.rcParams) == before
    axes = figure.axes[0]
    words = axes.get_title() + axes.get_xlabel()
    assert any("一" <= letter <= "鿿" for letter in words) is (language == "zh")
    assert axes.get_title()
    assert axes.get_xlabel()


def test_a_lorenz_curve_is_drawn_as_it_is_and_beside_equality() -> None:
    figure = DRAW["lorenz"]("en")
    equality, first, second = figure.axes[0].get_lines()
    assert list(equality.get_xdata()) == list(equality.get_ydata()) == [0, 1]
    assert tuple(first.get_ydata()) == lorenz(INCOMES).income
    assert tuple(second.get_xdata()) == lorenz(LATER).population
    assert first.get_linestyle() != second.get_linestyle()
    assert _labels(figure) == ["equality", "2013", "二〇一六"]


def test_negative_incomes_are_not_cut_off() -> None:
    axes = draw({"a": lorenz([-5, 1, 10])}).axes[0]
    assert axes.get_ylim()[0] == min(lorenz([-5, 1, 10]).income)
    assert DRAW["lorenz"]("en").axes[0].get_ylim() == (0, 1)


def test_the_line_sensitivity_shows_curve_and_marks() -> None:
    axes = DRAW["line"]("en").axes[0]
    curve, mark = axes.get_lines()
    assert tuple(curve.get_ydata()) == poverty_curve(INCOMES, range(1_000, 6_000, 500)).poverty
    assert list(mark.get_xdata()) == [2_736, 2_736]
    assert [text.get_text() for text in axes.texts] == ["2,736"]
    assert len(draw({"a": poverty_curve(INCOMES, [1_000])}).axes[0].get_lines()) == 1


def test_growth_incidence_shows_the_mean_too() -> None:
    zero, curve, mean = DRAW["growth"]("en").axes[0].get_lines()
    found = growth_incidence(INCOMES, LATER, points=5)
    assert tuple(curve.get_ydata()) == found.growth
    assert set(mean.get_ydata()) == {found.mean_growth}
    assert set(zero.get_ydata()) == {0}


def test_the_parts_of_a_bar_make_m0_and_differ_in_hatching() -> None:
    figure = DRAW["contributions"]("zh")
    bars = figure.axes[0].containers
    assert [len(bar) for bar in bars] == [3, 3, 3]
    for place, result in enumerate([RESULT, *RESULT.subgroups.values()]):
        assert sum(bar[place].get_width() for bar in bars) == pytest.approx(result.M0)
        assert bars[-1][place].get_x() + bars[-1][place].get_width() == pytest.approx(result.M0)
    assert len({bar[0].get_hatch() for bar in bars}) == 3
    assert _labels(figure) == ["不愁吃", "house", "water"]
    assert [text.get_text() for text in figure.axes[0].texts] == [
        f"{result.M0:.3f}" for result in (RESULT, *RESULT.subgroups.values())
    ]


def test_the_incidence_is_joined_only_from_year_to_year_and_shows_what_wants_a_source() -> None:
    axes = draw_incidence(first=2005, last=2013).axes[0]
    joined = [line for line in axes.get_lines() if line.get_linestyle() != "None"]
    assert [tuple(line.get_xdata()) for line in joined] == [(2010, 2011), (2011, 2012), (2012, 2013)]
    marks = {line.get_markerfacecolor(): line for line in axes.get_lines() if line.get_linestyle() == "None"}
    assert list(marks["white"].get_xdata()) == [2005, 2010, 2013]
    sure = marks[pictures.COLOURS[0]]
    assert dict(zip(sure.get_xdata(), sure.get_ydata(), strict=True)) == {
        year: float(official.rate(year, standard=Standard.OF_2010).value)  # type: ignore[arg-type]
        for year in (2011, 2012)
    }
    # Where every figure is sure there is no open mark.
    assert len(draw_incidence(first=2017, last=2017).axes[0].get_legend().get_texts()) == 1  # type: ignore[union-attr]


def test_greys_of_neighbouring_colours_differ() -> None:
    """The lightness of a print, by Rec. 601."""
    greys = [
        0.299 * int(colour[1:3], 16) + 0.587 * int(colour[3:5], 16) + 0.114 * int(colour[5:], 16)
        for colour in pictures.COLOURS
    ]
    assert greys == sorted(greys)
    assert len(set(pictures.HATCHES)) == len(set(map(str, pictures.STYLES))) == len(pictures.COLOURS)


def test_more_curves_than_styles_begin_again() -> None:
    curve = lorenz(INCOMES)
    lines = draw({str(number): curve for number in range(8)}).axes[0].get_lines()
    assert len(lines) == 9
    assert lines[1].get_color() == lines[7].get_color()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw({}), "results: got 'nothing to draw'; expected at least one result, by name"),
        (lambda: draw(lorenz([1])), "results: got 'LorenzCurve'; expected a mapping"),  # type: ignore[arg-type]
        (lambda: draw({"a": 1}), "results: got 'int'; expected results of one of LorenzCurve"),  # type: ignore[dict-item]
        (lambda: draw({"a": lorenz([1]), "b": RESULT}), "results: got 'LorenzCurve, MultidimensionalPoverty'"),
        (
            lambda: draw({"a": lorenz([1])}, marks={}),
            "marks: got 'dict'; expected None: these results are drawn without",
        ),
        (lambda: draw({"a": lorenz([1])}, labels={"a": "b"}), "labels: got 'dict'; expected None"),
        (lambda: draw_incidence(()), "standards: got 'nothing to draw'"),
        (
            lambda: draw_incidence((Standard.OF_1978,)),
            "standards: got 'standard-1978'; expected a standard with rates",
        ),
        (lambda: draw_incidence(first=2021, last=2022), "standards: got 'standard-2010'"),
        (lambda: draw({"a": lorenz([1])}, language="fr"), "language: got 'fr'; expected 'en' or 'zh'"),
        (
            lambda: draw({"a": RESULT, "b": alkire_foster({"x": [1]}, dimension_weights=[1], cutoff=1)}),
            "results: got 'different indicators'; expected results of the same indicators",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(InvalidValue) as error:
        call()
    assert message in str(error.value)


def test_nothing_is_drawn_through_pyplot() -> None:
    code = (
        "import sys\n"
        "from antipoverty.indicators.official import draw_incidence\n"
        "draw_incidence()._repr_png_()\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"


def test_results_without_names_are_refused() -> None:
    with pytest.raises(InvalidValue, match="results: got 'int'; expected a mapping of names to results"):
        draw(3)
