"""Poverty-alleviation rules as data, read four ways: record, register, prose and proof.

A module is loaded when it is first named, so that importing the package stays cheap:

>>> import antipoverty
>>> antipoverty.rulebooks.load("cn").title["en"]
'China'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from antipoverty import errors as errors
    from antipoverty import facts as facts
    from antipoverty import identification as identification
    from antipoverty import money as money
    from antipoverty import procedures as procedures
    from antipoverty import quotas as quotas
    from antipoverty import records as records
    from antipoverty import reviews as reviews
    from antipoverty import rulebooks as rulebooks
    from antipoverty import rules as rules
    from antipoverty import serialization as serialization
    from antipoverty import strategies as strategies

__version__ = "0.1.0"

__all__ = ["__version__"]


def __getattr__(name: str) -> ModuleType:
    if not name.startswith("_"):
        try:
            return import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
