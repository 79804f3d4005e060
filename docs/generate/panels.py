"""The switch of a page: what holds on each date in each rulebook, alike ones once, the present one open.

Everything is in the page. Without scripts the one that matters most is open and the others fold; `assets/rules.js`
lets a reader choose by date and place, and reads both from the address: ``?on=2018-05-01&in=cn/guizhou``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import Protocol

from antipoverty._engine.prose.statements import AFTER_EACH_OTHER
from antipoverty._engine.prose.values import IN_BRACKETS, grade_mark, show_parameter
from antipoverty.errors import NoLongerInForce, NotYetInForce
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.rules import Quantity, Rule
from antipoverty.text import COLON, LISTED, SEMICOLON, Text
from stretches import Change, State, Stretch, states, stretches, values_used
from writing import TODAY, Language, bracketed, cited

_IN_FORCE = Text(
    "On {}, the day on which these rules were last checked. In force since {}.",
    "以最近核对日{}为准。自{}起施行。",
)
_NOW, _PAST = Text("In force", "现行有效"), Text("Not in force today: ended on {}", "现已停止执行：{}期满")
_NOT_HERE = Text("Not in force", "未启用")
_SEEN = Text(
    "Values last seen valid earlier, that may have changed: {} (the oldest on {}).",
    "另有{}项数值最近核实有效之日较早（最早为{}），其后或有变动。",
)
_AS_NOW = Text("As it stands here since {}.", "下列内容自{}起适用。")
_ENDED = Text(
    "In force from {} to {}; nothing is decided by it on any later day.",
    "执行期为{}至{}，此后不再据此认定。",
)
_ENDED_BY = Text("Today: {}.", "目前：{}。")
_LAST_DAY = Text("What stands here first held on the last day, {}.", "以下先列最后一日（{}）的规定。")
_ALL_ALONG = Text("It was the same on every day from {} to {}.", "{}至{}期间，每一日的规定均相同。")
_UNCHANGED = Text("It has been the same on every day since {}.", "自{}以来，每一日的规定均相同。")
_TURNS = Text("It changed in that time: choose a date.", "其间有变动，请按日期查看。")
_OPEN = Text(
    "The rulebook leaves a value open, and the place or the user has to give it.",
    "规则库有数值留空，须由当地或使用者给定。",
)
_NEVER = Text("In no rulebook here is it in force.", "此处各规则库均未启用。")
_EVERYWHERE = Text("The same in every rulebook here: {}, {}.", "此处各规则库均相同：{}、{}。")
_SAME = Text("Always the same as in {}: {}.", "始终与{}相同：{}。")
_OWN = Text("Not always the same as in {}: {}.", "与{}有所不同：{}。")
_SINCE, _UNTIL, _BETWEEN = Text("Since {}", "{}起"), Text("Until {}", "至{}"), Text("{} to {}", "{}至{}")
_EXCEPT, _AND_ALL = (
    Text("{}, and all others but {}", "{}及其他各地（{}除外）"),
    Text("{}, and all others", "{}及其他各地"),
)
_NEW = Text("What changed on {}", "{}起的变动")
_BEGINS = Text("Begins on {}", "{}起施行，依据")
_NEXT = Text("Until {}. What changes then", "至{}止，其后的变动")
_UNTIL_END = Text("Until {}, its last day.", "至{}止（最后一日）。")
_FROM_TO, _NONE = Text("{} → **{}**", "{}→**{}**"), Text("no value", "无数值")
_GIVEN = Text("By values given by the caller", "按使用者给定的数值")
_GIVEN_WHY = Text(
    "The country's rulebook has no value, or one of a single place: what stands here is an example.",
    "国家级规则库无此数值，或仅有个别地方的数值；此处为示例。",
)
_CALLER = Text("{} with values given by the caller", "{}（含使用者给定的数值）")
_OTHERS = Text("Other dates and places: {}", "其他日期与辖区：{}项")
_BEFORE, _AFTER = Text("Not in force before {}", "{}前尚未施行"), Text("Not in force since {}", "{}起不再执行")
_DATE, _PLACE = Text("Date", "日期"), Text("Place", "辖区")
_GRADED = Text("grade {}", "可信度{}")
_YEAR_OF = Text("income of {}", "{}年收入")
_ADDED = Text("also: {}", "增列：{}")


class Body(Protocol):
    """What a panel says of a state; `first` is the one that is open."""

    def __call__(self, state: State, *, first: bool) -> Iterable[str]:
        """Its lines."""
        ...


def day(on: date, language: Language) -> str:
    """A date as the language writes it on a page for readers."""
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else on.isoformat()


def switch(
    subject: Rule | Quantity,
    books: Sequence[Rulebook],
    language: Language,
    body: Body,
    notes: Iterable[str] = (),
) -> Iterator[str]:
    """How it stands today, then what holds on each date in each rulebook."""
    national = stretches(subject, books[0])
    shown = _shown(national)
    found, gaps = states(subject, books)
    yield from standing(subject, national, shown, language)
    yield from notes
    alike, own = _places(subject, books)
    first_title = _title(books[0], language)
    if own:
        yield _OWN[language].format(first_title, _titles(own, language)) + "\n"
    if not found:
        return
    first = next((state for state in found if shown in state.stretches), found[0])
    others = [state for state in found if state is not first]
    on = shown.last if shown is not None and not shown.current and shown.last else TODAY
    yield f'<div class="rule-switch" markdown="1" data-on="{on}" data-in="{_place(books[0], books)}">'
    yield _form(books, on, language)
    yield from _panel(first, books, body, language, shown)
    if others or gaps:
        said = _OTHERS[language].format(len(others) + len(_alike(gaps)))
        yield f'<details class="rule-others" markdown="1" data-search-exclude><summary>{said}</summary>\n'
        for state in others:
            yield from _panel(state, books, body, language, None)
        yield from _gaps(subject, gaps, books, language)
        yield "</details>"
    yield "</div>\n"
    if alike:
        words = _SAME if own else _EVERYWHERE
        yield words[language].format(first_title, _titles(alike, language)) + "\n"


def standing(
    subject: Rule | Quantity, national: Sequence[Stretch], shown: Stretch | None, language: Language
) -> Iterator[str]:
    """Whether it is in force today; if not, what was its last day, and what is decided instead."""
    asked = [stretch for stretch in national if stretch.bound is not None]
    if shown is None or not asked:
        kinds = {stretch.why for stretch in national}
        why = (_OPEN if kinds - {NotYetInForce, NoLongerInForce} else _NEVER)[language]
        yield from _standing("info", _NOT_HERE[language], [why], language)
        return
    begins, since = asked[0].start, shown.start
    same = len(asked) == 1
    words: list[str] = []
    if begins is None:
        yield from _standing("info", _GIVEN[language], [_GIVEN_WHY[language]], language)
    elif shown.current:
        words.append(_IN_FORCE[language].format(day(TODAY, language), day(begins, language)))
        words.append(_UNCHANGED[language].format(day(begins, language)) if same else "")
        if since is not None and not same:
            words.append(_AS_NOW[language].format(day(since, language)))
            words.append(_TURNS[language])
        if seen := [each.still_valid_on for each in _outdated(subject, shown) if each.still_valid_on]:
            words.append(_SEEN[language].format(len(seen), day(min(seen), language)))
        yield from _standing("success", _NOW[language], words, language)
    else:
        assert shown.last is not None
        first, last = day(begins, language), day(shown.last, language)
        words.append(_ENDED[language].format(first, last))
        if isinstance(subject, Rule) and subject.ended is not None:
            words.append(_ENDED_BY[language].format(subject.ended[language]))
        words.append(_ALL_ALONG[language].format(first, last) if same else _LAST_DAY[language].format(last))
        words += () if same else (_TURNS[language],)
        yield from _standing("warning", _PAST[language].format(last), words, language)


def _outdated(subject: Rule | Quantity, shown: Stretch) -> Iterator[ParameterValue]:
    """The values that were last seen to hold before today."""
    assert shown.bound is not None
    yield from (value for value in values_used(subject, shown.bound) if value.outdated(TODAY))


def _standing(kind: str, head: str, words: Iterable[str], language: Language) -> Iterator[str]:
    joined = ("" if language == "zh" else " ").join(each for each in words if each)
    yield f'!!! {kind} rule-standing "{head}"\n\n    {joined}\n'


def _shown(national: Sequence[Stretch]) -> Stretch | None:
    """Of the stretches in which it can be asked, the present one, else the last before today."""
    asked = [each for each in national if each.bound is not None and (each.start is None or each.start <= TODAY)]
    return next((each for each in asked if each.current), asked[-1] if asked else None)


def _places(subject: Rule | Quantity, books: Sequence[Rulebook]) -> tuple[list[Rulebook], list[Rulebook]]:
    """The rulebooks that always say what the first one does, and those that do not."""
    first, *others = books
    alike = [book for book in others if _same(stretches(subject, first), stretches(subject, book))]
    return alike, [book for book in others if book not in alike]


def _titles(books: Iterable[Rulebook], language: Language) -> str:
    return LISTED[language].join(_title(book, language) for book in books)


def _title(book: Rulebook, language: Language) -> str:
    return _CALLER[language].format(book.title[language]) if _is_overridden(book) else book.title[language]


def _place(book: Rulebook, books: Sequence[Rulebook]) -> str:
    """How the address names a rulebook: by its jurisdiction, unless another of the page has the same."""
    name = book.id.jurisdiction
    return (
        f"{name}+caller" if _is_overridden(book) and [each.id.jurisdiction for each in books].count(name) > 1 else name
    )


def _is_overridden(book: Rulebook) -> bool:
    return book.id.version.endswith("+caller")


def _same(one: Sequence[Stretch], other: Sequence[Stretch]) -> bool:
    return [(each.start, each.last, each.key) for each in one] == [(each.start, each.last, each.key) for each in other]


def _form(books: Sequence[Rulebook], on: date, language: Language) -> str:
    """The fields by which a reader chooses; hidden until the script shows them."""
    options = "".join(
        f'<option value="{escape(_place(book, books))}">{escape(_title(book, language))}</option>' for book in books
    )
    return (
        f'<form class="rule-choice" hidden><label>{_DATE[language]} <input type="date" name="on" value="{on}"></label>'
        f'<label>{_PLACE[language]} <select name="in">{options}</select></label></form>\n'
    )


def _panel(
    state: State,
    books: Sequence[Rulebook],
    body: Body,
    language: Language,
    shown: Stretch | None,
) -> Iterator[str]:
    stretch = shown or state.stretches[0]
    anchor = f' id="on-{stretch.start}"' if stretch.book is books[0] and stretch.start else ""
    opened = " open" if shown is not None else ""
    yield f'<details class="rule-stretch" markdown="1"{anchor}{opened} data-when="{_when(state.stretches, books)}">'
    changed = SEMICOLON[language].join(
        _brief(change, language) for change in stretch.changed if change[0] is not None and _plain(change)
    )
    head = " · ".join(filter(None, (_dates(stretch, language), _where(state, stretch, books, language))))
    more = f' <span class="rule-changed">{escape(changed)}</span>' if changed else ""
    yield f"<summary>{escape(head)}{more}</summary>\n"
    yield from body(state, first=shown is not None)
    yield from _changes(stretch, language)
    yield "</details>\n"


def _plain(change: Change) -> bool:
    return all(each is None or len(show_parameter(each, "en")) < 40 for each in change)


def _when(found: Iterable[Stretch], books: Sequence[Rulebook]) -> str:
    """The dates and rulebooks of a panel, as the script reads them: ``2014-04-02|2016-03-31|cn,cn/fujian``."""
    by_days: dict[tuple[date | None, date | None], list[str]] = {}
    for stretch in found:
        by_days.setdefault((stretch.start, stretch.last), []).append(_place(stretch.book, books))
    return " ".join(f"{start or ''}|{last or ''}|{','.join(names)}" for (start, last), names in by_days.items())


def _dates(stretch: Stretch, language: Language) -> str:
    if stretch.start is None or stretch.last is None:
        on = stretch.start or stretch.last
        words = _SINCE if stretch.start else _UNTIL
        return words[language].format(day(on, language)) if on else ""
    return _BETWEEN[language].format(day(stretch.start, language), day(stretch.last, language))


def _where(state: State, stretch: Stretch, books: Sequence[Rulebook], language: Language) -> str:
    """The rulebooks in which it holds on the same days."""
    days = (stretch.start, stretch.last)
    here = [each.book for each in state.stretches if (each.start, each.last) == days]
    if books[0] not in here or len(books) == 1:
        return _titles(here, language)
    others = _titles((book for book in books if book not in here), language)
    words = _EXCEPT if others else _AND_ALL
    return words[language].format(_title(books[0], language), others)


def _changes(stretch: Stretch, language: Language) -> Iterator[str]:
    """What was new on its first day, and what comes after its last, each with its document."""
    if stretch.start is not None and stretch.changed:
        fresh = all(old is None for old, _ in stretch.changed)
        head = (_BEGINS if fresh else _NEW)[language].format(day(stretch.start, language))
        yield f"**{head}**{COLON[language].rstrip()}\n"
        yield from (f"- {_change(change, language)}" for change in stretch.changed)
        yield ""
    if stretch.last is None:
        return
    if stretch.then:
        yield f"**{_NEXT[language].format(day(stretch.last, language))}**{COLON[language].rstrip()}\n"
        yield from (f"- {_change(change, language)}" for change in stretch.then)
        yield ""
    else:
        yield _UNTIL_END[language].format(day(stretch.last, language)) + "\n"


def _brief(change: Change, language: Language) -> str:
    """What a parameter is called, its old value and its new one."""
    old, new = change
    stated = new or old
    assert stated is not None
    was, now = (_NONE[language] if each is None else value(each, language) for each in (old, new))
    both = now if old is None else f"{was} → {now}"
    return f"{stated.text[language]}{COLON[language]}{both}"


def _change(change: Change, language: Language) -> str:
    """The same, with the document."""
    old, new = change
    stated = new or old
    assert stated is not None
    now = _NONE[language] if new is None else value(new, language)
    both = f"**{now}**" if old is None else _FROM_TO[language].format(value(old, language), now)
    said = f"[{stated.text[language]}](#{stated.name}){COLON[language]}{both}"
    return said if new is None else AFTER_EACH_OTHER[language].format(said, in_document(new, language))


def in_document(stated: ParameterValue, language: Language) -> str:
    """By which document, and how sure, in brackets."""
    graded = _GRADED[language].format(grade_mark(stated.grade, language))
    return (
        IN_BRACKETS[language]
        .format(
            "", SEMICOLON[language].join((cited(stated.citation, language, stated.citation.short(language)), graded))
        )
        .strip()
    )


def value(stated: ParameterValue, language: Language) -> str:
    """A value with its unit, unless a label says what it means."""
    shown = show_parameter(stated, language)
    labelled = str(stated.value) in dict(stated.labels)
    return shown if stated.unit is None or labelled else f"{shown} {stated.unit[language]}"


def _gaps(
    subject: Rule | Quantity, gaps: Iterable[Stretch], books: Sequence[Rulebook], language: Language
) -> Iterator[str]:
    """The days on which it cannot be asked, with the reason."""
    for found in _alike(gaps):
        stretch = found[0]
        if stretch.why is NoLongerInForce and stretch.start is not None:
            words = _AFTER[language].format(day(stretch.start, language))
            if isinstance(subject, Rule) and subject.ended is not None:
                words += COLON[language] + subject.ended[language]
        elif stretch.why is NotYetInForce and stretch.last is not None:
            following = date.fromordinal(stretch.last.toordinal() + 1)
            words = _BEFORE[language].format(day(following, language))
        else:
            words = f"{_dates(stretch, language)}{COLON[language]}{_OPEN[language]}"
        titles = _titles((each.book for each in found), language)
        everywhere = len(found) == len(books)
        place = "" if everywhere or len(books) == 1 else bracketed(titles, language)
        yield f'<p class="rule-stretch rule-gap" data-when="{_when(found, books)}">{escape(words + place)}</p>\n'


def _alike(gaps: Iterable[Stretch]) -> list[list[Stretch]]:
    """The gaps, those of the same days and reason together."""
    alike: dict[tuple[object, date | None, date | None], list[Stretch]] = {}
    for stretch in gaps:
        alike.setdefault((stretch.why, stretch.start, stretch.last), []).append(stretch)
    return list(alike.values())
