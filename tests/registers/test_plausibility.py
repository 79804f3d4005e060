"""A value in another unit than its heading says is taken and never passed over in silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.registers import ENTRIES, HOUSEHOLDS, MEMBERS, VILLAGES, Reading, check, read
from antipoverty.registers._schema.declarations import Form

ON = date(2014, 5, 1)


def households(heading: str, cells: list[Any], size: int = 3) -> Reading:
    ids = [f"h{place}" for place in range(len(cells))]
    return read(pl.DataFrame({"id": ids, heading: [str(cell) for cell in cells], "size": [str(size)] * len(cells)}))


def found_by_check(**tables: pl.DataFrame) -> list[tuple[str, str]]:
    found = check(tables.get("households"), tables.get("members"), tables.get("villages"), on=ON)
    return found.outliers.select("id", "other").rows()


def test_one_row_in_yuan_under_a_heading_of_ten_thousands_is_told_of() -> None:
    found = households("家庭年纯收入（万元）", [1.2, 0.9, 12345])
    assert found.accepted["net_income_fen"].max() == 12_345_000_000
    assert found.warnings.select("field", "rows", "of").rows() == [("net_income_fen", 1, 3)]
    assert "warning: net_income_fen: 1 of 3 values are beyond 100 to 500,000" in found.explain()
    assert "警告：net_income_fen：3个数值中1个超出100至500,000" in found.explain("zh")
    assert found_by_check(households=found.accepted) == [("h2", "net_income_fen, too high")]


@pytest.mark.parametrize(
    ("heading", "cells", "unit"),
    [
        ("家庭年纯收入（万元）", [10944, 8000, 3200, 9100, 12000], "yuan where 10,000 yuan are named"),
        ("家庭年纯收入", [1.0944, 0.8, 0.32, 0.91, 1.2], "10,000 yuan (万元) where yuan are named"),
        ("家庭年纯收入", [1_094_400, 800_000, 320_000, 910_000, 1_200_000], "fen where yuan are named"),
        ("家庭年纯收入", [209_440, 180_000, 320_000, 291_000, 212_000], "fen where yuan are named"),
        ("net_income_fen", [7_944, 8_000, 3_200, 9_100, 2_000], "yuan where fen are named"),
        ("耕地面积", [5336, 3335, 2001, 1334, 6003], "square metres where mu are named"),
        ("耕地面积", [0.05, 0.03, 0.06, 0.04, 0.02], "hectares where mu are named"),
    ],
)  # fmt: skip
def test_a_column_in_another_unit_is_told_of_with_the_unit(heading: str, cells: list[float], unit: str) -> None:
    (reason,) = households(heading, cells).warnings["reason"].to_list()
    assert reason.endswith(f"; the column looks as if it were in {unit}")


def test_what_is_plausible_is_not_told_of() -> None:
    found = households("家庭年纯收入", [10944.5, 0, 3000, 60_000, 120_000])
    assert found.warnings.height == 0
    assert found_by_check(households=found.accepted.filter(pl.col("net_income_fen") > 0)) == []
    assert households("耕地面积", [0, 0.8, 3, 12, 60]).warnings.height == 0


BOUNDED = [(schema, field) for schema in (HOUSEHOLDS, VILLAGES) for field in schema if field.plausible != (None, None)]


@given(st.sampled_from(BOUNDED), st.sampled_from(["low", "high"]), st.integers(1, 10**9))
def test_no_value_beyond_its_bounds_is_passed_over(of: Any, side: str, off: int) -> None:
    schema, field = of
    low, high = field.plausible
    bound = low if side == "low" else high
    if bound is None or (side == "low" and bound <= 1):
        return
    value = max(1, bound - off) if side == "low" else min(bound + off, field.most)
    unit = {Form.MONEY: 100, Form.MEASURE: 100}.get(field.form, 1)
    text = f"{value // unit}.{value % unit:02}" if unit == 100 else str(value)
    found = read(pl.DataFrame({"id": ["a", "b"], field.name: [text, None]}), schema)
    assert found.warnings.select("field", "rows", "of").rows() == [(field.column, 1, 1)]
    name = "households" if schema is HOUSEHOLDS else "villages"
    assert ("a", f"{field.column}, too {side}") in found_by_check(**{name: found.accepted})


def test_ages_are_looked_at() -> None:
    people = pl.DataFrame({"id": ["p", "q"], "household": "a", "birth_date": [date(1903, 1, 1), date(1904, 5, 2)]})
    homes = pl.DataFrame({"id": ["a"]})
    assert found_by_check(households=homes, members=people) == [("p", "birth_date, too early")]


def test_entries_and_members_are_looked_at_too() -> None:
    entry = {"id": "e", "on": "2014-05-01", "kind": "指标下达", "fund": "f", "level": "县"}
    found = read(pl.DataFrame({**entry, "金额（万元）": "5085000"}), ENTRIES)
    assert found.warnings.select("field", "rows", "of").rows() == [("amount_fen", 1, 1)]
    assert read(pl.DataFrame({"id": "p", "household": "h"}), MEMBERS).warnings.height == 0
