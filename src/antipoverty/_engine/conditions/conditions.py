"""Conditions: what is met, not met or unknown."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import Attribute, field, frozen

from antipoverty._engine.conditions.facts import Fact, Kind, as_condition, as_conditions
from antipoverty._engine.conditions.operators import Logic
from antipoverty._engine.conditions.rates import SampledRate
from antipoverty._engine.conditions.terms import CountMembers, Parameter, SumMembers, Term, check_numbers, of_one_person
from antipoverty._shared.shapes import checked
from antipoverty.errors import InvalidValue
from antipoverty.text import Text

Operator: TypeAlias = Literal["<", "<=", "==", ">=", ">"]


@frozen(order=False, field_transformer=checked)
class Constant(Logic):
    """A condition that is always or never met: a part of a rule that the rulebook has switched on or off."""

    value: bool


@frozen(order=False, field_transformer=checked)
class IsTrue(Logic):
    """A flag is true."""

    fact: Fact

    def __attrs_post_init__(self) -> None:
        if self.fact.kind is not Kind.FLAG:
            raise InvalidValue("fact", self.fact.name, "a fact of kind flag")


@frozen(order=False, field_transformer=checked)
class Compare(Logic):
    """A comparison of two numbers."""

    left: Term
    operator: Operator
    right: Term

    def __attrs_post_init__(self) -> None:
        for term in (self.left, self.right):
            check_numbers(term)


@frozen(order=False, field_transformer=checked)
class OneOf(Logic):
    """A category is one of the values."""

    fact: Fact
    values: tuple[str, ...] | Parameter

    def __attrs_post_init__(self) -> None:
        if self.fact.kind is not Kind.CATEGORY:
            raise InvalidValue("fact", self.fact.name, "a fact of kind category")
        if isinstance(self.values, tuple) and (wrong := set(self.values) - set(self.fact.values)):
            raise InvalidValue(f"values of {self.fact.name}", sorted(wrong), f"values among {self.fact.values}")


@frozen(order=False, field_transformer=checked)
class AnyMarked(Logic):
    """At least one flag is true among those with a mark in a table of the rulebook.

    The table maps names of flags to marks; a flag that it does not name has no mark.
    """

    flags: tuple[Fact, ...]
    table: Parameter
    mark: str

    def __attrs_post_init__(self) -> None:
        if others := [fact.name for fact in self.flags if fact.kind is not Kind.FLAG]:
            raise InvalidValue("flags", others, "facts of kind flag")


@frozen(order=False, field_transformer=checked)
class Chosen(Logic):
    """A parameter is this choice or includes it; a flag is ``true`` or ``false``."""

    parameter: Parameter
    value: str


@frozen(order=False, field_transformer=checked)
class AnyMember(Logic):
    """At least one member meets a condition over facts of a person.

    By Kleene's logic one member who meets it is enough; else one member for whom it is unknown leaves it unknown. It is
    unknown where the members are not listed.

    Attributes:
        condition: the condition on a member.
        of_nobody: the outcome for a record that is known to have no members.
    """

    condition: Condition = field(converter=as_condition, validator=of_one_person)
    of_nobody: bool | None = False


@frozen(order=False, field_transformer=checked)
class EveryMember(Logic):
    """Every member meets a condition over facts of a person.

    By Kleene's logic one member who does not meet it is enough for not met; else one member for whom it is unknown
    leaves it unknown. It is unknown where the members are not listed.

    Attributes:
        condition: the condition on a member.
        of_nobody: the outcome for a record that is known to have no members: unknown unless stated, so that no rule is
            met because there is nobody to break it.
    """

    condition: Condition = field(converter=as_condition, validator=of_one_person)
    of_nobody: bool | None = None


@frozen(order=False, field_transformer=checked)
class Choose(Logic):
    """The condition of the rulebook's choice; of several choices, all their conditions have to be met."""

    parameter: Parameter
    branches: tuple[tuple[str, Condition], ...]


def _some(instance: object, attribute: Attribute[tuple[Condition, ...]], value: tuple[Condition, ...]) -> None:
    if not value:
        raise InvalidValue(
            f"{type(instance).__name__}.{attribute.name}",
            value,
            "at least one condition: an empty conjunction is vacuously true",
        )


@frozen(order=False, field_transformer=checked)
class AllOf(Logic):
    """Every condition is met. Must not be empty: an empty conjunction is vacuously true."""

    conditions: tuple[Condition, ...] = field(converter=as_conditions, validator=_some)


@frozen(order=False, field_transformer=checked)
class AnyOf(Logic):
    """At least one condition is met."""

    conditions: tuple[Condition, ...] = field(converter=as_conditions, validator=_some)


@frozen(order=False, field_transformer=checked)
class Not(Logic):
    """The condition is not met."""

    condition: Condition = field(converter=as_condition)


@frozen(order=False, field_transformer=checked)
class Criterion(Logic):
    """A named condition, with a finding of its own in every decision.

    Every criterion states whom it applies to, and what counts otherwise.

    Attributes:
        id: the rulebook's code, such as ``HH-01``.
        name: what an officer calls it.
        condition: what has to hold.
        applies: whom it concerns; everyone, if left out.
        otherwise: what counts where it does not apply (no child of school age).
        sources: keys of the rulebook's citations that state the rule.
        rate: the sampled rate that it limits, whose figures a finding shows.
    """

    id: str
    name: Text
    condition: Condition = field(converter=as_condition)
    applies: Condition | None = None
    otherwise: bool = True
    sources: tuple[str, ...] = ()
    rate: SampledRate | None = None

    @property
    def effective(self) -> Condition:
        """The condition of every record: where the criterion does not apply, `otherwise` counts."""
        if self.applies is None:
            return self.condition
        if isinstance(self.applies, Constant):
            # The rulebook has settled whom it concerns: only one of the two conditions is still read.
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


#: A question to the members of a record.
OfMembers: TypeAlias = AnyMember | EveryMember | CountMembers | SumMembers
