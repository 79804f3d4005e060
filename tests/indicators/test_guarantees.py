"""Two Assurances and Three Guarantees as a measure: the criteria of identification, read as deprivations."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.record import fact_reader
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD
from antipoverty.identification import GUARANTEES, POOR_HOUSEHOLD
from antipoverty.indicators import alkire_foster
from antipoverty.indicators.multidimensional import TWO_ASSURANCES_THREE_GUARANTEES as GUARANTEED
from antipoverty.indicators.multidimensional import Specification
from antipoverty.records import Household, Person, Water
from antipoverty.rules import Kind, Outcome, bind, decide
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import households
from effort import times

NAMES = ["food", "clothing", "education", "medical", "housing", "water"]
DTYPES: dict[Kind, Any] = {
    Kind.FLAG: pl.Boolean,
    Kind.CATEGORY: pl.String,
    Kind.COUNT: pl.Int64,
    Kind.MEASURE: pl.Int64,
}
DATES = st.sampled_from([date(2016, 6, 1), date(2017, 6, 1), date(2019, 6, 1)])


def test_there_are_two_worries_three_guarantees_and_water() -> None:
    assert list(GUARANTEED.dimension_weights) == NAMES
    assert [criterion for _, criterion in GUARANTEED.criteria] == list(GUARANTEES)
    assert GUARANTEED.dimension_weights["food"] == GUARANTEED.cutoff == Fraction(1, 6)
    assert GUARANTEED.labels("zh")["housing"] == "住房安全有保障"
    assert GUARANTEED.labels()["housing"] == "Safe housing"


@given(households(), DATES)
def test_deprived_is_a_criterion_not_met_and_unknown_stays_unknown(household: Household, on: date) -> None:
    deprived = GUARANTEED.deprivations(household, on=on)
    decision = decide(bind(POOR_HOUSEHOLD, rulebooks.load("cn").at(on)), HOUSEHOLD, household, on=on)
    outcomes = {finding.criterion.id: finding.outcome for finding in decision.findings}
    said = {Outcome.MET: False, Outcome.NOT_MET: True, Outcome.UNKNOWN: None}
    assert deprived == {name: said[outcomes[f"HH-04.{name}"]] for name in NAMES}


@times(1 / 2)
@given(st.lists(households(), min_size=1, max_size=5), DATES)
def test_a_register_gives_what_its_households_give(register: list[Household], on: date) -> None:
    bound = GUARANTEED._bound(on, None)
    reader = fact_reader(bound, HOUSEHOLD)
    rows = [reader(household, on) for household in register]
    columns = {
        fact.column: pl.Series([row[at] for row in rows], dtype=DTYPES[fact.kind])
        for at, fact in enumerate(bound.facts)
    }
    frame = pl.DataFrame(columns | {"key": range(len(register))})
    wanted = [tuple(GUARANTEED.deprivations(household, on=on).values()) for household in register]
    assert GUARANTEED.columns(frame, on=on).rows() == wanted
    kept = GUARANTEED.columns(frame.lazy(), on=on, keep=["key"])
    assert isinstance(kept, pl.LazyFrame)
    assert kept.collect().rows() == [(key, *row) for key, row in enumerate(wanted)]
    measured = GUARANTEED.measure(kept, missing="not deprived")
    plain = {name: [row[at] for row in wanted] for at, name in enumerate(NAMES)}
    assert measured == alkire_foster(plain, dimension_weights=dict.fromkeys(NAMES, 1), cutoff=1, missing="not deprived")


def test_water_counts_from_2019_and_schooling_where_there_is_a_child() -> None:
    dry = Household(
        "h1", water=Water(certified=False, piped=False, litres=5), members=(Person("p1", birth_date=date(1980, 1, 1)),)
    )
    assert GUARANTEED.deprivations(dry, on=date(2018, 12, 31))["water"] is False
    assert GUARANTEED.deprivations(dry, on=date(2019, 1, 1))["water"] is True
    assert GUARANTEED.deprivations(dry, on=date(2019, 1, 1))["education"] is False


def test_one_guarantee_lacking_is_enough_unless_told_otherwise() -> None:
    table = {name: [name in ("food", "water"), name == "water"] for name in NAMES}
    assert GUARANTEED.measure(table).H == 1
    assert GUARANTEED.measure(table, cutoff="1/3", weights=[1, 3], groups=["a", "b"]).H == 0.25
    with pytest.raises(InvalidValue, match="food: got '1 missing'"):
        GUARANTEED.measure(table | {"food": [None, False]})


def test_only_a_household_is_taken() -> None:
    with pytest.raises(InvalidValue, match="household: got 'dict'; expected an object of type Household"):
        GUARANTEED.deprivations({}, on=date(2016, 6, 1))  # type: ignore[arg-type]


def test_a_specification_is_read_back_as_it_was() -> None:
    assert loads(dumps(GUARANTEED), Specification) == GUARANTEED
