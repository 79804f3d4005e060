"""What the figures say: monetary poverty, inequality, relative poverty, uncertainty, and change over time.

Each measure takes plain sequences, NumPy arrays, series of any data-frame library, or a `Column` of a lazy frame.

>>> headcount_ratio([1_900, 2_500, 3_100, 8_000], 2_736, weights=[4, 3, 5, 2])
0.5
"""

from __future__ import annotations

from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import Interval
from antipoverty._statistics.sampling import Method, Sample
from antipoverty.indicators._income.change import (
    Dominance,
    GrowthIncidence,
    PovertyChange,
    PovertyCurve,
    dominance,
    growth_and_redistribution,
    growth_incidence,
    poverty_curve,
)
from antipoverty.indicators._income.grouped import grouped_gini, grouped_gini_bounds, grouped_lorenz
from antipoverty.indicators._income.groups import (
    GroupShare,
    InequalityDecomposition,
    PovertyDecomposition,
    by_group,
    decompose_inequality,
)
from antipoverty.indicators._income.inequality import (
    LorenzCurve,
    atkinson,
    generalized_entropy,
    generalized_lorenz,
    gini,
    hoover,
    lorenz,
    lorenz_share,
    mean_log_deviation,
    theil,
)
from antipoverty.indicators._income.polarization import lorenz_asymmetry, wolfson
from antipoverty.indicators._income.poverty import (
    MonetaryPoverty,
    clark_hemming_ulph,
    cost_to_close,
    fgt,
    headcount_ratio,
    income_gap_ratio,
    monetary_poverty,
    poverty_depth,
    poverty_gap,
    sen,
    sen_shorrocks_thon,
    squared_poverty_gap,
    takayama,
    thon,
    watts,
)
from antipoverty.indicators._income.relative import (
    at_risk_of_poverty_rate,
    at_risk_of_poverty_threshold,
    lorenz_share_ratio,
    palma,
    quantile_ratio,
    quintile_share_ratio,
    relative_median_gap,
    weighted_quantile,
)
from antipoverty.indicators._inputs.columns import Column
from antipoverty.indicators._multidimensional.alkire_foster import (
    IndicatorTotals,
    MultidimensionalPoverty,
    Subgroup,
    alkire_foster,
    alkire_foster_by_cutoff,
    robust_comparisons,
)
from antipoverty.indicators._multidimensional.dimension_weights import nested_weights
from antipoverty.indicators._multidimensional.guarantees import TWO_ASSURANCES_THREE_GUARANTEES, Specification
from antipoverty.indicators._official import (
    OfficialCheck,
    OfficialSeries,
    Region,
    Standard,
    official_checks,
    official_count,
    official_figures,
    official_line,
    official_rate,
    official_series,
)
from antipoverty.indicators._pictures import (
    contributions_picture,
    growth_incidence_picture,
    incidence_picture,
    line_sensitivity_picture,
    lorenz_picture,
)
from antipoverty.indicators._programme.rate_estimates import Clusters, estimate_rate
from antipoverty.indicators._programme.rates import (
    composite_incidence,
    cost_per_exit,
    execution_rate,
    exit_rate,
    incidence,
    missed_rate,
    return_rate,
    wrong_exit_rate,
)
from antipoverty.indicators._programme.targeting import (
    coady_grosh_hoddinott,
    coverage,
    exclusion_error,
    inclusion_error,
)
from antipoverty.indicators._uncertainty.designs import Design
from antipoverty.indicators._uncertainty.estimates import (
    DominanceTest,
    dominance_test,
    estimate,
    estimate_difference,
    estimate_ratio,
    estimate_risk_in_domain,
)
from antipoverty.indicators._uncertainty.influence import mean, total
from antipoverty.indicators._uncertainty.multidimensional import (
    IndicatorEstimates,
    MultidimensionalEstimates,
    SubgroupEstimates,
    estimate_alkire_foster,
)
from antipoverty.indicators._uncertainty.resampling import bootstrap
from antipoverty.indicators._uncertainty.sample_sizes import sample_by_strata, sample_for_margin

__all__ = [
    "TWO_ASSURANCES_THREE_GUARANTEES",
    "Clusters",
    "Column",
    "Design",
    "Dominance",
    "DominanceTest",
    "Estimate",
    "GroupShare",
    "GrowthIncidence",
    "IndicatorEstimates",
    "IndicatorTotals",
    "InequalityDecomposition",
    "Interval",
    "LorenzCurve",
    "Method",
    "MonetaryPoverty",
    "MultidimensionalEstimates",
    "MultidimensionalPoverty",
    "OfficialCheck",
    "OfficialSeries",
    "PovertyChange",
    "PovertyCurve",
    "PovertyDecomposition",
    "Region",
    "Sample",
    "Specification",
    "Standard",
    "Subgroup",
    "SubgroupEstimates",
    "alkire_foster",
    "alkire_foster_by_cutoff",
    "at_risk_of_poverty_rate",
    "at_risk_of_poverty_threshold",
    "atkinson",
    "bootstrap",
    "by_group",
    "clark_hemming_ulph",
    "coady_grosh_hoddinott",
    "composite_incidence",
    "contributions_picture",
    "cost_per_exit",
    "cost_to_close",
    "coverage",
    "decompose_inequality",
    "dominance",
    "dominance_test",
    "estimate",
    "estimate_alkire_foster",
    "estimate_difference",
    "estimate_rate",
    "estimate_ratio",
    "estimate_risk_in_domain",
    "exclusion_error",
    "execution_rate",
    "exit_rate",
    "fgt",
    "generalized_entropy",
    "generalized_lorenz",
    "gini",
    "grouped_gini",
    "grouped_gini_bounds",
    "grouped_lorenz",
    "growth_and_redistribution",
    "growth_incidence",
    "growth_incidence_picture",
    "headcount_ratio",
    "hoover",
    "incidence",
    "incidence_picture",
    "inclusion_error",
    "income_gap_ratio",
    "line_sensitivity_picture",
    "lorenz",
    "lorenz_asymmetry",
    "lorenz_picture",
    "lorenz_share",
    "lorenz_share_ratio",
    "mean",
    "mean_log_deviation",
    "missed_rate",
    "monetary_poverty",
    "nested_weights",
    "official_checks",
    "official_count",
    "official_figures",
    "official_line",
    "official_rate",
    "official_series",
    "palma",
    "poverty_curve",
    "poverty_depth",
    "poverty_gap",
    "quantile_ratio",
    "quintile_share_ratio",
    "relative_median_gap",
    "return_rate",
    "robust_comparisons",
    "sample_by_strata",
    "sample_for_margin",
    "sen",
    "sen_shorrocks_thon",
    "squared_poverty_gap",
    "takayama",
    "theil",
    "thon",
    "total",
    "watts",
    "weighted_quantile",
    "wolfson",
    "wrong_exit_rate",
]
