"""The register that a round starts from and ends with: households, their members, and where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.records import Household, Registration


def _registration(value: Registration | str) -> Registration:
    return fields.needed(Registration, value)


@frozen(field_transformer=fields.named)
class Entry:
    """A household of a register.

    Attributes:
        household: its key.
        members: the keys of its members, at least one.
        registration: where it stands.
    """

    household: str = field(validator=fields.key)
    members: tuple[str, ...] = field(validator=fields.keys)
    registration: Registration = field(default=Registration.NOT_REGISTERED, converter=_registration, repr=False)


@frozen(field_transformer=typed_fields)
class Register:
    """Households with their members (名册): each household once, each person in one household.

    Attributes:
        entries: the households, by key.
    """

    entries: tuple[Entry, ...] = field(default=(), repr=lambda entries: f"<{len(entries)} households>")

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(sorted(self.entries, key=lambda entry: entry.household)))
        for name, keys in (
            ("household", [entry.household for entry in self.entries]),
            ("person", [person for entry in self.entries for person in entry.members]),
        ):
            twice = [key for key, count in Counter(keys).items() if count > 1]
            if twice:
                raise InvalidValue(f"Register.entries, {name}", twice[0], "a key that is there once")

    @classmethod
    def of(cls, households: Iterable[Household]) -> Register:
        """The register of some household records, whose members and standing must be known.

        Raises:
            InvalidValue: if they are not.

        >>> from antipoverty.records import Person
        >>> Register.of([Household("h1", members=(Person("a"),), registration="exited")])
        Register(entries=<1 households>)
        """
        entries = []
        for household in fields.records(Household, households):
            if household.members is None:
                raise InvalidValue(f"Household {household.id}.members", None, "members by key")
            if household.registration is None:
                raise InvalidValue(f"Household {household.id}.registration", None, "where the household stands")
            members = tuple(member.id for member in household.members)
            entries.append(Entry(household.id, members, household.registration))
        return cls(tuple(entries))

    def households(self, standing: Registration) -> int:
        """How many households stand so."""
        typed(standing, Registration, "standing")
        return sum(entry.registration is standing for entry in self.entries)

    def persons(self, standing: Registration) -> int:
        """How many persons are in households that stand so."""
        typed(standing, Registration, "standing")
        return sum(len(entry.members) for entry in self.entries if entry.registration is standing)
