"""The checks of a register in words: what was found, how grave it is and what to ask; and what became of it since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from antipoverty.prose._parts import Writers, listed, some
from antipoverty.registers import TABLES, Check, CheckReport, Recheck, Severity
from antipoverty.text import SEMICOLON, Language, Text

_FOUND = Text(
    "{}: {:,} findings of {:,} checks, {:,} checks without a finding", "{}：{:,}处疑点，涉及{:,}项核查，另{:,}项无疑点"
)
_NONE = Text("{}: no findings, {:,} checks made", "{}：无疑点，已作{:,}项核查")
_OF = Text("{:,} {}: {}", "{:,}处{}：{}")
_CODE = Text("{} ({})", "{}（{}）")
_ASK = Text("  to ask: {}", "  核实：{}")
_OPEN = Text("  cannot be decided for {:,} rows", "  {:,}行信息不全，无法判断")
_OUTLIERS = Text("{:,} values as if in another unit: {}", "{:,}个数值疑为单位有误：{}")
_BLANK = Text("{0}: {1:,} of {2:,} blank", "{0}：应填{2:,}行，缺{1:,}行")
_BLANKS = Text("Columns with blanks: {}", "有缺项的列：{}")
_NOT_MADE = Text("Not checked: {}", "未作核查：{}")
_BECAUSE = Text("{} ({})", "{}（{}）")
_GRAVE = Text("{} {:,}", "{}{:,}处")
_IN_ALL = Text("In all: {}; keys named: {:,}", "合计：{}；涉及代码{:,}个")
_REASON = Text("reason", "reason_zh")
_OUTLIER = "implausible"


def _names(checks: Iterable[Check]) -> dict[str, Check]:
    return {each.code: each for each in checks}


@cache
def _columns() -> dict[str, Text]:
    """What the columns of tables are called; of a name that several have, as in the first of them."""
    return {field.column: field.text for table in reversed([*TABLES.values()]) for field in table}


def _head(report: CheckReport, language: Language) -> str:
    counts = report.counts["findings"]
    made, found = len(counts), int((counts > 0).sum())
    if not found:
        return _NONE[language].format(report.on, made)
    return _FOUND[language].format(report.on, int(counts.sum()), found, made - found)


def _found(report: CheckReport, language: Language, *, asked: bool) -> Iterator[str]:
    """A line for each check with findings, the gravest first; and what to ask."""
    names = _names(report.checks)
    rows = report.counts.select("check", "findings", "unknown").iter_rows()
    for code, number, unknown in rows:
        if not number or code == _OUTLIER:
            continue
        each = names[code]
        name = _CODE[language].format(each.name[language], code) if asked else each.name[language]
        yield _OF[language].format(number, each.severity.text[language], name)
        if asked:
            yield _ASK[language].format(each.ask[language])
            if unknown:
                yield _OPEN[language].format(unknown)


def _outliers(report: CheckReport, language: Language) -> Iterator[str]:
    found = report.outliers["other"].str.split(",").list.first().unique().sort().to_list()
    if found:
        names = (_columns()[name][language] for name in found)
        yield _OUTLIERS[language].format(report.outliers.height, listed(some(names, language), language))


def _blanks(report: CheckReport, language: Language) -> Iterator[str]:
    """The columns that a check asks for, the emptiest first."""
    table = report.completeness
    table = table.filter((table["check"] != "") & (table["blank"] > 0)).sort("share", "table", "column")
    for column, blank, should in table.select("column", "blank", "should").iter_rows():
        yield _BLANK[language].format(_columns()[column][language], blank, should)


def report_in_brief(report: CheckReport, language: Language) -> Iterator[str]:
    """How many findings there are, of which checks the gravest, which columns have blanks, and what was not checked."""
    yield _head(report, language)
    yield from some(_found(report, language, asked=False), language, most=4)
    yield from _outliers(report, language)
    if blanks := list(_blanks(report, language)):
        yield _BLANKS[language].format(listed(some(blanks, language), language))
    if codes := report.not_made["check"].unique().sort().to_list():
        names = _names(report.checks)
        yield _NOT_MADE[language].format(
            listed(some((names[code].name[language] for code in codes), language), language)
        )
    yield from _summed(report, language)


def report_in_full(report: CheckReport, language: Language) -> Iterator[str]:
    """Every check with findings and what to ask, outliers, blanks by column, and every check that was not made."""
    yield _head(report, language)
    yield from _found(report, language, asked=True)
    yield from _outliers(report, language)
    yield from _blanks(report, language)
    for code, reason in report.not_made.select("check", _REASON[language]).iter_rows():
        yield _NOT_MADE[language].format(_BECAUSE[language].format(code, reason))
    yield from _summed(report, language)


def _summed(report: CheckReport, language: Language) -> Iterator[str]:
    """How many findings there are of each gravity, and how many rows they name."""
    counts: Counter[Severity] = Counter()
    for severity, findings in report.counts.select("severity", "findings").iter_rows():
        counts[Severity(severity)] += findings
    if parts := [
        _GRAVE[language].format(severity.text[language], counts[severity]) for severity in counts if counts[severity]
    ]:
        named = report.findings.select("id").n_unique()
        yield _IN_ALL[language].format(SEMICOLON[language].join(parts), named)


_CHANGED = Text("{:,} findings before, {:,} now: {}", "上次{:,}处，本次{:,}处：{}")
_MANY = Text("{:,} {}", "{:,}处{}")
_BY_CHECK = Text("{}: {}", "{}：{}")


def recheck_in_brief(recheck: Recheck, language: Language) -> Iterator[str]:
    """How many findings are new, cured, still there, and so on."""
    parts = [_MANY[language].format(count, change.text[language]) for change, count in recheck.counts.items() if count]
    yield _CHANGED[language].format(recheck.before, recheck.now, listed(parts, language) or "0")


def recheck_in_full(recheck: Recheck, language: Language) -> Iterator[str]:
    """The same, and for each check."""
    yield from recheck_in_brief(recheck, language)
    names = _names(recheck.checks)
    counted = recheck.changes.group_by("check", "change").len()
    by_check: dict[str, dict[str, int]] = {}
    for code, change, count in counted.iter_rows():
        by_check.setdefault(code, {})[change] = count
    for code in sorted(by_check):
        name = names[code].name[language] if code in names else code
        found = by_check[code]
        parts = [
            _MANY[language].format(found[change.value], change.text[language])
            for change in recheck.counts
            if change.value in found
        ]
        yield _BY_CHECK[language].format(name, listed(parts, language))


WRITERS: Writers = {
    CheckReport: (report_in_brief, report_in_full),
    Recheck: (recheck_in_brief, recheck_in_full),
}
