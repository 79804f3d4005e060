"""One rule for keys, in objects and in every table: what looks alike is one key, and no key is a person's number."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antipoverty._shared.keys import CHANGED, LOOKALIKE, PERSONAL, UNBROKEN, holds_person, normal_key
from antipoverty.errors import InvalidValue
from antipoverty.funds import Appropriation, Beneficiary, Project
from antipoverty.procedures import PROCEDURES, open_case
from antipoverty.records import Household, Person, Village
from antipoverty.registers import ENTRIES, HOUSEHOLDS, MEMBERS, VILLAGES, Schema, check, compare, derive, read
from antipoverty.registers._reading.masking import is_identity
from antipoverty.registers._reading.parsing import KEY_REASONS, Column, parse
from antipoverty.registers._reading.words import BLANKS
from antipoverty.text import Text
from branches import must_reach, reached

DAY = date(2014, 5, 1)
#: Every table, with the columns that hold keys, and what else a row of it needs.
TABLES: list[tuple[Schema, str, dict[str, str]]] = [
    (HOUSEHOLDS, "id", {}),
    (HOUSEHOLDS, "village", {"id": "x"}),
    (MEMBERS, "id", {"household": "h"}),
    (MEMBERS, "household", {"id": "x"}),
    (VILLAGES, "id", {"persons": "4"}),
    *[
        (ENTRIES, name, {"id": "x", "on": "2014-05-01", "kind": "支付", "fund": "f", "level": "县", "amount": "1",
                         "project": "p"})
        for name in ("id", "fund", "project")
    ],
]  # fmt: skip
MADE: dict[str, Callable[[str], str | None]] = {
    "household": lambda key: Household(id=key).id,
    "village of a household": lambda key: Household("h", village=key).village,
    "person": lambda key: Person(key).id,
    "village": lambda key: Village(key).id,
    "beneficiary": lambda key: Beneficiary(key).id,
    "entry": lambda key: Appropriation(key, DAY, "f", "county", "1").id,
    "fund of an entry": lambda key: Appropriation("e", DAY, key, "county", "1").fund,
    "case": lambda key: open_case(PROCEDURES["household-identification"], key, on=DAY).subject,
}


def of_table(key: str, schema: Schema, column: str, rest: dict[str, str]) -> tuple[str | None, str | None]:
    """The key that a table keeps, or why it is refused."""
    found = read(pl.DataFrame({**rest, column: key}), schema)
    if found.accepted.height:
        return found.accepted[column][0], None
    assert not found.problems["value"].str.contains(key, literal=True).any()
    return None, found.problems.filter(pl.col("field") == column)["reason"][0]


@pytest.mark.parametrize(("schema", "column", "rest"), TABLES)
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("h1\u200b", "h1"), ("\u200eh1", "h1"), ("\ufeffh1", "h1"), ("h\u00ad1", "h1"), ("\u00a0h1\u3000", "h1"),
        ("h1\ufe0f", "h1"), ("h1\U000e0041", "h1"), ("ｈ１", "h1"), ("h\u20101", "h-1"), ("h\u22121", "h-1"),
        ("甲\u3000 01", "甲 01"), ("e\u03011", "é1"), ('="5700000012340001"', "5700000012340001"), ("'1001", "1001"),
        ("1001.0", "1001"), ("1001.00", "1001"), ("1001.", "1001"), ("620123999999001", "620123999999001"),
            ("\uf900村1", "豈村1"),
        ("财农〔2018〕1号", "财农〔2018〕1号"),
    ],
)  # fmt: skip
def test_a_key_is_brought_to_its_one_form(
    text: str, key: str, schema: Schema, column: str, rest: dict[str, str]
) -> None:
    assert of_table(text, schema, column, rest) == (key, None)


REFUSED = [
    *[(text, CHANGED) for text in (
        "6.20123E+11", "6.2e11", "1E-05", "2014-03-12", "2014/3/12", "2014-03-12 00:00:00", "3月12日", "12-Mar",
        "Mar-12", "03:12:00", "1,001", "12,345,678", "3.10", "50%", "¥1,001.00", "$5", "-1001", "+1001", "=A1", "#REF!",
        "########", "TRUE", "NaN", "１，００１",
    )],
    *[(text, LOOKALIKE) for text in (
        "hа1", "ηο1", "հ1", "h١", "h१", "\ue000h1", "h\u03361", "h1\u20dd", "\u202eh1", "カ1", "ー1", "h\u20141", "丨1",
        "\U0001f600", "\ud800h",
    )],
    *[(text, UNBROKEN) for text in ("h\n1", "h\x001", "h\u20281")],
]  # fmt: skip


@pytest.mark.parametrize(("schema", "column", "rest"), TABLES)
def test_a_key_that_is_changed_or_may_be_mistaken_is_set_apart(
    schema: Schema, column: str, rest: dict[str, str]
) -> None:
    for text, why in REFUSED:
        if "\ud800" not in text:  # no frame can hold half a character
            assert of_table(text, schema, column, rest) == (None, why.en), text


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_objects_have_the_same_rule(make: Callable[[str], str | None]) -> None:
    assert make("\ufeff ｈ\u00ad１\u200b") == "h1"
    for text, why in [*REFUSED, ("13800138000", PERSONAL), ("11010519491231002X", PERSONAL)]:
        with pytest.raises(InvalidValue, match="not shown, being personal") as told:
            make(text)
        assert why.en in str(told.value)
        assert text not in str(told.value)
    for nothing in ("", " ", "\u200b"):
        with pytest.raises(InvalidValue, match="expected a non-empty string"):
            make(nothing)


def test_members_and_households_meet_by_the_same_form() -> None:
    homes = read(pl.DataFrame({"id": ["1001.0", "甲\u200b1"], "size": ["1", "1"]})).accepted
    people = read(pl.DataFrame({"id": ["a", "b"], "household": ["'1001", "甲１"]}), MEMBERS).accepted
    assert people["household"].to_list() == homes["id"].to_list()


def test_households_of_one_look_are_one_household() -> None:
    texts = ["h1", "h1\u200b", "\u200eh1", "h\u00ad1", "ｈ1", "h1 "]
    found = read(pl.DataFrame({"id": [*texts, "h2"], "size": ["4"] * 7}))
    assert found.accepted["id"].to_list() == ["h2"]
    assert set(found.problems["reason"]) == {"the key stands in more than one row"}


INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u180e\u200e\u200f\ufe00\ufe0f\U000e0101\U000e0031\u3164"
plain = st.text("h1甲-é0", min_size=1, max_size=6).filter(lambda key: normal_key(key) == key and key not in ("-", "--"))


@given(plain, st.data())
def test_nothing_that_shows_nothing_makes_another_key(key: str, data: st.DataObject) -> None:
    decorated = key
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(decorated)))
        decorated = decorated[:place] + data.draw(st.sampled_from(INVISIBLE)) + decorated[place:]
    if data.draw(st.booleans()):
        decorated = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in decorated)
    if data.draw(st.booleans()):
        decorated = unicodedata.normalize("NFD", decorated)
    assert normal_key(decorated) == key
    assert of_table(decorated, HOUSEHOLDS, "id", {"size": "4"}) == (key, None)


@must_reach("a key")
@example("A")
@given(st.text(max_size=20))
def test_the_form_of_a_key_has_itself_for_its_form(text: str) -> None:
    key = normal_key(text)
    if isinstance(key, str):
        reached("a key")
        assert normal_key(key) == key
        assert all(unicodedata.category(each)[0] not in "CM" for each in key)
        assert not holds_person(key)


@given(st.lists(st.text("hx1０甲-./,'=\"\u200bа١eE+\xa0 ", max_size=8) | st.text(max_size=4), max_size=8))
def test_a_column_of_keys_is_read_as_its_texts_are_one_by_one(texts: list[str]) -> None:
    (found,) = parse([Column(VILLAGES["id"])], pl.DataFrame({"id": texts}, {"id": pl.String}))
    for text, key, wrong, why in zip(
        texts, found.value, found.wrong, found.why if found.why is not None else [None] * len(texts), strict=True
    ):
        alone = normal_key(text)
        if not alone or {text.strip().lower(), str(alone).lower()} & {*BLANKS}:
            assert (key, wrong, why) == (None, True, None)
        elif isinstance(alone, str):
            assert (key, wrong) == (alone, False)
        else:
            assert (key, wrong, KEY_REASONS[why]) == (None, True, alone)


# Numbers of persons

SEPARATORS = ["", "-", " ", ".", "/", "_", "·", "－", "\u3000", "\u200b", "--", " - ", ":", "*", ",", "(", "\u2013"]
SCRIPTS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Identity numbers of 18 and 15 places: made up, since there is no place 99."""
    born = draw(st.dates(date(1900, 1, 1), date(2024, 12, 31)))
    place, serial = f"99{draw(st.integers(0, 9999)):04}", f"{draw(st.integers(0, 999)):03}"
    if draw(st.booleans()):
        return f"{place}{born:%y%m%d}{serial}"
    return f"{place}{born:%Y%m%d}{serial}{draw(st.sampled_from('0123456789Xx'))}"


def luhn(first: str) -> str:
    """A card's number by its definition: the digits, every second doubled, add up to a multiple of ten."""
    return next(
        first + last
        for last in "0123456789"
        if sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(first + last))) % 10
        == 0
    )


#: The seventh digit is a 9: no township has such a number, so that this is no household's code.
cards = st.tuples(
    st.sampled_from(["622202", "621700", "436742", "559990"]), st.sampled_from([8, 11]), st.integers(0, 10**11)
).map(lambda drawn: luhn(f"{drawn[0]}9{drawn[2] % 10 ** drawn[1]:0{drawn[1]}}"))
phones = st.tuples(
    st.sampled_from(["", "86", "0086", "+86", "+86 "]), st.integers(3, 9), st.integers(0, 10**9 - 1)
).map(lambda drawn: f"{drawn[0]}1{drawn[1]}{drawn[2]:09}")


@example("110105194912310021", "", "4401", "", "0123456789")
@example("11010519491231002X", "户", "01", " ", "٠١٢٣٤٥٦٧٨٩")
@given(
    numbers(), st.text("Hh户_ -甲", max_size=3), st.sampled_from(["", "X", "号", "户1", "-x"]),
    st.sampled_from(SEPARATORS), st.sampled_from(SCRIPTS),
)  # fmt: skip
def test_no_key_holds_an_identity_number(number: str, before: str, after: str, between: str, script: str) -> None:
    written = between.join(script["0123456789".index(c)] if c in "0123456789" else c for c in number)
    text = before + written + after
    assert not isinstance(normal_key(text), str)
    assert holds_person(text)
    assert is_identity(pl.Series([text])).to_list() == [True]
    assert of_table(text, HOUSEHOLDS, "id", {"size": "4"})[0] is None


@given(
    numbers().filter(lambda number: len(number) == 18), st.text("0123456789", max_size=6), st.sampled_from(["", "9"])
)
def test_no_key_holds_an_identity_number_within_a_longer_number(number: str, after: str, before: str) -> None:
    text = before + number.upper() + after
    assert normal_key(text) is PERSONAL
    for schema, column, rest in TABLES:
        assert of_table(text, schema, column, rest) == (None, PERSONAL.en)


#: Of the codes of villages with a serial number, a tenth have the check digit of a card.
long_numbers = (
    cards | st.integers(4 * 10**15, 6 * 10**15).map(str) | st.integers(0, 9999).map("520123120201{:04}".format)
)
long_texts = st.tuples(
    st.sampled_from(["", "h", "卡"]),
    long_numbers,
    st.sampled_from(["", "-", "a", "-0", " 1"]),
    st.just("") | long_numbers,
).map("".join)


@example(["4000000000000003--4000000000000002", "4000-0000-0000-0003xx4000-0000-0000-0002"])
@given(st.lists(long_texts, max_size=8))
def test_a_column_is_searched_for_persons_as_its_texts_are_one_by_one(texts: list[str]) -> None:
    assert is_identity(pl.Series(texts, dtype=pl.String)).to_list() == [holds_person(text) for text in texts]


@example("4111111111111111", "")
@example("6222021234567890128", " ")
@given(cards, st.sampled_from(["", " ", "-"]))
def test_no_key_is_a_bank_card(card: str, between: str) -> None:
    text = between.join(card[place : place + 4] for place in range(0, len(card), 4))
    assert normal_key(text) is PERSONAL
    assert is_identity(pl.Series([f"卡{text}"])).to_list() == [True]


@given(phones, st.sampled_from(["", "-", " "]))
def test_no_key_is_a_telephone_number(phone: str, between: str) -> None:
    text = phone[:-8] + between + phone[-8:-4] + between + phone[-4:]
    assert normal_key(text) in (PERSONAL, CHANGED)  # a sign before a number is a spreadsheet's
    assert is_identity(pl.Series([text])).to_list() == [True]


@given(st.integers(0, 9999), st.integers(0, 999999), st.integers(0, 999))
def test_a_code_of_fifteen_digits_without_a_day_of_birth_is_a_key(place: int, middle: int, serial: int) -> None:
    text = f"62{place:04}{middle:06}{serial:03}"
    month, day = int(text[8:10]), int(text[10:12])
    born = 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
    assert normal_key(text) == (PERSONAL if born else text)


@given(st.integers(1, 399), st.integers(200, 399), st.integers(0, 9999))
def test_a_code_of_a_village_and_a_number_is_no_card(town: int, village: int, serial: int) -> None:
    assert normal_key(text := f"622923{town:03}{village:03}{serial:04}") == text


@pytest.mark.parametrize("key", ["d9428888122b11e1b85c61cd3cbb3210", "1" * 15 + "a" * 17, "a1" * 32])
def test_digests_and_random_keys_are_keys(key: str) -> None:
    assert normal_key(key) == key


def test_a_key_of_many_hexadecimal_digits_may_still_hold_a_number() -> None:
    assert normal_key("11010519491231002" + "1" + "0" * 14) is PERSONAL
    for last in range(10):
        whole = f"99000019510307001{last}"
        assert (normal_key(f"abcdef{whole}abcdef01") is PERSONAL) is (last == 2)


def test_projects_take_keys_only() -> None:
    name = Text("Access road", "通畅工程")
    assert Project("p\u200b1", name, "road").id == "p1"
    with pytest.raises(InvalidValue, match="not shown"):
        Project("13800138000", name, "road")
    with pytest.raises(InvalidValue, match="not shown"):
        Project("p1", name, "road", villages=("11010519491231002X",))


@pytest.mark.parametrize(
    "key",
    [
        "1101054912310020001", "1101054912310021", "户110105491231002001", "110105-491231-0020-01",
        "一一〇一〇五一九四九一二三一〇〇二一", "壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰壹",
        "一一〇一〇五四九一二三一〇〇二",
    ],
)  # fmt: skip
def test_an_old_number_with_more_after_it_and_one_in_numerals_are_numbers_of_persons(key: str) -> None:
    assert normal_key(key) is PERSONAL
    assert holds_person(key)
    assert is_identity(pl.Series([key])).item()


@given(
    st.sampled_from(["52", "11", "37", "65"]), st.integers(0, 399), st.integers(200, 399), st.integers(0, 10**8 - 1),
    st.sampled_from([4, 8]),
)  # fmt: skip
def test_a_serial_number_after_the_code_of_a_village_is_no_old_number(
    province: str, town: int, village: int, serial: int, places: int
) -> None:
    key = f"{province}0123{town:03}{village:03}{serial % 10**places:0{places}}"
    assert not holds_person(key)
    assert not is_identity(pl.Series([key])).item()


@pytest.mark.parametrize("key", ["甲村三5700000012340001", "第一〇二组户0000123456789012", "一二三四五六七八九十"])
def test_few_numerals_beside_digits_are_words(key: str) -> None:
    assert not holds_person(key)


def _apart(engine: str) -> tuple[object, object]:
    households, members = (
        pl.DataFrame({"id": ["ｈ1", "h2"], "size": [5, 2]}),
        pl.DataFrame({"household": ["h1", "h2 "]}),
    )
    return (households, members) if engine == "polars" else (households.to_arrow(), members.to_arrow())


@pytest.mark.parametrize("engine", ["polars", "arrow"])
def test_frames_whose_keys_would_not_meet_are_refused_where_they_are_held_against_each_other(engine: str) -> None:
    households, members = _apart(engine)
    good = pl.DataFrame({"id": ["h1", "h2"], "size": [5, 2]})
    for act in (
        lambda: derive(households, members, on=date(2015, 5, 1)),
        lambda: derive(good, _apart("polars")[1], on=date(2015, 5, 1)),
        lambda: check(households, members, on=date(2015, 5, 1)),
        lambda: compare(households, good),
        lambda: compare(good, households),
    ):
        with pytest.raises(InvalidValue, match="not normalised") as raised:
            act()
        assert "ｈ1" not in str(raised.value)


def test_frames_of_keys_in_their_one_form_are_held_against_each_other() -> None:
    keys = ["h1", "甲村 三组-1", "É·1", "«x", "000", "1.5"]
    frame = pl.DataFrame({"id": keys, "size": 1})
    assert derive(frame, frame.select(household="id"), on=date(2015, 5, 1))["size"].to_list() == [1] * len(keys)
