"""Standard errors and intervals by resampling (自助法).

Source: J. N. K. Rao and C. F. J. Wu, Resampling Inference with Complex Survey Data, Journal of the American
Statistical Association 83 (1988).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from attrs import evolve

from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import Confidence, Interval, confidence_level
from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import Missing, Values, numpy
from antipoverty.indicators._inputs.measure_calls import bound, name_of, number_of
from antipoverty.indicators._inputs.weighted_values import Number
from antipoverty.indicators._uncertainty.designs import Design, Drawn

_REPLICATES = 1_000_000


def bootstrap(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number | str,
    seed: int,
    design: Design | None = None,
    domain: Values = None,
    replicates: int = 500,
    confidence: Confidence = "0.95",
    missing: Missing = "refuse",
) -> Estimate:
    """A measure with its bootstrap standard error and percentile interval: the same for the same seed.

    Within each stratum of n clusters, n − 1 are drawn again with replacement. With λ² = 1 − n/N, the share of the
    stratum's clusters that is not in the sample, weights are multiplied by 1 − λ + λ·r·n/(n − 1), r being how often
    each was drawn (Rao and Wu's rescaled bootstrap). A replicate for which the measure is not defined, as where nobody
    of a domain is left or all incomes are 0, is left out, and counted.

    Args:
        measure: any function of values, arguments and ``weights=``. One of the caller's own gets the same rows each
            time, those that were not drawn with a weight of 0.
        values: as the measure takes them.
        arguments: what the measure takes after the values, weights aside, by place.
        seed: of the random numbers.
        design: how the sample was drawn; a simple random sample with equal weights if ``None``.
        domain: as in `estimate`.
        replicates: how many samples to draw, from 2 to a million.
        confidence: how often intervals made this way should hold the true value, between 0 and 1.
        missing: as in `estimate`.

    Raises:
        InvalidValue: for fewer than 2 replicates, or fewer for which the measure is defined; a stratum with one
            cluster alone that does not count as certain; populations of the second stage; and as the measure.

    >>> from antipoverty.indicators import gini
    >>> first, again = (bootstrap(gini, [1, 2, 3, 4, 10], seed=7, replicates=50) for _ in range(2))
    >>> first == again, round(first.value, 2)
    (True, 0.4)
    """
    np = numpy()
    if isinstance(replicates, bool) or not isinstance(replicates, int) or not 2 <= replicates <= _REPLICATES:
        raise InvalidValue("replicates", replicates, f"a whole number from 2 to {_REPLICATES:,}")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InvalidValue("seed", seed, "a whole number of at least 0")
    level = float(confidence_level(confidence))
    applied = bound(measure, arguments)
    drawn = Drawn.of(values, design, missing, domain=domain)
    if drawn.second is not None:
        expected = "None: the bootstrap has no correction for the second stage"
        raise InvalidValue("design.unit_population", "numbers of units", expected)
    if drawn.lonely not in {"refuse", "certainty"} and drawn.first.lonely.any():
        raise InvalidValue("design.lonely", drawn.lonely, "'certainty', or no cluster alone, for a bootstrap")
    sample = drawn.sample
    value = number_of(measure, applied, sample)
    random = np.random.default_rng(seed)
    stretch = np.sqrt(drawn.first.rest)
    members = [np.flatnonzero(drawn.stratum == code) for code in range(len(drawn.sizes))]
    results = np.full(replicates, math.nan)
    for replicate in range(replicates):
        factor = np.ones(len(drawn.stratum))
        for clusters, share in zip(members, stretch, strict=True):
            if share and (size := len(clusters)) > 1:
                drawn_again = np.bincount(random.integers(0, size, size - 1), minlength=size)
                factor[clusters] += share * (drawn_again * (size / (size - 1)) - 1)
        weights = sample.weight() * factor[drawn.cluster.codes]
        if not weights.any():
            continue
        try:
            results[replicate] = float(applied(evolve(sample, weights=weights)))
        except (InvalidValue, ArithmeticError):
            continue
    defined = results[np.isfinite(results)]
    if len(defined) < 2:
        shown = f"{len(defined)} of {replicates} replicates for which {name_of(measure)} is defined"
        raise InvalidValue("replicates", shown, "two or more: another measure, or a larger sample")
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value,
        float(defined.std(ddof=1)),
        Interval(float(low), float(high), level, "percentile"),
        f"Rao–Wu bootstrap, {replicates} replicates, seed {seed}",
        drawn.degrees_of_freedom,
        sample.size,
        undefined_replicates=replicates - len(defined),
    )
