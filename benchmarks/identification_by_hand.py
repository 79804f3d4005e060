"""Identification written by hand for two dates, as a careful programmer would: what the library is measured against.

It is exact, knows what is unknown and reads the same records; its numbers stand in the code, and it serves for nothing
else. With findings, it gives what the library's findings give.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from antipoverty._shared.exact import add, subtract
from antipoverty.money import fen
from antipoverty.records import Household, Schooling, TransferKind, Water
from antipoverty.rules import Outcome

COUNTED = frozenset(
    {
        TransferKind.PENSION,
        TransferKind.FIVE_GUARANTEE,
        TransferKind.DIBAO,
        TransferKind.PRODUCTION_SUBSIDY,
        TransferKind.FAMILY_SUPPORT,
    }
)
LINE_2014, LINE_2019 = 273_600, 374_700
SAFE_GRADES = frozenset("AB")
OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}

Truth = bool | None
Known = tuple[tuple[str, bool | int | str | None], ...]


@frozen
class Found:
    """What one criterion says."""

    criterion: str
    outcome: Outcome
    applicable: bool | None
    missing: tuple[str, ...]
    facts: Known


@frozen
class Decided:
    """An outcome with what each criterion says."""

    household: str
    on: date
    outcome: Outcome
    findings: tuple[Found, ...] = ()


def outcome_2014(household: Household, on: date) -> Decided:
    household.check_births(on)
    return Decided(household.id, on, OUTCOMES[_below(_net_income(household, on.year - 1), household.size, LINE_2014)])


def findings_2014(household: Household, on: date) -> Decided:
    household.check_births(on)
    income = _net_income(household, on.year - 1)
    below = _below(income, household.size, LINE_2014)
    findings = (
        _found("HH-01", below, (("net_income", income), ("size", household.size))),
        Found("HH-09", Outcome.MET, False, (), ()),
    )
    return Decided(household.id, on, OUTCOMES[below], findings)


def outcome_2019(household: Household, on: date) -> Decided:
    household.check_births(on)
    poor = _below(_net_income(household, on.year), household.size, LINE_2019)
    if poor is not True:
        poor = _any_lacking((_not(poor), *_guarantees(household, on)))
    flags = household.flags
    excluded = _any_of((flags.town_property, flags.vehicle, flags.business_owner, flags.public_payroll))
    return Decided(household.id, on, OUTCOMES[_all_of((poor, _not(excluded)))])


def findings_2019(household: Household, on: date) -> Decided:
    household.check_births(on)
    income, size = _net_income(household, on.year), household.size
    below = _below(income, size, LINE_2019)
    child, dropout = _schooling(household, on)
    educated = True if child is False else _not(dropout) if child or dropout is False else None
    uninsured = _uninsured(household)
    grade = household.dwelling_grade
    housed = None if grade is None else grade in SAFE_GRADES
    water, flags = household.water, household.flags
    safe = _safe_water(water)
    marked = (flags.town_property, flags.vehicle, flags.business_owner, flags.public_payroll)
    clear = _not(_any_of(marked))
    food, clothing, insured = household.food_secure, household.clothing_secure, _not(uninsured)
    poor = _any_lacking((_not(below), food, clothing, educated, insured, housed, safe))
    findings = (
        _found("HH-01", below, (("net_income", income), ("size", size))),
        _found("HH-04.food", food, (("food_secure", food),)),
        _found("HH-04.clothing", clothing, (("clothing_secure", clothing),)),
        _found("HH-04.education", educated, (("school_age_child", child), ("dropout", dropout)), child),
        _found("HH-04.medical", insured, (("uninsured", uninsured),)),
        _found("HH-04.housing", housed, (("dwelling_grade", grade),)),
        Found(
            "HH-04.water",
            OUTCOMES[safe],
            True,
            () if safe is not None else _missing_of_water(water),
            (
                ("water_certified", water.certified),
                ("water_litres", water.litres),
                ("water_short_area", water.short_area),
                ("water_quality_safe", water.quality_safe),
                ("water_piped", water.piped),
                ("water_minutes", water.minutes),
                ("water_metres", water.metres),
                ("water_climb", water.climb),
                ("water_days_stopped", water.days_stopped),
            ),
        ),
        _found(
            "HH-09",
            clear,
            (
                ("town_property", flags.town_property),
                ("vehicle", flags.vehicle),
                ("business_owner", flags.business_owner),
                ("public_payroll", flags.public_payroll),
            ),
        ),
    )
    return Decided(household.id, on, OUTCOMES[_all_of((poor, clear))], findings)


def _found(criterion: str, truth: Truth, facts: Known, applicable: Truth = True) -> Found:
    missing = () if truth is not None else tuple(name for name, value in facts if value is None)
    return Found(criterion, OUTCOMES[truth], applicable, missing, facts)


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _any_of(truths: tuple[Truth, ...]) -> Truth:
    return True if True in truths else None if None in truths else False


def _all_of(truths: tuple[Truth, ...]) -> Truth:
    return False if False in truths else None if None in truths else True


def _any_lacking(truths: Iterable[Truth]) -> Truth:
    found: Truth = False
    for truth in truths:
        if truth is False:
            return True
        if truth is None:
            found = None
    return found


def _below(income: int | None, size: int | None, line: int) -> Truth:
    return None if income is None or size is None else income < size * line


def _net_income(household: Household, year: int) -> int | None:
    income = household.income
    if income is None:
        return None
    if income.year is not None and income.year != year:
        raise ValueError(f"the income is of {income.year}, not of {year}")
    wage, business, rent, outlay = income.wage, income.business, income.property, income.outlay
    if wage is None or business is None or rent is None or outlay is None or income.transfers is None:
        return None if income.stated is None else fen(income.stated)
    net = add(add(wage, rent), subtract(business, outlay))
    for part in income.transfers:
        if part.kind in COUNTED:
            net = add(net, part.amount)
    return fen(net)


def _guarantees(household: Household, on: date) -> Iterable[Truth]:
    """Whether the household has each guarantee, found only as far as it is asked for."""
    yield household.food_secure
    yield household.clothing_secure
    child, dropout = _schooling(household, on)
    yield True if child is False else _not(dropout) if child or dropout is False else None
    yield _not(_uninsured(household))
    yield None if household.dwelling_grade is None else household.dwelling_grade in SAFE_GRADES
    yield _safe_water(household.water)


def _schooling(household: Household, on: date) -> tuple[Truth, Truth]:
    """Whether there is a child of school age, and one whom poverty keeps out of school."""
    if household.members is None:
        return None, None
    child: Truth = False
    dropout: Truth = False
    for member in household.members:
        age = member.age(on)
        of_age = None if age is None else 6 <= age <= 15
        if of_age is False:
            continue
        if of_age or child is False:
            child = of_age
        schooling = member.schooling
        out: Truth = member.out_of_school_for_poverty
        if schooling is not Schooling.OUT_OF_SCHOOL and (schooling is not None or out is not False):
            out = None if schooling is None else False
        if out is True and of_age:
            dropout = True
        elif out is not False and dropout is False:
            dropout = None
    return child, dropout


def _uninsured(household: Household) -> Truth:
    if household.members is None:
        return None
    found: Truth = False
    for member in household.members:
        if member.medical_insured is False:
            return True
        if member.medical_insured is None:
            found = None
    return found


def _safe_water(water: Water) -> Truth:
    if water.certified is True:
        return True
    safe = _all_of((_enough(water), water.quality_safe, _any_of(_access(water)), _steady(water)))
    return _any_of((water.certified, safe))


def _enough(water: Water) -> Truth:
    litres = water.litres
    if litres is None:
        return None
    return litres >= 35 or (False if litres < 20 else water.short_area)


def _access(water: Water) -> tuple[Truth, Truth, Truth]:
    minutes, metres, climb = water.minutes, water.metres, water.climb
    near = _all_of((None if metres is None else metres <= 800, None if climb is None else climb <= 80))
    return water.piped, None if minutes is None else minutes <= 20, near


def _steady(water: Water) -> Truth:
    return None if water.days_stopped is None else water.days_stopped <= 36


def _missing_of_water(water: Water) -> tuple[str, ...]:
    access = _access(water)
    asked: list[tuple[str, object]] = [("water_certified", water.certified)]
    if _enough(water) is None:
        asked += [("water_litres", water.litres), ("water_short_area", water.short_area)]
    asked.append(("water_quality_safe", water.quality_safe))
    if _any_of(access) is None:
        asked += [("water_piped", water.piped), ("water_minutes", water.minutes)]
        if access[2] is None:
            asked += [("water_metres", water.metres), ("water_climb", water.climb)]
    asked.append(("water_days_stopped", water.days_stopped))
    return tuple(name for name, value in asked if value is None)
