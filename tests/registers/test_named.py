"""How many things the words of a cell name."""

from __future__ import annotations

import pytest

from antipoverty.registers._reading.words import named


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("护林员、保洁员", 2),
        ("护林员、护林员", 1),
        ("无", 0),
        ("", 0),
        ("3", 3),
        ("两个", 2),
        ("不详", None),
        ("——", None),
    ],
)
def test_a_cell_names_a_number_its_words_or_nothing(text: str, number: int | None) -> None:
    assert named(text, {"两个": "2", "不详": None}, frozenset({"——"})) == number
