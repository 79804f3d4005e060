"""Notices and statements of funds, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from antipoverty._engine.prose.values import DASH, IN_BRACKETS, grade_mark
from antipoverty.funds import FundCheck, FundReview, FundStanding, Ledger, Statement
from antipoverty.funds.notices import NoticeCheck
from antipoverty.money import yuan_of_fen
from antipoverty.prose._parts import Writers, some
from antipoverty.text import COLON, SEMICOLON, Language, Text

# Notices

_COMPLETE = Text("Notice of the {}: states all that it must", "{}公示：内容齐全")
_LACKS = Text("Notice of the {}: lacks {}", "{}公示：缺{}")
_ASKED = Text("  - asked: {} [{}]", "  - 应载：{} [{}]")
_GRADE = Text("grade {}: {}", "可信度 {}：{}")
_ITEMS = Text("; ", "、")


def notice_in_brief(check: NoticeCheck, language: Language) -> Iterator[str]:
    """Whether a notice states all that it must, and the items that it lacks."""
    stage = check.stage.text[language]
    if check.lacking:
        yield _LACKS[language].format(stage, _items((item.text for item in check.lacking), language))
    else:
        yield _COMPLETE[language].format(stage)


def notice_in_full(check: NoticeCheck, language: Language) -> Iterator[str]:
    """The same, and the document that requires the items."""
    yield from notice_in_brief(check, language)
    basis = check.basis
    asked = _ASKED[language].format(_items((item.text for item in check.required), language), basis.name)
    grade = _GRADE[language].format(grade_mark(basis.grade, language), basis.grade.text[language])
    yield f"{asked}{DASH[language]}{IN_BRACKETS[language].format(basis.citation.short(language), grade)}"


def _items(items: Iterable[Text], language: Language) -> str:
    return _ITEMS[language].join(item[language] for item in items)


# Statements

_FUNDS = Text("Funds by year: {}", "资金（分年度）：{}项")
_PROJECTS = Text("Projects: {}", "项目：{}个")
_OUTLIERS, _NO_OUTLIER = Text("Outliers: {}", "异常造价：{}"), Text("none", "无")
_FLAGGED = Text("{project} ({flag}: {cost} yuan a {unit})", "{project}（{flag}：每{unit}{cost}元）")


def statement_in_brief(statement: Statement, language: Language) -> Iterator[str]:
    """The title of a statement, its totals, and what a reader should know."""
    yield statement.title[language]
    if statement.total is not None:
        cells = statement.shown(statement.total, language)
        totals = (
            f"{column.name[language]}{COLON[language]}{cell}"
            for column, cell, held in zip(statement.columns, cells, statement.total, strict=True)
            if held is not None and not isinstance(held, Text)
        )
        if said := SEMICOLON[language].join(totals):
            yield said
    elif statement.id in _SUMMARIES:
        yield from _SUMMARIES[statement.id](statement, language)
    yield from some((note[language] for note in statement.notes), language, most=6)


def _execution(statement: Statement, language: Language) -> Iterator[str]:
    """How many funds there are, the totals, and the share paid of all that was available."""
    names = [column.id for column in statement.columns]
    sums = {
        name: sum(Fraction(str(line[names.index(name)])) for line in statement.lines)
        for name in ("came_in", "given_back", "spent", "left")
    }
    said = [_FUNDS[language].format(len(statement.lines))]
    heads = {column.id: column.name[language] for column in statement.columns}
    said += [f"{heads[name]}{COLON[language]}{yuan_of_fen(int(amount * 100)):,.2f}" for name, amount in sums.items()]
    if available := sums["came_in"] - sums["given_back"]:
        said.append(f"{heads['execution_rate']}{COLON[language]}{float(sums['spent'] / available):.1%}")
    yield SEMICOLON[language].join(said)


def _unit_costs(statement: Statement, language: Language) -> Iterator[str]:
    """How many projects there are, and those whose cost is flagged."""
    projects = {line[:3] for line in statement.lines}
    yield _PROJECTS[language].format(len(projects))
    names = [column.id for column in statement.columns]
    rows = (dict(zip(names, statement.shown(line, language), strict=True)) for line in statement.lines if line[-1])
    words = (_FLAGGED[language].format(**row) for row in rows)
    yield _OUTLIERS[language].format(SEMICOLON[language].join(some(words, language)) or _NO_OUTLIER[language])


#: Statements without a line of totals.
_SUMMARIES = {"execution": _execution, "unit-costs": _unit_costs}


def statement_in_full(statement: Statement, language: Language) -> Iterator[str]:
    """The statement as a table in plain text."""
    yield statement.render(language)


# Reviews

_TITLE = Text("Review of funds and projects on {}", "资金项目检查（{}）")
_COUNTS = Text(
    "{} checks: {} hold, {} do not, {} cannot be decided yet", "共检查{}项：符合{}项，不符合{}项，信息不足{}项"
)
_OF_RULE = Text(
    "{}: {} checked; {} hold, {} do not, {} cannot be decided yet",
    "{}：检查{}项，符合{}项，不符合{}项，信息不足{}项",
)
_NOT_KEPT, _LACKS_FACTS = Text("Does not hold", "不符合"), Text("Missing", "缺少信息")
_NOT_ASKED, _EXECUTION = Text("Not asked on this date", "当日不适用"), Text("Execution", "预算执行")
_TIMES = Text("{} (for {})", "{}（{}项）")


def review_in_brief(review: FundReview, language: Language) -> Iterator[str]:
    """How many checks come to what, those that do not hold, and what is missing most."""
    yield _review_title(review, language)
    broken = review.of(FundStanding.BROKEN)
    yield from some((_check_line(check, language) for check in broken), language, most=6)
    missing = [_TIMES[language].format(fact[language], number) for fact, number in review.missing]
    if missing:
        yield f"{_LACKS_FACTS[language]}{COLON[language]}{SEMICOLON[language].join(some(missing, language, most=5))}"


def review_in_full(review: FundReview, language: Language) -> Iterator[str]:
    """The totals of every rule, every check that does not hold, what is missing, and the execution of funds."""
    yield _review_title(review, language)
    for total in review.totals:
        numbers = (total.held, total.broken, total.unknown)
        yield "  " + _OF_RULE[language].format(total.name[language], sum(numbers), *numbers)
    if broken := review.of(FundStanding.BROKEN):
        yield f"{_NOT_KEPT[language]}{COLON[language].rstrip()}"
        yield from (f"  - {_check_line(check, language)}" for check in broken)
    if review.missing:
        yield f"{_LACKS_FACTS[language]}{COLON[language].rstrip()}"
        yield from (f"  - {_TIMES[language].format(fact[language], number)}" for fact, number in review.missing)
    if review.not_asked:
        names = SEMICOLON[language].join(rule.name[language] for rule in review.not_asked)
        yield f"{_NOT_ASKED[language]}{COLON[language]}{names}"
    if review.execution is not None and review.execution.lines:
        yield f"{_EXECUTION[language]}{COLON[language]}{next(_execution(review.execution, language))}"


def _review_title(review: FundReview, language: Language) -> str:
    numbers = [len(review.of(standing)) for standing in FundStanding]
    title = _TITLE[language].format(review.on)
    return f"{title}{COLON[language]}{_COUNTS[language].format(len(review.checks), *numbers)}"


def _check_line(check: FundCheck, language: Language) -> str:
    reasons = SEMICOLON[language].join(reason[language] for reason in check.broken)
    return f"{check.name[language]}{DASH[language]}{check.subject[language]}{COLON[language]}{reasons}"


# Ledgers

_LEDGER = Text("Ledger: funds {:,}, projects {:,}, entries {:,}", "账本：资金{:,}笔，项目{:,}个，分录{:,}条")
_POSTED = Text("From {} to {}", "{}至{}")
_BINDING = Text("Budget lines bind.", "按预算明细控制支出。")


def ledger_said(ledger: Ledger, language: Language) -> Iterator[str]:
    """How much a ledger holds, from when to when, and whether budget lines bind."""
    yield _LEDGER[language].format(len(ledger.funds), len(ledger.projects), len(ledger))
    if days := [entry.on for entry in ledger]:
        yield _POSTED[language].format(min(days), max(days))
    if ledger.within_budget:
        yield _BINDING[language]


WRITERS: Writers = {
    Ledger: (ledger_said, ledger_said),
    FundReview: (review_in_brief, review_in_full),
    NoticeCheck: (notice_in_brief, notice_in_full),
    Statement: (statement_in_brief, statement_in_full),
}
