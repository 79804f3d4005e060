"""What is printed and posted, from files: reviews, sums, notices and cards; and what is said where something lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from antipoverty._cli.app import main

Run = Callable[..., tuple[int, str, str]]
HOUSEHOLDS = (
    "户编号,村,家庭人口数,家庭年纯收入\n"
    "h1,v1,2,4000\nh2,v1,3,\nh3,v1,许多,900000\nh4,v2,1,2000\nh5,v1,4,90000\nh6,v1,1,900\n"
)
MEMBERS = "人员编号,户编号,姓名,与户主关系\np1,h1,张三丰,户主\np2,h1,李四,配偶\np6,h6,王五,户主\np9,h9,赵六,户主\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the program in a folder that has a folder of tables; its exit code, and what it prints on both streams."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    Path("tables").mkdir()
    Path("tables/农户.csv").write_text(HOUSEHOLDS, "utf-8")
    Path("tables/家庭成员.csv").write_text(MEMBERS, "utf-8")

    def call(command: str) -> tuple[int, str, str]:
        code = main(command.split())
        return code, *capsys.readouterr()

    return call


NOTICE = "notice tables --village v1 --on 2014-05-10 --to notice.html"
CARD = "card tables h1 --on 2014-05-10 --until 2014-12-31 --responsible c001"
REVIEW = "review tables --on 2014-12-31"


def test_a_notice_lists_the_poor_without_a_name_and_says_who_is_undecided(run: Run) -> None:
    code, said, aside = run(NOTICE)
    assert (code, aside) == (1, "Written: notice.html\n")
    assert "Listed: 2 of 5 households." in said
    assert re.search(r"not known whether they are poor .*: h2, h3\n", said)
    page = Path("notice.html").read_text("utf-8")
    assert ">h1<" in page
    assert not re.search("张|李|王|>h4<|>h5<", page)


def test_a_notice_of_a_village_where_all_is_known_holds(run: Run) -> None:
    Path("tables/行政村.csv").write_text("村编号,村名\nv2,上坪村\n", "utf-8")
    code, said, _ = run(NOTICE.replace("v1", "v2").replace("html", "md") + " --language zh --json")
    assert (code, json.loads(said)) == (0, {"listed": ["h4"], "undecided": [], "refused": [], "unplaced": 0})
    assert Path("notice.md").read_text("utf-8").startswith("# 上坪村第一次公示（村级）\n")


def test_a_row_that_no_household_can_be_is_not_listed_and_named(run: Run) -> None:
    Path("tables/家庭成员.csv").write_text("人员编号,户编号,出生日期\np1,h1,2015-03-01\np2,h4,2013-03-01\n", "utf-8")
    code, said, _ = run(NOTICE)
    assert code == 1
    assert "Listed: 1 of 5 households." in said
    assert "Not listed, since the row cannot be: " in said
    assert "2015" not in said


def test_a_card_is_shown_and_written(run: Run) -> None:
    code, said, aside = run(f"{CARD} --to card.html")
    assert (code, aside) == (0, "Written: card.html\n")
    assert said.startswith("Card of household h1\n")
    assert "c001" in said
    assert "张三丰" not in said + Path("card.html").read_text("utf-8")
    assert json.loads(run(f"{CARD} --json")[1])["type"] == "HouseholdCard"


def test_a_review_says_what_came_of_the_files_and_what_does_not_add_up(run: Run) -> None:
    code, said, aside = run(f"{REVIEW} --name 本镇 --to review.html")
    assert (code, aside) == (0, "Written: review.html\n")
    assert "农户.csv: Households: 6 rows read, 5 accepted, 1 set apart" in said
    assert re.search(r"本镇, 2014-12-31: \d+ of \d+ figures are known\.", said)
    assert "<h1>本镇</h1>" in Path("review.html").read_text("utf-8")
    assert json.loads(run(f"{REVIEW} --json")[1])["type"] == "Reconciliation"


def test_sums_of_a_printed_summary_hold_or_end_with_one(run: Run) -> None:
    assert run("reconcile village-programme")[0] == 0
    code, said, _ = run("reconcile mountain-town village-programme --language zh")
    assert code == 1
    assert "识别人数减删除人数：3,167，对照3,152；相差15" in said
    assert "25项（共25项）相符" in said
    figure = '{en = "all", zh = "全部", unit = "persons", printed = "3", value = "3"}'
    relation = '{id = "r", en = "All", zh = "全部", left = {figure = "all"}, right = {number = "4"}}'
    town = 'town = {id = "t", name = {en = "Town", zh = "镇"}}'
    Path("our.toml").write_text(f"{town}\nfigures = {{all = {figure}}}\nrelations = [{relation}]\n", "utf-8")
    assert "✗ All: 3, against 4; differs by 1" in run("reconcile our.toml")[1]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (NOTICE.replace("v1", "v7"), "--village: there is no 'v7'; there are v1, v2"),
        (NOTICE.replace("tables", "tables/家庭成员.csv"), "No table of households in the files given."),
        (CARD.replace("h1", "h7"), "'h7': there is no such household."),
        (NOTICE + " --step visit", "step: got 'visit'; expected a step of household-identification that is posted"),
        ("reconcile tables/农户.csv", "tables/农户.csv: no TOML: "),
        ("reconcile nowhere.toml", "nowhere.toml: there is no such file or folder."),
        (f"{REVIEW} --to tables", "tables: there is such a file already"),
        (f"{CARD} --to tables", "tables: there is such a file already"),
        (f"{REVIEW} --to review.txt", "form: got 'txt'; expected one of html, docx, md, json"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_message(run: Run, command: str, said: str) -> None:
    code, printed, aside = run(command)
    assert code == 2
    assert said in aside
    assert "Traceback" not in printed + aside


def test_a_household_of_no_village_is_in_no_list_and_counted(run: Run) -> None:
    Path("tables/农户.csv").write_text("户编号,村,家庭人口数,家庭年纯收入\nh1,v1,2,4000\nh2,,2,4000\n", "utf-8")
    code, said, _ = run(NOTICE)
    assert code == 1
    assert "as the tables name no village for them; households: 1." in said
    Path("tables/农户.csv").write_text("户编号,家庭人口数,家庭年纯收入\nh1,2,4000\n", "utf-8")
    code, _, aside = run(NOTICE.replace("notice.html", "again.html"))
    assert (code, aside.strip()) == (2, "--village: the table of households names no village.")
