"""What the figures say: monetary poverty, inequality, relative poverty, uncertainty, and change over time.

Each measure takes plain sequences, NumPy arrays, series of any data-frame library, or a `Column` of a lazy frame.

>>> headcount_ratio([1_900, 2_500, 3_100, 8_000], 2_736, weights=[4, 3, 5, 2])
0.5
"""

from __future__ import annotations

from antipoverty.indicators.change import (
    Dominance,
    GrowthIncidence,
    PovertyChange,
    PovertyCurve,
    dominance,
    growth_and_redistribution,
    growth_incidence,
    poverty_curve,
)
from antipoverty.indicators.groups import (
    GroupShare,
    InequalityDecomposition,
    PovertyDecomposition,
    by_group,
    decompose_inequality,
)
from antipoverty.indicators.inequality import (
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
from antipoverty.indicators.influence import mean
from antipoverty.indicators.inputs import Column
from antipoverty.indicators.poverty import (
    MonetaryPoverty,
    chuc,
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
    watts,
)
from antipoverty.indicators.relative import (
    at_risk_of_poverty_rate,
    at_risk_of_poverty_threshold,
    palma,
    quantile_ratio,
    quintile_share_ratio,
    relative_median_gap,
    weighted_quantile,
)
from antipoverty.indicators.uncertainty import (
    Design,
    DominanceTest,
    Estimate,
    bootstrap,
    difference,
    dominance_test,
    estimate,
)

__all__ = [
    "Column",
    "Design",
    "Dominance",
    "DominanceTest",
    "Estimate",
    "GroupShare",
    "GrowthIncidence",
    "InequalityDecomposition",
    "LorenzCurve",
    "MonetaryPoverty",
    "PovertyChange",
    "PovertyCurve",
    "PovertyDecomposition",
    "at_risk_of_poverty_rate",
    "at_risk_of_poverty_threshold",
    "atkinson",
    "bootstrap",
    "by_group",
    "chuc",
    "cost_to_close",
    "decompose_inequality",
    "difference",
    "dominance",
    "dominance_test",
    "estimate",
    "fgt",
    "generalized_entropy",
    "generalized_lorenz",
    "gini",
    "growth_and_redistribution",
    "growth_incidence",
    "headcount_ratio",
    "hoover",
    "income_gap_ratio",
    "lorenz",
    "lorenz_share",
    "mean",
    "mean_log_deviation",
    "monetary_poverty",
    "palma",
    "poverty_curve",
    "poverty_depth",
    "poverty_gap",
    "quantile_ratio",
    "quintile_share_ratio",
    "relative_median_gap",
    "sen",
    "sen_shorrocks_thon",
    "squared_poverty_gap",
    "theil",
    "watts",
    "weighted_quantile",
]
