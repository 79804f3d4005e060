"""The index by date: on each day the old value and the new one, by which document, and which rules it touches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from html import escape
from itertools import groupby

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of, simplified
from antipoverty._engine.parameters import Citation
from antipoverty._engine.prose.statements import name_term, state
from antipoverty.errors import ParameterError
from antipoverty.rulebooks import ParameterValue, Rulebook, ValueChange
from antipoverty.rules import AllOf, BoundRule, Criterion, Grade, Quantity, Rule
from antipoverty.text import COLON, LISTED, SEMICOLON, Text
from pages import bound, deciding
from subjects import SUBJECTS, everything, in_order, page_of, subject_of
from values import GRADED, by_document, in_words, moved
from writing import TODAY, Language, cited, day, folded, in_place, library_books, noted, sentences

#: The grades of a value of which a reader has to know more than the document.
_NOTED = (Grade.A_LOCAL, Grade.C, Grade.CHOICE)
#: More new values than these on one day are folded, by subject.
FOLDED = 8
_TITLE = Text("What changed, by date", "政策变动（按日期）")
_INTRODUCTION = Text(
    "Every day on which a value of a rulebook changes: the old value, the new one, and the document. National"
    " changes come first, then those of provinces and counties against what stood above them. A document that is"
    " known by its month counts from the first of the month; a year's poverty line counts for incomes of that year."
    " The rules were last checked on {}.",
    "规则库数值发生变动的每一天：原数值、新数值及所依文件。先列全国，再列省、市、县与上级规定不同的变动。"
    "文件只知月份的，自该月1日起计；某年的贫困标准适用于当年收入。规则最近核对日：{}。",
)
_FIND = Text("Find a date", "查找日期")
_SHOW = Text("Show", "查看")
_TO_COME = Text("Still to come.", "尚未到期。")
_BEGINS = Text("begins to apply", "开始适用")
_ENDS = Text("ends", "不再适用")
_ENDED = Text("ends; from this day {}", "不再适用；自本日起{}")
_NEW, _GONE = Text("now asked: {}", "新增：{}"), Text("no longer asked: {}", "不再要求：{}")
_WORKING = Text("asks the same in another way", "表述或计算方式变动")
_ISSUED = Text("Dated this day: {}.", "本日发布：{}。")
_ISSUED_ONLY = Text("Dated this day: {}. No value changes on it.", "本日发布：{}。本日无数值变动。")
_ENDED_BY = Text("last by {}", "原依据：{}")
_COUNTED = Text("{0} ({1} values that begin)", "{0}（{1}项开始适用）")
_DECIDES = Text("; decides from [{0}](#{1})", "；自[{0}](#{1})起作为认定标准")
_RULES = Text("Rules", "规则")
#: What a script says of a date that is not in the list: the date, the change before it, and the one after it.
_WORDS = {
    "none": Text(
        "Nothing changed on {}. What held on that day has held since {}; the next change is on {}.",
        "{}无变动。当日适用的规定自{}起未变；下一次变动为{}。",
    ),
    "month": Text(
        "Documents of this month of which the day is not known, counted from its first day: {}.",
        "本月文件中具体日期不详、自1日起计的：{}。",
    ),
    "last": Text(
        "Nothing changes on {}, nor later: what holds has held since {}.",
        "{}无变动，其后亦无。现行规定自{}起未变。",
    ),
    "first": Text("The first change in the rulebook is on {}.", "规则库最早的变动为{}。"),
    "format": Text("Write the date as 2016-05-01.", "请按2016-05-01的格式填写日期。"),
}


@frozen
class Day:
    """What changes on a day.

    Attributes:
        on: the day.
        values: the values that change, by rulebook, the national one first.
        documents: the documents that are dated this day.
    """

    on: date
    values: tuple[tuple[Rulebook, tuple[ValueChange, ...]], ...]
    documents: tuple[Citation, ...]


@cache
def days() -> tuple[Day, ...]:
    """Every day on which a value changes, or of which a document is dated, the earliest first."""
    found: dict[date, dict[Rulebook, tuple[ValueChange, ...]]] = {}
    inherited: dict[str, set[tuple[object, ...]]] = {}
    dated: dict[date, dict[str, Citation]] = {}
    for book in library_books():
        place = book.id.jurisdiction
        seen = inherited[place] = set()
        above = inherited.get(place.rpartition("/")[0], set())
        for change in rulebooks.changes(book).days:
            own = [each for each in change.values if (change.on, *_written(each)) not in above]
            seen |= {(change.on, *_written(each)) for each in change.values}
            if own:
                by_name = {each.name: each for each in own}
                found.setdefault(change.on, {})[book] = tuple(by_name[key] for key in in_order(by_name))
        for citation in book.citations.values():
            if citation.date is not None and len(citation.date) == len("2014-04-02"):
                dated.setdefault(date.fromisoformat(citation.date), {})[citation.key] = citation
    return tuple(
        Day(on, tuple(found.get(on, {}).items()), tuple(dated.get(on, {}).values())) for on in sorted({*found, *dated})
    )


def _written(change: ValueChange) -> tuple[object, ...]:
    return change.name, change.before and change.before.value, change.after and change.after.value


def changes_page(language: Language) -> Iterator[str]:
    """The page: how to find a date, then every day, a folded part a year."""
    yield f"# {_TITLE[language]}\n"
    yield sentences(language, _INTRODUCTION[language].format(day(TODAY, language)), GRADED[language]) + "\n"
    yield from _finder(language)
    for year, of_year in groupby(days(), lambda each: each.on.year):
        head = f"## {year}{'' if language == 'en' else '年'} {{ #y{year} }}"
        yield from folded(head, _year(list(of_year), language))


def _year(listed: Sequence[Day], language: Language) -> Iterator[str]:
    """The days of a year: links to them, then what changes on each."""
    yield " · ".join(f"[{each.on:%m-%d}](#{each.on})" for each in listed) + "\n"
    for each in listed:
        yield from _day(each, language)


def _finder(language: Language) -> Iterator[str]:
    """A field for a date, which a script shows and serves; without one, the years do."""
    words = " ".join(f'data-{key}="{text[language]}"' for key, text in _WORDS.items())
    months = {month: SEMICOLON[language].join(each.short(language) for each in of) for month, of in _by_month().items()}
    words += f' data-months="{escape(json.dumps(months, ensure_ascii=False))}"'
    yield (
        f'<form id="find-day" hidden {words}>'
        f'<label>{_FIND[language]} <input name="on" size="12" placeholder="2019-01-01" autocomplete="off"'
        ' style="border:1px solid;border-radius:.2em;padding:.3em .5em;font:inherit;color:inherit"></label>'
        f' <button class="md-button" style="padding:.3em 1em">{_SHOW[language]}</button>'
        '</form><p role="status"></p>\n'
        '<script src="../assets/changes.js" defer></script>\n'
    )


def _by_month() -> dict[str, list[Citation]]:
    """The documents of which the month alone is known, by month."""
    by_key = {key: each for book in library_books() for key, each in book.citations.items()}
    months: dict[str, list[Citation]] = {}
    for each in by_key.values():
        if each.date is not None and len(each.date) == len("2016-04"):
            months.setdefault(each.date, []).append(each)
    return months


def _day(each: Day, language: Language) -> Iterator[str]:
    yield f"### {each.on} · {in_words(each.on, language)} {{ #{each.on}{'' if each.values else ' .dated'} }}\n"
    if each.on > TODAY:
        yield f"*{_TO_COME[language]}*\n"
    if each.documents:
        links = (cited(citation, language, citation.short(language)) for citation in each.documents)
        words = _ISSUED if each.values else _ISSUED_ONLY
        yield words[language].format(LISTED[language].join(links)) + "\n"
    yield from _rules(each.on, language)
    for book, values in each.values:
        yield f"**{in_place(book, language)}**\n"
        begun = [value for value in values if value.before is None]
        if len(begun) <= FOLDED:
            yield from (_value(book, value, language) for value in values)
            yield ""
            continue
        yield from (_value(book, value, language) for value in values if value.before is not None)
        yield ""
        for subject in SUBJECTS:
            if listed := [value for value in begun if subject_of(value.name) is subject]:
                head = _COUNTED[language].format(subject.text[language], len(listed))
                yield from folded(head, (_value(book, value, language) for value in listed))


@cache
def _first_decides(book: Rulebook) -> Mapping[ParameterValue, date]:
    """On which day each line first decides: the line of a year is known before its round, and decides in it."""
    return {line: start for start, _, line, _, _ in reversed(tuple(deciding(book)))}


def _value(book: Rulebook, change: ValueChange, language: Language) -> str:
    """What became of a value; a reading, and what one place alone states, with its note."""
    name = f"[{change.text[language]}](../rules/parameters.md#{change.name})"
    said = moved(change.before, change.after, language)
    if change.after is None:
        assert change.before is not None
        source = _ENDED_BY[language].format(by_document(change.before, language))
    else:
        source = by_document(change.after, language)
        if change.after.grade in _NOTED:
            source += noted(change.after, language)
        first = _first_decides(book).get(change.after)
        if first is not None and first > change.after.start:
            said += _DECIDES[language].format(day(first, language), first)
    return f"- {name}{COLON[language]}{said}<br>{source}"


@frozen
class _Standing:
    """What a rule asks on a day, or how an amount is worked out.

    Attributes:
        asked: the criteria by what they are called, each with its statement; of an amount, its working.
        values: the values read, by parameter.
    """

    asked: dict[str, str]
    values: dict[str, ParameterValue]


def _rules(on: date, language: Language) -> Iterator[str]:
    """The rules and amounts that begin, end or change on a day, by the national rulebook; alike ones together.

    The page of each opens as it stands on the day.
    """
    alike: dict[str, list[str]] = {}
    for asked in everything():
        if (said := _what(asked, on, language)) is not None:
            alike.setdefault(said, []).append(f"[{asked.name[language]}]({page_of(asked)}?on={on})")
    if alike:
        yield f"**{_RULES[language]}**\n"
        yield from (f"- {LISTED[language].join(links)}{COLON[language]}{said}" for said, links in alike.items())
        yield ""


def _what(asked: Rule | Quantity, on: date, language: Language) -> str | None:
    """What becomes of a rule on a day; none if it stays as it was."""
    before, after = _stands(asked, on - timedelta(days=1), language), _stands(asked, on, language)
    if before is None or after is None:
        if before is after:
            return None
        if before is None:
            return _BEGINS[language]
        ended = asked.ended if isinstance(asked, Rule) else None
        return _ENDS[language] if ended is None else _ENDED[language].format(ended[language])
    new = [name for name in after.asked if name not in before.asked]
    gone = [name for name in before.asked if name not in after.asked]
    values = [
        f"{text[language]}{COLON[language]}{moved(old, value, language)}"
        for text, old, value in _moves(before, after, of_both=bool(new or gone))
    ]
    said = [*_among(_NEW, new, language), *_among(_GONE, gone, language), *values]
    if said or before.asked == after.asked:
        return SEMICOLON[language].join(said) or None
    return _WORKING[language]


def _moves(
    before: _Standing, after: _Standing, *, of_both: bool
) -> Iterator[tuple[Text, ParameterValue | None, ParameterValue | None]]:
    """The values that are not what they were; only those read before and after, if criteria come or go with theirs."""
    for name, either in {**before.values, **after.values}.items():
        old, value = before.values.get(name), after.values.get(name)
        if (old and old.value) != (value and value.value) and not (of_both and None in (old, value)):
            yield either.text, old, value


def _among(words: Text, names: list[str], language: Language) -> Iterator[str]:
    if names:
        yield words[language].format(LISTED[language].join(names))


@cache
def _stands(asked: Rule | Quantity, on: date, language: Language) -> _Standing | None:
    """How a rule or an amount stands on a day by the national rulebook; none where it is not in force."""
    try:
        stands = bound(asked, rulebooks.load("cn").at(on))
    except ParameterError:
        return None
    values = {value.name: value for value in stands.parameters}
    if not isinstance(stands, BoundRule):
        return _Standing({asked.name[language]: name_term(stands.quantity.term, language)}, values)
    if stands.rule.ended is not None:
        return None
    tree = AllOf((stands.rule.condition, *stands.rule.reviews))
    plain = (simplified(criterion) for criterion in criteria_of(tree))
    asked_now = {each.name[language]: state(each, language) for each in plain if isinstance(each, Criterion)}
    return _Standing(asked_now, values)
