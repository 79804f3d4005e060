"""Statements of projects: plan against actual, unit costs, what is carried over, and what villages get (项目报表)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.exact import add, subtract
from antipoverty.errors import InvalidValue
from antipoverty.funds._agreement import village_shares, villages_of
from antipoverty.funds._ledger.entries import STAGES, Account
from antipoverty.funds._ledger.journal import is_committed
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._records import Project
from antipoverty.funds._statements.columns import BUDGET, NONE, PROJECT, SPENT, grouped, sortable, with_total
from antipoverty.funds._statements.tables import Cell, ColumnKind, Statement, StatementColumn, listed
from antipoverty.funds._words import Category, ProjectState, Source, Unfinished
from antipoverty.money import allocate, total_of, yuan_of_fen
from antipoverty.text import Text

_CATEGORY = StatementColumn("category", Text("category", "类别"))
_STATE, _WHY = StatementColumn("state", Text("state", "状态")), StatementColumn("why", Text("why not", "未完成原因"))
_WAITING = StatementColumn("waiting", Text("allotted or encumbered", "已分配未支出"), ColumnKind.MONEY)
_UNIT = StatementColumn("unit", Text("unit", "单位"))
_QUANTITY = (
    StatementColumn("planned", Text("planned", "计划数量"), ColumnKind.QUANTITY),
    StatementColumn("done", Text("quantity done", "完成数量"), ColumnKind.QUANTITY),
    _UNIT,
)


def _spent(ledger: Ledger) -> dict[str | None, int]:
    """Whole fen that were paid, by project."""
    return grouped(ledger, lambda key: key[4] if key[3] == Account.SPENT else None)


def _committed(ledger: Ledger) -> dict[str | None, int]:
    """Whole fen that are allotted or encumbered, by project."""
    return grouped(ledger, lambda key: key[4] if key[3] in STAGES and key[4] else None)


def plan_against_actual(ledger: Ledger, *, on: date) -> Statement:
    """The budget, spending, quantities and state of each project, and why it is not done (项目计划与执行对照表).

    A project is under way from its first day on, or once something was paid for it.

    Args:
        ledger: the ledger.
        on: the day on which states are taken.

    >>> road = Project("p1", Text("Road", "通畅工程"), "road", planned=3, done=1, unit=Text("km", "公里"), begun=True)
    >>> plan_against_actual(Ledger([], [road]), on=date(2014, 12, 31)).lines[0][-5:-1]
    (Decimal('3'), Decimal('1'), Text(en='km', zh='公里'), Text(en='under way', zh='在建'))
    """
    typed(ledger, Ledger, "ledger")
    as_day(on, "on")
    spent, committed = _spent(ledger), _committed(ledger)
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
                *project.quantity,
                project.state(on, paid=paid).text,
                None if project.unfinished is None else project.unfinished.text,
            )
        )
    return with_total(
        "plan-against-actual",
        Text("Plan against actual, by project", "项目计划与执行对照表"),
        (
            PROJECT,
            BUDGET,
            SPENT,
            _WAITING,
            StatementColumn("left", Text("left of the budget", "预算余额"), ColumnKind.MONEY),
            *_QUANTITY,
            _STATE,
            _WHY,
        ),
        lines,
    )


def unit_costs(ledger: Ledger, *, factor: int = 2) -> Statement:
    """The cost of each project by kilometre, household, head or other unit; outliers are flagged (单位造价表).

    A cost is flagged if it is more than `factor` times the median of its category and unit, or less than the median
    divided by it, where three or more projects can be compared.

    Args:
        ledger: the ledger.
        factor: how far from the median a cost is flagged; the reader's choice, from no rule.

    Raises:
        InvalidValue: for a factor that is no whole number from 2 to 1,000.
    """
    typed(ledger, Ledger, "ledger")
    if isinstance(factor, bool) or not isinstance(factor, int) or not 2 <= factor <= 1_000:
        raise InvalidValue("factor", factor, "a whole number from 2 to 1,000")
    spent = _spent(ledger)
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
            PROJECT,
            _CATEGORY,
            SPENT,
            StatementColumn("quantity", Text("quantity", "数量"), ColumnKind.QUANTITY),
            _UNIT,
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
    spent = _spent(ledger)
    held = grouped(ledger, lambda key: (key[4], Account(key[3])) if key[3] in STAGES and key[4] else None)
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
    return with_total(
        "carried-works",
        Text("Projects that go on into the next year", "结转下年项目一览表"),
        (
            PROJECT,
            _CATEGORY,
            StatementColumn("villages", Text("villages", "村")),
            _STATE,
            _WHY,
            *_QUANTITY,
            SPENT,
            StatementColumn("encumbered", Text("encumbered", "已签约承诺"), ColumnKind.MONEY),
            StatementColumn("allotted", Text("allotted", "已分配到项目"), ColumnKind.MONEY),
        ),
        lines,
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
    spent, committed = _spent(ledger), _committed(ledger)
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
    return with_total(
        "plan-by-category",
        Text("Plan against actual, by category", "项目分类执行对照表"),
        (
            _CATEGORY,
            StatementColumn("projects", Text("projects", "项目数"), ColumnKind.COUNT),
            *(StatementColumn(state.value, state.text, ColumnKind.COUNT) for state in ProjectState),
            BUDGET,
            SPENT,
            _WAITING,
        ),
        lines,
    )


def money_to_villages(ledger: Ledger) -> Statement:
    """Which source paid how much in which village, and what it still holds for it (资金来源与受益村对照表).

    The money of a project in several villages is split as its works state it for single villages: by the amounts of
    the works, out of the budget, or of all works if there is no budget. That every payment is split so is a choice of
    the library. What no work states for one village has a line of its own for the villages together.
    """
    typed(ledger, Ledger, "ledger")
    amounts: dict[tuple[Source, Cell, bool], int] = {}
    moved = grouped(ledger, lambda key: (key[4], key[0], key[3] == Account.SPENT) if is_committed(key) else None)
    splits = {key: village_shares(ledger.projects[key]) for key in {project for project, _, _ in moved}}
    for (project, fund, paid), amount in moved.items():
        common = listed(villages_of(ledger.projects[project])) or NONE
        for village, part in allocate(amount, splits[project]).items():
            key = ledger.funds[fund].source, village or common, paid
            amounts[key] = amounts.get(key, 0) + part
    order = {source: position for position, source in enumerate(Source)}
    pairs = sorted({key[:2] for key in amounts}, key=lambda pair: (order[pair[0]], sortable(pair[1])))
    lines = [
        (source.text, village, *(yuan_of_fen(amounts.get((source, village, paid), 0)) for paid in (True, False)))
        for source, village in pairs
    ]
    return with_total(
        "money-to-villages",
        Text("Money from source to village", "资金来源与受益村对照表"),
        (
            StatementColumn("source", Text("source", "资金来源")),
            StatementColumn("village", Text("village", "村")),
            SPENT,
            _WAITING,
        ),
        [line for line in lines if line[2] or line[3]],
    )
