"""Who is poor: boundaries to the fen, unknowns, dates, and what a decision carries."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.prose.statements import state
from antipoverty._engine.record import single_fact_reader
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import INCOME_PARTS, NET_INCOME, SCHOOL_AGE_CHILD
from antipoverty.identification import (
    POOR_HOUSEHOLD,
    POOR_VILLAGE,
    FourLooks,
    PovertyAttribute,
    identify,
    identify_village,
    poverty_attribute,
)
from antipoverty.money import fen
from antipoverty.records import Flags, Household, Income, Person, Transfer, TransferKind, Village, Water
from antipoverty.rules import Decision, Grade, Outcome, bind, decide, decide_from_facts
from antipoverty.serialization import dumps, loads, verify
from antipoverty.strategies import households, incomes, rule_facts, villages
from antipoverty.strategies._households import facts, stated_incomes
from antipoverty.strategies._shared import yuan_amounts
from branches import must_reach, reached
from effort import times
from register_tables import read_fact

CN = rulebooks.load("cn")
GUIZHOU = rulebooks.load("cn/guizhou")
JIANGXI = rulebooks.load("cn/jiangxi")
MAY_2014 = date(2014, 5, 1)
MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN

#: One date in each stretch of rules: income alone; guarantees count; water counts; both series of lines.
MOMENTS = [
    (CN, MAY_2014),
    (CN, date(2016, 5, 1)),
    (CN, date(2019, 11, 1)),
    (GUIZHOU, MAY_2014),
    (GUIZHOU, date(2020, 11, 1)),
    (JIANGXI, date(2017, 11, 1)),
]


def _secure(**changes: Any) -> Household:
    """A household with everything in order and far above every line, except for what is changed."""
    complete: dict[str, Any] = {
        "id": "h1",
        "members": (Person("p1", birth_date=date(1980, 1, 1), medical_insured=True),),
        "income": Income(stated=90_000),
        "dwelling_grade": "A",
        "food_secure": True,
        "clothing_secure": True,
        "water": Water(certified=True),
        "flags": Flags.none(),
    }
    return Household(**{**complete, **changes})


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 100])
@pytest.mark.parametrize(("fen", "outcome"), [(-1, MET), (0, NOT_MET), (1, NOT_MET)])
def test_income_one_fen_below_the_line_is_poor_and_on_it_is_not(size: int, fen: int, outcome: Outcome) -> None:
    income = Decimal(2736 * size) + Decimal(fen) / 100
    decision = identify(Household("h", size=size, income=Income(stated=income)), on=MAY_2014)
    assert decision.outcome is outcome
    (shortfall,) = decision.shortfalls
    assert shortfall.fact.name == "net_income"
    assert shortfall.change == (Decimal("0.01") if outcome is MET else Decimal(-fen - 1) / 100)
    assert shortfall.alone


def test_no_division_rounds_a_household_across_the_line() -> None:
    # 8,207.99 / 3 is 2,735.996…, which rounds to 2,736.00; the household is below the line all the same.
    assert identify(Household("h", size=3, income=Income(stated="8207.99")), on=MAY_2014).outcome is MET


@pytest.mark.parametrize(
    ("book", "on", "line"),
    [
        (CN, date(2014, 4, 2), 2736),
        (CN, date(2014, 12, 31), 2736),
        (CN, date(2015, 6, 1), 2800),
        (CN, date(2016, 9, 30), 2855),
        (CN, date(2016, 10, 1), 2952),
        (CN, date(2018, 9, 30), 2952),
        (CN, date(2018, 10, 1), 2995),
        (CN, date(2018, 12, 31), 2995),
        (CN, date(2019, 1, 1), 2995),
        (CN, date(2019, 12, 31), 3218),
        (CN, date(2020, 9, 30), 3218),
        (GUIZHOU, date(2018, 9, 30), 3335),
        (GUIZHOU, date(2014, 6, 1), 2736),
        (GUIZHOU, date(2017, 11, 1), 3335),
        (GUIZHOU, date(2020, 11, 1), 3972),
    ],
)
def test_the_date_chooses_the_line(book: rulebooks.Rulebook, on: date, line: int) -> None:
    below, at = (_secure(income=Income(stated=amount)) for amount in (line - Decimal("0.01"), line))
    assert identify(below, on=on, rulebook=book).outcome is MET
    assert identify(at, on=on, rulebook=book).outcome is NOT_MET


def test_a_date_without_rules_is_an_error_that_names_the_gap() -> None:
    household = _secure()
    with pytest.raises(NotYetInForce, match=r"identification\.basis.*2014-04-02"):
        identify(household, on=date(2014, 4, 1))
    statistical = CN.override({"income.line_series": "statistical"})
    with pytest.raises(NoLongerInForce, match=r"poverty_line\.statistical: not in force in 2020"):
        identify(household, on=date(2020, 10, 1), rulebook=statistical)


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 27)])
def test_from_2021_on_nothing_decides_who_is_poor_and_the_answer_says_what_is_decided_instead(on: date) -> None:
    decision = identify(_secure(income=Income(stated=1)), on=on)
    assert decision.outcome is UNKNOWN
    assert decision.missing == ("identification.basis",)
    assert decision.facts == (None,)
    assert decision.ended is not None
    for language in ("en", "zh"):
        first = decision.explain(language).splitlines()[0]
        assert decision.explain(language, detail="brief") == first
        assert decision.ended[language] in first
        assert "2021" in first
    decision.check()
    assert loads(dumps(decision), Decision) == decision
    assert verify(decision) is None
    village = identify_village(Village("v1"), on=on)
    assert (village.outcome, village.missing) == (UNKNOWN, ("village.incidence_multiple",))
    assert "key counties" in village.explain("en")


def test_while_the_rule_decides_it_has_not_ended() -> None:
    assert identify(_secure(), on=date(2019, 12, 31)).ended is None


def test_the_caller_chooses_the_series_and_the_decision_says_so() -> None:
    book = CN.override({"income.line_series": "administrative"})
    decision = identify(_secure(income=Income(stated=3971)), on=date(2020, 10, 1), rulebook=book)
    assert decision.outcome is MET
    assert {value.name: value.grade for value in decision.parameters}["income.line_series"] is Grade.CALLER
    assert "given by the caller" in decision.explain("en")


@pytest.mark.parametrize(
    "changes",
    [
        {"food_secure": False},
        {"clothing_secure": False},
        {"dwelling_grade": "C"},
        {"dwelling_grade": "D"},
        {"members": (Person("p1", birth_date=date(1980, 1, 1), medical_insured=False),)},
    ],
)
def test_an_unmet_guarantee_makes_poor_from_2016_and_not_before(changes: dict[str, Any]) -> None:
    household = _secure(**changes)
    assert identify(household, on=date(2016, 3, 31)).outcome is NOT_MET
    assert identify(household, on=date(2016, 4, 1)).outcome is MET


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (date(2012, 11, 2), NOT_MET),
        (date(2012, 11, 1), MET),
        (date(2002, 11, 2), MET),
        (date(2002, 11, 1), NOT_MET),
    ],
)
def test_a_child_counts_from_the_sixth_birthday_to_the_day_before_the_sixteenth(born: date, outcome: Outcome) -> None:
    child = Person(
        "c", birth_date=born, schooling="out of school", out_of_school_for_poverty=True, medical_insured=True
    )
    decision = identify(_secure(members=(child,)), on=date(2018, 11, 1))
    assert decision.outcome is outcome


def test_without_a_child_of_school_age_the_schooling_criterion_does_not_apply() -> None:
    decision = identify(_secure(), on=date(2018, 11, 1))
    education = next(finding for finding in decision.findings if finding.criterion.id == "HH-04.education")
    assert education.applicable is False
    assert education.outcome is MET
    assert "Compulsory education: does not apply" in decision.explain("en")
    assert "义务教育有保障：不适用" in decision.explain("zh")


@pytest.mark.parametrize(
    ("child", "outcome"),
    [
        ({"schooling": "primary"}, NOT_MET),
        ({"schooling": "out of school", "out_of_school_for_poverty": False}, NOT_MET),
        ({"schooling": "out of school", "out_of_school_for_poverty": True}, MET),
        ({"schooling": "out of school"}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_a_dropout_counts_only_for_poverty_and_an_unknown_reason_stays_unknown(
    child: dict[str, Any], outcome: Outcome
) -> None:
    member = Person("c", birth_date=date(2008, 1, 1), medical_insured=True, **child)
    decision = identify(_secure(members=(member,)), on=date(2018, 11, 1))
    assert decision.outcome is outcome
    assert decision.missing == (("dropout",) if outcome is UNKNOWN else ())


def test_a_child_of_unknown_age_in_school_is_no_dropout_and_one_out_of_school_leaves_it_open() -> None:
    in_school = Person("a", schooling="primary", medical_insured=True)
    assert identify(_secure(members=(in_school,)), on=date(2018, 11, 1)).outcome is NOT_MET
    out = Person("a", schooling="out of school", out_of_school_for_poverty=True, medical_insured=True)
    assert identify(_secure(members=(out,)), on=date(2018, 11, 1)).missing == ("school_age_child", "dropout")


WATER_IN_ORDER = {
    "litres": 35, "short_area": False, "quality_safe": True, "piped": False, "minutes": 20, "metres": 2_000,
    "climb": 200, "days_stopped": 36,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, NOT_MET),
        ({"litres": 34}, MET),
        ({"litres": 34, "short_area": True}, NOT_MET),
        ({"litres": 20, "short_area": True}, NOT_MET),
        ({"litres": 19, "short_area": True}, MET),
        ({"litres": 34, "short_area": None}, UNKNOWN),
        ({"quality_safe": False}, MET),
        ({"minutes": 21}, MET),
        ({"minutes": 21, "piped": True}, NOT_MET),
        ({"minutes": 21, "metres": 800, "climb": 80}, NOT_MET),
        ({"minutes": 21, "metres": 801, "climb": 80}, MET),
        ({"minutes": 21, "metres": 800, "climb": 81}, MET),
        ({"days_stopped": 37}, MET),
        ({"days_stopped": 37, "certified": True}, NOT_MET),
        ({"days_stopped": None}, UNKNOWN),
    ],
)
def test_safe_water_is_enough_clean_near_and_steady(changes: dict[str, Any], outcome: Outcome) -> None:
    water = Water(certified=False)
    water = attrs.evolve(water, **{**WATER_IN_ORDER, **changes})
    assert identify(_secure(water=water), on=date(2019, 11, 1)).outcome is outcome


def test_water_is_not_checked_by_itself_before_2019() -> None:
    thirsty = _secure(water=Water(certified=False, litres=0))
    assert identify(thirsty, on=date(2018, 12, 31)).outcome is NOT_MET
    assert identify(thirsty, on=date(2019, 1, 1)).outcome is MET


@pytest.mark.parametrize("flag", [part.name for part in attrs.fields(Flags)])
def test_a_negative_list_excludes_or_asks_for_review_by_jurisdiction(flag: str) -> None:
    household = Household(
        "h", size=1, income=Income(stated=0), flags=attrs.evolve(Flags.none(), **{flag: True}), already_helped=False
    )
    assert identify(household, on=MAY_2014).outcome is MET
    assert not identify(household, on=MAY_2014).reviews
    haves = ("town_property", "vehicle", "business_owner", "public_payroll")
    assert identify(household, on=MAY_2014, rulebook=GUIZHOU).outcome is (NOT_MET if flag in haves else MET)
    reviewed = ("village_committee", "public_payroll", "commercial_insurance", "unexplained_complaint")
    decision = identify(household, on=date(2017, 11, 1), rulebook=JIANGXI)
    assert decision.outcome is (MET if flag in reviewed else NOT_MET)
    assert [finding.criterion.id for finding in decision.reviews] == (["HH-09.review"] if flag in reviewed else [])


def test_an_unknown_flag_leaves_a_poor_household_open_where_it_would_exclude() -> None:
    household = Household("h", size=1, income=Income(stated=0))
    assert identify(household, on=MAY_2014).outcome is MET
    decision = identify(household, on=MAY_2014, rulebook=GUIZHOU)
    assert decision.outcome is UNKNOWN
    assert decision.missing == ("town_property", "vehicle", "business_owner", "public_payroll")
    rich = Household("h", size=1, income=Income(stated=9_999))
    assert identify(rich, on=MAY_2014, rulebook=GUIZHOU).outcome is NOT_MET


def test_a_household_helped_elsewhere_is_reviewed_and_still_identified() -> None:
    decision = identify(Household("h", size=1, income=Income(stated=0), already_helped=True), on=MAY_2014)
    assert decision.outcome is MET
    assert [finding.criterion.id for finding in decision.reviews] == ["HH-P1"]


def _net(income: Income, **override: Any) -> int | None:
    book = CN.override(override) if override else CN
    decision = identify(Household("h", size=1, income=income), on=MAY_2014, rulebook=book)
    return next(value for fact, value in decision.findings[0].facts if fact.name == "net_income")  # type: ignore[return-value]


def test_net_income_is_the_components_less_the_outlay() -> None:
    parts: dict[str, Any] = {"wage": "100.10", "business": "50", "property": "7", "outlay": "60.05"}
    assert _net(Income(**parts, transfers=(Transfer("pension", "3.01"),))) == 10_006
    assert _net(Income(**parts, transfers=())) == 9_705


@pytest.mark.parametrize("kind", TransferKind)
def test_steady_transfers_count_and_one_off_or_earmarked_ones_do_not(kind: TransferKind) -> None:
    counted = kind in ("pension", "five_guarantee", "dibao", "production_subsidy", "family_support")
    income = Income(wage=0, business=0, property=0, outlay=0, transfers=(Transfer(kind, 5),))
    assert _net(income) == (500 if counted else 0)


@given(incomes())
def test_the_parts_of_an_income_are_read_in_fen(income: Income) -> None:
    amounts = {name: getattr(income, name) for name in ("wage", "business", "property", "outlay", "unsold_stock")}
    received = income.transfers
    for kind in TransferKind:
        of_kind = [part.amount for part in received or () if part.kind is kind]
        amounts[f"transfer_{kind.value}"] = None if received is None else sum(of_kind, Decimal(0))
    household = Household("h1", income=income)
    parts = {fact.name: single_fact_reader(fact, HOUSEHOLD)(household, MAY_2014) for fact in INCOME_PARTS}
    assert parts == {name: None if value is None else fen(value) for name, value in amounts.items()}
    assert single_fact_reader(INCOME_PARTS[-1], HOUSEHOLD)(Household("h2"), MAY_2014) is None


@pytest.mark.parametrize("part", ["wage", "business", "property", "transfers", "outlay"])
def test_net_income_is_unknown_while_a_component_is(part: str) -> None:
    parts: dict[str, Any] = {"wage": 1, "business": 1, "property": 1, "outlay": 1, "transfers": ()}
    assert _net(Income(**{**parts, part: None})) is None


def test_a_business_loss_counts_unless_the_caller_says_otherwise() -> None:
    income = Income(wage=100, business=10, property=0, outlay=40, transfers=())
    assert _net(income) == 7_000
    assert _net(income, **{"income.business_loss_counts": False}) == 10_000


def test_unsold_stock_counts_only_if_the_caller_says_so() -> None:
    income = Income(wage=100, business=0, property=0, outlay=0, transfers=(), unsold_stock=9)
    assert _net(income) == 10_000
    assert _net(income, **{"income.unsold_stock_counts": True}) == 10_900
    assert _net(attrs.evolve(income, unsold_stock=None), **{"income.unsold_stock_counts": True}) is None


@given(incomes(), st.sampled_from([1, 3, 28]), st.booleans(), st.booleans())
def test_net_income_is_the_sum_of_whole_fen_in_any_decimal_context(
    income: Income, precision: int, unsold_counts: bool, loss_counts: bool
) -> None:
    counted = ("pension", "dibao")
    rules = CN.override(
        {
            "income.unsold_stock_counts": unsold_counts,
            "income.business_loss_counts": loss_counts,
            "income.counted_transfers": counted,
        }
    )
    with localcontext() as context:
        context.prec = precision
        net = read_fact(NET_INCOME, Household("h", income=income), MAY_2014, rules.at(MAY_2014))
    if income.stated is not None:
        assert net == fen(income.stated)
        return
    parts = [income.wage, income.business, income.property, income.outlay, income.transfers]
    if None in [*parts, *([income.unsold_stock] if unsold_counts else [])]:
        assert net is None
        return
    wage, business, rent, outlay = (fen(part) for part in parts[:4])  # type: ignore[arg-type]
    gain = business - outlay + (fen(income.unsold_stock) if unsold_counts else 0)  # type: ignore[arg-type]
    transfers = sum(fen(part.amount) for part in income.transfers or () if part.kind.value in counted)
    assert net == wage + rent + transfers + (gain if loss_counts else max(gain, 0))


def test_income_of_another_year_is_refused() -> None:
    assert identify(Household("h", size=1, income=Income(year=2013, stated=1)), on=MAY_2014).outcome is MET
    with pytest.raises(InvalidValue, match=r"Income\.year: got 2014; expected 2013"):
        identify(Household("h", size=1, income=Income(year=2014, stated=1)), on=MAY_2014)


@pytest.mark.parametrize("on", [datetime(2014, 5, 1), "2014-05-01", None])  # noqa: DTZ001  # wrong values, on purpose
def test_the_date_is_a_date(on: Any) -> None:
    with pytest.raises(InvalidValue, match=r"on: .*a datetime\.date"):
        identify(_secure(), on=on)


def test_the_record_is_of_its_type() -> None:
    with pytest.raises(InvalidValue, match="household: got 'Village'"):
        identify(Village("v"), on=MAY_2014)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="village: got 'Household'"):
        identify_village(Household("h"), on=MAY_2014)  # type: ignore[arg-type]


# Villages

SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": Decimal("0.085")})
POOR = {"persons": 1000, "poor_persons": 170, "net_income_per_head": "4736.99", "collective_income": 0}


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, MET),
        ({"poor_persons": 169}, NOT_MET),
        ({"poor_persons": 171}, MET),
        ({"net_income_per_head": "4737.00"}, NOT_MET),
        ({"net_income_per_head": "4737.01"}, NOT_MET),
        ({"collective_income": "0.01"}, NOT_MET),
        ({"poor_persons": None}, UNKNOWN),
        ({"poor_persons": None, "collective_income": 1}, NOT_MET),
    ],
)
def test_a_poor_village_is_one_high_one_low_one_without(changes: dict[str, Any], outcome: Outcome) -> None:
    village = Village("v", **{**POOR, **changes})
    assert identify_village(village, on=MAY_2014, rulebook=SICHUAN).outcome is outcome


def test_sixty_per_cent_of_7895_is_4737() -> None:
    decision = identify_village(Village("v", **POOR), on=MAY_2014, rulebook=SICHUAN)  # type: ignore[arg-type]
    assert "below 4,737.00 yuan?" in decision.explain("en")


def test_without_figures_of_the_province_a_village_is_undecided_and_they_are_named() -> None:
    decision = identify_village(Village("v"), on=MAY_2014)
    assert decision.outcome is Outcome.UNKNOWN
    assert {"village.provincial_incidence", "village.provincial_income"} <= set(decision.missing)
    assert "(no value in the rulebook: village.provincial_incidence)" in decision.explain("en")


# What holds for every household

moments = st.sampled_from(MOMENTS)


@given(households(), moments)
def test_a_decision_follows_from_its_own_facts_and_its_text_names_every_parameter(
    household: Household, moment: tuple[rulebooks.Rulebook, date]
) -> None:
    book, on = moment
    decision = identify(household, on=on, rulebook=book)
    decision.check()
    assert (decision.outcome is UNKNOWN) == bool(decision.missing)
    for language in ("en", "zh"):
        text = decision.explain(language)
        for value in decision.parameters:
            assert f"[{value.name}]" in text
            assert value.citation.title[language] in text
    assert decision.rulebook.digest[:12] in decision.explain()


@given(households(), stated_incomes(), moments, yuan_amounts(minimum=1))
def test_raising_income_never_makes_a_household_poor(
    household: Household, income: Income, moment: tuple[rulebooks.Rulebook, date], rise: Decimal
) -> None:
    book, on = moment
    higher = Income(stated=(income.stated or Decimal(0)) + rise)
    before = identify(attrs.evolve(household, income=income), on=on, rulebook=book).outcome
    after = identify(attrs.evolve(household, income=higher), on=on, rulebook=book).outcome
    assert (before, after) != (NOT_MET, MET)
    assert (before, after) != (UNKNOWN, MET)


@pytest.mark.parametrize(("book", "on"), MOMENTS)
@given(data=st.data())
def test_adding_a_fact_never_flips_a_decided_outcome(book: rulebooks.Rulebook, on: date, data: st.DataObject) -> None:
    bound = bind(POOR_HOUSEHOLD, book.at(on))
    known = data.draw(rule_facts(bound))
    added = data.draw(rule_facts(bound))
    more = {name: added[name] if value is None else value for name, value in known.items()}
    before = decide_from_facts(bound, known, on=on).outcome
    assume(before is not UNKNOWN)
    assert decide_from_facts(bound, more, on=on).outcome is before


@pytest.mark.parametrize(("book", "on"), MOMENTS)
@given(data=st.data())
def test_the_missing_facts_settle_an_unknown_outcome(book: rulebooks.Rulebook, on: date, data: st.DataObject) -> None:
    bound = bind(POOR_HOUSEHOLD, book.at(on))
    known = data.draw(rule_facts(bound))
    decision = decide_from_facts(bound, known, on=on)
    assert all(known[name] is None for name in decision.missing)
    filled = dict(known)
    for fact in bound.facts:
        if fact.name in decision.missing:
            filled[fact.name] = data.draw(facts(fact, unknown=False))
    assert decide_from_facts(bound, filled, on=on).outcome is not UNKNOWN


@pytest.mark.parametrize(("book", "on"), MOMENTS)
@given(data=st.data())
def test_a_shortfall_said_to_be_enough_by_itself_is_and_not_a_fen_less_would_do(
    book: rulebooks.Rulebook, on: date, data: st.DataObject
) -> None:
    bound = bind(POOR_HOUSEHOLD, book.at(on))
    known = data.draw(rule_facts(bound))
    decision = decide_from_facts(bound, known, on=on)
    for shortfall in decision.shortfalls:
        changed = decide_from_facts(bound, {**known, shortfall.fact.name: shortfall.wanted[0]}, on=on).outcome
        assert (changed not in (decision.outcome, UNKNOWN)) is shortfall.alone
        if shortfall.alone and shortfall.change is not None:
            value = shortfall.wanted[0]
            assert isinstance(value, int)
            nearer = value - 1 if shortfall.change > 0 else value + 1
            assert decide_from_facts(bound, {**known, shortfall.fact.name: nearer}, on=on).outcome is decision.outcome
    if decision.outcome is UNKNOWN:
        assert decision.shortfalls == ()


CLEAR = st.builds(
    lambda size, income, vehicle: Household(
        "h1", size=size, income=Income(stated=income), flags=attrs.evolve(Flags.none(), vehicle=vehicle)
    ),
    st.integers(1, 8),
    yuan_amounts(maximum=30_000),
    st.booleans(),
)


@must_reach("excluded", "poor")
@times(10)
@given(households() | CLEAR, moments)
@example(Household("h", size=4, income=Income(stated="10943.99")), (CN, MAY_2014))
def test_a_household_below_the_line_and_clear_is_identified_on_every_date(
    household: Household, moment: tuple[rulebooks.Rulebook, date]
) -> None:
    """The rule written out once more, by hand and in plain Python, for the facts that are known."""
    book, on = moment
    decision = identify(household, on=on, rulebook=book)
    values = {value.name: value.value for value in decision.parameters}
    line = next(value for name, value in values.items() if name.startswith("poverty_line"))
    if household.income is None or household.income.stated is None or household.size is None:
        return
    poor = household.income.stated < line * household.size  # type: ignore[operator]
    excluding = dict(values["identification.negative_list"])  # type: ignore[arg-type]
    flags = [getattr(household.flags, name) for name, mark in excluding.items() if mark == "exclude"]
    if any(flags):
        reached("excluded")
        assert decision.outcome is NOT_MET
    elif poor and not any(flag is None for flag in flags):
        reached("poor")
        assert decision.outcome is MET
    elif not poor and values["identification.basis"] == "income":
        assert decision.outcome is NOT_MET


@st.composite
def counted_villages(draw: st.DrawFn) -> Village:
    persons = draw(st.integers(1, 5_000))
    return attrs.evolve(draw(villages()), persons=persons, poor_persons=draw(st.integers(0, persons)))


@given(counted_villages(), st.integers(1, 9999).map(lambda share: Decimal(share).scaleb(-4)))
@example(Village("v", persons=1_000, poor_persons=144), Decimal("0.072"))
@example(Village("v", persons=1_000, poor_persons=143), Decimal("0.072"))
def test_a_village_is_high_just_when_its_incidence_is_at_least_double(village: Village, incidence: Decimal) -> None:
    book = SICHUAN.override({"village.provincial_incidence": incidence})
    finding = identify_village(village, on=MAY_2014, rulebook=book).findings[0]
    exact = Fraction(village.poor_persons, village.persons) >= 2 * Fraction(incidence)  # type: ignore[arg-type]
    assert (finding.outcome is MET) == exact


def test_facts_by_name_are_checked() -> None:
    bound = bind(POOR_HOUSEHOLD, CN.at(MAY_2014))
    for stated, message in (
        ({"incme": 1}, "a fact that rule poor-household reads"),
        ({"size": True}, "a stored count"),
        ({"net_income": "1"}, "a stored money"),
        ({"already_helped": 1}, "a stored flag"),
    ):
        with pytest.raises(InvalidValue, match=message):
            decide_from_facts(bound, stated, on=MAY_2014)  # type: ignore[arg-type]
    later = bind(POOR_HOUSEHOLD, CN.at(date(2018, 1, 1)))
    with pytest.raises(InvalidValue, match="a stored category"):
        decide_from_facts(later, {"dwelling_grade": "E"}, on=date(2018, 1, 1))


def test_a_tampered_decision_is_found_out() -> None:
    decision = identify(Household("h", size=4, income=Income(stated=1)), on=MAY_2014)
    forged = attrs.evolve(decision, outcome=NOT_MET)
    with pytest.raises(InvalidValue, match="outcome: got 'not met'; expected met"):
        forged.check()


def test_a_decision_shows_nothing_personal() -> None:
    decision = identify(Household("h", size=4, income=Income(stated="777.77")), on=MAY_2014)
    assert "777" not in repr(decision)
    assert "77777" not in repr(decision.findings)
    assert isinstance(decision, Decision)


# The attribute of a poor household, and the four looks


@pytest.mark.parametrize(
    ("changes", "attribute"),
    [
        ({"five_guarantee": True}, PovertyAttribute.FIVE_GUARANTEE),
        ({"five_guarantee": None, "dibao": True}, None),
        ({"five_guarantee": False, "dibao": None}, None),
        ({"five_guarantee": False, "dibao": False}, PovertyAttribute.ORDINARY),
        ({"five_guarantee": False, "dibao": True}, None),
        ({"five_guarantee": False, "dibao": True, "members": (Person("a"),)}, None),
        ({"five_guarantee": False, "dibao": True, "members": (Person("a", labour="none"),)}, PovertyAttribute.DIBAO),
        (
            {"five_guarantee": False, "dibao": True, "members": (Person("a"), Person("b", labour="weak"))},
            PovertyAttribute.DIBAO_POOR,
        ),
    ],
)
def test_the_attribute_comes_from_the_civil_affairs_lists(
    changes: dict[str, Any], attribute: PovertyAttribute | None
) -> None:
    assert poverty_attribute(Household("h", **changes)) is attribute


def test_the_four_looks_need_marks_and_weights() -> None:
    looks = FourLooks(house=0, grain=100, labour=33, schooling=0)
    assert looks.score({"house": 1, "grain": 1, "labour": 1, "schooling": 0}) == Fraction(133, 3)
    with pytest.raises(InvalidValue, match=r"FourLooks\.house: got None; expected a mark from 0 to 100"):
        FourLooks(grain=1, labour=1, schooling=1)
    for weights in ({"house": 1}, dict.fromkeys(("house", "grain", "labour", "schooling"), 0)):
        with pytest.raises(
            InvalidValue, match="weights: got {.*}; expected weights of at least 0.*house, grain, labour"
        ):
            looks.score(weights)
    with pytest.raises(InvalidValue, match="weights"):
        looks.score({"house": -1, "grain": 1, "labour": 1, "schooling": 1})


@pytest.mark.parametrize("look", ["house", "grain", "labour", "schooling"])
def test_each_look_has_a_mark_to_a_hundred_that_is_not_shown(look: str) -> None:
    marks = {"house": 7, "grain": 7, "labour": 7, "schooling": 7}
    assert FourLooks(**{**marks, look: 100}).score({look: 1, **{name: 0 for name in marks if name != look}}) == 100
    with pytest.raises(InvalidValue, match=rf"FourLooks\.{look}: got an int that is not shown.*from 0 to 100"):
        FourLooks(**{**marks, look: 101})
    assert "7" not in repr(FourLooks(**marks))


def test_every_fact_of_both_rules_is_stated_by_its_record() -> None:
    for book, on in MOMENTS:
        assert set(bind(POOR_HOUSEHOLD, book.at(on)).facts) <= set(HOUSEHOLD.facts)
    bound = bind(POOR_VILLAGE, SICHUAN.at(MAY_2014))
    from antipoverty.errors import RulebookError

    with pytest.raises(RulebookError, match="a household does not state poor_persons"):
        decide(bound, HOUSEHOLD, Household("h"), on=MAY_2014)


_BIRTHS = st.none() | st.dates(date(1990, 1, 1), date(2013, 12, 31))
_DAYS = st.dates(date(2014, 1, 1), date(2024, 12, 31))


@given(st.lists(_BIRTHS, min_size=1, max_size=3), _DAYS)
@example([date(2008, 2, 29)], date(2014, 2, 28))
@example([date(2008, 2, 29)], date(2014, 3, 1))
@example([date(1998, 2, 28)], date(2014, 2, 28))
@example([date(1998, 3, 1)], date(2014, 2, 28))
@example([date(2000, 3, 1), date(2010, 2, 28)], date(2016, 2, 29))
def test_school_age_goes_by_completed_years(births: list[date | None], on: date) -> None:
    members = tuple(Person(f"m{number}", birth_date=born) for number, born in enumerate(births))
    ages = [member.age(on) for member in members]
    expected = True if any(age is not None and 6 <= age <= 15 for age in ages) else None if None in ages else False
    assert read_fact(SCHOOL_AGE_CHILD, Household("h", members=members), on, CN.at(MAY_2014)) is expected


def test_a_birth_after_the_date_is_refused_wherever_it_stands() -> None:
    child, unborn = Person("a", birth_date=date(2006, 1, 1)), Person("b", birth_date=date(2018, 1, 1))
    for members in ((child, unborn), (unborn, child)):
        household = Household("h", members=members, income=Income(stated=1))
        with pytest.raises(InvalidValue, match="birth_date: got a date that is not shown.*a date not after"):
            identify(household, on=date(2017, 11, 1))


def test_the_rule_of_2014_is_said_with_its_line() -> None:
    condition = bind(POOR_HOUSEHOLD, CN.at(MAY_2014)).rule.condition
    assert state(condition, "en").startswith(
        "household net income of the year is below 2,736 yuan per person per year"
        " (rural poverty line, 2010 standard, current prices) × household size"
    )
    assert state(condition, "zh").startswith(
        "家庭年纯收入低于2,736 元/人·年（现行农村贫困标准（2010年标准，当年价）） × 家庭人口"
    )


@pytest.mark.parametrize(
    ("place", "on", "line"),
    [
        ("cn", date(2020, 9, 30), 3218),  # the income of 2019
        ("cn", date(2020, 10, 1), 4000),
        ("cn", date(2020, 12, 31), 4000),
        ("cn/shandong", date(2020, 12, 31), 4000),
        ("cn/guizhou", date(2020, 12, 31), 3972),
    ],
)
def test_the_round_of_autumn_2020_has_a_line(place: str, on: date, line: int) -> None:
    book = rulebooks.load(place)
    for cents, outcome in ((-1, Outcome.MET), (0, Outcome.NOT_MET), (1, Outcome.NOT_MET)):
        income = Income(stated=Decimal(line * 100 + cents).scaleb(-2))
        decision = identify(Household("h", size=1, income=income, flags=Flags.none()), on=on, rulebook=book)
        assert decision.findings[0].outcome is outcome
    assert not [value for value in decision.parameters if value.name.startswith("poverty_line") and value.value != line]
