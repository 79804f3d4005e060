"""Loading rulebooks: one folder for each jurisdiction, which overlays the one that it stands on.

A folder comes with the library, with a package that names it by an entry point, or from anywhere by its path.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rulebooks._book import Rulebook
from antipoverty.rulebooks._documents import parse

_HERE = "antipoverty.rulebooks"
#: The group of entry points by which packages name folders of rulebooks: ``br = "package_that_holds_the_folder"``.
_GROUP = "antipoverty.rulebooks"
_HEAD = "rulebook.toml"


def available() -> tuple[str, ...]:
    """The rulebooks that `load` knows by name: those of the library, and those that installed packages name.

    A package names its folder by an entry point of the group ``antipoverty.rulebooks``: the name is the rulebook's, the
    value the package that holds its ``rulebook.toml``.

    >>> "cn" in available() and "cn/guizhou" in available()
    True
    """
    return tuple(sorted({*_shipped(), *(point.name for point in entry_points(group=_GROUP))}))


@lru_cache(maxsize=1)
def _shipped() -> tuple[str, ...]:
    return tuple(sorted(_found(files(_HERE), "")))


def _found(folder: Traversable, path: str) -> Iterator[str]:
    if path and (folder / _HEAD).is_file():
        yield path
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _found(entry, f"{path}/{entry.name}".lstrip("/"))


def load(name_or_path: str | Path) -> Rulebook:
    """Load a rulebook on top of those that it overlays: one by name, or one of your own by its path.

    Args:
        name_or_path: a name among `available`, such as ``cn`` or ``cn/sichuan``; or the path of a folder with a
            ``rulebook.toml``. Its base is what ``on`` in that file says, a name or a path from the folder, or else the
            folder above it, if that has one too.

    Raises:
        RulebookError: for a name or folder that does not exist, or a file that is not valid.
        InvalidValue: for anything but text or a path.

    >>> load("cn/sichuan").title["en"]
    'Sichuan'
    """
    return load_with_base(name_or_path)[0]


def load_with_base(name_or_path: str | Path) -> tuple[Rulebook, Rulebook | None]:
    """A rulebook as `load` gives it, and the one that it stands on; none if it stands on no other."""
    asked: object = name_or_path
    if isinstance(asked, str):
        if asked in _shipped():
            above = asked.rpartition("/")[0]
            return _loaded(asked), _loaded(above) if above in _shipped() else None
        if not _is_folder(asked):
            return _named(asked)
    elif not isinstance(asked, Path):
        expected = f"the path of a folder, or a name such as 'cn'; there are {', '.join(available())}"
        raise InvalidValue("name_or_path", asked, expected)
    folder = Path(asked)
    if not (folder / _HEAD).is_file():
        raise RulebookError(f"{folder}: no folder with a {_HEAD}")
    return _of_folder(folder.resolve(), ())


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and (Path(path) / _HEAD).is_file()
    except (OSError, ValueError):  # too long, or with a character that no path has
        return False


@lru_cache(maxsize=64)
def _loaded(jurisdiction: str) -> Rulebook:
    """A rulebook of the library, on those of the folders above it."""
    above = jurisdiction.rpartition("/")[0]
    documents = _documents(jurisdiction, files(_HERE).joinpath(*jurisdiction.split("/")))
    return parse(jurisdiction, documents, base=_loaded(above) if above in _shipped() else None)


def _named(name: str) -> tuple[Rulebook, Rulebook | None]:
    """A rulebook of an installed package, or of a folder below it."""
    points = {point.name: point for point in entry_points(group=_GROUP)}
    parts = name.split("/")
    for depth in range(len(parts), 0, -1):
        point = points.get("/".join(parts[:depth]))
        if point is None:
            continue
        try:
            folder = Path(str(files(point.value))).joinpath(*parts[depth:])
        except (ImportError, TypeError) as error:
            raise RulebookError(f"{name}: the package {point.value} that should hold it: {error}") from None
        if (folder / _HEAD).is_file():
            return _of_folder(folder, ())
    names = available()
    near = difflib.get_close_matches(name, names, n=3) or list(names)
    raise RulebookError(f"no rulebook {name!r}; there are {', '.join(near)}")


def _of_folder(folder: Path, asked: tuple[Path, ...]) -> tuple[Rulebook, Rulebook | None]:
    """The rulebook of a folder and its base; they are read again every time, as the files may have changed."""
    if folder in asked:
        raise RulebookError(f"{folder}: stands on itself, by way of {', '.join(each.name for each in asked)}")
    documents = _documents(folder.name, folder)
    head = documents[_HEAD].get("rulebook")
    on = head.get("on") if isinstance(head, Mapping) else None
    base: Rulebook | None = None
    if on is not None:
        base = _base(folder, on, (*asked, folder))
    elif (folder.parent / _HEAD).is_file():
        base = _of_folder(folder.parent, (*asked, folder))[0]
    name = folder.name if base is None else f"{base.id.jurisdiction}/{folder.name}"
    return parse(name, documents, base=base), base


def _base(folder: Path, on: object, asked: tuple[Path, ...]) -> Rulebook:
    """What a folder says that it stands on: the name of a rulebook, or a path from the folder."""
    if not isinstance(on, str) or not on.strip():
        raise RulebookError(f"{folder.name}/{_HEAD}, rulebook: on should be the name or the path of a rulebook")
    if on not in _shipped() and _is_folder(str(folder / on)):
        return _of_folder((folder / on).resolve(), asked)[0]
    try:
        return load(on) if on in available() else _named(on)[0]
    except RulebookError as error:
        raise RulebookError(f"{folder.name}/{_HEAD}, rulebook: on: {error}") from None


def _documents(jurisdiction: str, folder: Traversable) -> Mapping[str, Mapping[str, Any]]:
    return {
        entry.name: _document(jurisdiction, entry)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }


def _document(jurisdiction: str, file: Traversable) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except ValueError as error:  # no TOML, or not in UTF-8
        raise RulebookError(f"{jurisdiction}/{file.name}: {error}") from None
