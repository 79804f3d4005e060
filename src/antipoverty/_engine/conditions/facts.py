"""Facts: the named things that a rule reads of a record."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from attrs import field, frozen

from antipoverty._engine.conditions.operators import Arithmetic
from antipoverty._shared.arguments import member_of
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import checked
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.text import YUAN, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.conditions.conditions import Condition, OneOf
    from antipoverty._engine.conditions.terms import ByYear, Parameter, Term


class Kind(Serializable, Enum):
    """The kind of a fact's value.

    Money is stored in whole fen and a measure in whole hundredths of its unit, so that every number in a rule is an
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

    def suffix(self, unit: Text | None) -> str:
        """How the name of a column ends that holds such values in a unit."""
        if self is Kind.MONEY:
            return "_fen" if unit is None or YUAN.en in unit.get("en", "") else "_cents"
        return "_hundredths" if self is Kind.MEASURE else ""

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The least and the largest stored number that records accept; none for a flag or a category."""
        return _BOUNDS.get(self)


_BOUNDS = {Kind.COUNT: (0, 10**9), Kind.MONEY: (-(10**15), 10**15), Kind.MEASURE: (0, 10**15)}


#: The stored value of a fact: fen for money, hundredths for a measure; `None` is unknown.
FactValue: TypeAlias = bool | int | str | None


class Alterable(Serializable, Enum):
    """Whether a fact can be changed, and so which changes a decision offers."""

    FREELY = "freely"
    #: What is past: a true flag stays true, and a number only grows.
    FORWARD = "forward"
    #: What nobody can change: an age, the region of a place, a disaster of the year.
    NEVER = "never"


def _kind(value: Kind | str) -> Kind:
    return member_of(Kind, value, "Fact.kind")


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Fact(Shown, Arithmetic):
    """A named property of a household, person, village or county, which may be unknown.

    A fact may have a definition: a condition (for a flag) or a term (for a number) over other facts of the same record,
    or over its members. The definition counts first; where it is unknown, what the record states counts. Only for facts
    with `stated_first` is it the other way round.

    Conditions: ``SIZE < 5``, ``SIZE.equals(5)``, ``IsTrue(ILL)``, ``GRADE.one_of(("C", "D"))``. ``SIZE == 5`` is none:
    it asks whether the fact itself is the number, and is false.

    Attributes:
        name: the name in rules and, by `column`, in frames.
        kind: the kind of value.
        text: what it is, in both languages. For a flag, a clause that is true or false.
        unit: the unit, for a number.
        negated: for a flag, the clause that says the opposite.
        values: for a category, the values that it may take.
        labels: the labels of the values, in their order; empty if the values are their own labels.
        alterable: whether it can be changed; a decision offers no change of a fact that cannot.
        reads: names of parameters that it depends on, including those of its definition.
        vague: values that stand for an unknown one of the others but the first: a disability of unstated grade.
        definition: how it follows from other facts or from members.
        stated_first: whether what the record states counts before the definition, which then is only a substitute.
        declared: whether a rulebook declares it, for records that state it under its name (`Household.stated`).
        unstated: whether it stands for a parameter to which the rulebook gives no value on the date, by the dotted name
            of that: unknown for every record.
        plural: whether its name is of several things: "poor persons are at most" is said of it, not "is at most".

    >>> Fact("net_income", Kind.MONEY, Text("household net income", "家庭纯收入")).column
    'net_income_fen'
    >>> from antipoverty.rules import CountMembers, IsTrue
    >>> ill = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
    >>> Fact("cared_for", Kind.COUNT, Text("ill members", "患病成员数"), definition=CountMembers(IsTrue(ill))).reads
    ()
    """

    name: str
    kind: Kind = field(converter=_kind)
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
    declared: bool = False
    unstated: bool = False
    plural: bool = False

    def __attrs_post_init__(self) -> None:
        if self.definition is not None:
            reads = dict.fromkeys((*self.reads, *_read_by_definition(self)))
            object.__setattr__(self, "reads", tuple(reads))
        if not (self.name.replace(".", "_") if self.unstated else self.name).isidentifier():
            raise InvalidValue("Fact.name", self.name, "a name of letters, digits and underscores")
        if (self.kind is Kind.CATEGORY) != bool(self.values) or len(set(self.values)) < len(self.values):
            raise InvalidValue(f"values of {self.name}", self.values, "values that differ, for a category alone")
        if self.labels and len(self.labels) != len(self.values):
            raise InvalidValue(f"labels of {self.name}", len(self.labels), f"{len(self.values)}, one for each value")
        if not set(self.vague) <= set(self.values[1:]):
            raise InvalidValue(f"vague of {self.name}", self.vague, f"values among {self.values[1:]}")

    def label(self, value: str, language: Language) -> str:
        """The label of a value of a category.

        >>> labels = (Text("works", "施工"),)
        >>> Fact("kind", Kind.CATEGORY, Text("kind", "类别"), values=("a",), labels=labels).label("a", "zh")
        '施工'
        """
        return self.labels[self.values.index(value)][language] if self.labels else value

    @property
    def column(self) -> str:
        """The column that holds it in a frame.

        Money is in ``*_fen``, or in ``*_cents`` if its unit is not yuan, and a measure in ``*_hundredths``.
        """
        return self.name + self.kind.suffix(self.unit)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The least and the largest stored number, none for a flag or a category; a defined number may be negative.

        >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
        >>> size.bounds, Fact("beyond", Kind.COUNT, Text("beyond four", "超四人"), definition=size - 4).bounds
        ((0, 1000000000), (-1000000000, 1000000000))
        """
        if self.kind.bounds is None or self.definition is None:
            return self.kind.bounds
        return -self.kind.bounds[1], self.kind.bounds[1]

    def __and__(self, other: object) -> NoReturn:
        raise _no_condition(self)

    __or__ = __and__

    def __invert__(self) -> NoReturn:
        raise _no_condition(self)

    def one_of(self, values: tuple[str, ...] | Parameter) -> OneOf:
        """The category is one of these."""
        return OneOf(self, values)


def _no_condition(fact: Fact) -> InvalidValue:
    """The error for a fact in the place of a condition, with the condition that may be meant."""
    meant = {Kind.FLAG: "IsTrue({})", Kind.CATEGORY: "{}.one_of(values)"}.get(fact.kind, "{} < number")
    return InvalidValue("condition", f"fact {fact.name}", f"a condition: {meant.format(fact.name)}")


def refuse_fact(value: object) -> None:
    """Refuse a fact in the place of a condition, with what to write."""
    if isinstance(value, Fact):
        raise _no_condition(value)


def as_condition(value: Condition) -> Condition:
    """The converter of a condition: a fact in its place is refused with what to write."""
    refuse_fact(value)
    return value


def as_conditions(value: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The converter of conditions: a list or a fact among them is refused with what to write."""
    if not isinstance(value, tuple):
        raise InvalidValue("conditions", type(value).__name__, "a tuple of conditions, such as (IsTrue(fact),)")
    return tuple(map(as_condition, value))


def _read_by_definition(fact: Fact) -> tuple[str, ...]:
    """The names of the parameters that a definition reads, once the definition is checked."""
    from antipoverty._engine.conditions.trees import parameters_of, walk_members

    definition = fact.definition
    expected = "a condition" if fact.kind is Kind.FLAG else "a term" if fact.kind.bounds else "none, for a category"
    fits = isinstance(definition, Condition), isinstance(definition, Term)
    if fits != (fact.kind is Kind.FLAG, fact.kind.bounds is not None):
        raise InvalidValue(f"definition of {fact.name}", type(definition).__name__, expected)
    assert definition is not None
    if any(isinstance(node, ByYear) for node in walk_members(definition)):
        raise InvalidValue(f"definition of {fact.name}", "ByYear", "parameters by name: a fact follows from those")
    return tuple(parameters_of(definition))
