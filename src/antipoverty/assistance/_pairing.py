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
import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force, rulebook_or_china
from antipoverty._shared.entries import EntryReader, read_entries
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.records import Household
from antipoverty.text import Code, Text

if TYPE_CHECKING:
    import polars as pl


class CadreRank(Code):
    """The ranks of cadres in China, the highest first (AS-07); a rulebook may have others (`ranks_of`)."""

    COUNTY_HEAD = "county-head", "county head", "正处级"
    COUNTY_DEPUTY = "county-deputy", "deputy county head", "副处级"
    SECTION_HEAD = "section-head", "section head", "正科级"
    SECTION_DEPUTY = "section-deputy", "deputy section head", "副科级"
    ORDINARY = "ordinary", "ordinary cadre", "一般干部"


_CHINA = {rank.value: rank for rank in CadreRank}


def _as_rank(value: str) -> str:
    return _CHINA.get(value, value) if isinstance(value, str) else value


def _as_rank_or_unknown(value: str | None) -> str | None:
    return None if value is None else _as_rank(value)


def ranks_of(rulebook: rulebooks.Rulebook | None = None) -> Mapping[str, Text]:
    """The ranks of a rulebook and what they are called, the highest first; those of China if it is left out.

    Raises:
        RulebookError: for a table that is not valid, naming its file and key.

    >>> ranks_of()["section-head"].zh
    '正科级'
    """
    return _ranks(rulebook_or_china(rulebook))


@lru_cache(maxsize=64)
def _ranks(rulebook: rulebooks.Rulebook) -> Mapping[str, Text]:
    names = read_entries(rulebook, "ranks", _rank)
    order: list[str] = []
    for rank, (_, below) in names.items():
        order.insert(order.index(below) if below in order else len(order), rank)
    return {rank: names[rank][0] for rank in order}


def _rank(entry: EntryReader) -> tuple[Text, str | None]:
    entry.keys({"above"}, {"name", "source", "grade"})
    entry.source()
    entry.grade()
    below = entry.optional_string("above")
    if below is not None and entry.own:
        entry.known("above", below, entry.rulebook.entries["ranks"])
    return entry.text("name"), below


@frozen(field_transformer=fields.named)
class Cadre(Serializable):
    """A cadre responsible for households.

    Attributes:
        id: the caller's key.
        rank: the rank, which gives the places: one of China's, or of the rulebook by which cadres are paired; none if
            it is not known.
        name: shown nowhere.
        unit: the key of the unit that the cadre is from.
        year: the year of the counts that follow.
        households: how many households were in the cadre's care in the year.
        visits: how many visits were made to them.
        measures: how many measures were carried out for them.
        exits: how many of them left the register.
    """

    id: str = field(validator=fields.key)
    rank: str | None = field(
        default=None,
        converter=_as_rank_or_unknown,
        validator=fields.key_or_unknown,
        repr=False,
        metadata={"personal": False},
    )
    name: str | None = fields.text(personal=True)
    unit: str | None = field(default=None, validator=fields.key_or_unknown)
    year: int | None = fields.count(least=1978, most=9998)
    households: int | None = fields.count()
    visits: int | None = fields.count()
    measures: int | None = fields.count()
    exits: int | None = fields.count()


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
    rank: str = field(converter=_as_rank, validator=fields.key)
    places: int
    households: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if len(self.households) > self.places:
            raise InvalidValue("Pair.households", len(self.households), f"at most {self.places}, the cadre's places")


#: The columns of a frame of a pairing.
_FRAME = ("household", "cadre", "rank")


@frozen(field_transformer=typed_fields)
class Pairing(Serializable, Shown):
    """Which cadre is responsible for which households.

    Attributes:
        pairs: every cadre with their households, by rank and key.
        unpaired: the keys of the households left without a cadre, in the order given.
        ranks: what the ranks are called, the highest first, where they are not those of China.
    """

    pairs: tuple[Pair, ...]
    unpaired: tuple[str, ...] = field(default=())
    ranks: tuple[tuple[str, Text], ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        fields.check_differ([each.cadre for each in self.pairs], "Pairing.pairs")
        fields.check_differ(
            [*(key for each in self.pairs for key in each.households), *self.unpaired], "Pairing, households"
        )
        for each in self.pairs:
            _known_rank("Pairing.pairs", each.rank, dict(self.ranks) or _CHINA)

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

    def frame(self) -> pl.DataFrame:
        """A row for each household: ``household``, and the ``cadre`` and the ``rank``, null where it has no cadre.

        Raises:
            MissingExtra: without Polars.

        >>> families = Household("h1", size=4), Household("h2", size=3)
        >>> pair(families, [Cadre("c1", "ordinary")], {"ordinary": 1}).frame().rows()
        [('h1', 'c1', 'ordinary'), ('h2', None, None)]
        """
        paired = [(key, each.cadre, each.rank) for each in self.pairs for key in each.households]
        rows = [*paired, *((key, None, None) for key in self.unpaired)]
        return table_frame({name: [row[place] for row in rows] for place, name in enumerate(_FRAME)})


def read_ratio(
    digits: str, *, ranks: Iterable[str] | None = None, rulebook: rulebooks.Rulebook | None = None
) -> dict[str, int]:
    """Read a table of places from its spoken form, such as “54321”: a number for each rank, the highest first.

    Args:
        digits: the digits, or the numbers with hyphens between them.
        ranks: the ranks that the ladder has, the highest first; all of the rulebook if left out.
        rulebook: whose ranks; those of China if left out.

    Raises:
        InvalidValue: unless there is a number for each rank, or for a rank that the rulebook does not have.

    >>> read_ratio("54321")[CadreRank.SECTION_HEAD]
    3
    >>> read_ratio("12-8-4", ranks=("section-head", "section-deputy", "ordinary"))["ordinary"]
    4
    """
    known = ranks_of(rulebook)
    wanted = list(known if ranks is None else fields.texts(ranks, "ranks"))
    for rank in wanted:
        _known_rank("ranks", rank, known)
    fields.check_differ(wanted, "ranks")
    numbers = (digits.split("-") if "-" in digits else list(digits)) if isinstance(digits, str) else []
    if len(numbers) != len(wanted) or not all(_WHOLE.fullmatch(number) for number in numbers):
        raise InvalidValue("digits", digits, f"a digit for each of {', '.join(wanted)}")
    return {_as_rank(rank): int(number) for rank, number in zip(wanted, numbers, strict=True)}


#: Places as they are written: no cadre has more than 999 households.
_WHOLE = re.compile("[0-9]{1,3}", re.ASCII)


def pairing_ratio(*, on: date, rulebook: rulebooks.Rulebook | None = None) -> dict[str, int]:
    """The table of places that the rulebook has for a date, by rank.

    >>> from datetime import date
    >>> pairing_ratio(on=date(2014, 5, 1)) == read_ratio("54321")
    True
    """
    table = in_force(rulebook, on).get("pairing.places").table
    ranks = ranks_of(rulebook)
    unknown = sorted(set(table) - set(ranks))
    if unknown:
        raise InvalidValue("pairing.places", unknown, f"ranks among {', '.join(ranks)}")
    return {_as_rank(rank): int(number) for rank, number in table.items()}


def pair(
    households: Iterable[Household],
    cadres: Iterable[Cadre],
    ratios: Mapping[CadreRank, int] | Mapping[str, int],
    *,
    rulebook: rulebooks.Rulebook | None = None,
) -> Pairing:
    """Match cadres to households (AS-07): evenly, never above a cadre's places, and the same for the same input.

    Args:
        households: the households, the neediest first.
        cadres: the cadres, in any order.
        ratios: places for each rank, as `read_ratio` or `pairing_ratio` gives them.
        rulebook: whose ranks the cadres have; those of China if left out.

    Returns:
        Every cadre with their households, and the households left; none is left while a place is free.

    Raises:
        InvalidValue: for a key that is there twice, a rank that the rulebook or the table does not have, or places
            below 0.
    """
    typed(ratios, (Mapping,), "ratios")
    places = {str(rank): number for rank, number in ratios.items()}
    ranks = ranks_of(rulebook)
    listed = fields.records(Cadre, cadres, "cadres")
    for cadre in listed:
        _known_rank("cadres", cadre.rank, ranks)
    order = {rank: place for place, rank in enumerate(ranks)}
    staff = sorted(listed, key=lambda cadre: (order[str(cadre.rank)], cadre.id))
    waiting = fields.records(Household, households, "households")
    fields.check_differ([cadre.id for cadre in staff], "cadres")
    fields.check_differ([household.id for household in waiting], "households")
    room = {cadre.id: _places(cadre, places) for cadre in staff}
    served = waiting[: sum(room.values())]
    load = _loads(len(served), room)
    by_village = iter(sorted(served, key=lambda household: (household.village or "", household.id)))
    pairs = tuple(
        Pair(cadre.id, str(cadre.rank), room[cadre.id], tuple(next(by_village).id for _ in range(load[cadre.id])))
        for cadre in staff
    )
    own = () if ranks == ranks_of() else tuple(ranks.items())
    return Pairing(pairs, tuple(household.id for household in waiting[len(served) :]), own)


def _known_rank(what: str, rank: str | None, ranks: Iterable[str]) -> None:
    if rank is None or rank not in ranks:
        raise InvalidValue(what, rank and str(rank), f"ranks of the rulebook: {', '.join(ranks)}")


def _places(cadre: Cadre, ratios: Mapping[str, int]) -> int:
    number = ratios.get(str(cadre.rank))
    if number is None:
        raise InvalidValue("ratios", str(cadre.rank), f"a rank of the table: {', '.join(sorted(ratios))}")
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise InvalidValue(f"ratios[{cadre.rank}]", number, "a whole number of at least 0")
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
