"""From files to findings, decisions and reasons: look, check, decide, why, simulate, template."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from antipoverty import registers, serialization
from antipoverty._cli.registers import _copies
from antipoverty.rules import Decision
from commands import Run

HOMES = (
    "某镇农户名册\n户编号,所在村,家庭人口数,家庭年纯收入（元）,备注\n"
    "h1,v1,2,5471.99,\nh2,v1,4,10944,\nh3,v2,4,,\nh4,v2,四口,1,\n"
)
PEOPLE = "人员编号,户编号,与户主关系,身份证号码,出生日期\np1,h1,户主,11010519491231002X,\np2,h1,配偶,,1970-02-30\n"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "农户.csv").write_text(HOMES, "utf-8")
    (folder / "家庭成员.csv").write_text(PEOPLE, "utf-8")
    (folder / "说明.docx").write_bytes(b"PK")
    return folder


def test_the_way_of_a_clerk_from_a_folder_to_a_reason(town: Path, tmp_path: Path) -> None:
    """Through real processes, as a clerk's terminal runs them."""
    steps = {
        ("look", town): 0,
        ("check", town, "--on", "2014-05-01", "--report", tmp_path / "report.html"): 1,
        ("decide", town, "--on", "2014-05-01", "--to", tmp_path / "decided.xlsx"): 0,
        ("why", town, "h1", "--on", "2014-05-01"): 0,
    }
    said = []
    for step, code in steps.items():
        done = subprocess.run(
            [sys.executable, "-m", "antipoverty", *map(str, step), "--language", "zh"],
            capture_output=True, check=False, text=True, encoding="utf-8",
        )  # fmt: skip
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        said.append(done.stdout)
    assert "11010519491231002X" not in "".join(said)
    assert "表头在第2行" in said[0]
    assert said[3].startswith("贫困户识别（2014-05-01）：应识别为贫困户")
    assert len(said[3].splitlines()) <= 10
    sheet = openpyxl.load_workbook(tmp_path / "decided.xlsx").worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["h1", "h2", "h3", "h4"]


def test_a_look_says_what_is_not_known_and_fails_where_a_heading_is_missing(run: Run, town: Path) -> None:
    code, said, aside = run("look", town)
    assert code == 0
    assert "headings not taken: 备注" in said
    assert aside.startswith("说明.docx: path: got")
    (town / "村.csv").write_text("村名,贫困村,总户数\n上村,是,3\n", "utf-8")
    code, said, _ = run("look", town / "村.csv", "--json")
    assert (code, json.loads(said)[0]["missing"]) == (1, ["id"])
    (town / "村.csv").write_text("会议\n", "utf-8")
    assert run("look", town / "村.csv")[:2] == (1, "\n村.csv: no table that is known\n")
    assert run("look", town / "说明.docx")[0] == 2


def test_each_sheet_of_a_workbook_is_looked_at(run: Run, tmp_path: Path) -> None:
    assert run("template", "households", "members", "--field", "size", "--to", tmp_path / "form.xlsx")[0] == 0
    tables = [each["table"] for each in json.loads(run("look", tmp_path / "form.xlsx", "--json")[1])]
    assert tables[:2] == ["households", "members"]


def test_a_check_says_what_came_of_the_files_and_what_was_found(run: Run, town: Path) -> None:
    code, said, _ = run("check", town, "--on", "2014-05-01")
    assert code == 1
    assert "农户.csv: Households: 4 rows read, 4 accepted, 0 set apart" in said
    assert run("check", town, "--on", "2014-05-01", "--strict")[1].count("3 accepted, 1 set apart") == 1
    assert len(run("check", town, "--on", "2014-05-01", "--full")[1]) > len(said)
    found = json.loads(run("check", town, "--on", "2014-05-01", "--json")[1])
    assert {"check": "no-members", "id": "h2", "other": "", "rows": 1} in found["findings"]
    (town / "农户.csv").write_text("户编号\n", "utf-8")
    (town / "家庭成员.csv").unlink()
    assert run("check", town, "--on", "2014-05-01")[0] == 0


def test_files_are_marked_as_copies_in_a_folder(run: Run, town: Path, tmp_path: Path) -> None:
    arguments = ("check", town, "--on", "2014-05-01", "--mark", tmp_path / "marked")
    assert run(*arguments)[0] == 1
    sheet = openpyxl.load_workbook(tmp_path / "marked" / "农户.xlsx").worksheets[0]
    assert sheet["C6"].comment is not None
    assert sorted(path.name for path in (tmp_path / "marked").iterdir()) == ["农户.xlsx", "家庭成员.xlsx"]
    assert run(*arguments)[0] == 2
    assert run(*arguments, "--force")[0] == 1


def test_digests_of_identity_numbers_are_the_same_under_a_secret(run: Run, town: Path, tmp_path: Path) -> None:
    rows = "户编号,与户主关系,身份证号码,劳动能力,外出务工\nh1,户主,11010519491231002X,无劳动能力,是\n"
    (town / "家庭成员.csv").write_text(rows, "utf-8")
    (tmp_path / "secret").write_bytes(b"0123456789abcdef\n")
    (tmp_path / "short").write_bytes(b"1234")
    arguments = ("check", town, "--on", "2014-05-01", "--json")
    kept = {run(*arguments, "--secret", tmp_path / "secret")[1] for _ in range(2)}
    assert len(kept) == 1
    assert kept != {run(*arguments)[1]}
    assert "at least 16 bytes" in run(*arguments, "--secret", tmp_path / "short")[2]


def test_households_are_decided_and_counted_by_village(run: Run, town: Path, tmp_path: Path) -> None:
    code, said, _ = run("decide", town, "--on", "2014-05-01")
    assert code == 0
    rows = [line.split() for line in said.splitlines() if line.split()[:1] in (["v1"], ["v2"], ["all"])]
    assert rows == [["v1", "2", "1", "1", "0"], ["v2", "2", "0", "0", "2"], ["all", "4", "1", "1", "2"]]
    stored = json.loads(run("decide", town, "--on", "2014-05-01", "--json", "--to", tmp_path / "d.csv")[1])
    assert [each["poor_household"] for each in stored["households"]] == [True, False, None, None]
    assert registers.read(tmp_path / "d.csv").read == 4
    (town / "农户.csv").write_text("户编号,家庭人口数,所在村\nh1,4,\n", "utf-8")
    assert "(not known)" in run("decide", town, "--on", "2014-05-01")[1]
    (town / "农户.csv").write_text("户编号,家庭人口数\nh1,4\n", "utf-8")
    said = run("decide", town, "--on", "2014-05-01")[1]
    assert ("all " in said, "(not known)" in said) == (True, False)


def test_a_decision_after_the_last_rule_says_that_none_is_in_force(run: Run, town: Path) -> None:
    code, said, _ = run("why", town, "h1", "--on", "2026-06-01")
    assert code == 0
    assert "no poverty line has been in force since 2021" in said


def test_a_reason_is_in_full_or_a_document(run: Run, town: Path) -> None:
    brief = run("why", town, "h2", "--on", "2014-05-01")[1]
    assert len(run("why", town, "h2", "--on", "2014-05-01", "--full")[1]) > len(brief)
    decision = serialization.loads(run("why", town, "h2", "--on", "2014-05-01", "--json")[1], Decision)
    assert decision.explain("en", detail="brief") == brief.strip()


@pytest.mark.parametrize(
    ("arguments", "counts"),
    [
        (
            ["--set", "income.line_series=statistical", "--set", "poverty_line.statistical=3000"],
            "1 of 4 households before, 2 after",
        ),
        (["--reform", "cn/guizhou", "--by", "village"], "1 of 4 households before, 0 after"),
        (["--then", "2015-05-01"], "1 of 4 households before, 2 after"),
    ],
)
def test_a_reform_is_compared_with_what_holds(run: Run, town: Path, arguments: list[str], counts: str) -> None:
    code, said, _ = run("simulate", town, "--on", "2014-05-01", *arguments)
    assert code == 0
    assert counts in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", "{}", "h9", "--on", "2014-05-01"], "No household has the key 'h9' (4 were read)."),
        (["why", "{}", "h1", "--on", "2014-05-01", "--rule", "poor"], "--rule: got 'poor'; expected one of poor-hou"),
        (["why", "{}", "h1", "--on", "1990-01-01"], "not yet in force on 1990-01-01"),
        (["decide", "{}/nothing.xlsx", "--on", "2014-05-01"], "nothing.xlsx: there is no such file or folder"),
        (
            ["decide", "{}/家庭成员.csv", "--on", "2014-05-01"],
            "No table of households was read:\n家庭成员.csv: Members",
        ),
        (["decide", "{}", "--on", "2014-05-01", "--to", "{}/农户.csv"], "there is such a file already"),
        (["check", "{}", "--on", "2014-05-01", "--report", "{}/a.pdf"], "a.pdf: expected a name that ends in .html"),
        (["simulate", "{}", "--on", "2014-05-01", "--set", "x"], "--set: got 'x'; expected NAME=VALUE"),
        (["simulate", "{}", "--on", "2014-05-01", "--set", "line=1"], "line: no such parameter"),
        (["template", "house", "--to", "{}/a.xlsx"], "There is no table 'house'; there are households"),
        (["template", "households", "--to", "{}/no/a.xlsx"], "no/a.xlsx: there is no such folder"),
        (["look", "{}/nothing.csv"], "there is no such file"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_message(run: Run, town: Path, arguments: list[str], said: str) -> None:
    code, out, aside = run(*(each.format(town) for each in arguments))
    assert (code, out) == (2, "")
    assert said in aside


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("农户.xlsx", b"no workbook"),
        ("农户.csv", b"\xff\xfe\xff\x00\xd8"),
        ("农户.csv", b""),
        ("农户.csv", b"\x00\x01"),
    ],
)
def test_a_broken_file_is_named_and_never_a_traceback(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for arguments in (("look", tmp_path / name), ("decide", tmp_path, "--on", "2014-05-01")):
        code, _, aside = run(*arguments)
        assert (code, name in aside) == (2, True)


def test_files_of_one_name_have_copies_of_their_own(tmp_path: Path) -> None:
    places = [Path("a/h.xlsx"), Path("a/h.csv"), Path("b/h.xlsx"), Path("b/h-2.xlsx")]
    names = [copy.name for copy in _copies(places, tmp_path).values()]
    assert names == ["h.xlsx", "h-2.xlsx", "h-3.xlsx", "h-2-2.xlsx"]
