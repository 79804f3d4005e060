"""Hypothesis profiles: ``dev`` by default, ``ci`` the same every time, ``thorough`` for long runs."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from chromium import shows_pages

_COMMON: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=10, **_COMMON)
settings.register_profile("ci", max_examples=20, derandomize=True, **_COMMON)
settings.register_profile("thorough", max_examples=300, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

#: For type checkers alone: it asks for names that are not there.
collect_ignore = ["package/typed_names.py"]


@pytest.fixture(scope="session")
def browser() -> None:
    """What needs a browser is left out where there is none that shows a page."""
    if not shows_pages():
        pytest.skip("Chromium is not installed, or it has no fonts")
