"""A table in its reader's language is read back as it was, and its workbook is one that an office can use."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import SIZE
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers import TABLES, Field, Form, Schema, evaluate, read, write
from antipoverty.registers._reading.headings import match_headings
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._reading.words import BLANKS, meaning
from antipoverty.registers._schema.cells import cell_of, text_of
from antipoverty.registers._writing.wording import heading_of, words_of
from antipoverty.rules import Quantity
from antipoverty.text import YUAN, Text, Translation

LANGUAGES = ("en", "zh")
ON = date(2014, 5, 1)
GUIZHOU = rulebooks.load("cn/guizhou")
#: What people write, signs of formulas and marks between values among it.
WORDS = st.text(alphabet=[*"=+-@'、；:\"無无村 1a"], min_size=1, max_size=6)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("schema", TABLES.values(), ids=lambda schema: schema.name)
def test_every_heading_and_every_word_is_read_back(schema: Schema, language: str) -> None:
    headings = [heading_of(field, schema, language) for field in schema]
    read_back = match_headings(headings, schema, {}, {})
    assert [column.field.name for column in read_back] == [field.name for field in schema]
    for column, field in zip(read_back, schema, strict=True):
        assert column.power == (2 if field.form in (Form.MONEY, Form.MEASURE) else 0)
        assert not (column.field.named and field.numeric), "an empty cell would say none"
        for each in (field, *field.parts):
            if each.form in (Form.CATEGORY, Form.FLAG):
                for code, text in words_of(each).items():
                    assert meaning(each, text[language], {}, frozenset(BLANKS))[0] == code, (field.name, text)


def values(field: Field) -> st.SearchStrategy[Any]:
    """Stored values of a field, and nothing."""
    match field.form:
        case Form.FLAG:
            known: st.SearchStrategy[Any] = st.booleans()
        case Form.CATEGORY:
            known = st.sampled_from([code for code, _ in field.values])
        case Form.COUNT | Form.MONEY | Form.MEASURE:
            known = st.integers(field.least, field.most)
        case Form.DAY:
            known = st.dates(date(1800, 1, 1), date(2100, 1, 1))
        case Form.KEY:
            known = st.from_regex(r"\A[a-z]?[0-9]{1,6}\Z")
        case Form.IDENTITY:
            known = st.from_regex(r"\A[0-9a-f]{32}\Z")
        case Form.LIST:
            known = st.lists(st.tuples(*map(part, field.parts)).map(list), max_size=3).map(
                lambda items: cell_of(field, items)
            )
        case _:
            known = WORDS
    return known if field.required else st.none() | known


def part(field: Field) -> st.SearchStrategy[Any]:
    """The text of a part of a value, or those of one that has several."""
    if field.form is Form.LIST:
        return st.none() | st.lists(part(field.parts[0]).filter(bool), min_size=1, max_size=2)
    if field.form in (Form.MONEY, Form.MEASURE):
        return st.decimals(0, 10**6, places=2).map(text_of)
    return values(field).map(text_of)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Schema, pl.DataFrame]:
    """Rows that were accepted: what `read` gives is what is to come back."""
    schema = draw(st.sampled_from(list(TABLES.values())))
    chosen = draw(st.lists(st.sampled_from(schema.fields), unique=True, min_size=1, max_size=12))
    fields = [field for field in schema if field in chosen or field.required or field.heading_required]
    height = draw(st.integers(0, 3))
    columns = {field.column: draw(st.lists(values(field), min_size=height, max_size=height)) for field in fields}
    if schema.keyed:
        columns["id"] = [f"h{row}" for row in range(height)]
    held = {field.column: stored(field) for field in fields}
    return schema, read(pl.DataFrame(columns, held), schema).accepted


@given(tables(), st.sampled_from(LANGUAGES), st.sampled_from((".csv", ".xlsx")))
def test_a_table_in_its_readers_language_is_read_back_exactly(
    made: tuple[Schema, pl.DataFrame], language: str, suffix: str
) -> None:
    schema, frame = made
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        write(frame, path, schema, language=language)
        again = read(path, schema)
    assert again.problems.is_empty(), again.problems
    assert again.ignored == ()
    assert again.accepted.equals(frame)


# What an office sees

HOMES = pl.DataFrame(
    {
        "id": ["h1", "h2", "h3"],
        "net_income_fen": [1_094_399, 1_094_401, None],
        "size": [4, 4, 2],
        "land_hundredths": [350, None, 1],
        "identified_on": [date(2014, 5, 1), None, date(1899, 12, 31)],
        "monitored_type": ["none", None, "sudden"],
        "town_property": [False, True, None],
    }
)
ANY = {"absent": "unknown", "on": ON, "rulebook": GUIZHOU}


def sheets(path: Path) -> list[Any]:
    """The sheets of a workbook, as another library has them."""
    return openpyxl.load_workbook(path).worksheets


def test_a_workbook_has_yuan_dates_widths_and_a_heading_row_that_filters(tmp_path: Path) -> None:
    write(HOMES, tmp_path / "x.xlsx", language="zh")
    (sheet,) = sheets(tmp_path / "x.xlsx")
    assert sheet.title == "农户"
    assert [cell.value for cell in sheet[1]] == [
        "户代码",
        "家庭年纯收入（元）",
        "家庭人口（人）",
        "耕地面积（亩）",
        "识别监测时间",
        "监测对象类别",
        "有商品房、商铺或豪华住房",
    ]
    assert [cell.value for cell in sheet[2]] == [
        "h1", 10943.99, 4, 3.5, sheet["E2"].value, "非监测对象", "否"
    ]  # fmt: skip
    assert sheet["E2"].is_date
    assert sheet["E2"].value.date() == date(2014, 5, 1)
    assert [cell.number_format for cell in sheet[2]][:5] == ["@", "#,##0.00", "0", "#,##0.00", "yyyy-mm-dd"]
    assert (sheet["F3"].value, sheet["E4"].value) == ("未知", "1899-12-31")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:G4")
    assert all(8 <= sheet.column_dimensions[letter].width <= 41 for letter in "ABCDEFG")
    assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_rules_gave_is_in_their_words_with_their_sources(tmp_path: Path, language: str) -> None:
    rules = [POOR_HOUSEHOLD, CAUSES_OF_POVERTY, Quantity("grant", Text("Grant", "补助"), "household", SIZE * 100, YUAN)]
    decided = evaluate(HOMES, rules=rules, findings=True, shortfall=True, **ANY)
    assert len(decided.columns) > len(HOMES.columns) + 10
    write(decided, tmp_path / "x.xlsx", language=language, on=ON, rulebook=GUIZHOU, rules=rules)
    sheet, sources = sheets(tmp_path / "x.xlsx")
    rows = list(sheet.values)
    cells = {heading: [row[place] for row in rows[1:]] for place, heading in enumerate(rows[0])}
    word = {"en": "Result: {}", "zh": "结果：{}"}[language]
    words = {True: POOR_HOUSEHOLD.met, False: POOR_HOUSEHOLD.not_met, None: POOR_HOUSEHOLD.unknown}
    outcomes = decided["poor_household"].to_list()
    assert cells[word.format(POOR_HOUSEHOLD.name[language])] == [words[value][language] for value in outcomes]
    assert cells[word.format({"en": "Grant (yuan)", "zh": "补助（元）"}[language])] == [400, 400, 200]
    headings = [heading for heading in rows[0] if heading.startswith(word.format("").strip())]
    assert len(headings) == len(decided.columns) - len(HOMES.columns)
    unread = read(tmp_path / "x.xlsx")
    assert unread.accepted.equals(HOMES)
    assert list(unread.ignored) == headings
    said = [row[0] for row in sources.values if row[0]]
    assert said[0] == {"en": "Rules in force on 2014-05-01", "zh": "2014-05-01有效的规则"}[language]
    for value, text in words.items():
        count = f"{text[language]}{ {'en': ': ', 'zh': '：'}[language] }{outcomes.count(value)}"
        assert count in said
    line = next(
        row for row in sources.values if row[0] == GUIZHOU.at(ON).get("poverty_line.statistical").text[language]
    )
    assert (line[1], line[3].date(), line[4].date()) == ("2,736", date(2013, 1, 1), date(2014, 1, 1))
    assert any("cn/guizhou" in each for each in said)


def test_what_programs_read_has_the_columns_of_the_frame(tmp_path: Path) -> None:
    decided = evaluate(HOMES, **ANY)
    for name in ("x.parquet", "x.csv"):
        write(decided, tmp_path / name, language="en", on=ON, rulebook=GUIZHOU, rules=[POOR_HOUSEHOLD])
    assert pl.read_parquet(tmp_path / "x.parquet").equals(decided)
    assert POOR_HOUSEHOLD.met["en"] not in (tmp_path / "x.csv").read_text("utf-8").splitlines()[0]
    assert POOR_HOUSEHOLD.not_met["en"] in (tmp_path / "x.csv").read_text("utf-8").splitlines()[2]


def test_a_main_cause_is_called_by_its_name(tmp_path: Path) -> None:
    homes = HOMES.with_columns(medical_spending_fen=pl.Series([10**6, None, 10**6]))
    causes = evaluate(homes, rules=[CAUSES_OF_POVERTY], **ANY)
    write(causes, tmp_path / "x.csv", language="en")
    assert "illness" in (tmp_path / "x.csv").read_text()
    write(causes, tmp_path / "x.xlsx", language="zh", on=ON, rulebook=GUIZHOU, rules=[CAUSES_OF_POVERTY])
    rows = list(sheets(tmp_path / "x.xlsx")[0].values)
    place = next(place for place, heading in enumerate(rows[0]) if "首位" in heading)
    ranked = {criterion.id: criterion.name["zh"] for criterion in criteria_of(CAUSES_OF_POVERTY.condition)}
    assert causes["main_cause"][0] == "illness"
    assert rows[1][place] == ranked["CA-01.illness"]


def test_without_rules_a_further_column_keeps_its_name(tmp_path: Path) -> None:
    frame = HOMES.with_columns(
        score=pl.Series([0.25, None, 1.0]), ours=pl.Series([True, False, None]), nothing=pl.lit(None),
        kind=pl.Series(["a", "b", "a"], dtype=pl.Categorical),
    )  # fmt: skip
    write(frame, tmp_path / "x.xlsx", language="zh")
    rows = list(sheets(tmp_path / "x.xlsx")[0].values)
    assert rows[0][-4:] == ("score", "ours", "nothing", "kind")
    assert [row[-4:] for row in rows[1:]] == [
        (0.25, "是", None, "a"),
        (None, "否", None, "b"),
        (1, None, None, "a"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codes_within_a_cell_of_several_are_words(tmp_path: Path, language: str) -> None:
    notices = TABLES["projects"]["notices"]
    stage, _, items, *_ = notices.parts
    codes = [stage.values[0][0], "2018-05-01", [code for code, _ in items.parts[0].values][:2], None, None]
    frame = pl.DataFrame(
        {
            "id": ["p1", "p2"],
            "name": ["路", "桥"],
            "notices": [cell_of(notices, [codes]), "none"],
            "category": [TABLES["projects"]["category"].values[0][0]] * 2,
        }
    )
    write(frame, tmp_path / "x.csv", TABLES["projects"], language=language)
    first, second = (tmp_path / "x.csv").read_text("utf-8").splitlines()[1:]
    assert f"{stage.label(codes[0])[language]}:2018-05-01:" in first
    assert items.parts[0].label(codes[2][1])[language] in first
    assert {"en": "none", "zh": "无"}[language] in second
    again = read(tmp_path / "x.csv", TABLES["projects"])
    assert again.accepted["notices"].to_list() == frame["notices"].to_list(), again.problems


def test_a_value_that_is_none_of_its_field_stays_as_it_is(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": ["h1"], "registration": ["elsewhere"], "net_income_fen": ["much"], "dibao": ["maybe"]})
    write(frame, tmp_path / "x.csv", language="en")
    assert (tmp_path / "x.csv").read_text("utf-8").splitlines()[1] == "h1,elsewhere,much,maybe"
    funds = pl.DataFrame({"id": ["p1"], "name": ["路"], "budget": ["f1:1:2:3:4:5:6:7"]})
    write(funds, tmp_path / "x.csv", TABLES["projects"], language="en")
    assert "f1:1:2:3:4:5:6:7" in (tmp_path / "x.csv").read_text("utf-8")


def test_another_language_is_one_of_words(tmp_path: Path) -> None:
    french = Translation("fr", {"household size": "taille du ménage", "persons": "personnes", "{} ({})": "{} ({})"})
    write(HOMES.select("size"), tmp_path / "x.csv", language=french)
    assert (tmp_path / "x.csv").read_text("utf-8").splitlines()[0] == "Taille du ménage (personnes)"
    with pytest.raises(InvalidValue, match="expected a translation of it"):
        write(HOMES, tmp_path / "x.csv", language=french)


def test_equal_tables_give_equal_files(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(HOMES, tmp_path / name, language="en")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_cannot_be_said_is_refused(tmp_path: Path) -> None:
    rules = [POOR_HOUSEHOLD]
    for language, on in ((None, ON), ("zh", None)):
        with pytest.raises(InvalidValue, match="expected rules with language= and on="):
            write(HOMES, tmp_path / "x.xlsx", language=language, on=on, rules=rules)
    with pytest.raises(InvalidValue, match="frame: got 'two columns called Household size .persons.'"):
        write(HOMES.with_columns(pl.lit(1).alias("Household size (persons)")), tmp_path / "x.xlsx", language="en")
    with pytest.raises(InvalidValue, match="language: got 'fr'"):
        write(HOMES, tmp_path / "x.xlsx", language="fr")
    assert not list(tmp_path.iterdir())
