"""A stored decision that was changed is not let in, or is found out when it is held against its rulebook."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import allowance, assistance, causes, exits, funds, monitoring, rulebooks
from antipoverty._engine.conditions import Number
from antipoverty._shared.every_rule import every_rule
from antipoverty.errors import InvalidDocument, InvalidValue, RulebookError
from antipoverty.history import Proposal, Transition, propose
from antipoverty.identification import POOR_HOUSEHOLD, identify, identify_village
from antipoverty.quantities import HOUSEHOLD_LINE, work_out
from antipoverty.records import County, Household, Income, Village
from antipoverty.rules import BoundRule, Decision, Kind, Outcome, bind
from antipoverty.serialization import dumps, loads, verify
from antipoverty.strategies import households, projects
from antipoverty.text import Text
from effort import THOROUGH, times

CN = rulebooks.load("cn")
GUIZHOU = rulebooks.load("cn/guizhou")
SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
MAY_2014 = date(2014, 5, 1)
FAMILY = Household("h1", size=4, income=Income(stated=10_000), medical_spending=3_000, registration="registered")
DECISION = identify(FAMILY, on=MAY_2014)


def _changed(decision: Decision, change: Callable[[dict[str, Any]], object]) -> str:
    document = json.loads(dumps(decision))
    change(document["value"])
    return json.dumps(document)


def _numbers(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("is") == "Number" and node["parameter"] is not None:
            yield node
        for part in node.values():
            yield from _numbers(part)
    elif isinstance(node, list):
        for part in node:
            yield from _numbers(part)


def test_a_rule_whose_number_is_not_its_parameters_is_not_let_in() -> None:
    """The number made 5,000 and the outcome turned: it would list 2,736 and explain 5,000."""

    def change(value: dict[str, Any]) -> None:
        (line,) = _numbers(value["bound"]["rule"])
        line["value"] = "2000"
        value["outcome"] = "not met"

    with pytest.raises(InvalidDocument, match=r"rule: got 'poverty_line\.statistical: 2000 yuan|among the parameters"):
        loads(_changed(DECISION, change), Decision)


def test_a_number_and_its_parameter_changed_alike_are_found_by_the_rulebook() -> None:
    def change(value: dict[str, Any]) -> None:
        (line,) = _numbers(value["bound"]["rule"])
        line["value"] = "2000"
        for parameter in value["bound"]["parameters"]:
            if parameter["name"] == "poverty_line.statistical":
                parameter["value"] = {"exact": "2000"}
        value["outcome"] = "not met"

    forged = loads(_changed(DECISION, change), Decision)
    forged.check()
    with pytest.raises(InvalidDocument) as refused:
        verify(forged)
    said = {problem.pointer.rpartition("/")[2]: (problem.given, problem.expected) for problem in refused.value.problems}
    assert said["value"] in {("Fraction(2000, 1)", "Fraction(2736, 1)"), ("Decimal('2000')", "Decimal('2736')")}
    assert len(refused.value.problems) == 2


def test_an_operator_turned_round_is_found_by_the_rulebook() -> None:
    def change(value: dict[str, Any]) -> None:
        value["bound"]["rule"]["condition"]["conditions"][0]["condition"]["operator"] = ">"
        value["outcome"] = "not met"

    forged = loads(_changed(DECISION, change), Decision)
    with pytest.raises(InvalidDocument, match=r"operator: got '>'; expected '<'"):
        verify(forged)


DECISIONS: list[tuple[Decision, rulebooks.Rulebook, object]] = [
    (DECISION, CN, FAMILY),
    (identify(FAMILY, on=date(2018, 11, 1), rulebook=GUIZHOU), GUIZHOU, FAMILY),
    (causes.classify(FAMILY, on=MAY_2014).decision, CN, FAMILY),
    (assistance.assess_eligibility(FAMILY, on=MAY_2014), CN, FAMILY),
    (exits.assess_household(FAMILY, on=date(2018, 11, 1)), CN, FAMILY),
    (allowance.assess_allowance(FAMILY, on=date(2017, 5, 1)), CN, FAMILY),
    (monitoring.assess(FAMILY, on=date(2020, 6, 1)), CN, FAMILY),
]
VILLAGE = Village("v1", persons=1_000, poor_persons=170, net_income_per_head="4736.99", collective_income=0)
COUNTY = County("c1", poor_persons=0, exited_persons=40_000, monitored_persons=2_001, deeply_poor=False)
DECISIONS += [
    (identify_village(VILLAGE, on=MAY_2014, rulebook=SICHUAN), SICHUAN, VILLAGE),
    (exits.assess_village(VILLAGE, on=date(2018, 11, 1)), CN, VILLAGE),
    (monitoring.assess_size(COUNTY, on=date(2020, 6, 1)), CN, COUNTY),
]


@pytest.mark.parametrize(("decision", "book", "record"), DECISIONS)
def test_what_the_library_decided_is_verified_after_json_too(
    decision: Decision, book: rulebooks.Rulebook, record: object
) -> None:
    for each in (decision, loads(dumps(decision), Decision)):
        verify(each, rulebook=book)
        verify(each, rulebook=book, record=record)
    if not book.id.version.endswith("+caller"):
        verify(decision)


@given(households(), st.sampled_from([(CN, MAY_2014), (GUIZHOU, date(2017, 11, 1))]))
@times(1 / 2)
def test_every_household_is_verified(household: Household, moment: tuple[rulebooks.Rulebook, date]) -> None:
    book, on = moment
    verify(identify(household, on=on, rulebook=book), rulebook=book, record=household)


@given(projects())
@times(1 / 2)
def test_every_project_is_verified(project: funds.Project) -> None:
    for rule in funds.RULES:
        if rule.subject == "project":
            verify(funds.assess_spending(rule, project, on=date(2018, 7, 1)), record=project)


def test_every_rule_of_the_library_can_be_verified() -> None:
    modules = (causes, assistance, exits, allowance, monitoring, funds)
    assert {rule.id for module in modules for rule in module.RULES} < set(every_rule())
    assert {"poor-household", "poor-village"} < set(every_rule())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"subject": "h2"}, r"\$\.subject: got 'h2'; expected 'h1'"),
        ({"facts": (1_000_001, 4, None)}, r"\$\.facts\[0\]: got an int that is not shown"),
        ({"facts": (None, 4, None), "outcome": Outcome.UNKNOWN}, r"\$\.outcome: got 'unknown'; expected 'met'"),
        ({"outcome": Outcome.NOT_MET}, r"\$\.outcome: got 'not met'; expected met, which the rule gives"),
        ({"facts": (1,)}, r"\$\.facts: got 1; expected \d+ stored facts"),
        ({"on": date(2013, 5, 1)}, r"\$\.on: got 2013-05-01; expected a date on which the rule stands: identification"),
        ({"on": date(2016, 5, 1)}, r"\$\.bound\.rule\.condition"),
    ],
)
def test_what_differs_is_said_with_its_place(changes: dict[str, Any], message: str) -> None:
    facts = DECISION.facts
    if "facts" in changes and len(changes["facts"]) > 1:
        changes = {**changes, "facts": (*changes["facts"][:2], *facts[2:])}
    with pytest.raises(InvalidDocument, match=message):
        verify(attrs.evolve(DECISION, **changes), record=FAMILY)


def test_a_decision_of_another_rulebook_is_found_out() -> None:
    line = CN.override({"poverty_line.statistical": {2013: 3_000}})
    with pytest.raises(InvalidDocument) as refused:
        verify(identify(FAMILY, on=MAY_2014, rulebook=line))
    places = {problem.place for problem in refused.value.problems}
    assert {"$.bound.rulebook.version", "$.bound.rulebook.digest"} < places
    verify(identify(FAMILY, on=MAY_2014, rulebook=line), rulebook=line)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: verify(None), "decision: got 'NoneType'; expected an object of type Decision"),
        (
            lambda: verify(DECISION, record=VILLAGE),
            "record: got 'Village'; expected a record of the rule's kind: house",
        ),
        (lambda: verify(DECISION, record=5), "record: got 'int'"),
        (lambda: verify(DECISION, rule=5), "rule: got 'poor-household'; expected rule="),
        (lambda: verify(DECISION, rulebook=5), "rulebook: got 'int'"),
    ],
)
def test_what_cannot_be_verified_is_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        call()


def test_a_rule_of_ones_own_is_verified_with_it() -> None:
    own = attrs.evolve(POOR_HOUSEHOLD, id="own")
    decision = attrs.evolve(DECISION, bound=bind(own, CN.at(MAY_2014)))
    verify(decision, rule=own, record=FAMILY)
    with pytest.raises(InvalidValue, match="rule: got 'own'; expected rule=, or one of the library's: poor-household"):
        verify(decision)
    elsewhere = attrs.evolve(DECISION.bound.rulebook, jurisdiction="xx")
    with pytest.raises(RulebookError, match="no rulebook 'xx'"):
        verify(attrs.evolve(DECISION, bound=attrs.evolve(DECISION.bound, rulebook=elsewhere)))


_BYTES = b'0123456789abcdeXZ<>=-+.,:[]{}"\\ /\xe4'
#: What nobody but the record can know: the date within a period, the caller's key, the facts.
_GIVEN = {"on", "subject"}


def _fuzz(decision: Decision, book: rulebooks.Rulebook, record: object, times: int, seed: int) -> Counter[str]:
    """Change single bytes: each change that parses is refused, found, or leaves the decision as it was."""
    text = dumps(decision).encode()
    dice = random.Random(seed)
    count: Counter[str] = Counter()
    for _ in range(times):
        place, byte = dice.randrange(len(text)), dice.choice(_BYTES)
        changed = text[:place] + bytes([byte]) + text[place + 1 :]
        try:
            read = loads(changed, Decision)
        except InvalidDocument:
            count["refused"] += 1
            continue
        if read == decision:
            count["the same"] += 1
            continue
        try:
            verify(read, rulebook=book, record=record)
        except (InvalidValue, RulebookError):  # of a changed rule id, or of a jurisdiction that does not exist, too
            count["found"] += 1
            continue
        differing = {a.name for a in attrs.fields(Decision) if getattr(read, a.name) != getattr(decision, a.name)}
        assert differing <= _GIVEN, f"byte {place} made {byte}: {differing} unnoticed"
        count["another date"] += 1
    return count


@pytest.mark.parametrize("number", range(len(DECISIONS)))
def test_no_changed_byte_goes_unnoticed(number: int) -> None:
    decision, book, record = DECISIONS[number]
    count = _fuzz(decision, book, record, 3_000 if THOROUGH else 40, number)
    assert count["refused"] + count["found"] > 0.8 * count.total()


BOUND = DECISION.bound


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parameters": BOUND.parameters[:1]}, r"parameters: got \['identification.basis'\]; expected also"),
        ({"citations": ()}, r"citations: got \[\]; expected also plan-2014 for HH-01"),
        ({"rule": POOR_HOUSEHOLD}, "rule: got 'Choose'; expected a rule with every parameter put in"),
    ],
)
def test_a_bound_rule_that_does_not_agree_with_itself_cannot_be_made(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        attrs.evolve(BOUND, **changes)


@pytest.mark.parametrize("change", [{"value": Fraction(2_737)}, {"text": None}, {"unit": None}])
def test_a_number_is_that_of_its_parameter_in_every_part(change: dict[str, Any]) -> None:
    def evolved(node: Any) -> Any:
        if isinstance(node, Number) and node.parameter:
            return attrs.evolve(node, **change)
        if isinstance(node, tuple):
            return tuple(evolved(part) for part in node)
        if attrs.has(type(node)):
            parts = {part.alias: evolved(getattr(node, part.name)) for part in attrs.fields(type(node)) if part.init}
            return type(node)(**parts)
        return node

    with pytest.raises(InvalidValue, match=r"rule: got 'poverty_line\.statistical: "):
        BoundRule(evolved(BOUND.rule), BOUND.parameters, BOUND.citations, BOUND.rulebook)


def test_a_finding_that_does_not_follow_from_its_facts_is_not_let_in() -> None:
    for finding in DECISION.findings:
        assert loads(dumps(finding), type(finding)) == finding
    finding = DECISION.findings[0]
    size = finding.facts[1]
    for change, message in (
        ({"outcome": Outcome.NOT_MET}, "outcome: got 'not met'; expected met, which the criterion gives"),
        ({"applicable": False}, "applicable: got a bool that is not shown"),
        ({"missing": ("size",)}, "missing: got a tuple that is not shown"),
        ({"facts": (size,)}, r"facts: got \['size'\]; expected those that the criterion reads: net_income, size"),
        ({"facts": (finding.facts[0], (size[0], -4))}, "size: got an int that is not shown.*from 0 to 1,000,000,000"),
    ):
        with pytest.raises(InvalidValue, match=message):
            attrs.evolve(finding, **change).check()  # type: ignore[arg-type]
        with pytest.raises(InvalidDocument):
            loads(dumps(attrs.evolve(finding, **change)), type(finding))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.MEASURE, Kind.MONEY])
def test_a_stored_number_is_one_that_a_record_could_have(kind: Kind) -> None:
    least, most = kind.bounds or (0, 0)
    size, income = BOUND.facts[1], BOUND.facts[0]
    assert (size.name, income.name) == ("size", "net_income")
    for number in (least - 1, most + 1, 10**400):
        facts = (number if kind is Kind.MONEY else None, number if kind is not Kind.MONEY else None)
        with pytest.raises(InvalidValue, match="size|net_income"):
            attrs.evolve(DECISION, facts=(*facts, *DECISION.facts[2:])).check()


def test_a_change_that_its_decision_does_not_call_for_is_not_let_in() -> None:
    exited = attrs.evolve(FAMILY, registration="exited", food_secure=True)
    proposal = propose(exited, on=date(2017, 11, 1))
    assert proposal.transition is Transition.RETURNED
    assert loads(dumps(proposal), Proposal) == proposal
    for wrong in (None, Transition.EXITED, Transition.REMOVED):
        with pytest.raises(InvalidDocument, match="calls for"):
            loads(dumps(attrs.evolve(proposal, transition=wrong)), Proposal)


def test_a_measure_that_does_not_follow_from_the_catalogue_is_not_let_in() -> None:
    family = attrs.evolve(FAMILY, unfit_place=True)
    recommendations = assistance.recommend(family, causes.classify(family, on=date(2017, 5, 1)), on=date(2017, 5, 1))
    grant = next(recommendation for recommendation in recommendations if recommendation.amounts)
    for recommendation in recommendations:
        assert loads(dumps(recommendation), assistance.Recommendation) == recommendation
    amount, *others = grant.amounts
    assert amount.stored is not None
    more = attrs.evolve(amount, stored=amount.stored + 1)
    named = attrs.evolve(amount.quantity, name=Text("Another", "另一项"))
    renamed = attrs.evolve(amount, bound=attrs.evolve(amount.bound, quantity=named))
    line = work_out(HOUSEHOLD_LINE, family, on=date(2017, 5, 1))
    posing = attrs.evolve(line.quantity, id=amount.bound.id)
    posed = attrs.evolve(line, bound=attrs.evolve(line.bound, quantity=posing))
    for change, message in (
        ({"measure": "road"}, f"measure: got 'road'; expected the measure of {grant.finding.criterion.id}"),
        ({"measure": "none"}, "measure: got 'none'"),
        ({"answers": (causes.Cause.TRANSPORT,)}, "answers: got a tuple that is not shown"),
        ({"amounts": (more, *others)}, "stored: got an int that is not shown"),
        ({"amounts": (renamed, *others)}, f"amounts: got '{amount.bound.id}'; expected the quantity as it stands"),
        ({"amounts": (posed, *others)}, f"amounts: got '{amount.bound.id}'; expected the quantity as it stands"),
        ({"amounts": tuple(others)}, f"amounts: got .* expected the amounts of {grant.measure}: "),
        ({"finding": DECISION.findings[0]}, "the measure of HH-01"),
    ):
        with pytest.raises(InvalidValue, match=message):
            attrs.evolve(grant, **change).check()
