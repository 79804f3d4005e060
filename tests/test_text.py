"""Words by language: a mapping that cannot be changed, in as many languages as there are words for."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import jsonschema
import pytest

from antipoverty import rulebooks
from antipoverty.errors import InvalidDocument, InvalidValue
from antipoverty.funds import Fund, Ledger
from antipoverty.rules import Fact, Kind
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text, Translation
from documents import check_document

SIZE = Text("household size", "家庭人口数")
THREE = Text(fr="taille du ménage", zh="家庭人口数", en="household size")


def test_a_text_is_a_mapping_from_language_to_words() -> None:
    assert isinstance(SIZE, Mapping)
    assert dict(SIZE) == {"en": "household size", "zh": "家庭人口数"}
    assert (SIZE["en"], SIZE["zh"], len(SIZE), "fr" in SIZE) == (SIZE.en, SIZE.zh, 2, False)
    assert Text(**dict(SIZE)) == SIZE == Text(en=SIZE.en, zh=SIZE.zh)


def test_a_third_language_is_data() -> None:
    assert THREE["fr"] == "taille du ménage"
    assert list(THREE) == ["en", "zh", "fr"]
    assert THREE == Text("household size", "家庭人口数", fr="taille du ménage")
    assert THREE != SIZE
    assert hash(THREE) == hash(Text(**dict(THREE)))
    assert list(Text(sw="maji", fr="eau")) == ["fr", "sw"]


@pytest.mark.parametrize("text", [SIZE, THREE, Text(**{"zh-Hant": "家庭人口數"})])
def test_a_text_is_equal_to_its_copies(text: Text) -> None:
    for again in (copy.copy(text), copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert (again, hash(again), repr(again)) == (text, hash(text), repr(text))


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda: SIZE["fr"], "language: got 'fr'; expected 'en' or 'zh'"),
        (lambda: THREE["de"], "language: got 'de'; expected 'en' or 'zh' or 'fr'"),
        (lambda: Text(fr="taille").en, "language: got 'en'; expected 'fr'"),
        (lambda: SIZE[None], "language: got None; expected 'en' or 'zh'"),
        (lambda: Text("a", ""), "Text.zh: got ''; expected words"),
        (lambda: Text(en="a", fr=5), "Text.fr: got 5; expected words"),
        (lambda: Text("a"), "Text: got"),
        (Text, "Text: got"),
        (lambda: Text("a", "b", zh="c"), "Text: got .*expected words for each language once"),
        (lambda: Text(**{"en": "a", "French": "b"}), "Text: got .*expected tags of languages"),
    ],
)
def test_an_error_lists_the_languages(read: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        read()


def test_a_text_cannot_be_changed() -> None:
    for change in (lambda: setattr(SIZE, "_words", ()), lambda: setattr(SIZE, "en", "a"), lambda: delattr(SIZE, "zh")):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            change()


@pytest.mark.parametrize("text", [SIZE, THREE])
def test_json_holds_the_words_by_language(text: Text) -> None:
    assert json.loads(dumps(text))["value"] == dict(text)
    assert loads(dumps(text), Text) == text
    fact = Fact("members", Kind.COUNT, text, unit=text)
    written = dumps(fact)
    assert loads(written, Fact) == fact
    check_document(written, Fact)


@pytest.mark.parametrize(
    ("name", "pointer"),
    [({"en": "a", "fr": 5}, "/value/name/fr"), ({}, "/value/name"), ({"en": ""}, "/value/name/en"), (5, "/value/name")],
)
def test_words_that_are_none_are_refused_at_their_place(name: Any, pointer: str) -> None:
    document = json.loads(dumps(Fund("f1", SIZE, "county", 2018)))
    document["value"]["name"] = name
    with pytest.raises(InvalidDocument) as caught:
        loads(json.dumps(document), Fund)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    with pytest.raises(jsonschema.ValidationError):
        check_document(json.dumps(document), Fund)


def test_a_digest_covers_every_language() -> None:
    book = rulebooks.load("cn")
    name, parameter = next(iter(book.parameters.items()))
    other = attrs.evolve(parameter, text=Text(**parameter.text, fr="seuil"))
    changed = rulebooks.Rulebook.of("cn", "1", book.title, {**book.parameters, name: other}, book.citations)
    assert changed.id.digest != book.id.digest
    ledgers = [Ledger([Fund("f1", name, "county", 2018)]) for name in (SIZE, THREE)]
    assert len({ledger.digest for ledger in ledgers}) == 2


PORTUGUESE = Translation(
    "pt", {"household size": "tamanho da família", "{} of {}": "{1}: {0}", "{:,} rows": "{} linhas"}
)


def test_a_translation_is_a_language_with_words_for_the_librarys() -> None:
    assert PORTUGUESE == "pt"
    assert SIZE[PORTUGUESE] == "tamanho da família"
    assert Text(en="household size", pt="agregado")[PORTUGUESE] == "agregado"
    assert Text("{} of {}", "占{1}的{0}")[PORTUGUESE].format(1, 2) == "2: 1"
    with pytest.raises(InvalidValue, match="words in 'pt': got 'years'; expected a translation of it"):
        Text("years", "年")[PORTUGUESE]
    with pytest.raises(InvalidValue, match="expected 'en' or 'zh'"):
        SIZE["pt"]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_translation_is_copied_with_its_words(copied: Callable[[Any], Any]) -> None:
    again = copied(PORTUGUESE)
    assert (again, again.words, SIZE[again]) == ("pt", PORTUGUESE.words, "tamanho da família")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("Portuguese", {}),
        (None, {}),
        ("pt", {"{} of {}": "{}"}),
        ("pt", {"{a} of {b}": "{a} de {c}"}),
        ("pt", {"size": ""}),
        ("pt", {"size": "{"}),
    ],
)
def test_a_translation_has_the_places_of_the_english_words(language: Any, words: dict[str, str]) -> None:
    with pytest.raises(InvalidValue):
        Translation(language, words)
