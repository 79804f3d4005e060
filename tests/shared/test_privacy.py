"""No error shows a number that leads to a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from inspect import isclass, signature
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import errors
from antipoverty._shared.keys import holds_person
from antipoverty._shared.privacy import MASK, masked, shown, unprintable
from antipoverty.assistance import Arrangement, Cadre, CadreRank
from antipoverty.errors import InvalidDocument, InvalidValue, Problem, ProcedureError
from antipoverty.history import Transition, TransitionEntry
from antipoverty.procedures import Objected, Removed
from antipoverty.records import County, Household, Income, Person, Village
from antipoverty.text import Text

# Made up: places that do not exist, and days that were.
IDENTITY, EARLIER, MOBILE, CARD = "99010519491231002X", "990105491231002", "13800138000", "6222021234567890128"


def _parted(number: str, size: int, by: str) -> str:
    return by.join(number[place : place + size] for place in range(0, len(number), size))


PERSONAL = [
    IDENTITY,
    EARLIER,
    MOBILE,
    CARD,
    f"+86{MOBILE}",
    f"h-{IDENTITY}-1",
    f"{IDENTITY[:17]}143",  # the disability certificate: the identity number, and what kind and grade
    f"{IDENTITY[:17]}0-02",  # a running number after the head's
    IDENTITY.lower(),
    f"Zhang{IDENTITY}",
    f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}",
    _parted(CARD, 4, " "),
    "138-0013-8000",
    *(_parted(IDENTITY, 1, by) for by in (" ", "-", "\u200b", "\xad", "\u3000", "\u2011", ".")),
    IDENTITY.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
    IDENTITY.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)}),
]
HARMLESS = [
    "",
    "h1",
    "620123102200",  # a village's code
    "620123102200001",  # a household's
    "620123001-000001",
    "2014-05-01",
    "2014-05-01, 2015-01-01",
    "0.30000000000000004",
    "1,234,567,890,123,456",
    "12345678901.23",
    "d2b1c5a8e9f00112233445566778899aabbccddeeff00112233445566778899a",
    "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)",
    "2736.00",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_number_that_leads_to_a_person_is_never_shown(text: str) -> None:
    assert holds_person(text)
    digits = "".join(character for character in text if character.isdigit())
    for shown_text in (masked(text), masked(f"before {text} after"), shown(text), shown([text]), shown({text: 1})):
        assert digits[:6] not in shown_text
        assert text not in shown_text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_leads_to_nobody_is_shown_as_it_stands(text: str) -> None:
    assert not holds_person(text) or text == "0.30000000000000004"  # a number is no key in any case
    assert masked(text) == text
    assert shown(text) == repr(text)


@pytest.mark.parametrize(
    "slip", [IDENTITY[:-1], IDENTITY[1:], IDENTITY[:17] + "00", "990105194913310021", CARD[:-1] + "9"]
)
def test_a_number_with_a_slip_in_it_is_not_shown_either(slip: str) -> None:
    assert masked(f"got {slip!r}") == f"got '{MASK}'"


@pytest.mark.parametrize(
    "number", [990105194912310021, 9.90105194912310021e17, Decimal("9.90105194912310021E+17"), 13800138000.0]
)
def test_a_number_typed_as_a_number_is_not_shown(number: object) -> None:
    said = str(InvalidValue("Household.size", number, "a whole number from 1 to 100"))
    assert said.startswith(f"Household.size: got a{'n' * isinstance(number, int)} {type(number).__name__} that is not")
    assert "9901" not in said
    assert "1380" not in said


def test_what_cannot_be_written_and_what_is_endless_is_shown_by_its_kind() -> None:
    assert shown(10**5_000) == "an int that cannot be written"
    assert shown([7] * 1_000).endswith("… (3000 characters)")
    assert shown(Decimal("1e999999")) == "Decimal('1E+999999')"
    for odd in (Decimal("NaN"), Decimal("sNaN"), float("nan"), float("inf"), Decimal("-Infinity")):
        assert shown(odd) == repr(odd)


@given(st.text() | st.from_regex(r"[0-9 Xx.-]{0,40}", fullmatch=True))
def test_what_can_be_no_key_since_it_tells_of_a_person_is_not_shown(text: str) -> None:
    assert masked(masked(text)) == masked(text)
    if holds_person(text):
        assert masked(text) != text


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "a\x7f", "\x85", "\ud800", "a\u2028", "a\u202eb", "\u2066", "\t"])
def test_what_no_page_can_show_is_found(text: str) -> None:
    assert unprintable(text)


@pytest.mark.parametrize("text", ["", "a b", "张三（组长）", "é", "h\xad1", "👨\u200d👩", "ก็", "e\u0301"])
def test_what_a_page_can_show_is_let_be(text: str) -> None:
    assert not unprintable(text)


KINDS = [kind for name in errors.__all__ if isclass(kind := getattr(errors, name)) and issubclass(kind, Exception)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_of_any_error_shows_an_identity_number(kind: Any) -> None:
    if kind is InvalidDocument:
        error = kind(IDENTITY, [Problem((IDENTITY,), IDENTITY, IDENTITY)])
    else:
        needed = [each for each in signature(kind).parameters.values() if each.kind is each.POSITIONAL_OR_KEYWORD]
        words = f"weights[{IDENTITY!r}]"
        error = kind(*[Text(words, words) if each.annotation == "Text" else words for each in needed] or [words])
    assert IDENTITY[:17] not in f"{error} {error!r} {error.args}"
    if isinstance(error, InvalidValue):
        assert IDENTITY[:17] not in f"{error.field} {error.expected} {error.given}"


def test_a_message_keeps_what_helps() -> None:
    error = ProcedureError(f"h1, entry 3 on {date(2014, 5, 1)}: its decision is of {IDENTITY}")
    assert str(error) == f"h1, entry 3 on 2014-05-01: its decision is of {MASK}"


def test_a_problem_says_where_it_is_in_both_ways() -> None:
    problem = Problem(("a/b", 2, "c~d"), "null", "a string")
    assert (problem.place, problem.pointer) == ("$.a/b[2].c~d", "/a~1b/2/c~0d")
    many = InvalidDocument("Register", [Problem((place,), "null", "a string") for place in range(50)])
    assert len(many.problems) == 50
    assert str(many).endswith("$[19]: got null; expected a string; and 30 more")


_TEXTS: list[tuple[str, Callable[[Any], object]]] = [
    ("Village.name", lambda text: Village("v1", name=text)),
    ("County.province", lambda text: County("c1", province=text)),
    ("Person.name", lambda text: Person("p1", name=text)),
    ("Household.declared_causes", lambda text: Household("h1", declared_causes=(text,))),
    ("Cadre.name", lambda text: Cadre("c1", CadreRank.ORDINARY, name=text)),
    ("Arrangement.responsible", lambda text: Arrangement(responsible=text)),
    ("TransitionEntry.reason", lambda text: TransitionEntry(date(2014, 5, 1), Transition.REMOVED, reason=text)),
    ("Objected.reason", lambda text: Objected("o1", date(2014, 5, 1), text)),
    ("Removed.reason", lambda text: Removed(date(2014, 5, 1), text)),
]


@pytest.mark.parametrize(("field", "make"), _TEXTS)
@pytest.mark.parametrize("text", ["\ud800", "\x7f", "a\x00b", "a\nb", "a\u202eb", 5, b"a"])
def test_what_no_page_can_show_is_no_text_of_a_record(field: str, make: Callable[[Any], object], text: object) -> None:
    with pytest.raises(InvalidValue) as refused:
        make(text)
    assert refused.value.field == field
    assert "without control characters" in refused.value.expected
    make("Upper village 上村")


@pytest.mark.parametrize("number", [IDENTITY, f"户 {IDENTITY}", int(IDENTITY[:17]), float(IDENTITY[:17]), CARD])
@pytest.mark.parametrize("field", ["id", "village", "size", "dwelling_grade", "registration", "land", "members"])
def test_a_mistyped_number_of_a_person_is_shown_by_no_error_of_a_household(field: str, number: Any) -> None:
    with pytest.raises(InvalidValue) as refused:
        Household(**{"id": "h1", field: number})
    assert refused.value.field in (f"Household.{field}", "Registration")
    said = f"{refused.value} {refused.value.given}"
    assert not any(each in said for each in (IDENTITY[:9], CARD))


@pytest.mark.parametrize("make", [Income, Village, County, Person])
def test_no_error_of_any_record_shows_a_mistyped_identity_number(make: Any) -> None:
    needed = {"id": "x"} if make is not Income else {}
    for attribute in attrs.fields(make):
        for number in (IDENTITY, int(IDENTITY[:17]), [IDENTITY], {IDENTITY: 1}, Decimal(IDENTITY[:17])):
            if attribute.init and attribute.alias not in ("name", "province"):
                with pytest.raises(InvalidValue) as refused:
                    make(**{**needed, attribute.alias: number})
                assert IDENTITY[:9] not in f"{refused.value} {refused.value.given}"
