"""What units give, added up and entered in a ledger: each sum counts once, in whichever of the two it is looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import member_of, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.funds import Appropriation, Fund, Ledger, Level, Source
from antipoverty.money import total_of
from antipoverty.organisation._records import AssistingUnit, Support, SupportKind
from antipoverty.text import Text


@frozen(field_transformer=typed_fields)
class SupportTotal(Serializable, Shown):
    """What was given in all.

    Attributes:
        money: yuan given in money.
        in_kind: yuan at which goods and work are valued.
        unspecified: yuan of which the form is not stated.
        units: how many units gave something.
        without_amount: the keys of what was given without a known amount, which no sum has in it.
    """

    money: Decimal
    in_kind: Decimal
    unspecified: Decimal
    units: int
    without_amount: tuple[str, ...] = field(default=(), repr=False)

    @property
    def known(self) -> Decimal:
        """What is known to have been given, in money and in kind."""
        return total_of((self.money, self.in_kind, self.unspecified))

    @property
    def value(self) -> Decimal | None:
        """What was given in all; unknown if an amount is."""
        return None if self.without_amount else self.known


def total_support(supports: Iterable[Support]) -> SupportTotal:
    """Add up what was given, apart by its form; what a ledger holds of it is not added a second time.

    >>> gifts = [Support("s1", "u1", kind="cash", amount=300_000), Support("s2", "u2", kind="goods", amount=40_000)]
    >>> total_support(gifts).value, total_support([*gifts, Support("s3", "u2", kind="work")]).value
    (Decimal('340000.00'), None)
    """
    held = fields.records(Support, supports, "supports")
    sums: dict[SupportKind | None, list[Decimal]] = defaultdict(list)
    for support in held:
        if support.amount is not None:
            sums[support.kind].append(support.amount)
    return SupportTotal(
        total_of(sums[SupportKind.CASH]),
        total_of((*sums[SupportKind.GOODS], *sums[SupportKind.WORK])),
        total_of(sums[None]),
        len({support.unit for support in held}),
        tuple(support.id for support in held if support.amount is None),
    )


#: What the fund of a unit and a year is called.
_FUND = Text("Help from {}, {}", "{}{}年帮扶资金")


@frozen(field_transformer=typed_fields)
class SupportEntries(Serializable, Shown):
    """The money of units as a ledger takes it.

    Attributes:
        funds: the funds that are not in the ledger yet, each of one unit and year.
        entries: an appropriation for each sum, with the key of the support.
        entered: the keys of what the ledger holds already.
        in_kind: the keys of goods and work, which are no money.
        left: the keys of what cannot be entered: its day, its amount or its form is not known, or the fund that it
            names is of another unit, year or source.
    """

    funds: tuple[Fund, ...]
    entries: tuple[Appropriation, ...]
    entered: tuple[str, ...] = ()
    in_kind: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def support_entries(
    supports: Iterable[Support],
    *,
    units: Iterable[AssistingUnit] = (),
    level: Level | str = Level.TOWNSHIP,
    ledger: Ledger | None = None,
) -> SupportEntries:
    """Turn the money that units give into funds and entries of a ledger (帮扶单位资金入账).

    Every support comes out once. Its entry has its key, and a ledger takes a key once, so that no sum is entered twice.
    A fund that is made may be spent in the villages that its sums are for; in any, if one of them is for none.

    Args:
        supports: what the units give.
        units: the units, for what the funds are called.
        level: who receives the money.
        ledger: the ledger as it stands; what is in it is left out.

    >>> from antipoverty.funds import Ledger, post_all
    >>> from datetime import date
    >>> gifts = [Support("s1", "u1", date(2014, 5, 1), kind="cash", amount=20_000, village="v1")]
    >>> made = support_entries(gifts)
    >>> made.funds[0].source.value, made.funds[0].places, made.entries[0].amount
    ('assisting-unit', ('v1',), Decimal('20000'))
    >>> ledger = post_all(Ledger(made.funds), made.entries)
    >>> support_entries(gifts, ledger=ledger).entered
    ('s1',)
    """
    to = member_of(Level, level, "level")
    typed(ledger, Ledger, "ledger", optional=True)
    names = {unit.id: unit.name for unit in fields.records(AssistingUnit, units, "units")}
    held_entries = {entry.id for entry in ledger.entries} if ledger is not None else set()
    held_funds = dict(ledger.funds) if ledger is not None else {}
    entered, in_kind, left = [], [], []
    entries: list[Appropriation] = []
    new: dict[str, tuple[Support, int, list[str | None]]] = {}
    # By their days, in which a ledger takes the entries of a fund.
    for support in sorted(fields.records(Support, supports, "supports"), key=lambda support: support.on or date.min):
        if support.id in held_entries:
            entered.append(support.id)
            continue
        if support.kind in (SupportKind.GOODS, SupportKind.WORK):
            in_kind.append(support.id)
            continue
        if support.kind is None or support.on is None or not support.amount:
            left.append(support.id)
            continue
        year = support.on.year
        key = support.fund or f"{support.unit}-{year}"
        if key in held_funds:
            fits = (held_funds[key].source, held_funds[key].year) == (Source.ASSISTING_UNIT, year)
        else:
            first, of, places = new.setdefault(key, (support, year, []))
            fits = (first.unit, of) == (support.unit, year)
            if fits:
                places.append(support.village)
        if fits:
            entries.append(Appropriation(support.id, support.on, key, to, support.amount))
        else:
            left.append(support.id)
    funds = []
    for key, (first, year, places) in new.items():
        called = names.get(first.unit) or first.unit
        text = Text(*(words.format(called, year) for words in _FUND.values()))
        bound = () if None in places else tuple(dict.fromkeys(place for place in places if place is not None))
        funds.append(Fund(key, text, Source.ASSISTING_UNIT, year, places=bound))
    return SupportEntries(tuple(funds), tuple(entries), tuple(entered), tuple(in_kind), tuple(left))
