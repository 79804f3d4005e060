"""A key is a pseudonym: what may be an identity number is none, and of two rows with one key none is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from antipoverty.errors import InvalidValue
from antipoverty.registers import MEMBERS, read, write
from antipoverty.registers._reading.masking import is_identity

SECRET = b"sixteen bytes or more, kept apart"
#: Made up: there is no such place code.
NUMBER = "990000194912310026"

digits = st.sampled_from("0123456789")
runs = st.sampled_from([17, 18]).flatmap(lambda length: st.lists(digits, min_size=length, max_size=length))
befores, afters = st.text("HhＨ户_ -", max_size=3), st.sampled_from(["", "X", "x", "Ｘ", "号", "/户", "-x"])


def not_taken(key: str) -> None:
    found = read(pl.DataFrame({"id": [key, key], "size": ["4", "4"]}))
    assert found.accepted.height == 0
    assert found.problems["field"].to_list() == ["id", "id"]
    assert set(found.problems["value"]) == {f"({len(key)} character{'s'[: len(key) != 1]}, not shown)"}


@example("H", list("99000019491231002"), "X", False)
@given(befores, runs, afters, st.booleans())
def test_a_run_of_as_many_digits_as_an_identity_number_has_makes_no_key(
    before: str, run: list[str], after: str, full_width: bool
) -> None:
    not_taken(before + "".join(chr(ord(digit) + 0xFEE0) if full_width else digit for digit in run) + after)


@example("", "990000", ["19491231", "002X"], [" ", " "], "")
@example("", "990000", ["491231", "002"], ["-", "－"], "")
@given(
    befores,
    st.from_regex("[1-9][0-9]{5}", fullmatch=True, alphabet="0123456789"),
    st.dates(date(1800, 1, 1), date(2099, 12, 31)).flatmap(
        lambda born: (
            st.tuples(
                st.just(f"{born:%Y%m%d}"),
                st.from_regex("[0-9]{3}[0-9Xx]?", fullmatch=True, alphabet="0123456789Xx"),
            )
            | st.tuples(st.just(f"{born:%y%m%d}"), st.from_regex("[0-9]{3}", fullmatch=True, alphabet="0123456789"))
        ).map(list)
    ),
    st.lists(st.text(" -－\u3000.·–/_", max_size=2), min_size=2, max_size=2),
    afters,
)
def test_an_identity_number_in_parts_makes_no_key(
    before: str, place: str, rest: list[str], between: list[str], after: str
) -> None:
    not_taken(before + place + between[0] + rest[0] + between[1] + rest[1] + after)


KEYS_WITH_SERIALS = [
    "620123001-000001",
    "H-620123001-000001",
    "2018-0501-0001-00001",
    "620123 209 213 001",
    "2014.05.01/0000001",
]


@pytest.mark.parametrize("key", KEYS_WITH_SERIALS)
def test_a_serial_number_after_the_code_of_a_village_is_a_key(key: str) -> None:
    assert read(pl.DataFrame({"id": [key]})).accepted["id"].to_list() == [key]


#: Neither telephones of 11 places (with 86 before it 13), nor cards of 16, which begin with other digits.
codes = st.text("0123456789", max_size=14).filter(lambda key: len(key) not in (11, 13)) | st.text(
    "0123456789", min_size=15, max_size=15
).map(lambda digits: f"7{digits}")


@example("1000000001010000")
@given(codes | st.uuids().map(str))
def test_other_keys_are_none(key: str) -> None:
    assert is_identity(pl.Series([key, None])).to_list() == [False, None]


def test_the_digests_of_persons_can_be_keys() -> None:
    assert not is_identity(pl.Series(["1" * 15 + "a" * 17, "a1" * 32])).any()


KEYS = ["h1", "620123001", "13-码", "a" * 11 + "1", "a" * 12 + "1", "WangXiaoming", "王小明", "990000194912"]


@pytest.mark.parametrize("key", KEYS)
def test_a_double_key_is_shown_if_it_is_a_short_code(key: str) -> None:
    value = read(pl.DataFrame({"id": [key] * 2})).problems["value"].to_list()
    shown = key.isascii() and len(key) <= 12 and any(each.isdigit() for each in key)
    assert value == [key if shown else f"({len(key)} character{'s'[: len(key) != 1]}, not shown)"] * 2


def test_of_two_rows_with_one_key_none_is_taken_whatever_else_is_wrong_with_the_other() -> None:
    found = read(pl.DataFrame({"id": ["h1", "h1", "h2", "ｈ2"], "size": ["4", "0", "4", "x"]}))
    assert found.accepted.height == 0
    assert found.problems.filter(pl.col("field") == "id")["row"].to_list() == [1, 2, 3, 4]
    assert (found.read, found.quarantined.height) == (4, 4)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_members_with_digests_are_written_and_read_again(suffix: str, tmp_path: Path) -> None:
    frame = pl.DataFrame({"人员编号": ["a", "b"], "户编号": ["h1", "h1"], "身份证号码": [NUMBER, None]})
    kept = read(frame, MEMBERS, secret=SECRET).accepted
    assert kept.height == 2
    write(kept, tmp_path / f"m{suffix}")
    for secret in (None, SECRET):
        assert_frame_equal(read(tmp_path / f"m{suffix}", MEMBERS, secret=secret).accepted, kept)


def test_members_without_a_code_have_their_digest_for_a_key() -> None:
    frame = pl.DataFrame({"户编号": ["h1", "h1", "h2"], "身份证号码": [NUMBER, None, "x"]})
    found = read(frame, MEMBERS, secret=SECRET)
    (only,) = found.accepted.to_dicts()
    assert list(only) == ["id", "household", "person", "numbered"]
    assert only["id"] == only["person"] == read(found.accepted, MEMBERS).accepted["id"][0]
    assert found.problems.select("row", "field").rows() == [(2, "person"), (3, "person")]
    twice = read(pl.concat([frame.head(1)] * 2), MEMBERS, secret=SECRET)
    assert set(twice.problems["value"]) == {"(32 characters, not shown)"}
    assert read(found.accepted.drop("id"), MEMBERS).accepted["id"].to_list() == [only["person"]]


@pytest.mark.parametrize("secret", ["text of sixteen bytes or more", b"short", bytearray(16), 16])
def test_a_secret_that_is_none_is_refused_whether_or_not_it_is_needed(secret: object) -> None:
    with pytest.raises(InvalidValue, match="secret: got .*; expected .*at least 16") as told:
        read(pl.DataFrame({"id": ["a"], "household": ["h"]}), MEMBERS, secret=secret)  # type: ignore[arg-type]
    assert "text of" not in str(told.value)
