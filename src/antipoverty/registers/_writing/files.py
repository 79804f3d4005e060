"""Frames out, to files that are safe to open: what a spreadsheet would take for a formula is written as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from antipoverty._engine.binding import spoken
from antipoverty._shared.formulas import BLANKS, SIGNS, marked
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.registers._evaluation.plans import plan
from antipoverty.registers._frames.engines import engine_errors, opened
from antipoverty.registers._schema.declarations import Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS
from antipoverty.registers._writing.replacing import replaced
from antipoverty.registers._writing.sources import add_sources
from antipoverty.registers._writing.wording import worded
from antipoverty.registers._writing.workbooks import add_table, check_sheet, workbook
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import Quantity, Rule
from antipoverty.text import Language

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

#: The encodings of a CSV file, each of which holds every text.
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")

_Frame = TypeVar("_Frame")


def neutralised(frame: _Frame) -> _Frame:
    """The same frame with an apostrophe before every text that a spreadsheet would take for a formula.

    Headings are marked too, and a word of an enumeration is text. Works on every engine and leaves a lazy frame lazy,
    for those who write with the engine's own writer.

    >>> import polars as pl
    >>> neutralised(pl.DataFrame({"note": ["=1+1", "plain", "-5"]}))["note"].to_list()
    ["'=1+1", 'plain', "'-5"]
    """
    import narwhals.stable.v2 as nw

    native: Any = frame
    wrapped = nw.from_native(native)
    held = wrapped.collect_schema()
    words = [name for name, kind in held.items() if isinstance(kind, nw.String | nw.Categorical | nw.Enum)]
    headings = {name: marked(name) for name in held}
    if not words and list(headings.values()) == list(held):
        return frame
    texts = {name: _marked(nw.col(name).cast(nw.String)) for name in words}
    made: _Frame = wrapped.select(
        *[texts.get(name, nw.col(name)).alias(heading) for name, heading in headings.items()]
    ).to_native()
    return made


def _marked(column: nw.Expr) -> nw.Expr:
    import narwhals.stable.v2 as nw

    signed = column.str.strip_chars(f"'{BLANKS}").str.slice(0, 1).is_in(list(SIGNS))
    spaced = column.str.strip_chars("'").str.slice(0, 1).is_in(["\t", "\r"])
    return nw.when(signed | spaced).then(nw.concat_str(nw.lit("'"), column)).otherwise(column)


@no_panic
def write(
    frame: Any,
    path: str | Path,
    schema: Schema = HOUSEHOLDS,
    *,
    language: Language | None = None,
    on: date | None = None,
    rulebook: Rulebook | None = None,
    rules: Sequence[Rule | Quantity] = (),
    encoding: str = "utf-8",
) -> None:
    """Write a frame to a file, by its suffix: ``.parquet``, ``.csv`` or ``.xlsx``.

    The file is written beside an old one of its name and then put in its place: whatever fails, a plan or the disk, the
    old one is there as it was. A lazy Polars frame is streamed to Parquet without being held in memory. Text that could
    run as a formula is marked with an apostrophe, which `antipoverty.registers.read` takes off again.

    With a language, a workbook or a CSV file is for its reader: headings and codes are words of the language, money is
    in yuan, and what rules gave is said in their words. `antipoverty.registers.read` reads each column of the schema
    back as it was, in English and in Chinese. A workbook has columns of fitting width, a heading row that stays in view
    and filters, and dates and amounts that can be reckoned with.

    Args:
        frame: a frame of any engine that `antipoverty.registers.evaluate` takes.
        path: the file, which is written over.
        schema: which table it is, for its headings and codes in a language.
        language: the reader's; columns and values as the frame has them, if it is left out, and in Parquet always.
        on: the date for which the rules were evaluated.
        rulebook: by which they were; that of China if left out.
        rules: the rules and quantities that gave further columns. Their columns are in words, and a second sheet of the
            workbook says what each states, with every value, its source and its grade.
        encoding: of a CSV file: ``utf-8``, ``utf-8-sig`` or ``gb18030``.

    Raises:
        InvalidValue: for another suffix or encoding, a text with a line break for CSV, where a row is a line, or what a
            workbook has no room for, for rules without a language or a date, and for a query that fails.
        NotWritten: if the disk is full, or may not be written.

    >>> import tempfile
    >>> import polars as pl
    >>> from antipoverty.registers import MEMBERS, read
    >>> members = pl.DataFrame({"id": ["p1"], "household": ["h1"], "sex": ["female"], "work_wage_fen": [350_000]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(members, Path(folder) / "members.csv", MEMBERS, language="zh")
    ...     print((Path(folder) / "members.csv").read_text("utf-8").strip())
    ...     read(Path(folder) / "members.csv", MEMBERS).accepted.equals(members)
    人员代码,户代码,性别,务工月收入（元）
    p1,h1,女,3500.00
    True
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".parquet", ".csv", ".xlsx") or "\0" in str(path):
        raise InvalidValue("path", path.name, "a file that ends in .parquet, .csv or .xlsx")
    if encoding not in ENCODINGS:
        raise InvalidValue("encoding", encoding, f"one of {', '.join(ENCODINGS)}")
    if rules and (language is None or on is None):
        raise InvalidValue("rules", [each.id for each in rules], "rules with language= and on=")
    bound = plan(rules, on=on, rulebook=rulebook) if rules and on is not None else None
    wrapped = opened(frame)
    if suffix == ".parquet":
        _write_parquet(wrapped, path)
        return
    found = _collected(wrapped)
    for name, kind in found.schema.items():
        if kind.is_nested() or kind.is_object():
            raise InvalidValue(name, str(kind), "text, numbers, booleans or dates; write this column to Parquet")
    if language is not None and bound is not None:
        language = spoken(language, (bound.bounds or bound.quantities)[0])
    safe = neutralised(found if language is None else worded(found, schema, language, bound))
    if suffix == ".xlsx":
        check_sheet(safe)
        with workbook(path) as book:
            add_table(book, "register" if language is None else schema.text[language], safe)
            if language is not None and bound is not None:
                add_sources(book, bound, found, language)
    else:
        _write_csv(safe, path, encoding)


def _write_parquet(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], path: Path) -> None:
    import narwhals.stable.v2 as nw

    if frame.implementation is nw.Implementation.POLARS:
        with replaced(path) as new, engine_errors():
            # What is not lazy already is streamed alike.
            frame.lazy().to_native().sink_parquet(new)
        return
    found = _collected(frame)
    with replaced(path) as new, engine_errors():
        found.write_parquet(new)


def _collected(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> pl.DataFrame:
    import narwhals.stable.v2 as nw

    with engine_errors():
        held = frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame
        return held.to_polars()


def _write_csv(frame: pl.DataFrame, path: Path, encoding: str) -> None:
    import polars as pl

    broken = [
        name
        for name, kind in frame.schema.items()
        if kind == pl.String and frame[name].str.contains(r"[\r\n\x00]").any()
    ]
    if broken:
        raise InvalidValue(broken[0], "text with a line break", "text in one line, since a row of a CSV file is a line")
    content = frame.write_csv(null_value="").encode(encoding)
    with replaced(path) as new:
        new.write_bytes(content)
