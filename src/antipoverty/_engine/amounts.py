"""Amounts: what a quantity comes to for one record, and how it was calculated.

An `Amount` holds the bound quantity and the facts as they were read. What is missing, the steps and the explanation are
functions of those two, as they are of a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from attrs import field, frozen

from antipoverty._engine.binding import BoundQuantity, bound_quantity
from antipoverty._engine.conditions import (
    CountMembers,
    Fact,
    FactValue,
    Greatest,
    Least,
    Number,
    Plus,
    Quantity,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
    facts_of,
    member_fact,
)
from antipoverty._engine.decisions import check_facts
from antipoverty._engine.linear import divided, flattened
from antipoverty._engine.missing import missing_facts
from antipoverty._engine.parameters import Grade, ParameterValue
from antipoverty._engine.record import amount_reader, evaluator, fact_reader
from antipoverty._engine.subjects import Subject
from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.privacy import masked
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.money import yuan_of_fen
from antipoverty.text import Language


@frozen(order=False)
class Amount(Serializable, Shown):
    """What a quantity comes to for one record on one date.

    Attributes:
        bound: the quantity as it stood, with its parameter values, sources and grades.
        on: the date.
        facts: the stored values of `bound.facts`; personal, so not shown.
        stored: the amount in stored units (fen for money); none where it is unknown.
        subject: the caller's key for the record.
    """

    bound: BoundQuantity = field(repr=lambda bound: f"<{bound.id}>")
    on: date
    facts: tuple[FactValue, ...] = field(repr=False)
    stored: int | None = field(repr=False)
    subject: str | None = field(default=None, repr=lambda key: masked(repr(key)))

    @property
    def quantity(self) -> Quantity:
        """The quantity, with its values put in."""
        return self.bound.quantity

    @property
    def value(self) -> Decimal | None:
        """The amount in whole units (yuan for money), exactly; none where it is unknown."""
        if self.stored is None:
            return None
        return yuan_of_fen(self.stored) if self.quantity.kind.scale == 100 else Decimal(self.stored)

    @property
    def parameters(self) -> tuple[ParameterValue, ...]:
        """Every parameter value used, with source and grade."""
        return self.bound.parameters

    @property
    def grade(self) -> Grade:
        """The lowest grade among its values."""
        return self.bound.grade

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that would settle an unknown amount; empty if it is known."""
        if self.stored is not None:
            return ()
        return missing_of(self.quantity.term, dict(zip(self.bound.facts, self.facts, strict=True)))

    def line(self, language: Language = "en") -> str:
        """The amount in one line: its name, its value, how it was worked out, and how sure it is."""
        from antipoverty._engine import prose

        return prose.state_amount(self, language)

    def check(self) -> None:
        """Calculate the amount again from the stored facts.

        Raises:
            InvalidValue: if the stored amount is not what the quantity gives, or a fact is missing or of another kind.
        """
        check_facts(self.bound.facts, self.facts)
        again = _reader(self.bound)(self.facts)
        if again != self.stored:
            raise InvalidValue("stored", self.stored, "what the quantity gives for the facts", personal=True)


def calculate(bound: BoundQuantity, subject: Subject, record: object, *, on: date, key: str | None = None) -> Amount:
    """Calculate a bound quantity for one record.

    Args:
        bound: the quantity with its parameters, from `antipoverty.rules.bind`.
        subject: how facts are read from such a record.
        record: the record.
        on: the date, at which ages are taken.
        key: the caller's key for the record.

    Raises:
        RulebookError: if the subject does not state a fact that the quantity reads.
    """
    as_day(on, "on")
    typed(subject, Subject, "subject")
    bound_quantity(bound)
    read, work = _readers(bound, subject)
    facts = read(record, on)
    return Amount(bound, on, facts, work(facts), key)


def calculate_from_facts(
    bound: BoundQuantity, facts: Mapping[str, FactValue], *, on: date, key: str | None = None
) -> Amount:
    """Calculate a bound quantity from stored facts by name; a fact that is not named is unknown.

    Raises:
        InvalidValue: for a name that the quantity does not read, or a value of the wrong type.
    """
    bound_quantity(bound)
    if unread := [name for name in facts if name not in {fact.name for fact in bound.facts}]:
        named = ", ".join(fact.name for fact in bound.facts)
        raise InvalidValue("facts", unread[0], f"a fact that {bound.id} reads: {named}")
    values = tuple(facts.get(fact.name) for fact in bound.facts)
    check_facts(bound.facts, values)
    return Amount(bound, on, values, _reader(bound)(values), key)


@lru_cache(maxsize=4096)
def _reader(bound: BoundQuantity) -> Callable[[tuple[FactValue, ...]], int | None]:
    """The function that calculates an amount from stored facts; an amount too large to be stored is an error."""
    quantity = bound.quantity
    read, ends = amount_reader(quantity.term, quantity.kind.scale, bound.facts), quantity.kind.bounds
    assert ends is not None
    least, most = -ends[1], ends[1]

    def work(facts: tuple[FactValue, ...]) -> int | None:
        stored = read(facts)
        if stored is not None and not least <= stored <= most:
            raise RulebookError(f"{bound.id} comes to more than {most:,} stored units, the most that can be stored")
        return stored

    return work


@lru_cache(maxsize=4096)
def _readers(
    bound: BoundQuantity, subject: Subject
) -> tuple[Callable[[object, date], tuple[FactValue, ...]], Callable[[tuple[FactValue, ...]], int | None]]:
    return fact_reader(bound, subject), _reader(bound)


def value_of(term: Term, known: Mapping[Fact, FactValue]) -> Fraction | None:
    """A bound term's exact value in whole units (yuan, persons), from stored facts; none where it is unknown.

    It is calculated part by part, as it is explained, and not in the whole numbers that decide.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty.text import Text
    >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
    >>> value_of(Least((size * 700, Number(Fraction(2000)))), {size: 3})
    Fraction(2000, 1)
    """
    match term:
        case Fact():
            stored = known.get(term)
            return None if stored is None else Fraction(stored, term.kind.scale)  # type: ignore[arg-type]  # a number
        case Number() | Plus() | Times():
            factors, total = flattened(term)
            for part, factor in factors.items():
                value = value_of(part, known)
                if value is None:
                    return None
                total += factor * value
            return total
        case Least(terms) | Greatest(terms):
            parts = [value_of(part, known) for part in terms]
            known_parts = [part for part in parts if part is not None]
            if len(known_parts) < len(parts):
                return None
            return max(known_parts) if isinstance(term, Greatest) else min(known_parts)
        case When(condition, met, otherwise):
            facts = facts_of(condition)
            truth = evaluator(condition, facts)(tuple(known.get(fact) for fact in facts))
            first, second = value_of(met, known), value_of(otherwise, known)
            if truth is None:
                return first if first == second else None
            return first if truth else second
        case Rounded(inner, unit, direction):
            exact = value_of(inner, known)
            if exact is None:
                return None
            steps = exact / unit
            return divided(steps.numerator, steps.denominator, direction) * unit
        case CountMembers() | SumMembers():
            return value_of(member_fact(term), known)
        case _:
            raise RulebookError(f"{term} has no value before it is bound to a rulebook and a date")


def missing_of(term: Term, known: Mapping[Fact, FactValue]) -> tuple[str, ...]:
    """The missing facts that leave a term unknown; none where it is known."""
    if value_of(term, known) is not None:
        return ()
    match term:
        case When(condition, met, otherwise):
            facts = facts_of(condition)
            values = tuple(known.get(fact) for fact in facts)
            truth = evaluator(condition, facts)(values)
            if truth is not None:
                return missing_of(met if truth else otherwise, known)
            names = (*missing_facts(condition, facts, values), *missing_of(met, known), *missing_of(otherwise, known))
        case Plus() | Times():
            names = tuple(name for part in flattened(term)[0] for name in missing_of(part, known))
        case Least(terms) | Greatest(terms):
            names = tuple(name for part in terms for name in missing_of(part, known))
        case Rounded(inner):
            names = missing_of(inner, known)
        case _:
            names = tuple(fact.name for fact in facts_of(term) if known.get(fact) is None)
    return tuple(dict.fromkeys(names))
