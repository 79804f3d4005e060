"""The promised modules, found by their paths: what has no underscore in it."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import antipoverty

SOURCE = Path(antipoverty.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    return ".".join(["antipoverty", *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__")


#: The names of the promised modules.
FACES = [name for name in map(name_of, MODULES) if not any(part.startswith("_") for part in name.split("."))]


def promised() -> dict[str, object]:
    """What the faces offer, by its full name."""
    return {
        f"{face}.{name}": getattr(module, name)
        for face in FACES
        for module in [importlib.import_module(face)]
        for name in module.__all__
    }


@cache
def _classes() -> set[type]:
    return {value for value in promised().values() if inspect.isclass(value)}


@cache
def parsed(path: Path) -> ast.Module:
    """A module of the library as a tree."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """The modules of the library from which a module imports, anywhere in it, and the names that it takes."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("antipoverty"):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("antipoverty")}
    return found


def _parameters(value: Any) -> str:
    """The parameters of a call by name, kind and default; annotations are for the type checkers."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def _described(value: Any) -> Iterator[str]:
    """A promised value in lines: a call with parameters, a class with bases and attributes, a value with its type."""
    if inspect.isclass(value):
        yield f"class{'' if issubclass(value, Enum | Exception) else _parameters(value)}"
        yield from (f"  is a {base.__name__}" for base in value.__bases__ if base in _classes())
        if issubclass(value, Enum):
            yield from (f"  = {member.value}" for member in value)
        for name, part in sorted(vars(value).items()):
            if name.startswith("_") or (issubclass(value, Enum) and name in value.__members__):
                continue
            called = part.__func__ if isinstance(part, classmethod | staticmethod) else part
            yield f"  .{name}{_parameters(called) if inspect.isfunction(called) else ''}"
    elif inspect.isroutine(value):
        yield _parameters(value)
    else:
        yield f": {type(value).__name__}"


def snapshot() -> str:
    """Every promised name with how it is called."""
    lines = []
    for name, value in sorted(promised().items()):
        if name.rpartition(".")[0] == "antipoverty":
            lines.append(name)  # described where it is defined
            continue
        first, *others = _described(value)
        lines += [f"{name} {first}" if first.startswith("class") else f"{name}{first}", *others]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(snapshot(), "utf-8")
