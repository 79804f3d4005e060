"""From a folder of tables to a township's annual review: `python examples/township_review.py [FOLDER [OUT]]`.

Without a folder, the tables of the mountain town of the summaries are written to one first: its printed totals, and all
else made up (`antipoverty.samples`). The review is written in both languages as HTML, Word and Markdown, and once as
JSON; at the end stands what does not add up.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from antipoverty import documents, rulebooks, samples
from antipoverty.reviews import Summary, draft, read_township, reconcile, write_township
from antipoverty.text import Text


def review(folder: Path, *, on: date, name: Text) -> Summary:
    """The review of a folder of tables."""
    return draft(read_township(folder), on=on, rulebook=rulebooks.load("cn/sichuan"), name=name)


def write(summary: Summary, out: Path) -> list[Path]:
    """Both languages, in every form."""
    out.mkdir(parents=True, exist_ok=True)
    pages = [
        documents.write(summary, out / f"review.{language}.{form}", language=language, overwrite=True)
        for language in ("en", "zh")
        for form in ("html", "docx", "md")
    ]
    return [*pages, documents.write(summary, out / "review.json", language="en", overwrite=True)]


def main(arguments: list[str]) -> None:
    """Write the tables, read them, draft the review, and say what does not add up."""
    out = Path(arguments[1]) if len(arguments) > 1 else Path(tempfile.mkdtemp(prefix="township-review-"))
    folder = Path(arguments[0]) if arguments else out / "tables"
    if not arguments:
        write_township(samples.make_township(), folder)
    summary = review(folder, on=samples.DAY, name=samples.TOWN)
    for path in write(summary, out):
        print(path)
    lacking = [figure for figure in summary.figures.values() if figure.value is None]
    print(f"{len(summary.figures)} figures; {len(lacking)} not known")
    print(reconcile(summary).explain("en", detail="brief"))


if __name__ == "__main__":
    main(sys.argv[1:])
