"""Libraries that are installed with an extra of the package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from antipoverty.errors import MissingExtra


@contextmanager
def needing(extra: str, library: str) -> Iterator[None]:
    """Have an import that fails name the extra that brings the library.

    >>> with needing("polars", "polars"):
    ...     import polar_bears
    Traceback (most recent call last):
    ...
    antipoverty.errors.MissingExtra: this needs polars: pip install 'antipoverty[polars]'
    """
    try:
        yield
    except ImportError:
        raise MissingExtra(extra, library) from None
