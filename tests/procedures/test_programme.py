"""The procedures of a rulebook are data: a folder adds one, replaces one, or takes one away."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.procedures import PROCEDURES, CaseStatus, Taken, advance, open_case, procedures_of
from antipoverty.rules import Grade

ON = date(2016, 5, 1)
HEAD = '[rulebook]\non = "cn"\ntitle = { en = "County", zh = "某县" }\nversion = "1"\n'
#: The exit of a household, with a second notice in the township.
EXIT = """
[procedures.household-exit]
name = { en = "Exit of a household", zh = "贫困户退出程序" }
source = "exit-2016"
grade = "A-local"
restart = "appraisal"
rule = "household-exit"
in_force = "exit.stability"
steps = [
  { id = "appraisal", name = { en = "Appraisal", zh = "评议" } },
  { id = "notice", name = { en = "Notice in the village", zh = "村内公示" }, kind = "notice", days = "notice.exit_days" },
  { id = "township-notice", name = { en = "Notice in the township", zh = "乡镇公示" }, kind = "notice", days = "notice.exit_days" },
  { id = "announcement", name = { en = "Announcement", zh = "公告" }, kind = "announcement", by = 2016-12-31 },
]
"""  # noqa: E501  # a table of TOML has its lines whole


def _county(folder: Path, text: str) -> rulebooks.Rulebook:
    (folder / "rulebook.toml").write_text(HEAD, "utf-8")
    (folder / "procedures.toml").write_text(text, "utf-8")
    return rulebooks.load(folder)


def test_those_of_china_are_those_of_its_rulebook() -> None:
    assert PROCEDURES is procedures_of() is procedures_of(rulebooks.load("cn"))
    assert procedures_of(rulebooks.load("cn/guizhou"))["village-exit"] == PROCEDURES["village-exit"]
    assert (PROCEDURES["household-exit"].source, PROCEDURES["household-exit"].grade) == ("exit-2016", Grade.A)


def test_a_county_adds_a_step_and_a_case_follows_it(tmp_path: Path) -> None:
    county = _county(tmp_path, EXIT)
    assert set(procedures_of(county)) == set(PROCEDURES)
    case = open_case("household-exit", "h1", on=ON, rulebook=county)
    assert case.procedure == procedures_of(county)["household-exit"] != PROCEDURES["household-exit"]
    assert case.notice_days == (("notice", 7), ("township-notice", 7))
    assert [(each.step, each.due) for each in case.deadlines] == [("announcement", date(2016, 12, 31))]
    for step, day in (("appraisal", 1), ("notice", 2), ("township-notice", 9), ("announcement", 16)):
        assert case.next_step is not None
        case = advance(case, Taken(step, date(2016, 5, day)))
    assert case.status is CaseStatus.ANNOUNCED
    assert "Notice in the township" in case.explain("en")
    assert "乡镇公示" in case.explain("zh")


def test_a_county_takes_a_procedure_away(tmp_path: Path) -> None:
    county = _county(tmp_path, "[procedures.county-exit]\nremoved = true\n")
    assert set(procedures_of(county)) == set(PROCEDURES) - {"county-exit"}
    with pytest.raises(InvalidValue, match="procedure: got 'county-exit'; expected one of household-identification, "):
        open_case("county-exit", "c1", on=ON, rulebook=county)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('restart = "appraisal"\n', "", ": needs restart"),
        ('restart = "appraisal"', 'restart = "apraisal"', "restart: got 'apraisal'; expected one of the steps"),
        ('source = "exit-2016"', 'source = "exit"', "source 'exit' is not among the citations"),
        ('grade = "A-local"', 'grade = "S"', "grade: 'S' is not one of A, "),
        ('in_force = "exit.stability"', 'in_force = "exit.stable"', "in_force: exit.stable: no such parameter"),
        ('days = "notice.exit_days" },\n  { id = "t', 'days = "x.y" },\n  { id = "t', r"steps\[1\].days: x.y: "),
        (', days = "notice.exit_days" },\n  { id = "t', ' },\n  { id = "t', r"steps\[1\]: a notice, and only a notice"),
        ('kind = "announcement"', 'kind = "end"', r"steps\[3\].kind: 'end' is not one of act, notice, announcement"),
        ('by = 2016-12-31', 'by = "2016"', r"steps\[3\]: by should be a date"),
        ('by = 2016-12-31', 'since = "later"', r"Step\[announcement\].since: got 'later'"),
        ('id = "notice"', 'id = "appraisal"', "each once"),
        ('{ id = "appraisal", ', "{ ", r"steps\[0\]: needs id"),
        ('{ id = "appraisal", ', '{ id = "appraisal", nme = 1, ', r"steps\[0\]: does not know nme; did you mean"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in EXIT
    county = _county(tmp_path, EXIT.replace(old, new, 1))
    with pytest.raises(RulebookError, match=rf"/procedures.toml, procedures.household-exit.*{message}"):
        procedures_of(county)


def test_only_a_rulebook_has_procedures() -> None:
    odd: Any = "cn"
    with pytest.raises(InvalidValue, match="rulebook: got 'str'; expected a Rulebook"):
        procedures_of(odd)
