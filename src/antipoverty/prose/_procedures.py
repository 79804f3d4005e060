"""A case's way through its procedure, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from antipoverty._engine.prose import HEAD
from antipoverty._engine.prose.values import IN_BRACKETS
from antipoverty.procedures import Case, Objected, ObjectionSettled, PassedOn, Removed, Taken
from antipoverty.prose._parts import Writers, listed
from antipoverty.text import COMMA, SEMICOLON, Language, Text

_REFUSED = Text("{}: refused ({})", "{}：未通过（{}）")
_OBJECTION = Text("Objection {}", "异议{}")
_UPHELD = Text("Objection {}: upheld, back to the start", "异议{}：成立，退回重新评议")
_DISMISSED = Text("Objection {}: dismissed", "异议{}：不成立")
_REMOVED = Text("Removed from the list: {}", "从名单中剔除：{}")
_PASSED_ON = Text("Under another key than {} since: {}", "不再使用代码{}，改用新代码办理：{}")
_EVENTS = Text("Events:", "经过：")
_LAST = Text("Last: {}", "最近：{}")
_NEXT = Text("Next: {}", "下一步：{}")
_NOT_BEFORE = Text("Next: {}, on {} or later", "下一步：{}（不早于{}）")
_DUE = Text("Due: {}", "时限：{}")
_DEADLINE = Text("{} by {}", "{}（不迟于{}）")
_OBJECTIONS = Text("Not settled: objections {}", "未处理的异议：{}")


def case_in_brief(case: Case, language: Language) -> Iterator[str]:
    """Where a case stands, what happened last, what comes next, and the objections that hold it up."""
    yield HEAD[language].format(case.procedure.name[language], case.subject, case.status.text[language])
    if case.events:
        yield _LAST[language].format(_happened(case, case.events[-1], language))
    if case.open_objections:
        yield _OBJECTIONS[language].format(listed(case.open_objections, language))
    if case.next_step is not None:
        name = case.next_step.name[language]
        if case.earliest is None:
            yield _NEXT[language].format(name)
        else:
            yield _NOT_BEFORE[language].format(name, case.earliest)
    names = {step.id: step.name[language] for step in case.procedure.steps}
    due = [(names[each.step], each.due) for each in case.deadlines if each.taken is None]
    if due:
        yield _DUE[language].format(listed([_DEADLINE[language].format(*each) for each in due], language))


def case_in_full(case: Case, language: Language) -> Iterator[str]:
    """Where a case stands and what comes next, then its events, a line each."""
    yield from case_in_brief(case, language)
    if case.events:
        yield _EVENTS[language]
    yield from (_happened(case, event, language) for event in case.events)


def _happened(case: Case, event: Taken | Objected | ObjectionSettled | Removed | PassedOn, language: Language) -> str:
    match event:
        case Taken(step, _, approved, reason, decisions):
            name = next(each.name[language] for each in case.procedure.steps if each.id == step)
            said = name if approved else _REFUSED[language].format(name, reason)
            if decisions:
                announced = (f"{each.bound.rule.name[language]}{COMMA[language]}{each.on}" for each in decisions)
                said = IN_BRACKETS[language].format(said, SEMICOLON[language].join(announced))
        case Objected(key):
            said = _OBJECTION[language].format(key)
        case ObjectionSettled(key, _, upheld):
            said = (_UPHELD if upheld else _DISMISSED)[language].format(key)
        case Removed(_, reason):
            said = _REMOVED[language].format(reason)
        case PassedOn(before, _, reason):
            said = _PASSED_ON[language].format(before, reason)
        case _:
            assert_never(event)
    return f"{event.on}  {said}"


WRITERS: Writers = {Case: (case_in_brief, case_in_full)}
