"""Every tree of the language is read alike: as record, as columns, part by part, and by arithmetic done apart."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import registers, rulebooks
from antipoverty._engine.amounts import calculate_from_facts, missing_of, value_of
from antipoverty._engine.columns import _ByName, amount_over, expression_over
from antipoverty._engine.conditions import Constant, FactValue, Number, OfMembers, facts_of, member_fact, walk
from antipoverty._engine.linear import whole_number
from antipoverty._engine.prose.statements import state
from antipoverty._engine.record import amount_reader, evaluator, single_fact_reader
from antipoverty.errors import InvalidValue, ParameterError, RulebookError
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.person import AGE
from antipoverty.records import Household
from antipoverty.records import Person as Member
from antipoverty.rules import (
    AllOf,
    AnyMember,
    ByYear,
    Condition,
    CountMembers,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Outcome,
    Parameter,
    Quantity,
    Rounded,
    Rule,
    Subject,
    SumMembers,
    Term,
    When,
    bind,
    calculate,
    decide,
    decide_from_facts,
)
from antipoverty.serialization import converter
from antipoverty.text import Text
from branches import must_reach, reached
from effort import times
from engines import ENGINES, rows_of, table_of
from trees import People, conditions, holds, terms, value

WORDS = Text("number", "数")
COUNT = Fact("count", Kind.COUNT, WORDS)
MONEY = Fact("money", Kind.MONEY, WORDS)
LAND = Fact("land", Kind.MEASURE, WORDS)
FLAG = Fact("flag", Kind.FLAG, WORDS)
GRADE = Fact("grade", Kind.CATEGORY, WORDS, values=("none", "A", "B", "some"), vague=("some",))
FACTS = (COUNT, MONEY, LAND, FLAG, GRADE)
YEARS = Fact("years", Kind.COUNT, WORDS)
PAY = Fact("pay", Kind.MONEY, WORDS)
ILL = Fact("ill", Kind.FLAG, WORDS)
SCHOOL = Fact("school", Kind.CATEGORY, WORDS, values=("no", "first", "second", "either"), vague=("either",))
OF_PERSON = (YEARS, PAY, ILL, SCHOOL)
ON = date(2014, 5, 1)
#: Every fact of a few records is known or unknown at each place.
_VALUES: dict[Kind, st.SearchStrategy[FactValue]] = {
    Kind.COUNT: st.integers(0, 9),
    Kind.MEASURE: st.integers(0, 900),
    Kind.MONEY: st.integers(-900, 900),
    Kind.FLAG: st.booleans(),
}


def exact(fact: Fact) -> st.SearchStrategy[FactValue]:
    """What says all that there is to say of a fact."""
    told = [value for value in fact.values if value not in fact.vague]
    return st.sampled_from(told) if told else _VALUES[fact.kind]


def stored(fact: Fact) -> st.SearchStrategy[FactValue]:
    return st.none() | (st.sampled_from(fact.values) if fact.values else _VALUES[fact.kind])


def known(facts: tuple[Fact, ...]) -> st.SearchStrategy[dict[Fact, FactValue]]:
    return st.fixed_dictionaries({fact: stored(fact) for fact in facts})


RECORDS = st.lists(known(FACTS), min_size=1, max_size=4)
IN_FEN = terms(FACTS).map(lambda term: Rounded(term, Fraction(1, 100), "half"))


@given(IN_FEN, known(FACTS))
def test_a_term_is_read_in_whole_numbers_as_it_is_part_by_part(term: Term, record: dict[Fact, FactValue]) -> None:
    expected = value(term, record)
    assert value_of(term, record) == expected
    facts = facts_of(term)
    found = amount_reader(term, 100, facts)(tuple(record[fact] for fact in facts))
    assert (None if found is None else Fraction(found, 100)) == expected


@given(conditions(FACTS), known(FACTS))
def test_a_condition_is_read_by_closures_as_by_kleene(condition: Condition, record: dict[Fact, FactValue]) -> None:
    facts = facts_of(condition)
    assert evaluator(condition, facts)(tuple(record[fact] for fact in facts)) is holds(condition, record)


@times(1 / 2)
@given(IN_FEN, conditions(FACTS), RECORDS)
def test_every_engine_reads_a_tree_as_the_record_does(
    term: Term, condition: Condition, records: list[dict[Fact, FactValue]]
) -> None:
    table = table_of(FACTS, [{fact.name: each for fact, each in record.items()} for record in records])
    table = table.append_column("row", pa.array(range(len(records)), pa.int64()))
    amounts = [value(term, record) for record in records]
    expected = [
        (None if amount is None else int(amount * 100), holds(condition, record))
        for amount, record in zip(amounts, records, strict=True)
    ]
    for engine, make in ENGINES.items():
        if engine.startswith("pandas"):
            continue  # on numpy it has no unknown flags, and on Arrow numbers of its own; registers open it as Arrow
        frame: Any = nw.from_native(make(table))
        amount, truth = amount_over(term, 100, _ByName()), expression_over(condition, _ByName())
        made = frame.with_columns(amount.alias("amount"), truth.alias("truth")).to_native()
        rows = sorted(rows_of(made), key=lambda row: row["row"])
        assert [(row["amount"], row["truth"]) for row in rows] == expected, engine


@given(IN_FEN, known(FACTS), st.data())
def test_what_is_missing_settles_an_amount_and_nothing_else_could(
    term: Term, record: dict[Fact, FactValue], data: st.DataObject
) -> None:
    named = missing_of(term, record)
    assert bool(named) is (value_of(term, record) is None)
    others = {fact: data.draw(stored(fact)) if each is None and fact.name not in named else each
              for fact, each in record.items()}  # fmt: skip
    assert set(named) <= {fact.name for fact, each in record.items() if each is None or each in fact.vague}
    full = {fact: data.draw(exact(fact)) if fact.name in named else each for fact, each in others.items()}
    assert value_of(term, full) is not None


@pytest.mark.parametrize(
    ("grade", "flag", "outcome", "missing"),
    [
        ("some", True, Outcome.UNKNOWN, ("grade",)),
        (None, True, Outcome.UNKNOWN, ("grade",)),
        ("none", True, Outcome.NOT_MET, ()),
        ("A", True, Outcome.MET, ()),
        ("some", False, Outcome.NOT_MET, ()),
        ("some", None, Outcome.UNKNOWN, ("flag", "grade")),
    ],
)
def test_a_vague_value_is_missing_where_it_does_not_say_enough(
    grade: str | None, flag: bool | None, outcome: Outcome, missing: tuple[str, ...]
) -> None:
    graded = AllOf((IsTrue(FLAG), GRADE.one_of(("A",))))
    rule = Rule("graded", WORDS, "household", graded, met=WORDS, not_met=WORDS, unknown=WORDS)
    decision = decide_from_facts(bind(rule, rulebooks.load("cn").at(ON)), {"grade": grade, "flag": flag}, on=ON)
    assert (decision.outcome, decision.missing) == (outcome, missing)
    offered = {change.fact for changes in decision.sufficient_changes for change in changes}
    assert grade != "some" or GRADE not in offered


# Members


@frozen
class Person:
    """A member with a path for each fact."""

    years: int | None
    pay: int | None
    ill: bool | None
    school: str | None


@frozen
class Home:
    """A record with members, and what it states by name."""

    members: tuple[Person, ...] | None
    stated: tuple[tuple[str, Any], ...] = ()


PERSON = Subject("person", {fact: fact.name for fact in OF_PERSON})
HOME = Subject("home", {}, members="members", person=PERSON, stated="stated")
PEOPLE = st.none() | st.lists(known(OF_PERSON), max_size=4)


def home(people: People) -> Home:
    made = None if people is None else tuple(Person(*[each[fact] for fact in OF_PERSON]) for each in people)  # type: ignore[arg-type]
    return Home(made)


@given(conditions(OF_PERSON), st.sampled_from((True, False, None)), PEOPLE)
def test_any_and_every_member_are_kleenes(asked: Condition, of_nobody: bool | None, people: People) -> None:
    for node in (AnyMember(asked, of_nobody), EveryMember(asked, of_nobody)):
        fact = Fact("of_members", Kind.FLAG, WORDS, definition=node)
        assert single_fact_reader(fact, HOME)(home(people), ON) is holds(node, {}, people)


@given(
    st.none() | conditions(OF_PERSON),
    terms(OF_PERSON).map(lambda term: Rounded(term, Fraction(1, 100), "up")),
    PEOPLE,
    st.randoms(),
)
def test_counts_and_sums_over_members_do_not_depend_on_their_order(
    asked: Condition | None, term: Term, people: People, random: Any
) -> None:
    for node in (CountMembers(asked), SumMembers(term)):
        kind = Kind.COUNT if isinstance(node, CountMembers) else Kind.MONEY
        fact = Fact("of_members", kind, WORDS, definition=node)
        read = single_fact_reader(fact, HOME)
        found, expected = read(home(people), ON), value(node, {}, people)
        assert (None if found is None else Fraction(int(found), kind.scale)) == expected
        if people is not None:
            shuffled = list(people)
            random.shuffle(shuffled)
            assert read(home(shuffled), ON) == found


@must_reach("one settles", "one denies")
@times(4)
@given(conditions(OF_PERSON), PEOPLE)
def test_what_one_member_settles_no_other_unsettles(asked: Condition, people: People) -> None:
    some, every = AnyMember(asked), EveryMember(asked)
    before = [holds(each, {}, people) for each in (some, every)]
    unknown: dict[Fact, FactValue] = dict.fromkeys(OF_PERSON)
    more = [unknown] if people is None else [*people, unknown]
    after = [
        single_fact_reader(Fact("f", Kind.FLAG, WORDS, definition=each), HOME)(home(more), ON) for each in (some, every)
    ]
    if before[0] is True:
        reached("one settles")
        assert after[0] is True
    if before[1] is False and people:
        reached("one denies")
        assert after[1] is False


@times(2)
@given(conditions(FACTS, OF_PERSON) | IN_FEN, known(FACTS), PEOPLE)
def test_a_question_to_members_may_stand_anywhere(tree: Any, record: dict[Fact, FactValue], people: People) -> None:
    facts = facts_of(tree)
    read = {fact: single_fact_reader(fact, HOME) for fact in facts if fact.definition is not None}
    values = tuple(read[fact](home(people), ON) if fact in read else record[fact] for fact in facts)
    if isinstance(tree, Condition):
        assert evaluator(tree, facts)(values) is holds(tree, record, people)
    else:
        found, expected = amount_reader(tree, 100, facts)(values), value(tree, record, people)
        assert (None if found is None else Fraction(found, 100)) == expected


def test_of_nobody_nothing_holds_by_accident() -> None:
    nobody = home([])
    for node, expected in (
        (AnyMember(IsTrue(ILL)), False),
        (AnyMember(Constant(True)), False),
        (EveryMember(IsTrue(ILL)), None),
        (EveryMember(IsTrue(ILL), of_nobody=True), True),
        (EveryMember(IsTrue(ILL), of_nobody=False), False),
    ):
        assert single_fact_reader(member_fact(node), HOME)(nobody, ON) is expected
    assert single_fact_reader(member_fact(CountMembers()), HOME)(nobody, ON) == 0
    assert single_fact_reader(member_fact(SumMembers(PAY)), HOME)(nobody, ON) == 0


# What is stated, and what follows


def test_what_follows_comes_before_what_is_stated_and_what_it_leaves_open_stays_as_stated() -> None:
    ill = Fact("someone_ill", Kind.FLAG, WORDS, definition=AnyMember(IsTrue(ILL)))
    read = single_fact_reader(ill, HOME)
    well, unknown = Person(1, 1, False, "no"), Person(1, 1, None, "no")
    said = (("someone_ill", True),)
    assert read(Home((well,), said), ON) is False
    assert read(Home((unknown,), said), ON) is True
    assert read(Home((unknown,)), ON) is None
    assert read(Home(None, said), ON) is True
    first = Fact("someone_ill", Kind.FLAG, WORDS, definition=AnyMember(IsTrue(ILL)), stated_first=True)
    assert single_fact_reader(first, HOME)(Home((well,), said), ON) is True
    assert single_fact_reader(first, HOME)(Home((well,)), ON) is False


def test_a_fact_may_follow_from_facts_that_follow() -> None:
    ill = Fact("someone_ill", Kind.FLAG, WORDS, definition=AnyMember(IsTrue(ILL)))
    many = Fact("many", Kind.FLAG, WORDS, definition=CountMembers() > 2)
    both = Fact("both", Kind.FLAG, WORDS, definition=IsTrue(ill) & IsTrue(many))
    read = single_fact_reader(both, HOME)
    sick, well = Person(1, 1, True, "no"), Person(1, 1, False, "no")
    assert read(Home((sick, well, well)), ON) is True
    assert read(Home((sick, well)), ON) is False
    assert read(Home((Person(1, 1, None, "no"), well, well)), ON) is None
    assert read(Home((Person(1, 1, None, "no"), well, well), (("someone_ill", True),)), ON) is True


def test_a_definition_is_of_the_kind_of_its_fact() -> None:
    with pytest.raises(InvalidValue, match="definition of x: got 'CountMembers'; expected a condition"):
        Fact("x", Kind.FLAG, WORDS, definition=CountMembers())
    with pytest.raises(InvalidValue, match="definition of x: got 'AnyMember'; expected a term"):
        Fact("x", Kind.COUNT, WORDS, definition=AnyMember(IsTrue(ILL)))
    with pytest.raises(InvalidValue, match="definition of x: got 'IsTrue'; expected none, for a category"):
        Fact("x", Kind.CATEGORY, WORDS, values=("a",), definition=IsTrue(ILL))


def test_a_fact_reads_the_parameters_of_its_definition_through_all_of_its_facts() -> None:
    old = Fact("old", Kind.FLAG, WORDS, definition=AnyMember(YEARS >= Parameter("ages.old")))
    paid = Fact("paid", Kind.MONEY, WORDS, definition=When(IsTrue(old), Parameter("pay.old"), 0), reads=("pay.year",))
    assert paid.reads == ("pay.year", "ages.old", "pay.old")


@pytest.mark.parametrize("kind", [AnyMember, EveryMember, CountMembers, lambda asked: SumMembers(When(asked, 1, 0))])
def test_a_member_is_not_asked_for_members(kind: Any) -> None:
    children = Fact("children", Kind.COUNT, WORDS, definition=CountMembers(YEARS < 6))
    behind = Fact("many", Kind.FLAG, WORDS, definition=children * 2 > 3)
    for question in (
        AnyMember(IsTrue(ILL)),
        ~EveryMember(YEARS < 6),
        SumMembers(PAY) > 1,
        children > 0,
        IsTrue(behind),
    ):
        with pytest.raises(InvalidValue, match="expected facts of a person, who has no members to be asked"):
            kind(question)


def test_a_fact_that_a_person_does_not_state_is_named() -> None:
    pregnant = Fact("pregnant", Kind.FLAG, Text("the person is pregnant", "怀孕"))
    cared = Fact("cared", Kind.COUNT, WORDS, definition=CountMembers(IsTrue(pregnant)) * 2)
    for term in (CountMembers(IsTrue(pregnant)), cared * 1):
        quantity = Quantity("care", WORDS, "home", term, WORDS, Kind.COUNT)
        with pytest.raises(RulebookError, match=r"care: a person does not state pregnant \(the person is pregnant\)"):
            calculate(bind(quantity, rulebooks.load("cn").at(ON)), HOME, Home(()), on=ON)


def test_a_record_without_members_is_not_asked_for_them() -> None:
    quantity = Quantity("young", WORDS, "person", CountMembers(YEARS < 6), WORDS, Kind.COUNT)
    with pytest.raises(RulebookError, match="a person has no members, which this needs: number of members whose"):
        calculate(bind(quantity, rulebooks.load("cn").at(ON)), PERSON, Person(1, 1, True, "no"), on=ON)


@pytest.mark.parametrize("number", [Decimal("1.5"), Fraction(3, 2)])
def test_an_exact_number_stands_for_a_term_wherever_a_term_may(number: Decimal | Fraction) -> None:
    half = Number(Fraction(3, 2))
    assert Least((COUNT, number)) == Least((COUNT, half))
    assert Greatest((number, COUNT)) == Greatest((half, COUNT))
    assert When(IsTrue(FLAG), number, number) == When(IsTrue(FLAG), half, half)
    assert COUNT * number + number == COUNT * half + half
    for wrong in (1.5, True, "1.5"):
        with pytest.raises(InvalidValue):
            Least((COUNT, wrong))  # type: ignore[arg-type]


# Amounts


def test_an_amount_that_may_come_between_two_fen_is_refused_until_it_says_how_it_is_rounded() -> None:
    third = Number(Fraction(1, 3)) * COUNT
    with pytest.raises(RulebookError, match="may come out at 1/3 of a stored unit; say how it is rounded"):
        whole_number(third, 100)
    assert whole_number(Rounded(third, Fraction(1, 100), "down"), 100).constant == 0


@pytest.mark.parametrize(
    ("direction", "results"),
    [("down", (-200, -200, -100, -100, 0, 0, 100)), ("up", (-100, -100, -100, 0, 0, 100, 200)),
     ("half", (-200, -200, -100, -100, 0, 100, 100))],
)  # fmt: skip
def test_rounding_to_whole_yuan_below_and_above_nothing(direction: Any, results: tuple[int, ...]) -> None:
    read = amount_reader(Rounded(MONEY, 1, direction), 100, (MONEY,))
    assert tuple(read((fen,)) for fen in (-151, -150, -100, -50, 0, 50, 149)) == results


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas on numpy"])
def test_what_follows_and_is_negative_is_rounded_over_frames_as_of_a_record(engine: str) -> None:
    """A count is stated from 0 on, but one that follows may be less: engines divide negative numbers differently."""
    beyond = Fact("beyond", Kind.COUNT, WORDS, definition=COUNT - 5)
    counts = list(range(12))
    for direction in ("up", "down", "half"):
        term = Rounded(beyond * Number(Fraction(1, 2)), 1, direction)  # type: ignore[arg-type]
        read = amount_reader(term, 1, (beyond,))
        frame: Any = nw.from_native(ENGINES[engine](pa.table({"beyond": [count - 5 for count in counts]})))
        rows = rows_of(frame.with_columns(amount=amount_over(term, 1, _ByName())).to_native())
        assert sorted(row["amount"] for row in rows) == [read((count - 5,)) for count in counts], direction


def test_an_amount_by_a_count_that_follows_and_is_negative_can_be_checked() -> None:
    beyond = Fact("beyond", Kind.COUNT, WORDS, definition=CountMembers() - 2)
    quantity = Quantity("beyond", WORDS, "home", beyond * 1, WORDS, Kind.COUNT)
    home = Home((Person(1, 1, True, "no"),))
    amount = calculate(bind(quantity, rulebooks.load("cn").at(ON)), HOME, home, on=ON)
    amount.check()
    assert amount.value == -1


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas on numpy"])
@pytest.mark.parametrize("kind", [Least, Greatest])
def test_many_numbers_are_held_against_each_other(engine: str, kind: Any) -> None:
    """An expression that named each number twice for each that follows would not come to an end."""
    term = kind((MONEY, *(COUNT * step for step in range(1, 9))))
    read = amount_reader(term, 100, (MONEY, COUNT))
    given = [(0, 1), (300, 1), (80_000, 100), (None, 1), (0, None), (-5, 0)]
    table = pa.table({"place": list(range(6)), "money_fen": [a for a, _ in given], "count": [b for _, b in given]})
    frame: Any = nw.from_native(ENGINES[engine](table))
    rows = rows_of(frame.with_columns(amount=amount_over(term, 100, _ByName())).to_native())
    found = [row["amount"] for row in sorted(rows, key=lambda row: row["place"])]
    assert found == [read(each) for each in given]


def test_a_rounding_that_64_bits_cannot_hold_is_refused() -> None:
    fits, large = (Rounded(MONEY * Number(Fraction(by, 7)), 1, "half") for by in (5, 3001))
    amount_over(fits, 100, _ByName())
    with pytest.raises(RulebookError, match="an amount that is rounded does not fit the 64 bits of a frame"):
        amount_over(large, 100, _ByName())


def test_a_cap_is_reached_at_the_cap() -> None:
    capped = Least((COUNT * 2500, 10_000))
    assert [amount_reader(capped, 100, (COUNT,))((size,)) for size in (3, 4, 5, None)] == [
        750_000, 1_000_000, 1_000_000, None,
    ]  # fmt: skip


def test_a_number_that_hangs_on_an_unknown_is_known_where_both_are_the_same() -> None:
    either = When(IsTrue(FLAG), MONEY, LAND)
    read = amount_reader(either, 100, (FLAG, MONEY, LAND))
    assert read((None, 500, 500)) == 500
    assert read((None, 500, 501)) is None
    assert read((None, None, None)) is None
    assert read((True, 500, None)) == 500


def test_terms_are_numbers() -> None:
    for made in (
        lambda: Least((COUNT, FLAG)),
        lambda: Greatest((FLAG,)),
        lambda: When(IsTrue(FLAG), FLAG, 0),
        lambda: Rounded(GRADE, 1, "up"),
        lambda: SumMembers(ILL),
        lambda: Quantity("q", WORDS, "household", FLAG, WORDS),
    ):
        with pytest.raises(InvalidValue, match="expected a number"):
            made()
    with pytest.raises(InvalidValue, match=r"Least.terms: got \(\); expected at least one"):
        Least(())
    with pytest.raises(InvalidValue, match="Rounded.unit: got .*expected a number above 0"):
        Rounded(COUNT, 0, "up")
    with pytest.raises(InvalidValue, match="Quantity.kind: got 'flag'; expected money, a count or a measure"):
        Quantity("q", WORDS, "household", COUNT, WORDS, kind=Kind.FLAG)


# As values


@given(conditions(FACTS, OF_PERSON))
def test_every_tree_is_read_back_copied_and_said(condition: Condition) -> None:
    made = converter()
    assert made.structure(made.unstructure(condition, Condition), Condition) == condition
    assert pickle.loads(pickle.dumps(condition)) == condition
    assert copy.deepcopy(condition) == condition
    assert state(condition, "en")
    assert state(condition, "zh")
    for node in walk(condition):
        if isinstance(node, OfMembers):
            assert member_fact(node) == member_fact(copy.deepcopy(node))


# What is refused, by name


IN_FORCE = rulebooks.load("cn").at(ON)
PLAIN = Quantity("plain", WORDS, "home", MONEY * 1, WORDS)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: calculate(PLAIN, HOME, Home(None), on=ON), "bound: got 'Quantity'; expected a BoundQuantity: bind"),
        (lambda: calculate_from_facts(bind(PLAIN, IN_FORCE), {"pay": 1}, on=ON),
         "facts: got 'pay'; expected a fact that plain reads: money"),
        (lambda: bind(IsTrue(FLAG), IN_FORCE), "rule: got 'IsTrue'; expected a Rule or a Quantity"),
        (lambda: bind(PLAIN, rulebooks.load("cn")), "parameters: got 'Rulebook'; expected a rulebook as it"),
        (lambda: Fact("x", Kind.MONEY, WORDS, definition=ByYear("s", Parameter("c"), Parameter("o")) * 1),
         "definition of x: got 'ByYear'; expected parameters by name"),
        (lambda: Household("h", stated=5), "stated: got a value that is not shown|Household.stated"),
        (lambda: Household("h", stated={"no name": True}), "Household.stated"),
        (lambda: Household("h", stated=(("uninsured", True), ("uninsured", False))), "Household.stated"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_refused_by_name(make: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()


def test_an_amount_that_no_record_can_hold_is_an_error_and_not_another_number() -> None:
    large = Quantity("large", WORDS, "home", MONEY * 10**6, WORDS)
    bound = bind(large, IN_FORCE)
    assert calculate_from_facts(bound, {"money": 10**9}, on=ON).stored == 10**15
    with pytest.raises(RulebookError, match="large comes to more than 1,000,000,000,000,000 stored units"):
        calculate_from_facts(bound, {"money": 10**9 + 1}, on=ON)
    with pytest.raises(RulebookError, match="an amount of money does not fit the 64 bits of a frame"):
        amount_over(Greatest((MONEY * 10**6, 0)), 100, _ByName())


def test_a_parameter_that_is_open_has_no_value() -> None:
    with pytest.raises(RulebookError, match="has no value before it is bound"):
        value_of(Parameter("p"), {})
    with pytest.raises(InvalidValue, match=r"expected a rule with its parameters: bind\(rule, rulebook.at\(date\)\)"):
        whole_number(Parameter("p") * 2, 100)
    old = Fact("old", Kind.FLAG, WORDS, definition=AnyMember(YEARS >= Parameter("ages.old")))
    with pytest.raises(RulebookError, match="old follows from ages.old, which has no value here"):
        single_fact_reader(old, HOME)


def test_a_sum_over_members_is_of_the_finest_kind_that_it_adds_up() -> None:
    assert member_fact(SumMembers(YEARS * 2)).kind is Kind.COUNT
    assert member_fact(SumMembers(When(IsTrue(ILL), PAY, YEARS))).kind is Kind.MONEY
    assert member_fact(SumMembers(Least((YEARS, YEARS + YEARS)))).kind is Kind.COUNT
    assert member_fact(SumMembers(Rounded(PAY, 1, "up"))).kind is Kind.MONEY
    assert member_fact(SumMembers(When(IsTrue(ILL), 300, 0))).kind is Kind.MONEY
    assert value_of(CountMembers(), {member_fact(CountMembers()): 3}) == 3


def test_a_quantity_has_the_dates_of_its_own_parameter() -> None:
    dated = Quantity("dated", WORDS, "home", MONEY * 1, WORDS, in_force=Parameter("assistance.linkage_yuan"))
    with pytest.raises(ParameterError):
        bind(dated, rulebooks.load("cn").at(date(2014, 4, 1)))
    value = IN_FORCE.get("schooling.first_age")
    with pytest.raises(InvalidValue, match="expected a parameter of kind table"):
        _ = value.table
    with pytest.raises(InvalidValue, match="expected a parameter that is a number"):
        _ = IN_FORCE.get("income.counted_transfers").number


@pytest.mark.parametrize("compare", [AGE < 6, AGE <= 6, AGE > 6, AGE >= 6, AGE.equals(6), AGE + AGE < 13])
def test_an_age_is_compared_over_the_members_of_a_frame_as_of_a_record(compare: Condition) -> None:
    births = [date(2008, 5, 2), date(2008, 5, 1), date(2007, 5, 2), date(2007, 5, 1), None]
    holding = Rule("holding", WORDS, "household", AnyMember(compare), *[WORDS] * 3)
    households = pl.DataFrame({"id": [str(place) for place in range(len(births))]})
    members = pl.DataFrame({"household": households["id"], "birth_date": pl.Series(births, dtype=pl.Date)})
    found = registers.evaluate(households, on=ON, rules=(holding,), members=members)["holding"].to_list()
    people = [Household("h", members=(Member("p", birth_date=born),)) for born in births]
    bound = bind(holding, IN_FORCE)
    assert found == [_TRUTHS[decide(bound, HOUSEHOLD, each, on=ON).outcome] for each in people]


_TRUTHS = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
