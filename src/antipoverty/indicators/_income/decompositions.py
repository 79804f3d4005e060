"""Subgroup decomposition (分组分解): what each group contributes to the whole; the contributions add up exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumns, record_columns, share_said, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.indicators._income.inequality import generalized_entropy, is_cancelled
from antipoverty.indicators._income.poverty import (
    clark_hemming_ulph,
    fgt,
    headcount_ratio,
    poverty_gap,
    squared_poverty_gap,
    watts,
)
from antipoverty.indicators._inputs.columns import Missing, Values
from antipoverty.indicators._inputs.measure_calls import bound
from antipoverty.indicators._inputs.weighted_values import Number, WeightedValues, number
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: The poverty measures that are means over persons, and so the share-weighted sums of their subgroups.
_ADDITIVE = (headcount_ratio, poverty_gap, squared_poverty_gap, fgt, watts, clark_hemming_ulph)


@frozen
class GroupShare:
    """One group's part.

    Attributes:
        label: the group.
        population: its share of all weight.
        income: its share of all income; ``None`` where the mean of all is 0.
        value: the measure within the group; ``None`` where it is not defined, as inequality is not among those who have
            nothing, who then bring nothing to inequality within groups.
        contribution: what it brings to the whole: the contributions sum to the value for all, or within groups.
    """

    label: str
    population: float
    income: float | None
    value: float | None
    contribution: float


_POPULATION, _INCOME = Text("share of the population", "人口占比"), Text("share of income", "收入占比")
_GROUP, _VALUE, _CONTRIBUTION = Text("group", "组别"), Text("measure", "指数"), Text("contribution", "贡献")


def _of_groups(groups: tuple[GroupShare, ...]) -> TableColumns:
    columns = record_columns(groups, {"label": _GROUP, "value": _VALUE, "contribution": _CONTRIBUTION})
    shares = record_columns(groups, {"population": _POPULATION, "income": _INCOME})
    return {
        "label": columns.pop("label"),
        **{name: column._replace(said=share_said) for name, column in shares.items()},
        **columns,
    }


@frozen
class PovertyDecomposition(Serializable, Shown):
    """A poverty measure by group.

    Attributes:
        value: the measure for all: the sum of the contributions.
        groups: the groups that have weight, in the order of their labels.
    """

    value: float
    groups: tuple[GroupShare, ...]

    def _table(self) -> TableColumns:
        return _of_groups(self.groups)

    def frame(self) -> pl.DataFrame:
        """A row for each group: ``label``, ``population``, ``income``, ``value`` and ``contribution``."""
        return table_frame(self._table())

    def share(self, label: str) -> float:
        """The share of all poverty that a group has; 0 where there is none.

        Raises:
            InvalidValue: for a label that is not among the groups.
        """
        for group in self.groups:
            if group.label == label:
                return group.contribution / self.value if self.value else 0.0
        raise InvalidValue("label", label, f"one of {', '.join(group.label for group in self.groups)}")


@frozen
class InequalityDecomposition(Serializable, Shown):
    """A generalized entropy measure within and between groups.

    Attributes:
        value: the measure for all: within plus between.
        within: the sum of the groups' contributions.
        between: the measure if everyone had the mean of the group.
        groups: the groups that have weight, in the order of their labels.
    """

    value: float
    within: float
    between: float
    groups: tuple[GroupShare, ...]

    def _table(self) -> TableColumns:
        return _of_groups(self.groups)

    def frame(self) -> pl.DataFrame:
        """A row for each group: ``label``, ``population``, ``income``, ``value`` and ``contribution``."""
        return table_frame(self._table())


def by_group(
    measure: Callable[..., float],
    values: Values,
    *arguments: Number,
    groups: Values,
    weights: Values = None,
    missing: Missing = "refuse",
) -> PovertyDecomposition:
    """Split an additive poverty measure by group: P = Σ (N_g/N)·P_g.

    Args:
        measure: `headcount_ratio`, `poverty_gap`, `squared_poverty_gap`, `fgt`, `watts` or `clark_hemming_ulph`. Sen's
            and Shorrocks' measures depend on ranks in the whole population and do not split this way.
        values: incomes.
        arguments: what the measure takes after them: the line, and α or c.
        groups: each row's group.
        weights: a weight of at least 0 for each value; equal weights if ``None``.
        missing: ``"refuse"`` a missing value, weight or group, or ``"drop"`` the rows that lack one.

    Raises:
        InvalidValue: for a measure that does not split, and as the measure.

    >>> result = by_group(poverty_gap, [100, 110, 150, 160], 125, groups=["hill", "plain", "plain", "plain"])
    >>> [(group.label, group.population, round(group.contribution, 3)) for group in result.groups]
    [('hill', 0.25, 0.05), ('plain', 0.75, 0.03)]
    """
    if measure not in _ADDITIVE:
        expected = f"a measure that is a mean over persons: {', '.join(additive.__name__ for additive in _ADDITIVE)}"
        raise InvalidValue("measure", getattr(measure, "__name__", repr(measure)), expected)
    applied = bound(measure, arguments)
    sample = _grouped(values, weights, groups, missing)
    parts = tuple(
        GroupShare(label, share, income, value, share * value)
        for label, share, income, value in _parts(sample, applied)
    )
    return PovertyDecomposition(applied(sample), parts)


def decompose_inequality(
    values: Values, alpha: Number, *, groups: Values, weights: Values = None, missing: Missing = "refuse"
) -> InequalityDecomposition:
    """Split GE(α) into inequality within and between groups.

    Within is Σ (N_g/N)·(μ_g/μ)^α·GE_g(α); between is GE(α) of the group means. α = 0 weights groups by their
    population and α = 1 by their income. A group that has no income at all brings nothing within (for α above 0).
    Source: A. Shorrocks, Econometrica 48 (1980) and 52 (1984).

    Raises:
        InvalidValue: as `generalized_entropy`.

    >>> result = decompose_inequality([1, 3, 4, 12], 0, groups=["a", "a", "b", "b"])
    >>> round(result.within, 6), round(result.between, 6), round(result.value - result.within - result.between, 12)
    (0.143841, 0.223144, 0.0)
    """
    alpha = number(alpha, "alpha")
    sample = _grouped(values, weights, groups, missing)
    value = generalized_entropy(sample, alpha)
    parts = []
    means = []
    for label, share, income, inner in _parts(sample, lambda part: _entropy_within(part, alpha)):
        assert income is not None  # the mean is above 0, or the measure had refused the values
        own = 0.0 if inner is None else share * (income / share) ** alpha * inner
        parts.append(GroupShare(label, share, income, inner, own))
        means.append(income / share)
    between = generalized_entropy(means, alpha, [group.population for group in parts])
    return InequalityDecomposition(value, math.fsum(group.contribution for group in parts), between, tuple(parts))


def _entropy_within(part: WeightedValues, alpha: float) -> float | None:
    """GE(α) of a group; ``None`` for a group without any income, for which it is not defined."""
    return generalized_entropy(part, alpha) if part.values.any() else None


def _grouped(values: Values, weights: Values, groups: Values, missing: Missing) -> WeightedValues:
    if groups is None:
        raise InvalidValue("groups", None, "a label for each value")
    return WeightedValues.of(values, weights, missing=missing, labels={"groups": groups})


def _parts(
    sample: WeightedValues, measure: Callable[[WeightedValues], Any]
) -> list[tuple[str, float, float | None, Any]]:
    labels = sample.labels["groups"]
    total = sample.total_weight()
    income = sample.total(sample.values)
    if is_cancelled(income / total, float(sample.values.min())):
        income = 0.0
    parts: list[tuple[str, float, float | None, Any]] = []
    for code, label in enumerate(labels.names):
        part: Any = sample.where(labels.codes == code)
        weight = part.total_weight()
        if weight:
            own = part.total(part.values)
            parts.append((str(label), weight / total, own / income if income else None, measure(part)))
    return parts
