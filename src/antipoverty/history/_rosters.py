"""The roster that a round starts from and ends with: households, their members, and their standing."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.records import Household, Registration


def _registration(value: Registration | str) -> Registration:
    return fields.needed(Registration, value)


@frozen(field_transformer=fields.named)
class RosterEntry(Serializable):
    """A household of a roster.

    Attributes:
        household: its key.
        members: the keys of its members, at least one.
        registration: its standing in the register (建档立卡).
        village: the key of its village, if it is known.
    """

    household: str = field(validator=fields.key)
    members: tuple[str, ...] = field(validator=fields.keys)
    registration: Registration = field(default=Registration.NOT_REGISTERED, converter=_registration, repr=False)
    village: str | None = field(default=None, validator=fields.key_or_unknown, repr=False)


@frozen(field_transformer=typed_fields)
class Roster(Serializable, Shown):
    """Households with their members (名册): each household once, each person in one household.

    Attributes:
        entries: the households, by key.
    """

    entries: tuple[RosterEntry, ...] = field(
        default=(), repr=lambda entries: f"<{len(entries)} household{'s'[: len(entries) != 1]}>"
    )

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(sorted(self.entries, key=lambda entry: entry.household)))
        for name, keys in (
            ("household", [entry.household for entry in self.entries]),
            ("person", [person for entry in self.entries for person in entry.members]),
        ):
            fields.check_differ(keys, f"Roster.entries, {name}")

    @classmethod
    def of(cls, households: Iterable[Household]) -> Roster:
        """The roster of some household records, whose members and standing must be known.

        Raises:
            InvalidValue: if they are not.

        >>> from antipoverty.records import Person
        >>> Roster.of([Household("h1", members=(Person("a"),), registration="exited")])
        Roster(entries=<1 household>)
        """
        entries = []
        for household in fields.records(Household, households, "households"):
            if household.members is None:
                raise InvalidValue(f"Household {household.id}.members", None, "members by key")
            if household.registration is None:
                raise InvalidValue(f"Household {household.id}.registration", None, "the standing of the household")
            members = tuple(member.id for member in household.members)
            entries.append(RosterEntry(household.id, members, household.registration))
        return cls(tuple(entries))

    def households(self, standing: Registration) -> int:
        """The number of households of a standing."""
        typed(standing, Registration, "standing")
        return sum(entry.registration is standing for entry in self.entries)

    def persons(self, standing: Registration) -> int:
        """The number of persons in households of a standing."""
        typed(standing, Registration, "standing")
        return sum(len(entry.members) for entry in self.entries if entry.registration is standing)
