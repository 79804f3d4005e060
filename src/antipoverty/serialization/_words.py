"""What schemas say of classes in words: names that facts and tables have, and what docstrings tell."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

import attrs

from antipoverty import facts, records
from antipoverty._engine.subjects import Hundredths, OrByName
from antipoverty._shared.serializable import Titled
from antipoverty.text import Code, Labelled, Text, vocabulary

_ATTRIBUTE = re.compile(r"^ {4}(\w+): ", re.MULTILINE)


def sentence(wanted: type) -> str:
    """The first paragraph of a docstring, in one line; empty where Python runs without them."""
    return " ".join(inspect.cleandoc(wanted.__doc__ or "").partition("\n\n")[0].split())


def attribute_words(wanted: type) -> Mapping[str, dict[str, str]]:
    """The title in both languages and the description of each attribute that has one."""
    described = {name: {"description": text} for each in reversed(wanted.__mro__) for name, text in _documented(each)}
    titled = {name: Titled(text.en, text.zh).schema for name, text in _names().get(wanted, {}).items()}
    return {name: titled.get(name, {}) | described.get(name, {}) for name in described | titled}


def code_words(codes: type[Code | Labelled]) -> dict[str, Any]:
    """The labels of codes: in the order of their values for programs, and as a list for people."""
    labels = {code: f"{text.en}; {text.zh}" for code, text in vocabulary(codes).items()}
    lines = [f"- `{code}`: {label}" for code, label in labels.items()]
    return {"description": "\n".join([sentence(codes), "", *lines]), "x-enum-descriptions": list(labels.values())}


def _documented(wanted: type) -> Iterator[tuple[str, str]]:
    """The attributes that a docstring lists, each with what it says."""
    listed = inspect.cleandoc(wanted.__doc__ or "").partition("Attributes:\n")[2]
    parts = _ATTRIBUTE.split(re.split(r"^(?=\S)", listed, maxsplit=1, flags=re.MULTILINE)[0])
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        yield name, " ".join(text.split())


@cache
def _names() -> Mapping[type, Mapping[str, Text]]:
    """What attributes are called, by class and name: as facts say it, and else as the columns of tables do."""
    from antipoverty.registers import HOUSEHOLDS, MEMBERS, TABLES  # they need this subject

    subjects = (
        (records.Household, facts.HOUSEHOLD),
        (records.Person, facts.PERSON),
        (records.Village, facts.VILLAGE),
        (records.County, facts.COUNTY),
    )
    sources = [
        (record, source.first if isinstance(source, OrByName) else source, fact.text)
        for record, subject in subjects
        for fact, source in subject.facts.items()
    ]
    stated = [
        (record, source.path if isinstance(source, Hundredths) else source, text)
        for record, source, text in sources
        if isinstance(source, str | Hundredths)
    ]
    columns = [
        (schema.record, field.attribute or field.name, field.text)
        for schema in TABLES.values()
        if schema.record is not None
        for field in schema.fields
        if not field.attribute.endswith(".en")
    ]
    keys = [
        (record, field.name, field.text)
        for record, schema in ((records.Household, HOUSEHOLDS), (records.Person, MEMBERS))
        for field in schema.fields
    ]
    named: dict[type, dict[str, Text]] = {}
    for record, path, text in (*stated, *columns, *keys):
        if place := _place(record, path):
            owner, name = place
            named.setdefault(owner, {}).setdefault(name, text)
    return named


def _place(record: Any, path: str) -> tuple[type, str] | None:
    """The class and the attribute to which a dotted path leads; the words of a text in one language are the text."""
    place = None
    for name in path.split("."):
        if record is None:
            return place
        attrs.resolve_types(record)
        kinds = {each.alias: each.type for each in attrs.fields(record)}
        if name not in kinds:
            return None
        place = record, name
        record = _held(kinds[name])
    return place


def _held(kind: Any) -> Any:
    """The class of records that a type holds, if it does."""
    if isinstance(kind, type) and attrs.has(kind):
        return kind
    return next(filter(None, map(_held, get_args(kind))), None)
