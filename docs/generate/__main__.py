"""Write the pages that follow from rules and figures: one a rule or quantity, facts, parameters, glossary, notebooks.

A page is made from the rule and parameter objects, so that a change of rule changes the page. Worked examples are
decided, and proofs proved, while the page is written: if one fails, there is no page. Several processes write pages.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from antipoverty import registers
from changes import changes_page
from checks import checks_page
from columns import columns_page
from document_index import documents_page
from facts import facts_page
from figures import figures_page
from glossary import glossary_page
from indexes import rules_index
from jurisdictions import jurisdictions_page
from lines import lines_page
from measurements import measurements_page
from notebooks import write_notebooks
from parameters import parameters_page
from quantities import quantity_page
from reference import reference_pages
from rule_pages import rule_page
from searching import write_words
from summaries import summaries_page
from trying import trial_page
from worked import collected, collected_quantities
from writing import DOCS, HERE, LANGUAGES, Language, write

WORKED = tuple(collected())
QUANTITIES = tuple(collected_quantities())
#: Pages by the names of their files.
PAGES: dict[str, Callable[[Language], Iterable[str]]] = {
    "rules/poverty-line": lines_page,
    "rules/parameters": parameters_page,
    "rules/official-figures": figures_page,
    "rules/facts": facts_page,
    "rules/checks": checks_page,
    "rules/summaries": summaries_page,
    "rules/try": trial_page,
    "rules/glossary": glossary_page,
    "rules/register-columns": columns_page,
    "changes/index": changes_page,
    "jurisdictions/index": jurisdictions_page,
    "explanation/measurements": measurements_page,
}


def pages(language: Language) -> dict[Path, Callable[[], Iterable[str]]]:
    """Every generated page of a language but the notebooks, with what gives its lines."""
    named: dict[str, Callable[[], Iterable[str]]] = {
        **{f"rules/{each.rule.id}": partial(rule_page, each, language) for each in WORKED},
        **{f"rules/quantity-{each.quantity.id}": partial(quantity_page, each, language) for each in QUANTITIES},
        **{name: partial(page, language) for name, page in PAGES.items()},
        "rules/index": partial(rules_index, WORKED, QUANTITIES, language),
        "documents/index": partial(documents_page, WORKED, QUANTITIES, language),
        **{f"reference/{name}": partial(list, lines) for name, lines in reference_pages(language)},
    }
    return {DOCS / language / f"{name}.md": page for name, page in named.items()}


#: Each page in all languages: what is proved and worked out for one of them is kept for the next.
ALL = list(zip(*(pages(language).items() for language in LANGUAGES), strict=True))


def write_page(number: int) -> None:
    """One of all pages, in every language, in a process of its own."""
    for path, page in ALL[number]:
        write(path, page())


def main() -> None:
    """Write every generated page, in both languages."""
    for language in LANGUAGES:
        for name in ("rules", "reference", "changes", "documents", "jurisdictions"):
            shutil.rmtree(DOCS / language / name, ignore_errors=True)
            (DOCS / language / name).mkdir()
        shutil.copytree(HERE / "assets", DOCS / language / "assets", dirs_exist_ok=True)
        for schema in registers.TABLES.values():
            text = json.dumps(schema.json_schema(), ensure_ascii=False, indent=1)
            (DOCS / language / "rules" / f"{schema.name}.schema.json").write_text(text + "\n", "utf-8")
    write_words()
    # A copy of this process has the rules and rulebooks as they are read here.
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("fork")) as pool:
        list(pool.map(write_page, range(len(ALL))))
    write_notebooks()


if __name__ == "__main__":
    main()
