"""As what a record meets a rule: ranked once, read of a record, over frames, and as a condition."""

from __future__ import annotations

import json
from datetime import date
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.causes import CAUSES_OF_POVERTY, CauseAssessment, classify
from antipoverty.errors import InvalidValue
from antipoverty.monitoring import MONITORED_HOUSEHOLD, MonitoredType
from antipoverty.records import Household, Income
from antipoverty.registers import evaluate
from antipoverty.rules import (
    AnyOf,
    Choose,
    Criterion,
    Decision,
    Fact,
    IsTrue,
    Kind,
    Outcome,
    Parameter,
    Rank,
    Ranking,
    Rule,
    bind,
    decide_from_facts,
)
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text
from documents import check_document
from effort import times
from engines import ENGINES, rows_of, table_of

ON = date(2014, 5, 1)
CN = rulebooks.load("cn").at(ON)
WORDS = Text("x", "甲")
FLAGS = tuple(Fact(f"flag_{place}", Kind.FLAG, WORDS) for place in range(4))
WEIGHTS = (
    Fact("owed", Kind.MONEY, WORDS),
    Fact("lost", Kind.MONEY, WORDS),
    None,
    None,
)
DAYS = Fact("days", Kind.COUNT, WORDS)
CODES = tuple("abcd")


def _criterion(place: int) -> Criterion:
    weight = WEIGHTS[place]
    asked: Any = IsTrue(FLAGS[place])
    # It may be met while its weight is unknown.
    return Criterion(f"R-{place}", WORDS, asked if weight is None else asked | (weight > 5))


def _rule(order: tuple[int, ...]) -> Rule:
    ranks = tuple(Rank(CODES[place], f"R-{place}", WEIGHTS[place]) for place in order)
    condition = AnyOf(tuple(_criterion(place) for place in range(4)))
    return Rule(
        "ranked", WORDS, "household", condition, WORDS, WORDS, WORDS, ranking=Ranking(ranks, "first_of_all", "found")
    )


ORDERS = st.permutations(range(4)).map(tuple)
ROWS = st.fixed_dictionaries(
    {
        **{flag.name: st.sampled_from([True, False, None]) for flag in FLAGS},
        "owed": st.sampled_from([None, -(10**15), -1, 0, 499, 500, 501, 600, 10**15]),
        "lost": st.sampled_from([None, 0, 499, 500, 501, 600]),
    }
)


def _decision(order: tuple[int, ...], row: dict[str, Any]) -> Decision:
    return decide_from_facts(bind(_rule(order), CN), row, on=ON)


def _ranked_by_hand(order: tuple[int, ...], decision: Decision, row: dict[str, Any]) -> list[str]:
    outcomes = {finding.criterion.id: finding.outcome for finding in decision.findings}
    found = [place for place in order if outcomes[f"R-{place}"] is Outcome.MET]
    weighed: dict[int, Any] = {place: None if (fact := WEIGHTS[place]) is None else row[fact.name] for place in found}
    known = sorted((place for place in found if weighed[place] is not None), key=lambda place: -weighed[place])
    unknown = [place for place in found if weighed[place] is None and WEIGHTS[place] is not None]
    return [CODES[place] for place in (*known, *unknown, *(each for each in found if WEIGHTS[each] is None))]


@given(ORDERS, ROWS)
def test_the_heavier_come_first_then_those_without_a_weight_in_order(order: tuple[int, ...], row: Any) -> None:
    decision = _decision(order, row)
    assert list(decision.ranked) == _ranked_by_hand(order, decision, row)
    unknown = {finding.criterion.id for finding in decision.findings if finding.outcome is Outcome.UNKNOWN}
    assert {f"R-{CODES.index(code)}" for code in decision.undecided} == unknown


@times(1 / 2)
@given(ORDERS, st.lists(ROWS, min_size=1, max_size=8))
def test_the_columns_are_those_of_the_record(order: tuple[int, ...], rows: list[Any]) -> None:
    decisions = [_decision(order, row) for row in rows]
    expected = [
        {
            "first_of_all": decision.ranked[0] if decision.ranked else None,
            **{f"found_{code}": None if code in decision.undecided else code in decision.ranked for code in CODES},
        }
        for decision in decisions
    ]
    table = table_of(decisions[0].bound.facts, rows)
    for engine, make in ENGINES.items():
        found = rows_of(evaluate(make(table), on=ON, rules=(_rule(order),)))
        assert [{name: row[name] for name in expected[0]} for row in found] == expected, engine


@given(ORDERS, ROWS)
def test_the_first_is_settled_just_where_nothing_that_becomes_known_gives_another(
    order: tuple[int, ...], row: Any
) -> None:
    decision = _decision(order, row)
    open_values: dict[str, list[Any]] = {
        name: [True, False] if name.startswith("flag") else [0, 10**9] for name, value in row.items() if value is None
    }
    firsts = set()
    for values in product(*open_values.values()):
        firsts.add(_decision(order, {**row, **dict(zip(open_values, values, strict=True))}).ranked[:1])
    if decision.settled:
        assert firsts == {decision.ranked[:1]}
        assert decision.outcome is Outcome.UNKNOWN or decision.missing == ()
    else:
        assert decision.missing
        assert set(decision.missing) <= set(open_values)


@given(ORDERS, ROWS)
def test_with_everything_known_the_first_is_settled(order: tuple[int, ...], row: Any) -> None:
    known = {name: 0 if value is None else value for name, value in row.items()}
    known |= {flag.name: bool(known[flag.name]) for flag in FLAGS}
    decision = _decision(order, known)
    assert decision.settled
    assert decision.missing == ()


def test_a_rule_without_a_ranking_ranks_nothing() -> None:
    plain = attrs.evolve(_rule((0, 1, 2, 3)), ranking=None)
    decision = decide_from_facts(bind(plain, CN), {}, on=ON)
    assert (decision.ranked, decision.undecided, decision.settled) == ((), (), True)
    assert evaluate(ENGINES["polars"](table_of(FLAGS, [{}])), on=ON, rules=(plain,), absent="unknown").columns == [
        *(flag.name for flag in FLAGS),
        "ranked",
    ]


def test_what_the_rulebook_leaves_out_is_not_ranked() -> None:
    branches = tuple(
        (name, AnyOf(tuple(map(_criterion, places)))) for name, places in (("twelve", (0, 2)), ("x", (1, 3)))
    )
    rule = attrs.evolve(_rule((0, 1, 2, 3)), condition=Choose(Parameter("causes.code_list"), branches))
    ranking = bind(rule, CN).rule.ranking
    assert ranking is not None
    assert [rank.code for rank in ranking.ranks] == ["a", "c"]
    every = AnyOf(tuple(map(_criterion, range(4))))
    none = attrs.evolve(
        rule, condition=Choose(Parameter("causes.code_list"), (("twelve", IsTrue(FLAGS[0])), ("x", every)))
    )
    assert bind(none, CN).rule.ranking is None


@pytest.mark.parametrize(
    ("ranks", "message"),
    [
        ((), "code of ranks"),
        ((Rank("a", "R-0"), Rank("a", "R-1")), "code of ranks"),
        ((Rank("a", "R-0"), Rank("b", "R-0")), "criterion of ranks"),
        ((Rank("a", "R-9"),), "ranking of ranked: got 'R-9'; expected a criterion among R-0, R-1, R-2, R-3"),
        ((Rank("a", "R-2", WEIGHTS[0]),), "ranking of ranked: got 'owed'; expected a fact that R-2 reads"),
        ((Rank("a", "R-0", FLAGS[0]),), r"weights of ranks: got \['flag'\]; expected numbers of one kind"),
        ((Rank("a", "R-0", WEIGHTS[0]), Rank("b", "R-1", DAYS)), r"weights of ranks: got \['count', 'money'\]"),
    ],
)
def test_a_ranking_is_of_criteria_that_the_rule_has_each_once(ranks: tuple[Rank, ...], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        attrs.evolve(_rule((0, 1, 2, 3)), ranking=Ranking(ranks))


def test_the_types_of_the_monitored_are_ranked_by_their_order_alone() -> None:
    ranking = MONITORED_HOUSEHOLD.ranking
    assert ranking is not None
    assert [rank.code for rank in ranking.ranks] == ["sudden", "unstable", "marginal", "regular"]
    assert {MonitoredType(rank.code) for rank in ranking.ranks} == set(MonitoredType) - {MonitoredType.NONE}
    assert {rank.weight for rank in ranking.ranks} == {None}


@times(1 / 4)
@given(ORDERS)
def test_a_rule_is_read_back_with_its_ranking(order: tuple[int, ...]) -> None:
    decision = _decision(order, {"owed": 700})
    written = dumps(decision)
    assert loads(written, Decision) == decision
    check_document(written, Decision)


def _without_ranking(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _without_ranking(part) for name, part in node.items() if name != "ranking"}
    return [_without_ranking(part) for part in node] if isinstance(node, list) else node


def test_what_was_written_before_rules_had_rankings_is_still_read() -> None:
    ill = Household("h1", size=4, income=Income(stated="9000"), medical_spending="3000")
    assessment = classify(ill, on=ON)
    old = json.dumps(_without_ranking(json.loads(dumps(assessment))))
    assert loads(old, CauseAssessment) == assessment
    stored = json.dumps(_without_ranking(json.loads(dumps(assessment.decision))))
    decision = loads(stored, Decision)
    assert decision.bound.rule.ranking is None
    assert (decision.outcome, decision.ranked) == (Outcome.MET, ())
    assert decision.bound.rule.id == CAUSES_OF_POVERTY.id
