"""Documents: what is printed is what is held, escaped and masked, the same each time, in every form."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.documents import household_list, printed, render, write
from antipoverty.documents._markdown import parse, plain
from antipoverty.documents._templates import escaped
from antipoverty.errors import InvalidValue, NotWritten
from antipoverty.funds import ColumnKind, Statement, StatementColumn
from antipoverty.records import Village
from antipoverty.serialization import loads
from antipoverty.text import Text
from printed_things import VILLAGE, book, family, full_card, posted

ROADS = Statement(
    "roads",
    Text("Roads *and* bridges", "道路|桥梁"),
    (StatementColumn("name", Text("name", "名称")), StatementColumn("paid", Text("paid", "已付"), ColumnKind.MONEY)),
    (("Upper_x_ <b>|a", Decimal("1234.50")), ("1. Lower", None)),
    (Text("total", "合计"), Decimal("1234.50")),
    (Text("# no heading", "- 不是列表"),),
)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_an_escaped_value_says_the_value_and_nothing_else(value: str) -> None:
    tokens = parse(escaped(value, "en") + "\n")
    said = "".join(plain(token) for token in tokens if token.type == "inline")
    assert said.split() == value.split()
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])


@given(
    st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["yuan", "persons", "mu"]), st.sampled_from(["en", "zh"])
)
def test_a_printed_number_is_the_number(value: Decimal, unit: str, language: str) -> None:
    said = printed(value, unit, language)
    digits = re.match(r"-?[\d,.]+", said)
    assert digits is not None
    assert Decimal(digits[0].replace(",", "")) * (10_000 if "万" in said else 1) == value


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (3274, "persons", "3,274 persons", "3274人"),
        (1, "households", "1 household", "1户"),
        (0, "villages", "0 villages", "0个村"),
        (Decimal(9999), "yuan", "9,999 yuan", "9999元"),
        (Decimal(10000), "yuan", "10,000 yuan", "1万元"),
        (Decimal("34554.38"), "yuan", "34,554.38 yuan", "34554.38元"),
        (Decimal(-175800), "yuan", "-175,800 yuan", "-17.58万元"),
        (Fraction(1, 3), "per cent", "0.33%", "0.33%"),
        (Fraction(-1, 1000), "per cent", "0.00%", "0.00%"),
        (Decimal("0.125"), "per cent", "0.13%", "0.13%"),
        (Decimal("3.5"), "sheep", "3.5 sheep", "3.5"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(
    value: Decimal | Fraction | int, unit: str, english: str, chinese: str
) -> None:
    assert (printed(value, unit, "en"), printed(value, unit, "zh")) == (english, chinese)


@pytest.mark.parametrize("value", [1.5, True, "3"])
def test_only_exact_numbers_are_printed(value: int) -> None:
    with pytest.raises(InvalidValue, match="expected an exact number"):
        printed(value, "persons", "en")


def test_a_small_page_in_each_form() -> None:
    assert render(ROADS, "en", "md") == (
        "# Roads \\*and\\* bridges\n\n"
        "| name | paid |\n| :--- | ---: |\n"
        "| Upper\\_x\\_ \\<b\\>\\|a | 1,234.50 |\n| 1\\. Lower | — |\n| total | 1,234.50 |\n\n"
        "\\# no heading\n"
    )
    page = render(ROADS, "zh", "html")
    assert '<html lang="zh-Hans">' in page
    assert "<h1>道路|桥梁</h1>" in page
    assert '<th scope="col" class="number">已付</th>' in page
    assert '<th scope="row">Upper_x_ &lt;b&gt;|a</th><td class="number">1,234.50</td>' in page
    assert "<p>- 不是列表</p>" in page
    assert loads(render(ROADS, "en", "json"), Statement) == ROADS


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("thing", [full_card(), book(), posted(), ROADS], ids=lambda thing: type(thing).__name__)
def test_a_page_needs_no_network_and_is_the_same_each_time(thing: object, language: str, tmp_path: Path) -> None:
    page = render(thing, language, "html")
    assert not re.search(r"(src|href)=\"(?!#)|url\(|@import|<script", page)
    for form in ("html", "md", "docx", "json"):
        one = write(thing, tmp_path / f"one.{form}", language=language)
        other = write(thing, tmp_path / f"other.{form}", language=language)
        assert one.read_bytes() == other.read_bytes()


def test_a_list_on_the_board_shows_no_name_in_full() -> None:
    statement = posted()
    for language in ("en", "zh"):
        page = unescape(render(statement, language, "html"))
        assert "张**" in page
        assert "张三丰" not in page
    assert [line[:4] for line in statement.lines] == [(1, "h0", "张**", 3), (2, "h1", "张**", 3), (3, "h2", "张**", 3)]
    assert statement.total is not None
    assert statement.total[3] == 9
    assert statement.notes == (
        Text("On notice from 2014-05-01 to 2014-05-08, 7 days.", "公示期：2014-05-01至2014-05-08，共7天。"),
    )


def test_an_announcement_has_no_last_day_and_a_size_may_be_unknown() -> None:
    small = family("h1", size=None, members=None)
    statement = household_list([(small, None)], village=VILLAGE, step="announcement", posted=date(2014, 7, 1))
    assert statement.lines == ((1, "h1", None, None, None),)
    assert statement.notes == (Text("Households of unknown size: 1.", "人口不详1户。"),)
    assert household_list([], village=VILLAGE, step="announcement", posted=date(2014, 7, 1)).total is None


@pytest.mark.parametrize(
    ("rows", "village", "step", "said"),
    [
        ([], VILLAGE, "appraisal", "a step of household-identification that is posted: first-notice, second-notice"),
        ([(family("h1"), None)], Village("v2"), "first-notice", "1 of other villages"),
        ([(family("h1"), None)] * 2, VILLAGE, "first-notice", "each household once"),
    ],
)
def test_a_wrong_list_is_refused(rows: list[tuple[object, None]], village: Village, step: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        household_list(rows, village=village, step=step, posted=date(2014, 5, 1))  # type: ignore[arg-type]


def test_a_card_says_all_six_parts_in_both_languages() -> None:
    english, chinese = render(full_card(), "en", "md"), render(full_card(), "zh", "md")
    for part in ("Family situation", "Causes of poverty", "Person in charge", "Plan", "Measures carried out", "Result"):
        assert f". {part}\n" in english
    for said in ("3人，其中劳动力2人，在校生1人", "人均纯收入 | 2000元", "2万元", "2016年9月1日", "c\\*1\\|x"):
        assert said in chinese
    assert "张三丰" not in english + chinese
    unknown = render(book(1).cards[0], "en", "md")
    assert "Nothing yet." in unknown
    assert "Not yet reviewed." in unknown


def test_a_book_has_a_line_for_each_household() -> None:
    page = render(book(), "zh", "md")
    assert "贫困户25户、75人" in page
    assert len(re.findall(r"^\| h\d\d ", page, re.MULTILINE)) == 25


def test_a_folder_of_templates_stands_in_for_the_librarys(tmp_path: Path) -> None:
    (tmp_path / "statement.fr.md.jinja").write_text("# Relevé {{ statement.title }}\n", "utf-8")
    french = Statement("s", Text(en="Roads", zh="道路", fr="Routes*"), (), ())
    assert render(french, "fr", "md", template=tmp_path) == "# Relevé Routes\\*\n"
    with pytest.raises(InvalidValue, match=r"template card\.fr\.md\.jinja"):
        render(full_card(), "fr", "md", template=tmp_path)
    (tmp_path / "card.en.md.jinja").write_text("{{ card.slip }}", "utf-8")
    with pytest.raises(InvalidValue, match="has no attribute 'slip'"):
        render(full_card(), "en", "md", template=tmp_path)
    with pytest.raises(InvalidValue, match="a folder of templates"):
        render(full_card(), "en", "md", template=tmp_path / "none")


def test_nothing_is_overwritten_unless_asked(tmp_path: Path) -> None:
    file = write(ROADS, tmp_path / "roads.md", language="en")
    before = file.read_bytes()
    with pytest.raises(NotWritten, match=r"roads\.md"):
        write(ROADS, file, language="zh")
    assert file.read_bytes() == before
    assert "道路" in write(ROADS, file, language="zh", overwrite=True).read_text("utf-8")


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="form: got 'pdf'"):
        write(ROADS, tmp_path / "roads.pdf", language="en")
    with pytest.raises(InvalidValue, match="Word is written to a file"):
        render(ROADS, "en", "docx")
    with pytest.raises(InvalidValue, match="thing: got 'int'"):
        render(4, "en", "html")
    assert list(tmp_path.iterdir()) == []


def test_a_word_file_has_heads_that_repeat_a_language_and_a_title(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(BytesIO(write(book(), tmp_path / "book.docx", language="zh").read_bytes()))
    assert document.core_properties.title == "上坪村扶贫手册"
    assert document.paragraphs[0].style.name == "Title"
    assert [len(table.rows) for table in document.tables] == [2, 3, 26]
    xml = document.element.xml
    assert xml.count("<w:tblHeader/>") == 3
    assert 'w:val="zh-CN"' in document.styles["Normal"].element.xml
    assert document.tables[2].cell(1, 0).text == "h00"
