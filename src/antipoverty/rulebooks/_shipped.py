"""Loading rulebooks: one folder for each jurisdiction, which overlays those of the folders above it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rulebooks._book import Rulebook
from antipoverty.rulebooks._documents import parse

_HERE = "antipoverty.rulebooks"


def available() -> tuple[str, ...]:
    """The jurisdictions whose rulebooks come with the library.

    >>> "cn" in available() and "cn/guizhou" in available()
    True
    """
    return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> tuple[str, ...]:
    return tuple(sorted(_found(files(_HERE), "")))


def _found(folder: Traversable, path: str) -> Iterator[str]:
    if path and (folder / "rulebook.toml").is_file():
        yield path
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _found(entry, f"{path}/{entry.name}".lstrip("/"))


def load(name_or_path: str | Path) -> Rulebook:
    """Load a rulebook on top of those that it overlays: one that comes with the library, or one of your own.

    Args:
        name_or_path: the name of a rulebook of the library, such as ``cn`` or ``cn/sichuan``; or the path of a folder
            with a ``rulebook.toml``, which overlays the folders above it that have one too.

    Raises:
        RulebookError: for a name or folder that does not exist, or a file that is not valid.
        InvalidValue: for anything but text or a path.

    >>> load("cn/sichuan").title["en"]
    'Sichuan'
    """
    asked: object = name_or_path
    if isinstance(asked, str):
        if asked in available() or not _is_folder(asked):
            return _loaded(asked)
    elif not isinstance(asked, Path):
        expected = f"the path of a folder, or a name such as 'cn'; there are {', '.join(available())}"
        raise InvalidValue("name_or_path", asked, expected)
    return _of_folder(Path(asked))


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and (Path(path) / "rulebook.toml").is_file()
    except (OSError, ValueError):  # too long, or with a character that no path has
        return False


def _of_folder(folder: Path) -> Rulebook:
    """The rulebook of a folder; it is read again every time, as its files may have changed."""
    folders: list[Traversable] = []
    names: list[str] = []
    above = folder.resolve()
    while (above / "rulebook.toml").is_file():
        folders.insert(0, above)
        names.insert(0, above.name)
        above = above.parent
    if not folders:
        raise RulebookError(f"{folder}: no folder with a rulebook.toml")
    return _overlaid(names, folders)


@lru_cache(maxsize=64)
def _loaded(jurisdiction: str) -> Rulebook:
    names = available()
    if jurisdiction not in names:
        near = difflib.get_close_matches(jurisdiction, names, n=3) or list(names)
        raise RulebookError(f"no rulebook {jurisdiction!r}; there are {', '.join(near)}")
    parts = jurisdiction.split("/")
    return _overlaid(parts, [files(_HERE).joinpath(*parts[: depth + 1]) for depth in range(len(parts))])


def _overlaid(names: Sequence[str], folders: Sequence[Traversable]) -> Rulebook:
    """The rulebook of the last of some folders, each of which overlays the one before it."""
    book: Rulebook | None = None
    for depth, folder in enumerate(folders, 1):
        path = "/".join(names[:depth])
        documents = {
            entry.name: _document(path, entry)
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".toml")
        }
        book = parse(path, documents, base=book)
    assert book is not None
    return book


def _document(jurisdiction: str, file: Traversable) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except ValueError as error:  # no TOML, or not in UTF-8
        raise RulebookError(f"{jurisdiction}/{file.name}: {error}") from None
