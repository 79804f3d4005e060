"""The package as it is imported: faces and private rooms, light, one-way, and lazy."""

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
from faces import FACES, MODULES, SOURCE, imports, name_of, parsed, promised

#: What no module of the library may load before it is used.
HEAVY = (
    "narwhals",
    "polars",
    "pandas",
    "pyarrow",
    "duckdb",
    "pyspark",
    "numpy",
    "matplotlib",
    "z3",
    "hypothesis",
    "jinja2",
    "markdown_it",
    "docx",
    "rich",
    "typer",
)
#: What every subject may use: private to the library, not to one subject.
FLOOR = {"_shared", "_statistics", "_engine"}
#: The edge: what may sit on top of the domain, and what nothing in the domain imports.
EDGE = {"registers", "reviews", "_cli", "strategies", "serialization", "prose", "documents", "samples"}
SUBJECTS = sorted(path for path in MODULES if path.relative_to(SOURCE).with_suffix("").parts[0][:2] != "__")


def _subject(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def test_no_module_loads_a_heavy_library_before_it_is_used() -> None:
    names = sorted(
        {*FACES, *(name_of(path) for path in MODULES if _subject(path) in FLOOR)} - {"antipoverty.strategies"}
    )
    code = (
        "import importlib, sys\n"
        f"[importlib.import_module(name) for name in {names!r}]\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", [path for path in SUBJECTS if _subject(path) in FLOOR], ids=name_of)
def test_rules_know_no_poverty(path: Path) -> None:
    books = {"rules", "rulebooks"}
    more = {
        "deciding": books,
        "entries": books,
        "every_rule": {"rulebooks"},
        "showing": {"prose"},
        "serializable": {"serialization", "prose"},
    }
    allowed = {"errors", "money", "text", *FLOOR} | more.get(path.stem, set())
    assert {name.split(".")[1] for name in imports(path)} <= allowed


def test_no_subject_enters_the_private_rooms_of_another() -> None:
    """What begins with an underscore belongs to the folder that holds it, and to what lies in that folder."""
    entered = []
    for path in SUBJECTS:
        for name in imports(path):
            parts = name.split(".")
            private = any(part.startswith("_") for part in parts) and parts[1] not in FLOOR
            if private and parts[1] != _subject(path):
                entered.append((path, name))
    assert entered == []


def test_nothing_in_the_domain_imports_the_edge() -> None:
    """As it is loaded; a method may ask for words or a document when it is called."""
    reached = [
        (path, node.module)
        for path in SUBJECTS
        if _subject(path) not in EDGE
        for node in parsed(path).body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("antipoverty.")
        if node.module.split(".")[1] in EDGE
    ]
    assert reached == []


def test_a_name_is_loaded_when_it_is_used_and_a_slip_is_an_attribute_error() -> None:
    assert antipoverty.identification.apportion(1, {"a": 1}) == {"a": 1}
    for slip in ("identificaton", "_private", "Houshold"):
        with pytest.raises(AttributeError, match=f"module 'antipoverty' has no attribute '{slip}'"):
            getattr(antipoverty, slip)


def test_the_package_names_its_faces_and_the_names_of_a_first_program() -> None:
    names = dir(antipoverty)
    assert {face.split(".")[1] for face in FACES if face.count(".") == 1} <= {*names}
    for name in antipoverty.__all__:
        assert name in names
        assert getattr(antipoverty, name) is not None


def test_every_face_is_reached_after_importing_the_package_alone() -> None:
    code = "import antipoverty\n" + "\n".join(FACES)
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_face_has_no_slip_for_a_face() -> None:
    for package in (antipoverty.funds, antipoverty.indicators):
        with pytest.raises(AttributeError, match="has no attribute 'noticse'"):
            getattr(package, "noticse")  # noqa: B009  # type checkers refuse it as an attribute


def test_a_module_whose_own_import_fails_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "antipoverty.money", raising=False)
    monkeypatch.setitem(sys.modules, "antipoverty._shared.arguments", None)
    with pytest.raises(ImportError, match="arguments"):
        antipoverty.__getattr__("money")


def test_the_version_is_the_installed_one() -> None:
    assert version("antipoverty") == antipoverty.__version__


def test_a_face_says_what_it_promises_and_nothing_else_does() -> None:
    for path in MODULES:
        tree = parsed(path)
        assert ast.get_docstring(tree), path
        targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
        assigned = {target.id for target in targets if isinstance(target, ast.Name)}
        if path.name != "__init__.py" or name_of(path) in FACES:
            assert ("__all__" in assigned) == (name_of(path) in FACES), path


def test_a_signature_can_be_read() -> None:
    """Of functions and methods; a record's constructor is as long as its fields are many."""
    offered = promised()
    for name, value in list(offered.items()):
        if inspect.isclass(value):
            offered |= {f"{name}.{key}": method for key, method in vars(value).items() if not key.startswith("_")}
    for name, value in offered.items():
        if inspect.isfunction(value):
            signature = inspect.signature(value)
            assert len(str(signature)) <= 400, name
            defaults = [parameter.default for parameter in signature.parameters.values()]
            assert all(default is inspect.Parameter.empty or len(repr(default)) <= 120 for default in defaults), name


def test_every_face_can_be_imported_alone() -> None:
    for face in FACES:
        assert importlib.import_module(face).__doc__
