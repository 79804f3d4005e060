"""A rule that is read by compiled source: how deep, how long and how large its parts may be, and ages by days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antipoverty._engine.conditions import Compare, Constant, Number, OfMembers, member_fact
from antipoverty._engine.linear import OPERATORS
from antipoverty._engine.record import evaluator, single_fact_reader
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD, PERSON
from antipoverty.facts.person import AGE, HEALTH
from antipoverty.records import Household, Person
from antipoverty.rules import (
    AllOf,
    AnyMember,
    AnyOf,
    Condition,
    CountMembers,
    EveryMember,
    Fact,
    IsTrue,
    Kind,
    Not,
    SumMembers,
)
from antipoverty.text import Text

FLAGS = tuple(Fact(f"flag_{number}", Kind.FLAG, Text("flag", "标志")) for number in range(300))
SIZE = Fact("persons", Kind.COUNT, Text("persons", "人数"))
truths = st.sampled_from([True, False, None])
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


def _ask(node: OfMembers, members: tuple[Person, ...] | None, on: date) -> Any:
    return single_fact_reader(member_fact(node), HOUSEHOLD)(Household("h", members=members), on)


@given(days, days, st.integers(-1, 120), st.sampled_from(sorted(OPERATORS)), st.booleans())
@example(date(2008, 2, 29), date(2014, 2, 28), 6, ">=", False)
@example(date(2008, 2, 29), date(2014, 3, 1), 6, ">=", False)
@example(date(2010, 2, 28), date(2016, 2, 29), 6, "<", False)
@example(date(2010, 3, 1), date(2016, 2, 29), 6, "<=", False)
@example(date(1, 1, 1), date(120, 12, 31), 120, ">=", False)
@example(date(9999, 12, 31), date(9999, 12, 31), 0, ">", False)
def test_members_are_of_an_age_just_when_their_age_is(
    born: date, on: date, years: int, operator: Any, mirrored: bool
) -> None:
    born, on = min(born, on), max(born, on)
    person, limit = Person("p", birth_date=born), Number(Fraction(years))
    condition = Compare(limit, operator, AGE) if mirrored else Compare(AGE, operator, limit)
    age = person.age(on)
    assert age is not None
    expected = OPERATORS[operator](years, age) if mirrored else OPERATORS[operator](age, years)
    assert _ask(AnyMember(condition), (person,), on) is expected
    assert _ask(EveryMember(condition), (person,), on) is expected
    assert _ask(CountMembers(condition), (person, Person("q", birth_date=born)), on) == 2 * expected
    assert _ask(CountMembers(condition), (person, Person("q")), on) is None
    assert _ask(SumMembers(AGE), (person, Person("q", birth_date=born)), on) == 2 * age
    assert single_fact_reader(AGE, PERSON)(person, on) == age


@pytest.mark.parametrize("node", [AnyMember(AGE >= 6), CountMembers(), SumMembers(AGE)])
def test_a_member_who_is_not_born_yet_is_refused(node: OfMembers) -> None:
    with pytest.raises(InvalidValue, match=r"Person\.birth_date"):
        _ask(node, (Person("p", birth_date=date(2014, 5, 2)),), date(2014, 5, 1))


@given(st.lists(st.sampled_from([None, "healthy", "serious"]), min_size=1, max_size=4))
def test_members_are_asked_no_further_than_decides(states: list[str | None]) -> None:
    members = tuple(Person(f"p{number}", health=state) for number, state in enumerate(states))
    ill = HEALTH.one_of(("serious",))
    some = True if "serious" in states else None if None in states else False
    assert _ask(AnyMember(ill), members, date(2014, 5, 1)) is some
    assert _ask(EveryMember(~ill), members, date(2014, 5, 1)) is (None if some is None else not some)
    assert _ask(AnyMember(ill), None, date(2014, 5, 1)) is None


@given(st.lists(truths, min_size=300, max_size=300), st.integers(1, 300), st.booleans())
def test_long_lists_of_conditions_are_read(values: list[bool | None], length: int, negated: bool) -> None:
    parts: tuple[Condition, ...] = tuple(Not(IsTrue(flag)) if negated else IsTrue(flag) for flag in FLAGS[:length])
    known = [None if value is None else value is not negated for value in values[:length]]
    some = True if True in known else None if None in known else False
    every = False if False in known else None if None in known else True
    assert evaluator(AnyOf(parts), FLAGS)(tuple(values)) is some
    assert evaluator(AllOf(parts), FLAGS)(tuple(values)) is every


@pytest.mark.parametrize("value", [True, False, None])
@pytest.mark.parametrize("depth", [1, 9, 10, 19, 20, 21, 40])
def test_a_deep_condition_is_read_as_a_shallow_one(depth: int, value: bool | None) -> None:
    flag, other = IsTrue(FLAGS[0]), IsTrue(FLAGS[1])
    nots = reduce(lambda node, _: Not(node), range(depth), flag)  # type: ignore[arg-type, return-value]
    expected = None if value is None else value if depth % 2 == 0 else not value
    assert evaluator(nots, FLAGS[:2])((value, False)) is expected
    mixed: Condition = flag
    for _ in range(depth):
        mixed = AllOf((AnyOf((mixed, other)), Not(other)))
    assert evaluator(mixed, FLAGS[:2])((value, False)) is value


@given(st.integers(-(10**400), 10**400), st.integers(-5, 5))
def test_large_numbers_are_exact(limit: int, persons: int) -> None:
    large = Number(Fraction(10**5000 + 1))
    assert evaluator(Compare(SIZE, "<", Number(Fraction(limit))), (SIZE,))((persons,)) is (persons < limit)
    assert evaluator(Compare(SIZE * large, ">", Number(Fraction(0))), (SIZE,))((persons,)) is (persons > 0)


def test_what_is_settled_is_settled() -> None:
    assert evaluator(Not(Constant(False)), ())(()) is True
    assert evaluator(Compare(Number(Fraction(1)), "<", Number(Fraction(2))), ())(()) is True
