"""Multidimensional poverty (多维贫困): the counting measures of Alkire and Foster, exact.

A person is deprived or not in each of several indicators. The indicators have weights; a person's score is the weight
of those in which they are deprived; who reaches the cut-off is poor. H is the share of the poor, A their average score,
and M0 = H · A the adjusted headcount ratio. Where gaps are given, M1 and M2 weigh how far the poor fall short.

>>> table = {"income": [1, 1, 0, 0], "school": [1, 0, 1, 0], "house": [0, 0, 1, 0]}
>>> result = alkire_foster(table, dimension_weights={"income": 1, "school": 1, "house": 1}, cutoff=2)
>>> result
MultidimensionalPoverty(H=0.5, A=0.6667, M0=0.3333, cutoff=2/3, 3 indicators, 0 groups)

Sources: Alkire and Foster (2011), "Counting and multidimensional poverty measurement", *Journal of Public Economics*
95, 476-487; Alkire, Foster, Seth, Santos, Roche and Ballon (2015), *Multidimensional Poverty Measurement and
Analysis*, Oxford University Press, chapter 5 for the measures and chapter 8 for the robustness of comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, record_columns, share_said, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.indicators._multidimensional.deprivations import sums
from antipoverty.indicators._multidimensional.deprivations.counting import Sums
from antipoverty.indicators._multidimensional.deprivations.tables import Cut, MissingDeprivations, Table, named
from antipoverty.indicators._multidimensional.dimension_weights import cut_of
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl


@frozen
class IndicatorTotals:
    """What one indicator adds up to: weighted numbers of persons, exact.

    Attributes:
        name: the indicator.
        weight: its weight, as a share of all.
        deprived: persons deprived in it.
        censored: poor persons deprived in it.
        contribution: its part of the sum of the poor's scores.
        gap: its part of the sum of the poor's gaps, if gaps were given.
        squared_gap: its part of the sum of the poor's squared gaps.
    """

    name: str
    weight: Fraction
    deprived: Fraction
    censored: Fraction
    contribution: Fraction
    gap: Fraction | None = None
    squared_gap: Fraction | None = None


#: What the columns of indicators are called.
INDICATOR, _WEIGHT = Text("indicator", "指标"), Text("weight", "权重")
UNCENSORED, CENSORED = Text("deprived", "被剥夺人口占比"), Text("poor and deprived", "贫困且被剥夺人口占比")
_CONTRIBUTION = Text("contribution to M0", "对M0的贡献率")


@frozen(repr=False)
class MultidimensionalPoverty(Serializable, Shown):
    """The measures of Alkire and Foster for a population, and for its subgroups.

    What is held are sums, exact; what is asked of it are their ratios, as floats. The sums of the subgroups are the
    sums of the whole, to the last digit.

    Attributes:
        cutoff: the poverty cut-off, as a share of all weights.
        population: persons, weighted.
        poor: poor persons, weighted.
        dropped: persons left out because deprivations were missing, weighted.
        indicators: the sums of each indicator.
        groups: the same for each subgroup, by name.
    """

    cutoff: Fraction
    population: Fraction
    poor: Fraction
    dropped: Fraction
    indicators: tuple[IndicatorTotals, ...]
    groups: tuple[Subgroup, ...] = ()

    def __repr__(self) -> str:
        shown = f"H={self.H:.4g}, A={self.A:.4g}, M0={self.M0:.4g}, cutoff={self.cutoff}"
        return f"MultidimensionalPoverty({shown}, {len(self.indicators)} indicators, {len(self.groups)} groups)"

    def _table(self) -> TableColumns:
        names = record_columns(self.indicators, {"name": INDICATOR, "weight": _WEIGHT})
        shares = {
            "uncensored": TableColumn(UNCENSORED, list(self.uncensored_headcounts.values()), share_said),
            "censored": TableColumn(CENSORED, list(self.censored_headcounts.values()), share_said),
            "contribution": TableColumn(_CONTRIBUTION, list(self.contributions.values()), share_said),
        }
        return names | shares

    def frame(self) -> pl.DataFrame:
        """A row for each indicator: ``name``, ``weight``, ``uncensored``, ``censored`` and ``contribution``, as shares.

        Of all persons, those deprived in it, and those who are poor and deprived in it; and of M0, what it contributes.

        >>> alkire_foster({"food": [1, 0], "house": [1, 1]}, dimension_weights=[1, 1], cutoff=2).frame().rows()
        [('food', 0.5, 0.5, 0.5, 0.5), ('house', 0.5, 1.0, 0.5, 0.5)]
        """
        return table_frame(self._table())

    @property
    def H(self) -> float:  # the letters are the field's
        """The headcount ratio (多维贫困发生率): the share of the poor."""
        return float(self.poor / self.population)

    @property
    def A(self) -> float:
        """The intensity (贫困强度): the average score of the poor; 0 if nobody is poor."""
        return float(self._score / self.poor) if self.poor else 0.0

    @property
    def M0(self) -> float:
        """The adjusted headcount ratio (多维贫困指数): H · A."""
        return float(self._score / self.population)

    @property
    def M1(self) -> float:
        """The adjusted poverty gap: the average weighted gap, the gaps of those not poor being 0.

        Raises:
            InvalidValue: unless gaps were given for every indicator.
        """
        return self._mean("gap")

    @property
    def M2(self) -> float:
        """The adjusted squared gap: as M1, with the gaps squared.

        Raises:
            InvalidValue: unless gaps were given for every indicator.
        """
        return self._mean("squared_gap")

    @property
    def uncensored_headcounts(self) -> dict[str, float]:
        """For each indicator, the share of persons deprived in it, poor or not."""
        return {totals.name: float(totals.deprived / self.population) for totals in self.indicators}

    @property
    def censored_headcounts(self) -> dict[str, float]:
        """For each indicator, the share of persons who are poor and deprived in it."""
        return {totals.name: float(totals.censored / self.population) for totals in self.indicators}

    @property
    def contributions(self) -> dict[str, float]:
        """For each indicator, its share of M0 (贡献率); they sum to 1, or are all 0 if nobody is poor."""
        return {totals.name: float(totals.contribution / (self._score or 1)) for totals in self.indicators}

    @property
    def subgroups(self) -> dict[str, MultidimensionalPoverty]:
        """The same for each subgroup, by name."""
        return {group.name: group.poverty for group in self.groups}

    @property
    def population_shares(self) -> dict[str, float]:
        """For each subgroup, its share of the population; M0 is the mean of the subgroups' M0 with these weights."""
        return {name: float(poverty.population / self.population) for name, poverty in self.subgroups.items()}

    @property
    def subgroup_contributions(self) -> dict[str, float]:
        """For each subgroup, its share of M0; they sum to 1, or are all 0 if nobody is poor."""
        return {name: float(poverty._score / (self._score or 1)) for name, poverty in self.subgroups.items()}

    @property
    def _score(self) -> Fraction:
        return sum((totals.contribution for totals in self.indicators), Fraction(0))

    def _mean(self, name: str) -> float:
        parts = [getattr(totals, name) for totals in self.indicators]
        for totals, part in zip(self.indicators, parts, strict=True):
            if part is None:
                raise InvalidValue("gaps", f"none for {totals.name}", "gaps for every indicator")
        return float(sum(parts, Fraction(0)) / self.population)


@frozen
class Subgroup:
    """A subgroup of a population and its measures."""

    name: str
    poverty: MultidimensionalPoverty


def alkire_foster(
    deprivations: Any,
    *,
    dimension_weights: Mapping[str, Any] | Sequence[Any],
    cutoff: Any,
    weights: Any = None,
    groups: Any = None,
    gaps: Mapping[str, Any] | None = None,
    missing: MissingDeprivations = "refuse",
) -> MultidimensionalPoverty:
    """The measures of Alkire and Foster: H, A, M0, and M1 and M2 where gaps are given.

    Args:
        deprivations: for each indicator by name, a column of True and False, or 1 and 0: sequences, NumPy arrays or
            series; a matrix, which is a list of persons' rows or an array of two dimensions, whose columns are those of
            the weights in order; or a frame that has such columns, lazy or not, whose engine then does the work.
        dimension_weights: the weight of each indicator, by name or in order: whole numbers, `Fraction`, `Decimal`,
            strings such as ``"1/3"``, or floats, which are read as the simple fraction next to them. Only their
            proportions matter. `nested_weights` makes them from dimensions with several indicators.
        cutoff: the poverty cut-off k, on the same scale: a person is poor whose weights of deprivations sum to it or
            to more. ``2`` with weights of 1 is two indicators; ``"1/3"`` with weights that sum to 1 is a third.
        weights: a survey weight for each person, or the name of the frame's column.
        groups: a label for each person, or the name of the frame's column: gives the measures by subgroup too.
        gaps: normalised gaps (shares of each indicator's own cut-off, from 0 to 1) by indicator, or columns' names;
            they count only where a person is deprived.
        missing: what is done with persons of whom some deprivation is not known:
            ``"refuse"`` is an error that says how many; ``"drop"`` leaves them out (available cases);
            ``"not deprived"`` and ``"deprived"`` take the unknown as the one or the other, which bounds H and M0 from
            below and above; ``"reweight"`` takes each score out of what is known of the person, and leaves out only
            those of whom nothing is. Missing weights, groups and gaps are always refused.

    Raises:
        InvalidValue: for no persons, values that are not 0 or 1, lengths that differ, negative weights or weights
            that are all 0, or a cut-off that nobody or everybody would reach.

    >>> third = {"health": "1/3", "school": "1/3", "living": "1/3"}
    >>> people = {"health": [True, False], "school": [False, True], "living": [False, True]}
    >>> alkire_foster(people, dimension_weights=third, cutoff="1/3").H
    1.0
    """
    (poverty,) = alkire_foster_by_cutoff(
        deprivations,
        dimension_weights=dimension_weights,
        cutoffs=[cutoff],
        weights=weights,
        groups=groups,
        gaps=gaps,
        missing=missing,
    )
    return poverty


def alkire_foster_by_cutoff(
    deprivations: Any,
    *,
    dimension_weights: Mapping[str, Any] | Sequence[Any],
    cutoffs: Iterable[Any],
    weights: Any = None,
    groups: Any = None,
    gaps: Mapping[str, Any] | None = None,
    missing: MissingDeprivations = "refuse",
) -> tuple[MultidimensionalPoverty, ...]:
    """The same measures for several cut-offs, in one pass: how much hangs on the choice of k (稳健性).

    The arguments are those of `alkire_foster`.

    >>> table = {"a": [1, 1, 0, 0], "b": [1, 0, 1, 0]}
    >>> [each.H for each in alkire_foster_by_cutoff(table, dimension_weights={"a": 1, "b": 1}, cutoffs=(1, 2))]
    [0.75, 0.25]
    """
    deprivations = named(deprivations, dimension_weights)
    if gaps is not None and not isinstance(gaps, Mapping):
        raise InvalidValue("gaps", type(gaps).__name__, "gaps by name of the indicator")
    if not isinstance(cutoffs, Iterable) or isinstance(cutoffs, str):
        raise InvalidValue("cutoffs", type(cutoffs).__name__, "a sequence of cut-offs")
    cut = cut_of(deprivations, dimension_weights, tuple(cutoffs))
    by_group = sums(Table(deprivations, weights, groups, gaps or {}, missing), cut)
    parts = {
        name: [_poverty(cut, number, totals) for number in range(len(cut.cutoffs))] for name, totals in by_group.items()
    }
    if None in parts:
        return tuple(parts[None])
    return tuple(
        _together([Subgroup(str(name), cuts[number]) for name, cuts in parts.items() if cuts[number].population])
        for number in range(len(cut.cutoffs))
    )


def robust_comparisons(results: Sequence[MultidimensionalPoverty]) -> float:
    """The share of pairs of subgroups whose order by M0 is the same at every cut-off (排序稳健性).

    Subgroups that are equal at one cut-off are taken to keep any order there.

    Args:
        results: the results of `alkire_foster_by_cutoff` with groups.

    Raises:
        InvalidValue: for fewer than two subgroups, or subgroups that differ.

    >>> table = {"a": [1, 1, 0, 0], "b": [1, 1, 1, 0], "g": ["east", "east", "west", "west"]}
    >>> pairs = alkire_foster_by_cutoff(
    ...     {"a": table["a"], "b": table["b"]}, dimension_weights=[1, 1], cutoffs=(1, 2), groups=table["g"]
    ... )
    >>> robust_comparisons(pairs)
    1.0
    """
    if not isinstance(results, Sequence) or not all(isinstance(result, MultidimensionalPoverty) for result in results):
        raise InvalidValue("results", type(results).__name__, "the results of alkire_foster_by_cutoff")
    names = [tuple(result.subgroups) for result in results]
    if not names or len(names[0]) < 2 or any(each != names[0] for each in names):
        raise InvalidValue("results", f"{len(names)} results", "results with the same subgroups, two or more")
    levels = [{name: each._score / each.population for name, each in result.subgroups.items()} for result in results]
    pairs = list(combinations(names[0], 2))
    kept = sum(
        all(level[one] <= level[other] for level in levels) or all(level[one] >= level[other] for level in levels)
        for one, other in pairs
    )
    return kept / len(pairs)


def _poverty(cut: Cut, number: int, totals: Sums) -> MultidimensionalPoverty:
    indicators = []
    for at, name in enumerate(cut.names):
        weight = Fraction(cut.weights[at], cut.whole)
        gap, squared = totals.get(("gap", at, number)), totals.get(("squared", at, number))
        indicators.append(
            IndicatorTotals(
                name,
                weight,
                totals["deprived", at, 0],
                totals["censored", at, number],
                totals["contribution", at, number],
                None if gap is None else weight * gap,
                None if squared is None else weight * squared,
            )
        )
    return MultidimensionalPoverty(
        cut.cutoffs[number],
        totals["population", 0, 0],
        totals["poor", 0, number],
        totals["dropped", 0, 0],
        tuple(indicators),
    )


def _together(groups: Sequence[Subgroup]) -> MultidimensionalPoverty:
    """The whole, as the sum of its subgroups."""
    parts = [group.poverty for group in groups]

    def total(values: Iterable[Fraction | None]) -> Any:
        known = list(values)
        return None if any(value is None for value in known) else sum(value or Fraction(0) for value in known)

    indicators = tuple(
        evolve(
            totals[0],
            **{
                name: total(getattr(part, name) for part in totals)
                for name in ("deprived", "censored", "contribution", "gap", "squared_gap")
            },
        )
        for totals in zip(*(part.indicators for part in parts), strict=True)
    )
    return MultidimensionalPoverty(
        parts[0].cutoff,
        total(part.population for part in parts),
        total(part.poor for part in parts),
        total(part.dropped for part in parts),
        indicators,
        tuple(groups),
    )
