"""The index by document: what each document states, how sure that is, and its words where a text was read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import field, frozen

from antipoverty._engine.conditions import criteria_of, walk
from antipoverty._engine.parameters import Citation, ParameterKind
from antipoverty._engine.prose.values import show_parameter
from antipoverty.indicators.official import figures
from antipoverty.registers import CHECKS
from antipoverty.rulebooks import ParameterValue, Passage, Rulebook
from antipoverty.rules import AllOf, Criterion, Grade
from antipoverty.text import COLON, LISTED, Text
from passages import quotation
from values import GRADES, period, shown
from worked import Worked, WorkedQuantity
from writing import NO_SOURCE, Language, bracketed, folded, in_place, library_books, table

_INTRODUCTION = Text(
    "Every document that the rulebooks cite, by date, and what rests on it: values, criteria, amounts, measures,"
    " procedures, checks. A document is cited by its official title and number, whatever page was read. Where words of"
    " it were read, they are quoted, with our rendering; a copy that is no page of an office or of the press is"
    " described, without an address. [Sources and grades](../explanation/sources.md#grades) says what a grade means.",
    "规则库引用的全部文件，按日期排列，并列明各文件所载的数值、标准、金额、措施、程序与核查。"
    "无论查阅何种页面，均引用文件的正式标题和文号；读到原文的，摘录原文；"
    "所见并非机关或新闻单位页面的，只作文字说明，不附网址。"
    "可信度含义见[依据与可信度](../explanation/sources.md#grades)。",
)
_NATIONAL = Text("National documents", "国家文件")
_FIGURES = Text("Sources of the official figures", "官方数据来源")
_SHARED = Text("Local documents that the national rulebook cites", "全国规则库所引地方文件")
_LOCAL = Text("Documents of local rulebooks, by jurisdiction", "各地规则库文件（按辖区）")
#: What an issuer is called that is a province or stands below one; those that are not named are so too.
_LOCAL_ISSUER = re.compile("省|市|县|某|地方|甘肃")
_FEW, _ENTRIES = 6, Text("{} entries", "共{}项")
_GRADES = Text("values of grades {}", "所载数值可信度{}")
_LOCAL_GRADE = Text("A (local)", "A·地方")
_MORE_WORDS = Text("More of its words ({})", "其余原文（{}段）")
_UNDATED = Text("no date", "无日期")
_READ = Text("What was read: {}.", "所查阅者：{}。")
_NOTHING = Text("No value or rule rests on it; it is named in notes.", "无数值或规则以此为据，仅在说明中提及。")
_SECTIONS = {
    "measures": Text("Measures", "帮扶措施"),
    "procedures": Text("Procedures", "程序"),
    "classifications": Text("Classifications", "分类"),
    "ranks": Text("Ranks of cadres", "干部职级"),
    "causes": Text("Causes", "致贫原因"),
}


@frozen
class Stated:
    """What one document states.

    Attributes:
        citation: the document.
        book: the rulebook that cites it first.
        passages: its words, where a text was read.
        values: its values, each with the rulebook that has it.
        criteria: its criteria, each with the page of a rule that asks it.
        pages: its rules and amounts: their names and pages.
        checks: its checks of a register.
        entries: the names of its measures, procedures and so on, by section.
    """

    citation: Citation
    book: Rulebook
    passages: list[Passage] = field(factory=list)
    values: list[tuple[Rulebook, ParameterValue]] = field(factory=list)
    criteria: dict[str, tuple[Criterion, str]] = field(factory=dict)
    pages: dict[str, Text] = field(factory=dict)
    checks: list[Text] = field(factory=list)
    entries: dict[str, dict[Text, None]] = field(factory=lambda: defaultdict(dict))

    @property
    def grades(self) -> list[Grade]:
        """The grades of what it states, the surest first."""
        grades = {passage.grade for passage in self.passages} | {value.grade for _, value in self.values}
        return [grade for grade in Grade if grade in grades]


def stated(rules: Sequence[Worked], amounts: Sequence[WorkedQuantity]) -> list[Stated]:
    """What each document of the library's rulebooks states: national ones first, by date."""
    books = [*library_books(), figures()]
    found: dict[str, Stated] = {}
    seen: set[tuple[object, ...]] = set()
    for book in books:
        for key, citation in book.citations.items():
            found.setdefault(key, Stated(citation, book))
        for passage in book.passages.values():
            if passage not in found[passage.citation.key].passages:
                found[passage.citation.key].passages.append(passage)
        for name, parameter in book.parameters.items():
            for value in parameter.values:
                once = (name, value.start, value.value, value.citation.key, value.note)
                if once not in seen:
                    seen.add(once)
                    found[value.citation.key].values.append((book, value))
        for section, entries in book.entries.items():
            for entry in entries.values() if section in _SECTIONS else ():
                found[entry["source"]].entries[section][Text(**entry["name"])] = None
    for worked in rules:
        for criterion in criteria_of(AllOf((worked.rule.condition, *worked.rule.reviews))):
            for key in criterion.sources:
                found[key].criteria.setdefault(criterion.id, (criterion, f"{worked.rule.id}.md"))
    for amount in amounts:
        page = f"quantity-{amount.quantity.id}.md"
        keys = [key for node in walk(amount.quantity.term) if isinstance(node, Criterion) for key in node.sources]
        for key in dict.fromkeys((*amount.quantity.sources, *keys)):
            found[key].pages[page] = amount.quantity.name
    for check in CHECKS:
        for key in check.sources:
            found[key].checks.append(check.name)
    found.pop(NO_SOURCE)
    return sorted(found.values(), key=lambda each: (each.book.id.jurisdiction, each.citation.date or "9999"))


def documents_page(rules: Sequence[Worked], amounts: Sequence[WorkedQuantity], language: Language) -> Iterator[str]:
    """The index by document."""
    listed = stated(rules, amounts)
    yield Text("# Documents", "# 文件")[language] + "\n"
    yield _INTRODUCTION[language] + "\n"
    cited = [each for each in listed if each.book.id.jurisdiction == "cn"]
    national = [each for each in cited if not _LOCAL_ISSUER.search(each.citation.issuer["zh"])]
    shared = [each for each in cited if each not in national]
    figured = [each for each in listed if each.book == figures()]
    local = [each for each in listed if each not in cited and each not in figured]
    yield f"## {_NATIONAL[language]}\n"
    for year, of_year in groupby(national, lambda each: (each.citation.date or "")[:4]):
        yield from folded(*_year(year, list(of_year), language))
    for heading, group in ((_SHARED, shared), (_LOCAL, local), (_FIGURES, figured)):
        yield from folded(f"## {heading[language]}", _documents(group, language))


def _year(year: str, listed: Sequence[Stated], language: Language) -> tuple[str, Iterator[str]]:
    """How many documents a year has and the numbers of those that have one; then each document."""
    numbers = " · ".join(each.citation.number for each in listed if each.citation.number is not None)
    head = f"**{year or _UNDATED[language]}**{bracketed(str(len(listed)), language)} {numbers}".rstrip()
    return f"{head}\n{{ data-search-exclude=1 }}", _documents(listed, language)


def _documents(listed: Iterable[Stated], language: Language) -> Iterator[str]:
    """Each document under its title, which is what the search finds: its words and values are on the pages of rules."""
    for each in listed:
        inside = ('<div markdown="1" data-search-exclude>\n', *_document(each, language), "</div>")
        yield from folded(_head(each, language), inside)


def _head(each: Stated, language: Language) -> str:
    """What a document is called, and in a line when it is of, its number, and how sure it is what it states."""
    parts = (each.citation.date or _UNDATED[language], each.citation.number, _graded(each.grades, language))
    return f"### {each.citation.title[language]} {{ #{each.citation.key} }}\n\n{' · '.join(filter(None, parts))}"


def _graded(grades: Sequence[Grade], language: Language) -> str:
    """How sure it is what a document states."""
    if len(grades) < 2:
        return "".join(GRADES[grade][language] for grade in grades)
    letters = (_LOCAL_GRADE[language] if grade is Grade.A_LOCAL else grade.value for grade in grades)
    return _GRADES[language].format(LISTED[language].join(letters))


def _document(each: Stated, language: Language) -> Iterator[str]:
    citation = each.citation
    parts = [citation.issuer[language]]
    if language != "zh":
        parts.insert(0, f"《{citation.title['zh']}》")
    if each.book.id.jurisdiction not in ("cn", figures().id.jurisdiction):
        parts.insert(0, in_place(each.book, language))
    yield " · ".join(part for part in parts if part) + "\n"
    if citation.read is not None:
        yield _READ[language].format(citation.read[language]) + "\n"
    for passage in each.passages[:1]:
        yield from quotation(passage, language, document=False)
    if rest := each.passages[1:]:
        lines = (line for passage in rest for line in quotation(passage, language, document=False))
        yield from folded(_MORE_WORDS[language].format(len(rest)), lines)
    if each.values:
        yield from _values(each, language)
    criteria = [f"[{asked.name[language]}](../rules/{page}#{asked.id})" for asked, page in each.criteria.values()]
    lists = [
        (Text("Criteria", "标准"), criteria),
        (Text("Amounts", "金额"), [f"[{name[language]}](../rules/{page})" for page, name in each.pages.items()]),
        *((_SECTIONS[section], [name[language] for name in names]) for section, names in each.entries.items()),
        (Text("Checks of a register", "名册核查"), [f"[{name[language]}](../rules/checks.md)" for name in each.checks]),
    ]
    for title, names in lists:
        if names:
            yield f"**{title[language]}**{COLON[language]}{LISTED[language].join(names)}\n"
    if not (each.values or any(names for _, names in lists) or each.passages):
        yield _NOTHING[language] + "\n"


def _values(each: Stated, language: Language) -> Iterator[str]:
    """A row for each parameter and grade, with the values by date."""
    grouped: dict[tuple[Rulebook, str, Grade], list[ParameterValue]] = {}
    for book, value in each.values:
        grouped.setdefault((book, value.name, value.grade), []).append(value)
    rows = []
    for (book, name, grade), values in grouped.items():
        page, text = "parameters", values[0].text[language]
        if book == figures():
            page, unit = "official-figures", values[0].unit
            text = text if unit is None else text + bracketed(unit[language], language)
        link = f"[{text}](../rules/{page}.md#{name})"
        place = "" if book == each.book else f" · {book.title[language]}"
        show = show_parameter if book == figures() else _value
        said = (
            f"{period(value.start, value.end, language)}{COLON[language]}{show(value, language)}" for value in values
        )
        rows.append((link + place, "<br>".join(said), GRADES[grade][language]))
    heads = (Text("it states", "所载事项"), Text("values", "数值"), Text("grade", "可信度"))
    yield from table((head[language] for head in heads), rows)


def _value(used: ParameterValue, language: Language) -> str:
    if used.kind is ParameterKind.TABLE and len(used.table) > _FEW:
        return _ENTRIES[language].format(len(used.table))
    return shown(used, language)
