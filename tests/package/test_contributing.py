"""Adding a fact over members touches one Python file, one TOML file and one test: CONTRIBUTING's own, as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: A path in backquotes, then the block of code that is that file.
_FILE = re.compile(r"`((?:src|tests)/[\w/.]+)`[^`]*\n```(?:toml|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _files() -> dict[Path, str]:
    """The files that CONTRIBUTING shows."""
    return {Path(path): text for path, text in _FILE.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))}


def test_the_example_is_one_python_file_one_toml_file_and_one_test() -> None:
    files = _files()
    assert sorted(path.as_posix() for path in files) == [
        "src/antipoverty/childcare.py",
        "src/antipoverty/rulebooks/cn/childcare.toml",
        "tests/test_childcare.py",
    ]
    assert not [path for path in files if (ROOT / path).exists()], "the example is no part of the library"


def test_the_example_works_in_a_copy_of_the_package_with_nothing_else_touched(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "antipoverty", tmp_path / "src" / "antipoverty", ignore=ignored)
    for path, text in _files().items():
        target = tmp_path / path
        assert not target.exists()
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [*command, tmp_path / "tests"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "6 passed" in ran.stdout
    kept, made = (
        {path.relative_to(folder) for path in (folder / "src").rglob("*") if path.suffix in (".py", ".toml")}
        for folder in (ROOT, tmp_path)
    )
    assert made - kept == {path for path in _files() if path.parts[0] == "src"}
    assert all((ROOT / path).read_bytes() == (tmp_path / path).read_bytes() for path in kept)
