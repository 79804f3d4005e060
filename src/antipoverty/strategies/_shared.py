"""What every strategy is made of: unknowns now and then, and exact amounts."""

from __future__ import annotations

from decimal import Decimal
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


def yuan_amounts(*, minimum: int = 0, maximum: int = 200_000) -> st.SearchStrategy[Decimal]:
    """Exact amounts of yuan, to the fen."""
    return st.integers(minimum * 100, maximum * 100).map(yuan_of_fen)
