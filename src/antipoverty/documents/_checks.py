"""The page of a check of a register: findings by village and by kind, what to ask, blanks, and what was not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty._shared.extras import needing
from antipoverty._shared.privacy import masked
from antipoverty.documents._markdown import PICTURE
from antipoverty.documents._numbers import printed
from antipoverty.documents._pages import Page
from antipoverty.documents._pictures import bars
from antipoverty.documents._reviews import sentence
from antipoverty.documents._templates import escaped, written
from antipoverty.registers import CheckGroup, Severity
from antipoverty.text import LISTED, Language, Text

if TYPE_CHECKING:
    from antipoverty.registers import Check, CheckReport

    #: A check, its findings, and where it has a condition, of how many rows it asks and of how many it cannot be told.
    _Counted = tuple[Check, int, int | None, int | None]

_NOWHERE = Text("village not known", "村不详")
_COVERED = Text("(not shown)", "（不显示）")
_MORE = Text("{}, and {:,} more", "{}，另{:,}处")
_BY_VILLAGE = Text("Findings by village, blanks left out", "各村疑点数（不含缺项）")
#: Of more villages than these no picture can be read.
_MOST = 30


def check_page(report: CheckReport, language: Language, form: str, folder: Path | None) -> Page:
    """The page of a report; keys that may lead to a person are covered, and values of cells are not shown."""
    with needing("documents", "jinja2"):
        from markupsafe import Markup
    checks = {each.code: each for each in report.checks}
    graver = [severity for severity in Severity if severity is not Severity.BLANK]
    villages: dict[str | None, dict[str, Any]] = {}
    for key, name, code, number, keys in report.by_village.iter_rows():
        words = _NOWHERE[language] if key is None else _shown(name or key, language)
        village = villages.setdefault(key, {"name": words, "counts": Counter(), "rows": []})
        village["counts"][checks[code].severity] += number
        if checks[code].severity in graver:
            village["rows"].append((checks[code], number, _keys(keys, number, language)))
    order = {severity: place for place, severity in enumerate(Severity)}
    for village in villages.values():
        village["rows"].sort(key=lambda row: (order[row[0].severity], -row[1]))
        village["graver"] = sum(village["counts"][severity] for severity in graver)
    totals: Counter[Severity] = sum((village["counts"] for village in villages.values()), Counter())
    ranked = sorted(villages.values(), key=lambda village: -village["graver"])
    rows = report.counts.select("check", "findings", "asked", "unknown").iter_rows()
    counted: list[_Counted] = [(checks[code], found, asked, unknown) for code, found, asked, unknown in rows]
    drawn = {village["name"]: village["graver"] for village in ranked if village["graver"]}
    pictures = {}
    if 1 < len(drawn) <= _MOST:
        pictures["villages"] = bars("villages", _BY_VILLAGE[language], drawn, "findings", language)
    shown = {key: f"![{escaped(each.alt, language)}]({PICTURE}{key})" for key, each in pictures.items()}
    context = {
        "report": report,
        "severities": list(Severity),
        "villages": ranked,
        "groups": _groups(counted),
        "found": report.findings.height,
        "with_findings": sum(row[1] > 0 for row in counted),
        "by_severity": totals,
        "blanks": [row for row in counted if row[0].severity is Severity.BLANK and row[1]],
        "not_made": list(_not_made(report, checks, language)),
        "picture": Markup(shown.get("villages", "")),
        "sentence": sentence,
        "quantity": lambda value, unit: printed(value, unit, language),
    }
    return Page("check", written("check", language, folder, context), pictures=pictures, contents=True)


def _groups(counted: Iterable[_Counted]) -> Mapping[CheckGroup, list[_Counted]]:
    """The checks with findings by their subject matter, the gravest first; blanks have a chapter of their own."""
    groups: dict[CheckGroup, list[_Counted]] = {group: [] for group in CheckGroup}
    for row in counted:
        if row[1] and row[0].severity is not Severity.BLANK:
            groups[row[0].group].append(row)
    return {group: rows for group, rows in groups.items() if rows}


def _not_made(report: CheckReport, checks: Mapping[str, Check], language: Language) -> Iterable[tuple[Text, str]]:
    """What was not checked, and why."""
    reason = "reason_zh" if str(language).startswith("zh") else "reason"
    for code, words in report.not_made.select("check", reason).iter_rows():
        yield checks[code].name, words


def _keys(keys: Iterable[str | None], number: int, language: Language) -> str:
    """The first keys, and how many findings there are beside them."""
    shown = [_shown(key, language) for key in keys if key is not None]
    listed = LISTED[language].join(shown) or "—"
    return _MORE[language].format(listed, number - len(shown)) if len(shown) < number else listed


def _shown(key: str, language: Language) -> str:
    """A key, unless it may lead to a person."""
    return key if masked(key) == key else _COVERED[language]
