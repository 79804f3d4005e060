"""Funds and projects: the money with its source and restrictions, and what it is to pay for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from attrs import Attribute, evolve, field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.funds._agreement import check_villages_served, check_works, has_begun, is_accepted, plan_of, served
from antipoverty.funds._words import (
    Category,
    ContractKind,
    Direction,
    NoticeItem,
    NoticeMedium,
    NoticeStage,
    ProjectState,
    Source,
    Unfinished,
    Use,
    WorkReliefSource,
)
from antipoverty.text import Text

#: The metadata of amounts that `repr` leaves out for length: they are of a fund or project, and not of a person.
OPEN = {"personal": False}


def _name(instance: object, attribute: Attribute[Any], value: Any) -> None:
    """A required name in both languages."""
    where = f"{type(instance).__name__}.{attribute.name}"
    if not isinstance(value, Text):
        raise InvalidValue(where, value, "a Text in both languages")
    if not fields.is_text(value.en) or not fields.is_text(value.zh):
        raise InvalidValue(where, value, f"a Text, each language {fields.TEXT}")


def _name_or_unknown(instance: object, attribute: Attribute[Any], value: Any) -> None:
    if value is not None:
        _name(instance, attribute, value)


def _categories(values: Iterable[Category | str]) -> tuple[Category, ...]:
    return fields.members(Category, values)


def _direction_or_unknown(value: Direction | str | None) -> Direction | None:
    return fields.member(Direction, value)


def _source(value: Source | str) -> Source:
    return fields.needed(Source, value)


@frozen(field_transformer=fields.named)
class Fund(Serializable):
    """Money from one source for one year, with its restrictions (专项资金).

    An empty restriction does not restrict. The document behind each sum is on the entry that brings it.

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

    id: str = field(validator=fields.key)
    name: Text = field(validator=_name)
    source: Source = field(converter=_source)
    year: int = field(validator=fields.BUDGET_YEAR)
    direction: Direction | None = field(default=None, converter=_direction_or_unknown)
    categories: tuple[Category, ...] = field(default=(), converter=_categories)
    places: tuple[str, ...] = field(default=(), converter=fields.keys_that_differ)
    groups: tuple[str, ...] = field(default=(), converter=fields.texts)
    first_day: date | None = fields.day(personal=False)
    last_day: date | None = fields.day(personal=False)

    def __attrs_post_init__(self) -> None:
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise InvalidValue("Fund.last_day", self.last_day, f"a day not before the first, {self.first_day}")


@frozen(field_transformer=fields.named)
class BudgetLine(Serializable):
    """What a project is to get from one fund (项目预算). `antipoverty.funds.over_budget` reports what exceeds it.

    Attributes:
        fund: the fund's key.
        amount: yuan.
    """

    fund: str = field(validator=fields.key)
    amount: Decimal = field(converter=fields.amount, repr=False, metadata=OPEN)


def _contract_kind_or_unknown(value: ContractKind | str | None) -> ContractKind | None:
    return fields.member(ContractKind, value)


@frozen(field_transformer=fields.named)
class Contract(Serializable):
    """A contract, as the tender rules read it (招标; FD-12).

    Attributes:
        kind: what it buys.
        estimate: its estimate, yuan; of contracts of one kind that could be combined, the sum.
        budget_funds: budget money in the whole project, yuan.
        investment: the project's whole investment, yuan.
        work_relief_exempt: work relief with peasant labour, unsuited to tender.
        tendered: whether it was tendered.
    """

    kind: ContractKind | None = field(default=None, converter=_contract_kind_or_unknown)
    estimate: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    budget_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    investment: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    work_relief_exempt: bool | None = fields.boolean(personal=False)
    tendered: bool | None = fields.boolean(personal=False)


def _items(values: Iterable[NoticeItem | str]) -> tuple[NoticeItem, ...]:
    return fields.members(NoticeItem, values)


def _notice_stage(value: NoticeStage | str) -> NoticeStage:
    return fields.needed(NoticeStage, value)


def _notice_medium(value: NoticeMedium | str) -> NoticeMedium:
    return fields.needed(NoticeMedium, value)


def working_days(first: date, end: date) -> int:
    """Days from Monday to Friday, from the first day up to the day before the end; public holidays are not known.

    >>> working_days(date(2014, 4, 3), date(2014, 4, 10)), working_days(date(2014, 4, 3), date(2014, 4, 14))
    (5, 7)
    """
    weeks, rest = divmod((end - first).days, 7)
    return 5 * weeks + sum((first.weekday() + day) % 7 < 5 for day in range(rest))


@frozen(field_transformer=fields.named)
class Notice(Serializable):
    """A public notice that was posted (公告公示).

    Attributes:
        stage: plan, progress or completion.
        posted: the day on which it was posted.
        items: what it stated.
        removed: the day on which it came down; none while it stands.
        medium: a board of the township, village or site, or a website.
    """

    stage: NoticeStage = field(converter=_notice_stage)
    posted: date = field(validator=fields.needed_day)
    items: tuple[NoticeItem, ...] = field(default=(), converter=_items)
    removed: date | None = fields.day(personal=False)
    medium: NoticeMedium = field(default=NoticeMedium.BOARD, converter=_notice_medium)

    def __attrs_post_init__(self) -> None:
        if self.removed is not None and self.removed < self.posted:
            raise InvalidValue("Notice.removed", self.removed, f"a day not before it was posted, {self.posted}")

    def days(self, on: date) -> int:
        """Whole days for which it had been posted by a date."""
        as_day(on, "on")
        return max(0, (self._end(on) - self.posted).days)

    def working_days(self, on: date) -> int:
        """Those of `days` that are from Monday to Friday; public holidays are not known and not taken off."""
        as_day(on, "on")
        return max(0, working_days(self.posted, self._end(on)))

    def stands(self, on: date) -> bool:
        """Whether it had been posted by a date and had not come down."""
        as_day(on, "on")
        return self.posted <= on and (self.removed is None or on < self.removed)

    def _end(self, on: date) -> date:
        return min(on, self.removed or on)


def _work_relief_source_or_unknown(value: WorkReliefSource | str | None) -> WorkReliefSource | None:
    return fields.member(WorkReliefSource, value)


@frozen(field_transformer=fields.named)
class Hiring(Serializable):
    """Who worked on a project, and what they were paid (用工与劳务报酬; FD-13).

    Attributes:
        workers: heads employed.
        local_workers: of those, farmers of the town.
        wages: pay for labour in work relief, yuan.
        work_relief_funds: money for work relief, yuan.
        work_relief_source: whose money that is; the share that must be paid for labour depends on it.
    """

    workers: int | None = fields.count()
    local_workers: int | None = fields.count()
    wages: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    work_relief_funds: Decimal | None = field(
        default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN
    )
    work_relief_source: WorkReliefSource | None = field(default=None, converter=_work_relief_source_or_unknown)

    def __attrs_post_init__(self) -> None:
        if self.workers is not None and self.local_workers is not None and self.local_workers > self.workers:
            raise InvalidValue("Hiring.local_workers", self.local_workers, f"at most {self.workers}, the workers")


@frozen
class Oversight(Serializable):
    """What the villagers decided and signed (村民监督; FD-14).

    Attributes:
        key_project: whether it is one of the village's key projects (重点项目).
        decision: whether the villagers' congress decided on it.
        decided: the day of that decision.
        finance_team: whether the village elected its finance team (民主理财小组).
        signed: whether the village supervision committee signed the accounts and the acceptance.
    """

    key_project: bool | None = fields.boolean(personal=False)
    decision: bool | None = fields.boolean(personal=False)
    decided: date | None = fields.day(personal=False)
    finance_team: bool | None = fields.boolean(personal=False)
    signed: bool | None = fields.boolean(personal=False)

    def __attrs_post_init__(self) -> None:
        if self.decided is not None and self.decision is False:
            raise InvalidValue("Oversight.decided", self.decided, "no day, since there was no decision")


@frozen(field_transformer=fields.named)
class Beneficiary(Serializable):
    """A household or person that a project pays or serves (受益对象). Only a notice sheet shows it, masked.

    Attributes:
        id: the caller's key.
        name: the name.
        amount: yuan that it receives.
    """

    id: str = field(validator=fields.key, repr=False)
    name: str | None = fields.text(personal=True)
    amount: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)


def _lines(values: Iterable[BudgetLine]) -> tuple[BudgetLine, ...]:
    return fields.records(BudgetLine, values)


def _notices(values: Iterable[Notice] | None) -> tuple[Notice, ...] | None:
    return None if values is None else fields.records(Notice, values)


def _beneficiaries(values: Iterable[Beneficiary]) -> tuple[Beneficiary, ...]:
    return fields.records(Beneficiary, values)


def _category(value: Category | str) -> Category:
    return fields.needed(Category, value)


def _unfinished_or_unknown(value: Unfinished | str | None) -> Unfinished | None:
    return fields.member(Unfinished, value)


def _use(value: Use | str) -> Use:
    return fields.needed(Use, value)


@frozen(field_transformer=fields.named)
class ProjectWork(Serializable):
    """One quantity of a project's works, with the villages and villagers' groups that it serves (工程量).

    A project with 11.3 km of road and 2 bridges has two works. Of 15.5 km of line, 10.2 km of high voltage are a work
    that is `part_of` the first, and is not added to it.

    Attributes:
        id: the caller's key, which differs from those of the project's other works, and of all works in a table.
        name: what it is, in both languages.
        project: the key of its project; a project that is made with the work fills it in.
        villages: keys of the villages that it serves, or a single key; empty if not known.
        villages_served: how many villages it serves, for where they are not all named.
        groups_served: how many villagers' groups (村民小组) it serves.
        planned: planned quantity, at most two places.
        done: quantity done.
        unit: the unit of both, in both languages.
        part_of: the key of the work of which this is a part (其中).
        amount: yuan of the project's money that is for it, as stated.
        households: households served.
        persons: persons served.

    >>> km = Text("km", "公里")
    >>> line = ProjectWork("w1", Text("Line", "线路"), villages=("Jingxi", "Wending"), done="15.5", unit=km)
    >>> line.done, line.groups_served
    (Decimal('15.5'), None)
    """

    id: str = field(validator=fields.key)
    name: Text = field(validator=_name)
    project: str | None = field(default=None, validator=fields.key_or_unknown)
    villages: tuple[str, ...] = field(default=(), converter=fields.keys_that_differ)
    villages_served: int | None = fields.count()
    groups_served: int | None = fields.count()
    planned: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    done: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    unit: Text | None = field(default=None, validator=_name_or_unknown)
    part_of: str | None = field(default=None, validator=fields.key_or_unknown)
    amount: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    households: int | None = fields.count()
    persons: int | None = fields.count()

    def __attrs_post_init__(self) -> None:
        check_villages_served(self)
        if self.part_of == self.id:
            raise InvalidValue("ProjectWork.part_of", self.part_of, "the key of another work")


def _works(values: Iterable[ProjectWork]) -> tuple[ProjectWork, ...]:
    return fields.records(ProjectWork, values)


@frozen(field_transformer=fields.named)
class Project(Serializable):
    """A project of the pool (项目): what is planned, from which funds, and what was done.

    A project with one quantity states it itself; one with several, or with villages that are served by different
    works, has `works`. Where both state something, they must agree: the works of the project's unit add up to its
    quantity, none serves more than the project, and none is in a village that is not the project's.

    Attributes:
        id: the caller's key.
        name: what it is called, in both languages.
        category: what kind it is.
        villages: keys of the villages where it is, or a single key; empty if not known.
        group: whom it serves, such as ``registered``.
        use: what its money is spent on.
        in_store: whether it is in the county's project pool (项目库).
        planned: planned quantity, at most two places.
        unit: the unit of quantities, in both languages.
        budget: what it is to get, by fund.
        unit_name: who carries it out (实施单位).
        contract: its contract, for the tender rules.
        hiring: labour.
        oversight: the villagers' decision and signatures.
        notices: the public notices posted; empty if there was none.
        started: first day of the works.
        done: quantity done.
        accepted: the day of acceptance (验收).
        unfinished: why it is not done.
        households: households served.
        persons: persons served.
        beneficiaries: the households or persons paid, if they are listed.
        begun: whether the works have begun, for where their first day is not known.
        acceptance: whether the project has been accepted, for where the day is not known. A project whose works have
            not begun, or that is unfinished, has not been accepted.
        works: its works, each with a quantity; empty if it has no more than its own quantity.
        villages_served: how many villages it serves, for where they are not all named.
        groups_served: how many villagers' groups (村民小组) it serves.

    >>> road = Project("p1", Text("Access road", "通畅工程"), Category.ROAD, "Paizhu", planned="11.3")
    >>> road.planned, road.use.text["zh"], road.villages
    (Decimal('11.3'), '项目本身', ('Paizhu',))
    """

    id: str = field(validator=fields.key)
    name: Text = field(validator=_name)
    category: Category = field(converter=_category)
    villages: tuple[str, ...] = field(default=(), converter=fields.keys_that_differ)
    group: str | None = fields.text()
    use: Use = field(default=Use.PROJECT, converter=_use)
    in_store: bool | None = fields.boolean(personal=False)
    planned: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    unit: Text | None = field(default=None, validator=_name_or_unknown)
    budget: tuple[BudgetLine, ...] = field(default=(), converter=_lines)
    unit_name: str | None = fields.text()
    contract: Contract = fields.nested(Contract)
    hiring: Hiring = fields.nested(Hiring)
    oversight: Oversight = fields.nested(Oversight)
    notices: tuple[Notice, ...] | None = field(default=None, converter=_notices, repr=False)
    started: date | None = fields.day(personal=False)
    done: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    accepted: date | None = fields.day(personal=False)
    unfinished: Unfinished | None = field(default=None, converter=_unfinished_or_unknown)
    households: int | None = fields.count()
    persons: int | None = fields.count()
    beneficiaries: tuple[Beneficiary, ...] = field(default=(), converter=_beneficiaries, repr=False)
    begun: bool | None = fields.boolean(personal=False)
    acceptance: bool | None = fields.boolean(personal=False)
    works: tuple[ProjectWork, ...] = field(default=(), converter=_works, repr=False)
    villages_served: int | None = fields.count()
    groups_served: int | None = fields.count()

    def __attrs_post_init__(self) -> None:
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
        check_villages_served(self)
        if self.works:
            check_works(self)
            own = tuple(work if work.project else evolve(work, project=self.id) for work in self.works)
            object.__setattr__(self, "works", own)

    @property
    def quantity(self) -> tuple[Decimal | None, Decimal | None, Text | None]:
        """What is planned, what is done and the unit, as the project states or its only work does; else unknown."""
        return plan_of(self)

    def served(self, of: Literal["villages", "groups", "households", "persons"]) -> int | None:
        """How many the project serves, as it states or its only work does; of villages, else those that are named.

        Several works may serve the same, so that they are not added.

        >>> water = ProjectWork("w1", Text("Water", "饮水"), villages_served=8, groups_served=23)
        >>> Project("p1", Text("Safe water", "安全饮水"), "water", works=[water]).served("groups")
        23
        """
        if of not in ("villages", "groups", "households", "persons"):
            raise InvalidValue("of", of, "villages, groups, households or persons")
        return served(self, f"{of}_served" if of in ("villages", "groups") else of)

    def state(self, on: date, *, paid: Decimal | int = 0) -> ProjectState:
        """What has become of the project by a day; once something was paid for it, it is under way."""
        as_day(on, "on")
        if is_accepted(self, on):
            return ProjectState.DONE
        if self.unfinished is not None:
            return ProjectState.UNFINISHED
        begun = True if paid else has_begun(self, on)
        known = ProjectState.STARTED if begun else ProjectState.PLANNED
        return ProjectState.UNKNOWN if begun is None else known


def assign_works(projects: Iterable[Project], works: Iterable[ProjectWork]) -> tuple[Project, ...]:
    """The projects with works of a table of works, each of which names its project; works that they have are kept.

    Raises:
        InvalidValue: for a work of a project that is not given, and works that contradict their project.

    >>> road = Project("p1", Text("Access road", "通畅工程"), "road")
    >>> bridges = ProjectWork("w1", Text("Bridges", "桥梁"), project="p1", done=2, unit=Text("bridge", "座"))
    >>> assign_works([road], [bridges])[0].works == (bridges,)
    True
    """
    held = fields.records(Project, projects, "projects")
    by_project: dict[str | None, list[ProjectWork]] = {project.id: list(project.works) for project in held}
    for work in _works(works):
        if work.project not in by_project:
            raise InvalidValue("ProjectWork.project", work.project, "the key of a project that is given")
        by_project[work.project].append(work)
    return tuple(evolve(project, works=by_project[project.id]) for project in held)
