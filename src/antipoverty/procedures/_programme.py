"""The procedures of a rulebook (程序): identification, exit, monitoring and the removal of a risk, by id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from antipoverty._shared.deciding import rulebook_or_china
from antipoverty._shared.entries import EntryReader, read_entries
from antipoverty.procedures._cases import Procedure, Step
from antipoverty.rulebooks import Rulebook

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
    return Step(entry.id, entry.text("name"), kind, days, within, since, entry.day("by"), due, needs_decision)
