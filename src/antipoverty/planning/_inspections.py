"""Inspections (督查): visits to villages, samples of lists, what was found, and what was put right by when.

A sample is drawn by digests of the keys, so that anyone who has the list and the seed draws the same one:
`draw_sample` ranks the keys by the SHA-256 of the seed, a line feed and the key, in UTF-8, and takes the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue


def _examined(values: Iterable[str] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    keys = fields.as_keys(values, "examined")
    fields.check_differ(keys, "examined")
    return keys


@frozen(field_transformer=fields.named)
class Inspection(Serializable):
    """A visit of inspectors to a village.

    Attributes:
        id: the caller's key.
        on: its day.
        village: key of the village.
        by: who inspected, an office or a team; none if it is not known.
        listed: how many households are on the list that was looked at; none if it is not known.
        looked_at: how many of them were looked at; none if it is not known. As many as are examined, if left out.
        examined: keys of the households that were looked at; none if it is not known which.

    >>> Inspection("i1", date(2014, 8, 1), "v1", listed=80, examined=("h1", "h7")).looked_at
    2
    >>> Inspection("i1", date(2014, 8, 1), "v1", listed=1, looked_at=2)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: Inspection.looked_at: got 2; expected at most 1, the households on the list
    """

    id: str = field(validator=fields.key)
    on: date = field(validator=fields.needed_day)
    village: str = field(validator=fields.key)
    by: str | None = fields.text()
    listed: int | None = fields.count()
    looked_at: int | None = fields.count()
    examined: tuple[str, ...] | None = field(default=None, converter=_examined, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.examined is not None and self.looked_at is None:
            object.__setattr__(self, "looked_at", len(self.examined))
        if self.examined is not None and self.looked_at != len(self.examined):
            raise InvalidValue("Inspection.looked_at", self.looked_at, f"{len(self.examined)}, as many as are examined")
        if self.listed is not None and self.looked_at is not None and self.looked_at > self.listed:
            raise InvalidValue(
                "Inspection.looked_at", self.looked_at, f"at most {self.listed}, the households on the list"
            )

    @property
    def share(self) -> Fraction | None:
        """The share of the list that was looked at; none if it is not known, or nobody is on the list."""
        return Fraction(self.looked_at, self.listed) if self.looked_at is not None and self.listed else None


@frozen(field_transformer=fields.named)
class Defect(Serializable):
    """Something that inspectors found (督查发现问题), and when it was put right.

    Attributes:
        id: the caller's key.
        inspection: key of the inspection that found it.
        what: what was found; it may name a person, and is not shown by `repr`.
        household: key of the household concerned, if it is one.
        due: the day by which it is to be put right; none if none is set.
        corrected: the day on which it was put right; none while it is open.
    """

    id: str = field(validator=fields.key)
    inspection: str = field(validator=fields.key)
    what: str | None = fields.text(personal=True)
    household: str | None = field(default=None, validator=fields.key_or_unknown, repr=False)
    due: date | None = fields.day(personal=False)
    corrected: date | None = fields.day(personal=False)

    def is_open(self, on: date) -> bool:
        """Whether it had not been put right by the end of a day.

        >>> defect = Defect("d1", "i1", corrected=date(2014, 9, 1))
        >>> defect.is_open(date(2014, 8, 31)), defect.is_open(date(2014, 9, 1))
        (True, False)
        """
        as_day(on, "on")
        return self.corrected is None or self.corrected > on

    def is_overdue(self, on: date) -> bool:
        """Whether it was open at the end of a day, and should have been put right by an earlier one.

        >>> defect = Defect("d1", "i1", due=date(2014, 9, 1))
        >>> defect.is_overdue(date(2014, 9, 1)), defect.is_overdue(date(2014, 9, 2))
        (False, True)
        """
        return self.is_open(on) and self.due is not None and self.due < on


@frozen(field_transformer=typed_fields)
class InspectionReview(Serializable, Shown):
    """Inspections up to a day: make one with `review_inspections`.

    Attributes:
        on: the day.
        inspections: the visits up to it, in the order of their days.
        defects: what they found.
        astray: defects of no inspection that was given.
        unvisited: keys of villages that no inspection went to.

    In words, no household is named.
    """

    on: date
    inspections: tuple[Inspection, ...] = field(repr=False)
    defects: tuple[Defect, ...] = field(repr=False)
    astray: tuple[Defect, ...]
    unvisited: tuple[str, ...]

    @property
    def visits(self) -> int:
        """How many visits there were."""
        return len(self.inspections)

    @property
    def villages(self) -> tuple[str, ...]:
        """Keys of the villages visited, in the order of their first visit."""
        return tuple(dict.fromkeys(inspection.village for inspection in self.inspections))

    @property
    def open(self) -> tuple[Defect, ...]:
        """What had not been put right by the day."""
        return tuple(defect for defect in self.defects if defect.is_open(self.on))

    @property
    def overdue(self) -> tuple[Defect, ...]:
        """What should have been put right by an earlier day, and had not been."""
        return tuple(defect for defect in self.defects if defect.is_overdue(self.on))

    @property
    def sampled(self) -> tuple[int, int] | None:
        """How many were looked at, and how many were on the lists, over the visits that looked at a list.

        A list that several visits looked at counts for each of them. None if no visit states both.
        """
        known = [each for each in self.inspections if each.looked_at is not None and each.listed is not None]
        return (sum(each.looked_at or 0 for each in known), sum(each.listed or 0 for each in known)) if known else None

    @property
    def share(self) -> Fraction | None:
        """The share of the lists that was looked at; none if no visit states both numbers."""
        return Fraction(*self.sampled) if self.sampled and self.sampled[1] else None


def review_inspections(
    inspections: Iterable[Inspection], defects: Iterable[Defect] = (), *, on: date, villages: Iterable[str] = ()
) -> InspectionReview:
    """Review the inspections up to a day: visits, samples, what is open and overdue.

    Args:
        inspections: the visits; those after the day are left aside, with what they found.
        defects: what was found.
        on: the day.
        villages: keys of the villages that should be visited.

    Raises:
        InvalidValue: for two inspections or two defects of one key, or a defect put right before the visit.

    >>> visits = [Inspection("i1", date(2014, 8, 1), "v1", listed=80, looked_at=8)]
    >>> found = [Defect("d1", "i1", due=date(2014, 9, 1)), Defect("d2", "i1", corrected=date(2014, 8, 20))]
    >>> review = review_inspections(visits, found, on=date(2014, 12, 31), villages=["v1", "v2"])
    >>> review.visits, review.share, [defect.id for defect in review.overdue], review.unvisited
    (1, Fraction(1, 10), ['d1'], ('v2',))
    """
    as_day(on, "on")
    visits, found = fields.records(Inspection, inspections, "inspections"), fields.records(Defect, defects, "defects")
    fields.check_differ((each.id for each in visits), "inspections")
    fields.check_differ((each.id for each in found), "defects")
    days = {visit.id: visit.on for visit in visits}
    for defect in found:
        day = days.get(defect.inspection)
        if day is not None and defect.corrected is not None and defect.corrected < day:
            raise InvalidValue(f"corrected of {defect.id}", defect.corrected, f"a day not before the visit, {day}")
    own = tuple(sorted((visit for visit in visits if visit.on <= on), key=lambda visit: visit.on))
    visited = {visit.village for visit in own}
    wanted = dict.fromkeys(fields.as_keys(villages, "villages"))
    return InspectionReview(
        on,
        own,
        tuple(defect for defect in found if defect.inspection in days and days[defect.inspection] <= on),
        tuple(defect for defect in found if defect.inspection not in days),
        tuple(village for village in wanted if village not in visited),
    )


def draw_sample(keys: Iterable[str], size: int, *, seed: int | str) -> tuple[str, ...]:
    r"""Draw a sample of a list for inspectors, the same for everyone who has the list and the seed.

    The keys are ranked by the SHA-256 digest of ``f"{seed}\n{key}"`` in UTF-8, and the first are taken. So the order
    of the list does not matter, a larger sample holds every smaller one, and a sample stays as it is when a key that
    was not drawn is taken away. Each key is as likely as any other to whoever does not know the seed: settle it after
    the list is closed.

    Args:
        keys: the keys on the list.
        size: how many to draw; at most as many as there are.
        seed: a number or a text.

    Returns:
        The keys in the order in which they are drawn, so that a household nobody meets is replaced by the next one of
        a larger sample.

    Raises:
        InvalidValue: for a key that is on the list twice, a size that cannot be drawn, or a seed that is neither.

    >>> draw_sample(["h1", "h2", "h3", "h4", "h5"], 2, seed=2014)
    ('h4', 'h5')
    """
    listed = fields.as_keys(keys, "keys")
    fields.check_differ(listed, "keys", personal=True)
    if typed(size, int, "size") < 0 or size > len(listed):
        raise InvalidValue("size", size, f"a whole number from 0 to {len(listed)}, the keys on the list")
    typed(seed, (int, str), "seed")
    if isinstance(seed, str) and any("\ud800" <= character <= "\udfff" for character in seed):
        raise InvalidValue("seed", seed, "a number, or a text without halves of surrogate pairs")
    return tuple(sorted(listed, key=lambda key: hashlib.sha256(f"{seed}\n{key}".encode()).digest())[:size])
