"""A rule gives the same column on every engine as it gives record by record, unknowns included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import Compare, FactValue, Number
from antipoverty.allowance import BELONGS_IN_REGISTER, BELONGS_ON_ALLOWANCE
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.exits import COUNTY_EXIT, HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.monitoring import MONITORED_HOUSEHOLD, MONITORING_SIZE, RISK_REMOVAL
from antipoverty.rules import AllOf, Fact, IsTrue, Kind, Outcome, Rule, bind, decide_from_facts, expression
from antipoverty.strategies import rule_facts
from antipoverty.text import Text

SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.0853"})
CN = rulebooks.load("cn")
CASES = [
    (POOR_HOUSEHOLD, CN, date(2014, 5, 1)),
    (POOR_HOUSEHOLD, CN, date(2016, 5, 1)),
    (POOR_HOUSEHOLD, rulebooks.load("cn/guizhou"), date(2019, 11, 1)),
    (POOR_HOUSEHOLD, rulebooks.load("cn/jiangxi"), date(2017, 11, 1)),
    (POOR_VILLAGE, SICHUAN, date(2014, 5, 1)),
    (HOUSEHOLD_EXIT, CN.override({"exit.stability": "attested"}), date(2019, 11, 1)),
    (VILLAGE_EXIT, CN, date(2018, 11, 1)),
    (COUNTY_EXIT, CN, date(2018, 11, 1)),
    (COUNTY_EXIT, CN.override({"exit.county_reading": "point"}), date(2018, 11, 1)),
    (MONITORED_HOUSEHOLD, CN, date(2020, 6, 1)),
    (MONITORED_HOUSEHOLD, CN, date(2021, 6, 1)),
    (RISK_REMOVAL, CN.override({"monitoring.observation_months": 6}), date(2021, 6, 1)),
    (MONITORING_SIZE, CN, date(2020, 6, 1)),
    (BELONGS_IN_REGISTER, CN, date(2016, 5, 1)),
    (BELONGS_ON_ALLOWANCE, CN, date(2017, 5, 1)),
]

_ARROW = {Kind.FLAG: pa.bool_(), Kind.CATEGORY: pa.string()}


def _table(facts: tuple[Fact, ...], rows: list[dict[str, FactValue]]) -> pa.Table:
    columns = {
        fact.column: pa.array([row[fact.name] for row in rows], _ARROW.get(fact.kind, pa.int64())) for fact in facts
    }
    return pa.table(columns)


ENGINES: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.from_arrow,
    "polars lazy": lambda table: pl.from_arrow(table).lazy(),  # type: ignore[union-attr]
    "pandas": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pyarrow": lambda table: table,
    "duckdb": duckdb.from_arrow,
}


def _outcomes(native: Any, rule: Rule, expr: nw.Expr) -> list[bool | None]:
    frame = nw.from_native(native).with_columns(expr.alias(rule.column)).select(rule.column)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    return list(frame.to_arrow().column(rule.column).to_pylist())


@pytest.mark.parametrize(("rule", "book", "on"), CASES)
@given(data=st.data())
def test_columns_agree_with_records(rule: Rule, book: rulebooks.Rulebook, on: date, data: st.DataObject) -> None:
    bound = bind(rule, book.at(on))
    rows = data.draw(st.lists(rule_facts(bound), min_size=1, max_size=12))
    table = _table(bound.facts, rows)
    expected = [
        {"met": True, "not met": False, "unknown": None}[decide_from_facts(bound, row, on=on).outcome.value]
        for row in rows
    ]
    expr = expression(bound.rule.condition)
    assert {name: _outcomes(engine(table), rule, expr) for name, engine in ENGINES.items()} == dict.fromkeys(
        ENGINES, expected
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_large_amounts_do_not_overflow(engine: str) -> None:
    bound = bind(POOR_VILLAGE, SICHUAN.at(date(2014, 5, 1)))
    row: dict[str, FactValue] = {
        "persons": 10**9,
        "poor_persons": 10**9,
        "net_income_per_head": 10**15 - 1,
        "collective_income": 0,
    }
    native = ENGINES[engine](_table(bound.facts, [row]))
    assert _outcomes(native, POOR_VILLAGE, expression(bound.rule.condition)) == [False]


def test_a_rule_that_is_not_bound_has_no_column() -> None:
    for condition in (POOR_HOUSEHOLD.condition, POOR_HOUSEHOLD):
        with pytest.raises(InvalidValue, match=r"bind\(rule, rulebook.at\(date\)\)"):
            expression(condition)


def test_a_bound_rule_has_the_column_of_its_condition() -> None:
    bound = bind(POOR_HOUSEHOLD, rulebooks.load("cn").at(date(2014, 5, 1)))
    frame = nw.from_native(pl.DataFrame({"net_income_fen": [900_000, None], "size": [4, 2]}))
    assert frame.select(poor=expression(bound))["poor"].to_list() == [True, None]


def test_a_comparison_of_numbers_alone_is_a_column_too() -> None:
    frame = pl.DataFrame({"yes": [True, False, None]})
    yes = Fact("yes", Kind.FLAG, Text("it is so", "如此"))
    for limit, expected in ((6, [True, False, None]), (5, [False, False, False])):
        condition = AllOf((Compare(Number(Fraction(5)), "<", Number(Fraction(limit))), IsTrue(yes)))
        assert _outcomes(frame, POOR_HOUSEHOLD, expression(condition)) == expected


@given(
    share=st.decimals("0.0001", "0.5", places=8),
    persons=st.integers(1, 10**9),
    poor=st.integers(0, 10**9),
)
def test_a_share_of_many_digits_is_read_alike_by_record_and_by_column(share: Decimal, persons: int, poor: int) -> None:
    book = SICHUAN.override({"village.provincial_incidence": share})
    bound = bind(POOR_VILLAGE, book.at(date(2014, 5, 1)))
    row: dict[str, FactValue] = {
        "persons": persons,
        "poor_persons": min(poor, persons),
        "net_income_per_head": 100,
        "collective_income": 0,
    }
    met = decide_from_facts(bound, row, on=date(2014, 5, 1)).outcome is Outcome.MET
    assert _outcomes(ENGINES["polars"](_table(bound.facts, [row])), POOR_VILLAGE, expression(bound.rule.condition)) == [
        met
    ]


def test_a_share_that_a_frame_cannot_reckon_with_is_refused_and_never_wrong() -> None:
    book = SICHUAN.override({"village.provincial_incidence": Decimal(685) / Decimal(8050)})
    bound = bind(POOR_VILLAGE, book.at(date(2014, 5, 1)))
    with pytest.raises(RulebookError, match="a comparison of poor_persons does not fit the 64 bits of a frame"):
        expression(bound.rule.condition)
