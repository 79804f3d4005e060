"""Measures, plans and the pairing of cadres with households, in words."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty import rulebooks
from antipoverty._engine import prose
from antipoverty._engine.prose.values import IN_BRACKETS
from antipoverty.assistance import (
    HouseholdPlan,
    Pairing,
    Recommendation,
    UndecidedMeasure,
    ranks_of,
)
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.prose._causes import CASE_REVIEW, names_of_causes
from antipoverty.prose._parts import MISSING, Writers, listed, some
from antipoverty.text import COLON, LISTED, Language, Text

_ANSWERS = Text("answers {}", "针对：{}")
_BY_THE_FACTS = Text("recommended by the facts, whatever the causes", "依据事实推荐，不论致贫原因")

# Measures


def recommendation_in_brief(recommendation: Recommendation, language: Language) -> Iterator[str]:
    """What a measure gives, why, and how much."""
    yield f"{recommendation.name[language]}{COLON[language]}{recommendation.gives[language]}"
    yield f"  {_why(recommendation, language)}"
    yield from some((f"  {prose.state_result(amount, language)}" for amount in recommendation.amounts), language)


def recommendation_in_full(recommendation: Recommendation, language: Language) -> Iterator[str]:
    """What a measure gives, why, how much and how that was worked out, and its finding."""
    yield f"{recommendation.name[language]}{COLON[language]}{recommendation.gives[language]}"
    yield f"  {_why(recommendation, language)}"
    yield from (f"  {amount.line(language)}" for amount in recommendation.amounts)
    yield prose.state_finding(recommendation.finding, language)


def _why(recommendation: Recommendation, language: Language) -> str:
    if not recommendation.answers:
        return _BY_THE_FACTS[language]
    return _ANSWERS[language].format(names_of_causes(recommendation.answers, language))


_MAY_FIT = Text("{}: may fit", "{}：可能适用")
_MAY_ANSWER = Text("Would answer: {}", "可针对：{}")
_TO_CHECK = Text("To be checked for {}: {}", "待核实（{}）：{}")
_WITHOUT_VALUE = Text("The rulebook gives no value for: {}", "规则库未给出标准：{}")
_NO_VALUE = Text("The rulebook gives no value for {}: {}", "规则库未给出标准（{}）：{}")


def undecided_in_brief(undecided: UndecidedMeasure, language: Language) -> Iterator[str]:
    """A measure that may fit, what it would answer, and what is missing."""
    yield _MAY_FIT[language].format(undecided.entry.name[language])
    if causes := (*undecided.answers, *undecided.undecided):
        yield _MAY_ANSWER[language].format(names_of_causes(causes, language))
    if undecided.missing:
        yield MISSING[language].format(_facts(undecided, language))
    if undecided.without_value:
        yield _WITHOUT_VALUE[language].format(listed(some(_names_of_values(undecided, language), language), language))


def undecided_in_full(undecided: UndecidedMeasure, language: Language) -> Iterator[str]:
    """What is to be checked before a measure can be recommended, and the amounts that the rulebook does not give."""
    name = undecided.entry.name[language]
    if undecided.missing:
        yield _TO_CHECK[language].format(name, _facts(undecided, language))
    if undecided.without_value:
        yield _NO_VALUE[language].format(name, _values(undecided, language))


def _facts(undecided: UndecidedMeasure, language: Language) -> str:
    return listed((_called(name, undecided)[language] for name in undecided.missing), language)


def _called(missing: str, *undecided: UndecidedMeasure) -> Text:
    """What a fact is called, or a parameter without a value, whose name is dotted."""
    for each in undecided:
        if missing in each.own_facts:
            return each.own_facts[missing].text
    if "." not in missing:
        return HOUSEHOLD_FACTS[missing].text
    parameters = rulebooks.load("cn").parameters
    return parameters[missing].text if missing in parameters else Text(missing, missing)


def _names_of_values(undecided: UndecidedMeasure, language: Language) -> list[str]:
    return [text[language] for _, text in _parameters(undecided)]


def _values(undecided: UndecidedMeasure, language: Language) -> str:
    return listed((IN_BRACKETS[language].format(text[language], key) for key, text in _parameters(undecided)), language)


def _parameters(undecided: UndecidedMeasure) -> Iterator[tuple[str, Text]]:
    """What the parameters without a value are called."""
    own, book = dict(undecided.parameters), rulebooks.load("cn")
    return ((key, own.get(key) or book.parameter(key).text) for key in undecided.without_value)


# Plans

_PLAN = Text("Plan of help, {} to {}; in charge: {}", "帮扶计划（{}至{}），责任人：{}")
_CAUSES = Text("Causes: {}", "致贫原因：{}")
_NONE_FOUND = Text("none found", "未查明")
_MEASURES = Text("Measures: {}", "帮扶措施：{}")
_NO_MEASURE = Text("none yet", "暂无")
_PLANNED_FOR = Text("answers {}", "针对{}")
_TERM = Text("{} to {}; in charge: {}", "{}至{}；责任人：{}")
_EXPECTED = Text("expected {:,.2f} yuan a year ({})", "预计每年{:,.2f}元（{}）")
_BALANCE = Text(
    "Lacking to the line {:,.2f} yuan a year; expected {:,.2f}; uncovered {:,.2f}.",
    "距贫困标准年缺{:,.2f}元；预计增收减支{:,.2f}元；尚缺{:,.2f}元。",
)
_NO_GAP = Text("What is lacking to the line is not known.", "距贫困标准的差额未知。")
_NOT_ESTIMATED = Text("Without an estimate: {}.", "尚未估计成效：{}。")
_UNANSWERED = Text("No measure answers: {}.", "尚无对应措施：{}。")
_OPEN = Text("May be added: {}", "核实后可增加：{}")


def plan_in_brief(plan: HouseholdPlan, language: Language) -> Iterator[str]:
    """Who helps and until when, why, with what, what is lacking, and what is missing."""
    yield _PLAN[language].format(plan.on, plan.until, plan.responsible)
    yield _causes_of(plan, language)
    names = [each.recommendation.name[language] for each in plan.measures]
    yield _MEASURES[language].format(listed(names, language) or _NO_MEASURE[language])
    yield _balance(plan, language)
    if plan.unanswered:
        yield _UNANSWERED[language].format(names_of_causes(plan.unanswered, language))
    if plan.assessment.needs_case_review:
        yield CASE_REVIEW[language]
    if undecided := plan.undecided_measures:
        names = [each.entry.name[language] for each in undecided]
        yield _OPEN[language].format(listed(some(names, language, most=6), language))
    if missing := dict.fromkeys(name for each in undecided for name in each.missing):
        facts = (_called(name, *undecided)[language] for name in missing)
        yield MISSING[language].format(listed(some(facts, language, most=6), language))
    if lacking := dict.fromkeys(name for each in undecided for name in _names_of_values(each, language)):
        yield _WITHOUT_VALUE[language].format(listed(some(lacking, language, most=6), language))


def plan_in_full(plan: HouseholdPlan, language: Language) -> Iterator[str]:
    """The plan with each measure's terms and amounts, and what is still to be checked."""
    yield _PLAN[language].format(plan.on, plan.until, plan.responsible)
    yield _causes_of(plan, language)
    for place in range(len(plan.measures)):
        yield from _planned(plan, place, language)
    yield _balance(plan, language)
    if plan.not_estimated:
        names = (each.recommendation.name[language] for each in plan.measures if each.expected is None)
        yield _NOT_ESTIMATED[language].format(listed(names, language))
    if plan.unanswered:
        yield _UNANSWERED[language].format(names_of_causes(plan.unanswered, language))
    if plan.assessment.needs_case_review:
        yield CASE_REVIEW[language]
    for undecided in plan.undecided_measures:
        yield from undecided_in_full(undecided, language)


def _causes_of(plan: HouseholdPlan, language: Language) -> str:
    return _CAUSES[language].format(names_of_causes(plan.assessment.found, language) or _NONE_FOUND[language])


def _balance(plan: HouseholdPlan, language: Language) -> str:
    return _NO_GAP[language] if plan.gap is None else _BALANCE[language].format(plan.gap, plan.covered, plan.uncovered)


def _planned(plan: HouseholdPlan, place: int, language: Language) -> Iterator[str]:
    each = plan.measures[place]
    recommendation = each.recommendation
    yield f"{place + 1}. {recommendation.name[language]}{COLON[language]}{recommendation.gives[language]}"
    if recommendation.answers:
        yield "   " + _PLANNED_FOR[language].format(names_of_causes(recommendation.answers, language))
    yield "   " + _TERM[language].format(each.start, each.end, each.responsible)
    yield from (f"   {amount.line(language)}" for amount in recommendation.amounts)
    if each.expected is not None:
        yield "   " + _EXPECTED[language].format(each.expected, each.basis.text[language])


# Pairing

_RANK = Text("{}: {}, places {}, households {}", "{}：{}人，名额{}户，结对{}户")
_CAPACITY = Text("Capacity {}; paired {}; left without a cadre {}.", "可结对{}户，已结对{}户，尚有{}户无人结对。")
_UNPAIRED = Text("Without a cadre: {}", "无人结对：{}")


def pairing_in_brief(pairing: Pairing, language: Language) -> Iterator[str]:
    """How many households have a cadre, and the keys of those that have none."""
    yield _CAPACITY[language].format(pairing.capacity, pairing.paired, len(pairing.unpaired))
    if pairing.unpaired:
        yield _UNPAIRED[language].format(LISTED[language].join(some(pairing.unpaired, language, most=10)))


def pairing_in_full(pairing: Pairing, language: Language) -> Iterator[str]:
    """Capacity by rank, how many are paired, and how many are left."""
    for rank, name in (dict(pairing.ranks) or ranks_of()).items():
        ranked = [each for each in pairing.pairs if each.rank == rank]
        if ranked:
            held = sum(len(each.households) for each in ranked)
            yield _RANK[language].format(name[language], len(ranked), sum(each.places for each in ranked), held)
    yield _CAPACITY[language].format(pairing.capacity, pairing.paired, len(pairing.unpaired))


WRITERS: Writers = {
    Recommendation: (recommendation_in_brief, recommendation_in_full),
    UndecidedMeasure: (undecided_in_brief, undecided_in_full),
    HouseholdPlan: (plan_in_brief, plan_in_full),
    Pairing: (pairing_in_brief, pairing_in_full),
}
