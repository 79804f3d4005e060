"""All pictures: one font by its file, nothing of the system, nothing set, and never a box for a character."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import polars as pl
import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text
from pylopdf_fonts_zh_cn import sans_path

import antipoverty
from antipoverty import rulebooks
from antipoverty._shared import pictures as _pictures
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.indicators import alkire_foster, draw, growth_incidence, lorenz, poverty_curve
from antipoverty.indicators.official import draw_incidence
from antipoverty.registers import picture, simulate

INCOMES, LATER = [900, 1_800, 2_700, 5_400, 9_000], [1_300, 2_400, 3_000, 5_600, 9_100]
CURVE, POVERTY, GROWTH = (
    lorenz(INCOMES),
    poverty_curve(INCOMES, range(1_000, 6_000, 500)),
    growth_incidence(INCOMES, LATER, points=5),
)
RESULT = alkire_foster({"food": [1, 0, 1, 0], "house": [1, 1, 0, 0]}, dimension_weights=[1, 1], cutoff=1)
CN = rulebooks.load("cn")
HIGHER = CN.override({"poverty_line.statistical": {2013: "2800"}})


def reform(name: str, language: Any) -> Figure:
    rows = pl.DataFrame({"net_income_fen": [276_000] * 60, "size": [1] * 60, "village": [name] * 60})
    return picture(simulate(rows, base=CN, reform=HIGHER, on=date(2014, 5, 1), by=["village"]), "village", language)


#: Each picture of the library, and each place in which it shows a name that the caller gives.
PICTURES: dict[str, Callable[[str, Any], Figure]] = {
    "lorenz": lambda name, language: draw({name: CURVE}, language=language),
    "line": lambda name, language: draw({name: POVERTY}, language=language),
    "line mark": lambda name, language: draw({"a": POVERTY}, marks={name: 2_736}, language=language),
    "growth": lambda name, language: draw({name: GROWTH}, language=language),
    "contributions": lambda name, language: draw({name: RESULT}, language=language),
    "contributions label": lambda name, language: draw({"a": RESULT}, labels={"food": name}, language=language),
    "reform": reform,
}
ALL = {**PICTURES, "incidence": lambda _, language: draw_incidence(language=language)}
EACH = pytest.mark.parametrize("kind", ALL)
IN = pytest.mark.parametrize("language", ["en", "zh"])
#: Names of villages, with characters that are rare elsewhere, some of them outside the first plane.
NAMES = "上村、㙍村、氹仔、塬上、𬇙水村、鿍村、𰻝村、Álamo、$1.90–$3.20"


def written(figure: Figure) -> set[str]:
    return {text.get_text() for text in figure.findobj(Text)}


def fonts(figure: Figure) -> set[str | None]:
    return {text.get_fontproperties().get_file() for text in figure.findobj(Text)}


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matplotlib's list of fonts is empty, and whoever asks it for one fails."""

    def refuse(self: Any, prop: Any, *arguments: Any, **others: Any) -> Any:
        if prop.get_file() is None:
            raise AssertionError(f"a font of the system was asked for: {prop.get_family()}")
        return prop.get_file()

    monkeypatch.setattr(font_manager.FontManager, "findfont", refuse)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])


@EACH
@IN
def test_a_picture_needs_no_font_of_the_system(kind: str, language: str, no_fonts: None) -> None:
    figure = ALL[kind](NAMES, language)
    assert fonts(figure) == {str(sans_path())}
    assert any(NAMES in text for text in written(figure)) is (kind in PICTURES)


@EACH
def test_a_picture_is_written_without_a_missing_character(kind: str, no_fonts: None) -> None:
    """Matplotlib warns of a character that it draws as a box, and a warning is an error here."""
    figure = ALL[kind]("㙍村 $1–$2", "zh")
    figure.set_size_inches(16, 12)  # there is room for more ticks than before
    for form in ("png", "svg", "pdf", "ps"):
        target = io.BytesIO()
        figure.savefig(target, format=form, dpi=50)
        assert len(target.getvalue()) > 5_000
    assert fonts(figure) == {str(sans_path())}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_character_that_the_font_does_not_have_is_refused(kind: str) -> None:
    for name, said in {
        "𠮷村": "'U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7'",
        "村\U0001f33e": "'U+1F33E EAR OF RICE'",
        "\ue816村": "'U+E816'",
        "ཁ་": "'U+0F0B TIBETAN MARK INTERSYLLABIC TSHEG, U+0F41 TIBETAN LETTER KHA'",
    }.items():
        with pytest.raises(InvalidValue) as error:
            PICTURES[kind](name, "en")
        assert f"labels: got {said}; expected only characters that Noto Sans SC has" in str(error.value)


@given(st.text(min_size=1, max_size=8))
@example("\ufffe")
@example("$a$")
@example("一\r")
def test_a_name_is_drawn_whole_or_refused(name: str) -> None:
    """The font's own table of characters decides, read by another library."""
    has = {chr(code) for code in CMAP} | {"\n"}
    try:
        figure = _pictures.new_picture(3, 2, lambda figure: figure.suptitle(name))
    except InvalidValue:
        assert set(name) - has
    else:
        assert not set(name) - has
        figure.savefig(io.BytesIO(), format="svg")


CMAP = TTFont(sans_path()).getBestCmap()


def test_the_font_has_the_characters_of_the_national_standards() -> None:
    gbk = {
        bytes([lead, trail]).decode("gbk", "ignore")
        for lead in range(0x81, 0xFF)
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF))
    }
    han = {letter for letter in gbk if "\u3400" <= letter <= "\u9fff"}
    assert len(han) == 20_902  # all of Unicode 1.1
    assert not {ord(letter) for letter in han} - set(CMAP)
    # Of the Table of General Standard Chinese Characters, those outside the first plane, by its appendix: a sample.
    assert not {
        ord(letter) for letter in "𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢"
    } - set(CMAP)


def test_settings_of_the_caller_neither_matter_nor_change(no_fonts: None) -> None:
    hostile = {
        "font.family": ["no such font"],
        "text.usetex": True,
        "text.parse_math": True,
        "axes.formatter.use_mathtext": True,
        "axes.unicode_minus": False,
    }
    with mpl.rc_context(hostile):
        before = dict(mpl.rcParams)
        for kind, make in ALL.items():
            figure = make("a$b$", "zh")
            figure.savefig(io.BytesIO(), format="png")
            assert not any("\\" in text or "$\\" in text for text in written(figure)), kind
        assert dict(mpl.rcParams) == before


def test_a_picture_does_not_set_and_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings changed for a while are seen by other threads; of two threads, one would set the other's for good."""

    def refuse(*arguments: Any, **others: Any) -> Any:
        raise AssertionError("a setting of Matplotlib was changed")

    for name in ("__setitem__", "update"):
        monkeypatch.setattr(mpl.RcParams, name, refuse)
    for make in ALL.values():
        assert make("村", "zh").axes


def test_a_picture_is_pickled_whole() -> None:
    figure = draw({"㙍村": CURVE}, language="zh")
    code = "import pickle, sys; print(len(pickle.load(sys.stdin.buffer)._repr_png_()) > 5_000)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], input=pickle.dumps(figure), capture_output=True, check=True
    )
    assert done.stdout.strip() == b"True"


@IN
@pytest.mark.parametrize(
    ("module", "library"), [("matplotlib.figure", "matplotlib"), ("pylopdf_fonts_zh_cn", "pylopdf-fonts-zh-cn")]
)
def test_without_the_extra_it_is_named(
    module: str, library: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for held in (_pictures._picture_class, _pictures._font_file):
        monkeypatch.setattr(_pictures, held.__name__, held.__wrapped__)
    monkeypatch.setitem(sys.modules, module, None)
    for kind, make in ALL.items():
        with pytest.raises(MissingExtra, match=rf"this needs {library}: pip install 'antipoverty\[plot\]'"):
            make("a", language)
            pytest.fail(kind)


def test_fonts_are_named_in_one_module() -> None:
    """Whoever draws does it by way of that module: nobody else makes a figure or sets a font."""
    source = Path(antipoverty.__file__).parent
    makers = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in ("figsize", "rc_context", "rcParams", "font_manager"))
    ]
    assert makers == ["_shared/pictures.py"]
