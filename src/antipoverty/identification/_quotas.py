"""Scale control (规模控制): the provincial ceiling, and its breakdown level by level (逐级分解).

Every split sums to its total: children always sum to their parent, and ceilings are kept. The rulebook's way is the
largest remainder, which is not monotone in the total: a larger total can give a child one less (the Alabama paradox).
The divisor methods are, and differ in whom rounding favours, from the small (Adams) to the large (D'Hondt).

Source of the methods: M. L. Balinski and H. P. Young, Fair Representation, 2nd ed., Brookings 2001.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.money import allocate, exact_number


class Apportionment(Enum):
    """How whole places follow from exact shares.

    A divisor method gives each place to the unit whose weight over a divisor is the largest; the divisor follows from
    the k places that the unit has already.

    Attributes:
        LARGEST_REMAINDER: whole parts first, then one each by the largest remainder (Hamilton).
        ADAMS: divisor k; favours the small.
        DEAN: 2·k·(k + 1)/(2·k + 1), the harmonic mean of k and k + 1.
        HUNTINGTON_HILL: √(k·(k + 1)), the geometric mean.
        SAINTE_LAGUE: k + 1/2, the arithmetic mean (Webster); favours nobody.
        D_HONDT: k + 1 (Jefferson); favours the large.

    With Adams', Dean's and Huntington's methods the first place of each unit comes before all others, of the larger
    unit first.

    >>> {way.value: apportion(9, {"town": 78, "hamlet": 12}, method=way)["hamlet"] for way in Apportionment}
    {'largest-remainder': 1, 'adams': 2, 'dean': 1, 'huntington-hill': 1, 'sainte-lague': 1, 'd-hondt': 1}
    """

    LARGEST_REMAINDER = "largest-remainder"
    ADAMS = "adams"
    DEAN = "dean"
    HUNTINGTON_HILL = "huntington-hill"
    SAINTE_LAGUE = "sainte-lague"
    D_HONDT = "d-hondt"


#: What a divisor is compared by, once a unit has k places: the divisor, or its square where that is rational.
_DIVISORS: dict[Apportionment, Callable[[int], Fraction]] = {
    Apportionment.ADAMS: Fraction,
    Apportionment.DEAN: lambda k: Fraction(2 * k * (k + 1), 2 * k + 1),
    Apportionment.HUNTINGTON_HILL: lambda k: Fraction(k * (k + 1)),
    Apportionment.SAINTE_LAGUE: lambda k: Fraction(2 * k + 1, 2),
    Apportionment.D_HONDT: lambda k: Fraction(k + 1),
}


def apportion(
    total: int,
    weights: Mapping[str, Fraction | Decimal | int],
    *,
    ceilings: Mapping[str, int] | None = None,
    method: Apportionment | str = Apportionment.LARGEST_REMAINDER,
) -> dict[str, int]:
    """Split a quota among units by exact weights (QT-02 to QT-04), by the largest remainder or a divisor method.

    The parts sum to the total; no part passes its unit's ceiling; ties go to the earlier unit.

    Raises:
        InvalidValue: for inexact or negative weights, ceilings that cannot take the total, or another method.

    >>> apportion(765, {"upper": 9, "middle": 5, "lower": 3})
    {'upper': 405, 'middle': 225, 'lower': 135}
    >>> votes = {"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}
    >>> apportion(8, votes, method="d-hondt"), apportion(8, votes, method="sainte-lague")
    ({'a': 4, 'b': 3, 'c': 1, 'd': 0}, {'a': 3, 'b': 3, 'c': 1, 'd': 1})
    """
    by_remainder = allocate(total, weights, ceilings=ceilings)  # which refuses what cannot be split
    way = _method(method)
    if way is Apportionment.LARGEST_REMAINDER or not total:
        return by_remainder
    return _by_divisors(total, {key: Fraction(weight) for key, weight in weights.items()}, ceilings or {}, way)


def _method(method: object) -> Apportionment:
    try:
        return Apportionment(method)
    except ValueError:
        expected = f"one of {', '.join(each.value for each in Apportionment)}"
        raise InvalidValue("method", method, expected) from None


def _by_divisors(
    total: int, weights: Mapping[str, Fraction], ceilings: Mapping[str, int], method: Apportionment
) -> dict[str, int]:
    parts, settled = _surely(total, weights, ceilings)
    divisor = _DIVISORS[method]
    power = 2 if method is Apportionment.HUNTINGTON_HILL else 1

    def rank(place: int, key: str) -> tuple[bool, Fraction, int, str]:
        """What comes first in rising order: no divisor at all, then the largest quotient, then the earlier unit."""
        under = divisor(parts[key])
        return bool(under), -(weights[key] ** power / under if under else weights[key]), place, key

    waiting = [
        rank(place, key)
        for place, key in enumerate(weights)
        if weights[key] and key not in settled and parts[key] < ceilings.get(key, total)
    ]
    heapq.heapify(waiting)
    for _ in range(total - sum(parts.values())):
        _, _, place, key = heapq.heappop(waiting)
        parts[key] += 1
        if parts[key] < ceilings.get(key, total):
            heapq.heappush(waiting, rank(place, key))
    return parts


def _surely(
    total: int, weights: Mapping[str, Fraction], ceilings: Mapping[str, int]
) -> tuple[dict[str, int], set[str]]:
    """Places that each unit has by any of the methods, nearly all of them; and those units whose ceiling is reached.

    With x the divisor in the end, a unit has no fewer places than its weight over x without the fraction, and at most
    one more than its weight over x: so x is at most the sum of all weights over the total less the number of units.
    """
    parts, settled, left = dict.fromkeys(weights, 0), set[str](), total
    while True:
        open_weights = {key: weight for key, weight in weights.items() if weight and key not in settled}
        spread, whole = left - len(open_weights), sum(open_weights.values(), Fraction(0))
        if spread <= 0 or not whole:
            return parts, settled
        sure = {key: int(weight * spread / whole) for key, weight in open_weights.items()}
        full = {key for key, places in sure.items() if places >= ceilings.get(key, total)}
        if not full:
            return parts | sure, settled
        settled |= full
        parts |= {key: ceilings[key] for key in full}
        left -= sum(parts[key] for key in full)


def provincial_ceiling(survey_count: int, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> int:
    """The most persons that a province may register, from its survey count (QT-01).

    Source: Work Plan for File-and-Card Registration, 国开办发〔2014〕24号: about 10% above the survey count.

    Raises:
        InvalidValue: for a negative count.
        NoLongerInForce: from the look-back of 2015 on, when all who qualified were included.

    >>> from datetime import date
    >>> provincial_ceiling(82_490_000, on=date(2014, 5, 1))
    90739000
    """
    _whole("survey_count", survey_count)
    share = in_force(rulebook, on).get("quota.float").value
    assert isinstance(share, Decimal)
    return int(survey_count * (1 + Fraction(share)))


def village_ceiling(villages: int, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> int:
    """The most villages that a place may identify as poor, from the number of its administrative villages (VL-03).

    The share was settled with the national office and no text that was read states it: the rulebook leaves it open.

    Raises:
        InvalidValue: for a negative number.
        NoValueOnDate: if the rulebook has no share: set it with `Rulebook.override`.

    Source: Work Plan for File-and-Card Registration, 国开办发〔2014〕24号, on scale control.

    >>> from datetime import date
    >>> book = rulebooks.load("cn").override({"village.scale_share": "0.30"})
    >>> village_ceiling(12, on=date(2014, 5, 1), rulebook=book)
    3
    """
    _whole("villages", villages)
    share = in_force(rulebook, on).get("village.scale_share").value
    assert isinstance(share, Decimal)
    return int(villages * Fraction(share))


def _exact(value: Fraction | Decimal | int | str) -> Fraction:
    share = exact_number(
        value, "QuotaUnit.incidence", "an exact share: a Fraction, a Decimal or a string such as '0.085'"
    )
    if not 0 <= share <= 1:
        raise InvalidValue("QuotaUnit.incidence", value, "a share from 0 to 1")
    return share


def _whole(field: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidValue(field, value, "a whole number of at least 0")
    return value


def _persons(value: int) -> int:
    return _whole("QuotaUnit.persons", value)


def _ceiling(value: int | None) -> int | None:
    return None if value is None else _whole("QuotaUnit.ceiling", value)


def _children(value: Iterable[QuotaUnit]) -> tuple[QuotaUnit, ...]:
    units = tuple(value) if isinstance(value, Iterable) else (value,)
    for unit in units:
        if not isinstance(unit, QuotaUnit):
            raise InvalidValue("QuotaUnit.children", type(unit).__name__, "QuotaUnits, the units below")
    return units


@frozen(field_transformer=typed_fields)
class QuotaUnit(Serializable):
    """A unit of the breakdown: a province, city, county, township or village.

    Attributes:
        id: its key.
        persons: rural registered persons, the P of the formula.
        incidence: low-income incidence, as surveyed or as proposed from local factors, the r of the formula.
        children: the units below it.
        ceiling: the most that it may be given.
    """

    id: str = field(validator=fields.key)
    persons: int = field(converter=_persons)
    incidence: Fraction = field(converter=_exact)
    children: tuple[QuotaUnit, ...] = field(default=(), converter=_children)
    ceiling: int | None = field(default=None, converter=_ceiling)

    def __attrs_post_init__(self) -> None:
        fields.check_differ((unit.id for unit in _below(self)), f"units of {self.id}")


def _below(unit: QuotaUnit) -> Iterator[QuotaUnit]:
    yield unit
    for child in unit.children:
        yield from _below(child)


@frozen(field_transformer=typed_fields)
class Quota:
    """A unit's quota, with those of the units below it, which sum to it."""

    id: str = field(validator=fields.key)
    quota: int
    children: tuple[Quota, ...] = ()

    def __attrs_post_init__(self) -> None:
        below = sum(child.quota for child in self.children)
        if self.quota < 0 or (self.children and below != self.quota):
            raise InvalidValue("Quota.quota", self.quota, f"{max(below, 0)}, the sum of the units below {self.id}")


def break_down(total: int, unit: QuotaUnit, *, method: Apportionment | str = Apportionment.LARGEST_REMAINDER) -> Quota:
    """Break a quota down through all levels below a unit, by persons times incidence (QT-02, QT-03).

    The formula is grade B and the factors behind a village's proposed incidence are grade C: they are the caller's.

    A ceiling holds for the unit that has it, and what it cannot take goes to its siblings; a ceiling further down is
    not looked at before its parent has its part, so that one which cannot take it is an error.

    Raises:
        InvalidValue: for a total that is no whole number of at least 0, or ceilings that cannot take a part.

    >>> town = QuotaUnit("town", 300, "0.2", (QuotaUnit("a", 100, "0.3"), QuotaUnit("b", 200, "0.15")))
    >>> [child.quota for child in break_down(61, town).children]
    [31, 30]
    """
    typed(unit, QuotaUnit, "unit")
    _whole("total", total)
    if unit.ceiling is not None and total > unit.ceiling:
        raise InvalidValue("total", total, f"at most {unit.ceiling}, the ceiling of {unit.id}")
    if not unit.children:
        return Quota(unit.id, total)
    weights = {child.id: child.persons * child.incidence for child in unit.children}
    ceilings = {child.id: child.ceiling for child in unit.children if child.ceiling is not None}
    parts = apportion(total, weights, ceilings=ceilings, method=method)
    return Quota(unit.id, total, tuple(break_down(parts[child.id], child, method=method) for child in unit.children))


def over_quota(quota: Quota, listed: Mapping[str, int]) -> dict[str, int]:
    """How many each unit has listed beyond its quota (QT-04), for the units that have; empty if all is in order.

    Args:
        quota: a broken-down quota.
        listed: what each unit of the lowest level has listed; a unit that is not named has listed none.

    Raises:
        InvalidValue: for a unit that is not of the lowest level, or a negative count.

    >>> town = QuotaUnit("town", 300, "0.2", (QuotaUnit("a", 100, "0.3"), QuotaUnit("b", 200, "0.15")))
    >>> over_quota(break_down(61, town), {"a": 33, "b": 28})
    {'a': 2}
    """
    typed(quota, Quota, "quota")
    typed(listed, (Mapping,), "listed")
    leaves = {unit.id for unit in _units(quota) if not unit.children}
    for key, count in listed.items():
        if key not in leaves:
            raise InvalidValue("listed", key, f"a unit of the lowest level of {quota.id}")
        _whole(f"listed[{key!r}]", count)
    beyond = {
        unit.id: sum(listed.get(leaf.id, 0) for leaf in _units(unit) if not leaf.children) - unit.quota
        for unit in _units(quota)
    }
    return {key: excess for key, excess in beyond.items() if excess > 0}


def _units(quota: Quota) -> Iterator[Quota]:
    yield quota
    for child in quota.children:
        yield from _units(child)
