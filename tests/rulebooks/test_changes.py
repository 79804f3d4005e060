"""What a rulebook changed over the years, day by day, and what is in force on one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.prose import explain
from antipoverty.rulebooks import ParameterValue, RulebookHistory

BOOK = rulebooks.load("cn/guizhou")
HISTORY = rulebooks.changes(BOOK)


def replayed(history: RulebookHistory, until: date) -> dict[str, ParameterValue | None]:
    """The last value of each parameter, by the changes alone."""
    return {change.name: change.after for day in history.days if day.on <= until for change in day.values}


@given(st.dates(date(1999, 1, 1), date(2030, 1, 1)))
def test_the_changes_up_to_a_day_give_the_values_of_that_day(day: date) -> None:
    held = {name: value.value for name, value in replayed(HISTORY, day).items() if value is not None}
    assert held == {value.name: value.value for value in BOOK.at(day).values()}


def test_each_change_begins_where_the_one_before_it_ended() -> None:
    held: dict[str, ParameterValue | None] = {}
    for day in HISTORY.days:
        for change in day.values:
            before = held.get(change.name)
            assert (change.before and change.before.value) == (before and before.value)
            held[change.name] = change.after
            assert (change.before and change.before.value) != (change.after and change.after.value)
    assert [day.on for day in HISTORY.days] == sorted({day.on for day in HISTORY.days})


@given(st.dates(date(2010, 1, 1), date(2027, 1, 1)), st.integers(0, 2_000))
def test_a_span_has_the_days_that_lie_in_it(since: date, days: int) -> None:
    until = since + timedelta(days=days)
    found = rulebooks.changes(BOOK, since=since, until=until)
    assert found.days == tuple(day for day in HISTORY.days if since <= day.on <= until)


def test_a_value_that_is_given_for_every_date_is_no_change() -> None:
    book = BOOK.override({"monitoring.scope": "8000"})
    assert rulebooks.changes(book, about="monitoring.scope").days == ()


def test_a_history_says_what_was_and_what_is_by_which_document() -> None:
    found = rulebooks.changes("cn/guizhou", since=date(2022, 1, 1), until=date(2023, 1, 1), about="监测范围")
    (scope,) = BOOK.at(date(2021, 6, 1)).values("monitoring.scope")
    assert found.explain("en").splitlines() == [
        "Rulebook cn/guizhou: values change on 2 days",
        "",
        "2022-01-01",
        "  - income under which a household is monitored: 6,000 → no value [monitoring.scope]",
        f"    ended: {scope.citation.short('en')} (grade B: follows from what was read, or well known and not re-read)",
        "",
        "2023-01-01",
        "  - income under which a household is monitored: no value → 7,300 [monitoring.scope]",
        "    Rules of data cleaning for monitored households, Guizhou (grade A: stated in a page that was read)",
    ]
    assert found.explain("zh", detail="brief") == "规则库 cn/guizhou：共2个变动日\n2023-01-01（1项）\n2022-01-01（1项）"
    assert len(HISTORY.explain(detail="brief").splitlines()) == 10


def test_a_value_is_explained_with_its_document_and_how_long_it_holds() -> None:
    (value,) = BOOK.at(date(2023, 6, 1)).values("monitoring.scope")
    assert rulebooks.load("cn").at(date(2023, 6, 1)).values("monitoring.scope") == ()
    assert explain(value, "zh", detail="brief") == "防止返贫监测范围：7,300"
    assert explain(value, "zh").splitlines()[:3] == [
        "防止返贫监测范围：7,300 元/人·年 [monitoring.scope]",
        "  自2023-01-01起，至2024-01-01前",
        "  贵州省防返贫监测数据质量清洗规则（可信度 A：已核对的页面中载明）",
    ]
    (open_ended,) = BOOK.at(date(2026, 6, 1)).values("monitoring.types")
    assert explain(open_ended).splitlines()[1:2] == ["  from 2026-01-01"]


@pytest.mark.parametrize("span", [{"since": "2021-01-01"}, {"until": None}])
def test_a_day_is_a_date(span: dict[str, date]) -> None:
    with pytest.raises(InvalidValue, match="a datetime.date"):
        rulebooks.changes("cn", **span)
