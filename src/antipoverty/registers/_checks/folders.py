"""The checks that a rulebook's folder states of its own: conditions in their text notation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import evolve

from antipoverty._engine.notation import read_condition
from antipoverty._shared.entries import EntryReader, read_entries
from antipoverty.facts import HOUSEHOLD, VILLAGE
from antipoverty.facts.person import PERSON
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import Subject

SUBJECT_OF: Mapping[str, Subject] = {"person": PERSON, "household": HOUSEHOLD, "village": VILLAGE}
_GROUPS, _SEVERITIES = ({each.value: each for each in kind} for kind in (CheckGroup, Severity))


@lru_cache(maxsize=64)
def checks_of(rulebook: Rulebook) -> tuple[Check, ...]:
    """The checks under ``[checks.…]`` of a rulebook's files.

    Raises:
        RulebookError: for one that is not valid, naming its file and key.

    >>> from antipoverty.rulebooks import load
    >>> checks_of(load("cn"))
    ()
    """
    return tuple(read_entries(rulebook, "checks", _check).values())


def _check(entry: EntryReader) -> Check:
    entry.keys({"condition", "blank", "codes", "sources"}, {"name", "group", "subject", "severity", "ask"})
    name = entry.string("subject")
    subject = entry.one_of("subject", SUBJECT_OF)
    if name == "household":  # and the facts that the folder declares of its own
        subject = evolve(subject, facts={**subject.facts, **dict.fromkeys(entry.rulebook.facts.values())})
    facts = {fact.name: fact for fact in subject.facts}
    if strange := sorted(set(entry.strings("blank")) - set(facts)):
        raise entry.wrong(f"{strange[0]!r} is no fact of a {name}", "blank")
    if strange := sorted(set(entry.strings("sources")) - set(entry.rulebook.citations)):
        raise entry.wrong(f"{strange[0]!r} is not among the citations", "sources")
    if not {"condition", "blank"} & set(entry.table):
        raise entry.wrong("needs a condition, or the facts that are blank")
    text = entry.optional_string("condition")
    condition = None if text is None else read_condition(text, subject, parameters=entry.rulebook.parameters)
    return Check(
        entry.id,
        entry.text("name"),
        entry.one_of("group", _GROUPS),
        name,
        entry.one_of("severity", _SEVERITIES),
        entry.text("ask"),
        condition,
        tuple(facts[each] for each in entry.strings("blank")),
        sources=entry.strings("sources"),
        codes=entry.strings("codes"),
    )
