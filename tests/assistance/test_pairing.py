"""Who looks after whom: capacity, balance, who is left, and the second summary's staff."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.assistance import Cadre, CadreRank, Pairing, pair, pairing_ratio, read_ratio
from antipoverty.errors import InvalidValue
from antipoverty.records import Household
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import cadres
from antipoverty.strategies._households import ratios
from branches import must_reach, reached
from documents import check_document

ON = date(2014, 5, 1)


@st.composite
def waiting(draw: st.DrawFn) -> list[Household]:
    villages = draw(st.lists(st.none() | st.sampled_from(["v1", "v2", "v3"]), max_size=60))
    return [Household(f"h{number:03}", village=village) for number, village in enumerate(villages)]


def _staff() -> list[Cadre]:
    """The 137 cadres of the second summary, by rank."""
    ranks = (
        [CadreRank.COUNTY_DEPUTY]
        + [CadreRank.SECTION_HEAD] * 8
        + [CadreRank.SECTION_DEPUTY] * 9
        + [CadreRank.ORDINARY] * 119
    )
    return [Cadre(f"c{number:03}", rank) for number, rank in enumerate(ranks)]


def test_the_second_summary_has_165_places_for_454_households_and_leaves_289() -> None:
    households = [Household(f"h{number:03}") for number in range(454)]
    found = pair(households, _staff(), read_ratio("54321"))
    assert len(found.pairs) == 137
    assert (found.capacity, found.paired, len(found.unpaired), found.free) == (165, 165, 289, 0)
    assert found.unpaired[0] == "h165"
    assert found.explain("en").splitlines()[-1] == "Capacity 165; paired 165; left without a cadre 289."
    assert found.explain("zh").splitlines() == [
        "副处级：1人，名额4户，结对4户",
        "正科级：8人，名额24户，结对24户",
        "副科级：9人，名额18户，结对18户",
        "一般干部：119人，名额119户，结对119户",
        "可结对165户，已结对165户，尚有289户无人结对。",
    ]


def test_the_same_staff_shifted_by_one_rank_has_302_places() -> None:
    shifted = {
        CadreRank.COUNTY_DEPUTY: 5,
        CadreRank.SECTION_HEAD: 4,
        CadreRank.SECTION_DEPUTY: 3,
        CadreRank.ORDINARY: 2,
    }
    households = [Household(f"h{number:03}") for number in range(454)]
    found = pair(households, _staff(), shifted)
    assert (found.capacity, len(found.unpaired)) == (302, 152)


@given(waiting(), cadres(), ratios())
def test_no_one_is_given_more_than_their_places_and_no_household_is_left_while_a_place_is_free(
    households: list[Household], staff: list[Cadre], table: dict[CadreRank, int]
) -> None:
    found = pair(households, staff, table)
    assert all(len(each.households) <= each.places == table[each.rank] for each in found.pairs)
    assert found.free == 0 or found.unpaired == ()
    assert found.capacity == sum(table[cadre.rank] for cadre in staff)


@given(waiting(), cadres(), ratios())
def test_every_household_is_paired_once_or_left_and_nothing_is_lost(
    households: list[Household], staff: list[Cadre], table: dict[CadreRank, int]
) -> None:
    found = pair(households, staff, table)
    seen = Counter([key for each in found.pairs for key in each.households])
    seen.update(found.unpaired)
    assert seen == Counter(household.id for household in households)
    assert [each.cadre for each in found.pairs] == sorted(
        (cadre.id for cadre in staff),
        key=lambda key: next((list(CadreRank).index(c.rank), c.id) for c in staff if c.id == key),
    )
    for each in found.pairs:
        assert all(found.cadre_of(key) == each.cadre for key in each.households)
    assert all(found.cadre_of(key) is None for key in found.unpaired)


@must_reach("room left")
@given(waiting(), cadres(), ratios())
def test_no_cadre_is_fuller_than_another_would_be_with_one_more(
    households: list[Household], staff: list[Cadre], table: dict[CadreRank, int]
) -> None:
    pairs = [each for each in pair(households, staff, table).pairs if each.places]
    for full in pairs:
        for other in pairs:
            if len(other.households) < other.places:
                reached("room left")
                assert Fraction(len(full.households), full.places) <= Fraction(len(other.households) + 1, other.places)


@given(waiting(), cadres(), ratios(), st.randoms())
def test_the_order_of_cadres_does_not_matter(
    households: list[Household], staff: list[Cadre], table: dict[CadreRank, int], random: Any
) -> None:
    other = list(staff)
    random.shuffle(other)
    assert pair(households, other, table) == pair(households, staff, table)


def test_those_who_come_last_are_left() -> None:
    households = [Household("z", village="v1"), Household("a", village="v2")]
    found = pair(households, [Cadre("c1", "ordinary")], read_ratio("54321"))
    assert (found.pairs[0].households, found.unpaired) == (("z",), ("a",))


def test_households_of_one_village_go_to_one_cadre_where_the_places_allow() -> None:
    households = [Household("h1", village="v2"), Household("h2", village="v1"), Household("h3", village="v2"),
                  Household("h4", village="v1")]  # fmt: skip
    staff = [Cadre("c1", "section-deputy"), Cadre("c2", "section-deputy")]
    found = pair(households, staff, read_ratio("54321"))
    assert [each.households for each in found.pairs] == [("h2", "h4"), ("h1", "h3")]


def test_the_rulebook_has_the_ratio_and_another_place_may_give_its_own() -> None:
    assert pairing_ratio(on=ON) == {
        CadreRank.COUNTY_HEAD: 5,
        CadreRank.COUNTY_DEPUTY: 4,
        CadreRank.SECTION_HEAD: 3,
        CadreRank.SECTION_DEPUTY: 2,
        CadreRank.ORDINARY: 1,
    }
    other = rulebooks.load("cn").override({"pairing.places": {"ordinary": "3"}})
    assert pairing_ratio(on=ON, rulebook=other) == {CadreRank.ORDINARY: 3}
    strange = rulebooks.load("cn").override({"pairing.places": {"mayor": "3"}})
    with pytest.raises(InvalidValue, match=r"pairing\.places: got \['mayor'\]; expected ranks among county-head"):
        pairing_ratio(on=ON, rulebook=strange)


def test_the_ranks_have_names_in_both_languages() -> None:
    assert [rank.text["zh"] for rank in CadreRank] == ["正处级", "副处级", "正科级", "副科级", "一般干部"]


@pytest.mark.parametrize("digits", ["5432", "543210", "5432x", "5432٣", 54321])
def test_a_ratio_has_a_digit_for_each_rank(digits: Any) -> None:
    with pytest.raises(InvalidValue, match="digits: .*expected a digit for each of county-head"):
        read_ratio(digits)


def test_a_ladder_may_have_fewer_ranks_and_more_than_nine_places() -> None:
    assert read_ratio("5-4-3-2-1") == read_ratio("54321")
    four = read_ratio("4321", ranks=list(CadreRank)[1:])
    assert four == {rank: places for rank, places in read_ratio("54321").items() if rank != CadreRank.COUNTY_HEAD}
    assert read_ratio("12-8", ranks=("section-head", "ordinary")) == {"section-head": 12, "ordinary": 8}
    for digits, ranks in (("43", ("mayor", "ordinary")), ("43", ("ordinary", "ordinary")), ("4-3-", ("ordinary",))):
        with pytest.raises(InvalidValue):
            read_ratio(digits, ranks=ranks)


@pytest.mark.parametrize(
    ("households", "staff", "table", "message"),
    [
        (["h", "h"], [], {}, r"households: got \['h'\]; expected keys that differ"),
        ([], ["c", "c"], {CadreRank.ORDINARY: 1}, r"cadres: got \['c'\]; expected keys that differ"),
        ([], ["c"], {CadreRank.COUNTY_HEAD: 1}, "ratios: got 'ordinary'; expected a rank of the table: county-head"),
        ([], ["c"], {CadreRank.ORDINARY: -1}, r"ratios\[ordinary\]: got -1; expected a whole number of at least 0"),
        ([], ["c"], {CadreRank.ORDINARY: True}, r"ratios\[ordinary\]: got True"),
        ([], ["c"], {CadreRank.ORDINARY: 1.5}, r"ratios\[ordinary\]: got 1\.5"),
    ],
)
def test_what_cannot_be_paired_is_refused(
    households: list[str], staff: list[str], table: dict[CadreRank, Any], message: str
) -> None:
    with pytest.raises(InvalidValue, match=message):
        pair([Household(key) for key in households], [Cadre(key, "ordinary") for key in staff], table)


def test_a_cadre_has_a_rank_and_a_name_that_is_not_shown() -> None:
    with pytest.raises(InvalidValue, match=r"cadres: got None; expected ranks of the rulebook: county-head"):
        pair([], [Cadre("c1")], read_ratio("54321"))
    assert "Zhang" not in repr(Cadre("c1", "ordinary", name="Zhang"))


@given(waiting(), cadres(most=4))
def test_a_pairing_is_read_back_as_it_was(households: list[Household], staff: list[Cadre]) -> None:
    found = pair(households, staff, read_ratio("54321"))
    assert loads(dumps(found), Pairing) == found


def test_pairings_and_cadres_match_their_schema() -> None:
    found = pair([Household("h1"), Household("h2")], [Cadre("c1", "ordinary", name="x")], read_ratio("54321"))
    for value in (found, Cadre("c1", "ordinary", name="x")):
        check_document(dumps(value), type(value))
        assert loads(dumps(value), type(value)) == value
