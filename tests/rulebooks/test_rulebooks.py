"""Rulebooks: every value has a date, a unit and a source; a typo never counts as nothing."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import allowance, assistance, exits, identification, monitoring, rulebooks
from antipoverty._engine.conditions import facts_of, walk
from antipoverty._shared.deciding import in_force
from antipoverty.errors import (
    InvalidValue,
    NoLongerInForce,
    NotYetInForce,
    NoValueOnDate,
    ParameterError,
    RulebookError,
    UnknownParameter,
)
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.records import TransferKind
from antipoverty.rules import ByYear, Grade, Parameter, bind

CN = rulebooks.load("cn")
BOOKS = [rulebooks.load(name) for name in rulebooks.available()]

MINIMAL: dict[str, dict[str, Any]] = {
    "rulebook.toml": {
        "rulebook": {"version": "1", "title": {"en": "Test", "zh": "测试"}},
        "citations": {
            "law": {"title": {"en": "Law", "zh": "法"}, "issuer": {"en": "State", "zh": "国"}, "number": "1"},
        },
        "parameters": {
            "line": {
                "text": {"en": "line", "zh": "线"},
                "kind": "money",
                "unit": {"en": "yuan", "zh": "元"},
                "values": [
                    {
                        "from": date(2014, 1, 1),
                        "until": date(2015, 1, 1),
                        "value": "100",
                        "source": "law",
                        "grade": "A",
                        "checked": date(2026, 1, 1),
                    },
                    {
                        "from": date(2016, 1, 1),
                        "until": date(2017, 1, 1),
                        "value": "200",
                        "source": "law",
                        "grade": "B",
                        "checked": date(2025, 1, 1),
                    },
                ],
            }
        },
    }
}


def _changed(**changes: Any) -> dict[str, dict[str, Any]]:
    """The minimal rulebook with the first value, or the parameter, changed; a change to None takes the key out."""
    documents = copy.deepcopy(MINIMAL)
    parameter = documents["rulebook.toml"]["parameters"]["line"]
    for name, change in changes.items():
        key = "from" if name == "start" else name
        table = parameter if key in ("text", "kind", "unit", "choices", "open", "values", "vlaues") else None
        target = parameter["values"][0] if table is None else table
        target.pop(key, None) if change is None else target.__setitem__(key, change)
    return documents


def test_every_shipped_value_has_a_source_a_grade_and_a_day_of_checking() -> None:
    values = [value for book in BOOKS for parameter in book.parameters.values() for value in parameter.values]
    assert len(values) > 50
    for value in values:
        assert value.citation.title.en, value.name
        assert value.citation.title.zh, value.name
        assert value.citation.issuer.en, value.name
        assert value.grade is not Grade.CALLER, value.name
        assert date(2026, 1, 1) <= value.checked <= date(2026, 11, 28), value.name


def test_every_name_that_a_rule_uses_is_in_the_rulebook() -> None:
    for rule in (*identification.RULES, *exits.RULES, *allowance.RULES, *monitoring.RULES):
        for node in walk(rule.condition):
            if isinstance(node, Parameter):
                CN.parameter(node.name)
            if isinstance(node, ByYear):
                for series in CN.parameter(node.choice.name).choices:
                    CN.parameter(f"{node.series}.{series}")
        for fact in facts_of(rule.condition, *rule.reviews):
            for name in fact.reads:
                CN.parameter(name)


def test_the_transfers_of_the_rulebook_are_those_of_the_records() -> None:
    assert set(CN.parameter("income.counted_transfers").choices) == {kind.value for kind in TransferKind}


@pytest.mark.parametrize(
    ("year", "line"),
    list(zip(range(2010, 2020), (2300, 2536, 2625, 2736, 2800, 2855, 2952, 2952, 2995, 3218), strict=True)),
)
def test_the_statistical_line_is_the_published_one(year: int, line: int) -> None:
    assert CN.parameter("poverty_line.statistical").in_year(year).value == line


def test_the_line_of_guizhou_is_2800_raised_by_six_per_cent_a_year() -> None:
    series = rulebooks.load("cn/guizhou").parameter("poverty_line.administrative")
    for year in range(2014, 2021):
        exact = Decimal(2800) * Decimal("1.06") ** (year - 2014)
        assert series.in_year(year).value == exact.quantize(Decimal(1)), year


def test_growth_of_the_statistical_line_is_as_published() -> None:
    series = CN.parameter("poverty_line.statistical")
    line = {year: series.in_year(year).value for year in range(2010, 2020)}
    growth = {2011: "10.26", 2012: "3.51", 2013: "4.23", 2014: "2.34", 2015: "1.96", 2016: "3.40", 2019: "7.45"}
    for year, percent in growth.items():
        rise = (line[year] / line[year - 1] - 1) * 100  # type: ignore[operator]
        assert round(rise, 2) == Decimal(percent), year


def test_not_yet_in_force_ended_gap_and_unknown_are_four_errors() -> None:
    book = rulebooks.parse("test", MINIMAL)
    parameter = book.parameter("line")
    with pytest.raises(NotYetInForce, match="the first value starts on 2014-01-01"):
        parameter.on(date(2013, 12, 31))
    with pytest.raises(NoValueOnDate, match="a gap from 2015-01-01 to 2016-01-01"):
        parameter.on(date(2015, 1, 1))
    with pytest.raises(NoValueOnDate):
        parameter.on(date(2015, 12, 31))
    with pytest.raises(NoLongerInForce, match="the last value expired on 2017-01-01"):
        parameter.on(date(2017, 1, 1))
    with pytest.raises(UnknownParameter, match="did you mean line"):
        book.parameter("lime")
    assert parameter.on(date(2014, 12, 31)).value == 100
    assert parameter.on(date(2016, 1, 1)).value == 200


def test_a_parameter_left_open_says_how_to_give_it() -> None:
    with pytest.raises(NoValueOnDate, match="rulebook.override"):
        CN.at(date(2014, 5, 1)).get("village.provincial_incidence")


@given(st.dates(date(2005, 1, 1), date(2030, 12, 31)))
def test_a_period_gives_what_the_parameter_gives_on_the_day(day: date) -> None:
    for book in BOOKS:
        in_force = book.at(day)
        assert in_force.start <= day
        for name, parameter in book.parameters.items():
            try:
                expected = parameter.on(day)
            except ParameterError as error:
                with pytest.raises(type(error)):
                    in_force.get(name)
            else:
                assert in_force.get(name) is expected


def test_a_province_lies_on_its_country() -> None:
    guizhou = rulebooks.load("cn/guizhou")
    series = guizhou.parameter("income.line_series")
    assert [(value.start, value.value) for value in series.values] == [
        (date(2014, 4, 2), "statistical"),
        (date(2015, 1, 1), "administrative"),
    ]
    assert guizhou.parameter("housing.safe_grades") == CN.parameter("housing.safe_grades")
    assert "on cn 2026.11" in guizhou.id.version
    assert guizhou.id.digest != CN.id.digest


@given(st.dates(date(2014, 4, 2), date(2020, 12, 31)))
def test_an_override_by_date_holds_on_its_dates_and_nowhere_else(start: date) -> None:
    book = CN.override({"income.line_series": {start: "administrative"}})
    parameter = book.parameter("income.line_series")
    assert parameter.on(start).value == "administrative"
    assert parameter.on(start).grade is Grade.CALLER
    if start > date(2014, 4, 2):
        day = start - timedelta(days=1)
        assert parameter.on(day).value == CN.parameter("income.line_series").on(day).value
    assert book.id.digest != CN.id.digest
    assert book.id.version.endswith("+caller")


def test_an_override_by_year_fills_a_year_of_a_series() -> None:
    book = CN.override({"poverty_line.statistical": {2020: "4000"}})
    assert book.at(date(2020, 6, 1)).in_year("poverty_line.statistical", 2020).value == Decimal("4000")
    assert book.at(date(2020, 6, 1)).in_year("poverty_line.statistical", 2019).value == Decimal("3218")


def test_an_override_by_years_and_days_at_once_is_refused() -> None:
    with pytest.raises(InvalidValue, match="either years or first days"):
        CN.override({"poverty_line.statistical": {2020: "4000", date(2021, 1, 1): "5000"}})


def test_an_override_may_empty_a_table() -> None:
    book = rulebooks.load("cn/guizhou").override({"identification.negative_list": {}})
    assert book.at(date(2018, 1, 1)).get("identification.negative_list").table == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("income.line_series", "statistic"),
        ("income.year_offset", "1"),
        ("income.year_offset", True),
        ("poverty_line.statistical", 2736.0),
        ("poverty_line.statistical", "NaN"),
        ("poverty_line.statistical", "many"),
        ("poverty_line.statistical", True),
        ("income.unsold_stock_counts", 1),
        ("housing.safe_grades", ("A", "E")),
        ("housing.safe_grades", "A"),
        ("identification.negative_list", {"vehicle": "ban"}),
    ],
)
def test_an_override_of_the_wrong_kind_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidValue, match=f"override of {name}"):
        CN.override({name: value})


def test_an_override_of_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(UnknownParameter, match=r"did you mean income\.line_series"):
        CN.override({"income.line_serie": "statistical"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"source": None}, "needs source"),
        ({"grade": None}, "needs grade"),
        ({"checked": None}, "needs checked"),
        ({"value": None}, "needs either a value or a multiple"),
        ({"source": "lex"}, "source 'lex' is not among the citations"),
        ({"grade": "D"}, "grade 'D' is not one of"),
        ({"grade": "caller"}, "grade 'caller' is not one of"),
        ({"checked": "2026"}, "checked should be a date"),
        ({"value": "many"}, "an exact number"),
        ({"start": None}, "needs a date in from"),
        ({"start": "2014"}, "needs a date in from"),
        ({"until": "2015"}, "needs a date in from"),
        ({"until": date(2014, 1, 1)}, "ends on 2014-01-01, not after it starts"),
        ({"until": None}, "overlap"),
        ({"until": date(2016, 1, 2)}, "overlap"),
        ({"year": 2014}, "year should be a whole number from 1900 to 2200, and stand alone"),
        ({"sorce": "law"}, "does not know sorce; did you mean source"),
        ({"note": {"en": "x"}}, "needs zh"),
        ({"note": {"en": "x", "zh": " "}}, "needs words in every language"),
        ({"note": "x"}, "should be a table"),
        ({"kind": None}, "needs kind"),
        ({"kind": "sum"}, "kind 'sum' is not one of"),
        ({"kind": "choice"}, "needs its choices"),
        ({"unit": None}, "needs a unit"),
        ({"text": {"en": "line"}}, "needs zh"),
        ({"values": []}, "needs values, or open = true"),
        ({"vlaues": []}, "does not know vlaues; did you mean values"),
    ],
)
def test_a_rulebook_that_is_not_in_order_is_refused_with_file_and_key(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(RulebookError, match=message) as caught:
        rulebooks.parse("test", _changed(**changes))
    assert "test/rulebook.toml, parameters.line" in str(caught.value)


def test_a_parameter_may_be_left_open_outside_its_values() -> None:
    parameter = rulebooks.parse("test", _changed(open=True)).parameter("line")
    assert parameter.on(date(2014, 12, 31)).value == 100
    for day in (date(2013, 12, 31), date(2015, 1, 1), date(2017, 1, 1)):
        with pytest.raises(NoValueOnDate, match=f"leaves this open on {day}, because no source states it"):
            parameter.on(day)
    endless = _changed(open=True)
    del endless["rulebook.toml"]["parameters"]["line"]["values"][1]["until"]
    with pytest.raises(RulebookError, match="is open = true, but its last value has no end"):
        rulebooks.parse("test", endless)


def test_a_rulebook_needs_its_head_and_names_nothing_twice() -> None:
    with pytest.raises(RulebookError, match=r"rulebook\.toml is missing"):
        rulebooks.parse("test", {})
    twice = {**MINIMAL, "more.toml": {"parameters": MINIMAL["rulebook.toml"]["parameters"]}}
    with pytest.raises(RulebookError, match=r"parameters\.line: is stated twice"):
        rulebooks.parse("test", twice)
    cited = {**MINIMAL, "more.toml": {"citations": MINIMAL["rulebook.toml"]["citations"]}}
    with pytest.raises(RulebookError, match="'law' exists already"):
        rulebooks.parse("test", cited)
    with pytest.raises(RulebookError, match="does not know parameter; did you mean parameters"):
        rulebooks.parse("test", {**MINIMAL, "more.toml": {"parameter": {}}})


def test_a_layer_may_give_values_and_nothing_else_of_a_parameter_below_it() -> None:
    base = rulebooks.parse("test", MINIMAL)
    layer: dict[str, dict[str, Any]] = {
        "rulebook.toml": {
            "rulebook": MINIMAL["rulebook.toml"]["rulebook"],
            "parameters": {"line": {"kind": "money", "values": []}},
        }
    }
    with pytest.raises(RulebookError, match="does not know kind"):
        rulebooks.parse("test/a", layer, base=base)


def test_there_is_no_rulebook_of_an_unknown_jurisdiction() -> None:
    with pytest.raises(RulebookError, match="no rulebook 'cn/sichaun'; there are cn/sichuan"):
        rulebooks.load("cn/sichaun")
    with pytest.raises(RulebookError, match="no citation 'lex'"):
        CN.at(date(2014, 5, 1)).citation("lex")


def test_stale_and_uncertain_values_are_listed() -> None:
    book = rulebooks.parse("test", MINIMAL)
    assert [value.value for value in book.stale(before=date(2026, 1, 1))] == [200]
    assert [value.value for value in book.stale(before=date(2026, 1, 2))] == [200, 100]
    assert [value.value for value in book.uncertain()] == [200]


def test_the_digest_follows_the_content_and_nothing_else() -> None:
    assert rulebooks.parse("test", MINIMAL).id == rulebooks.parse("test", MINIMAL).id
    assert rulebooks.parse("test", MINIMAL).id.digest != rulebooks.parse("test", _changed(value="101")).id.digest


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.id.jurisdiction))
def test_every_choice_name_and_mark_has_words_in_both_languages(book: rulebooks.Rulebook) -> None:
    for parameter in book.parameters.values():
        named = {key for key, _ in parameter.labels}
        used = {choice for choice in parameter.choices if not choice.isdigit()}
        for value in parameter.values:
            if isinstance(value.value, tuple):
                used |= {part[0] if isinstance(part, tuple) else part for part in value.value}
        if parameter.name not in SELF_EVIDENT:
            assert used <= named, f"{parameter.name}: no label for {sorted(used - named)}"


#: Grades of a house, and local words, are called what they are.
SELF_EVIDENT = {"housing.safe_grades", "causes.local_labels"}


def test_labels_articles_and_readings_are_bilingual_or_refused() -> None:
    changed = copy.deepcopy(MINIMAL)
    changed["rulebook.toml"]["parameters"]["line"]["values"][0]["article"] = "art. 5"
    with pytest.raises(RulebookError, match=r"parameters.line.article: should be a table"):
        rulebooks.parse("test", changed)
    changed = copy.deepcopy(MINIMAL)
    changed["rulebook.toml"]["citations"]["law"]["read"] = {"en": "a page"}
    with pytest.raises(RulebookError, match=r"citations.law.read: needs zh"):
        rulebooks.parse("test", changed)


def test_a_date_before_everything_is_not_yet_in_force() -> None:
    with pytest.raises(NotYetInForce, match=r"not yet in force on 1900-06-01: the first value starts on 2014-01-01"):
        rulebooks.parse("test", MINIMAL).at(date(1900, 6, 1)).get("line")


def test_a_value_laid_over_the_start_of_another_leaves_its_rest() -> None:
    base = rulebooks.parse("test", MINIMAL)
    over = {"from": date(2013, 1, 1), "until": date(2014, 7, 1), "value": "90", "source": "law"}
    document = {
        "rulebook.toml": {
            "rulebook": {"version": "1", "title": {"en": "Over", "zh": "上"}},
            "parameters": {"line": {"values": [{**over, "grade": "A", "checked": date(2026, 1, 1)}]}},
        }
    }
    book = rulebooks.parse("test/over", document, base=base)
    for day, value in ((date(2014, 6, 30), "90"), (date(2014, 7, 1), "100"), (date(2014, 12, 31), "100")):
        assert book.at(day).get("line").value == Decimal(value)
    with pytest.raises(NoValueOnDate):
        book.at(date(2015, 1, 1)).get("line")


def test_what_is_no_rulebook_or_no_date_is_refused() -> None:
    with pytest.raises(InvalidValue, match="rulebook: got 'InForce'; expected a Rulebook"):
        in_force(CN.at(date(2014, 5, 1)), date(2014, 5, 1))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="on: got '2014-05-01'; expected a datetime.date"):
        CN.at("2014-05-01")  # type: ignore[arg-type]
    assert in_force(CN, date(2014, 5, 1)) is in_force(None, date(2014, 5, 1))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"village.provincial_incidence": "8.5"}, "a value of kind share, from 0 to 1"),
        ({"village.provincial_incidence": "-0.1"}, "a value of kind share, from 0 to 1"),
        ({"poverty_line.statistical": "-30.12"}, "a value of kind money, at least 0"),
        ({"poverty_line.statistical": "30.123"}, "at most two decimal places"),
        (
            {"poverty_line.statistical": {date(2014, 6, 1): "9999"}},
            "years as keys, poverty_line.statistical being a yearly",
        ),
        ({"poverty_line.statistical": {0: "3"}}, "a calendar year from 1900 to 2200"),
        ({"notice.identification_days": 0}, "a value of kind count, at least 1"),
        ({"income.year_offset": 1}, "a value of kind count, from -1 to 0"),
        ({"identification.negative_list": {"vehicel": "exclude"}}, "names among town_property, vehicle"),
        ({"village.income_share": Decimal("NaN")}, "a value of kind share"),
    ],
)
def test_a_value_that_cannot_be_is_refused_as_it_is_given(given: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        CN.override(given)


def test_a_limit_that_is_no_number_is_refused_by_place() -> None:
    changed = copy.deepcopy(MINIMAL)
    changed["rulebook.toml"]["parameters"]["line"]["least"] = "some"
    with pytest.raises(RulebookError, match=r"parameters.line: least should be a number"):
        rulebooks.parse("test", changed)
    changed["rulebook.toml"]["parameters"]["line"]["least"] = 150
    with pytest.raises(RulebookError, match=r"got '100'; expected a value of kind money, at least 150"):
        rulebooks.parse("test", changed)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.id.jurisdiction))
def test_what_has_no_source_says_that_it_is_a_choice(book: rulebooks.Rulebook) -> None:
    for parameter in book.parameters.values():
        for value in parameter.values:
            assert (value.citation.key == "no-source") == (value.grade is Grade.CHOICE), parameter.name


def test_the_days_of_a_period_are_equal_and_each_keeps_its_own() -> None:
    book = rulebooks.load("cn")
    may, june = book.at(date(2014, 5, 1)), book.at(date(2014, 6, 1))
    assert (may == june, hash(may) == hash(june), may.day, june.day) == (True, True, date(2014, 5, 1), date(2014, 6, 1))
    assert bind(POOR_HOUSEHOLD, may) is bind(POOR_HOUSEHOLD, june)
    assert may != book.at(date(2015, 5, 1))


@pytest.mark.parametrize("day", [date(2013, 6, 15), date(2013, 6, 16)])
def test_whoever_asks_on_a_day_without_a_value_is_told_that_day(day: date) -> None:
    for ask in (
        lambda: bind(POOR_HOUSEHOLD, rulebooks.load("cn").at(day)),
        lambda: exits.support_after_exit(on=day),
        lambda: identification.provincial_ceiling(10, on=day),
        lambda: assistance.pairing_ratio(on=day),
    ):
        with pytest.raises(NotYetInForce, match=f"not yet in force on {day}: "):
            ask()


def test_a_rulebook_in_which_nothing_is_set_is_itself() -> None:
    book = rulebooks.load("cn")
    assert book.override({}) is book
    assert book.override({"monitoring.scope": 7_000}).id != book.id
