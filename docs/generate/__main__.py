"""Write the pages that follow from rules and figures: one a rule or quantity, facts, parameters, glossary, notebooks.

A page is made from the rule and parameter objects, so that a change of rule changes the page. Worked examples are
decided, and proofs proved, while the page is written: if one fails, there is no page.
"""

from __future__ import annotations

import json
import shutil

from antipoverty import registers
from changes import changes_page
from checks import checks_page
from columns import columns_page
from documents import documents_page
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
from writing import DOCS, HERE, LANGUAGES, write

WORKED = tuple(collected())
QUANTITIES = tuple(collected_quantities())


def main() -> None:
    """Write every generated page, in both languages."""
    for language in LANGUAGES:
        shutil.copytree(HERE / "assets", DOCS / language / "assets", dirs_exist_ok=True)
        folder = DOCS / language / "rules"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for worked in WORKED:
            write(folder / f"{worked.rule.id}.md", rule_page(worked, language))
        for each in QUANTITIES:
            write(folder / f"quantity-{each.quantity.id}.md", quantity_page(each, language))
        write(folder / "index.md", rules_index(WORKED, QUANTITIES, language))
        write(folder / "poverty-line.md", lines_page(language))
        write(folder / "parameters.md", parameters_page(language))
        write(folder / "official-figures.md", figures_page(language))
        write(folder / "facts.md", facts_page(language))
        write(folder / "checks.md", checks_page(language))
        write(folder / "summaries.md", summaries_page(language))
        write(folder / "try.md", trial_page(language))
        write(folder / "glossary.md", glossary_page(language))
        write(folder / "register-columns.md", columns_page(language))
        for schema in registers.TABLES.values():
            text = json.dumps(schema.json_schema(), ensure_ascii=False, indent=1)
            (folder / f"{schema.name}.schema.json").write_text(text + "\n", "utf-8")
        indexes = {
            "changes": changes_page(language),
            "documents": documents_page(WORKED, QUANTITIES, language),
            "jurisdictions": jurisdictions_page(language),
        }
        for name, index in indexes.items():
            (DOCS / language / name).mkdir(exist_ok=True)
            write(DOCS / language / name / "index.md", index)
        write(DOCS / language / "explanation" / "measurements.md", measurements_page(language))
        folder = DOCS / language / "reference"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, lines in reference_pages(language):
            write(folder / f"{name}.md", lines)
    write_words()
    write_notebooks()


if __name__ == "__main__":
    main()
