"""What a workbook says of itself, looked at before it is opened: its sizes, its extent, and its cells without a value.

The reader of workbooks lays a sheet out as a whole rectangle, and gives nothing for an error or for a formula that
nobody has worked out. So the sheet itself is looked through once before: how far its cells reach, which of them hold no
value whatever they show, and which rows cannot be told apart.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.excel import look_at_sheet
from antipoverty.registers._reading.excel_binary import look_at_binary_sheet
from antipoverty.registers._reading.opendocument import look_at_table
from antipoverty.registers._reading.packages import Seen


def look_through(path: Path, part: str | None, room: Room) -> Seen:
    """Look a workbook through.

    Args:
        path: the file.
        part: the name of the sheet that is to be read; the first, if none is named.
        room: what it may take.

    Raises:
        InvalidValue: if it takes more.
        NoWorkbook: if it is none.
    """
    kinds = {".xlsx": look_at_sheet, ".xlsm": look_at_sheet, ".ods": look_at_table}
    with zipfile.ZipFile(path) as book:
        return kinds.get(path.suffix.lower(), look_at_binary_sheet)(book, part, room)
