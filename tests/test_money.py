"""Exact money: what is accepted, and splits that lose nothing."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.assistance import plan
from antipoverty.cards import card
from antipoverty.causes import classify
from antipoverty.errors import InvalidValue
from antipoverty.exits import assess_household
from antipoverty.funds import allocate_by_factors
from antipoverty.funds._rules.factors import _FACTORS as FACTORS
from antipoverty.identification import QuotaUnit, apportion, identify
from antipoverty.money import LIMIT, allocate, exact_number, fen, total_of, yuan, yuan_of_fen
from antipoverty.records import Household, Income
from antipoverty.rulebooks import load
from antipoverty.rules import Outcome
from antipoverty.strategies import households

#: What `Decimal` or `Fraction` takes and nobody writes on a form, or what would stall a program.
ODD = [
    "1_000",
    " 5 ",
    "5\n",
    "1e2",
    "1e20000000",
    "９",
    "٣",
    "Infinity",
    "-Infinity",
    "nan",
    "sNaN1",
    ".5",
    "5.",
    "",
    "1,000",
]

WEIGHTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 50), min_size=1).filter(
    lambda weights: any(weights.values())
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (27.36, "an exact amount in yuan"),
        (True, "an exact amount in yuan"),
        (None, "an exact amount in yuan"),
        ("many", "an amount in yuan in plain digits"),
        ("NaN", "an amount in yuan in plain digits"),
        (Decimal("NaN"), "a finite amount"),
        (Decimal("-sNaN123"), "a finite amount"),
        *((odd, "in plain digits") for odd in ODD),
        (10**5000, "an amount under"),
        (Decimal("1e20000000"), "an amount under"),
        (Decimal("1e-20000000"), "at most two decimal places"),
        (Decimal("Infinity"), "a finite amount"),
        ("0.001", "at most two decimal places"),
        (LIMIT, "an amount under"),
        (str(LIMIT), "an amount under"),
        (-LIMIT, "an amount under"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_amount_that_cannot_be_is_refused_by_name(value: object, expected: str) -> None:
    with pytest.raises(InvalidValue, match=expected) as caught:
        yuan(value, "wage")  # type: ignore[arg-type]
    assert caught.value.field == "wage"


@pytest.mark.parametrize(
    "value", [*ODD, "1/0", "1/00", "/3", "1/2/3", 0.5, True, None, Decimal("NaN"), Decimal("Infinity"),
              Decimal("1e20000000"), Decimal("1e-20000000"), 10**5000, "1" * 2000],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_number_that_is_not_exact_or_not_plainly_written_is_refused_at_once(value: Any) -> None:
    for refused in (
        lambda: exact_number(value, "weight"),
        lambda: apportion(10, {"a": value, "b": 1}),
        lambda: QuotaUnit("a", 5, value),
        lambda: load("cn").override({"funds.management_fee_share": value}),
        lambda: allocate_by_factors(1, {key: {"a": value} for key in FACTORS}, on=date(2021, 6, 1)),
    ):
        with pytest.raises(InvalidValue) as caught:
            refused()
        assert len(str(caught.value)) < 1000


def test_a_number_is_exact_however_it_is_given() -> None:
    given = [Fraction(1, 8), Decimal("0.125"), Decimal("12.5e-2"), "0.125", "+0.125", "1/8", "2/16"]
    assert {exact_number(each, "weight") for each in given} == {Fraction(1, 8)}
    assert exact_number(Decimal("0e-20000000"), "weight") == exact_number("-0", "weight") == 0


def test_a_number_has_at_most_a_thousand_digits_before_and_after_the_point() -> None:
    assert exact_number(Decimal("1e1000"), "weight") == 10**1000
    assert exact_number(Decimal("1e-1000"), "weight") == Fraction(1, 10**1000)
    assert exact_number(2**4000 - 1, "weight") == 2**4000 - 1
    for odd in (Decimal("1e1001"), Decimal("1e-1001"), 2**4000):
        with pytest.raises(InvalidValue, match="weight: got .*; expected an exact number"):
            exact_number(odd, "weight")


def test_zero_has_no_sign() -> None:
    assert [str(yuan(zero, minimum=0)) for zero in ("-0", "-0.00", Decimal("-0.0"), 0)] == ["0", "0.00", "0.0", "0"]


def test_a_third_place_is_accepted_only_where_it_is_zero() -> None:
    assert yuan("1.500") == Decimal("1.5")
    with pytest.raises(InvalidValue):
        yuan("1.505")


def test_an_amount_below_the_minimum_is_refused_and_the_minimum_itself_is_not() -> None:
    assert yuan("0", minimum=0) == 0
    with pytest.raises(InvalidValue, match="at least 0"):
        yuan("-0.01", minimum=0)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_fen_and_yuan_are_each_other_s_inverse(amount: int) -> None:
    assert fen(yuan(yuan_of_fen(amount))) == amount


@pytest.mark.parametrize(
    "amount", ["0.005", "-0.001", "1.2345", "NaN", "sNaN", "Infinity", "-Infinity", "1E+999999999", "1E-999999999"]
)
def test_no_part_of_a_fen_is_lost_without_a_word(amount: str) -> None:
    with pytest.raises(InvalidValue, match="amount: got .*; expected a finite amount with at most two decimal places"):
        fen(Decimal(amount))


def test_an_amount_of_any_exponent_is_whole_fen() -> None:
    assert [fen(each) for each in (Decimal("1E+3"), Decimal("0.100"), Decimal("-0.00"), Decimal("5.1"), -7)] == [
        100_000, 10, 0, 510, -700,
    ]  # fmt: skip


@pytest.mark.parametrize("amounts", [["NaN"], ["sNaN", "1"], ["Infinity", "-Infinity"], ["1E+5000", "1"]])
def test_a_sum_is_a_finite_number(amounts: list[str]) -> None:
    with pytest.raises(InvalidValue, match="amounts: got 'NaN, an infinity"):
        total_of(map(Decimal, amounts))


@given(st.integers(0, 10**9), WEIGHTS)
def test_a_split_loses_nothing_and_stays_within_one_of_the_exact_share(total: int, weights: dict[str, int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts.values()) == total
    assert list(parts) == list(weights)
    for key, weight in weights.items():
        assert abs(parts[key] - Fraction(total * weight, sum(weights.values()))) < 1


@given(st.integers(0, 400), WEIGHTS, st.data())
def test_a_split_keeps_every_ceiling_and_fills_what_ceilings_leave(
    total: int, weights: dict[str, int], data: st.DataObject
) -> None:
    ceilings = data.draw(st.dictionaries(st.sampled_from(sorted(weights)), st.integers(0, 60)))
    open_ended = any(weights[key] and key not in ceilings for key in weights)
    room = sum(limit for key, limit in ceilings.items() if weights[key])
    if not open_ended and room < total:
        with pytest.raises(InvalidValue, match="could not be placed"):
            allocate(total, weights, ceilings=ceilings)
        return
    parts = allocate(total, weights, ceilings=ceilings)
    assert sum(parts.values()) == total
    assert all(parts[key] <= limit for key, limit in ceilings.items())
    assert all(parts[key] == 0 for key, weight in weights.items() if not weight)


@given(st.integers(0, 10**6), WEIGHTS, st.integers(1, 1000))
def test_a_split_depends_on_the_proportions_of_the_weights_alone(
    total: int, weights: dict[str, int], factor: int
) -> None:
    scaled = {key: weight * factor for key, weight in weights.items()}
    assert allocate(total, weights) == allocate(total, scaled)


def test_the_largest_remainder_is_not_monotone_in_the_total() -> None:
    # The paradox of Alabama: with four places instead of three, "c" loses its one.
    weights = {"a": 6, "b": 6, "c": 2}
    assert apportion(3, weights) == {"a": 1, "b": 1, "c": 1}
    assert apportion(4, weights) == {"a": 2, "b": 2, "c": 0}


@pytest.mark.parametrize(
    ("total", "weights", "ceilings", "field"),
    [
        (-1, {"a": 1}, None, "total"),
        (True, {"a": 1}, None, "total"),
        (1.5, {"a": 1}, None, "total"),
        (1, {"a": -1}, None, r"weights\['a'\]"),
        (1, {"a": 0.5}, None, r"weights\['a'\]"),
        (1, {"a": True}, None, r"weights\['a'\]"),
        (1, {"a": Decimal("NaN")}, None, r"weights\['a'\]"),
        (1, {"a": 1}, {"b": 1}, "ceilings"),
        (1, {"a": 1}, {"a": -1}, r"ceilings\['a'\]"),
        (1, {"a": 1}, {"a": False}, r"ceilings\['a'\]"),
        (1, {"a": 0}, None, "total"),
        (1, {}, None, "total"),
    ],
)
def test_a_split_that_cannot_be_is_refused_by_name(
    total: object, weights: object, ceilings: object, field: str
) -> None:
    with pytest.raises(InvalidValue, match=f"^{field}"):
        allocate(total, weights, ceilings=ceilings)  # type: ignore[arg-type, misc]


def test_nothing_is_split_into_nothing() -> None:
    assert allocate(0, {"a": 0, "b": 3}) == {"a": 0, "b": 0}
    assert allocate(0, {}) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (27.36, "an exact amount in yuan: a Decimal, an int or a string"),
        ("many", "an amount in yuan in plain digits, such as '2736.00'"),
        (Decimal("-Infinity"), "a finite amount in yuan"),
        (LIMIT, "an amount under 10,000,000,000,000 yuan"),
        ("0.001", "at most two decimal places"),
        ("-0.01", "an amount of at least 0 yuan"),
    ],
)
def test_an_error_shows_the_amount_unless_it_is_personal(value: object, expected: str) -> None:
    with pytest.raises(InvalidValue) as shown:
        yuan(value, minimum=0)  # type: ignore[arg-type]
    assert str(shown.value) == f"amount: got {value!r}; expected {expected}"
    with pytest.raises(InvalidValue) as hidden:
        yuan(value, "wage", minimum=0, personal=True)  # type: ignore[arg-type]
    kind = type(value).__name__
    assert str(hidden.value) == f"wage: got a {kind} that is not shown, being personal; expected {expected}"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allocate(-1, {"a": 1}), "total: got -1; expected a whole number of at least 0"),
        (lambda: allocate(1, {"a": -1}), "weights['a']: got -1; expected an exact weight of at least 0"),
        (lambda: allocate(1, {"a": 1}, ceilings={"b": 2}), "ceilings: got 'b'; expected a key of the weights"),
        (
            lambda: allocate(1, {"a": 1}, ceilings={"a": -2}),
            "ceilings['a']: got -2; expected a whole number of at least 0",
        ),
        (
            lambda: allocate(9, {"a": 1}, ceilings={"a": 2}),
            "total: got 9; expected weights and ceilings that can take 9; 7 could not be placed",
        ),
    ],
)
def test_a_split_that_cannot_be_says_what_was_given_and_what_expected(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        call()
    assert str(refused.value) == message


def test_a_ceiling_of_nothing_takes_nothing() -> None:
    assert allocate(5, {"a": 1, "b": 1}, ceilings={"a": 0}) == {"a": 0, "b": 5}


@pytest.mark.parametrize("precision", [1, 3, 6])
def test_the_caller_s_decimal_context_changes_no_amount(precision: int) -> None:
    with localcontext() as context:
        context.prec = precision
        assert fen(yuan("10943.99")) == 1_094_399
        assert yuan("10943.990") == Decimal("10943.99")
        assert str(yuan_of_fen(1_094_399)) == "10943.99"
        parts = Income(wage="10000.99", business=1000, property=0, transfers=(), outlay=57)
        for income in (Income(stated="10943.99"), parts):
            decision = identify(Household("h", size=4, income=income), on=date(2014, 5, 1))
            assert decision.outcome is Outcome.MET
            assert str(decision.shortfalls[0].change) == "0.01"
            assert "10,943.99 yuan" in decision.explain()


def _everything_said(household: Household, on: date) -> list[str]:
    assessment = classify(household, on=on)
    made = plan(household, assessment, on=on, until=date(on.year, 12, 31), responsible="c1")
    decisions = identify(household, on=on), assess_household(household, on=on), assessment
    return [*(each.explain() for each in decisions), made.explain(), card(household, made).explain()]


@given(households(), st.sampled_from([1, 3, 6]))
def test_nothing_is_said_differently_in_another_decimal_context(household: Household, precision: int) -> None:
    wanted = _everything_said(household, date(2016, 5, 1))
    with localcontext() as context:
        context.prec = precision
        assert _everything_said(household, date(2016, 5, 1)) == wanted


@pytest.mark.parametrize("written", ["1_000", "１０００", "1e3", "1E+3", "1.", ".5"])
def test_an_amount_is_written_in_plain_digits(written: str) -> None:
    with pytest.raises(InvalidValue, match="such as '2736.00'"):
        yuan(written)


def test_a_decimal_with_an_exponent_is_written_out() -> None:
    written = {"1E+1": "10", "1E+3": "1000", "5.000": "5.00", "5E-2": "0.05", "50E-3": "0.05"}
    assert {given: str(yuan(Decimal(given))) for given in written} == written


def test_an_error_survives_a_process_boundary() -> None:
    with pytest.raises(InvalidValue) as caught:
        yuan("0.001", "wage")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.field, again.expected) == (
        InvalidValue,
        str(caught.value),
        "wage",
        "at most two decimal places",
    )
