"""The pages of rules: what holds on each day in each rulebook, how it stands today, and why an answer is unknown."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import ParameterError
from antipoverty.rules import BoundRule, Quantity, Rule, bind, decide_from_facts
from antipoverty.text import Language
from chromium import chromium, served
from conditions import inside, listed
from effort import times
from panels import switch
from quantities import quantity_page
from rule_pages import rule_page
from stretches import State, conditions, stretches, trees
from unknowns import why_unknown
from worked import Worked, collected, collected_quantities
from writing import TODAY

ROOT = Path(__file__).resolve().parents[2]

LANGUAGES: tuple[Language, ...] = ("en", "zh")
WORKED = {each.rule.id: each for each in collected()}
SUBJECTS: dict[str, tuple[Rule | Quantity, tuple[rulebooks.Rulebook, ...]]] = {
    **{key: (each.rule, each.shown_books) for key, each in WORKED.items()},
    **{each.quantity.id: (each.quantity, each.shown_books) for each in collected_quantities()},
}
DAYS = st.dates(date(2008, 1, 1), date(2028, 12, 31))
DAY = timedelta(days=1)


@cache
def shown(key: str, language: Language = "en") -> str:
    """The switch of a rule."""
    worked = WORKED[key]

    def body(state: State, *, first: bool) -> list[str]:
        return [*listed(conditions(state.bound)[0], language), "FIRST" if first else ""]

    return "\n".join(switch(worked.rule, worked.shown_books, language, body))


def panels(page: str) -> list[tuple[str, list[tuple[date, date, list[str]]]]]:
    """What each panel says, and on which days in which rulebooks it is shown."""
    found = []
    for part in re.split(r'(?=<(?:details|p) class="rule-stretch)', page)[1:]:
        (when,) = re.findall(r'data-when="([^"]*)"', part)
        spans = []
        for span in when.split(" "):
            start, last, places = span.split("|")
            spans.append(
                (
                    date.fromisoformat(start) if start else date.min,
                    date.fromisoformat(last) if last else date.max,
                    places.split(","),
                )
            )
        found.append((part, spans))
    return found


# Stretches of time


@times(2)
@given(st.sampled_from(sorted(SUBJECTS)), DAYS, st.data())
def test_a_day_lies_in_one_stretch_and_what_holds_then_is_what_the_rule_asks_then(
    key: str, day: date, data: st.DataObject
) -> None:
    subject, books = SUBJECTS[key]
    book = data.draw(st.sampled_from(books))
    (here,) = (each for each in stretches(subject, book) if (each.start or date.min) <= day <= (each.last or date.max))
    try:
        bound = bind(subject, book.at(day))
    except ParameterError:
        assert here.bound is None
        return
    if isinstance(bound, BoundRule) and bound.rule.ended is not None:
        assert here.bound is None
        return
    assert here.bound is not None
    assert trees(here.bound) == trees(bound)


@pytest.mark.parametrize("key", sorted(SUBJECTS))
def test_stretches_follow_each_other_without_a_gap_and_none_is_like_the_one_before(key: str) -> None:
    subject, books = SUBJECTS[key]
    for book in books:
        found = stretches(subject, book)
        assert (found[0].start, found[-1].last) == (None, None)
        for before, after in pairwise(found):
            assert before.last is not None
            assert before.last + DAY == after.start
            assert before.key != after.key
            assert before.then == after.changed
            if after.bound is not None:
                assert after.changed, "what changed can be told"


# The switch


@times(2)
@given(st.sampled_from(sorted(WORKED)), DAYS, st.data())
def test_one_panel_is_shown_on_each_day_in_each_rulebook(key: str, day: date, data: st.DataObject) -> None:
    worked = WORKED[key]
    book = data.draw(st.sampled_from(worked.shown_books))
    name = book.id.jurisdiction
    if book.id.version.endswith("+caller") and book is not worked.shown_books[0]:
        name += "+caller"
    (here,) = (
        part
        for part, spans in panels(shown(key))
        if any(start <= day <= last and name in places for start, last, places in spans)
    )
    try:
        bound = bind(worked.rule, book.at(day))
    except ParameterError:
        assert "rule-gap" in here
        return
    if bound.rule.ended is not None:
        assert "rule-gap" in here
        assert bound.rule.ended.en.split("&")[0][:30] in here
    else:
        assert "\n".join(listed(conditions(bound)[0], "en")) in here


@pytest.mark.parametrize("key", sorted(WORKED))
def test_without_scripts_one_panel_is_open_and_it_is_the_present_or_the_last_one(key: str) -> None:
    page = shown(key)
    worked = WORKED[key]
    open_ones = [part for part, _ in panels(page) if re.match(r"<details[^>]* open ", part)]
    assert len(open_ones) == page.count("FIRST") == 1
    national = worked.shown_books[0]
    asked = [each for each in stretches(worked.rule, national) if each.bound is not None and each.start is not None]
    last = next((each for each in asked if each.current), asked[-1])
    assert last.bound is not None
    assert "\n".join(listed(conditions(last.bound)[0], "en")) in open_ones[0]
    assert page.index("rule-standing") < page.index("rule-stretch")
    assert page.count("</details>") == page.count("<details")


def test_a_panel_has_one_span_of_days_and_its_title_says_it() -> None:
    titled = [(part, spans) for part, spans in panels(shown("household-exit")) if "rule-gap" not in part]
    assert titled
    for part, ((start, last, _),) in titled:
        assert f"<summary>{start} to {last} · " in part


def test_what_ended_is_said_to_have_ended_with_its_days() -> None:
    page = shown("village-exit")
    assert '!!! warning rule-standing "Not in force today: ended on 2020-12-31"' in page
    assert "In force from 2016-04-01 to 2020-12-31" in page
    assert "decided instead: what help stays" in page
    assert "执行期为2016年4月1日至2020年12月31日" in shown("village-exit", "zh")
    assert '!!! success rule-standing "In force"' in shown("monitored-household")


def test_what_changed_is_said_with_its_document() -> None:
    page = shown("household-exit")
    (there,) = (part for part, _ in panels(page) if 'id="on-2019-01-01"' in part)
    assert "no → **yes**" in there
    assert "[Notices on the yearly dynamic adjustment of registered households]" in there
    assert "<summary>2019-01-01 to 2019-09-30 · National" in there


def test_a_value_that_is_left_open_is_said_to_be() -> None:
    found = "\n".join(line for part, _ in panels(shown("monitored-household")) for line in part.split("\n"))
    assert "left open by the rulebook" in found


# Conditions


@pytest.mark.parametrize(("key", "language"), [("poor-household", "zh"), ("low-income", "en"), ("public-notice", "zh")])
def test_numbers_link_to_their_values_and_names_to_their_conditions(key: str, language: Language) -> None:
    """Every link within a page leads to a heading of it."""
    worked = WORKED[key]
    lines = []
    for book in worked.shown_books:
        for each in stretches(worked.rule, book):
            if each.bound is not None:
                for condition in conditions(each.bound):
                    lines += listed(condition, language)
    linked = {target for line in lines for target in re.findall(r"\]\(#([^)]+)\)", line)}
    page = _page(key, language)
    assert linked <= set(re.findall(r"\{ #([^ ]+) \}", page))
    assert not re.search(r"\*\*\*|\[\w+\.\w+\](?!\()", "\n".join(lines)), "no mark-up in another, no bare parameter"


def _page(key: str, language: Language) -> str:
    worked = WORKED[key]
    unproved = Worked(
        worked.rule, worked.book, worked.on, worked.cases, (), (worked.shown_books[0],), open=worked.open,
        further=worked.further,
    )  # fmt: skip
    return "\n".join(rule_page(unproved, language))


def test_what_asks_for_a_closer_look_is_not_said_to_be_a_condition() -> None:
    """“Met if: the infrastructure is not adequate” would read as the opposite of what exit asks."""
    for key in ("village-exit", "household-exit"):
        page = _page(key, "en")
        for part in page.split("\n### ")[1:]:
            assert ("Flagged if: " in part) <= ("Asks for a closer look." in part)
            assert not ("Met if: " in part and "Asks for a closer look." in part)
    assert "出现下列情形即提示核查：基础设施未达标" in _page("village-exit", "zh")
    assert "Flagged for a closer look, without deciding, if:" in _page("village-exit", "en")


def test_what_must_not_be_met_is_said_once_and_without_a_double_negative() -> None:
    worked = WORKED["poor-household"]
    for book in worked.shown_books:
        for each in stretches(worked.rule, book):
            for condition in [] if each.bound is None else conditions(each.bound):
                for line in listed(condition, "zh"):
                    assert not re.search("不满足：.*(不愁|无适龄|并非|视为)", re.sub(r"\[[^]]*\]\(#[^)]*\)", "", line))
    assert "不满足：[义务教育有保障](#HH-04.education)**：有义务教育适龄儿童，且有适龄儿童因贫失学辍学" in shown(
        "poor-household", "zh"
    )


# Places


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_that_asks_more_than_is_held_here_is_not_said_to_be_the_same(language: Language) -> None:
    """A value of its own that equals the national one, with a note: what the note says has to be looked at."""
    said = {"en": ("the place asks more", "Guangxi asks more"), "zh": ("当地另有要求", "广西另有要求")}[language]
    assert {key for key in WORKED if said[0] in shown(key, language)} == {"village-exit"}
    page = shown("village-exit", language)
    assert said[1] in page
    assert {"en": "services, television, collective income", "zh": "有特色产业、住房保障"}[language] in page
    assert "../jurisdictions/index.md#cn-guangxi" in page
    *_, same = page.rstrip().split("\n")
    assert {"en": "Guangxi", "zh": "广西"}[language] not in same


def test_the_national_rule_is_not_called_by_the_name_of_the_country() -> None:
    for key in ("village-exit", "county-exit", "poor-household"):
        page = shown(key, "zh")
        assert "中国" not in re.sub(r"\[[^]]*\]\([^)]*documents[^)]*\)", "", page)
    assert "全国及其他各地（贵州" in shown("household-exit", "zh")


def test_an_amount_by_example_values_is_not_said_to_be_in_force_or_to_be_the_national_rule() -> None:
    grant = next(each for each in collected_quantities() if each.quantity.id == "linkage-grant")
    page = "\n".join(quantity_page(evolve(grant, claims=()), "en"))
    assert '"In force"' not in page
    assert "<summary>example values, given by the user</summary>" in page
    assert "On 2019-06-01, with example values that a user gives and no document states: [grant under the" in page


def test_a_criterion_by_itself_says_when_it_is_asked() -> None:
    worked = WORKED["household-exit"]
    bound = bind(worked.rule, worked.book.at(date(2018, 5, 1)))
    (school,) = (each for each in conditions(bound)[0].conditions if each.id == "HH-04.education")  # type: ignore[union-attr]
    said = "\n".join(inside(school, "en"))
    assert "Met if: no child" in said
    assert "elsewhere it counts as met" in said


# Why it is unknown


@pytest.mark.parametrize("key", sorted(WORKED))
def test_every_rule_has_an_unknown_example_that_says_what_to_ask_for(key: str) -> None:
    worked = WORKED[key]
    for on, cases in worked.examples:
        bound = bind(worked.rule, worked.book.at(on))
        decision = decide_from_facts(bound, dict(cases[-1]), on=on)
        assert decision.outcome.value == "unknown"
        named = {fact.name: fact for fact in bound.facts}
        for language in LANGUAGES:
            said = "\n".join(why_unknown(decision, language))
            for name in decision.missing:
                assert named[name].text[language] in said


def test_a_dwelling_whose_grade_is_unknown_leaves_the_exit_open_and_each_grade_decides_it() -> None:
    worked = WORKED["household-exit"]
    bound = bind(worked.rule, worked.book.at(worked.on))
    decision = decide_from_facts(bound, dict(worked.examples[0][1][-1]), on=worked.on)
    assert list(why_unknown(decision, "en")) == [
        "### Not known: grade of the house. Why “cannot be decided yet”, and what to ask for { #unknown }\n",
        "“Safe housing” cannot be decided, since this is not known: grade of the house. All else that decides is met,"
        " so the outcome hangs on that. What is not known is taken neither for met nor for not met.\n",
        "- grade of the house: A / B → **fit for exit**",
        "- grade of the house: C / D → **not fit for exit**",
        "",
        "Ask for: **grade of the house (A / B / C / D)**.\n",
    ]


def test_a_value_that_the_place_has_to_give_is_asked_for_as_such() -> None:
    rule = WORKED["monitored-household"].rule
    bound = bind(rule, rulebooks.load("cn").at(date(2022, 6, 1)))
    known = {"monitored_income": 900_000, "exited": True, "shock": False, "income_stable": True}
    decision = decide_from_facts(bound, known, on=date(2022, 6, 1))
    assert "a value of the rulebook: the place or the user gives it" in "\n".join(why_unknown(decision, "en"))


# In a browser


@pytest.mark.usefixtures("browser")
def test_a_reader_chooses_by_date_and_place_and_links_open_what_is_folded(tmp_path: Path) -> None:
    markdown = pytest.importorskip("markdown")
    text = f"# Exit\n\n{shown('household-exit')}\n\n## Values {{ #values }}\n"
    body = markdown.markdown(text, extensions=["admonition", "attr_list", "md_in_html", "tables"])
    script = (ROOT / "docs" / "generate" / "assets" / "rules.js").read_text("utf-8")
    page_text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><body>{body}<script>{script}</script></body></html>'
    )
    (tmp_path / "exit.html").write_text(page_text, "utf-8")
    seen = """[...document.querySelectorAll('.rule-stretch')].filter((each) => each.checkVisibility())
        .map((each) => each.dataset.when + ' ' + (each.open ?? ''))"""
    answer = "document.querySelector('.rule-choice output').textContent"
    with served(tmp_path) as (home, _), chromium() as page:

        def visit(address: str) -> list[str]:
            page.call("Page.navigate", url="about:blank")
            page.call("Page.navigate", url=f"{home}/exit.html{address}")
            page.wait("document.readyState === 'complete'")
            found: list[str] = page.ask(seen)
            return found

        (last,) = visit("")
        assert last.startswith("2020-10-01|2020-12-31|cn,")
        assert last.endswith("true")
        (local,) = visit("?on=2018-05-01&in=cn/guizhou")
        assert "|cn/guizhou" in local
        assert local.startswith("2018-01-01|2018-09-30|")
        assert page.ask(answer) == "2018-05-01: in force (2014-04-02 to 2020-12-31)"
        (gone,) = visit("?on=2026-11-27&in=cn/gansu")
        assert gone.startswith("2021-01-01||")
        assert page.ask(answer) == "2026-11-27: not in force"
        (linked,) = visit("#on-2019-01-01")
        assert linked.startswith("2019-01-01|2019-09-30|cn,")
        page.ask("document.querySelector('[name=on]').value = '2016-05-01'")
        page.ask("document.querySelector('.rule-choice').dispatchEvent(new Event('input'))")
        (chosen,) = page.ask(seen)
        assert chosen.startswith("2016-04-01|2016-09-30|cn,")
        assert page.ask("location.search") == "?on=2016-05-01&in=cn"


def test_today_is_said_on_the_page() -> None:
    assert TODAY.isoformat() in shown("monitored-household")
