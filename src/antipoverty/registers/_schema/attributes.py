"""The attributes of record classes as columns: what sort of value each holds, and how a class becomes a schema.

A record is flat in a table: an attribute of a record within it is a column of its own (``contract_kind``), words in two
languages are two (``name`` and ``name_en``), and several values stand in one cell (`cells`). Kinds, bounds and codes
are those of the class; what its author adds are headings, words and units.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any

import attrs

from antipoverty._shared import fields
from antipoverty.registers._schema.declarations import MOST_COUNT, MOST_FEN, Field, Form, Schema
from antipoverty.text import Labelled, Text

_YUAN = Text("yuan; held in fen", "元（按分保存）")
_FORMS: Mapping[type, Form] = {bool: Form.FLAG, int: Form.COUNT, Decimal: Form.MONEY, date: Form.DAY, str: Form.WORDS}


@attrs.frozen
class Slot:
    """An attribute of a record class.

    Attributes:
        name: its name.
        kind: the class of its values: of each, where there are several.
        several: whether it is a tuple.
        optional: whether it may be `None`.
        attribute: what attrs knows of it.
    """

    name: str
    kind: Any
    several: bool
    optional: bool
    attribute: Any

    @property
    def nested(self) -> bool:
        """Whether its values are records."""
        return attrs.has(self.kind)


@attrs.frozen
class Label:
    """What a table says of an attribute: what it is called, and under which headings forms have it.

    Attributes:
        text: what it is.
        headings: further headings, beside its Chinese name.
        unit: the unit; an amount with one is a measure, and without one money.
        words: further words of its codes.
        more: whatever else `Field` has: ``form``, ``personal``, ``plausible``, ``yes``, ``no``, ``month``.
    """

    text: Text
    headings: tuple[str, ...] = ()
    unit: Text | None = None
    words: Mapping[str, tuple[str, ...]] = attrs.Factory(dict)
    more: Mapping[str, Any] = attrs.Factory(dict)


def column(
    en: str, zh: str, *headings: str, unit: Text | None = None, words: Mapping[str, tuple[str, ...]] | None = None,
    **more: Any,
) -> Label:  # fmt: skip
    """What a table says of an attribute; see `Label`."""
    return Label(Text(en, zh), headings, unit, words or {}, more)


@cache
def slots_of(record: type) -> Mapping[str, Slot]:
    """The attributes of a record class, by name.

    >>> from antipoverty.funds import Project
    >>> slots = slots_of(Project)
    >>> slots["villages"].several, slots["contract"].nested, slots["started"].kind, slots["started"].optional
    (True, True, <class 'datetime.date'>, True)
    """
    hints = typing.get_type_hints(record)
    return {each.name: _slot(each, hints[each.name]) for each in attrs.fields(record) if each.init}


def _slot(attribute: Any, hint: Any) -> Slot:
    kinds = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, UnionType) else (hint,)
    kind = next(each for each in kinds if each is not NoneType)
    several = typing.get_origin(kind) is tuple
    return Slot(attribute.name, typing.get_args(kind)[0] if several else kind, several, NoneType in kinds, attribute)


def may_be_unknown(schema: Schema, field: Field) -> bool:
    """Whether a row can do without a value: whether nothing in its column says that it is unknown, and no more.

    Not so where the attribute takes another default, and in tables whose rows need one or the other by their kind: a
    budget year that is left out is the year of the entry.

    >>> from antipoverty.registers import ENTRIES, HOUSEHOLDS, PROJECTS
    >>> [may_be_unknown(HOUSEHOLDS, HOUSEHOLDS[name]) for name in ("id", "size", "wage")]
    [False, True, True]
    >>> may_be_unknown(ENTRIES, ENTRIES["year"]), may_be_unknown(PROJECTS, PROJECTS["started"])
    (False, True)
    """
    if field.required or schema.cases:
        return False
    record = schema.record
    for name in field.attribute.split(".") if record is not None and field.attribute else ():
        slot = slots_of(record)[name]
        if slot.attribute.default is not None or slot.kind is Text:
            return False
        record = slot.kind
    return True


def schema_of(record: type, name: str, text: Text, labels: Mapping[str, Label], *, note: Text | None = None) -> Schema:
    """The table of a record class.

    Args:
        record: the class, of attrs.
        name: the name of the table.
        text: what it is called.
        labels: what is said of each attribute, by its path: ``name``, ``contract.kind``, ``budget.fund``.
        note: a remark on its headings and words.
    """
    made = tuple(_fields(record, labels, ""))
    # A heading stands for the first field that claims it, as everywhere.
    assert len({each.column for each in made}) == len(made), f"{name}: two columns of one name"
    if left := labels.keys() - _paths(record, ""):
        raise AssertionError(f"{name}: no attribute {', '.join(sorted(left))}")
    return Schema(name, text, made, note=note, record=record)


def _paths(record: type, before: str) -> set[str]:
    own = {f"{before}{name}" for name in slots_of(record)}
    inner = (_paths(slot.kind, f"{before}{name}.") for name, slot in slots_of(record).items() if slot.nested)
    return own.union(*inner)


def _fields(record: type, labels: Mapping[str, Label], before: str) -> Iterator[Field]:
    """The columns of a record's attributes, those of records within it among them."""
    for name, slot in slots_of(record).items():
        path = f"{before}{name}"
        if slot.nested and not slot.several:
            yield from _fields(slot.kind, labels, f"{path}.")
        elif slot.kind is Text and not slot.several:
            label = labels[path]
            single = _field(slot, label, path)
            yield attrs.evolve(single, attribute=f"{path}.zh")
            yield attrs.evolve(
                single,
                name=f"{single.name}_en",
                attribute=f"{path}.en",
                text=Text(
                    f"{label.text.en}, in English, where it differs", f"{label.text.zh}（英文，与中文不同时填写）"
                ),
                required=False,
                headings=tuple(f"{words}（英文）" for words in single.headings),
            )
        else:
            yield _field(slot, labels[path], path, labels)


def _field(slot: Slot, label: Label, path: str, labels: Mapping[str, Label] | None = None) -> Field:
    attribute = slot.attribute
    form = label.more.get("form") or _form(slot, label)
    metadata = attribute.metadata
    hidden = attribute.repr is False and metadata.get("personal", True)
    parts: tuple[Field, ...] = ()
    if slot.several:
        item = attrs.evolve(slot, several=False, optional=slot.nested)
        parts = (
            tuple(_parts(slot.kind, labels or {}, path))
            if slot.nested
            else (attrs.evolve(_field(item, label, path), required=True, attribute=""),)
        )
        form = Form.LIST
    least, most = metadata.get("least"), metadata.get("most", MOST_COUNT)
    money = form in (Form.MONEY, Form.MEASURE)
    given: dict[str, Any] = {
        "form": form,
        "text": label.text,
        "unit": label.unit or (_YUAN if form is Form.MONEY else None),
        "values": _values(slot.kind, label.words) if form is Form.CATEGORY and "values" not in label.more else (),
        "least": None if not (money or form is Form.COUNT) else _stored(least, money),
        "most": MOST_FEN if money else most if form is Form.COUNT else None,
        "required": attribute.default is attrs.NOTHING,
        "personal": any(part.personal for part in parts) if parts else hidden and form in _HIDDEN,
        "headings": tuple(dict.fromkeys((label.text.zh, *label.headings))),
        "attribute": path,
        "parts": parts,
        "record": slot.kind if slot.several and slot.nested else None,
        "none": slot.several and slot.optional,
    }
    return Field(path.replace(".", "_"), **{**given, **({} if slot.several else label.more)})


#: What a field that `repr` leaves out may tell of a person; a truth or a day of a project is left out for length.
_HIDDEN = (Form.KEY, Form.WORDS, Form.MONEY)


def _stored(least: Any, money: bool) -> int:
    if money:
        return -MOST_FEN if least is None else int(least * 100)
    return least or 0


def _parts(record: type, labels: Mapping[str, Label], path: str) -> Iterator[Field]:
    """What one of several records in a cell consists of; without a label, a part is called by its name."""
    named = {f"{path}.{name}": Label(Text(name, name)) for name in slots_of(record)}
    yield from (
        attrs.evolve(each, attribute=each.attribute.removeprefix(f"{path}."), name=each.attribute.rpartition(".")[2])
        for each in _fields(record, {**named, **labels}, f"{path}.")
    )


def _form(slot: Slot, label: Label) -> Form:
    if slot.nested:
        return Form.LIST
    if slot.kind is Text:
        return Form.WORDS
    if isinstance(slot.kind, type) and issubclass(slot.kind, Enum):
        return Form.CATEGORY
    if slot.attribute.validator in (fields.key, fields.key_or_unknown, fields.keys):
        return Form.KEY
    form = _FORMS[slot.kind]
    return Form.MEASURE if form is Form.MONEY and label.unit is not None else form


def _values(codes: type[Labelled], words: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Codes with their Chinese label, further words, and the English label where it is another word."""
    return tuple(
        (str(code.value), tuple(dict.fromkeys((code.text.zh, *words.get(code.value, ()), code.text.en))))
        for code in codes
    )
