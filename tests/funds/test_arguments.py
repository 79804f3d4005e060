"""Arguments of the wrong kind are refused by name, wherever they are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from antipoverty.errors import InvalidValue
from antipoverty.funds import (
    RULES,
    Appropriation,
    Beneficiary,
    BudgetLine,
    CarryOver,
    Fund,
    FundFigures,
    Ledger,
    Notice,
    Project,
    allocate_by_factors,
    assess_spending,
    execution,
    plan_against_actual,
    post,
    post_all,
    post_each,
    sources_and_uses,
    unit_costs,
)
from antipoverty.funds.exchange import fiscal_package, iati_activities
from antipoverty.funds.notices import beneficiary_sheet, check_notice, check_sheet, notice_sheet
from antipoverty.money import allocate
from antipoverty.text import Text

DAY = date(2018, 5, 1)
WHEN = datetime(2019, 1, 1, tzinfo=UTC)
NAME = Text("Road", "道路")
LEDGER = Ledger([Fund("f1", NAME, "county", 2018)], [Project("p1", NAME, "road")])
ODD: list[Any] = [None, 5, 10**5000, True, 5.5, "x", b"x", [], {}, object()]

#: What takes an argument, under the name by which it is refused, and which of the odd values are right for it.
TAKERS: list[tuple[str, Callable[[Any], object], tuple[Any, ...]]] = [
    ("factors", lambda odd: allocate_by_factors(1, odd, on=DAY), ()),
    ("factors", lambda odd: allocate_by_factors(1, dict.fromkeys(_FACTORS, odd), on=DAY), ({}, [])),
    ("weights", lambda odd: allocate(5, odd), ({},)),
    ("ceilings", lambda odd: allocate(5, {"a": 1}, ceilings=odd), (None, {}, [], 0)),
    ("name", lambda odd: iati_activities(LEDGER, organisation="CN-1", name=odd, generated=WHEN), ()),
    ("generated", lambda odd: iati_activities(LEDGER, organisation="CN-1", name=NAME, generated=odd), ()),
    ("organisation", lambda odd: iati_activities(LEDGER, organisation=odd, name=NAME, generated=WHEN), ("x",)),
    ("title", lambda odd: fiscal_package(LEDGER, name="x", title=odd), ()),
    ("name", lambda odd: fiscal_package(LEDGER, name=odd, title=NAME), ("x",)),
    ("by", lambda odd: sources_and_uses(LEDGER, by=odd), ()),
    ("on", lambda odd: execution(LEDGER, on=odd), ()),
    ("on", lambda odd: plan_against_actual(LEDGER, on=odd), ()),
    ("on", lambda odd: LEDGER.figures(year=2018, on=odd), ()),
    ("year", lambda odd: LEDGER.figures(year=odd, on=DAY), ()),
    ("factor", lambda odd: unit_costs(LEDGER, factor=odd), (5, 10**5000)),
    ("project", lambda odd: beneficiary_sheet(LEDGER, odd), ()),
    ("project", lambda odd: notice_sheet(LEDGER, odd, stage="plan", posted=DAY), ()),
    ("stated", lambda odd: check_sheet(LEDGER, "p1", stage="plan", posted=DAY, stated=odd), (None, {})),
    ("notice", lambda odd: check_notice(odd, on=DAY), ()),  # type: ignore[arg-type]
    ("on", lambda odd: check_notice(Notice("plan", DAY), on=odd), ()),  # type: ignore[arg-type]
    ("stage", lambda odd: notice_sheet(LEDGER, "p1", stage=odd, posted=DAY), ()),
    ("posted", lambda odd: notice_sheet(LEDGER, "p1", stage="plan", posted=odd), ()),
    ("account", LEDGER.balance, ()),
    ("level", lambda odd: LEDGER.balance("spent", level=odd), (None,)),
    ("entry", lambda odd: post(LEDGER, odd), ()),
    ("entr(y|ies)", lambda odd: post_all(LEDGER, odd), ([], {})),
    ("entr(y|ies)", lambda odd: post_each(LEDGER, odd), ([], {})),
    ("funds", Ledger, ([], {})),
    ("projects", lambda odd: Ledger((), odd), ([], {})),
    ("records", LEDGER.with_records, ()),
    ("rule", lambda odd: assess_spending(odd, LEDGER.projects["p1"], on=DAY), ()),
    ("record", lambda odd: assess_spending(RULES[0], odd, on=DAY), ()),
    (r"Fund\.categories", lambda odd: Fund("f", NAME, "county", 2018, categories=odd), ([], {})),
    (r"Fund\.places", lambda odd: Fund("f", NAME, "county", 2018, places=odd), ("x", [], {})),
    (r"Fund\.groups", lambda odd: Fund("f", NAME, "county", 2018, groups=odd), ([], {})),
    (r"Notice\.items", lambda odd: Notice("plan", DAY, odd), ([], {})),
    (r"Project\.budget", lambda odd: Project("p", NAME, "road", budget=odd), ([], {})),
    (r"Project\.beneficiaries", lambda odd: Project("p", NAME, "road", beneficiaries=odd), ([], {})),
    (r"Project\.notices", lambda odd: Project("p", NAME, "road", notices=odd), (None, [], {})),
    (r"Project\.contract", lambda odd: Project("p", NAME, "road", contract=odd), ()),
    (r"Project\.hiring", lambda odd: Project("p", NAME, "road", hiring=odd), ()),
    (r"Project\.oversight", lambda odd: Project("p", NAME, "road", oversight=odd), ()),
    (r"Entry\.level", lambda odd: Appropriation("e", DAY, "f1", odd, 1), ()),
    (r"Entry\.on", lambda odd: Appropriation("e", odd, "f1", "county", 1), ()),
    (r"CarryOver\.stage", lambda odd: CarryOver("e", DAY, "f1", "county", 1, stage=odd), ()),
]
_FACTORS = ("people", "income", "policy", "performance")


@pytest.mark.parametrize(("name", "take", "right"), TAKERS, ids=range(len(TAKERS)))
def test_an_argument_of_the_wrong_kind_is_refused_by_name(
    name: str, take: Callable[[Any], object], right: tuple[Any, ...]
) -> None:
    for odd in ODD:
        if any(type(odd) is type(good) and odd == good for good in right):
            continue
        with pytest.raises(InvalidValue, match=f"^{name}"):
            take(odd)


def test_an_error_names_the_argument_and_shows_a_value_that_is_not_personal() -> None:
    with pytest.raises(InvalidValue, match="^account: got 'foo'; expected one of .*available"):
        LEDGER.balance("foo")
    with pytest.raises(InvalidValue, match="^level: got 'foo'; expected one of .*county"):
        LEDGER.balance("spent", level="foo")
    with pytest.raises(InvalidValue, match="^stage: got 'foo'; expected one of plan, progress, completion"):
        check_sheet(LEDGER, "p1", stage="foo", posted=DAY)
    with pytest.raises(InvalidValue, match="^stated: got 'foo'; expected one of "):
        check_sheet(LEDGER, "p1", stage="plan", posted=DAY, stated={"foo": NAME})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Project("p", NAME, "road", planned="far"), r"^Project\.planned: got 'far'"),
        (lambda: Project("p", NAME, "road", in_store="so"), r"^Project\.in_store: got 'so'"),
        (lambda: BudgetLine("f1", -1), r"^BudgetLine\.amount: got -1"),
        (lambda: FundFigures("f1", unspent="much"), r"^FundFigures\.unspent: got 'much'"),
        (lambda: Beneficiary("h1", amount=-1), r"^Beneficiary\.amount: got an int that is not shown, being personal"),
    ],
)
def test_an_error_shows_what_is_of_a_project_and_hides_what_is_of_a_person(
    make: Callable[[], object], message: str
) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()


def test_a_notice_stands_no_longer_than_there_are_days() -> None:
    with pytest.raises(InvalidValue, match="^posted: "):
        notice_sheet(LEDGER, "p1", stage="plan", posted=date(9999, 12, 25))
