"""The cells of a file as they stand, row by row: for those who show it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.packages import check_archive
from antipoverty.registers._reading.sheets import SUFFIXES
from antipoverty.registers._reading.text import LINE, split_line, to_utf8


@frozen(eq=False)
class RawSheet:
    """A sheet of a workbook, or a file of text.

    Attributes:
        name: what the sheet is called; nothing for a file of text.
        rows: its cells, of which those of a workbook are numbers, truths, days and texts.
        merged: the areas of merged cells: first row and column, last row and column, from 0.
    """

    name: str
    rows: list[list[Any]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def raw_sheets(path: Path, encoding: str | None, unpacked: int | None) -> list[RawSheet]:
    """The sheets of a workbook, or the one table of a file of text, which was read before.

    Raises:
        InvalidValue: for a file of another kind, or one that takes more room than it may.
        FileNotFoundError: if there is no such file.
    """
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        lines = [line.rstrip(b"\r").decode(errors="replace") for line in _text(path, encoding).split(LINE)]
        separator = "\t" if kind == ".tsv" else max((",", "\t", ";", "，"), key="\n".join(lines[:20]).count)
        cells = (split_line(line, separator) for line in lines)
        return [
            RawSheet("", [each if isinstance(each, list) else [line] for each, line in zip(cells, lines, strict=True)])
        ]
    if kind not in SUFFIXES:
        raise InvalidValue("source", path.name, f"a file that ends in .csv, .tsv, .txt, {', '.join(SUFFIXES)}")
    with needing("excel", "python-calamine"):
        import python_calamine
    if kind != ".xls":
        check_archive(path, Room.of(path, unpacked))
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        sheets = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            sheets.append(RawSheet(name, sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ())))
        return sheets


def _text(path: Path, encoding: str | None) -> bytes:
    return to_utf8(path.read_bytes(), encoding or "utf-8")
