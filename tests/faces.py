"""The promised modules, found by their paths: what has no underscore in it."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

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


def imports(path: Path) -> set[str]:
    """The modules of the library from which a module imports, anywhere in it, and the names that it takes."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("antipoverty"):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("antipoverty")}
    return found
