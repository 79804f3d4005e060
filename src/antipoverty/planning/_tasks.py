"""Tasks from above (减贫任务) held against results, and lists held against their quotas (规模控制)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import mapping_to, typed
from antipoverty._shared.exact import add, subtract
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, plain_said, record_columns, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.rules import Outcome
from antipoverty.text import Code, Text

if TYPE_CHECKING:
    import polars as pl


class TaskKind(Code):
    """What a task is about."""

    EXIT = "exit", "exits from poverty", "脱贫退出"
    HOUSING = "housing", "dangerous houses", "危房改造"
    RELOCATION = "relocation", "relocation", "易地搬迁"
    TRAINING = "training", "training", "培训"
    LABOUR_TRANSFER = "labour-transfer", "labour transfer", "劳务输出"
    INDUSTRY = "industry", "industry", "产业发展"
    WATER = "water", "drinking water", "安全饮水"
    ROADS = "roads", "roads", "道路建设"
    FUNDS = "funds", "spending of funds", "资金支出"
    OTHER = "other", "other", "其他"


class TaskUnit(Code):
    """The unit in which a task is set and counted."""

    HOUSEHOLDS = "households", "households", "户"
    PERSONS = "persons", "persons", "人"
    VILLAGES = "villages", "villages", "个村"
    HOUSES = "houses", "houses", "栋"
    PERSON_TIMES = "person-times", "person-times", "人次"
    PROJECTS = "projects", "projects", "个项目"
    MU = "mu", "mu", "亩"
    KM = "km", "km", "公里"
    YUAN = "yuan", "yuan", "元"


#: The metadata of figures of a place, which `repr` and errors may show.
_OPEN = {"personal": False}


def _task_kind(value: TaskKind | str) -> TaskKind:
    return fields.needed(TaskKind, value)


def _task_unit(value: TaskUnit | str) -> TaskUnit:
    return fields.needed(TaskUnit, value)


@frozen(field_transformer=fields.named)
class Task(Serializable):
    """A task that a level above set for a place and a year.

    Attributes:
        id: the caller's key.
        issuer: who set it (下达单位).
        year: the year for which it is set.
        kind: what it is about.
        place: key of the township or village that it is set for.
        target: how much, at least.
        unit: in which unit.
        due: the day by which it is to be done; none if none is set.
        result: how much was done, as reported; none if it is not known.
        part_of: key of the task of which it is a part, such as a village's part of its township's (任务分解).

    >>> Task("t1", "county", 2014, "exit", "Lutang", 585, "persons").unit.text["zh"]
    '人'
    """

    id: str = field(validator=fields.key)
    issuer: str = field(validator=fields.key)
    year: int = field(validator=fields.BUDGET_YEAR)
    kind: TaskKind = field(converter=_task_kind)
    place: str = field(validator=fields.key)
    target: Decimal = field(converter=fields.amount, metadata=_OPEN)
    unit: TaskUnit = field(converter=_task_unit)
    due: date | None = fields.day(personal=False)
    result: Decimal | None = field(default=None, converter=fields.amount_or_unknown, metadata=_OPEN)
    part_of: str | None = field(default=None, validator=fields.key_or_unknown)

    def __attrs_post_init__(self) -> None:
        if self.part_of == self.id:
            raise InvalidValue("Task.part_of", self.part_of, "the key of another task")


@frozen(field_transformer=typed_fields)
class TaskOutcome(Serializable):
    """A task held against its result.

    Attributes:
        task: the task.
        result: how much was done; none if it is not known.
        outcome: met if at least the target was done, unknown if the result is.
        short: how much is lacking, 0 if it is met; none if the result is not known.
        contradicted: whether the result that was counted is another than the task's own, as reported.
    """

    task: Task
    result: Decimal | None
    outcome: Outcome
    short: Decimal | None
    contradicted: bool


_COLUMNS = {
    "task.id": Text("task", "任务"),
    "task.place": Text("place", "地点"),
    "task.kind": Text("kind", "类别"),
    "task.year": Text("year", "年度"),
    "task.target": Text("target", "目标"),
    "task.unit": Text("unit", "单位"),
    "result": Text("result", "完成"),
    "short": Text("short by", "尚差"),
}


@frozen(field_transformer=typed_fields)
class TaskReview(Serializable, Shown):
    """Tasks held against results: make one with `assess_tasks`.

    Attributes:
        tasks: each task with its result, in the order of the tasks.
    """

    tasks: tuple[TaskOutcome, ...]

    @property
    def outcome(self) -> Outcome:
        """Met if every task is; not met if one is not; of no task at all, unknown."""
        outcomes = {each.outcome for each in self.tasks}
        if Outcome.NOT_MET in outcomes:
            return Outcome.NOT_MET
        return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes or not outcomes else Outcome.MET

    @property
    def not_handed_down(self) -> tuple[tuple[str, Decimal], ...]:
        """For each task whose parts do not add up to it, its key and how much they lack; below 0 if they exceed it."""
        parts: dict[str, Decimal] = {}
        for each in self.tasks:
            if (whole := each.task.part_of) is not None:
                parts[whole] = add(parts.get(whole, Decimal(0)), each.task.target)
        lacking = {each.task.id: subtract(each.task.target, parts[each.task.id]) for each in self.tasks
                   if each.task.id in parts}  # fmt: skip
        return tuple((key, amount) for key, amount in lacking.items() if amount)

    def __getitem__(self, key: str) -> TaskOutcome:
        """The task of a key.

        Raises:
            KeyError: if there is none.
        """
        for each in self.tasks:
            if each.task.id == key:
                return each
        raise KeyError(key)

    def _table(self) -> TableColumns:
        columns = record_columns(self.tasks, _COLUMNS)
        return columns | {"year": columns["year"]._replace(said=plain_said)}

    def frame(self) -> pl.DataFrame:
        """A row for each task: ``id``, ``place``, ``kind``, ``year``, ``target``, ``unit``, ``result`` and ``short``.

        Codes stand as they are; ``outcome`` comes last, null where the result is not known.

        Raises:
            MissingExtra: without Polars.

        >>> task = Task("t1", "county", 2014, "exit", "town", 600, "persons", result=585)
        >>> assess_tasks([task]).frame().select("target", "result", "short", "outcome").rows()
        [(Decimal('600'), Decimal('585'), Decimal('15'), 'not met')]
        """
        return table_frame({**self._table(), "outcome": [each.outcome for each in self.tasks]})


def assess_tasks(tasks: Iterable[Task], results: Mapping[str, fields.Amount | None] | None = None) -> TaskReview:
    """Hold tasks against results.

    Args:
        tasks: the tasks.
        results: how much was done by a task's key, as counted in the register. It decides where it is known, else the
            task's own result does.

    Raises:
        InvalidValue: for two tasks of one key, a result of no task, tasks that are parts of each other, or a part in
            another year, kind or unit than its whole.

    >>> task = Task("t1", "county", 2014, "exit", "Lutang", 600, "persons", result=600)
    >>> review = assess_tasks([task], {"t1": 585})
    >>> review["t1"].outcome, review["t1"].short, review["t1"].contradicted
    (<Outcome.NOT_MET: 'not met'>, Decimal('15'), True)
    """
    held = fields.records(Task, tasks, "tasks")
    fields.check_differ((each.id for each in held), "tasks")
    by_key = {task.id: task for task in held}
    for task in held:
        whole = None if task.part_of is None else by_key.get(task.part_of)
        if whole is not None and (task.year, task.kind, task.unit) != (whole.year, whole.kind, whole.unit):
            expected = f"a task in the year, kind and unit of its part {task.id}"
            raise InvalidValue("Task.part_of", whole.id, expected)
        seen, above = {task.id}, whole
        while above is not None:
            if above.id in seen:
                raise InvalidValue("Task.part_of", task.part_of, "the key of a task that is no part of this one")
            seen.add(above.id)
            above = by_key.get(above.part_of or "")
    counted: Mapping[str, Any] = {} if results is None else mapping_to(results, object, "results")
    if strange := sorted(set(counted) - set(by_key)):
        raise InvalidValue("results", strange, "keys of the tasks")
    return TaskReview(tuple(_held_against(task, fields.amount_or_unknown(counted.get(task.id))) for task in held))


def _held_against(task: Task, counted: Decimal | None) -> TaskOutcome:
    contradicted = counted is not None and task.result is not None and counted != task.result
    result = task.result if counted is None else counted
    if result is None:
        return TaskOutcome(task, None, Outcome.UNKNOWN, None, contradicted)
    short = max(subtract(task.target, result), Decimal(0))
    return TaskOutcome(task, result, Outcome.NOT_MET if short else Outcome.MET, short, contradicted)


@frozen(field_transformer=typed_fields)
class ListCheck(Serializable, Shown):
    """A list held against its quota: make one with `check_list`.

    Attributes:
        total: all from whom the list is taken; none if that is not known.
        quota: how many may be on it; none if that is not known.
        listed: how many are on it, each counted once.
        twice: keys that are on it more than once.
        strangers: keys that are on it and not among all.
    """

    total: int | None
    quota: int | None
    listed: int
    twice: tuple[str, ...]
    strangers: tuple[str, ...]

    @property
    def over(self) -> int | None:
        """By how many the list exceeds the quota; none if the quota is not known."""
        return None if self.quota is None else max(self.listed - self.quota, 0)

    @property
    def left(self) -> int | None:
        """How many places of the quota are not used; none if the quota is not known."""
        return None if self.quota is None else max(self.quota - self.listed, 0)

    @property
    def outcome(self) -> Outcome:
        """Met if the list keeps the quota and the total, and has nobody twice and no stranger."""
        more = self.total is not None and (self.listed > self.total or (self.quota or 0) > self.total)
        if self.twice or self.strangers or self.over or more:
            return Outcome.NOT_MET
        return Outcome.UNKNOWN if self.quota is None or self.total is None else Outcome.MET


def check_list(listed: Iterable[str], *, quota: int | None, total: int | Iterable[str] | None = None) -> ListCheck:
    """Hold a list, such as that of poor households, against its quota and against all from whom it is taken.

    Args:
        listed: the keys on the list.
        quota: how many may be on it (识别规模); none if that is not known.
        total: how many there are, or their keys; none if that is not known.

    Raises:
        InvalidValue: for a number below 0.

    >>> check = check_list(["h1", "h2", "h2"], quota=2, total=["h1", "h3"])
    >>> check.listed, check.over, check.twice, check.strangers
    (2, 0, ('h2',), ('h2',))
    """
    keys = fields.as_keys(listed, "listed")
    once = dict.fromkeys(keys)
    if total is None or isinstance(total, int):
        number, strangers = total, tuple[str, ...]()
    else:
        known = frozenset(fields.as_keys(total, "total"))
        number, strangers = len(known), tuple(key for key in once if key not in known)
    for name, value in (("quota", quota), ("total", number)):
        typed(value, int, name, optional=True)
        if value is not None and value < 0:
            raise InvalidValue(name, value, "a whole number of at least 0")
    return ListCheck(number, quota, len(once), tuple(fields.repeats(keys)), strangers)
