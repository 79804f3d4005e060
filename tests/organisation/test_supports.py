"""What units give: added up once, entered once, and in the first summary's amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from antipoverty.errors import InvalidValue
from antipoverty.funds import Fund, Ledger, Source, post_all
from antipoverty.money import total_of
from antipoverty.organisation import AssistingUnit, Support, SupportKind, support_entries, total_support
from antipoverty.strategies import supports
from antipoverty.text import Text

ON = date(2014, 5, 1)


def test_seventeen_units_gave_340_000_yuan_in_all() -> None:
    gifts = [Support(f"s{number}", f"u{number}", ON, "cash", amount=20_000) for number in range(17)]
    found = total_support(gifts)
    assert (found.units, found.value) == (17, Decimal(340_000))
    assert found.explain() == "17 units gave 340,000.00 yuan; money 340,000.00 yuan"
    assert found.explain("zh") == "17个单位共投入340,000.00元；资金340,000.00元"


def test_goods_without_a_value_leave_the_total_unknown_and_the_known_part_stands() -> None:
    found = total_support([Support("s1", "u1", kind="cash", amount=5), Support("s2", "u1", kind="goods", quantity=3)])
    assert (found.value, found.known, found.without_amount) == (None, Decimal(5), ("s2",))
    assert found.explain(detail="brief").splitlines()[0].startswith("1 units gave at least 5.00 yuan")


def test_a_fund_of_a_unit_may_be_spent_where_its_sums_are_for() -> None:
    gifts = [
        Support("s1", "u1", ON, "cash", amount=5, village="v1"),
        Support("s2", "u1", ON, "cash", amount=6, village="v2"),
        Support("s3", "u2", ON, "cash", amount=7, village="v1"),
        Support("s4", "u2", ON, "cash", amount=8),
        Support("s5", "u2", ON, "cash", amount=9, village="v3", fund="own"),
    ]
    made = support_entries(gifts, units=[AssistingUnit("u1", "民政局")])
    assert [(fund.id, fund.places) for fund in made.funds] == [
        ("u1-2014", ("v1", "v2")),
        ("u2-2014", ()),
        ("own", ("v3",)),
    ]
    assert made.funds[0].name.zh == "民政局2014年帮扶资金"


def test_a_fund_that_is_named_is_of_one_unit_and_year() -> None:
    gifts = [
        Support("late", "u1", date(2015, 5, 1), "cash", amount=5, fund="own"),
        Support("first", "u1", ON, "cash", amount=5, fund="own"),
        Support("other", "u2", ON, "cash", amount=5, fund="own"),
    ]
    made = support_entries(gifts)
    assert ([entry.id for entry in made.entries], sorted(made.left)) == (["first"], ["late", "other"])
    county = Fund("own", Text("County", "县级"), "county", 2014)
    assert len(support_entries(gifts, ledger=Ledger([county])).left) == 3


@pytest.mark.parametrize("quantity", [-1, "1.001", "many"])
def test_a_quantity_is_exact_and_not_below_0(quantity: object) -> None:
    with pytest.raises(InvalidValue, match=r"Support\.quantity"):
        Support("s1", "u1", quantity=quantity)  # type: ignore[arg-type]


@given(supports())
def test_every_gift_comes_out_once_and_money_is_entered_once(gifts: list[Support]) -> None:
    made = support_entries(gifts)
    apart = [*(entry.id for entry in made.entries), *made.in_kind, *made.left]
    assert sorted(apart) == sorted(gift.id for gift in gifts)
    assert all(fund.source is Source.ASSISTING_UNIT for fund in made.funds)
    entered = [gift.amount for gift in gifts if gift.id not in {*made.in_kind, *made.left} and gift.amount is not None]
    assert total_of(entry.amount for entry in made.entries) == total_of(entered)
    ledger = post_all(Ledger(made.funds), made.entries)
    again = support_entries(gifts, ledger=ledger)
    assert (again.entries, again.funds, len(again.entered)) == ((), (), len(made.entries))


@given(supports())
def test_the_total_is_the_sum_whatever_the_form(gifts: list[Support]) -> None:
    found = total_support(gifts)
    assert found.known == total_of(gift.amount for gift in gifts if gift.amount is not None)
    assert (found.value is None) == any(gift.amount is None for gift in gifts)
    assert found.in_kind == total_of(
        gift.amount for gift in gifts if gift.amount is not None and gift.kind in (SupportKind.GOODS, SupportKind.WORK)
    )
