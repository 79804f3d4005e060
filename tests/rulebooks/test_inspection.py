"""What a rulebook's folder lacks, and what it changes against its base."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rulebooks import Lack, check, compare
from folders import HEAD, LAW, OWN_FLAG, SCOPE, folder, on

CN = rulebooks.load("cn")
DAY = date(2024, 6, 1)


def lacks(found: rulebooks.RulebookCheck) -> set[tuple[str, str]]:
    return {(remark.lack.value, remark.place) for remark in found.remarks}


def own(found: rulebooks.RulebookCheck) -> set[tuple[str, str]]:
    return {each for each in lacks(found) if each[0] != "missing"}


def test_a_folder_that_states_nothing_lacks_what_its_base_leaves_open_and_nothing_else(tmp_path: Path) -> None:
    found = check(folder(tmp_path / "ours", head=on("cn")), on=DAY)
    assert ("missing", "monitoring.scope") in lacks(found)
    assert own(found) == set()
    full = check(folder(tmp_path / "ours", LAW, SCOPE, head=on("cn")), on=DAY)
    assert ("missing", "monitoring.scope") not in lacks(full)


@pytest.mark.parametrize(
    ("day", "stale"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2025, 2, 28), False)]
)
def test_a_value_is_stale_after_the_last_day_on_which_it_was_seen(tmp_path: Path, day: date, stale: bool) -> None:
    place = folder(tmp_path / "ours", LAW, SCOPE, head=on("cn"))
    assert (("stale", "linkage.dibao_line") in lacks(check(place, on=day))) is stale


def test_what_is_unsure_not_dated_or_cites_no_document_is_told(tmp_path: Path) -> None:
    text = SCOPE.replace(", still_valid_on = 2026-03-31", "")
    found = own(check(folder(tmp_path / "ours", LAW, text, head=on("cn")), on=DAY))
    assert found == {
        ("not dated", "monitoring.scope"),
        ("unsure", "linkage.dibao_line"),
        ("no document", "citations.notice"),
    }


def test_what_changes_nothing_is_told(tmp_path: Path) -> None:
    same = """
[parameters."exit.county_incidence"]
values = [{ from = 2018-01-01, until = 2019-01-01, value = "0.02", source = "notice", grade = "A", \
checked = 2026-11-27 }]

[parameters."our.own"]
text = { en = "a number of ours", zh = "本县数值" }
kind = "count"
unit = { en = "days", zh = "天" }
values = [{ year = 2024, value = 5, source = "notice", grade = "A", checked = 2026-11-27 }]

[citations.other]
title = { en = "Another", zh = "另一文件" }
issuer = { en = "the county", zh = "本县" }
date = "2024"
"""
    found = own(check(folder(tmp_path / "ours", LAW, same, head=on("cn")), on=DAY))
    expected = {("no effect", place) for place in ("exit.county_incidence", "our.own", "citations.other")}
    assert found == expected | {("no document", "citations.notice")}


def test_a_check_is_of_the_files_of_one_folder_and_refuses_what_cannot_be_read(tmp_path: Path) -> None:
    city = folder(tmp_path / "city", LAW, SCOPE, head=on("cn"))
    assert own(check(folder(city / "district"), on=DAY)) == set()
    with pytest.raises(RulebookError, match=r"odd/part0.toml: "):
        check(folder(tmp_path / "odd", "x = ", head=on("cn")), on=DAY)
    with pytest.raises(InvalidValue, match="on: got '2024'"):
        check("cn", on="2024")  # type: ignore[arg-type]


def test_every_shipped_place_changes_something_and_cites_what_it_cites() -> None:
    places = [name for name in rulebooks.available() if name.count("/")]
    assert len(places) > 10
    for name in places:
        idle = {place for lack, place in lacks(check(name, on=DAY)) if lack == "no effect"}
        # A local text that confirms the nation's value is the one thing that may change nothing.
        confirmed = {"exit.village_incidence_west", "low_income.margin_multiple"}
        assert {place for place in idle if not place.startswith("citations.")} <= confirmed, name


def test_a_change_is_told_rule_by_rule_with_its_values(tmp_path: Path) -> None:
    place = folder(tmp_path / "ours", LAW, SCOPE, OWN_FLAG, head=on("cn"))
    changes = compare(place, on=DAY)
    by_rule = {change.rule: {value.name for value in change.values} for change in changes.rules}
    assert by_rule["monitored-household"] >= {"monitoring.scope"}
    assert by_rule["risk-removal"] >= {"monitoring.scope"}
    assert changes.added == ("facts.drone_owner",)
    scope = next(value for change in changes.rules for value in change.values if value.name == "monitoring.scope")
    assert scope.before is None
    assert scope.after is not None
    assert scope.after.number == 19560
    full, brief = changes.explain("en"), changes.explain("zh", detail="brief")
    assert "no value → 19,560" in full
    assert "(2 times linkage.dibao_line)" in full
    assert "无值 → 19,560" in brief
    assert "facts.drone_owner" in brief
    assert len(brief.splitlines()) <= 10


def test_an_override_is_compared_with_what_it_overrides() -> None:
    book = CN.override({"exit.county_incidence": "0.01"})
    changes = compare(book, CN, on=date(2018, 6, 1))
    assert [change.rule for change in changes.rules] == ["county-exit"]
    assert "0.01" not in changes.explain("en")
    assert "2% → 1%" in changes.explain("en")
    with pytest.raises(InvalidValue, match="a rulebook to compare with"):
        compare(book, on=DAY)


@given(st.sampled_from([name for name in rulebooks.available() if name.startswith("cn")]), st.dates(date(2014, 5, 1)))
def test_a_rulebook_changes_nothing_against_itself(name: str, day: date) -> None:
    changes = compare(name, name, on=day)
    assert (changes.rules, changes.beside, changes.added, changes.changed, changes.removed) == ((), (), (), (), ())
    assert "no rule reads another value" in changes.explain("en")


@given(st.sampled_from([name for name in rulebooks.available() if name.count("/")]), st.dates(date(2014, 5, 1)))
def test_a_comparison_the_other_way_round_has_the_same_rules(name: str, day: date) -> None:
    there, back = compare(name, "cn", on=day), compare("cn", name, on=day)
    assert [change.rule for change in there.rules] == [change.rule for change in back.rules]
    assert (there.added, there.removed) == (back.removed, back.added)


def test_each_kind_of_lack_is_told_in_both_languages() -> None:
    found = check("cn", on=date(2026, 11, 28))
    assert {remark.lack for remark in found.remarks} >= {Lack.MISSING, Lack.STALE, Lack.UNSURE}
    for language in ("en", "zh"):
        said = found.explain(language)
        assert all(remark.lack.text[language] in said for remark in found.remarks)
        assert len(found.explain(language, detail="brief").splitlines()) <= 10


def test_a_folder_without_base_is_checked_alone(tmp_path: Path) -> None:
    assert "Rulebook ours on" in check(folder(tmp_path / "ours", head=HEAD), on=DAY).explain("en")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[measures.seed]\nname = { en = "Seed", zh = "种子" }\n', r"ours/part0.toml, measures\.seed: needs "),
        ('[procedures.ours]\nname = { en = "Ours", zh = "本县" }\n', r"ours/part0.toml, procedures\.ours: needs "),
        ('[checks.ours]\nname = { en = "Ours", zh = "本县" }\n', r"ours/part0.toml, checks\.ours: needs "),
        (
            '[classifications.ours]\nname = { en = "Ours", zh = "本县" }\n',
            r"ours/part0.toml, classifications\.ours: needs ",
        ),
        ("[ranks.ours]\n", r"ours/part0.toml, ranks\.ours"),
    ],
)
def test_a_table_that_its_subject_cannot_read_is_refused_with_its_place(
    tmp_path: Path, table: str, message: str
) -> None:
    place = folder(tmp_path / "ours", table, head=on("cn"))
    with pytest.raises(RulebookError, match=message):
        check(place, on=DAY)
