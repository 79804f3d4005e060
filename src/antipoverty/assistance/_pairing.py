"""Pairing of cadres and households (结对帮扶), by a table of places for each rank.

Households are taken in the order given, the neediest first; when there are more households than places, those at the
end are left unpaired, and said to be. Places are filled evenly: no cadre's places are fuller than another's would be
with one household more. Households of one village go to the same cadre or to the next.

>>> staff = [Cadre("c1", "section-head"), Cadre("c2", "ordinary")]
>>> found = pair([Household(f"h{number}") for number in range(5)], staff, read_ratio("54321"))
>>> found.capacity, [(each.cadre, each.households) for each in found.pairs], found.unpaired
(4, [('c1', ('h0', 'h1', 'h2')), ('c2', ('h3',))], ('h4',))
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.records import Household
from antipoverty.text import Code, Detail, Language


class CadreRank(Code):
    """Ranks of cadres, the highest first (AS-07)."""

    COUNTY_HEAD = "county-head", "county head", "正处级"
    COUNTY_DEPUTY = "county-deputy", "deputy county head", "副处级"
    SECTION_HEAD = "section-head", "section head", "正科级"
    SECTION_DEPUTY = "section-deputy", "deputy section head", "副科级"
    ORDINARY = "ordinary", "ordinary cadre", "一般干部"


def _as_rank(value: CadreRank | str) -> CadreRank:
    return fields.needed(CadreRank, value)


@frozen(field_transformer=fields.named)
class Cadre:
    """A cadre responsible for households.

    Attributes:
        id: the caller's key.
        rank: the rank, which gives the places.
        name: shown nowhere.
    """

    id: str = field(validator=fields.key)
    rank: CadreRank = field(converter=_as_rank, repr=False)
    name: str | None = fields.text(personal=True)


@frozen(field_transformer=typed_fields)
class Pair:
    """One cadre and the households in their care.

    Attributes:
        cadre: the cadre's key.
        rank: the cadre's rank.
        places: how many households the table gives the rank.
        households: the keys of the households, at most as many.
    """

    cadre: str
    rank: CadreRank
    places: int
    households: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if len(self.households) > self.places:
            raise InvalidValue("Pair.households", len(self.households), f"at most {self.places}, the cadre's places")


@frozen(field_transformer=typed_fields)
class Pairing:
    """Which cadre is responsible for which households.

    Attributes:
        pairs: every cadre with their households, by rank and key.
        unpaired: the keys of the households left without a cadre, in the order given.
    """

    pairs: tuple[Pair, ...]
    unpaired: tuple[str, ...] = field(default=())

    def __attrs_post_init__(self) -> None:
        _once("Pairing.pairs", [each.cadre for each in self.pairs])
        _once("Pairing, households", [*(key for each in self.pairs for key in each.households), *self.unpaired])

    @property
    def capacity(self) -> int:
        """How many places there are in all."""
        return sum(each.places for each in self.pairs)

    @property
    def paired(self) -> int:
        """How many households have a cadre."""
        return sum(len(each.households) for each in self.pairs)

    @property
    def free(self) -> int:
        """How many places are free."""
        return self.capacity - self.paired

    def cadre_of(self, household: str) -> str | None:
        """The key of the cadre responsible for a household; none if it is not paired."""
        return next((each.cadre for each in self.pairs if household in each.households), None)

    def explain(self, language: Language = "en", *, detail: Detail = "full") -> str:
        """How many households have a cadre and how many are left, in words (`antipoverty.prose`)."""
        from antipoverty.prose import explain

        return explain(self, language, detail=detail)


def read_ratio(digits: str) -> dict[CadreRank, int]:
    """Read a table of places from its spoken form, such as “54321”: a digit for each rank, the highest first.

    Raises:
        InvalidValue: unless there is a digit for each rank; for fewer ranks or more than nine places, give a mapping.

    >>> read_ratio("54321")[CadreRank.SECTION_HEAD]
    3
    """
    if not isinstance(digits, str) or len(digits) != len(CadreRank) or not (digits.isascii() and digits.isdigit()):
        raise InvalidValue("digits", digits, f"a digit for each of {', '.join(CadreRank)}")
    return {rank: int(digit) for rank, digit in zip(CadreRank, digits, strict=True)}


def pairing_ratio(*, on: date, rulebook: rulebooks.Rulebook | None = None) -> dict[CadreRank, int]:
    """The table of places that the rulebook has for a date, by rank.

    >>> from datetime import date
    >>> pairing_ratio(on=date(2014, 5, 1)) == read_ratio("54321")
    True
    """
    table = in_force(rulebook, on).get("pairing.places").table
    unknown = sorted(set(table) - set(CadreRank))
    if unknown:
        raise InvalidValue("pairing.places", unknown, f"ranks among {', '.join(CadreRank)}")
    return {CadreRank(rank): int(number) for rank, number in table.items()}


def pair(households: Iterable[Household], cadres: Iterable[Cadre], ratios: Mapping[CadreRank, int]) -> Pairing:
    """Match cadres to households (AS-07): evenly, never above a cadre's places, and the same for the same input.

    Args:
        households: the households, the neediest first.
        cadres: the cadres, in any order.
        ratios: places for each rank, as `read_ratio` or `pairing_ratio` gives them.

    Returns:
        Every cadre with their households, and the households left; none is left while a place is free.

    Raises:
        InvalidValue: for a key that is there twice, a rank that the table does not have, or places below 0.
    """
    typed(ratios, (Mapping,), "ratios")
    staff = sorted(fields.records(Cadre, cadres), key=lambda cadre: (list(CadreRank).index(cadre.rank), cadre.id))
    waiting = fields.records(Household, households)
    _once("cadres", [cadre.id for cadre in staff])
    _once("households", [household.id for household in waiting])
    room = {cadre.id: _places(cadre, ratios) for cadre in staff}
    served = waiting[: sum(room.values())]
    load = _loads(len(served), room)
    by_village = iter(sorted(served, key=lambda household: (household.village or "", household.id)))
    pairs = tuple(
        Pair(cadre.id, cadre.rank, room[cadre.id], tuple(next(by_village).id for _ in range(load[cadre.id])))
        for cadre in staff
    )
    return Pairing(pairs, tuple(household.id for household in waiting[len(served) :]))


def _once(what: str, keys: list[str]) -> None:
    if len(set(keys)) < len(keys):
        twice = sorted(key for key, number in Counter(keys).items() if number > 1)
        raise InvalidValue(what, twice, "keys that differ")


def _places(cadre: Cadre, ratios: Mapping[CadreRank, int]) -> int:
    number = ratios.get(cadre.rank)
    if number is None:
        raise InvalidValue("ratios", cadre.rank.value, f"a rank of the table: {', '.join(sorted(ratios))}")
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise InvalidValue(f"ratios[{cadre.rank.value}]", number, "a whole number of at least 0")
    return number


def _loads(count: int, room: Mapping[str, int]) -> dict[str, int]:
    """How many households each cadre takes: each goes where the places will be least full with it.

    The count is at most the places in all, so that nobody passes their places: someone less full always comes first.
    """
    load = dict.fromkeys(room, 0)
    heap = [(Fraction(1, number), position, key) for position, (key, number) in enumerate(room.items()) if number]
    heapq.heapify(heap)
    for _ in range(count):
        _, position, key = heapq.heappop(heap)
        load[key] += 1
        heapq.heappush(heap, (Fraction(load[key] + 1, room[key]), position, key))
    return load
