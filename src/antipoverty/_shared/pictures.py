"""How every picture is made: on a figure of its own, in one font that comes with the extra ``plot``.

The font is Noto Sans SC, of the package ``pylopdf-fonts-zh-cn``. It has all characters of GBK and of the Table of
General Standard Chinese Characters (通用规范汉字表), and Latin, Greek and Cyrillic letters. It is given to each text by
the path of its file: no font of the system is looked for, Matplotlib's list of fonts is not asked, and no setting of
Matplotlib is read for it or changed. A character that the font does not have is refused, never drawn as a box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text


def new_picture(width: float, height: float, draw: Callable[[Figure], None]) -> Figure:
    """A figure of this size in inches, drawn by the function, with its font and its layout settled.

    >>> new_picture(4, 3, lambda figure: figure.suptitle("贫困发生率"))
    <Picture size 400x300 with 0 Axes>

    Raises:
        InvalidValue: for a text with characters that the font does not have.
        MissingExtra: without Matplotlib, or without the font.
    """
    figure = _picture_class()(figsize=(width, height), layout="constrained")
    draw(figure)
    texts = _texts(figure)
    _set_font(texts)
    _refuse_missing_characters(texts)
    figure.draw_without_rendering()
    return figure


@lru_cache(maxsize=1)
def _picture_class() -> type[Figure]:
    """Matplotlib's figure, which a notebook shows without pyplot."""
    with needing("plot", "matplotlib"):
        from matplotlib.figure import Figure

    class Picture(Figure):
        __qualname__ = "Picture"  # where pickle looks for it: see __getattr__

        def _repr_png_(self) -> bytes:
            written = BytesIO()
            self.savefig(written, format="png", dpi=110)
            return written.getvalue()

    return Picture


def __getattr__(name: str) -> Any:
    """The class of pictures, so that a pickled one finds it; Matplotlib is not loaded before."""
    if name == "Picture":
        return _picture_class()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def svg_of(figure: Figure, salt: str) -> str:
    """A picture as SVG with its letters as paths: the same text each time, with ids that follow from the salt."""
    import matplotlib

    written = StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"}):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


@lru_cache(maxsize=1)
def _font_file() -> str:
    with needing("plot", "pylopdf-fonts-zh-cn"):
        from pylopdf_fonts_zh_cn import sans_path
    return str(sans_path())


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    """The characters that the font has, and the end of a line, which needs none."""
    from matplotlib.font_manager import get_font

    return frozenset(map(chr, get_font(_font_file()).get_charmap())) | {"\n"}


def _texts(figure: Figure) -> list[Text]:
    from matplotlib.text import Text

    for axes in figure.axes:
        axes.get_xticklabels(), axes.get_yticklabels()  # writes the labels, which are else written while drawing
    return figure.findobj(Text)


def _set_font(texts: Iterable[Text]) -> None:
    """Set the font by its file. Ticks that are added later take the font of the first one of their axis."""
    for text in texts:
        font = text.get_fontproperties().copy()
        font.set_file(_font_file())
        text.set_fontproperties(font)
        text.set_parse_math(False)  # a name with two dollar signs is no formula
        text.set_usetex(False)


def _refuse_missing_characters(texts: Iterable[Text]) -> None:
    missing = sorted({letter for text in texts for letter in text.get_text()} - _characters())
    if missing:
        named = ", ".join(f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".rstrip() for letter in missing)
        raise InvalidValue("labels", named, "only characters that Noto Sans SC has; write these names otherwise")
