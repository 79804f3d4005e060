"""What the figures say: monetary poverty, inequality, relative poverty, uncertainty, and change over time."""

from __future__ import annotations

from antipoverty.indicators.inputs import Column, Labels, Sample

# Multidimensional poverty, programme figures, official figures and pictures
from antipoverty.indicators.guarantees import TWO_NO_WORRIES_THREE_GUARANTEES, Specification
from antipoverty.indicators.multidimensional import (
    IndicatorTotals,
    MultidimensionalPoverty,
    Subgroup,
    alkire_foster,
    alkire_foster_by_cutoff,
    nested_weights,
    robust_comparisons,
)
from antipoverty.indicators.official import (
    OfficialCheck,
    Region,
    Standard,
    official_checks,
    official_count,
    official_figures,
    official_line,
    official_rate,
)
from antipoverty.indicators.rates import (
    Clusters,
    RateEstimate,
    clustered_rate,
    composite_incidence,
    cost_per_exit,
    execution_rate,
    exit_rate,
    incidence,
    missed_rate,
    return_rate,
    sampled_rate,
    stratified_rate,
    wrong_exit_rate,
)
from antipoverty.indicators.targeting import coady_grosh_hoddinott, coverage, exclusion_error, inclusion_error

__all__ = ["Column", "Labels", "Sample"]
__all__ += [
    "TWO_NO_WORRIES_THREE_GUARANTEES",
    "Clusters",
    "IndicatorTotals",
    "MultidimensionalPoverty",
    "OfficialCheck",
    "RateEstimate",
    "Region",
    "Specification",
    "Standard",
    "Subgroup",
    "alkire_foster",
    "alkire_foster_by_cutoff",
    "clustered_rate",
    "coady_grosh_hoddinott",
    "composite_incidence",
    "cost_per_exit",
    "coverage",
    "exclusion_error",
    "execution_rate",
    "exit_rate",
    "incidence",
    "inclusion_error",
    "missed_rate",
    "nested_weights",
    "official_checks",
    "official_count",
    "official_figures",
    "official_line",
    "official_rate",
    "return_rate",
    "robust_comparisons",
    "sampled_rate",
    "stratified_rate",
    "wrong_exit_rate",
]
