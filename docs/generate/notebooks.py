"""The examples: each notebook executed for each language and in its words, each program with its code, and an index.

A notebook has one source. Code stands there once, and asks for the language that its first cell names; a cell of text
is English, or Chinese where its tag says so. A result shows itself in the language of the page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

from antipoverty.text import Text
from writing import DOCS, LANGUAGES, ROOT, Language, table, write

__all__ = ["EXAMPLES", "NOTEBOOKS", "PROGRAMS", "in_language", "write_notebook", "write_notebooks"]

EXAMPLES = ROOT / "examples"
#: The longest to run come first, so that none is waited for alone at the end.
NOTEBOOKS = ("messy_county", "poverty_profile", "county_register", "village_funds", "causes_and_help",
             "exit_and_monitoring", "household_identification")  # fmt: skip
#: What is no notebook: its files, its name, what it does, and the guide to it.
PROGRAMS: dict[str, tuple[tuple[str, ...], Text, Text, str]] = {
    "township_review": (
        ("township_review.py",),
        Text("A township's annual review", "乡镇年度总结"),
        Text(
            "From a folder of tables to the review of the year, in both languages, as HTML, Word and Markdown.",
            "由一个文件夹的数据表，起草中英文年度总结，输出网页、Word和文本文件。",
        ),
        "howto/township.md",
    ),
    "spark_register": (
        ("spark_register.py",),
        Text("A register on Spark", "用Spark认定登记表"),
        Text(
            "A register that is larger than one machine, from Parquet to Parquet: no Python runs on the executors.",
            "单机容纳不下的登记表，由Parquet文件读入、认定后写出；各执行节点无须安装本库。",
        ),
        "howto/registers.md",
    ),
    "service": (
        ("service/app.py",),
        Text("A service that decides", "认定服务"),
        Text("FastAPI: decide, explain, rules and health.", "基于FastAPI：认定、说明、规则查询与运行状态。"),
        "howto/services.md",
    ),
    "django_app": (
        ("django_app/families/models.py", "django_app/families/fields.py", "django_app/families/forms.py",
         "django_app/families/views.py"),
        Text("Households in a Django application", "Django应用中的农户档案"),
        Text(
            "A model field that holds objects of the library, a form that shows what is wrong, and pages.",
            "存放本库对象的模型字段、可提示错误的表单，以及页面。",
        ),
        "howto/services.md",
    ),
    "database": (
        ("database/documents.py",),
        Text("Households and decisions in a database", "数据库中的农户与认定结果"),
        Text("SQLAlchemy: one type of column for all objects.", "基于SQLAlchemy：各类对象共用一种列类型。"),
        "howto/services.md",
    ),
    "brazil": (
        ("brazil/rulebook.toml", "brazil/bolsa_familia.toml", "brazil/rules.py", "brazil/proofs.py"),
        Text("A second country: Brazil", "第二个国家：巴西"),
        Text(
            "Bolsa Família in Portuguese and English, written outside the package.",
            "巴西“家庭津贴”（Bolsa Família），以葡萄牙文与英文编写，全部在本库之外。",
        ),
        "howto/second-country.md",
    ),
}  # fmt: skip

_LANGUAGE = 'LANGUAGE: Language = "en"'
#: Run before the first cell, and not shown: a notebook of one's own shows results in both languages.
_SHOWN_IN = "# %%\n%reset -f\nfrom antipoverty._shared import showing\nshowing._LANGUAGES = ({!r},)"
_TITLE = Text("Examples", "示例")
_INTRODUCTION = Text(
    "Complete programs, to run and to change. Households, persons and amounts in them are made up, unless it is said"
    " where they are from.",
    "以下程序均可直接运行和修改。其中的农户、人员和金额，除注明来源者外，均为虚构。",
)
_WALKS = Text("Walk-throughs: text, code and results", "逐步演示：文字、代码与结果")
_CODE = Text("Programs", "程序")
_NAME, _DOES = Text("name", "名称"), Text("what it does", "内容")
_GUIDE = Text("Guide: [{}](../{})", "操作指南：[{}](../{})")
_PICTURE = Text("Picture: {}", "图：{}")


def write_notebooks() -> None:
    """Write every page of the examples, several notebooks at a time."""
    for language in LANGUAGES:
        folder = DOCS / language / "notebooks"
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "index.md", _index(language))
        for name in PROGRAMS:
            write(folder / f"code-{name}.md", _program(name, language))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(write_notebook, NOTEBOOKS))


def in_language(name: str, language: Language) -> Any:
    """A notebook with the text of one language, and code that asks for it."""
    notebook = jupytext.read(EXAMPLES / f"{name}.py")
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" or ("zh" in cell.metadata.get("tags", ())) == (language == "zh")
    ]
    (first,) = (cell for cell in notebook.cells if _LANGUAGE in cell.source)
    for cell in notebook.cells:
        cell.source = cell.source.replace("  # fmt: skip", "")
    first.source = first.source.replace(_LANGUAGE, _LANGUAGE.replace("en", language))
    return notebook


def write_notebook(name: str) -> None:
    """Execute a notebook for each language, one after the other in one kernel, and write its pages with their pictures.

    The cells of a language begin with one that forgets what the language before has left, and is not shown.
    """
    told = {language: in_language(name, language) for language in LANGUAGES}
    together = jupytext.reads("", "py:percent")
    together.metadata = told["en"].metadata
    for language, notebook in told.items():
        together.cells += [*jupytext.reads(_SHOWN_IN.format(language), "py:percent").cells, *notebook.cells]
    resources = {"metadata": {"path": str(EXAMPLES)}}
    NotebookClient(together, timeout=600, coalesce_streams=True, resources=resources).execute()
    for language, notebook in told.items():
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                if output.output_type == "stream":
                    printed = {"text/markdown": _printed(output.pop("text"))}
                    output.update(output_type="display_data", metadata={}, data=printed)
        _write_page(name, notebook, language)


def _write_page(name: str, notebook: Any, language: Language) -> None:
    """An executed notebook as Markdown."""
    body, resources = MarkdownExporter().from_notebook_node(
        notebook, resources={"unique_key": name, "output_files_dir": f"{name}_files"}
    )
    folder = DOCS / language / "notebooks"
    for file, data in resources["outputs"].items():
        picture = folder / file
        picture.parent.mkdir(exist_ok=True)
        picture.write_bytes(data)
    write(folder / f"{name}.md", _with_alternatives(body.split("\n"), language))


def _printed(text: str) -> str:
    """What a cell printed, as a block: its long lines are broken, but not those of a table drawn with signs."""
    drawn = re.search("-{4}|[┌│]|^  entry:", text, re.MULTILINE)
    return f"```{{ .text{'' if drawn else ' .wrap'} }}\n{text.rstrip()}\n```"


def _with_alternatives(lines: list[str], language: Language) -> Iterator[str]:
    """The lines with each picture named by the heading under which it stands."""
    heading = ""
    for line in lines:
        if found := re.match(r"#+ (.*)", line):
            heading = found[1]
        named = f"![{_PICTURE[language].format(heading)}]"
        yield named + line[line.index("(") :] if re.match(r"!\[\w+\]\(", line) else line


def _index(language: Language) -> Iterator[str]:
    """Every example in a table: the walk-throughs by what they begin with, the programs by what they do."""
    yield f"# {_TITLE[language]}\n"
    yield _INTRODUCTION[language] + "\n"
    yield f"## {_WALKS[language]}\n"
    rows = []
    for name in sorted(NOTEBOOKS):
        head, _, text = in_language(name, language).cells[0].source.partition("\n")
        about = re.match(r"[^。]+。|.+?[.](?= |$)", " ".join(text.split()))
        assert about, f"{name}: the first cell says what the example is about"
        rows.append((f"[{head.removeprefix('# ')}]({name}.md)", about[0]))
    yield from table((_NAME[language], _DOES[language]), rows)
    yield f"## {_CODE[language]}\n"
    programs = (
        (f"[{title[language]}](code-{name}.md)", does[language]) for name, (_, title, does, _) in PROGRAMS.items()
    )
    yield from table((_NAME[language], _DOES[language]), programs)


def _program(name: str, language: Language) -> Iterator[str]:
    """The page of a program: what it does, the guide to it, and its files."""
    files, title, does, guide = PROGRAMS[name]
    yield f"# {title[language]}\n"
    yield does[language] + "\n"
    named = (DOCS / language / guide).read_text("utf-8").partition("\n")[0].removeprefix("# ")
    yield _GUIDE[language].format(named, guide) + "\n"
    for file in files:
        yield f"## `examples/{file}`\n"
        yield f"```{Path(file).suffix[1:].replace('py', 'python')}"
        yield (EXAMPLES / file).read_text("utf-8").rstrip()
        yield "```\n"
