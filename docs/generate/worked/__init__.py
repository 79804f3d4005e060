"""What a rule's page shows beside the rule: examples on both sides of its boundary, and claims proved of every record.

Each module of this folder holds the `Worked` of one part of the domain, in a tuple `WORKED`, in the order of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path

from attrs import frozen

from antipoverty._engine.conditions import FactValue
from antipoverty.errors import ParameterError
from antipoverty.rulebooks import InForce, Rulebook
from antipoverty.rules import (
    Condition,
    Fact,
    Outcome,
    Proof,
    Quantity,
    Rule,
    bind,
    decide_from_facts,
    prove_settled,
)
from antipoverty.text import Text
from writing import library_books


@frozen
class Claim:
    """Something that holds for every record: in words, and as a proof over a bound condition or a bound term.

    Attributes:
        text: the words.
        prove: the proof, over the rule's bound condition, and that of the other rule where there is one; or over the
            quantity's bound term.
        beside: another rule, bound to the same period; periods in which it is not in force are passed over.
        about: a fact that the claim is about; states of the rule that do not read it are passed over.
    """

    text: Text
    prove: Callable[..., Proof]
    beside: Rule | None = None
    about: Fact | None = None

    def proofs(self, rule: Rule, periods: Iterable[InForce]) -> Iterator[Proof]:
        """The claim proved for each state of the rule in periods in all of which it is in force."""
        states: dict[tuple[Condition, ...], None] = {}
        for stands in periods:
            bound = bind(rule, stands)
            if self.about is not None and self.about not in bound.facts:
                continue
            conditions = [bound.rule.condition]
            if self.beside is not None:
                try:
                    other = bind(self.beside, stands).rule
                except ParameterError:
                    continue
                if other.ended is not None:
                    continue
                conditions.append(other.condition)
            states[tuple(conditions)] = None
        yield from (self.prove(*state) for state in states)

    def amount_proofs(self, quantity: Quantity, periods: Iterable[InForce]) -> Iterator[Proof]:
        """The claim proved for each state of the quantity in periods in all of which it has a value."""
        bindings = [bind(quantity, stands) for stands in periods]
        read = [bound for bound in bindings if self.about is None or self.about in bound.facts]
        yield from (self.prove(term) for term in dict.fromkeys(bound.quantity.term for bound in read))


#: What is proved of every rule.
ALWAYS = (
    Claim(
        Text(
            "Learning a fact never flips a decided outcome; it only settles an unknown one.",
            "新增已知事实不会推翻已有结论，只会使未知变为已知。",
        ),
        lambda condition: prove_settled("known", condition),
    ),
)


@frozen(eq=False)
class Worked:
    """A rule with what its page works out.

    Attributes:
        rule: the rule.
        book: the rulebook of the examples.
        on: the date of the examples.
        cases: stored facts by name, below, on and above the boundary.
        open: a fact without which one of the cases is unknown: that case follows the others.
        claims: what is proved beside `ALWAYS`.
        books: the rulebooks whose periods the page shows; every one if left out.
        caveat: what stands above the periods.
        more: Markdown that stands after the criteria, with its own heading.
        further: cases of other dates, one of each unknown.
    """

    rule: Rule
    book: Rulebook
    on: date
    cases: tuple[Mapping[str, FactValue], ...]
    claims: tuple[Claim, ...] = ()
    books: tuple[Rulebook, ...] = ()
    caveat: Text | None = None
    more: Text | None = None
    open: str | None = None
    further: tuple[tuple[date, tuple[Mapping[str, FactValue], ...]], ...] = ()

    @property
    def examples(self) -> tuple[tuple[date, tuple[Mapping[str, FactValue], ...]], ...]:
        """The cases of each date, one of them unknown."""
        bound = bind(self.rule, self.book.at(self.on))
        lacking = ({name: facts[name] for name in facts if name != self.open} for facts in self.cases)
        unknown = (facts for facts in lacking if decide_from_facts(bound, facts, on=self.on).outcome is Outcome.UNKNOWN)
        added = () if self.open is None else (next(unknown),)
        return ((self.on, (*self.cases, *added)), *self.further)

    @property
    def shown_books(self) -> tuple[Rulebook, ...]:
        """The rulebooks whose periods the page shows and proves."""
        return self.books or library_books()


@frozen(eq=False)
class WorkedQuantity:
    """A quantity with what its page works out.

    Attributes:
        quantity: the amount or limit.
        book: the rulebook of the examples.
        on: the date of the examples.
        cases: stored facts by name; of a quantity that reads facts, one case leaves it unknown.
        claims: what is proved of it.
        books: the rulebooks whose periods the page shows; every one if left out.
    """

    quantity: Quantity
    book: Rulebook
    on: date
    cases: tuple[Mapping[str, FactValue], ...]
    claims: tuple[Claim, ...] = ()
    books: tuple[Rulebook, ...] = ()

    @property
    def shown_books(self) -> tuple[Rulebook, ...]:
        """The rulebooks whose periods the page shows and proves."""
        return self.books or library_books()


def collected() -> Iterator[Worked]:
    """Every `Worked` of this folder."""
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        yield from getattr(import_module(f"worked.{path.stem}"), "WORKED", ())


def collected_quantities() -> Iterator[WorkedQuantity]:
    """Every quantity with its examples, in the order of `QUANTITIES`."""
    from antipoverty.quantities import QUANTITIES
    from worked.quantities import EXAMPLES

    assert EXAMPLES.keys() == QUANTITIES.keys(), "every quantity has its examples, and nothing else does"
    yield from (EXAMPLES[key] for key in QUANTITIES)
