"""The page of facts: those of a person, and how facts of a household follow from its members and from each other."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty import rulebooks
from antipoverty._engine.conditions import facts_of
from antipoverty._engine.prose.statements import state, state_definition, state_term
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.facts.person import PERSON_FACTS
from antipoverty.rules import Condition, Fact, Term
from antipoverty.text import COLON, COMMA, LISTED, SEMICOLON, Text
from pages import fact_table, parameter_names, periods
from values import period
from writing import Language, bracketed, capital, folded, library_books, title

_INTRODUCTION = Text(
    "A fact is what a rule may ask of a record. Some follow from other facts of the record or from its members: their"
    " definition is written once, as a condition or a term, and is read for an object, for a frame, for this page and"
    " for proofs. [What comes first, what follows or what is stated](../explanation/deciding.md#stated-and-derived).",
    "事实是规则可就一条记录提出的事项。有些事实由该记录的其他事实或其成员推得：其定义只写一次，为条件或算式，"
    "供对象、数据表、本页与证明共同读取。[推得者与所填者何者为先](../explanation/deciding.md#stated-and-derived)。",
)
_OF_PERSONS = Text("Facts of a person", "成员的事实")
_ASKED = Text(
    "Rules ask these of each member, never of the household: whether any or every member has it, how many do, or a sum"
    " (`AnyMember`, `EveryMember`, `CountMembers`, `SumMembers`). A member of whom it is unknown leaves the answer"
    " unknown, unless another member settles it; a count or a sum it always leaves unknown.",
    "规则就每名成员提出下列事项：是否有成员或全体成员符合、符合者多少，或各成员之和"
    "（`AnyMember`、`EveryMember`、`CountMembers`、`SumMembers`）。"
    "某成员情况未知的，结论未知，除非其他成员已足以判定；计数与合计则必为未知。",
)
_FOLLOWING = Text("Facts of a household that follow from others", "由其他信息推得的农户事实")
_COLUMN = Text("Column", "列名")
_COLUMNS = Text("Their columns in a table of members", "成员表中的列名与代码")
_FOLLOWS = Text("It is so where", "如下即为是")
_COMES_TO = Text("It comes to", "其数为")
_FROM = Text("From", "推自")
_BY = Text("By", "所用参数")
_STATED_FIRST = Text(
    "What the record states comes first: the definition is a stand-in, taken where the figure itself is not stated.",
    "以所填为先：定义仅在未填时替代使用。",
)


def facts_page(language: Language) -> Iterator[str]:
    """The facts of a person in a list, then each household fact that follows from others."""
    following = [fact for fact in HOUSEHOLD_FACTS.values() if fact.definition is not None]
    yield Text("# Facts, and how they follow", "# 事实及其推得")[language] + "\n"
    yield _INTRODUCTION[language] + "\n"
    yield f"- [{_OF_PERSONS[language]}](#person)"
    yield f"- [{_FOLLOWING[language]}](#household)"
    yield from (f"    - [{fact.text[language]}](#{fact.name})" for fact in following)
    yield ""
    yield f"## {_OF_PERSONS[language]} {{ #person }}\n"
    yield _ASKED[language] + "\n"
    yield from (_of_person(fact, language) for fact in PERSON_FACTS.values())
    yield ""
    yield from folded(_COLUMNS[language], fact_table(PERSON_FACTS.values(), language))
    yield f"## {_FOLLOWING[language]} {{ #household }}\n"
    for fact in following:
        yield from _definition(fact, language)


def _of_person(fact: Fact, language: Language) -> str:
    """What it is called, with its unit or the values that it may have."""
    if fact.values:
        values = LISTED[language].join(dict.fromkeys(fact.label(value, language) for value in fact.values))
        return f"- **{fact.text[language]}**{COLON[language]}{values}"
    unit = "" if fact.unit is None else bracketed(fact.unit[language], language)
    return f"- **{fact.text[language]}**{unit}"


def _definition(fact: Fact, language: Language) -> Iterator[str]:
    colon, stop = (": ", "; ") if language == "en" else ("：", "、")
    yield f"### {capital(fact.text[language])} {{ #{fact.name} }}\n"
    verb = (_FOLLOWS if isinstance(fact.definition, Condition) else _COMES_TO)[language]
    for when, said in _said(fact, language):
        yield f"- {verb}{when}{colon}{said}"
    if from_facts := _from(fact, language):
        yield f"- {_FROM[language]}{colon}{stop.join(from_facts)}"
    if names := parameter_names(fact):
        book = rulebooks.load("cn")
        linked = (f"[{book.parameter(name).text[language]}](parameters.md#{name})" for name in names)
        yield f"- {_BY[language]}{colon}{stop.join(linked)}"
    yield f"- {_COLUMN[language]} `{fact.column}`\n"
    if fact.stated_first:
        yield _STATED_FIRST[language] + "\n"


def _said(fact: Fact, language: Language) -> Iterator[tuple[str, str]]:
    """How it follows, with the values of each period of each rulebook; said once of those that agree."""

    def say(definition: Condition | Term) -> str:
        return state(definition, language) if isinstance(definition, Condition) else state_term(definition, language)

    if not parameter_names(fact):
        said = state_definition(fact, language)
        assert said is not None
        yield "", said
        return
    books = library_books()
    found: dict[str, list[str]] = {}
    national = periods(fact, books[0], say)
    for book in books:
        if book is not books[0] and periods(fact, book, say) == national:
            continue
        for start, end, said in periods(fact, book, say):
            found.setdefault(said, []).append(f"{title(book, language)}{COMMA[language]}{period(start, end, language)}")
    for said, when in found.items():
        yield bracketed(SEMICOLON[language].join(when), language), said


def _from(fact: Fact, language: Language) -> list[str]:
    """The facts of the same record from which it follows, those of its members left out."""
    assert fact.definition is not None
    named = (each for each in facts_of(fact.definition) if each.name in HOUSEHOLD_FACTS)
    return [f"[{each.text[language]}](#{each.name})" if each.definition else each.text[language] for each in named]
