"""What the documents show runs as shown, and both languages say the same things in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from antipoverty._shared.every_rule import every_rule
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.facts.person import PERSON_FACTS
from outputs import GENERATED, blocks, run, written_pages

ROOT = Path(__file__).parents[2]

PAGES = written_pages("en")
PAGES_WRITTEN = [ROOT / "README.md", *(ROOT / "docs" / language / page for language in ("en", "zh") for page in PAGES)]


def _blocks(path: Path, language: str) -> list[str]:
    return list(blocks(path.read_text("utf-8"), language))


WITH_CODE = [path for path in PAGES_WRITTEN if _blocks(path, "python") or _blocks(path, "console")]


@pytest.mark.parametrize("path", WITH_CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_code_of_a_page_runs_and_prints_what_stands_below_it(path: Path) -> None:
    page = path.read_text("utf-8")
    english = path.parents[2] / "en" / path.parent.name / path.name
    if path != english and english.exists() and _all_code(path) == _all_code(english):  # run once for both languages
        assert _blocks(path, "text") == _blocks(english, "text")
        return
    shown = run(page, path.name, "zh" if "/zh/" in path.as_posix() else "en")
    assert shown == page, "python docs/generate/outputs.py writes what is printed"


def _all_code(path: Path) -> list[list[str]]:
    return [_blocks(path, language) for language in ("python", "toml", "csv")]


def test_a_block_that_prints_is_followed_by_its_output_and_no_other_block_is() -> None:
    page = '```csv title="rows/a.csv"\nx\n1\n```\n\n'
    page += '```python\nfrom pathlib import Path\ntext = Path("rows/a.csv").read_text()\n```\n\n'
    page += "```python\nprint(text)\n```\n\n```text\nold\n```\n\n```python\nx = 1\n```\n\n```text\nold\n```\nEnd"
    shown = run(page)
    assert blocks(shown, "text") == ["x\n1\n"]
    assert shown.endswith("```python\nx = 1\n```\nEnd")
    assert run(shown) == shown


def test_what_is_printed_as_a_table_is_kept_apart_from_text_that_may_be_wrapped() -> None:
    shown = run("```python\nprint('a  b\\n-- --')\n```\n\n```python\nprint('a    b\\n---  ---')\n```\n")
    assert blocks(shown, "text") == ["a  b\n-- --\n"]
    assert blocks(shown, "output") == ["a    b\n---  ---\n"]
    assert run(shown) == shown


def test_calls_of_the_command_are_answered_where_something_stands_below_one() -> None:
    calls = "```console\n$ antipoverty reconcile nowhere\n```\n"
    assert run(calls) == calls
    assert "nowhere" in run(calls.replace("\n```\n", "\n…\n```\n")).splitlines()[2]


def test_every_guide_has_code_and_all_of_it_is_run() -> None:
    guides = {path.name for path in WITH_CODE}
    assert guides >= {"README.md", "tutorial.md", "registers.md", "rulebook.md", "indicators.md"}


def test_the_readme_begins_with_the_two_commands_a_line_each() -> None:
    commands = _blocks(ROOT / "README.md", "sh")[:2]
    assert [command.splitlines() for command in commands] == [["python3 tasks.py demo"], ["python3 tasks.py test"]]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_in_both_languages_with_the_same_headings_and_code(page: str) -> None:
    english, chinese = ((ROOT / "docs" / language / page).read_text("utf-8") for language in ("en", "zh"))
    levels = [
        re.findall(r"^(#+) ", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M) for text in (english, chinese)
    ]
    assert levels[0] == levels[1]
    code = [_blocks(ROOT / "docs" / language / page, "python") for language in ("en", "zh")]
    assert [_alike(block) for block in code[0]] == [_alike(block) for block in code[1]]
    files = [_blocks(ROOT / "docs" / language / page, "toml") for language in ("en", "zh")]
    assert files[0] == files[1]


def _alike(block: str) -> str:
    """Code without its comments and without the language that it asks for."""
    return re.sub(r'#.*|"(en|zh)"', "", block)


def test_no_page_is_in_one_language_only() -> None:
    assert PAGES == written_pages("zh")


def test_every_page_of_the_navigation_is_written_or_generated() -> None:
    named = re.findall(r"(\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8").split("\nnav:\n")[1], re.MULTILINE)
    missing = [page for page in named if not page.startswith(GENERATED) and page not in PAGES]
    assert len(named) > 10
    assert missing == []


def test_the_menu_has_the_same_pages_in_the_same_order_in_both_languages() -> None:
    menus = [(ROOT / name).read_text("utf-8").split("\nnav:\n")[1] for name in ("mkdocs.yml", "mkdocs.zh.yml")]
    assert len({re.sub(r"(?m)^( *- )[^\n]*?(\S+\.md)?$", r"\1\2", menu) for menu in menus}) == 1
    assert not re.search(r"- [^:：\n]*[a-z][^:\n]*:", menus[1]), "English in the Chinese menu"


def test_every_rule_has_a_page_and_the_navigation_names_it() -> None:
    from worked import collected

    ids = [worked.rule.id for worked in collected()]
    assert sorted(ids) == sorted(every_rule())
    named = set(re.findall(r"rules/(\S+)\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE))
    assert set(ids) <= named


def test_every_quantity_has_a_page_with_examples_known_and_unknown() -> None:
    from quantities import quantity_page
    from worked import collected_quantities

    named = re.findall(r"rules/quantity-(\S+)\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    worked = {each.quantity.id: each for each in collected_quantities()}
    assert sorted(named) == sorted(worked)
    for key in ("relocation-own-share", "rebuilt-least-area", "burdens-borne"):
        for language, unknown in (("en", "unknown"), ("zh", "未知")):
            page = "\n".join(quantity_page(worked[key], language))
            assert f"**{unknown}**" in page
            assert worked[key].quantity.name[language] in page


def test_every_fact_with_a_definition_has_its_place_on_the_page_of_facts() -> None:
    from facts import facts_page

    for language in ("en", "zh"):
        page = "\n".join(facts_page(language))
        following = [fact for fact in HOUSEHOLD_FACTS.values() if fact.definition is not None]
        assert len(following) > 10
        for fact in following:
            section = page.split(f"{{ #{fact.name} }}")[1].split("###")[0]
            assert re.search(r"- (It is so where|It comes to|如下即为是|其数为)", section), fact.name
            assert all(f"parameters.md#{name}" in section for name in fact.reads)
        assert all(f"`{fact.column}`" in page for fact in PERSON_FACTS.values())


def test_the_examples_of_a_docstring_are_blocks_of_code_in_the_reference() -> None:
    from writing import fenced

    text = "Add.\n\n>>> 1 + 1\n2\n\n>>> for i in 'ab':\n...     print(i)\na\nb\n\nNo more.\n\n>>> 3\n3"
    assert fenced(text).split("\n") == [
        *("Add.", "", "```pycon", ">>> 1 + 1", "2", "", ">>> for i in 'ab':", "...     print(i)", "a", "b", "```"),
        *("", "No more.", "", "```pycon", ">>> 3", "3", "```"),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_architecture_page_has_every_module_and_no_other(language: str) -> None:
    tree = _blocks(ROOT / "docs" / language / "explanation" / "architecture.md", "text")[0]
    lines = re.findall(r"^  ((?:[\w.]+(?:/|\.py)\s{1,2})+)", tree, re.MULTILINE)
    named = {name.rstrip("/") for line in lines for name in line.split()}
    assert named == {path.name for path in (ROOT / "src" / "antipoverty").iterdir()} - {"__pycache__", "py.typed"}
