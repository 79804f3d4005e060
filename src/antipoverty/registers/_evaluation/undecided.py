"""Which facts leave how many households of a register undecided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._engine.columns import expression_over
from antipoverty._engine.conditions import facts_of
from antipoverty._shared.arguments import typed
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._evaluation.plans import plan
from antipoverty.registers._frames.engines import in_memory
from antipoverty.rules import AllOf, AnyOf, Condition, Criterion, Fact, Not, Rule

if TYPE_CHECKING:
    import polars as pl
from antipoverty.registers._evaluation.explaining import check_of_households

#: The columns of the tables in an `Undecided`, beside that of the groups.
_OWN = ("rule", "fact", "households", "alone", "undecided")


@frozen(eq=False)
class Undecided(Shown):
    """How many households of a register are undecided, and which missing facts leave them so.

    A household that hangs on two facts is counted under both, so that facts add up to more than the undecided. Such
    tables are for those who keep the register: a village with one household undecided tells of a household.

    Attributes:
        on: the date of the decisions.
        by: the column by which households are grouped.
        facts: for each group, rule and fact that leaves a household undecided: ``households``, how many it does, and
            ``alone``, how many of them lack nothing else. Ordered by group, rule and number.
        outcomes: for each group and rule: ``households``, and how many of them are ``undecided``.
        rules: the rules as they are bound on the date: a parameter without a value is a fact of theirs.

    >>> import polars as pl
    >>> from datetime import date
    >>> found = why_unknown(pl.DataFrame({"id": ["h1"], "village": ["v"], "size": [4]}), on=date(2014, 5, 1))
    >>> print(found.explain("en"))
    Identification of a poor household, 2014-05-01: 1 of 1 household undecided
      household net income of the year: 1, of which 1 for want of this alone
    To ask for first: household net income of the year, which alone decides 1
    >>> print(found.explain("zh"))
    贫困户识别，2014-05-01：1户中1户无法判定
      家庭年纯收入：1户，其中仅缺此项1户
    宜先补充：家庭年纯收入，仅此一项即可判定1户
    """

    on: date
    by: str
    facts: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} row{'s'[: frame.height != 1]}>")
    outcomes: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} row{'s'[: frame.height != 1]}>")
    rules: tuple[Rule, ...] = field(repr=lambda rules: f"<{', '.join(rule.id for rule in rules)}>")

    @property
    def total(self) -> pl.DataFrame:
        """The facts of all groups together: ``rule``, ``fact``, ``households`` and ``alone``."""
        import polars as pl

        totals = self.facts.group_by("rule", "fact").agg(pl.col("households", "alone").sum())
        return _in_order(totals, self.rules)


@no_panic
def why_unknown(
    households: Any,
    *,
    members: Any = None,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
    rules: Sequence[Rule] = (POOR_HOUSEHOLD,),
    by: str = "village",
) -> Undecided:
    """Which facts leave how many households of a register undecided, by village.

    The facts of a household are those of `antipoverty.rules.Decision.missing`: the unknown ones on which its outcome
    hangs. They are counted on the engine that holds the frame; a fact without a column is unknown in every row. An
    income of a year that does not count is unknown, and so is a size that is not the number of members listed:
    `antipoverty.registers.check` names such rows.

    Args:
        households: a frame as `antipoverty.registers.evaluate` takes it.
        members: the table of members, on the same engine, if there is one.
        on: the date of the decisions.
        rulebook: the rules' parameters; those of China if left out.
        rules: rules on households.
        by: the column by which households are grouped.

    Raises:
        InvalidValue: for a frame that cannot be evaluated, or has no such column.
        ParameterError: if the rules have no value for the date.

    >>> from datetime import date
    >>> import polars as pl
    >>> register = pl.DataFrame({"id": ["h1", "h2", "h3"], "village": ["v1", "v1", "v2"],
    ...                          "size": [4, None, None], "net_income_fen": [1_094_399, None, 1]})
    >>> found = why_unknown(register, on=date(2014, 5, 1))
    >>> found.facts.rows()  # doctest: +NORMALIZE_WHITESPACE
    [('v1', 'poor-household', 'net_income', 1, 0), ('v1', 'poor-household', 'size', 1, 0),
     ('v2', 'poor-household', 'size', 1, 1)]
    >>> found.total.rows()
    [('poor-household', 'size', 2, 1), ('poor-household', 'net_income', 1, 0)]
    """
    import polars as pl

    typed(rules, (Sequence,), "rules")
    check_of_households(rules)
    made = plan(rules, on=on, rulebook=rulebook)
    of = made.fact_columns(households, absent="unknown", members=members, beside=[typed(by, str, "by")])
    if by not in of.frame.collect_schema():
        raise InvalidValue("by", by, "a column of the households")
    if by in _OWN:
        raise InvalidValue("by", by, f"a column of another name than those of the tables found: {', '.join(_OWN)}")
    nodes = _Nodes(of)
    asked = [
        (rule, fact, rows)
        for rule, bound in zip(rules, made.bounds, strict=True)
        for fact, rows in nodes.undecided(bound.rule.condition).items()
    ]
    counts = _counted(of.frame, by, nodes.columns, asked)
    facts, outcomes = [], []
    for group, number, *found in counts.iter_rows():
        for (rule, fact, _), households_, alone in zip(asked, found[::2], found[1::2], strict=True):
            if fact is None:
                outcomes.append((group, rule.id, number, households_))
            elif households_:
                facts.append((group, rule.id, fact.name, households_, alone))
    key: dict[str, Any] = {by: counts["group"].dtype, "rule": pl.String}
    numbers = {"households": pl.Int64, "alone": pl.Int64}
    of_facts = pl.DataFrame(facts, {**key, "fact": pl.String, **numbers}, orient="row")
    of_rules = pl.DataFrame(outcomes, {**key, "households": pl.Int64, "undecided": pl.Int64}, orient="row")
    return Undecided(on, by, _in_order(of_facts, rules, by), of_rules, tuple(bound.rule for bound in made.bounds))


def _in_order(facts: pl.DataFrame, rules: Sequence[Rule], *by: str) -> pl.DataFrame:
    """The rows by group, in the order of the rules, the most households first."""
    import polars as pl

    place = pl.col("rule").replace_strict({rule.id: number for number, rule in enumerate(rules)}, return_dtype=pl.Int64)
    return facts.sort(
        *by, place, "households", "fact", descending=[*[False] * len(by), False, True, False], nulls_last=True
    )


class _Nodes:
    """A column for each part of a condition and each fact: whether it is unknown, or vague, in a row.

    Attributes:
        columns: an expression of the frame for each column, by its name.
    """

    def __init__(self, of: FactColumns) -> None:
        self.of = of
        self.columns: dict[str, Any] = {}
        self.names: dict[Condition | Fact, str] = {}

    def unknown(self, node: Condition | Fact) -> Any:
        """The column that says where a condition or a fact is unknown."""
        import polars as pl

        if node not in self.names:
            name = self.names[node] = f"node {len(self.names)}"
            value = self.of.value(node) if isinstance(node, Fact) else expression_over(node, self.of)
            unknown = value.is_null()
            if isinstance(node, Fact) and node.vague:
                unknown = unknown | self.of.among(node, node.vague)
            self.columns[name] = unknown
        return pl.col(self.names[node])

    def undecided(self, condition: Condition) -> dict[Fact | None, Any]:
        """Where a condition is unknown, under `None`, and for each fact, where it leaves the condition unknown."""
        found: dict[Fact | None, Any] = {None: self.unknown(condition)}
        for fact, rows in self.hanging(condition, None):
            found[fact] = found[fact] | rows if fact in found else rows
        return found

    def hanging(self, condition: Condition, above: Any) -> Iterator[tuple[Fact, Any]]:
        """Each fact of a condition, and where it leaves the condition and all above it unknown.

        This is `decisions.missing_facts` over columns.
        """
        match condition:
            case Criterion():
                yield from self.hanging(condition.effective, above)
                return
            case Not(inner):
                yield from self.hanging(inner, above)
                return
        here = self.unknown(condition) if above is None else above & self.unknown(condition)
        if isinstance(condition, AllOf | AnyOf):
            for part in condition.conditions:
                yield from self.hanging(part, here)
            return
        for fact in facts_of(condition):
            yield fact, here & self.unknown(fact)


def _counted(
    frame: Any, by: str, columns: Mapping[str, Any], asked: Sequence[tuple[Rule, Fact | None, Any]]
) -> pl.DataFrame:
    """For each group, how many rows it has, and for each thing asked, in how many it holds, and in how many alone.

    Args:
        frame: the frame opened.
        by: the column of the groups.
        columns: what is counted on the engine that holds the frame: rows alike in all of it are one from there on.
        asked: the rule, the fact if it is not the rule's outcome, and where it holds, by the columns.
    """
    import narwhals.stable.v2 as nw
    import polars as pl

    if frame.implementation is nw.Implementation.POLARS:
        frame = frame.lazy()  # what the conditions share is worked out once
    alike = frame.select(nw.col(by).alias("group"), *[column.alias(name) for name, column in columns.items()])
    rows = in_memory(alike.group_by("group", *columns).agg(nw.len().alias("rows")).to_native())
    flags, lacking = [], dict[str, Any]()
    for place, (rule, fact, holds) in enumerate(asked):
        flags.append(holds.alias(f"{place}"))
        if fact is not None:
            lacking[rule.id] = lacking.get(rule.id, 0) + pl.col(f"{place}").cast(pl.Int64)
    alone = [
        (pl.col(f"{place}") & (lacking[rule.id] == 1 if fact is not None else False)).alias(f"{place} alone")
        for place, (rule, fact, _) in enumerate(asked)
    ]
    counts = [f"{place}{which}" for place in range(len(asked)) for which in ("", " alone")]
    number = pl.col("rows").cast(pl.Int64)
    summed = rows.lazy().select("group", number, *flags).with_columns(*alone).group_by("group")
    return (
        summed.agg(number.sum(), *[number.filter(name).sum().alias(name) for name in counts])
        .sort("group", nulls_last=True)
        .collect()
    )
