"""A result that lacks a part, or has nothing of a kind, is still explained, briefly and in full, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import attrs
import pytest

from antipoverty.errors import AntipovertyError
from antipoverty.prose import explain
from antipoverty.text import Detail, Language
from instances import instances

EXPLAINED = {kind: held for kind, held in instances().items() if hasattr(kind, "explain")}


def _lacking(whole: Any) -> Iterator[Any]:
    """The result without each of its parts: none of a list, no value where there may be none."""
    for each in attrs.fields(type(whole)):
        if not each.init:
            continue
        value = getattr(whole, each.name)
        nothing = () if isinstance(value, tuple) and value else None
        try:
            yield attrs.evolve(whole, **{each.alias: nothing})
        except (AntipovertyError, TypeError, ValueError, AttributeError):
            continue


@pytest.mark.parametrize("kind", [kind for kind in EXPLAINED if attrs.has(kind)], ids=lambda kind: kind.__name__)
def test_what_lacks_a_part_is_explained(kind: type) -> None:
    for whole in EXPLAINED[kind][:3]:
        for result in _lacking(whole):
            for language in get_args(Language):
                for detail in get_args(Detail):
                    assert explain(result, language, detail=detail).strip()
