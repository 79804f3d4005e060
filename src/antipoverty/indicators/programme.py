"""A poverty programme in figures (项目指标): its rates, counted in full or estimated from a check by sample.

>>> float(exit_rate(exited=107, registered=3_274))
0.03268173488087966
>>> wrongly_omitted = estimate_rate(Sample(found=4, sampled=400, population=5_046))
>>> print(wrongly_omitted)
0.01 (95% interval 0.002973 to 0.02477)
>>> sample_for_margin("0.02", rate="0.1", population=5_046)
739

Whom a programme reaches is measured by `antipoverty.indicators.coverage` and the errors beside it. A county's rates are
held against their limits by `antipoverty.exits.assess_county`.
"""

from __future__ import annotations

from antipoverty._statistics.sampling import Method, Sample, sample_for_limit
from antipoverty.indicators._programme.rate_estimates import Clusters, estimate_rate
from antipoverty.indicators._programme.rates import (
    composite_incidence,
    cost_per_exit,
    execution_rate,
    exit_rate,
    incidence,
    return_rate,
    wrongly_delisted_rate,
    wrongly_omitted_rate,
)
from antipoverty.indicators._programme.sample_sizes import sample_by_strata, sample_for_margin
from antipoverty.indicators._programme.targeting import coady_grosh_hoddinott

__all__ = [
    "Clusters",
    "Method",
    "Sample",
    "coady_grosh_hoddinott",
    "composite_incidence",
    "cost_per_exit",
    "estimate_rate",
    "execution_rate",
    "exit_rate",
    "incidence",
    "return_rate",
    "sample_by_strata",
    "sample_for_limit",
    "sample_for_margin",
    "wrongly_delisted_rate",
    "wrongly_omitted_rate",
]
