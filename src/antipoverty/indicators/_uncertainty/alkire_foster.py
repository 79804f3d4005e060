"""Standard errors and intervals of multidimensional poverty, under the design of the survey (多维贫困的抽样误差).

H, M0 and the headcounts of the indicators are means over persons, and A is a ratio of two such totals: Σ wᵢ·cᵢ(k) over
Σ wᵢ·pᵢ, where cᵢ(k) is the censored score and pᵢ is 1 for the poor. Their linearised variables are those of any mean
and ratio: (yᵢ − Y)/Σw, and (cᵢ(k) − A·pᵢ)/Σw·p. A subgroup is a domain: its rows count and the design stays whole.

Source: Alkire, Foster, Seth, Santos, Roche and Ballon (2015), *Multidimensional Poverty Measurement and Analysis*,
Oxford University Press, chapter 8; the variance is that of `antipoverty.indicators.Design`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve, fields, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, record_columns, share_said, table_frame
from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import Confidence
from antipoverty.indicators._inputs.columns import Column, collected
from antipoverty.indicators._multidimensional.alkire_foster import (
    CENSORED,
    INDICATOR,
    UNCENSORED,
    MultidimensionalPoverty,
    alkire_foster,
)
from antipoverty.indicators._multidimensional.deprivations import Persons, persons
from antipoverty.indicators._multidimensional.deprivations.tables import (
    Cut,
    MissingDeprivations,
    Table,
    frame_of,
    named,
)
from antipoverty.indicators._multidimensional.dimension_weights import cut_of
from antipoverty.indicators._uncertainty.designs import Design, Drawn
from antipoverty.indicators._uncertainty.estimates import linearised_estimate
from antipoverty.indicators._uncertainty.survey_intervals import share_interval
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.indicators._inputs.columns import Floats


@frozen
class IndicatorEstimates:
    """One indicator's headcounts with their uncertainty.

    Attributes:
        name: the indicator.
        uncensored: the share of persons deprived in it.
        censored: the share of persons who are poor and deprived in it.
    """

    name: str
    uncensored: Estimate
    censored: Estimate


_LOW, _HIGH = Text("from", "下限"), Text("to", "上限")


@frozen(repr=False)
class MultidimensionalEstimates(Serializable, Shown):
    """The measures of Alkire and Foster for a population, and for its subgroups, each with its uncertainty.

    Attributes:
        poverty: the measures without it, exact, with all else that they say.
        H: the headcount ratio (多维贫困发生率).
        A: the intensity (贫困强度); 0 without doubt where nobody in the sample is poor, as its definition has it.
        M0: the adjusted headcount ratio (多维贫困指数).
        indicators: the headcounts of each indicator.
        groups: the same for each subgroup, by name.
    """

    poverty: MultidimensionalPoverty
    H: Estimate
    A: Estimate
    M0: Estimate
    indicators: tuple[IndicatorEstimates, ...]
    groups: tuple[SubgroupEstimates, ...] = ()

    def __repr__(self) -> str:
        return f"MultidimensionalEstimates(H={self.H}, A={self.A}, M0={self.M0})"

    def _table(self) -> TableColumns:
        columns = record_columns(self.indicators, {"name": INDICATOR})
        for name, heading in (("uncensored", UNCENSORED), ("censored", CENSORED)):
            estimates = [getattr(indicator, name) for indicator in self.indicators]
            columns |= {
                name: TableColumn(heading, [float(estimate) for estimate in estimates], share_said),
                f"{name}_low": TableColumn(_LOW, [estimate.interval.low for estimate in estimates], share_said),
                f"{name}_high": TableColumn(_HIGH, [estimate.interval.high for estimate in estimates], share_said),
            }
        return columns

    def frame(self) -> pl.DataFrame:
        """A row for each indicator: ``name``, and the shares ``uncensored`` and ``censored``, each with its interval.

        The ends of the intervals are the columns ``uncensored_low``, ``uncensored_high`` and so on.
        """
        return table_frame(self._table())

    @property
    def uncensored_headcounts(self) -> dict[str, Estimate]:
        """For each indicator, the share of persons deprived in it, poor or not."""
        return {indicator.name: indicator.uncensored for indicator in self.indicators}

    @property
    def censored_headcounts(self) -> dict[str, Estimate]:
        """For each indicator, the share of persons who are poor and deprived in it."""
        return {indicator.name: indicator.censored for indicator in self.indicators}

    @property
    def subgroups(self) -> dict[str, MultidimensionalEstimates]:
        """The same for each subgroup, by name. Two of them share a sample: `Estimate.minus` is not for them."""
        return {group.name: group.estimates for group in self.groups}


@frozen
class SubgroupEstimates:
    """A subgroup of a population and its estimates."""

    name: str
    estimates: MultidimensionalEstimates


def estimate_alkire_foster(
    deprivations: Any,
    *,
    dimension_weights: Mapping[str, Any] | Sequence[Any],
    cutoff: Any,
    design: Design | None = None,
    groups: Any = None,
    confidence: Confidence = "0.95",
    missing: MissingDeprivations = "refuse",
) -> MultidimensionalEstimates:
    """H, A, M0 and the headcounts of the indicators, with linearised standard errors and intervals by their logits.

    The figures are those of `alkire_foster`, whose arguments these are; the rows of a frame are collected.

    Args:
        deprivations: for each indicator by name, a column of True and False, or 1 and 0; or a frame that has them.
        dimension_weights: the weight of each indicator, by name or in order.
        cutoff: the poverty cut-off k, on the same scale.
        design: how the sample was drawn, weights among it; a simple random sample with equal weights if ``None``. If
            the deprivations are a frame's, its parts may be names of columns of that frame.
        groups: a label for each person, or the name of the frame's column.
        confidence: how often intervals made this way should hold the true value, between 0 and 1.
        missing: what is done with persons of whom some deprivation is not known. Those who are left out keep their
            rows, with a weight of 0, so that the design stays whole.

    Raises:
        InvalidValue: for a stratum with one cluster alone (unless the design says how it counts), and as
            `alkire_foster`.

    >>> people = {"health": [1, 1, 0, 0, 1, 0], "school": [1, 0, 0, 1, 1, 0]}
    >>> villages = Design(clusters=["a", "a", "b", "b", "c", "c"])
    >>> result = estimate_alkire_foster(people, dimension_weights=[1, 1], cutoff=2, design=villages)
    >>> round(result.H.value, 4), round(result.H.standard_error, 4), result.A.standard_error
    (0.3333, 0.1667, 0.0)
    """
    deprivations = named(deprivations, dimension_weights)
    cut = cut_of(deprivations, dimension_weights, (cutoff,))
    columns, labels, drawing = _columns(deprivations, cut, groups, Design.or_simple(design))
    poverty = alkire_foster(
        columns,
        dimension_weights=dimension_weights,
        cutoff=cutoff,
        weights=drawing.weights,
        groups=labels,
        missing=missing,
    )
    people = persons(Table(columns, drawing.weights, labels, {}, missing), cut)
    drawn = Drawn.of(people.score, evolve(drawing, weights=people.weights))
    parts: tuple[SubgroupEstimates, ...] = ()
    if people.groups is not None:
        place = {str(name): code for code, name in enumerate(people.groups.names)}
        codes = people.groups.codes[drawn.rows]
        parts = tuple(
            SubgroupEstimates(
                group.name, _estimates(group.poverty, people, drawn.domain(codes == place[group.name]), confidence)
            )
            for group in poverty.groups
        )
    return evolve(_estimates(poverty, people, drawn, confidence), groups=parts)


def _columns(deprivations: Any, cut: Cut, groups: Any, design: Design) -> tuple[Mapping[str, Any], Any, Design]:
    """Deprivations, groups and design as columns; those of one frame come together, so that their rows stay aligned."""
    held = frame_of(deprivations, cut)
    if held is None:
        return deprivations, groups, design
    frame, names = held
    columns_of_design = [part_of_design.name for part_of_design in fields(Design) if part_of_design.name != "lonely"]
    parts = {"groups": groups} | {name: getattr(design, name) for name in columns_of_design}
    indicators = {f"deprivations[{name!r}]": Column(frame, column) for name, column in names.items()}
    others = {name: Column(frame, part) if isinstance(part, str) else part for name, part in parts.items()}
    collected_columns = collected(indicators | {name: part for name, part in others.items() if part is not None})
    columns = {name: collected_columns[f"deprivations[{name!r}]"] for name in names}
    drawing: dict[str, Any] = {name: collected_columns.get(name) for name in columns_of_design}
    return columns, collected_columns.pop("groups", None), evolve(design, **drawing)


def _estimates(
    poverty: MultidimensionalPoverty, people: Persons, drawn: Drawn, confidence: Confidence
) -> MultidimensionalEstimates:
    """The estimates for those that count."""
    population, poor = float(poverty.population), float(poverty.poor)
    score, is_poor = people.score[drawn.rows], people.poor[drawn.rows]

    def share(value: float, influence: Floats, rows: int | None = None) -> Estimate:
        error = drawn.error(influence)
        interval = share_interval(value, error, drawn, confidence, rows=rows)
        return linearised_estimate(value, error, interval, drawn)

    def mean(value: float, column: Floats) -> Estimate:
        return share(value, (column - value) / population)

    intensity = (score - poverty.A * is_poor) / (poor or 1)  # where nobody is poor nothing is divided
    return MultidimensionalEstimates(
        poverty,
        mean(poverty.H, is_poor),
        share(poverty.A, intensity, int(is_poor.sum())),
        mean(poverty.M0, score),
        tuple(
            IndicatorEstimates(
                name,
                mean(poverty.uncensored_headcounts[name], people.deprived[at][drawn.rows]),
                mean(poverty.censored_headcounts[name], people.censored[at][drawn.rows]),
            )
            for at, name in enumerate(totals.name for totals in poverty.indicators)
        ),
    )
