"""Values of the shipped rulebooks on the days around their bounds, as the sources have them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from antipoverty import rulebooks
from antipoverty.errors import ParameterError
from antipoverty.identification import identify
from antipoverty.records import Flags, Household, Income, Person, Water
from antipoverty.rulebooks import ParameterValue
from antipoverty.rules import Grade, Outcome

#: A rulebook, a parameter, the first and the last day of one of its values (none where no end is known), the value, and
#: its grade.
PERIODS: list[tuple[str, str, str, str | None, object, str]] = [
    ("cn", "assistance.micro_credit_yuan", "2014-12-01", "2021-03-03", Decimal(50_000), "B"),
    ("cn", "assistance.micro_credit_yuan", "2021-03-04", "2025-12-31", Decimal(50_000), "A"),
    ("cn", "assistance.micro_credit_yuan", "2026-02-28", None, Decimal(100_000), "A"),
    ("cn", "assistance.rain_dew_yuan", "2015-06-01", "2025-12-31", Decimal(3_000), "A-local"),
    ("cn", "assistance.line_counts", "2014-04-02", "2016-09-16", True, "B"),
    ("cn", "assistance.line_counts", "2016-09-17", "2020-12-31", True, "B"),
    ("cn", "assistance.micro_credit_circle", "2014-04-02", "2021-03-03", "entitled", "B"),
    ("cn", "assistance.micro_credit_circle", "2021-03-04", "2025-12-31", "entitled-or-marginal", "A"),
    ("cn", "assistance.micro_credit_years", "2021-03-04", "2025-12-31", 3, "A"),
    ("cn", "assistance.registered_states", "2014-04-02", "2020-12-31", ("registered", "returned", "exited"), "A"),
    ("cn", "assistance.registered_states", "2021-01-01", "2025-12-31", ("registered", "returned", "exited"), "A"),
    ("cn", "assistance.relocation_own_person", "2016-01-01", "2020-12-31", Decimal(2_500), "C"),
    ("cn", "assistance.relocation_own_household", "2016-01-01", "2020-12-31", Decimal(10_000), "A-local"),
    ("cn", "causes.code_list", "2014-04-02", "2016-08-04", "twelve", "A"),
    ("cn", "causes.code_list", "2016-08-05", "2016-12-31", "thirteen", "A-local"),
    ("cn", "causes.code_list", "2017-01-01", "2020-12-31", "thirteen", "A"),
    ("cn", "exit.village_incidence", "2016-04-01", "2020-12-31", Decimal("0.02"), "A"),
    ("cn", "exit.village_incidence_west", "2016-04-01", "2020-12-31", Decimal("0.03"), "A"),
    ("cn", "exit.county_incidence_west", "2017-01-01", "2020-12-31", Decimal("0.03"), "A"),
    ("cn", "exit.support_after", "2021-01-01", "2025-12-31", "four-not-removed", "A"),
    ("cn", "funds.ban_list_holds", "2011-01-01", "2011-12-31", True, "B"),
    ("cn", "funds.ban_list_holds", "2012-01-01", "2017-02-28", True, "B"),
    ("cn", "funds.ban_list_sources", "2011-01-01", "2011-12-31", ("central",), "A"),
    ("cn", "funds.ban_list_sources", "2012-01-01", "2017-02-28", ("central",), "B"),
    ("cn", "income.year_offset", "2018-10-01", "2018-12-31", 0, "A-local"),
    ("cn", "linkage.two_way_check", "2014-04-02", "2016-09-16", True, "B"),
    ("cn", "linkage.two_way_check", "2016-09-17", "2020-12-31", True, "A"),
    ("cn", "notice.identification_days", "2014-04-02", "2020-12-31", 7, "C"),
    ("cn", "poverty_line.statistical", "2018-01-01", "2018-12-31", Decimal(2_995), "A"),
    ("cn", "poverty_line.statistical", "2019-01-01", "2019-12-31", Decimal(3_218), "A"),
    ("cn", "poverty_line.administrative", "2020-01-01", "2020-12-31", Decimal(4_000), "A"),
    ("cn/guizhou", "poverty_line.administrative", "2017-01-01", "2017-12-31", Decimal(3_335), "A-local"),
    ("cn/guizhou", "poverty_line.administrative", "2020-01-01", "2020-12-31", Decimal(3_972), "B"),
    ("cn/guizhou", "income.line_series", "2015-01-01", "2020-12-31", "administrative", "B"),
    ("cn/guizhou", "monitoring.scope", "2023-01-01", "2023-12-31", Decimal(7_300), "A"),
    ("cn/shandong", "poverty_line.administrative", "2017-01-01", "2017-12-31", Decimal(3_527), "A"),
    ("cn/shandong", "poverty_line.administrative", "2018-01-01", "2018-12-31", Decimal(3_609), "A"),
    ("cn/shandong", "income.line_series", "2017-01-01", "2019-09-30", "administrative", "A"),
    ("cn/gansu", "monitoring.scope", "2022-01-01", "2022-12-31", Decimal(6_500), "A-local"),
    ("cn/gansu", "linkage.dibao_line", "2022-01-01", "2022-12-31", Decimal(5_268), "A-local"),
    ("cn/gansu", "notice.county_exit_days", "2020-02-01", "2020-12-31", 5, "A-local"),
    ("cn/gansu/lanzhou-new-area", "monitoring.scope", "2025-01-01", "2025-12-31", Decimal(8_600), "A-local"),
    ("cn/hunan/nan", "monitoring.scope", "2019-01-01", "2019-12-31", Decimal(5_000), "A-local"),
    ("cn/yunnan", "monitoring.scope", "2025-01-01", "2025-12-31", Decimal(8_700), "A-local"),
    ("cn/fujian/minhou", "monitoring.scope", "2023-01-01", "2023-12-31", Decimal(10_560), "A-local"),
    ("cn/fujian/dehua", "linkage.dibao_line", "2024-01-01", "2024-12-31", Decimal(815 * 12), "A-local"),
    ("cn/fujian/dehua", "monitoring.scope", "2024-01-01", "2024-12-31", Decimal(19_560), "A-local"),
    ("cn/guangxi", "exit.village_incidence_west", "2016-04-01", "2020-12-31", Decimal("0.03"), "A-local"),
    ("cn/inner-mongolia", "low_income.rigid_share", "2024-07-12", None, Decimal("0.70"), "A-local"),
    ("cn/inner-mongolia", "low_income.rigid_share_treatment", "2024-07-12", None, Decimal("0.60"), "A-local"),
    ("cn/liaoning", "low_income.rigid_share", "2024-10-24", None, Decimal("0.80"), "A-local"),
    ("cn/liaoning", "low_income.rigid_comparison", "2024-10-24", None, "at-least", "A-local"),
    ("cn/guizhou", "monitoring.observation_months", "2022-04-01", None, 6, "A-local"),
    ("cn/shanxi", "notice.county_exit_days", "2018-08-01", "2020-12-31", 7, "A-local"),
]


def _found(book: str, name: str, day: date) -> ParameterValue | None:
    try:
        return rulebooks.load(book).parameter(name).on(day)
    except ParameterError:
        return None


@pytest.mark.parametrize(("book", "name", "first", "last", "value", "grade"), PERIODS)
def test_a_value_holds_from_its_first_day_to_its_last(
    book: str, name: str, first: str, last: str | None, value: object, grade: str
) -> None:
    begins, ends = date.fromisoformat(first), date.max if last is None else date.fromisoformat(last)
    held = _found(book, name, begins)
    assert held is not None
    assert (held.value, held.grade.value) == (value, grade)
    assert _found(book, name, ends) is held
    assert _found(book, name, begins - timedelta(days=1)) is not held
    assert last is None or _found(book, name, ends + timedelta(days=1)) is not held


@pytest.mark.parametrize(
    ("book", "name", "day"),
    [
        ("cn", "assistance.micro_credit_yuan", "2026-01-01"),
        ("cn", "assistance.micro_credit_yuan", "2026-02-27"),
        ("cn", "assistance.micro_credit_years", "2026-02-28"),
        ("cn", "assistance.micro_credit_circle", "2026-01-01"),
        ("cn", "assistance.micro_credit_circle", "2026-02-28"),
        ("cn", "assistance.rain_dew_yuan", "2026-01-01"),
        ("cn", "assistance.registered_states", "2026-01-01"),
        ("cn", "notice.identification_days", "2021-01-01"),
        ("cn", "poverty_line.administrative", "2017-06-01"),
        ("cn", "poverty_line.statistical", "2020-06-01"),
        ("cn/shandong", "poverty_line.administrative", "2016-06-01"),
        ("cn/shandong", "poverty_line.administrative", "2019-06-01"),
        ("cn/sichuan", "poverty_line.administrative", "2017-06-01"),
        ("cn/fujian", "monitoring.scope", "2023-06-01"),
        ("cn/fujian", "monitoring.scope", "2024-06-01"),
        ("cn/fujian", "linkage.dibao_line", "2024-06-01"),
        ("cn/fujian/minhou", "monitoring.scope", "2024-06-01"),
        ("cn/gansu", "monitoring.scope", "2025-06-01"),
        ("cn/yunnan", "monitoring.scope", "2026-01-01"),
    ],
)
def test_what_no_source_gives_is_not_filled_in(book: str, name: str, day: str) -> None:
    assert _found(book, name, date.fromisoformat(day)) is None


@pytest.mark.parametrize(
    ("name", "first", "before", "since"),
    [
        ("funds.ban_list_holds", date(2012, 1, 1), "fund-bans-older", "fund-measures-2011"),
        ("funds.ban_list_sources", date(2012, 1, 1), "fund-measures-2000", "fund-measures-2011"),
        ("funds.banned_uses", date(2012, 1, 1), "fund-bans-older", "fund-measures-2011"),
        ("linkage.two_way_check", date(2016, 9, 17), "linkage-2010", "linkage-2016"),
        ("assistance.line_counts", date(2016, 9, 17), "linkage-2010", "linkage-2016"),
    ],
)
def test_a_document_is_cited_from_its_first_day_on(name: str, first: date, before: str, since: str) -> None:
    days = (first - timedelta(days=1), first, first + timedelta(days=1))
    found = [_found("cn", name, day) for day in days]
    assert [value and value.citation.key for value in found] == [before, since, since]


@pytest.mark.parametrize(
    ("document", "first"),
    [
        ("fund-measures-2011", date(2012, 1, 1)),
        ("linkage-2016", date(2016, 9, 17)),
        ("micro-credit-2026", date(2026, 2, 28)),
    ],
)
def test_no_value_cites_a_document_before_its_first_day(document: str, first: date) -> None:
    histories = rulebooks.load("cn").parameters.values()
    starts = {value.start for history in histories for value in history.values if value.citation.key == document}
    assert starts == {first}


@pytest.mark.parametrize(
    ("book", "mark"), [("cn/hebei", "exclude"), ("cn/jiangxi", "review")], ids=["hebei", "jiangxi"]
)
def test_hebei_excludes_village_cadres_and_jiangxi_looks_at_them(book: str, mark: str) -> None:
    table = rulebooks.load(book).at(date(2018, 6, 1)).get("identification.negative_list").table
    assert table["village_committee"] == mark
    cadre = Household(
        "h",
        size=1,
        income=Income(stated=100),
        flags=Flags(**{**dict.fromkeys(table, False), "village_committee": True}),
    )
    decision = identify(cadre, on=date(2018, 6, 1), rulebook=rulebooks.load(book))
    assert decision.outcome is (Outcome.NOT_MET if mark == "exclude" else Outcome.MET)
    raised = [finding.criterion.id for finding in decision.reviews if finding.outcome is Outcome.MET]
    assert ("HH-09.review" in raised) is (mark == "review")


def test_all_that_hebei_lists_excludes() -> None:
    table = rulebooks.load("cn/hebei").at(date(2018, 6, 1)).get("identification.negative_list").table
    assert set(table) == {"public_payroll", "village_committee", "town_property", "vehicle", "business_owner"}
    assert set(table.values()) == {"exclude"}


def _household(income: str) -> Household:
    member = Person("p1", birth_date=date(1980, 1, 1), medical_insured=True)
    return Household(
        "h1", members=(member,), income=Income(stated=income), dwelling_grade="A", food_secure=True,
        clothing_secure=True, water=Water(certified=True), flags=Flags.none(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("book", "on", "line"),
    [
        ("cn/shandong", date(2017, 10, 1), 3_527),
        ("cn/shandong", date(2018, 9, 30), 3_527),
        ("cn/shandong", date(2018, 10, 1), 3_609),
        ("cn/shandong", date(2019, 9, 30), 3_609),
        ("cn/shandong", date(2016, 12, 31), 2_952),
        ("cn/guizhou", date(2018, 9, 30), 3_335),
        ("cn/guizhou", date(2018, 10, 1), 3_535),
        ("cn/hebei", date(2018, 10, 1), 2_995),
    ],
)
def test_a_province_decides_by_its_own_line_or_by_the_country(book: str, on: date, line: int) -> None:
    below, at = (
        identify(_household(income), on=on, rulebook=rulebooks.load(book)) for income in (f"{line - 1}.99", str(line))
    )
    assert (below.outcome, at.outcome) == (Outcome.MET, Outcome.NOT_MET)


@pytest.mark.parametrize(
    ("book", "on"),
    [
        ("cn", date(2017, 11, 1)),
        ("cn/sichuan", date(2017, 11, 1)),
        ("cn/shandong", date(2016, 11, 1)),
        ("cn/shandong", date(2019, 11, 1)),
    ],
)
def test_an_administrative_line_that_a_place_does_not_have_is_named(book: str, on: date) -> None:
    chosen = rulebooks.load(book).override({"income.line_series": "administrative"})
    decision = identify(_household("100"), on=on, rulebook=chosen)
    assert decision.outcome is Outcome.UNKNOWN
    assert decision.missing == ("poverty_line.administrative",)
    given = chosen.override({"poverty_line.administrative": {on.year: "3400"}})
    decision = identify(_household("3399.99"), on=on, rulebook=given)
    assert decision.outcome is Outcome.MET
    assert {value.grade for value in decision.parameters if value.name == "poverty_line.administrative"} == {
        Grade.CALLER
    }


@pytest.mark.parametrize("on", [date(2017, 1, 1), date(2017, 9, 30)])
def test_the_line_of_shandong_of_2016_is_named_where_the_income_of_2016_decides(on: date) -> None:
    decision = identify(_household("100"), on=on, rulebook=rulebooks.load("cn/shandong"))
    assert decision.missing == ("poverty_line.administrative",)


def test_the_explanation_names_the_line_that_a_province_lacks() -> None:
    decision = identify(_household("100"), on=date(2017, 1, 1), rulebook=rulebooks.load("cn/shandong"))
    text = decision.explain("en")
    assert "administrative line for registers and exits (no value in the rulebook: poverty_line.administrative)" in text
    assert "规则库未载：poverty_line.administrative" in decision.explain("zh")


def test_every_value_without_an_end_says_when_it_was_last_seen_to_hold() -> None:
    lacking = {
        (name, value.name)
        for name in rulebooks.available()
        for parameter in rulebooks.load(name).parameters.values()
        for value in parameter.values
        if value.end is None
        and (value.still_valid_on is None or not value.start <= value.still_valid_on <= value.checked)
    }
    assert not lacking
