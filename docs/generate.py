"""Write the pages that follow from rules and figures: one a rule or quantity, facts, parameters, glossary, notebooks.

A page is made from the rule and parameter objects, so that a change of rule changes the page. Worked examples are
decided, and proofs proved, while the page is written: if one fails, there is no page.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

from antipoverty import registers, rulebooks
from antipoverty._engine.conditions import criteria_of, simplified
from antipoverty._engine.prose.statements import outline, state
from antipoverty._engine.prose.values import show_fact
from antipoverty.rules import AllOf, BoundRule, Criterion, bind, decide_from_facts
from antipoverty.text import Text
from facts import facts_page
from figures import figures_page
from pages import HEADINGS, bindings, by_date, citations, facts_read, parameter_section, values_by_date
from quantities import quantities_index, quantity_page
from worked import ALWAYS, Worked, collected, collected_quantities
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
            _write(folder / f"{worked.rule.id}.md", _rule_page(worked, language))
        for each in QUANTITIES:
            _write(folder / f"quantity-{each.quantity.id}.md", quantity_page(each, language))
        _write(folder / "index.md", _index(language))
        _write(folder / "parameters.md", _parameters_page(language))
        _write(folder / "official-figures.md", figures_page(language))
        _write(folder / "facts.md", facts_page(language))
        _write(folder / "glossary.md", _glossary(language))
        _write(folder / "register-columns.md", _register_columns(language))
        for schema in (registers.HOUSEHOLDS, registers.MEMBERS, registers.VILLAGES, registers.ENTRIES):
            text = json.dumps(schema.json_schema(), ensure_ascii=False, indent=1)
            (folder / f"{schema.name}.schema.json").write_text(text + "\n", "utf-8")
        _references(DOCS / language / "reference", language)
    _notebooks()


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


def _rule_page(worked: Worked, language: Language) -> Iterator[str]:
    rule = worked.rule

    def heading(key: str) -> str:
        return f"## {HEADINGS[key][language]}\n"

    yield f"# {rule.name[language]}\n"
    if rule.summary is not None:
        yield rule.summary[language] + "\n"
    if rule.ended is not None:
        yield Text("After its end: {}.\n", "期满后：{}。\n")[language].format(rule.ended[language])
    yield (
        Text(
            f"Rule `{rule.id}`; column `{rule.column}` in a frame.", f"规则 `{rule.id}`；数据表列名 `{rule.column}`。"
        )[language]
        + "\n"
    )
    yield heading("says")
    for outcome, mark in ((rule.met, "✓"), (rule.not_met, "✗"), (rule.unknown, "?")):
        yield f"- {mark} {outcome[language]}"
    yield ""
    yield from _by_date(worked, language)
    yield heading("criteria")
    yield from _criteria(worked, language)
    if worked.more is not None:
        yield worked.more[language] + "\n"
    yield heading("facts")
    yield from facts_read(rule, language)
    yield heading("values")
    yield from values_by_date(rule, language)
    yield heading("examples")
    yield from _examples(worked, language)
    yield heading("proved")
    yield from _proofs(worked, language)
    yield heading("sources")
    yield from (f"- {citation.full(language)}" for citation in citations(rule))


def _by_date(worked: Worked, language: Language) -> Iterator[str]:
    yield f"### {HEADINGS['by date'][language]}\n"
    if worked.caveat is not None:
        yield worked.caveat[language] + "\n"
    alike = Text("the same criteria as", "各项标准相同于")

    def said(bound: BoundRule) -> str:
        return outline(simplified(bound.rule.condition), language)

    yield from by_date(worked.rule, worked.shown_books, said, alike, language)


def _criteria(worked: Worked, language: Language) -> Iterator[str]:
    """Each criterion as it last stood, with its values, and the days on which it has been asked."""
    rule = worked.rule
    decisive = {criterion.id: Text("decides", "决定结果") for criterion in criteria_of(rule.condition)}
    review = {criterion.id: Text("asks for a closer look", "提示核查") for criterion in rule.reviews}
    asked: dict[str, tuple[date, date | None]] = {}
    last: dict[str, tuple[date, Criterion]] = {}
    for book in worked.shown_books:
        for start, end, bound in bindings(rule, book):
            for criterion in criteria_of(AllOf((bound.rule.condition, *bound.rule.reviews))):
                plain = simplified(criterion)
                if not isinstance(plain, Criterion):
                    continue  # settled for everyone: not asked
                first, until = asked.get(criterion.id, (start, end))
                until = None if until is None or end is None else max(until, end)
                asked[criterion.id] = (min(first, start), until)
                if criterion.id not in last or last[criterion.id][0] <= start:
                    last[criterion.id] = (start, plain)
    named = {criterion.id: criterion.name for criterion in criteria_of(AllOf((rule.condition, *rule.reviews)))}
    nowhere = Text("in no rulebook that comes with the library", "随附规则库均未启用")[language]
    rows = []
    for key, role in {**decisive, **review}.items():
        said, days = nowhere, ""
        if key in last:
            said = state(last[key][1], language)
            days = f"{asked[key][0]} – {asked[key][1] or ''}".rstrip()
        rows.append((key, named[key][language], said, days, role[language]))
    heads = (
        Text("code", "编号"),
        Text("name", "名称"),
        Text("met where (values as they last stood)", "满足条件（最近数值）"),
        Text("asked from – until (not included)", "起 – 止（不含）"),
        Text("role", "作用"),
    )
    yield from table((head[language] for head in heads), rows)


def _examples(worked: Worked, language: Language) -> Iterator[str]:
    rule, book, on, cases = worked.rule, worked.book, worked.on, worked.cases
    bound = bind(rule, book.at(on))
    words = {"met": rule.met, "not met": rule.not_met, "unknown": rule.unknown}
    yield (
        Text(f"On {on}, rulebook `{book.id.jurisdiction}`.", f"日期 {on}，规则库 `{book.id.jurisdiction}`。")[language]
        + "\n"
    )
    shown = [fact for fact in bound.facts if fact.name in cases[0]]
    rows = []
    decisions = [decide_from_facts(bound, dict(facts), on=on) for facts in cases]
    assert len({decision.outcome for decision in decisions}) == 2, "the examples should lie on both sides"
    for facts, decision in zip(cases, decisions, strict=True):
        change = next((shortfall for shortfall in decision.shortfalls if shortfall.alone), None)
        more = "" if change is None or change.change is None else f"{change.fact.text[language]}: {change.change:+,}"
        known = [show_fact(fact, facts[fact.name], language) for fact in shown]
        rows.append((*known, f"**{words[decision.outcome.value][language]}**", more))
    heads = [fact.text[language] for fact in shown]
    heads += [Text("outcome", "结论")[language], Text("what would change it", "改变结论所需")[language]]
    yield from table(heads, rows)
    yield "```text"
    yield decisions[0].explain(language)
    yield "```\n"


def _proofs(worked: Worked, language: Language) -> Iterator[str]:
    """The claims, proved again for every period of every rulebook."""
    periods = [book.at(start) for book in worked.shown_books for start, _, _ in bindings(worked.rule, book)]
    for claim in (*ALWAYS, *worked.claims):
        proofs = tuple(claim.proofs(worked.rule, periods))
        assert proofs, f"{worked.rule.id}: there is no period to prove anything about"
        for proof in proofs:
            assert proof, f"{worked.rule.id}: {claim.text.en} fails: {proof.counterexample}"
        count = Text(f"proved for {len(proofs)} states of the rule", f"已就规则的{len(proofs)}种状态证明")[language]
        yield f"- {claim.text[language]} ({count})"
    yield ""


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
    for schema in (registers.HOUSEHOLDS, registers.MEMBERS, registers.VILLAGES, registers.ENTRIES):
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
