"""Cases: which step may come next in any procedure, and from which day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import NoReturn, assert_never

from attrs import evolve, field, frozen

from antipoverty import rulebooks
from antipoverty._engine.parameters import ParameterValue
from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day, later, typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, NoValueOnDate, ParameterError, ProcedureError
from antipoverty.procedures._events import Event, Objected, ObjectionSettled, PassedOn, Removed, Taken
from antipoverty.procedures._procedures import Procedure, Step, procedures_of
from antipoverty.rules import Decision, Outcome
from antipoverty.text import Labelled


@frozen(field_transformer=typed_fields)
class Deadline(Serializable):
    """The last day for a step of a case.

    Attributes:
        step: the step's id.
        due: the last day for it.
        taken: the day on which it was taken; none if it is not.
    """

    step: str
    due: date
    taken: date | None = None

    def missed(self, on: date) -> bool:
        """Whether the last day had passed on a day, and the step was not taken by then, or was taken too late.

        >>> from datetime import date
        >>> done = Deadline("county-decision", date(2023, 5, 16), taken=date(2023, 5, 18))
        >>> done.missed(date(2023, 5, 16)), done.missed(date(2023, 5, 17))
        (False, True)
        """
        return self.due < as_day(on, "on") and (self.taken is None or self.taken > self.due)


class CaseStatus(Labelled):
    """The status of a case."""

    OPEN = "open", "open", "办理中"
    ANNOUNCED = "announced", "announced", "已公告"
    COMPLETED = "completed", "completed", "已办结"
    REFUSED = "refused", "refused", "未通过"
    REMOVED = "removed", "removed", "已剔除"


@frozen
class _State:
    """The state that follows from the events of a case."""

    last: date
    status: CaseStatus = CaseStatus.OPEN
    position: int = 0
    objections: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    posted: date | None = None
    taken: tuple[date, ...] = ()


@frozen(field_transformer=typed_fields)
class Case(Serializable, Shown):
    """The procedure of one household, village or county: open one with `open_case`, move it with `advance`.

    Attributes:
        procedure: the procedure.
        subject: the caller's key for the household or village.
        notice_days: how many days each notice runs, at least one.
        opened: the day on which it was opened; nothing happens before it.
        events: what has happened, in order.
        step_days: within how many days a step is due, for each step with a deadline that is counted in days or that a
            parameter dates; less than 0 for one that had passed when the case was opened.

    >>> from datetime import date
    >>> from antipoverty.procedures import PROCEDURES
    >>> case = open_case(PROCEDURES["household-identification"], "h1", on=date(2014, 5, 1))
    >>> print(advance(case, Taken("application", date(2014, 5, 1))).explain())
    Identification of a poor household, h1: open
    Last: 2014-05-01  Voluntary application
    Next: Democratic appraisal by the villagers' representatives, on 2014-05-01 or later
    Events:
    2014-05-01  Voluntary application
    """

    procedure: Procedure = field(repr=lambda procedure: f"<{procedure.id}>")
    subject: str = field(validator=fields.key)
    notice_days: tuple[tuple[str, int], ...]
    opened: date
    events: tuple[Event, ...] = ()
    step_days: tuple[tuple[str, int], ...] = ()
    _state: _State = field(default=_State(last=date.min), repr=False, eq=False, init=False)

    def __attrs_post_init__(self) -> None:
        notices = [step.id for step in self.procedure.steps if step.days is not None]
        sound = all(type(days) is int and days >= 1 for _, days in self.notice_days)
        if [step for step, _ in self.notice_days] != notices or not sound:
            raise InvalidValue(
                "Case.notice_days", self.notice_days, f"days, at least 1, for each of {', '.join(notices)}"
            )
        limited = [step.id for step in self.procedure.steps if (step.within, step.due) != (None, None)]
        if not {step for step, _ in self.step_days} <= set(limited):
            raise InvalidValue("Case.step_days", self.step_days, f"days for steps among {', '.join(limited) or 'none'}")
        state = _State(last=self.opened)
        for event in self.events:
            state = _after(self, state, event)
        object.__setattr__(self, "_state", state)

    @property
    def status(self) -> CaseStatus:
        """The status of the case."""
        return self._state.status

    @property
    def next_step(self) -> Step | None:
        """The step that comes next; none when the case is closed."""
        return self.procedure.steps[self._state.position] if self.status is CaseStatus.OPEN else None

    @property
    def earliest(self) -> date | None:
        """The first day on which the next step may be taken; none if nothing has happened or the case is closed."""
        if self.status is not CaseStatus.OPEN or not self.events:
            return None
        return _earliest(self, self._state)

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The last day of every step that has one, in their order.

        A deadline that counts from a step that has not been taken is not known yet. After an upheld objection the steps
        to be taken again are not taken; days that count from the opening go on. A case that was refused or taken off
        the list owes no further step.
        """
        return tuple(_deadlines(self))

    def overdue(self, on: date) -> tuple[Deadline, ...]:
        """The deadlines that had passed on a day with the step not taken by then, or taken too late.

        >>> from datetime import date
        >>> from antipoverty.procedures import PROCEDURES
        >>> case = open_case(PROCEDURES["monitoring-identification"], "h1", on=date(2023, 5, 8))
        >>> case.overdue(date(2023, 5, 23)), [each.step for each in case.overdue(date(2023, 5, 24))]
        ((), ['county-decision'])
        """
        return tuple(deadline for deadline in self.deadlines if deadline.missed(on))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which the case has gone, the present one last; several after a split or a merger."""
        return (*(event.before for event in self.events if isinstance(event, PassedOn)), self.subject)

    @property
    def open_objections(self) -> tuple[str, ...]:
        """The keys of the objections that are not settled."""
        return tuple(sorted(self._state.objections))

    def _personal(self) -> tuple[str, ...]:
        return tuple(reason for event in self.events if (reason := getattr(event, "reason", None)))


def open_case(
    procedure: Procedure | str, subject: str | Decision, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> Case:
    """Open a case under the notice periods in force on a date.

    Args:
        procedure: the procedure, or the id of one of the rulebook's own.
        subject: the caller's key for the household or place; or the decision that it is fit for the procedure, which is
            held to the procedure's rule, the outcome met, and the rules as they stand on the date.
        on: the day on which it is opened.
        rulebook: the rules; those of China if left out.

    Raises:
        ParameterError: if the procedure is not in force on the date, or a notice period has no value.
        ProcedureError: for a decision that no such case can rest on.

    >>> from datetime import date
    >>> from antipoverty.identification import identify
    >>> from antipoverty.procedures import PROCEDURES
    >>> from antipoverty.records import Household, Income
    >>> open_case(PROCEDURES["village-identification"], "v1", on=date(2014, 5, 1)).notice_days
    (('notice', 7),)
    >>> decision = identify(Household("h1", size=1, income=Income(stated=5_000)), on=date(2014, 5, 1))
    >>> open_case(PROCEDURES["household-identification"], decision, on=date(2014, 5, 1))
    Traceback (most recent call last):
    ...
    antipoverty.errors.ProcedureError: household-identification of h1: the decision of 2014-05-01 is not met; \
expected poor-household, met
    """
    typed(procedure, (Procedure, str), "procedure")
    parameters = in_force(rulebook, on)
    if isinstance(procedure, str):
        own = procedures_of(parameters.rulebook)
        if procedure not in own:
            raise InvalidValue("procedure", procedure, f"one of {', '.join(own)}")
        procedure = own[procedure]
    if procedure.in_force is not None:
        _defined_on(parameters, procedure.in_force)
    key = _key_decided(procedure, subject, on, parameters) if isinstance(subject, Decision) else subject
    days: list[tuple[str, int]] = []
    limits: list[tuple[str, int]] = []
    for step in procedure.steps:
        if step.days is not None:
            days.append((step.id, _number_of_days(parameters, step.days)))
        if step.within is not None:
            with suppress(ParameterError):  # no deadline is known
                limits.append((step.id, _number_of_days(parameters, step.within)))
        if step.due is not None:
            with suppress(ParameterError):
                limits.append((step.id, (_day(parameters, step.due) - on).days))
    return Case(procedure, key, tuple(days), on, step_days=tuple(limits))


def _number_of_days(parameters: rulebooks.InForce, name: str) -> int:
    value = parameters.get(name).value
    assert isinstance(value, int)
    return value


def _day(parameters: rulebooks.InForce, name: str) -> date:
    value = parameters.get(name).value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InvalidValue(name, value, "a day such as 2014-05-31") from None


def _deadlines(case: Case) -> Iterator[Deadline]:
    steps = case.procedure.steps
    taken = dict(zip((step.id for step in steps), case._state.taken, strict=False))
    days = dict(case.step_days)
    closed = case.status in (CaseStatus.REFUSED, CaseStatus.REMOVED)
    for step in steps:
        begin = case.opened if step.since is None else taken.get(step.since)
        limits = [] if step.by is None else [step.by]
        if begin is not None and step.id in days:
            limits.append(later(begin, "on", days=days[step.id]))
        if limits and (step.id in taken or not closed):
            yield Deadline(step.id, min(limits), taken.get(step.id))


def _defined_on(parameters: rulebooks.InForce, name: str) -> None:
    """Refuse a date before the first or after the last value; a value that the rulebook leaves open is accepted."""
    with suppress(NoValueOnDate):
        parameters.get(name)


def _key_decided(procedure: Procedure, decision: Decision, on: date, parameters: rulebooks.InForce) -> str:
    """The key of the subject of a decision on which a case may rest."""

    def refuse(why: str) -> NoReturn:
        raise ProcedureError(f"{procedure.id} of {decision.subject}: {why}")

    if decision.subject is None:
        raise ProcedureError(f"{procedure.id}: the decision names no subject")
    rule = decision.bound.rule.id
    if rule != procedure.rule:
        refuse(f"the decision is by {rule}; expected {procedure.rule}, met")
    if decision.outcome is not Outcome.MET:
        refuse(f"the decision of {decision.on} is {decision.outcome.value}; expected {rule}, met")
    if decision.on > on:
        refuse(f"the decision was made on {decision.on}, after {on}")
    if decision.on.year != on.year or not all(_holds(value, parameters) for value in decision.parameters):
        refuse(f"by the rules of {on} the decision of {decision.on} may be another; decide again as of {on}")
    return decision.subject


def _holds(value: ParameterValue, parameters: rulebooks.InForce) -> bool:
    """Whether a value that a decision used is that of a rulebook on its date, or of the same year of a series."""
    try:
        if parameters.rulebook.parameter(value.name).yearly:
            return parameters.in_year(value.name, value.start.year).value == value.value
        return parameters.get(value.name).value == value.value
    except ParameterError:
        return False


def advance(case: Case, event: Event) -> Case:
    """Apply an event to a case.

    Raises:
        ProcedureError: if the event comes out of order, before a notice has run, over an open objection, without a
            reason that it needs, or after the case was closed. The case given stays as it was.

    >>> from datetime import date
    >>> from antipoverty.procedures import PROCEDURES
    >>> case = open_case(PROCEDURES["village-identification"], "v1", on=date(2014, 5, 1))
    >>> for step, day in (("application", 1), ("township-audit", 3), ("notice", 4)):
    ...     case = advance(case, Taken(step, date(2014, 5, day)))
    >>> advance(case, Taken("county-decision", date(2014, 5, 10)))
    Traceback (most recent call last):
    ...
    antipoverty.errors.ProcedureError: county-decision on 2014-05-10: the notice runs 7 days; wait until 2014-05-11
    """
    typed(case, Case, "case")
    typed(event, (Taken, Objected, ObjectionSettled, Removed), "event")
    return evolve(case, events=(*case.events, event))


def pass_on(case: Case, *keys: str, on: date, reason: str) -> tuple[Case, ...]:
    """Go on with an open case under the keys of the households or villages that its own was split or merged into.

    Each has all that has happened: a notice that has run need not run again, an objection stays open, a deadline stays
    what it was. Where the case goes on under its own key too, as after a split, that one stays as it is. A case that is
    not to go on is closed by `Removed`, with its reason.

    Raises:
        ProcedureError: for a case that is closed, a day before the last event, or an empty reason.

    >>> from datetime import date
    >>> from antipoverty.procedures import PROCEDURES
    >>> case = open_case(PROCEDURES["village-identification"], "v1", on=date(2014, 5, 1))
    >>> for step, day in (("application", 1), ("township-audit", 3), ("notice", 4)):
    ...     case = advance(case, Taken(step, date(2014, 5, day)))
    >>> (merged,) = pass_on(case, "v2", on=date(2014, 5, 20), reason="villages merged")
    >>> merged.subject, merged.keys, merged.next_step.id, merged.earliest.isoformat()
    ('v2', ('v1', 'v2'), 'county-decision', '2014-05-20')
    """
    typed(case, Case, "case")
    if not keys or len(set(keys)) < len(keys):
        raise InvalidValue("keys", len(keys), "at least one key, each once")
    event = PassedOn(case.subject, on, reason)
    gone_on = evolve(case, events=(*case.events, event))  # refused where the case cannot go on
    return tuple(case if key == case.subject else evolve(gone_on, subject=key) for key in keys)


def _earliest(case: Case, state: _State) -> date:
    if state.posted is None:
        return state.last
    days = dict(case.notice_days)[case.procedure.steps[state.position - 1].id]
    return max(state.last, later(state.posted, "on", days=days))


def _after(case: Case, state: _State, event: Event) -> _State:
    """The state after an event, or the reason why there is none."""
    if event.on < state.last:
        since = f"one on {state.last}" if case.events and state.last > case.opened else f"the opening on {case.opened}"
        raise ProcedureError(f"an event on {event.on} cannot come before {since}")
    state = evolve(state, last=event.on)
    match event:
        case Removed(_, reason):
            if state.status in (CaseStatus.REFUSED, CaseStatus.REMOVED):
                raise ProcedureError(f"the case is {state.status.value} already")
            if not reason.strip():
                raise ProcedureError("a removal needs its reason")
            return evolve(state, status=CaseStatus.REMOVED)
        case _ if state.status is not CaseStatus.OPEN:
            raise ProcedureError(f"the case is {state.status.value}; nothing but a removal can follow")
        case Taken():
            return _after_step(case, state, event)
        case PassedOn(_, _, reason):
            if not reason.strip():
                raise ProcedureError("a case that goes on under another key needs the reason")
            return state
        case Objected(key, _, reason):
            if not reason.strip():
                raise ProcedureError(f"objection {key} needs its reason")
            notices = (place for place, step in enumerate(case.procedure.steps) if step.kind == "notice")
            if state.position <= next(notices, len(case.procedure.steps)):
                raise ProcedureError(f"objection {key}: nothing has been put on notice yet")
            if key in state.objections or key in state.settled:
                raise ProcedureError(f"objection {key} is there already")
            return evolve(state, objections=state.objections | {key})
        case ObjectionSettled(key, _, upheld, reason):
            if key not in state.objections:
                raise ProcedureError(f"objection {key} is not open")
            if not reason.strip():
                raise ProcedureError(f"the settlement of objection {key} needs its reason")
            state = evolve(state, objections=state.objections - {key}, settled=state.settled | {key})
            if not upheld:
                return state
            ids = [step.id for step in case.procedure.steps]
            position = ids.index(case.procedure.restart)
            return evolve(state, position=position, posted=None, taken=state.taken[:position])
        case _:
            assert_never(event)


def _check_announced(case: Case, step: Step, event: Taken) -> None:
    """Hold the decisions that a step announces to the case: its subject, the day, the procedure's rule, and met."""
    said = f"{event.step} on {event.on}"
    if not event.decisions:
        if step.needs_decision:
            raise ProcedureError(f"{said}: the decision that it announces is needed")
        return
    if step.kind == "act":
        raise ProcedureError(f"{said}: an act announces no decision")
    until = {each.before: each.on for each in case.events if isinstance(each, PassedOn)}
    rule = case.procedure.rule
    for decision in event.decisions:
        own = decision.subject == case.subject or (
            decision.subject in until and decision.on <= until[str(decision.subject)]
        )
        if not own:
            raise ProcedureError(f"{said}: the decision of {decision.on} is of another subject than {case.subject}")
        if decision.on > event.on:
            raise ProcedureError(f"{said}: the decision was made on {decision.on}, after it")
        if rule in (None, decision.bound.rule.id) and decision.outcome is not Outcome.MET:
            met = f"expected {decision.bound.rule.id}, met"
            raise ProcedureError(f"{said}: the decision of {decision.on} is {decision.outcome.value}; {met}")
    if rule is not None and all(decision.bound.rule.id != rule for decision in event.decisions):
        raise ProcedureError(f"{said}: the decision is by {event.decisions[0].bound.rule.id}; expected {rule}, met")


def _after_step(case: Case, state: _State, event: Taken) -> _State:
    step = case.procedure.steps[state.position]
    said = f"{event.step} on {event.on}"
    if event.step != step.id:
        raise ProcedureError(f"{said}: the next step is {step.id}")
    if state.objections:
        raise ProcedureError(f"{said}: objection {', '.join(sorted(state.objections))} is not settled")
    if state.posted is not None:
        due = _earliest(case, evolve(state, last=state.posted))
        if event.on < due:
            raise ProcedureError(f"{said}: the notice runs {(due - state.posted).days} days; wait until {due}")
    _check_announced(case, step, event)
    if not event.approved:
        if step.kind != "act":
            raise ProcedureError(f"{said}: a {step.kind} is not refused")
        if not (event.reason or "").strip():
            raise ProcedureError(f"{said}: a refusal needs its reason")
        return evolve(state, status=CaseStatus.REFUSED)
    status = CaseStatus.OPEN
    if step is case.procedure.steps[-1]:
        status = CaseStatus.ANNOUNCED if step.kind == "announcement" else CaseStatus.COMPLETED
    return evolve(
        state,
        position=state.position + 1,
        posted=event.on if step.kind == "notice" else None,
        taken=(*state.taken, event.on),
        status=status,
    )
