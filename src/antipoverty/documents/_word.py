"""Tokens of Markdown as one Word file on A4: headings, tables whose heads repeat, pictures, links within."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from antipoverty._shared.showing import width_of
from antipoverty.documents._markdown import ANCHOR, PICTURE, parse, plain, without_empty_heads
from antipoverty.documents._pages import Page
from antipoverty.text import Language

_LATIN, _CHINESE = "Calibri", "宋体"
_CHINESE_HEADING = "黑体"
_TAGS = {"en": "en-GB", "zh": "zh-CN"}
#: A file has no day of its own: the same page gives the same file.
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH = Cm(17)
_SIZES = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11, "Caption": 10}


def word(page: Page, language: Language) -> bytes:
    """A page as a Word file."""
    document = Document()
    _set_up(document, page, language)
    _Walker(document, page).walk(without_empty_heads(parse(page.markdown)))
    saved = BytesIO()
    document.save(saved)
    return _without_days(saved.getvalue())


def _without_days(made: bytes) -> bytes:
    """The same file with a fixed day on each of its parts."""
    settled = BytesIO()
    with ZipFile(BytesIO(made)) as old, ZipFile(settled, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), ZIP_DEFLATED)
    return settled.getvalue()


def _element(tag: str, /, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _set_up(document: WordDocument, page: Page, language: Language) -> None:
    tokens = parse(page.markdown)
    core = document.core_properties
    core.title = next((plain(tokens[at + 1]) for at, token in enumerate(tokens) if token.tag == "h1"), page.name)
    core.author, core.comments, core.language = "", "", _TAGS.get(language, str(language))
    core.created = core.modified = _NO_DAY
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    narrow = page.name in ("card", "book")
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.5 if narrow else 2)
    for name, size in _SIZES.items():
        style: Any = document.styles[name]
        heading = name not in ("Normal", "Caption")
        style.font.name, style.font.size = _LATIN, Pt(size - 1 if narrow and name != "Title" else size)
        style.font.color.rgb = RGBColor(0x1C, 0x1F, 0x23)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for part in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{part}"), _LATIN)
        fonts.set(qn("w:eastAsia"), _CHINESE_HEADING if heading else _CHINESE)
        style.paragraph_format.space_after = Pt(3 if narrow else 6)
        style.paragraph_format.keep_with_next = name != "Normal"
        if heading:
            style.font.bold = True
            style.paragraph_format.space_before = Pt(0 if name == "Title" else 7 if narrow else 14)
    title: Any = document.styles["Title"]
    for border in title.element.iter(qn("w:bottom")):
        border.set(qn("w:color"), "1C1F23")
    caption: Any = document.styles["Caption"]
    caption.font.bold = True
    tag = _TAGS.get(language, str(language))
    eastern = {"eastAsia": tag} if tag.startswith(("zh", "ja", "ko")) else {"eastAsia": "zh-CN"}
    normal: Any = document.styles["Normal"]
    normal.element.get_or_add_rPr().append(_element("w:lang", val=tag, **eastern))
    _number_pages(section.footer.paragraphs[0])


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("PAGE", "NUMPAGES"):
        if name == "NUMPAGES":
            paragraph.add_run(" / ")
        field = _element("w:fldSimple", instr=name)
        run = _element("w:r")
        text = _element("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)


class _Walker:
    """Writes tokens into a document, one block after the other."""

    def __init__(self, document: WordDocument, page: Page) -> None:
        self.document, self.page, self.numbers = document, page, count(1)

    def walk(self, tokens: list[Token]) -> None:
        lists: list[str] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            match token.type:
                case "heading_open":
                    level = int(token.tag[1]) - 1
                    style = "Title" if level == 0 else f"Heading {min(level, 3)}"
                    self.inline(self.document.add_paragraph(style=style), tokens[at + 1])
                case "paragraph_open":
                    style = (lists[-1] + (f" {len(lists)}" if 1 < len(lists) < 4 else "")) if lists else "Normal"
                    self.inline(self.document.add_paragraph(style=style), tokens[at + 1])
                case "bullet_list_open" | "ordered_list_open":
                    lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
                case "bullet_list_close" | "ordered_list_close":
                    lists.pop()
                case "table_open":
                    at = self.table(tokens, at)
                case "fence" | "code_block":
                    self.document.add_paragraph(token.content.rstrip("\n"))
                case "html_block":
                    for found in ANCHOR.finditer(token.content):
                        self.anchor(self.document.add_paragraph(), found[1])
                case _:
                    pass
            at += 1

    def table(self, tokens: list[Token], at: int) -> int:
        """The table that opens at a place; gives the place of its end."""
        if caption := tokens[at].meta.get("caption"):
            self.document.add_paragraph(caption, style="Caption")
        headed = tokens[at + 1].type == "thead_open"
        end = next(place for place in range(at, len(tokens)) if tokens[place].type == "table_close")
        rows: list[list[tuple[Token, bool]]] = []
        for place in range(at, end):
            if tokens[place].type == "tr_open":
                rows.append([])
            elif tokens[place].type in ("th_open", "td_open"):
                rows[-1].append((tokens[place + 1], "right" in str(tokens[place].attrGet("style"))))
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        table.autofit = False
        for width, column in zip(_widths(rows), table.columns, strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        for number, row in enumerate(rows):
            line: Any = table.rows[number]._tr
            properties = line.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if headed and number == 0:
                properties.append(_element("w:tblHeader"))
            for cell, (said, right) in zip(table.rows[number].cells, row, strict=True):
                self.cell(cell, said, right=right, head=headed and number == 0)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)
        return end

    def cell(self, cell: _Cell, said: Token, *, right: bool, head: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.inline(paragraph, said, bold=head, size=9.0)
        if head:
            cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="EEF1F4"))

    def inline(self, paragraph: Paragraph, token: Token, *, bold: bool = False, size: float | None = None) -> None:
        strong, slanted, target = int(bold), 0, ""
        for child in token.children or ():
            match child.type:
                case "strong_open" | "strong_close":
                    strong += 1 if child.nesting == 1 else -1
                case "em_open" | "em_close":
                    slanted += 1 if child.nesting == 1 else -1
                case "link_open":
                    target = str(child.attrGet("href"))
                case "link_close":
                    target = ""
                case "html_inline":
                    if found := ANCHOR.fullmatch(child.content):
                        self.anchor(paragraph, found[1])
                    elif child.content != "</a>":
                        paragraph.add_run(child.content)
                case "image":
                    self.image(paragraph, child)
                case _:
                    run = paragraph.add_run(" " if child.type in ("softbreak", "hardbreak") else child.content)
                    run.bold, run.italic = strong > 0 or None, slanted > 0 or None
                    if size is not None:
                        run.font.size = Pt(size)
                    if target.startswith("#"):
                        link = _element("w:hyperlink", anchor=_bookmark(target[1:]))
                        link.append(run._r)
                        paragraph._p.append(link)

    def anchor(self, paragraph: Paragraph, name: str) -> None:
        number = str(next(self.numbers))
        paragraph._p.append(_element("w:bookmarkStart", id=number, name=_bookmark(name)))
        paragraph._p.append(_element("w:bookmarkEnd", id=number))

    def image(self, paragraph: Paragraph, token: Token) -> None:
        source = str(token.attrGet("src"))
        picture = self.page.pictures.get(source.removeprefix(PICTURE))
        if not source.startswith(PICTURE) or picture is None:
            paragraph.add_run(plain(token)).italic = True
            return
        drawn: Any = paragraph.add_run().add_picture(BytesIO(picture.png()), width=_WIDTH)
        drawn._inline.docPr.set("descr", picture.alt)


def _bookmark(name: str) -> str:
    """Word's bookmarks have letters, digits and underscores, 40 at most; the end tells long ones apart."""
    plainly = "".join(letter if letter.isalnum() else "_" for letter in name)
    if len(plainly) <= 40:
        return plainly
    from hashlib import sha256

    return f"{plainly[:30]}_{sha256(name.encode()).hexdigest()[:9]}"


def _widths(rows: list[list[tuple[Token, bool]]]) -> list[Cm]:
    """The widths of columns, by the longest cell of each within bounds."""
    longest = [max(min(max(width_of(plain(row[at][0])), 5), 45) for row in rows) for at in range(len(rows[0]))]
    return [Cm(_WIDTH.cm * each / sum(longest)) for each in longest]
