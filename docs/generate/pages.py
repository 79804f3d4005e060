"""What the pages of rules, quantities and facts have in common: periods, facts read, values by date, documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from antipoverty import rulebooks
from antipoverty._engine.binding import bind_definition
from antipoverty._engine.conditions import OfMembers, facts_of, member_fact, walk
from antipoverty._engine.parameters import Citation
from antipoverty._engine.prose.values import show_parameter
from antipoverty.errors import ParameterError
from antipoverty.rulebooks import InForce, ParameterValue, Rulebook
from antipoverty.rules import BoundRule, ByYear, Condition, Criterion, Fact, Kind, Parameter, Quantity, Rule, Term, bind
from antipoverty.text import SEMICOLON, Text
from charts import NUMBERS, value_chart
from values import last_day
from writing import Language, bracketed, day, folded, library_books, source, table

#: What a page is about.
Subject = Rule | Quantity | Fact

HEADINGS = {
    "holds": Text("What must hold", "须满足的条件"),
    "examples": Text("Examples on each side, and one that is unknown", "算例：满足、不满足与未知"),
    "criteria": Text("Conditions one by one, with the words of the documents", "各项条件与文件原文"),
    "working": Text("How it is worked out", "如何计算"),
    "steps": Text("Examples, step by step, and one that is unknown", "算例：逐步计算与未知"),
    "values": Text("Values over time", "各时期参数"),
    "more": Text("Columns, proofs and sources", "数据列、证明与依据"),
    "facts": Text("Facts that it reads", "所用事实"),
    "proved": Text("Proved of every record", "已证明的性质"),
    "sources": Text("Sources", "依据"),
    "outcome": Text("outcome", "结论"),
}
_SUBJECTS = {
    "household": Text("a household", "农户"),
    "person": Text("a person", "成员"),
    "village": Text("a village", "村"),
    "county": Text("a county", "县"),
    "project": Text("a project", "项目"),
    "fund": Text("a fund", "资金"),
    "outlay": Text("a payment", "一笔支出"),
    "family": Text("a family", "家庭"),
}

_KINDS = {
    "flag": Text("yes or no", "是否"),
    "count": Text("whole number", "整数"),
    "money": Text("yuan, to the fen", "元，精确到分"),
    "measure": Text("number, two places", "数，两位小数"),
    "category": Text("one of", "取值"),
}


_MONEY = Text("money, two places", "金额，两位小数")
_WHICH = Text(
    "Until {1} two lines stood in one year: the statistical line, which is national, and the administrative line, by"
    " which a province kept its register and approved exits. **Which decided**, by the national rulebook: {0}."
    " [By day and by province](poverty-line.md).",
    "至{1}，同一年度有两种标准：全国的统计标准，各省建档立卡与退出的执行标准。**以何者为准**（全国规定）：{0}。"
    "[按日期与省份查看](poverty-line.md)。",
)
_DECIDES = Text("the {0} line from {1} to {2}", "{1}至{2}为{0}")
#: The line of each kind, and which kind and which year's decides.
STATISTICAL, ADMINISTRATIVE = "poverty_line.statistical", "poverty_line.administrative"
SERIES, OFFSET = "income.line_series", "income.year_offset"
_DAYS = Text("first – last day, or year", "起止日期或年度")
_LOCAL = Text("Values of provinces and counties", "各省、县数值")


def which_line(name: str, book: Rulebook, language: Language) -> Iterator[str]:
    """Where two lines stand in one year: which of them decides, by the rulebook; nothing of other parameters."""
    if not name.startswith("poverty_line.") or SERIES not in book.parameters:
        return
    spans: list[tuple[str, date, date | None]] = []
    for value in book.parameter(SERIES).values:
        shown = show_parameter(value, language)
        if spans and spans[-1][0] == shown and spans[-1][2] == value.start:
            spans[-1] = (shown, spans[-1][1], value.end)
        else:
            spans.append((shown, value.start, value.end))
    ends = [
        (shown, day(start, language), "" if end is None else day(last_day(end), language))
        for shown, start, end in spans
    ]
    listed = SEMICOLON[language].join(_DECIDES[language].format(*each) for each in ends)
    yield _WHICH[language].format(listed, ends[-1][2]) + "\n"


def line_that_decides(subject: Subject, book: Rulebook, language: Language) -> Iterator[str]:
    """The same, of a rule or quantity that reads a line."""
    named = (name for name in parameter_names(subject, book) if name.startswith("poverty_line."))
    yield from which_line(next(named, ""), book, language)


def deciding(book: Rulebook) -> Iterator[tuple[date, date, ParameterValue, ParameterValue, ParameterValue]]:
    """The periods in which one line decides: first day, first day after, line, and why of this year and series.

    A line that the rulebook leaves open decides nothing.
    """
    values = [value for name in (SERIES, OFFSET) for value in book.parameter(name).values]
    first, end = min(value.start for value in values), max(value.end for value in values if value.end is not None)
    days = {day for value in values for day in (value.start, value.end) if day is not None and day < end}
    days |= {date(year, 1, 1) for year in range(first.year + 1, end.year)}
    starts = sorted(days)
    for start, after in zip(starts, [*starts[1:], end], strict=True):
        stands = book.at(start)
        choice, offset = stands.get(SERIES), stands.get(OFFSET)
        year = date(start.year + int(offset.number), 1, 1)
        if (line := book.parameter(f"poverty_line.{choice.value}").held_on(year)) is not None:
            yield start, after, line, offset, choice


def subject_of(subject: str, language: Language) -> str:
    """What a rule or a quantity is about."""
    return _SUBJECTS[subject][language]


def trees_of(subject: Subject) -> tuple[Condition | Term, ...]:
    """The conditions and terms of which a rule, a quantity or a fact's definition is made."""
    match subject:
        case Rule():
            return subject.condition, *subject.reviews
        case Quantity():
            return (subject.term,)
        case Fact():
            return () if subject.definition is None else (subject.definition,)


def books_beside(book: Rulebook) -> list[Rulebook]:
    """The rulebooks whose values a page shows: all of the library, or one from elsewhere alone."""
    shipped = library_books()
    return list(shipped) if book.id.jurisdiction in {each.id.jurisdiction for each in shipped} else [book]


def parameter_names(subject: Subject, book: Rulebook | None = None) -> list[str]:
    """The parameters that it reads, those on which its facts depend among them."""
    names: dict[str, None] = {}
    if isinstance(subject, Fact):
        names |= dict.fromkeys(subject.reads)
    elif subject.in_force is not None:
        names[subject.in_force.name] = None
    book = book or rulebooks.load("cn")
    for node in (node for tree in trees_of(subject) for node in walk(tree)):
        match node:
            case Parameter(name):
                names[name] = None
            case ByYear(series, choice, _):
                names |= {f"{series}.{each}": None for each in book.parameters[choice.name].choices}
            case Fact(reads=reads):
                names |= dict.fromkeys(reads)
            case _ if isinstance(node, OfMembers):
                names |= dict.fromkeys(member_fact(node).reads)
            case _:
                pass
    return list(names)


def bound(subject: Subject, stands: InForce) -> Any:
    """A rule, a quantity or a fact's definition with the values of a period put in."""
    match subject:
        case Rule() | Quantity():
            return bind(subject, stands)
        case Fact():
            return bind_definition(subject, {name: stands.get(name) for name in subject.reads})


def bindings(subject: Subject, book: Rulebook) -> Iterator[tuple[date, date | None, Any]]:
    """The stretches of time between two changes of any value, with the subject as it then stands."""
    names = parameter_names(subject, book)
    breaks = {value.start for name in names for value in book.parameters[name].values}
    breaks |= {value.end for name in names for value in book.parameters[name].values if value.end}
    if not breaks:
        return
    years = range(min(day.year for day in breaks), max(day.year for day in breaks) + 1)
    days = sorted(breaks | {date(year, 1, 1) for year in years})
    for start, end in zip(days, [*days[1:], None], strict=True):
        try:
            stands = bound(subject, book.at(start))
        except ParameterError:
            continue
        if not isinstance(stands, BoundRule) or stands.rule.ended is None:
            yield start, end, stands


def periods(subject: Subject, book: Rulebook, say: Callable[[Any], str]) -> list[tuple[date, date | None, str]]:
    """The stretches of time over which the same is said of it."""
    found: list[tuple[date, date | None, str]] = []
    for start, end, stands in bindings(subject, book):
        said = say(stands)
        if found and found[-1][1] == start and found[-1][2] == said:
            found[-1] = (found[-1][0], end, said)
        else:
            found.append((start, end, said))
    return found


def facts_read(subject: Subject, language: Language) -> Iterator[str]:
    """A table of the facts that it reads; of those that follow from others, with a link to how they do."""
    facts = facts_of(*trees_of(subject))
    yield from fact_table(facts, language)
    if any(fact.definition is not None for fact in facts):
        follows = Text(
            "A linked fact follows from others: [what comes first](../explanation/deciding.md#stated-and-derived).",
            "有链接的事实由其他信息推得：[何者为先](../explanation/deciding.md#stated-and-derived)。",
        )
        yield follows[language] + "\n"


def fact_table(facts: Iterable[Fact], language: Language) -> Iterator[str]:
    """Facts with their columns, kinds and units."""
    rows = []
    for fact in facts:
        abroad = fact.kind is Kind.MONEY and not fact.column.endswith("_fen")
        kind = (_MONEY if abroad else _KINDS[fact.kind.value])[language]
        kind += f" {_values_of(fact, language)}" if fact.values else ""
        unit = "" if fact.unit is None else fact.unit[language]
        asked = isinstance(fact.definition, OfMembers) and fact == member_fact(fact.definition)
        text = fact.text[language]
        linked = text if fact.definition is None or asked else f"[{text}](facts.md#{fact.name})"
        column = Text("asked of the members", "由成员推得")[language] if asked else f"`{fact.column}`"
        rows.append((column, linked, kind, unit))
    heads = (Text("column", "列名"), Text("fact", "事实"), Text("kind", "类型"), Text("unit", "单位"))
    yield from table((head[language] for head in heads), rows)


def _values_of(fact: Fact, language: Language) -> str:
    """The values of a category as a frame has them, each with what it is called if that is something else."""
    named = ((value, fact.label(value, language)) for value in fact.values)
    return " / ".join(
        f"`{value}`" if value == label else f"`{value}`{bracketed(label, language)}" for value, label in named
    )


def values_by_date(subject: Subject, book: Rulebook, language: Language) -> Iterator[str]:
    """The values of each parameter that it reads, in every rulebook; numbers first."""
    books = books_beside(book)
    names = parameter_names(subject, books[0])
    for name in sorted(names, key=lambda name: books[0].parameter(name).kind not in NUMBERS):
        yield from parameter_section(name, books, language)


def parameter_section(name: str, books: Sequence[Rulebook], language: Language) -> Iterator[str]:
    """A parameter with its values by date, each with its grade and source, those of the first rulebook first."""
    national = books[0].parameter(name)
    unit = "" if national.unit is None else bracketed(national.unit[language], language)
    yield f"### {national.text[language]}{unit} {{ #{name} }}\n"
    yield from which_line(name, books[0], language)
    if chart := value_chart(name, books, language):
        yield chart + "\n"
    if national.note is not None:
        yield national.note[language] + "\n"
    if national.open:
        words = Text("Left open in the national rulebook: no source gives it.", "全国规则库留空：无来源给出数值。")
        if national.values:
            words = Text("Left open in the national rulebook on every other date.", "全国规则库对其他日期留空。")
        yield words[language] + "\n"
    heads = (_DAYS, Text("value", "数值"), Text("grade, source and note", "可信度、依据与说明"))
    rows = [_value_row(value, national.yearly, language) for value in national.values]
    if rows:
        yield from table((head[language] for head in heads), rows)
    stated = {(value.value, value.citation, value.note) for value in national.values}
    own = [
        (book.title[language], *_value_row(value, national.yearly, language))
        for book in books[1:]
        for value in book.parameter(name).values
        if (value.value, value.citation, value.note) not in stated
    ]
    if own:
        named = (Text("rulebook", "规则库"), *heads)
        yield from folded(_LOCAL[language], table((head[language] for head in named), own))
    yield f"`{name}`\n"


def _value_row(value: ParameterValue, yearly: bool, language: Language) -> tuple[str, str, str]:
    last = "" if value.end is None else last_day(value.end).isoformat()
    dates = str(value.start.year) if yearly else f"{value.start} – {last}".rstrip()
    return dates, f"**{show_parameter(value, language)}**", source(value, language)


def citations(subject: Subject, book: Rulebook) -> list[Citation]:
    """The documents that its criteria or itself cite, then those of its values."""
    book = books_beside(book)[0]
    nodes = (node for tree in trees_of(subject) for node in walk(tree))
    keys = [key for node in nodes if isinstance(node, Criterion) for key in node.sources]
    if isinstance(subject, Quantity):
        keys = [*subject.sources, *keys]
    values = [value.citation for name in parameter_names(subject, book) for value in book.parameter(name).values]
    return list(dict.fromkeys([*(book.citations[key] for key in keys), *values]))
