"""What rules ask of members, over frames: as of records, on every engine, in whatever order and batches of rows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import Constant, FactValue, Number
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.facts.household import DROPOUT, MONITORED_INCOME, NET_INCOME, SCHOOL_AGE_CHILD, SIZE, UNINSURED
from antipoverty.facts.person import AGE, LABOUR, MEDICAL_INSURED
from antipoverty.registers import derive, evaluate, manifest, open_store, simulate
from antipoverty.rules import (
    AnyMember,
    Condition,
    CountMembers,
    EveryMember,
    Fact,
    IsTrue,
    Kind,
    Least,
    Parameter,
    Quantity,
    Rounded,
    Rule,
    SumMembers,
    Term,
    When,
)
from antipoverty.text import YUAN, Text
from effort import times
from engines import ENGINES, rows_of
from trees import conditions, holds, terms, value

WORDS = Text("a", "甲")
ON = date(2016, 2, 29)
CN = rulebooks.load("cn")
WITH_DATES = [name for name in ENGINES if name != "pandas on numpy"]  # NumPy has no dates without a time
#: Facts that no schema knows, of a household and of a person.
COUNT = Fact("rooms", Kind.COUNT, WORDS)
MONEY = Fact("debt", Kind.MONEY, WORDS)
FLAG = Fact("remote", Kind.FLAG, WORDS)
GRADE = Fact("grade", Kind.CATEGORY, WORDS, values=("none", "A", "B", "some"), vague=("some",))
PAY = Fact("pay", Kind.MONEY, WORDS)
ILL = Fact("ill", Kind.FLAG, WORDS)
STATED = (COUNT, MONEY, FLAG, GRADE)
OF_PERSON = (AGE, PAY, ILL, LABOUR)
_VALUES: dict[Kind, st.SearchStrategy[FactValue]] = {
    Kind.COUNT: st.integers(0, 9),
    Kind.MONEY: st.integers(-900, 900),
    Kind.FLAG: st.booleans(),
}
BIRTHS = st.none() | st.dates(date(1996, 1, 1), date(2016, 3, 9)) | st.sampled_from(
    [date(2000, 2, 28), date(2000, 2, 29), date(2000, 3, 1), date(2010, 2, 28), date(2010, 3, 1), ON]
)  # fmt: skip


def a_rule(condition: Condition, name: str = "asked") -> Rule:
    return Rule(name, WORDS, "household", condition, WORDS, WORDS, WORDS)


def an_amount(term: Term, name: str = "worked-out") -> Quantity:
    return Quantity(name, WORDS, "household", term, YUAN)


def stored(fact: Fact) -> st.SearchStrategy[FactValue]:
    return st.none() | (st.sampled_from(fact.values) if fact.values else _VALUES[fact.kind])


def known(facts: tuple[Fact, ...]) -> st.SearchStrategy[dict[Fact, FactValue]]:
    return st.fixed_dictionaries({fact: stored(fact) for fact in facts})


def age(born: date | None) -> int | None:
    """Completed years, by counting birthdays; of someone not born yet, unknown."""
    if born is None or born > ON:
        return None
    return sum((ON.month, ON.day) >= (born.month, born.day) if year == ON.year else True
               for year in range(born.year + 1, ON.year + 1))  # fmt: skip


_FEN = Fraction(1, 100)
_PERSON_DEFINITIONS = conditions(OF_PERSON, depth=1)
PEOPLE = st.lists(
    st.tuples(BIRTHS, known((PAY, ILL, LABOUR)), st.none() | st.booleans()), max_size=3
)  # no one listed: as if there were no such table
HOMES = st.lists(st.tuples(known(STATED), st.none() | st.booleans(), PEOPLE), min_size=1, max_size=4)
_KINDS = {Kind.FLAG: pa.bool_(), Kind.CATEGORY: pa.string()}


def table(rows: list[dict[str, Any]], facts: tuple[Fact, ...], **others: pa.DataType) -> pa.Table:
    kinds = {fact.column: _KINDS.get(fact.kind, pa.int64()) for fact in facts} | others
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})


@times(1 / 3)
@given(HOMES, _PERSON_DEFINITIONS, st.data())
def test_what_is_asked_anywhere_in_a_rule_is_answered_on_every_engine(
    homes: list[Any], of_person: Condition, data: st.DataObject
) -> None:
    # A fact of a person and one of a household that follow from others, and may be stated beside.
    busy = Fact("busy", Kind.FLAG, WORDS, definition=of_person)
    persons = (*OF_PERSON, busy)
    definition = data.draw(conditions(STATED, persons, depth=1))
    strained = Fact("strained", Kind.FLAG, WORDS, definition=definition)
    facts = (*STATED, strained)
    asked = data.draw(conditions(facts, persons))
    term = Rounded(data.draw(terms(facts, persons)), _FEN, "half")
    own, people, expected = [], [], {}
    for place, (state, said_strained, members) in enumerate(homes):
        key = f"h{place}"
        listed: list[dict[Fact, FactValue]] = []
        for born, person, said_busy in members:
            read = {**person, AGE: age(born)}
            follows = holds(of_person, read)
            listed.append({**read, busy: said_busy if follows is None else follows})
            row = {fact.column: each for fact, each in person.items()}
            people.append({"household": key, "birth_date": born, "busy": said_busy, **row})
        follows = holds(definition, state, listed or None)
        record = {**state, strained: said_strained if follows is None else follows}
        amount = value(term, record, listed or None)
        expected[key] = (holds(asked, record, listed or None), None if amount is None else int(amount * 100))
        own.append({"id": key, "strained": said_strained, **{fact.column: each for fact, each in state.items()}})
    homes_table = table(own, STATED, id=pa.string(), strained=pa.bool_())
    members_table = table(people, (PAY, ILL, LABOUR, busy), household=pa.string(), birth_date=pa.date32())
    for engine in WITH_DATES:
        make = ENGINES[engine]
        try:
            found = rows_of(
                evaluate(make(homes_table), on=ON, rules=[a_rule(asked), an_amount(term)], members=make(members_table))
            )
        except RulebookError as error:
            # Refused of records too, or too large for a frame.
            assume("64 bits" not in str(error) and "stored unit" not in str(error))
            raise
        assert {row["id"]: (row["asked"], row["worked_out_fen"]) for row in found} == expected, engine


CHILD = Fact("child", Kind.FLAG, WORDS, definition=AGE < Parameter("schooling.first_age"))
GRANT = SumMembers(When(IsTrue(CHILD), Number(Fraction(300)), Rounded(PAY * Number(Fraction(1, 3)), _FEN, "half")))
HELPED = Fact("helped_fen", Kind.MONEY, WORDS, definition=Least((GRANT, SIZE * 250)))
EVERYONE = [
    a_rule(EveryMember(IsTrue(MEDICAL_INSURED)), "covered"),
    a_rule(HELPED >= 500, "helped"),
    a_rule(CountMembers(IsTrue(CHILD)) * 2 >= SIZE, "young"),
    a_rule(IsTrue(UNINSURED), "uninsured-somewhere"),
    an_amount(HELPED + CountMembers(IsTrue(ILL)) * 10, "help"),
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "household": st.sampled_from([*"abcd", None]),
            "birth_date": BIRTHS,
            "medical_insured": st.none() | st.booleans(),
            "pay_fen": st.none() | st.integers(-900, 900),
            "ill": st.none() | st.booleans(),
        }
    ),
    max_size=9,
)


@times(1 / 3)
@given(ROWS, st.integers(0, 9), st.randoms(), st.sampled_from(WITH_DATES))
def test_neither_the_order_of_members_nor_their_batches_matter(
    rows: list[dict[str, Any]], cut: int, random: Any, engine: str
) -> None:
    make, homes = ENGINES[engine], pa.table({"id": ["d", "a", "b", "c"]})
    kinds = {"household": pa.string(), "birth_date": pa.date32(), "medical_insured": pa.bool_(), "ill": pa.bool_()}

    def people(some: list[dict[str, Any]]) -> pa.Table:
        return table(some, (PAY,), **kinds)

    def found(members: pa.Table) -> list[Any]:
        return sorted(rows_of(evaluate(make(homes), on=ON, rules=EVERYONE, members=make(members))), key=str)

    shuffled = list(rows)
    random.shuffle(shuffled)
    batches = pa.concat_tables([people(shuffled[:cut]), people(shuffled[cut:])])
    assert found(people(rows)) == found(batches)


def test_the_members_are_grouped_once_for_all_that_is_asked() -> None:
    homes = pl.LazyFrame({"id": ["a"]})
    kinds = {"household": pl.String, "birth_date": pl.Date, "medical_insured": pl.Boolean, "pay_fen": pl.Int64,
             "ill": pl.Boolean}  # fmt: skip
    plan = evaluate(homes, on=ON, rules=EVERYONE, members=pl.LazyFrame(schema=kinds)).explain()
    assert plan.count("AGGREGATE") == 1
    assert plan.count("JOIN:") == 1


@pytest.mark.parametrize("engine", WITH_DATES)
def test_sums_that_might_not_fit_64_bits_are_unknown(engine: str) -> None:
    make, most = ENGINES[engine], 10**15
    homes = pa.table({"id": ["a", "b"]})
    people = pa.table({"household": ["a"] * 9 + ["b"], "pay_fen": [most] * 10})
    thousandfold = a_rule(SumMembers(PAY * 1000) > 0)
    found = rows_of(evaluate(make(homes), on=ON, rules=[thousandfold], members=make(people)))
    # 9 × 10**18 fits and is more than can be held of money; ten such would not fit.
    assert sorted((row["id"], row["asked"]) for row in found) == [("a", True), ("b", True)]
    more = pa.concat_tables([people, people.slice(0, 1)])
    found = rows_of(evaluate(make(homes), on=ON, rules=[thousandfold], members=make(more)))
    assert sorted((row["id"], row["asked"]) for row in found) == [("a", None), ("b", True)]


@pytest.mark.parametrize("engine", WITH_DATES)
def test_words_of_members_that_cannot_be_are_unknown(engine: str) -> None:
    make = ENGINES[engine]
    people = pa.table({"household": ["a", "b"], "labour": ["none", "strange"]})
    rules = [a_rule(AnyMember(~LABOUR.one_of(("none",))))]
    found = rows_of(evaluate(make(pa.table({"id": ["a", "b"]})), on=ON, rules=rules, members=make(people)))
    assert {row["id"]: row["asked"] for row in found} == {"a": False, "b": None}


@pytest.mark.parametrize("engine", WITH_DATES)
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AnyMember(Constant(True)), True),
        (EveryMember(Constant(False)), False),
        (CountMembers(Constant(True)) > 1, True),
        (SumMembers(Number(Fraction(3))).equals(6), True),
        (CountMembers().equals(2), True),
        (AnyMember(IsTrue(MEDICAL_INSURED)), None),
        (CountMembers(IsTrue(MEDICAL_INSURED)) > 0, None),
        (SumMembers(When(IsTrue(MEDICAL_INSURED), 1, 0)) > 0, None),
        (AnyMember(AGE >= 2014), False),
        (EveryMember(AGE > -9000), True),
        (AnyMember(AGE * 2 > 31), True),
    ],
)
def test_what_does_not_depend_on_the_member_holds_of_each(
    engine: str, condition: Condition, expected: bool | None
) -> None:
    born = pa.array([date(2000, 2, 29), date(2001, 1, 1)], pa.date32())
    people = pa.table({"household": ["a", "a"], "birth_date": born})
    make = ENGINES[engine]
    rows = rows_of(evaluate(make(pa.table({"id": ["a"]})), on=ON, rules=[a_rule(condition)], members=make(people)))
    assert [row["asked"] for row in rows] == [expected]


def test_a_fact_of_persons_that_no_register_has_needs_its_column() -> None:
    homes = pl.DataFrame({"id": ["h1"]})
    people = pl.DataFrame({"household": ["h1", "h1"], "birth_date": [date(2012, 2, 29), None]})
    pregnant = Fact("pregnant", Kind.FLAG, Text("the person is pregnant", "怀孕"))
    for asked in (IsTrue(pregnant), SIZE > 1, IsTrue(Fact("due", Kind.FLAG, WORDS, definition=~IsTrue(pregnant)))):
        rule = Rule("cared", WORDS, "household", AnyMember(asked), WORDS, WORDS, WORDS)
        with pytest.raises(InvalidValue, match=r"members: got 'no column (pregnant|size)'; expected the column of"):
            evaluate(homes, on=ON, rules=[rule], members=people)
    rule = Rule("cared", WORDS, "household", AnyMember(IsTrue(pregnant)), WORDS, WORDS, WORDS)
    stated = people.with_columns(pregnant=pl.Series([False, True]))
    assert evaluate(homes, on=ON, rules=[rule], members=stated)["cared"].to_list() == [True]
    insured = Rule("insured", WORDS, "household", AnyMember(IsTrue(MEDICAL_INSURED)), WORDS, WORDS, WORDS)
    assert evaluate(homes, on=ON, rules=[insured], members=people)["insured"].to_list() == [None]


def test_only_households_have_members_to_be_asked() -> None:
    rule = Rule("young", WORDS, "village", ~AnyMember(AGE >= 60), WORDS, WORDS, WORDS)
    for asked in ({}, {"absent": "unknown"}, {"members": pl.DataFrame({"household": ["v1"]})}):
        with pytest.raises(InvalidValue, match="young, which asks members: there is a member whose age is at least 60"):
            evaluate(pl.DataFrame({"id": ["v1"]}), on=ON, rules=[rule], **asked)


def test_a_frame_without_members_is_told_that_a_fact_follows_from_them_through_others() -> None:
    working = Fact("nobody_works", Kind.FLAG, WORDS, definition=~AnyMember(LABOUR.one_of(("ordinary",))))
    rule = Rule("helped", WORDS, "household", IsTrue(working), WORDS, WORDS, WORDS)
    with pytest.raises(InvalidValue, match="no column nobody_works'; expected that column, or members="):
        evaluate(pl.DataFrame({"id": ["h1"]}), on=ON, rules=[rule])


def test_what_only_members_can_say_needs_them_or_a_column() -> None:
    homes = pl.DataFrame({"id": ["a"], "size": [1], "child_there": [True]})
    there = Fact("child_there", Kind.FLAG, WORDS, definition=AnyMember(AGE < 6))
    assert evaluate(homes, on=ON, rules=[a_rule(IsTrue(there))])["asked"].to_list() == [True]
    with pytest.raises(InvalidValue, match="frame: got 'no column any_members_.*expected that column, or members="):
        evaluate(homes, on=ON, rules=[a_rule(AnyMember(AGE < 6))])
    with (
        pytest.raises(InvalidValue, match="rules: got 'rules that ask for any_members_"),
        open_store(":memory:") as store,
    ):
        store.decide(on=ON, rules=[a_rule(AnyMember(AGE < 6))])


def test_polars_streams_what_members_are_asked() -> None:
    homes = pl.LazyFrame({"id": [f"h{place}" for place in range(100)]})
    people = pl.LazyFrame(
        {
            "household": [f"h{place % 70}" for place in range(1_000)],
            "birth_date": [date(1980 + place % 37, 1 + place % 12, 1 + place % 28) for place in range(1_000)],
            "medical_insured": [[True, True, None, False][place % 13 % 4] for place in range(1_000)],
            "pay_fen": [place * 7 for place in range(1_000)],
            "ill": [place % 5 == 0 for place in range(1_000)],
        }
    )
    made = evaluate(homes, on=ON, rules=EVERYONE, members=people)
    assert made.collect(engine="streaming").equals(made.collect())
    assert made.collect().equals(evaluate(homes.collect(), on=ON, rules=EVERYONE, members=people.collect()))


def test_a_store_works_out_what_follows_from_the_facts_that_it_keeps() -> None:
    poor = Fact("in_need", Kind.FLAG, WORDS, definition=NET_INCOME < SIZE * 3_000)
    rules = [a_rule(IsTrue(poor))]
    frame = pl.DataFrame({"id": ["a", "b"], "size": [1, 1], "net_income_fen": [299_999, 300_000]})
    with open_store(":memory:") as store:
        store.save(frame, on=ON)
        assert (store.decide(on=ON, rules=rules).decided, store.decide(on=ON, rules=rules).decided) == (2, 0)
        assert store.decisions()["outcome"].to_list() == [True, False]
        store.save(frame.with_columns(net_income_fen=300_000), on=date(2016, 3, 1))
        assert store.decide(on=date(2016, 3, 1), rules=rules).decided == 1
        with pytest.raises(InvalidValue, match="rules: got 'rules that ask for an-amount'"):
            store.decide(on=date(2016, 3, 1), rules=[an_amount(NET_INCOME, "an-amount")])  # type: ignore[list-item]


def test_a_reform_that_reaches_a_fact_by_another_needs_the_members() -> None:
    strained = Fact("strained", Kind.FLAG, WORDS, definition=IsTrue(DROPOUT))
    frame = pl.DataFrame({"id": ["a"], "size": [1], "dropout": [True]})
    reform = CN.override({"schooling.last_age": 17})
    with pytest.raises(InvalidValue, match="dropout alone.*expected members=, since schooling.last_age"):
        simulate(frame, base=CN, reform=reform, on=ON, rule=a_rule(IsTrue(strained)))
    people = pl.DataFrame({"household": ["a"], "birth_date": [date(1999, 1, 1)], "schooling": ["out of school"],
                           "out_of_school_for_poverty": [True]})  # fmt: skip
    found = simulate(
        frame.drop("dropout"), base=CN, reform=reform, on=ON, rule=a_rule(IsTrue(strained)), members=people
    )
    assert (found.total.base, found.total.enter, found.total.reform) == (0, 1, 1)


def test_an_amount_has_a_column_and_its_values_are_told() -> None:
    homes = pl.DataFrame({"id": ["a", "b"], "size": [2, None]})
    grant = an_amount(SIZE * Parameter("schooling.first_age"), "grant")
    assert evaluate(homes, on=ON, rules=[grant])["grant_fen"].to_list() == [1200, None]
    made = manifest(homes, on=ON, rules=[grant])
    assert ([value.name for value in made.parameters], made.counts) == (["schooling.first_age"], ())
    huge = an_amount(COUNT * 100_000, "huge")
    rooms = pl.DataFrame({"rooms": [10**8, 10**8 + 1, None]})
    assert evaluate(rooms, on=ON, rules=[huge])["huge_fen"].to_list() == [10**15, None, None]


def test_a_fact_derived_before_for_another_day_is_not_read_by_what_follows_from_it() -> None:
    homes, people = pl.DataFrame({"id": ["a"]}), pl.DataFrame({"household": ["a"], "birth_date": [date(2008, 1, 1)]})
    derived = derive(homes, people, on=ON)
    schooled = Fact("schooled", Kind.FLAG, WORDS, definition=IsTrue(SCHOOL_AGE_CHILD))
    assert evaluate(derived, on=ON, rules=[a_rule(IsTrue(schooled))])["asked"].to_list() == [True]
    with pytest.raises(InvalidValue, match="school_age_child: got '1 row derived for another date"):
        evaluate(derived, on=date(2016, 3, 1), rules=[a_rule(IsTrue(schooled))])
    lazily = evaluate(derived.lazy(), on=date(2016, 3, 1), rules=[a_rule(IsTrue(schooled))]).collect()
    assert lazily["asked"].to_list() == [None]


def test_what_follows_from_a_fact_derived_before_reads_it_as_it_is_guarded() -> None:
    """A fact that is in the frame and follows from another one there is worked out after the other."""
    people = pl.DataFrame({"household": ["a"], "birth_date": [date(2008, 1, 1)]})
    derived = derive(pl.DataFrame({"id": ["a"], "schooled": [None]}), people, on=ON)
    schooled = Fact("schooled", Kind.FLAG, WORDS, definition=IsTrue(SCHOOL_AGE_CHILD))
    frame = derived.with_columns(pl.col("schooled").cast(pl.Boolean)).lazy()
    asked = [a_rule(IsTrue(schooled))]
    assert evaluate(frame, on=ON, rules=asked).collect()["asked"].to_list() == [True]
    assert evaluate(frame, on=date(2016, 3, 1), rules=asked).collect()["asked"].to_list() == [None]


@pytest.mark.parametrize("engine", WITH_DATES)
def test_a_stated_net_income_stands_for_that_of_twelve_months(engine: str) -> None:
    on = date(2020, 6, 15)
    homes = pa.table({"id": ["a", "b"], "net_income_fen": [499_900, 499_900], "income_year": [None, 2019]})
    rows = rows_of(evaluate(ENGINES[engine](homes), on=on, rules=[a_rule(MONITORED_INCOME < 5_000)], absent="unknown"))
    assert {row["id"]: row["asked"] for row in rows} == {"a": True, "b": None}
    reform = CN.override({"income.counted_transfers": ("dibao",)})
    with pytest.raises(InvalidValue, match="net_income_fen alone.*expected the parts of income"):
        simulate(
            ENGINES[engine](homes), base=CN, reform=reform, on=on, rule=a_rule(MONITORED_INCOME < 5_000),
            absent="unknown",
        )  # fmt: skip
