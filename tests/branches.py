"""For tests that assert within a condition: what is never reached is never tested."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_reached: set[str] = set()


def reached(branch: str) -> None:
    """Note that a branch with an assertion in it has been entered."""
    _reached.add(branch)


def must_reach(*branches: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Fail a test, with all its examples run, that never entered one of its branches.

    It stands above ``@given``, so that it sees the examples together.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(*arguments: Any, **named: Any) -> None:
            _reached.clear()
            test(*arguments, **named)
            missed = [branch for branch in branches if branch not in _reached]
            assert not missed, f"no example reached: {', '.join(missed)}"

        return run

    return decorate
