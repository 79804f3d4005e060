"""The indexes of the site: by question, by date, by place; the parameters, the poverty line and the glossary."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._shared.every_rule import every_quantity, every_rule
from antipoverty.quantities import QUANTITIES
from antipoverty.rules import bind
from changes import changes_page, days
from checks import checks_page
from chromium import chromium, served
from document_index import documents_page
from facts import facts_page
from figures import figures_page
from glossary import glossary_page, terms
from indexes import questions, rules_index
from jurisdictions import jurisdictions_page, own_values
from lines import lines_page
from pages import deciding
from parameters import parameters_page
from subjects import subject_of
from values import moved, period, shown
from worked import collected, collected_quantities
from writing import HERE, LANGUAGES, TODAY, Language

ROOT = Path(__file__).parents[2]

BOOKS = {name: rulebooks.load(name) for name in rulebooks.available()}
NAMES = sorted(BOOKS["cn"].parameters)
DAYS = st.dates(date(1999, 12, 31), date(2028, 1, 1))
PAGES = {
    "changes/index": changes_page,
    "jurisdictions/index": jurisdictions_page,
    "rules/parameters": parameters_page,
    "rules/poverty-line": lines_page,
    "rules/facts": facts_page,
    "rules/official-figures": figures_page,
    "rules/checks": checks_page,
    "rules/glossary": glossary_page,
}


def question_page(language: Language) -> str:
    return "\n".join(rules_index(tuple(collected()), tuple(collected_quantities()), language))


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, Language], str]:
    written = {(name, language): "\n".join(page(language)) for name, page in PAGES.items() for language in LANGUAGES}
    return written | {("rules/index", language): question_page(language) for language in LANGUAGES}


def test_every_change_of_every_rulebook_stands_under_its_day_once() -> None:
    listed = {
        (book.id.jurisdiction, day.on, change.name, str(change.before), str(change.after))
        for day in days()
        for book, changes in day.values
        for change in changes
    }
    told = [
        (day.on, book.id.jurisdiction, change.name) for day in days() for book, each in day.values for change in each
    ]
    assert len(set(told)) == len(told) == len(listed)
    for name, book in BOOKS.items():
        chain = ["/".join(name.split("/")[: depth + 1]) for depth in range(name.count("/") + 1)]
        under = {(on, key) for place, on, key, _, _ in listed if place in chain}
        assert {(day.on, each.name) for day in rulebooks.changes(book).days for each in day.values} <= under


@given(st.sampled_from(NAMES), DAYS)
def test_between_two_listed_days_nothing_changes_in_the_country(name: str, on: date) -> None:
    before = BOOKS["cn"].parameter(name).held_on(on - timedelta(days=1))
    after = BOOKS["cn"].parameter(name).held_on(on)
    changed = [
        change
        for day in days()
        if day.on == on
        for book, changes in day.values
        if book.id.jurisdiction == "cn"
        for change in changes
        if change.name == name
    ]
    assert bool(changed) == ((before and before.value) != (after and after.value))


@given(st.sampled_from(sorted(set(BOOKS) - {"cn"})), st.sampled_from(NAMES), DAYS)
def test_a_places_own_values_laid_over_those_above_are_its_rulebook(place: str, name: str, on: date) -> None:
    book, above = BOOKS[place], BOOKS[place.rpartition("/")[0]]
    own = [
        piece for piece in own_values(book).get(name, []) if piece.start <= on and (piece.end is None or on < piece.end)
    ]
    below, held = above.parameter(name).held_on(on), book.parameter(name).held_on(on)
    assert len(own) <= 1
    assert (own[0].here if own else below and below.value) == (held if own else held and held.value)
    assert all((piece.above and piece.above.value) == (below and below.value) for piece in own)


@given(st.dates(date(2014, 4, 2), date(2020, 12, 31)))
def test_the_line_said_to_decide_on_a_day_is_the_one_that_the_rules_read(on: date) -> None:
    (said,) = (line for start, after, line, _, _ in deciding(BOOKS["cn"]) if start <= on < after)
    read = {value.name: value for value in bind(QUANTITIES["household-line"], BOOKS["cn"].at(on)).parameters}
    assert read[said.name] == said


def test_a_line_says_from_which_day_it_decides_where_that_is_not_its_first(
    pages: dict[tuple[str, Language], str],
) -> None:
    page = pages["changes/index", "en"]
    day = page[page.index("{ #2019-01-01 }") : page.index("{ #2019-10-01 }")]
    assert "2,995 → **3,218 yuan per person per year**; decides from [2019-10-01](#2019-10-01)" in day
    assert "[a choice of this library](../explanation/sources.md#choices)<br>*Counted under food" in day
    assert day.index("[Nan county]") < day.index("**5,000 yuan")  # what one county states is not the country's


def test_a_line_of_a_province_is_said_to_decide_once_a_document(pages: dict[tuple[str, Language], str]) -> None:
    own = pages["rules/poverty-line", "en"].partition("{ #own }")[2]
    assert own.count("The administrative line decides: 2015-01-01 to 2020-12-31, by [Exit standard of Qianxinan") == 1
    assert own.count("The administrative line decides") == 2


def test_what_a_local_office_issued_is_no_national_document() -> None:
    page = "\n".join(documents_page(collected(), collected_quantities(), "zh"))
    parts = dict(re.findall(r"^## (\S*文件\S*)\n((?:(?!## ).*\n)+)", page, re.M))
    assert "{ #exit-2016 }" in parts["国家文件"]
    for key in ("six-to-village-2014", "sub-district-summary", "county-notices"):
        assert f"{{ #{key} }}" in parts["全国规则库所引地方文件"]


def test_a_document_stands_under_its_year_with_its_number() -> None:
    page = "\n".join(documents_page(collected(), collected_quantities(), "en"))
    of_2014 = page[page.index("\n**2014** (5) 国办发〔2014〕70号 · ") : page.index("\n**2015** (3)")]
    assert "{ #plan-2014 }\n\n2014-04-02 · 国开办发〔2014〕24号 · values of grades A, B, C\n</summary>" in of_2014
    assert page.count("{ #plan-2014 }") == 1
    chinese = "\n".join(documents_page(collected(), collected_quantities(), "zh"))
    assert "\n**2014**（5） 国办发〔2014〕70号" in chinese


def test_the_line_of_2016_stands_in_one_row_with_its_document(pages: dict[tuple[str, Language], str]) -> None:
    for language, document in (("en", "Yunnan Survey Yearbook"), ("zh", "云南调查年鉴2017")):
        rows = [line for line in pages["rules/poverty-line", language].splitlines() if line.startswith("| 2016 ")]
        assert "**2,952**" in rows[0]
        assert document in rows[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_page_has_every_rule_and_amount_without_codes(
    pages: dict[tuple[str, Language], str], language: Language
) -> None:
    page = pages["rules/index", language]
    assert "`" not in page
    linked = re.findall(r"^- \*\*\[.*?\]\(\.\./rules/(\S+?)\.md\)", page, re.MULTILINE)
    assert len(linked) == len(set(linked))
    assert {*every_rule(), *(f"quantity-{key}" for key in every_quantity())} <= set(linked)
    assert len(questions(language)) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_parameter_says_what_holds_today_and_shows_every_value(
    pages: dict[tuple[str, Language], str], language: Language
) -> None:
    sections = dict(
        re.findall(r"^### .*? \{ #(\S+) \}\n\n((?:.*\n)*?)(?=#|\Z)", pages["rules/parameters", language], re.M)
    )
    assert sorted(sections) == NAMES
    now = {"en": "Today: ", "zh": "现行："}[language]
    for name, section in sections.items():
        held = BOOKS["cn"].parameter(name).held_on(TODAY)
        assert section.startswith(now) == (held is not None and not held.outdated(TODAY)), name
        for book in BOOKS.values():
            for value in book.parameter(name).values:
                assert shown(value, language) in section
                assert (
                    period(value.start, value.end, language) in section
                    or value.end is None
                    or book.id.jurisdiction != "cn"
                )


def test_every_parameter_has_a_subject() -> None:
    assert {subject_of(name).id for name in NAMES} >= {"lines", "exit", "checks"}


@pytest.mark.parametrize("name", [*PAGES, "rules/index"])
def test_the_pages_of_both_languages_have_the_same_headings_and_anchors(
    pages: dict[tuple[str, Language], str], name: str
) -> None:
    shapes = [re.findall(r"^(#+) .*?(\{ #\S+.*\})?$", pages[name, language], re.MULTILINE) for language in LANGUAGES]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 1


def test_of_a_list_what_came_and_what_went_is_said() -> None:
    values = BOOKS["cn"].parameter("assistance.registered_states").values
    assert moved(None, values[0], "zh").startswith("无 → ")
    first, second, *_ = BOOKS["cn"].parameter("funds.plan_notice_items").values
    assert moved(first, second, "en").startswith("added: ")
    assert all(moved(each.before, each.after, "zh") for day in days() for _, changes in day.values for each in changes)
    line = BOOKS["cn"].parameter("poverty_line.statistical").values
    assert moved(line[0], line[1], "en") == "2,300 → **2,536 yuan per person per year**"


def test_a_term_leads_to_a_page_and_what_else_it_is_called_is_no_other_term() -> None:
    for language in LANGUAGES:
        names = [term[language] for term in terms()]
        also = [each for term in terms() for each in term.get("also", {}).get(language, ())]
        assert not set(names) & set(also)
    generated = {*(f"{key}.md" for key in every_rule()), *(f"quantity-{key}.md" for key in every_quantity())}
    for page in (term["see"].partition("#")[0] for term in terms() if "see" in term):
        menu = (ROOT / "mkdocs.yml").read_text("utf-8")
        assert page in generated or f" rules/{page}\n" in menu or f" {page.removeprefix('../')}\n" in menu, page
    assert [term["en"] for term in terms()] == sorted((term["en"] for term in terms()), key=str.casefold)


@pytest.mark.usefixtures("browser")
def test_a_date_that_is_typed_or_linked_finds_its_day(pages: dict[tuple[str, Language], str], tmp_path: Path) -> None:
    (tmp_path / "changes").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "changes.js").write_text((HERE / "assets" / "changes.js").read_text("utf-8"), "utf-8")
    body = markdown.markdown(pages["changes/index", "en"], extensions=["attr_list", "md_in_html", "tables"])
    (tmp_path / "changes" / "index.html").write_text(f"<!doctype html><meta charset=utf-8>{body}", "utf-8")
    at_top = "e.checkVisibility() && Math.abs(e.getBoundingClientRect().top) < 90"
    top = f"[...document.querySelectorAll('h3, form')].find((e) => {at_top})?.id"
    with served(tmp_path) as (home, _), chromium() as page:
        for asked, day in (
            ("#2019-01-01", "2019-01-01"),
            ("?on=2016-04-01", "2016-04-01"),
            ("#2016-04-28", "find-day"),
        ):
            page.call("Page.navigate", url="about:blank")
            page.call("Page.navigate", url=f"{home}/changes/{asked}")
            page.wait("document.readyState == 'complete' && document.forms[0] && !document.forms[0].hidden")
            assert page.wait(top) == day
        said = page.ask("document.querySelector('[role=status]').textContent")
        undated = "Documents of this month of which the day is not known, counted from its first day: Opinions"
        assert said.startswith(undated)
        assert "Nothing changed on 2016-04-28. What held on that day has held since 2016-04-01;" in said

        def typed(text: str) -> str:
            page.ask(f"document.forms[0].elements.on.value = {text!r}; document.forms[0].requestSubmit()")
            return str(page.ask("location.hash + ' ' + document.querySelector('[role=status]').textContent"))

        assert typed("2019年1月1日") == "#2019-01-01 "
        assert page.ask("document.getElementById('y2019').closest('details').open")
        assert not page.ask("document.getElementById('y2018').closest('details').open")
        assert typed("1999-8-30") == "#1999-08-30 "  # a document is dated that day; nothing changes on it
        assert not page.ask("document.getElementById('y2019').closest('details').open")
        assert typed("20180401") == "#2018-04-01 "
        assert typed("2016/5").startswith("#2016-05-01 Nothing changed on 2016-05-01.")
        assert page.ask("Math.abs(document.querySelector('[role=status]').getBoundingClientRect().top) < 90")
        assert typed("1999.12.31").endswith("The first change in the rulebook is on 2000-01-01.")
        assert typed("2031-1-1").endswith("what holds has held since 2027-01-01.")
        assert typed("soon").endswith("Write the date as 2016-05-01.")
