"""A household's or village's decisions over the years, as one immutable timeline (历年认定记录).

What stands on a date, and by which decision, follows from the entries in order; an entry that contradicts those before
it, or the decision that it rests on, is refused, so that a timeline that exists can be replayed to the same end.

>>> from datetime import date
>>> from antipoverty.identification import identify
>>> from antipoverty.records import Household, Income
>>> decision = identify(Household("h1", size=4, income=Income(stated="10000")), on=date(2014, 5, 1))
>>> line = Timeline("h1", "household", (
...     TransitionEntry(date(2014, 6, 1), Transition.IDENTIFIED, decision),
...     TransitionEntry(date(2015, 12, 1), Transition.EXITED, reason="exit before the national rule"),
... ))
>>> line.on(date(2015, 11, 30)).standing, line.on(date(2015, 11, 30)).by.decision.outcome.value
(<Registration.REGISTERED: 'registered'>, 'met')
>>> line.on(date(2015, 12, 1)).standing
<Registration.EXITED: 'exited'>
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeAlias

from attrs import evolve, field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import member_of, typed
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.exits import HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.history._transitions import Transition, standing_after
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.monitoring import MONITORED_HOUSEHOLD, RISK_REMOVAL, MonitoredType, monitored_as
from antipoverty.records import Monitoring, Registration, RemovalKind, RiskCode
from antipoverty.rules import Decision, Outcome, Rule
from antipoverty.text import Detail, Labelled, Language

#: Whose timeline it is.
TimelineKind: TypeAlias = Literal["household", "village"]


class MonitoringChange(Labelled):
    """What a `MonitoringEntry` does: the events of a household under monitoring.

    >>> MonitoringChange.TAKEN_BACK.text["zh"]
    '风险消除回退'
    """

    IDENTIFIED = "identified", "Monitored", "纳入监测"
    TYPE_CHANGED = "type changed", "Type changed", "监测类别调整"
    REMOVED = "removed", "Risk removed", "风险消除"
    TAKEN_BACK = "taken back", "Removal taken back", "风险消除回退"
    MARKED_AGAIN = "marked again", "Marked again", "风险再标注"


#: The rule, and its outcome, that each transition rests on.
_GROUNDS: dict[tuple[TimelineKind, Transition], tuple[Rule, Outcome]] = {
    ("household", Transition.TURNED_DOWN): (POOR_HOUSEHOLD, Outcome.NOT_MET),
    ("household", Transition.IDENTIFIED): (POOR_HOUSEHOLD, Outcome.MET),
    ("household", Transition.EXITED): (HOUSEHOLD_EXIT, Outcome.MET),
    ("household", Transition.RETURNED): (POOR_HOUSEHOLD, Outcome.MET),
    ("household", Transition.REMOVED): (POOR_HOUSEHOLD, Outcome.NOT_MET),
    ("village", Transition.TURNED_DOWN): (POOR_VILLAGE, Outcome.NOT_MET),
    ("village", Transition.IDENTIFIED): (POOR_VILLAGE, Outcome.MET),
    ("village", Transition.EXITED): (VILLAGE_EXIT, Outcome.MET),
    ("village", Transition.REMOVED): (POOR_VILLAGE, Outcome.NOT_MET),
}


#: The same for changes under monitoring; the others rest on the decision that the household is to be monitored.
_MONITORING_GROUNDS: dict[MonitoringChange, tuple[Rule, Outcome]] = {
    MonitoringChange.REMOVED: (RISK_REMOVAL, Outcome.MET),
    MonitoringChange.TAKEN_BACK: (RISK_REMOVAL, Outcome.NOT_MET),
}


def _transition(value: Transition | str) -> Transition:
    return member_of(Transition, value, "TransitionEntry.transition")


@frozen(field_transformer=typed_fields)
class TransitionEntry:
    """A change of standing.

    Attributes:
        on: the day from which it holds.
        transition: the change.
        decision: the decision that it rests on, made of the same subject on that day or before.
        reason: why; needed where there is no decision, except for an application.
    """

    on: date
    transition: Transition = field(converter=_transition)
    decision: Decision | None = None
    reason: str | None = fields.text(personal=True)


def _risks(values: Iterable[RiskCode | str]) -> tuple[RiskCode, ...]:
    return fields.members(RiskCode, values)


def _removal_or_unknown(value: RemovalKind | str | None) -> RemovalKind | None:
    return fields.member(RemovalKind, value, "MonitoringEntry.removal")


@frozen(field_transformer=typed_fields)
class MonitoringEntry:
    """A household came under monitoring, changed its type there, had its risk removed, or is monitored once more.

    Once a risk is removed, the household comes back in one of two ways. The removal was wrong and is taken back
    (风险消除回退): the household is monitored as before, since the day on which it was identified. Or a risk has come
    up anew, and the household is marked again (风险再标注): it is identified on that day.

    Attributes:
        on: the day from which it holds.
        type: what it is monitored as; none if its risk is removed.
        decision: the decision that it rests on, made of the same household on that day or before.
        reason: why; needed where there is no decision.
        risks: the risks for which it is monitored, at most five; those so far if left out, unless it is marked again.
        removal: how the risk was removed, if it is known.
        taken_back: whether a removal is taken back; a decision that it rests on is that the risk is not removed.
    """

    on: date
    type: MonitoredType | None
    decision: Decision | None = None
    reason: str | None = fields.text(personal=True)
    risks: tuple[RiskCode, ...] = field(default=(), converter=_risks, repr=False)
    removal: RemovalKind | None = field(default=None, converter=_removal_or_unknown)
    taken_back: bool = False

    def __attrs_post_init__(self) -> None:
        if self.type is MonitoredType.NONE:
            raise InvalidValue("MonitoringEntry.type", self.type.value, "a type, or None where the risk is removed")
        if self.type is None and (self.risks or self.taken_back):
            raise InvalidValue("MonitoringEntry.type", None, "the type of a household that is monitored")
        if self.type is not None and self.removal is not None:
            raise InvalidValue("MonitoringEntry.removal", self.removal.value, "none: the household is monitored")


TimelineEntry: TypeAlias = TransitionEntry | MonitoringEntry


@frozen(field_transformer=typed_fields)
class Moment:
    """The standing on a date, and the entries it rests on.

    Attributes:
        standing: where the household or village stands in the register.
        by: the entry by which it does; none before the first.
        monitored: what it is monitored as, if it is.
        monitored_by: the entry that last said so, or that its risk was removed.
        monitoring: its record of monitoring: since when, for which risks, and when and how they were removed.
        change: what the last entry on monitoring did.
    """

    standing: Registration = Registration.NOT_REGISTERED
    by: TransitionEntry | None = None
    monitored: MonitoredType | None = None
    monitored_by: MonitoringEntry | None = None
    monitoring: Monitoring = Monitoring()
    change: MonitoringChange | None = None


@frozen(field_transformer=typed_fields)
class Timeline:
    """A household's or village's history: start an empty one, and `record` entries in it.

    Attributes:
        subject: the caller's key.
        kind: whose it is.
        entries: what has been decided, in order.
    """

    subject: str = field(validator=fields.key)
    kind: TimelineKind = "household"
    entries: tuple[TimelineEntry, ...] = field(
        default=(), repr=lambda entries: f"<{len(entries)} {'entry' if len(entries) == 1 else 'entries'}>"
    )
    _moments: tuple[Moment, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.entries, tuple) or not all(isinstance(entry, TimelineEntry) for entry in self.entries):
            expected = "a tuple of TransitionEntry and MonitoringEntry"
            raise InvalidValue("Timeline.entries", self.entries, expected, personal=True)
        moments = [Moment()]
        last = date.min
        for number, entry in enumerate(self.entries, start=1):
            try:
                if entry.on < last:
                    raise ProcedureError(f"an entry on {entry.on} cannot follow one on {last}")
                moments.append(self._after(moments[-1], entry))
            except ProcedureError as error:
                raise ProcedureError(f"{self.subject}, entry {number} on {entry.on}: {error}") from None
            last = entry.on
        object.__setattr__(self, "_moments", tuple(moments))

    def on(self, day: date) -> Moment:
        """The standing at the end of a day, and the entries it rests on."""
        if type(day) is not date:
            raise InvalidValue("day", day, "a datetime.date")
        return self._moments[sum(entry.on <= day for entry in self.entries)]

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The standing after each entry."""
        return self._moments[1:]

    @property
    def now(self) -> Moment:
        """The standing after the last entry."""
        return self._moments[-1]

    @property
    def spells(self) -> tuple[Monitoring, ...]:
        """The household's spells under monitoring, in order: each as it stood last, the last of them perhaps open."""
        spells: list[Monitoring] = []
        for entry, moment in zip(self.entries, self.moments, strict=True):
            if not isinstance(entry, MonitoringEntry):
                continue
            if moment.change in (MonitoringChange.IDENTIFIED, MonitoringChange.MARKED_AGAIN):
                spells.append(moment.monitoring)
            else:
                spells[-1] = moment.monitoring
        return tuple(spells)

    def explain(self, language: Language = "en", *, detail: Detail = "full") -> str:
        """Where it stands and how it came there, with decisions and reasons, in words (`antipoverty.prose`).

        >>> from datetime import date
        >>> print(record(Timeline("h1"), TransitionEntry(date(2014, 4, 20), Transition.APPLIED)).explain())
        h1: candidate
        2014-04-20  Became a candidate
        """
        from antipoverty.prose import explain

        return explain(self, language, detail=detail)

    def _after(self, before: Moment, entry: TimelineEntry) -> Moment:
        if isinstance(entry, TransitionEntry):
            return self._after_transition(before, entry)
        return self._after_monitoring(before, entry)

    def _after_transition(self, before: Moment, entry: TransitionEntry) -> Moment:
        transition = entry.transition
        if self.kind == "village" and transition is Transition.RETURNED:
            raise ProcedureError("a village does not return to poverty by any rule")
        if transition is not Transition.APPLIED:
            self._check_grounds(entry, _GROUNDS.get((self.kind, transition)))
        standing = standing_after(before.standing, transition)
        # Who is poor again is helped as poor, and monitored no more.
        if standing in (Registration.REGISTERED, Registration.RETURNED):
            return Moment(standing, entry)
        return evolve(before, standing=standing, by=entry)

    def _after_monitoring(self, before: Moment, entry: MonitoringEntry) -> Moment:
        if self.kind == "village":
            raise ProcedureError("a village is not monitored")
        if before.standing in (Registration.REGISTERED, Registration.RETURNED):
            raise ProcedureError(f"a household that is {before.standing.value} is helped as poor, and not monitored")
        change = self._change(before, entry)
        self._check_grounds(entry, _MONITORING_GROUNDS.get(change, (MONITORED_HOUSEHOLD, Outcome.MET)))
        decides_type = entry.type is not None and change is not MonitoringChange.TAKEN_BACK
        if decides_type and entry.decision is not None and monitored_as(entry.decision) is not entry.type:
            raise ProcedureError(f"the decision does not make it {entry.type}")
        monitoring = _monitoring_after(before.monitoring, change, entry)
        return evolve(before, monitored=entry.type, monitored_by=entry, monitoring=monitoring, change=change)

    def _change(self, before: Moment, entry: MonitoringEntry) -> MonitoringChange:
        """What an entry does where a household stands; refused where nothing would change, or nothing can be undone."""
        removed = before.change is MonitoringChange.REMOVED
        if entry.taken_back:
            if not removed:
                raise ProcedureError("there is no removal to take back")
            if entry.type is not before.monitoring.type:
                raise ProcedureError("a removal taken back leaves the household monitored as it was before")
            return MonitoringChange.TAKEN_BACK
        if entry.type is before.monitored:
            said = "not monitored" if entry.type is None else f"monitored as {entry.type.value}"
            raise ProcedureError(f"the household is {said} already")
        if entry.type is None:
            return MonitoringChange.REMOVED
        if before.monitored is not None:
            return MonitoringChange.TYPE_CHANGED
        return MonitoringChange.MARKED_AGAIN if removed else MonitoringChange.IDENTIFIED

    def _check_grounds(self, entry: TimelineEntry, grounds: tuple[Rule, Outcome] | None) -> None:
        decision = entry.decision
        if decision is None:
            if entry.reason is None:
                raise ProcedureError("it needs a decision, or a reason")
            return
        assert grounds is not None
        rule, outcome = grounds
        if decision.subject != self.subject:
            raise ProcedureError(f"its decision is of {decision.subject}")
        if decision.on > entry.on:
            raise ProcedureError(f"its decision was made on {decision.on}, after it")
        if decision.bound.rule.id != rule.id or decision.outcome is not outcome:
            said = f"{decision.bound.rule.id}, {decision.outcome.value}"
            raise ProcedureError(f"its decision is {said}; expected {rule.id}, {outcome.value}")


def _monitoring_after(before: Monitoring, change: MonitoringChange, entry: MonitoringEntry) -> Monitoring:
    """The record of monitoring after an entry."""
    if change is MonitoringChange.REMOVED:
        return evolve(before, removed_on=entry.on, removal=entry.removal)
    anew = change in (MonitoringChange.IDENTIFIED, MonitoringChange.MARKED_AGAIN)
    held = Monitoring(identified_on=entry.on) if anew else evolve(before, removed_on=None, removal=None)
    if entry.risks:
        return Monitoring.of(entry.type, entry.risks, identified_on=held.identified_on)
    return evolve(held, type=entry.type)


def record(timeline: Timeline, entry: TimelineEntry) -> Timeline:
    """Add an entry to a timeline.

    Raises:
        ProcedureError: if the entry comes before the last, cannot follow on what stands, has neither decision nor
            reason, or rests on a decision of another subject, rule, outcome or type, or of a later day. The timeline
            given stays as it was.

    >>> from datetime import date
    >>> record(Timeline("h1"), TransitionEntry(date(2015, 1, 1), Transition.REMOVED))
    Traceback (most recent call last):
    ...
    antipoverty.errors.ProcedureError: h1, entry 1 on 2015-01-01: it needs a decision, or a reason
    """
    typed(timeline, Timeline, "timeline")
    return evolve(timeline, entries=(*timeline.entries, entry))
