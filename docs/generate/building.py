"""Build the site of each language, both at once, and join them: a link to the other language stays on the page."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from searching import improve, mend
from writing import LANGUAGES, ROOT, Language

SITE = ROOT / "site"
#: Where each language is built; the second one is then put into the first.
BUILT: dict[Language, Path] = {"en": SITE, "zh": ROOT / "build" / "site-zh"}
CONFIGURATION: dict[Language, str] = {"en": "mkdocs.yml", "zh": "mkdocs.zh.yml"}
_HAN = r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
_TAGS = r"(?:</?(?:a|b|em|i|span|strong)\b[^>]*>)*"
_BREAK = re.compile(rf"({_HAN}{_TAGS})[ \t]*\n[ \t]*(?={_TAGS}{_HAN})")
_BUILD = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict")
#: A table with fewer columns stays one on a narrow screen.
_COLUMNS = 3
_TABLE = re.compile(r"<table>(\s*<thead>.*?</thead>)(.*?)</table>", re.DOTALL)
_HEAD_CELL = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td(?=[\s>])")
_LINK_OF_FOLD = re.compile(
    r'(<summary>\s*<h\d[^>]*>(?:(?!</summary>).)*?)<a class="headerlink"[^>]*>.*?</a>', re.DOTALL
)
_QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def main() -> None:
    """Build, and stop with what the builder said if a language has a fault."""
    builders = [
        subprocess.Popen(
            [*_BUILD, "--config-file", CONFIGURATION[language], "--site-dir", str(BUILT[language])],
            cwd=ROOT,
            env={**os.environ, **_QUIET},
            stderr=subprocess.PIPE,
            text=True,
        )
        for language in LANGUAGES
    ]
    said = [builder.communicate()[1] for builder in builders]
    if any(builder.returncode for builder in builders):
        sys.exit("\n".join(said))
    join()


def join() -> None:
    """Put the Chinese site into a folder of the English one, and link each page with the same page of the other."""
    shutil.move(BUILT["zh"], SITE / "zh")
    for path in SITE.rglob("*.html"):
        page = path.read_text("utf-8")
        page = unnested(labelled(switched(page, path.relative_to(SITE))))
        path.write_text(unbroken(page) if path.is_relative_to(SITE / "zh") else page, "utf-8")
    for folder in (SITE, SITE / "zh"):
        path = folder / "search" / "search_index.json"
        index = json.loads(path.read_bytes())
        improve(index)
        path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8")
        (worker,) = folder.glob("assets/javascripts/workers/search.*.min.js")
        mend(worker)


def switched(page: str, path: Path) -> str:
    """A page of the site with its links to languages pointing at itself in each of them."""
    same = path.relative_to("zh") if path.parts[0] == "zh" else path
    up = "../" * (len(path.parts) - 1)

    def link(found: re.Match[str]) -> str:
        folder = "" if same.parent == Path() else f"{same.parent.as_posix()}/"
        language = "zh/" if found[2] == "zh" else ""
        return f'<a href="{up or "./"}{language}{folder}" hreflang="{found[2]}" lang="{found[2]}"{found[3]}>'

    # The theme's script would look for a list of pages at each address of these elements, and go to the home.
    page = re.sub(r'<link rel="alternate" [^>]*>', "", page)
    return re.sub(r'<a href="([^"]*)" hreflang="(\w+)"( class="md-select__link")>', link, page)


def unbroken(page: str) -> str:
    """A page without the line breaks between Chinese characters: browsers show each as a blank."""
    parts = re.split(r"(<pre\b.*?</pre>)", page, flags=re.DOTALL)
    return "".join(part if part.startswith("<pre") else _BREAK.sub(r"\1", part) for part in parts)


def labelled(page: str) -> str:
    """A page whose tables of three columns and more say at each cell what it is, for a screen too narrow for rows."""

    def label(found: re.Match[str]) -> str:
        names = [html.unescape(re.sub(r"<[^>]*>", "", name)).strip() for name in _HEAD_CELL.findall(found[1])]
        if len(names) < _COLUMNS:
            return found[0]

        def row(cells: re.Match[str]) -> str:
            named = iter(names)
            return _CELL.sub(lambda cell: f'{cell[0]} data-label="{html.escape(next(named, ""))}"', cells[0])

        return f"<table data-cards>{found[1]}{_ROW.sub(row, found[2])}</table>"

    return _TABLE.sub(label, page)


def unnested(page: str) -> str:
    """A page whose folded headings have no link of their own: a control must not stand within another."""
    return _LINK_OF_FOLD.sub(r"\1", page)


if __name__ == "__main__":
    main()
