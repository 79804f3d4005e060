"""What would change a decision: the shortfall of each fact, and the smallest sets of changes that suffice.

The change of a fact that turns a comparison is itself a term (`least_change`), calculated for one record or for every
row of a frame (`shortfall_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from attrs import field, frozen

from antipoverty._engine.binding import BoundRule
from antipoverty._engine.conditions import (
    AllOf,
    Alterable,
    AnyMember,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Criterion,
    EveryMember,
    Fact,
    FactValue,
    IsTrue,
    Kind,
    Not,
    Number,
    OneOf,
    Operator,
    Quantity,
    Rounded,
    Rule,
    Term,
    When,
    facts_of,
    member_fact,
    simplified,
)
from antipoverty._engine.linear import MIRRORED, inequality, share_in
from antipoverty._engine.missing import missing_facts
from antipoverty._engine.record import amount_reader, evaluator, outcome_reader
from antipoverty._shared.serializable import Serializable
from antipoverty.money import yuan_of_fen
from antipoverty.text import YUAN, Text

#: By fact to be changed: the criterion that requires the change, and the stored values that satisfy it.
_Set: TypeAlias = dict[Fact, tuple[str, tuple[FactValue, ...]]]
#: The most sets of changes that are searched further at a time, and the most that are listed.
_MOST_FOLLOWED, _MOST_LISTED = 64, 10


@frozen(order=False)
class Shortfall(Serializable):
    """One change of one fact that would turn a comparison, and by how much.

    The change is personal and not shown, since the known value follows from it.

    Attributes:
        criterion: the id of the criterion.
        fact: the fact that would have to change.
        wanted: the nearest stored values that turn the comparison: fen for money.
        change: for a number, the exact difference in whole units (yuan, persons); else none.
        alone: whether this change by itself would change the decision.
    """

    criterion: str
    fact: Fact
    wanted: tuple[FactValue, ...] = field(repr=False)
    change: Decimal | None = field(repr=False)
    alone: bool


def shortfalls(bound: BoundRule, values: tuple[FactValue, ...], target: bool) -> tuple[Shortfall, ...]:
    """One change of each fact that keeps a rule from the target truth.

    A fact in several comparisons has a change for each: the result has the smallest that is enough by itself, or else
    the largest, which turns them all.
    """
    make = _shortfall_maker(bound, values, target)
    by_fact: dict[Fact, list[Shortfall]] = {}
    for criterion, leaf, wanted_truth in _levers(simplified(bound.rule.condition), bound, values, target, ""):
        for fact, wanted in _changes(leaf, bound, values, wanted_truth):
            by_fact.setdefault(fact, []).append(make(criterion, fact, wanted))
    chosen = []
    for candidates in by_fact.values():
        enough = [candidate for candidate in candidates if candidate.alone]
        chosen.append(min(enough, key=_size) if enough else max(candidates, key=_size))
    return tuple(chosen)


def sufficient_changes(
    bound: BoundRule, values: tuple[FactValue, ...], target: bool
) -> tuple[tuple[Shortfall, ...], ...]:
    """The smallest sets of changes that give a rule the target truth, fewest changes first, ten sets at most.

    Deciding again shows that a set is enough; no part of it is. Unknown facts stay unknown.
    """
    decide_again = outcome_reader(bound)
    make = _shortfall_maker(bound, values, target)
    places = {fact: place for place, fact in enumerate(bound.facts)}
    sufficient: list[_Set] = []
    for candidate in _sets(simplified(bound.rule.condition), bound, values, target, ""):
        changed = list(values)
        for fact, (_, wanted) in candidate.items():
            changed[places[fact]] = wanted[0]
        smallest = not any(smaller.keys() <= candidate.keys() for smaller in sufficient)
        if smallest and decide_again(tuple(changed)) is target:
            sufficient.append(candidate)
    listed = [
        tuple(make(criterion, fact, wanted) for fact, (criterion, wanted) in changes.items())
        for changes in sufficient[:_MOST_LISTED]
    ]
    return tuple(listed)


def _shortfall_maker(bound: BoundRule, values: tuple[FactValue, ...], target: bool) -> Callable[..., Shortfall]:
    decide_again = outcome_reader(bound)

    def make(criterion: str, fact: Fact, wanted: tuple[FactValue, ...]) -> Shortfall:
        place = bound.facts.index(fact)
        alone = decide_again((*values[:place], wanted[0], *values[place + 1 :])) is target
        return Shortfall(criterion, fact, wanted, _difference(fact, values[place], wanted[0]), alone)

    return make


def _sets(node: Condition, bound: BoundRule, values: tuple[FactValue, ...], target: bool, criterion: str) -> list[_Set]:
    """Sets of changes that may give a condition a truth, fewest first; one empty set where it has that truth."""
    if evaluator(node, bound.facts)(values) is target:
        return [{}]
    match node:
        case Criterion(id):
            return _sets(node.effective, bound, values, target, id)
        case Not(inner):
            return _sets(inner, bound, values, not target, criterion)
        case AllOf(parts) | AnyOf(parts):
            ways = [_sets(part, bound, values, target, criterion) for part in parts]
            if isinstance(node, AllOf) is target:
                return _fewest(_together(ways))
            return _fewest(way for part in ways for way in part)
        case Constant():
            return []
        case _ if any(values[bound.facts.index(fact)] is None for fact in facts_of(node)):
            return []
        case OneOf() if missing_facts(node, bound.facts, values):  # of a vague value
            return []
        case _:
            return [{fact: (criterion, wanted)} for fact, wanted in _changes(node, bound, values, target)]


def _together(parts: Iterable[list[_Set]]) -> list[_Set]:
    """Every choice of one set from each part; where two sets change the same fact, once with each change."""
    together: list[_Set] = [{}]
    for part in parts:
        together = _fewest(
            choice for one, other in product(together, part) for choice in ({**one, **other}, {**other, **one})
        )
    return together


def _fewest(sets: Iterable[_Set]) -> list[_Set]:
    distinct: dict[frozenset[tuple[Fact, tuple[FactValue, ...]]], _Set] = {}
    for changes in sets:
        distinct.setdefault(frozenset((fact, wanted) for fact, (_, wanted) in changes.items()), changes)
    return sorted(distinct.values(), key=len)[:_MOST_FOLLOWED]


def _size(shortfall: Shortfall) -> Decimal:
    return Decimal(0) if shortfall.change is None else shortfall.change.copy_abs()


def _difference(fact: Fact, now: FactValue, wanted: FactValue) -> Decimal | None:
    if fact.kind not in (Kind.COUNT, Kind.MONEY, Kind.MEASURE):
        return None
    assert isinstance(wanted, int)
    assert isinstance(now, int)
    return Decimal(wanted - now) if fact.kind is Kind.COUNT else yuan_of_fen(wanted - now)


def _levers(
    node: Condition, bound: BoundRule, values: tuple[FactValue, ...], target: bool, criterion: str
) -> Iterator[tuple[str, Condition, bool]]:
    """The leaves that keep a condition from the target truth."""
    truth = evaluator(node, bound.facts)(values)
    if truth is None or truth is target:
        return
    match node:
        case Criterion(id):
            yield from _levers(node.effective, bound, values, target, id)
        case Not(inner):
            yield from _levers(inner, bound, values, not target, criterion)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _levers(part, bound, values, target, criterion)
        case _:
            yield criterion, node, target


def _changes(
    leaf: Condition, bound: BoundRule, values: tuple[FactValue, ...], wanted: bool
) -> Iterator[tuple[Fact, tuple[FactValue, ...]]]:
    """The facts of a leaf that can turn it, with the nearest values that give it the wanted truth."""
    at = dict(zip(bound.facts, values, strict=True))
    first_alone = True
    candidates: Iterator[tuple[Fact, tuple[FactValue, ...]]]
    match leaf:
        case IsTrue(fact):
            candidates = iter([(fact, (wanted,))])
        case OneOf(fact, tuple() as allowed):
            options = allowed if wanted else tuple(value for value in fact.values if value not in allowed)
            candidates = iter([(fact, options)])
        case AnyMember() | EveryMember():
            candidates = iter([(member_fact(leaf), (wanted,))])
        case Compare():
            facts = (fact for fact in facts_of(leaf) if fact.alterable is not Alterable.NEVER)
            candidates = ((fact, _values(leaf, fact, at, wanted)) for fact in facts)
            # A linear comparison limits its first fact; another depends on all its facts.
            first_alone = _is_linear(leaf)
        case _:
            return
    for fact, options in candidates:
        if reachable := tuple(value for value in options if _reachable(fact, at[fact], value)):
            yield fact, reachable if fact.kind.bounds is None else reachable[:1]
            if first_alone:
                return


def _reachable(fact: Fact, now: FactValue, wanted: FactValue) -> bool:
    match fact.alterable:
        case Alterable.FREELY:
            return True
        case Alterable.NEVER:
            return False
        case Alterable.FORWARD:
            if isinstance(now, int) and isinstance(wanted, int):  # a flag too: what is true stays true
                return wanted >= now
            return now == wanted


def least_change(compare: Compare, fact: Fact, wanted: bool) -> Term | None:
    """The least change of a fact, in whole units, that turns a bound comparison.

    None where the comparison is not linear in the fact. For an equality, the change that comes nearest to it.

    >>> from antipoverty._engine.amounts import value_of
    >>> from antipoverty.text import Text
    >>> income = Fact("income", Kind.MONEY, Text("income", "收入"))
    >>> change = least_change(income < 2736, income, wanted=False)
    >>> value_of(change, {income: 270_001})
    Fraction(3599, 100)
    """
    share = share_in(compare, fact)
    if share is None:
        return None
    unit = Fraction(1, fact.kind.scale)
    operator = compare.operator if share > 0 else MIRRORED[compare.operator]
    if operator == "==" and not wanted:
        return Number(unit)
    if not wanted:
        operator = _NEGATED[operator]
    room: Term = compare.right - compare.left
    if share != 1:
        room = Number(1 / share) * room
    match operator:
        case "<":
            return Rounded(room, unit, "up") - Number(unit)
        case "<=":
            return Rounded(room, unit, "down")
        case ">":
            return Rounded(room, unit, "down") + Number(unit)
        case ">=":
            return Rounded(room, unit, "up")
        case "==":
            return Rounded(room, unit, "half")


def shortfall_of(rule: Rule) -> Quantity | None:
    """What the amount that a bound rule limits from above lacks of that limit, as a quantity.

    It equals `Decision.shortfalls` of that amount: 0 where the rule is not met, or is met whatever the amount; unknown
    where that is unknown.

    Returns:
        None for a rule that limits no amount from above (an income below a line), and for one that limits it by several
        numbers.
    """
    condition = simplified(rule.condition)
    comparisons = tuple(_comparisons(condition, True, (condition,)))
    for _, limit in comparisons:
        fact = facts_of(limit)[0] if facts_of(limit) else None
        if fact is None or fact.kind is not Kind.MONEY or fact.alterable is Alterable.NEVER:
            continue
        if limit.operator in ("<", "<=") and (share_in(limit, fact) or 0) > 0:
            break
    else:
        return None
    beside = {comparison for _, comparison in comparisons if fact in facts_of(comparison)} - {limit, _opposite(limit)}
    change = least_change(limit, fact, wanted=False)
    if beside or change is None:
        return None
    ways = [_joined(AllOf, asked) for asked, comparison in comparisons if comparison == limit]
    return Quantity(
        f"{rule.id}-shortfall",
        Text(
            **{
                language: words.format(rule.name[language], fact.text[language])
                for language, words in _LACKING.items()
                if language in rule.name and language in fact.text
            }
        ),
        rule.subject,
        When(_joined(AnyOf, tuple(ways)), change, Number(Fraction(0))),
        fact.unit or YUAN,
    )


_LACKING = Text("{}: what is lacking of {}", "{}：{}差额")


def _comparisons(
    node: Condition, met: bool, asked: tuple[Condition, ...]
) -> Iterator[tuple[tuple[Condition, ...], Compare]]:
    """The comparisons that decide a condition while it is met (or not), with the conditions under which they do.

    Where all parts have to hold, every comparison decides; where one is enough, those of a part that holds.
    """
    match node:
        case Criterion():
            yield from _comparisons(node.effective, met, asked)
        case Not(inner):
            yield from _comparisons(inner, not met, asked)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                holds = part if met else Not(part)
                yield from _comparisons(part, met, asked if isinstance(node, AllOf) is met else (*asked, holds))
        case Compare():
            yield asked, node if met else _opposite(node)
        case _:
            pass


def _opposite(compare: Compare) -> Compare:
    """The negation of a comparison; of an equality, itself."""
    return Compare(compare.left, _NEGATED.get(compare.operator, "=="), compare.right)


def _joined(kind: type[AllOf | AnyOf], parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else kind(parts)


def _values(compare: Compare, fact: Fact, at: Mapping[Fact, FactValue], wanted: bool) -> tuple[FactValue, ...]:
    """The values of a fact, nearest first, that give a comparison the wanted truth, all other facts unchanged."""
    now, bounds = at[fact], fact.kind.bounds
    facts = tuple(at)
    values, place = tuple(at.values()), facts.index(fact)
    if now is None:
        return ()

    def turns(value: FactValue) -> bool:
        return truth((*values[:place], value, *values[place + 1 :])) is wanted

    truth, change = _turning(compare, fact, facts, wanted)
    if bounds is None or not isinstance(now, int) or isinstance(now, bool):
        others = (True, False) if fact.kind is Kind.FLAG else fact.values
        return tuple(value for value in others if value is not now and turns(value))
    if change is None:
        return tuple(value for value in _searched(compare, facts, values, place, wanted) if turns(value))
    by = change(values)
    return (now + by,) if by is not None and bounds[0] <= now + by <= bounds[1] and turns(now + by) else ()


@lru_cache(maxsize=4096)
def _is_linear(compare: Compare) -> bool:
    return inequality(compare).linear is not None


@lru_cache(maxsize=4096)
def _turning(
    compare: Compare, fact: Fact, facts: tuple[Fact, ...], wanted: bool
) -> tuple[Callable[[tuple[FactValue, ...]], bool | None], Callable[[tuple[FactValue, ...]], int | None] | None]:
    """The functions that decide a comparison of stored facts, and that calculate by how much a fact has to change."""
    change = least_change(compare, fact, wanted)
    by = None if change is None else amount_reader(change, fact.kind.scale, facts)
    return evaluator(compare, facts), by


def _searched(
    compare: Compare, facts: tuple[Fact, ...], values: tuple[FactValue, ...], place: int, wanted: bool
) -> list[int]:
    """Values of a number, below and above it, where a comparison turns: by doubling the step, then by bisection.

    A comparison that turns more than once may also turn at a nearer value.
    """
    now, bounds = values[place], facts[place].kind.bounds
    assert isinstance(now, int)
    assert bounds is not None
    turned = wanted
    if compare.operator == "==" and wanted:  # the two sides are equal, if at all, where their order changes
        above = Compare(compare.left, ">", compare.right)
        turned = evaluator(above, facts)(values) is not True
        compare = Compare(compare.left, ">=" if turned else ">", compare.right)
    truth = evaluator(compare, facts)

    def does(value: int) -> bool:
        return truth((*values[:place], value, *values[place + 1 :])) is turned

    turns = []
    for end in bounds:
        toward, room = (1 if end > now else -1), abs(end - now)
        short, step = 0, 1
        while short < room:
            step = min(step, room)
            if does(now + toward * step):
                while step - short > 1:
                    middle = (short + step) // 2
                    short, step = (short, middle) if does(now + toward * middle) else (middle, step)
                turns.append(now + toward * step)
                break
            short, step = step, 2 * step
    return sorted(turns, key=lambda value: abs(value - now))


_NEGATED: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
