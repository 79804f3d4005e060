"""Rates estimated by sample, and the limits that a criterion sets them."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from antipoverty._engine.conditions.facts import Fact
from antipoverty._engine.conditions.terms import Term
from antipoverty._shared.shapes import checked
from antipoverty.text import Text


@frozen(order=False, field_transformer=checked)
class SampledCount:
    """The facts that count a sample.

    Attributes:
        found: how many of the sample have the property.
        sampled: the size of the sample.
        population: the size of the population; none if no fact holds it.
    """

    found: Fact
    sampled: Fact
    population: Fact | None = None


@frozen(order=False, field_transformer=checked)
class RateLimit:
    """A limit of a sampled rate.

    Attributes:
        value: the limit, a share of 1.
        verdict: the flag that says whether the limit is kept, which follows from the interval; none where the point
            estimate is compared.
    """

    value: Term
    verdict: Fact | None = None


@frozen(order=False, field_transformer=checked)
class SampledRate:
    """A rate estimated by samples, with its limits: a decision shows the estimate and its interval.

    Attributes:
        name: what the rate is called.
        samples: the samples behind it.
        limits: its limits.
        confidence: the confidence of the interval.
        method: the method of the interval.
        at_least: whether the limits are minima; else they are maxima.
        counted: the number of persons who are counted without sampling; none if there are none.
        whole: the population of the rate, where samples of several groups are added up.
    """

    name: Text
    samples: tuple[SampledCount, ...]
    limits: tuple[RateLimit, ...]
    confidence: Term
    method: Literal["clopper-pearson", "wilson"]
    at_least: bool = False
    counted: Fact | None = None
    whole: Fact | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts from which it is calculated."""
        counts = (fact for part in self.samples for fact in (part.found, part.sampled, part.population))
        return tuple(dict.fromkeys(fact for fact in (*counts, self.counted, self.whole) if fact is not None))
