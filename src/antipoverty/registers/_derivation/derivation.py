"""From members to facts: what follows, by each fact's definition, from members, parts of income and other facts.

What `record` reads from an object is read here from columns, for each side of a question by its own
date and rulebook. Tests hold the two against each other. What follows comes before what is stated, but for facts that
say otherwise (`Fact.stated_first`); what it leaves open stays as it is stated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from attrs import Factory, evolve, field, frozen

from antipoverty import rulebooks
from antipoverty._engine.binding import bind_definition
from antipoverty._engine.columns import MOST, amount_over, expression_over
from antipoverty._engine.conditions import Number, OfMembers, Plus, Times, facts_behind, facts_of, member_fact
from antipoverty._engine.linear import flattened
from antipoverty._engine.parameters import ParameterValue, Value
from antipoverty.errors import InvalidValue, ParameterError
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import MONITORED_INCOME, NET_INCOME, SIZE
from antipoverty.facts.household import year_of_income as counted_year
from antipoverty.registers._derivation.fact_columns import FactColumns, stated
from antipoverty.registers._derivation.member_columns import Question, answered, columns_of_members, reads_age
from antipoverty.registers._frames.engines import add_columns, check_kinds, opened
from antipoverty.registers._schema.declarations import Field
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS, INCOME_YEAR
from antipoverty.rules import Condition, CountMembers, Fact, Greatest, Kind, Least, Rounded, Term, When

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

_Frame = TypeVar("_Frame")
_Definition: TypeAlias = Condition | Term
#: The facts of a household that follow from others or from members, in the order of their columns.
DERIVABLE: tuple[Fact, ...] = (SIZE, *(fact for fact in HOUSEHOLD.facts if fact.definition is not None))
#: The incomes of a household. The year, or the months, of which they are is no part of their definition.
_INCOMES = (NET_INCOME, MONITORED_INCOME)
_YEAR_OFFSET = "income.year_offset"
_FIELDS = {each.name: each for each in HOUSEHOLDS}


@frozen
class Basis:
    """By what facts follow: a date, and the rulebook's values that definitions read, those that hold on it.

    Attributes:
        on: the date at which ages are taken, and of which the year's income counts.
        given: the values, by parameter; a fact that reads a parameter without a value is left as it is stated.
        digest: the digest of the values by which the facts of `DERIVABLE` follow.
    """

    on: date
    given: Mapping[str, ParameterValue] = field(hash=False, repr=False)
    digest: str = field(init=False, default=Factory(lambda self: _digest(self.given), takes_self=True))

    @classmethod
    def of(cls, on: date, rulebook: rulebooks.Rulebook | None = None, facts: Iterable[Fact] = ()) -> Basis:
        """The basis on a date under a rulebook; that of China if left out.

        Args:
            on: the date.
            rulebook: the rulebook.
            facts: facts that follow, beside those of `DERIVABLE`.
        """
        names = {name for fact in facts for name in fact.reads}
        return _basis(on, rulebook or rulebooks.load("cn"), frozenset(names | _READ))

    @property
    def values(self) -> Mapping[str, Value]:
        """The values alone, by parameter."""
        return {name: value.value for name, value in self.given.items()}


_READ = frozenset(name for fact in DERIVABLE for name in fact.reads)


def _digest(given: Mapping[str, ParameterValue]) -> str:
    values = sorted((name, value.value) for name, value in given.items() if name in _READ)
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def _basis(on: date, rulebook: rulebooks.Rulebook, names: frozenset[str]) -> Basis:
    in_force = rulebook.at(on)
    given = {}
    for name in sorted(names):
        try:
            given[name] = in_force.get(name)
        except ParameterError:  # a rule that reads the fact names the gap when it is bound
            continue
    return Basis(on, given)


def derive(households: _Frame, members: Any = None, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> _Frame:
    """Add the facts that follow from the members of each household and from the parts of its income.

    `antipoverty.registers.evaluate` and `simulate` derive by themselves, under the date and the rulebook of each side;
    this is for those who want to see the facts, or to keep them.

    A household with members listed has as many as are listed, and its school-age children, dropouts, uninsured,
    disabled and so on are theirs. What the members leave open (a column that is missing, a member of whom it is not
    known), and all of a household without members listed, stays as its own columns state it; where both speak, the
    members do. The net income follows from its parts, where all that count are known, and is as stated where not;
    whether it has exited follows from where it stands in the register.

    The income of a household is that of the year in ``income_year``. Where that is left out, it is taken for the income
    that is asked for, as that of an `antipoverty.records.Income` without a year is: the year's in identification, that
    of twelve months in monitoring. A table that states the one is not to be asked for the other.

    A fact for which the rulebook has no value on the date (which ages, which grades) is left as it is stated. What
    cannot be (a size that is not the number of members listed, a birth after the date, a standing that is none, an
    income of a year that does not count) is unknown here. `antipoverty.registers.check` names those rows, and those
    that state otherwise than their members do.

    Args:
        households: a frame with ``id``, and any columns of `HOUSEHOLDS`.
        members: a frame of the same engine with ``household``, and any columns of `MEMBERS`; none if there is no such
            table.
        on: the date of the decision, at which ages are taken.
        rulebook: says which ages are of compulsory schooling and what counts as income; that of China if left out.

    Returns:
        A frame of the same kind with the columns of the facts. Where a date or values of the rulebook had a part in
        them, ``derived_on`` and ``derived_by`` say for which date and by which values: on another date, or by other
        values, facts that depend on them are refused or, in a plan, unknown. DuckDB and Spark do not keep the order of
        rows.

    Raises:
        InvalidValue: for frames of two engines or connections, without the columns that are needed, or with one of the
            wrong kind.

    >>> from datetime import date
    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1"]})
    >>> members = pl.DataFrame({"household": ["h1", "h1"], "medical_insured": [True, False]})
    >>> derive(households, members, on=date(2014, 5, 1)).select("size", "uninsured").row(0)
    (2, True)
    """
    import narwhals.stable.v2 as nw

    frame = opened(households, [each.column for each in HOUSEHOLDS])
    if "id" not in frame.collect_schema():
        raise InvalidValue("households", "no column id", "a table with id")
    check_kinds(frame, HOUSEHOLDS)
    basis, columns = Basis.of(on, rulebook), columns_held(frame)
    side = side_of(DERIVABLE, basis, columns, members=members is not None)
    listed = None if members is None else opened_members(members, households, frame, [side])
    of = stated(households, frame, facts_behind(*DERIVABLE), _FIELDS, refuse=False)
    (found,) = follow(of, [side], listed, guards=[guarded(of.natively(), basis, DERIVABLE)])
    facts = [fact for fact in DERIVABLE if fact in found.columns]
    added: dict[str, Any] = {fact.column: nw.col(found.columns[fact]) for fact in facts}
    if any(map(_depends, facts)):
        added |= {
            DERIVED_ON.column: nw.lit(on).cast(nw.Date),
            DERIVED_BY.column: nw.lit(basis.digest).cast(nw.String),
        }
    return add_columns(households, found.frame, [added], drop=found.drop, replace=True)


def opened_members(
    members: Any, households: Any, frame: Any, sides: Iterable[Side]
) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """The members, opened.

    Raises:
        InvalidValue: if they are not of the engine of the households.
    """
    asked = [question for side in sides for fact in side.definitions if (question := side.question(fact)) is not None]
    listed = opened(members, columns_of_members(asked))
    if listed.implementation is not frame.implementation or type(listed) is not type(frame):
        raise InvalidValue(
            "members", type(members).__name__, f"a frame of the kind of households, {type(households).__name__}"
        )
    return listed


# What follows, and from what


@frozen
class Side:
    """How facts follow on one side of a question.

    Attributes:
        basis: by what they follow.
        definitions: for each fact that follows from what a frame and its members have, its definition with the
            parameters put in, after those of the facts from which it follows; none for a fact that is as it is stated
            but for the year of an income, or for what an earlier derivation made of it.
        dated: whether the frame says of which year an income is.
    """

    basis: Basis
    definitions: Mapping[Fact, _Definition | None]
    dated: bool = False

    def guarded(self, facts: Iterable[Fact]) -> Side:
        """The same with facts that are as they are stated, but for what an earlier derivation made of them."""
        others = {fact: None for fact in facts if fact not in self.definitions}
        # Before all that may follow from them.
        return evolve(self, definitions={**others, **self.definitions})

    def question(self, fact: Fact) -> Question | None:
        """What members are asked for a fact; none if it does not follow from them."""
        node = self.definitions[fact]
        if not isinstance(node, OfMembers):
            return None
        asked = Question(node, fact.kind.scale, None)
        found = ((each, _definition(each, self.basis)) for each in asked.facts)
        definitions = tuple((each, definition) for each, definition in found if definition is not None)
        return evolve(asked, on=self.basis.on if reads_age(*asked.facts) else None, definitions=definitions)


@lru_cache(maxsize=4096)
def _definition(fact: Fact, basis: Basis) -> _Definition | None:
    """A fact's definition with the parameters put in; none where the rulebook does not say on the date how it follows.

    The net income follows from its parts even where the rulebook does not say of which year it counts.
    """
    if fact == SIZE:
        return CountMembers()
    if fact.definition is None:
        return None
    alone = evolve(fact, reads=())
    if any(name not in basis.given for name in (alone if fact == NET_INCOME else fact).reads):
        return None
    return bind_definition(alone, basis.given)


def side_of(facts: Iterable[Fact], basis: Basis, columns: Collection[str], *, members: bool) -> Side:
    """How facts follow, and those from which they follow.

    Args:
        facts: the facts.
        basis: by what they follow.
        columns: the columns of the frame that hold anything.
        members: whether the members are there.
    """
    made: dict[Fact, _Definition | None] = {}
    known: dict[Fact, bool] = {}
    dated = INCOME_YEAR.column in columns

    def visit(fact: Fact) -> bool:
        """Whether anything can be known of a fact."""
        if fact not in known:
            known[fact] = follows = _follows(fact)
            known[fact] |= fact.column in columns
            if not follows and fact == NET_INCOME and known[fact] and dated:
                made[fact] = None
        return known[fact]

    def _follows(fact: Fact) -> bool:
        definition = _definition(fact, basis)
        if definition is None:
            return False
        if isinstance(definition, OfMembers):
            follows = members
        else:
            follows = _knowable(definition, {each for each in facts_of(definition) if visit(each)})
        if follows:
            made[fact] = definition
        elif fact == MONITORED_INCOME and NET_INCOME.column in columns:
            made[fact] = None
        return fact in made

    for fact in facts:
        visit(fact)
    return Side(basis, made, dated)


def _knowable(node: _Definition, known: Collection[Fact]) -> bool:
    """Whether anything can follow, given the facts of which anything can be known."""
    match node:
        case Fact():
            return node in known
        case Number() | Plus() | Times():  # what cancels out need not be known
            return all(_knowable(term, known) for term in flattened(node)[0])
        case Least(terms) | Greatest(terms):
            return all(_knowable(term, known) for term in terms)
        case Rounded(term):
            return _knowable(term, known)
        case When(condition, met, otherwise):
            sides = _knowable(met, known), _knowable(otherwise, known)
            return all(sides) or (any(sides) and _knowable(condition, known))
        case _:
            facts = (member_fact(node),) if isinstance(node, OfMembers) else facts_of(node)
            return not facts or any(fact in known for fact in facts)


def worked_out(fact: Fact, columns: Collection[str], basis: Basis, *, members: bool) -> bool:
    """Whether a fact is worked out anew from what a frame has beside it, so that no column holds its result alone."""
    return side_of([fact], basis, columns, members=members).definitions.get(fact) is not None


def all_behind(*facts: Fact) -> tuple[Fact, ...]:
    """Facts, all from which they follow, and the net income that may stand for that of twelve months."""
    found = facts_behind(*facts)
    return (*found, NET_INCOME) if MONITORED_INCOME in found and NET_INCOME not in found else found


def fields_behind(facts: Sequence[Fact], *, members: bool) -> Mapping[str, Field]:
    """The columns of households, beside those of facts, that are read where the facts follow, by their names.

    Args:
        facts: the facts, and those from which they follow.
        members: whether a table of members is there.
    """
    found = [HOUSEHOLDS["id"]] if members else []
    if not set(_INCOMES).isdisjoint(facts):
        found += [HOUSEHOLDS[NET_INCOME.name], INCOME_YEAR]
    if any(_depends(fact) for fact in facts):
        found += [DERIVED_ON, DERIVED_BY]
    return {each.column: each for each in found}


def _depends(fact: Fact) -> bool:
    """Whether what follows is another on another date, or by other values."""
    return fact.definition is not None and (bool(fact.reads) or reads_age(fact))


def follow(
    of: FactColumns,
    sides: Sequence[Side],
    members: Any,
    *,
    guards: Sequence[Mapping[Fact, Any]] = (),
    alone: bool = False,
) -> tuple[FactColumns, ...]:
    """The facts of each side where they follow, in further columns of the frame, with one pass over the members.

    Args:
        of: where the frame states facts.
        sides: how they follow.
        members: the members, as they were opened; none if there are none.
        guards: for each side, for facts that an earlier derivation may have worked out, whether the household's column
            may be read.
        alone: whether what the household itself states is left aside.
    """
    import narwhals.stable.v2 as nw

    mark = helper_mark(of.frame)
    if guards:
        sides = [side.guarded(guard) for side, guard in zip(sides, guards, strict=True)]
    asked = [{fact: side.question(fact) for fact in side.definitions} for side in sides]
    questions = dict.fromkeys(each for side in asked for each in side.values() if each is not None)
    answers: dict[Question, str] = {}
    if questions:
        frame, names = answered(of.frame, members, list(questions), mark)
        of, answers = evolve(of, frame=frame), dict(zip(questions, names, strict=True))
    of = of.natively()
    found = []
    for place, side in enumerate(sides):
        known = {fact: answers[each] for fact, each in asked[place].items() if each is not None}
        guard = guards[place] if guards else {}
        following = _Following(of, side, known, guard, alone, f"{mark}of_{place}_")
        found.append(following.carried_out())
        of = evolve(of, frame=found[-1].frame)
    names = of.frame.collect_schema().names()
    drop = tuple(name for name in names if name.startswith(mark) or name in of.codes.values())
    return tuple(evolve(each, frame=of.frame, drop=drop, language=nw) for each in found)


@frozen
class _Following:
    """The columns of one side, level by level: no fact before those from which it follows."""

    of: FactColumns
    side: Side
    answers: Mapping[Fact, str]
    guards: Mapping[Fact, Any]
    alone: bool
    mark: str

    def carried_out(self) -> FactColumns:
        of, levels = self.of, self._levels()
        for level in range(max(levels.values(), default=-1) + 1):
            made: dict[str, Any] = {}
            columns: dict[Fact, str] = {}
            for fact in (fact for fact, its_level in levels.items() if its_level == level):
                raw = self._raw(fact, of)
                whole = raw if self.alone else self._beside_stated(fact, raw, of)
                if whole is None:
                    continue
                if whole is raw and fact in self.answers:
                    columns[fact] = self.answers[fact]
                else:
                    columns[fact] = f"{self.mark}{len(of.columns) + len(made)}"
                    made[columns[fact]] = whole
            of = _with_facts(of, made, columns)
        return of

    def _levels(self) -> dict[Fact, int]:
        found: dict[Fact, int] = {}
        for fact, definition in self.side.definitions.items():
            behind = () if definition is None or fact in self.answers else facts_of(definition)
            found[fact] = 1 + max((found[each] for each in behind if each in found), default=-1)
        return found

    def _raw(self, fact: Fact, of: FactColumns) -> Any:
        """What follows, null where it leaves the fact open; `None` if nothing does."""
        definition, words = self.side.definitions[fact], of.language
        if fact in self.answers:
            return words.col(self.answers[fact])
        if definition is None:
            return None
        if isinstance(definition, Condition):
            return expression_over(definition, of)
        return amount_over(definition, fact.kind.scale, of)

    def _stated(self, fact: Fact) -> Any:
        """What the household's own column states; `None` if there is none."""
        of = self.of
        if fact not in of.held:
            return None
        column = of.value(fact) if fact.kind is Kind.FLAG else of.value(fact).cast(of.language.Int64)
        return of.language.when(self.guards[fact]).then(column) if fact in self.guards else column

    def _beside_stated(self, fact: Fact, raw: Any, of: FactColumns) -> Any:
        """What follows, or what is stated where that is unknown; for some facts the other way round."""
        own, words = self._stated(fact), of.language
        if fact in _INCOMES:
            of_year = self._of_year(fact, _first(words, raw, self._stated(NET_INCOME)))
            return of_year if fact == NET_INCOME else _first(words, own, of_year)
        if fact == SIZE and raw is not None and own is not None:
            # The number of members listed, or as stated if none is; unknown if the two differ.
            return words.when(raw.is_null() | own.is_null() | (raw == own)).then(words.coalesce(raw, own))
        return _first(words, own, raw) if fact.stated_first else _first(words, raw, own)

    def _of_year(self, fact: Fact, income: Any) -> Any:
        """An income where it is of the year that counts, or does not say of which it is."""
        basis, words = self.side.basis, self.of.language
        if income is None or not self.side.dated or (fact == NET_INCOME and _YEAR_OFFSET not in basis.given):
            return income
        year_of_row = words.col(INCOME_YEAR.column).cast(words.Int64)
        year, undated = year_of_income(fact, basis), year_of_row.is_null()
        return words.when(undated if year is None else undated | (year_of_row == year)).then(income)


def _first(words: Any, first: Any, second: Any) -> Any:
    """The first where it is known, else the second."""
    return second if first is None else first if second is None else words.coalesce(first, second)


def _with_facts(of: FactColumns, made: Mapping[str, Any], columns: Mapping[Fact, str]) -> FactColumns:
    """The same with further columns, and facts that are in them."""
    import narwhals.stable.v2 as nw

    frame = of.frame
    if made and of.language is nw:
        frame = frame.with_columns(*[each.alias(name) for name, each in made.items()])
    elif made:
        frame = nw.from_native(frame.to_native().with_columns(**made))
    numbers = {fact: MOST[fact.kind] for fact in columns if fact.kind is not Kind.FLAG}
    # What cannot be stated cannot follow either: a size of none, or of more than a household may have.
    size = HOUSEHOLDS["size"]
    assert size.least is not None
    assert size.most is not None
    bounds = {fact: (size.least, size.most) if fact == SIZE else (-most, most) for fact, most in numbers.items()}
    kinds = {fact: nw.Boolean() if fact.kind is Kind.FLAG else nw.Int64() for fact in columns}
    return evolve(
        of,
        frame=frame,
        held={**of.held, **kinds},
        bounds={**of.bounds, **bounds},
        checked=of.checked - set(columns),
        columns={**of.columns, **columns},
    )


def columns_held(frame: Any) -> set[str]:
    """The columns of a frame but those that hold nothing at all, which have no kind either."""
    import narwhals.stable.v2 as nw

    return {name for name, kind in frame.collect_schema().items() if not isinstance(kind, nw.Unknown)}


def helper_mark(frame: Any) -> str:
    """How the names of helpers begin, and no column of the frame does."""
    mark, names = "__", frame.collect_schema().names()
    while any(name.startswith(mark) for name in names):
        mark += "_"
    return mark


# What was derived before


def guarded(of: FactColumns, basis: Basis, facts: Collection[Fact]) -> dict[Fact, Any]:
    """Of a frame that was derived before, whether each fact that depends on date or values stands as it would be here.

    Args:
        of: where the frame states facts.
        basis: by what they follow here.
        facts: the facts that are read.

    Returns:
        An expression for each such fact, in the language of the frame.

    Raises:
        InvalidValue: for a frame at hand in which it does not.
    """
    import narwhals.stable.v2 as nw

    columns, words = columns_held(of.frame), of.language
    marks = [name for name in (DERIVED_ON.column, DERIVED_BY.column) if name in columns]
    depending = [fact for fact in facts if _depends(fact) and fact in of.held]
    if not marks or not depending:
        return {}
    if len(marks) == 1:
        raise InvalidValue("frame", f"{marks[0]} alone", f"{DERIVED_ON.column} and {DERIVED_BY.column}, or neither")

    def stands(fact: Fact, words: Any) -> Any:
        made_on, made_by = words.col(DERIVED_ON.column), words.col(DERIVED_BY.column)
        first, last = _days_alike(fact, basis)
        alike = made_by == words.lit(basis.digest)
        if (first, last) != _ALWAYS:  # Spark has no words for the first year
            alike &= (made_on >= words.lit(first)) & (made_on <= words.lit(last))
        neither = made_on.is_null() & made_by.is_null()
        return neither | (~made_on.is_null() & ~made_by.is_null() & alike)

    if not isinstance(of.frame, nw.DataFrame):
        return {fact: stands(fact, words) for fact in depending}
    for fact in depending:
        bad = of.frame.select((~stands(fact, nw)).cast(nw.Int64).sum().alias("rows")).item()
        if number := int(bad or 0):
            rows = "1 row" if number == 1 else f"{number:,} rows"
            raise _otherwise(fact, f"{rows} derived for another date or by other values", basis)
    return {}


def check_derived(facts: Collection[Fact], basis: Basis, made_on: date | None, made_by: str | None) -> None:
    """Refuse facts that were all derived for a date and by values (as `guarded` does), where they would be others here.

    Args:
        facts: the facts that are read, and those from which they follow.
        basis: by what they would follow here.
        made_on: the date for which they were derived; none if they are as they were stated.
        made_by: the digest of the values by which they were.
    """
    if made_on is None and made_by is None:
        return
    for fact in facts:
        first, last = _days_alike(fact, basis)
        alike = made_on is not None and first <= made_on <= last and made_by == basis.digest
        if _depends(fact) and not alike:
            raise _otherwise(fact, f"facts derived for {made_on}, or by other values", basis)


def _otherwise(fact: Fact, given: str, basis: Basis) -> InvalidValue:
    expected = f"facts derived for {basis.on} under this rulebook: derive them anew from the households as stated"
    return InvalidValue(fact.column, given, expected)


_ALWAYS = (date.min, date.max)


def _days_alike(fact: Fact, basis: Basis) -> tuple[date, date]:
    """The first and last day on which a fact follows as on the date, by the same values."""
    if reads_age(fact):
        return basis.on, basis.on
    year, incomes = basis.on.year, set(_INCOMES).intersection(facts_behind(fact))
    if MONITORED_INCOME in incomes and basis.values.get("monitoring.income_window") == "trailing":
        return (date(year, 1, 1), date(year, 1, 31)) if basis.on.month == 1 else (date(year, 2, 1), date(year, 12, 31))
    return (date(year, 1, 1), date(year, 12, 31)) if incomes else _ALWAYS


# The year of an income


def year_of_income(fact: Fact, basis: Basis) -> int | None:
    """The calendar year whose income a fact is, if it is one of an income, and the rulebook says so on the date."""
    if fact not in _INCOMES or any(name not in basis.given for name in _YEARS_BY[fact]):
        return None
    return counted_year(fact, basis.on, basis.values)


def years_that_count(basis: Basis) -> list[int] | None:
    """The calendar years whose income counts for anything on the date; `None` if the rulebook says nothing of years."""
    said = [fact for fact in _INCOMES if all(name in basis.given for name in _YEARS_BY[fact])]
    years = (year_of_income(fact, basis) for fact in said)
    return [year for year in years if year is not None] if said else None


#: The parameters that say of which year an income counts.
_YEARS_BY = {NET_INCOME: (_YEAR_OFFSET,), MONITORED_INCOME: ("monitoring.income_window",)}
