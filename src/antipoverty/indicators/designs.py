"""How a sample was drawn (抽样设计), and the variance that follows.

The design is that of its first stage: clusters drawn within strata, with replacement or as if so (the ultimate cluster
method), with a finite population correction where the number of clusters in each stratum is given. Not covered: later
stages' own corrections, calibration of weights, two-phase designs. For a part of the population (a domain), set the
weights of all others to 0 and keep their rows, so that the design stays whole.

Source: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators.columns import Labels, Missing, Values, numpy
from antipoverty.indicators.inputs import Sample, number

if TYPE_CHECKING:
    from antipoverty.indicators.columns import Floats

__all__ = ["Design", "Drawn"]


@frozen(eq=False)
class Design:
    """How a sample was drawn; each part is a column as for values, or ``None``.

    Attributes:
        weights: the inverse of each row's chance of being drawn, times persons where persons are counted.
        strata: each row's stratum; one for all if ``None``.
        clusters: each row's primary sampling unit, such as the village; each row its own if ``None``. A label means
            a different cluster in each stratum.
        population: how many clusters the row's stratum has in all, for the finite population correction.
    """

    weights: Values = None
    strata: Values = None
    clusters: Values = None
    population: Values = None


@frozen(eq=False)
class Drawn:
    """A sample with its design worked out: a cluster for each row, and a stratum for each cluster."""

    sample: Sample
    cluster: Labels
    stratum: Any
    sizes: Any
    population: Any

    @property
    def freedom(self) -> int:
        """Degrees of freedom: clusters less strata."""
        return len(self.stratum) - len(self.sizes)

    @classmethod
    def of(cls, values: Values, design: Design, missing: Missing = "refuse") -> Drawn:
        """Check and align values and their design.

        Raises:
            InvalidValue: for a stratum with one cluster alone, numbers of clusters that cannot be, and as `Sample.of`.
        """
        np = numpy()
        columns = {"strata": design.strata, "clusters": design.clusters, "population": design.population}
        sample = Sample.of(values, design.weights, missing=missing, labels=columns)
        strata, clusters = sample.labels.get("strata"), sample.labels.get("clusters")
        of_row = np.zeros(sample.size, dtype="int64") if strata is None else strata.codes
        own = np.arange(sample.size) if clusters is None else clusters.codes
        every, codes = np.unique(of_row * (int(own.max()) + 1) + own, return_inverse=True)
        stratum = every // (int(own.max()) + 1)
        sizes = np.bincount(stratum)
        if sizes.min() < 2:
            label = "the sample" if strata is None else f"stratum {strata.names[int(sizes.argmin())]!r}"
            expected = "at least two in each stratum, for a variance: merge the stratum with another"
            raise InvalidValue("clusters", f"one cluster in {label}", expected)
        return cls(sample, Labels(codes, tuple(range(len(every)))), stratum, sizes, _population(sample, of_row, sizes))

    def error(self, influence: Floats) -> float:
        """The standard error of a figure, from its linearised variable: how much it moves with each row's weight."""
        np = numpy()
        scores = self.cluster.total(influence * self.sample.weight())
        centred = scores - (np.bincount(self.stratum, scores) / self.sizes)[self.stratum]
        squares = np.bincount(self.stratum, centred * centred)
        correction = 1.0 if self.population is None else 1 - self.sizes / self.population
        return math.sqrt(max(float((correction * self.sizes / (self.sizes - 1) * squares).sum()), 0.0))


def _population(sample: Sample, stratum: Any, sizes: Any) -> Any:
    np = numpy()
    given = sample.labels.get("population")
    if given is None:
        return None
    counts = np.asarray([number(each, "design.population", "a number of clusters") for each in given.names])[
        given.codes
    ]
    found = np.zeros(len(sizes))
    found[stratum] = counts
    if (found[stratum] != counts).any():
        raise InvalidValue("design.population", "different numbers in one stratum", "one number for each stratum")
    if (found < sizes).any():
        raise InvalidValue("design.population", "fewer clusters than were drawn", "at least as many")
    return found
