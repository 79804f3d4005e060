"""Funds and projects: where money comes from and what it is tied to, and what it is meant to build."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import Attribute, field, frozen

from antipoverty import fields
from antipoverty.errors import InvalidValue
from antipoverty.funds.words import (
    BUDGET_YEARS,
    Category,
    ContractKind,
    Direction,
    NoticeItem,
    NoticeStage,
    Source,
    Unfinished,
    Use,
)
from antipoverty.rules.conditions import Text

__all__ = [
    "Beneficiary",
    "BudgetLine",
    "Contract",
    "Fund",
    "Hiring",
    "Notice",
    "Oversight",
    "Project",
]


def _name() -> Any:
    """What a thing is called, in both languages; needed."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, Text):
            raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", value, "a Text in both languages")

    return field(validator=check)


def _categories(given: Iterable[Category | str]) -> tuple[Category, ...]:
    return tuple(map(Category, given))


def _keys(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@frozen
class Fund:
    """Money from one source in one year with its strings attached: a self-balancing set of accounts (专项资金).

    An empty restriction does not restrict. The document behind each sum stands on the entry that brings it.

    Attributes:
        id: the caller's key.
        name: what it is called, in both languages.
        source: who gave it.
        year: the budget year for which it was given.
        direction: what a special fund is for.
        categories: restriction by purpose: the kinds of project that it may pay for.
        places: restriction by place: keys of the villages.
        groups: restriction by group: whom the project must serve, such as ``registered``.
        first_day: restriction by period: the first day on which it may be committed and spent.
        last_day: the last such day.

    >>> Fund("f1", Text("Central special fund", "中央财政专项扶贫资金"), Source.CENTRAL, 2014).places
    ()
    """

    id: str = fields.key()
    name: Text = _name()
    source: Source = fields.kind(Source, personal=False)
    year: int = fields.count(least=BUDGET_YEARS[0], most=BUDGET_YEARS[-1])
    direction: Direction | None = fields.kind(Direction, personal=False)
    categories: tuple[Category, ...] = field(default=(), converter=_categories)
    places: tuple[str, ...] = field(default=(), converter=_keys)
    groups: tuple[str, ...] = field(default=(), converter=_keys)
    first_day: date | None = fields.day(personal=False)
    last_day: date | None = fields.day(personal=False)

    def __attrs_post_init__(self) -> None:
        _needed(self, "source", "year")
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise InvalidValue("Fund.last_day", self.last_day, f"a day not before the first, {self.first_day}")


@frozen
class BudgetLine:
    """What a project is to get from one fund (项目预算).

    Attributes:
        fund: the fund's key.
        amount: yuan.
    """

    fund: str = fields.key()
    amount: Decimal = fields.amount(minimum=0)

    def __attrs_post_init__(self) -> None:
        _needed(self, "amount")


@frozen
class Contract:
    """What the tender rules ask of a contract (招标; FD-12).

    Attributes:
        kind: what it buys.
        estimate: its estimate, yuan; of contracts of one kind that could be combined, the sum.
        budget_funds: budget money in the whole project, yuan.
        investment: the project's whole investment, yuan.
        work_relief_exempt: work relief with peasant labour, unsuited to tender.
        tendered: whether it was tendered.
    """

    kind: ContractKind | None = fields.kind(ContractKind, personal=False)
    estimate: Decimal | None = fields.amount(minimum=0)
    budget_funds: Decimal | None = fields.amount(minimum=0)
    investment: Decimal | None = fields.amount(minimum=0)
    work_relief_exempt: bool | None = fields.flag()
    tendered: bool | None = fields.flag()


def _items(given: Iterable[NoticeItem | str]) -> tuple[NoticeItem, ...]:
    return tuple(map(NoticeItem, given))


@frozen
class Notice:
    """A public notice that was posted (公告公示).

    Attributes:
        stage: plan, progress or completion.
        posted: the day on which it was posted.
        items: what it stated.
        removed: the day on which it came down; none while it stands.
    """

    stage: NoticeStage = fields.kind(NoticeStage, personal=False)
    posted: date = fields.day(personal=False)
    items: tuple[NoticeItem, ...] = field(default=(), converter=_items)
    removed: date | None = fields.day(personal=False)

    def __attrs_post_init__(self) -> None:
        _needed(self, "stage", "posted")
        if self.removed is not None and self.removed < self.posted:
            raise InvalidValue("Notice.removed", self.removed, f"a day not before it was posted, {self.posted}")

    def days(self, on: date) -> int:
        """Whole days for which it had stood by a date."""
        return max(0, (min(on, self.removed or on) - self.posted).days)


@frozen
class Hiring:
    """Who worked on a project, and what they were paid (用工与劳务报酬; FD-13).

    Attributes:
        workers: heads employed.
        local_workers: of those, farmers of the town.
        wages: pay for labour in work relief, yuan.
        work_relief_funds: central money for work relief, yuan.
    """

    workers: int | None = fields.count()
    local_workers: int | None = fields.count()
    wages: Decimal | None = fields.amount(minimum=0)
    work_relief_funds: Decimal | None = fields.amount(minimum=0)

    def __attrs_post_init__(self) -> None:
        if self.workers is not None and self.local_workers is not None and self.local_workers > self.workers:
            raise InvalidValue("Hiring.local_workers", self.local_workers, f"at most {self.workers}, the workers")


@frozen
class Oversight:
    """What the villagers decided and signed (村民监督; FD-14).

    Attributes:
        key_project: whether it is one of the village's key projects (重点项目).
        decision: whether the villagers' congress decided on it.
        decided: the day of that decision.
        finance_team: whether the village elected its finance team (民主理财小组).
        signed: whether the village supervision committee signed the accounts and the acceptance.
    """

    key_project: bool | None = fields.flag()
    decision: bool | None = fields.flag()
    decided: date | None = fields.day(personal=False)
    finance_team: bool | None = fields.flag()
    signed: bool | None = fields.flag()

    def __attrs_post_init__(self) -> None:
        if self.decided is not None and self.decision is False:
            raise InvalidValue("Oversight.decided", self.decided, "no day, since there was no decision")


@frozen
class Beneficiary:
    """A household or person that a project pays or serves (受益对象). Shown to nobody but in a masked notice.

    Attributes:
        id: the caller's key.
        name: the name.
        amount: yuan that it receives.
    """

    id: str = fields.words(personal=True)
    name: str | None = fields.words(personal=True)
    amount: Decimal | None = fields.amount(minimum=0)

    def __attrs_post_init__(self) -> None:
        _needed(self, "id")


def _lines(given: Iterable[BudgetLine]) -> tuple[BudgetLine, ...]:
    return tuple(given)


def _notices(given: Iterable[Notice] | None) -> tuple[Notice, ...] | None:
    return None if given is None else tuple(given)


def _beneficiaries(given: Iterable[Beneficiary]) -> tuple[Beneficiary, ...]:
    return tuple(given)


@frozen
class Project:
    """A project of the store (项目): what is planned, from which funds, and how far it came.

    Attributes:
        id: the caller's key.
        name: what it is called, in both languages.
        category: what kind it is.
        village: key of its village.
        group: whom it serves, such as ``registered``.
        use: what its money is spent on.
        in_store: whether it is in the county's project store (项目库).
        planned: planned quantity, at most two places.
        unit: the unit of quantities, in both languages.
        budget: what it is to get, by fund.
        unit_name: who carries it out (实施单位).
        contract: what the tender rules ask.
        hiring: labour.
        oversight: the villagers' decision and signatures.
        notices: public notices given; an empty tuple says that there was none.
        started: first day of the works.
        done: quantity done.
        accepted: the day of acceptance (验收).
        unfinished: why it is not done.
        households: households served.
        persons: persons served.
        beneficiaries: the households or persons paid, if they are listed.
        begun: whether the works have begun, where their first day is not known; without either it is unknown.
        acceptance: whether the project has been accepted, where the day is not known; without either it is unknown,
            unless the works have not begun or the project is unfinished.

    >>> road = Project("p1", Text("Access road", "通畅工程"), Category.ROAD, village="Paizhu", planned="11.3")
    >>> road.planned, road.use.text["zh"]
    (Decimal('11.3'), '项目本身')
    """

    id: str = fields.key()
    name: Text = _name()
    category: Category = fields.kind(Category, personal=False)
    village: str | None = fields.words()
    group: str | None = fields.words()
    use: Use = fields.kind(Use, default=Use.PROJECT, personal=False)
    in_store: bool | None = fields.flag()
    planned: Decimal | None = fields.amount(minimum=0)
    unit: Text | None = None
    budget: tuple[BudgetLine, ...] = field(default=(), converter=_lines)
    unit_name: str | None = fields.words()
    contract: Contract = field(factory=Contract, repr=False)
    hiring: Hiring = field(factory=Hiring, repr=False)
    oversight: Oversight = field(factory=Oversight, repr=False)
    notices: tuple[Notice, ...] | None = field(default=None, converter=_notices, repr=False)
    started: date | None = fields.day(personal=False)
    done: Decimal | None = fields.amount(minimum=0)
    accepted: date | None = fields.day(personal=False)
    unfinished: Unfinished | None = fields.kind(Unfinished, personal=False)
    households: int | None = fields.count()
    persons: int | None = fields.count()
    beneficiaries: tuple[Beneficiary, ...] = field(default=(), converter=_beneficiaries, repr=False)
    begun: bool | None = fields.flag()
    acceptance: bool | None = fields.flag()

    def __attrs_post_init__(self) -> None:
        _needed(self, "category", "use")
        if self.begun is False and (self.started is not None or self.accepted is not None or self.acceptance):
            raise InvalidValue("Project.begun", self.begun, "not False, since the project was started or accepted")
        if self.acceptance is False and self.accepted is not None:
            raise InvalidValue("Project.acceptance", self.acceptance, f"not False, since accepted is {self.accepted}")
        if self.acceptance and self.unfinished is not None:
            raise InvalidValue("Project.unfinished", self.unfinished.value, "nothing, since the project was accepted")
        if self.started is not None and self.accepted is not None and self.accepted < self.started:
            raise InvalidValue("Project.accepted", self.accepted, f"a day not before the start, {self.started}")
        if self.accepted is not None and self.unfinished is not None:
            raise InvalidValue("Project.unfinished", self.unfinished.value, "nothing, since the project was accepted")
        keys = [line.fund for line in self.budget]
        if len(set(keys)) < len(keys):
            raise InvalidValue("Project.budget", keys, "one line a fund")


def _needed(record: object, *names: str) -> None:
    for name in names:
        if getattr(record, name) is None:
            raise InvalidValue(f"{type(record).__name__}.{name}", None, "a value")
