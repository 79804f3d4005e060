"""Plans of villages, tasks, activities and inspections, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from antipoverty.planning import (
    ActivityCount,
    CarriedProject,
    Defect,
    InspectionReview,
    ListCheck,
    NextYear,
    PlanCheck,
    PlanLine,
    QuantityLeft,
    TaskOutcome,
    TaskReview,
)
from antipoverty.prose._parts import Writers, some
from antipoverty.rules import Outcome
from antipoverty.text import COLON, COMMA, LISTED, SEMICOLON, Language, Text

_MOST = 6


def _named(
    lists: Iterable[tuple[Text, Collection[str]]], language: Language, most: int | None, between: Text = SEMICOLON
) -> Iterator[str]:
    """A line for each list that names anything: all of it, or the first parts and how many more there are."""
    for words, named in lists:
        if named:
            shown = named if most is None else some(named, language, most=most)
            yield words[language].format(between[language].join(shown))


# Plans of villages

_PLANS = Text("{}, plans for {}: {}", "{}（{}年规划）：{}")
_COMPLETE = {
    True: Text("complete", "完整"),
    False: Text("not complete", "不完整"),
    None: Text("not known whether they are complete", "是否完整尚不明确"),
}
_VILLAGES = Text("villages: {}", "{}个村")
_HEADING = Text(
    "{}: villages with entries {} (entries {}), with a reason {}, with neither {}",
    "{}：{}个村有安排（{}项），{}个村说明了原因，{}个村两者均无",
)
_EMPTY = Text("Neither an entry nor a reason: {}", "既无安排又未说明原因：{}")
_BOTH = Text("Entries, and a reason why there are none: {}", "既有安排又填写无安排原因：{}")
_NO_HEADING = Text("Under a heading that the classification does not have: {}", "所列类别不在分类之内：{}")
_NOWHERE = Text("Not in the catalogue or the table: {}", "目录或表中查无此项：{}")
_UNCHECKED = Text("Could not be looked up, since no table was given: {}", "未提供相应表格，无法核对：{}")
_ELSEWHERE = Text("The catalogue has it under another heading: {}", "目录中列于其他类别：{}")
_PLACE = Text("{}, {}", "{}（{}）")


def plans_in_brief(check: PlanCheck, language: Language) -> Iterator[str]:
    """Whether the plans are complete, and what is wrong with them."""
    yield _plans(check, language)
    yield from _wrong(check, language, most=_MOST)


def plans_in_full(check: PlanCheck, language: Language) -> Iterator[str]:
    """A line for each heading, and all that is wrong."""
    yield _plans(check, language)
    for each in check.headings:
        words = (each.text[language], each.planned, each.entries, each.excused, each.empty)
        yield _HEADING[language].format(*words)
    yield from _wrong(check, language, most=None)


def _plans(check: PlanCheck, language: Language) -> str:
    said = _PLANS[language].format(check.name[language], check.year, _COMPLETE[check.complete][language])
    return f"{said}{COMMA[language]}{_VILLAGES[language].format(len(check.villages))}"


def _wrong(check: PlanCheck, language: Language, *, most: int | None) -> Iterator[str]:
    names = {each.heading: each.text for each in check.headings}

    def pairs(held: tuple[tuple[str, str], ...]) -> list[str]:
        return [_PLACE[language].format(village, names[heading][language]) for village, heading in held]

    def lines(held: tuple[PlanLine, ...]) -> list[str]:
        return [_PLACE[language].format(line.village, line.entry or line.heading) for line in held]

    strays = [_PLACE[language].format(line.village, line.heading) for line in check.no_heading]
    lists = (
        (_EMPTY, pairs(check.empty)),
        (_BOTH, pairs(check.both)),
        (_NO_HEADING, strays),
        (_NOWHERE, lines(check.nowhere)),
        (_UNCHECKED, lines(check.unchecked)),
        (_ELSEWHERE, lines(check.elsewhere)),
    )
    yield from _named(lists, language, most)


# Next year

_NEXT = Text(
    "Plan for {} as of {}: works carried over {}, new {}; finished {}, given up {}",
    "{}年计划（截至{}）：结转项目{}个，新建项目{}个；已验收{}个，已取消{}个",
)
_WHY = Text("why: {}", "原因：{}")
_NO_REASON = Text("no reason is stated", "未说明原因")
_LEFT = Text("still to be done: {}", "尚余：{}")
_NOT_NAMED = Text("in no plan of the year", "未列入当年规划")
_NOT_TAKEN_UP = Text("Carried over, and in no plan of the year: {}", "结转而未列入当年规划：{}")
_CLOSED = Text("Planned, though finished or given up: {}", "已验收或取消而仍列入规划：{}")
_NO_PROJECT = Text("Planned, and no project: {}", "列入规划而项目表中查无此项：{}")


def next_year_in_brief(plan: NextYear, language: Language) -> Iterator[str]:
    """How much is carried over and new, and what the plans leave out."""
    yield _next_year(plan, language)
    yield from _left_out(plan, language, most=_MOST)


def next_year_in_full(plan: NextYear, language: Language) -> Iterator[str]:
    """Each project that is carried over, with why, and what the plans leave out."""
    yield _next_year(plan, language)
    yield from (_carried(each, language) for each in plan.carried)
    yield from _left_out(plan, language, most=None)


def _next_year(plan: NextYear, language: Language) -> str:
    counts = (len(plan.carried), len(plan.new), len(plan.finished), len(plan.given_up))
    return _NEXT[language].format(plan.year, plan.on, *counts)


def _carried(each: CarriedProject, language: Language) -> str:
    why = _NO_REASON[language] if each.why is None else _WHY[language].format(each.why.text[language])
    said = [each.state.text[language], why]
    said.extend(_left(each, left, language) for left in each.left)
    if not each.planned:
        said.append(_NOT_NAMED[language])
    return f"{each.name[language]}{COLON[language]}{SEMICOLON[language].join(said)}"


def _left(each: CarriedProject, left: QuantityLeft, language: Language) -> str:
    quantity = _NOT_KNOWN[language] if left.quantity is None else _number(left.quantity)
    unit = "" if left.unit is None else f" {left.unit[language]}"
    said = _LEFT[language].format(f"{quantity}{unit}")
    return said if left.name == each.name else f"{left.name[language]} {said}"


def _left_out(plan: NextYear, language: Language, *, most: int | None) -> Iterator[str]:
    names = [each.name[language] for each in plan.not_taken_up]
    lists = ((_NOT_TAKEN_UP, names), (_CLOSED, plan.closed), (_NO_PROJECT, plan.nowhere))
    yield from _named(lists, language, most, LISTED)


# Tasks

_TASKS = Text("Tasks: {}; met {}, not met {}, not known {}", "任务{}项：完成{}项，未完成{}项，情况不明{}项")
_TASK = Text("{place}, {kind} {year}, set by {issuer}", "{place}（{year}年{kind}，{issuer}下达）")
_AIM = Text("target {} {}", "目标{}{}")
_RESULT = Text("result {}", "完成{}")
_SHORT = Text("short by {}", "尚差{}")
_MET = Text("met", "已完成")
_NO_RESULT = Text("result not known", "完成情况未知")
_NOT_HANDED_DOWN = Text("Not handed down: {}", "尚未分解下达：{}")
_BEYOND = Text("Handed down beyond the task: {}", "分解超出下达任务：{}")
_REPORTED = Text("reported {}", "上报数为{}")


def tasks_in_brief(review: TaskReview, language: Language) -> Iterator[str]:
    """How many tasks are met, and those that are not, or whose result is not known or contradicted."""
    yield _tasks(review, language)
    told = (each for each in review.tasks if each.outcome is not Outcome.MET or each.contradicted)
    yield from some((_task(each, language) for each in told), language, most=_MOST)
    yield from _handed_down(review, language, _MOST)


def tasks_in_full(review: TaskReview, language: Language) -> Iterator[str]:
    """Each task with its target and result."""
    yield _tasks(review, language)
    yield from (_task(each, language) for each in review.tasks)
    yield from _handed_down(review, language, None)


def _tasks(review: TaskReview, language: Language) -> str:
    outcomes = [each.outcome for each in review.tasks]
    order = (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN)
    return _TASKS[language].format(len(outcomes), *(outcomes.count(outcome) for outcome in order))


def _handed_down(review: TaskReview, language: Language, most: int | None) -> Iterator[str]:
    for words, beyond in ((_NOT_HANDED_DOWN, False), (_BEYOND, True)):
        held = [(review[key].task, amount) for key, amount in review.not_handed_down if (amount < 0) is beyond]
        said = [f"{task.id} {_number(amount.copy_abs())} {task.unit.text[language]}" for task, amount in held]
        yield from _named(((words, said),), language, most)


def _task(each: TaskOutcome, language: Language) -> str:
    task = each.task
    said = [_AIM[language].format(_number(task.target), task.unit.text[language])]
    if each.result is None or each.short is None:
        said.append(_NO_RESULT[language])
    else:
        said.append(_RESULT[language].format(_number(each.result)))
        said.append(_SHORT[language].format(_number(each.short)) if each.short else _MET[language])
    if each.contradicted and task.result is not None:
        said.append(_REPORTED[language].format(_number(task.result)))
    kind = task.kind.text[language]
    head = _TASK[language].format(place=task.place, kind=kind, year=task.year, issuer=task.issuer)
    return f"{head}{COLON[language]}{SEMICOLON[language].join(said)}"


def _number(value: Decimal) -> str:
    return f"{value:,f}".removesuffix(".00")


# Lists

_LIST = Text("Listed {}; quota {}; total {}: {}", "名单{}户（人）；规模{}；总数{}：{}")
_NOT_KNOWN = Text("not known", "未知")
_KEPT = {
    Outcome.MET: Text("kept", "未超规模"),
    Outcome.NOT_MET: Text("not in order", "不符合要求"),
    Outcome.UNKNOWN: Text("not known whether it is kept", "是否超规模尚不明确"),
}
_OVER = Text("Over the quota by {}.", "超规模{}。")
_LEFT_OVER = Text("Places not used: {}.", "剩余规模{}。")
_TWICE = Text("More than once on the list: {}", "名单中重复：{}")
_STRANGERS = Text("On the list, and not among all: {}", "在名单而不在总数之内：{}")


def list_in_brief(check: ListCheck, language: Language) -> Iterator[str]:
    """Total, quota and list, and who is on it wrongly."""
    return _list(check, language, _MOST)


def list_in_full(check: ListCheck, language: Language) -> Iterator[str]:
    """The same, with every key."""
    return _list(check, language, None)


def _list(check: ListCheck, language: Language, most: int | None) -> Iterator[str]:
    quota, total = (_NOT_KNOWN[language] if each is None else f"{each:,}" for each in (check.quota, check.total))
    yield _LIST[language].format(f"{check.listed:,}", quota, total, _KEPT[check.outcome][language])
    if check.over:
        yield _OVER[language].format(f"{check.over:,}")
    if check.left:
        yield _LEFT_OVER[language].format(f"{check.left:,}")
    yield from _named(((_TWICE, check.twice), (_STRANGERS, check.strangers)), language, most, LISTED)


# Activities

_ACTIVITIES = Text(
    "Activities: {}; courses or rounds: {}; person-times: {}", "活动{}项；期数（次数）：{}；参加人次：{}"
)
_AT_LEAST = Text("at least {}", "不少于{}")
_NO_COURSES = Text("Courses or rounds not stated: {}", "未填写期数（次数）：{}")
_NO_PARTICIPANTS = Text("Person-times not stated: {}", "未填写参加人次：{}")


def activities_in_brief(count: ActivityCount, language: Language) -> Iterator[str]:
    """How many activities, courses and person-times, and what is not stated."""
    return _activities(count, language, _MOST)


def activities_in_full(count: ActivityCount, language: Language) -> Iterator[str]:
    """The same, with every key."""
    return _activities(count, language, None)


def _activities(count: ActivityCount, language: Language, most: int | None) -> Iterator[str]:
    courses = _known(count.known_courses, count.courses, language)
    persons = _known(count.known_participants, count.participants, language)
    yield _ACTIVITIES[language].format(f"{count.activities:,}", courses, persons)
    lists = ((_NO_COURSES, count.without_courses), (_NO_PARTICIPANTS, count.without_participants))
    yield from _named(lists, language, most, LISTED)


def _known(part: int, whole: int | None, language: Language) -> str:
    return f"{part:,}" if whole is not None else _AT_LEAST[language].format(f"{part:,}")


# Inspections

_INSPECTIONS = Text("Inspections up to {}: visits {}, villages visited {}", "截至{}督查{}次，到{}个村")
_SAMPLED = Text("Looked at {} of {} households on the lists ({}%).", "抽查名单{}户，名单共{}户（{}%）。")
_SHARES_UNKNOWN = Text(
    "Visits that do not state how many of a list they looked at: {}.", "未填写抽查数或名单数的督查：{}次。"
)
_FOUND = Text(
    "Found {}; put right {}; open {}, of which overdue {}.", "发现问题{}个，已整改{}个，未整改{}个，其中逾期{}个。"
)
_OPEN = Text("Open: {}", "未整改：{}")
_OVERDUE = Text("{}, due {}", "{}（整改期限{}）")
_ASTRAY = Text("Of no inspection that was given: {}", "查无相应督查记录的问题：{}")
_UNVISITED = Text("Villages not visited: {}", "未督查的村：{}")


def inspections_in_brief(review: InspectionReview, language: Language) -> Iterator[str]:
    """Visits, samples, and what is open; what was found is named by its key."""
    return _inspections(review, language, _MOST)


def inspections_in_full(review: InspectionReview, language: Language) -> Iterator[str]:
    """The same, with every key."""
    return _inspections(review, language, None)


def _inspections(review: InspectionReview, language: Language, most: int | None) -> Iterator[str]:
    yield _INSPECTIONS[language].format(review.on, review.visits, len(review.villages))
    if review.sampled is not None and review.share is not None:
        looked_at, of = review.sampled
        yield _SAMPLED[language].format(f"{looked_at:,}", f"{of:,}", f"{_tenths(looked_at, of)}")
    if unknown := sum(each.looked_at is None or each.listed is None for each in review.inspections):
        yield _SHARES_UNKNOWN[language].format(unknown)
    open_, overdue = review.open, review.overdue
    yield _FOUND[language].format(len(review.defects), len(review.defects) - len(open_), len(open_), len(overdue))
    lists = (
        (_OPEN, [_defect(each, language) for each in open_]),
        (_ASTRAY, [each.id for each in review.astray]),
        (_UNVISITED, review.unvisited),
    )
    yield from _named(lists, language, most)


def _defect(defect: Defect, language: Language) -> str:
    return defect.id if defect.due is None else _OVERDUE[language].format(defect.id, defect.due)


def _tenths(part: int, whole: int) -> str:
    """A share in per cent with one place, rounded down, so that less than all is never 100%."""
    tenths = 1000 * part // whole
    return f"{tenths // 10}.{tenths % 10}"


WRITERS: Writers = {
    ActivityCount: (activities_in_brief, activities_in_full),
    InspectionReview: (inspections_in_brief, inspections_in_full),
    ListCheck: (list_in_brief, list_in_full),
    NextYear: (next_year_in_brief, next_year_in_full),
    PlanCheck: (plans_in_brief, plans_in_full),
    TaskReview: (tasks_in_brief, tasks_in_full),
}
