"""Tables as household objects and objects as tables: nothing is lost on the way, and both are decided alike.

And why: the decision of one row, and the facts that leave rows undecided.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.allowance import BELONGS_ON_ALLOWANCE
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import InvalidValue
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts import HOUSEHOLD
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.monitoring import MONITORED_HOUSEHOLD
from antipoverty.records import Household, Income, Person, Transfer, TransferKind
from antipoverty.registers import (
    HOUSEHOLDS,
    MEMBERS,
    Schema,
    decide_row,
    derive,
    evaluate,
    frames,
    records,
    why_unknown,
)
from antipoverty.registers._objects import from_rows, to_rows
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.rules import Fact, Kind, Outcome, Rule, bind, decide
from antipoverty.strategies import households
from antipoverty.text import Text
from effort import times
from engines import ENGINES
from register_tables import income_parts

CN = rulebooks.load("cn")
ON = date(2014, 5, 1)
#: What no object holds.
ELSEWHERE = ("person", "derived_on", "derived_by")


def held(schema: Schema) -> dict[str, Field]:
    return {each.column: each for each in schema if each.column not in ELSEWHERE}


def table(schema: Schema, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    kinds = {name: stored(each) for name, each in held(schema).items()}
    return pl.DataFrame([{name: row.get(name) for name in kinds} for row in rows], kinds, orient="row")


def values(each: Field) -> st.SearchStrategy[Any]:
    """Values of a field: those at its bounds among them."""
    match each.form:
        case Form.FLAG:
            return st.booleans()
        case Form.CATEGORY:
            return st.sampled_from([value for value, _ in each.values])
        case Form.DAY:
            return st.dates(date(1930, 1, 1), date(2022, 1, 1))
        case _:
            assert each.least is not None
            assert each.most is not None
            low, most = max(each.least, -(10**7)), min(each.most, 10**7)
            plain = st.integers(low, most)
            if each.name == "size":
                return st.integers(1, 4) | st.just(100)
            return plain | st.sampled_from([max(0, each.least), each.least, each.most])


@st.composite
def rows(draw: st.DrawFn, schema: Schema, keys: dict[str, str]) -> dict[str, Any]:
    """A row of which some columns are known: from none of them to nearly all."""
    share = draw(st.sampled_from([0, 1, 3, 9, 10]))
    others = [each for name, each in held(schema).items() if each.form is not Form.KEY]
    known = {each.column: draw(values(each)) for each in others if draw(st.integers(0, 9)) < share}
    return {**known, **keys}


@st.composite
def tables(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tables of every column that an object can hold, members in the order of their households."""
    own, people = [], []
    for number in range(draw(st.integers(0, 4))):
        village = draw(st.sampled_from([{}, {"village": "v1"}, {"village": "v2"}]))
        own.append(draw(rows(HOUSEHOLDS, {"id": f"h{number}", **village})))
        listed = [{"id": f"p{number}{place}", "household": f"h{number}"} for place in range(draw(st.integers(0, 3)))]
        people += [draw(rows(MEMBERS, keys)) for keys in listed]
    return table(HOUSEHOLDS, own), table(MEMBERS, people)


def sums_that_can_be(own: pl.DataFrame) -> pl.DataFrame:
    """Amounts whose sums lie within what a frame takes for an amount: an object adds up larger ones too."""
    return own.with_columns(pl.col("^.*_fen$").clip(-(10**13), 10**13))


# There and back


@times(1 / 2)
@given(tables())
def test_tables_come_back_from_objects_as_they_were(register: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    own, people = register
    again = frames(records(own, people))
    assert again[0].schema == own.schema
    assert again[1].schema == people.schema
    assert again[0].equals(own)
    assert again[1].equals(people)


def plain(household: Household) -> Household:
    """The household as the tables can hold it: one transfer of a kind, no income of which nothing is known."""
    income = household.income
    if income is not None and income.transfers is not None:
        sums = {kind: sum(each.amount for each in income.transfers if each.kind is kind) for kind in TransferKind}
        transfers = tuple(Transfer(kind, amount) for kind, amount in sums.items() if amount)
        income = attrs.evolve(income, transfers=transfers)
    if income == Income():
        income = None
    return attrs.evolve(household, declared_causes=(), income=income)


REGISTERS = st.lists(households(), max_size=4, unique_by=lambda household: household.id)


@times(1 / 2)
@given(REGISTERS)
@example([Household("h1", members=(Person("p1"),), stated={"size": 1})])
@example(
    [Household("h1", members=(Person("p1"),), income=Income(wage=0), stated={"size": 2, "net_income": Decimal(-1)})]
)
@example([Household("h1", income=Income(year=2013, transfers=())), Household("h2", income=Income(outlay=0))])
@example([Household("h1", stated={"transfer_dibao": Decimal("0.00"), "vocational_students": 2, "exited": True})])
@example(
    [Household("h1", income=Income(stated=5), stated={"transfer_dibao": Decimal(7), "monitored_income": Decimal(1)})]
)
@example([Household("h1", size=100, village="v"), Household("h2", members=tuple(Person(f"p{n}") for n in range(100)))])
def test_objects_come_back_from_tables_as_they_were(register: list[Household]) -> None:
    given_ = [plain(household) for household in register]
    again = list(records(*frames(given_)))
    assert again == given_
    # What is not compared by ==: the size as it was stated, the last birth, and how it is shown.
    for first, second in zip(again, given_, strict=True):
        for each in attrs.fields(Household):
            assert getattr(first, each.name) == getattr(second, each.name), each.name
        assert repr(first) == repr(second)
        assert income_parts(first) == income_parts(second)
        assert type(first.id) is str


def test_an_object_made_of_a_row_is_that_which_its_class_makes() -> None:
    row = {"id": "h1", "village": "v1", "size": 3, "land_hundredths": 250, "water_minutes": 20, "vehicle": False,
           "shock": True, "registration": "exited", "income_year": 2013, "wage_fen": 5, "net_income_fen": 7,
           "uninsured": False, "transfer_pension_fen": 72_000, "medical_spending_fen": 0}  # fmt: skip
    (found,) = records(table(HOUSEHOLDS, [row]))
    made = Household(
        "h1",
        "v1",
        size=3,
        land="2.50",
        water=attrs.evolve(found.water, minutes=20),
        flags=attrs.evolve(found.flags, vehicle=False),
        risk=attrs.evolve(found.risk, shock=True),
        registration="exited",
        income=Income(2013, wage="0.05"),
        medical_spending=0,
        stated={"net_income": Decimal("0.07"), "uninsured": False, "transfer_pension": Decimal("720.00")},
    )
    assert found == made
    assert attrs.evolve(found, size=4).size == 4
    assert income_parts(found) == {"wage": 5, "transfer_pension": 72_000}
    # Kinds of transfers and the flags that are called alike are not mixed up.
    assert income_parts(Household("h2", stated={"dibao": True})) == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_of_every_engine_give_the_same_objects(engine: str) -> None:
    row = {"id": "h1", "size": 2, "wage_fen": 5, "dibao": True, "dwelling_grade": "C"}
    person = {"id": "p1", "household": "h1", "labour": "weak", "birth_date": date(2000, 2, 29)}
    own, people = table(HOUSEHOLDS, [row, {"id": "h2"}]), table(MEMBERS, [person])
    if engine == "pandas on numpy":  # NumPy has no dates without a time, and no unknown Boolean
        own, people = own.select("id", "size", "wage_fen", "dwelling_grade"), people.select("id", "household", "labour")
    make = ENGINES[engine]
    found = sorted(records(make(own.to_arrow()), make(people.to_arrow())), key=lambda each: each.id)
    assert found == list(records(own, people))


def test_whole_numbers_and_closed_words_are_taken() -> None:
    own = pl.DataFrame(
        {"id": [7], "size": pl.Series([3], dtype=pl.Int8), "dwelling_grade": pl.Series(["B"], dtype=pl.Enum(["B"]))}
    )
    (found,) = records(own, pl.DataFrame({"id": [1], "household": [7]}))
    assert found == Household("7", members=(Person("1"),), dwelling_grade="B", stated={"size": 3})
    assert found.size is None


# Decided alike


def without_income(household: Household) -> Household:
    """As it is on frames where its income is of a year that does not count."""
    parts = {each.name for each in HOUSEHOLD.facts if each.name.startswith("transfer_")} | {"wage", "business"}
    parts |= {"property", "outlay", "unsold_stock", "net_income"}
    return attrs.evolve(household, income=None, stated=tuple(each for each in household.stated if each[0] not in parts))


def truth(rule: Rule, household: Household, on: date, book: rulebooks.Rulebook) -> bool | None:
    """The outcome of an object; what is refused then, an income of another year or a birth to come, is unknown."""
    bound = bind(rule, book.at(on))
    members = household.members and tuple(
        attrs.evolve(each, birth_date=None) if each.birth_date is not None and each.birth_date > on else each
        for each in household.members
    )
    household = attrs.evolve(household, members=members)
    try:
        outcome = decide(bound, HOUSEHOLD, household, on=on).outcome
    except InvalidValue as error:
        if error.field != "Income.year":
            raise
        outcome = decide(bound, HOUSEHOLD, without_income(household), on=on).outcome
    return {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}[outcome]


_BOOKS = [
    CN,
    rulebooks.load("cn/guizhou"),
    CN.override({"income.unsold_stock_counts": True, "income.business_loss_counts": False}),
    CN.override({"monitoring.income_window": "previous-year", "income.counted_transfers": ("pension", "dibao")}),
]
_ASKED: list[tuple[Rule, date]] = [
    (POOR_HOUSEHOLD, date(2014, 5, 1)),
    (HOUSEHOLD_EXIT, date(2017, 11, 1)),
    (MONITORED_HOUSEHOLD, date(2020, 6, 15)),
    (MONITORED_HOUSEHOLD, date(2021, 1, 4)),
    (CAUSES_OF_POVERTY, date(2017, 11, 1)),
    (BELONGS_ON_ALLOWANCE, date(2017, 5, 1)),
]


@times(1 / 2)
@given(tables(), st.sampled_from(range(len(_ASKED))), st.sampled_from(range(len(_BOOKS))))
def test_an_object_is_decided_as_its_row(
    register: tuple[pl.DataFrame, pl.DataFrame], asked: int, book_number: int
) -> None:
    (own, people), (rule, on), book = register, _ASKED[asked], _BOOKS[book_number]
    own = sums_that_can_be(own)
    # Of the year that counts, of none, or of another.
    year = pl.when(pl.col("income_year") % 3 == 0).then(on.year - 1).when(pl.col("income_year") % 3 == 1).then(2_000)
    own = own.with_columns(income_year=year)
    found = evaluate(own, on=on, rulebook=book, rules=(rule,), members=people)[rule.column].to_list()
    assert [truth(rule, household, on, book) for household in records(own, people)] == found


def test_what_monitoring_asks_may_be_stated_by_itself_beside_the_income_of_another_year() -> None:
    rule, on = MONITORED_HOUSEHOLD, date(2021, 6, 1)
    row = {"size": 1, "income_year": 2019, "net_income_fen": 5, "registration": "exited"}
    own = table(HOUSEHOLDS, [{"id": "h1", **row}, {"id": "h2", "monitored_income_fen": 10**7, **row}])
    found = evaluate(own, on=on, rules=(rule,))[rule.column].to_list()
    first, second = records(own)
    with pytest.raises(InvalidValue, match=r"Income\.year"):
        decide(bind(rule, CN.at(on)), HOUSEHOLD, first, on=on)
    assert truth(rule, second, on, CN) == found[1]
    assert "monitored_income" not in decide(bind(rule, CN.at(on)), HOUSEHOLD, second, on=on).missing


def test_an_income_known_in_part_and_stated_in_total_counts_in_total() -> None:
    own = table(HOUSEHOLDS, [{"id": "h1", "size": 4, "wage_fen": 5, "net_income_fen": 1_094_399}])
    (household,) = records(own)
    assert household.income == Income(wage="0.05")
    for rule, on in _ASKED:
        found = evaluate(own, on=on, rules=(rule,), absent="unknown")[rule.column].to_list()
        assert [truth(rule, household, on, CN)] == found


def test_the_income_of_twelve_months_is_that_of_the_year_where_no_other_is_stated() -> None:
    row = {"id": "h1", "size": 1, "net_income_fen": 5, "registration": "exited", "shock": True}
    own, (rule, on) = table(HOUSEHOLDS, [row]), (MONITORED_HOUSEHOLD, date(2021, 1, 4))
    for frame in (own, own.select(*row)):
        assert evaluate(frame, on=on, rules=(rule,), absent="unknown")[rule.column].to_list() == [True]
    assert [truth(rule, household, on, CN) for household in records(own)] == [True]


def test_transfers_that_do_not_count_need_not_be_known() -> None:
    counted = CN.at(ON).get("income.counted_transfers").value
    assert isinstance(counted, tuple)
    parts = {f"{name}_fen": 0 for name in ("wage", "business", "property", "outlay", "unsold_stock")}
    own = table(HOUSEHOLDS, [{"id": "h1", "size": 1, **parts, **{f"transfer_{kind}_fen": 1 for kind in counted}}])
    (household,) = records(own)
    assert household.income is not None
    assert household.income.transfers is None
    decision = decide(bind(POOR_HOUSEHOLD, CN.at(ON)), HOUSEHOLD, household, on=ON)
    assert dict(zip([fact.name for fact in decision.bound.facts], decision.facts, strict=True))["net_income"] == len(
        counted
    )


# Rows that no object can hold


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("size", 0, "a whole number from 1 to 100"),
        ("size", 101, "a whole number from 1 to 100"),
        ("dwelling_grade", "E", "one of A, B, C, D"),
        ("wage_fen", -1, "an amount of yuan with at most two decimal places, at least 0"),
        ("income_year", 1977, "a whole number from 1,978 to 2,100"),
        ("village", "11010519491231002X", "a key: a pseudonym in one line"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_key_and_column(column: str, value: object, expected: str) -> None:
    own = table(HOUSEHOLDS, [{"id": "h1"}, {"id": "h2", column: value}, {"id": "h3"}])
    found = records(own)
    assert next(found).id == "h1"
    with pytest.raises(InvalidValue) as error:
        next(found)
    assert error.value.field == f"households[h2].{column}"
    assert error.value.expected == expected
    assert str(value) not in str(error.value).partition("expected")[0].removeprefix(error.value.field)
    apart: list[InvalidValue] = []
    assert [each.id for each in records(own, refused=apart.append)] == ["h1", "h3"]
    assert apart == [error.value]


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ([{"id": "p1", "household": "h1", "labour": "strong"}], "members[h1].labour"),
        ([{"id": "p1", "household": "h1"}, {"id": "p1", "household": "h1"}], "members[h1].id"),
        ([{"household": "h1"}], "members[h1].id"),
        ([{"id": f"p{number}", "household": "h1"} for number in range(101)], "members[h1].household"),
        ([{"id": "p1", "household": "h9"}], "members.household"),
        ([{"id": "p1"}], "members.household"),
    ],
)
def test_members_that_cannot_be_are_refused_by_their_household(people: list[dict[str, Any]], field: str) -> None:
    own, listed = table(HOUSEHOLDS, [{"id": "h1"}, {"id": "h2"}]), table(MEMBERS, people)
    with pytest.raises(InvalidValue) as error:
        list(records(own, listed))
    assert error.value.field == field
    apart: list[InvalidValue] = []
    given_ = [each.id for each in records(own, listed, refused=apart.append)]
    assert [each.field for each in apart] == [field]
    assert given_ == (["h1", "h2"] if field == "members.household" else ["h2"])


def test_keys_that_are_missing_or_stand_twice_are_refused_each_time() -> None:
    own = table(HOUSEHOLDS, [{"id": "h1"}, {"id": "h2"}, {"id": "h1"}, {}, {}])
    people = table(MEMBERS, [{"id": "p1", "household": "h1"}, {"id": "p2", "household": "h2"}])
    apart: list[InvalidValue] = []
    (found,) = records(own, people, refused=apart.append)
    assert found == Household("h2", members=(Person("p2"),))
    assert [each.field for each in apart] == ["households[h1].id"] * 2 + ["households[without a key].id"] * 2


@given(tables(), st.data())
def test_as_many_are_given_or_refused_as_there_are(
    register: tuple[pl.DataFrame, pl.DataFrame], data: st.DataObject
) -> None:
    own, people = register
    spoil = data.draw(st.lists(st.booleans(), min_size=own.height, max_size=own.height))
    odd = data.draw(st.lists(st.sampled_from([None, "h0", "h8", "h9"]), min_size=people.height, max_size=people.height))
    own = own.with_columns(size=pl.when(pl.Series(spoil, dtype=pl.Boolean)).then(0).otherwise("size"))
    people = people.with_columns(household=pl.coalesce(pl.Series(odd, dtype=pl.String), "household"))
    apart: list[InvalidValue] = []
    found = [each.id for each in records(own, people, refused=apart.append)]
    strangers = people.filter(~pl.col("household").is_in(own["id"].implode()))["household"].n_unique()
    assert len(found) + len(apart) == own.height + strangers
    assert found == [key for key, bad in zip(own["id"], spoil, strict=True) if not bad]


def test_tables_that_are_not_as_they_were_stated_are_refused() -> None:
    own = pl.DataFrame({"id": ["h1"], "size": [2]})
    people = pl.DataFrame({"id": ["p1"], "household": ["h1"], "birth_date": [date(2008, 1, 1)]})
    for odd, message in (
        (derive(own, people, on=ON), "derived for a date"),
        (own.drop("id"), "no column id"),
        (own.rename({"size": "家庭人口数"}), "no column size, but 家庭人口数"),
        (own.with_columns(size=2.0), "a column of whole numbers"),
        ([own], "a frame of"),
    ):
        with pytest.raises(InvalidValue, match=message):
            records(odd)
    with pytest.raises(InvalidValue, match="no column household"):
        records(own, people.drop("household"))
    with pytest.raises(InvalidValue, match="progress"):
        records(own, progress=5)  # type: ignore[arg-type]
    assert list(records(derive(own, people, on=ON).drop("derived_on", "derived_by")))


@pytest.mark.parametrize(
    ("household", "field"),
    [
        (Household("h1", declared_causes=("因病",)), "declared_causes"),
        (Household("h1", members=(Person("p1", name="Wang"),)), "name"),
        (Household("h1", stated={"vehicle": True}), "stated"),
        (Household("h1", stated={"size": 3}), "stated"),
        (Household("h1", income=Income(wage=1), stated={"wage": Decimal(2)}), "stated"),
        (Household("h1", stated={"disabled": 1}), "stated[disabled]"),
        (Household("h1", stated={"vocational_students": True}), "stated[vocational_students]"),
    ],
)
def test_what_tables_have_no_column_for_is_refused(household: Household, field: str) -> None:
    with pytest.raises(InvalidValue) as error:
        frames([household])
    assert error.value.field == f"records[h1].{field}"
    assert "Wang" not in str(error.value)


def test_no_household_stands_twice_in_the_tables() -> None:
    with pytest.raises(InvalidValue, match="duplicate"):
        frames([Household("h1"), Household("h1")])
    with pytest.raises(InvalidValue, match="records"):
        frames(["h1"])  # type: ignore[list-item]


# In batches


def test_batches_change_nothing_and_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    own = table(HOUSEHOLDS, [{"id": f"h{number}", "size": number % 4 + 1} for number in range(10)])
    people = table(MEMBERS, [{"id": f"p{number}", "household": f"h{number * 7 % 10}"} for number in range(25)])
    whole = list(records(own, people))
    assert sum(len(each.members or ()) for each in whole) == 25
    for module in (from_rows, to_rows):
        monkeypatch.setattr(module, "BATCH", 3)
    told: list[tuple[int, int | None]] = []
    assert list(records(own, people, progress=lambda done, total: told.append((done, total)))) == whole
    assert told == [(3, 10), (6, 10), (9, 10), (10, 10)]
    told.clear()
    assert list(records(own.clear(), progress=lambda done, total: told.append((done, total)))) == []
    assert told == [(0, 0)]
    assert frames(whole)[0].equals(own.with_columns(size="size"))
    assert frames(iter(whole))[1]["id"].to_list() == [each.id for one in whole for each in one.members or ()]


def test_a_register_is_never_all_objects_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (from_rows, to_rows):
        monkeypatch.setattr(module, "BATCH", 50)

    def objects() -> int:
        gc.collect()
        return sum(isinstance(each, Household) for each in gc.get_objects())

    before = objects()
    found = records(pl.DataFrame({"id": [f"h{number}" for number in range(1_000)]}))
    assert [each.id for each in islice(found, 500)][-1] == "h499"
    assert objects() - before < 300


def test_a_birth_after_the_date_is_no_error_of_the_row() -> None:
    born = ON + timedelta(days=1)
    own, people = pl.DataFrame({"id": ["h1"]}), pl.DataFrame({"id": ["p1"], "household": ["h1"], "birth_date": [born]})
    (found,) = records(own, people)
    with pytest.raises(InvalidValue, match=r"Person\.birth_date"):
        found.check_births(ON)
    found.check_births(born)


# One row


@pytest.mark.parametrize("engine", ENGINES)
def test_one_row_is_explained_on_every_engine(engine: str) -> None:
    own = pl.DataFrame({"id": ["h1", "h2", "h3"], "net_income_fen": [1, 5, None], "dwelling_grade": ["A", "C", None]})
    people = pl.DataFrame({"id": ["p1", "p2", "p3"], "household": ["h2", "h1", "h2"], "medical_insured": [True] * 3})
    make, asked = ENGINES[engine], {"on": ON, "rulebook": CN}
    found = decide_row(make(own.to_arrow()), "h3", members=make(people.to_arrow()), **asked)
    for household in records(own, people):
        found = decide_row(make(own.to_arrow()), household.id, members=make(people.to_arrow()), **asked)
        assert found == decide(bind(POOR_HOUSEHOLD, CN.at(ON)), HOUSEHOLD, household, on=ON, key=household.id)
    at = dict(zip([fact.name for fact in found.bound.facts], found.facts, strict=True))
    assert (at["size"], at["net_income"]) == (None, None)
    assert (
        decide_row(make(own.to_arrow()), "h2", rule=HOUSEHOLD_EXIT, on=date(2017, 11, 1)).bound.rule.id
        == HOUSEHOLD_EXIT.id
    )


def test_a_key_of_digits_is_found_among_numbers_and_among_words() -> None:
    numbers, words = pl.DataFrame({"id": [7, 8]}), pl.DataFrame({"id": ["007", "7"]})
    assert decide_row(numbers, "7", members=pl.DataFrame({"id": [1], "household": [7]}), on=ON).subject == "7"
    assert decide_row(words, "007", on=ON).subject == "007"
    assert decide_row(words.cast(pl.Enum(["007", "7"])), "7", on=ON).subject == "7"
    for odd in ("007", "9" * 30, "h7"):
        with pytest.raises(InvalidValue, match="the id of a household of the table") as error:
            decide_row(numbers, odd, on=ON)
        assert odd not in str(error.value) or len(odd) < 5


def test_other_rows_are_not_looked_at() -> None:
    """A plan is filtered before its other columns are worked out."""

    def seen(column: pl.Series) -> pl.Series:
        looked.append(column.len())
        return column

    looked: list[int] = []
    own = pl.DataFrame({"id": ["h1", "h2"], "size": [0, 3]})
    plan = own.lazy().with_columns(pl.col("size").map_batches(seen, return_dtype=pl.Int64, is_elementwise=True))
    assert decide_row(plan, "h2", on=ON).subject == "h2"
    assert looked == [1]
    assert decide_row(own, "h2", on=ON).subject == "h2"


def test_a_row_that_cannot_be_explained_is_named_without_personal_data() -> None:
    own = pl.DataFrame(
        {"id": ["h1", "h1", "h2", "h3", "h4"], "size": [1, 1, 0, 1, 1], "income_year": [None] * 4 + [2000]}
    )
    own = own.with_columns(net_income_fen=5)
    people = pl.DataFrame({"id": ["p"], "household": ["h3"], "birth_date": [ON + timedelta(days=1)]})
    for key, message in (
        ("h1", r"households\[h1\]\.id: got 'a duplicate key'"),
        ("h2", r"households\[h2\]\.size: got an int that is not shown"),
        ("h3", r"Person\.birth_date: got a date that is not shown"),
        ("h4", r"Income\.year: got 2000; expected 2013"),
        ("11010519491231002X", "key: got a str that is not shown"),
        ("Wang Xiaoming of the third group", "key: got '(32 characters, not shown)'"),
    ):
        with pytest.raises(InvalidValue, match=message.replace("(32", r"\(32").replace("shown)'", r"shown\)'")):
            decide_row(own, key, members=people, on=ON)
    with pytest.raises(InvalidValue, match="no column id"):
        decide_row(own.drop("id"), "h1", on=ON)
    with pytest.raises(InvalidValue, match="a rule on households"):
        decide_row(own, "h1", on=ON, rule=POOR_VILLAGE)


# Why rows are undecided


@times(1 / 2)
@given(tables(), st.sampled_from(range(len(_ASKED))), st.sampled_from(range(len(_BOOKS))), st.sampled_from([*ENGINES]))
def test_the_facts_that_leave_rows_undecided_are_those_that_their_decisions_lack(
    register: tuple[pl.DataFrame, pl.DataFrame], asked: int, book_number: int, engine: str
) -> None:
    (own, people), (rule, on), book = register, _ASKED[asked], _BOOKS[book_number]
    own = sums_that_can_be(own).with_columns(income_year=pl.lit(None, pl.Int64))
    people = people.with_columns(pl.when(pl.col("birth_date") <= on).then("birth_date"))
    if engine == "pandas on numpy":
        engine = "pandas"  # NumPy has no dates without a time, and no unknown Boolean
    facts: dict[tuple[str | None, str], list[int]] = {}
    outcomes: dict[str | None, list[int]] = {}
    for household in records(own, people):
        decision = decide(bind(rule, book.at(on)), HOUSEHOLD, household, on=on)
        unknown = decision.outcome is Outcome.UNKNOWN
        counts = outcomes.setdefault(household.village, [0, 0])
        counts[0] += 1
        counts[1] += unknown
        for name in decision.missing if unknown else ():
            numbers = facts.setdefault((household.village, name), [0, 0])
            numbers[0] += 1
            numbers[1] += len(decision.missing) == 1
    make = ENGINES[engine]
    found = why_unknown(make(own.to_arrow()), members=make(people.to_arrow()), on=on, rulebook=book, rules=(rule,))
    assert {(group, fact): [*rest] for group, _, fact, *rest in found.facts.iter_rows()} == facts
    assert {group: [*rest] for group, _, *rest in found.outcomes.iter_rows()} == outcomes
    totals = {fact: [sum(each) for each in zip(*[n for (_, name), n in facts.items() if name == fact], strict=True)]
              for _, fact in facts}  # fmt: skip
    assert {fact: [*rest] for _, fact, *rest in found.total.iter_rows()} == totals
    undecided, whole = (sum(each[place] for each in outcomes.values()) for place in (1, 0))
    assert f": {undecided} of {whole} household{'s'[: whole != 1]} undecided" in found.explain("en")
    assert f"，{on}：{whole}户中{undecided}户无法判定" in found.explain("zh")
    lines = found.explain("en").splitlines()
    alone = max((decided for _, decided in totals.values()), default=0)
    assert len(lines) == 1 + len(totals) + (alone > 0)
    assert not alone or lines[-1].endswith(f"which alone decides {alone:,}")


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "pandas on numpy"])
def test_a_vague_value_leaves_a_row_undecided_as_an_unknown_one_does(engine: str) -> None:
    words = Text("grade", "等级")
    grade = Fact("grade", Kind.CATEGORY, words, values=("none", "A", "B", "some"), vague=("some",))
    rule = Rule("graded", words, "household", grade.one_of(("A",)), met=words, not_met=words, unknown=words)
    own = pl.DataFrame({"id": ["h1", "h2", "h3", "h4"], "village": "v", "grade": ["some", None, "A", "none"]})
    found = why_unknown(ENGINES[engine](own.to_arrow()), on=ON, rules=(rule,))
    assert found.outcomes.rows() == [("v", "graded", 4, 2)]
    assert found.facts.rows() == [("v", "graded", "grade", 2, 2)]


def test_rules_are_told_apart_and_stand_in_their_order() -> None:
    own = pl.DataFrame({"id": ["h1", "h2"], "town": ["t", None], "size": [None, 1], "net_income_fen": [5, None]})
    rules = (POOR_HOUSEHOLD, BELONGS_ON_ALLOWANCE)
    found = why_unknown(own, on=date(2017, 5, 1), rules=rules, by="town")
    assert found.outcomes.columns == ["town", "rule", "households", "undecided"]
    assert found.outcomes.rows() == [(town, rule.id, 1, 1) for town in ("t", None) for rule in rules]
    assert found.facts["rule"].unique(maintain_order=True).to_list() == [rule.id for rule in rules]
    assert found.explain().count("undecided") == 2
    assert "rows" in repr(found)
    assert "h1" not in repr(found)
    with pytest.raises(InvalidValue, match="by: got 'village'"):
        why_unknown(own, on=ON)
    for name in ("rule", "fact", "households", "alone", "undecided"):
        with pytest.raises(InvalidValue, match=f"by: got '{name}'; expected a column of another name"):
            why_unknown(own.rename({"town": name}), on=ON, by=name)
    with pytest.raises(InvalidValue, match="a rule on households"):
        why_unknown(pl.DataFrame({"west": [True], "village": ["v"]}), on=ON, rules=(POOR_VILLAGE,))


def test_what_is_known_enough_leaves_nobody_undecided() -> None:
    own = pl.DataFrame({"id": ["h1"], "village": ["v1"], "size": [1], "net_income_fen": [5]})
    found = why_unknown(own, on=ON)
    assert found.facts.is_empty()
    assert found.total.is_empty()
    assert found.outcomes.rows() == [("v1", "poor-household", 1, 0)]
    assert found.explain("en").endswith("0 of 1 household undecided")
    assert why_unknown(own.clear(), on=ON).outcomes.is_empty()
