"""Poverty and inequality, measured from incomes and deprivations, with standard errors and change over time.

Each measure takes plain sequences, NumPy arrays, series of any data-frame library, or a `Column` of a lazy frame:

>>> incomes, persons = [1_900, 2_500, 3_100, 8_000], [4, 3, 5, 2]
>>> headcount_ratio(incomes, 2_736, weights=persons)
0.5
>>> round(gini(incomes, persons), 3)
0.262

`estimate` gives any of them its standard error and interval under the `Design` of the survey, as an `Estimate`:

>>> print(estimate(mean, incomes, design=Design(weights=persons)))
3329 (95% interval 365.6 to 6292)

`alkire_foster` measures multidimensional poverty, `coverage` and the errors beside it whom a programme reaches,
`by_group`, `growth_incidence` and `dominance` compare, and `draw` makes pictures. Beside this module stand
`antipoverty.indicators.multidimensional` for more on the measures of Alkire and Foster,
`antipoverty.indicators.programme` for the rates of a programme and sample sizes, and `antipoverty.indicators.official`
for the published figures of China.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use
from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import Interval
from antipoverty.indicators._income.comparisons import (
    Dominance,
    GrowthIncidence,
    PovertyChange,
    PovertyCurve,
    dominance,
    growth_and_redistribution,
    growth_incidence,
    poverty_curve,
)
from antipoverty.indicators._income.decompositions import (
    InequalityDecomposition,
    PovertyDecomposition,
    by_group,
    decompose_inequality,
)
from antipoverty.indicators._income.grouped_data import GroupedIncome
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
from antipoverty.indicators._income.quantiles import (
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
from antipoverty.indicators._multidimensional.alkire_foster import MultidimensionalPoverty, alkire_foster
from antipoverty.indicators._pictures import draw
from antipoverty.indicators._programme.targeting import coverage, exclusion_error, inclusion_error
from antipoverty.indicators._uncertainty.bootstrap import bootstrap
from antipoverty.indicators._uncertainty.designs import Design
from antipoverty.indicators._uncertainty.estimates import (
    DominanceTest,
    dominance_test,
    estimate,
    estimate_difference,
    estimate_ratio,
    estimate_risk_in_domain,
)
from antipoverty.indicators._uncertainty.linearisation import mean, total

if TYPE_CHECKING:
    from antipoverty.indicators import multidimensional as multidimensional
    from antipoverty.indicators import official as official
    from antipoverty.indicators import programme as programme
else:
    __getattr__ = load_on_use(
        __name__, {name: f"{__name__}.{name}" for name in ("multidimensional", "official", "programme")}
    )

__all__ = [
    "Column",
    "Design",
    "Dominance",
    "DominanceTest",
    "Estimate",
    "GroupedIncome",
    "GrowthIncidence",
    "InequalityDecomposition",
    "Interval",
    "LorenzCurve",
    "MonetaryPoverty",
    "MultidimensionalPoverty",
    "PovertyChange",
    "PovertyCurve",
    "PovertyDecomposition",
    "alkire_foster",
    "at_risk_of_poverty_rate",
    "at_risk_of_poverty_threshold",
    "atkinson",
    "bootstrap",
    "by_group",
    "clark_hemming_ulph",
    "cost_to_close",
    "coverage",
    "decompose_inequality",
    "dominance",
    "dominance_test",
    "draw",
    "estimate",
    "estimate_difference",
    "estimate_ratio",
    "estimate_risk_in_domain",
    "exclusion_error",
    "fgt",
    "generalized_entropy",
    "generalized_lorenz",
    "gini",
    "growth_and_redistribution",
    "growth_incidence",
    "headcount_ratio",
    "hoover",
    "inclusion_error",
    "income_gap_ratio",
    "lorenz",
    "lorenz_asymmetry",
    "lorenz_share",
    "lorenz_share_ratio",
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
    "takayama",
    "theil",
    "thon",
    "total",
    "watts",
    "weighted_quantile",
    "wolfson",
]
