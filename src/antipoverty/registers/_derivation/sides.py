"""The facts of a frame for each side of a comparison: stated in its columns, or derived on that side."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import evolve

from antipoverty._engine.conditions import OfMembers, facts_behind
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import SIZE
from antipoverty.registers._derivation.definitions import Basis, all_behind, fields_behind, side_of
from antipoverty.registers._derivation.earlier import guarded
from antipoverty.registers._derivation.fact_columns import FactColumns, check_numbers, stated
from antipoverty.registers._derivation.following import follow, opened_members
from antipoverty.registers._frames.engines import Absent, columns_held, names_of, opened
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._reading.headings import look_alike
from antipoverty.registers._schema.declarations import Field
from antipoverty.rules import Fact, Kind


def fact_columns_by_side(
    frame: Any,
    asked: Sequence[tuple[Sequence[Fact], Basis | None]],
    fields: Mapping[str, Field],
    *,
    absent: Absent,
    beside: Collection[str] = (),
    also: Sequence[Fact] = (),
    members: Any = None,
) -> tuple[FactColumns, ...]:
    """The columns that hold the facts of a frame, once their types and bounds are checked.

    Args:
        frame: the frame.
        asked: for each side of a question, the facts that it reads, and by what those follow that are worked out; none
            where all are as they are stated.
        fields: the schema's field for each fact, which knows the bounds.
        absent: whether a fact without a column is refused or unknown.
        beside: other columns of the frame that will be read.
        also: facts that every side reads where they are there.
        members: the table of members, if facts are to follow from it.

    Raises:
        InvalidValue: for a column that is missing or of the wrong kind, or, if the frame is at hand, for a value that
            cannot be.
    """
    import narwhals.stable.v2 as nw

    if absent not in ("refuse", "unknown"):
        raise InvalidValue("absent", absent, "'refuse' or 'unknown'")
    # A parameter that no source states has no column: it is unknown in every row.
    asked = [(tuple(fact for fact in some if not fact.unstated), basis) for some, basis in asked]
    derives, listed = any(basis is not None for _, basis in asked), members is not None
    wanted = tuple(dict.fromkeys((*(fact for some, _ in asked for fact in some), *also)))
    facts = all_behind(*wanted) if derives else wanted
    behind = fields_behind(facts, members=listed) if derives else {}
    read = [*(fact.column for fact in facts), *beside, *behind]
    given = opened(frame, read)
    schema = given.collect_schema()
    # Some engines take a name in any case, and others do not.
    if alike := sorted(set(schema) & {name for name in schema if name not in read and name.lower() in read}):
        raise InvalidValue("frame", f"a column {alike[0]}", f"{alike[0].lower()}, as the fact's column is named")
    columns = columns_held(schema) if derives else frozenset(schema)
    follows = {
        basis: side_of(
            (*(fact for some, other in asked if other == basis for fact in some), *also), basis, columns, members=listed
        )
        for _, basis in asked
        if basis is not None
    }
    for some, basis in asked:
        made: Mapping[Fact, Any] = {} if basis is None else follows[basis].definitions
        lacking = [fact for fact in some if fact.column not in schema and fact not in made]
        _check_there(lacking, some, fields, frame, absent)
    # Opened before the households are looked through, so that a wrong kind of table is told first.
    people = None if members is None else opened_members(members, frame, given, follows.values())
    check_kinds(given, behind.values())
    of = stated(frame, given, facts, fields)
    found: dict[Basis | None, FactColumns] = {None: of}
    if follows:
        guards = [guarded(of.natively(), basis, _behind(asked, also, basis), columns) for basis in follows]
        found |= zip(follows, follow(of, [*follows.values()], people, guards=guards), strict=True)
    last = [*found.values()][-1]
    if SIZE in last.columns and isinstance(last.frame, nw.DataFrame):
        check_numbers(last.frame, {last.columns[SIZE]: (SIZE, last.bounds[SIZE])})
    drop = last.drop or tuple(of.codes.values())
    return tuple(_narrowed(evolve(found[basis], frame=last.frame, drop=drop), (*some, *also)) for some, basis in asked)


def _behind(
    asked: Sequence[tuple[Sequence[Fact], Basis | None]], also: Sequence[Fact], basis: Basis
) -> tuple[Fact, ...]:
    return all_behind(*(fact for some, other in asked if other == basis for fact in some), *also)


def _narrowed(of: FactColumns, facts: Sequence[Fact]) -> FactColumns:
    """The same with no fact but those that are asked for."""
    held = {fact: of.held[fact] for fact in dict.fromkeys(facts) if fact in of.held}
    return evolve(of, held=held, columns={fact: name for fact, name in of.columns.items() if fact in held})


def _check_there(
    lacking: Sequence[Fact],
    wanted: Sequence[Fact],
    fields: Mapping[str, Field],
    frame: Any,
    absent: Absent,
) -> None:
    """Refuse a frame that lacks a fact's column, as `absent` says, or that has a column of a similar name."""
    if not lacking:
        return
    known = {each.column for each in fields.values()}
    others = [name for name in names_of(frame) if name not in known]
    for fact in lacking:
        said = fields[fact.name].headings if fact.name in fields else ()
        if near := look_alike((fact.name, fact.column, *fact.text.values(), *said), others):
            held = {Kind.MONEY: ", which holds fen", Kind.MEASURE: ", which holds hundredths"}.get(fact.kind, "")
            expected = f"{fact.column}{held}: convert and rename that column, or read the file with registers.read"
            raise InvalidValue("frame", f"no column {fact.column}, but {near}", expected)
    if absent == "refuse":
        for fact in lacking:
            if any(isinstance(each.definition, OfMembers) for each in facts_behind(fact)):
                expected = f"that column, or members=, the table of members from which it follows: {fact.text.en}"
                raise InvalidValue("frame", f"no column {fact.column}", expected)
        expected = "a column for every fact that the rules read; absent='unknown' takes the others as unknown"
        raise InvalidValue("frame", f"no column {', '.join(fact.column for fact in lacking)}", expected)
    if len(lacking) == len(set(wanted)):
        named = ", ".join(fact.column for fact in lacking)
        raise InvalidValue("frame", "a column for none of the facts that the rules read", f"at least one of {named}")
