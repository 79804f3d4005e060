"""Rulebooks as folders: where they stand, the multiples and last days of their values, and their other tables."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.prose.statements import state
from antipoverty._engine.prose.values import show_quantity
from antipoverty.errors import InvalidValue, NoValueOnDate, RulebookError
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.prose._parts import DECIDED, MISSING
from antipoverty.records import Flags, Household, Income
from antipoverty.registers import evaluate
from antipoverty.rules import Decision, Grade, Outcome
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text
from folders import HEAD, LAW, OWN_FLAG, SCOPE, folder, on


def test_a_folder_stands_on_a_shipped_rulebook_by_name(tmp_path: Path) -> None:
    book = rulebooks.load(folder(tmp_path / "ours", head=on("cn/guizhou")))
    assert book.id.jurisdiction == "cn/guizhou/ours"
    assert book.title == Text("Ours", "我县")
    base = rulebooks.load("cn/guizhou")
    assert dict(book.parameters) == dict(base.parameters)
    assert book.languages == ("en", "zh")
    assert book.currency["zh"] == "元"


def test_a_folder_stands_on_another_by_a_path_or_on_the_one_above_it(tmp_path: Path) -> None:
    city = folder(tmp_path / "city", LAW, head=on("cn"))
    district = rulebooks.load(folder(city / "district"))
    beside = rulebooks.load(folder(tmp_path / "beside", head=on("../city")))
    assert district.id.jurisdiction == "cn/city/district"
    assert beside.id.jurisdiction == "cn/city/beside"
    assert "notice" in district.citations
    assert "notice" in beside.citations


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (on("cn/guizho"), r"ours/rulebook.toml, rulebook: on: no rulebook 'cn/guizho'; there are cn/guizhou"),
        (on("."), r"stands on itself, by way of ours"),
        (HEAD + "on = 5\n", r"on should be the name or the path"),
        (HEAD + "inn = 5\n", r"rulebook.toml, rulebook: does not know inn; expected currency, languages, on"),
        (HEAD + 'languages = "en"\n', r"languages should be an array of strings"),
        (HEAD + 'currency = "yuan"\n', r"rulebook.currency: should be a table"),
    ],
)
def test_a_base_that_cannot_be_is_refused_with_the_place(tmp_path: Path, head: str, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        rulebooks.load(folder(tmp_path / "ours", head=head))


def test_languages_and_currency_are_those_of_the_folder(tmp_path: Path) -> None:
    head = '[rulebook]\nversion = "1"\ntitle = { en = "Ours", fr = "Chez nous" }\nlanguages = ["en", "fr"]\n'
    book = rulebooks.load(folder(tmp_path / "ours", head=head + 'currency = { en = "francs", fr = "francs" }\n'))
    assert book.languages == ("en", "fr")
    assert book.currency["fr"] == "francs"
    with pytest.raises(RulebookError, match=r"part0.toml, citations.law.title: needs fr"):
        rulebooks.load(folder(tmp_path / "ours", LAW.replace("notice", "law"), head=head))


def test_a_package_names_its_folder_by_an_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = folder(tmp_path / "far_rules", head=HEAD)
    (package / "__init__.py").write_text("")
    folder(package / "south", head=HEAD.replace("Ours", "South"))
    info = tmp_path / "far-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: far\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[antipoverty.rulebooks]\nfar = far_rules\ngone = no_such_package\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert {"far", "gone"} <= set(rulebooks.available())
    assert rulebooks.load("far").title["en"] == "Ours"
    assert rulebooks.load("far/south").title["en"] == "South"
    assert rulebooks.load(folder(tmp_path / "town", head=on("far/south"))).id.jurisdiction == "far_rules/south/town"
    with pytest.raises(RulebookError, match="gone: the package no_such_package that should hold it"):
        rulebooks.load("gone")
    sys.modules.pop("far_rules", None)


@pytest.fixture
def scoped(tmp_path: Path) -> rulebooks.Rulebook:
    return rulebooks.load(folder(tmp_path / "ours", LAW, SCOPE, head=on("cn/sichuan")))


@pytest.mark.parametrize(
    ("day", "scope"),
    [
        (date(2024, 3, 12), "19560"),
        (date(2024, 12, 31), "19560"),
        (date(2025, 3, 1), "20041.00"),
        (date(2026, 11, 28), "20041.00"),
    ],
)
def test_a_multiple_is_worked_out_on_the_day(scoped: rulebooks.Rulebook, day: date, scope: str) -> None:
    value = scoped.at(day).get("monitoring.scope")
    assert value.number == Decimal(scope)
    assert value.multiple is not None
    assert (value.multiple.of, value.multiple.factor) == ("linkage.dibao_line", 2)


def test_a_gap_of_the_base_is_a_gap_of_the_multiple_and_names_the_base(scoped: rulebooks.Rulebook) -> None:
    for day in (date(2025, 1, 1), date(2025, 2, 28)):
        with pytest.raises(NoValueOnDate, match=r"it is 2 times linkage\.dibao_line, which has no value"):
            scoped.at(day).get("monitoring.scope")


def test_a_multiple_is_as_sure_and_as_fresh_as_the_weaker_of_the_two(scoped: rulebooks.Rulebook) -> None:
    earlier, later = (scoped.at(day).get("monitoring.scope") for day in (date(2024, 6, 1), date(2025, 6, 1)))
    assert (earlier.grade, later.grade) == (Grade.A_LOCAL, Grade.B)
    assert later.checked == date(2026, 11, 20)
    assert earlier.still_valid_on is None
    assert later.still_valid_on == date(2025, 12, 31)
    assert not later.outdated(date(2025, 12, 31))
    assert later.outdated(date(2026, 1, 1))


@given(st.decimals(1, 10**6, places=2), st.dates(date(2019, 1, 1), date(2030, 1, 1)))
def test_a_multiple_follows_an_override_of_its_base(line: Decimal, day: date) -> None:
    book = _scoped().override({"linkage.dibao_line": line})
    if day < date(2024, 3, 12):
        assert book.parameter("monitoring.scope") == book.parameter("monitoring.scope")
    else:
        assert book.at(day).get("monitoring.scope").number == 2 * line
    own = book.override({"monitoring.scope": 6000})
    assert own.at(day).get("monitoring.scope").number == 6000


def _scoped() -> rulebooks.Rulebook:
    import tomllib

    documents = {
        name: tomllib.loads(text, parse_float=Decimal)
        for name, text in (("rulebook.toml", HEAD), ("law.toml", LAW), ("scope.toml", SCOPE))
    }
    return rulebooks.parse("ours", documents, base=rulebooks.load("cn/sichuan"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('linkage.dibao_line", factor', 'linkage.dibao", factor'), "a multiple of linkage.dibao: no such parameter"),
        (('of = "linkage.dibao_line"', 'of = "monitoring.scope"'), "a multiple of monitoring.scope: it follows from"),
        (('of = "linkage.dibao_line"', 'of = "guarantees.water_counts"'), "it is no number, but of kind flag"),
        (
            ('parameters."monitoring.scope"', 'parameters."monitoring.scop"'),
            "scop: is not in the base, and a new one needs text and kind; did you mean monitoring.scope",
        ),
        (('factor = "2"', 'factor = "0"'), "multiple: factor should be a number above 0"),
        (('factor = "2"', 'times = "2"'), "multiple: does not know times"),
        (("multiple = {", 'value = "1", multiple = {'), "needs either a value or a multiple"),
        (("still_valid_on = 2025-12-31", "still_valid_on = 2025-01-01"), "still_valid_on should be a date from the"),
        (('year = 2024, value = "9780"', 'year = 2024, still_valid_on = 2024-06-01, value = "1"'), "without end"),
    ],
)
def test_a_multiple_that_cannot_be_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in SCOPE
    with pytest.raises(RulebookError, match=message):
        rulebooks.load(folder(tmp_path / "ours", LAW, SCOPE.replace(*change), head=on("cn/sichuan")))


def test_other_tables_are_overlaid_by_name_and_may_be_removed(tmp_path: Path) -> None:
    measure = '[measures.{}]\nname = {{ en = "{}", zh = "措施" }}\n'
    city = folder(tmp_path / "city", measure.format("a", "A") + measure.format("b", "B"), head=on("cn"))
    here = measure.format("b", "better") + "[measures.a]\nremoved = true\n"
    book = rulebooks.load(folder(city / "district", here))
    own = book.entries["measures"]
    assert "a" not in own
    assert own["b"]["name"]["en"] == "better"
    assert own["b"].place == "cn/city/district/part0.toml, measures.b"
    assert book.id.digest != rulebooks.load(city).id.digest
    assert pickle.loads(pickle.dumps(book)).entries == book.entries
    with pytest.raises(RulebookError, match=r"measures\.zz: is removed, but the base has none of that name"):
        rulebooks.load(folder(tmp_path / "odd", "[measures.zz]\nremoved = true\n", head=on("cn")))


@pytest.mark.parametrize("make", [lambda day: day, lambda day: day + timedelta(days=1)])
def test_a_value_over_another_keeps_no_last_day_where_it_ends(
    scoped: rulebooks.Rulebook, make: Callable[[date], date]
) -> None:
    first = make(date(2026, 1, 1))
    book = scoped.override({"linkage.dibao_line": {first: 11000}})
    before = book.at(first - timedelta(days=1)).get("linkage.dibao_line")
    assert before.number == Decimal("10020.50")
    assert before.still_valid_on is None


ABROAD = '[rulebook]\nversion = "1"\ntitle = { en = "Abroad", pt = "Exterior" }\nlanguages = ["en", "pt"]\n'
WORDS = """
[words.pt]
"Missing: {}" = "Falta: {}"
"," = "."
"." = ","
"""


def test_a_folder_says_in_its_language_what_the_library_says(tmp_path: Path) -> None:
    book = rulebooks.load(folder(tmp_path / "abroad", WORDS, head=ABROAD))
    portuguese = book.language("pt")
    assert (portuguese, book.translations, book.language("fr")) == ("pt", (portuguese,), "fr")
    assert (book.title[portuguese], MISSING[portuguese]) == ("Exterior", "Falta: {}")
    assert show_quantity(Fraction("1234.5"), None, portuguese) == "1.234,5"
    with pytest.raises(InvalidValue, match="words in 'pt': got 'Decided by: {}'; expected a translation of it"):
        DECIDED[portuguese]


def test_a_folder_below_translates_more_or_otherwise(tmp_path: Path) -> None:
    folder(tmp_path / "abroad", WORDS, head=ABROAD)
    below = folder(tmp_path / "abroad" / "south", WORDS.replace("Falta", "Em falta"), head=ABROAD)
    assert MISSING[rulebooks.load(below).language("pt")] == "Em falta: {}"
    assert rulebooks.load(below).id.digest != rulebooks.load(tmp_path / "abroad").id.digest


@pytest.mark.parametrize("words", ['"{} of {}" = "{}"', '"a" = 5', "'a' = ''"])
def test_words_that_do_not_fit_are_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(RulebookError, match="abroad: words in 'pt'"):
        rulebooks.load(folder(tmp_path / "abroad", f"[words.pt]\n{words}\n", head=ABROAD))


# Facts, choices and names of a folder's own


@pytest.mark.parametrize(("owns", "outcome"), [(True, Outcome.NOT_MET), (False, Outcome.MET), (None, Outcome.UNKNOWN)])
def test_a_flag_of_a_folder_is_asked_like_those_of_the_library(
    tmp_path: Path, owns: bool | None, outcome: Outcome
) -> None:
    book = rulebooks.load(folder(tmp_path / "ours", LAW, OWN_FLAG, head=on("cn")))
    stated = {} if owns is None else {"drone_owner": owns}
    poor = Household("h", size=1, income=Income(stated=1), flags=Flags.none(), stated=stated)
    day = date(2014, 5, 1)
    decision = identify(poor, on=day, rulebook=book)
    assert decision.outcome is outcome
    assert ("drone_owner" in decision.missing) is (owns is None)
    assert "无人机" in decision.explain("zh")
    assert loads(dumps(decision), Decision) == decision
    frame = pl.DataFrame(
        {"id": ["h"], "size": [1], "net_income_fen": [100], "vehicle": [False], "drone_owner": [owns]},
        schema_overrides={"drone_owner": pl.Boolean},
    )
    found = evaluate(frame, on=day, rulebook=book, rules=(POOR_HOUSEHOLD,), absent="unknown")
    assert Outcome.of(found["poor_household"][0]) is outcome


def test_a_number_of_several_things_is_told_in_the_plural(tmp_path: Path) -> None:
    said = {}
    for plural in ("true", "false"):
        drones = '[facts.drones]\nkind = "count"\ntext = { en = "drones for hire", zh = "出租用无人机数" }\n'
        drones += f'unit = {{ en = "drones", zh = "架" }}\nplural = {plural}\n'
        book = rulebooks.load(folder(tmp_path / plural, LAW, drones, head=on("cn")))
        said[plural] = [state(book.facts["drones"] <= 2, language) for language in ("en", "zh")]
    assert said["true"] == ["drones for hire are at most 2", "出租用无人机数不超过2"]
    assert said["false"] == ["drones for hire is at most 2", "出租用无人机数不超过2"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('kind = "flag"', 'kind = "day"'), r"ours/part1.toml, facts.drone_owner: kind 'day' is not one of flag"),
        (('kind = "flag"', 'kind = "money"'), r"facts.drone_owner: kind money needs a unit"),
        (('kind = "flag"', 'kind = "flag"\nplural = "yes"'), r"drone_owner: plural 'yes' is neither true nor false"),
        (("text =", "txt ="), r"facts.drone_owner: does not know txt; did you mean text"),
        (('names = ["drone_owner"]\n', ""), r"names among town_property"),
        (('names = ["drone_owner"]', 'choices = "x"'), r"choices should be an array of strings"),
    ],
)
def test_a_flag_that_cannot_be_is_refused_with_its_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in OWN_FLAG
    with pytest.raises(RulebookError, match=message):
        rulebooks.load(folder(tmp_path / "ours", LAW, OWN_FLAG.replace(*change), head=on("cn")))


def test_a_name_on_the_list_that_no_fact_has_is_an_error_of_the_rule(tmp_path: Path) -> None:
    text = OWN_FLAG[OWN_FLAG.index("[parameters") :]
    book = rulebooks.load(folder(tmp_path / "ours", LAW, text, head=on("cn")))
    with pytest.raises(RulebookError, match=r"negative_list names \['drone_owner'\], which the rule does not know"):
        identify(Household("h"), on=date(2014, 5, 1), rulebook=book)


def test_a_series_of_lines_of_its_own_is_chosen_by_name(tmp_path: Path) -> None:
    series = """
[parameters."poverty_line.county"]
text = { en = "the county's line", zh = "本县标准" }
kind = "money"
unit = { en = "yuan per person per year", zh = "元/人·年" }
values = [{ year = 2015, value = "3100", source = "notice", grade = "A-local", checked = 2026-11-27 }]

[parameters."income.line_series"]
choices = ["county"]
labels.county = { en = "the county's", zh = "本县标准" }
values = [{ from = 2016-01-01, until = 2016-10-01, value = "county", source = "notice", grade = "A-local", \
checked = 2026-11-27 }]
"""
    book = rulebooks.load(folder(tmp_path / "ours", LAW, series, head=on("cn")))
    for income, outcome in (("3099.99", Outcome.MET), ("3100", Outcome.NOT_MET), ("3100.01", Outcome.NOT_MET)):
        home = Household("h", size=1, income=Income(stated=income), flags=Flags.none())
        decision = identify(home, on=date(2016, 2, 1), rulebook=book)
        assert decision.outcome is outcome
    with pytest.raises(RulebookError, match=r"water.most_climb: has no choices that could be added to"):
        rulebooks.load(folder(tmp_path / "odd", '[parameters."water.most_climb"]\nchoices = ["x"]\n', head=on("cn")))
    with pytest.raises(RulebookError, match=r"needs values, or choices, labels, names beside those of its base"):
        rulebooks.load(folder(tmp_path / "odd", '[parameters."water.most_climb"]\n', head=on("cn")))


def test_a_table_is_a_mapping_of_what_stands_in_it() -> None:
    entry = rulebooks.RulebookEntry.of("ours/x.toml, measures.x", {"for": "dibao", "answers": ["funds"]})
    assert (dict(entry), len(entry)) == ({"for": "dibao", "answers": ["funds"]}, 2)


def test_a_fact_of_a_name_that_no_column_can_have_is_refused_with_its_place(tmp_path: Path) -> None:
    text = OWN_FLAG.replace("[facts.drone_owner]", '[facts."drone owner"]')
    with pytest.raises(RulebookError, match=r"ours/part1.toml, facts.drone owner: Fact.name: got 'drone owner'"):
        rulebooks.load(folder(tmp_path / "ours", LAW, text, head=on("cn")))


@pytest.mark.parametrize("odd", ["x" * 5000, "cn\0guizhou"])
def test_a_text_that_can_be_no_path_is_no_name_either(odd: str) -> None:
    with pytest.raises(RulebookError, match="no rulebook"):
        rulebooks.load(odd)
