"""Amounts and limits of a household: exact, unknown with what would settle it, at their boundaries, by date."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import registers, rulebooks
from antipoverty._engine.amounts import calculate_from_facts
from antipoverty.assistance import recommend
from antipoverty.causes import classify
from antipoverty.causes._rules import BURDENS
from antipoverty.errors import InvalidDocument, InvalidValue, ParameterError
from antipoverty.quantities import (
    BURDENS_BORNE,
    DIBAO_TOP_UP,
    GAP_AFTER_BURDENS,
    HOUSEHOLD_LINE,
    INCOME_AFTER_BURDENS,
    INCOME_FROM_PARTS,
    INCOME_GAP,
    LINKAGE_GRANT,
    QUANTITIES,
    RAIN_AND_DEW_GRANT,
    REBUILT_LEAST_AREA,
    REBUILT_MOST_AREA,
    RELOCATION_AREA,
    RELOCATION_OWN_SHARE,
    YEARLY_INCOME,
    work_out,
)
from antipoverty.records import Household, Income, Person, Transfer
from antipoverty.rules import Amount, Fact, Kind, Quantity, bind
from antipoverty.serialization import dumps, json_schema, loads
from antipoverty.strategies import households
from antipoverty.strategies._shared import yuan_amounts
from antipoverty.text import Text
from branches import must_reach, reached
from effort import times

#: With a value for what the national rulebook leaves open.
CN = rulebooks.load("cn").override(
    {"linkage.dibao_line": "3100", "assistance.linkage_yuan": "400", "assistance.vocational_free_years": 3}
)
ON = date(2016, 5, 1)
DATES = [ON, date(2017, 11, 1), date(2018, 6, 1)]

#: The parameters with which each quantity grows.
GROWS_WITH = {
    "dibao-top-up": ["linkage.dibao_line"],
    "rain-and-dew-grant": ["assistance.rain_dew_yuan"],
    "free-vocational-years": ["assistance.vocational_free_years"],
    "micro-credit-loan": ["assistance.micro_credit_yuan"],
    "micro-credit-term": ["assistance.micro_credit_years"],
    "relocation-area": ["assistance.relocation_area"],
    "relocation-own-share": ["assistance.relocation_own_person", "assistance.relocation_own_household"],
    "house-subsidy": ["assistance.housing_average"],
    "rebuilt-least-area": [f"assistance.rebuilt_least_{size}" for size in ("one", "two", "three", "each")],
    "rebuilt-most-area": ["assistance.rebuilt_most_to_three", "assistance.rebuilt_most_each"],
    "linkage-grant": ["assistance.linkage_yuan"],
    "household-line": ["poverty_line.statistical"],
    "income-gap": ["poverty_line.statistical"],
    "gap-after-burdens": ["poverty_line.statistical"],
    "gap-to-scope": ["monitoring.scope"],
}


def _day(quantity: Quantity, on: date = ON) -> date:
    """A day on which a quantity is in force: the given one, or one in the years of monitoring."""
    return date(2021, 6, 1) if quantity.id == "gap-to-scope" else on


def _quantities() -> st.SearchStrategy[Quantity]:
    return st.sampled_from(list(QUANTITIES.values()))


# What the list holds


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=list(QUANTITIES))
def test_every_quantity_cites_documents_and_can_be_worked_out(quantity: Quantity) -> None:
    assert quantity.sources
    assert set(quantity.sources) <= set(CN.citations)
    assert quantity.subject == "household"
    bound = bind(quantity, CN.at(_day(quantity)))
    assert bound.parameters
    assert work_out(quantity, Household("h1"), on=_day(quantity), rulebook=CN).bound == bound


def test_every_quantity_with_a_number_of_the_rulebook_grows_with_it() -> None:
    income = {"yearly-income", "income-from-parts", "burdens-borne", "income-after-burdens"}
    assert set(GROWS_WITH) | income == set(QUANTITIES)
    assert set(GROWS_WITH) & income == set()


# Properties


@given(households(), st.data())
def test_an_amount_never_falls_when_the_parameter_that_it_grows_with_rises(
    household: Household, data: st.DataObject
) -> None:
    quantity = QUANTITIES[data.draw(st.sampled_from(list(GROWS_WITH)))]
    name = data.draw(st.sampled_from(GROWS_WITH[quantity.id]))
    counted = CN.parameter(name).kind.value == "count"
    one, other = sorted(data.draw(st.tuples(*[st.integers(0, 1000) if counted else yuan_amounts(maximum=10_000)] * 2)))
    lower, higher = (
        work_out(quantity, household, on=_day(quantity), rulebook=CN.override({name: number}))
        for number in (one, other)
    )
    # Of 0 yuan a head, nobody needs to know how many heads there are.
    assert lower.missing == higher.missing or (one == 0 and set(lower.missing) < set(higher.missing))
    if lower.value is not None and higher.value is not None:
        assert lower.value <= higher.value


@given(households(), _quantities(), st.sampled_from(DATES), st.data())
def test_what_is_missing_settles_an_unknown_amount_and_nothing_less_is_named(
    household: Household, quantity: Quantity, on: date, data: st.DataObject
) -> None:
    amount = work_out(quantity, household, on=_day(quantity, on), rulebook=CN)
    amount.check()
    known = dict(zip([fact.name for fact in amount.bound.facts], amount.facts, strict=True))
    assert all(known[name] is None for name in amount.missing)
    assert bool(amount.missing) is (amount.value is None)
    facts = {fact.name: fact for fact in amount.bound.facts}

    def drawn(fact: Fact) -> bool | int:
        return data.draw(st.booleans() if fact.kind is Kind.FLAG else st.integers(1, 10**6))

    filled = known | {name: drawn(facts[name]) for name in amount.missing}
    settled = calculate_from_facts(amount.bound, filled, on=on)
    assert settled.value is not None
    if amount.missing:  # whatever the other facts are, it is unknown while these are
        others = {name: drawn(fact) for name, fact in facts.items() if name not in amount.missing}
        assert calculate_from_facts(amount.bound, known | others, on=on).value is None


@given(households(), _quantities(), st.sampled_from(DATES))
def test_amounts_are_whole_fen_and_are_read_back_as_they_were(
    household: Household, quantity: Quantity, on: date
) -> None:
    amount = work_out(quantity, household, on=_day(quantity, on), rulebook=CN)
    if amount.value is not None:
        assert amount.value * quantity.kind.scale == amount.stored
    assert loads(dumps(amount), Amount) == amount
    for language in ("en", "zh"):
        assert quantity.name[language] in amount.line(language)
        assert amount.explain(language).startswith(quantity.name[language])


PARTS = ("wage", "business", "property", "outlay")
KNOWN = st.builds(
    lambda size, parts, spent: Household(
        "h1",
        size=size,
        income=Income(
            wage=parts[0], business=parts[1], property=parts[2], outlay=parts[3], transfers=(), unsold_stock=0
        ),
        medical_spending=spent[0],
        school_spending=spent[1],
        disaster_loss=spent[2],
        marriage_spending=spent[3],
    ),
    st.integers(1, 8),
    st.tuples(*[yuan_amounts(maximum=20_000)] * 4),
    st.tuples(*[yuan_amounts(maximum=20_000)] * 4),
)


@must_reach("gap", "left")
@given(households() | KNOWN, st.sampled_from(DATES))
def test_what_is_left_and_what_is_lacking_follow_from_the_parts(household: Household, on: date) -> None:
    income, line, gap, borne, left, lacking = (
        work_out(each, household, on=on, rulebook=CN).value
        for each in (YEARLY_INCOME, HOUSEHOLD_LINE, INCOME_GAP, BURDENS_BORNE, INCOME_AFTER_BURDENS, GAP_AFTER_BURDENS)
    )
    if income is not None and line is not None:
        reached("gap")
        assert gap == max(line - income, Decimal(0))
    if income is not None and borne is not None:
        reached("left")
        assert left == income - borne
        if line is not None:
            assert lacking == max(line - income + borne, Decimal(0))


@given(households(), st.sampled_from(DATES))
def test_the_gap_of_the_causes_is_the_least_that_is_lacking(household: Household, on: date) -> None:
    gap = classify(household, on=on, rulebook=CN).gap
    amount = work_out(GAP_AFTER_BURDENS, household, on=on, rulebook=CN)
    if amount.value is not None:
        assert gap == amount.value
    elif gap is not None:
        assert set(amount.missing) <= {burden.name for burden in BURDENS.values()}
        nothing = dict.fromkeys(amount.missing, 0)
        facts = zip([fact.name for fact in amount.bound.facts], amount.facts, strict=True)
        assert calculate_from_facts(amount.bound, dict(facts) | nothing, on=on).value == gap
    else:
        assert set(amount.missing) & {"net_income", "size"}


@must_reach("parts known")
@given(households() | KNOWN, yuan_amounts(maximum=5_000))
def test_income_from_parts_is_the_net_income_where_it_is_known(household: Household, allowance: Decimal) -> None:
    parts = work_out(INCOME_FROM_PARTS, household, on=ON)
    if parts.value is not None:
        reached("parts known")
        assert work_out(YEARLY_INCOME, household, on=ON).value == parts.value


# Boundaries


@pytest.mark.parametrize(
    ("income", "gap"), [("10943.99", "0.01"), ("10944", "0"), ("10944.01", "0"), ("-0.01", "10944.01")]
)
def test_the_gap_ends_on_the_line_to_the_fen(income: str, gap: str) -> None:
    household = Household("h1", size=4, income=Income(stated=income))
    assert work_out(INCOME_GAP, household, on=date(2014, 5, 1)).value == Decimal(gap)


@pytest.mark.parametrize(
    ("size", "least", "most"),
    [(1, 20, 60), (2, 30, 60), (3, 40, 60), (4, 52, 72), (5, 65, 90), (100, 1300, 1800)],
)
def test_a_rebuilt_house_is_by_head_from_the_fourth_person_on(size: int, least: int, most: int) -> None:
    household = Household("h1", size=size)
    assert work_out(REBUILT_LEAST_AREA, household, on=ON).value == least
    assert work_out(REBUILT_MOST_AREA, household, on=ON).value == most


@pytest.mark.parametrize(
    ("cap", "own"), [("9999.99", "9999.99"), ("10000", "10000"), ("10000.01", "10000"), ("0", "0")]
)
def test_the_own_share_of_relocation_stops_at_its_cap_to_the_fen(cap: str, own: str) -> None:
    book = CN.override({"assistance.relocation_own_household": cap})
    household = Household("h1", size=4)
    assert work_out(RELOCATION_OWN_SHARE, household, on=ON, rulebook=book).value == Decimal(own)


def test_limits_by_head_are_exact_to_the_hundredth() -> None:
    book = CN.override({"assistance.relocation_area": "25.33"})
    assert work_out(RELOCATION_AREA, Household("h1", size=3), on=ON, rulebook=book).value == Decimal("75.99")


def test_the_marriage_counts_from_the_list_of_thirteen_on() -> None:
    household = Household(
        "h1", medical_spending="0.01", school_spending="1", disaster_loss=2, marriage_spending="3000.50"
    )
    assert work_out(BURDENS_BORNE, household, on=date(2016, 8, 4)).value == Decimal("3.01")
    assert work_out(BURDENS_BORNE, household, on=date(2016, 8, 5)).value == Decimal("3003.51")
    unknown = attrs.evolve(household, marriage_spending=None)
    assert work_out(BURDENS_BORNE, unknown, on=date(2016, 8, 4)).value == Decimal("3.01")
    assert work_out(BURDENS_BORNE, unknown, on=date(2016, 8, 5)).missing == ("marriage_spending",)


def test_vocational_students_are_counted_only_where_all_schooling_is_known() -> None:
    members = (Person("m1", schooling="vocational"), Person("m2", schooling="vocational"), Person("m3"))
    amount = work_out(RAIN_AND_DEW_GRANT, Household("h1", members=members), on=ON)
    assert (amount.value, amount.missing) == (None, ("vocational_students",))
    known = Household("h1", members=members[:2])
    assert work_out(RAIN_AND_DEW_GRANT, known, on=ON).value == 6_000


# The top-up of the subsistence allowance


def _on_dibao(allowance: str, wage: str = "2000", **known: Any) -> Household:
    transfers = (Transfer("dibao", allowance), Transfer("pension", "100.10"))
    income = Income(wage=wage, business=0, property=0, outlay=0, transfers=transfers)
    return Household("h1", **{"size": 2, "dibao": True, "income": income, **known})


@given(yuan_amounts(maximum=5_000), yuan_amounts(maximum=7_000))
def test_the_top_up_does_not_depend_on_the_allowance_paid_and_lifts_to_the_line(
    allowance: Decimal, wage: Decimal
) -> None:
    top_up = work_out(DIBAO_TOP_UP, _on_dibao(str(allowance), str(wage)), on=ON, rulebook=CN).value
    assert top_up == max(6_200 - wage - Decimal("100.10"), Decimal(0))


@pytest.mark.parametrize(("income", "top_up"), [("6199.99", "0.01"), ("6200", "0"), ("6200.01", "0"), ("0", "6200")])
def test_the_top_up_ends_on_the_line_of_the_place_to_the_fen(income: str, top_up: str) -> None:
    household = Household("h1", size=2, dibao=False, income=Income(stated=income))
    assert work_out(DIBAO_TOP_UP, household, on=ON, rulebook=CN).value == Decimal(top_up)


def test_whether_it_is_on_the_allowance_matters_only_where_some_was_paid() -> None:
    assert work_out(DIBAO_TOP_UP, _on_dibao("0", dibao=None), on=ON, rulebook=CN).value == Decimal("4099.90")
    amount = work_out(DIBAO_TOP_UP, _on_dibao("500", dibao=None), on=ON, rulebook=CN)
    assert (amount.value, amount.missing) == (None, ("dibao",))
    stated = Household("h1", size=2, dibao=True, income=Income(stated=5000))
    assert work_out(DIBAO_TOP_UP, stated, on=ON, rulebook=CN).missing == ("transfer_dibao",)


def test_an_allowance_that_is_no_income_is_not_taken_off() -> None:
    book = CN.override({"income.counted_transfers": ("pension",)})
    assert work_out(DIBAO_TOP_UP, _on_dibao("500"), on=ON, rulebook=book).value == Decimal("4099.90")


def test_the_line_of_the_allowance_is_local() -> None:
    amount = work_out(DIBAO_TOP_UP, Household("h1"), on=ON)
    assert amount.stored is None
    assert "linkage.dibao_line" in amount.missing


# By date, and by what is given


@pytest.mark.parametrize(("on", "given"), [(date(2015, 12, 31), False), (date(2016, 1, 1), True)])
def test_a_limit_stands_from_its_date_on(on: date, given: bool) -> None:
    if given:
        assert work_out(RELOCATION_AREA, Household("h1", size=2), on=on).value == 50
    else:
        with pytest.raises(ParameterError, match=r"assistance\.relocation_area"):
            work_out(RELOCATION_AREA, Household("h1", size=2), on=on)


def test_what_is_no_household_or_no_quantity_of_one_is_refused() -> None:
    with pytest.raises(InvalidValue, match="household: got 'str'"):
        work_out(INCOME_GAP, "h1", on=ON)  # type: ignore[arg-type]  # refused at run time too
    with pytest.raises(InvalidValue, match="quantity: got 'str'"):
        work_out("income-gap", Household("h1"), on=ON)  # type: ignore[arg-type]
    other = attrs.evolve(INCOME_GAP, subject="village")
    with pytest.raises(InvalidValue, match="quantity: got 'income-gap'; expected a quantity of a household"):
        work_out(other, Household("h1"), on=ON)


def test_an_income_of_another_year_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"Income\.year"):
        work_out(YEARLY_INCOME, Household("h1", income=Income(year=2010, stated=5)), on=ON)


def test_a_quantity_of_ones_own_is_worked_out_the_same_way() -> None:
    size = QUANTITIES["linkage-grant"].term
    mine = Quantity("mine", Text("Twice the grant", "双倍补助"), "household", size * 2, Text("yuan", "元"))
    amounts = [work_out(each, Household("h1", size=3), on=ON, rulebook=CN).value for each in (LINKAGE_GRANT, mine)]
    assert amounts == [1_200, 2_400]


# The objects


def test_an_amount_matches_its_schema_and_a_changed_one_is_refused() -> None:
    household = Household("h1", size=4, income=Income(stated=9000))
    amount = work_out(INCOME_GAP, household, on=ON)
    document = json.loads(dumps(amount))
    jsonschema.validate(document, json_schema(Amount))
    document["value"]["stored"] += 1
    with pytest.raises(InvalidDocument):
        loads(json.dumps(document), Amount)


def test_nothing_personal_is_in_the_repr_of_an_amount() -> None:
    amount = work_out(INCOME_GAP, Household("h1", size=4, income=Income(stated="9000.07")), on=ON)
    assert repr(amount) == "Amount(bound=<income-gap>, on=datetime.date(2016, 5, 1), subject='h1')"


def test_a_measure_gives_the_amounts_of_the_catalogue() -> None:
    household = Household("h1", size=4, registration="registered", unfit_place=True)
    assessment = classify(household, on=ON)
    (relocation,) = [each for each in recommend(household, assessment, on=ON) if each.measure == "relocation"]
    for amount in relocation.amounts:
        assert amount == work_out(QUANTITIES[amount.bound.id], household, on=ON)


# Over a frame


@times(1 / 4)
@given(st.lists(households(), min_size=1, max_size=5), st.sampled_from(DATES))
def test_a_frame_with_members_gives_every_household_the_amounts_of_its_record(drawn: list[Household], on: date) -> None:
    homes = [attrs.evolve(household, id=f"h{number}", declared_causes=()) for number, household in enumerate(drawn)]
    frame, members = registers.frames(homes)
    quantities = tuple(quantity for quantity in QUANTITIES.values() if _day(quantity, on) == on)
    given_amounts = registers.evaluate(frame, on=on, rulebook=CN, rules=quantities, members=members, absent="unknown")
    for quantity in quantities:
        wanted = [work_out(quantity, household, on=on, rulebook=CN).stored for household in homes]
        assert given_amounts[quantity.column].to_list() == wanted
