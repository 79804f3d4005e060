"""Every rule and every quantity of the library, gathered from its subjects when they are first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from antipoverty._engine.conditions import Quantity, Rule

if TYPE_CHECKING:
    from antipoverty.rulebooks import Rulebook

#: The faces that have rules, and the one that has quantities. By name, since they stand above what asks for them.
_WITH_RULES = ("identification", "causes", "assistance", "exits", "allowance", "monitoring", "low_income", "funds")


@lru_cache(maxsize=1)
def every_rule() -> Mapping[str, Rule]:
    """Every rule of the library, by its id."""
    faces = (import_module(f"antipoverty.{name}") for name in _WITH_RULES)
    return {rule.id: rule for face in faces for rule in face.RULES}


@lru_cache(maxsize=1)
def every_quantity() -> Mapping[str, Quantity]:
    """Every quantity of the library, by its id."""
    return dict(import_module("antipoverty.quantities").QUANTITIES)


#: Who reads the tables of a rulebook: the module of a subject, and its function for one section.
_READERS = (
    ("antipoverty.assistance", "measures_of"),
    ("antipoverty.assistance", "classifications_of"),
    ("antipoverty.assistance", "ranks_of"),
    ("antipoverty.procedures", "procedures_of"),
    ("antipoverty.registers", "checks_of"),
)


def read_tables(rulebook: Rulebook) -> None:
    """Let every subject read its tables of a rulebook.

    Raises:
        RulebookError: for a table that cannot be, with its file and key.
    """
    for module, name in _READERS:
        getattr(import_module(module), name)(rulebook)
