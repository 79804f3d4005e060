"""The materials of a review: a broken folder gives a review that says what it was made from, and loses no row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from antipoverty.documents import render
from antipoverty.errors import InvalidValue
from antipoverty.registers import TABLES, Schema
from antipoverty.reviews import DraftedFigure, Summary, TableSource, Township, draft, read_township
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text

ON, NAME = date(2014, 12, 31), Text("Our town", "本镇")
PERSONAL = ("王小明", "110105194912310021", "13800000000")


def broken(folder: Path) -> Summary:
    """A half-empty folder: rows that cannot be read, keys that lead nowhere, files of no table, tables missing."""
    files = {
        "农户.csv": "户编号,行政村编号,家庭人口数\nh1,v1,4\nh2,v9,3\nh3,v1,许多\n",
        "家庭成员.csv": f"人员编号,户编号,出生日期\np1,h1,1950-01-01\np2,h8,{PERSONAL[0]}\np3,h8,1960-02-03\n",
        "行政村.csv": "行政村编号,总人口\nv1,900\n",
        "项目.csv": f"{PERSONAL[0]},{PERSONAL[1]},{PERSONAL[2]}\n1,2,3\n",
        "照片.txt": PERSONAL[0],
        "资金.xlsx": "not a workbook",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return draft(read_township(folder), on=ON, name=NAME)


def test_a_review_of_a_broken_folder_counts_every_row_once(tmp_path: Path) -> None:
    summary = broken(tmp_path)
    assert summary.materials is not None
    counts = {each.file: (each.read, each.accepted, each.quarantined) for each in summary.materials.sources}
    assert counts["农户.csv"] == (3, 2, 1)
    assert counts["家庭成员.csv"] == (3, 2, 1)
    assert summary.figures["listed_households"].value == 2
    page = render(summary, "en", "md")
    assert len(re.findall(r"^\| .*csv \| .* \| 3 \| 2 \| 1 \| 0 \|$", page, re.MULTILINE)) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_review_says_what_it_was_made_from(language: str, tmp_path: Path) -> None:
    page = render(broken(tmp_path), language, "md")  # type: ignore[arg-type]
    words = {
        "en": ("no table known by this name", "not read", "lead to no row", "No file gave: "),
        "zh": ("名称无对应的表", "未读入", "查无", "没有文件的表："),
    }[language]
    for said in words:
        assert said in page
    for name in ("农户.csv", "家庭成员.csv", "照片.txt", "资金.xlsx"):
        assert name in page
    render(broken(tmp_path), language, "html")  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_no_value_of_a_file_is_told(form: str, tmp_path: Path) -> None:
    page = render(broken(tmp_path), "zh", form)  # type: ignore[arg-type]
    assert not [each for each in (*PERSONAL, "许多") if each in page]


def test_an_empty_folder_has_a_review_that_says_so(tmp_path: Path) -> None:
    summary = draft(read_township(tmp_path), on=ON, name=NAME)
    assert "The folder had no files." in render(summary, "en", "md")
    assert all(each.value is None for each in summary.figures.values())


def test_the_materials_stay_with_the_document(tmp_path: Path) -> None:
    summary = broken(tmp_path)
    assert loads(dumps(summary), Summary).materials == summary.materials


def test_a_source_that_loses_a_row_is_refused() -> None:
    with pytest.raises(InvalidValue, match="accepted, quarantined and repeated"):
        TableSource("a.csv", read=3, accepted=2)


SHAPES: dict[str, Callable[[Schema], pl.DataFrame]] = {
    "keys alone": lambda schema: pl.DataFrame({"id": ["a", "b"]}),
    "nothing known": lambda schema: pl.DataFrame({"unheard of": ["a", "b"]}),
    "no rows": lambda schema: pl.DataFrame({"id": []}, schema={"id": pl.String}),
    "no columns": lambda schema: pl.DataFrame(),
    "all unknown": lambda schema: pl.DataFrame({each.column: [None, None] for each in schema}),
    "keys and unknown": lambda schema: pl.DataFrame(
        {**{each.column: [None, None] for each in schema}, "id": ["a", "b"]}
    ),
}
NAMES = (*TABLES, "last_households", "last_members")


def shaped(shape: str, *names: str) -> Township:
    return Township.of(**{name: SHAPES[shape](TABLES[name.removeprefix("last_")]) for name in names})


@pytest.mark.parametrize("shape", SHAPES)
def test_no_content_of_the_tables_stops_a_draft(shape: str) -> None:
    for names in (NAMES, *((name,) for name in NAMES)):
        summary = draft(shaped(shape, *names), on=ON, name=NAME)
        for figure in summary.figures.values():
            assert figure.value is not None or figure.lacks, (names, figure.key)  # type: ignore[union-attr]
    render(draft(shaped(shape, *NAMES), on=ON, name=NAME), "zh", "md")


@pytest.mark.parametrize("shape", ["keys alone", "nothing known", "all unknown", "keys and unknown"])
def test_what_no_rule_could_decide_is_unknown_with_the_reason(shape: str) -> None:
    summary = draft(shaped(shape, "households"), on=ON, name=NAME)
    poor = summary.figures["poor_by_rule"]
    assert isinstance(poor, DraftedFigure)
    assert (poor.value, poor.undecided, poor.rule) == (None, 2, "poor-household")
    assert summary.figures["listed_households"].value == 2


def test_the_reason_names_the_columns_that_the_rule_reads() -> None:
    poor = draft(shaped("keys alone", "households"), on=ON, name=NAME).figures["poor_by_rule"]
    assert isinstance(poor, DraftedFigure)
    (reason,) = poor.lacks
    assert reason.zh == "农户的资料不足，无法得出“按规则为贫困户”"
    assert reason.en.startswith(
        "the household is poor by the rule cannot be worked out from table households: expected"
    )
    assert "net_income_fen" in reason.en


def test_one_rule_that_is_refused_leaves_the_others() -> None:
    homes = pl.DataFrame({"id": ["h1"], "village": ["v1"]})
    members = pl.DataFrame({"id": ["p1", "p2"], "household": ["h1", "h1"]})
    summary = draft(Township.of(households=homes, members=members), on=ON, name=NAME)
    assert summary.figures["listed_persons"].value == 2
