"""The rulebooks of the library: one folder for each jurisdiction, which overlays those of the folders above it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rulebooks._book import Rulebook
from antipoverty.rulebooks._documents import parse

_HERE = "antipoverty.rulebooks"


def available() -> tuple[str, ...]:
    """The jurisdictions whose rulebooks come with the library.

    >>> "cn" in available() and "cn/guizhou" in available()
    True
    """
    return tuple(sorted(_found(files(_HERE), "")))


def _found(folder: Traversable, path: str) -> Iterator[str]:
    if path and (folder / "rulebook.toml").is_file():
        yield path
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _found(entry, f"{path}/{entry.name}".lstrip("/"))


def load(jurisdiction: str) -> Rulebook:
    """Load a rulebook that comes with the library, on top of those that it overlays.

    Args:
        jurisdiction: a path such as ``cn`` or ``cn/sichuan``.

    Raises:
        RulebookError: for a jurisdiction that does not exist, or a file that is not valid.
        InvalidValue: for anything but text.

    >>> load("cn/sichuan").title["en"]
    'Sichuan'
    """
    if not isinstance(jurisdiction, str):
        raise InvalidValue("jurisdiction", jurisdiction, f"a path such as 'cn'; there are {', '.join(available())}")
    return _loaded(jurisdiction)


@lru_cache(maxsize=64)
def _loaded(jurisdiction: str) -> Rulebook:
    names = available()
    if jurisdiction not in names:
        near = difflib.get_close_matches(jurisdiction, names, n=3) or list(names)
        raise RulebookError(f"no rulebook {jurisdiction!r}; there are {', '.join(near)}")
    parts = jurisdiction.split("/")
    book: Rulebook | None = None
    for depth in range(len(parts)):
        path = "/".join(parts[: depth + 1])
        folder = files(_HERE).joinpath(*parts[: depth + 1])
        documents = {
            entry.name: tomllib.loads(entry.read_text("utf-8"), parse_float=Decimal)
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".toml")
        }
        book = parse(path, documents, base=book)
    assert book is not None
    return book
