"""How a result shows itself in a notebook: in words, in English and Chinese, and as a table where it is one.

What is shown is short however large the result is, and holds nothing of a person: the words are those of the brief
explanation, a number that may lead to a person is covered, and every sign of HTML is escaped. It has no colours of its
own, so that it can be read on dark and on light, and no blank line, so that it can stand in Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from html import escape
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from unicodedata import east_asian_width

from antipoverty._shared.extras import needing
from antipoverty._shared.privacy import masked, masked_name
from antipoverty.errors import InvalidValue
from antipoverty.text import Detail, Language, Text

if TYPE_CHECKING:
    import polars as pl

#: The languages of what is shown, and after them those into which the rulebook of the result translates.
_LANGUAGES = ("en", "zh")
#: No more lines are shown than a brief explanation has, and of a line no more characters.
_LINES, _LINE = 10, 240
#: Of a long table the first rows and the last are shown; of a wide one the first columns; of a cell so much.
_FIRST, _LAST, _COLUMNS, _CELL = 8, 2, 12, 40
#: Dollars are no formula: notebooks read them as one, but for this class.
_WHOLE = '<div class="antipoverty tex2jax_ignore" style="display:flex;flex-wrap:wrap;gap:0.5em 2em">'
_PART = (
    '<div lang="{}" style="flex:1 1 22em;border-left:3px solid rgba(128,128,128,0.5);padding-left:0.7em;'
    'overflow-wrap:anywhere">'
)
_HANGING = '<div style="padding-left:1em;text-indent:-1em">'
_TABLE = '<div style="flex:1 1 100%;overflow-x:auto"><table>'
_MORE_ROWS = Text("… {:,} more rows", "……另有{:,}行")
_MORE_COLUMNS = Text("… {} more columns", "……另有{}列")
_YES, _NO, _UNKNOWN = Text("yes", "是"), Text("no", "否"), "—"


def share_said(value: Any, language: Language) -> str:
    """A share as a percentage.

    >>> share_said(Fraction(1, 3), "en"), share_said(None, "en")
    ('33.3%', '—')
    """
    return said(value, language) if value is None else f"{float(value):.1%}"


def plain_said(value: object, language: Language) -> str:
    """A number without a sign between its thousands, as of a year."""
    return said(value, language) if value is None else str(value)


def said(value: object, language: Language) -> str:
    """A value in a cell of a table: what has words in its words, a number with signs between its thousands.

    >>> [said(value, "en") for value in (12_345, 0.123456, 1234567.8, True, None, Text("road", "道路"))]
    ['12,345', '0.1235', '1,234,568', 'yes', '—', 'road']
    """
    words = value if isinstance(value, Text) else getattr(value, "text", None)
    if isinstance(words, Text):
        return words[language if language in words else next(iter(words))]
    if value is None:
        return _UNKNOWN
    if isinstance(value, bool):
        return (_YES if value else _NO)[language]
    if isinstance(value, float | Fraction):
        number = float(value)
        return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"
    return str(value) if isinstance(value, str | date) else f"{value:,}"


def width_of(text: str) -> int:
    """How many letters wide a text is; a Chinese character is as wide as two.

    >>> width_of("户编号 h1")
    9
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def markdown_table(head: Sequence[str], sides: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table in Markdown, of cells that are escaped already.

    Args:
        head: the headings.
        sides: to which side the cells of each column go: ``---``, ``:---`` or ``---:``.
        rows: the rows.

    >>> markdown_table(["a", "b"], ["---", "---:"], [["x", "1"]])
    ['| a | b |', '| --- | ---: |', '| x | 1 |']
    """
    return [f"| {' | '.join(cells)} |" for cells in (head, sides, *rows)]


class TableColumn(NamedTuple):
    """A column of a result that is a table: its heading, its values, and how a value is said."""

    heading: Text
    values: Sequence[object]
    said: Callable[[Any, Language], str] = said


#: The columns of a result, by the names that they have in frames.
TableColumns: TypeAlias = Mapping[str, TableColumn]


class Shown:
    """A result that says itself in words, and that a notebook shows when a cell ends with it.

    >>> from antipoverty.quantities import INCOME_GAP
    >>> "Gap of the income to the line" in INCOME_GAP._repr_html_()
    True
    """

    __slots__ = ()

    def _table(self) -> TableColumns:
        """The result as a table; no columns where it is none."""
        return {}

    def _personal(self) -> Iterable[str]:
        """Names and remarks of persons that the words may hold, and of which only the first letters are shown."""
        return ()

    def explain(self, language: Language = "en", *, detail: Detail = "full") -> str:
        """The result in words: in brief, at most ten lines, or in full (`antipoverty.prose.explain`)."""
        from antipoverty.prose import explain

        return explain(self, language, detail=detail)

    def _repr_html_(self) -> str:
        """The brief explanation in both languages and the table, as HTML."""
        parts = [f"{_PART.format(_tag(language))}{words}</div>" for language, words in _words(self)]
        return f"{_WHOLE}{''.join(parts)}{_table_html(self._table())}</div>"


def record_columns(records: Iterable[object], headings: Mapping[str, Text]) -> dict[str, TableColumn]:
    """Columns that hold attributes of records, by the paths of these: a column is named by the last part of its path.

    >>> record_columns([date(2014, 5, 1)], {"year": Text("year", "年度")})["year"].values
    [2014]
    """
    records = list(records)
    return {
        path.rpartition(".")[2]: TableColumn(heading, list(map(attrgetter(path), records)))
        for path, heading in headings.items()
    }


def table_frame(
    columns: Mapping[str, TableColumn] | Mapping[str, Sequence[object]], language: Language = "en"
) -> pl.DataFrame:
    """Columns, or their values, as a frame of Polars: texts in one language, codes by value, exact shares as floats.

    >>> table_frame({"share": [Fraction(1, 4)], "name": [Text("road", "道路")]}, "zh").rows()
    [(0.25, '道路')]

    Raises:
        MissingExtra: without Polars.
    """
    with needing("polars", "polars"):
        import polars as pl

    def stored(value: object) -> object:
        if isinstance(value, Text):
            return value[language]
        if isinstance(value, Enum):
            return value.value
        return float(value) if isinstance(value, Fraction) else value

    values = {name: column.values if isinstance(column, TableColumn) else column for name, column in columns.items()}
    return pl.DataFrame([pl.Series(name, list(map(stored, each)), strict=False) for name, each in values.items()])


def _words(result: Shown) -> Iterable[tuple[Language, str]]:
    """The brief explanation in each language in which there is one, as HTML; the first line stands out."""
    from antipoverty.prose import explain

    translations = getattr(getattr(result, "bound", result), "translations", ())
    for language in (*_LANGUAGES, *translations):
        try:
            words = explain(result, language, detail="brief")
        except InvalidValue:  # the texts of a rulebook of another country have no words in Chinese
            continue
        for personal in result._personal():
            words = words.replace(personal, masked_name(personal))
        head, *rest = [_escaped(line, _LINE) for line in words.splitlines()[:_LINES]]
        yield language, "".join(f"{_HANGING}{line}</div>" for line in (f"<strong>{head}</strong>", *rest))


def _table_html(columns: TableColumns) -> str:
    """A table with its headings and cells in both languages, where these differ."""
    if not columns:
        return ""
    taken = list(columns.values())[:_COLUMNS]
    height = len(taken[0].values)
    more = height - _FIRST - _LAST
    rows = [*range(height)] if more < 2 else [*range(_FIRST), *range(height - _LAST, height)]
    tags = [_tags(column) for column in taken]
    body = [_row("td", tags, [_both(column.values[row], column.said) for column in taken]) for row in rows]
    if more >= 2:
        body.insert(_FIRST, f'<tr><td colspan="{len(taken)}">{_counted(_MORE_ROWS, more)}</td></tr>')
    head = _row("th", tags, [_both(column.heading, said) for column in taken])
    wide = len(columns) - len(taken)
    note = f"<div>{_counted(_MORE_COLUMNS, wide)}</div>" if wide else ""
    return f"{_TABLE}<thead>{head}</thead><tbody>{''.join(body)}</tbody></table>{note}</div>"


def _tags(column: TableColumn) -> str:
    """How the cells of a column are laid out: words begin on the left, numbers end on the right."""
    first = next((value for value in column.values if value is not None), None)
    return f' style="text-align:{"left" if isinstance(first, str | Text | Enum) else "right"}"'


def _row(tag: str, tags: Iterable[str], cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}{more}>{cell}</{tag}>' for more, cell in zip(tags, cells, strict=True))}</tr>"


def _both(value: object, say: Callable[[Any, Language], str]) -> str:
    """A value in both languages, one below the other; once, where they say the same."""
    return "<br>".join(dict.fromkeys(_escaped(say(value, language), _CELL) for language in _LANGUAGES))


def _counted(text: Text, count: int) -> str:
    return " ".join(text[language].format(count) for language in _LANGUAGES)


def _tag(language: Language) -> str:
    """The tag of a language on a page."""
    return {"zh": "zh-Hans"}.get(language, str(language))


def _escaped(text: str, most: int) -> str:
    """A text as HTML: masked, no longer than so many characters, and escaped."""
    text = masked(" ".join(text.split()))
    return escape(text if len(text) <= most else f"{text[: most - 1]}…")
