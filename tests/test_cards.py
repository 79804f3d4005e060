"""The household's card and the village's book: six parts, sums that hold, and nobody named."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.assistance import Cadre, pair, plan, read_ratio
from antipoverty.cards import PARTS, CardResult, CompletedMeasure, HouseholdCard, VillageBook, card
from antipoverty.causes import Cause, classify
from antipoverty.errors import InvalidValue
from antipoverty.identification import PovertyAttribute
from antipoverty.records import Household, Income, Person, Registration, Village
from antipoverty.serialization import dumps, json_schema, loads
from antipoverty.strategies import households
from effort import times

ON, UNTIL = date(2016, 5, 1), date(2016, 12, 31)


def _card(household: Household, **more: Any) -> HouseholdCard:
    made = plan(household, classify(household, on=ON), on=ON, until=UNTIL, responsible="c1")
    return card(household, made, **more)


def _household(key: str = "h1", **known: Any) -> Household:
    base = Household(
        key,
        village="v1",
        registration="registered",
        dibao=False,
        five_guarantee=False,
        members=(
            Person("m1", name="Li Lei", birth_date=date(1970, 1, 1), labour="ordinary", schooling="out of school"),
            Person("m2", birth_date=date(2005, 1, 1), labour="none", schooling="primary", health="serious"),
            Person("m3", birth_date=date(1940, 1, 1), labour="none", schooling="out of school", disability="2"),
        ),
        income=Income(stated="7000"),
        medical_spending="4321",
        dwelling_grade="B",
    )
    return attrs.evolve(base, **known)


def test_a_card_has_the_six_parts_of_the_handbook_in_order() -> None:
    assert [part["zh"] for part in PARTS] == [
        "家庭基本情况",
        "致贫原因",
        "帮扶责任人",
        "帮扶计划",
        "帮扶措施",
        "帮扶成效",
    ]
    for language in ("en", "zh"):
        heads = [line for line in _card(_household()).explain(language).splitlines() if line[:1].isdigit()]
        assert heads == [f"{number}. {part[language]}" for number, part in enumerate(PARTS, start=1)]


def test_the_card_says_what_the_family_should_know() -> None:
    made = _card(
        _household(),
        done=(
            CompletedMeasure("skill-training", date(2016, 10, 1)),
            CompletedMeasure("medical-assistance", date(2016, 9, 1), "1500"),
        ),
        result=CardResult(date(2016, 12, 1), "3000.00", "exited"),
    )
    lines = [line.strip() for line in made.explain("en").splitlines()]
    for wanted in (
        "Village: v1",
        "Members: 3",
        "Able to work: 1",
        "In school: 1",
        "Grade of the house: B",
        "Net income a head: 2,333.33 yuan a year",
        "Poverty attribute: ordinary poor household",
        "Main cause: illness",
        "Other cause: disability",
        "c1",
        "From 2016-05-01 to 2016-12-31",
        "Expected 0.00 yuan a year; still missing to the line 5,886.00 yuan",
        "- 2016-09-01 Critical-illness insurance and medical assistance, 1,500.00 yuan",
        "- 2016-10-01 Training in at least one skill",
        "Reviewed on: 2016-12-01",
        "Net income a head: 3,000.00 yuan a year",
        "In the register: exited",
    ):
        assert wanted in lines
    assert lines.index("- 2016-10-01 Training in at least one skill") == 1 + lines.index(
        "- 2016-09-01 Critical-illness insurance and medical assistance, 1,500.00 yuan"
    )
    chinese = made.explain("zh")
    for wanted in ("家庭人口：3人", "主要致贫原因：因病", "建档立卡状态：已脱贫", "尚缺5,886.00元", "，1,500.00元"):
        assert wanted in chinese


def test_what_is_not_known_is_said_to_be() -> None:
    made = _card(Household("h1"))
    english, chinese = made.explain("en"), made.explain("zh")
    assert english.count("not known") == 6
    assert chinese.count("不详") == 6
    assert "Village" not in english
    for wanted in (
        "None found yet; someone will look into it with you.",
        "No measure yet",
        "Nothing yet",
        "Not yet reviewed",
    ):
        assert wanted in english
    for wanted in ("尚未查明", "尚无帮扶措施", "尚未开展", "尚未评定"):
        assert wanted in chinese
    assert "still missing" not in english


def test_members_are_counted_only_where_everyone_is_known() -> None:
    members = (Person("m1", labour="ordinary"), Person("m2", schooling="primary"))
    held = _card(_household(members=members)).situation
    assert (held.able, held.students) == (None, None)


def test_income_a_head_is_cut_and_never_rounded_up_across_the_line() -> None:
    assert _card(_household(income=Income(stated="8564.99"))).situation.income_per_head == Decimal("2854.99")
    assert _card(_household(income=Income(stated="-100"))).situation.income_per_head == Decimal("-33.34")
    unknown_size = Household("h1", income=Income(stated="100"))
    assert _card(unknown_size).situation.income_per_head is None


@pytest.mark.parametrize(
    ("known", "attribute", "words"),
    [
        ({"dibao": True}, PovertyAttribute.DIBAO_POOR, "dibao household with a member able to work"),
        ({"five_guarantee": True}, PovertyAttribute.FIVE_GUARANTEE, "five-guarantee household"),
    ],
)
def test_the_kind_of_household_is_in_words(known: Any, attribute: PovertyAttribute, words: str) -> None:
    made = _card(_household(**known))
    assert made.situation.attribute is attribute
    assert f"Poverty attribute: {words}" in made.explain()


@pytest.mark.parametrize("standing", [None, *Registration])
def test_every_standing_in_the_register_has_words(standing: Registration | None) -> None:
    text = _card(_household(), result=CardResult(ON, registration=standing)).explain("zh")
    assert ("建档立卡状态：不详" in text) is (standing is None)


def test_nobody_is_named_on_the_card_and_no_birth_date_diagnosis_or_bill_is_on_it() -> None:
    for language in ("en", "zh"):
        text = _card(_household()).explain(language)
        for hidden in ("Li Lei", "m1", "m2", "1970", "2005", "4321", "4,321", "serious"):
            assert hidden not in text


def test_nothing_personal_is_in_the_repr() -> None:
    made = _card(_household(), result=CardResult(ON, "2222"))
    assert repr(made) == "HouseholdCard(household='h1')"
    assert repr(made.situation) == "Situation(village='v1', size=3)"
    assert "2222" not in repr(made.result)
    book = VillageBook(Village("v1"), UNTIL, (made,))
    assert "h1" not in repr(book)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"done": (CompletedMeasure("road", date(2016, 4, 30)),)},
            "road: got .*expected a day not before the plan's, 2016-05-01",
        ),
        ({"result": CardResult(date(2016, 4, 30))}, "result: got .*expected a day not before the plan's"),
    ],
)
def test_nothing_on_the_card_is_older_than_its_plan(more: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        _card(_household(), **more)
    _card(_household(), done=(CompletedMeasure("road", ON),), result=CardResult(ON))


def test_a_card_is_made_from_the_households_own_plan() -> None:
    other = plan(_household("h2"), classify(_household("h2"), on=ON), on=ON, until=UNTIL, responsible="c1")
    with pytest.raises(InvalidValue, match="plan: got 'h2'; expected the plan of household h1"):
        card(_household(), other)


def test_what_was_done_is_a_measure_of_the_catalogue_on_a_day() -> None:
    with pytest.raises(
        InvalidValue, match=r"CompletedMeasure\.measure: got 'bridge'; expected a measure of the catalogue"
    ):
        CompletedMeasure("bridge", ON)
    with pytest.raises(InvalidValue, match=r"CompletedMeasure\.on: got None"):
        CompletedMeasure("road", None)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match=r"Result\.on: got None"):
        CardResult(None)  # type: ignore[arg-type]


# The village's book


@given(st.lists(households(), max_size=5, unique_by=lambda household: household.id))
def test_the_books_totals_are_those_of_its_cards(found: list[Household]) -> None:
    own = [attrs.evolve(household, village="v1") for household in found]
    cards = tuple(_card(household) for household in own)
    book = VillageBook(Village("v1"), UNTIL, cards)
    assert sum(book.main_causes.values()) == len(cards)
    sizes = [household.size for household in own]
    assert book.persons == (None if None in sizes else sum(size for size in sizes if size is not None))
    assert sum(book.measures.values()) == sum(len(each.plan.measures) for each in cards)
    assert VillageBook(Village("v1"), UNTIL, cards[::-1]).explain() == book.explain()
    for language in ("en", "zh"):
        lines = book.explain(language).splitlines()
        assert all(any(household.id in line for line in lines) for household in own)


def test_the_book_says_who_is_left_without_a_cadre() -> None:
    families = [_household("h1"), _household("h2", medical_spending=0, members=None, size=3)]
    pairing = pair(families, [Cadre("c1", "ordinary")], read_ratio("54321"))
    book = VillageBook(Village("v1", name="Upper"), UNTIL, tuple(_card(each) for each in families), pairing)
    assert book.unpaired == ("h2",)
    assert book.main_causes == {Cause.ILLNESS: 1, None: 1}
    assert list(book.main_causes) == [Cause.ILLNESS, None]
    english, chinese = book.explain("en").splitlines(), book.explain("zh").splitlines()
    assert english[:3] == [
        "Book of village Upper, 2016-12-31",
        "Households 2, persons 6",
        "Main causes: illness 1, none found 1",
    ]
    assert "Without a cadre: 1" in english
    assert "无人结对：1户" in chinese
    assert "  h1, 3, illness, c1" in english
    assert "  h2、3、未查明、c1" in chinese


def test_the_persons_of_a_book_are_unknown_where_a_size_is() -> None:
    families = [_household("h1"), _household("h2", medical_spending=0, members=None, size=None)]
    book = VillageBook(Village("v1"), UNTIL, tuple(_card(each) for each in families))
    assert (book.persons, book.persons_known, book.sizes_unknown) == (None, 3, 1)
    assert "Households 2, persons 3, and 1 household of unknown size" in book.explain("en")
    assert "贫困户2户、3人，另有1户人口不详" in book.explain("zh")


def test_a_book_without_cards_or_pairing_is_empty_and_says_so() -> None:
    book = VillageBook(Village("v1"), UNTIL, ())
    assert (book.persons, book.main_causes, book.measures, book.unpaired) == (0, {}, {}, ())
    assert book.explain().splitlines() == [
        "Book of village v1, 2016-12-31",
        "Households 0, persons 0",
        "Main causes: none found",
        "Measures planned:",
    ]
    assert "not known" in VillageBook(Village("v1"), UNTIL, (_card(Household("h1")),)).explain()


def test_a_book_has_one_card_for_each_household_of_its_own_village() -> None:
    made = _card(_household())
    with pytest.raises(InvalidValue, match="expected one card for each household"):
        VillageBook(Village("v1"), UNTIL, (made, made))
    with pytest.raises(InvalidValue, match=r"got '1 of other villages'; expected cards of v2"):
        VillageBook(Village("v2"), UNTIL, (made,))


@times(1 / 6)
@given(households())
def test_cards_and_books_are_read_back_as_they_were(household: Household) -> None:
    made = _card(household, done=(CompletedMeasure("road", ON, 5),), result=CardResult(UNTIL, 5, "exited"))
    assert loads(dumps(made), HouseholdCard) == made
    book = VillageBook(Village(household.village or "v1"), UNTIL, (made,))
    again = loads(dumps(book), VillageBook)
    assert again == book
    assert again.explain("zh") == book.explain("zh")


def test_a_written_book_matches_its_schema() -> None:
    families = [_household("h1")]
    pairing = pair(families, [Cadre("c1", "ordinary")], read_ratio("54321"))
    book = VillageBook(Village("v1"), UNTIL, (_card(families[0], result=CardResult(UNTIL)),), pairing)
    jsonschema.validate(json.loads(dumps(book)), json_schema(VillageBook))
