"""How many households a ladder of ranks reaches, before anybody is paired (结对覆盖能力)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, record_columns, table_frame
from antipoverty.assistance import Cadre, ranks_of
from antipoverty.errors import InvalidValue
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl


@frozen(field_transformer=typed_fields)
class RankReach(Serializable):
    """The cadres of one rank and the households that they reach.

    Attributes:
        rank: the rank.
        name: what it is called.
        cadres: how many cadres there are.
        places: how many households the ladder gives each; none if it says nothing about the rank.
    """

    rank: str
    name: Text
    cadres: int
    places: int | None

    @property
    def reached(self) -> int | None:
        """How many households the cadres of the rank reach; unknown where the places are."""
        return None if self.places is None else self.cadres * self.places


_RANKS = {
    "rank": Text("rank", "职级"),
    "name": Text("name", "名称"),
    "cadres": Text("cadres", "干部人数"),
    "places": Text("households each", "每人结对户数"),
    "reached": Text("households reached", "可结对户数"),
}


@frozen(field_transformer=typed_fields)
class LadderReach(Serializable, Shown):
    """How many households the cadres reach by a ladder of ranks, against the households there are (结对覆盖能力).

    Attributes:
        ranks: the ranks that have cadres, the highest first.
        households: the households to be reached; none if their number is not known.
        unranked: how many cadres have no known rank.
    """

    ranks: tuple[RankReach, ...]
    households: int | None = None
    unranked: int = 0

    def _table(self) -> TableColumns:
        return record_columns(self.ranks, _RANKS)

    def frame(self, language: Language = "en") -> pl.DataFrame:
        """A row for each rank: ``rank``, ``name``, ``cadres``, ``places`` and ``reached``, null where not known.

        Raises:
            MissingExtra: without Polars.

        >>> ladder_reach({"ordinary": 2}, {"ordinary": 3}).frame().select("rank", "cadres", "places", "reached").rows()
        [('ordinary', 2, 3, 6)]
        """
        return table_frame(self._table(), language)

    @property
    def cadres(self) -> int:
        """How many cadres there are, those without a known rank too."""
        return sum(each.cadres for each in self.ranks) + self.unranked

    @property
    def known_places(self) -> int:
        """The places of the cadres of whom they are known."""
        return sum(each.reached or 0 for each in self.ranks)

    @property
    def places(self) -> int | None:
        """How many households are reached in all; unknown if it is for one cadre."""
        unknown = self.unranked or any(each.reached is None for each in self.ranks)
        return None if unknown else self.known_places

    @property
    def short(self) -> int | None:
        """How many households are beyond reach; unknown if the places or the households are."""
        return None if self.places is None or self.households is None else max(0, self.households - self.places)


def ladder_reach(
    cadres: Iterable[Cadre] | Mapping[str, int],
    ratios: Mapping[str, int],
    *,
    households: int | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> LadderReach:
    """Count what a ladder of ranks reaches, before anybody is paired: a shortage is reported and not repaired.

    Args:
        cadres: the cadres, or how many there are of each rank.
        ratios: places for each rank, as `antipoverty.assistance.read_ratio` gives them.
        households: how many households are to be reached.
        rulebook: whose ranks; those of China if left out.

    Raises:
        InvalidValue: for a rank that the rulebook does not have, or a number that is not whole or below 0.

    >>> from antipoverty.assistance import read_ratio
    >>> staff = {"county-deputy": 1, "section-head": 8, "section-deputy": 9, "ordinary": 119}
    >>> found = ladder_reach(staff, read_ratio("54321"), households=454)
    >>> found.cadres, found.places, found.short
    (137, 165, 289)
    """
    typed(ratios, (Mapping,), "ratios")
    names = ranks_of(rulebook)
    counts: dict[str, int] = dict.fromkeys(names, 0)
    unranked = 0
    if isinstance(cadres, Mapping):
        for rank, number in cadres.items():
            counts[_rank(str(rank), names)] += _whole(number, f"cadres[{rank}]")
    else:
        for cadre in fields.records(Cadre, cadres, "cadres"):
            if cadre.rank is None:
                unranked += 1
            else:
                counts[_rank(cadre.rank, names)] += 1
    places = {_rank(rank, names): _whole(number, f"ratios[{rank}]") for rank, number in ratios.items()}
    total = None if households is None else _whole(households, "households")
    reach = (RankReach(rank, names[rank], number, places.get(rank)) for rank, number in counts.items() if number)
    return LadderReach(tuple(reach), total, unranked)


def _rank(rank: str, names: Mapping[str, Text]) -> str:
    if rank not in names:
        raise InvalidValue("rank", rank, f"one of the rulebook: {', '.join(names)}")
    return str(rank)


def _whole(number: int, name: str) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise InvalidValue(name, number, "a whole number of at least 0")
    return number
