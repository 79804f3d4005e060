"""Scale control: the provincial ceiling, and a breakdown that sums at every level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce
from antipoverty.identification import QuotaUnit, break_down, over_quota, provincial_ceiling
from antipoverty.quotas import Quota

MAY_2014 = date(2014, 5, 1)


@st.composite
def units(draw: st.DrawFn, depth: int = 3, key: str = "p") -> QuotaUnit:
    width = draw(st.integers(1, 3)) if depth else 0
    children = tuple(draw(units(depth - 1, f"{key}.{number}")) for number in range(width))
    incidence = Fraction(draw(st.integers(1, 100)), 100)
    return QuotaUnit(key, draw(st.integers(1, 10_000)), incidence, children)


def _levels(quota: Quota) -> list[Quota]:
    return [quota, *(unit for child in quota.children for unit in _levels(child))]


@given(st.integers(0, 100_000), units())
def test_children_sum_to_their_parent_at_every_level(total: int, unit: QuotaUnit) -> None:
    quota = break_down(total, unit)
    assert quota.quota == total
    for each in _levels(quota):
        if each.children:
            assert sum(child.quota for child in each.children) == each.quota


@given(st.integers(0, 10_000), units(depth=1))
def test_no_unit_is_a_whole_person_off_its_exact_share(total: int, unit: QuotaUnit) -> None:
    exact = {child.id: child.persons * child.incidence for child in unit.children}
    for child in break_down(total, unit).children:
        assert abs(child.quota - total * exact[child.id] / sum(exact.values())) < 1


def test_a_ceiling_sends_the_rest_to_the_others() -> None:
    town = QuotaUnit("t", 300, "0.1", (QuotaUnit("a", 100, "0.1", ceiling=5), QuotaUnit("b", 200, "0.1")))
    assert [child.quota for child in break_down(30, town).children] == [5, 25]


def test_the_national_register_of_2014_lies_inside_the_ceiling() -> None:
    # 82.49 m by survey, 89.62 m registered (RULEBOOK PL-07): 8.64% above.
    ceiling = provincial_ceiling(82_490_000, on=MAY_2014)
    assert ceiling == 90_739_000
    assert 89_620_000 <= ceiling


def test_the_ceiling_is_cut_to_whole_persons_and_never_rounded_up() -> None:
    assert provincial_ceiling(19, on=MAY_2014) == 20


@pytest.mark.parametrize(("day", "error"), [(date(2014, 4, 1), NotYetInForce), (date(2015, 8, 1), NoLongerInForce)])
def test_the_ceiling_holds_from_the_plan_to_the_look_back(day: date, error: type[Exception]) -> None:
    with pytest.raises(error, match="quota.float"):
        provincial_ceiling(100, on=day)
    assert provincial_ceiling(100, on=date(2014, 4, 2)) == provincial_ceiling(100, on=date(2015, 7, 31)) == 110


@pytest.mark.parametrize("count", [-1, True, 1.0, "5"])
def test_a_survey_count_is_a_whole_number(count: object) -> None:
    with pytest.raises(InvalidValue, match="survey_count: got .*a whole number of at least 0"):
        provincial_ceiling(count, on=MAY_2014)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("incidence", "message"),
    [
        (0.2, "an exact share: a Fraction, a Decimal or a string such as '0.085'"),
        (True, "an exact share: a Fraction, a Decimal or a string such as '0.085'"),
        ("a fifth", "an exact share: a Fraction, a Decimal or a string such as '0.085'"),
        ("1/0", "an exact share: a Fraction, a Decimal or a string such as '0.085'"),
        (Decimal("NaN"), "an exact share: a Fraction, a Decimal or a string such as '0.085'"),
        (Decimal("Infinity"), "an exact share: a Fraction, a Decimal or a string such as '0.085'"),
        ("1.01", "a share from 0 to 1"),
        ("-0.01", "a share from 0 to 1"),
    ],
)
def test_an_incidence_is_an_exact_share(incidence: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=f"QuotaUnit.incidence: got .*{message}"):
        QuotaUnit("a", 100, incidence)


def test_a_unit_has_a_whole_number_of_persons_and_children_that_differ() -> None:
    with pytest.raises(InvalidValue, match=r"QuotaUnit.persons: got -1"):
        QuotaUnit("a", -1, "0.1")
    twins = (QuotaUnit("a", 100, "0.1"), QuotaUnit("a", 200, "0.1"))
    with pytest.raises(InvalidValue, match=r"units of t: got \['a'\]; expected keys that differ in the whole tree"):
        QuotaUnit("t", 300, "0.1", twins)


def test_a_list_beyond_its_quota_is_named_at_every_level() -> None:
    villages = (QuotaUnit("v1", 100, "0.5"), QuotaUnit("v2", 100, "0.5"))
    county = QuotaUnit("c", 400, "0.5", (QuotaUnit("t1", 200, "0.5", villages), QuotaUnit("t2", 200, "0.5")))
    quota = break_down(40, county)
    assert over_quota(quota, {"v1": 10, "v2": 10, "t2": 20}) == {}
    assert over_quota(quota, {"v1": 11, "v2": 9, "t2": 20}) == {"v1": 1}
    assert over_quota(quota, {"v1": 12, "v2": 10, "t2": 20}) == {"c": 2, "t1": 2, "v1": 2}
    with pytest.raises(InvalidValue, match="listed: got 't1'; expected a unit of the lowest level of c"):
        over_quota(quota, {"t1": 1})
    with pytest.raises(InvalidValue, match=r"listed\['v1'\]: got -1"):
        over_quota(quota, {"v1": -1})


def test_nobody_poor_and_nobody_listed_are_sound_counts() -> None:
    assert provincial_ceiling(0, on=MAY_2014) == 0
    villages = (QuotaUnit("v1", 100, "0"), QuotaUnit("v2", 100, "0.5"))
    quota = break_down(10, QuotaUnit("t", 200, "0.25", villages))
    assert [child.quota for child in quota.children] == [0, 10]
    assert over_quota(quota, {"v1": 0}) == {}
    assert over_quota(quota, {"v2": 11}) == {"t": 1, "v2": 1}
    for count in (True, 1.5, -1):
        with pytest.raises(
            InvalidValue, match=rf"listed\['v1'\]: got {count!r}; expected a whole number of at least 0$"
        ):
            over_quota(quota, {"v1": count})  # type: ignore[dict-item]
    with pytest.raises(InvalidValue, match=r"^survey_count: got -1; expected a whole number of at least 0$"):
        provincial_ceiling(-1, on=MAY_2014)
    with pytest.raises(InvalidValue, match=r"^QuotaUnit\.incidence: got 0\.2; expected an exact share: a Fraction"):
        QuotaUnit("a", 1, 0.2)


@pytest.mark.parametrize("total", [-5, 5.5, True, "5"])
def test_a_total_is_a_whole_number(total: object) -> None:
    with pytest.raises(InvalidValue, match=f"total: got {total!r}; expected a whole number of at least 0"):
        break_down(total, QuotaUnit("t", 300, "0.1"))  # type: ignore[arg-type]


def test_the_root_keeps_its_own_ceiling() -> None:
    assert break_down(3, QuotaUnit("t", 300, "0.1", ceiling=3)).quota == 3
    with pytest.raises(InvalidValue, match="total: got 4; expected at most 3, the ceiling of t"):
        break_down(4, QuotaUnit("t", 300, "0.1", ceiling=3))
    with pytest.raises(InvalidValue, match="QuotaUnit.ceiling: got 'x'; expected a whole number of at least 0"):
        QuotaUnit("t", 300, "0.1", ceiling="x")


def test_a_key_stands_once_in_the_whole_tree() -> None:
    towns = tuple(QuotaUnit(town, 100, "0.1", (QuotaUnit("v1", 100, "0.1"),)) for town in ("t1", "t2"))
    with pytest.raises(InvalidValue, match=r"units of c: got \['v1'\]"):
        QuotaUnit("c", 200, "0.1", towns)
