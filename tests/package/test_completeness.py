"""The check that both languages are complete finds what is missing, and what is not in the words of its language."""

from __future__ import annotations

from pathlib import Path

import pytest

from completeness import faults


def _faults(folder: Path, english: str, chinese: str) -> list[str]:
    for language, text in (("en", english), ("zh", chinese)):
        (folder / language).mkdir()
        (folder / language / "page.md").write_text(text, "utf-8")
    return list(faults(folder))


def test_the_same_pages_and_headings_are_complete(tmp_path: Path) -> None:
    english = "# Title\n\n```text\n# no heading of the other\n```\n\n## More { #more }\n"
    assert _faults(tmp_path, english, "# 标题\n\n## 更多 { #more }\n") == []


def test_a_page_or_a_heading_that_is_missing_is_found(tmp_path: Path) -> None:
    found = _faults(tmp_path, "# Title\n\n## More\n", "# 标题\n")
    assert found == ["page.md: 2 headings in English, 1 in Chinese, or in another order"]
    (tmp_path / "zh" / "page.md").unlink()
    assert list(faults(tmp_path)) == ["page.md: only in English"]


@pytest.mark.parametrize(
    "said",
    ["the whole village", "贫困 means poor", "[the rule](x.md)", "6 villages here", "a household"],
)
def test_english_in_a_chinese_table_is_found(tmp_path: Path, said: str) -> None:
    found = _faults(tmp_path, "", f"| 列 | 值 |\n|---|---|\n| 名 | {said} |\n")
    assert found == [f"zh/page.md: English: {said}"]


@pytest.mark.parametrize(
    "said",
    ["`the whole`", "“the whole village”", "[规则](the/rule.md)", "FastAPI", "Foster–Greer", "Stata 文件", "A"],
)
def test_code_quotations_and_names_may_be_there(tmp_path: Path, said: str) -> None:
    assert _faults(tmp_path, "", f"| 列 | 值 |\n|---|---|\n| 名 | {said} |\n") == []


def test_an_english_heading_of_a_chinese_page_is_found(tmp_path: Path) -> None:
    assert _faults(tmp_path, "# The rule", "# The rule") == ["zh/page.md: English: The rule"]


@pytest.mark.parametrize(
    ("said", "unexplained"),
    [
        *(("国家标准", True), ("[标准](x.md)", True), ("standard (标准)", False), ("`标准`", False)),
        *(("《中国统计年鉴》", False), ("国开办发〔2014〕24号", False), ("国务院令第649号", False)),
        ('<span lang="zh">标准</span>', False),
    ],
)
def test_chinese_alone_in_an_english_table_is_found(tmp_path: Path, said: str, unexplained: bool) -> None:
    found = _faults(tmp_path, f"| a | b |\n|---|---|\n| x | {said} |\n", "")
    assert found == [f"en/page.md: Chinese only: {said}"] * unexplained
