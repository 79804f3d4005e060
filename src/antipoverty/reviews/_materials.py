"""What the tables of a township were read from: each file, what came of it, and what is missing."""

from __future__ import annotations

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.text import Text


@frozen(field_transformer=typed_fields)
class RowProblem(Serializable):
    """Why cells of a file could not be taken: the column, the reason, and how many cells."""

    column: str
    reason: Text
    rows: int


@frozen(field_transformer=typed_fields)
class TableSource(Serializable):
    """A file of a folder, or a sheet of one, and what came of it.

    Attributes:
        file: its path in the folder.
        sheet: the sheet, of a workbook with several.
        table: the table that it was taken for; none if it is not known for any.
        refused: why it was not read, if it was not.
        heading_row: the row with the headings.
        read: how many rows there were; always ``accepted + quarantined + repeated``.
        accepted: the rows that were taken.
        quarantined: the rows that were set apart.
        repeated: the rows that say again what another one says.
        problems: why rows were set apart.
        unreadable: which cells of the accepted rows could not be taken and are unknown.
        ignored: the headings that were not taken.
    """

    file: str
    sheet: str | None = None
    table: str | None = None
    refused: Text | None = None
    heading_row: int = 1
    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    repeated: int = 0
    problems: tuple[RowProblem, ...] = ()
    unreadable: tuple[RowProblem, ...] = ()
    ignored: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.accepted + self.quarantined + self.repeated != self.read:
            raise InvalidValue("read", self.read, "accepted, quarantined and repeated rows together")


@frozen(field_transformer=typed_fields)
class DanglingRows(Serializable):
    """Rows that name a row of another table which that table does not have.

    Attributes:
        table: the table of the rows.
        column: the column that names the other row.
        to: the other table.
        rows: how many rows.
        keys: how many keys they name that there are not.
    """

    table: str
    column: str
    to: str
    rows: int
    keys: int


@frozen(field_transformer=typed_fields)
class Materials(Serializable, Shown):
    """What a township's tables were read from (资料来源).

    Attributes:
        sources: every file or sheet, in the order of their names.
        missing: the tables that no file gave.
        dangling: what points to rows that there are not.
    """

    sources: tuple[TableSource, ...]
    missing: tuple[str, ...]
    dangling: tuple[DanglingRows, ...] = ()

    @property
    def unread(self) -> tuple[TableSource, ...]:
        """The files that are known for no table, or could not be read."""
        return tuple(source for source in self.sources if source.table is None or source.refused is not None)
