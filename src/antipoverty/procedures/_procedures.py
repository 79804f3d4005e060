"""Procedures and their steps (程序) as a rulebook has them: identification, exit, monitoring, the removal of a risk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Literal

from attrs import frozen

from antipoverty._shared.deciding import rulebook_or_china
from antipoverty._shared.entries import EntryReader, read_entries
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import Grade
from antipoverty.text import Text


@frozen(field_transformer=typed_fields)
class Step(Serializable):
    """A step of a procedure.

    Attributes:
        id: its short name.
        name: what it is called.
        kind: an act that may be refused, a notice that must run, or an announcement.
        days: for a notice, the parameter that says how many days it runs.
        within: the parameter that says within how many days the step is due; where it has no value on the day on which
            a case is opened, the step has no deadline.
        since: the earlier step from which these days count; none counts them from the opening of the case.
        by: the last day for the step, where the calendar sets it.
        due: the parameter whose choice is the last day for the step, such as ``2014-05-31``; where it has no value on
            the day on which a case is opened, the step has no deadline.
        needs_decision: for a notice or an announcement, whether it is refused without the decision that it announces.
    """

    id: str
    name: Text
    kind: Literal["act", "notice", "announcement"] = "act"
    days: str | None = None
    within: str | None = None
    since: str | None = None
    by: date | None = None
    due: str | None = None
    needs_decision: bool = False


@frozen(field_transformer=typed_fields)
class Procedure(Serializable):
    """A procedure: its steps in order, the rule it rests on and the dates of its validity.

    Attributes:
        id: its short name.
        name: what it is called.
        steps: its steps, in order.
        restart: the step at which a case starts again when an objection is upheld.
        rule: the id of the rule that decides whether a subject is fit for it.
        in_force: the parameter whose dates are the procedure's own.
        source: the key of its document among the rulebook's citations.
        grade: how sure it is.
    """

    id: str
    name: Text
    steps: tuple[Step, ...]
    restart: str
    rule: str | None = None
    in_force: str | None = None
    source: str | None = None
    grade: Grade | None = None

    def __attrs_post_init__(self) -> None:
        ids = [step.id for step in self.steps]
        if self.restart not in ids or len(set(ids)) < len(ids):
            raise InvalidValue("Procedure.restart", self.restart, f"one of the steps, each once: {', '.join(ids)}")
        earlier: list[str] = []
        for step in self.steps:
            if step.since is not None and step.since not in earlier:
                raise InvalidValue(f"Step[{step.id}].since", step.since, f"an earlier step: {', '.join(earlier)}")
            if step.due is not None and step.within is not None:
                raise InvalidValue(f"Step[{step.id}].due", step.due, "nothing, since the step is due within some days")
            earlier.append(step.id)


_KINDS: Mapping[str, Literal["act", "notice", "announcement"]] = {
    "act": "act",
    "notice": "notice",
    "announcement": "announcement",
}


def procedures_of(rulebook: Rulebook | None = None) -> Mapping[str, Procedure]:
    """The procedures of a rulebook by id, in its order; those of China if it is left out.

    Raises:
        RulebookError: for a table that is not valid, naming its file and key.

    >>> [step.id for step in procedures_of()["village-exit"].steps]
    ['assessment', 'notice', 'announcement']
    """
    return _procedures(rulebook_or_china(rulebook))


@lru_cache(maxsize=64)
def _procedures(rulebook: Rulebook) -> Mapping[str, Procedure]:
    return read_entries(rulebook, "procedures", _procedure)


def _procedure(entry: EntryReader) -> Procedure:
    entry.keys({"rule", "in_force"}, {"name", "source", "grade", "restart", "steps"})
    return Procedure(
        entry.id,
        entry.text("name"),
        tuple(map(_step, entry.array("steps"))),
        restart=entry.string("restart"),
        rule=entry.optional_string("rule"),
        in_force=entry.parameter("in_force"),
        source=entry.source(),
        grade=entry.grade(),
    )


def _step(entry: EntryReader) -> Step:
    entry.keys({"kind", "days", "within", "since", "by", "due", "needs_decision"}, {"id", "name"})
    kind = entry.one_of("kind", _KINDS) if "kind" in entry.table else "act"
    if (kind == "notice") != ("days" in entry.table):
        raise entry.wrong("a notice, and only a notice, needs the parameter of its days")
    needs_decision = "needs_decision" in entry.table and entry.flag("needs_decision")
    if needs_decision and kind == "act":
        raise entry.wrong("an act announces no decision")
    within, since = entry.parameter("within"), entry.optional_string("since")
    days, due = entry.parameter("days"), entry.parameter("due")
    return Step(
        id=entry.id,
        name=entry.text("name"),
        kind=kind,
        days=days,
        within=within,
        since=since,
        by=entry.day("by"),
        due=due,
        needs_decision=needs_decision,
    )
