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
from antipoverty._shared.arguments import as_day, member_of, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.exits import HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.history._transitions import Transition, standing_after
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.monitoring import MONITORED_HOUSEHOLD, RISK_REMOVAL, MonitoredType, monitored_as
from antipoverty.records import Monitoring, Registration, RemovalKind, RiskCode
from antipoverty.rules import Decision, Outcome, Rule
from antipoverty.text import Labelled

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


class Succession(Labelled):
    """How a household or village came of others, or went into them: what a `SuccessionEntry` says.

    >>> Succession.SPLIT_FROM.text["zh"]
    '由他户（村）分出'
    """

    SPLIT_FROM = "split from", "Split off from", "由他户（村）分出"
    FORMED_FROM = "formed from", "Formed by a merger, from", "合并组成，来自"
    SPLIT_OFF = "split off", "Gave rise by a split to", "分出新户（村）"
    MERGED_IN = "merged in", "Took in", "并入本户（村）"
    MERGED_INTO = "merged into", "Merged into", "并入他户（村）"


#: Those with which a timeline begins; it carries the history of the other one, and goes on from it.
_BEGINNINGS = (Succession.SPLIT_FROM, Succession.FORMED_FROM)
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
class TransitionEntry(Serializable):
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
    return None if value is None else member_of(RemovalKind, value, "MonitoringEntry.removal")


@frozen(field_transformer=typed_fields)
class MonitoringEntry(Serializable):
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


@frozen(field_transformer=typed_fields)
class SuccessionEntry(Serializable):
    """A household or village was split or merged; `split` and `merge` make such entries on both sides.

    Attributes:
        on: the day from which it holds.
        succession: how the two belong together.
        other: the key of the other one.
        history: the other one's history up to that day; needed where this one came of it or took it in.
    """

    on: date
    succession: Succession
    other: str = field(validator=fields.key)
    history: Timeline | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        carries = self.succession in (*_BEGINNINGS, Succession.MERGED_IN)
        if (self.history is not None) != carries:
            said = "the history of the other" if carries else "none, since the other goes on by itself"
            raise InvalidValue("SuccessionEntry.history", self.history and "a history", said)
        if self.history is not None and self.history.subject != self.other:
            raise InvalidValue("SuccessionEntry.history", "that of another", f"the history of {self.other}")


TimelineEntry: TypeAlias = TransitionEntry | MonitoringEntry | SuccessionEntry


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
class Timeline(Serializable, Shown):
    """A household's or village's history: start an empty one, and `record` entries in it.

    Attributes:
        subject: the caller's key.
        kind: whose it is.
        entries: what has been decided, in order.

    >>> from datetime import date
    >>> print(record(Timeline("h1"), TransitionEntry(date(2014, 4, 20), Transition.APPLIED)).explain())
    h1: candidate
    2014-04-20  Became a candidate
    """

    subject: str = field(validator=fields.key)
    kind: TimelineKind = "household"
    entries: tuple[TimelineEntry, ...] = field(
        default=(), repr=lambda entries: f"<{len(entries)} {'entry' if len(entries) == 1 else 'entries'}>"
    )
    _moments: tuple[Moment, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.entries, tuple) or not all(isinstance(entry, TimelineEntry) for entry in self.entries):
            expected = "a tuple of TransitionEntry, MonitoringEntry and SuccessionEntry"
            raise InvalidValue("Timeline.entries", self.entries, expected, personal=True)
        moments = [Moment()]
        last = date.min
        for number, entry in enumerate(self.entries, start=1):
            try:
                if entry.on < last:
                    raise ProcedureError(f"an entry on {entry.on} cannot follow one on {last}")
                if number > 1 and (end := _ended(self.entries[number - 2])):
                    raise ProcedureError(f"nothing follows after it was merged into {end}")
                moments.append(self._after(moments[-1], entry, self.entries[: number - 1]))
            except ProcedureError as error:
                raise ProcedureError(f"{self.subject}, entry {number} on {entry.on}: {error}") from None
            last = entry.on
        object.__setattr__(self, "_moments", tuple(moments))

    def on(self, day: date) -> Moment:
        """The standing at the end of a day, and the entries it rests on.

        Before the day of the split or the merger from which it came, it is the standing of the one that it came of.
        """
        as_day(day, "day")
        if (begun := self.origin) is not None and day < begun.on:
            assert begun.history is not None
            return begun.history.on(day)
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
    def origin(self) -> SuccessionEntry | None:
        """The split or merger from which it came, with the history before; none for one that did not come of another.

        One that was formed of several goes on from the first.
        """
        first = self.entries[0] if self.entries else None
        return first if isinstance(first, SuccessionEntry) and first.succession in _BEGINNINGS else None

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The keys of all whose history it carries, and of those whose history these carry, the nearest first."""
        near = [entry for entry in self.entries if isinstance(entry, SuccessionEntry) and entry.history is not None]
        far = (key for entry in near if entry.history is not None for key in entry.history.predecessors)
        # One that was split off and merged again carries the history of the key itself.
        return tuple(key for key in dict.fromkeys((*(entry.other for entry in near), *far)) if key != self.subject)

    @property
    def successors(self) -> tuple[str, ...]:
        """The keys of those that were split off from it, and of the one into which it was merged."""
        onward = (Succession.SPLIT_OFF, Succession.MERGED_INTO)
        entries = (entry for entry in self.entries if isinstance(entry, SuccessionEntry))
        return tuple(dict.fromkeys(entry.other for entry in entries if entry.succession in onward))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that its entries rest on, each once, those of all whose history it carries among them."""
        found: list[Decision] = []
        for entry in self.entries:
            if isinstance(entry, SuccessionEntry):
                found += () if entry.history is None else entry.history.decisions
            elif entry.decision is not None:
                found.append(entry.decision)
        # Two that came of one and were merged again carry the same.
        return tuple(decision for place, decision in enumerate(found) if decision not in found[:place])

    @property
    def spells(self) -> tuple[Monitoring, ...]:
        """The household's spells under monitoring, in order: each as it stood last, the last of them perhaps open."""
        begun = self.origin
        spells = [] if begun is None or begun.history is None else list(begun.history.spells)
        for entry, moment in zip(self.entries, self.moments, strict=True):
            if not isinstance(entry, MonitoringEntry):
                continue
            if moment.change in (MonitoringChange.IDENTIFIED, MonitoringChange.MARKED_AGAIN):
                spells.append(moment.monitoring)
            else:
                spells[-1] = moment.monitoring
        return tuple(spells)

    def _after(self, before: Moment, entry: TimelineEntry, earlier: tuple[TimelineEntry, ...]) -> Moment:
        if isinstance(entry, TransitionEntry):
            return self._after_transition(before, entry)
        if isinstance(entry, SuccessionEntry):
            return self._after_succession(before, entry, earlier)
        return self._after_monitoring(before, entry)

    def _after_succession(self, before: Moment, entry: SuccessionEntry, earlier: tuple[TimelineEntry, ...]) -> Moment:
        if entry.other == self.subject:
            raise ProcedureError("it is split from or merged with another, not with itself")
        if entry.history is not None:
            if entry.history.kind != self.kind:
                raise ProcedureError(f"a {self.kind} does not come of a {entry.history.kind}")
            if entry.history.entries and entry.history.entries[-1].on > entry.on:
                raise ProcedureError(f"the history of {entry.other} goes on after it")
        if entry.succession not in _BEGINNINGS:
            return before
        formed = entry.succession is Succession.FORMED_FROM and all(
            isinstance(each, SuccessionEntry)
            and (each.succession, each.on) == (Succession.FORMED_FROM, entry.on)
            and each.other != entry.other
            for each in earlier
        )
        if earlier and not formed:
            raise ProcedureError("it has a history of its own before it")
        assert entry.history is not None
        return before if earlier else entry.history.now

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

    def _is_of_it(self, decision: Decision) -> bool:
        """Whether a decision is of the subject, or was made of the one that it came of before it did."""
        begun = self.origin
        if decision.subject == self.subject:
            return True
        if begun is None or begun.history is None or decision.on > begun.on:
            return False
        return begun.history._is_of_it(decision)

    def _check_grounds(self, entry: TransitionEntry | MonitoringEntry, grounds: tuple[Rule, Outcome] | None) -> None:
        decision = entry.decision
        if decision is None:
            if entry.reason is None:
                raise ProcedureError("it needs a decision, or a reason")
            return
        assert grounds is not None
        rule, outcome = grounds
        if not self._is_of_it(decision):
            raise ProcedureError(f"its decision is of {decision.subject}")
        if decision.on > entry.on:
            raise ProcedureError(f"its decision was made on {decision.on}, after it")
        if decision.bound.rule.id != rule.id or decision.outcome is not outcome:
            said = f"{decision.bound.rule.id}, {decision.outcome.value}"
            raise ProcedureError(f"its decision is {said}; expected {rule.id}, {outcome.value}")


def _ended(entry: TimelineEntry) -> str | None:
    """The key of the one into which the subject was merged by an entry."""
    merged = isinstance(entry, SuccessionEntry) and entry.succession is Succession.MERGED_INTO
    return entry.other if merged and isinstance(entry, SuccessionEntry) else None


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


def split(timeline: Timeline, new: str, *, on: date) -> tuple[Timeline, Timeline]:
    """Split a household or village: the old one goes on, and the new one carries its history up to that day.

    The new one stands as the old one does, and answers for days before the split as that one did.

    Returns:
        The old one's timeline, and the new one's.

    Raises:
        ProcedureError: for a day before the last entry, or one that was merged into another.

    >>> from datetime import date
    >>> line = record(Timeline("h1"), TransitionEntry(date(2014, 6, 1), Transition.IDENTIFIED, reason="look-back"))
    >>> old, new = split(line, "h2", on=date(2016, 3, 1))
    >>> new.now.standing.value, new.on(date(2014, 5, 31)).standing.value, new.predecessors, old.successors
    ('registered', 'not registered', ('h1',), ('h2',))
    """
    typed(timeline, Timeline, "timeline")
    old = record(timeline, SuccessionEntry(on, Succession.SPLIT_OFF, new))
    begun = SuccessionEntry(on, Succession.SPLIT_FROM, timeline.subject, timeline)
    return old, Timeline(new, timeline.kind, (begun,))


def merge(
    timeline: Timeline, *others: Timeline, on: date, into: str | None = None
) -> tuple[Timeline, tuple[Timeline, ...]]:
    """Merge households (并户) or villages (合村并组): what they were stays reachable from the one that goes on.

    Args:
        timeline: the one by whose standing the merged one stands.
        others: those that are merged with it.
        on: the day from which it holds.
        into: the key of the merged one, where it is a new one; else the first goes on under its own key.

    Returns:
        The merged one's timeline, and those that end.

    Raises:
        ProcedureError: for a day before the last entry of one of them, or one that was merged into another.

    >>> from datetime import date
    >>> poor = TransitionEntry(date(2014, 6, 1), Transition.IDENTIFIED, reason="look-back")
    >>> line = record(Timeline("v1", "village"), poor)
    >>> merged, ended = merge(line, Timeline("v2", "village"), on=date(2016, 3, 1), into="v3")
    >>> merged.now.standing.value, merged.predecessors, [each.successors for each in ended]
    ('registered', ('v1', 'v2'), [('v3',), ('v3',)])
    """
    lines = tuple(typed(each, Timeline, "timeline") for each in (timeline, *others))
    keys = [each.subject for each in lines]
    if not others or len(set(keys)) < len(keys) or into in keys:
        raise InvalidValue("others", len(others), "at least one other, each once, and a new key for the merged one")
    if into is None:
        merged = timeline
        for each in others:
            merged = record(merged, SuccessionEntry(on, Succession.MERGED_IN, each.subject, each))
        ending = others
    else:
        entries = (SuccessionEntry(on, Succession.FORMED_FROM, each.subject, each) for each in lines)
        merged, ending = Timeline(into, timeline.kind, tuple(entries)), lines
    ends = (SuccessionEntry(on, Succession.MERGED_INTO, merged.subject),)
    return merged, tuple(evolve(each, entries=(*each.entries, *ends)) for each in ending)
