"""One vocabulary of codes: a code has one label in each language, wherever it is shown."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import pytest

from antipoverty import rulebooks
from antipoverty._shared.codes import codes_of
from antipoverty.assistance import CadreRank
from antipoverty.causes import Cause, RiskCode
from antipoverty.errors import InvalidValue
from antipoverty.exits._support import SupportAfterExit
from antipoverty.facts.household import HOUSEHOLD_FACTS, NEGATIVE_FLAGS
from antipoverty.facts.person import PERSON_FACTS
from antipoverty.funds._words import NoticeItem, Source, Use
from antipoverty.funds.facts import FUND_FACTS, OUTLAY_FACTS, PROJECT_FACTS
from antipoverty.records import (
    CauseCode,
    Household,
    Labour,
    Living,
    Monitoring,
    Person,
    Registration,
    Schooling,
    Transfer,
    TransferKind,
)
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.tables import SCHEMAS
from antipoverty.rules import Fact, Kind
from antipoverty.text import Code, Labelled, Text, vocabulary
from faces import FACES


def _enums(kind: type[Enum]) -> Iterator[type[Enum]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("antipoverty.") and len(each):
            yield each
        yield from _enums(each)


for _face in FACES:
    importlib.import_module(_face)
#: Every enumeration whose members have a label.
ENUMS: list[Any] = [each for each in dict.fromkeys(_enums(Enum)) if hasattr(next(iter(each)), "text")]
#: Every fact that is a code.
CODED = {
    fact.name: fact
    for facts in (HOUSEHOLD_FACTS, PERSON_FACTS, OUTLAY_FACTS, PROJECT_FACTS, FUND_FACTS)
    for fact in facts.values()
    if fact.kind is Kind.CATEGORY
}
#: The vocabulary of the parameters that list codes.
LISTED: Mapping[str, Mapping[str, Text]] = {
    "assistance.registered_states": vocabulary(Registration),
    "causes.disability_grades": vocabulary(codes_of(Person)["disability"]),
    "causes.local_labels": vocabulary(Cause),
    "causes.student_levels": vocabulary(Schooling),
    "exit.support_after": vocabulary(SupportAfterExit),
    "funds.ban_list_sources": vocabulary(Source),
    "funds.banned_uses": vocabulary(Use),
    "funds.completion_notice_items": vocabulary(NoticeItem),
    "funds.plan_notice_items": vocabulary(NoticeItem),
    "funds.progress_notice_items": vocabulary(NoticeItem),
    "identification.negative_list": {fact.name: fact.text for fact in NEGATIVE_FLAGS},
    "income.counted_transfers": vocabulary(TransferKind),
    "pairing.places": vocabulary(CadreRank),
}


@pytest.mark.parametrize("codes", ENUMS, ids=lambda codes: codes.__name__)
def test_no_two_codes_share_a_label(codes: Any) -> None:
    for language in ("en", "zh"):
        assert [label for label, times in Counter(code.text[language] for code in codes).items() if times > 1] == []


@pytest.mark.parametrize("fact", CODED.values(), ids=lambda fact: fact.name)
def test_a_fact_has_the_labels_of_its_vocabulary(fact: Fact) -> None:
    labels = dict(zip(fact.values, fact.labels, strict=True))
    assert labels in [dict(vocabulary(codes)) for codes in ENUMS if issubclass(codes, Code)]


#: The facts that parts of a household state, by the vocabulary of their attributes.
OF_PARTS = {
    "monitored_type": codes_of(Monitoring)["type"],
    "removal_kind": codes_of(Monitoring)["removal"],
    **codes_of(Living),
    **dict.fromkeys(("stated_cause", "other_stated_cause", "further_stated_cause"), CauseCode),
}


def test_the_causes_that_registers_state_are_those_of_the_form() -> None:
    assert vocabulary(CauseCode) == vocabulary(Cause)


@pytest.mark.parametrize(("record", "facts"), [(Household, HOUSEHOLD_FACTS), (Person, PERSON_FACTS)])
def test_a_coded_attribute_and_its_fact_are_of_one_vocabulary(record: type, facts: Mapping[str, Fact]) -> None:
    vocabularies = {**codes_of(record), **(OF_PARTS if record is Household else {})}
    assert {name for name, fact in facts.items() if fact.kind is Kind.CATEGORY} == set(vocabularies)
    for name, codes in vocabularies.items():
        assert dict(zip(facts[name].values, facts[name].labels, strict=True)) == vocabulary(codes)


def test_a_kind_of_transfer_and_the_fact_of_its_amount_have_one_label() -> None:
    assert codes_of(Transfer) == {"kind": TransferKind}
    for kind in TransferKind:
        assert HOUSEHOLD_FACTS[f"transfer_{kind}"].text == kind.text


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_a_table_reads_and_shows_the_label_of_every_code(schema: Any) -> None:
    for field in schema:
        words = [word for _, words in field.values for word in words]
        assert len(set(words)) == len(words), field.name
        assert (field.form is Form.CATEGORY) == bool(field.values), field.name
        if field.name in CODED:
            fact = CODED[field.name]
            assert [code for code, _ in field.values] == list(fact.values)
            assert [field.said(code) for code in fact.values] == [label.zh for label in fact.labels]


@pytest.mark.parametrize("jurisdiction", rulebooks.available())
def test_a_rulebook_has_the_labels_of_the_vocabulary(jurisdiction: str) -> None:
    parameters = rulebooks.load(jurisdiction).parameters
    assert set(LISTED) <= set(parameters)
    for name, labels in LISTED.items():
        held = {code: label for code, label in parameters[name].labels if code in labels}
        assert held == {code: labels[code] for code in held}
        assert held


def test_risks_of_falling_back_are_no_causes() -> None:
    assert not set(RiskCode) & set(Cause)


def test_a_vocabulary_is_listed_in_its_order() -> None:
    assert next(iter(vocabulary(Labour).items())) == ("none", Text("none", "无劳动能力"))
    assert vocabulary(Cause)["illness"].zh == "因病"
    with pytest.raises(InvalidValue, match="codes: got <enum 'Kind'>; expected a class of labelled codes"):
        vocabulary(Kind)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="codes: got 'weak'"):
        vocabulary("weak")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Code, Labelled])
def test_a_code_without_a_label_cannot_be_made(kind: Any) -> None:
    with pytest.raises(InvalidValue, match=r"Text\.en"):
        kind("Size", {"SMALL": "small"})
