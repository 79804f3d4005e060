"""The household's card and the village's book, as the family and the village read them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from antipoverty.assistance import measures_of
from antipoverty.cards import PARTS, HouseholdCard, VillageBook
from antipoverty.prose._parts import MISSING, Writers, listed, some
from antipoverty.text import COLON, COMMA, LISTED, Language, Text

# The card

_CARD = Text("Card of household {}", "帮扶明白卡：{}")
_VILLAGE = Text("Village", "所在村")
_MEMBERS = Text("Members", "家庭人口")
_ABLE = Text("Able to work", "劳动力")
_STUDENTS = Text("In school", "在校生")
_DWELLING = Text("Grade of the house", "住房等级")
_INCOME = Text("Net income a head", "人均纯收入")
_KIND = Text("Poverty attribute", "贫困户属性")
_PERSONS = Text("{}", "{}人")
_A_YEAR = Text("{:,} yuan a year", "{:,}元/年")
_NOT_KNOWN = Text("not known", "不详")
_NO_CAUSE = Text("None found yet; someone will look into it with you.", "尚未查明，将入户进一步核实。")
_MAIN_CAUSE = Text("Main cause", "主要致贫原因")
_OTHER_CAUSE = Text("Other cause", "其他致贫原因")
_TERM = Text("From {} to {}", "{}至{}")
_NO_MEASURE = Text("No measure yet", "尚无帮扶措施")
_BALANCE = Text(
    "Expected {:,.2f} yuan a year; still missing to the line {:,.2f} yuan",
    "预计每年增收减支{:,.2f}元，距贫困标准尚缺{:,.2f}元",
)
_DONE = Text("{} {}", "{} {}")
_DONE_WITH = Text("{} {}, {:,.2f} yuan", "{} {}，{:,.2f}元")
_NOTHING_DONE = Text("Nothing yet", "尚未开展")
_NOT_REVIEWED = Text("Not yet reviewed", "尚未评定")
_REVIEWED = Text("Reviewed on", "评定日期")
_IN_REGISTER = Text("In the register", "建档立卡状态")
_IN_CHARGE = Text("In charge: {}, {} to {}", "帮扶责任人：{}（{}至{}）")


def card_in_brief(card: HouseholdCard, language: Language) -> Iterator[str]:
    """The card in ten lines: causes, who helps and how, what is lacking, what was done and came of it."""
    plan = card.plan
    yield _CARD[language].format(card.household)
    yield from _two(_causes(card, language), language)
    yield _IN_CHARGE[language].format(plan.responsible, plan.on, plan.until)
    names = [each.recommendation.name[language] for each in plan.measures]
    yield _line(PARTS[3], listed(some(names, language, most=5), language) or _NO_MEASURE[language], language)
    if plan.uncovered is not None:
        yield _BALANCE[language].format(plan.covered, plan.uncovered)
    for part, body in ((PARTS[4], _done), (PARTS[5], _result)):
        lines = (line.removeprefix("- ") for line in body(card, language))
        yield _line(part, COMMA[language].join(some(lines, language)), language)
    if unknown := [name[language] for name, value in _situation(card, language) if value is None]:
        yield MISSING[language].format(listed(unknown, language))


def card_in_full(card: HouseholdCard, language: Language) -> Iterator[str]:
    """The card as the family reads it, in its six parts."""
    yield _CARD[language].format(card.household)
    bodies = (_situation_lines, _causes, _responsible, _plan, _done, _result)
    for number, (part, body) in enumerate(zip(PARTS, bodies, strict=True), start=1):
        yield from ("", f"{number}. {part[language]}", *(f"   {line}" for line in body(card, language)))


def _two(lines: Iterator[str], language: Language) -> list[str]:
    return list(some(lines, language, most=1))


def _line(name: Text, value: object, language: Language) -> str:
    return f"{name[language]}{COLON[language]}{_NOT_KNOWN[language] if value is None else value}"


def _situation(card: HouseholdCard, language: Language) -> Iterator[tuple[Text, object]]:
    """What the card says of the family: each thing with its name, none where it is not known."""
    situation = card.situation
    if situation.village is not None:
        yield _VILLAGE, situation.village
    for name, persons in ((_MEMBERS, situation.size), (_ABLE, situation.able), (_STUDENTS, situation.students)):
        yield name, None if persons is None else _PERSONS[language].format(persons)
    yield _DWELLING, situation.dwelling_grade
    yield _INCOME, _a_year(situation.income_per_head, language)
    yield _KIND, None if situation.attribute is None else situation.attribute.text[language]


def _a_year(amount: Decimal | None, language: Language) -> str | None:
    return None if amount is None else _A_YEAR[language].format(amount)


def _situation_lines(card: HouseholdCard, language: Language) -> Iterator[str]:
    yield from (_line(name, value, language) for name, value in _situation(card, language))


def _causes(card: HouseholdCard, language: Language) -> Iterator[str]:
    assessment = card.plan.assessment
    if assessment.primary is None:
        yield _NO_CAUSE[language]
        return
    yield _line(_MAIN_CAUSE, assessment.primary.text[language], language)
    for cause in assessment.others:
        yield _line(_OTHER_CAUSE, cause.text[language], language)


def _responsible(card: HouseholdCard, language: Language) -> Iterator[str]:
    yield card.plan.responsible


def _plan(card: HouseholdCard, language: Language) -> Iterator[str]:
    plan = card.plan
    yield _TERM[language].format(plan.on, plan.until)
    for each in plan.measures:
        yield f"- {each.recommendation.name[language]}{COLON[language]}{each.recommendation.gives[language]}"
    if not plan.measures:
        yield _NO_MEASURE[language]
    if plan.uncovered is not None:
        yield _BALANCE[language].format(plan.covered, plan.uncovered)


def _done(card: HouseholdCard, language: Language) -> Iterator[str]:
    for each in sorted(card.done, key=lambda done: done.on):
        words = (_DONE if each.amount is None else _DONE_WITH)[language]
        yield "- " + words.format(each.on, (each.name or measures_of()[each.measure].name)[language], each.amount)
    if not card.done:
        yield _NOTHING_DONE[language]


def _result(card: HouseholdCard, language: Language) -> Iterator[str]:
    result = card.result
    if result is None:
        yield _NOT_REVIEWED[language]
        return
    yield _line(_REVIEWED, result.on, language)
    yield _line(_INCOME, _a_year(result.income_per_head, language), language)
    yield _line(_IN_REGISTER, None if result.registration is None else result.registration.text[language], language)


# The book

_BOOK = Text("Book of village {}, {}", "{}扶贫手册（{}）")
_TOTAL = Text("Households {}, persons {}", "贫困户{}户、{}人")
_SIZES_UNKNOWN = Text(", and {} households of unknown size", "，另有{}户人口不详")
_SIZE_UNKNOWN = Text(", and {} household of unknown size", "，另有{}户人口不详")
_MAIN_CAUSES = Text("Main causes: {}", "主要致贫原因：{}")
_NONE_FOUND = Text("none found", "未查明")
_MEASURES = Text("Measures planned:", "计划措施：")
_UNPAIRED = Text("Without a cadre: {}", "无人结对：{}户")


def _names(book: VillageBook) -> dict[str, Text]:
    """What the measures of the plans are called."""
    planned = (each.recommendation for card in book.cards for each in card.plan.measures)
    return {recommendation.measure: recommendation.name for recommendation in planned}


def book_in_brief(book: VillageBook, language: Language) -> Iterator[str]:
    """The totals of a village."""
    yield from _totals(book, language)
    names = _names(book)
    counted = (f"{names[key][language]} {number}" for key, number in book.measures.items())
    yield f"{_MEASURES[language].strip()} {listed(some(counted, language, most=5), language)}".rstrip()
    if book.pairing is not None:
        yield _UNPAIRED[language].format(len(book.unpaired))


def book_in_full(book: VillageBook, language: Language) -> Iterator[str]:
    """The totals of a village, then a line for each household by key."""
    yield from _totals(book, language)
    yield _MEASURES[language]
    names = _names(book)
    for key, number in book.measures.items():
        yield f"  {names[key][language]}{COLON[language]}{number}"
    if book.pairing is not None:
        yield _UNPAIRED[language].format(len(book.unpaired))
    for card in sorted(book.cards, key=lambda card: card.household):
        primary = card.plan.assessment.primary
        cause = (_NONE_FOUND if primary is None else primary.text)[language]
        size = _NOT_KNOWN[language] if card.situation.size is None else str(card.situation.size)
        yield "  " + LISTED[language].join((card.household, size, cause, card.plan.responsible))


def _totals(book: VillageBook, language: Language) -> Iterator[str]:
    yield _BOOK[language].format(book.village.name or book.village.id, book.on)
    total = _TOTAL[language].format(len(book.cards), book.persons_known)
    unknown = (_SIZE_UNKNOWN if book.sizes_unknown == 1 else _SIZES_UNKNOWN)[language].format(book.sizes_unknown)
    yield total + (unknown if book.sizes_unknown else "")
    causes = (
        f"{(_NONE_FOUND if cause is None else cause.text)[language]} {number}"
        for cause, number in book.main_causes.items()
    )
    yield _MAIN_CAUSES[language].format(listed(causes, language) or _NONE_FOUND[language])


WRITERS: Writers = {
    HouseholdCard: (card_in_brief, card_in_full),
    VillageBook: (book_in_brief, book_in_full),
}
