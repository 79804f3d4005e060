"""The events of a yearly round, a class for each kind."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import member_of
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty.history._transitions import Transition

#: How a person comes into a household from outside the register.
Joining: TypeAlias = Literal["birth", "marriage in", "move in"]
#: How a person goes out of a household and of the register.
Leaving: TypeAlias = Literal["death", "marriage out", "move out"]


def _transition(value: Transition | str) -> Transition:
    return member_of(Transition, value, "StandingChanged.transition")


@frozen(field_transformer=typed_fields)
class StandingChanged(Serializable):
    """A household's standing changed. A removal as wrong needs its reason."""

    household: str = field(validator=fields.key)
    transition: Transition = field(converter=_transition)
    on: date
    reason: str | None = field(default=None, repr=False)


@frozen(field_transformer=typed_fields)
class Joined(Serializable):
    """A person came into a household from outside the register: was born, married or moved in."""

    household: str = field(validator=fields.key)
    person: str = field(validator=fields.key)
    why: Joining
    on: date


@frozen(field_transformer=typed_fields)
class Left(Serializable):
    """A person went out of a household and of the register: died, married or moved away."""

    household: str = field(validator=fields.key)
    person: str = field(validator=fields.key)
    why: Leaving
    on: date


@frozen(field_transformer=typed_fields)
class Moved(Serializable):
    """A person went from one household of the register to another, by marriage or otherwise."""

    household: str = field(validator=fields.key)
    person: str = field(validator=fields.key)
    to: str = field(validator=fields.key)
    on: date


@frozen(field_transformer=typed_fields)
class Split(Serializable):
    """Some members of a household became a household of their own (分户), which stands as the old one does."""

    household: str = field(validator=fields.key)
    new: str = field(validator=fields.key)
    members: tuple[str, ...] = field(validator=fields.keys)
    on: date = field(validator=fields.needed_day)


@frozen(field_transformer=typed_fields)
class Merged(Serializable):
    """A household was merged into another (并户), and stands as that one does from then on."""

    household: str = field(validator=fields.key)
    into: str = field(validator=fields.key)
    on: date


@frozen(field_transformer=typed_fields)
class Arrived(Serializable):
    """A household came whole from outside the register, to a village if it is known; it is not registered as poor."""

    household: str = field(validator=fields.key)
    members: tuple[str, ...] = field(validator=fields.keys)
    on: date = field(validator=fields.needed_day)
    village: str | None = field(default=None, validator=fields.key_or_unknown)


@frozen(field_transformer=typed_fields)
class Relocated(Serializable):
    """A household went whole to another village of the register, and stands there as it did."""

    household: str = field(validator=fields.key)
    village: str = field(validator=fields.key)
    on: date


@frozen(field_transformer=typed_fields)
class VillagesMerged(Serializable):
    """A village was merged into another (合村并组): its households are that one's from then on."""

    village: str = field(validator=fields.key)
    into: str = field(validator=fields.key)
    on: date


RosterEvent: TypeAlias = StandingChanged | Joined | Left | Moved | Split | Merged | Arrived | Relocated | VillagesMerged
