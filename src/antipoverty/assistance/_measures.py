"""The measures of a rulebook (帮扶措施目录): whom each is for, which causes it answers, and its amounts.

A criterion over facts states whom a measure is for; its amounts and limits are quantities under the rulebook in force.
A measure with a parameter of its own is available while that parameter has a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

from attrs import evolve, frozen

from antipoverty._engine.conditions import criteria_of
from antipoverty._shared.deciding import rulebook_or_china
from antipoverty._shared.entries import EntryReader, read_entries
from antipoverty._shared.serializable import Serializable
from antipoverty.assistance._classifications import Heading, classifications_of
from antipoverty.causes import RULES as RULES_OF_CAUSES
from antipoverty.causes import Cause, RiskCode
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD
from antipoverty.identification import RULES as RULES_OF_IDENTIFICATION
from antipoverty.quantities import QUANTITIES
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import (
    AnyOf,
    Condition,
    Criterion,
    Grade,
    Kind,
    Parameter,
    Quantity,
    Rule,
    Subject,
    Term,
    read_condition,
    read_term,
)
from antipoverty.text import Text


@frozen(order=False)
class Measure(Serializable):
    """A measure of the catalogue.

    Attributes:
        id: its short name.
        name: what it is called.
        gives: what it gives, in a clause.
        criterion: whom it is for.
        answers: the causes that it answers.
        for_all: whether everyone it is for gets it, whatever the causes.
        headings: where the programme's lists have it.
        quantities: the amounts and limits that it has.
        in_force: the parameter that must be in force for it to be available.
        instead_of: measures that fall away where this one is recommended.
        to: whether it goes to the household or to its village.
        relieves: the burdens that it takes off, year by year: a cause, and the id of the quantity that does so.
        grade: how sure it is that it is for those whom the criterion names.
        risks: the risks of monitoring that it answers, from 2021 on.
    """

    id: str
    name: Text
    gives: Text
    criterion: Criterion
    answers: tuple[Cause, ...] = ()
    for_all: bool = False
    headings: tuple[Heading, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    in_force: str | None = None
    instead_of: tuple[str, ...] = ()
    to: Literal["household", "village"] = "household"
    relieves: tuple[tuple[Cause, str], ...] = ()
    grade: Grade = Grade.CHOICE
    risks: tuple[RiskCode, ...] = ()


def measures_of(rulebook: Rulebook | None = None) -> Mapping[str, Measure]:
    """The measures of a rulebook by id, in its order; those of China if it is left out.

    Raises:
        RulebookError: for a table that is not valid, naming its file and key.

    >>> measures_of()["micro-credit"].answers
    (<Cause.FUNDS: 'funds'>, <Cause.MARRIAGE: 'marriage'>)
    """
    return _of_china() if rulebook is None else _measures(rulebook_or_china(rulebook))


def measures_on_offer(rulebook: Rulebook | None = None) -> Rule:
    """AS-09 to AS-12, LK-01 to LK-05: whom each measure of a rulebook is for; met if there is at least one.

    >>> len(measures_on_offer().condition.conditions) == len(measures_of())
    True
    """
    return _on_offer(rulebook_or_china(rulebook))


@lru_cache(maxsize=1)
def _of_china() -> Mapping[str, Measure]:
    return _measures(rulebook_or_china(None))


@lru_cache(maxsize=64)
def _measures(rulebook: Rulebook) -> Mapping[str, Measure]:
    rules = (*RULES_OF_IDENTIFICATION, *RULES_OF_CAUSES)
    known = {criterion.id: criterion for rule in rules for criterion in criteria_of(rule.condition)}

    def named(entry: EntryReader) -> None:
        entry.keys({"note"}, {"name", "source", "grade", "for"})
        entry.grade()
        condition = _condition(entry, "for", known)
        known[entry.id] = Criterion(entry.id, entry.text("name"), condition, sources=(entry.source(),))

    read_entries(rulebook, "criteria", named)
    return read_entries(rulebook, "measures", lambda entry: _measure(entry, known))


_OFFER = Text("Measures of assistance", "帮扶措施")
_ELIGIBLE = Text("eligible for at least one measure", "至少符合一项措施的条件")
_NOT_ELIGIBLE = Text("eligible for no measure", "不符合任何措施的条件")
_MISSING = Text("facts are missing", "信息不足")
_SUMMARY = Text(
    "Each measure is a criterion of its own. Being eligible is not yet a recommendation: most measures are recommended"
    " where they also answer a cause that was found. Where no source has a condition, the one here is this library's"
    " reading.",
    "每项措施各为一项标准。符合条件不等于予以推荐：多数措施还须对应已查明的致贫原因。无来源载明条件的，系本库的理解。",
)


@lru_cache(maxsize=64)
def _on_offer(rulebook: Rulebook) -> Rule:
    return Rule(
        "measures-on-offer",
        _OFFER,
        "household",
        AnyOf(tuple(measure.criterion for measure in _measures(rulebook).values())),
        met=_ELIGIBLE,
        not_met=_NOT_ELIGIBLE,
        unknown=_MISSING,
        in_force=Parameter(_ENTITLEMENT) if _ENTITLEMENT in rulebook.parameters else None,
        summary=_SUMMARY,
    )


#: The parameter by which a household of China has a right to help.
_ENTITLEMENT = "assistance.entitlement"
_NEEDED = {"name", "gives", "source", "grade", "for"}
_MORE = {
    "rule",
    "answers",
    "for_all",
    "headings",
    "quantities",
    "amounts",
    "in_force",
    "instead_of",
    "to",
    "relieves",
    "risks",
}
_CAUSES = {cause.value: cause for cause in Cause}
_RISKS = {risk.value: risk for risk in RiskCode}
_RECEIVERS: Mapping[str, Literal["household", "village"]] = {"household": "household", "village": "village"}


def _measure(entry: EntryReader, known: Mapping[str, Criterion]) -> Measure:
    entry.keys(_MORE, _NEEDED)
    name, code = entry.text("name"), entry.optional_string("rule")
    criterion = Criterion(
        entry.id if code is None else f"{code}.{entry.id}",
        name,
        _condition(entry, "for", known),
        sources=(entry.source(),),
    )
    by_id = tuple(QUANTITIES[each] for each in entry.names("quantities", QUANTITIES))
    quantities = (*by_id, *map(_quantity, entry.array("amounts")))
    relieves = tuple(
        (_CAUSES[entry.known("relieves", cause, _CAUSES)], entry.known("relieves", amount, (q.id for q in quantities)))
        for cause, amount in entry.pairs("relieves")
    )
    others = entry.rulebook.entries["measures"]
    instead_of = entry.names("instead_of", others) if entry.own else entry.strings("instead_of")
    return Measure(
        id=entry.id,
        name=name,
        gives=entry.text("gives"),
        criterion=criterion,
        answers=tuple(_CAUSES[each] for each in entry.names("answers", _CAUSES)),
        for_all=entry.flag("for_all"),
        headings=tuple(_headings(entry)),
        quantities=quantities,
        in_force=entry.parameter("in_force"),
        instead_of=instead_of,
        to=entry.one_of("to", _RECEIVERS) if "to" in entry.table else "household",
        relieves=relieves,
        grade=entry.grade(),
        risks=tuple(_RISKS[each] for each in entry.names("risks", _RISKS)),
    )


@lru_cache(maxsize=64)
def _household(rulebook: Rulebook) -> Subject:
    """A household with the facts that the rulebook declares beside those of the library."""
    return evolve(HOUSEHOLD, facts={**HOUSEHOLD.facts, **dict.fromkeys(rulebook.facts.values())})


def _condition(entry: EntryReader, key: str, known: Mapping[str, Criterion]) -> Condition:
    try:
        names, household = entry.rulebook.parameters, _household(entry.rulebook)
        return read_condition(entry.string(key), household, criteria=known.values(), parameters=names)
    except InvalidValue as error:
        raise entry.wrong(str(error), key) from None


def _quantity(entry: EntryReader) -> Quantity:
    """An amount of the rulebook's own, with its calculation as text."""
    entry.keys({"kind"}, {"id", "name", "unit", "term", "source"})
    kinds = {kind.value: kind for kind in Kind if kind.bounds is not None}
    kind = entry.one_of("kind", kinds) if "kind" in entry.table else Kind.MONEY
    try:
        term: Term = read_term(entry.string("term"), _household(entry.rulebook), parameters=entry.rulebook.parameters)
    except InvalidValue as error:
        raise entry.wrong(str(error), "term") from None
    name, unit = entry.text("name"), entry.text("unit")
    return Quantity(entry.id, name, "household", term, unit, kind, sources=(entry.source(),))


def _headings(entry: EntryReader) -> Iterator[Heading]:
    headings = {
        f"{heading.classification}.{heading.id}": heading
        for classification in classifications_of(entry.rulebook).values()
        for heading in classification.headings
    }
    if entry.own:
        yield from (headings[each] for each in entry.names("headings", headings))
    else:  # one that a folder above has taken away falls away
        yield from (headings[each] for each in entry.strings("headings") if each in headings)
