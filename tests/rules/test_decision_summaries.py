"""The summary of a decision: plain data, as its schema says, and the same as the decision."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from antipoverty import rulebooks, strategies
from antipoverty.exits import assess_household
from antipoverty.identification import identify
from antipoverty.monitoring import assess
from antipoverty.records import Flags, Household, Income
from antipoverty.rules import Decision, DecisionSummary
from antipoverty.serialization import components, dumps
from antipoverty.text import Translation
from effort import times

DAYS = st.sampled_from([date(2014, 5, 1), date(2016, 5, 1), date(2020, 12, 1), date(2023, 5, 1), date(2026, 5, 1)])
COMPONENTS = components(DecisionSummary)
VALIDATOR = jsonschema.Draft202012Validator(
    {"$ref": "#/components/schemas/DecisionSummary", "components": {"schemas": COMPONENTS}}
)


def _decisions(household: Household, on: date) -> list[Decision]:
    ways = (identify, assess_household) if on.year < 2021 else (identify, assess)
    return [way(household, on=on) for way in ways]


@times(2)
@given(strategies.households(), DAYS, st.sampled_from(["en", "zh"]))
def test_a_summary_is_plain_data_as_its_schema_says(household: Household, on: date, language: str) -> None:
    for decision in _decisions(household, on):
        summary = decision.summary(language)
        assert json.loads(json.dumps(summary)) == summary
        VALIDATOR.validate(summary)
        assert TypeAdapter(DecisionSummary).validate_python(summary, strict=True) == summary
        assert summary["outcome"] == decision.outcome.value
        assert [missing["fact"] for missing in summary["missing"]] == list(decision.missing)
        assert [finding["criterion"] for finding in summary["findings"]] == [
            finding.criterion.id for finding in decision.findings
        ]
        assert summary["explanation"] == decision.explain(language, detail="brief").splitlines()


def test_a_summary_is_a_tenth_of_the_decision() -> None:
    decision = identify(Household("h1", size=4, income=Income(stated=9000)), on=date(2014, 5, 1))
    assert len(json.dumps(decision.summary("en"))) * 10 < len(dumps(decision))


def test_a_change_of_a_number_is_exact_and_has_its_unit() -> None:
    decision = identify(Household("h1", size=4, income=Income(stated=19_000)), on=date(2014, 5, 1))
    (change,) = decision.summary("zh")["changes"]
    assert (change["change"], change["unit"], change["alone"]) == ("-8056.01", "元", True)
    assert change["text"] == "家庭年纯收入：减少8,056.01 元"


def test_a_change_of_a_flag_has_no_difference() -> None:
    on = date(2014, 5, 1)
    household = Household("h1", size=4, income=Income(stated=9000), flags=Flags(vehicle=True))
    decision = identify(household, on=on, rulebook=rulebooks.load("cn/guizhou"))
    differences = {change["fact"]: (change["change"], change["unit"]) for change in decision.summary("en")["changes"]}
    assert differences["vehicle"] == (None, None)


def test_a_summary_speaks_the_language_of_its_rulebook() -> None:
    """Of a further language, the words that are not there are an error, as in an explanation."""
    decision = identify(Household("h1"), on=date(2014, 5, 1))
    with pytest.raises(ValueError, match="fr"):
        decision.summary(Translation("fr", {}))


def test_schemas_are_titled_in_both_languages() -> None:
    made = TypeAdapter(DecisionSummary).json_schema()
    for name, schema in COMPONENTS.items():
        own = made if name == "DecisionSummary" else made["$defs"][name]
        for key, part in schema["properties"].items():
            assert part["title"] == own["properties"][key]["title"]
