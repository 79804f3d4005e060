"""What a rule is made of: facts and numbers, the conditions that compare them, criteria, and the rule itself.

Terms and conditions stand in one module because they make each other: ``INCOME < LINE * SIZE`` is a condition.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import Attribute, field, frozen

from antipoverty.errors import InvalidValue, NoTruthValue
from antipoverty.money import exact_number
from antipoverty.rules.conditions.shapes import checked
from antipoverty.rules.conditions.words import Language, Text

__all__ = [
    "All",
    "Alterable",
    "Any",
    "AnyMarked",
    "ByYear",
    "Choose",
    "Compare",
    "Condition",
    "Constant",
    "Criterion",
    "Fact",
    "IsTrue",
    "Kind",
    "Not",
    "Number",
    "OneOf",
    "Operator",
    "Parameter",
    "Plus",
    "RateLimit",
    "Rule",
    "SampledCount",
    "SampledRate",
    "Term",
    "Times",
]

Operator: TypeAlias = Literal["<", "<=", "==", ">=", ">"]


class Kind(Enum):
    """What sort of value a fact has, and how a frame holds it.

    Money is held in whole fen and a measure in whole hundredths of its unit, so that every number in a rule is an
    integer and no comparison depends on rounding.
    """

    FLAG = "flag"
    COUNT = "count"
    MONEY = "money"
    MEASURE = "measure"
    CATEGORY = "category"

    @property
    def scale(self) -> int:
        """How many stored units make one unit: 100 for money (fen in a yuan) and measures, else 1."""
        return 100 if self in (Kind.MONEY, Kind.MEASURE) else 1

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The least and the largest stored number, as records accept it; none for what is no number."""
        return _BOUNDS.get(self)


_BOUNDS = {Kind.COUNT: (0, 10**9), Kind.MONEY: (-(10**15), 10**15), Kind.MEASURE: (0, 10**15)}


class _Arithmetic:
    """The operators shared by all terms, so that a rule reads as it is spoken."""

    __slots__ = ()

    def __lt__(self, other: Term | int) -> Compare:
        return Compare(_term(self), "<", _term(other))

    def __le__(self, other: Term | int) -> Compare:
        return Compare(_term(self), "<=", _term(other))

    def __gt__(self, other: Term | int) -> Compare:
        return Compare(_term(self), ">", _term(other))

    def __ge__(self, other: Term | int) -> Compare:
        return Compare(_term(self), ">=", _term(other))

    def equals(self, other: Term | int) -> Compare:
        """The two are the same number."""
        return Compare(_term(self), "==", _term(other))

    def __mul__(self, other: Term | int) -> Times:
        return Times(_term(self), _term(other))

    def __rmul__(self, other: int) -> Times:
        return Times(_term(other), _term(self))

    def __add__(self, other: Term | int) -> Plus:
        return Plus((_term(self), _term(other)))

    def __radd__(self, other: int) -> Plus:
        return Plus((_term(other), _term(self)))


class _Logic:
    """The operators shared by all conditions."""

    __slots__ = ()

    def __and__(self, other: Condition) -> All:
        return All((_condition(self), _condition(other)))

    def __or__(self, other: Condition) -> Any:
        return Any((_condition(self), _condition(other)))

    def __rand__(self, other: Condition) -> All:
        return All((_condition(other), _condition(self)))

    def __ror__(self, other: Condition) -> Any:
        return Any((_condition(other), _condition(self)))

    def __invert__(self) -> Not:
        return Not(_condition(self))

    def __bool__(self) -> bool:
        # ``a and b`` and ``0 < INCOME < LINE`` would each be their last part alone.
        raise NoTruthValue("a condition has no truth before it is decided: combine conditions with &, | and ~")


class Alterable(Enum):
    """Whether a fact can be made another, which decides what is offered as a change of it."""

    FREELY = "freely"
    #: What is past: once it is so it stays so, and a number only grows.
    FORWARD = "forward"
    #: What nobody can change: an age, where a place lies, a blow of the year.
    NEVER = "never"


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Fact(_Arithmetic):
    """A named thing that can be known of a household, village or county, and may be unknown.

    Attributes:
        name: the name in rules and, by `column`, in frames.
        kind: the sort of value.
        text: what it is, in both languages. For a flag, a clause that is true or false.
        unit: the unit, for a number.
        negated: for a flag, the clause that says the opposite.
        values: for a category, the values that it may take.
        labels: what the values are called, in their order; a value without a label is called what it is.
        alterable: whether it can be made another; a decision offers no change of what cannot.
        reads: names of parameters that its derivation from a record depends on.

    >>> Fact("net_income", Kind.MONEY, Text("household net income", "家庭纯收入")).column
    'net_income_fen'
    """

    name: str
    kind: Kind
    text: Text
    unit: Text | None = None
    negated: Text | None = None
    values: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    labels: tuple[Text, ...] = ()
    alterable: Alterable = Alterable.FREELY

    def __attrs_post_init__(self) -> None:
        if not self.name.isidentifier():
            raise InvalidValue("Fact.name", self.name, "a name of letters, digits and underscores")
        if (self.kind is Kind.CATEGORY) != bool(self.values) or len(set(self.values)) < len(self.values):
            raise InvalidValue(f"values of {self.name}", self.values, "values that differ, for a category alone")
        if self.labels and len(self.labels) != len(self.values):
            raise InvalidValue(f"labels of {self.name}", len(self.labels), f"{len(self.values)}, one for each value")

    def label(self, value: str, language: Language) -> str:
        """What a value of a category is called.

        >>> labels = (Text("works", "施工"),)
        >>> Fact("kind", Kind.CATEGORY, Text("kind", "类别"), values=("a",), labels=labels).label("a", "zh")
        '施工'
        """
        return self.labels[self.values.index(value)][language] if self.labels else value

    @property
    def column(self) -> str:
        """The column that holds it in a frame: money in ``*_fen``, a measure in ``*_hundredths``."""
        if self.kind is Kind.MONEY:
            return f"{self.name}_fen"
        if self.kind is Kind.MEASURE:
            return f"{self.name}_hundredths"
        return self.name

    def one_of(self, values: tuple[str, ...] | Parameter) -> OneOf:
        """The category is one of these."""
        return OneOf(self, values)


@frozen(order=False, field_transformer=checked)
class Parameter(_Arithmetic):
    """A number, choice or table that the rulebook gives for the date. It stands in a tree until the rule is bound."""

    name: str


@frozen(order=False, field_transformer=checked)
class ByYear(_Arithmetic):
    """The value of a yearly series in the year that the rulebook points at.

    Attributes:
        series: the series' common name; the chosen one is ``<series>.<choice>``.
        choice: the parameter that names which series.
        offset: the parameter that gives the year, counted from the year of the decision date.
    """

    series: str
    choice: Parameter
    offset: Parameter


def _exact(value: Fraction | Decimal | int) -> Fraction:
    return exact_number(value, "Number.value", "an exact number: a Fraction, a Decimal or an int")


@frozen(order=False, field_transformer=checked)
class Number(_Arithmetic):
    """An exact number: written in the rule, or put in for a parameter, whose name it then keeps.

    Attributes:
        value: in whole units (yuan, persons, a share of 1).
        parameter: the parameter it came from.
        text: what it is called.
        unit: its unit.
    """

    value: Fraction = field(converter=_exact)
    parameter: str | None = None
    text: Text | None = None
    unit: Text | None = None


@frozen(order=False, field_transformer=checked)
class Times(_Arithmetic):
    """A product. At most one side may contain facts, so that every comparison stays linear."""

    left: Term
    right: Term


@frozen(order=False, field_transformer=checked)
class Plus(_Arithmetic):
    """A sum."""

    terms: tuple[Term, ...]


Term: TypeAlias = Fact | Parameter | ByYear | Number | Times | Plus


@frozen(order=False, field_transformer=checked)
class Constant(_Logic):
    """A condition that is settled: a part of a rule that the rulebook has switched off or on."""

    value: bool


@frozen(order=False, field_transformer=checked)
class IsTrue(_Logic):
    """A flag is true."""

    fact: Fact

    def __attrs_post_init__(self) -> None:
        if self.fact.kind is not Kind.FLAG:
            raise InvalidValue("fact", self.fact.name, "a fact of kind flag")


@frozen(order=False, field_transformer=checked)
class Compare(_Logic):
    """One number stands so to another."""

    left: Term
    operator: Operator
    right: Term

    def __attrs_post_init__(self) -> None:
        for term in (self.left, self.right):
            _check_numbers(term)


@frozen(order=False, field_transformer=checked)
class OneOf(_Logic):
    """A category is one of the values."""

    fact: Fact
    values: tuple[str, ...] | Parameter

    def __attrs_post_init__(self) -> None:
        if self.fact.kind is not Kind.CATEGORY:
            raise InvalidValue("fact", self.fact.name, "a fact of kind category")
        if isinstance(self.values, tuple) and (wrong := set(self.values) - set(self.fact.values)):
            raise InvalidValue(f"values of {self.fact.name}", sorted(wrong), f"values among {self.fact.values}")


@frozen(order=False, field_transformer=checked)
class AnyMarked(_Logic):
    """At least one flag is true among those that a table of the rulebook gives this mark.

    The table maps a flag's name to a mark; a flag that it does not name has none.
    """

    flags: tuple[Fact, ...]
    table: Parameter
    mark: str

    def __attrs_post_init__(self) -> None:
        if others := [fact.name for fact in self.flags if fact.kind is not Kind.FLAG]:
            raise InvalidValue("flags", others, "facts of kind flag")


@frozen(order=False, field_transformer=checked)
class Choose(_Logic):
    """The condition that goes with the rulebook's choice; where it makes several choices, all that go with them."""

    parameter: Parameter
    branches: tuple[tuple[str, Condition], ...]


def _some(instance: object, attribute: Attribute[tuple[Condition, ...]], value: tuple[Condition, ...]) -> None:
    if not value:
        raise InvalidValue(
            f"{type(instance).__name__}.{attribute.name}", value, "at least one, since none holds emptily"
        )


@frozen(order=False, field_transformer=checked)
class All(_Logic):
    """Every condition is met. Of none at all, that would hold emptily, and is refused."""

    conditions: tuple[Condition, ...] = field(validator=_some)


@frozen(order=False, field_transformer=checked)
class Any(_Logic):
    """At least one condition is met."""

    conditions: tuple[Condition, ...] = field(validator=_some)


@frozen(order=False, field_transformer=checked)
class Not(_Logic):
    """The condition is not met."""

    condition: Condition


@frozen(order=False, field_transformer=checked)
class SampledCount:
    """How many of a sample have a property, each number a fact.

    Attributes:
        found: how many have it.
        sampled: how many were looked at.
        population: how many there are; none if that is not held.
    """

    found: Fact
    sampled: Fact
    population: Fact | None = None


@frozen(order=False, field_transformer=checked)
class RateLimit:
    """What a rate that was found by sample is held against.

    Attributes:
        value: the limit, a share of 1.
        verdict: the flag that says whether the limit is kept, which follows from the interval; none where the rate of
            the sample is compared as it stands.
    """

    value: Term
    verdict: Fact | None = None


@frozen(order=False, field_transformer=checked)
class SampledRate:
    """A rate that samples tell, as a criterion asks for it: from it, a decision shows its figures with their interval.

    Attributes:
        name: what the rate is called.
        samples: the samples behind it.
        limits: what it is held against.
        confidence: of the interval.
        method: how the interval is made.
        at_least: whether the rate has to reach its limits; else it is not to pass them.
        counted: persons who belong to it without a sample, since they are all known; none if there are none such.
        whole: of how many persons it is a rate, where samples of several groups are added up.
    """

    name: Text
    samples: tuple[SampledCount, ...]
    limits: tuple[RateLimit, ...]
    confidence: Term
    method: Literal["clopper-pearson", "wilson"]
    at_least: bool = False
    counted: Fact | None = None
    whole: Fact | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts from which it is worked out."""
        counts = (fact for part in self.samples for fact in (part.found, part.sampled, part.population))
        return tuple(dict.fromkeys(fact for fact in (*counts, self.counted, self.whole) if fact is not None))


@frozen(order=False, field_transformer=checked)
class Criterion(_Logic):
    """A condition with a name, which gets a finding of its own in every decision.

    Attributes:
        id: the rulebook's code, such as ``HH-01``.
        name: what an officer calls it.
        condition: what has to hold.
        applies: whom it concerns; of everyone, if left out.
        otherwise: what counts where it does not apply (no child of school age), stated and never left to chance.
        sources: keys of the rulebook's citations that state the rule.
        rate: what it asks of a sample; a finding shows the figures.
    """

    id: str
    name: Text
    condition: Condition
    applies: Condition | None = None
    otherwise: bool = True
    sources: tuple[str, ...] = ()
    rate: SampledRate | None = None

    @property
    def effective(self) -> Condition:
        """The condition with the case of nobody concerned worked in."""
        if self.applies is None:
            return self.condition
        if isinstance(self.applies, Constant):
            # Switched on for everyone or for no one on this date: then nothing is left to read of the other.
            return self.condition if self.applies.value else Constant(self.otherwise)
        if self.otherwise:
            return Any((Not(self.applies), self.condition))
        return All((self.applies, self.condition))


Condition: TypeAlias = Constant | IsTrue | Compare | OneOf | AnyMarked | Choose | All | Any | Not | Criterion


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Rule:
    """A named condition on one kind of subject, with the words for its three outcomes.

    Attributes:
        id: a short name with hyphens, used as a column name (with underscores) and a page name.
        name: what it is called.
        subject: ``household``, ``person``, ``village``, ``county``, ``project``, ``fund`` or ``outlay``.
        condition: the tree.
        met: what it means that it is met.
        not_met: what it means that it is not.
        unknown: what it means that it cannot be told.
        reviews: criteria that do not decide, but ask for a closer look when they are met.
        in_force: the parameter whose dates are the rule's own, if the rule has a beginning or an end.
        summary: a paragraph for the rule's page.
        kinds: ids of criteria in the order in which they are tried: the first that holds says as what a record meets
            the rule.
    """

    id: str
    name: Text = field(repr=False)
    subject: str = field(repr=False)
    condition: Condition = field(repr=False)
    met: Text = field(repr=False)
    not_met: Text = field(repr=False)
    unknown: Text = field(repr=False)
    reviews: tuple[Criterion, ...] = field(default=(), repr=False)
    in_force: Parameter | None = field(default=None, repr=False)
    summary: Text | None = field(default=None, repr=False)
    kinds: tuple[str, ...] = field(default=(), repr=False)

    @property
    def column(self) -> str:
        """The name of its outcome column in a frame."""
        return self.id.replace("-", "_")


def _term(value: object) -> Term:
    if isinstance(value, Fact | Parameter | ByYear | Number | Times | Plus):
        return value
    if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool):
        return Number(exact_number(value, "term", "an exact number"))
    raise InvalidValue("term", value, "a fact, a parameter or an exact number")


def _check_numbers(term: Term) -> None:
    """Facts are compared as numbers: a flag or a category is none."""
    match term:
        case Fact() if term.kind.bounds is None:
            raise InvalidValue("term", term.name, f"a number: {term.name} is a {term.kind.value}")
        case Times(left, right):
            _check_numbers(left)
            _check_numbers(right)
        case Plus(terms):
            for part in terms:
                _check_numbers(part)
        case _:
            pass


def _condition(value: object) -> Condition:
    if isinstance(value, Constant | IsTrue | Compare | OneOf | AnyMarked | Choose | All | Any | Not | Criterion):
        return value
    raise InvalidValue("condition", value, "a condition, such as IsTrue(fact) or INCOME < LINE")
