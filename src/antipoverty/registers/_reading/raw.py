"""The cells of a file as they stand, row by row: for those who show it again."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.sheets import SUFFIXES
from antipoverty.registers._reading.text import LINE, split_line, to_utf8

#: The first row and column of some cells, and the last ones, from 0.
Area: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


@frozen(eq=False)
class RawSheet:
    """A sheet of a workbook, or a file of text.

    Attributes:
        name: what the sheet is called; nothing for a file of text.
        rows: its cells, of which those of a workbook are numbers, truths, days and texts.
        merged: the areas of merged cells, as far as there are values.
    """

    name: str
    rows: list[list[Any]]
    merged: tuple[Area, ...] = ()

    @property
    def shown_at(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each of the merged cells the first one of its area, which is all that is shown of it.

        >>> RawSheet("", [["a", ""]], (((0, 0), (0, 1)),)).shown_at
        {(0, 0): (0, 0), (0, 1): (0, 0)}
        """
        return {cell: area[0] for area in self.merged for cell in _cells(area)}


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
            names = book.sheet_names
            sheets = [book.get_sheet_by_name(name) for name in names]
            cells = [each.to_python(skip_empty_area=False) for each in sheets]
            merged = [each.merged_cell_ranges or () for each in sheets]
    except Exception:  # whatever the reader makes of a file that is none of its own
        raise InvalidValue("source", path.name, "a workbook that can be opened, as it was read") from None
    return [RawSheet(*each) for each in zip(names, cells, map(_areas, merged, cells), strict=True)]


def _areas(merged: Sequence[Area], rows: list[list[Any]]) -> tuple[Area, ...]:
    """Areas of merged cells cut off where the values end; of those that overlap, the first."""
    taken: set[tuple[int, int]] = set()
    areas: list[Area] = []
    for first, last in merged:
        area = first, (min(last[0], len(rows) - 1), min(last[1], len(rows[0]) - 1 if rows else -1))
        several = len(list(itertools.islice(_cells(area), 2))) == 2
        if several and taken.isdisjoint(_cells(area)):
            areas.append(area)
            taken.update(_cells(area))
    return tuple(areas)


def _cells(area: Area) -> Iterator[tuple[int, int]]:
    (first_row, first), (last_row, last) = area
    return itertools.product(range(first_row, last_row + 1), range(first, last + 1))


def _rows_of_text(path: Path, encoding: str, kind: str) -> list[list[Any]]:
    """The cells of each line; one that cannot be split is one cell."""
    lines = [line.rstrip(b"\r").decode(errors="replace") for line in to_utf8(path.read_bytes(), encoding).split(LINE)]
    separator = "\t" if kind == ".tsv" else max((",", "\t", ";", "，"), key="\n".join(lines[:_SOME]).count)
    split = ((line, split_line(line, separator)) for line in lines)
    return [cells if isinstance(cells, list) else [line] for line, cells in split]


#: Lines by which it is told what stands between cells.
_SOME = 20
