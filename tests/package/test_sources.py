"""The index of documents, and the words of documents beside what they state, on the pages of both languages."""

from __future__ import annotations

import re
from itertools import pairwise

import markdown
import pytest

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of
from antipoverty.exits import HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.identification import POOR_COUNTY, POOR_HOUSEHOLD
from antipoverty.indicators.official import figures
from antipoverty.monitoring import MONITORED_HOUSEHOLD
from antipoverty.rules import AllOf, Criterion, Rule
from antipoverty.text import Text
from document_index import documents_page, stated
from passages import quoted, quoted_values
from worked import collected, collected_quantities
from writing import LANGUAGES, Language, cited

BOOKS = {name: rulebooks.load(name) for name in rulebooks.available()}
CN = BOOKS["cn"]
ALL = (*BOOKS.values(), figures())
DOCUMENTS = {key: citation for book in ALL for key, citation in book.citations.items() if key != "no-source"}


@pytest.fixture(scope="module")
def sections() -> dict[Language, dict[str, str]]:
    """The part of the index that is about each document, by key, in each language."""
    rules, amounts = tuple(collected()), tuple(collected_quantities())
    found: dict[Language, dict[str, str]] = {}
    for language in LANGUAGES:
        page = "\n".join(documents_page(rules, amounts, language))
        starts = [*re.finditer(r"^### .* \{ #(\S+) \}$", page, re.MULTILINE)]
        ends = [start.start() for start in starts[1:]] + [len(page)]
        found[language] = {start[1]: page[start.start() : end] for start, end in zip(starts, ends, strict=True)}
    return found


def test_every_document_has_its_place_in_both_languages(sections: dict[Language, dict[str, str]]) -> None:
    assert set(sections["en"]) == set(sections["zh"]) == set(DOCUMENTS)
    assert list(sections["en"]) == list(sections["zh"])
    for key, section in sections["en"].items():
        assert f"《{DOCUMENTS[key].title['zh']}》" in section, "the official title stands on the English page too"
        number = DOCUMENTS[key].number
        assert number is None or (number in section and number in sections["zh"][key])


def test_what_a_document_states_stands_under_it(sections: dict[Language, dict[str, str]]) -> None:
    for book in ALL:
        for name, parameter in book.parameters.items():
            page = "parameters" if name in CN.parameters else "official-figures"
            for value in parameter.values:
                if value.citation.key in DOCUMENTS:
                    assert f"(../rules/{page}.md#{name})" in sections["en"][value.citation.key]
    exit_2016 = sections["zh"]["exit-2016"]
    assert "[收入超过贫困标准](../rules/household-exit.md#EX-01.income)" in exit_2016
    assert "降至2%以下（西部地区降至3%以下）" in exit_2016
    assert "共22项" in exit_2016, "a long table is counted"
    assert "2016: 2,952 yuan per person per year" in sections["en"]["yunnan-yearbook"]
    register = sections["en"]["figures-poor-villages"]
    assert (
        "[persons in the national register (10,000 persons)](../rules/official-figures.md#register.persons)" in register
    )
    assert "[Rain and Dew grant](../rules/quantity-rain-and-dew-grant.md)" in sections["en"]["rain-dew-2015"]
    assert "No value or rule rests on it" in sections["en"]["scio-2021"]


def test_documents_stand_by_date_the_nations_first() -> None:
    listed = stated(tuple(collected()), tuple(collected_quantities()))
    places = [(each.book.id.jurisdiction, each.citation.date or "9999") for each in listed]
    assert all(one <= other for one, other in pairwise(places))


def test_a_page_quotes_words_once_and_then_refers_to_them() -> None:
    shown: dict[str, str] = {}
    rule = list(quoted(HOUSEHOLD_EXIT, "en", CN, shown))
    assert any("proposed by the village's two committees" in line for line in rule)
    income, stable = (_criterion(HOUSEHOLD_EXIT, key) for key in ("EX-01.income", "EX-01.stable"))
    first = "\n".join(quoted(income, "en", CN, shown))
    assert "> 贫困人口退出以户为单位" in first
    assert "*(our rendering)*" in first
    assert "(../documents/index.md#exit-2016)" in first
    again = list(quoted(stable, "en", CN, shown))
    assert again == ["The same words as under [Income above the line](#EX-01.income).\n"]


def test_a_criterion_on_the_line_has_the_words_that_state_the_line() -> None:
    words = "\n".join(quoted(_criterion(POOR_HOUSEHOLD, "HH-01"), "zh", CN))
    assert "以2013年农民人均纯收入2736元" in words
    assert "2800元、2855元、2952元" in words
    assert list(quoted(_criterion(HOUSEHOLD_EXIT, "EX-01.review"), "en", CN)) != []
    of_others = "\n".join(quoted(_criterion(MONITORED_HOUSEHOLD, "MN-10"), "en", CN))
    assert of_others.count("> —") == 1, "the values of its parts are quoted at the parts"


def test_quotations_in_a_row_stay_apart() -> None:
    words = "\n".join(quoted(_criterion(POOR_HOUSEHOLD, "HH-01"), "zh", CN))
    assert markdown.markdown(words).count("<blockquote>") == words.count("> —") == 3


def test_words_are_in_chinese_alone_on_a_chinese_page() -> None:
    words = "\n".join(quoted(_criterion(VILLAGE_EXIT, "EX-03.incidence"), "zh", CN))
    assert "译文" not in words
    assert "原则上贫困村贫困发生率降至2%以下" in words


def test_nothing_is_quoted_where_nothing_was_read() -> None:
    assert list(quoted(POOR_COUNTY, "en")) == []


def test_values_are_quoted_from_the_document_that_they_cite() -> None:
    line = CN.parameter("poverty_line.statistical").values
    of_2016 = "\n".join(quoted_values(((CN, value) for value in line if value.start.year == 2016), "en"))
    assert "2,952 yuan at current prices" in of_2016
    assert "2300" not in of_2016
    assert list(quoted_values(((CN, value) for value in line if value.start.year == 2019), "en")) == []
    dehua = BOOKS["cn/fujian/dehua"]
    local = "\n".join(quoted_values(((dehua, value) for value in dehua.parameter("monitoring.scope").values), "zh"))
    assert "815元/月*12*2=19560元" in local


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_linked_where_the_index_has_it(language: Language) -> None:
    ours = CN.citations["exit-2016"]
    assert cited(ours, language).endswith("](../documents/index.md#exit-2016)")
    assert cited(CN.citations["no-source"], language).endswith("](../explanation/sources.md#choices)")
    theirs = rulebooks.parse(
        "theirs",
        {
            "rulebook.toml": {
                "rulebook": {"title": {"en": "Theirs", "zh": "他处"}, "version": "1"},
                "citations": {"exit-2016": {"title": {"en": "Law", "zh": "法"}, "issuer": {"en": "X", "zh": "某"}}},
            }
        },
    ).citations["exit-2016"]
    assert cited(theirs, language) == theirs.line(language)
    assert cited(theirs, language, Text("this", "此")[language]) == Text("this", "此")[language]


def _criterion(rule: Rule, key: str) -> Criterion:
    return next(each for each in criteria_of(AllOf((rule.condition, *rule.reviews))) if each.id == key)
