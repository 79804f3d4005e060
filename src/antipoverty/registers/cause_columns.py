"""Causes of poverty over a frame: a column for each, and the main one, as `antipoverty.causes.classify` has it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

from antipoverty.causes import BURDENS, Cause, candidates
from antipoverty.registers.sources import Sources
from antipoverty.rules.binding import BoundRule
from antipoverty.rules.columns import expression_over

__all__ = ["MAIN_CAUSE", "cause_column", "cause_columns", "main_cause"]

#: The column of the main cause: a code of `antipoverty.causes.Cause`, null where none is found.
MAIN_CAUSE = "main_cause"


def cause_column(cause: Cause) -> str:
    """The column that says whether a cause is found.

    >>> cause_column(Cause.ILLNESS)
    'cause_illness'
    """
    return f"cause_{cause.value}"


def cause_columns(bound: BoundRule, of: Sources) -> Iterator[tuple[str, Any]]:
    """An expression for each cause of a bound `antipoverty.causes.CAUSES_OF_POVERTY`.

    Args:
        bound: the rule with its parameters.
        of: where the facts are.
    """
    for cause, criterion in candidates(bound).items():
        yield cause_column(cause), expression_over(criterion, of)


def main_cause(bound: BoundRule, of: Sources) -> Any:
    """The expression for the main cause, over a frame that has the columns of the causes already."""
    words = of.language
    found = {cause: words.col(cause_column(cause)) for cause in candidates(bound)}
    # Weighed causes come first, the heavier before the lighter; then, and where burdens are equal, the form's order.
    # A cause that is not found, or not known to be, weighs less than any that is.
    weights = {
        cause: words.when(found[cause]).then(of.value(BURDENS[cause]).cast(words.Int64)).otherwise(words.lit(-1))
        for cause in found
        if cause in BURDENS
    }
    choices: list[tuple[Any, Cause]] = []
    for cause, weight in weights.items():
        others = [other for name, other in weights.items() if name is not cause]
        heaviest = reduce(lambda left, right: left & right, [weight >= other for other in others], weight > -1)
        choices.append((heaviest, cause))
    choices += [(is_found, cause) for cause, is_found in found.items() if cause not in weights]
    main: Any = words.lit(None).cast(words.String)
    for holds, cause in reversed(choices):
        main = words.when(holds).then(words.lit(cause.value)).otherwise(main)
    return main
