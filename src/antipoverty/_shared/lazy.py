"""Names of a package that are loaded when they are first used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def load_on_use(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """A package's ``__getattr__``: each name with its module, or with itself as a module.

    >>> find = load_on_use("antipoverty", {"Text": "antipoverty.text", "money": "antipoverty.money"})
    >>> find("Text").__name__, find("money").__name__
    ('Text', 'antipoverty.money')
    """

    def find(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(modules[name])
        if modules[name] == f"{package}.{name}":
            return module
        value = getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    return find
