"""The cells of a file as they stand, row by row: for those who show it again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
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

    @property
    def shown_at(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each of the merged cells the first one of its area, which is all that is shown of it.

        >>> RawSheet("", [["a", ""], ["", ""]], (((0, 0), (0, 1)),)).shown_at
        {(0, 0): (0, 0), (0, 1): (0, 0)}
        """
        return {
            (row, place): (first_row, first)
            for (first_row, first), (last_row, last) in self.merged
            for row in range(first_row, min(last_row + 1, len(self.rows)))
            for place in range(first, min(last + 1, len(self.rows[row])))
        }


def raw_sheets(path: Path, encoding: str | None) -> list[RawSheet]:
    """The sheets of a workbook, or the one table of a file of text, which was read before.

    Raises:
        InvalidValue: for a file of another kind, or one that cannot be opened.
        FileNotFoundError: if there is no such file.
    """
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        return [RawSheet("", _rows_of_text(path, encoding or "utf-8", kind))]
    if kind not in SUFFIXES:
        raise InvalidValue("source", path.name, f"a file that ends in .csv, .tsv, .txt, {', '.join(SUFFIXES)}")
    with needing("excel", "python-calamine"):
        import python_calamine
    content = io.BytesIO(path.read_bytes())
    try:
        with python_calamine.CalamineWorkbook.from_filelike(content) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            return [
                RawSheet(each.name, each.to_python(skip_empty_area=False), tuple(each.merged_cell_ranges or ()))
                for each in sheets
            ]
    except Exception:  # whatever the reader makes of a file that is none of its own
        raise InvalidValue("source", path.name, "a workbook that can be opened, as it was read") from None


def _rows_of_text(path: Path, encoding: str, kind: str) -> list[list[Any]]:
    """The cells of each line; one that cannot be split is one cell."""
    lines = [line.rstrip(b"\r").decode(errors="replace") for line in to_utf8(path.read_bytes(), encoding).split(LINE)]
    separator = "\t" if kind == ".tsv" else max((",", "\t", ";", "，"), key="\n".join(lines[:_SOME]).count)
    split = ((line, split_line(line, separator)) for line in lines)
    return [cells if isinstance(cells, list) else [line] for line, cells in split]


#: Lines by which it is told what stands between cells.
_SOME = 20
