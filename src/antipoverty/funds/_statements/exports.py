"""The ledger for other programs: Beancount text, IATI 2.03 activities, and a Fiscal Data Package."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from antipoverty._shared.arguments import typed
from antipoverty._shared.exact import negate
from antipoverty._shared.formulas import marked
from antipoverty.errors import InvalidValue
from antipoverty.funds._agreement import villages_of
from antipoverty.funds._ledger.entries import (
    Account,
    Allotment,
    Encumbrance,
    Entry,
    Expenditure,
    Key,
    Movement,
    Refund,
    Release,
    Reversal,
    Withdrawal,
    legs,
)
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._records import Project
from antipoverty.funds._words import Category
from antipoverty.money import yuan_of_fen
from antipoverty.text import Text

_TYPES = {
    Account.APPROPRIATED: "Income",
    Account.RECEIVED: "Income",
    Account.CARRIED_IN: "Income",
    Account.AVAILABLE: "Assets",
    Account.ALLOTTED: "Assets",
    Account.ENCUMBERED: "Assets",
    Account.SPENT: "Expenses",
    Account.SENT: "Expenses",
    Account.RETURNED: "Expenses",
    Account.RECLAIMED: "Expenses",
    Account.CARRIED_OUT: "Expenses",
}


def _effects(ledger: Ledger) -> Iterator[tuple[Entry, tuple[tuple[Key, int], ...], Movement]]:
    """Every entry with its postings, and the movement that it makes or undoes."""
    movements: dict[str, Movement] = {}
    for entry in ledger:
        if isinstance(entry, Reversal):
            undone = movements[entry.entry]
            yield entry, tuple((key, -amount) for key, amount in legs(undone)), undone
        else:
            movements[entry.id] = entry
            yield entry, legs(entry), entry


def beancount_text(ledger: Ledger) -> str:
    """The ledger as Beancount text.

    Accounts are named by level, such as ``Assets:County:Available``; each posting carries its fund, year and project as
    metadata. The text ends with a balance directive for every account, so that ``bean-check`` checks the sums.
    """
    typed(ledger, Ledger, "ledger")
    lines = ['option "title" "antipoverty"', 'option "operating_currency" "CNY"', ""]
    entries = list(_effects(ledger))
    first = min((entry.on for entry, _, _ in entries), default=date(2000, 1, 1))
    sums: dict[str, int] = {}
    body: list[str] = []
    # Beancount sorts by day and keeps the order of the text within a day.
    for entry, parts, movement in entries:
        body.append(f"{entry.on} * {_quoted(entry.document or '')} {_quoted(entry.kind)}")
        body.append(f"  entry: {_quoted(entry.id)}")
        if isinstance(entry, Reversal):
            body.append(f"  reverses: {_quoted(movement.id)}")
        for key, amount in parts:
            name = _account(key)
            sums[name] = sums.get(name, 0) + amount
            body += [
                f"  {name}  {yuan_of_fen(amount)} CNY",
                f"    fund: {_quoted(key[0])}",
                f"    year: {_quoted(str(key[1]))}",
            ]
            if key[4]:
                body.append(f"    project: {_quoted(key[4])}")
        body.append("")
    lines += [f"{first} open {name} CNY" for name in sorted(sums)]
    last = max((entry.on for entry, _, _ in entries), default=first)
    after = date.fromordinal(last.toordinal() + 1)
    # The default tolerance would let a difference of one fen pass.
    checks = [f"{after} balance {name}  {yuan_of_fen(sums[name])} ~ 0.001 CNY" for name in sorted(sums)]
    return "\n".join([*lines, "", *body, *checks, ""])


def _account(key: Key) -> str:
    parts = key[3].split("-")
    return f"{_TYPES[Account(key[3])]}:{key[2].capitalize()}:{''.join(part.capitalize() for part in parts)}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


#: The nearest DAC sector of the IATI code list for each category.
_SECTORS = {
    Category.ROAD: "21020",
    Category.IRRIGATION: "31140",
    Category.WATER: "14030",
    Category.POWER: "23630",
    Category.HALL: "43040",
    Category.HOUSING: "16040",
    Category.RELOCATION: "43040",
    Category.INDUSTRY: "31120",
    Category.TRAINING: "11330",
    Category.EDUCATION: "11120",
    Category.HEALTH: "12220",
    Category.GRANT: "16010",
    Category.OTHER: "43040",
}

#: IATI transaction types: incoming commitment, outgoing commitment, expenditure.
_TRANSACTIONS: dict[type[Movement], tuple[str, int]] = {
    Allotment: ("11", 1),
    Withdrawal: ("11", -1),
    Encumbrance: ("2", 1),
    Release: ("2", -1),
    Expenditure: ("4", 1),
    Refund: ("4", -1),
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def iati_activities(ledger: Ledger, *, organisation: str, name: Text, generated: datetime) -> str:
    """The projects as an IATI 2.03 activity file, with their budgets and transactions, in both languages.

    Allotments are incoming commitments, encumbrances outgoing ones, and payments expenditure; entries that undo one of
    them are negative. A project without money and without a date is left out, since IATI needs a date. Characters of
    a project's key that IATI forbids in identifiers are percent-encoded: ``a/b`` is ``a%2Fb``. Characters that XML
    cannot hold become U+FFFD in texts.

    Args:
        ledger: the ledger.
        organisation: the IATI identifier of the reporting organisation, such as ``CN-ORG-123``.
        name: its name.
        generated: when the file is made.

    Raises:
        InvalidValue: if IATI does not allow the identifier, or `generated` is no datetime.
    """
    typed(ledger, Ledger, "ledger")
    if not isinstance(organisation, str) or not organisation or _iati_key(organisation) != organisation:
        raise InvalidValue("organisation", organisation, "an identifier without spaces and / & | ? %")
    if not isinstance(name, Text):
        raise InvalidValue("name", name, "a Text in both languages")
    if not isinstance(generated, datetime):
        raise InvalidValue("generated", generated, "a datetime")
    root = ET.Element(
        "iati-activities", {"version": "2.03", "generated-datetime": generated.isoformat(timespec="seconds")}
    )
    moved: dict[str, list[tuple[Entry, Movement, int]]] = {}
    for entry, _, movement in _effects(ledger):
        project = getattr(movement, "project", None)
        if project is not None and type(movement) in _TRANSACTIONS:
            sign = -1 if isinstance(entry, Reversal) else 1
            moved.setdefault(project, []).append((entry, movement, sign))
    for key, project in ledger.projects.items():
        entries = moved.get(key, [])
        begun = project.started or min((entry.on for entry, _, _ in entries), default=None)
        if begun is not None:
            root.append(_activity(ledger, project, entries, begun=begun, organisation=organisation, name=name))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _activity(
    ledger: Ledger,
    project: Project,
    entries: list[tuple[Entry, Movement, int]],
    *,
    begun: date,
    organisation: str,
    name: Text,
) -> ET.Element:
    activity = ET.Element("iati-activity", {"default-currency": "CNY", _LANG: "en", "humanitarian": "0"})
    _add(activity, "iati-identifier").text = f"{organisation}-{_iati_key(project.id)}"
    _narrated(_add(activity, "reporting-org", ref=organisation, type="10"), name)
    _narrated(_add(activity, "title"), project.name)
    _narrated(_add(activity, "description", type="1"), _described(project))
    for line in project.budget:
        fund = ledger.funds.get(line.fund)
        if fund is not None:
            _narrated(_add(activity, "participating-org", role="1", type="10"), fund.name)
    _narrated(_add(activity, "participating-org", ref=organisation, role="4", type="10"), name)
    status = "5" if project.unfinished == "cancelled" else "3" if project.accepted else "2" if project.started else "1"
    _add(activity, "activity-status", code=status)
    if project.started is None:
        _add(activity, "activity-date", {"iso-date": begun.isoformat()}, type="1")
    else:
        _add(activity, "activity-date", {"iso-date": project.started.isoformat()}, type="2")
    if project.accepted is not None:
        _add(activity, "activity-date", {"iso-date": project.accepted.isoformat()}, type="4")
    _add(activity, "recipient-country", code="CN", percentage="100")
    _add(activity, "sector", vocabulary="1", code=_SECTORS[project.category], percentage="100")
    for line in project.budget:
        fund = ledger.funds.get(line.fund)
        year = begun.year if fund is None else fund.year
        budget = _add(activity, "budget", type="1", status="2")
        _add(budget, "period-start", {"iso-date": f"{year}-01-01"})
        _add(budget, "period-end", {"iso-date": f"{year}-12-31"})
        _add(budget, "value", {"value-date": begun.isoformat()}, currency="CNY").text = f"{line.amount:f}"
    for entry, movement, turned in entries:
        code, sign = _TRANSACTIONS[type(movement)]
        transaction = _add(activity, "transaction", ref=_xml(entry.id))
        _add(transaction, "transaction-type", code=code)
        _add(transaction, "transaction-date", {"iso-date": entry.on.isoformat()})
        amount = movement.amount if sign == turned else negate(movement.amount)
        _add(transaction, "value", {"value-date": entry.on.isoformat()}, currency="CNY").text = f"{amount:f}"
        _narrated(_add(transaction, "description"), Text(entry.document or entry.kind, entry.document or entry.kind))
    return activity


def _described(project: Project) -> Text:
    words, places = project.category.text, villages_of(project)
    return Text(", ".join((words.en, *places)), "，".join((words.zh, "、".join(places))) if places else words.zh)


def _add(parent: ET.Element, tag: str, attributes: dict[str, str] | None = None, **more: str) -> ET.Element:
    return ET.SubElement(parent, tag, {**(attributes or {}), **more})


def _narrated(parent: ET.Element, text: Text) -> None:
    # The same words in both languages, such as the number of a document, are written once.
    alike, chinese = text.en == text.zh, _CHINESE.search(text.zh)
    if not (alike and chinese):
        _add(parent, "narrative").text = _xml(text.en)
    if not alike or chinese:
        _add(parent, "narrative", {_LANG: "zh"}).text = _xml(text.zh)


#: What the IATI Standard forbids in identifiers: spaces, what XML cannot hold, and some marks; and "%", which encodes.
_FORBIDDEN = re.compile(r"[/&|?%\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: What XML 1.0 cannot hold.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _iati_key(key: str) -> str:
    return _FORBIDDEN.sub(lambda match: quote(match[0], safe="", errors="surrogatepass"), key)


def _xml(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


_FISCAL: tuple[tuple[str, str, str, Text], ...] = (
    ("id", "string", "budget-line-id", Text("entry", "分录号")),
    ("on", "date", "date:generic", Text("day", "日期")),
    ("year", "integer", "date:fiscal-year", Text("budget year", "预算年度")),
    ("phase", "string", "phase:id", Text("step of the fund chain", "资金环节")),
    ("level", "string", "administrative-classification:generic:code", Text("level", "层级")),
    ("source", "string", "fin-source:generic:code", Text("source", "资金来源")),
    ("fund", "string", "activity:generic:program:code", Text("fund", "资金")),
    ("fund_name", "string", "activity:generic:program:label", Text("name of the fund", "资金名称")),
    ("project", "string", "activity:generic:project:code", Text("project", "项目")),
    ("project_name", "string", "activity:generic:project:label", Text("name of the project", "项目名称")),
    ("category", "string", "functional-classification:generic:code", Text("category", "项目类别")),
    ("village", "string", "geo:target:code", Text("village", "村")),
    ("currency", "string", "value-currency:code", Text("currency", "币种")),
    ("amount", "number", "value", Text("yuan", "金额（元）")),
)


def fiscal_package(ledger: Ledger, *, name: str, title: Text) -> tuple[dict[str, Any], str]:
    """The entries as a tabular data package: its descriptor (``datapackage.json``) and its table (``entries.csv``).

    Every field has a column type of the Fiscal Data Package's budget taxonomy. Reversals are negative. Text that a
    spreadsheet would run as a formula begins with an apostrophe, as in `antipoverty.registers.write`. Villages are
    separated by semicolons.

    Args:
        ledger: the ledger.
        name: the package's name: lower-case letters, digits, dots, hyphens and underscores.
        title: its title.

    Raises:
        InvalidValue: if data packages do not allow the name.
    """
    typed(ledger, Ledger, "ledger")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9._-]+", name):
        raise InvalidValue("name", name, "lower-case letters, digits, . - _")
    if not isinstance(title, Text):
        raise InvalidValue("title", title, "a Text in both languages")
    table = io.StringIO()
    writer = csv.DictWriter(table, [field for field, _, _, _ in _FISCAL], lineterminator="\n")
    writer.writeheader()
    for entry, _, movement in _effects(ledger):
        amount = negate(movement.amount) if isinstance(entry, Reversal) else movement.amount
        fund = ledger.funds[movement.fund]
        key = getattr(movement, "project", None)
        project = None if key is None else ledger.projects[key]
        texts: dict[str, str | None] = {
            "id": entry.id,
            "phase": movement.kind,
            "level": movement.level,
            "source": fund.source,
            "fund": fund.id,
            "fund_name": fund.name.en,
            "project": key,
            "project_name": None if project is None else project.name.en,
            "category": None if project is None else project.category,
            "village": None if project is None else ";".join(villages_of(project)),
            "currency": "CNY",
        }
        row: dict[str, object] = {field: text and marked(str(text)) for field, text in texts.items()}
        writer.writerow(row | {"on": entry.on.isoformat(), "year": movement.year, "amount": f"{amount:f}"})
    fields = [
        {"name": field, "type": kind, "columnType": column, "title": words.en, "description": words.zh}
        for field, kind, column, words in _FISCAL
    ]
    descriptor = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title.en,
        "description": title.zh,
        "countryCode": "CN",
        "resources": [
            {
                "name": "entries",
                "path": "entries.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "primaryKey": ["id"]},
            }
        ],
    }
    return descriptor, table.getvalue()
