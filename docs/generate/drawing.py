"""What the pictures on generated pages have in common: text that is measured and broken, and the elements of an SVG.

A picture names no font and fetches none, has no identifiers and no style of its own: it is drawn in the colour of the
text around it, and `assets/pictures.css` gives the classes their colours, light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

__all__ = ["FRAME", "LINE", "SMALL", "WIDTH", "broken", "element", "figure", "text_at", "width_of"]

#: How wide a picture is, in the units of its view box: about the pixels that a phone leaves for text.
WIDTH = 360
#: The size of letters beside names.
SMALL = 12.5
#: How lines and frames are drawn.
LINE: dict[str, str | float] = {"fill": "none", "stroke": "currentColor"}
FRAME = LINE | {"stroke_opacity": 0.5}
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|()[]/ -"), frozenset("mwMW%@—×")
#: A word with the space and the marks after it, or one Chinese character with the marks that may not part from it.
_PIECES = re.compile(r"[（“《〔]*(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff（“《〔]+)[，。；：、）”》〕％]*\s*")


def width_of(text: str, size: float) -> float:
    """How wide a line is set at most, in any of the usual fonts without serifs."""
    return size * sum(
        1.0 if ord(each) >= 0x2E80 else 0.34 if each in _NARROW else 0.92 if each in _WIDE or each.isupper() else 0.58
        for each in text
    )


def broken(text: str, size: float, width: float) -> list[str]:
    """A text in lines that fit: broken between words, or between Chinese characters but not before a closing mark."""
    lines = [""] if text else []
    for piece in _PIECES.findall(text):
        if lines[-1] and width_of((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def element(tag: str, content: str = "", /, **attributes: str | float) -> str:
    """An element of an SVG; ``class_`` and ``stroke_width`` are written as attributes are."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value if isinstance(value, str) else round(value, 2)))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def text_at(lines: Iterable[str], x: float, y: float, size: float, **attributes: str | float) -> str:
    """Lines of text, the first on this base line."""
    return "".join(
        element("text", escape(line), x=x, y=y + place * size * 1.35, font_size=size, fill="currentColor", **attributes)
        for place, line in enumerate(lines)
    )


def figure(kind: str, title: str, description: str, height: float, parts: Iterable[str], width: float = WIDTH) -> str:
    """The picture as one line of HTML, which Markdown leaves as it is; its words are not searched twice."""
    drawn = "".join(parts)
    told = element("title", escape(title)) + element("desc", escape(description))
    box = f"0 0 {width} {round(height)}"
    svg = element("svg", told + drawn, viewBox=box, role="img", xmlns="http://www.w3.org/2000/svg")
    return f'<figure class="{kind}" data-search-exclude markdown="0">{svg}</figure>\n'
