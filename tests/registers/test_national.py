"""Exports of the national system are read as they come: no good row is lost, and of bad ones it is said why."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

import national
from antipoverty.registers import HOUSEHOLDS, MEMBERS, Reading, Schema, read, records

SECRET = b"sixteen bytes or more, kept apart"
GOOD, BAD = national.good_rows(), national.bad_rows()
SAID = [list(national.HEADINGS), *([row[heading] for heading in national.HEADINGS] for row in (*GOOD, *BAD))]
PER_HOME = {key: list(rows) for key, rows in groupby(GOOD, lambda row: row["户编号"])}


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export as a workbook, or as text in the encoding that spreadsheets in China write."""
    made: Path = tmp_path_factory.mktemp("national") / f"自定义基础表.{request.param}"
    if request.param == "csv":
        with made.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(SAID)
    else:
        with xlsxwriter.Workbook(str(made)) as book:
            page = book.add_worksheet()
            for number, cells in enumerate(SAID):
                for place, cell in enumerate(cells):
                    page.write_string(number, place, cell) if cell else page.write_blank(number, place, None)
    return made


def lost(found: Reading, key: str) -> set[str]:
    """The keys of the good rows that were set apart."""
    return set(found.rejected[key]) & {row[key] for row in GOOD}


def test_the_export_has_every_word_and_shape_of_a_number() -> None:
    for name, words in {**national.OF_PERSONS, **national.OF_HOMES}.items():
        assert {row[name] for row in GOOD} == set(words), name
    assert {len(row["证件号码"]) for row in GOOD} == {0, 15, 18, 20, 22}
    assert len(GOOD) > 600
    assert len(PER_HOME) == 240


def test_no_good_row_of_a_member_is_lost(path: Path) -> None:
    found = read(path, MEMBERS, secret=SECRET)
    assert found.read == len(GOOD) + len(BAD)
    assert lost(found, "人编号") == set()
    assert found.accepted.height == found.read - len(national.BAD_PERSONS)
    reasons = dict(found.problems.select("field", "reason").iter_rows())
    wanted = [
        MEMBERS[{"证件号码": "identity_number"}.get(name, _field(name, MEMBERS))].column
        for name in national.BAD_PERSONS
    ]
    assert sorted(reasons) == sorted(wanted)
    assert all(reason.startswith("expected ") for reason in reasons.values())
    assert set(found.ignored) == {"县(市、区、旗)", "乡(镇)", "姓名", "民族", "行政村", *_only(HOUSEHOLDS)}


def test_no_good_household_is_lost_though_each_member_repeats_it(path: Path) -> None:
    found = read(path, HOUSEHOLDS)
    assert lost(found, "户编号") == set()
    good = found.accepted.filter(pl.col("id").is_in(list(PER_HOME)))
    assert good["id"].to_list() == list(PER_HOME)
    assert found.repeated == len(GOOD) - len(PER_HOME)
    assert found.read == found.accepted.height + found.quarantined.height + found.repeated
    assert sorted(found.problems["field"]) == sorted(_field(name, HOUSEHOLDS) for name in national.BAD_HOMES)
    assert f"{found.repeated} of further members" in found.explain("en")
    assert f"同户其他成员{found.repeated}行" in found.explain("zh")


def test_every_row_becomes_an_object_with_its_members(path: Path) -> None:
    homes = read(path, HOUSEHOLDS).accepted
    people = read(path, MEMBERS, secret=SECRET).accepted
    refused: list[Exception] = []
    made = {home.id: home for home in records(homes, people, refused=refused.append)}
    assert {key: len(made[key].members or ()) for key in PER_HOME} == {key: len(rows) for key, rows in PER_HOME.items()}
    first = made[GOOD[0]["户编号"]]
    assert first.members is not None
    assert (first.members[0].sex, first.members[0].relation) == ("male", "head")
    assert first.living.road_distance is not None


def test_rows_of_a_household_that_differ_are_set_apart_and_name_the_column() -> None:
    frame = pl.DataFrame(
        {"户编号": ["h1", "h1", "h2", "h2"], "人编号": ["p1", "p2", "p3", "p4"], "是否危房户": ["是", "否", "是", None],
         "产业帮扶": ["", "养殖", "", ""], "住房面积": ["80", "80", None, "90.5"]}
    )  # fmt: skip
    found = read(frame)
    assert found.problems.select("row", "field", "reason_zh").rows() == [
        (1, "dangerous_house", "同户成员各行所填不一致"),
        (2, "dangerous_house", "同户成员各行所填不一致"),
    ]
    assert found.accepted.to_dicts() == [
        {"id": "h2", "dangerous_house": True, "help_industry": False, "dwelling_area_hundredths": 9050}
    ]
    assert (found.read, found.repeated) == (4, 1)


def test_a_table_of_households_has_each_key_once_all_the_same() -> None:
    frame = pl.DataFrame({"户编号": ["h1", "h1"], "身份证号码": ["x", "y"], "是否危房户": ["是", "是"]})
    assert read(frame).quarantined.height == 2


def test_a_row_with_a_slip_leaves_the_household_to_its_other_rows() -> None:
    frame = pl.DataFrame({"户编号": ["h1", "h1"], "人编号": ["p1", "p2"], "是否危房户": ["是", "也许"]})
    found = read(frame)
    assert (found.accepted.height, found.quarantined.height, found.repeated) == (1, 1, 0)


def _field(heading: str, schema: Schema) -> str:
    plain = heading.split("（", maxsplit=1)[0]
    return next(each.column for each in (*schema, *schema.forms) if plain in each.headings or heading in each.headings)


def _only(other: Schema) -> set[str]:
    """The headings that are of the other table alone."""
    return {name for name in national.OF_HOMES if name not in national.OF_PERSONS}
