"""What a review was read from, and the sums of a printed summary, checked, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from antipoverty.prose._parts import MISSING, Writers, listed, some
from antipoverty.registers import TABLES
from antipoverty.reviews import DanglingRows, Materials, Reconciliation, RelationCheck, Summary, TableSource, Township
from antipoverty.text import COLON, SEMICOLON, Language, Text

#: A brief explanation has at most ten lines.
_MOST_FILES = 6
_MARKS = {True: "✓", False: "✗", None: "?"}
_WORKED_OUT = Text("worked out, nothing printed to compare with", "系推算，无印载数可对照")
_NOT_RECOVERABLE = Text("not recoverable: {}", "无法辨认：{}")
_RELATIONS = {
    "equal": Text("{}, against {}", "{}，对照{}"),
    "at most": Text("{}, at most {}", "{}，应不超过{}"),
    "at least": Text("{}, at least {}", "{}，应不低于{}"),
}
_DIFFERS = Text("; differs by {}", "；相差{}")
_NOT_AS_PRINTED = Text("not as printed: {}", "非照印：{}")
_CHOSEN = Text(" (bound chosen by who checks)", "（界限为校核所设）")
_COUNTS = Text("{}: {} of {} relations hold, {} do not", "{}：{}项（共{}项）相符，{}项不符")


def reconciliation_in_brief(reconciliation: Reconciliation, language: Language) -> Iterator[str]:
    """How many relations hold, those that do not, and the figures that are missing."""
    checks = [check for check in reconciliation.checks if check.relation.right is not None]
    holding = sum(check.holds is True for check in checks)
    name = reconciliation.summary.name[language]
    yield _COUNTS[language].format(name, holding, len(checks), len(reconciliation.broken))
    yield from some((_compared(check, language) for check in reconciliation.broken), language, most=6)
    yield from (_compared(check, language) for check in reconciliation.noted)
    if missing := dict.fromkeys(key for check in checks for key in check.missing):
        figures = reconciliation.summary.figures
        labels = (figures[key].label[language] for key in missing)
        yield MISSING[language].format(listed(some(labels, language, most=6), language))


def reconciliation_in_full(reconciliation: Reconciliation, language: Language) -> Iterator[str]:
    """Every relation, a line or more each."""
    yield reconciliation.summary.name[language]
    for check in reconciliation.checks:
        yield _compared(check, language)
        if check.relation.note is not None:
            yield f"      {check.relation.note[language]}"
        if check.not_as_printed:
            yield f"      {_NOT_AS_PRINTED[language].format(', '.join(check.not_as_printed))}"


def _compared(check: RelationCheck, language: Language) -> str:
    relation = check.relation
    mark = "=" if relation.right is None else "!" if _noted(check) else _MARKS[check.holds]
    if check.left is not None and relation.right is None:
        words = f"{_shown(check.left)}{SEMICOLON[language]}{_WORKED_OUT[language]}"
    elif check.left is None or check.right is None:
        words = _NOT_RECOVERABLE[language].format(listed(check.missing, language))
    else:
        words = _RELATIONS[relation.relation][language].format(_shown(check.left), _shown(check.right))
        if check.left != check.right and (relation.relation == "equal" or not check.holds):
            words += _DIFFERS[language].format(_shown(abs(check.left - check.right)))
        words += _CHOSEN[language] if relation.chosen else ""
    return f"  {mark} {relation.name[language]}{COLON[language]}{words}"


def _noted(check: RelationCheck) -> bool:
    return check.holds is False and check.relation.finding == "note"


def _shown(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.3f}"


_FIGURES = Text(
    "Figures: {:,}, of which {:,} have no value; relations: {:,}", "指标{:,}项，其中{:,}项无值；核对关系{:,}项"
)
_CHAPTERS = Text("Chapters: {}", "章节：{}")
_TABLES = Text("Tables: {}", "资料表：{}")
_TABLE = Text("{} {:,} rows", "{}{:,}行")
_UNREAD = Text("Files that were not taken: {:,}", "未采用的文件：{:,}个")
_MISSING_TABLES = Text("No file gave: {}", "缺少资料表：{}")


def summary_said(summary: Summary, language: Language) -> Iterator[str]:
    """What a summary is of, how many figures it has and how many of them have no value."""
    yield summary.name[language]
    without = sum(figure.value is None for figure in summary.figures.values())
    yield _FIGURES[language].format(len(summary.figures), without, len(summary.relations))
    if summary.chapters:
        yield _CHAPTERS[language].format(listed((chapter.name[language] for chapter in summary.chapters), language))


def township_said(township: Township, language: Language) -> Iterator[str]:
    """The tables of a township with their rows, and what is missing."""
    tables = (_TABLE[language].format(name, table.height) for name, table in township.tables.items())
    yield _TABLES[language].format(listed(some(tables, language, most=8), language))
    if (materials := township.materials) is not None:
        if materials.unread:
            yield _UNREAD[language].format(len(materials.unread))
        if materials.missing:
            yield _MISSING_TABLES[language].format(listed(some(materials.missing, language, most=8), language))


# What was read

_READ = Text(
    "{file}: {table}: {read:,} rows read, {accepted:,} accepted, {quarantined:,} set apart",
    "{file}：{table}：读取{read:,}行，接受{accepted:,}行，隔离{quarantined:,}行",
)
_REPEATED = Text(", {:,} of further members of the same households", "，同户其他成员{:,}行")
_CELLS = Text("; {:,} cells cannot be read and are not known", "；{:,}个单元格无法读取，按不明处理")
_NOT_TAKEN = Text("; {:,} headings not taken", "；{:,}个表头未识别")
_SHEET = Text("{}, sheet {}", "{}，工作表{}")
_NO_TABLE = Text("{}: no table that is known", "{}：不是已知的表")
_REFUSED = Text("{}: {}", "{}：{}")
_APART = Text("set apart: {:,} {}: {}", "隔离：{:,}项 {}：{}")
_UNREADABLE = Text("not known, as it cannot be read: {:,} {}: {}", "无法读取，按不明处理：{:,}项 {}：{}")
_IGNORED = Text("headings not taken: {}", "未识别的表头：{}")
_DANGLING = Text("{:,} rows of {} name a row of {} that is not there", "{1}中有{0:,}行所指的{2}不存在")
_LAST = Text("{} of the year before", "上年{}")


def materials_in_brief(materials: Materials, language: Language) -> Iterator[str]:
    """What came of each file, and what points to rows that there are not."""
    yield from some((_in_brief(source, language) for source in materials.sources), language, most=_MOST_FILES)
    yield from some((_dangling(each, language) for each in materials.dangling), language)


def materials_in_full(materials: Materials, language: Language) -> Iterator[str]:
    """What came of each file, with every reason, and what points to rows that there are not."""
    for source in materials.sources:
        yield _of_source(source, language)
        for template, problems in ((_APART, source.problems), (_UNREADABLE, source.unreadable)):
            yield from (
                f"  - {template[language].format(each.rows, each.column, each.reason[language])}" for each in problems
            )
        if source.ignored:
            yield f"  - {_IGNORED[language].format(listed(source.ignored, language))}"
    yield from (_dangling(each, language) for each in materials.dangling)


def _of_source(source: TableSource, language: Language) -> str:
    file = source.file if source.sheet is None else _SHEET[language].format(source.file, source.sheet)
    if source.refused is not None:
        return _REFUSED[language].format(file, source.refused[language])
    if source.table is None:
        return _NO_TABLE[language].format(file)
    said = _READ[language].format(
        file=file,
        table=_table(source.table, language),
        read=source.read,
        accepted=source.accepted,
        quarantined=source.quarantined,
    )
    return said + _REPEATED[language].format(source.repeated) if source.repeated else said


def _in_brief(source: TableSource, language: Language) -> str:
    """What came of a file, with how many cells and headings were not taken, which the full text names."""
    cells = sum(problem.rows for problem in source.unreadable)
    left = ((_CELLS, cells), (_NOT_TAKEN, len(source.ignored)))
    return _of_source(source, language) + "".join(words[language].format(number) for words, number in left if number)


def _dangling(rows: DanglingRows, language: Language) -> str:
    return _DANGLING[language].format(rows.rows, _table(rows.table, language), _table(rows.to, language))


def _table(name: str, language: Language) -> str:
    own = TABLES[name.removeprefix("last_")].text[language]
    return _LAST[language].format(own) if name.startswith("last_") else own


WRITERS: Writers = {
    Summary: (summary_said, summary_said),
    Township: (township_said, township_said),
    Materials: (materials_in_brief, materials_in_full),
    Reconciliation: (reconciliation_in_brief, reconciliation_in_full),
}
