"""Write the pages that follow from rules and figures: one a rule or quantity, facts, parameters, glossary, notebooks.

A page is made from the rule and parameter objects, so that a change of rule changes the page. Worked examples are
decided, and proofs proved, while the page is written: if one fails, there is no page.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

from antipoverty import registers, rulebooks
from antipoverty.text import Text
from checks import checks_page
from facts import facts_page
from figures import figures_page
from pages import parameter_section
from quantities import quantities_index, quantity_page
from rule_pages import rule_page
from summaries import summaries_page
from trying import trial_page
from worked import collected, collected_quantities
from writing import LANGUAGES, Language, documents, table

DOCS = Path(__file__).resolve().parent
EXAMPLES = DOCS.parent / "examples"
WORKED = tuple(collected())
QUANTITIES = tuple(collected_quantities())


def main() -> None:
    """Write every generated page, in both languages."""
    for language in LANGUAGES:
        folder = DOCS / language / "rules"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for worked in WORKED:
            _write(folder / f"{worked.rule.id}.md", rule_page(worked, language))
        for each in QUANTITIES:
            _write(folder / f"quantity-{each.quantity.id}.md", quantity_page(each, language))
        _write(folder / "index.md", _index(language))
        _write(folder / "parameters.md", _parameters_page(language))
        _write(folder / "official-figures.md", figures_page(language))
        _write(folder / "facts.md", facts_page(language))
        _write(folder / "checks.md", checks_page(language))
        _write(folder / "summaries.md", summaries_page(language))
        _write(folder / "try.md", trial_page(language))
        _write(folder / "glossary.md", _glossary(language))
        _write(folder / "register-columns.md", _register_columns(language))
        for schema in registers.TABLES.values():
            text = json.dumps(schema.json_schema(), ensure_ascii=False, indent=1)
            (folder / f"{schema.name}.schema.json").write_text(text + "\n", "utf-8")
        _references(DOCS / language / "reference", language)
    _notebooks()


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


def _index(language: Language) -> Iterator[str]:
    yield Text("# Rules", "# 规则")[language] + "\n"
    yield (
        Text(
            "Every page here is written from the rule itself; its examples are decided and its proofs proved anew each"
            " time.",
            "本部分各页均由规则对象生成；算例与证明在生成时重新计算。",
        )[language]
        + "\n"
    )
    yield from table(
        (Text("rule", "规则")[language], Text("of", "对象")[language], Text("met means", "满足即")[language]),
        ((f"[{w.rule.name[language]}]({w.rule.id}.md)", w.rule.subject, w.rule.met[language]) for w in WORKED),
    )
    yield from quantities_index(QUANTITIES, language)
    yield Text("## Rulebooks", "## 规则库")[language] + "\n"
    books = [rulebooks.load(name) for name in rulebooks.available()]
    yield from table(
        (
            Text("jurisdiction", "辖区")[language],
            Text("name", "名称")[language],
            Text("version", "版本")[language],
            Text("digest", "摘要")[language],
        ),
        ((f"`{b.id.jurisdiction}`", b.title[language], b.id.version, f"`{b.id.digest[:12]}`") for b in books),
    )


def _parameters_page(language: Language) -> Iterator[str]:
    books = [rulebooks.load(name) for name in rulebooks.available()]
    yield Text("# Parameters", "# 参数")[language] + "\n"
    book = rulebooks.load("cn")
    oldest = min(value.checked for parameter in book.parameters.values() for value in parameter.values)
    uncertain = {value.name for each in books for value in each.uncertain()}
    yield (
        Text(
            f"{len(book.parameters)} parameters. The value checked longest ago was checked on {oldest}."
            f" {len(uncertain)} have a value that wants a second source (grades B and C).",
            f"共{len(book.parameters)}项参数。最早一次核对日期为{oldest}。其中{len(uncertain)}项含有需另有来源佐证的数值（可信度B、C）。",
        )[language]
        + "\n"
    )
    for name in book.parameters:
        yield from parameter_section(name, books, language)
    yield from documents((citation for book in books for citation in book.citations.values()), language)


def _glossary(language: Language) -> Iterator[str]:
    terms = tomllib.loads((DOCS / "glossary.toml").read_text("utf-8"))["terms"]
    yield Text("# Glossary", "# 术语")[language] + "\n"
    yield from table(
        ("English", "中文", Text("meaning", "含义")[language]),
        ((term["en"], term["zh"], term["means"][language]) for term in terms),
    )


def _register_columns(language: Language) -> Iterator[str]:
    yield Text("# Columns of a register", "# 名册的列")[language] + "\n"
    yield (
        Text(
            "What `antipoverty.registers` reads and writes. Money is in whole fen, measures are in whole hundredths,"
            " and null is unknown. Beside its column name, a field is read under the headings in the last column.",
            "`antipoverty.registers`读写的列。金额以分、数量以百分之一为单位，取整数；空为未知。"
            "除列名外，亦可识别末列所示表头。",
        )[language]
        + "\n"
    )
    for schema in registers.TABLES.values():
        yield f"## {schema.text[language]}\n"
        yield schema.dictionary(language) + "\n"
        yield f"[JSON Schema]({schema.name}.schema.json)\n"


#: The modules that a newcomer looks for first; the others follow by name, the rule language last.
FIRST = ("identification", "causes", "assistance", "exits", "monitoring", "funds", "indicators", "registers", "records")


def _references(folder: Path, language: Language) -> None:
    """The API reference: a page for each subject, with every module that offers a name, from its docstrings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    package = DOCS.parent / "src" / "antipoverty"
    paths = (path.relative_to(package).with_suffix("") for path in package.rglob("*.py"))
    modules = [name for path in paths if (name := ".".join(path.parts).removesuffix(".__init__")) != "__init__"]
    names = [name for name in modules if not any(part.startswith("_") for part in name.split("."))]

    def order(name: str) -> tuple[int, str]:
        return FIRST.index(name) if name in FIRST else len(FIRST), name

    subjects = sorted({name.split(".", maxsplit=1)[0] for name in names}, key=order)
    _write(folder / "index.md", _reference_index(subjects, language))
    for subject in subjects:
        within = sorted(name for name in names if name.split(".", maxsplit=1)[0] == subject)
        _write(folder / f"{subject}.md", _reference(subject, within))


#: Found last: who searches for a rule wants its page first.
_LAST = "---\nsearch:\n  boost: 0.1\n---\n"


def _reference_index(subjects: Iterable[str], language: Language) -> Iterator[str]:
    yield _LAST
    yield Text("# Reference", "# 接口参考")[language] + "\n"
    words = Text(
        "Every public name, subject by subject. Each example here is run as a test.",
        "按主题列出全部公开名称。其中示例均作为测试运行。文字说明为英文。",
    )
    yield words[language] + "\n"
    for subject in subjects:
        about = (import_module(f"antipoverty.{subject}").__doc__ or "").split("\n", maxsplit=1)[0]
        yield f"- [`antipoverty.{subject}`]({subject}.md): {about}"


def _reference(subject: str, modules: Iterable[str]) -> Iterator[str]:
    yield _LAST
    yield f"# antipoverty.{subject}\n"
    for name in modules:
        if name != subject:
            yield f"## antipoverty.{name}\n"
        yield f"::: antipoverty.{name}\n    options:\n      heading_level: 3\n      show_root_heading: false\n"


def _notebooks() -> None:
    """Execute each notebook once, and put it into both languages' folders as Markdown with its pictures."""
    for path in sorted(EXAMPLES.glob("*.py")):
        if "# %%" not in path.read_text("utf-8"):
            continue
        notebook = jupytext.read(path)
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
        body, resources = MarkdownExporter().from_notebook_node(
            notebook, resources={"unique_key": path.stem, "output_files_dir": f"{path.stem}_files"}
        )
        for language in LANGUAGES:
            folder = DOCS / language / "notebooks"
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in resources["outputs"].items():
                picture = folder / name
                picture.parent.mkdir(exist_ok=True)
                picture.write_bytes(data)
            _write(folder / f"{path.stem}.md", [body])


if __name__ == "__main__":
    main()
