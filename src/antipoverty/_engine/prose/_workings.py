"""How a number was worked out, step by step: what was added, multiplied, compared, chosen and rounded.

Each step says one thing: its name, its numbers, and what they come to. One that needs another refers to it by number.
Every number is the exact one of its part (`amounts.value_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from antipoverty._engine.amounts import value_of
from antipoverty._engine.conditions import (
    ByYear,
    Condition,
    CountMembers,
    Fact,
    FactValue,
    Greatest,
    Kind,
    Least,
    Number,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
    facts_of,
    member_fact,
)
from antipoverty._engine.prose.statements import (
    AFTER_EACH_OTHER,
    MINUS,
    added,
    extreme,
    is_minus_one,
    name_condition,
    name_term,
    rounding,
    signed,
)
from antipoverty._engine.prose.values import (
    IN_BRACKETS,
    NO,
    UNKNOWN,
    YES,
    digits,
    show_fact,
    show_number,
    show_quantity,
    with_unit,
)
from antipoverty._engine.record import evaluator
from antipoverty.money import yuan_of_fen
from antipoverty.text import COLON, PERCENT, SEMICOLON, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.conditions import Quantity

_STEP = Text("step {}", "第{}步")
_ROUNDED = Text("{}: from {} to {}", "{}：由{}取为{}")
_TOTAL = Text("sum: {}", "合计：{}")
_TAKEN = Text("{}, so it is {}", "{}，故取{}")
_EITHER = Text(", so either {} or {}", "，故不能确定取{}还是{}")
_EITHER_WAY = Text(", but it is {} either way: {}, {}", "，但两种情形均为{}：{}、{}")
_ONE_OR_OTHER = Text("either {} or {}", "{}或{}")
# `Measure` and `Working` are for this package alone.

#: A fact, a number, or a question to members: what is named and not worked out.
_LEAVES = (Fact, Number, Parameter, ByYear, CountMembers, SumMembers)
#: Above this many parts, each part of a sum stands on a line of its own.
_IN_A_LINE = 3


@frozen
class Measure:
    """How a number is shown: its unit, and whether it is money, which has two places."""

    unit: Text | None = None
    money: bool = False

    @classmethod
    def of(cls, quantity: Quantity) -> Measure:
        """How an amount is shown."""
        return cls(quantity.unit, quantity.kind is Kind.MONEY)

    def show(self, value: Fraction | None, language: Language) -> str:
        """The number with its unit; unknown, if it is none."""
        return UNKNOWN[language] if value is None else with_unit(self._digits(value, language), self.unit, language)

    def _digits(self, value: Fraction, language: Language) -> str:
        cents = value * 100
        if self.money and cents.denominator == 1:
            return digits(yuan_of_fen(int(cents)), language)
        return show_number(value, language)


def measure_of(term: Term) -> Measure:
    """The unit of a term, as far as its parts tell it, and whether it is money.

    >>> from antipoverty.facts.household import NET_INCOME, SIZE
    >>> measure_of(Greatest((NET_INCOME - SIZE * 4000, 0))).unit["en"]
    'yuan'
    """
    match term:
        case Fact():
            return Measure(term.unit, term.kind is Kind.MONEY)
        case Number(unit=unit):
            return Measure(None if unit == PERCENT else unit)
        case CountMembers() | SumMembers():
            return measure_of(member_fact(term))
        case Times(left, right):
            return _product(measure_of(left), measure_of(right))
        case Plus(terms) | Least(terms) | Greatest(terms):
            return _first([measure_of(part) for part in terms])
        case When(_, met, otherwise):
            return _first([measure_of(met), measure_of(otherwise)])
        case Rounded(inner):
            return measure_of(inner)
        case _:
            return Measure()


def _product(left: Measure, right: Measure) -> Measure:
    """One side tells the unit if the other has none; of two units, nothing says what they make together."""
    unit = None if left.unit is not None and right.unit is not None else left.unit or right.unit
    return Measure(unit, left.money or right.money)


def _first(parts: list[Measure]) -> Measure:
    return Measure(next((part.unit for part in parts if part.unit), None), any(part.money for part in parts))


#: What says how a condition came out: a line for each of its comparisons. It may add steps of its own.
_Evidence: TypeAlias = Callable[[Condition, "Working"], list[str]]


@frozen
class Working:
    """The steps by which numbers were worked out from stored facts.

    Attributes:
        known: the stored facts.
        language: the language.
        evidence: says how a condition came out.
        lines: the steps so far, in words.
    """

    known: Mapping[Fact, FactValue] = field(repr=False)
    language: Language
    evidence: _Evidence = field(repr=False, default=lambda condition, working: [])
    lines: list[str] = field(factory=list, init=False, repr=False)
    _numbers: dict[Term, int] = field(factory=dict, init=False, repr=False)

    def work(self, term: Term, measure: Measure) -> None:
        """Add the steps of a term; a single step has no number."""
        if isinstance(term, _LEAVES):
            self.lines.append(f"{name_term(term, self.language)}{self._colon}{self.leaf(term)}")
            return
        self.step(term, measure)
        if len(self._numbers) == 1:
            self.lines[0] = self.lines[0].removeprefix("1. ")

    def step(self, term: Term, measure: Measure) -> int:
        """The number of the step that works a term out; the same term is worked out once."""
        if term in self._numbers:
            return self._numbers[term]
        first, *more = self._said(term, measure)
        number = len(self._numbers) + 1
        self._numbers[term] = number
        self.lines.extend([f"{number}. {first}", *(f"   {line}" for line in more)])
        return number

    def refer(self, term: Term, measure: Measure) -> tuple[str, str]:
        """What a term is called in another step, and what it comes to; its own steps come before."""
        if isinstance(term, _LEAVES):
            return name_term(term, self.language, within=True), self.leaf(term)
        number = self.step(term, measure)
        name = _STEP[self.language].format(number)
        return name, measure.show(value_of(term, self.known), self.language)

    def leaf(self, term: Term) -> str:
        """A fact, a number or what members say, in its own unit."""
        return show_leaf(term, self.known, self.language)

    @property
    def _colon(self) -> str:
        return COLON[self.language]

    def _said(self, term: Term, measure: Measure) -> list[str]:
        """What a step says, a line each."""
        language, colon = self.language, self._colon
        found = measure.show(value_of(term, self.known), language)
        match term:
            case Plus(terms) if len(signed(terms)) > _IN_A_LINE:
                return self._list(terms, measure, found)
            case Plus() | Times():
                name, numbers = self._arithmetic(term, measure)
                return [f"{name}{colon}{numbers} = {found}"]
            case Least(terms) | Greatest(terms):
                parts = [self._named(part, measure) for part in terms]
                return [f"{extreme(term, parts, language)}{colon}{found}"]
            case Rounded(inner):
                name, exact = self.refer(inner, measure)
                way = AFTER_EACH_OTHER[language].format(name, rounding(term, language))
                if value_of(inner, self.known) is None:
                    return [f"{way}{colon}{found}"]
                return [_ROUNDED[language].format(way, exact, found)]
            case When():
                return self._choice(term, measure)
            case _:
                return [f"{name_term(term, language)}{colon}{found}"]

    def _list(self, terms: tuple[Term, ...], measure: Measure, found: str) -> list[str]:
        """A long sum, a line for each part."""
        lines = []
        for place, (minus, part) in enumerate(signed(terms)):
            name, numbers = self._arithmetic(part, measure)
            sign = "-" if minus else "+" if place else " "
            lines.append(f"{sign} {name}{self._colon}{numbers}")
        return [_TOTAL[self.language].format(found), *lines]

    def _arithmetic(self, term: Term, measure: Measure, *, factor: bool = False) -> tuple[str, str]:
        """Sums and products as names and as numbers; what is no such thing is a step of its own."""
        match term:
            case Times(left, right) if is_minus_one(left):
                name, numbers = self._arithmetic(right, measure, factor=True)
                return MINUS[self.language].format(name), f"-({numbers})"
            case Times(left, right):
                sides = [self._arithmetic(side, measure_of(side), factor=True) for side in (left, right)]
                return " × ".join(name for name, _ in sides), " × ".join(numbers for _, numbers in sides)
            case Plus(terms) if len(terms) == 1:
                return self._arithmetic(terms[0], measure, factor=factor)
            case Plus(terms):
                parts = [(minus, self._arithmetic(part, measure)) for minus, part in signed(terms)]
                name, numbers = (added([(minus, said[place]) for minus, said in parts]) for place in (0, 1))
                return (f"({name})", f"({numbers})") if factor else (name, numbers)
            case _:
                name, shown = self.refer(term, measure)
                return name, f"({shown})" if shown.startswith("-") else shown

    def _named(self, term: Term, measure: Measure) -> str:
        """A part with what it comes to: ``step 1 (12,500.00 yuan)``."""
        name, shown = self.refer(term, measure)
        if name == shown:
            return shown
        return IN_BRACKETS[self.language].format(name, shown)

    def _choice(self, term: When, measure: Measure) -> list[str]:
        """Which of several numbers counts, and why."""
        language = self.language
        no, unknown = NO[language], UNKNOWN[language]
        tried: list[str] = []
        why: list[str] = []
        left = term
        while True:
            condition, truth = left.condition, self._truth(left.condition)
            asked = f"{name_condition(condition, language)}{self._colon}"
            why += [line for line in self.evidence(condition, self) if line not in why]
            if truth is None:
                return ["".join((*tried, asked, unknown, self._either(left, measure))), *why]
            if truth or not isinstance(left.otherwise, When):
                taken = self._named(left.term if truth else left.otherwise, measure)
                answer = _TAKEN[language].format((YES if truth else NO)[language], taken)
                return ["".join((*tried, asked, answer)), *why]
            tried.append(f"{asked}{no}{SEMICOLON[language]}")
            left = left.otherwise

    def _either(self, term: When, measure: Measure) -> str:
        """Of a choice whose condition is unknown: which two numbers it may be, or that they are the same."""
        first, second = self._named(term.term, measure), self._named(term.otherwise, measure)
        found = value_of(term, self.known)
        if found is None:
            return _EITHER[self.language].format(first, second)
        return _EITHER_WAY[self.language].format(measure.show(found, self.language), first, second)

    def _truth(self, condition: Condition) -> bool | None:
        facts = facts_of(condition)
        return evaluator(condition, facts)(tuple(self.known[fact] for fact in facts))


def show_leaf(term: Term, known: Mapping[Fact, FactValue], language: Language) -> str:
    """A fact, a number or what members say, in its own unit."""
    match term:
        case CountMembers() | SumMembers():
            fact = member_fact(term)
            return show_fact(fact, known[fact], language)
        case Fact():
            return show_fact(term, known[term], language)
        case Number(value, _, _, unit):
            return show_quantity(value, unit, language)
        case _:
            return name_term(term, language)


def working_in_one_line(term: Term, known: Mapping[Fact, FactValue], language: Language) -> str:
    """The numbers of a term as they were worked out, in one line; of a choice, those that counted.

    Empty for what is no more than one fact or one number.
    """
    return "" if isinstance(term, _LEAVES) else _line(term, known, language)


def _line(term: Term, known: Mapping[Fact, FactValue], language: Language, bracket: str = "") -> str:
    """A term in numbers, in brackets if it is a sum (``+``), or anything but a single number (``*``)."""

    def part(inner: Term, bracket: str = "") -> str:
        return _line(inner, known, language, bracket)

    match term:
        case Times(left, right) if is_minus_one(left):
            text, form = f"-({part(right)})", "*"
        case Times(left, right):
            text, form = " × ".join((part(left, "+*"), part(right, "+*"))), ""
        case Plus(terms):
            parts = (
                f" {'-' if minus else '+'} {part(inner, '+*' if minus else '*')}" for minus, inner in signed(terms)
            )
            text, form = "".join(parts).removeprefix(" + ").strip(), "+"
        case Least(terms) | Greatest(terms):
            text, form = extreme(term, [part(inner, "+*") for inner in terms], language), "*"
        case Rounded(inner):
            text, form = AFTER_EACH_OTHER[language].format(part(inner, "+*"), rounding(term, language)), "*"
        case When(condition, met, otherwise):
            facts = facts_of(condition)
            truth = evaluator(condition, facts)(tuple(known[fact] for fact in facts))
            if truth is not None:
                return part(met if truth else otherwise, bracket)
            either = part(met, "*"), part(otherwise, "*")
            text, form = _ONE_OR_OTHER[language].format(*either), "*"
        case _:
            text, form = show_leaf(term, known, language), ""
            form = "*" if text.startswith("-") else ""
    return f"({text})" if form and form in bracket else text
