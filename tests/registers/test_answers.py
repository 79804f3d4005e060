"""Record, frame, store and simulation give one answer, where facts follow from members and from parts of income."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import Number
from antipoverty._shared.every_rule import every_rule
from antipoverty.allowance import BELONGS_ON_ALLOWANCE
from antipoverty.assistance._catalogue import MEASURES_ON_OFFER
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import InvalidValue, ParameterError
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts.household import DISABLED, DROPOUT, NET_INCOME, SIZE
from antipoverty.facts.person import AGE, MEDICAL_INSURED
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.monitoring import MONITORED_HOUSEHOLD
from antipoverty.records import Household, Income, Person, Transfer, Water
from antipoverty.registers import derive, evaluate, frames, manifest, open_store, simulate, why_unknown
from antipoverty.rules import (
    Condition,
    CountMembers,
    EveryMember,
    Fact,
    IsTrue,
    Kind,
    Least,
    Outcome,
    Parameter,
    Rounded,
    Rule,
    SumMembers,
    When,
)
from antipoverty.strategies import households
from antipoverty.text import Text
from effort import times
from engines import ENGINES, rows_of
from register_tables import outcome, tables

CN = rulebooks.load("cn")
SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.0853"})
TRUTH = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
WITH_DATES = [name for name in ENGINES if name != "pandas on numpy"]  # NumPy has no dates without a time
_BOOKS = [
    CN,
    CN.override({"income.counted_transfers": ("pension", "consolation", "relief")}),
    CN.override({"income.unsold_stock_counts": True, "income.business_loss_counts": False}),
    CN.override({"schooling.first_age": 7, "schooling.last_age": 11, "assistance.leaver_last_age": 30}),
    CN.override({"causes.student_levels": ("senior",), "causes.disability_grades": ("1", "2", "3", "4")}),
    CN.override({"monitoring.income_window": "previous-year", "identification.basis": "income-or-guarantee"}),
]
_ASKED: list[tuple[Rule, date]] = [
    (POOR_HOUSEHOLD, date(2014, 5, 1)),
    (POOR_HOUSEHOLD, date(2016, 5, 1)),
    (POOR_HOUSEHOLD, date(2019, 2, 28)),
    (HOUSEHOLD_EXIT, date(2017, 11, 1)),
    (MONITORED_HOUSEHOLD, date(2020, 6, 15)),
    (MONITORED_HOUSEHOLD, date(2021, 1, 4)),
    (CAUSES_OF_POVERTY, date(2017, 11, 1)),
    (MEASURES_ON_OFFER, date(2016, 5, 1)),
    (BELONGS_ON_ALLOWANCE, date(2017, 5, 1)),
]
_TEXT = Text("a", "甲")
_CHILD = Fact(
    "child",
    Kind.FLAG,
    _TEXT,
    definition=(AGE >= Parameter("schooling.first_age")) & (AGE <= Parameter("schooling.last_age")),
)
_NEED = Fact(
    "need",
    Kind.MONEY,
    _TEXT,
    definition=Least(
        (SumMembers(When(IsTrue(_CHILD), Number(Fraction(3_000)), Rounded(AGE * 11, 100, "half"))), SIZE * 2_500)
    ),
)
_STRAINED = Fact("strained", Kind.FLAG, _TEXT, definition=(NET_INCOME < _NEED) | IsTrue(DROPOUT))


def _made(name: str, condition: Condition) -> Rule:
    return Rule(name, _TEXT, "household", condition, _TEXT, _TEXT, _TEXT)


#: Rules of a caller, on facts of the caller's that follow from the library's and from members.
_MADE: list[tuple[Rule, date]] = [
    (_made("strained", IsTrue(_STRAINED)), date(2016, 5, 1)),
    (_made("covered", EveryMember(IsTrue(MEDICAL_INSURED) | IsTrue(_CHILD))), date(2019, 2, 28)),
    (_made("young", CountMembers(IsTrue(_CHILD)) * 2 >= SIZE), date(2016, 2, 29)),
    (_made("needy", (_NEED > NET_INCOME) & ~IsTrue(DISABLED)), date(2017, 11, 1)),
]
#: By number, since a rule and a rulebook are long to show.
MADE = st.sampled_from(range(len(_MADE)))
ASKED, BOOKS = st.sampled_from(range(len(_ASKED))), st.sampled_from(range(len(_BOOKS)))


def dated(household: Household, year: int | None) -> Household:
    income = household.income
    return household if income is None else attrs.evolve(household, income=attrs.evolve(income, year=year))


REGISTERS = st.lists(
    st.builds(dated, households(), st.sampled_from([None, None, 2013, 2015, 2016, 2018, 2019, 2020])),
    min_size=1,
    max_size=6,
    unique_by=lambda household: household.id,
)


@times(1 / 6)
@given(REGISTERS, ASKED, BOOKS, st.sampled_from(WITH_DATES))
def test_a_frame_with_its_members_says_what_each_record_says(
    register: list[Household], asked: int, book_number: int, engine: str
) -> None:
    (rule, on), book = _ASKED[asked], _BOOKS[book_number]
    own, people = tables(register)
    make = ENGINES[engine]
    expected = {each.id: TRUTH[outcome(rule, each, on, book)] for each in register}
    found = rows_of(evaluate(make(own), on=on, rulebook=book, rules=(rule,), members=make(people)))
    assert {row["id"]: row[rule.column] for row in found} == expected
    if engine != "duckdb":
        assert [row["id"] for row in found] == [each.id for each in register]
    # What was derived before is read as it stands, on the same date and by the same values.
    before = derive(make(own), make(people), on=on, rulebook=book)
    found = rows_of(evaluate(before, on=on, rulebook=book, rules=(rule,)))
    assert {row["id"]: row[rule.column] for row in found} == expected
    counted = Counter(expected.values())
    for stated in (
        manifest(make(own), on=on, rulebook=book, rules=(rule,), members=make(people)),
        manifest(before, on=on, rulebook=book, rules=(rule,)),
    ):
        (counts,) = stated.counts
        assert (counts.met, counts.not_met, counts.unknown) == (counted[True], counted[False], counted[None])


@times(1 / 8)
@given(REGISTERS, ASKED, BOOKS)
def test_a_store_says_what_each_record_says(register: list[Household], asked: int, book_number: int) -> None:
    (rule, on), book = _ASKED[asked], _BOOKS[book_number]
    own, people = (pl.from_arrow(table) for table in tables(register))
    expected = sorted((each.id, TRUTH[outcome(rule, each, on, book)]) for each in register)
    with open_store(":memory:") as store:
        store.save(derive(own, people, on=on, rulebook=book), on=on)
        store.decide(on=on, rulebook=book, rules=(rule,))
        assert store.decisions().select("id", "outcome").rows() == expected
        again = rows_of(evaluate(store.households(), on=on, rulebook=book, rules=(rule,)))
        assert sorted((row["id"], row[rule.column]) for row in again) == expected


@times(1 / 6)
@given(
    REGISTERS,
    ASKED,
    BOOKS,
    BOOKS,
    st.booleans(),
    st.sampled_from(WITH_DATES),
)
def test_a_simulation_moves_those_whom_deciding_twice_moves(
    register: list[Household],
    asked: int,
    base_number: int,
    reform_number: int,
    later: bool,
    engine: str,
) -> None:
    (rule, on), base, reform = _ASKED[asked], _BOOKS[base_number], _BOOKS[reform_number]
    own, people = tables(register)
    make = ENGINES[engine]
    then = on.replace(month=on.month % 12 + 1, day=4) if later else on
    expected = Counter((outcome(rule, each, on, base), outcome(rule, each, then, reform)) for each in register)
    found = simulate(make(own), base=(base, on), reform=(reform, then), rule=rule, members=make(people))
    assert {move: count for move, count in found.crossed().items() if count} == dict(expected)
    sizes = [each.size for each in register if outcome(rule, each, on, base) is Outcome.MET]
    assert found.total.base_persons == sum(size for size in sizes if size is not None)
    assert found.total.base_sizes_unknown == sizes.count(None)


@times(1 / 4)
@given(REGISTERS, MADE, BOOKS, BOOKS, st.booleans(), st.sampled_from(WITH_DATES))
def test_a_rule_of_a_caller_says_and_moves_what_records_do(
    register: list[Household], asked: int, base_number: int, reform_number: int, later: bool, engine: str
) -> None:
    (rule, on), base, reform = _MADE[asked], _BOOKS[base_number], _BOOKS[reform_number]
    own, people = tables(register)
    make = ENGINES[engine]
    then = on.replace(month=on.month % 12 + 1, day=4) if later else on
    said = [(outcome(rule, each, on, base), outcome(rule, each, then, reform)) for each in register]
    found = rows_of(evaluate(make(own), on=on, rulebook=base, rules=(rule,), members=make(people)))
    expected = {each.id: TRUTH[before] for each, (before, _) in zip(register, said, strict=True)}
    assert {row["id"]: row[rule.column] for row in found} == expected
    moved = simulate(make(own), base=(base, on), reform=(reform, then), rule=rule, members=make(people))
    assert {move: count for move, count in moved.crossed().items() if count} == dict(Counter(said))


# The examples, worked out by hand


def frame(engine: str, **columns: Any) -> Any:
    return ENGINES[engine](pa.table({"id": [f"h{n}" for n in range(len(next(iter(columns.values()))))], **columns}))


#: 2,790 yuan: below the line of 2,800 that the round of 2015 holds against the income of 2014, above the 2,736 of 2013.
LATE = {"net_income_fen": [279_000], "size": [1], "income_year": [2013]}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_income_of_another_year_than_counts_is_unknown_everywhere(engine: str) -> None:
    on, before = date(2015, 5, 10), date(2014, 5, 10)
    for day, expected in ((before, False), (on, None)):
        (row,) = rows_of(evaluate(frame(engine, **LATE), on=day))
        assert row["poor_household"] is expected
        (counts,) = manifest(frame(engine, **LATE), on=day).counts
        assert (counts.not_met, counts.unknown) == ((1, 0) if expected is False else (0, 1))
    found = simulate(frame(engine, **LATE), base=before, reform=on)
    assert {move for move, count in found.crossed().items() if count} == {(Outcome.NOT_MET, Outcome.UNKNOWN)}
    right = {**LATE, "income_year": [2014]}
    assert rows_of(evaluate(frame(engine, **right), on=on))[0]["poor_household"] is True


def test_a_store_decides_again_when_another_year_counts() -> None:
    with open_store(":memory:") as store:
        store.save(pl.DataFrame({"id": ["h1"], **LATE}), on=date(2014, 5, 10))
        said = []
        for day in (date(2014, 5, 10), date(2015, 5, 10), date(2014, 6, 10)):
            store.decide(on=day)
            said.append(store.decisions(on=day)["outcome"].to_list())
        assert said == [[False], [None], [False]]


PENSIONER = {
    "size": [1], "wage_fen": [200_000], "business_fen": [0], "property_fen": [0], "outlay_fen": [0],
    **{f"transfer_{kind}_fen": [100_000 if kind == "pension" else 0] for kind in (
        "pension", "five_guarantee", "dibao", "production_subsidy", "family_support", "relocation_grant",
        "housing_grant", "shed_grant", "consolation", "relief", "medical_reimbursement", "education_aid")},
}  # fmt: skip
WITHOUT_PENSION = CN.override({"income.counted_transfers": ("dibao", "five_guarantee")})


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reform_of_what_counts_as_income_moves_people(engine: str) -> None:
    on = date(2014, 5, 1)
    pensioner = Household("h0", size=1, income=Income(wage=2_000, business=0, property=0, outlay=0,
                                                      transfers=(Transfer("pension", 1_000),)))  # fmt: skip
    assert outcome(POOR_HOUSEHOLD, pensioner, on, CN) is Outcome.NOT_MET
    assert outcome(POOR_HOUSEHOLD, pensioner, on, WITHOUT_PENSION) is Outcome.MET
    stated = {**PENSIONER, "net_income_fen": [300_000]}
    for columns in (PENSIONER, stated):
        found = simulate(frame(engine, **columns), base=CN, reform=WITHOUT_PENSION, on=on).total
        assert (found.enter, found.leave, found.reform_gap) == (1, 0, pytest.approx(736))
        (row,) = rows_of(evaluate(frame(engine, **columns), on=on, rulebook=WITHOUT_PENSION, shortfall=True))
        assert (row["poor_household"], row["poor_household_shortfall_fen"]) == (True, 73_600)
    alone = frame(engine, size=[1], net_income_fen=[300_000])
    with pytest.raises(InvalidValue, match="net_income_fen alone.*expected the parts of income.*counted_transfers"):
        simulate(alone, base=CN, reform=WITHOUT_PENSION, on=on)
    with open_store(":memory:") as store:
        store.save(pl.DataFrame({"id": ["h0"], **PENSIONER}), on=on)
        store.decide(on=on)
        store.decide(on=on, rulebook=WITHOUT_PENSION)
        assert store.history("h0").filter(pl.col("criterion") == "HH-01")["outcome"].to_list() == [False, True]


@pytest.mark.parametrize("engine", WITH_DATES)
def test_a_reform_of_school_ages_moves_people(engine: str) -> None:
    on = date(2019, 5, 1)
    higher = CN.override({"schooling.last_age": 17})
    child = Person("p", birth_date=date(2003, 1, 1), schooling="out of school", out_of_school_for_poverty=True,
                   medical_insured=True)  # fmt: skip
    secure = Household("h0", members=(child,), income=Income(stated=9_000), dwelling_grade="A", food_secure=True,
                       clothing_secure=True, water=Water(certified=True))  # fmt: skip
    assert outcome(POOR_HOUSEHOLD, secure, on, CN) is Outcome.NOT_MET
    assert outcome(POOR_HOUSEHOLD, secure, on, higher) is Outcome.MET
    own, people = tables([secure])
    make = ENGINES[engine]
    found = simulate(make(own), base=CN, reform=higher, on=on, members=make(people))
    assert (found.total.enter, found.total.leave) == (1, 0)
    assert [flow.reasons for flow in found.flows()] == [("HH-04.education",)]
    derived = derive(make(own), make(people), on=on)
    if engine in ("polars lazy", "duckdb"):  # a plan is not run to be refused
        assert rows_of(evaluate(derived, on=on, rulebook=higher))[0]["poor_household"] is None
        assert rows_of(evaluate(derived, on=date(2019, 5, 2)))[0]["poor_household"] is None
    else:
        for day, book in ((on, higher), (date(2019, 5, 2), CN)):
            with pytest.raises(InvalidValue, match="1 row derived for another date or by other values"):
                evaluate(derived, on=day, rulebook=book)
    with pytest.raises(InvalidValue, match="school_age_child alone.*expected members="):
        simulate(derived, base=CN, reform=higher, on=on)
    assert rows_of(evaluate(derived, on=on))[0]["poor_household"] is False
    flagged = frame(engine, school_age_child=[False], dropout=[False], **{name: [1] for name in ("size",)})
    with pytest.raises(InvalidValue, match="(school_age_child|dropout) alone.*expected members="):
        simulate(flagged, base=CN, reform=higher, on=on, absent="unknown")


def test_what_was_put_in_for_another_day_is_not_decided_on() -> None:
    on = date(2019, 5, 1)
    own, people = (pl.from_arrow(table) for table in tables([Household("h0", members=(Person("p"),))]))
    with open_store(":memory:") as store:
        store.save(derive(own, people, on=on), on=on)
        store.decide(on=on)
        with pytest.raises(InvalidValue, match="derived for 2019-05-01, or by other values"):
            store.decide(on=date(2019, 6, 1))
        again = store.save(derive(own, people, on=date(2019, 6, 1)), on=date(2019, 6, 1))
        assert (again.changed, again.same) == (0, 1)
        store.decide(on=date(2019, 6, 1))
        mixed = pl.concat([store.households(), store.households().with_columns(id=pl.lit("h1"), derived_on=on)])
        with pytest.raises(InvalidValue, match="derived_on that differs between households"):
            store.save(mixed, on=date(2019, 6, 2))


@pytest.mark.parametrize("engine", WITH_DATES)
def test_members_come_before_what_the_household_states_and_leave_it_the_rest(engine: str) -> None:
    people = pa.table({"household": ["h0", "h0", "h9"], "medical_insured": [True, None, False]})
    own = {"size": [2, 3], "uninsured": [True, True], "net_income_fen": [900_000] * 2, "dwelling_grade": ["A", "A"],
           "food_secure": [True, True], "clothing_secure": [True, True], "school_age_child": [False, False],
           "dropout": [False, False]}  # fmt: skip
    found = rows_of(
        evaluate(
            frame(engine, **own), on=date(2019, 5, 1), members=ENGINES[engine](people), findings=True, absent="unknown"
        )
    )
    # Of two members one is insured and one unknown: the household's own word stands.
    assert [row["poor_household_hh_04_medical"] for row in found] == [False, False]
    assert set(found[0]) == {"id", *own, *(name for name in found[0] if name.startswith("poor_household"))}


def test_members_are_of_the_engine_of_the_households_and_of_rules_on_them() -> None:
    own, people = tables([Household("h0", members=(Person("p"),))])
    with pytest.raises(InvalidValue, match="members: got 'DataFrame'.*expected a frame of the kind of households"):
        evaluate(own, on=date(2014, 5, 1), members=pl.from_arrow(people))
    with pytest.raises(InvalidValue, match="households: got 'no column id'"):
        evaluate(own.drop_columns(["id"]), on=date(2016, 5, 1), members=people)
    with pytest.raises(InvalidValue, match="members: got .*expected none, for rules on a village"):
        evaluate(own, on=date(2014, 5, 1), members=people, rules=(POOR_VILLAGE,), rulebook=SICHUAN)


DAYS = [date(2014, 5, 1), date(2018, 6, 1), date(2020, 11, 1), date(2023, 6, 1), date(2026, 6, 1)]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_what_is_undecided_is_said_of_every_rule_whose_parameters_have_no_value(on: date) -> None:
    """A place's value that no rulebook states is named as the decision names it; a rule that has ended says so."""
    homes, people = frames([Household("h1", size=2, income=Income(stated=4_000), registration="exited")])
    for rule in every_rule().values():
        if rule.subject != "household":
            continue
        try:
            found = why_unknown(homes, members=people, on=on, rules=(rule,))
        except ParameterError:
            continue
        for language in ("en", "zh"):
            said = found.explain(language)
            ended = found.rules[0].ended
            assert ended is None or ended[language] in said
            for name in () if ended else found.total["fact"]:
                assert "." not in name or name in said
