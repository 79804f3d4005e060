"""Rules and quantities: a condition or a term with its name, its words and its sources."""

from __future__ import annotations

from attrs import Attribute, field, frozen

from antipoverty._engine.conditions.conditions import Condition, Criterion
from antipoverty._engine.conditions.facts import Fact, Kind, as_condition
from antipoverty._engine.conditions.members import facts_of
from antipoverty._engine.conditions.terms import Parameter, Term, is_number
from antipoverty._engine.conditions.trees import criteria_of
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import checked
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.text import Text


@frozen(order=False, field_transformer=checked)
class Rank(Serializable):
    """One of the classes of a rule with a ranking: a cause of poverty, a type of monitored household.

    Attributes:
        code: its code in data: ``illness``.
        criterion: the id of its criterion.
        weight: the number by which it is ranked; none if it has none.
    """

    code: str
    criterion: str
    weight: Fact | None = None


@frozen(order=False, field_transformer=checked)
class Ranking(Serializable):
    """The order of the ranks whose criterion a record meets.

    1. ranks with a weight, the heaviest first, unknown weights last;
    2. then ranks without a weight;
    3. among equals, the order of `ranks`.

    Attributes:
        ranks: the ranks, in order.
        column: the column of a frame that holds the code of the first; none if frames have no columns of it.
        each: the prefix of the columns that say whether a rank is met.

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
            named = sorted(kind.value for kind in kinds)
            raise InvalidValue("weights of ranks", named, "numbers of one kind: money, counts or measures")

    def column_of(self, code: str) -> str:
        """The column of a frame that says whether the rank of a code is met."""
        return f"{self.each}_{code}"


def _ranks_criteria(instance: Rule, attribute: Attribute[Ranking | None], value: Ranking | None) -> None:
    if value is None:
        return
    sought = {criterion.id: criterion for criterion in criteria_of(instance.condition)}
    for rank in value.ranks:
        if rank.criterion not in sought:
            raise InvalidValue(f"ranking of {instance.id}", rank.criterion, f"a criterion among {', '.join(sought)}")
        if rank.weight is not None and rank.weight not in facts_of(sought[rank.criterion]):
            raise InvalidValue(f"ranking of {instance.id}", rank.weight.name, f"a fact that {rank.criterion} reads")


def _ends(instance: Rule, attribute: Attribute[Text | None], value: Text | None) -> None:
    if value is not None and instance.in_force is None and instance.unknown != value:
        raise InvalidValue("Rule.ended", value.en, "none, for a rule without in_force")


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Rule(Serializable, Shown):
    """A named condition on one kind of subject, with the words for its three outcomes.

    Attributes:
        id: a short name with hyphens, used as a column name (with underscores) and a page name.
        name: its name in words.
        subject: ``household``, ``person``, ``village``, ``county``, ``project``, ``fund`` or ``outlay``.
        condition: the tree.
        met: the words for the outcome met.
        not_met: the words for the outcome not met.
        unknown: the words for the outcome unknown.
        reviews: criteria that do not decide, but call for a closer look when they are met.
        in_force: the parameter whose dates are the rule's own, if the rule has a beginning or an end.
        summary: a paragraph for the rule's page.
        ranking: the ranks under which a record may meet the rule, and their order.
        ended: what is said of a date after its end: that nothing decides this any more, and what is decided instead.
            The outcome is unknown then; a rule without these words raises `NoLongerInForce`.
    """

    id: str
    name: Text = field(repr=False)
    subject: str = field(repr=False)
    condition: Condition = field(converter=as_condition, repr=False)
    met: Text = field(repr=False)
    not_met: Text = field(repr=False)
    unknown: Text = field(repr=False)
    reviews: tuple[Criterion, ...] = field(default=(), repr=False)
    in_force: Parameter | None = field(default=None, repr=False)
    summary: Text | None = field(default=None, repr=False)
    ranking: Ranking | None = field(default=None, repr=False, validator=_ranks_criteria)
    ended: Text | None = field(default=None, repr=False, validator=_ends)

    @property
    def column(self) -> str:
        """The name of its outcome column in a frame."""
        return self.id.replace("-", "_")


def _named_number(instance: Quantity, attribute: Attribute[Kind], value: Kind) -> None:
    if value.bounds is None:
        raise InvalidValue("Quantity.kind", value.value, "money, a count or a measure")


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Quantity(Serializable, Shown):
    """A named amount or limit: a term with its unit and sources, calculated for one record as a rule is decided.

    Attributes:
        id: a short name with hyphens, used as a column name (with underscores) and a page name.
        name: its name in words.
        subject: ``household``, ``person`` or ``village``.
        term: the calculation. Its result must be in whole stored units (fen for money); round it where it may not be.
        unit: its unit.
        kind: the kind of number: money, unless stated otherwise.
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
    term: Term = field(repr=False, validator=is_number)
    unit: Text = field(repr=False)
    kind: Kind = field(default=Kind.MONEY, repr=False, validator=_named_number)
    sources: tuple[str, ...] = field(default=(), repr=False)
    in_force: Parameter | None = field(default=None, repr=False)
    summary: Text | None = field(default=None, repr=False)

    @property
    def column(self) -> str:
        """The name of its column in a frame, which ends as that of a fact does: `Fact.column`."""
        return self.id.replace("-", "_") + self.kind.suffix(self.unit)
