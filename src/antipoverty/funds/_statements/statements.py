"""Statements of a ledger, each with its table in English and Chinese (报表).

>>> from datetime import date
>>> from antipoverty.funds import Appropriation, Fund, Ledger, post
>>> from antipoverty.text import Text
>>> fund = Fund("f1", Text("Donation", "捐款"), "donation", 2014)
>>> ledger = post(Ledger([fund]), Appropriation("e1", date(2014, 3, 1), "f1", "village", 1_000))
>>> print(trial_balance(ledger).render())
Trial balance
<BLANKLINE>
account          debit    credit
------------  --------  --------
appropriated      0.00  1,000.00
available     1,000.00      0.00
------------  --------  --------
total         1,000.00  1,000.00
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from antipoverty._shared.arguments import as_day, typed
from antipoverty.errors import InvalidValue
from antipoverty.funds._agreement import villages_of
from antipoverty.funds._ledger.entries import STAGES, Account, Key
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._rules.checks import years_carried
from antipoverty.funds._statements.columns import BUDGET, FUND, NONE, PROJECT, SPENT, grouped, sortable, with_total
from antipoverty.funds._statements.tables import Cell, ColumnKind, Statement, StatementColumn, listed
from antipoverty.funds._words import Level
from antipoverty.money import fen, yuan_of_fen
from antipoverty.text import Text

_Grouping: TypeAlias = Literal["fund", "source", "level", "village", "category", "year"]

_ORDER = {account: position for position, account in enumerate(Account)}
_GROUPINGS = {
    "fund": Text("fund", "资金"),
    "source": Text("source", "资金来源"),
    "level": Text("level", "层级"),
    "village": Text("village", "村"),
    "category": Text("category", "类别"),
    "year": Text("year", "年度"),
}


def trial_balance(ledger: Ledger, *, fund: str | None = None, year: int | None = None) -> Statement:
    """The balance of every account as debit or credit; the two totals are equal (试算平衡表).

    Args:
        ledger: the ledger.
        fund: the key of one fund; all if left out.
        year: one budget year; all if left out.

    Raises:
        InvalidValue: for a fund that the ledger does not have.
    """
    typed(ledger, Ledger, "ledger")
    typed(year, int, "year", optional=True)
    if fund is not None and typed(fund, str, "fund") not in ledger.funds:
        raise InvalidValue("fund", fund, "the key of a fund of the ledger")
    amounts = grouped(
        ledger, lambda key: Account(key[3]) if fund in (None, key[0]) and year in (None, key[1]) else None
    )
    lines = [
        (account.text, yuan_of_fen(max(amount, 0)), yuan_of_fen(max(-amount, 0)))
        for account, amount in sorted(amounts.items(), key=lambda item: _ORDER[item[0]])
    ]
    return with_total(
        "trial-balance",
        Text("Trial balance", "试算平衡表"),
        (
            StatementColumn("account", Text("account", "账户")),
            StatementColumn("debit", Text("debit", "借方（元）"), ColumnKind.MONEY),
            StatementColumn("credit", Text("credit", "贷方（元）"), ColumnKind.MONEY),
        ),
        lines,
    )


def _group(ledger: Ledger, key: Key, by: _Grouping) -> Cell:
    project = ledger.projects.get(key[4])
    match by:
        case "fund":
            return ledger.funds[key[0]].name
        case "source":
            return ledger.funds[key[0]].source.text
        case "level":
            return Level(key[2]).text
        case "year":
            return key[1]
        case "village":
            return (None if project is None else listed(villages_of(project))) or NONE
        case "category":
            return NONE if project is None else project.category.text
        case _:
            assert_never(by)


#: Accounts that money passes on its way to another year or level; it comes in again there.
_PASSED: Mapping[str, tuple[Account, Account]] = {
    "level": (Account.RECEIVED, Account.SENT),
    "year": (Account.CARRIED_IN, Account.CARRIED_OUT),
}


def sources_and_uses(ledger: Ledger, *, by: _Grouping) -> Statement:
    """Where money came from and where it is, by fund, source, level, village, category or year (资金来源与运用表).

    Each fund has a line of its own, though another has its name. By village and by category, money without a project
    has a line of its own. So has a project in several villages, since no entry says which of them got how much. In
    every other line, what came in equals what went on, was given back, and is still there. What goes from year to year
    is shown by year, and what goes from level to level by level: in other lines it would be counted again each time.

    Raises:
        InvalidValue: for another grouping.

    >>> from datetime import date
    >>> from antipoverty.funds import Appropriation, Fund, post
    >>> fund = Fund("f1", Text("Donation", "捐款"), "donation", 2014)
    >>> ledger = post(Ledger([fund]), Appropriation("e1", date(2014, 3, 1), "f1", "village", 1_000))
    >>> print(sources_and_uses(ledger, by="source").render())
    Sources and uses by source
    <BLANKLINE>
    source    appropriated  available
    --------  ------------  ---------
    donation      1,000.00   1,000.00
    --------  ------------  ---------
    total         1,000.00   1,000.00
    """
    typed(ledger, Ledger, "ledger")
    if not isinstance(by, str) or by not in _GROUPINGS:
        raise InvalidValue("by", by, f"one of {', '.join(_GROUPINGS)}")
    amounts = grouped(ledger, lambda key: (_group(ledger, key, by), key[0] if by == "fund" else "", Account(key[3])))
    credit = (Account.APPROPRIATED, Account.RECEIVED, Account.CARRIED_IN)
    passed = {account for other, pair in _PASSED.items() if other != by for account in pair}
    accounts = [account for account in Account if account not in passed]
    lines = [
        (name, *(yuan_of_fen(amounts.get((name, fund, at), 0) * (-1 if at in credit else 1)) for at in accounts))
        for name, fund in sorted({group[:2] for group in amounts}, key=lambda line: (sortable(line[0]), line[1]))
    ]
    shown = [at for at in range(1, len(accounts) + 1) if any(line[at] for line in lines)]
    return with_total(
        f"sources-and-uses-by-{by}",
        Text(f"Sources and uses by {_GROUPINGS[by].en}", f"资金来源与运用表（按{_GROUPINGS[by].zh}）"),
        (
            StatementColumn(by, _GROUPINGS[by], ColumnKind.YEAR if by == "year" else ColumnKind.WORDS),
            *(StatementColumn(accounts[at - 1], accounts[at - 1].text, ColumnKind.MONEY) for at in shown),
        ),
        [(line[0], *(line[at] for at in shown)) for line in lines],
    )


def over_budget(ledger: Ledger) -> Statement:
    """The projects that hold or spent more of a fund's money than their budget line (超预算情况表).

    What is allotted, encumbered or spent counts, of all years and levels together. A project without budget lines is
    left out; in one that has lines, a fund without a line has a budget of 0.

    A ledger refuses such entries only if it is made with ``within_budget``: no rule that was read forbids to allot more
    before the project's plan is updated, for which there is `Ledger.with_records`.
    """
    typed(ledger, Ledger, "ledger")
    counted = {*STAGES, Account.SPENT}
    amounts = grouped(ledger, lambda key: (key[4], key[0]) if key[4] and key[3] in counted else None)
    lines: list[tuple[Cell, ...]] = []
    for (key, fund), amount in sorted(amounts.items()):
        project = ledger.projects[key]
        planned = next((fen(line.amount) for line in project.budget if line.fund == fund), 0)
        if project.budget and amount > planned:
            yuan = (yuan_of_fen(planned), yuan_of_fen(amount), yuan_of_fen(amount - planned))
            lines.append((project.name, ledger.funds[fund].name, *yuan))
    return with_total(
        "over-budget",
        Text("Over budget, by project and fund", "超预算情况表"),
        (
            PROJECT,
            FUND,
            BUDGET,
            StatementColumn("held", Text("allotted, encumbered or spent", "已分配、承诺或支出"), ColumnKind.MONEY),
            StatementColumn("excess", Text("over the budget", "超出预算"), ColumnKind.MONEY),
        ),
        lines,
    )


def execution(ledger: Ledger, *, on: date) -> Statement:
    """What was paid of each fund in each year, and what is left, with its age (预算执行率与结转率; FD-10).

    The execution rate is the share paid of what was available: appropriated or carried in, less what was given back.
    The carry-over rate is the rest. Money moved between levels counts once.

    Args:
        ledger: the ledger.
        on: the day on which ages are taken.
    """
    typed(ledger, Ledger, "ledger")
    as_day(on, "on")
    amounts = grouped(ledger, lambda key: (key[0], key[1], Account(key[3])))
    lines: list[tuple[Cell, ...]] = []
    for name, year in sorted({(name, year) for name, year, _ in amounts}):
        fund = ledger.funds[name]
        held = {account: amounts.get((name, year, account), 0) for account in Account}
        came = -held[Account.APPROPRIATED] - held[Account.CARRIED_IN]
        back = held[Account.RETURNED] + held[Account.RECLAIMED]
        spent = held[Account.SPENT]
        left = came - back - spent
        rate = Fraction(spent, came - back) if came - back else None
        lines.append(
            (
                fund.name,
                year,
                yuan_of_fen(came),
                yuan_of_fen(back),
                yuan_of_fen(spent),
                yuan_of_fen(left),
                rate,
                None if rate is None else 1 - rate,
                years_carried(fund.year, on) if any(held[stage] for stage in STAGES) else None,
            )
        )
    return Statement(
        "execution",
        Text("Execution and carry-over", "预算执行与结转情况表"),
        (
            FUND,
            StatementColumn("year", Text("year", "年度"), ColumnKind.YEAR),
            StatementColumn("came_in", Text("came in", "可用来源"), ColumnKind.MONEY),
            StatementColumn("given_back", Text("given back", "上缴收回"), ColumnKind.MONEY),
            SPENT,
            StatementColumn("left", Text("left or carried on", "结转结余"), ColumnKind.MONEY),
            StatementColumn("execution_rate", Text("execution rate", "执行率"), ColumnKind.SHARE),
            StatementColumn("carry_over_rate", Text("carry-over rate", "结转率"), ColumnKind.SHARE),
            StatementColumn("age", Text("years carried", "已结转年数"), ColumnKind.COUNT),
        ),
        tuple(lines),
    )
