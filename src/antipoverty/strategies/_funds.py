"""Strategies for funds, projects and the entries of a ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from enum import EnumType
from functools import cache, partial
from typing import Any, get_args, get_type_hints

import attrs

from antipoverty.errors import AntipovertyError
from antipoverty.funds import (
    KINDS,
    Allotment,
    Appropriation,
    Beneficiary,
    BudgetLine,
    CarryOver,
    Contract,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundCheck,
    FundFigures,
    FundReview,
    FundTransfer,
    Hiring,
    Ledger,
    Notice,
    Outlay,
    Oversight,
    Project,
    ProjectWork,
    Reclaim,
    Refund,
    Release,
    Return,
    Reversal,
    Statement,
    StatementColumn,
    Withdrawal,
    carried_works,
    execution,
    money_to_villages,
    over_budget,
    plan_against_actual,
    plan_by_category,
    post,
    post_each,
    review,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.money import yuan_of_fen
from antipoverty.strategies._shared import keys, st, truths, yuan_amounts
from antipoverty.strategies._shared import maybe as _maybe
from antipoverty.text import Text


@cache
def _values_of(record: type, name: str) -> st.SearchStrategy[Any]:
    """The values of an attribute that holds a word of an enumeration, or several of them."""
    kind = get_type_hints(record)[name]
    words = next(part for part in (*get_args(kind), kind) if isinstance(part, EnumType))
    strategy: st.SearchStrategy[Any] = st.sampled_from(list(words))
    return strategy


@cache
def _texts() -> st.SearchStrategy[Text]:
    return st.builds(Text, st.sampled_from(["Road", "Help", 'a "quoted" name']), st.sampled_from(["道路", "补助"]))


@cache
def _days() -> st.SearchStrategy[date]:
    return st.dates(date(2014, 1, 1), date(2022, 12, 31))


@st.composite
def funds(draw: st.DrawFn, key: str | None = None, year: int | None = None) -> Fund:
    """Funds, some of them restricted by purpose, place, group or period."""
    given_year = draw(st.integers(2014, 2022)) if year is None else year
    return Fund(
        key or draw(keys()),
        draw(_texts()),
        draw(_values_of(Fund, "source")),
        given_year,
        direction=draw(_maybe(_values_of(Fund, "direction"))),
        categories=draw(st.just(()) | st.just(("road", "grant"))),
        places=draw(st.sampled_from([(), ("v1",)])),
        groups=draw(st.sampled_from([(), ("registered",)])),
        first_day=draw(_maybe(st.just(date(given_year, 3, 1)))),
        last_day=draw(_maybe(st.just(date(given_year + 1, 6, 30)))),
    )


def budget_lines(fund: str = "f1") -> st.SearchStrategy[BudgetLine]:
    """What a project is to get from a fund."""
    return st.builds(BudgetLine, st.just(fund), yuan_amounts())


def contracts() -> st.SearchStrategy[Contract]:
    """Contracts around the thresholds of tender."""
    return st.builds(
        Contract,
        _maybe(_values_of(Contract, "kind")),
        _maybe(st.sampled_from([999_999, 1_000_000, 2_000_000, "3999999.99", 4_000_000])),
        _maybe(st.sampled_from(["1999999.99", 2_000_000])),
        _maybe(st.sampled_from([20_000_000, "20000000.01", 30_000_000])),
        truths(),
        truths(),
    )


@st.composite
def hirings(draw: st.DrawFn) -> Hiring:
    """Labour on a project, around the local share of heads and the share of pay."""
    workers = draw(_maybe(st.sampled_from([0, 1, 10, 20])))
    local = None if workers is None else draw(_maybe(st.integers(0, workers)))
    wages, funds = draw(_maybe(yuan_amounts(maximum=50))), draw(_maybe(yuan_amounts(maximum=50)))
    return Hiring(workers, local, wages, funds, draw(_maybe(_values_of(Hiring, "work_relief_source"))))


@st.composite
def oversights(draw: st.DrawFn) -> Oversight:
    """What the villagers decided and signed, or did not."""
    decision = draw(truths())
    decided = None if decision is False else draw(_maybe(_days()))
    flags = truths()
    return Oversight(draw(flags), decision, decided, draw(flags), draw(flags))


@st.composite
def fund_notices(draw: st.DrawFn) -> Notice:
    """Public notices of a project: some that state too little, some that came down, after no day or more."""
    posted = draw(_days())
    items = draw(st.lists(_values_of(Notice, "items"), unique=True))
    stood = draw(_maybe(st.sampled_from([0, 9, 10, 11])))
    removed = None if stood is None else posted + timedelta(stood)
    return Notice(draw(_values_of(Notice, "stage")), posted, items, removed, draw(_values_of(Notice, "medium")))


_NAMES = st.sampled_from(["张小明", "Li Xiaoming"])


def beneficiaries() -> st.SearchStrategy[Beneficiary]:
    """Households that a project pays, under invented names."""
    return st.builds(
        Beneficiary, st.just("h1"), _maybe(st.sampled_from(["张小明", "Li Xiaoming"])), _maybe(yuan_amounts())
    )


@st.composite
def projects(draw: st.DrawFn, key: str | None = None) -> Project:
    """Projects around the limits of the rules on money."""
    started = draw(_maybe(_days()))
    accepted = None if started is None else draw(_maybe(st.dates(started, date(2023, 12, 31))))
    villages = draw(st.sampled_from([(), ("v1",), ("v2",), ("v1", "v2")]))
    return Project(
        key or draw(keys()),
        villages=villages,
        started=started,
        accepted=accepted,
        unfinished=None if accepted else draw(_maybe(_values_of(Project, "unfinished"))),
        begun=None if started else draw(truths()),
        works=[draw(works(villages, f"w{at}")) for at in range(draw(st.integers(0, 2)))],
        villages_served=draw(_maybe(st.integers(max(len(villages), 2), 9))),
        **draw(_facts_of_projects()),
    )


@cache
def _facts_of_projects() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "name": _texts(),
            "category": st.sampled_from(["road", "grant", "industry", "water"]),
            "group": _maybe(st.sampled_from(["registered", "all"])),
            "use": st.sampled_from(["project", "project", "project", "management", "vehicles", "urban"]),
            "in_store": st.sampled_from([True, True, False, None]),
            "planned": _maybe(yuan_amounts(maximum=50)),
            "unit": _maybe(st.just(Text("km", "公里"))),
            "budget": st.lists(budget_lines(), max_size=1),
            "unit_name": _maybe(st.just("Water bureau")),
            "contract": contracts(),
            "hiring": hirings(),
            "oversight": oversights(),
            "notices": _maybe(st.lists(fund_notices(), max_size=3)),
            "done": _maybe(yuan_amounts(maximum=50)),
            "households": _maybe(st.integers(0, 100)),
            "persons": _maybe(st.integers(0, 400)),
            "beneficiaries": st.lists(beneficiaries(), max_size=2),
            "groups_served": _maybe(st.integers(4, 30)),
        }
    )


@st.composite
def works(draw: st.DrawFn, villages: tuple[str, ...] = ("v1", "v2"), key: str | None = None) -> ProjectWork:
    """Works in some of a project's villages, in a unit that projects are not drawn with."""
    named = draw(st.lists(st.sampled_from(villages), unique=True)) if villages else []
    return ProjectWork(
        key or draw(keys()),
        draw(_texts()),
        villages=named,
        groups_served=draw(_maybe(st.integers(0, 4))),
        planned=draw(_maybe(yuan_amounts(maximum=50))),
        done=draw(_maybe(yuan_amounts(maximum=50))),
        unit=draw(_maybe(st.just(Text("bridge", "座")))),
    )


def outlays() -> st.SearchStrategy[Outlay]:
    """A fund's money for a project, allowed or not."""
    return st.builds(Outlay, funds(), projects())


def fund_figures() -> st.SearchStrategy[FundFigures]:
    """What the rules ask of a fund, around the limits of fee, reclaim and industry share."""
    before = _maybe(st.sampled_from([Decimal(99), Decimal(100), Decimal(101)]))
    return st.builds(
        FundFigures,
        st.just("f1"),
        central_funds=_maybe(st.sampled_from([Decimal(0), Decimal(100)])),
        management_fees=_maybe(st.sampled_from([Decimal(0), Decimal("0.99"), Decimal(1), Decimal("1.01")])),
        unspent=_maybe(st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(9)])),
        years_carried=_maybe(st.integers(0, 3)),
        linking_funds=_maybe(st.just(Decimal(100))),
        industry_funds=_maybe(st.sampled_from([Decimal(50), Decimal(55), Decimal("55.01"), Decimal(60)])),
        linking_funds_before=before,
        industry_funds_before=_maybe(st.sampled_from([Decimal("54.99"), Decimal(55)])),
    )


def single_fund_entries() -> st.SearchStrategy[Entry]:
    """Entries of every kind, each by itself; `fund_entries` gives such as follow on each other."""
    return st.sampled_from(list(KINDS.values())).flatmap(_alone)


@st.composite
def _alone(draw: st.DrawFn, kind: type[Any]) -> Entry:
    given: dict[str, Any] = {
        "id": draw(keys()),
        "on": draw(_days()),
        "document": draw(_maybe(st.sampled_from(["doc 1", "财农〔2017〕8号"]))),
    }
    if kind is Reversal:
        return Reversal(**given, entry=draw(keys()), reason=draw(_maybe(st.just("wrong"))))
    level = draw(_values_of(FundTransfer, "level"))
    given |= {"fund": "f1", "level": level, "amount": draw(st.just(Decimal("0.01")) | yuan_amounts(minimum=1))}
    given["year"] = given["on"].year - draw(st.sampled_from([0, 0, 0, 1]))
    if kind is FundTransfer:
        given["to"] = draw(_values_of(FundTransfer, "to").filter(lambda other: other is not level))
    elif kind is CarryOver:
        stage = draw(st.sampled_from([stage for stage, kinds in _FROM.items() if CarryOver in kinds]))
        given |= {"stage": stage, "project": None if stage == "available" else "p1"}
    elif "project" in attrs.fields_dict(kind):
        given["project"] = "p1"
    made: Any = kind(**given)
    entry: Entry = made
    return entry


@st.composite
def fund_entries(draw: st.DrawFn, funds: list[Fund], projects: list[Project], *, most: int = 30) -> list[Entry]:
    """Entries for some funds and projects in the order of posting: most of them legal, and some wrong in every way.

    Amounts are a few yuan, and often all that there is or a fen more.
    """
    first = min((fund.year for fund in funds), default=2014)
    day = date(first, 1, 1)
    ledger = Ledger(funds, projects)
    made: list[Entry] = []
    for number in range(draw(st.integers(0, most))):
        day = date.fromordinal(day.toordinal() + draw(st.sampled_from([0, 0, 0, 0, 1, 1, 1, 30])))
        if draw(_once_in(12)):
            day = date(day.year, 12, 31)
        day = min(day, date(first + 5, 12, 31))
        on = date.fromordinal(day.toordinal() - 1) if draw(_once_in(30)) else day
        key = "e0" if draw(_once_in(30)) else f"e{number}"
        made.append(_entry(draw, key, on, ledger))
        with suppress(AntipovertyError):
            ledger = post(ledger, made[-1])
    return made


@st.composite
def fund_books(draw: st.DrawFn) -> tuple[list[Fund], list[Project], list[Entry]]:
    """Funds, projects and entries for them: two funds that allow much, perhaps one with restrictions, and projects."""
    some_funds = [Fund(key, Text("Open fund", "不限用途资金"), "county", 2018) for key in ("f1", "f2")]
    some_funds += draw(st.lists(funds("f3", 2018), max_size=1))
    some_projects = [
        Project("p1", Text("Road", "道路"), "road", in_store=True),
        Project("p2", Text("Help", "补助"), "grant", in_store=True),
        *draw(st.lists(projects("p3"), max_size=1)),
    ]
    return some_funds, some_projects, draw(fund_entries(some_funds, some_projects))


def ledgers() -> st.SearchStrategy[Ledger]:
    """Ledgers with some funds and projects, of a few entries or none."""
    return fund_books().map(lambda book: post_each(Ledger(*book[:2]), book[2]).ledger)


def fund_reviews() -> st.SearchStrategy[FundReview]:
    """Reviews of ledgers with an entry or more, on days around which rules change."""
    days = st.sampled_from([date(2018, 6, 1), date(2018, 12, 31), date(2020, 12, 31), date(2024, 12, 31)])
    return st.builds(lambda ledger, on: review(ledger, on=on), ledgers(), days)


def fund_checks() -> st.SearchStrategy[FundCheck]:
    """Single checks of reviews."""
    return fund_reviews().flatmap(lambda reviewed: st.sampled_from(reviewed.checks))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Every statement, of some ledger at the end of 2018 or later."""
    ledger, on = draw(ledgers()), draw(st.dates(date(2018, 12, 31), date(2022, 12, 31)))
    kinds: list[Callable[[], Statement]] = [
        lambda: trial_balance(ledger),
        *(partial(sources_and_uses, ledger, by=by) for by in get_args(get_type_hints(sources_and_uses)["by"])),
        lambda: plan_against_actual(ledger, on=on),
        lambda: execution(ledger, on=on),
        lambda: unit_costs(ledger),
        lambda: over_budget(ledger),
        lambda: carried_works(ledger, on=on),
        lambda: plan_by_category(ledger, on=on),
        lambda: money_to_villages(ledger),
    ]
    return draw(st.sampled_from(kinds))()


def columns() -> st.SearchStrategy[StatementColumn]:
    """The columns of statements."""
    return statements().flatmap(lambda statement: st.sampled_from(statement.columns))


def _once_in(times: int) -> st.SearchStrategy[bool]:
    return st.sampled_from([False] * (times - 1) + [True])


#: The kinds of entry that take money out of each stage.
_FROM: dict[str, tuple[type[Any], ...]] = {
    "available": (Allotment, Allotment, Allotment, FundTransfer, Return, CarryOver, Reclaim),
    "allotted": (Encumbrance, Encumbrance, Withdrawal, CarryOver),
    "encumbered": (Expenditure, Expenditure, Release, CarryOver),
    "spent": (Refund,),
}


def _entry(draw: st.DrawFn, key: str, on: date, ledger: Ledger) -> Entry:
    """An entry that comes next in a ledger, or nearly so."""
    if len(ledger) and draw(_once_in(8)):
        named = "none" if draw(_once_in(10)) else draw(st.sampled_from([entry.id for entry in ledger]))
        return Reversal(key, on, named, reason=draw(_maybe(st.just("wrong"))))
    funds, projects = list(ledger.funds.values()), list(ledger.projects)
    balances = [key for key, amount in ledger.totals.items() if amount > 0 and key[3] in _FROM]
    document = draw(_maybe(st.just("doc 1")))
    if not balances or draw(_once_in(6)):
        fund = draw(st.sampled_from(funds))
        amount = draw(st.sampled_from([Decimal(1), Decimal("0.02"), Decimal(9)]))
        return Appropriation(key, on, fund.id, "county", amount, document=document, year=fund.year)
    balance = draw(st.sampled_from(balances))
    fund_key, year, level, stage, project = balance
    kind = draw(st.sampled_from(_FROM[stage]))
    held = ledger.totals[balance]
    given: dict[str, Any] = {
        "id": key,
        "on": on,
        "fund": "none" if draw(_once_in(40)) else fund_key,
        "level": level,
        "amount": yuan_of_fen(draw(st.sampled_from([1, held // 2 + 1, held, held, held + 1]))),
        "document": document,
        "year": on.year
        if kind in (Allotment, Encumbrance, Expenditure, FundTransfer) and not draw(_once_in(10))
        else year,
    }
    if kind is FundTransfer:
        given["to"] = "village" if level == "county" else "county"
    elif kind is CarryOver:
        given |= {"stage": stage, "project": project or None}
    elif kind not in (Return, Reclaim):
        given["project"] = "none" if draw(_once_in(40)) else project or draw(st.sampled_from(projects))
    made: Any = kind(**given)
    entry: Entry = made
    return entry
