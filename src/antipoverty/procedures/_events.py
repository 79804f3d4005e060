"""What happens in a case: steps that are taken, objections, removal, and another key for the household or village."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from attrs import Attribute, field, frozen
from attrs.validators import optional

from antipoverty._shared import fields
from antipoverty._shared.privacy import unprintable
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.rules import Decision


def _yes_or_no(instance: object, attribute: Attribute[bool], value: object) -> None:
    if not isinstance(value, bool):
        raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", value, "True or False")


def _said(instance: object, attribute: Attribute[str], value: object) -> None:
    # That something is said at all is for the procedure to ask.
    if not isinstance(value, str) or unprintable(value):
        expected = "words in one line, without control characters"
        raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", value, expected, personal=True)


def _decisions(values: Decision | Iterable[Decision]) -> tuple[Decision, ...]:
    return (values,) if isinstance(values, Decision) else fields.records(Decision, values)


@frozen(field_transformer=typed_fields)
class Taken(Serializable):
    """A step was taken.

    Attributes:
        step: the step's id.
        on: the day; for a notice, the day it was posted.
        approved: for an act, whether it went in favour.
        reason: why; needed for a refusal.
        decisions: for a notice or an announcement, the decision that it announces, or several of the same subject; held
            to the case's subject, the day, the procedure's rule and that it is met.
    """

    step: str
    on: date
    approved: bool = field(default=True, validator=_yes_or_no)
    reason: str | None = field(default=None, validator=optional(_said), repr=False)
    decisions: tuple[Decision, ...] = field(default=(), converter=_decisions, repr=False)


@frozen(field_transformer=typed_fields)
class Objected(Serializable):
    """Someone objected. The objector stays unnamed; `key` tells objections apart."""

    key: str = field(validator=fields.key)
    on: date
    reason: str = field(validator=_said, repr=False)


@frozen(field_transformer=typed_fields)
class ObjectionSettled(Serializable):
    """An objection was looked into: upheld, and the case starts again, or dismissed."""

    key: str = field(validator=fields.key)
    on: date
    upheld: bool = field(validator=_yes_or_no)
    reason: str = field(validator=_said, repr=False)


@frozen(field_transformer=typed_fields)
class Removed(Serializable):
    """The case was taken off the list, with its reason, such as help by another programme."""

    on: date
    reason: str = field(validator=_said, repr=False)


@frozen(field_transformer=typed_fields)
class PassedOn(Serializable):
    """The case goes on under another key, since the household or village was split or merged; see `pass_on`.

    Attributes:
        before: the key under which it went before.
        on: the day.
        reason: why.
    """

    before: str = field(validator=fields.key)
    on: date
    reason: str = field(validator=_said, repr=False)


Event: TypeAlias = Taken | Objected | ObjectionSettled | Removed | PassedOn
