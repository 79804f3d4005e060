"""A township's organisation: who answers for what on a day, and what has nobody (责任落实情况)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.assistance import Cadre, Pairing
from antipoverty.errors import InvalidValue
from antipoverty.organisation._records import AssistingUnit, LeadingGroup, Responsibility, Role, Scope, Support

_T = TypeVar("_T", AssistingUnit, LeadingGroup, Support, Cadre)


def _once(kind: type[_T], values: Iterable[_T]) -> tuple[_T, ...]:
    held = fields.records(kind, values)
    fields.check_differ((record.id for record in held), kind.__name__)
    return held


def _units(values: Iterable[AssistingUnit]) -> tuple[AssistingUnit, ...]:
    return _once(AssistingUnit, values)


def _groups(values: Iterable[LeadingGroup]) -> tuple[LeadingGroup, ...]:
    return _once(LeadingGroup, values)


def _supports(values: Iterable[Support]) -> tuple[Support, ...]:
    return _once(Support, values)


def _cadres(values: Iterable[Cadre]) -> tuple[Cadre, ...]:
    return _once(Cadre, values)


def _responsibilities(values: Iterable[Responsibility]) -> tuple[Responsibility, ...]:
    return fields.records(Responsibility, values)


@frozen
class Organisation(Serializable):
    """How a township has organised its work: groups, cadres, units, what these give, and who answers for what.

    Attributes:
        groups: the leading groups.
        cadres: the cadres.
        units: the assisting units.
        supports: what the units gave.
        responsibilities: who answers for what; what a unit lists as its villages and households need not be repeated.

    Raises:
        InvalidValue: for groups, cadres, units or supports two of which have one key.

    >>> held = Organisation(units=[AssistingUnit("u1", villages=("v1",), first_day=date(2014, 1, 1))])
    >>> [each.holder for each in held.answers_for(village="v1", on=date(2014, 5, 1))]
    ['u1']
    """

    groups: tuple[LeadingGroup, ...] = field(default=(), converter=_groups, repr=False)
    cadres: tuple[Cadre, ...] = field(default=(), converter=_cadres, repr=False)
    units: tuple[AssistingUnit, ...] = field(default=(), converter=_units, repr=False)
    supports: tuple[Support, ...] = field(default=(), converter=_supports, repr=False)
    responsibilities: tuple[Responsibility, ...] = field(default=(), converter=_responsibilities, repr=False)

    @property
    def terms(self) -> tuple[Responsibility, ...]:
        """Everything that is answered for: the responsibilities, and the villages and households that units list."""
        listed = (term for unit in self.units for term in unit.responsibilities)
        return tuple(dict.fromkeys((*self.responsibilities, *listed)))

    def answers_for(
        self, *, on: date, village: str | None = None, household: str | None = None, project: str | None = None
    ) -> tuple[Responsibility, ...]:
        """Who answers on a day for a household, a project or a village; for the town, if none is given.

        One whose first day is not known is among them; `Responsibility.in_place` of it is unknown.
        """
        if household is not None and project is not None:
            raise InvalidValue("project", project, "none beside a household")
        wanted = _as_subject(household, project, village)
        return tuple(term for term in self.terms if subject_of(term) == wanted and term.in_place(on) is not False)

    def pairs_of(self, household: str) -> tuple[Responsibility, ...]:
        """Who has answered for a household over the years and is no unit, by the first day, those without one first.

        >>> years = [
        ...     Responsibility("c2", household="h1", first_day=date(2016, 3, 1)),
        ...     Responsibility("c1", household="h1", first_day=date(2014, 5, 1), last_day=date(2015, 12, 31)),
        ... ]
        >>> [term.holder for term in Organisation(responsibilities=years).pairs_of("h1")]
        ['c1', 'c2']
        """
        units = {unit.id for unit in self.units}
        key = fields.as_key(household, "household")
        pairs = (term for term in self.responsibilities if term.household == key and not _of_unit(term, units))
        return tuple(sorted(pairs, key=lambda term: (term.first_day or date.min, term.holder)))


def _of_unit(term: Responsibility, units: Collection[str]) -> bool:
    return term.role is Role.ASSISTING_UNIT or term.holder in units


def _as_subject(household: str | None, project: str | None, village: str | None) -> tuple[Scope, str]:
    """What is answered for, as one key."""
    for scope, key in ((Scope.HOUSEHOLD, household), (Scope.PROJECT, project), (Scope.VILLAGE, village)):
        if key is not None:
            return scope, fields.as_key(key, scope.value)
    return Scope.TOWN, ""


def subject_of(term: Responsibility) -> tuple[Scope, str]:
    """What somebody answers for, as one key."""
    return _as_subject(term.household, term.project, term.village)


@frozen(field_transformer=typed_fields)
class Attendance(Serializable):
    """Of some villages or households, those that nobody answers for on a day.

    Attributes:
        total: how many there are.
        lacking: the keys of those that certainly have nobody.
        undecided: the keys of those that may have somebody, whose first day is not known.
    """

    total: int
    lacking: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def attended(self) -> int:
        """How many certainly have somebody."""
        return self.total - len(self.lacking) - len(self.undecided)


@frozen(field_transformer=typed_fields)
class CadreLoad(Serializable):
    """The households that a cadre answers for on a day, against the places of the rank.

    Attributes:
        cadre: the cadre's key.
        rank: the rank, if it is known.
        households: the keys of the households.
        places: how many the ladder gives the rank; none if there is no ladder, or it is not known for the rank.
    """

    cadre: str
    rank: str | None
    households: tuple[str, ...] = field(repr=False)
    places: int | None = None

    @property
    def above(self) -> int | None:
        """How many households are above the places; unknown where the places are."""
        return None if self.places is None else max(0, len(self.households) - self.places)


@frozen(field_transformer=typed_fields)
class ResponsibilityReview(Serializable, Shown):
    """Who answers for what on a day, what nobody answers for, and what does not fit.

    Attributes:
        on: the day.
        villages_with_unit: the villages, by whether a unit helps them.
        villages_with_person: the villages, by whether somebody answers for them who is no unit.
        households_with_unit: the households, by whether a unit lists them; a unit of the village alone does not count.
        households_with_cadre: the households, by whether somebody answers for them who is no unit.
        villages_with_group: the villages, by whether they have a leading group.
        shared: the keys of the households that several certainly answer for who are no units.
        loads: the households of each cadre who has any, in the order of their keys.
        unlisted: the keys of those who answer for something and are neither among the cadres nor among the units.
    """

    on: date
    villages_with_unit: Attendance
    villages_with_person: Attendance
    households_with_unit: Attendance = field(repr=False)
    households_with_cadre: Attendance = field(repr=False)
    villages_with_group: Attendance
    shared: tuple[str, ...] = field(repr=False)
    loads: tuple[CadreLoad, ...] = field(repr=False)
    unlisted: tuple[str, ...] = field(repr=False)

    @property
    def overloaded(self) -> tuple[CadreLoad, ...]:
        """The cadres who have more households than the ladder allows their rank."""
        return tuple(load for load in self.loads if load.above)


def review_responsibilities(
    organisation: Organisation,
    *,
    on: date,
    villages: Iterable[str] = (),
    households: Iterable[str] = (),
    ratios: Mapping[str, int] | None = None,
) -> ResponsibilityReview:
    """Hold the organisation on a day against the villages and households there are.

    Args:
        organisation: the township's organisation.
        on: the day.
        villages: the keys of the villages that should have a unit, a responsible person and a leading group.
        households: the keys of the households that should have a cadre.
        ratios: places for each rank, as `antipoverty.assistance.read_ratio` or `pairing_ratio` gives them; without
            them, nobody has too many.

    >>> held = Organisation(responsibilities=[Responsibility("c1", household="h1", first_day=date(2014, 5, 1))])
    >>> review_responsibilities(held, on=date(2014, 6, 1), households=["h1", "h2"]).households_with_cadre.lacking
    ('h2',)
    """
    typed(organisation, Organisation, "organisation")
    as_day(on, "on")
    typed(ratios, (Mapping,), "ratios", optional=True)
    places = {str(rank): number for rank, number in (ratios or {}).items()}
    towns = tuple(dict.fromkeys(fields.as_keys(villages, "villages")))
    homes = tuple(dict.fromkeys(fields.as_keys(households, "households")))
    units = {unit.id for unit in organisation.units}
    by_unit: dict[tuple[Scope, str], list[Responsibility]] = defaultdict(list)
    by_person: dict[tuple[Scope, str], list[Responsibility]] = defaultdict(list)
    for term in organisation.terms:
        if term.in_place(on) is not False:
            (by_unit if _of_unit(term, units) else by_person)[subject_of(term)].append(term)
    cadres = {cadre.id: cadre for cadre in organisation.cadres}
    held: dict[str, dict[str, None]] = defaultdict(dict)
    shared = []
    for (scope, key), terms in by_person.items():
        certain = dict.fromkeys(term.holder for term in terms if term.in_place(on))
        if scope is Scope.HOUSEHOLD:
            for holder in certain:
                held[holder][key] = None
            if len(certain) > 1:
                shared.append(key)
    listed = units | set(cadres)
    answering = {term.holder for side in (by_unit, by_person) for terms in side.values() for term in terms}
    groups: dict[tuple[Scope, str], list[LeadingGroup]] = defaultdict(list)
    for group in organisation.groups:
        groups[_as_subject(None, None, group.village)].append(group)
    return ResponsibilityReview(
        on=on,
        villages_with_unit=_attendance(Scope.VILLAGE, towns, by_unit, on),
        villages_with_person=_attendance(Scope.VILLAGE, towns, by_person, on),
        households_with_unit=_attendance(Scope.HOUSEHOLD, homes, by_unit, on),
        households_with_cadre=_attendance(Scope.HOUSEHOLD, homes, by_person, on),
        villages_with_group=_attendance(Scope.VILLAGE, towns, groups, on),
        shared=tuple(sorted(shared)),
        loads=tuple(_load(key, tuple(held[key]), cadres.get(key), places) for key in sorted(held)),
        unlisted=tuple(sorted(answering - listed)),
    )


def _attendance(
    scope: Scope,
    keys: Sequence[str],
    terms: Mapping[tuple[Scope, str], Sequence[Responsibility] | Sequence[LeadingGroup]],
    on: date,
) -> Attendance:
    found = {key: {term.in_place(on) for term in terms.get((scope, key), ())} for key in keys}
    return Attendance(
        len(keys),
        tuple(key for key in keys if not found[key] & {True, None}),
        tuple(key for key in keys if None in found[key] and True not in found[key]),
    )


def _load(key: str, households: tuple[str, ...], cadre: Cadre | None, places: Mapping[str, int]) -> CadreLoad:
    rank = None if cadre is None or cadre.rank is None else str(cadre.rank)
    return CadreLoad(key, rank, households, None if rank is None else places.get(rank))


def responsibilities_of(pairing: Pairing, *, first_day: date) -> tuple[Responsibility, ...]:
    """What cadres answer for after a pairing, from a day on: one for each household that has a cadre.

    Args:
        pairing: what `antipoverty.assistance.pair` gave.
        first_day: the day from which it holds.

    >>> from antipoverty.assistance import pair, read_ratio
    >>> from antipoverty.records import Household
    >>> made = pair([Household("h1"), Household("h2")], [Cadre("c1", "ordinary")], read_ratio("54321"))
    >>> [(each.holder, each.household) for each in responsibilities_of(made, first_day=date(2014, 5, 1))]
    [('c1', 'h1')]
    """
    typed(pairing, Pairing, "pairing")
    return tuple(
        Responsibility(pair.cadre, household=household, role=Role.PAIRED_CADRE, first_day=first_day)
        for pair in pairing.pairs
        for household in pair.households
    )
