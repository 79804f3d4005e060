"""Decisions: the outcome of a rule for one record, with its findings, missing facts and shortfalls.

A `Decision` holds the bound rule and the facts as they were read. All else is a function of those two and calculated on
access, so that a stored decision can always be checked again and nothing in it contradicts the outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from attrs import field, frozen

from antipoverty._engine import rankings
from antipoverty._engine.binding import BoundRule, bound_rule
from antipoverty._engine.changes import Shortfall, shortfalls, sufficient_changes
from antipoverty._engine.conditions import (
    Constant,
    Criterion,
    Fact,
    FactValue,
    Kind,
    SampledRate,
    criteria_of,
    facts_of,
    rates_of,
    simplified,
)
from antipoverty._engine.missing import missing_facts, missing_reader
from antipoverty._engine.parameters import ParameterValue, RulebookId
from antipoverty._engine.record import evaluator, fact_reader, outcome_reader
from antipoverty._engine.subjects import Subject
from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.privacy import masked, unprintable
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, NoTruthValue
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.figures import Figure
    from antipoverty._engine.summaries import DecisionSummary


class Outcome(Serializable, Enum):
    """The three answers of Kleene's logic.

    An outcome has no truth value: ``if decision.outcome:`` raises `NoTruthValue`.

    >>> Outcome.of(None) is Outcome.MET
    False
    """

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, truth: bool | None) -> Outcome:
        """The outcome for `True`, `False` or `None`."""
        if truth is not None:
            typed(truth, bool, "truth")
        return _OUTCOMES[truth]

    def __bool__(self) -> NoReturn:
        raise NoTruthValue(
            f"{self} has no truth value, since an outcome may also be unknown; compare it: `outcome is Outcome.MET`"
        )


_OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}


@frozen(order=False, slots=False)  # short-lived: without slots a quarter faster to create
class Finding(Serializable, Shown):
    """The outcome of one criterion.

    Attributes:
        criterion: the criterion, with its values put in.
        outcome: its outcome; where it does not apply, the outcome that the criterion states for that case.
        applicable: whether it applies to the record; `None` if that is unknown. A criterion that the rulebook has
            settled for everyone, such as a negative list where there is none, applies to nobody.
        missing: the facts that would settle an unknown outcome.
        facts: the known values of the facts that it reads, and of those that it only shows.
    """

    criterion: Criterion
    outcome: Outcome
    applicable: bool | None
    missing: tuple[str, ...]
    facts: tuple[tuple[Fact, FactValue], ...] = field(repr=False)

    @property
    def figure(self) -> Figure | None:
        """The rate of a criterion on samples, with its interval and limits; none if a count is unknown."""
        from antipoverty._engine.figures import figure

        rate = self.criterion.rate
        return None if rate is None else figure(rate, dict(self.facts))

    def check(self) -> None:
        """Decide the criterion again from the stored facts.

        Raises:
            InvalidValue: if the outcome, the applicability or the missing facts are not what the criterion gives, or a
                fact is missing or of another kind.

        >>> from antipoverty.rules import IsTrue, Kind
        >>> from antipoverty.text import Text
        >>> helped = Fact("helped", Kind.FLAG, Text("helped", "已帮扶"))
        >>> criterion = Criterion("C-1", Text("Helped", "帮扶"), IsTrue(helped))
        >>> Finding(criterion, Outcome.MET, True, (), ((helped, False),)).check()
        Traceback (most recent call last):
        ...
        antipoverty.errors.InvalidValue: outcome: got 'met'; expected not met, which the criterion gives for the facts
        """
        facts, values = facts_of(self.criterion, shown=True), tuple(value for _, value in self.facts)
        if tuple(fact for fact, _ in self.facts) != facts:
            named = ", ".join(fact.name for fact in facts)
            raise InvalidValue(
                "facts", [fact.name for fact, _ in self.facts], f"those that the criterion reads: {named}"
            )
        check_facts(facts, values)
        _check_verdicts(facts, values, _verdicts(rates_of(self.criterion), facts, values))
        again = _Reading(self.criterion, facts).finding(values)
        if again.outcome is not self.outcome:
            expected = f"{again.outcome.value}, which the criterion gives for the facts"
            raise InvalidValue("outcome", self.outcome.value, expected)
        for name in ("applicable", "missing"):
            if getattr(again, name) != getattr(self, name):
                expected = f"{getattr(again, name)}, which the criterion gives for the facts"
                raise InvalidValue(name, getattr(self, name), expected, personal=True)


@frozen(order=False)
class Decision(Serializable, Shown):
    """A rule's answer for one record on one date.

    A decision has no truth value: ``if identify(…):`` raises `NoTruthValue`.

    Attributes:
        bound: the rule as it stood, with its parameter values, sources and grades.
        on: the date of the decision.
        facts: the stored values of `bound.facts`; personal, so not shown.
        outcome: met, not met or unknown.
        subject: the caller's key for the record.
    """

    bound: BoundRule = field(repr=lambda bound: f"<{bound.rule.id}>")
    on: date
    facts: tuple[FactValue, ...] = field(repr=False)
    outcome: Outcome
    subject: str | None = field(default=None, repr=lambda key: masked(repr(key)))

    def __bool__(self) -> NoReturn:
        raise NoTruthValue(
            "a decision has no truth value, since it may be of any outcome; compare that: "
            "`decision.outcome is Outcome.MET`"
        )

    @property
    def rulebook(self) -> RulebookId:
        """The rulebook by which it was decided, with version and digest."""
        return self.bound.rulebook

    @property
    def parameters(self) -> tuple[ParameterValue, ...]:
        """Every parameter value used, with source and grade."""
        return self.bound.parameters

    @property
    def ended(self) -> Text | None:
        """That nothing decides this on the date any more, and what is decided instead; none while the rule decides."""
        return self.bound.rule.ended

    @property
    def outdated(self) -> tuple[ParameterValue, ...]:
        """The values used that were last seen to hold before the date of the decision: they may have changed since."""
        return tuple(value for value in self.bound.parameters if value.outdated(self.on))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each criterion of the rule, in its order."""
        return tuple(reading.finding(self.facts) for reading in _criterion_readings(self.bound))

    def finding(self, criterion: str) -> Finding:
        """The finding of one criterion, by its id.

        Raises:
            InvalidValue: for a criterion that the rule does not have.
        """
        readings = _readings_by_id(self.bound)
        if criterion not in readings:
            raise InvalidValue("criterion", criterion, f"a criterion of {self.bound.id}: {', '.join(readings)}")
        return readings[criterion].finding(self.facts)

    @property
    def reviews(self) -> tuple[Finding, ...]:
        """The findings of review criteria, which do not decide, where they are met or unknown."""
        findings = (reading.finding(self.facts) for reading in _review_readings(self.bound))
        return tuple(finding for finding in findings if finding.outcome is not Outcome.NOT_MET)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that would settle an unknown outcome or, for a rule with a ranking, the first rank.

        Empty if both are known.
        """
        if self.outcome is not Outcome.MET:
            return missing_facts(self.bound.rule.condition, self.bound.facts, self.facts)
        if self.settled:
            return ()
        open_conditions = rankings.settling(self.bound, self.facts)
        names = (missing_facts(condition, self.bound.facts, self.facts) for condition in open_conditions)
        return tuple(dict.fromkeys(name for of_condition in names for name in of_condition))

    @property
    def ranked(self) -> tuple[str, ...]:
        """The codes under which the record is known to meet the rule, by rank; empty for a rule without a ranking."""
        return rankings.ranked(self.bound, self.facts)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The codes of the rule's ranking whose criterion is unknown."""
        return tuple(code for code, truth in rankings.truths(self.bound, self.facts).items() if truth is None)

    @property
    def settled(self) -> bool:
        """Whether the missing facts can no longer change the first of `ranked`, or that there is none."""
        return rankings.settled(self.bound, self.facts)

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What separates the record from the opposite outcome: one exact change for each fact.

        Empty if the outcome is unknown; facts that nobody can change are left out.
        """
        if self.outcome is Outcome.UNKNOWN:
            return ()
        return shortfalls(self.bound, self.facts, self.outcome is not Outcome.MET)

    @property
    def sufficient_changes(self) -> tuple[tuple[Shortfall, ...], ...]:
        """The smallest sets of changes that would give the opposite outcome, fewest changes first; one set is enough.

        Empty if the outcome is unknown, or if it depends on facts that are unknown or that nobody can change.
        """
        if self.outcome is Outcome.UNKNOWN:
            return ()
        return sufficient_changes(self.bound, self.facts, self.outcome is not Outcome.MET)

    def summary(self, language: Language = "en") -> DecisionSummary:
        """What the decision says, in one language, as plain data of a kilobyte or two: what a service answers.

        The decision itself, which `antipoverty.serialization.dumps` writes, is what is stored: it can be checked.

        >>> from datetime import date
        >>> from antipoverty import Household, Income, identify
        >>> household = Household("h1", size=4, income=Income(stated=9000))
        >>> summary = identify(household, on=date(2014, 5, 1)).summary("en")
        >>> summary["outcome"], summary["text"]
        ('met', 'to be identified as poor')
        >>> [(change["fact"], change["change"]) for change in summary["changes"]]
        [('net_income', '1944.00')]
        """
        from antipoverty._engine.summaries import summarize

        return summarize(self, language)

    def check(self) -> None:
        """Decide again from the stored facts.

        `antipoverty.serialization.verify` also checks the rule against its rulebook.

        Raises:
            InvalidValue: if the stored outcome is not what the rule gives, a fact is missing or of another kind, or a
                flag is not what the counts of its sample say.
        """
        as_day(self.on, "on")
        key = self.subject
        if key is not None and (not isinstance(key, str) or unprintable(key) or masked(key) != key):
            raise InvalidValue("subject", key, "the caller's key, a pseudonym in one line", personal=True)
        check_facts(self.bound.facts, self.facts)
        followed = _verdicts(_rates(self.bound), self.bound.facts, self.facts)
        _check_verdicts(self.bound.facts, self.facts, followed)
        again = Outcome.of(outcome_reader(self.bound)(self.facts))
        if again is not self.outcome:
            raise InvalidValue("outcome", self.outcome.value, f"{again.value}, which the rule gives for the facts")


def decide(bound: BoundRule, subject: Subject, record: object, *, on: date, key: str | None = None) -> Decision:
    """Decide a bound rule for one record.

    Args:
        bound: the rule with its parameters, from `antipoverty.rules.bind`.
        subject: how facts are read from such a record.
        record: the record.
        on: the date of the decision, at which ages are taken.
        key: the caller's key for the record.
    """
    if type(on) is not date:
        as_day(on, "on")
    try:
        read, judge = _readers(bound, subject)
    except TypeError:  # unhashable
        bound_rule(bound)
        typed(subject, Subject, "subject")
        raise
    facts = read(record, on)
    return Decision(bound, on, facts, _OUTCOMES[judge(facts)], key)


@lru_cache(maxsize=4096)
def _readers(
    bound: BoundRule, subject: Subject
) -> tuple[Callable[[object, date], tuple[FactValue, ...]], Callable[[tuple[FactValue, ...]], bool | None]]:
    """The functions that read the facts of a record and decide by them: one look-up for each decision."""
    return fact_reader(bound_rule(bound), subject), outcome_reader(bound)


def decide_from_facts(
    bound: BoundRule, facts: Mapping[str, FactValue], *, on: date, key: str | None = None
) -> Decision:
    """Decide a bound rule from stored facts by name; a fact that is not named is unknown.

    The flags that follow from the counts of a sample need not be named.

    Raises:
        InvalidValue: for a name that the rule does not read, a value of the wrong type, or a flag that is not what the
            counts of its sample say.
    """
    bound_rule(bound)
    typed(facts, (Mapping,), "facts")
    as_day(on, "on")
    typed(key, str, "key", optional=True)
    names = {fact.name: fact for fact in bound.facts}
    for name, value in facts.items():
        if name not in names:
            raise InvalidValue("facts", name, f"a fact that rule {bound.rule.id} reads: {', '.join(names)}")
        _check_stored(names[name], value)
    values = tuple(facts.get(fact.name) for fact in bound.facts)
    if followed := _verdicts(_rates(bound), bound.facts, values):
        by_fact = dict(zip(bound.facts, values, strict=True))
        values = tuple(
            followed[fact] if value is None and fact in followed else value for fact, value in by_fact.items()
        )
        _check_verdicts(bound.facts, values, followed)
    return Decision(bound, on, values, _OUTCOMES[outcome_reader(bound)(values)], key)


def check_facts(facts: tuple[Fact, ...], values: tuple[FactValue, ...]) -> None:
    """Refuse stored facts if one is missing or of another kind."""
    if len(values) != len(facts):
        raise InvalidValue("facts", len(values), f"{len(facts)} stored facts, as the rule reads")
    for fact, value in zip(facts, values, strict=True):
        _check_stored(fact, value)


@lru_cache(maxsize=4096)
def _rates(bound: BoundRule) -> tuple[SampledRate, ...]:
    return rates_of(bound.rule.condition, *bound.rule.reviews)


def _verdicts(
    rates: tuple[SampledRate, ...], facts: tuple[Fact, ...], values: tuple[FactValue, ...]
) -> Mapping[Fact, bool | None]:
    """The flags for the limits of rates that follow from known counts of samples."""
    if not rates:
        return {}
    from antipoverty._engine.figures import verdicts

    return verdicts(rates, dict(zip(facts, values, strict=True)))


def _check_verdicts(
    facts: tuple[Fact, ...], values: tuple[FactValue, ...], followed: Mapping[Fact, bool | None]
) -> None:
    for fact, value in zip(facts, values, strict=True):
        if fact in followed and value is not followed[fact]:
            raise InvalidValue(fact.name, value, f"{followed[fact]}, which the counts of its sample say", personal=True)


def _check_stored(fact: Fact, value: FactValue) -> None:
    if value is None:
        return
    if fact.unstated:
        raise InvalidValue(fact.name, value, "no value here: set the parameter with rulebook.override", personal=True)
    bounds = fact.bounds
    if bounds is not None:
        good = isinstance(value, int) and not isinstance(value, bool) and bounds[0] <= value <= bounds[1]
    elif fact.kind is Kind.FLAG:
        good = isinstance(value, bool)
    else:
        good = isinstance(value, str) and value in fact.values
    if not good:
        within = f" from {bounds[0]:,} to {bounds[1]:,}" if bounds is not None and type(value) is int else ""
        raise InvalidValue(fact.name, value, f"a stored {fact.kind.value}{within}", personal=True)


class _Reading:
    """A criterion with the functions that evaluate it, compiled once for a bound rule."""

    __slots__ = ("applies", "criterion", "missing", "positions", "truth")

    def __init__(self, criterion: Criterion, facts: tuple[Fact, ...]) -> None:
        self.criterion = criterion
        self.truth = evaluator(criterion, facts)
        self.missing = missing_reader(criterion, facts)
        settled = isinstance(simplified(criterion), Constant)
        applies = Constant(False) if settled else criterion.applies
        self.applies = None if applies is None else evaluator(applies, facts)
        self.positions = tuple((fact, facts.index(fact)) for fact in facts_of(criterion, shown=True))

    def finding(self, facts: tuple[FactValue, ...]) -> Finding:
        truth = self.truth(facts)
        return Finding(
            self.criterion,
            _OUTCOMES[truth],
            True if self.applies is None else self.applies(facts),
            () if truth is not None else self.missing(facts),
            tuple([(fact, facts[position]) for fact, position in self.positions]),
        )


@lru_cache(maxsize=4096)
def _criterion_readings(bound: BoundRule) -> tuple[_Reading, ...]:
    return tuple(_Reading(criterion, bound.facts) for criterion in criteria_of(bound.rule.condition))


@lru_cache(maxsize=4096)
def _readings_by_id(bound: BoundRule) -> Mapping[str, _Reading]:
    return {reading.criterion.id: reading for reading in _criterion_readings(bound)}


@lru_cache(maxsize=4096)
def _review_readings(bound: BoundRule) -> tuple[_Reading, ...]:
    return tuple(_Reading(criterion, bound.facts) for criterion in bound.rule.reviews)
