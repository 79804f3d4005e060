"""Tokens of Markdown as one HTML file: accessible, without network, and ready to print on A4."""

from __future__ import annotations

from collections import Counter
from collections.abc import MutableMapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from antipoverty.documents._markdown import ANCHOR, FIGURE, PICTURE, parse, plain, target, without_empty_heads
from antipoverty.documents._pages import Page
from antipoverty.text import Language, Text

_STYLE = Path(__file__).parent / "templates" / "page.css"
_SKIP = Text("Skip to the content", "跳到正文")
_CONTENTS = Text("Contents", "目录")
_TAGS = {"zh": "zh-Hans"}


class _Writer(RendererHTML):
    """Writes the tokens of one page."""

    page: Page
    language: Language

    def __init__(self, page: Page, language: Language) -> None:
        super().__init__()
        self.page, self.language = page, language
        self.heading = ""
        self.keys = {f"{FIGURE}{target(key)}": key for key in page.values}
        self.names: Counter[str] = Counter()
        self.chapters: list[tuple[str, str]] = []
        self.first, self.head, self.figures = False, False, [""]

    def heading_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        self.heading = plain(tokens[at + 1])
        if tokens[at].tag != "h2":
            return f"<{tokens[at].tag}>"
        name = f"chapter-{len(self.chapters) + 1}"
        self.chapters.append((name, self.heading))
        return f'<h2 id="{name}">'

    def table_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        caption = tokens[at].meta.get("caption")
        name = caption or self.heading
        self.names[name] += 1  # no two regions of a page have one name
        name = escape(name if self.names[name] == 1 else f"{name} ({self.names[name]})")
        head = f"<caption>{escape(caption)}</caption>\n" if caption else ""
        return f'<div class="table" role="region" aria-label="{name}" tabindex="0"><table>\n{head}'

    def table_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        return "</table></div>\n"

    def tr_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        self.first = True
        return "<tr>"

    def th_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        return f'<th scope="col"{_side(tokens[at])}>'

    def td_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        first, self.first = self.first, False
        self.head = first and bool(tokens[at + 1].content)
        return f'<th scope="row"{_side(tokens[at])}>' if self.head else f"<td{_side(tokens[at])}>"

    def td_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        return "</th>" if self.head else "</td>"

    def link_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        href = str(tokens[at].attrGet("href"))
        key = self.keys.get(href, "")
        close = ""
        opened = f'<a href="{escape(href)}">'
        if key:
            opened += f'<data value="{escape(self.page.values[key])}" data-figure="{escape(key)}">'
            close = "</data>"
        self.figures.append(close)
        return opened

    def link_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        return f"{self.figures.pop()}</a>"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        said, source = escape(plain(tokens[idx])), str(tokens[idx].attrGet("src"))
        picture = self.page.pictures.get(source.removeprefix(PICTURE))
        if not source.startswith(PICTURE) or picture is None:
            return f"<em>{said}</em>"
        return f'<span class="picture" role="img" aria-label="{said}">{picture.svg()}</span>'

    def html_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return _html(tokens[idx].content)

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        return f"<p>{_html(tokens[idx].content)}</p>"


def _html(written: str) -> str:
    """An anchor as it is; all other HTML as text."""
    return written if written == "</a>" or ANCHOR.fullmatch(written) else escape(written)


def _side(token: Token) -> str:
    return ' class="number"' if "right" in str(token.attrGet("style")) else ""


def _words(language: Language) -> Language:
    """A language that the library's own words are in."""
    return "zh" if str(language).startswith("zh") else "en"


def html(page: Page, language: Language) -> str:
    """A page as one HTML file."""
    tokens = without_empty_heads(parse(page.markdown))
    writer = _Writer(page, language)
    body = writer.render(tokens, _OPTIONS, {})
    title = next((plain(tokens[at + 1]) for at, token in enumerate(tokens) if token.tag == "h1"), page.name)
    contents = ""
    if page.contents:
        name = _CONTENTS[_words(language)]
        lines = "".join(f'<li><a href="#{key}">{escape(words)}</a></li>' for key, words in writer.chapters)
        contents = f'<nav aria-label="{name}"><p>{name}</p><ol>{lines}</ol></nav>\n'
        before, heading, after = body.partition("</h1>\n")
        body = f"{before}{heading}{contents}{after}" if heading else contents + body
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(_TAGS.get(language, language))}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE.read_text('utf-8')}</style>\n</head>\n"
        f'<body class="{escape(page.name)}">\n<a class="skip" href="#content">{_SKIP[_words(language)]}</a>\n'
        f'<main id="content" tabindex="-1">\n{body}</main>\n</body>\n</html>\n'
    )


def _options() -> OptionsDict:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").options


_OPTIONS = _options()
