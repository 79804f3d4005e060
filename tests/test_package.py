"""The package as it is imported: light, one-way, and lazy."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import antipoverty

SOURCE = Path(antipoverty.__file__).parent
MODULES = sorted(path for path in SOURCE.rglob("*.py"))
#: What no module of the library may load before it is used.
HEAVY = ("narwhals", "polars", "pandas", "pyarrow", "duckdb", "pyspark", "numpy", "matplotlib", "z3", "hypothesis")
#: The edge: what may sit on top of the domain, and what nothing in the domain imports.
EDGE = {"registers", "reviews", "cli", "strategies", "serialization"}


def _name(path: Path) -> str:
    return ".".join(["antipoverty", *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__")


def _imports(path: Path) -> set[str]:
    """The library's modules that a module imports as it loads, type checking aside."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("antipoverty"):
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_no_module_loads_a_heavy_library_before_it_is_used() -> None:
    faces = {_name(path) for path in MODULES if _name(path).count(".") <= 1 or "rules" in path.parts}
    names = sorted(faces - {"antipoverty.strategies"})
    code = (
        "import importlib, sys\n"
        f"[importlib.import_module(name) for name in {names!r}]\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


#: What shares of samples are, which a rule's figures show.
_SAMPLES = ("sampling.py", "intervals.py")


@pytest.mark.parametrize("path", [path for path in MODULES if {"rules", *_SAMPLES} & {*path.parts}], ids=_name)
def test_rules_know_no_poverty(path: Path) -> None:
    names = ("rules", "arguments", "errors", "money", "privacy", "sampling", "intervals")
    allowed = tuple(f"antipoverty.{name}" for name in names)
    assert all(name.startswith(allowed) for name in _imports(path) if name.startswith("antipoverty"))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nothing_in_the_domain_imports_the_edge(path: Path) -> None:
    part = path.relative_to(SOURCE).with_suffix("").parts[0]
    if part in EDGE or part == "__init__":
        return
    reached = {name.split(".")[1] for name in _imports(path) if name.startswith("antipoverty.")}
    assert not reached & EDGE


def test_a_module_is_loaded_when_it_is_named_and_a_slip_is_an_attribute_error() -> None:
    assert antipoverty.quotas.apportion(1, {"a": 1}) == {"a": 1}
    for slip in ("identificaton", "_private"):
        with pytest.raises(AttributeError, match=f"module 'antipoverty' has no attribute '{slip}'"):
            getattr(antipoverty, slip)


def test_a_module_whose_own_import_fails_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "antipoverty.quotas", raising=False)
    monkeypatch.setitem(sys.modules, "antipoverty.money", None)
    with pytest.raises(ImportError, match="money"):
        antipoverty.__getattr__("quotas")


def test_the_version_is_the_installed_one() -> None:
    assert version("antipoverty") == antipoverty.__version__


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_says_what_it_offers(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    assigned = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert "__all__" in assigned


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_signature_can_be_read(path: Path) -> None:
    """Of functions and methods; a record's constructor is as long as its fields are many."""
    module = importlib.import_module(_name(path))
    offered = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    for name, value in list(offered.items()):
        if inspect.isclass(value):
            offered |= {f"{name}.{key}": method for key, method in vars(value).items() if not key.startswith("_")}
    for name, value in offered.items():
        if inspect.isfunction(value):
            signature = inspect.signature(value)
            assert len(str(signature)) <= 400, name
            defaults = [parameter.default for parameter in signature.parameters.values()]
            assert all(default is inspect.Parameter.empty or len(repr(default)) <= 120 for default in defaults), name
