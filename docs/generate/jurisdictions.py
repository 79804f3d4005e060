"""The index by jurisdiction: what each province, prefecture and county changes against what stands above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from antipoverty import rulebooks
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.text import COLON, LISTED, Text
from subjects import in_order, read_by
from values import GRADED, by_document, moved, period, shown
from writing import TODAY, Language, anchor, day, library_books, noted, sentences, table, title

_TITLE = Text("What provinces and counties change", "各地规定（按辖区）")
_INTRODUCTION = Text(
    "A province's rulebook states only what differs from the country's, and a county's only what differs from its"
    " province's: all else is inherited. Each value is shown as “above → here”, with its dates and its document. Only"
    " places of which a text was found are listed; any other place starts from the country's rulebook and"
    " [adds its own values](../howto/rulebook.md). The rules were last checked on {}.",
    "省级规则库只载与全国不同的规定，市、县只载与上级不同的规定，其余沿用上级。"
    "各项按“上级 → 本地”列出，并注明时段与文件。仅列查到文本的地方；"
    "其他地方以全国规则库为基础，[自行补充数值](../howto/rulebook.md)。规则最近核对日：{}。",
)
_NATIONAL = Text(
    "The rulebook on which all others stand. [Its values by subject](../rules/parameters.md),"
    " [its documents](../documents/index.md), [what changed on which day](../changes/index.md).",
    "其他各级规则库均以此为基础。[各项参数](../rules/parameters.md)、[所依文件](../documents/index.md)、"
    "[逐日变动](../changes/index.md)。",
)
_STANDS_ON = Text(
    "Stands on this rulebook: {0}. Its name in the library: `{1}`.", "以{0}规则库为基础。本库代号：`{1}`。"
)
_NOTHING = Text("Nothing here differs from the rulebook above: {}.", "与{}规则库无不同。")
_VERSIONS = Text("Versions", "版本")
_VERSIONS_WORDS = Text(
    "A decision names the rulebook by which it was made: its version, and a digest that changes with any value.",
    "每项认定结论均注明所依规则库的版本与摘要；任一数值变动，摘要即随之改变。",
)
_HEADS = (Text("place", "辖区"), Text("name", "代号"), Text("version", "版本"), Text("digest", "摘要"))
_SAME = Text("{} (as above, stated again)", "{}（与上级相同，本地重申）")
_READ_BY = Text("Read by: {}.", "涉及规则：{}。")
_NONE = Text("{} (none that differs)", "{}（无不同）")


@frozen
class Piece:
    """A stretch of time with a value of a place's own.

    Attributes:
        start: the first day.
        end: the first day on which it no longer holds; none if it is open.
        above: the value that would hold without it.
        here: its own.
    """

    start: date
    end: date | None
    above: ParameterValue | None
    here: ParameterValue


def above_of(book: Rulebook) -> Rulebook:
    """The rulebook on which a place's own stands."""
    return rulebooks.load(book.id.jurisdiction.rpartition("/")[0])


def own_values(book: Rulebook) -> dict[str, list[Piece]]:
    """What a place's rulebook states itself, by parameter: stretches of time, each with the value above and its own."""
    above = above_of(book)
    found: dict[str, list[Piece]] = {}
    for name, parameter in book.parameters.items():
        below = above.parameter(name)
        inherited = {_written(value) for value in below.values}
        for value in parameter.values:
            if _written(value) in inherited:
                continue
            turns = {day for each in below.values for day in (each.start, each.end) if day is not None}
            inside = [day for day in turns if value.start < day and (value.end is None or day < value.end)]
            days = sorted({value.start, *inside})
            for start, end in zip(days, [*days[1:], value.end], strict=True):
                found.setdefault(name, []).append(Piece(start, end, below.held_on(start), value))
    return {name: found[name] for name in in_order(found)}


def _written(value: ParameterValue) -> tuple[object, ...]:
    """What a file says of a value: one of the place above that is cut short is still that of the place above."""
    return value.value, value.citation.key, value.article, value.grade, value.checked


def jurisdictions_page(language: Language) -> Iterator[str]:
    """The page: every jurisdiction with how much it changes, then each with its values."""
    yield f"# {_TITLE[language]}\n"
    yield sentences(language, _INTRODUCTION[language].format(day(TODAY, language)), GRADED[language]) + "\n"
    for book in library_books():
        link = _linked(book, language)
        depth = book.id.jurisdiction.count("/")
        if depth:
            own = own_values(book)
            named = LISTED[language].join(book.parameter(each).text[language] for each in own)
            link = f"{link}{COLON[language]}{named}" if own else _NONE[language].format(link)
        yield f"{'    ' * depth}- {link}"
    yield ""
    for book in library_books():
        yield f"## {title(book, language)} {{ #{anchor(book)} }}\n"
        if "/" not in book.id.jurisdiction:
            yield _NATIONAL[language] + "\n"
            continue
        above = above_of(book)
        yield _STANDS_ON[language].format(_linked(above, language), book.id.jurisdiction) + "\n"
        own = own_values(book)
        if not own:
            yield _NOTHING[language].format(title(above, language)) + "\n"
        for parameter, pieces in own.items():
            yield from _parameter(book, parameter, pieces, language)
    yield f"## {_VERSIONS[language]} {{ #versions }}\n"
    yield _VERSIONS_WORDS[language] + "\n"
    ids = ((book, book.id) for book in library_books())
    rows = (
        (_linked(book, language), f"`{own.jurisdiction}`", f"`{own.version}`", f"`{own.digest[:12]}`")
        for book, own in ids
    )
    yield from table((head[language] for head in _HEADS), rows)


def _linked(book: Rulebook, language: Language) -> str:
    return f"[{title(book, language)}](#{anchor(book)})"


def _parameter(book: Rulebook, name: str, pieces: list[Piece], language: Language) -> Iterator[str]:
    link = f"[{book.parameter(name).text[language]}](../rules/parameters.md#{name})"
    yield f"**{link}**\n"
    for piece in pieces:
        when = period(piece.start, piece.end, language)
        first = piece is next(each for each in pieces if each.here is piece.here)
        note = noted(piece.here, language) if first else ""
        yield f"- {when}{COLON[language]}{_said(piece, language)}<br>{by_document(piece.here, language)}{note}"
    yield ""
    if readers := read_by(name, language, f"?in={book.id.jurisdiction}"):
        yield _READ_BY[language].format(readers) + "\n"


def _said(piece: Piece, language: Language) -> str:
    if piece.above is not None and piece.above.value == piece.here.value:
        return _SAME[language].format(f"**{shown(piece.here, language)}**")
    return moved(piece.above, piece.here, language)
