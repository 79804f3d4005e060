"""The page of a summary: every printed number is its figure, every link leads somewhere, every relation is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import samples
from antipoverty.documents import printed, render, write
from antipoverty.documents._pictures import against_line, bars, places, stacked
from antipoverty.funds import ColumnKind, Statement, StatementColumn
from antipoverty.records import Household, Income, Person, Village
from antipoverty.reviews import Chapter, DraftedFigure, Summary, Township, draft, read_summary, reconcile
from antipoverty.text import Text

LANGUAGES = ("en", "zh")


@cache
def town() -> Summary:
    return samples.load_summary("mountain-town")


def shown(page: str) -> list[tuple[str, str, str]]:
    """The figures of a page: key, exact value, and the words that are printed."""
    found = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)">([^<]*)</data>', page)
    return [(key, value, unescape(words)) for value, key, words in found]


def small(values: Mapping[str, Decimal | None], unit: str = "persons") -> Summary:
    """A printed summary with figures of these values."""
    figures = {
        key: {"en": f"figure {key}", "zh": f"指标{key}", "unit": unit, "printed": "*", "reading": "not recoverable"}
        if value is None
        else {"en": f"figure {key}", "zh": f"指标{key}", "unit": unit, "printed": str(value), "value": f"{value:f}"}
        for key, value in values.items()
    }
    return read_summary({"town": {"id": "t", "name": {"en": "Town", "zh": "镇"}}, "figures": figures})


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True),
        st.none() | st.decimals(-(10**9), 10**9, places=2) | st.integers(-9, 10**9).map(Decimal),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["persons", "yuan", "mu", "oddities"]),
    st.sampled_from(LANGUAGES),
)
def test_every_printed_number_is_its_figure(values: dict[str, Decimal | None], unit: str, language: str) -> None:
    numbers = shown(render(small(values, unit), language, "html"))
    assert {key for key, _, _ in numbers} == {key for key, value in values.items() if value is not None}
    for key, value, words in numbers:
        assert Fraction(value) == values[key]
        digits = Decimal(re.sub(r"[^\d.-]", "", words.split("万")[0].split("元")[0]))
        assert digits * (10_000 if "万元" in words else 1) == values[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_a_town_leads_to_its_line(language: str) -> None:
    page = render(town(), language, "html")
    for key, value, words in shown(page):
        figure = town().figures[key]
        assert figure.value is not None
        assert (Fraction(value), words) == (figure.value, printed(figure.value, figure.unit, language))
    links, places_ = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'id="([^"]+)"', page)
    assert links <= set(places_)
    assert len(places_) == len(set(places_))
    assert {f"figure-{key}" for key in town().figures} <= set(places_)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_is_listed_and_what_is_broken_stands_first(language: str) -> None:
    page = render(town(), language, "md")
    for relation in town().relations:
        assert f"\n| {relation.name[language]} |" in page
    broken = reconcile(town()).broken
    assert broken
    first = page[: page.index("\n## ", page.index("\n## ") + 1)]
    assert all(check.relation.name[language] in first for check in broken)


def test_a_summary_without_relations_says_so_and_what_is_lost_is_not_known() -> None:
    assert "There are no relations to check." in render(small({"a": None}), "en", "md")
    assert "指标a：不详。" in render(small({"a": None}), "zh", "md")


def test_the_links_of_a_word_file_lead_to_bookmarks(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    xml = docx.Document(str(write(town(), tmp_path / "town.docx", language="zh"))).element.xml
    targets, marks = (
        set(re.findall(rf'<w:{name}"([^"]+)"', xml))
        for name in ("hyperlink w:anchor=", 'bookmarkStart w:id="\\d+" w:name=')
    )
    assert targets
    assert targets <= marks


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (lambda: bars("a", "Causes", {"illness": 3, "other": Fraction(1, 2)}, "persons", "en"),
         "Causes: illness 3 persons; other 0.5 persons"),
        (lambda: stacked("a", "资金", {"上坪": {"省级": 20000, "县级": 5}, "下坪": {"县级": 1}}, "yuan", "zh"),
         "资金：上坪：省级2万元、县级5元；下坪：县级1元"),
        (lambda: against_line("a", "Income", [0, 99, 100, 5000], 100, "yuan", "en"),
         "Income: 100 yuan (line): 2 below, 2 at it or above"),
        (lambda: places("a", "村", {"上坪": (118, 26, 0), "下坪": (119, 27, 5)}, "persons", "zh"),
         "村：上坪0人；下坪5人"),
    ],
)  # fmt: skip
def test_a_picture_says_its_data_and_is_the_same_each_time(drawn: object, said: str) -> None:
    picture = drawn()  # type: ignore[operator]
    assert picture.alt == said
    assert picture.svg() == picture.svg()
    assert picture.png() == picture.png()
    assert re.match(r"<svg ", picture.svg())
    assert set(re.findall(r'#([^")]+)[")]', re.sub(r"#[0-9a-f]{6}", "", picture.svg()))) <= set(
        re.findall(r' id="([^"]+)"', picture.svg())
    )


def drafted() -> Summary:
    """A summary as a draft has it: known figures, one known in part, one not at all, parts, a list."""
    figures = {
        each.key: each
        for each in (
            _figure("persons", "persons", 2000),
            _figure("poor", "households", None, known=Fraction(7), undecided=2, lacks=(Text("2 of 9", "9户中2户"),)),
            _figure("lost", "yuan", None, lacks=(Text("no table funds", "没有资金表"),)),
            _figure("causes", "households", 7),
            _figure("causes.illness", "households", 4),
            _figure("causes.schooling", "households", 3),
            _figure("other.not registered", "households", 8),
            _figure("line", "yuan", 2736),
        )
    }
    columns = (
        StatementColumn("village", Text("village", "村")),
        StatementColumn("source", Text("source", "来源")),
        StatementColumn("paid", Text("paid", "已付"), ColumnKind.MONEY),
        StatementColumn("longitude", Text("longitude", "经度"), ColumnKind.QUANTITY),
        StatementColumn("latitude", Text("latitude", "纬度"), ColumnKind.QUANTITY),
    )
    lines = (
        ("Upper", "province", Decimal(20000), Decimal(118), Decimal(26)),
        ("Upper", "county", Decimal(5), None, Decimal(26)),
        ("Lower", "county", Decimal(3000), Decimal("118.5"), Decimal(26)),
    )
    money = Statement("money", Text("money of villages", "各村资金"), columns, lines)
    chapter = Chapter("money", Text("Money", "资金"), tuple(figures), ("money", "none"))
    remark = Text("Table units: 3 rows read.", "单位表读入3行。")
    return Summary(
        "t", Text("Town", "镇"), figures, (), date(2014, 12, 31), (chapter,), {"money": money}, (remark,)
    )  # fmt: skip


def _figure(key: str, unit: str, value: int | None, **more: Any) -> DraftedFigure:
    label = Text(key.replace(".", ": "), f"指标{key}")
    exact = None if value is None else Fraction(value)
    return DraftedFigure(key, label, unit, exact, Text("rows of Households", "家庭行数"), rows=9, **more)


def test_what_is_known_in_part_is_printed_as_such_and_what_is_lacking_is_named() -> None:
    page = render(drafted(), "en", "md")
    assert "| Poor | at least [7 households](#figure-poor) |" in page
    assert "| Lost |" not in page
    assert "- Lost: no table funds" in page
    assert "Not known in this chapter:\n\n- Poor: 2 of 9\n- Lost: no table funds\n" in page
    assert "9 rows. Lacks: 2 of 9." in page
    assert "- Table units: 3 rows read." in page
    assert "指标poor | 至少[7户](#figure-poor)" in render(drafted(), "zh", "md")
    numbers = {(key, value) for key, value, _ in shown(render(drafted(), "en", "html"))}
    assert numbers >= {("poor", "7"), ("other.not registered", "8")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_are_a_table_and_a_picture_that_says_them(language: str, tmp_path: Path) -> None:
    page = render(drafted(), language, "html")
    parts = {
        "en": "Causes: illness 4 households; schooling 3 households",
        "zh": "指标causes：.illness4户；.schooling3户",
    }
    assert f'role="img" aria-label="{parts[language]}"' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    docx = pytest.importorskip("docx")
    document = docx.Document(str(write(drafted(), tmp_path / "town.docx", language=language)))
    assert f'descr="{parts[language]}"' in document.element.xml


def test_a_template_may_draw_a_list_as_bars_a_map_or_incomes_against_the_line(tmp_path: Path) -> None:
    (tmp_path / "money.en.md.jinja").write_text(
        '{{ stack("money", by="village", part="source", of="paid", unit="yuan") }}\n\n'
        '{{ schematic_map("money", name="village", of="paid", unit="yuan") }}\n\n'
        '{{ against("money", of="paid", line="line") }}\n\n'
        '{{ stack("none", by="a", part="b", of="c", unit="yuan") }}{{ against("none", of="a", line="line") }}'
        '{{ schematic_map("none", name="a", of="b", unit="yuan") }}{{ table("none") }}{{ breakdown("line") }}'
        '{{ n("line", unit=False) }} {{ n("lost") }} {{ known("line", "lost") }}',
        "utf-8",
    )
    page = render(drafted(), "en", "md", template=tmp_path)
    assert "*Money of villages: Upper: province 20,000 yuan, county 5 yuan; Lower: county 3,000 yuan*" in page
    assert "*Money of villages: Upper 20,000 yuan; Lower 3,000 yuan*" in page
    assert "*Money of villages: 2,736 yuan (line): 1 below, 2 at it or above*" in page
    assert "\n[2,736](#figure-line) not known False\n" in page
    assert render(drafted(), "en", "html", template=tmp_path).count("<svg ") == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_of_a_township_is_a_page(language: str) -> None:
    members = (Person("p1", labour="ordinary"),)
    homes = [Household(f"h{n}", village="v1", members=members, income=Income(stated="900")) for n in range(3)]
    town = Township.of(households=homes, villages=[Village("v1", persons=900), Village("v2")])
    summary = draft(town, on=date(2014, 12, 31), name=Text("Our town", "本镇"))
    page = render(summary, language, "html")
    for key, value, words in shown(page):
        figure = summary.figures[key]
        assert isinstance(figure, DraftedFigure)
        exact = figure.known if figure.value is None else figure.value
        assert exact is not None
        assert (Fraction(value), words) == (exact, printed(exact, figure.unit, language))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'\bid="([^"]+)"', page))
