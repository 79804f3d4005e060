"""Timelines and yearly rounds, in words."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty._engine.prose.values import IN_BRACKETS
from antipoverty.history import (
    CheckedBalance,
    MonitoringEntry,
    Proposal,
    Roster,
    Round,
    RoundCheck,
    SuccessionEntry,
    Timeline,
    TransitionEntry,
)
from antipoverty.prose._parts import Writers, some
from antipoverty.text import COLON, COMMA, LISTED, SEMICOLON, Detail, Language, Text

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
    """A line for each entry, after those of the one that it came of."""
    begun = timeline.origin
    if begun is not None and begun.history is not None:
        yield from _entries(begun.history, language)
    for entry, moment in zip(timeline.entries, timeline.moments, strict=True):
        if isinstance(entry, TransitionEntry):
            yield _entry(entry, entry.transition.text[language], language)
            continue
        if isinstance(entry, SuccessionEntry):
            yield f"{entry.on}  {entry.succession.text[language]}{COLON[language]}{entry.other}"
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


_NOBODY = Text("No household, before or after", "前后均无农户")


def round_in_brief(round_: Round, language: Language) -> Iterator[str]:
    """For each standing the start and the end."""
    if not round_.households:
        yield _NOBODY[language]
    for houses, heads in zip(round_.households, round_.persons, strict=True):
        start, end = _counts(houses.start, heads.start, language), _counts(houses.end, heads.end, language)
        yield f"{houses.registration.text[language]}{COLON[language]}{start} → {end}"


def round_in_full(round_: Round, language: Language) -> Iterator[str]:
    """For each standing the start, what came and went and why, and the end."""
    if not round_.households:
        yield _NOBODY[language]
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
    return COMMA[language].join(_one(number, words, language) for number, words in counted)


def _one(number: int, words: tuple[Text, Text], language: Language) -> str:
    return words[number != 1][language].format(number)


# Rounds held against a register

_START = Text("{}: {} at the start; {} in; {} out", "{}：年初{}；增加{}；减少{}")
_FOUND = Text("due {}; found {}", "应有{}；实有{}")
_FITS = Text("as it must be", "相符")
_SHORT = Text("{} short", "少{}")
_OVER = Text("{} over", "多{}")
_IN_VILLAGE = Text("Village {}: {}", "{}村：{}")
_NO_VILLAGE = Text("Village not known: {}", "所在村不明：{}")
_REFUSED = Text("Event {} of {} cannot have happened", "第{}项变动（{}）不可能发生")
_COUNT_REFUSED = Text("Events that cannot have happened: {}", "不可能发生的变动：{}项")
_MISFITS = (
    ("new_households", Text("Households that no event brought, {}: {}", "无变动记录而新增的户，{}户：{}")),
    ("gone_households", Text("Households that are gone without an event, {}: {}", "无变动记录而消失的户，{}户：{}")),
    (
        "other_standing",
        Text("Households that stand otherwise than they should, {}: {}", "状态与变动记录不符的户，{}户：{}"),
    ),
    (
        "other_village",
        Text("Households in another village than they should be, {}: {}", "所在村与变动记录不符的户，{}户：{}"),
    ),
    ("new_persons", Text("Persons whom no event brought, {}: {}", "无变动记录而新增的人，{}人：{}")),
    ("gone_persons", Text("Persons that are gone without an event, {}: {}", "无变动记录而消失的人，{}人：{}")),
    (
        "other_household",
        Text("Persons in another household than they should be, {}: {}", "所在户与变动记录不符的人，{}人：{}"),
    ),
)
#: Keys that are listed; of more only the number is said.
_LISTED = 20


def check_in_brief(check: RoundCheck, language: Language) -> Iterator[str]:
    """For each standing what is due and what was found, and how many keys do not fit."""
    yield from _balances(check.households, check.persons, language)
    if check.refused:
        yield _COUNT_REFUSED[language].format(len(check.refused))
    for name, words in _MISFITS:
        if keys := getattr(check, name):
            yield words[language].format(len(keys), "…")


def check_in_full(check: RoundCheck, language: Language) -> Iterator[str]:
    """For each standing what is due and what was found; the villages where it differs; and which keys do not fit."""
    yield from _balances(check.households, check.persons, language)
    # Where no village is known, the township is all that there is.
    for village in check.by_village if any(each.village for each in check.by_village) else ():
        if any(each.difference for each in (*village.households, *village.persons)):
            for line in _balances(village.households, village.persons, language, short=True):
                named = _NO_VILLAGE[language].format(line) if village.village is None else None
                yield named or _IN_VILLAGE[language].format(village.village, line)
    for event in check.refused:
        yield _REFUSED[language].format(event.number, event.on)
    for name, words in _MISFITS:
        if keys := getattr(check, name):
            shown = LISTED[language].join(masked_key(key) for key in keys[:_LISTED])
            yield words[language].format(len(keys), shown + ("…" if len(keys) > _LISTED else ""))


def _balances(
    households: tuple[CheckedBalance, ...],
    persons: tuple[CheckedBalance, ...],
    language: Language,
    *,
    short: bool = False,
) -> Iterator[str]:
    for houses, heads in zip(households, persons, strict=True):
        start, came, went, due, found = (
            _counts(getattr(houses, name), getattr(heads, name), language)
            for name in ("start", "came", "went", "due", "found")
        )
        wrong = [
            (_SHORT if each.difference < 0 else _OVER)[language].format(_one(abs(each.difference), words, language))
            for each, words in ((houses, _HOUSEHOLDS), (heads, _PERSONS))
            if each.difference
        ]
        ended = _FOUND[language].format(due, found)
        said = f"{ended}{COLON[language]}{COMMA[language].join(wrong) or _FITS[language]}"
        if short:
            if wrong:
                yield f"{houses.registration.text[language]}{COMMA[language]}{said}"
            continue
        yield _START[language].format(houses.registration.text[language], start, came, went)
        yield f"  {said}"


def masked_key(key: str) -> str:
    """A key as a page may show it: its first and last characters, of a long one two of each.

    >>> masked_key("h1"), masked_key("h00123"), masked_key("h-2014-00123")
    ('***', 'h***3', 'h-***23')
    """
    keep = 0 if len(key) < 4 else 1 if len(key) < 9 else 2
    return f"{key[:keep]}***{key[len(key) - keep :]}"


_ROSTER = Text("Roster: {:,} households, {:,} persons", "名册：{:,}户，{:,}人")
_CALLED_FOR = Text("Called for: {}", "应作变更：{}")
_NO_CHANGE = Text("none, or not known yet", "无，或尚不明确")


def roster_said(roster: Roster, language: Language) -> Iterator[str]:
    """How many households and persons a roster has."""
    yield _ROSTER[language].format(len(roster.entries), sum(len(entry.members) for entry in roster.entries))


def proposal_in_brief(proposal: Proposal, language: Language) -> Iterator[str]:
    """The change that is called for, and the decision behind it."""
    yield from _proposed(proposal, language, "brief")


def proposal_in_full(proposal: Proposal, language: Language) -> Iterator[str]:
    """The same, with all that the decision says."""
    yield from _proposed(proposal, language, "full")


def _proposed(proposal: Proposal, language: Language, detail: Detail) -> Iterator[str]:
    change = proposal.transition
    yield _CALLED_FOR[language].format((_NO_CHANGE if change is None else change.text)[language])
    yield from proposal.decision.explain(language, detail=detail).splitlines()


WRITERS: Writers = {
    Proposal: (proposal_in_brief, proposal_in_full),
    Roster: (roster_said, roster_said),
    RoundCheck: (check_in_brief, check_in_full),
    Round: (round_in_brief, round_in_full),
    Timeline: (timeline_in_brief, timeline_in_full),
}
