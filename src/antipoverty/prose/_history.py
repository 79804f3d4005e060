"""Timelines and yearly rounds, in words."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty._engine.prose.values import IN_BRACKETS
from antipoverty.history import MonitoringEntry, Round, Timeline, TransitionEntry
from antipoverty.prose._parts import Writers, some
from antipoverty.text import COLON, COMMA, LISTED, SEMICOLON, Language, Text

# Timelines

_MONITORED_AS = Text("{}, monitored: {}", "{}，监测类别：{}")


def timeline_in_brief(timeline: Timeline, language: Language) -> Iterator[str]:
    """Where the household or village stands, and the last changes, the newest first."""
    yield _standing(timeline, language)
    newest = list(_entries(timeline, language))[::-1]
    yield from some(newest, language, most=6)


def timeline_in_full(timeline: Timeline, language: Language) -> Iterator[str]:
    """Where the household or village stands, and every change with its decision or its reason."""
    yield _standing(timeline, language)
    yield from _entries(timeline, language)


def _standing(timeline: Timeline, language: Language) -> str:
    now = timeline.now
    said = f"{timeline.subject}{COLON[language]}{now.standing.text[language]}"
    return said if now.monitored is None else _MONITORED_AS[language].format(said, now.monitored.text[language])


def _entries(timeline: Timeline, language: Language) -> Iterator[str]:
    """A line for each entry."""
    for entry, moment in zip(timeline.entries, timeline.moments, strict=True):
        if isinstance(entry, TransitionEntry):
            yield _entry(entry, entry.transition.text[language], language)
            continue
        assert moment.change is not None
        words = moment.change.text[language]
        told = entry.type or entry.removal
        if told is not None:
            words = f"{words}{COLON[language]}{told.text[language]}"
        if entry.risks:
            risks = LISTED[language].join(risk.text[language] for risk in moment.monitoring.risks)
            words = f"{words}{SEMICOLON[language]}{risks}"
        yield _entry(entry, words, language)


def _entry(entry: TransitionEntry | MonitoringEntry, words: str, language: Language) -> str:
    grounds = []
    if entry.decision is not None:
        grounds.append(f"{entry.decision.bound.rule.name[language]}{COMMA[language]}{entry.decision.on}")
    if entry.reason is not None:
        grounds.append(entry.reason)
    if grounds:
        words = IN_BRACKETS[language].format(words, SEMICOLON[language].join(grounds))
    return f"{entry.on}  {words}"


# Rounds

#: For one, and for several.
_HOUSEHOLDS = Text("{:,} household", "{:,}户"), Text("{:,} households", "{:,}户")
_PERSONS = Text("{:,} person", "{:,}人"), Text("{:,} persons", "{:,}人")


def round_in_brief(round_: Round, language: Language) -> Iterator[str]:
    """For each standing the start and the end."""
    for houses, heads in zip(round_.households, round_.persons, strict=True):
        start, end = _counts(houses.start, heads.start, language), _counts(houses.end, heads.end, language)
        yield f"{houses.registration.text[language]}{COLON[language]}{start} → {end}"


def round_in_full(round_: Round, language: Language) -> Iterator[str]:
    """For each standing the start, what came and went and why, and the end."""
    for houses, heads in zip(round_.households, round_.persons, strict=True):
        standing = houses.registration
        yield f"{standing.text[language]}{COLON[language]}{_counts(houses.start, heads.start, language)}"
        for flow in round_.flows:
            if flow.registration is standing:
                for sign, households, persons in (
                    ("+", flow.households_in, flow.persons_in),
                    ("-", flow.households_out, flow.persons_out),
                ):
                    if households or persons:
                        counted = _counts(households, persons, language)
                        yield f"  {sign} {flow.reason.text[language]}{COLON[language]}{counted}"
        yield f"  = {_counts(houses.end, heads.end, language)}"


def _counts(households: int, persons: int, language: Language) -> str:
    counted = (households, _HOUSEHOLDS), (persons, _PERSONS)
    return COMMA[language].join(words[number != 1][language].format(number) for number, words in counted)


WRITERS: Writers = {
    Round: (round_in_brief, round_in_full),
    Timeline: (timeline_in_brief, timeline_in_full),
}
