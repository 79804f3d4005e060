"""An empty form takes what its tables take, and is read back; another library looks at its drop-downs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from antipoverty.errors import InvalidValue
from antipoverty.registers import HOUSEHOLDS, MEMBERS, TABLES, VILLAGES, Field, Form, Schema, parts, read, write_form
from antipoverty.registers._writing.wording import heading_of

LANGUAGES = ("en", "zh")
SECRET = b"0123456789abcdef"
#: What one may type into a cell that has no drop-down.
TYPED: dict[Form, Any] = {
    Form.MONEY: 100.25,
    Form.MEASURE: 1.5,
    Form.KEY: "h1",
    Form.WORDS: "一句话",
    Form.DAY: date(2015, 5, 1),
    Form.IDENTITY: "11010519491231002X",
    Form.LIST: None,
}
#: As the frame holds it.
STORED: dict[Form, Any] = {**TYPED, Form.MONEY: 10_025, Form.MEASURE: 150}


def lists(sheet: Any, book: Any) -> Iterator[tuple[str, list[Any], Any]]:
    """The drop-downs of a sheet whose words stand on another: the column, the words, and the rule."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and "OFFSET" not in rule.formula1:
            name, cells = rule.formula1.strip("=").rsplit("!", 1)
            words = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
            yield str(rule.sqref).split(":")[0].rstrip("0123456789"), words, rule


@pytest.mark.parametrize("schema", TABLES.values(), ids=lambda schema: schema.name)
def test_an_empty_form_is_a_table_without_rows(schema: Schema, tmp_path: Path) -> None:
    write_form(tmp_path / "form.xlsx", schema, language=LANGUAGES[len(schema.fields) % 2])
    reading = read(tmp_path / "form.xlsx", schema, secret=SECRET)
    assert (reading.read, reading.ignored) == (0, ())
    own = ("derived_on", "derived_by")
    assert set(reading.fields.values()) == {field.column for field in schema if field.name not in own}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_filled_in_is_read(language: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    write_form(form, language=language)
    book = openpyxl.load_workbook(form)
    columns: dict[str, dict[str, Field]] = {}
    for schema, name in zip((HOUSEHOLDS, MEMBERS), parts(form), strict=False):
        sheet = book[name]
        fields = read(form, schema, part=name, secret=SECRET).fields
        columns[name] = {cell.column_letter: schema[fields[cell.value]] for cell in sheet[1]}
        words = {letter: said for letter, said, _ in lists(sheet, book)}
        for letter, field in columns[name].items():
            sheet[f"{letter}2"] = words[letter][0] if letter in words else TYPED.get(field.form, field.least)
            assert sheet[f"{letter}1"].comment.text
            assert (letter in words) == (field.form in (Form.CATEGORY, Form.FLAG)), field.name
    book.save(form)
    for schema, name in zip((HOUSEHOLDS, MEMBERS), parts(form), strict=False):
        # The one value is that of an identity number, with which the date of birth has to agree.
        reading = read(form, schema, part=name, secret=SECRET, unreadable="unknown")
        (row,) = reading.accepted.to_dicts()
        for field in columns[name].values():
            first = field.values[0][0] if field.values else field.least if field.numeric else True
            if field.form not in (Form.IDENTITY, Form.DAY, Form.LIST) and field.column in row:
                assert row[field.column] == STORED.get(field.form, first), field.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_drop_down_is_read(language: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    write_form(form, MEMBERS, language=language)
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    found = {letter: words for letter, words, _ in lists(sheet, book)}
    longest = max(map(len, found.values()))
    for row in range(longest):
        sheet[f"A{row + 2}"], sheet[f"B{row + 2}"] = f"p{row}", "h1"
        for letter, words in found.items():
            sheet[f"{letter}{row + 2}"] = words[row] if row < len(words) else None
    book.save(form)
    reading = read(form, MEMBERS, secret=SECRET)
    assert reading.problems.is_empty()
    fields = read(form, MEMBERS, secret=SECRET).fields
    for letter, words in found.items():
        field = MEMBERS[fields[sheet[f"{letter}1"].value]]
        values: list[Any] = [True, False] if field.form is Form.FLAG else [code for code, _ in field.values]
        assert reading.accepted[field.column].to_list()[: len(values)] == values
        assert len(words) == len(values) + field.named, field.name


def test_numbers_dates_and_keys_have_their_bounds(tmp_path: Path) -> None:
    write_form(tmp_path / "form.xlsx", (HOUSEHOLDS, MEMBERS), language="zh", rows=10, fields=["size", "net_income"])
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    homes, people, guide, words = book.worksheets
    rules = {str(rule.sqref): rule for rule in homes.data_validations.dataValidation}
    assert [cell.value for cell in homes[1]] == ["户代码", "家庭年纯收入（元）", "家庭人口（人）"]
    assert (rules["C2:C11"].type, rules["C2:C11"].formula1, rules["C2:C11"].formula2) == ("whole", "1", "100")
    assert rules["B2:B11"].type == "decimal"
    assert rules["A2:A11"].formula1 == "SUMPRODUCT(--($A$2:$A$11=A2))=1"
    household = next(rule for rule in people.data_validations.dataValidation if str(rule.sqref) == "B2:B11")
    assert household.formula1 == "OFFSET('农户'!$A$2,0,0,MAX(1,COUNTA('农户'!$A$2:$A$11)),1)"
    assert (words.sheet_state, guide.title) == ("hidden", "填写说明")
    assert [row[:3] for row in guide.values][1:3] == [("农户", "户代码", "是"), ("农户", "家庭年纯收入（元）", None)]


def test_what_follows_from_members_is_asked_where_they_are_not(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    write_form(form)
    together = set(read(form).fields.values())
    write_form(form, HOUSEHOLDS)
    assert set(read(form).fields.values()) - together == {
        "school_age_child", "dropout", "uninsured", "student_beyond_compulsory", "disabled", "able_to_work", "skilled",
        "vocational_students", "school_leaver", "exited", "still_poor",
    }  # fmt: skip
    write_form(form, fields=["dropout"])
    assert "dropout" in read(form).fields.values()


def test_what_may_have_several_words_or_a_month_is_only_warned_of(tmp_path: Path) -> None:
    write_form(tmp_path / "form.xlsx", language="en", fields=["health", "sex", "identified_on", "identity_number"])
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    rules = {
        (sheet.title, sheet[f"{str(rule.sqref).split('2:')[0]}1"].value): rule
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
    }
    assert rules["Members of households", heading_of(MEMBERS["health"], MEMBERS, "en")].errorStyle == "warning"
    assert rules["Members of households", "Sex"].errorStyle in (None, "stop")
    day = rules["Households", "Day on which the household was identified for monitoring"]
    assert (day.type, day.errorStyle) == ("date", "warning")
    assert "LEN" in rules["Members of households", "Identity number"].formula1


def test_where_an_empty_cell_says_that_there_is_none_the_note_says_so(tmp_path: Path) -> None:
    write_form(tmp_path / "form.xlsx", HOUSEHOLDS, language="en", fields=["monitored_type", "attribute"])
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    notes = {cell.value: cell.comment.text for cell in sheet[1]}
    assert notes["Type of monitored household in the register"].endswith("Empty: there is none. Not known: unknown.")
    assert notes["Household attribute"].endswith("Empty: not known.")
    assert notes["Key of the household"].endswith("Each row has its own.\nMust be filled in.")


def test_what_no_form_can_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with pytest.raises(InvalidValue, match="expected a file that ends in .xlsx"):
        write_form(tmp_path / "form.csv")
    for schemas in ((), (VILLAGES, VILLAGES)):
        with pytest.raises(InvalidValue, match="expected at least one table, and each once"):
            write_form(path, schemas)
    with pytest.raises(InvalidValue, match="fields: got 'goats'; expected fields of villages"):
        write_form(path, VILLAGES, fields=["persons", "goats"])
    for rows in (0, 2**20, True, datetime):
        with pytest.raises(InvalidValue, match="rows: got .*; expected a whole number from 1 to 1,048,575"):
            write_form(path, rows=rows)  # type: ignore[arg-type]
    assert not path.exists()
