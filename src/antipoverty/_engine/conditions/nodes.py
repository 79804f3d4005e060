"""What a rule is made of: facts and numbers, the conditions that compare them, criteria, and the rule itself.

Terms and conditions stand in one module because they make each other: ``INCOME < LINE * SIZE`` is a condition.
"""

from __future__ import annotations

import hashlib
import typing
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

from attrs import Attribute, field, frozen

from antipoverty._shared.shapes import checked
from antipoverty.errors import InvalidValue, NoTruthValue
from antipoverty.money import exact_number
from antipoverty.text import Language, Text

Operator: TypeAlias = Literal["<", "<=", "==", ">=", ">"]
#: Which way a number is rounded: to the next higher, the next lower, or the nearest one, halves away from zero.
Direction: TypeAlias = Literal["up", "down", "half"]


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

    def __lt__(self, other: _Operand) -> Compare:
        return Compare(_term(self), "<", _term(other))

    def __le__(self, other: _Operand) -> Compare:
        return Compare(_term(self), "<=", _term(other))

    def __gt__(self, other: _Operand) -> Compare:
        return Compare(_term(self), ">", _term(other))

    def __ge__(self, other: _Operand) -> Compare:
        return Compare(_term(self), ">=", _term(other))

    def equals(self, other: _Operand) -> Compare:
        """The two are the same number."""
        return Compare(_term(self), "==", _term(other))

    def __mul__(self, other: _Operand) -> Times:
        return Times(_term(self), _term(other))

    def __rmul__(self, other: Fraction | Decimal | int) -> Times:
        return Times(_term(other), _term(self))

    def __add__(self, other: _Operand) -> Plus:
        return Plus((_term(self), _term(other)))

    def __radd__(self, other: Fraction | Decimal | int) -> Plus:
        return Plus((_term(other), _term(self)))

    def __neg__(self) -> Times:
        return Times(Number(Fraction(-1)), _term(self))

    def __sub__(self, other: _Operand) -> Plus:
        return Plus((_term(self), Times(Number(Fraction(-1)), _term(other))))

    def __rsub__(self, other: Fraction | Decimal | int) -> Plus:
        return Plus((_term(other), Times(Number(Fraction(-1)), _term(self))))


class _Logic:
    """The operators shared by all conditions."""

    __slots__ = ()

    def __and__(self, other: Condition) -> AllOf:
        return AllOf((_condition(self), _condition(other)))

    def __or__(self, other: Condition) -> AnyOf:
        return AnyOf((_condition(self), _condition(other)))

    def __rand__(self, other: Condition) -> AllOf:
        return AllOf((_condition(other), _condition(self)))

    def __ror__(self, other: Condition) -> AnyOf:
        return AnyOf((_condition(other), _condition(self)))

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
    """A named thing that can be known of a household, person, village or county, and may be unknown.

    A fact may have a definition: a condition (for a flag) or a term (for a number) over other facts of the same record,
    or over its members. What follows from the definition comes first; where that is unknown, what the record itself
    states counts. This order is the same for all facts and on every reading, but for those that say `stated_first`.

    Attributes:
        name: the name in rules and, by `column`, in frames.
        kind: the sort of value.
        text: what it is, in both languages. For a flag, a clause that is true or false.
        unit: the unit, for a number.
        negated: for a flag, the clause that says the opposite.
        values: for a category, the values that it may take.
        labels: what the values are called, in their order; a value without a label is called what it is.
        alterable: whether it can be made another; a decision offers no change of what cannot.
        reads: names of parameters that it depends on, those of its definition among them.
        vague: values that stand for one of the others but the first, it is not known which: a disability of no grade.
        definition: how it follows from other facts or from members.
        stated_first: whether what the record states comes before what follows: of a figure for which the definition is
            a stand-in, taken where the figure itself is not stated.

    >>> Fact("net_income", Kind.MONEY, Text("household net income", "家庭纯收入")).column
    'net_income_fen'
    >>> ill = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
    >>> Fact("cared_for", Kind.COUNT, Text("ill members", "患病成员数"), definition=CountMembers(IsTrue(ill))).reads
    ()
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
    vague: tuple[str, ...] = ()
    definition: Condition | Term | None = field(default=None, repr=False)
    stated_first: bool = False

    def __attrs_post_init__(self) -> None:
        if self.definition is not None:
            _check_definition(self)
            reads = (*self.reads, *(node.name for node in _parameters(self.definition)))
            object.__setattr__(self, "reads", tuple(dict.fromkeys(reads)))
        if not self.name.isidentifier():
            raise InvalidValue("Fact.name", self.name, "a name of letters, digits and underscores")
        if (self.kind is Kind.CATEGORY) != bool(self.values) or len(set(self.values)) < len(self.values):
            raise InvalidValue(f"values of {self.name}", self.values, "values that differ, for a category alone")
        if self.labels and len(self.labels) != len(self.values):
            raise InvalidValue(f"labels of {self.name}", len(self.labels), f"{len(self.values)}, one for each value")
        if not set(self.vague) <= set(self.values[1:]):
            raise InvalidValue(f"vague of {self.name}", self.vague, f"values among {self.values[1:]}")

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

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The least and the largest stored number, none for what is no number: what follows may be negative.

        >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
        >>> size.bounds, Fact("beyond", Kind.COUNT, Text("beyond four", "超四人"), definition=size - 4).bounds
        ((0, 1000000000), (-1000000000, 1000000000))
        """
        if self.kind.bounds is None or self.definition is None:
            return self.kind.bounds
        return -self.kind.bounds[1], self.kind.bounds[1]

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


#: What a term is reckoned or compared with: another term, or an exact number.
_Operand: TypeAlias = "Term | Fraction | Decimal | int"


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


def _as_terms(values: tuple[_Operand, ...]) -> tuple[Term, ...]:
    # What is no tuple is refused by its type.
    return tuple(map(_as_term, values)) if isinstance(values, tuple) else values


def _as_term(value: _Operand) -> Term:
    return Number(_exact(value)) if isinstance(value, int | Decimal | Fraction) else value


def _some_terms(instance: object, attribute: Attribute[tuple[Term, ...]], value: tuple[Term, ...]) -> None:
    if not value:
        raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", value, "at least one term")
    for term in value:
        _check_numbers(term)


@frozen(order=False, field_transformer=checked)
class Least(_Arithmetic):
    """The least of several numbers; unknown while one of them is. ``Least((AMOUNT, CAP))`` is an amount with a cap."""

    terms: tuple[Term, ...] = field(converter=_as_terms, validator=_some_terms)


@frozen(order=False, field_transformer=checked)
class Greatest(_Arithmetic):
    """The greatest of several numbers; unknown while one of them is. ``Greatest((GAP, 0))`` is never negative."""

    terms: tuple[Term, ...] = field(converter=_as_terms, validator=_some_terms)


def _a_number(instance: object, attribute: Attribute[Term], value: Term) -> None:
    _check_numbers(value)


@frozen(order=False, field_transformer=checked)
class When(_Arithmetic):
    """One number where a condition is met, another where it is not.

    Where the condition is unknown the number is unknown too, unless both are known and the same.
    """

    condition: Condition
    term: Term = field(converter=_as_term, validator=_a_number)
    otherwise: Term = field(converter=_as_term, validator=_a_number)


def _step(value: Fraction | Decimal | int | str) -> Fraction:
    return exact_number(value, "Rounded.unit", "an exact number above 0, such as 1 or '0.01'")


def _above_zero(instance: object, attribute: Attribute[Fraction], value: Fraction) -> None:
    if value <= 0:
        raise InvalidValue("Rounded.unit", value, "a number above 0")


@frozen(order=False, field_transformer=checked)
class Rounded(_Arithmetic):
    """A number brought to a whole multiple of a unit.

    Attributes:
        term: the number.
        unit: what it becomes a multiple of: 1 for whole yuan, ``Decimal("0.01")`` for whole fen.
        direction: ``up`` to the next higher, ``down`` to the next lower, ``half`` to the nearest, halves away from 0.
    """

    term: Term = field(validator=_a_number)
    unit: Fraction = field(converter=_step, validator=_above_zero)
    direction: Direction


def _of_one_person(instance: object, attribute: Attribute[typing.Any], value: Condition | Term | None) -> None:
    """A member is asked what is known of a person, who has no members."""
    if value is not None and (inner := _question_within(value)) is not None:
        given, expected = type(inner).__name__, "facts of a person, who has no members to be asked"
        raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", given, expected)


@frozen(order=False, field_transformer=checked)
class CountMembers(_Arithmetic):
    """How many members meet a condition over facts of a person; how many there are, if it is left out.

    Unknown while it is unknown of a member, and where the members are not listed.
    """

    condition: Condition | None = field(default=None, validator=_of_one_person)


@frozen(order=False, field_transformer=checked)
class SumMembers(_Arithmetic):
    """The sum of a number over all members; unknown while it is unknown of one, and where they are not listed."""

    term: Term = field(validator=[_a_number, _of_one_person])


Term: TypeAlias = (
    Fact | Parameter | ByYear | Number | Times | Plus | Least | Greatest | When | Rounded | CountMembers | SumMembers
)


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
class Chosen(_Logic):
    """The rulebook's choice is this value, or its list names it; a yes-or-no parameter is ``true`` or ``false``."""

    parameter: Parameter
    value: str


@frozen(order=False, field_transformer=checked)
class AnyMember(_Logic):
    """At least one member meets a condition over facts of a person.

    By Kleene's logic: one member who meets it settles it; failing that, one of whom it is unknown leaves it unknown. It
    is unknown where the members are not listed.

    Attributes:
        condition: what a member has to meet.
        of_nobody: what holds of a record that is known to have no members.
    """

    condition: Condition = field(validator=_of_one_person)
    of_nobody: bool | None = False


@frozen(order=False, field_transformer=checked)
class EveryMember(_Logic):
    """Every member meets a condition over facts of a person.

    By Kleene's logic: one member who does not settles it; failing that, one of whom it is unknown leaves it unknown. It
    is unknown where the members are not listed.

    Attributes:
        condition: what each member has to meet.
        of_nobody: what holds of a record that is known to have no members: unknown unless it is stated, so that no rule
            is met because there is nobody to break it.
    """

    condition: Condition = field(validator=_of_one_person)
    of_nobody: bool | None = None


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
class AllOf(_Logic):
    """Every condition is met. Of none at all, that would hold emptily, and is refused."""

    conditions: tuple[Condition, ...] = field(validator=_some)


@frozen(order=False, field_transformer=checked)
class AnyOf(_Logic):
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
            return AnyOf((Not(self.applies), self.condition))
        return AllOf((self.applies, self.condition))


Condition: TypeAlias = (
    Constant
    | IsTrue
    | Compare
    | OneOf
    | AnyMarked
    | Chosen
    | AnyMember
    | EveryMember
    | Choose
    | AllOf
    | AnyOf
    | Not
    | Criterion
)
#: What asks the members of a record.
OfMembers: TypeAlias = AnyMember | EveryMember | CountMembers | SumMembers


@frozen(order=False, field_transformer=checked)
class Rank:
    """One of the things as which a record may meet a rule: a cause of poverty, a type of monitored household.

    Attributes:
        code: what it is called in data: ``illness``.
        criterion: the id of the criterion that finds it.
        weight: the number by which those that are found are ranked; none if it has none.
    """

    code: str
    criterion: str
    weight: Fact | None = None


@frozen(order=False, field_transformer=checked)
class Ranking:
    """In which order those things come as which a record meets a rule.

    It ranks the ones whose criterion is met:

    1. those with a weight, the heavier first; one whose weight is unknown after all that are known;
    2. then those without a weight;
    3. where that leaves several alike, in the order of `ranks`.

    Attributes:
        ranks: the things, in order.
        column: the column of a frame that holds the code of the first; none if frames are given no columns of it.
        each: what the column begins with that says whether one is found.

    >>> ranking = Ranking((Rank("illness", "CA-01.illness"),), "main_cause", "cause")
    >>> ranking.column_of("illness")
    'cause_illness'
    """

    ranks: tuple[Rank, ...]
    column: str | None = None
    each: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("code", "criterion"):
            named = [getattr(rank, name) for rank in self.ranks]
            if not named or len(set(named)) < len(named):
                raise InvalidValue(f"{name} of ranks", named, "at least one, and each once")
        kinds = {rank.weight.kind for rank in self.ranks if rank.weight is not None}
        if len(kinds) > 1 or any(kind.bounds is None for kind in kinds):
            given = sorted(kind.value for kind in kinds)
            raise InvalidValue("weights of ranks", given, "numbers of one kind: money, counts or measures")

    def column_of(self, code: str) -> str:
        """The column of a frame that says whether the thing of a code is found."""
        return f"{self.each}_{code}"


def _ranks_criteria(instance: Rule, attribute: Attribute[Ranking | None], value: Ranking | None) -> None:
    from antipoverty._engine.conditions.trees import criteria_of, facts_of

    if value is None:
        return
    sought = {criterion.id: criterion for criterion in criteria_of(instance.condition)}
    for rank in value.ranks:
        if rank.criterion not in sought:
            raise InvalidValue(f"ranking of {instance.id}", rank.criterion, f"a criterion among {', '.join(sought)}")
        if rank.weight is not None and rank.weight not in facts_of(sought[rank.criterion]):
            raise InvalidValue(f"ranking of {instance.id}", rank.weight.name, f"a fact that {rank.criterion} reads")


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
        ranking: as what a record may meet the rule, and which of several comes first.
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
    ranking: Ranking | None = field(default=None, repr=False, validator=_ranks_criteria)

    @property
    def column(self) -> str:
        """The name of its outcome column in a frame."""
        return self.id.replace("-", "_")


def _named_number(instance: Quantity, attribute: Attribute[Kind], value: Kind) -> None:
    if value.bounds is None:
        raise InvalidValue("Quantity.kind", value.value, "money, a count or a measure")


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Quantity:
    """A named amount or limit: a term with its unit and sources, worked out for one record as a rule is decided.

    Attributes:
        id: a short name with hyphens, used as a column name (with underscores) and a page name.
        name: what it is called.
        subject: what it is worked out of: ``household``, ``person`` or ``village``.
        term: how it is worked out. It has to come out in whole stored units (fen for money): round what may not.
        unit: its unit.
        kind: the sort of number: money, unless stated otherwise.
        sources: keys of the rulebook's citations that state it.
        in_force: the parameter whose dates are its own, if it has a beginning or an end.
        summary: a paragraph for its page.

    >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
    >>> grant = Parameter("assistance.linkage_yuan")
    >>> Quantity("grant", Text("Grant", "补助"), "household", grant * size, Text("yuan", "元")).column
    'grant_fen'
    """

    id: str
    name: Text = field(repr=False)
    subject: str = field(repr=False)
    term: Term = field(repr=False, validator=_a_number)
    unit: Text = field(repr=False)
    kind: Kind = field(default=Kind.MONEY, repr=False, validator=_named_number)
    sources: tuple[str, ...] = field(default=(), repr=False)
    in_force: Parameter | None = field(default=None, repr=False)
    summary: Text | None = field(default=None, repr=False)

    @property
    def column(self) -> str:
        """The name of its column in a frame: money in ``*_fen``, a measure in ``*_hundredths``."""
        suffix = {Kind.MONEY: "_fen", Kind.MEASURE: "_hundredths"}.get(self.kind, "")
        return self.id.replace("-", "_") + suffix


@lru_cache(maxsize=4096)
def member_fact(node: OfMembers) -> Fact:
    """The fact of a record that a question to its members is: read from a frame or a record like any other.

    >>> ill = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
    >>> member_fact(AnyMember(IsTrue(ill))).text["en"]
    'there is a member who is ill'
    """
    from antipoverty._engine.prose.statements import name_members

    texts = [name_members(node, language) for language in ("en", "zh")]
    digest = hashlib.sha256(repr(node).encode()).hexdigest()[:12]
    if isinstance(node, AnyMember | EveryMember):
        kind, unit, name = Kind.FLAG, None, "any" if isinstance(node, AnyMember) else "every"
    elif isinstance(node, CountMembers):
        kind, unit, name = Kind.COUNT, Text("persons", "人"), "count"
    else:
        kind, name = _kind_of(node.term), "sum"
        unit = next((fact.unit for fact in _added_up(node.term)), None)
    asked = {fact.alterable for fact in _nodes(node) if isinstance(fact, Fact)}
    alterable = asked.pop() if len(asked) == 1 else Alterable.FREELY if asked else Alterable.NEVER
    return Fact(f"{name}_members_{digest}", kind, Text(*texts), unit, alterable=alterable, definition=node)


def _kind_of(term: Term) -> Kind:
    """The finest kind of the facts that a term adds up; money, if there are none but numbers of the rulebook."""
    kinds = {fact.kind for fact in _added_up(term)}
    return next((kind for kind in (Kind.MONEY, Kind.MEASURE, Kind.COUNT) if kind in kinds), Kind.MONEY)


def _added_up(term: Term) -> Iterator[Fact]:
    match term:
        case Fact():
            yield term
        case Times(left, right) | When(_, left, right):
            yield from (*_added_up(left), *_added_up(right))
        case Plus(terms) | Least(terms) | Greatest(terms):
            for part in terms:
                yield from _added_up(part)
        case Rounded(inner):
            yield from _added_up(inner)
        case _:
            pass


def _check_definition(fact: Fact) -> None:
    definition = fact.definition
    wanted = "a condition" if fact.kind is Kind.FLAG else "a term" if fact.kind.bounds else "none, for a category"
    given = isinstance(definition, Condition), isinstance(definition, Term)
    if given != (fact.kind is Kind.FLAG, fact.kind.bounds is not None):
        raise InvalidValue(f"definition of {fact.name}", type(definition).__name__, wanted)
    assert definition is not None
    if any(isinstance(node, ByYear) for node in _nodes(definition)):
        raise InvalidValue(f"definition of {fact.name}", "ByYear", "parameters by name: a fact follows from those")


def _parameters(node: Condition | Term) -> Iterator[Parameter]:
    """The parameters of a tree, those of its facts' definitions and of what its members are asked among them."""
    for part in _nodes(node):
        if isinstance(part, Parameter):
            yield part
        elif isinstance(part, Fact):
            yield from map(Parameter, part.reads)


def _nodes(node: Condition | Term) -> Iterator[Condition | Term]:
    """Every node of a tree, what its members are asked among them."""
    from antipoverty._engine.conditions.trees import walk

    for part in walk(node):
        yield part
        if isinstance(part, SumMembers):
            yield from _nodes(part.term)
        elif isinstance(part, AnyMember | EveryMember | CountMembers) and part.condition is not None:
            yield from _nodes(part.condition)


def _question_within(tree: Condition | Term) -> OfMembers | None:
    """A question to members in a tree, or in the definitions of its facts; none if there is none."""
    from antipoverty._engine.conditions.trees import walk

    for node in walk(tree):
        if isinstance(node, OfMembers):
            return node
        if isinstance(node, Fact) and node.definition is not None:
            found = _question_within(node.definition)
            if found is not None:
                return found
    return None


def _term(value: object) -> Term:
    if isinstance(value, Term):
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
        case _:  # the other terms have checked their own
            pass


def _condition(value: object) -> Condition:
    if isinstance(value, Condition):
        return value
    raise InvalidValue("condition", value, "a condition, such as IsTrue(fact) or INCOME < LINE")
