"""Write below each block of code what it prints: ``python docs/generate/outputs.py`` runs the pages and rewrites them.

A page's blocks run in order, as one program, in an empty folder that holds the files which the page shows: blocks
whose title names a file (``title="households.csv"``). A block that prints is followed by one with exactly that: of
`text`, whose lines may be wrapped on a narrow screen, or of `output` if it is a table. Calls of the command are run
where something stands below one of them in the same block, and what they say stands there.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

__all__ = ["GENERATED", "blocks", "run", "shown_files", "written_pages"]

ROOT = Path(__file__).resolve().parents[2]
#: Pages that a program writes: they are not run.
GENERATED = (
    "rules/", "notebooks/", "reference/", "assets/", "changes/", "jurisdictions/", "documents/",
    "explanation/measurements.md",
)  # fmt: skip
_CODE = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```(?:text|output)\n.*?^```\n)?"
    r"|^```console\n(?P<calls>\$ antipoverty .*?)^```\n",
    re.MULTILINE | re.DOTALL,
)
#: A line of a table: the frame of one, dashes below its headings, or cells in Markdown.
_RULED = re.compile(r"^(?:[┌│╞└├]|-{2,} {2,}-{2,}|\|)", re.MULTILINE)


def written_pages(language: str) -> list[str]:
    """The pages of a language that somebody wrote, from its folder on."""
    folder = ROOT / "docs" / language
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))
    return sorted(name for name in names if not name.startswith(GENERATED))


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language on a page."""
    return re.findall(rf"^```{language}(?: [^\n]*)?\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def shown_files(page: str) -> Iterator[tuple[str, str]]:
    """The files that a page shows in full: name and content."""
    yield from re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)


def run(page: str, name: str = "page", language: str = "en") -> str:
    """The page with the output of each block below it; it runs in a folder of its own."""
    names: dict[str, Any] = {}

    def with_output(found: re.Match[str]) -> str:
        if (calls := found["calls"]) is not None:
            return f"```console\n{_answered(calls)}```\n"
        code, printed = found["code"], io.StringIO()
        line = page.count("\n", 0, found.start("code"))
        with redirect_stdout(printed):
            exec(compile("\n" * line + code, name, "exec"), names)
        text = printed.getvalue().rstrip("\n")
        kind = "output" if _RULED.search(text) else "text"
        return f"```python\n{code}```\n" + (f"\n```{kind}\n{text}\n```\n" if text else "")

    # Polars takes a width from here, or else from the terminal; the command takes its language from here.
    spoken = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language]
    asked = patch.dict(os.environ, POLARS_TABLE_WIDTH="80", LC_ALL=spoken)
    with asked, tempfile.TemporaryDirectory() as folder, chdir(folder):
        for file, content in shown_files(page):
            path = Path(folder, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        return _CODE.sub(with_output, page)


def _answered(block: str) -> str:
    """The calls of a block, each with what the command says; as they stand if nothing stands below one."""
    from antipoverty._cli.app import main

    lines = block.splitlines(keepends=True)
    calls = [line for line in lines if line.startswith("$ ")]
    if calls == lines:
        return block
    said = []
    for call in calls:
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            main(shlex.split(call)[2:])
        text = "\n".join(line.rstrip() for line in printed.getvalue().splitlines()).strip("\n")
        said.append(f"{call}{text}\n")
    return "\n".join(said)


def main() -> None:
    """Run the README and every page, and write what they print."""
    pages = [(ROOT / "docs" / lang / page, lang) for lang in ("en", "zh") for page in written_pages(lang)]
    for path, language in ((ROOT / "README.md", "en"), *pages):
        before = path.read_text("utf-8")
        if (after := run(before, path.name, language)) != before:
            path.write_text(after, "utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
