"""The four looks (四看法; HH-10): marks that local officers give a household."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import fields as attributes
from attrs import frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import mapping_to
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue


@frozen
class FourLooks(Serializable):
    """The four looks of Weining and Bijie (四看法; HH-10): house, grain, labour, schooling, each marked 0 to 100.

    The weights were set locally and no source gives them, so the caller does.

    >>> looks = FourLooks(house=40, grain=60, labour=50, schooling=80)
    >>> looks.score({"house": 40, "grain": 20, "labour": 20, "schooling": 20})
    Fraction(54, 1)
    """

    house: int = fields.count(most=100, personal=True)
    grain: int = fields.count(most=100, personal=True)
    labour: int = fields.count(most=100, personal=True)
    schooling: int = fields.count(most=100, personal=True)

    def __attrs_post_init__(self) -> None:
        for attribute in attributes(FourLooks):
            if getattr(self, attribute.name) is None:
                raise InvalidValue(f"FourLooks.{attribute.name}", None, "a mark from 0 to 100")

    def score(self, weights: Mapping[str, int]) -> Fraction:
        """The weighted mean of the marks, exact.

        Raises:
            InvalidValue: if a look has no weight, or the weights are negative or all 0.
        """
        mapping_to(weights, int, "weights")
        names = [attribute.name for attribute in attributes(FourLooks)]
        if set(weights) != set(names) or min(weights.values()) < 0 or not any(weights.values()):
            raise InvalidValue("weights", dict(weights), f"weights of at least 0, not all 0, for {', '.join(names)}")
        total = sum(weights.values())
        return sum((Fraction(weights[name] * getattr(self, name), total) for name in names), Fraction(0))
