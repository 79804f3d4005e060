"""The reference: a page for each face, from its docstrings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

from antipoverty.text import Text
from writing import ROOT, Language

#: The modules that a newcomer looks for first; the others follow by name, the rule language last.
FIRST = ("identification", "causes", "assistance", "exits", "monitoring", "funds", "indicators", "registers", "records")


def reference_pages(language: Language) -> Iterator[tuple[str, Iterator[str]]]:
    """The names of the pages and their lines: one a subject, with every module that offers a name, from docstrings."""
    package = ROOT / "src" / "antipoverty"
    paths = (path.relative_to(package).with_suffix("") for path in package.rglob("*.py"))
    modules = [name for path in paths if (name := ".".join(path.parts).removesuffix(".__init__")) != "__init__"]
    names = [name for name in modules if not any(part.startswith("_") for part in name.split("."))]

    def order(name: str) -> tuple[int, str]:
        return FIRST.index(name) if name in FIRST else len(FIRST), name

    subjects = sorted({name.split(".", maxsplit=1)[0] for name in names}, key=order)
    yield "index", _reference_index(subjects, language)
    for subject in subjects:
        within = sorted(name for name in names if name.split(".", maxsplit=1)[0] == subject)
        yield subject, _reference(subject, within, language)


#: Found last: who searches for a rule wants its page first.
_LAST = "---\nsearch:\n  boost: 0.1\n---\n"


#: On each Chinese page.
_IN_ENGLISH = "本页取自代码中的说明，目前仅有英文；中文用法见[入门](../tutorial.md)及各使用指南。\n"


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


def _reference(subject: str, modules: Iterable[str], language: Language) -> Iterator[str]:
    yield _LAST
    yield f"# antipoverty.{subject}\n"
    if language == "zh":
        yield _IN_ENGLISH
    for name in modules:
        level = 2 if name == subject else 3
        if level == 3:
            yield f"## antipoverty.{name}\n"
        yield f"::: antipoverty.{name}\n    options:\n      heading_level: {level}\n      show_root_heading: false\n"
