"""A workbook is read as it shows itself, and its errors and lost digits count where their column is read."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import HOUSEHOLDS, VILLAGES, read
from antipoverty.registers._reading import packages, sheets
from antipoverty.registers._reading.batches import Room
from effort import times

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def book(path: Path, rows: list[list[Any]], name: str = "表") -> Path:
    """A workbook whose second sheet has these rows; a word for an error is the result of a formula."""
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("封面").write(0, 0, "x")
        page = made.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell in ERRORS:
                    page.write_formula(row, column, "=1/0", None, cell)
                elif cell is not None:
                    page.write(row, column, cell)
    return path


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_of_the_workbook_is_no_unknown_and_no_key(error: str, tmp_path: Path) -> None:
    rows = [
        ["户编号", "村", "家庭人口数", "备注"],
        ["h1", "v", 4, error],
        ["h2", error, 4],
        ["h3", "v", error],
        [error],
    ]
    found = read(book(tmp_path / "x.xlsx", rows, "甲 & 乙"), part="甲 & 乙")
    assert found.accepted.rows() == [("h1", "v", 4)]
    assert found.problems.select("row", "field", "reason").rows() == [
        (row, name, "an error of the workbook and no value") for row, name in ((3, "village"), (4, "size"), (5, "id"))
    ]
    assert set(found.problems["value"]) == {f"({len(error)} characters, not shown)"}
    assert found.rejected["村"][0] == error
    assert found.problems["reason_zh"][0] == "单元格为电子表格的错误值"


def test_an_error_in_a_heading_is_a_heading_that_is_not_known(tmp_path: Path) -> None:
    found = read(book(tmp_path / "x.xlsx", [["id", "#REF!"], ["h1", 4]]), part="表")
    assert (found.accepted.rows(), found.ignored) == ([("h1",)], ("#REF!",))


def test_digits_are_judged_where_their_column_is_read(tmp_path: Path) -> None:
    rows = [["id", "size", "银行卡号", "人均"], ["h1", 4, 6222021234567890123, 10000 / 3], [1234567890123456, 4]]
    found = read(book(tmp_path / "x.xlsx", rows), part="表")
    assert found.accepted.rows() == [("h1", 4)]
    assert found.problems.select("row", "field").rows() == [(3, "id")]
    assert "15 digits" in found.problems["reason"][0]


def errors(path: Path) -> dict[tuple[int, int], str]:
    found = sheets.look_through(path, "表", Room.of(path, None)).faults
    return {place: fault.text for place, fault in found.items() if fault.why == packages.ERROR}


cells = st.sampled_from([*ERRORS, None, "x", 3, 10**16, 0.5])


@times(1 / 3)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6), st.booleans())
def test_every_error_is_found_where_it_stands(tmp_path_factory: Any, made: list[list[Any]], placed: bool) -> None:
    path = book(tmp_path_factory.getbasetemp() / "errors.xlsx", [["id", "name", "persons"], *made])
    if not placed:
        without_places(path)
    expected = {
        (row, column): cell for row, line in enumerate(made, 1) for column, cell in enumerate(line) if cell in ERRORS
    }
    if placed or all(None not in line for line in made):
        assert errors(path) == expected
    found = read(path, VILLAGES, part="表")
    assert found.read == sum(any(cell is not None for cell in line) for line in made)


def without_places(path: Path) -> None:
    """Cells may be written without their places, one after the other; and under the other namespace of workbooks."""
    import re

    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet2.xml"
    parts[name] = re.sub(rb'(<c|<row) r="[A-Z0-9]+"', rb"\1", parts[name])
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)


def test_an_error_is_found_wherever_the_sheet_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "x.xlsx", [["id", "size"], ["h1", "#N/A"]])
    for chunk in range(1, 90):
        monkeypatch.setattr(packages, "_CHUNK", chunk)
        assert errors(path) == {(1, 1): "#N/A"}


def test_a_workbook_without_what_a_workbook_has_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", [["id"], ["h1"]])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for left_out in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        with zipfile.ZipFile(path, "w") as new:
            for name, content in parts.items():
                if name != left_out:
                    new.writestr(name, content)
        with pytest.raises(InvalidValue, match="path: got 'x.xlsx'; expected a workbook that can be opened"):
            read(path, HOUSEHOLDS)


@given(st.floats(-(10**15), 10**15, exclude_min=True, exclude_max=True))
def test_digits_are_the_fifteen_that_are_sure(number: float) -> None:
    shown = sheets.digits(number)
    assert "e" not in shown
    assert float(shown) == float(f"{number:.15g}")
    assert read(pl.DataFrame({"id": ["v"], "name": [number]}), VILLAGES).accepted["name"][0] == shown
