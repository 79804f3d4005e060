"""The program as tests run it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

#: Runs the program in this process: its exit code, and what it prints on the standard output and the standard error.
Run: TypeAlias = Callable[..., tuple[int, str, str]]
