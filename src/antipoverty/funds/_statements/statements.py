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

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Literal, TypeAlias, TypeVar, assert_never

from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.exact import add, subtract
from antipoverty.errors import InvalidValue
from antipoverty.funds._agreement import village_shares, villages_of
from antipoverty.funds._ledger.entries import STAGES, Account, Key
from antipoverty.funds._ledger.journal import is_committed
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._records import Project
from antipoverty.funds._rules.checks import years_carried
from antipoverty.funds._statements.tables import Cell, ColumnKind, Statement, StatementColumn, listed
from antipoverty.funds._words import Category, Level, ProjectState, Source, Unfinished
from antipoverty.money import allocate, fen, total_of, yuan_of_fen
from antipoverty.text import Text

_Grouping: TypeAlias = Literal["fund", "source", "level", "village", "category", "year"]

_TOTAL = Text("total", "合计")
_NONE = Text("(none)", "（无）")
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
    """
    typed(ledger, Ledger, "ledger")
    typed(year, int, "year", optional=True)
    if fund is not None and typed(fund, str, "fund") not in ledger.funds:
        raise InvalidValue("fund", fund, "the key of a fund of the ledger")
    amounts = _grouped(
        ledger, lambda key: Account(key[3]) if fund in (None, key[0]) and year in (None, key[1]) else None
    )
    lines = [
        (account.text, yuan_of_fen(max(amount, 0)), yuan_of_fen(max(-amount, 0)))
        for account, amount in sorted(amounts.items(), key=lambda item: _ORDER[item[0]])
    ]
    debit, credit = (_sum(line[at] for line in lines) for at in (1, 2))
    return Statement(
        "trial-balance",
        Text("Trial balance", "试算平衡表"),
        (
            StatementColumn("account", Text("account", "账户")),
            StatementColumn("debit", Text("debit", "借方（元）"), ColumnKind.MONEY),
            StatementColumn("credit", Text("credit", "贷方（元）"), ColumnKind.MONEY),
        ),
        tuple(lines),
        (_TOTAL, debit, credit),
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
            return _NONE if project is None or not project.villages else listed(project.villages)
        case "category":
            return _NONE if project is None else project.category.text
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
    """
    typed(ledger, Ledger, "ledger")
    if not isinstance(by, str) or by not in _GROUPINGS:
        raise InvalidValue("by", by, f"one of {', '.join(_GROUPINGS)}")
    amounts = _grouped(ledger, lambda key: (_group(ledger, key, by), key[0] if by == "fund" else "", Account(key[3])))
    credit = (Account.APPROPRIATED, Account.RECEIVED, Account.CARRIED_IN)
    passed = {account for other, pair in _PASSED.items() if other != by for account in pair}
    accounts = [account for account in Account if account not in passed]
    lines = [
        (name, *(yuan_of_fen(amounts.get((name, fund, at), 0) * (-1 if at in credit else 1)) for at in accounts))
        for name, fund in sorted({group[:2] for group in amounts}, key=lambda line: (_sortable(line[0]), line[1]))
    ]
    sums = [_sum(line[at] for line in lines) for at in range(1, len(accounts) + 1)]
    shown = [at for at, amount in enumerate(sums, 1) if amount or any(line[at] for line in lines)]
    return Statement(
        f"sources-and-uses-by-{by}",
        Text(f"Sources and uses by {_GROUPINGS[by].en}", f"资金来源与运用表（按{_GROUPINGS[by].zh}）"),
        (
            StatementColumn(by, _GROUPINGS[by], ColumnKind.YEAR if by == "year" else ColumnKind.WORDS),
            *(StatementColumn(accounts[at - 1], accounts[at - 1].text, ColumnKind.MONEY) for at in shown),
        ),
        tuple((line[0], *(line[at] for at in shown)) for line in lines),
        (None if by == "year" else _TOTAL, *(sums[at - 1] for at in shown)),
    )


def _sortable(cell: Cell) -> str:
    return cell.en if isinstance(cell, Text) else str(cell)


def plan_against_actual(ledger: Ledger, *, on: date) -> Statement:
    """The budget, spending, quantities and state of each project, and why it is not done (项目计划与执行对照表).

    A project is under way from its first day on, or once something was paid for it.

    Args:
        ledger: the ledger.
        on: the day on which states are taken.
    """
    typed(ledger, Ledger, "ledger")
    as_day(on, "on")
    spent = _grouped(ledger, lambda key: key[4] if key[3] == Account.SPENT else None)
    committed = _grouped(ledger, lambda key: key[4] if key[3] in STAGES and key[4] else None)
    lines: list[tuple[Cell, ...]] = []
    for project in ledger.projects.values():
        budget = total_of(line.amount for line in project.budget) if project.budget else None
        paid = yuan_of_fen(spent.get(project.id, 0))
        waiting = yuan_of_fen(committed.get(project.id, 0))
        lines.append(
            (
                project.name,
                budget,
                paid,
                waiting,
                None if budget is None else subtract(budget, add(paid, waiting)),
                project.planned,
                project.done,
                project.unit,
                project.state(on, paid=paid).text,
                None if project.unfinished is None else project.unfinished.text,
            )
        )
    sums = [_sum(line[at] for line in lines) for at in range(1, 5)]
    return Statement(
        "plan-against-actual",
        Text("Plan against actual, by project", "项目计划与执行对照表"),
        (
            StatementColumn("project", Text("project", "项目")),
            StatementColumn("budget", Text("budget", "预算"), ColumnKind.MONEY),
            StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY),
            StatementColumn("waiting", Text("allotted or encumbered", "已分配未支出"), ColumnKind.MONEY),
            StatementColumn("left", Text("left of the budget", "预算余额"), ColumnKind.MONEY),
            StatementColumn("planned", Text("planned", "计划数量"), ColumnKind.QUANTITY),
            StatementColumn("done", Text("quantity done", "完成数量"), ColumnKind.QUANTITY),
            StatementColumn("unit", Text("unit", "单位")),
            StatementColumn("state", Text("state", "状态")),
            StatementColumn("why", Text("why not", "未完成原因")),
        ),
        tuple(lines),
        (_TOTAL, *sums, None, None, None, None, None),
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
    amounts = _grouped(ledger, lambda key: (key[4], key[0]) if key[4] and key[3] in counted else None)
    lines: list[tuple[Cell, ...]] = []
    for (key, fund), amount in sorted(amounts.items()):
        project = ledger.projects[key]
        planned = next((fen(line.amount) for line in project.budget if line.fund == fund), 0)
        if project.budget and amount > planned:
            yuan = (yuan_of_fen(planned), yuan_of_fen(amount), yuan_of_fen(amount - planned))
            lines.append((project.name, ledger.funds[fund].name, *yuan))
    return Statement(
        "over-budget",
        Text("Over budget, by project and fund", "超预算情况表"),
        (
            StatementColumn("project", Text("project", "项目")),
            StatementColumn("fund", Text("fund", "资金")),
            StatementColumn("budget", Text("budget", "预算"), ColumnKind.MONEY),
            StatementColumn("held", Text("allotted, encumbered or spent", "已分配、承诺或支出"), ColumnKind.MONEY),
            StatementColumn("excess", Text("over the budget", "超出预算"), ColumnKind.MONEY),
        ),
        tuple(lines),
        (_TOTAL, None, *(_sum(line[at] for line in lines) for at in (2, 3, 4))),
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
    amounts = _grouped(ledger, lambda key: (key[0], key[1], Account(key[3])))
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
            StatementColumn("fund", Text("fund", "资金")),
            StatementColumn("year", Text("year", "年度"), ColumnKind.YEAR),
            StatementColumn("came_in", Text("came in", "可用来源"), ColumnKind.MONEY),
            StatementColumn("given_back", Text("given back", "上缴收回"), ColumnKind.MONEY),
            StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY),
            StatementColumn("left", Text("left or carried on", "结转结余"), ColumnKind.MONEY),
            StatementColumn("execution_rate", Text("execution rate", "执行率"), ColumnKind.SHARE),
            StatementColumn("carry_over_rate", Text("carry-over rate", "结转率"), ColumnKind.SHARE),
            StatementColumn("age", Text("years carried", "已结转年数"), ColumnKind.COUNT),
        ),
        tuple(lines),
    )


def unit_costs(ledger: Ledger, *, factor: int = 2) -> Statement:
    """The cost of each project by kilometre, household, head or other unit; outliers are flagged (单位造价表).

    A cost is flagged if it is more than `factor` times the median of its category and unit, or less than the median
    divided by it, where three or more projects can be compared.

    Args:
        ledger: the ledger.
        factor: how far from the median a cost is flagged; the reader's choice, from no rule.
    """
    typed(ledger, Ledger, "ledger")
    if isinstance(factor, bool) or not isinstance(factor, int) or not 2 <= factor <= 1_000:
        raise InvalidValue("factor", factor, "a whole number from 2 to 1,000")
    spent = _grouped(ledger, lambda key: key[4] if key[3] == Account.SPENT else None)
    costed: list[tuple[Project, Text, Fraction, Decimal | int]] = []
    for project in ledger.projects.values():
        for unit, quantity in _quantities(project):
            if spent.get(project.id) and quantity:
                costed.append((project, unit, Fraction(spent[project.id], 100) / Fraction(quantity), quantity))
    alike: dict[tuple[Category, Text], list[Fraction]] = {}
    for project, unit, cost, _ in costed:
        alike.setdefault((project.category, unit), []).append(cost)
    lines: list[tuple[Cell, ...]] = []
    for project, unit, cost, quantity in costed:
        costs = alike[project.category, unit]
        typical = median(costs)
        flag: Text | None = None
        if len(costs) > 2 and cost > typical * factor:
            flag = Text("high", "偏高")
        elif len(costs) > 2 and cost * factor < typical:
            flag = Text("low", "偏低")
        lines.append((project.name, project.category.text, yuan_of_fen(spent[project.id]), quantity, unit, cost, flag))
    return Statement(
        "unit-costs",
        Text("Unit costs", "单位造价表"),
        (
            StatementColumn("project", Text("project", "项目")),
            StatementColumn("category", Text("category", "类别")),
            StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY),
            StatementColumn("quantity", Text("quantity", "数量"), ColumnKind.QUANTITY),
            StatementColumn("unit", Text("unit", "单位")),
            StatementColumn("cost", Text("yuan a unit", "单位造价（元）"), ColumnKind.MONEY),
            StatementColumn("flag", Text("flag", "提示")),
        ),
        tuple(lines),
        notes=(
            Text(
                f"High: more than {factor} times the median of the same category and unit. Low: less than the median"
                f" divided by {factor}. At least three projects are compared.",
                f"偏高：超过同类同单位中位数的{factor}倍；偏低：不足中位数除以{factor}。至少有三个项目可比。",
            ),
        ),
    )


def _quantities(project: Project) -> Iterable[tuple[Text, Decimal | int]]:
    _, done, unit = project.quantity
    if unit is not None and done is not None:
        yield unit, done
    if (households := project.served("households")) is not None:
        yield Text("household", "户"), households
    if (persons := project.served("persons")) is not None:
        yield Text("head", "人"), persons


def carried_works(ledger: Ledger, *, on: date) -> Statement:
    """The projects that go on into the next year, with the reason and the money that they still hold (结转项目一览表).

    These are the projects that are under way or not finished, and any other that holds money: one that was accepted or
    given up, whose contract is not settled, or one that has not begun.

    Args:
        ledger: the ledger.
        on: the day on which states are taken, such as the last of the year.
    """
    typed(ledger, Ledger, "ledger")
    as_day(on, "on")
    spent = _grouped(ledger, lambda key: key[4] if key[3] == Account.SPENT else None)
    held = _grouped(ledger, lambda key: (key[4], Account(key[3])) if key[3] in STAGES and key[4] else None)
    lines: list[tuple[Cell, ...]] = []
    for project in ledger.projects.values():
        allotted, encumbered = (held.get((project.id, at), 0) for at in (Account.ALLOTTED, Account.ENCUMBERED))
        state = project.state(on, paid=yuan_of_fen(spent.get(project.id, 0)))
        goes_on = (
            state in (ProjectState.STARTED, ProjectState.UNFINISHED) and project.unfinished is not Unfinished.CANCELLED
        )
        if not (goes_on or allotted or encumbered):
            continue
        planned, done, unit = project.quantity
        lines.append(
            (
                project.name,
                project.category.text,
                listed(villages_of(project)),
                state.text,
                None if project.unfinished is None else project.unfinished.text,
                planned,
                done,
                unit,
                yuan_of_fen(spent.get(project.id, 0)),
                yuan_of_fen(encumbered),
                yuan_of_fen(allotted),
            )
        )
    return Statement(
        "carried-works",
        Text("Projects that go on into the next year", "结转下年项目一览表"),
        (
            StatementColumn("project", Text("project", "项目")),
            StatementColumn("category", Text("category", "类别")),
            StatementColumn("villages", Text("villages", "村")),
            StatementColumn("state", Text("state", "状态")),
            StatementColumn("why", Text("why not", "未完成原因")),
            StatementColumn("planned", Text("planned", "计划数量"), ColumnKind.QUANTITY),
            StatementColumn("done", Text("quantity done", "完成数量"), ColumnKind.QUANTITY),
            StatementColumn("unit", Text("unit", "单位")),
            StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY),
            StatementColumn("encumbered", Text("encumbered", "已签约承诺"), ColumnKind.MONEY),
            StatementColumn("allotted", Text("allotted", "已分配到项目"), ColumnKind.MONEY),
        ),
        tuple(lines),
        (_TOTAL, *(None,) * 7, *(_sum(line[at] for line in lines) for at in (8, 9, 10))),
    )


def plan_by_category(ledger: Ledger, *, on: date) -> Statement:
    """How many projects of each category there are and what became of them, with plan and payments (分类执行对照表).

    A project without budget lines counts as a project, and not in the budget, which is not known where none has lines.

    Args:
        ledger: the ledger.
        on: the day on which states are taken.
    """
    typed(ledger, Ledger, "ledger")
    as_day(on, "on")
    spent = _grouped(ledger, lambda key: key[4] if key[3] == Account.SPENT else None)
    committed = _grouped(ledger, lambda key: key[4] if key[3] in STAGES and key[4] else None)
    lines: list[tuple[Cell, ...]] = []
    for category in Category:
        projects = [project for project in ledger.projects.values() if project.category is category]
        if not projects:
            continue
        paid = {project.id: yuan_of_fen(spent.get(project.id, 0)) for project in projects}
        states = [project.state(on, paid=paid[project.id]) for project in projects]
        budgeted = [line.amount for project in projects for line in project.budget]
        budget = total_of(budgeted) if budgeted else None
        waiting = yuan_of_fen(sum(committed.get(project.id, 0) for project in projects))
        money = (budget, total_of(paid.values()), waiting)
        lines.append((category.text, len(projects), *(states.count(state) for state in ProjectState), *money))
    counts = [sum(int(str(line[at])) for line in lines) for at in range(1, 2 + len(ProjectState))]
    return Statement(
        "plan-by-category",
        Text("Plan against actual, by category", "项目分类执行对照表"),
        (
            StatementColumn("category", Text("category", "类别")),
            StatementColumn("projects", Text("projects", "项目数"), ColumnKind.COUNT),
            *(StatementColumn(state.value, state.text, ColumnKind.COUNT) for state in ProjectState),
            StatementColumn("budget", Text("budget", "预算"), ColumnKind.MONEY),
            StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY),
            StatementColumn("waiting", Text("allotted or encumbered", "已分配未支出"), ColumnKind.MONEY),
        ),
        tuple(lines),
        (_TOTAL, *counts, *(_sum(line[at] for line in lines) for at in range(len(counts) + 1, len(counts) + 4))),
    )


def money_to_villages(ledger: Ledger) -> Statement:
    """Which source paid how much in which village, and what it still holds for it (资金来源与受益村对照表).

    The money of a project in several villages is split as its works state it for single villages: by the amounts of
    the works, out of the budget, or of all works if there is no budget. That every payment is split so is a choice of
    the library. What no work states for one village has a line of its own for the villages together.
    """
    typed(ledger, Ledger, "ledger")
    amounts: dict[tuple[Source, Cell, bool], int] = {}
    moved = _grouped(ledger, lambda key: (key[4], key[0], key[3] == Account.SPENT) if is_committed(key) else None)
    splits = {key: village_shares(ledger.projects[key]) for key in {project for project, _, _ in moved}}
    for (project, fund, paid), amount in moved.items():
        common = listed(villages_of(ledger.projects[project])) or _NONE
        for village, part in allocate(amount, splits[project]).items():
            key = ledger.funds[fund].source, village or common, paid
            amounts[key] = amounts.get(key, 0) + part
    order = {source: position for position, source in enumerate(Source)}
    pairs = sorted({key[:2] for key in amounts}, key=lambda pair: (order[pair[0]], _sortable(pair[1])))
    lines = [
        (source.text, village, *(yuan_of_fen(amounts.get((source, village, paid), 0)) for paid in (True, False)))
        for source, village in pairs
    ]
    return Statement(
        "money-to-villages",
        Text("Money from source to village", "资金来源与受益村对照表"),
        (
            StatementColumn("source", Text("source", "资金来源")),
            StatementColumn("village", Text("village", "村")),
            StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY),
            StatementColumn("waiting", Text("allotted or encumbered", "已分配未支出"), ColumnKind.MONEY),
        ),
        tuple(line for line in lines if line[2] or line[3]),
        (_TOTAL, None, *(_sum(line[at] for line in lines) for at in (2, 3))),
    )


_Group = TypeVar("_Group", bound=Hashable)


def _grouped(ledger: Ledger, group: Callable[[Key], _Group | None]) -> dict[_Group, int]:
    """Whole fen by group; keys without a group are left out."""
    amounts: dict[_Group, int] = {}
    for key, amount in ledger.totals.items():
        if (name := group(key)) is not None:
            amounts[name] = amounts.get(name, 0) + amount
    return amounts


def _sum(cells: Iterable[Cell]) -> Decimal:
    return total_of(cell for cell in cells if isinstance(cell, Decimal))
