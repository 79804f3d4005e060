"""What every strategy is made of: unknowns now and then, and exact amounts."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TypeVar

from antipoverty._shared.extras import needing
from antipoverty.money import yuan_of_fen

with needing("testing", "hypothesis"):
    from hypothesis import strategies

st = strategies
_T = TypeVar("_T")


def maybe(strategy: st.SearchStrategy[_T]) -> st.SearchStrategy[_T | None]:
    """The strategy's values, or unknown."""
    return st.none() | strategy


# What is drawn again and again is put together once: to validate a strategy takes longer than to draw from it.


@cache
def truths() -> st.SearchStrategy[bool | None]:
    """Yes, no, or unknown."""
    return st.sampled_from([None, False, True])


@cache
def keys() -> st.SearchStrategy[str]:
    """Keys that no two rows share."""
    return st.uuids().map(lambda key: key.hex)


def yuan_amounts(*, minimum: int = 0, maximum: int = 200_000) -> st.SearchStrategy[Decimal]:
    """Exact amounts of yuan, to the fen."""
    return st.integers(minimum * 100, maximum * 100).map(yuan_of_fen)
