"""What the members of each household say: every question to them is answered in one group-by of their table.

By Kleene's logic: one member who settles it settles "any" and "every", failing that one of whom it is unknown leaves it
open; a count or a sum is unknown while it is unknown of one member. Of a household of which no member is listed,
nothing is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._engine.columns import MOST, amount_over, expression_over
from antipoverty._engine.conditions import OfMembers, Operator, asked_of_members, facts_behind
from antipoverty._engine.linear import limits, whole_number
from antipoverty.errors import InvalidValue
from antipoverty.facts.person import AGE
from antipoverty.registers._derivation.fact_columns import FactColumns, stated
from antipoverty.registers._frames.keys import check_form, check_keys
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._schema.tables import MEMBERS
from antipoverty.rules import AnyMember, Condition, CountMembers, EveryMember, Fact, Kind, SumMembers, Term

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

_FIELDS = {each.name: each for each in MEMBERS}
_HOME, _BORN = MEMBERS["household"].column, MEMBERS["birth_date"].column
#: Stands for an unknown in a sum of ones: no household has so many members.
_UNKNOWN = 2**40


@frozen
class Question:
    """What is asked of the members of each household.

    Attributes:
        node: the question, its parameters put in.
        scale: how many stored units make one unit of what is summed up.
        on: the day at which ages are taken; none where no age is asked for.
        definitions: how the facts of a person follow that have a definition, their parameters put in.
    """

    node: OfMembers
    scale: int
    on: date | None
    definitions: tuple[tuple[Fact, Condition | Term], ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of a person that are read, and those from which they follow."""
        return facts_behind(*asked_of_members(self.node))


def reads_age(*facts: Fact) -> bool:
    """Whether facts of a person, or what members are asked in facts of a household, depend on an age."""
    return AGE in facts_behind(*facts, members=True)


def columns_of_members(questions: Collection[Question]) -> list[str]:
    """The columns of the table of members that are read."""
    known = [each.column for each in MEMBERS]
    return [*dict.fromkeys((*known, *(fact.column for question in questions for fact in question.facts)))]


def answered(frame: Any, members: Any, questions: Sequence[Question], mark: str) -> tuple[Any, list[str]]:
    """The households with a column for the answer to each question, null where the members leave it open.

    Args:
        frame: the households, as they were opened.
        members: their members, as they were opened.
        questions: the questions, each once.
        mark: how the names of new columns begin, and no column of the frame does.

    Returns:
        The households, in their order on engines that have one; and the columns of the answers, in the order of the
        questions.

    Raises:
        InvalidValue: for a table without its keys, keys that cannot be joined, or a column of the wrong kind.
    """
    import narwhals.stable.v2 as nw

    for table, what, name in ((frame, "households", "id"), (members, "members", _HOME)):
        if name not in table.collect_schema():
            raise InvalidValue(what, f"no column {name}", f"a table with {name}")
    check_kinds(members, MEMBERS)
    own, theirs = frame.collect_schema()["id"], members.collect_schema()[_HOME]
    check_keys(("id of the households", own), ("household of the members", theirs))
    facts = tuple(dict.fromkeys(fact for question in questions for fact in question.facts if fact != AGE))
    held = members.collect_schema().names()
    for fact in facts:
        # A column that a register of members may have is unknown where it is left out; no other is known by mistake.
        if fact.definition is None and fact.name not in _FIELDS and fact.column not in held:
            raise InvalidValue("members", f"no column {fact.column}", f"the column of {fact.name}: {fact.text.en}")
    of = stated(members, members, facts, _FIELDS, refuse=False).natively()
    names = [f"{mark}{place}" for place in range(len(questions))]
    asked = {name: _asked(question, of) for name, question in zip(names, questions, strict=True)}
    # Arrow has two types of text that are one to narwhals, and joins neither to the other.
    arrow = frame.implementation in (nw.Implementation.PYARROW, nw.Implementation.PANDAS)
    as_text = own != theirs or arrow
    key = of.language.col(_HOME)
    key = (key.cast(of.language.String) if as_text else key).alias(home := f"{mark}home")
    if of.language is nw:
        found = _grouped(of.frame, key, asked, questions, home)
    else:
        found = _grouped_by_polars(of.frame, key, asked, questions)
    return _joined(frame, found, mark, as_text), names


# The questions, asked of each member


@frozen(eq=False)
class PersonColumns:
    """The facts of persons in the table of members: a `columns.Source`.

    Attributes:
        of: where the table states them.
        on: the day at which ages are taken; none where no age is asked for.
        definitions: how those facts follow that have a definition, the parameters put in.
    """

    of: FactColumns = field(repr=False)
    on: date | None
    definitions: Mapping[Fact, Condition | Term]

    @property
    def language(self) -> Any:
        return self.of.language

    def value(self, fact: Fact) -> Any:
        if fact == AGE:
            return self._age()
        if fact not in self.definitions:
            return self.of.value(fact)
        definition = self.definitions[fact]
        if isinstance(definition, Condition):
            follows = expression_over(definition, self)
        else:
            follows = amount_over(definition, fact.kind.scale, self)
        if fact not in self.of.held:
            return follows
        own = self.of.value(fact)
        own = own if fact.kind is Kind.FLAG else own.cast(self.language.Int64)
        return self.language.coalesce(*((own, follows) if fact.stated_first else (follows, own)))

    def stored(self, fact: Fact) -> Any:
        return self.value(fact) if fact == AGE or fact in self.definitions else self.of.stored(fact)

    def among(self, fact: Fact, values: Collection[str]) -> Any:
        return self.of.among(fact, values)

    def within(self, fact: Fact, most: int) -> Any | None:
        if fact == AGE:
            return None
        if fact in self.definitions:
            return self.value(fact).is_between(-most, most)
        return self.of.within(fact, most)

    def compared(self, fact: Fact, operator: Operator, limit: int) -> Any | None:
        """An age against a number of years, by the day of birth."""
        if fact != AGE:
            return None if fact in self.definitions else self.of.compared(fact, operator, limit)
        match operator:
            case ">=":
                return self._has_completed(limit)
            case ">":
                return self._has_completed(limit + 1)
            case "<":
                return ~self._has_completed(limit)
            case "<=":
                return ~self._has_completed(limit + 1)
            case "==":
                return self._has_completed(limit) & ~self._has_completed(limit + 1)

    @cached_property
    def _born(self) -> Any:
        """The day of birth; one after the day of the decision is unknown."""
        import narwhals.stable.v2 as nw

        words = self.language
        kind = self.of.frame.collect_schema().get(_BORN, nw.Unknown())
        born = words.lit(None).cast(words.Date) if isinstance(kind, nw.Unknown) else words.col(_BORN)
        return words.when(born <= words.lit(self.on)).then(born)

    def _has_completed(self, years: int) -> Any:
        assert self.on is not None
        last = cutoff(self.on, years)
        # Nobody who is born has, where there is no such day; of those of unknown birth that is unknown all the same.
        return self._born > self.language.lit(self.on) if last is None else self._born <= self.language.lit(last)

    def _age(self) -> Any:
        assert self.on is not None
        words, born = self.language, self._born
        # Some engines hold a month in 8 bits.
        year, month, day = (part.cast(words.Int64) for part in (born.dt.year(), born.dt.month(), born.dt.day()))
        before = words.when(month * 100 + day > self.on.month * 100 + self.on.day).then(words.lit(1))
        return (year * -1 + self.on.year) - before.otherwise(words.lit(0))


def cutoff(on: date, years: int) -> date | None:
    """The last day on which someone can be born who has completed so many years on the date; none if nobody can.

    >>> cutoff(date(2016, 2, 29), 6), cutoff(date(2014, 5, 1), 2014)
    (datetime.date(2010, 2, 28), None)
    """
    year = on.year - years
    if not date.min.year <= year <= date.max.year:
        return None if year < date.min.year else date.max
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February, in a common year: its eve
        return date(year, 3, 1) - timedelta(days=1)


def _asked(question: Question, of: FactColumns) -> Any:
    """The expression for what one member answers: a truth, or for a sum a number; `None` for how many there are."""
    person = PersonColumns(of, question.on, dict(question.definitions))
    match question.node:
        case SumMembers(term):
            return amount_over(term, question.scale, person)
        case CountMembers(None):
            return None
        case AnyMember(condition) | EveryMember(condition) | CountMembers(condition):
            assert condition is not None
            return expression_over(condition, person)


def _most_rows(question: Question) -> int:
    """Of how many members a sum fits 64 bits, whatever they answer."""
    assert isinstance(question.node, SumMembers)
    whole = whole_number(question.node.term, question.scale)
    ends = limits(whole, lambda fact: (-MOST[fact.kind], MOST[fact.kind]))
    return (2**63 - 1) // max(1, *map(abs, ends))


# The answers, combined for each household


def _grouped_by_polars(members: Any, key: Any, asked: Mapping[str, Any], questions: Sequence[Question]) -> Any:
    """The answers of each household, as Polars expressions."""
    import narwhals.stable.v2 as nw
    import polars as pl

    rows = members.to_native().lazy()
    # What does not depend on the member is no column, and would count once for a household.
    alike = [each.alias(name) for name, each in asked.items() if each is not None and not each.meta.root_names()]
    if alike:
        rows = rows.with_columns(*alike)
    given = {each.meta.output_name() for each in alike}
    size = pl.len().cast(pl.Int64)
    found = []
    for (name, each), question in zip(asked.items(), questions, strict=True):
        answer = pl.col(name) if name in given else each
        match question.node:
            case AnyMember():
                put = answer.any(ignore_nulls=False)
            case EveryMember():
                put = answer.all(ignore_nulls=False)
            case CountMembers(None):
                put = size
            case CountMembers():
                put = answer.cast(pl.Int64).fill_null(_UNKNOWN).sum()
            case SumMembers():
                put = pl.when((answer.null_count() == 0) & (size <= _most_rows(question))).then(answer.sum())
        found.append(put.alias(name))
    counts = [name for name, question in zip(asked, questions, strict=True) if _is_count(question)]
    settled = [pl.when(pl.col(name) < _UNKNOWN).then(pl.col(name)).alias(name) for name in counts]
    return nw.from_native(rows.group_by(key).agg(*found).with_columns(*settled))


def _is_count(question: Question) -> bool:
    return isinstance(question.node, CountMembers) and question.node.condition is not None


def _grouped(members: Any, key: nw.Expr, asked: Mapping[str, Any], questions: Sequence[Question], home: str) -> Any:
    """The answers of each household: a truth as 0, 1 if it is unknown, and 2, of which "any" is the largest."""
    import narwhals.stable.v2 as nw

    col = nw.col
    # Columns first: what does not depend on the member is a value, of which an engine may not know the kind.
    rows = members.select(key, *[each.alias(name) for name, each in asked.items() if each is not None])
    codes, sums, settled = [], [], []
    for name, question in zip(asked, questions, strict=True):
        answer, found = col(name), col(name)
        match question.node:
            case AnyMember() | EveryMember():
                codes.append((answer.cast(nw.Int8) * 2).fill_null(1).cast(nw.Int8).alias(name))
                sums.append(answer.max() if isinstance(question.node, AnyMember) else answer.min())
                truth = nw.when(found == 2).then(nw.lit(True)).otherwise(nw.when(found == 0).then(nw.lit(False)))
                settled.append(truth.alias(name))
            case CountMembers(None):
                sums.append(nw.len().alias(name))
                settled.append(found.cast(nw.Int64).alias(name))
            case CountMembers():
                codes.append(answer.cast(nw.Int64).fill_null(_UNKNOWN).alias(name))
                sums.append(answer.sum())
                settled.append(nw.when(found < _UNKNOWN).then(found.cast(nw.Int64)).alias(name))
            case SumMembers():
                codes += [answer.alias(name), answer.is_null().cast(nw.Int64).alias(f"{name}_open")]
                sums += [answer.sum(), col(f"{name}_open").sum(), nw.len().alias(f"{name}_rows")]
                holds = (col(f"{name}_open") == 0) & (col(f"{name}_rows") <= _most_rows(question))
                settled.append(nw.when(holds).then(found.cast(nw.Int64)).alias(name))
    grouped = rows.select(col(home), *codes).group_by(home).agg(*sums)
    return grouped.select(col(home), *settled)


def _joined(frame: Any, found: Any, mark: str, as_text: bool) -> Any:
    """The households joined with the answers; frames in memory keep the order of their rows."""
    import narwhals.stable.v2 as nw

    home, key, place = f"{mark}home", f"{mark}key", f"{mark}place"
    own = nw.col("id").cast(nw.String) if as_text else nw.col("id")
    refused: tuple[type[Exception], ...] = ()
    if frame.implementation is nw.Implementation.DUCKDB:
        import duckdb

        refused = (duckdb.InvalidInputException,)
    if frame.implementation is nw.Implementation.POLARS:
        if isinstance(frame, nw.LazyFrame):
            rows = frame.with_columns(own.alias(key)).to_native()
            joined = rows.join(found.to_native(), left_on=key, right_on=home, how="left", maintain_order="left")
            return nw.from_native(joined.drop(key))
        _check_forms(frame["id"], found := found.collect("polars"), home)
        # To sort by a row index takes half the time of a join that keeps the order.
        keys = frame.select(own.alias(key)).to_native().lazy().with_row_index(place)
        joined = keys.join(found.to_native().lazy(), left_on=key, right_on=home, how="left").sort(place)
        return nw.from_native(frame.to_native().hstack(joined.drop(key, place).collect()))
    try:
        if isinstance(frame, nw.LazyFrame):
            return frame.with_columns(own.alias(key)).join(found, left_on=key, right_on=home, how="left").drop(key)
        _check_forms(frame["id"], found, home)
        numbered = frame.select(own.alias(key)).with_row_index(place)
        joined = numbered.join(found, left_on=key, right_on=home, how="left").sort(place).drop(key, place)
        return nw.concat([frame, joined], how="horizontal")
    except refused:
        expected = "a relation of the connection of households"
        raise InvalidValue("members", "a relation of another connection", expected) from None


def _check_forms(own: nw.Series[Any], found: Any, home: str) -> None:
    check_form("id of the households", own.to_polars())
    check_form("household of the members", found[home].to_polars())
