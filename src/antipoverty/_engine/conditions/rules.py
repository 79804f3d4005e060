"""What a rulebook's condition or amount is called, and the words for what comes of it: rules and quantities."""

from __future__ import annotations

from attrs import Attribute, field, frozen

from antipoverty._engine.conditions.conditions import Condition, Criterion
from antipoverty._engine.conditions.facts import Fact, Kind
from antipoverty._engine.conditions.members import facts_of
from antipoverty._engine.conditions.terms import Parameter, Term, is_number
from antipoverty._engine.conditions.trees import criteria_of
from antipoverty._shared.shapes import checked
from antipoverty.errors import InvalidValue
from antipoverty.text import Text


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
    term: Term = field(repr=False, validator=is_number)
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
