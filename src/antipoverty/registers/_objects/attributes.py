"""Which attribute of a household, its parts and its income holds which fact."""

from __future__ import annotations

from collections.abc import Mapping

from antipoverty._engine.subjects import Hundredths
from antipoverty._shared.codes import codes_of
from antipoverty.facts import HOUSEHOLD, PERSON
from antipoverty.facts.household import INCOME_PARTS, SIZE
from antipoverty.records import (
    Flags,
    Household,
    Insurance,
    Living,
    Means,
    Monitoring,
    OtherLand,
    Person,
    Risk,
    StatedCauses,
    StatedHelp,
    TransferKind,
    Water,
    Work,
)
from antipoverty.registers._reading.masking import shown_key
from antipoverty.registers._schema.tables import IDENTIFIED_ON, REMOVED_ON
from antipoverty.rules import Fact

#: So many households are objects at a time, but for those that the caller keeps.
BATCH = 2_048
#: Where the facts of a household are in it: by attribute; by the attribute of a part; an amount in an attribute.
DIRECT: dict[str, Fact] = {}
PART_KINDS: Mapping[str, type] = {
    "water": Water,
    "flags": Flags,
    "risk": Risk,
    "monitoring": Monitoring,
    "means": Means,
    "other_land": OtherLand,
    "living": Living,
    "stated_causes": StatedCauses,
    "stated_help": StatedHelp,
}
PARTS: dict[str, dict[str, Fact]] = {name: {} for name in PART_KINDS}
AMOUNTS: dict[str, Fact] = {}
#: Facts that have no attribute, by name.
STATED: dict[str, Fact] = {}
for _fact, _source in HOUSEHOLD.facts.items():
    if _fact.definition is not None:
        STATED[_fact.name] = _fact
        continue
    _path = _source.path if isinstance(_source, Hundredths) else _source
    if isinstance(_path, str) and _fact is not SIZE:
        _head, _, _rest = _path.partition(".")
        _whole = AMOUNTS if isinstance(_source, Hundredths) else DIRECT
        (PARTS[_head] if _rest else _whole)[_rest or _head] = _fact
#: Where the facts of a person are that are in a part of it, by the part and its attribute.
PERSON_PART_KINDS: Mapping[str, type] = {"work": Work, "insurance": Insurance}
PERSON_PARTS: dict[str, dict[str, Fact]] = {name: {} for name in PERSON_PART_KINDS}
for _fact, _source in PERSON.facts.items():
    _path = _source.path if isinstance(_source, Hundredths) else _source
    if isinstance(_path, str) and "." in _path:
        _head, _, _rest = _path.partition(".")
        PERSON_PARTS[_head][_rest] = _fact
#: The dotted path of each of them, by its column.
PERSON_PATHS = {
    fact.column: f"{part}.{name}" for part, attributes in PERSON_PARTS.items() for name, fact in attributes.items()
}
TRANSFERS = {TransferKind(fact.name.removeprefix("transfer_")): fact for fact in INCOME_PARTS[5:]}
INCOME = INCOME_PARTS[:5]
#: The vocabulary of each attribute that holds a code.
CODES, PERSON_CODES = codes_of(Household), codes_of(Person)
PART_CODES = {name: codes_of(kind) for name, kind in PART_KINDS.items()}
#: The days of a part, which are columns and no facts, by attribute.
PART_DAYS: Mapping[str, tuple[str, ...]] = {"monitoring": (IDENTIFIED_ON.name, REMOVED_ON.name)}


def as_shown(key: str | None) -> str:
    """A key for a message."""
    import polars as pl

    return "without a key" if key is None else str(shown_key(pl.Series([key], dtype=pl.String))[0])
