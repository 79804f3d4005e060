"""Everything that is done with this checkout, in one place: ``python3 tasks.py TASK``.

Needs Python 3.11 or newer and nothing else. Each task makes ``.venv`` here if it is not there, installs what the task
needs (once, until pyproject.toml or the Python changes), and runs. No environment has to be activated.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
IN_VENV = "Scripts/python.exe" if os.name == "nt" else "bin/python"
PYTHON = VENV / IN_VENV
#: The versions with which CI runs, so that a release elsewhere turns nothing red here; `lock` writes it.
LOCK = ROOT / "constraints.txt"


def run(*command: str | Path, **environment: str) -> None:
    """Run a command in the checkout; stop with its exit code if it fails."""
    print("+", *command, flush=True)
    code = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **environment}, check=False
    ).returncode
    if code:
        sys.exit(code)


def succeeds(*command: str | Path) -> bool:
    """Whether a command runs and says yes; what it prints is dropped."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, check=False).returncode == 0


def make_environment(folder: Path = VENV) -> list[str]:
    """Make a virtual environment, and say how to call pip for it."""
    python = folder / IN_VENV
    inside = [str(python), "-m", "pip"]
    if python.exists() and succeeds(*inside, "--version"):
        return inside
    if not python.exists() and succeeds(sys.executable, "-m", "venv", folder):
        return inside
    # Debian's python3 comes without ensurepip; its pip, if there is one, can install into a venv from outside.
    shutil.rmtree(folder, ignore_errors=True)
    outside = [sys.executable, "-m", "pip", "--python", str(python)]
    if succeeds(sys.executable, "-m", "venv", "--without-pip", folder) and succeeds(*outside, "--version"):
        return outside
    if succeeds("uv", "venv", "--seed", "--python", sys.executable, folder):
        return inside
    sys.exit("cannot make a virtual environment: install python3-venv, or pip 22.3 or newer, or uv, and try again")


def ready(extra: str | None = None) -> None:
    """Install the package with an extra, unless that was done already for this pyproject.toml and this Python."""
    stamps = VENV / "installed"
    locked = ["--constraint", LOCK] if os.environ.get("CI") else []
    content = (ROOT / "pyproject.toml").read_bytes() + sys.version.encode() + (LOCK.read_bytes() if locked else b"")
    digest = hashlib.sha256(content).hexdigest()
    stamp = stamps / (extra or "core")
    # What is for development holds every other extra.
    if PYTHON.exists() and any(each.exists() and each.read_text() == digest for each in (stamp, stamps / "dev")):
        return
    pip = make_environment()
    run(*pip, "install", "--quiet", "--editable", f".[{extra}]" if extra else ".", *locked)
    stamps.mkdir(exist_ok=True)
    stamp.write_text(digest)


def demo() -> None:
    """Identify the poor of a made-up town, explain one household, and write the review of its year."""
    ready("cli")
    run(PYTHON, "-m", "antipoverty", "demo", *sys.argv[2:])


def test() -> None:
    """Run the tests; further arguments go to pytest. On CI the coverage of branches is reported and held."""
    ready("test")
    coverage = ["--cov", "--cov-report=term-missing:skip-covered"] if os.environ.get("CI") else []
    run(PYTHON, "-m", "pytest", "-q", "-n", "2", *coverage, *sys.argv[2:])


def oldest_versions() -> list[str]:
    """What the tests need, direct requirements only, each at the oldest version that pyproject.toml allows."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions, left = set(), [*project["dependencies"], "antipoverty[test]"]
    while left:
        requirement = left.pop()
        if extras := re.fullmatch(r"antipoverty\[(.+)\]", requirement):
            left += [each for extra in extras[1].split(",") for each in project["optional-dependencies"][extra]]
        elif oldest := re.fullmatch(r"([\w.-]+)(\[.+\])?>=([\w.]+)", requirement):
            versions.add(f"{oldest[1]}=={oldest[3]}")
        else:
            sys.exit(f"pyproject.toml: {requirement!r} does not say the oldest version, as in 'attrs>=24.3'")
    return sorted(versions)


def floors() -> None:
    """Run the tests on Python 3.11 with the oldest versions that pyproject.toml allows; arguments go to pytest."""
    if sys.version_info[:2] != (3, 11):
        found = shutil.which("python3.11")
        if not found or not succeeds(found, "--version"):
            sys.exit("the oldest versions are tried on Python 3.11, which was not found on the PATH")
        os.execv(found, [found, *sys.argv])
    folder = ROOT / "build" / "floors"
    pip = make_environment(folder)
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(oldest_versions()), "utf-8")
    run(*pip, "install", "--quiet", "--editable", ".[test]", "--constraint", constraints)
    run(folder / IN_VENV, "-m", "pytest", "-q", "-n", "2", *sys.argv[2:])


def spark() -> None:
    """Run the tests of the PySpark engine, for which Java has to be there."""
    ready("dev")
    run(PYTHON, "-m", "pytest", "-q", "-n", "0", "-rs", "tests/registers/test_spark.py")


def exchange() -> None:
    """Run the tests of exchange formats, with the official IATI schemas, which pyIATI carries beside its old pins."""
    ready("test")
    pip = make_environment()
    if not succeeds(PYTHON, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('iati') is None)"):
        run(*pip, "install", "--quiet", "--no-deps", "pyIATI")
    run(PYTHON, "-m", "pytest", "-q", "-n", "2", "-rs", "tests/funds/test_exchange.py", "tests/funds/test_texts.py")


def services() -> None:
    """Run the tests of the examples for services: FastAPI behind a real server, Django, SQLAlchemy."""
    ready("dev")
    names = ("service", "django_app", "database")
    run(PYTHON, "-m", "pytest", "-q", "-n", "0", "-rs", *(f"tests/examples/test_{name}.py" for name in names))


def thorough() -> None:
    """Run the properties of rules, money and procedures with many more examples."""
    ready("test")
    names = (
        "rules/test_rules.py", "test_money.py", "identification", "procedures", "history/test_rounds.py",
        "funds/test_ledger.py",
    )  # fmt: skip
    files = [f"tests/{name}" for name in names]
    run(PYTHON, "-m", "pytest", "-q", "-n", "2", "--timeout=900", *files, HYPOTHESIS_PROFILE="thorough")


def lint() -> None:
    """Check style and formatting."""
    ready("dev")
    run(PYTHON, "-m", "ruff", "check", ".")
    run(PYTHON, "-m", "ruff", "format", "--check", ".")


def documented() -> list[Path]:
    """The code of the README and of every guide, each as a file of its own."""
    folders = ("*", "*/howto", "*/explanation")
    pages = [ROOT / "README.md", *(page for folder in folders for page in (ROOT / "docs").glob(f"{folder}/*.md"))]
    folder = ROOT / "build" / "documented"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = []
    for page in pages:
        blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        if not blocks:
            continue
        name = "_".join(page.relative_to(ROOT).with_suffix("").parts)
        files.append(folder / f"{name}.py".replace("-", "_").lower())
        files[-1].write_text("\n".join(blocks), "utf-8")
    return files


def types() -> None:
    """Check types, with two checkers: of the package, of all code that its documents show, of what writes the site."""
    ready("dev")
    shown = [*documented(), *sorted((ROOT / "examples").rglob("*.py")), ROOT / "tests" / "package" / "typed_names.py"]
    run(PYTHON, "-m", "mypy")
    run(PYTHON, "-m", "mypy", ROOT / "docs" / "generate", *shown)
    run(PYTHON, "-m", "pyright")
    run(PYTHON, "-m", "pyright", *shown)


def docs() -> None:
    """Write the generated pages, build the site with warnings as errors, and try it in a browser."""
    ready("test,docs")
    run(PYTHON, "docs/generate")
    run(PYTHON, "docs/generate/completeness.py")
    run(PYTHON, "docs/generate/building.py")
    run(PYTHON, "docs/generate/browser.py")
    run(PYTHON, "docs/generate/proofs.py")
    run(PYTHON, "docs/generate/accessibility.py")
    shown = ("tests/package/test_trial.py", "tests/package/test_search.py")
    run(PYTHON, "-m", "pytest", "-q", "-n", "0", "-rs", *shown, "-k", "browser")


def bench() -> None:
    """Run every benchmark at a small size, and see that its figures are those that were written down."""
    ready("dev")
    for script in sorted((ROOT / "benchmarks").glob("bench_*.py")):
        run(PYTHON, script, "--smoke")


def measure() -> None:
    """Write down what the benchmarks measure at full size, for the page of it: all, or ``measure funds services``."""
    ready("dev")
    for script in sorted((ROOT / "benchmarks").glob("bench_*.py")):
        if not sys.argv[2:] or script.stem.removeprefix("bench_") in sys.argv[2:]:
            run(PYTHON, script, "--record")


def build() -> None:
    """Build the wheel, and see that what it must carry is in it."""
    ready("dev")
    target = ROOT / "dist"
    shutil.rmtree(target, ignore_errors=True)
    run(PYTHON, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", target, ".")
    (wheel,) = target.glob("antipoverty-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    wanted = [path for path in (source / "antipoverty").rglob("*") if path.suffix in (".py", ".toml", ".typed")]
    missing = [str(path) for path in wanted if path.relative_to(source).as_posix() not in names]
    if missing:
        sys.exit(f"the wheel lacks {', '.join(missing)}")
    print(f"{wheel.name}: {len(names)} files, nothing missing")


def extras() -> None:
    """Try the wheel with each extra alone, in an environment of its own; needs Java for Spark."""
    build()
    (wheel,) = (ROOT / "dist").glob("antipoverty-*.whl")
    run(PYTHON, "tests/extras.py", wheel, ROOT / "build" / "extras")


#: What was last agreed on as promised.
PROMISED = "tests/package/promised.txt"


def faces() -> None:
    """Write down the names and signatures that the faces promise: a difference is agreed on by committing it."""
    ready("dev")
    run(PYTHON, "tests/faces.py", PROMISED)


def golden() -> None:
    """Write down what the shipped rulebooks say over time: a difference is agreed on by committing it."""
    ready("dev")
    run(PYTHON, "tests/golden.py")


def api() -> None:
    """See that no signature breaks callers since the list of what is promised was last agreed on."""
    ready("dev")
    asked = ["git", "log", "-1", "--format=%H", "--", PROMISED]
    last = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    if agreed := last.stdout.strip():
        run(PYTHON, "-m", "griffe", "check", "antipoverty", "--search", "src", "--against", agreed)


def changelog() -> None:
    """Put the fragments of changelog.d into CHANGELOG.md under a version: ``changelog VERSION``."""
    ready("dev")
    run(PYTHON, "-m", "towncrier", "build", "--yes", "--version", *sys.argv[2:])


def lock() -> None:
    """Write the newest versions that go together, for every supported Python, to constraints.txt."""
    run(*make_environment(), "install", "--quiet", "uv")
    what = ("pyproject.toml", "--extra", "dev", "--universal", "--python-version", "3.11")
    how = ("--upgrade", "--quiet", "--no-header", "--no-annotate", "--output-file", LOCK)
    run(PYTHON, "-m", "uv", "pip", "compile", *what, *how)


TASKS = {
    task.__name__: task
    for task in (
        demo, test, lint, types, api, floors, spark, exchange, services, thorough, docs, bench, measure, build, extras,
        faces, golden, changelog, lock,
    )
}  # fmt: skip


def main() -> None:
    """Run the task that was asked for, with a newer Python if this one is too old."""
    if sys.version_info < (3, 11):  # noqa: UP036  # this file is started by whatever Python there is
        for minor in range(20, 10, -1):
            found = shutil.which(f"python3.{minor}")
            if found and succeeds(found, "--version"):
                os.execv(found, [found, *sys.argv])
        sys.exit("this needs Python 3.11 or newer, and none was found on the PATH")
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        lines = [f"  {name:8} {re.split(r'[.;]', task.__doc__ or '')[0]}" for name, task in TASKS.items()]
        sys.exit("\n".join(["usage: python3 tasks.py TASK", *lines]))
    TASKS[sys.argv[1]]()


if __name__ == "__main__":
    main()
