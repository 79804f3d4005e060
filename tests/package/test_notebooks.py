"""The examples as pages: one source a notebook, in the words of each language, and no example without its page."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("jupytext")
pytest.importorskip("nbconvert")


from notebooks import EXAMPLES, NOTEBOOKS, PROGRAMS, in_language

CHINESE = re.compile("[\u4e00-\u9fff]")


def cells(name: str, language: Any, kind: str) -> list[str]:
    return [cell.source for cell in in_language(name, language).cells if cell.cell_type == kind]


def test_every_example_has_a_page() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == {
        *NOTEBOOKS,
        *(set(PROGRAMS) & {"spark_register", "township_review"}),
    }
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir() and list(path.rglob("*.py"))} <= set(PROGRAMS)
    for files, *_ in PROGRAMS.values():
        assert all((EXAMPLES / file).is_file() for file in files)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_says_the_same_in_both_languages(name: str) -> None:
    english, chinese = cells(name, "en", "markdown"), cells(name, "zh", "markdown")
    assert [re.findall("(?m)^#+", cell) for cell in english] == [re.findall("(?m)^#+", cell) for cell in chinese]
    for cell in english:
        assert len(CHINESE.findall(cell)) < 0.1 * len(cell), cell
    for cell in chinese:
        assert len(CHINESE.findall(cell)) > 0.3 * len(cell), cell


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_code_stands_once_and_asks_for_the_language_of_the_page(name: str) -> None:
    english, chinese = "\n".join(cells(name, "en", "code")), "\n".join(cells(name, "zh", "code"))
    assert 'LANGUAGE: Language = "zh"' in chinese
    assert chinese.replace('LANGUAGE: Language = "zh"', 'LANGUAGE: Language = "en"') == english
    said = re.sub(r'LANGUAGE: Language = "en"|"en" or "zh"|\{"en": [^}]*\}', "", english)
    assert not re.findall(r'\("(en|zh)"|="(en|zh)"|\.(en|zh)\b|(explain|render)\(\)', said)
