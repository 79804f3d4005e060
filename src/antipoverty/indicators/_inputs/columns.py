"""A column in whatever form it comes, as a list, a NumPy array or a series; a frame's columns are collected at once."""

from __future__ import annotations

import array
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import numpy as np
    from numpy.typing import NDArray

    #: What the arrays of this package are, for type checkers alone.
    Floats: TypeAlias = NDArray[np.float64]
    Whole: TypeAlias = NDArray[np.int64]
    Rows: TypeAlias = NDArray[np.bool_]

#: Below this every whole number is a float of its own.
WHOLE = 2**53
#: What is done with missing values: refused, or their rows left out (the available cases).
Missing: TypeAlias = Literal["refuse", "drop"]
#: A column of numbers or labels: a sequence, a NumPy array, a series, or a `Column` of a frame.
Values: TypeAlias = Any


@frozen(eq=False)
class Column:
    """A column of a frame, for frames that are lazy or that live in an engine; only what is needed is collected.

    Attributes:
        frame: a frame that narwhals knows: Polars eager or lazy, pandas, PyArrow, DuckDB relation, PySpark.
        name: the column's name.

    >>> import polars
    >>> lazy = polars.LazyFrame({"income": [1_000, 3_000, 9_000, 12_000], "persons": [5, 3, 4, 4]})
    >>> from antipoverty.indicators import mean
    >>> mean(Column(lazy, "income"), Column(lazy, "persons"))
    6125.0
    """

    frame: Any
    name: str


@frozen(eq=False)
class Labels:
    """A column of labels: for each row a code, which is a place in the sorted names.

    Attributes:
        codes: whole numbers from 0.
        names: the distinct labels, sorted where they can be, otherwise in order of appearance.
    """

    codes: Whole
    names: tuple[Any, ...]

    def total(self, amounts: Floats) -> Floats:
        """The sum of some amounts, one for each row, by label."""
        summed: Floats = numpy().bincount(self.codes, weights=amounts, minlength=len(self.names))
        return summed


def numpy() -> Any:
    """NumPy, loaded when it is first needed.

    Raises:
        MissingExtra: if it is not installed.
    """
    with needing("stats", "numpy"):
        import numpy as np
    return np


def collected(values: Mapping[str, Values]) -> dict[str, Values]:
    """Each column of a frame as a series; what comes from one frame is collected at once.

    Raises:
        InvalidValue: for a frame that narwhals does not know, or a column that it does not have.
    """
    eager_columns = dict(values)
    frames = {id(column.frame): column.frame for column in values.values() if isinstance(column, Column)}
    if not frames:
        return eager_columns
    import narwhals.stable.v2 as nw
    from narwhals.exceptions import DuplicateError

    for key, frame in frames.items():
        names = {name: part.name for name, part in values.items() if isinstance(part, Column) and id(part.frame) == key}
        try:
            native = nw.from_native(frame)
        except TypeError:
            raise InvalidValue("Column.frame", type(frame).__name__, "a frame that narwhals knows") from None
        except DuplicateError:
            raise InvalidValue("Column.frame", "columns of one name", "columns of different names") from None
        columns = native.collect_schema().names()
        for name, wanted in names.items():
            if wanted not in columns:
                raise InvalidValue(name, wanted, f"one of the frame's columns: {', '.join(columns)}")
        selected = native.select(*dict.fromkeys(names.values()))
        eager = selected.collect() if isinstance(selected, nw.LazyFrame) else selected
        eager_columns |= {name: eager[wanted] for name, wanted in names.items()}
    return eager_columns


def series_of(column: Values, name: str) -> nw.Series[Any]:
    """A column as a series of narwhals; what is none is refused by name."""
    import narwhals.stable.v2 as nw

    try:
        return nw.from_native(column, series_only=True)
    except TypeError:
        expected = "a sequence, a NumPy array, a series that narwhals knows, or a Column of a frame"
        raise InvalidValue(name, type(column).__name__, expected) from None


def native(column: Values) -> Values:
    """A column as a list, a NumPy array, or a series."""
    np = numpy()
    if isinstance(column, memoryview | array.array):
        return np.asarray(column)
    if is_plain(column) or isinstance(column, np.ndarray):
        return column
    import narwhals.stable.v2 as nw

    if isinstance(nw.from_native(column, series_only=True, pass_through=True), nw.Series):
        return column
    if (pyarrow := sys.modules.get("pyarrow")) and isinstance(column, pyarrow.Array):
        return pyarrow.chunked_array([column])
    # An index or an extension array of pandas, and what else knows how to be an array.
    return np.asarray(column) if hasattr(column, "__array__") else column


def is_plain(column: Values) -> bool:
    """Whether a column is a sequence of Python's own."""
    return isinstance(column, Sequence) and not isinstance(column, str | bytes | bytearray)
