"""Put into the site what the page to try runs on: Python for browsers, and the library with what it needs.

Python for browsers is the npm package ``pyodide``; it is fetched once, and kept under ``build/``. Where there is no
npm, or no way to its registry, the site is built without it: the page then shows its example and says so.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from trial.answers import QUESTIONS, answer
from writing import HERE, ROOT

SOURCE = ROOT / "src"
SITE = ROOT / "site" / "assets" / "trial"
#: Named in full, so that a release elsewhere turns nothing red here.
PYODIDE = "pyodide@314.0.7"
KEPT = ROOT / "build" / PYODIDE
#: Of the package, what a browser loads.
NEEDED = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
#: What the core of the library needs of others.
_PACKAGES = ("attr", "attrs", "dateutil", "six", "typing_extensions")


def main() -> None:
    """Write the files of the page beside the site's pages."""
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.mkdir(parents=True)
    shutil.copy(HERE / "trial" / "worker.js", SITE)
    write_library(SITE / "library.zip")
    if fault := fetch_python():
        print(f"The page to try is without Python: {fault}", file=sys.stderr)
        return
    shutil.copytree(KEPT, SITE / "pyodide", ignore=shutil.ignore_patterns("*.wasm"))
    if node := shutil.which("node"):
        compiled = (SITE / "pyodide" / "python_stdlib.zip", SITE / "library.zip")
        subprocess.run([node, HERE / "trial" / "compile.mjs", KEPT, *compiled], check=True)


def write_library(path: Path) -> None:
    """Pack the subjects of the library that answers load, their rulebooks, and the packages that they need."""
    for question in QUESTIONS:
        answer(json.dumps({"question": question, "on": "2021-06-01", "rulebook": "cn/sichuan"}))
    loaded = {name.split(".")[1] for name in sys.modules if name.startswith("antipoverty.")}
    library = SOURCE / "antipoverty"
    files = {HERE / "trial" / "answers.py": "answers.py", library / "__init__.py": "antipoverty/__init__.py"}
    for each in library.iterdir():
        if each.stem in loaded:
            files |= {file: file.relative_to(SOURCE).as_posix() for file in (each, *each.rglob("*"))}
    for package in _PACKAGES:
        if (found := find_spec(package)) is not None and found.origin is not None:
            origin = Path(found.origin)
            root = origin.parent.parent if found.submodule_search_locations else origin.parent
            inside = origin.parent.rglob("*") if found.submodule_search_locations else [origin]
            files |= {file: file.relative_to(root).as_posix() for file in inside}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, name in sorted(files.items()):
            if file.suffix in (".py", ".toml"):
                archive.write(file, name)


def fetch_python() -> str | None:
    """Fetch Python for browsers, unless it is kept already; says what was in the way."""
    if KEPT.exists():
        return None
    npm = shutil.which("npm")
    if npm is None:
        return "npm was not found on the PATH"
    shutil.rmtree(scratch := KEPT.with_name("pyodide"), ignore_errors=True)
    scratch.mkdir(parents=True)
    command = [npm, "pack", PYODIDE, "--silent", "--pack-destination", str(scratch)]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        return f"{' '.join(command[1:3])} failed"
    (archive,) = scratch.glob("*.tgz")
    with tarfile.open(archive) as packed:
        for name in NEEDED:
            held = packed.extractfile(f"package/{name}")
            assert held is not None
            (scratch / name).write_bytes(held.read())
    # No further package is loaded, and the runtime is sent packed.
    lock = scratch / "pyodide-lock.json"
    lock.write_text(json.dumps({**json.loads(lock.read_bytes()), "packages": {}}), "utf-8")
    runtime = scratch / "pyodide.asm.wasm"
    (scratch / "wasm.packed").write_bytes(gzip.compress(runtime.read_bytes(), mtime=0))
    archive.unlink()
    scratch.rename(KEPT)
    return None


if __name__ == "__main__":
    main()
