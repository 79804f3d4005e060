"""Measures as they are called: with their further arguments by place, for one finite number."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from typing import Any

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.weighted_values import Number, WeightedValues
from antipoverty.indicators._uncertainty.linearisation import measures


def name_of(measure: object) -> str:
    """What a measure is called in errors.

    >>> name_of(len), name_of(5)
    ('len', 'int')
    """
    return str(getattr(measure, "__name__", None) or type(measure).__name__)


def bound(measure: Callable[..., Any], arguments: Sequence[Number | str]) -> Callable[[WeightedValues], Any]:
    """A measure with its further arguments, which stand in its own order with the weights left out.

    >>> from antipoverty.indicators import at_risk_of_poverty_threshold
    >>> bound(at_risk_of_poverty_threshold, [0.5])(WeightedValues.of([10, 20, 40]))
    10.0

    Raises:
        InvalidValue: for what is no function, and for too few or too many arguments.
    """
    if not callable(measure):
        raise InvalidValue("measure", type(measure).__name__, "a measure: a function of values and weights")
    ours = any(known == measure for known in measures())

    def applied(sample: WeightedValues, *by_place: Number | str, **by_name: Number | str) -> Any:
        if not ours:
            return measure(sample.values, *by_place, weights=sample.weights, **by_name)
        # A measure of this package takes a sample as it is, with what floats cannot hold; all its rows count.
        if sample.weights is not None and not sample.weights.all():
            sample = sample.where(sample.weights > 0)
        return measure(sample, *by_place, **by_name)

    try:
        signature = inspect.signature(measure)
    except (TypeError, ValueError):  # a function in C that does not say what it takes
        return lambda sample: applied(sample, *arguments)
    takes = signature.parameters
    if "weights" not in takes and not any(taken.kind is inspect.Parameter.VAR_KEYWORD for taken in takes.values()):
        raise InvalidValue("measure", name_of(measure), "a function that takes weights= after its values")
    kinds = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    further = [taken for taken in list(takes.values())[1:] if taken.kind in kinds and taken.name != "weights"]
    free = any(taken.kind is inspect.Parameter.VAR_POSITIONAL for taken in takes.values())
    needed = sum(taken.default is inspect.Parameter.empty for taken in further)
    if not free and not needed <= len(arguments) <= len(further):
        names = ", ".join(taken.name for taken in further) or "none"
        raise InvalidValue("arguments", f"{len(arguments)} of them", f"those of {name_of(measure)}, which are: {names}")
    if free or any(taken.kind is inspect.Parameter.POSITIONAL_ONLY for taken in further):
        return lambda sample: applied(sample, *arguments)
    named = {taken.name: argument for taken, argument in zip(further, arguments, strict=False)}
    return lambda sample: applied(sample, **named)


def number_of(measure: Callable[..., Any], applied: Callable[[WeightedValues], Any], sample: WeightedValues) -> float:
    """A measure of all, which is one finite number.

    Raises:
        InvalidValue: for values for which it is not defined, and a measure that gives something else.
    """
    try:
        result = float(applied(sample))
    except ArithmeticError:
        result = math.nan
    except TypeError as error:
        if "float()" not in str(error):
            raise
        raise InvalidValue("measure", name_of(measure), "a measure that gives one number") from None
    if not math.isfinite(result):
        raise InvalidValue("values", f"values for which {name_of(measure)} is not defined", "values for which it is")
    return result
