"""Columns of Arrow, pandas and files of either as columns of Polars: those that hold plain values, by their place.

Plain values are text, numbers, truths, days and times. A column of anything else (nested, binary, spans of time, what
only one program knows) is closed: it can be passed over, but not read.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.batches import Room

if TYPE_CHECKING:
    import polars as pl

#: Bytes that a cell takes besides its text.
_CELL = 16


@frozen(eq=False)
class PlainColumns:
    """A table by its columns.

    Attributes:
        headings: their names.
        cells: the columns, named by their places; one that is closed holds nothing.
        closed: columns of no plain values, by place, each with its kind.
    """

    headings: tuple[str, ...]
    cells: pl.DataFrame
    closed: Mapping[int, str]


def of_arrow(table: Any, closed: Mapping[int, str] | None = None) -> PlainColumns:
    """An Arrow table; columns that are known to be closed are not looked at."""
    import polars as pl

    kinds = dict(closed or {})
    series: list[pl.Series] = []
    for place in range(table.num_columns):
        column = table.column(place)
        plain = None if place in kinds else _series(column)
        if plain is None:
            kinds.setdefault(place, str(column.type))
            plain = pl.Series([None], dtype=pl.String).new_from_index(0, table.num_rows)
        series.append(plain.alias(f"{place}"))
    return PlainColumns(tuple(table.column_names), pl.DataFrame(series), kinds)


def of_pandas(frame: Any) -> PlainColumns:
    """A pandas frame, whatever its columns are backed by; names that are no text are read as they are shown."""
    pa = _arrow()
    from antipoverty.registers._frames.engines import arrow_column

    columns: list[Any] = []
    closed: dict[int, str] = {}
    for place, name in enumerate(frame.columns):
        series = frame.iloc[:, place]
        try:
            narrow = series.dtype.kind == "f" and series.dtype.itemsize < 8
            columns.append(pa.array(series, from_pandas=True) if narrow else arrow_column(str(name), series))
        except (InvalidValue, pa.ArrowException, ValueError, TypeError, NotImplementedError, OverflowError):
            closed[place] = f"{series.dtype}, not of one plain kind"
            columns.append(pa.nulls(len(frame)))
    names = [str(name) for name in frame.columns]
    return of_arrow(pa.Table.from_arrays(columns, names=names), closed)


def _arrow() -> Any:
    with needing("pyarrow", "pyarrow"):
        import pyarrow as pa
    return pa


# Columns


def _series(column: Any) -> pl.Series | None:
    """A chunked array of Arrow, if it holds plain values."""
    import polars as pl

    pa = _arrow()
    pieces = [_piece(chunk) for chunk in (column.chunks or [pa.array([], column.type)])]
    plain = [piece for piece in pieces if piece is not None]
    return pl.concat(plain) if len(plain) == len(pieces) else None


def _piece(array: Any) -> pl.Series | None:
    """An array of Arrow, if it holds plain values."""
    import polars as pl

    pa = _arrow()
    kind = array.type
    if pa.types.is_dictionary(kind):
        # Each text is held once, however many cells say it.
        values = _piece(array.dictionary)
        return None if values is None else values.gather(_polars(array.indices))
    if pa.types.is_run_end_encoded(kind):
        values = _piece(array.values)
        if values is None:
            return None
        runs = pa.array(range(len(array.values)), pa.int64())
        places = pa.RunEndEncodedArray.from_arrays(array.run_ends, runs).slice(array.offset, len(array))
        return values.gather(_polars(_computed("run_end_decode", places)))
    if isinstance(kind, pa.BaseExtensionType):
        if kind.extension_name != "arrow.uuid":
            return None
        texts = [None if content is None else str(uuid.UUID(bytes=content)) for content in array.storage.to_pylist()]
        return pl.Series(texts, dtype=pl.String)
    if pa.types.is_null(kind):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(array))
    if not _is_plain(kind):
        return None
    if pa.types.is_decimal(kind) and not pa.types.is_decimal128(kind):
        array = array.cast(pa.string())
    elif pa.types.is_float16(kind):
        array = array.cast(pa.float32())
    return _polars(array)


def _polars(array: Any) -> pl.Series:
    import polars as pl

    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)
    return series


def _computed(name: str, array: Any) -> Any:
    import pyarrow.compute as pc

    # Functions of Arrow are made at import, which type checkers do not see.
    return getattr(pc, name)(array)


def _is_plain(kind: Any) -> bool:
    pa = _arrow()
    tests = ("boolean", "integer", "floating", "decimal", "string", "large_string", "date", "time", "timestamp")
    named = any(getattr(pa.types, f"is_{name}")(kind) for name in tests)
    return named or str(kind) == "string_view"


# Files


def read_arrow_file(path: Path, room: Room) -> PlainColumns:
    """A Parquet file, or an Arrow file (IPC, Feather), read by Arrow's own reader, every length in it held to account.

    Raises:
        InvalidValue: for a file that is damaged or of another kind, or that takes more room than it may.
    """
    pa = _arrow()
    refused = (pa.ArrowException, OSError, ValueError, KeyError, ArithmeticError, struct.error, MemoryError,
               NotImplementedError, RuntimeError, TypeError, IndexError)  # fmt: skip
    try:
        with path.open("rb") as file:
            table = _of_parquet(file, room) if path.suffix.lower() == ".parquet" else _of_ipc(file, room)
            closed = {place: str(kind) for place, kind in enumerate(table.schema.types) if not _may_be_plain(kind)}
            plain = table.select([place for place in range(table.num_columns) if place not in closed])
            plain.validate(full=True)
            columns = of_arrow(table, closed)
    except InvalidValue:
        raise
    except refused:
        wanted = "a file that can be opened, whole and of the kind that its name says"
        raise InvalidValue("path", path.name, wanted) from None
    _check_texts(columns, room)
    return columns


def _may_be_plain(kind: Any) -> bool:
    pa = _arrow()
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return _is_plain(kind.value_type)
    uuids = isinstance(kind, pa.BaseExtensionType) and kind.extension_name == "arrow.uuid"
    return uuids or pa.types.is_null(kind) or _is_plain(kind)


def _check_texts(plain: PlainColumns, room: Room) -> None:
    import polars as pl

    texts = [name for name, kind in plain.cells.schema.items() if kind == pl.String]
    taken = sum(int(plain.cells[name].str.len_bytes().sum() or 0) for name in texts)
    room.check(taken + _CELL * plain.cells.height * plain.cells.width)


def _of_parquet(file: Any, room: Room) -> Any:
    import pyarrow.parquet as pq

    pa = _arrow()
    known = pq.ParquetFile(file)
    about = known.metadata
    groups = [about.row_group(place) for place in range(about.num_row_groups)]
    rows = sum(abs(group.num_rows) for group in groups)
    room.check(_CELL * max(rows, abs(about.num_rows)) * about.num_columns)
    room.check(
        sum(abs(group.column(at).total_uncompressed_size) for group in groups for at in range(group.num_columns))
    )
    schema = known.schema_arrow
    words = [each.name for each in schema if pa.types.is_string(each.type) or pa.types.is_large_string(each.type)]
    file.seek(0)
    # Text is read by its dictionary: one long text in a million rows stays one.
    read = pq.ParquetFile(file, read_dictionary=words)
    if all(_may_be_plain(each.type) for each in schema) or len({each.name for each in schema}) < len(schema):
        return read.read()
    table = read.read(columns=[each.name for each in schema if _may_be_plain(each.type)])
    columns = {name: table.column(name) for name in table.column_names}
    arrays = [columns.get(each.name, pa.nulls(table.num_rows, each.type)) for each in schema]
    return pa.Table.from_arrays(arrays, names=schema.names)


def _of_ipc(file: Any, room: Room) -> Any:
    from pyarrow import ipc

    content = file.read()
    room.check(sum(_sizes(content)))
    reader = ipc.open_file(_arrow().py_buffer(content))
    table = reader.read_all()
    room.check(_CELL * table.num_rows * table.num_columns)
    return table


def _sizes(content: bytes) -> Iterator[int]:
    """What the batches of an Arrow file take when they are unpacked, by what they say themselves.

    The file ends in a footer that says where its batches are; each has a list of buffers, and a buffer that is packed
    begins with the length that it is unpacked to.
    """
    if not content.startswith(b"ARROW1") or not content.endswith(b"ARROW1") or len(content) < 24:
        raise ValueError
    (length,) = struct.unpack_from("<i", content, len(content) - 10)
    footer = _Flat(content, len(content) - 10 - length)
    for blocks in (2, 3):
        for at in footer.vector(blocks, 24):
            start, meta = struct.unpack_from("<qi", content, at)
            if start < 0 or meta < 0:
                raise ValueError
            skipped = 8 if content[start : start + 4] == b"\xff\xff\xff\xff" else 4
            message = _Flat(content, start + skipped)
            batch = message.table(2)
            if message.byte(1) == _DICTIONARY:
                batch = batch.table(1)
            yield _CELL * abs(batch.long(0))
            packed = batch.has(3)
            for buffer in batch.vector(2, 16):
                place, size = struct.unpack_from("<qq", content, buffer)
                first = start + meta + place
                if size < 0 or first < 0:
                    raise ValueError
                unpacked = struct.unpack_from("<q", content, first)[0] if packed and size >= 8 else size
                yield max(size, unpacked)


#: The header of a message that holds a dictionary.
_DICTIONARY = 2


@frozen
class _Flat:
    """A table of a flatbuffer, which is what Arrow's metadata is: at its place is the offset of its list of fields."""

    content: bytes
    start: int

    @property
    def at(self) -> int:
        return self.start + int(struct.unpack_from("<I", self.content, self.start)[0])

    def _field(self, number: int) -> int:
        """Where a field is, or 0 if it is left out."""
        at = self.at
        fields = at - struct.unpack_from("<i", self.content, at)[0]
        if fields < 0 or at >= len(self.content):
            raise ValueError
        (size,) = struct.unpack_from("<H", self.content, fields)
        if 4 + 2 * number + 2 > size:
            return 0
        (offset,) = struct.unpack_from("<H", self.content, fields + 4 + 2 * number)
        return at + int(offset) if offset else 0

    def has(self, number: int) -> bool:
        return self._field(number) != 0

    def byte(self, number: int) -> int:
        place = self._field(number)
        return self.content[place] if place else 0

    def long(self, number: int) -> int:
        place = self._field(number)
        return int(struct.unpack_from("<q", self.content, place)[0]) if place else 0

    def table(self, number: int) -> _Flat:
        place = self._field(number)
        if not place:
            raise ValueError
        return _Flat(self.content, place)

    def vector(self, number: int, size: int) -> Iterator[int]:
        """The places of a list's structures."""
        place = self._field(number)
        if not place:
            return
        first = place + struct.unpack_from("<I", self.content, place)[0]
        (count,) = struct.unpack_from("<I", self.content, first)
        if first + 4 + count * size > len(self.content):
            raise ValueError
        # Structures of eight bytes' alignment begin right after the count.
        yield from range(first + 4, first + 4 + count * size, size)
