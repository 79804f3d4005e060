"""What every strategy is made of: unknowns now and then, and exact amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from antipoverty.errors import MissingExtra
from antipoverty.money import yuan_of_fen

try:
    from hypothesis import strategies
except ImportError:  # pragma: no cover  # the test suite has it
    raise MissingExtra("testing", "hypothesis") from None

st = strategies
_T = TypeVar("_T")


def maybe(strategy: st.SearchStrategy[_T]) -> st.SearchStrategy[_T | None]:
    """The strategy's values, or unknown."""
    return st.none() | strategy


def yuan_amounts(*, minimum: int = 0, maximum: int = 200_000) -> st.SearchStrategy[Decimal]:
    """Exact amounts of yuan, to the fen."""
    return st.integers(minimum * 100, maximum * 100).map(yuan_of_fen)
