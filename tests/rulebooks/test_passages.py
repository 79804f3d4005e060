"""The words of documents stand beside what they state, say where they were read, and decide nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of, walk
from antipoverty._shared.every_rule import every_quantity, every_rule
from antipoverty.errors import RulebookError
from antipoverty.rulebooks import Passage, PassageKind, Rulebook
from antipoverty.rules import AllOf, Criterion, Grade

BOOKS = {name: rulebooks.load(name) for name in rulebooks.available()}
CN = BOOKS["cn"]
WORDS = {
    "source": "law",
    "words": {"zh": "不低于5天", "en": "at least 5 days"},
    "language": "zh",
    "kind": "text",
    "grade": "A",
    "read": {"en": "a page", "zh": "一个页面"},
    "checked": date(2026, 11, 28),
    "of": ["HH-01"],
}
OURS = {
    "rulebook": {"title": {"en": "Ours", "zh": "本地"}, "version": "1"},
    "citations": {"law": {"title": {"en": "Law", "zh": "法"}, "issuer": {"en": "Here", "zh": "本地"}}},
    "passages": {"days": WORDS},
}


def _read(**changed: Any) -> Rulebook:
    stated = copy.deepcopy(OURS)
    for key, value in changed.items():
        stated["passages"]["days"][key] = value
        if value is None:
            del stated["passages"]["days"][key]
    return rulebooks.parse("ours", {"rulebook.toml": stated})


def _stated() -> Iterator[tuple[str, set[str]]]:
    """Everything that a passage can be about, with the documents that it cites."""
    for book in BOOKS.values():
        for name, parameter in book.parameters.items():
            yield name, {value.citation.key for value in parameter.values}
    for rule in every_rule().values():
        criteria = criteria_of(AllOf((rule.condition, *rule.reviews)))
        yield from ((criterion.id, set(criterion.sources)) for criterion in criteria)
        yield rule.id, {key for criterion in criteria for key in criterion.sources}
    for quantity in every_quantity().values():
        asked = (node for node in walk(quantity.term) if isinstance(node, Criterion))
        yield quantity.id, {*quantity.sources, *(key for criterion in asked for key in criterion.sources)}


def _cited() -> dict[str, set[str]]:
    cited: dict[str, set[str]] = {}
    for name, keys in _stated():
        cited.setdefault(name, set()).update(keys)
    return cited


def test_words_stand_beside_what_cites_their_document() -> None:
    cited = _cited()
    passages = {passage.key: passage for book in BOOKS.values() for passage in book.passages.values()}
    assert len(passages) > 50
    beside = [(passage.key, name) for passage in passages.values() for name in passage.of]
    assert [pair for pair in beside if passages[pair[0]].citation.key not in cited.get(pair[1], set())] == []


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_words_are_chinese_with_our_rendering_and_say_what_was_read(name: str) -> None:
    for passage in BOOKS[name].passages.values():
        assert passage.language == "zh"
        assert passage.rendering("en")
        assert passage.rendering("zh") is None
        assert passage.rendering("fr") is None
        assert passage.original == passage.words["zh"]
        assert not set(passage.original) & set("「」,;:()?"), "punctuation is Chinese"
        assert passage.of
        assert passage.read["en"]
        assert passage.url is None or passage.url.startswith("http")


def test_a_province_has_its_own_words_and_those_of_the_nation() -> None:
    dehua = BOOKS["cn/fujian/dehua"].passages_on("monitoring.scope")
    assert {passage.citation.key for passage in dehua} > {"dehua-2024", "monitoring-2020"}
    assert "dehua-2024" not in {passage.citation.key for passage in CN.passages_on("monitoring.scope")}
    assert CN.passages_on("no such name") == ()


def test_words_decide_nothing() -> None:
    with_words, without = (
        _read(),
        rulebooks.parse("ours", {"rulebook.toml": {key: OURS[key] for key in ("rulebook", "citations")}}),
    )
    assert with_words == without
    assert (len(with_words.passages), len(without.passages)) == (1, 0)
    assert CN.override({"income.line_series": "administrative"}).passages == CN.passages


def test_a_folder_states_words_of_its_own() -> None:
    (passage,) = _read(url="https://example.org/law", article={"en": "article 1", "zh": "第一条"}).passages_on("HH-01")
    assert isinstance(passage, Passage)
    assert passage.kind is PassageKind.TEXT
    assert passage.grade is Grade.A
    assert passage.citation.key == "law"
    assert passage.article is not None
    assert (passage.url, passage.article["zh"]) == ("https://example.org/law", "第一条")
    (bare,) = _read(words={"zh": "不低于5天"}).passages.values()
    assert bare.rendering("en") is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"source": "decree"}, "source 'decree' is not among the citations"),
        ({"words": {"en": "at least 5 days"}}, "words: needs zh"),
        ({"kind": "heard"}, "kind 'heard' is not one of text, quoted, retold"),
        ({"grade": "caller"}, "grade 'caller' is not one of A"),
        ({"checked": "2026"}, "checked should be a date"),
        ({"read": None}, "needs read"),
        ({"of": "HH-01"}, "of should be an array of strings"),
        ({"url": ""}, "url should be a string"),
    ],
)
def test_words_that_say_too_little_are_refused(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(RulebookError, match=f"ours/rulebook.toml, passages.days.*{why}"):
        _read(**changed)


def test_the_words_of_the_base_are_not_restated() -> None:
    with pytest.raises(RulebookError, match="passage 'days' exists already"):
        rulebooks.parse("ours/town", {"rulebook.toml": {**OURS, "citations": {}}}, base=_read())
