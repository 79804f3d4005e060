"""How much the tests try: what the Hypothesis profile of the run says, and shares of that."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

#: Whether the run is a long one, see conftest.py.
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def times(number: float, **others: Any) -> settings:
    """That many times the examples of the profile: less for what is slow, more for what is rare."""
    # The first example is the simplest there is, so that one alone would say little.
    return settings(max_examples=max(3, round(settings().max_examples * number)), **others)
