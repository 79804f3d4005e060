"""The tables of an OpenDocument workbook, looked through before they are read: their extent and their faults."""

from __future__ import annotations

import zipfile
from datetime import date

from attrs import Factory, define

from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.days import DAY_ZERO
from antipoverty.registers._reading.packages import (
    CELL,
    COLUMNS,
    ERROR,
    NO_RESULT,
    ROWS,
    Fault,
    NoWorkbook,
    Seen,
    part_of,
    read_xml,
)
from antipoverty.text import Text


def look_at_table(book: zipfile.ZipFile, name: str | None, room: Room) -> Seen:
    """Look the tables of a workbook through; faults are kept of the one that is named, sizes are held of all."""
    tables = _Tables(room, name)
    read_xml(part_of(book, "content.xml"), room, tables.start, tables.end, tables.data)
    return tables.seen


@define
class _Tables:
    """A table of OpenDocument: cells and rows may say that they stand many times."""

    room: Room
    part: str | None
    seen: Seen = Factory(lambda: Seen(day_zero=DAY_ZERO))
    inside: bool = False
    tables: int = 0
    row: int = 0
    row_times: int = 1
    column: int = 0
    times: int = 1
    rows: int = 0
    width: int = 0
    size: int = 0
    line: int = 0
    filled: bool = False
    text: list[str] | None = None
    line_faults: list[tuple[int, int, Fault]] = Factory(list)
    fault: Text | None = None
    shown: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "null-date":
            said = (value for key, value in attributes.items() if key.endswith("date-value"))
            self.seen.day_zero = date.fromisoformat(next(said, "1899-12-30"))
        if name not in ("table", "table-row", "table-cell", "covered-table-cell"):
            return
        known = {
            key.rpartition("}")[2]: value
            for key, value in attributes.items()
            if not key.endswith("calcext:1.0}value-type")
        }
        if name == "table":
            self.inside = known.get("name") == self.part or (self.part is None and not self.tables)
            self.tables += 1
            self.row = self.rows = self.width = self.size = 0
        elif name == "table-row":
            self.row_times = _times(known.get("number-rows-repeated"))
            self.column = self.line = 0
            self.line_faults = []
        else:
            self.times = _times(known.get("number-columns-repeated"))
            self.text = []
            self.filled = "value-type" in known
            self.shown = known.get("formula", "")
            error = [value for key, value in attributes.items() if key.endswith("value-type") and value == "error"]
            self.fault = None
            if error:
                self.fault = ERROR
            elif self.shown and "value-type" not in known:
                self.fault = NO_RESULT
            long = known.get("string-value", "")
            self.line += 4 * len(long) * self.times

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            text = "".join(self.text or ())
            if self.filled or text or self.fault is not None:
                self.width = max(self.width, self.column + self.times)
                self.line += 4 * len(text) * self.times
                self.rows = self.row + self.row_times
            if self.fault is not None:
                shown = text if self.fault is ERROR and text else self.shown.partition("=")[1] + self.shown[3:]
                self.line_faults.append((self.column, self.times, Fault(shown or "#", self.fault)))
            self.column += self.times
            self.text = None
        elif name == "table-row":
            self.size += self.line * self.row_times
            if self.rows > self.row:
                self.room.check(self.size + CELL * self.rows * self.width)
                if self.rows > ROWS or self.width > COLUMNS:
                    raise NoWorkbook
            if self.inside:
                for row in range(self.row, self.row + self.row_times if self.line_faults else self.row):
                    for column, times, fault in self.line_faults:
                        for place in range(column, column + times):
                            self.seen.faults[row, place] = fault
            self.row += self.row_times


def _times(said: str | None) -> int:
    times = 1 if said is None else int(said)
    if times < 1:
        raise NoWorkbook
    return times
