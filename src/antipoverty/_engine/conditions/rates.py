"""Rates that are found by sample, as a criterion asks for them."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from antipoverty._engine.conditions.facts import Fact
from antipoverty._engine.conditions.terms import Term
from antipoverty._shared.shapes import checked
from antipoverty.text import Text


@frozen(order=False, field_transformer=checked)
class SampledCount:
    """How many of a sample have a property, each number a fact.

    Attributes:
        found: how many have it.
        sampled: how many were looked at.
        population: how many there are; none if that is not held.
    """

    found: Fact
    sampled: Fact
    population: Fact | None = None


@frozen(order=False, field_transformer=checked)
class RateLimit:
    """What a rate that was found by sample is held against.

    Attributes:
        value: the limit, a share of 1.
        verdict: the flag that says whether the limit is kept, which follows from the interval; none where the rate of
            the sample is compared as it stands.
    """

    value: Term
    verdict: Fact | None = None


@frozen(order=False, field_transformer=checked)
class SampledRate:
    """A rate that samples tell, as a criterion asks for it: from it, a decision shows its figures with their interval.

    Attributes:
        name: what the rate is called.
        samples: the samples behind it.
        limits: what it is held against.
        confidence: of the interval.
        method: how the interval is made.
        at_least: whether the rate has to reach its limits; else it is not to pass them.
        counted: persons who belong to it without a sample, since they are all known; none if there are none such.
        whole: of how many persons it is a rate, where samples of several groups are added up.
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
        """The facts from which it is worked out."""
        counts = (fact for part in self.samples for fact in (part.found, part.sampled, part.population))
        return tuple(dict.fromkeys(fact for fact in (*counts, self.counted, self.whole) if fact is not None))
