"""Scale control: the provincial ceiling, and a breakdown that sums at every level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce
from antipoverty.identification import QuotaUnit, apportion, break_down, over_quota, provincial_ceiling
from antipoverty.identification._quotas import Apportionment, Quota

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
    with pytest.raises(InvalidValue, match=r"units of t: got \['a'\]; expected keys that differ"):
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


# Other ways to whole places

DIVISORS = [method for method in Apportionment if method is not Apportionment.LARGEST_REMAINDER]


def _divisor(method: Apportionment, places: int) -> float:
    return {
        Apportionment.ADAMS: places,
        Apportionment.DEAN: 2 * places * (places + 1) / (2 * places + 1),
        Apportionment.HUNTINGTON_HILL: (places * (places + 1)) ** 0.5,
        Apportionment.SAINTE_LAGUE: places + 0.5,
        Apportionment.D_HONDT: places + 1,
    }[method]


@pytest.mark.parametrize(
    ("method", "places"),
    [
        ("d-hondt", [4, 3, 1, 0]),
        ("sainte-lague", [3, 3, 1, 1]),
        ("adams", [3, 3, 1, 1]),
        ("largest-remainder", [3, 3, 1, 1]),
    ],
)
def test_known_places(method: str, places: list[int]) -> None:
    """The usual example of eight seats; the quotients are 50,000, 40,000 and 30,000, and 20,000 comes ninth."""
    votes = {"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}
    assert list(apportion(8, votes, method=method).values()) == places


@given(
    st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 500), min_size=1, max_size=7),
    st.integers(0, 300),
    st.sampled_from(DIVISORS),
    st.data(),
)
def test_each_place_goes_to_the_largest_quotient(
    weights: dict[str, int], total: int, method: Apportionment, data: st.DataObject
) -> None:
    ceilings = data.draw(st.dictionaries(st.sampled_from(sorted(weights)), st.integers(0, 60)))
    room = sum(ceilings.get(key, total) for key, weight in weights.items() if weight)
    if total > room:
        with pytest.raises(InvalidValue, match="total"):
            apportion(total, weights, ceilings=ceilings, method=method)
        return
    parts = apportion(total, weights, ceilings=ceilings, method=method)
    # One place after another, from none.
    slow = dict.fromkeys(weights, 0)
    for _ in range(total):
        able = [key for key, weight in weights.items() if weight and slow[key] < ceilings.get(key, total)]

        def first(key: str) -> tuple[bool, float]:
            under = _divisor(method, slow[key])
            return bool(under), -(weights[key] / under if under else weights[key])

        slow[min(able, key=first)] += 1
    assert sum(parts.values()) == total
    if parts != slow:  # only where floats see no difference between two quotients, or see one where there is none
        for key in weights:
            assert abs(parts[key] - slow[key]) <= 1
        assert len({round(weights[key] / _divisor(method, max(parts[key], slow[key]) - 1), 9)
                    for key in weights if parts[key] != slow[key]}) == 1  # fmt: skip


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(1, 500), min_size=1, max_size=6),
    st.integers(0, 200),
    st.sampled_from(DIVISORS),
)
def test_a_divisor_method_gives_nobody_less_of_more(weights: dict[str, int], total: int, method: Apportionment) -> None:
    fewer, more = (apportion(places, weights, method=method) for places in (total, total + 1))
    assert all(fewer[key] <= more[key] for key in weights)
    assert sum(more.values()) == total + 1


def test_the_largest_remainder_may_give_less_of_more() -> None:
    alabama = {"a": 6, "b": 6, "c": 2}
    assert (apportion(10, alabama)["c"], apportion(11, alabama)["c"]) == (2, 1)


@pytest.mark.parametrize("method", Apportionment)
@pytest.mark.parametrize(("total", "parts"), [(1, [0, 0, 1]), (5, [0, 2, 3]), (6, [0, 2, 4])])
def test_a_unit_whose_ceiling_is_nothing_has_no_place_however_few_there_are(
    method: Apportionment, total: int, parts: list[int]
) -> None:
    weights = {"large": 900, "middle": 70, "small": 80}
    given = apportion(total, weights, ceilings={"large": 0, "middle": 2}, method=method)
    assert list(given.values()) == parts


def test_a_county_of_millions_is_split_at_once() -> None:
    weights = {f"village {place}": 1 + place * 7919 % 1000 for place in range(300)}
    for method in DIVISORS:
        parts = apportion(89_620_000, weights, method=method)
        assert sum(parts.values()) == 89_620_000


def test_a_method_goes_down_all_levels_and_an_unknown_one_is_refused() -> None:
    town = QuotaUnit("t", 300, "0.1", (QuotaUnit("a", 100, "0.1"), QuotaUnit("b", 5, "0.1"), QuotaUnit("c", 3, "0.1")))
    assert [child.quota for child in break_down(5, town, method="adams").children] == [3, 1, 1]
    assert [child.quota for child in break_down(5, town, method=Apportionment.D_HONDT).children] == [5, 0, 0]
    county = QuotaUnit("county", 300, "0.1", (town,))
    (given,) = break_down(5, county, method="adams").children
    assert [child.quota for child in given.children] == [3, 1, 1]
    with pytest.raises(InvalidValue, match="method: got 'webster'; expected one of largest-remainder, adams"):
        apportion(5, {"a": 1}, method="webster")
