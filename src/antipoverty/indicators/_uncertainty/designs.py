"""The design of a sample (抽样设计): strata, clusters, weights, and the variance of a total under it.

Clusters are drawn within strata; within a cluster, all that is drawn further counts through the cluster's total (the
ultimate cluster method). Where the numbers of clusters are given, each stratum has its finite population correction;
where those of the second stage's units are given too, so has each cluster. Not covered: corrections of third stages,
calibration of weights, two-phase designs.

A part of the population (a domain) is counted within the design of all: clusters without anyone of the domain count
for the variance, as they might have had someone. So it is with the rows that lack a value and are left out, and with
those of weight 0.

Sources: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977; T. Lumley, Complex Surveys, Wiley 2010, whose R
package ``survey`` gives the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from attrs import evolve, field, frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.alignment import aligned
from antipoverty.indicators._inputs.columns import Labels, Missing, Values, numpy
from antipoverty.indicators._inputs.weighted_values import WeightedValues, number

if TYPE_CHECKING:
    from antipoverty.indicators._inputs.columns import Floats, Rows, Whole

#: What is done with a unit that was drawn alone, so that its stratum shows no variance.
Lonely: TypeAlias = Literal["refuse", "certainty", "centred", "average"]


def _known_way(instance: object, attribute: object, value: object) -> None:
    if not isinstance(value, str) or value not in get_args(Lonely):
        raise InvalidValue("Design.lonely", value, f"one of {', '.join(get_args(Lonely))}")


@frozen(eq=False)
class Design:
    """How a sample was drawn; each part but the last is a column as for values, or ``None``.

    Attributes:
        weights: the inverse of each row's chance of being drawn, times persons where persons are counted.
        strata: each row's stratum; one for all if ``None``.
        clusters: each row's primary sampling unit, such as the village; each row its own if ``None``. A label means
            a different cluster in each stratum.
        population: how many clusters the row's stratum has in all, for the finite population correction.
        units: each row's unit of the second stage, such as the household; each row its own if ``None``. A label means
            a different unit in each cluster.
        unit_population: how many units of the second stage the row's cluster has in all, for its correction.
        lonely: what is done with a stratum of which one cluster was drawn out of several (and with a cluster of which
            one unit was). ``"refuse"`` it, and merge it with another by giving both one label; or take it as drawn for
            ``"certainty"``, without any variance; or as ``"centred"`` at the mean of all strata instead of its own;
            or give it the ``"average"`` variance of the others. They are R's "fail", "certainty", "adjust" and
            "average". A stratum that is wholly in the sample has no variance, whatever its size.

    >>> from antipoverty.indicators import Design, estimate, mean
    >>> villages = Design(weights=[9, 9, 5, 5], strata=["hill", "hill", "plain", "plain"], clusters=[1, 2, 3, 4])
    >>> result = estimate(mean, [620, 980, 1_500, 1_100], design=villages)
    >>> result.value, round(result.standard_error, 2), result.degrees_of_freedom
    (978.5714285714286, 135.98, 2)
    """

    weights: Values = None
    strata: Values = None
    clusters: Values = None
    population: Values = None
    units: Values = None
    unit_population: Values = None
    lonely: Lonely = field(default="refuse", validator=_known_way)

    @classmethod
    def or_simple(cls, design: Design | None) -> Design:
        """A design; for ``None``, that of a simple random sample with equal weights.

        Raises:
            InvalidValue: for anything else.
        """
        if design is not None and not isinstance(design, cls):
            raise InvalidValue("design", type(design).__name__, "a Design, or None for a simple random sample")
        return cls() if design is None else design


@frozen(eq=False)
class _Stage:
    """One stage of sampling: units drawn within larger ones.

    Attributes:
        name: what the units are called in errors.
        parent: for each unit, the one that it lies in.
        sizes: for each parent, how many units were drawn.
        rest: for each parent, the share of its units that was not drawn.
        labels: for each parent, what it is called in errors.
    """

    name: str
    parent: Whole
    sizes: Whole
    rest: Floats
    labels: Sequence[Any]

    @property
    def lonely(self) -> Rows:
        alone: Rows = (self.sizes == 1) & (self.rest > 0)
        return alone

    def variances(self, scores: Floats, lonely: Lonely, members: Whole) -> Floats:
        """For each parent, the variance of the total of its units' scores; members are those units that have any.

        Raises:
            InvalidValue: for an average of the variances of other parents, where there is none with members.
        """
        np = numpy()
        centred = scores - (np.bincount(self.parent, scores) / self.sizes)[self.parent]
        squares = np.bincount(self.parent, centred * centred)
        variances: Floats = self.rest * self.sizes / np.maximum(self.sizes - 1, 1) * squares
        alone = self.lonely
        if lonely == "centred" and alone.any():
            variances[alone] = (self.rest * np.bincount(self.parent, scores * scores))[alone]
        elif lonely == "average" and alone.any():
            counted = np.zeros(len(variances), dtype=bool)
            counted[self.parent[members]] = True
            known = variances[counted & ~alone]
            if not (alone & counted).any():
                return variances
            if not len(known):
                expected = f"at least two in some {_LARGER[self.name]}, for their variance to be averaged"
                shown = f"one {self.name[:-1]} in each {_LARGER[self.name]} that counts"
                raise InvalidValue(self.name, shown, expected)
            variances[alone & counted] = known.mean()
        return variances


@frozen(eq=False)
class Drawn:
    """A sample with its design, checked and aligned.

    Attributes:
        sample: the rows that count: those that have a value and weigh more than 0.
        others: further columns of those rows, by name.
        rows: which of the rows that have a place in the design they are.
        cluster: for each row that counts, its cluster; there may be clusters without any.
    """

    sample: WeightedValues
    others: Mapping[str, Floats]
    rows: Rows
    cluster: Labels
    first: _Stage
    unit: Labels
    second: _Stage | None
    lonely: Lonely

    @property
    def stratum(self) -> Whole:
        """For each cluster, its stratum."""
        return self.first.parent

    @property
    def sizes(self) -> Whole:
        """For each stratum, how many clusters were drawn."""
        return self.first.sizes

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters less strata, of those in which any row counts."""
        members = self._members()
        return len(members) - len(numpy().flatnonzero(numpy().bincount(self.first.parent[members])))

    @property
    def complete(self) -> bool:
        """Whether all clusters, and all units in them, were drawn of the strata that count: a complete count."""
        members = self._members()
        inner = 0.0 if self.second is None else self.second.rest[members].max()
        return not self.first.rest[self.first.parent[members]].max() and not inner

    def _members(self) -> Whole:
        """The clusters in which any row counts."""
        members: Whole = numpy().flatnonzero(numpy().bincount(self.cluster.codes))
        return members

    @classmethod
    def of(
        cls,
        values: Values,
        design: Design | None,
        missing: Missing = "refuse",
        *,
        domain: Values = None,
        others: Mapping[str, Values] | None = None,
    ) -> Drawn:
        """Check and align values and their design.

        Raises:
            InvalidValue: for a cluster alone in its stratum (unless the design says what to do with it), numbers of
                clusters that cannot be, an empty domain, and as `WeightedValues.of`.
        """
        np = numpy()
        design = Design.or_simple(design)
        numbers = {"weights": design.weights, "domain": domain}
        parts = ("strata", "clusters", "population", "units", "unit_population")
        labels = {part: getattr(design, part) for part in parts}
        columns = aligned(
            {
                "values": values,
                **{name: column for name, column in numbers.items() if column is not None},
                **(others or {}),
            },
            {name: column for name, column in labels.items() if column is not None},
            missing=missing,
            keep=True,
        )
        read, coded = columns.numbers, columns.labels
        counted = np.ones(len(read["values"]), dtype=bool) if columns.counted is None else columns.counted.copy()
        if "domain" in read:
            counted &= _inside(read["domain"], counted)
        if not counted.any():
            where = "domain" if "domain" in read else "weights"
            raise InvalidValue(where, "no rows that count", "at least one row with a value and a weight above 0")
        size = len(counted)
        strata = coded.get("strata") or Labels(np.zeros(size, dtype="int64"), (None,))
        cluster, of_stratum = _within(strata.codes, coded.get("clusters"), size)
        first = _stage("clusters", of_stratum, strata.names, strata.codes, coded.get("population"), "population")
        second = None
        unit = cluster
        if "unit_population" in coded:
            if "population" not in coded:
                expected = "the numbers of clusters too, without which those of their units change nothing"
                raise InvalidValue("design.population", None, expected)
            unit, of_cluster = _within(cluster.codes, coded.get("units"), size)
            names = coded["clusters"].names if "clusters" in coded and strata.names == (None,) else cluster.names
            second = _stage("units", of_cluster, names, cluster.codes, coded["unit_population"], "unit_population")
        weights = None if "weights" not in read else read["weights"][counted]
        exact = None if "values" not in columns.exact else columns.exact["values"][counted]
        drawn = cls(
            WeightedValues(read["values"][counted], weights, {}, exact),
            {name: read[name][counted] for name in others or {}},
            counted,
            Labels(cluster.codes[counted], cluster.names),
            first,
            Labels(unit.codes[counted], unit.names),
            second,
            design.lonely,
        )
        drawn._check()
        return drawn

    def _check(self) -> None:
        for stage in (self.first, self.second):
            if stage is None or not (alone := stage.lonely).any():
                continue
            if self.lonely == "refuse" or (self.lonely == "average" and alone.all()):
                label = stage.labels[int(alone.argmax())]
                inside = "the sample" if label is None else f"{_LARGER[stage.name]} {label!r}"
                expected = f"at least two in each {_LARGER[stage.name]}, for a variance: merge it with another,"
                shown = f"one {stage.name[:-1]} in {inside}"
                raise InvalidValue(stage.name, shown, f"{expected} or say in Design.lonely how it counts")

    def domain(self, inside: Rows) -> Drawn:
        """The rows of a domain, within the same design."""
        rows = self.rows.copy()
        rows[rows] = inside
        return evolve(
            self,
            sample=self.sample.where(inside),
            others={name: column[inside] for name, column in self.others.items()},
            rows=rows,
            cluster=Labels(self.cluster.codes[inside], self.cluster.names),
            unit=Labels(self.unit.codes[inside], self.unit.names),
        )

    def error(self, influence: Floats) -> float:
        """The standard error of a figure, from its linearised variable: how much it moves with each row's weight.

        Raises:
            InvalidValue: for an error that is too large for a float.
        """
        with numpy().errstate(over="ignore", invalid="ignore"):  # what overflows is refused by name
            moved = influence * self.sample.weight()
            # Next to 1, so that no square is lost to the range of floats.
            largest = float(abs(moved).max())
            scale = math.ldexp(1.0, math.frexp(largest)[1] - 1) if 0 < largest < math.inf else 1.0
            error = math.sqrt(max(self._variance(moved / scale), 0.0)) * scale
        if not math.isfinite(error):
            raise InvalidValue("values", "values whose variance overflows", "values with a finite variance")
        return error

    def _variance(self, moved: Floats) -> float:
        variances = self.first.variances(self.cluster.total(moved), self.lonely, self.cluster.codes)
        if self.second is not None:
            inner = self.second.variances(self.unit.total(moved), self.lonely, self.unit.codes)
            drawn = 1 - self.first.rest
            variances = variances + drawn * numpy().bincount(self.first.parent, inner, minlength=len(variances))
        return float(variances.sum())


#: What each kind of unit lies in.
_LARGER = {"clusters": "stratum", "units": "cluster"}


def _inside(domain: Floats, known: Rows) -> Rows:
    wrong = known & (domain != 0) & (domain != 1)
    if wrong.any():
        place = int(wrong.argmax())
        raise InvalidValue(f"domain[{place}]", float(domain[place]), "True or False, 1 or 0")
    inside: Rows = domain == 1
    return inside


def _within(larger: Whole, labels: Labels | None, size: int) -> tuple[Labels, Whole]:
    """Each row's unit, where a label means another unit in each larger one; and of each unit, the larger one."""
    np = numpy()
    own = np.arange(size) if labels is None else labels.codes
    if labels is None and not larger.any():
        return Labels(own, tuple(range(size))), larger
    span = int(own.max()) + 1
    every, codes = np.unique(larger * span + own, return_inverse=True)
    return Labels(codes, tuple(range(len(every)))), every // span


def _stage(
    name: str, parent: Whole, labels: Sequence[Any], of_row: Whole, population: Labels | None, field_: str
) -> _Stage:
    np = numpy()
    sizes = np.bincount(parent)
    if population is None:
        return _Stage(name, parent, sizes, np.ones(len(sizes)), labels)
    where = f"design.{field_}"
    counts = np.asarray([number(size, where, f"a number of {name}") for size in population.names])[population.codes]
    totals = np.zeros(len(sizes))
    totals[of_row] = counts
    if (totals[of_row] != counts).any():
        raise InvalidValue(where, f"different numbers in one {_LARGER[name]}", f"one number for each {_LARGER[name]}")
    if (totals < sizes).any():
        raise InvalidValue(where, f"fewer {name} than were drawn", "at least as many")
    return _Stage(name, parent, sizes, 1 - sizes / totals, labels)
