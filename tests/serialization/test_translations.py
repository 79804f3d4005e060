"""A rulebook's words in a further language go to JSON and back, and what is no translation is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from antipoverty import rulebooks
from antipoverty.errors import InvalidDocument
from antipoverty.rulebooks import Rulebook
from antipoverty.serialization import dumps, loads

BOOK = rulebooks.load(Path(__file__).parents[2] / "examples" / "brazil")


def test_a_rulebook_in_a_third_language_is_read_back_with_its_words() -> None:
    again = loads(dumps(BOOK), Rulebook)
    assert again == BOOK
    (language,) = again.translations
    assert (str(language), dict(language.words)) == ("pt", dict(BOOK.translations[0].words))


@pytest.mark.parametrize(
    "odd",
    [
        5,
        {"tag": "pt"},
        {"tag": "pt", "words": ["known"]},
        {"tag": "pt", "words": {"known": 5}},
        {"tag": "not a tag", "words": {}},
        {"tag": "pt", "words": {"{} persons": "pessoas"}},
        {"tag": "pt", "words": {"known": "\ud800"}},
    ],
)
def test_what_is_no_translation_is_refused_with_its_place(odd: Any) -> None:
    document = json.loads(dumps(BOOK))
    document["value"]["translations"] = [odd]
    with pytest.raises(InvalidDocument, match=r"\$\.value\.translations\[0\]|translations"):
        loads(json.dumps(document), Rulebook)
