"""The page of a check of a register: what was found, where, of which kind, and nothing of a person."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from antipoverty.documents import render, write
from antipoverty.errors import InvalidValue
from antipoverty.registers import CHECKS, Severity, check
from antipoverty.text import Language
from printed_things import checked

IDENTITY = "11010519491231002X"
REPORT = checked()


@pytest.mark.parametrize(("language", "heading"), [("en", "By village"), ("zh", "分村情况")])
def test_findings_stand_by_village_and_add_up(language: Language, heading: str) -> None:
    page = render(REPORT, language, "md")
    table = page.partition(f"## {heading}\n")[2].partition("\n\n!")[0]
    rows = [[cell.strip() for cell in row.strip("| ").split("|")] for row in table.strip().splitlines()[2:]]
    counts = dict(REPORT.by_village.group_by("name").agg(pl.col("findings").sum()).iter_rows())
    assert {row[0]: sum(map(int, row[1:])) for row in rows} == counts
    assert [row[0] for row in rows] == ["上坪村", "Lower"]  # the one with the graver findings first


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_check_with_findings_is_named_with_what_to_ask_in_the_language_alone(language: Language) -> None:
    page = render(REPORT, language, "md")
    names = {each.code: each for each in CHECKS}
    for code in REPORT.findings["check"].unique():
        assert f"| {names[code].name[language]} |" in page
        if names[code].severity is not Severity.BLANK:
            assert names[code].ask[language] in page
    if language == "zh":
        assert not re.search(r"\b(check|severity|findings|village|and|more)\b", page.partition("## 未作核查")[0])


def test_a_village_lists_the_first_keys_and_says_how_many_more() -> None:
    villages = pl.DataFrame({"id": [f"v{number}" for number in range(12)], "cultivated_land": [1] * 12})
    households = pl.DataFrame({"id": [f"h{number:02}" for number in range(12)], "village": ["v1"] * 12})
    members = pl.DataFrame({"id": ["a"], "household": ["h00"]})
    page = render(check(households, members, villages, on=date(2018, 5, 1)), "en", "md")
    assert "| 11 | h01, h02, h03, h04, h05, h06, h07, h08, h09, h10, and 1 more |" in page
    assert "### v1\n" in page


def test_a_key_that_is_an_identity_number_and_the_values_of_cells_are_not_shown() -> None:
    households = pl.DataFrame(
        {"id": [IDENTITY, "h2"], "village": [IDENTITY, None], "wage_fen": [123_456_789_012, None]}
    )
    members = pl.DataFrame({"id": ["a"], "household": ["h9"], "name": ["张三丰"]})
    page = render(check(households, members, on=date(2018, 5, 1)), "en", "html")
    assert not re.search("19491231|张|123,?456|1,?234,?567", page)
    assert "(not shown)" in page
    assert "village not known" in page


def test_a_register_without_findings_has_a_page_that_says_so(tmp_path: Path) -> None:
    villages = pl.DataFrame({"id": ["v1"]})
    report = check(villages=villages, on=date(2018, 5, 1), checks=[each for each in CHECKS if each.code == "key-twice"])
    page = render(report, "en", "md")
    assert "0 findings of 0 checks; 1 more found nothing" in page
    assert "## " not in page
    assert write(report, tmp_path / "check.docx", language="zh").stat().st_size > 10_000


def test_a_report_has_no_json() -> None:
    with pytest.raises(
        InvalidValue, match="form: got 'json'; expected 'html', 'docx' or 'md'; a CheckReport holds fra"
    ):
        render(REPORT, "en", "json")
