"""Derived facts as further columns of a frame: level by level, with one pass over the members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from antipoverty._engine.columns import MOST, amount_over, expression_over
from antipoverty._engine.conditions import facts_of
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import NET_INCOME, SIZE
from antipoverty.registers._derivation.definitions import INCOMES, YEAR_OFFSET, Side, year_of_income
from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._derivation.member_columns import Question, answered, columns_of_members
from antipoverty.registers._frames.engines import opened
from antipoverty.registers._schema.tables import HOUSEHOLDS, INCOME_YEAR
from antipoverty.rules import Condition, Fact, Kind

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


def follow(
    of: FactColumns,
    sides: Sequence[Side],
    members: Any,
    *,
    guards: Sequence[Mapping[Fact, Any]] = (),
    alone: Collection[int] = (),
) -> tuple[FactColumns, ...]:
    """Add the derived facts of each side as columns of the frame, with one pass over the members.

    Args:
        of: where the frame states facts.
        sides: how they follow.
        members: the members, as they were opened; none if there are none.
        guards: for each side, for facts that an earlier derivation may have worked out, whether the household's column
            may be read.
        alone: the places of the sides on which what the household itself states is left aside.
    """
    import narwhals.stable.v2 as nw

    if guards:
        sides = [side.guarded(guard) for side, guard in zip(sides, guards, strict=True)]
    if not any(side.definitions for side in sides):
        return (of,) * len(sides)
    mark = helper_mark(of.frame)
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
        following = _Following(of, side, known, guard, place in alone, f"{mark}of_{place}_")
        found.append(following.columns())
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

    def columns(self) -> FactColumns:
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
        """The derived value, null where it is unknown; `None` if the fact is not derived."""
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
        """The derived value, or the stated one where that is unknown; for some facts the other way round."""
        own, words = self._stated(fact), of.language
        if fact in INCOMES:
            of_year = self._of_year(fact, _first(words, raw, self._stated(NET_INCOME)))
            return of_year if fact == NET_INCOME else _first(words, own, of_year)
        if fact == SIZE and raw is not None and own is not None:
            # The number of members listed, or as stated if none is; unknown if the two differ.
            return words.when(raw.is_null() | own.is_null() | (raw == own)).then(words.coalesce(raw, own))
        return _first(words, own, raw) if fact.stated_first else _first(words, raw, own)

    def _of_year(self, fact: Fact, income: Any) -> Any:
        """An income where it is of the year that counts, or does not say of which it is."""
        basis, words = self.side.basis, self.of.language
        if income is None or not self.side.dated or (fact == NET_INCOME and YEAR_OFFSET not in basis.given):
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


def helper_mark(frame: Any) -> str:
    """A prefix for helper columns that no column of the frame has."""
    mark, names = "__", frame.collect_schema().names()
    while any(name.startswith(mark) for name in names):
        mark += "_"
    return mark
