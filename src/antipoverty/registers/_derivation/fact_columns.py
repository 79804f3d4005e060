"""The columns of a frame that hold the facts which rules read, and the checks of their values.

A frame that is at hand is checked, and refused with the column and the number of rows if a count, a measure or a word
cannot be. A frame that is only a plan (Polars lazy, DuckDB, Spark) is not run for that. There a count, a measure or a
word that the fact cannot have is unknown.

Amounts are never looked at: any that a column can hold lies on its side of a limit. What reckons with one that cannot
be, or with a number that is too large for 64 bits, is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from antipoverty._engine.columns import MOST, equal_to_any
from antipoverty._engine.conditions import Operator
from antipoverty._engine.linear import OPERATORS
from antipoverty.errors import InvalidValue
from antipoverty.registers._frames.engines import add_columns
from antipoverty.registers._frames.kinds import check_kind
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.rules import Fact, Kind

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


@frozen(eq=False)
class FactColumns:
    """Where the facts of a frame are: a `columns.Source`.

    Attributes:
        given: the caller's frame.
        frame: the frame opened. One of Arrow has a further column of codes for each fact in words.
        held: the type of each fact's column; a fact that is not here is unknown in every row.
        bounds: the least and greatest value of a number.
        checked: the facts of which every value is known to be possible.
        columns: the column of a fact that was worked out; every other is in its own (`Fact.column`).
        codes: the column of codes of a fact in words, where there is one: a word's place among the fact's values.
        drop: the columns of `frame` that only the expressions need.
        language: the module whose expressions are made: narwhals, or Polars, which has the same words.
    """

    given: Any = field(repr=False)
    frame: nw.DataFrame[Any] | nw.LazyFrame[Any] = field(repr=False)
    held: Mapping[Fact, Any]
    bounds: Mapping[Fact, tuple[int, int]]
    checked: frozenset[Fact]
    columns: Mapping[Fact, str]
    codes: Mapping[Fact, str]
    drop: tuple[str, ...]
    language: Any

    def natively(self) -> FactColumns:
        """The same in the frame's own language, if that is Polars.

        The expressions of narwhals are for every engine, and take twenty times as long to make.
        """
        import narwhals.stable.v2 as nw

        if self.frame.implementation is not nw.Implementation.POLARS:
            return self
        import polars as pl

        return evolve(self, language=pl)

    def column(self, fact: Fact) -> str:
        """The column that holds a fact."""
        return self.columns.get(fact, fact.column)

    def value(self, fact: Fact) -> Any:
        """The fact's values; of a plan, a count or a measure that cannot be is unknown."""
        column, possible = self.stored(fact), self._possible(fact)
        return column if possible is None else self.language.when(possible).then(column)

    def _possible(self, fact: Fact) -> Any | None:
        """Whether a count or a measure can be; `None` if all can."""
        bounded = fact in self.bounds and fact not in self.checked and fact.kind is not Kind.MONEY
        return self._between(fact, *self.bounds[fact]) if bounded else None

    def _between(self, fact: Fact, low: int, high: int) -> Any | None:
        """Whether a number lies between two; `None` if its column can hold no other."""
        least, greatest = _range(self.held[fact])
        column = self.language.col(self.column(fact))
        if least < low:
            return column.is_between(low, high) if high < greatest else column >= low
        return column <= high if high < greatest else None

    def stored(self, fact: Fact) -> Any:
        """The fact's values as they stand."""
        words = self.language
        if fact in self.held:
            return words.col(self.column(fact))
        kind = {Kind.FLAG: words.Boolean, Kind.CATEGORY: words.String}.get(fact.kind, words.Int64)
        return words.lit(None).cast(kind)

    def among(self, fact: Fact, values: Collection[str]) -> Any:
        """Whether the fact's value is one of some; unknown where it is unknown or no value of the fact."""
        words = self.language
        others = [value for value in fact.values if value not in values]
        if fact in self.codes:
            column = words.col(self.codes[fact])
            return equal_to_any(column, [words.lit(fact.values.index(value), words.Int32) for value in values])
        column = self.value(fact)
        met = equal_to_any(column, values)
        if fact in self.checked or fact not in self.held or _closed(self.held[fact], fact):
            return met
        return words.when(met | equal_to_any(column, others)).then(met)

    def within(self, fact: Fact, most: int) -> Any | None:
        """Whether a number is possible and at most so large; `None` if all are.

        How large a number may be is for the arithmetic to say: most columns are too narrow to hold a larger one.
        """
        if fact in self.checked or fact not in self.held:
            return None
        low, high = self.bounds[fact]
        return self._between(fact, max(low, -most), min(high, most))

    def compared(self, fact: Fact, operator: Operator, limit: int) -> Any | None:
        """A comparison of a number that may be impossible, for SQL; `None` if there is no faster one than by its value.

        SQL takes the branches of a CASE one by one, which costs more than two operations on all rows.
        """
        import narwhals.stable.v2 as nw

        possible = self._possible(fact) if self.language is nw else None
        if possible is None:
            return None
        return OPERATORS[operator](self.stored(fact), limit) == (possible | nw.lit(None, nw.Boolean))

    def bounded(self, fact: Fact) -> Any:
        """The fact's values, a number out of bounds as unknown: for what reckons with it outside a comparison."""
        if fact in self.checked or fact not in self.bounds:
            return self.value(fact)
        return self.language.when(self.value(fact).is_between(*self.bounds[fact])).then(self.value(fact))

    def with_columns(self, *stages: Mapping[str, Any]) -> Any:
        """The caller's frame with further columns, of the same kind as it was given; lazy stays lazy.

        Args:
            stages: an expression for each new column, in the language; those of a stage may read the columns of the
                stages before.

        Raises:
            InvalidValue: if the frame has a column of such a name already.
        """
        import narwhals.stable.v2 as nw

        return add_columns(self.given, self.frame, stages, drop=self.drop, natively=self.language is not nw)


def stated(
    given: Any, frame: Any, facts: Sequence[Fact], fields: Mapping[str, Field], *, refuse: bool = True
) -> FactColumns:
    """Where a frame states facts by columns of their own, once these are seen to be of the right kind.

    Args:
        given: the caller's frame.
        frame: the frame, as it was opened.
        facts: the facts; one without a column is unknown in every row.
        fields: the schema's field for each fact, which knows the bounds.
        refuse: whether a frame at hand is refused for a value that cannot be; else such a value is unknown.

    Raises:
        InvalidValue: for a column of the wrong kind, or for a value that cannot be.
    """
    import narwhals.stable.v2 as nw

    schema = frame.collect_schema()
    there = [fact for fact in facts if fact.column in schema]
    for fact in there:
        check_kind(fact.column, Form(fact.kind.value), schema[fact.column], frame)
    held = {fact: kind for fact in there if not isinstance(kind := schema[fact.column], nw.Unknown)}
    bounds = {fact: _bounds(fact, fields) for fact in held if fact.kind not in (Kind.FLAG, Kind.CATEGORY)}
    codes: dict[Fact, str] = {}
    at_hand = isinstance(frame, nw.DataFrame)
    if at_hand:
        in_words = [fact for fact, kind in held.items() if fact.kind is Kind.CATEGORY and not _closed(kind, fact)]
        if frame.implementation is nw.Implementation.PYARROW:
            frame, codes = _coded(frame, in_words, refuse=refuse)
        elif refuse:
            for fact in in_words:
                _check_words(frame, fact)
        if refuse:
            check_numbers(frame, {fact.column: (fact, bounds[fact]) for fact in bounds if fact.kind is not Kind.MONEY})
    checked = frozenset(fact for fact in held if fact.kind is not Kind.MONEY) if at_hand and refuse else frozenset()
    return FactColumns(
        given=given,
        frame=frame,
        held=held,
        bounds=bounds,
        checked=checked,
        columns={},
        codes=codes,
        drop=(),
        language=nw,
    )


def _closed(kind: Any, fact: Fact) -> bool:
    """Whether a column can hold no word but those of the fact."""
    import narwhals.stable.v2 as nw

    return isinstance(kind, nw.Enum) and set(kind.categories) <= set(fact.values)


def _bounds(fact: Fact, fields: Mapping[str, Field]) -> tuple[int, int]:
    known = fields.get(fact.name)
    if known is not None and known.least is not None and known.most is not None:
        return known.least, known.most
    # A count that the schema does not know is no negative number, and fits the arithmetic.
    return (0 if fact.kind is Kind.COUNT else -MOST[fact.kind]), MOST[fact.kind]


def _range(kind: Any) -> tuple[int, int]:
    """The least and the greatest number that a column of a type can hold."""
    bits = int("".join(filter(str.isdigit, str(kind))))
    return (0, 2**bits - 1) if str(kind).startswith("U") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def check_numbers(frame: nw.DataFrame[Any], numbers: Mapping[str, tuple[Fact, tuple[int, int]]]) -> None:
    """Refuse a frame with a number out of bounds: extremes first, the count of rows only when one is bad."""
    import narwhals.stable.v2 as nw

    if not numbers or not len(frame):
        return
    looks = [nw.col(name).min().alias(f"{name}__least") for name in numbers]
    looks += [nw.col(name).max().alias(f"{name}__most") for name in numbers]
    extremes = _at_once(frame, looks).row(0)
    for place, (name, (fact, (low, high))) in enumerate(numbers.items()):
        least, most = (_whole(extremes[place + offset]) for offset in (0, len(numbers)))
        if (least is not None and least < low) or (most is not None and most > high):
            column = nw.col(name)
            bad = frame.filter((column < low) | (column > high)).select(nw.len().alias("rows")).item()
            raise _refused(fact, int(bad), f"whole numbers from {low:,} to {high:,}")


def _check_words(frame: nw.DataFrame[Any], fact: Fact) -> None:
    import narwhals.stable.v2 as nw

    strange = ~equal_to_any(nw.col(fact.column), fact.values)
    if bad := _at_once(frame, [strange.sum().alias("rows")]).item():
        raise _refused(fact, int(bad), f"words among {', '.join(fact.values)}")


def _coded(
    frame: nw.DataFrame[Any], facts: Sequence[Fact], *, refuse: bool
) -> tuple[nw.DataFrame[Any], dict[Fact, str]]:
    """Integer codes for text columns of Arrow, in which each text comparison is slow."""
    import narwhals.stable.v2 as nw
    import pyarrow as pa
    import pyarrow.compute as pc

    index_in: Any = getattr(pc, "index_in")  # noqa: B009  # made at import, which type checkers do not see
    table: Any = frame.to_native()
    codes: dict[Fact, str] = {}
    for fact in facts:
        column = table.column(fact.column)
        # Arrow looks up neither words behind numbers nor views of words.
        words = column if column.type in (pa.string(), pa.large_string()) else column.cast(pa.large_string())
        found = index_in(words, pa.array(fact.values, words.type))
        if refuse and (bad := found.null_count - words.null_count):
            raise _refused(fact, bad, f"words among {', '.join(fact.values)}")
        codes[fact] = free_name(f"__code_{fact.column}", table.column_names)
        table = table.append_column(codes[fact], found)
    return nw.from_native(table, eager_only=True), codes


def free_name(name: str, taken: Collection[str]) -> str:
    """A name that is not taken: this one, or with something before it."""
    return free_name(f"_{name}", taken) if name in taken else name


def _at_once(frame: nw.DataFrame[Any], looks: Sequence[nw.Expr]) -> nw.DataFrame[Any]:
    import narwhals.stable.v2 as nw

    if frame.implementation is nw.Implementation.POLARS:
        return frame.lazy().select(*looks).collect()
    return frame.select(*looks)


def _whole(value: Any) -> int | None:
    """A number of Python, whatever scalar the engine gives."""
    found = value.as_py() if hasattr(value, "as_py") else value
    return None if found is None else int(found)


def _refused(fact: Fact, count: int, expected: str) -> InvalidValue:
    rows = "1 row" if count == 1 else f"{count:,} rows"
    wanted = f"{expected}; read the file with registers.read to set such rows apart"
    return InvalidValue(fact.column, f"{rows} out of bounds", wanted)
