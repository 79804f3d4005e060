"""What is written is read back exactly, and matches its published schema."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import allowance, exits, monitoring, rulebooks, samples
from antipoverty._engine.conditions import Compare, Number, Plus
from antipoverty._statistics.sampling import Sample
from antipoverty.errors import InvalidDocument, InvalidValue
from antipoverty.history import Round, Timeline, propose
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE, QuotaUnit, identify
from antipoverty.procedures import (
    PROCEDURES,
    Case,
    Objected,
    ObjectionSettled,
    Removed,
    Taken,
    advance,
    open_case,
)
from antipoverty.records import County, CountySample, Household, Income, Village
from antipoverty.reviews import reconcile
from antipoverty.rules import Decision, Fact, Kind, Parameter, Rule
from antipoverty.serialization import converter, dumps, json_schema, loads
from antipoverty.strategies import counties, households, rounds, timelines, villages
from antipoverty.text import Text
from documents import check_document

BOOKS = [rulebooks.load(name) for name in rulebooks.available()]


def _round_trip(value: object) -> None:
    kind = type(value)
    text = dumps(value)
    assert loads(text, kind) == value
    check_document(text, kind)


@given(households() | villages() | counties())
def test_records_are_read_back_as_they_were(record: Household | Village | County) -> None:
    _round_trip(record)


@given(rounds() | timelines())
def test_rounds_and_timelines_are_read_back_as_they_were(record: Round | Timeline) -> None:
    _round_trip(record)


@given(households(), st.sampled_from(BOOKS), st.sampled_from([date(2014, 5, 1), date(2018, 11, 1)]))
def test_decisions_are_read_back_as_they_were_and_say_the_same(
    household: Household, book: rulebooks.Rulebook, on: date
) -> None:
    decision = identify(household, on=on, rulebook=book)
    _round_trip(decision)
    again = loads(dumps(decision), Decision)
    again.check()
    assert again.explain("zh") == decision.explain("zh")
    assert again.shortfalls == decision.shortfalls


def test_what_a_sample_says_of_a_county_is_read_back_as_it_was() -> None:
    sample = CountySample(900, 12, 1_500, 9, 1_200, 1_130)
    county = County("c1", west=True, persons=200_000, poor_persons=1_200, exited_persons=40_000, sample=sample)
    _round_trip(exits.assess_county(county, on=date(2018, 11, 1)))
    _round_trip(Sample(3, 400, 5_000))
    household = Household("h1", size=1, income=Income(stated=2_000), registration="registered")
    _round_trip(propose(household, on=date(2017, 11, 1)))


@pytest.mark.parametrize("rule", [POOR_HOUSEHOLD, POOR_VILLAGE, *exits.RULES, *allowance.RULES, *monitoring.RULES])
def test_rules_are_read_back_as_they_were(rule: Rule) -> None:
    _round_trip(rule)


def test_a_case_a_county_and_a_quota_are_read_back_as_they_were() -> None:
    case = open_case(PROCEDURES["household-identification"], "h1", on=date(2014, 5, 1))
    for step in ("application", "appraisal", "first-notice"):
        case = advance(case, Taken(step, date(2014, 5, 1)))
    case = advance(case, Objected("o1", date(2014, 5, 2), "a car"))
    case = advance(case, ObjectionSettled("o1", date(2014, 5, 3), False, "sold"))
    case = advance(case, Removed(date(2014, 5, 4), "moved"))
    _round_trip(case)
    assert loads(dumps(case), Case).status is case.status
    _round_trip(County("c", west=True))
    _round_trip(QuotaUnit("town", 10, Fraction(1, 3), (QuotaUnit("a", 5, Fraction(1, 7)),)))


def test_a_sum_in_a_rule_is_read_back() -> None:
    land = Fact("land", Kind.MEASURE, Text("land", "土地"))
    compare = Compare(Plus((land, Number(Fraction(1, 3)))), "<", Parameter("x"))
    _round_trip(Rule("r", Text("r", "r"), "household", compare, *[Text("a", "b")] * 3))


def test_money_is_never_written_as_a_float() -> None:
    text = dumps(Household("h", income=Income(stated="0.10")))
    assert '"stated": "0.10"' in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "expected JSON"),
        ("[]", "an object with format, type, value"),
        ('{"format": "antipoverty/2", "type": "Household"}', r"\$\.value: got nothing; expected the Household"),
        (
            '{"format": "antipoverty/1", "type": "Household", "value": {}}',
            r"\$\.format: got 'antipoverty/1'; expected 'antipoverty/2'; antipoverty 0\.1 wrote .* decide again",
        ),
        (
            '{"format": "antipoverty/3", "type": "Household", "value": {}}',
            r"\$\.format: got 'antipoverty/3'; expected 'antipoverty/2'$",
        ),
        ('{"format": "antipoverty/2", "type": "Village", "value": {}}', "type: got 'Village'; expected 'Household'"),
        ('{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "sise": 4}}', "sise"),
        (
            '{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "size": "4"}}',
            r"\$\.value\.size: got ",
        ),
        (
            '{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "size": true}}',
            r"\$\.value\.size: got ",
        ),
        ('{"format": "antipoverty/2", "type": "Household", "value": {"id": 5}}', r"\$\.value\.id: got "),
        (
            '{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "dibao": 1}}',
            r"\$\.value\.dibao: got ",
        ),
        (
            '{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "land": 1.5}}',
            r"\$\.value\.land: got ",
        ),
        ('{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "size": 0}}', "from 1 to 100"),
    ],
)
def test_a_document_that_is_not_in_order_is_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        loads(text, Household)


def test_a_tree_names_its_nodes() -> None:
    document = json.loads(dumps(POOR_VILLAGE))
    document["value"]["condition"]["is"] = "Some"
    with pytest.raises(InvalidValue, match="'is' is one of|invalid type|expected"):
        loads(json.dumps(document), Rule)


@pytest.mark.parametrize("raw", [{"exact": 1}, [1], [["a"]], 1.5, None])
def test_a_parameter_value_of_no_known_form_is_refused(raw: Any) -> None:
    from antipoverty._engine.parameters import Value

    with pytest.raises(TypeError, match="expected a parameter value|expected an exact number as a string"):
        converter().structure(raw, Value)


@pytest.mark.parametrize("value", [True, 3, "x", Decimal("1.50"), ("A", "B"), (("a", "b"),), ()])
def test_a_parameter_value_of_every_form_is_read_back(value: Any) -> None:
    from antipoverty._engine.parameters import Value

    assert converter().structure(json.loads(json.dumps(converter().unstructure(value, Value))), Value) == value


def test_a_class_of_which_nothing_is_known_has_no_schema() -> None:
    with pytest.raises(InvalidValue, match="a type that the library writes"):
        json_schema(complex)


def test_a_fact_of_no_stored_kind_is_refused_with_its_place() -> None:
    document = json.loads(dumps(identify(Household("h", size=1), on=date(2014, 5, 1))))
    document["value"]["facts"][0] = 1.5
    with pytest.raises(InvalidValue, match=r"\$\.value\.facts\[0\]: got a number with decimals; expected a stored"):
        loads(json.dumps(document), Decision)


def test_an_error_about_a_document_does_not_show_what_is_personal() -> None:
    text = '{"format": "antipoverty/2", "type": "Household", "value": {"id": "h", "income": {"stated": "12.345"}}}'
    with pytest.raises(InvalidValue) as refused:
        loads(text, Household)
    assert "12.345" not in str(refused.value)


def test_a_summary_and_its_reconciliation_are_read_back() -> None:
    summary = samples.load_summary("mountain-town")
    _round_trip(summary)
    _round_trip(reconcile(summary))


def test_a_tampered_decision_is_not_let_in() -> None:
    document = json.loads(dumps(identify(Household("h", size=1, income=Income(stated=1)), on=date(2014, 5, 1))))
    document["value"]["outcome"] = "not met"
    with pytest.raises(InvalidDocument, match="outcome: got 'not met'; expected met, which the rule gives"):
        loads(json.dumps(document), Decision)


@pytest.mark.parametrize("raw", [True, "1.5", None])
def test_a_statistic_is_a_number(raw: object) -> None:
    assert converter().structure(1, float) == 1.0
    with pytest.raises(TypeError, match="expected a number"):
        converter().structure(raw, float)


@pytest.mark.parametrize("value", [True, False, 0, 1, Decimal("0.00"), Decimal("17999.99")])
def test_what_a_household_states_of_a_fact_comes_back_as_it_was(value: bool | int | Decimal) -> None:
    household = Household("h1", stated={"monitored_income": value, "uninsured": False})
    held, _ = (stated for _, stated in loads(dumps(household), Household).stated)
    assert (held, type(held)) == (value, type(value))
    check_document(dumps(household), Household)


@pytest.mark.parametrize(
    ("value", "got"), [('"yes"', "a string"), ("1.5", "a number"), ("null", "null"), ("[]", "an array")]
)
def test_what_states_no_fact_is_refused_with_its_place(value: str, got: str) -> None:
    text = dumps(Household("h1", stated={"uninsured": False})).replace(
        '["uninsured", false]', f'["uninsured", {value}]'
    )
    with pytest.raises(InvalidDocument, match=rf"\$\.value\.stated\[0\]\[1\]: got {got}"):
        loads(text, Household)
