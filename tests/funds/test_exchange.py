"""In and out: exact JSON, and exports that other programs accept with the same sums."""

from __future__ import annotations

import json
import pickle
from copy import copy, deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve, fields
from beancount import loader
from beancount.core import data as beancount_data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from antipoverty.errors import InvalidValue
from antipoverty.funds import (
    KINDS,
    RULES,
    Allotment,
    Appropriation,
    Beneficiary,
    BudgetLine,
    Contract,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundFigures,
    FundTransfer,
    Hiring,
    Ledger,
    Outlay,
    Oversight,
    Project,
    ProjectWork,
    Refund,
    Release,
    Reversal,
    Statement,
    execution,
    plan_against_actual,
    post_all,
    post_each,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.funds._frames.rows import row_of_entry
from antipoverty.funds._ledger.digests import canonical
from antipoverty.funds.exchange import beancount_text, fiscal_package, iati_activities
from antipoverty.money import fen
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import fund_books, funds, projects
from antipoverty.text import Text
from documents import check_document
from effort import times

Book = tuple[list[Fund], list[Project], list[Entry]]
NAME = Text("a", "甲")
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


def posted(book: Book) -> Ledger:
    return post_each(Ledger(*book[:2]), book[2]).ledger


def round_trip(value: Any) -> None:
    kind = type(value)
    text = dumps(value)
    assert loads(text, kind) == value
    check_document(text, kind)


# JSON


@times(1 / 2)
@given(fund_books())
def test_a_ledger_is_read_back_from_json_as_it_was(book: Book) -> None:
    ledger = posted(book)
    round_trip(ledger)
    again = loads(dumps(ledger), Ledger)
    assert (again.digests, again.totals) == (ledger.digests, ledger.totals)


@given(funds() | projects() | st.builds(FundFigures, st.just("x"), st.sampled_from([None, "1.50"])))
def test_funds_and_projects_are_read_back_as_they_were(record: Any) -> None:
    round_trip(record)


@times(1 / 2)
@given(fund_books())
def test_entries_and_postings_are_read_back_as_they_were(book: Book) -> None:
    for entry in book[2][:6]:
        round_trip(entry)
        if not isinstance(entry, Reversal):
            round_trip(entry.postings[0])
    for balance in posted(book).balances[:3]:
        round_trip(balance)


@times(1 / 2)
@given(fund_books())
def test_statements_are_read_back_as_they_were(book: Book) -> None:
    ledger = posted(book)
    for statement in (
        trial_balance(ledger),
        sources_and_uses(ledger, by="village"),
        plan_against_actual(ledger, on=date(2019, 1, 1)),
        execution(ledger, on=date(2019, 1, 1)),
        unit_costs(ledger),
    ):
        round_trip(statement)


def test_a_day_in_a_statement_and_an_outlay_are_read_back() -> None:
    from antipoverty.funds._statements.tables import StatementColumn

    round_trip(Statement("s", NAME, (StatementColumn("day", NAME),), ((date(2018, 1, 2),), (None,), (3,), ("x",))))
    round_trip(Outlay(Fund("f", NAME, "county", 2018), Project("p", NAME, "road")))
    text = dumps(Statement("s", NAME, (StatementColumn("day", NAME),), ((None,),))).replace("[[null]]", "[[[1]]]")
    with pytest.raises(InvalidValue, match=r"Statement: .*lines"):
        loads(text, Statement)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_on_money_are_read_back_as_they_were(rule: Any) -> None:
    round_trip(rule)


def small() -> Ledger:
    day = date(2018, 5, 1)
    return post_all(
        Ledger(
            [Fund("f1", Text("A", "甲"), "central", 2018)],
            [
                Project("p1", Text("Road", "道路"), "road", villages="v1", in_store=True),
                Project("p2", NAME, "grant", in_store=True),
            ],
        ),
        [
            Appropriation("e1", date(2018, 1, 1), "f1", "county", "1000.00", document='财农〔2018〕"1"号\\'),
            Allotment("e2", day, "f1", "county", 500, project="p1"),
            Encumbrance("e3", day, "f1", "county", 400, project="p1"),
            Expenditure("e4", day, "f1", "county", "300.01", project="p1"),
            Release("e5", day, "f1", "county", 1, project="p1"),
            FundTransfer("e6", day, "f1", "county", 50, to="village"),
            Reversal("e7", date(2018, 6, 1), "e4", reason="wrong payee"),
        ],
    )


def _raised(place: list[Any]) -> None:
    place[3]["entry"]["amount"] = "300.02"


def _dropped(place: list[Any]) -> None:
    del place[4]


def _swapped(place: list[Any]) -> None:
    place[4], place[5] = place[5], place[4]


def _redated(place: list[Any]) -> None:
    place[0]["entry"]["on"] = "2018-01-02"


def _renamed(place: list[Any]) -> None:
    place[6]["entry"]["reason"] = "wrong sum"


@pytest.mark.parametrize("tamper", [_raised, _dropped, _swapped, _redated, _renamed])
def test_tampering_shows(tamper: Any) -> None:
    document = json.loads(dumps(small()))
    tamper(document["value"]["entries"])
    with pytest.raises(InvalidValue, match=r"digest: .* expected [0-9a-f]{64}: entry \d was tampered with"):
        loads(json.dumps(document), Ledger)


def test_a_digest_depends_on_every_entry_before_it_and_not_on_how_money_is_written() -> None:
    ledger = small()
    assert len(set(ledger.digests)) == 7
    same = post_all(
        Ledger(ledger.funds.values(), ledger.projects.values()),
        [Appropriation("e1", date(2018, 1, 1), "f1", "county", 1000, document='财农〔2018〕"1"号\\')],
    )
    assert same.digests == ledger.digests[:1]
    assert same.digest != ledger.digest


def test_the_digest_of_a_ledger_is_taken_of_its_last_entry_s_and_of_its_funds_and_projects() -> None:
    ledger = Ledger([Fund("f1", NAME, "county", 2018)])
    said = (
        '{"funds":[{"categories":[],"direction":null,"first_day":null,"groups":[],"id":"f1","last_day":null,'
        '"name":{"en":"a","zh":"甲"},"places":[],"source":"county","year":2018}],"projects":[]}'
    )
    assert ledger.digest == sha256(bytes(32) + said.encode()).hexdigest()


def _no_funds(value: dict[str, Any]) -> None:
    value["funds"] = []


def _no_projects(value: dict[str, Any]) -> None:
    value["projects"] = []


def _other_fund(value: dict[str, Any]) -> None:
    value["funds"][0]["places"] = ["v1"]


def _other_terms(value: dict[str, Any]) -> None:
    value["projects"][0]["group"] = "registered"


def _another_project(value: dict[str, Any]) -> None:
    value["projects"].append({"id": "p9", "name": {"en": "a", "zh": "b"}, "category": "road"})


def _cut(value: dict[str, Any]) -> None:
    del value["entries"][-1]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_no_funds, "expected the key of a fund of the ledger, in entry 0"),
        (_no_projects, "expected the key of a project of the ledger, in entry 1"),
        (_other_fund, "a fund or project was changed"),
        (_other_terms, "a fund or project was changed"),
        (_another_project, "a fund or project was changed"),
        (_cut, "entries were left out"),
    ],
)
def test_what_a_ledger_refers_to_is_as_it_was(change: Any, problem: str) -> None:
    document = json.loads(dumps(small()))
    change(document["value"])
    with pytest.raises(InvalidValue, match=problem):
        loads(json.dumps(document), Ledger)


@pytest.mark.parametrize("part", ["funds", "projects"])
def test_every_attribute_of_a_fund_and_a_project_is_in_the_digest(part: str) -> None:
    ledger = small()
    held = {"funds": list(ledger.funds.values()), "projects": list(ledger.projects.values())}
    seen = {ledger.digest}
    other: dict[str, Any] = {
        "id": "other", "name": NAME, "source": "county", "year": 2019, "direction": "sanxi", "categories": ["road"],
        "places": ["v1"], "groups": ["all"], "first_day": date(2018, 1, 1), "last_day": date(2018, 9, 1),
        "category": "water", "villages": "v9", "group": "all", "use": "debt", "in_store": False, "planned": 1,
        "unit": NAME, "budget": [BudgetLine("f1", 1)], "unit_name": "x", "contract": Contract(tendered=True),
        "hiring": Hiring(workers=1), "oversight": Oversight(signed=True), "notices": [], "started": date(2018, 1, 1),
        "done": 1, "accepted": date(2018, 9, 1), "unfinished": "land", "households": 1, "persons": 1,
        "beneficiaries": [Beneficiary("b")], "begun": True, "acceptance": False,
        "works": [ProjectWork("w1", NAME)], "villages_served": 9, "groups_served": 0,
    }  # fmt: skip
    record: Any = held[part][-1]
    for attribute in fields(type(record)):
        changed = evolve(record, **{attribute.alias: other[attribute.alias]})
        records = {**held, part: [*held[part][:-1], changed]}
        seen.add(Ledger(records["funds"], records["projects"]).digest)
    assert len(seen) == len(fields(type(record))) + 1


def test_a_ledger_that_was_cut_short_with_its_digest_shows_by_the_digest_that_was_kept() -> None:
    whole = small()
    short = dumps(post_all(Ledger(whole.funds.values(), whole.projects.values()), whole.entries[:-1]))
    assert len(loads(short, Ledger)) == 6
    with pytest.raises(InvalidValue, match=f"^digest: .* expected the expected digest, {whole.digest}"):
        loads(short, Ledger, expected_digest=whole.digest)
    assert loads(dumps(whole), Ledger, expected_digest=whole.digest) == whole


@pytest.mark.parametrize("copied", [copy, deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_ledger_is_equal_to_its_copies_and_goes_on_from_them(copied: Any) -> None:
    whole = small()
    first = post_all(Ledger(whole.funds.values(), whole.projects.values()), whole.entries[:3])
    longer = post_all(first, whole.entries[3:])
    again = copied(first)
    assert (again, again.digest, again.digests, again.totals) == (first, first.digest, first.digests, first.totals)
    assert again != longer
    assert post_all(again, whole.entries[3:]) == longer
    assert len(again) == 3


def test_a_chain_that_holds_over_entries_that_do_not_is_refused() -> None:
    from antipoverty.funds._ledger.digests import ORIGIN, digest_after
    from antipoverty.funds._ledger.documents import LedgerDocument, Sealed

    entry = Allotment("e1", date(2018, 5, 1), "f1", "county", 500, project="p1")
    funds, projects = (tuple(held.values()) for held in (small().funds, small().projects))
    document = LedgerDocument(funds, projects, (Sealed(entry, digest_after(ORIGIN, entry).hex()),), "")
    with pytest.raises(InvalidValue, match=r"entries\[0\]: got 'e1'; expected an entry that balances: .* takes 500"):
        Ledger.of_document(document)


#: What an entry may say in its own words, and what JSON escapes.
WORDS = st.text('ab"\\/ 财〔é😀\ufffe', min_size=1).filter(str.strip)


@times(1 / 4)  # a book has many entries
@given(fund_books(), WORDS)
def test_what_a_digest_is_taken_of_is_sorted_json(book: Book, words: str) -> None:
    written = [evolve(entry, document=words) for entry in book[2]]
    for entry in (*book[2], *written, Reversal("e", date(2018, 1, 1), "f", reason=words)):
        text = canonical(entry).decode()
        said = json.loads(text)
        assert text == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        cells = row_of_entry(entry)
        cells |= {"fen": cells.pop("amount_fen"), "on": entry.on.isoformat()}
        assert said == {name: cells[name] for name in said}
        assert all(cell is None or name in said for name, cell in cells.items())


# Beancount


def beancount_sums(text: str) -> dict[tuple[str, str, str, str, str], Decimal]:
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    found: dict[tuple[str, str, str, str, str], Decimal] = {}
    for entry in entries:
        if isinstance(entry, beancount_data.Transaction):
            for posting in entry.postings:
                meta = posting.meta
                key = (posting.account, meta["fund"], meta["year"], meta.get("project", ""))
                found[key] = found.get(key, Decimal(0)) + posting.units.number
    return {key: amount for key, amount in found.items() if amount}


@times(1 / 2)
@given(fund_books())
def test_beancount_accepts_the_books_and_finds_the_same_balances(book: Book) -> None:
    ledger = posted(book)
    found = beancount_sums(beancount_text(ledger))
    ours: dict[tuple[str, str, str, str], int] = {}
    for (fund, year, level, account, project), amount in ledger.totals.items():
        word = "".join(part.capitalize() for part in account.split("-"))
        ours[f"{level.capitalize()}:{word}", fund, str(year), project] = amount
    assert {(account.split(":", 1)[1], *rest): fen(amount) for (account, *rest), amount in found.items()} == ours


def test_beancount_finds_a_balance_that_was_changed() -> None:
    text = beancount_text(small())
    assert beancount_sums(text)["Assets:County:Available", "f1", "2018", ""] == 450
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "balance Assets:County:Available" in line)
    lines[at] = lines[at].replace("450.00", "450.01")
    _, errors, _ = loader.load_string("\n".join(lines))
    assert any("Balance failed" in error.message for error in errors)
    assert beancount_sums(beancount_text(Ledger())) == {}


# IATI

IATI = find_spec("iati")
WHEN = datetime(2019, 1, 1, 12, 0, 0, tzinfo=UTC)


def schema() -> etree.XMLSchema:
    assert IATI is not None
    assert IATI.origin is not None
    folder = Path(IATI.origin).parent / "resources" / "standard" / "2-03" / "schemas"
    return etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd"))


@pytest.mark.skipif(IATI is None, reason="pyIATI, which carries the official schemas, is not installed")
@given(fund_books())
def test_the_official_schema_accepts_the_activities(book: Book) -> None:
    text = iati_activities(posted(book), organisation="CN-TEST-1", name=Text("County", "县"), generated=WHEN)
    tree = etree.fromstring(text.encode())
    if len(tree):
        schema().assertValid(tree)


def test_activities_hold_the_sums_of_the_ledger() -> None:
    day = date(2018, 6, 2)
    paid = Expenditure("e8", day, "f1", "county", 20, project="p1"), Refund("e9", day, "f1", "county", 5, project="p1")
    ledger = post_all(small(), paid)
    text = iati_activities(ledger, organisation="CN-TEST-1", name=Text("County", "县"), generated=WHEN)
    tree = etree.fromstring(text.encode())
    assert tree.get("version") == "2.03"
    assert [node.text for node in tree.findall("iati-activity/iati-identifier")] == ["CN-TEST-1-p1"]
    sums: dict[str, Decimal] = {}
    for node in tree.iter("transaction"):
        code = node.find("transaction-type").get("code")
        sums[code] = sums.get(code, Decimal(0)) + Decimal(node.find("value").text)
    assert sums == {"11": 500, "2": 399, "4": 15}
    assert [node.text for node in tree.findall("iati-activity/title/narrative")] == ["Road", "道路"]
    with pytest.raises(InvalidValue, match="organisation: got 'CN TEST'; expected an identifier without spaces"):
        iati_activities(small(), organisation="CN TEST", name=NAME, generated=WHEN)


@pytest.mark.parametrize(
    ("facts", "status", "dates"),
    [
        ({}, "1", ["1"]),
        ({"started": date(2018, 5, 1)}, "2", ["2"]),
        ({"started": date(2018, 5, 1), "accepted": date(2018, 6, 1)}, "3", ["2", "4"]),
        ({"started": date(2018, 5, 1), "unfinished": "cancelled"}, "5", ["2"]),
        ({"started": date(2018, 5, 1), "unfinished": "land"}, "2", ["2"]),
    ],
)
def test_an_activity_says_how_far_it_came(facts: dict[str, Any], status: str, dates: list[str]) -> None:
    budget = [BudgetLine("f1", 500), BudgetLine("f9", 1)]
    ledger = small().with_records(Project("p1", NAME, "road", villages="v1", budget=budget, in_store=True, **facts))
    text = iati_activities(ledger, organisation="CN-TEST-1", name=NAME, generated=WHEN)
    tree = etree.fromstring(text.encode())
    if IATI is not None:
        schema().assertValid(tree)
    assert tree.find("iati-activity/activity-status").get("code") == status
    assert [node.get("type") for node in tree.findall("iati-activity/activity-date")] == dates
    assert [node.text for node in tree.findall("iati-activity/budget/value")] == ["500", "1"]


# Fiscal data package


@SHARED
@given(book=fund_books())
def test_frictionless_accepts_the_package(book: Book, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    ledger = posted(book)
    descriptor, table = fiscal_package(ledger, name="town-2018", title=NAME)
    (tmp_path / "entries.csv").write_text(table, "utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["message"])
    frame = pl.read_csv(tmp_path / "entries.csv", infer_schema=False)
    assert len(frame) == len(ledger)


def test_the_package_has_the_column_types_of_the_specification_and_the_sums_of_the_ledger() -> None:
    descriptor, table = fiscal_package(small(), name="town-2018", title=NAME)
    types = {field["name"]: field["columnType"] for field in descriptor["resources"][0]["schema"]["fields"]}
    assert types["amount"] == "value"
    assert types["year"] == "date:fiscal-year"
    assert types["project"] == "activity:generic:project:code"
    frame = pl.read_csv(table.encode(), infer_schema=False).with_columns(pl.col("amount").cast(pl.Decimal(18, 2)))
    spent = frame.filter(pl.col("phase") == "expenditure")["amount"].to_list()
    assert spent == [Decimal("300.01"), Decimal("-300.01")]
    with pytest.raises(InvalidValue, match="name: got 'Town 2018'; expected lower-case letters, digits"):
        fiscal_package(small(), name="Town 2018", title=NAME)


def test_every_kind_of_entry_has_its_word() -> None:
    assert list(KINDS) == [
        "appropriation", "transfer", "allotment", "encumbrance", "expenditure", "refund", "release", "withdrawal",
        "return", "reclaim", "carry-over", "reversal",
    ]  # fmt: skip
