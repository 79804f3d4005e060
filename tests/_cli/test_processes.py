"""Every command as a process of its own, in Chinese: its exit code, and no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from antipoverty._cli.app import COMMANDS, GROUPS

HOMES = "户编号,所在村,家庭人口数,家庭年纯收入\nh1,v1,2,5471.99\nh2,v1,4,10944\n"
FOLDER = '[rulebook]\non = "cn/guizhou"\nversion = "1"\ntitle = { en = "Ours", zh = "我县" }\n'
#: Run elsewhere: the README's first command, and what a clerk does with a folder (test_registers).
ELSEWHERE = {"demo", "look", "check", "decide", "why"}
#: Each other command, and what it ends with.
CALLS = {
    "simulate town --on 2014-05-01 --set poverty_line.statistical=2800": 0,
    "template households --to form.xlsx": 0,
    "review town --on 2014-12-31 --to review.html": 0,
    "reconcile sub-district": 1,
    "notice town --village v1 --on 2014-05-10 --to notice.docx": 0,
    "card town h1 --on 2014-05-10 --until 2014-12-31 --responsible c1 --to card.html": 0,
    "rules list": 0,
    "rules show cn --on 2016-12-31": 0,
    "rules changes --since 2020-01-01": 0,
    "rules check county --on 2016-12-31": 1,
    "rules diff county --on 2016-12-31": 0,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "town").mkdir()
    (folder / "town" / "农户.csv").write_text(HOMES, "utf-8")
    (folder / "county").mkdir()
    (folder / "county" / "rulebook.toml").write_text(FOLDER, "utf-8")
    return folder


def test_no_command_is_left_out() -> None:
    words = [f"{name} {each.called}" for name, group in GROUPS.items() for each in group.commands]
    words += [each.called for each in COMMANDS if each.called not in ELSEWHERE]
    assert sorted(word for call in CALLS for word in words if call.startswith(word)) == sorted(words)


@pytest.mark.parametrize("call", CALLS)
def test_a_command_runs_by_itself(place: Path, call: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "antipoverty", *call.split(), "--language", "zh"],
        cwd=place, capture_output=True, check=False, text=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (CALLS[call], False), done.stderr
    assert done.stdout or done.stderr
    words = call.split()
    if "--to" in words:
        written = place / words[words.index("--to") + 1]
        assert written.stat().st_size > 0
