"""What a rulebook lacks, and what it changes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from antipoverty._engine import prose
from antipoverty.prose._parts import Writers, listed, some
from antipoverty.rulebooks import (
    InForce,
    ParameterValue,
    Remark,
    Rulebook,
    RulebookChanges,
    RulebookCheck,
    RulebookHistory,
    RuleChange,
    ValueChange,
)
from antipoverty.text import COLON, SEMICOLON, Language, Text

_CHECKED = Text("Rulebook {} on {}: {} remarks", "规则库 {}（{}）：{}条提示")
_NOTHING = Text("Rulebook {} on {}: nothing is lacking", "规则库 {}（{}）：未见缺漏")
_SINCE = Text("{} (from {})", "{}（自{}起）")
_COMPARED = Text("Rulebook {} against {} on {}", "规则库 {} 与 {} 对照（{}）")
_SAME = Text("no rule reads another value", "各项规则所用参数均无不同")
_CHANGED = Text("{}: {} → {}", "{}：{} → {}")
_NO_VALUE = Text("no value", "无值")
_BESIDE = Text("Values that no rule of the library reads", "未被本库规则引用的参数")
_ADDED = Text("Added: {}", "新增：{}")
_REPLACED = Text("Changed: {}", "变更：{}")
_REMOVED = Text("Removed: {}", "移除：{}")
_COUNTED = Text("{}: {}", "{}：{}项")
_DAYS = Text("Rulebook {}: values change on {:,} days", "规则库 {}：共{:,}个变动日")
_ON = Text("{} (values: {:,})", "{}（{:,}项）")
_ENDED = Text("ended: {}", "到期：{}")
#: A brief explanation has at most ten lines.
_MOST = 8


def check_in_brief(found: RulebookCheck, language: Language) -> Iterator[str]:
    """How many remarks there are of each kind."""
    yield _headline(found, language)
    for lack, remarks in groupby(found.remarks, key=lambda remark: remark.lack):
        yield _COUNTED[language].format(lack.text[language], len(list(remarks)))


def check_in_full(found: RulebookCheck, language: Language) -> Iterator[str]:
    """Every remark, by kind."""
    yield _headline(found, language)
    for lack, remarks in groupby(found.remarks, key=lambda remark: remark.lack):
        yield from ("", f"{lack.text[language]}{COLON[language]}".rstrip())
        yield from (f"  - {_remark(remark, language)}" for remark in remarks)


def _headline(found: RulebookCheck, language: Language) -> str:
    template = _CHECKED if found.remarks else _NOTHING
    return template[language].format(found.rulebook.jurisdiction, found.on, len(found.remarks))


def _remark(remark: Remark, language: Language) -> str:
    name = remark.text[language]
    said = name if name == remark.place else f"{name} [{remark.place}]"
    return said if remark.since is None else _SINCE[language].format(said, remark.since)


def changes_in_brief(changes: RulebookChanges, language: Language) -> Iterator[str]:
    """Each rule with the values that differ, and the tables that do."""
    yield _title(changes, language)
    if not changes.rules:
        yield _SAME[language]
    lines = (f"{each.name[language]}{COLON[language]}{_values(each, language)}" for each in changes.rules)
    yield from some(lines, language, most=_MOST - 3)
    yield from _tables(changes, language)


def changes_in_full(changes: RulebookChanges, language: Language) -> Iterator[str]:
    """Each rule with the values that differ, their sources and grades, before and after."""
    yield _title(changes, language)
    if not changes.rules:
        yield _SAME[language]
    for rule in changes.rules:
        yield from ("", f"{rule.name[language]} [{rule.rule}]", *_before_and_after(rule.values, language))
    if changes.beside:
        yield from ("", _BESIDE[language], *_before_and_after(changes.beside, language))
    if tables := list(_tables(changes, language)):
        yield from ("", *tables)


def _title(changes: RulebookChanges, language: Language) -> str:
    return _COMPARED[language].format(changes.rulebook.jurisdiction, changes.base.jurisdiction, changes.on)


def _values(rule: RuleChange, language: Language) -> str:
    return SEMICOLON[language].join(_change(value, language) for value in rule.values)


def _change(value: ValueChange, language: Language) -> str:
    return _CHANGED[language].format(
        value.text[language], _shown(value.before, language), _shown(value.after, language)
    )


def _shown(value: ParameterValue | None, language: Language) -> str:
    return _NO_VALUE[language] if value is None else prose.show_parameter(value, language)


def _before_and_after(values: tuple[ValueChange, ...], language: Language) -> Iterator[str]:
    for value in values:
        yield f"  - {_change(value, language)}"
        if value.after is not None:
            yield f"    {prose.state_parameter(value.after, language)}"


def _tables(changes: RulebookChanges, language: Language) -> Iterator[str]:
    for template, names in ((_ADDED, changes.added), (_REPLACED, changes.changed), (_REMOVED, changes.removed)):
        if names:
            yield template[language].format(listed(names, language))


def history_in_brief(history: RulebookHistory, language: Language) -> Iterator[str]:
    """On how many days values change, and the last of them."""
    yield _headline_of(history, language)
    days = (_ON[language].format(day.on, len(day.values)) for day in reversed(history.days))
    yield from some(days, language, most=_MOST)


def history_in_full(history: RulebookHistory, language: Language) -> Iterator[str]:
    """Every day with the old values, the new ones, and their documents."""
    yield _headline_of(history, language)
    for day in history.days:
        yield from ("", str(day.on))
        for change in day.values:
            yield f"  - {_change(change, language)} [{change.name}]"
            if change.after is not None:
                yield f"    {prose.state_source(change.after, language)}"
            elif change.before is not None:
                yield f"    {_ENDED[language].format(prose.state_source(change.before, language))}"


def _headline_of(history: RulebookHistory, language: Language) -> str:
    return _DAYS[language].format(history.rulebook.jurisdiction, len(history.days))


_BOOK = Text("{} ({} {}, digest {})", "{}（{} {}，摘要 {}）")
_IN_FORCE = Text("As it stands on {}, unchanged since {}", "{}施行状态（自{}起未变）")
_HOLDS = Text("Parameters: {:,}; documents: {:,}; languages: {}", "参数：{:,}项；文件：{:,}份；语言：{}")
_SECTION = Text("{} {:,}", "{} {:,}项")
_ENTRIES = Text("Tables: {}", "其他表：{}")


def rulebook_said(book: Rulebook, language: Language) -> Iterator[str]:
    """What a rulebook is called, its version and digest, and how much it holds."""
    yield _BOOK[language].format(book.title[language], book.id.jurisdiction, book.id.version, book.id.digest[:12])
    yield _HOLDS[language].format(len(book.parameters), len(book.citations), listed(book.languages, language))
    if book.entries:
        counted = (_SECTION[language].format(name, len(entries)) for name, entries in sorted(book.entries.items()))
        yield _ENTRIES[language].format(listed(counted, language))


def in_force_said(book: InForce, language: Language) -> Iterator[str]:
    """The same, and the day and the period."""
    yield from rulebook_said(book.rulebook, language)
    yield _IN_FORCE[language].format(book.day, book.start)


WRITERS: Writers = {
    Rulebook: (rulebook_said, rulebook_said),
    InForce: (in_force_said, in_force_said),
    RulebookCheck: (check_in_brief, check_in_full),
    RulebookHistory: (history_in_brief, history_in_full),
    RulebookChanges: (changes_in_brief, changes_in_full),
}
