"""The demo: one screen in either language, and a review with pictures beside it."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from antipoverty import samples
from antipoverty._cli.app import main
from antipoverty.records import Village
from antipoverty.reviews import Township
from antipoverty.text import Language

SMALL = Township.of(villages=[Village("v1", households=3, persons=9)])


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str, columns: int = 100) -> int:
    monkeypatch.setenv("COLUMNS", str(columns))
    return main(["demo", *arguments])


def _is_one_screen(printed: str) -> bool:
    """Whether it takes no more than 28 lines of 100 columns: a screen has 30."""
    return sum(max(1, -(-_width(line.rstrip()) // 100)) for line in printed.splitlines()) <= 28


def test_the_demo_is_one_screen_and_writes_a_review_with_pictures_and_its_tables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert _run(monkeypatch, "--language", "en") == 0
    printed = capsys.readouterr().out
    assert _is_one_screen(printed.replace(str(tmp_path), "/tmp"))
    assert "left on the list                                 765       765                  3,167     3,152" in printed
    assert "to be identified as poor" in printed
    assert "3,167, against 3,152; differs by 15" in printed
    (page,) = tmp_path.glob("demo-*/review.en.html")
    assert str(page) in printed.replace("\n", "")
    assert page.read_text("utf-8").count("<svg") > 5
    assert "Mountain town (made up)" in page.read_text("utf-8")
    assert {path.stem for path in (page.parent / "tables").iterdir()} >= {"households", "last_members", "entries"}
    assert re.search(r"python\S* -m antipoverty review", printed)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_folder_may_be_named_and_is_not_written_over(
    language: Language, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(samples, "make_township", lambda language: SMALL)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    folder = tmp_path / "our"
    assert _run(monkeypatch, "--language", language, "--to", str(folder)) == 0
    printed = capsys.readouterr().out
    assert _is_one_screen(printed.replace(str(tmp_path), ""))
    assert "  antipoverty review " in printed
    assert (folder / f"review.{language}.html").is_file()
    assert _run(monkeypatch, "--to", str(folder)) == 2
    assert str(folder) in capsys.readouterr().err.replace("\n", "")
    assert _run(monkeypatch, "--to", str(folder), "--force", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["entered"]["persons"] == {"rules": 3_167, "printed": 3_152}
    assert Path(found["page"]).is_file()
