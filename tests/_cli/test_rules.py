"""``antipoverty rules``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from antipoverty import rulebooks, serialization
from commands import Run
from folders import HEAD, folder


def test_a_value_is_shown_with_its_document(run: Run) -> None:
    code, said, _ = run("rules", "show", "cn/guizhou", "--on", "2023-06-01", "--about", "监测范围", "--language", "zh")
    assert code == 0
    assert said.splitlines()[0] == "防止返贫监测范围：7,300 元/人·年 [monitoring.scope]"
    assert "贵州省防返贫监测数据质量清洗规则" in said
    (stored,) = json.loads(run("rules", "show", "cn/guizhou", "--on", "2023-06-01", "--about", "scope", "--json")[1])
    assert serialization.loads(json.dumps(stored), rulebooks.ParameterValue).name == "monitoring.scope"


def test_no_value_is_said_to_be_none(run: Run) -> None:
    assert run("rules", "show", "--on", "1990-01-01")[:2] == (
        0,
        "No value has these words in its name on that day.\n",
    )


def test_changes_are_shown_by_day(run: Run) -> None:
    code, said, _ = run("rules", "changes", "cn/guizhou", "--about", "监测范围", "--since", "2023-01-01")
    assert code == 0
    assert "no value → 7,300" in said
    assert "6,000" not in said


def test_a_folder_that_lacks_something_ends_with_1(run: Run, tmp_path: Path) -> None:
    code, said, _ = run("rules", "check", "cn/hunan/nan", "--on", "2014-05-01")
    assert (code, "linkage.dibao_line" in said) == (1, True)
    plain = folder(tmp_path / "ours", head=HEAD)
    assert run("rules", "check", plain, "--on", "2014-05-01")[0] == 0


def test_a_folder_is_compared_with_what_it_stands_on_or_with_another(run: Run) -> None:
    code, said, _ = run("rules", "diff", "cn/guizhou", "--on", "2014-05-01")
    assert (code, "negative list" in said) == (0, True)
    assert "cn/guizhou against cn/gansu" in run("rules", "diff", "cn/guizhou", "cn/gansu", "--on", "2014-05-01")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show"], "Missing: --on DATE."),
        (["show", "--on", "2014-13-01"], "--on: got '2014-13-01'; expected a day such as 2016-12-31."),
        (["show", "nowhere", "--on", "2014-05-01"], "no rulebook 'nowhere'"),
        (["check", "--on", "2014-05-01"], "Missing: RULEBOOK."),
        (["diff", "cn", "--on", "2014-05-01"], "stands on no other"),
    ],
)
def test_what_cannot_be_used_ends_with_2(run: Run, arguments: list[str], said: str) -> None:
    code, out, aside = run("rules", *arguments)
    assert (code, out) == (2, "")
    assert said in aside
