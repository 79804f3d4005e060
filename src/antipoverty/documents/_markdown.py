"""Markdown as tokens, with the conventions of the library's documents.

- A link ``[3,274 persons](#figure-poor_persons)`` shows a figure, and leads to its line in the appendix.
- ``<a id="figure-poor_persons"></a>`` is where such a link leads; other HTML is shown as it is written, and never used.
- ``![what it shows](picture:causes)`` is a picture of the document; no other picture is loaded.
- A paragraph in bold right before a table is its caption.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from antipoverty._shared.extras import needing

if TYPE_CHECKING:
    from markdown_it.token import Token

ANCHOR = re.compile(r'<a id="([a-z][A-Za-z0-9_.-]*)">')
FIGURE = "#figure-"
PICTURE = "picture:"


def target(key: str) -> str:
    """The end of a link to a figure: the key, with its blanks and all other signs as their code points.

    >>> target("poor.not registered")
    'poor.not-20registered'
    """
    return re.sub("[^A-Za-z0-9_.]", lambda sign: f"-{ord(sign[0]):x}", key)


def parse(text: str) -> list[Token]:
    """The tokens of a Markdown text: those of CommonMark and of tables, the caption of a table within it."""
    with needing("documents", "markdown-it-py"):
        from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable("table")
    reader.validateLink = lambda url: url.startswith(("#", PICTURE, "https://", "http://"))  # type: ignore[method-assign]  # which links are taken is set on the reader
    tokens = reader.parse(text)
    found: list[Token] = []
    for token in tokens:
        if token.type == "table_open" and len(found) >= 3 and (caption := _caption(found[-3:])) is not None:
            del found[-3:]
            token.meta["caption"] = caption
        found.append(token)
    return found


def _caption(tokens: list[Token]) -> str | None:
    """What a paragraph that is all in bold says."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    kinds = [child.type for child in tokens[1].children or () if child.content or not child.type.startswith("text")]
    bold = kinds[:1] == ["strong_open"] and kinds[-1] == "strong_close" and kinds.count("strong_open") == 1
    return plain(tokens[1]) if bold else None


def plain(token: Token) -> str:
    """What an inline token says, without marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else "" if child.type == "html_inline" else child.content
        for child in token.children or ()
    )


def without_empty_heads(tokens: list[Token]) -> list[Token]:
    """The tokens without the heads of tables that say nothing, which Markdown asks for."""
    found: list[Token] = []
    for token in tokens:
        found.append(token)
        if token.type == "thead_close":
            start = max(at for at, each in enumerate(found) if each.type == "thead_open")
            if not any(each.content for each in found[start:] if each.type == "inline"):
                del found[start:]
    return found
