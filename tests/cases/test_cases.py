"""The tables of worked cases beside this file, each case as one test; README.md says how they are written."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from antipoverty import allowance, exits, identification, low_income, monitoring, quantities, rulebooks
from antipoverty.facts import COUNTY, HOUSEHOLD, VILLAGE
from antipoverty.records import County, Household, Village
from antipoverty.rules import Decision, Outcome, Rule, bind, decide
from antipoverty.serialization import loads
from antipoverty.serialization._converters import FORMAT

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['says']}")
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
RULES: dict[str, Rule] = {
    rule.id: rule for module in (identification, exits, monitoring, allowance, low_income) for rule in module.RULES
}
SUBJECTS = {"household": (Household, HOUSEHOLD), "village": (Village, VILLAGE), "county": (County, COUNTY)}
KEYS = {"says", "rule", "quantity", "on", "rulebook", "values", *SUBJECTS, "outcome", "decided_by", "missing", "amount"}


def _record(case: dict[str, Any]) -> tuple[object, Any]:
    (kind,) = SUBJECTS.keys() & case.keys()
    made, subject = SUBJECTS[kind]
    value = {"id": "case", **case[kind]}
    if "stated" in value:
        value["stated"] = list(value["stated"].items())
    document = {"format": FORMAT, "type": made.__name__, "value": value}
    return loads(json.dumps(document, default=str), made), subject


def _decide(case: dict[str, Any]) -> Decision:
    book = rulebooks.load(case.get("rulebook", "cn")).override(case.get("values", {}))
    record, subject = _record(case)
    return decide(bind(RULES[case["rule"]], book.at(case["on"])), subject, record, on=case["on"])


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_answered_as_its_table_says(case: dict[str, Any]) -> None:
    assert not case.keys() - KEYS, "the keys of a case are listed in README.md"
    if "missing" in case:
        assert {*_missing(case)} == {*case["missing"]}
    if "rule" in case:
        decision = _decide(case)
        assert decision.outcome.value == case["outcome"]
        if "decided_by" in case:
            wanted = Outcome(case["outcome"])
            deciding = {finding.criterion.id for finding in decision.findings if finding.outcome is wanted}
            assert {*case["decided_by"]} <= deciding
    else:
        value = _work_out(case).value
        assert value == (None if case["amount"] == "unknown" else Decimal(case["amount"]))


def _work_out(case: dict[str, Any]) -> Any:
    book = rulebooks.load(case.get("rulebook", "cn")).override(case.get("values", {}))
    record, _ = _record(case)
    assert isinstance(record, Household)
    return quantities.work_out(quantities.QUANTITIES[case["quantity"]], record, on=case["on"], rulebook=book)


def _missing(case: dict[str, Any]) -> Any:
    return _decide(case).missing if "rule" in case else _work_out(case).missing


def test_every_case_says_what_it_checks_once() -> None:
    says = [case.values[0]["says"] for case in CASES]
    assert len(says) > 30
    assert len({*says}) == len(says)
