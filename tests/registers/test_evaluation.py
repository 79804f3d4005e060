"""Over a frame a rule says what it says row by row, on every engine, and a value that cannot be never passes."""

from __future__ import annotations

import operator as op
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import allowance, exits, monitoring, rulebooks
from antipoverty._engine.conditions import Compare, FactValue, Number, criteria_of, rates_of
from antipoverty.assistance import _catalogue as catalogue
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.causes._rules import BURDENS, candidates
from antipoverty.errors import InvalidValue, NotYetInForce, ParameterError
from antipoverty.facts import _living as living
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.identification import INCOME_BELOW_LINE, POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.registers import HOUSEHOLDS, VILLAGES, evaluate
from antipoverty.registers._evaluation.plans import finding_column, shortfall_column
from antipoverty.rules import BoundRule, Criterion, Fact, Kind, Rule, bind, decide_from_facts
from antipoverty.text import Text
from effort import times
from engines import EAGER, ENGINES, LAZY, rows_of, table_of

ON = date(2014, 5, 1)
CN = rulebooks.load("cn")
SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.0853"})
CASES = [
    (POOR_HOUSEHOLD, CN, ON),
    (POOR_HOUSEHOLD, CN, date(2016, 5, 1)),
    (POOR_HOUSEHOLD, rulebooks.load("cn/guizhou"), date(2019, 11, 1)),
    (POOR_VILLAGE, SICHUAN, ON),
    (CAUSES_OF_POVERTY, CN, date(2017, 11, 1)),
]
TRUTH = {"met": True, "not met": False, "unknown": None}


def bounded(fact: Fact) -> st.SearchStrategy[FactValue]:
    """Stored values within the schema's bounds: the bounds themselves, the neighbourhood of a line, unknown."""
    if fact.kind is Kind.FLAG:
        return st.sampled_from([True, False, None])
    if fact.kind is Kind.CATEGORY:
        return st.sampled_from([*fact.values, None])
    known = [each for schema in (HOUSEHOLDS, VILLAGES) for each in schema if each.name == fact.name]
    least, most = (known[0].least, known[0].most) if known else (0, 10**9)
    assert least is not None
    assert most is not None
    near = st.builds(lambda size, off: min(most, 273_600 * size + off), st.integers(1, 6), st.integers(-1, 1))
    ordinary = st.integers(max(least, 0), min(most, 60))
    return st.none() | st.sampled_from([least, most]) | ordinary | (near if fact.kind is Kind.MONEY else ordinary)


def rows_for(bound: BoundRule) -> st.SearchStrategy[list[dict[str, FactValue]]]:
    row = st.fixed_dictionaries({fact.name: bounded(fact) for fact in bound.facts})
    return st.lists(row, min_size=1, max_size=12)


def _every_rule() -> list[tuple[Rule, rulebooks.Rulebook, date]]:
    """Every rule of the domain, on the first of some dates on which it is in force; provincial figures made up."""
    rules = (*exits.RULES, *monitoring.RULES, *allowance.RULES, *catalogue.RULES)
    book = SICHUAN.override({"monitoring.scope": 6_000, "monitoring.observation_months": 6})
    days = (date(2014, 5, 1), date(2017, 6, 1), date(2020, 6, 1), date(2021, 7, 1), date(2023, 6, 1))
    found = []
    for rule in rules:
        for on in days:
            try:
                bind(rule, book.at(on))
            except ParameterError:
                continue
            found.append((rule, book, on))
            break
    assert {rule.id for rule, _, _ in found} == {rule.id for rule in rules}
    return found


@pytest.mark.parametrize(("rule", "book", "on"), _every_rule())
@times(1 / 6)
@given(data=st.data())
def test_every_rule_of_the_domain_is_read_over_frames(
    rule: Rule, book: rulebooks.Rulebook, on: date, data: st.DataObject
) -> None:
    bound = bind(rule, book.at(on))
    # What a sample says of a limit is drawn, and not its counts: a record with both is refused if they are at odds.
    counts = {fact.name for rate in rates_of(bound.rule.condition, *bound.rule.reviews) for fact in rate.facts}
    drawn = data.draw(rows_for(bound))
    rows = [{name: None if name in counts else value for name, value in row.items()} for row in drawn]
    expected = [TRUTH[decide_from_facts(bound, row, on=on).outcome.value] for row in rows]
    for engine, make in ENGINES.items():
        found = rows_of(evaluate(make(table_of(bound.facts, rows)), on=on, rulebook=book, rules=(rule,)))
        assert [row[rule.column] for row in found] == expected, engine


def fen_short(bound: BoundRule, row: dict[str, FactValue]) -> int | None:
    """The shortfall of the record reader, in fen, for the one amount that the household rule limits."""
    decision = decide_from_facts(bound, row, on=ON)
    below = next(f for f in decision.findings if f.criterion.id == "HH-01")
    if decision.outcome.value == "not met" or below.outcome.value == "not met":
        return 0
    if decision.outcome.value == "unknown" or below.outcome.value == "unknown":
        return None
    (change,) = [s.change for s in decision.shortfalls if s.fact is living.NET_INCOME]
    assert change is not None
    return int(change * 100)


@pytest.mark.parametrize(("rule", "book", "on"), CASES)
@times(1 / 6)
@given(data=st.data())
def test_outcomes_and_findings_are_those_of_the_record_reader(
    rule: Rule, book: rulebooks.Rulebook, on: date, data: st.DataObject
) -> None:
    bound = bind(rule, book.at(on))
    rows = data.draw(rows_for(bound))
    expected = []
    for row in rows:
        decision = decide_from_facts(bound, row, on=on)
        columns = {rule.column: TRUTH[decision.outcome.value]}
        columns |= {finding_column(rule, each.criterion): TRUTH[each.outcome.value] for each in decision.findings}
        asked = {each.criterion: TRUTH[each.outcome.value] for each in decision.reviews}
        columns |= {finding_column(rule, review): asked.get(review, False) for review in bound.rule.reviews}
        expected.append(columns)
    table = table_of(bound.facts, rows)
    for engine, make in ENGINES.items():
        found = rows_of(evaluate(make(table), on=on, rulebook=book, rules=(rule,), findings=True))
        assert [{name: row[name] for name in expected[0]} for row in found] == expected, engine


@times(1 / 4)
@given(data=st.data())
def test_the_shortfall_is_that_of_the_decision(data: st.DataObject) -> None:
    bound = bind(POOR_HOUSEHOLD, CN.at(date(2016, 5, 1)))
    rows = data.draw(rows_for(bound))
    expected = [fen_short(bound, row) for row in rows]
    for engine, make in ENGINES.items():
        found = rows_of(evaluate(make(table_of(bound.facts, rows)), on=date(2016, 5, 1), shortfall=True))
        assert [row[shortfall_column(POOR_HOUSEHOLD)] for row in found] == expected, engine


@pytest.mark.parametrize("on", [ON, date(2017, 11, 1)])
@times(1 / 5)
@given(data=st.data())
def test_causes_are_those_of_the_assessment(on: date, data: st.DataObject) -> None:
    bound = bind(CAUSES_OF_POVERTY, CN.at(on))
    rows = data.draw(rows_for(bound))
    for row in rows:  # burdens that count and are equal now and then
        borne = [fact.name for fact in BURDENS.values() if fact in bound.facts]
        row |= {name: data.draw(st.sampled_from([None, 0, 10**6, 10**6 + 1])) for name in borne}
    expected = []
    for row in rows:
        decision = decide_from_facts(bound, row, on=on)
        found = {
            cause: TRUTH[finding.outcome.value]
            for cause, finding in zip(candidates(bound), decision.findings, strict=True)
        }
        # The ranking as the rulebook states it: the larger burden first, then the order of the form.
        met = [cause for cause, truth in found.items() if truth]
        met.sort(key=lambda cause: -row[BURDENS[cause].name] if cause in BURDENS else 1)  # type: ignore[operator]  # fen
        primary = met[0].value if met else None
        expected.append({"main_cause": primary, **{f"cause_{cause.value}": truth for cause, truth in found.items()}})
    table = table_of(bound.facts, rows)
    for engine, make in ENGINES.items():
        made = rows_of(evaluate(make(table), on=on, rules=(CAUSES_OF_POVERTY,)))
        assert [{name: row[name] for name in expected[0]} for row in made] == expected, engine


def _cap(operator: str, share: str) -> Rule:
    limit = Criterion("X", Text("x", "x"), Compare(living.NET_INCOME, operator, Number(Decimal(share)) * living.SIZE))  # type: ignore[arg-type]
    return Rule("cap", Text("c", "c"), "household", limit, *[Text("a", "b")] * 3)


@pytest.mark.parametrize("operator", ["<", "<="])
@pytest.mark.parametrize("share", ["10", "0.004", "3.337"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@times(1 / 2)
@given(income=st.integers(-2_000, 2_000), size=st.integers(1, 7))
def test_a_shortfall_of_a_limit_in_odd_parts_of_a_fen_is_the_least_that_does(
    engine: str, operator: str, share: str, income: int, size: int
) -> None:
    rule = _cap(operator, share)
    frame = ENGINES[engine](pa.table({"net_income_fen": [income], "size": [size]}))
    (row,) = rows_of(evaluate(frame, on=ON, rules=(rule,), shortfall=True))

    def below(fen: int) -> bool:
        limit = Decimal(share) * size * 100
        return fen < limit if operator == "<" else fen <= limit

    assert row["cap"] is below(income)
    short = row["cap_shortfall_fen"]
    assert short >= 0
    assert (short > 0) is below(income)
    if short:
        assert not below(income + short)
        assert below(income + short - 1)


def test_a_rule_that_limits_no_amount_has_no_shortfall_column() -> None:
    frame = pl.DataFrame({"net_income_fen": [1], "size": [1]})
    above = Rule("above", Text("a", "b"), "household", living.NET_INCOME > 5, *[Text("a", "b")] * 3)
    few = Rule("few", Text("a", "b"), "household", ~(living.NET_INCOME < 5) & (living.SIZE < 5), *[Text("a", "b")] * 3)
    nothing = Rule("zero", Text("a", "b"), "household", Compare(Number(1), "<", Number(2)), *[Text("a", "b")] * 3)
    found = evaluate(frame, on=ON, rules=(above, few, nothing), shortfall=True)
    assert found.columns == ["net_income_fen", "size", "above", "few", "zero"]
    assert found.row(0) == (1, 1, False, False, True)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_frame_keeps_its_kind_its_columns_and_its_rows(engine: str) -> None:
    table = pa.table({"id": ["a", "b"], "net_income_fen": [1, 9_999_999], "size": [1, 1], "note": ["=1+1", None]})
    frame = ENGINES[engine](table)
    found = evaluate(frame, on=ON)
    assert type(found) is type(frame)
    rows = rows_of(found)
    assert [(row["id"], row["note"], row["poor_household"]) for row in rows] == [
        ("a", "=1+1", True),
        ("b", None, False),
    ]
    assert list(rows[0]) == ["id", "net_income_fen", "size", "note", "poor_household"]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_row_gives_no_row(engine: str) -> None:
    table = pa.table({"net_income_fen": pa.array([], pa.int64()), "size": pa.array([], pa.int8())})
    assert rows_of(evaluate(ENGINES[engine](table), on=ON)) == []


@given(
    rows=st.lists(st.tuples(st.none() | st.integers(0, 10**7), st.none() | st.integers(1, 9)), min_size=2, max_size=20),
    cut=st.integers(0, 20),
    shuffled=st.randoms(),
)
def test_the_order_of_rows_and_how_they_are_split_never_matter(rows: list[Any], cut: int, shuffled: Any) -> None:
    schema = {"net_income_fen": pl.Int64, "size": pl.Int64}
    whole = evaluate(pl.DataFrame(rows, schema, orient="row"), on=ON, shortfall=True)
    parts = [pl.DataFrame(part, schema, orient="row") for part in (rows[:cut], rows[cut:])]
    assert pl.concat([evaluate(part, on=ON, shortfall=True) for part in parts]).equals(whole)
    order = list(range(len(rows)))
    shuffled.shuffle(order)
    assert evaluate(pl.DataFrame([rows[i] for i in order], schema, orient="row"), on=ON, shortfall=True).equals(
        whole[order]
    )


def test_a_pandas_index_is_kept_and_its_unknowns_stay_unknown() -> None:
    frame = pd.DataFrame({"net_income_fen": [1, None, 10**9], "size": [1, 1, 1]}, index=[7, 3, 3])
    assert frame["net_income_fen"].dtype == "float64"
    found = evaluate(frame, on=ON)["poor_household"]
    assert list(found.index) == [7, 3, 3]
    assert found.isna().tolist() == [False, True, False]
    assert bool(found.iloc[0]) is True
    assert bool(found.iloc[2]) is False


GOOD = {"net_income_fen": pa.array([1]), "size": pa.array([1])}
WRONG_KIND: list[tuple[dict[str, pa.Array], str]] = [
    (
        {"net_income_fen": pa.array([float("nan")])},
        "net_income_fen: got 'Float64'; expected a column of whole numbers.*no NaN",
    ),
    ({"net_income_fen": pa.array([Decimal(1)])}, "net_income_fen: got 'Decimal"),
    ({"net_income_fen": pa.array([1], pa.uint64())}, "net_income_fen: got 'UInt64'.*at most 64 bits, signed"),
    ({"size": pa.array(["4"])}, "size: got 'String'; expected a column of whole numbers"),
    ({"size": pa.array([True])}, "size: got 'Boolean'"),
    ({"food_secure": pa.array([1])}, "food_secure: got 'Int64'; expected a Boolean column"),
    ({"dwelling_grade": pa.array([1])}, "dwelling_grade: got 'Int64'; expected a column of words"),
]


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas on numpy"])
@pytest.mark.parametrize(("columns", "message"), WRONG_KIND)
def test_a_column_of_the_wrong_kind_is_refused_by_name(engine: str, columns: dict[str, pa.Array], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        evaluate(ENGINES[engine](pa.table({**GOOD, **columns})), on=date(2016, 5, 1), absent="unknown")


OUT_OF_BOUNDS: list[tuple[str, Any, str]] = [
    ("size", 0, "size: got '1 row out of bounds'; expected whole numbers from 1 to 100"),
    ("size", -1, "size: got '1 row out of bounds'"),
    ("size", 101, "size: got '1 row out of bounds'"),
    ("size", 2**62, "size: got '1 row out of bounds'"),
    ("water_minutes", -9, "water_minutes: got '1 row out of bounds'; expected whole numbers from 0"),
    ("dwelling_grade", "E", "dwelling_grade: got '1 row out of bounds'; expected words among A, B, C, D"),
]
BOUNDS = {"net_income_fen": 5_000_000, "size": 1, "dwelling_grade": "A", "water_minutes": 5}


def _with(column: str, values: list[Any]) -> pa.Table:
    return pa.table({name: values if name == column else [good] * len(values) for name, good in BOUNDS.items()})


@pytest.mark.parametrize("engine", EAGER)
@pytest.mark.parametrize(("column", "value", "message"), OUT_OF_BOUNDS)
def test_a_value_that_cannot_be_is_refused_where_the_frame_is_at_hand(
    engine: str, column: str, value: Any, message: str
) -> None:
    table = _with(column, [BOUNDS[column], value])
    with pytest.raises(InvalidValue, match=message) as caught:
        evaluate(EAGER[engine](table), on=date(2019, 11, 1), rulebook=rulebooks.load("cn/guizhou"), absent="unknown")
    assert str(value) not in str(caught.value).replace("1 row", "").replace("1 to 100", "").replace(
        "-999", ""
    ) or value in (0, -1)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [10**15, -(10**15), 2**63 - 1, -(2**63)])
def test_any_amount_that_is_only_compared_lies_on_its_side_of_the_line(engine: str, value: int) -> None:
    if engine == "pandas on numpy" and abs(value) > 2**53:
        pytest.skip("refused as a float")
    frame = ENGINES[engine](_with("net_income_fen", [BOUNDS["net_income_fen"], value]))
    found = rows_of(evaluate(frame, on=date(2014, 5, 1), absent="unknown", findings=True, shortfall=True))
    assert [row["poor_household_hh_01"] for row in found] == [False, value < 0]
    # What reckons with it does not know it.
    assert [row["poor_household_shortfall_fen"] for row in found] == [0, None if value < 0 else 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_of_the_caller_is_never_written_over(engine: str) -> None:
    frame = ENGINES[engine](pa.table({"net_income_fen": [1], "size": [1], "Poor_Household": ["keep"]}))
    with pytest.raises(InvalidValue, match="frame: got 'poor_household'; expected a frame that has no such column"):
        evaluate(frame, on=ON)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_named_as_a_fact_but_for_its_case_is_refused(engine: str) -> None:
    frame = ENGINES[engine](pa.table({"net_income_fen": [1], "SIZE": [1]}))
    with pytest.raises(InvalidValue, match="frame: got 'a column SIZE'; expected size, as the fact's column is named"):
        evaluate(frame, on=ON, absent="unknown")


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_words_of_arrow_are_read_in_any_form_beside_any_column(kind: pa.DataType) -> None:
    words = pa.array(["A", "D", None]).cast(pa.string_view() if kind == pa.string_view() else pa.string())
    graded = words if words.type == kind else words.cast(kind)
    table = pa.table({"dwelling_grade": graded, "__code_dwelling_grade": [7, 8, 9]})
    found = evaluate(table, on=ON, rules=(_graded(),))
    assert found.column("graded").to_pylist() == [True, False, None]
    assert found.column_names == ["dwelling_grade", "__code_dwelling_grade", "graded"]


@pytest.mark.parametrize("kind", [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint32()])
@pytest.mark.parametrize("engine", LAZY)
def test_on_a_plan_a_size_is_reckoned_with_alike_in_a_column_of_any_width(engine: str, kind: pa.DataType) -> None:
    sizes = [size for size in (-1, 0, 1, 100, 101, 120) if size >= 0 or str(kind)[0] != "u"]
    table = pa.table({"net_income_fen": [29_000_000] * len(sizes), "size": pa.array(sizes, kind)})
    found = rows_of(evaluate(LAZY[engine](table), on=date(2014, 5, 1)))
    assert [row["poor_household"] for row in found] == [
        290_000 < size * 2_736 if 1 <= size <= 100 else None for size in sizes
    ]


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize(("column", "value"), [("size", 0), ("size", -1), ("size", 2**62), ("dwelling_grade", "E")])
def test_where_the_frame_is_a_plan_what_reckons_with_an_impossible_value_is_unknown(
    engine: str, column: str, value: Any
) -> None:
    criterion = "poor_household_hh_04_housing" if column == "dwelling_grade" else "poor_household_hh_01"
    frame = LAZY[engine](_with(column, [BOUNDS[column], value]))
    found = rows_of(evaluate(frame, on=date(2016, 5, 1), absent="unknown", findings=True))
    assert [row[criterion] for row in found] == [column == "dwelling_grade", None]


@pytest.mark.parametrize("kind", [pa.int8(), pa.int16(), pa.uint8(), pa.uint32(), pa.int64()])
@pytest.mark.parametrize("operator", ["<", "<=", "==", ">=", ">"])
def test_one_number_against_a_limit_is_compared_exactly_in_any_width(kind: pa.DataType, operator: str) -> None:
    litres = HOUSEHOLD_FACTS["water_litres"]
    limits = ("34.5", "35", "-1", "300", "5000000000")
    rules = tuple(
        Rule(
            f"w{place}",
            Text("w", "w"),
            "household",
            Compare(litres, operator, Number(Decimal(limit))),
            *[Text("a", "b")] * 3,
        )  # type: ignore[arg-type]  # one of them
        for place, limit in enumerate(limits)
    )
    values = [None, 0, 34, 35, 36, 100]
    compare = {"<": op.lt, "<=": op.le, "==": op.eq, ">=": op.ge, ">": op.gt}[operator]
    expected = [[None if value is None else compare(value, Decimal(limit)) for limit in limits] for value in values]
    for engine, make in ENGINES.items():
        found = rows_of(evaluate(make(pa.table({"water_litres": pa.array(values, kind)})), on=ON, rules=rules))
        assert [[row[f"w{place}"] for place in range(len(limits))] for row in found] == expected, engine


def test_a_limit_on_the_left_is_the_same_limit() -> None:
    rule = Rule(
        "m",
        Text("m", "m"),
        "household",
        Compare(Number(35), "<=", HOUSEHOLD_FACTS["water_litres"]),
        *[Text("a", "b")] * 3,
    )
    assert evaluate(pl.DataFrame({"water_litres": [34, 35, None]}), on=ON, rules=(rule,))["m"].to_list() == [
        False,
        True,
        None,
    ]


@pytest.mark.parametrize("rows", [2, 1_200])
def test_the_message_counts_the_rows(rows: int) -> None:
    frame = pl.DataFrame({"net_income_fen": [1] * rows, "size": [0] * rows})
    with pytest.raises(InvalidValue, match=f"'{rows:,} rows out of bounds'"):
        evaluate(frame, on=ON)


@pytest.mark.parametrize("engine", ["polars", "polars lazy", "duckdb", "pyarrow"])
@pytest.mark.parametrize("size", [2**62, -(2**63)])
def test_arithmetic_never_wraps(engine: str, size: int) -> None:
    """2**62 × 273,600 wraps to 0 in 64 bits, which would make anyone not poor."""
    frame = ENGINES[engine](pa.table({"net_income_fen": [5], "size": [size]}))
    if engine in EAGER:
        with pytest.raises(InvalidValue, match="size"):
            evaluate(frame, on=ON)
    else:
        assert rows_of(evaluate(frame, on=ON))[0]["poor_household"] is None


def test_small_integers_do_not_wrap_and_coded_words_are_read() -> None:
    frame = pl.DataFrame(
        {"net_income_fen": [2_735_999, 2_736_000], "size": [10, 10], "dwelling_grade": ["A", "D"]},
        schema={"net_income_fen": pl.Int32, "size": pl.Int8, "dwelling_grade": pl.Enum(["A", "B", "C", "D"])},
    )
    assert evaluate(frame, on=ON)["poor_household"].to_list() == [True, False]
    wide = frame.with_columns(pl.col("dwelling_grade").cast(pl.String).cast(pl.Categorical))
    for each in (frame, wide, frame.lazy(), wide.to_arrow()):
        found = rows_of(evaluate(each, on=date(2015, 5, 1), rules=(_graded(),)))
        assert [row["graded"] for row in found] == [True, False]


def _graded() -> Rule:
    return Rule("graded", Text("a", "b"), "household", living.DWELLING_GRADE.one_of(("A", "B")), *[Text("a", "b")] * 3)


def test_an_enumeration_with_another_word_is_looked_through() -> None:
    frame = pl.DataFrame({"dwelling_grade": ["A", "A"]}, schema={"dwelling_grade": pl.Enum(["A", "E"])})
    assert evaluate(frame, on=ON, rules=(_graded(),))["graded"].to_list() == [True, True]
    strange = pl.DataFrame({"dwelling_grade": ["A", "E"]}, schema={"dwelling_grade": pl.Enum(["A", "E"])})
    with pytest.raises(InvalidValue, match="dwelling_grade: got '1 row out of bounds'"):
        evaluate(strange, on=ON, rules=(_graded(),))


@pytest.mark.parametrize(
    ("words", "expected"),
    [(("A", "C"), [True, False, None]), (("C", "D"), [False, False, None]), (("A", "E"), [True, None, None]),
     (("E", "F"), [None, None, None])],
)  # fmt: skip
def test_a_plan_with_an_enumeration_of_some_words_or_others_is_read(
    words: tuple[str, str], expected: list[bool | None]
) -> None:
    frame = pl.DataFrame({"dwelling_grade": [*words, None]}, schema={"dwelling_grade": pl.Enum(words)})
    connection = duckdb.connect()
    connection.sql(f"CREATE TYPE grade AS ENUM {words}")
    relation = connection.sql("SELECT unnest(?)::grade AS dwelling_grade", params=[[*words, None]])
    assert str(relation.types[0]).startswith("ENUM")
    for plan in (frame.lazy(), relation):
        assert [row["graded"] for row in rows_of(evaluate(plan, on=ON, rules=(_graded(),)))] == expected


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow", "polars lazy"])
def test_a_column_of_nothing_is_unknown(engine: str) -> None:
    table = pa.table({"net_income_fen": pa.array([5]), "size": pa.nulls(1)})
    assert rows_of(evaluate(ENGINES[engine](table), on=ON))[0]["poor_household"] is None


def test_a_missing_column_is_refused_or_unknown_as_asked() -> None:
    frame = pl.DataFrame({"net_income_fen": [5, 10**9]})
    with pytest.raises(InvalidValue, match="no column size'; expected a column for every fact.*absent='unknown'"):
        evaluate(frame, on=ON)
    assert evaluate(frame, on=ON, absent="unknown")["poor_household"].to_list() == [None, None]
    for engine in ("pandas", "pandas on numpy", "pyarrow", "duckdb"):
        assert (
            rows_of(evaluate(ENGINES[engine](frame.to_arrow()), on=ON, absent="unknown"))[1]["poor_household"] is None
        )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("absent", ["refuse", "unknown"])
@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("net_income", "no column net_income_fen, but net_income'; expected net_income_fen, which holds fen"),
        ("家庭年纯收入（元）", "no column net_income_fen, but 家庭年纯收入（元）'"),
        ("net_income_yuan", "no column net_income_fen, but net_income_yuan'"),
        ("net_incom_fen", "no column net_income_fen, but net_incom_fen'"),
        ("NetIncome", "no column net_income_fen, but NetIncome'"),
        ("年纯收入", "no column net_income_fen, but 年纯收入'"),
    ],
)
def test_a_column_that_looks_like_a_missing_fact_is_named(engine: str, absent: Any, column: str, said: str) -> None:
    frame = ENGINES[engine](pa.table({"size": [1, 2], column: [3_000, 4_000]}))
    with pytest.raises(InvalidValue, match=re.escape(said)):
        evaluate(frame, on=ON, absent=absent)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_frame_with_a_column_for_none_of_the_facts_is_refused(engine: str) -> None:
    frame = ENGINES[engine](pa.table({"x": [1, 2, 3], "dibao": [True, False, None]}))
    with pytest.raises(InvalidValue, match="none of the facts.*expected at least one of net_income_fen, size"):
        evaluate(frame, on=ON, absent="unknown")
    empty = ENGINES[engine](pa.table({"size": pa.nulls(3), "x": [1, 2, 3]}))
    found = rows_of(evaluate(empty, on=ON, absent="unknown"))
    assert [row["poor_household"] for row in found] == [None] * 3


@pytest.mark.parametrize("frame", [{"size": [1]}, [1], pl.Series([1]), "frame"])
def test_what_is_no_frame_is_refused(frame: Any) -> None:
    with pytest.raises(InvalidValue, match="expected a frame of Polars, pandas, PyArrow, DuckDB or PySpark"):
        evaluate(frame, on=ON)


def test_an_engine_on_which_rules_were_never_held_to_the_record_reader_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_module("antipoverty.registers._frames.engines"), "_ENGINES", ("polars",))
    with pytest.raises(InvalidValue, match="frame: got 'Table'; expected a frame of Polars"):
        evaluate(pa.table({"net_income_fen": [5], "size": [1]}), on=ON)


def test_an_outcome_column_is_never_written_over() -> None:
    frame = evaluate(pl.DataFrame({"net_income_fen": [5], "size": [1]}), on=ON)
    with pytest.raises(InvalidValue, match="poor_household.*drop or rename it"):
        evaluate(frame, on=ON)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pd.Series([1.5]), "size: got 'Float64'; expected a column of whole numbers"),
        (pd.Series([2.0**53]), "size: got 'Float64'; expected a column of whole numbers"),
        (pd.Series([1, "x"], dtype=object), "size: got 'object'; expected values of one kind"),
    ],
)
def test_a_numpy_column_that_has_lost_something_is_refused(column: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        evaluate(pd.DataFrame({"net_income_fen": [5] * len(column), "size": column}), on=ON)


def test_a_column_that_stands_twice_is_refused() -> None:
    frame = pd.DataFrame([[5, 1, 2]], columns=["net_income_fen", "size", "size"])
    with pytest.raises(InvalidValue, match="a duplicate column name.*each column once"):
        evaluate(frame, on=ON)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"on": "2014-05-01"}, "on: got '2014-05-01'; expected a datetime.date"),
        ({"on": datetime(2014, 5, 1)}, "on: got"),  # noqa: DTZ001  # a wrong value, on purpose
        ({"absent": "zero"}, "absent: got 'zero'; expected 'refuse' or 'unknown'"),
        ({"rules": ()}, "rules: got .*at least one Rule"),
        ({"rules": ("poor-household",)}, "at least one Rule"),
        ({"rules": POOR_HOUSEHOLD}, "rules: got .*a sequence of at least one Rule"),
        ({"rulebook": "cn"}, "rulebook: got 'cn'; expected a Rulebook"),
        ({"rules": (POOR_HOUSEHOLD, POOR_HOUSEHOLD)}, "each rule once"),
        ({"rules": (POOR_HOUSEHOLD, POOR_VILLAGE)}, "rules on one kind of subject"),
    ],
)
def test_what_is_asked_wrongly_is_refused(arguments: dict[str, Any], message: str) -> None:
    frame = pl.DataFrame({"net_income_fen": [5], "size": [1]})
    with pytest.raises(InvalidValue, match=message):
        evaluate(frame, **{"on": ON, **arguments})
    with pytest.raises(NotYetInForce):
        evaluate(frame, on=date(2013, 1, 1))


def test_a_review_needs_no_column_unless_findings_are_asked_for() -> None:
    frame = pl.DataFrame({"net_income_fen": [5], "size": [1]})
    assert evaluate(frame, on=ON)["poor_household"].to_list() == [True]
    with pytest.raises(InvalidValue, match="no column already_helped"):
        evaluate(frame, on=ON, findings=True)
    assert finding_column(POOR_HOUSEHOLD, INCOME_BELOW_LINE) == "poor_household_hh_01"


def test_finding_columns_differ() -> None:
    for rule, book, on in CASES:
        bound = bind(rule, book.at(on))
        criteria = [*criteria_of(bound.rule.condition), *bound.rule.reviews]
        assert len({finding_column(rule, each) for each in criteria}) == len(criteria)


def test_a_rule_on_a_fact_that_no_schema_knows_is_bounded_too() -> None:
    goats = Fact("goats", Kind.COUNT, Text("goats", "羊"), Text("heads", "只"))
    rule = Rule("herd", Text("herd", "羊群"), "household", goats > 10, *[Text("a", "b")] * 3)
    frame = pl.DataFrame({"goats": [10, 11, None]})
    assert evaluate(frame, on=ON, rules=(rule,))["herd"].to_list() == [False, True, None]
    with pytest.raises(InvalidValue, match="goats: got '1 row out of bounds'; expected whole numbers from 0"):
        evaluate(pl.DataFrame({"goats": [-1]}), on=ON, rules=(rule,))


def test_a_lazy_frame_is_not_run() -> None:
    def refuse(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the plan was run")

    lazy = pl.LazyFrame({"net_income_fen": [5], "size": [1]}).map_batches(
        refuse, schema={"net_income_fen": pl.Int64, "size": pl.Int64}
    )
    assert isinstance(evaluate(lazy, on=ON), pl.LazyFrame)


def test_duckdb_gives_a_relation_that_can_be_asked_further() -> None:
    relation = duckdb.from_arrow(pa.table({"net_income_fen": [5, 10**9], "size": [1, 1]}))
    found = evaluate(relation, on=ON)
    assert found.aggregate("count(*) FILTER (poor_household)").fetchall() == [(1,)]


def test_importing_registers_imports_no_frame_library() -> None:
    code = (
        "import sys, antipoverty.registers as r\n"
        "r.evaluate, r.read, r.simulate\n"
        "heavy = {'polars', 'pandas', 'pyarrow', 'duckdb', 'pyspark', 'numpy', 'narwhals', 'matplotlib'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("first", "second", "asked", "column"),
    [
        ("z", "z-a-1", {"findings": True}, "z_a_1"),
        ("z", "z-shortfall-fen", {"shortfall": True}, "z_shortfall_fen"),
    ],
)
def test_no_column_takes_the_place_of_another(first: str, second: str, asked: dict[str, bool], column: str) -> None:
    words = Text("a", "甲")
    poor = Criterion("A-1", words, living.NET_INCOME < 3000)
    rules = [Rule(key, words, "household", poor, words, words, words) for key in (first, second)]
    frame = pl.DataFrame({"net_income_fen": [1]})
    with pytest.raises(InvalidValue, match=f"two columns {column}'; expected ids by which every column"):
        evaluate(frame, on=date(2014, 5, 1), rules=rules, **asked)
    assert {first, second.replace("-", "_")} <= set(evaluate(frame, on=date(2014, 5, 1), rules=rules).columns)
