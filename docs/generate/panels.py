"""The switch of a page: what holds on each date in each rulebook, alike ones once, the present one open.

Everything is in the page. Without scripts the one that matters most is open and the others fold; `assets/rules.js`
lets a reader choose by date and place, and reads both from the address: ``?on=2018-05-01&in=cn/guizhou``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Protocol

from attrs import evolve

from antipoverty._engine.prose.statements import AFTER_EACH_OTHER
from antipoverty._engine.prose.values import show_parameter
from antipoverty.errors import NoLongerInForce, NotYetInForce
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.rules import Grade, Quantity, Rule
from antipoverty.text import COLON, LISTED, SEMICOLON, Text
from pages import parameter_names
from stretches import Change, State, Stretch, differing, states, stretches, values_used
from values import GRADES
from writing import TODAY, Language, bracketed, cited, day, in_place, is_overridden, sentences, title

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
_SAME = Text("Always the same as the national rule: {}.", "始终与全国规定相同：{}。")
_OWN = Text("Not the same as the national rule: {}.", "与全国规定不同：{}。")
_BY_CALLER = Text(
    "It differs with values of your own: choose them as the place.", "使用者自填数值时有所不同，可在辖区中选择。"
)
_MORE_ASKED = Text(
    "In {} the values are the same, but the place asks more than the conditions that stand here:",
    "{}所用数值与全国相同，但当地另有要求，下列条件未包括：",
)
_SINCE, _UNTIL, _BETWEEN = Text("Since {}", "{}起"), Text("Until {}", "至{}"), Text("{} to {}", "{}至{}")
_EXCEPT, _AND_ALL = (
    Text("{}, and all others but {}", "{}及其他各地（{}除外）"),
    Text("{}, and all others", "{}及其他各地"),
)
_MORE_IN = Text("{}; {} asks more", "{}；{}另有要求")
_NEW = Text("What changed on {}", "{}起的变动")
_BEGINS = Text("Begins on {}", "{}起施行，依据")
_NEXT = Text("Until {}. What changes then", "至{}止，其后的变动")
_UNTIL_END = Text("Until {}, its last day.", "至{}止（最后一日）。")
_FROM_TO, _NONE = Text("{} → **{}**", "{}→**{}**"), Text("no longer stated", "不再规定")
_GIVEN = Text("By values of your own", "按使用者自填的数值")
_GIVEN_WHY = Text(
    "The national rulebook has no value, or one of a single place: what stands here is an example.",
    "全国规则库无此数值，或仅有个别地方的数值；此处为示例。",
)
_OTHERS = Text("Other dates and places: {}", "其他日期与辖区：{}项")
_BEFORE, _AFTER = Text("Not in force before {}", "{}前尚未施行"), Text("Not in force since {}", "{}起不再执行")
_EXAMPLE = Text("example values, given by the user", "示例数值，由使用者自填")
_HELD, _HELD_NOT = Text("in force ({})", "有效（{}）"), Text("not in force", "不在施行期内")
_WHERE = Text("On {}, by this rulebook: {} (`{}`).", "日期{}，适用规则库：{}（`{}`）。")
_WHERE_OWN = Text(
    "On {}, with example values that a user gives and no document states: {}.",
    "日期{}，采用使用者自填的示例数值（并非文件规定）：{}。",
)
_DATE, _PLACE = Text("Date", "日期"), Text("Place", "辖区")


class Body(Protocol):
    """What a panel says of a state; `first` is the one that is open."""

    def __call__(self, state: State, *, first: bool) -> Iterable[str]:
        """Its lines."""
        ...


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
    noted = {book: values for book in alike if (values := list(_noted(subject, book, books[0])))}
    if local := [book for book in own if not is_overridden(book)]:
        places = (f"{in_place(each, language)}{_differs(subject, each, books[0], language)}" for each in local)
        yield _OWN[language].format(SEMICOLON[language].join(places)) + "\n"
    elif own:
        yield _BY_CALLER[language] + "\n"
    if not found:
        return
    first = next((state for state in found if shown in state.stretches), found[0])
    others = [state for state in found if state is not first]
    on = shown.last if shown is not None and not shown.current and shown.last else TODAY
    yield f'<div class="rule-switch" markdown="1" data-on="{on}" data-in="{_place(books[0], books)}">'
    yield _form(subject, books, on, language)
    yield from _panel(first, books, noted, body, language, shown)
    if others or gaps:
        said = _OTHERS[language].format(len(others) + len(_alike(gaps)))
        yield f'<details class="rule-others" markdown="1" data-search-exclude><summary>{said}</summary>\n'
        for state in others:
            yield from _panel(state, books, noted, body, language, None)
        yield from _gaps(subject, gaps, books, language)
        yield "</details>"
    yield "</div>\n"
    if same := [book for book in alike if book not in noted]:
        yield _SAME[language].format(_titles(same, language)) + "\n"


def standing(
    subject: Rule | Quantity, national: Sequence[Stretch], shown: Stretch | None, language: Language
) -> Iterator[str]:
    """Whether it is in force today; if not, what was its last day, and what is decided instead."""
    asked = [stretch for stretch in national if stretch.bound is not None]
    if is_overridden(national[0].book) and isinstance(subject, Quantity):
        yield from _standing("info", _GIVEN[language], [_GIVEN_WHY[language]], language)
        return
    if shown is None or not asked:
        kinds = {stretch.why for stretch in national}
        why = (_OPEN if kinds - {NotYetInForce, NoLongerInForce} else _NEVER)[language]
        yield from _standing("info", _NOT_HERE[language], [why], language)
        return
    begins, since = asked[0].start, shown.start
    same = len(asked) == 1
    words: list[str] = []
    assert begins is not None
    if shown.current:
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
    yield f'!!! {kind} rule-standing "{head}"\n\n    {sentences(language, *words)}\n'


def _shown(national: Sequence[Stretch]) -> Stretch | None:
    """Of the stretches in which it can be asked, the present one, else the last before today."""
    asked = [each for each in national if each.bound is not None and (each.start is None or each.start <= TODAY)]
    return next((each for each in asked if each.current), asked[-1] if asked else None)


def _places(subject: Rule | Quantity, books: Sequence[Rulebook]) -> tuple[list[Rulebook], list[Rulebook]]:
    """The rulebooks that always say what the first one does, and those that do not."""
    first, *others = books
    alike = [book for book in others if not differing(subject, book, first)]
    return alike, [book for book in others if book not in alike]


def _titles(books: Iterable[Rulebook], language: Language) -> str:
    return LISTED[language].join(title(book, language) for book in books)


def _differs(subject: Rule | Quantity, book: Rulebook, national: Rulebook, language: Language) -> str:
    """The days on which a place differs, in brackets."""
    days = (_dates(each, language).lower() for each in differing(subject, book, national))
    return bracketed(LISTED[language].join(days), language)


def _noted(subject: Rule | Quantity, book: Rulebook, national: Rulebook) -> Iterator[ParameterValue]:
    """The values of a place's own, of those that are read, that come with a note."""
    for name in parameter_names(subject, national):
        for own in book.parameter(name).values:
            if own.note is not None and own not in national.parameter(name).values:
                yield own


def _more_asked(book: Rulebook, noted: Iterable[ParameterValue], language: Language) -> Iterator[str]:
    """That a place asks more than stands here, and what its text says."""
    yield _MORE_ASKED[language].format(in_place(book, language)) + "\n"
    for each in noted:
        assert each.note is not None
        yield f"> {AFTER_EACH_OTHER[language].format(each.note[language], in_document(each, language))}\n"


def _place(book: Rulebook, books: Sequence[Rulebook]) -> str:
    """How the address names a rulebook: by its jurisdiction, unless another of the page has the same."""
    name = book.id.jurisdiction
    twice = [each.id.jurisdiction for each in books].count(name) > 1
    return f"{name}+caller" if is_overridden(book) and twice else name


def where(subject: Rule | Quantity, on: date, book: Rulebook, language: Language) -> str:
    """On which date and by which rulebook examples are decided; of one with values of a caller, which those are."""
    read = set(parameter_names(subject, book))
    own = [each for each in book.at(on).values() if each.grade is Grade.CALLER and each.name in read]
    if not own:
        return _WHERE[language].format(day(on, language), title(book, language), book.id.jurisdiction)
    said = (f"[{each.text[language]}](#{each.name}){COLON[language]}{value(each, language)}" for each in own)
    return _WHERE_OWN[language].format(day(on, language), SEMICOLON[language].join(said))


def _form(subject: Rule | Quantity, books: Sequence[Rulebook], on: date, language: Language) -> str:
    """The fields by which a reader chooses, with what is said of a day; hidden until the script shows them."""
    said = {_place(book, books): list(_spans(subject, book, language)) for book in books}
    answers = escape(json.dumps({name: spans for name, spans in said.items() if spans}, ensure_ascii=False))
    options = "".join(
        f'<option value="{escape(_place(book, books))}">{escape(title(book, language))}</option>' for book in books
    )
    return (
        f'<form class="rule-choice" hidden><label>{_DATE[language]} <input type="date" name="on" value="{on}"></label>'
        f'<label>{_PLACE[language]} <select name="in">{options}</select></label>'
        f'<output data-answers="{answers}"></output></form>\n'
    )


def _spans(subject: Rule | Quantity, book: Rulebook, language: Language) -> Iterator[tuple[str, str, str]]:
    """The days on which it is in force without a break, and those on which it is not, each with what is said then."""
    for why, group in groupby(stretches(subject, book), lambda each: each.why):
        found = list(group)
        always = found[0].start is None and found[-1].last is None
        if why in (None, NotYetInForce, NoLongerInForce) and not always:
            days = _dates(evolve(found[0], last=found[-1].last), language)
            said = _HELD_NOT[language] if why else _HELD[language].format(days)
            yield str(found[0].start or ""), str(found[-1].last or ""), said


def _panel(
    state: State,
    books: Sequence[Rulebook],
    noted: Mapping[Rulebook, Sequence[ParameterValue]],
    body: Body,
    language: Language,
    shown: Stretch | None,
) -> Iterator[str]:
    stretch = shown or state.stretches[0]
    anchor = f' id="on-{stretch.start}"' if stretch.book is books[0] and stretch.start else ""
    opened = " open" if shown is not None else ""
    yield f'<details class="rule-stretch" markdown="1"{anchor}{opened} data-when="{_when(state.stretches, books)}">'
    changed = SEMICOLON[language].join(
        _brief(change, language) for change in stretch.changed if all(change) and _plain(change)
    )
    more = [book for book in noted if any(each.book == book for each in state.stretches)]
    place = _where(state, stretch, books, language)
    place = _MORE_IN[language].format(place, _titles(more, language)) if more else place
    head = " · ".join(filter(None, (_dates(stretch, language), place)))
    brief = f' <span class="rule-changed">{escape(changed)}</span>' if changed else ""
    yield f"<summary>{escape(head)}{brief}</summary>\n"
    for book in more:
        yield from _more_asked(book, noted[book], language)
    yield from body(state, first=shown is not None)
    yield from _changes(stretch, language)
    yield "</details>\n"


def _plain(change: Change) -> bool:
    """Whether both values are short enough for a heading."""
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
    if is_overridden(books[0]) and len(books) == 1:
        return _EXAMPLE[language]
    if books[0] not in here or all(is_overridden(book) for book in books[1:]):
        return _titles(here, language)
    others = _titles((book for book in books if book not in here), language)
    words = _EXCEPT if others else _AND_ALL
    return words[language].format(title(books[0], language), others)


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
    document = cited(stated.citation, language, stated.citation.short(language))
    return bracketed(SEMICOLON[language].join((document, GRADES[stated.grade][language])), language).strip()


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
