"""Next year's plan (下一年度计划): what is planned, and the works that this year leaves unfinished.

Every project is in exactly one part of the plan, so that nothing unfinished is lost: finished, given up, new, or
carried over with why it was not done. A project of which nothing shows that it is finished is carried over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.exact import subtract
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.funds import Project, ProjectState, ProjectWork, Unfinished
from antipoverty.planning._plans import PlanEntryKind, PlanLine
from antipoverty.text import Code, Text


class WorksState(Code):
    """How far the works of a project that is carried over have come."""

    NOT_BEGUN = "not-begun", "not begun", "未开工"
    UNDER_WAY = "under-way", "under way", "在建"
    DONE = "done", "done, not accepted", "已完工未验收"
    UNKNOWN = "unknown", "not known", "情况不明"


@frozen(field_transformer=typed_fields)
class QuantityLeft(Serializable):
    """What of a project, or of one of its works, is still to be done.

    Attributes:
        name: what the project or the work is called.
        quantity: the planned quantity less what is done, at least 0; none if one of them is not known.
        unit: its unit.
    """

    name: Text
    quantity: Decimal | None
    unit: Text | None


@frozen(field_transformer=typed_fields)
class CarriedProject(Serializable):
    """A project that goes on in the coming year (结转项目).

    Attributes:
        project: its key.
        name: what it is called.
        villages: keys of the villages where it is, or where its works are.
        state: how far the works have come.
        why: why they are not finished; none if no reason is stated.
        left: what is still to be done, of each planned quantity.
        planned: whether a line of the coming year's plan names it.
    """

    project: str = field(validator=fields.key)
    name: Text
    villages: tuple[str, ...]
    state: WorksState
    why: Unfinished | None
    left: tuple[QuantityLeft, ...]
    planned: bool


@frozen(field_transformer=typed_fields)
class NextYear(Serializable, Shown):
    """The plan of the coming year: make one with `plan_next_year`.

    Attributes:
        year: the coming year.
        on: the day as of which the works are looked at.
        lines: the lines of the plans of that year, each once.
        carried: the works that this year leaves, in the order of the projects.
        new: keys of projects that only plans of the coming year or later name, and that have not begun.
        finished: keys of projects that were accepted.
        given_up: keys of projects that were cancelled.
        closed: keys of projects that a plan of the year names though they are finished or given up.
        nowhere: keys that a plan of the year names and that are no project.
    """

    year: int
    on: date
    lines: tuple[PlanLine, ...] = field(repr=False)
    carried: tuple[CarriedProject, ...]
    new: tuple[str, ...]
    finished: tuple[str, ...] = field(repr=False)
    given_up: tuple[str, ...]
    closed: tuple[str, ...]
    nowhere: tuple[str, ...]

    @property
    def not_taken_up(self) -> tuple[CarriedProject, ...]:
        """The works carried over that no plan of the year names."""
        return tuple(each for each in self.carried if not each.planned)


def plan_next_year(lines: Iterable[PlanLine], projects: Iterable[Project], *, year: int, on: date) -> NextYear:
    """Make the plan of the coming year from the villages' plans and the projects as they stand.

    Args:
        lines: lines of plans of any year; those of the coming year make the plan.
        projects: all projects, of any year.
        year: the coming year.
        on: the day as of which the works are looked at, such as the last of this year.

    Raises:
        InvalidValue: for two projects of one key, a day after the year, or what is no line or project.

    >>> name = Text("Canal", "高标准渠道")
    >>> canal = Project("c1", name, "irrigation", "v1", planned=3, done=1, unfinished="no-funds")
    >>> plan = plan_next_year([], [canal], year=2015, on=date(2014, 12, 31))
    >>> [(each.project, each.state.value, each.why.text.en, each.left[0].quantity) for each in plan.not_taken_up]
    [('c1', 'under-way', 'lack of funds', Decimal('2'))]
    """
    typed(year, int, "year")
    as_day(on, "on")
    if on.year > year:
        raise InvalidValue("on", on, f"a day not after {year}")
    works = fields.records(Project, projects, "projects")
    fields.check_differ((each.id for each in works), "projects")
    keys = {project.id for project in works}
    lines = fields.records(PlanLine, lines, "lines")
    own = tuple(dict.fromkeys(line for line in lines if line.year == year))
    named = dict.fromkeys(line.entry for line in own if line.kind is PlanEntryKind.PROJECT and line.entry is not None)
    before = {line.entry for line in lines if line.kind is PlanEntryKind.PROJECT and line.year < year}
    carried: list[CarriedProject] = []
    new, finished, given_up = [], [], []
    for project in works:
        if project.unfinished is Unfinished.CANCELLED:
            given_up.append(project.id)
        elif project.state(on) is ProjectState.DONE:
            finished.append(project.id)
        elif _is_new(project, on) and project.id not in before and any(project.id == each.entry for each in lines):
            new.append(project.id)
        else:
            carried.append(
                CarriedProject(
                    project.id,
                    project.name,
                    project.villages or tuple(dict.fromkeys(key for work in project.works for key in work.villages)),
                    _state(project, on),
                    project.unfinished,
                    tuple(_left(each, project) for each in _quantities(project) if each.planned is not None),
                    project.id in named,
                )
            )
    closed = {*finished, *given_up}
    return NextYear(
        year=year,
        on=on,
        lines=own,
        carried=tuple(carried),
        new=tuple(new),
        finished=tuple(finished),
        given_up=tuple(given_up),
        closed=tuple(key for key in named if key in closed),
        nowhere=tuple(key for key in named if key not in keys),
    )


def _is_new(project: Project, on: date) -> bool:
    """Whether nothing shows that the works have begun, or should have."""
    return not _has_begun(project, on) and project.unfinished is None


def _has_begun(project: Project, on: date) -> bool:
    """Whether it is known that the works have begun."""
    started = project.started is not None and project.started <= on
    return bool(project.begun or started or any(each.done for each in _quantities(project)))


def _state(project: Project, on: date) -> WorksState:
    quantities = _quantities(project)
    if any(each.planned for each in quantities) and all(_is_done(each) for each in quantities):
        return WorksState.DONE
    if _has_begun(project, on):
        return WorksState.UNDER_WAY
    if project.begun is False or project.started is not None or all(each.done == 0 for each in quantities):
        return WorksState.NOT_BEGUN
    return WorksState.UNKNOWN


def _quantities(project: Project) -> list[Project | ProjectWork]:
    """What has the quantities of a project: itself, and its main works but those that its own quantity sums up."""
    own = project.planned is not None or project.done is not None
    works = [work for work in project.works if work.part_of is None]
    if not own:
        return list(works) or [project]
    return [project, *(work for work in works if project.unit is None or work.unit != project.unit)]


def _is_done(each: Project | ProjectWork) -> bool:
    return each.done is not None and each.planned is not None and each.done >= each.planned


def _left(each: Project | ProjectWork, project: Project) -> QuantityLeft:
    done = Decimal(0) if each.done is None and project.begun is False else each.done
    left = None if done is None or each.planned is None else max(subtract(each.planned, done), Decimal(0))
    return QuantityLeft(each.name, left, each.unit)
