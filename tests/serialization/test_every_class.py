"""Every promised class goes to JSON and back exactly, and its documents are as its schema says."""

from __future__ import annotations

import inspect

import attrs
import pytest

from antipoverty.funds import Ledger
from antipoverty.serialization import dumps, loads
from documents import check_document
from faces import promised
from instances import instances

#: Why a class of a face is no document, by its name.
NO_DOCUMENTS = {
    "Problem": "part of an error",
    **dict.fromkeys(("Clusters", "Column", "Design", "GroupedIncome"), "holds a value for each row of a table"),
    **dict.fromkeys(
        (
            "CheckReport",
            "Comparison",
            "Look",
            "Manifest",
            "Published",
            "Reading",
            "Recheck",
            "Schema",
            "Simulation",
            "Township",
            "Store",
            "Undecided",
        ),
        "holds frames or files",
    ),
    "Field": "part of the declaration of a table",
    "Proof": "holds what a solver found, and is made again from the rule",
    "Subject": "holds functions, and is known by its name",
    **dict.fromkeys(("Before", "Elapsed"), "part of a subject, and may hold a function"),
}
PROMISED = {
    name: kind for name, kind in promised().items() if inspect.isclass(kind) and (attrs.has(kind) or kind is Ledger)
}
CLASSES = {name: kind for name, kind in PROMISED.items() if kind.__name__ not in NO_DOCUMENTS}


def test_every_exception_is_a_promised_class() -> None:
    assert set(NO_DOCUMENTS) <= {kind.__name__ for kind in PROMISED.values()}


@pytest.mark.parametrize("name", CLASSES)
def test_a_promised_class_is_read_back_as_it_was_and_has_a_schema(name: str) -> None:
    kind = CLASSES[name]
    drawn = instances().get(kind, [])
    assert drawn, "no instance: add one to tests/instances.py, or the class to NO_DOCUMENTS with its reason"
    for value in drawn[:5]:
        text = dumps(value)
        assert loads(text, kind) == value
        check_document(text, kind)
