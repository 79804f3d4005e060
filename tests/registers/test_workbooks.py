"""A workbook is looked through before it is opened: a small one fills no memory, and no formula is read as nothing."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from antipoverty.errors import InvalidValue
from antipoverty.registers import read
from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.sheets import look_through

SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
Parts = dict[str, bytes]


def book(path: Path, change: Callable[[Parts], None]) -> Path:
    """A workbook of one household, in which something is changed."""
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("s")
        sheet.write_row(0, 0, ["id", "size"])
        sheet.write_row(1, 0, ["h1", 4])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def more(rows: str) -> Callable[[Parts], None]:
    """Rows after the others."""

    def change(parts: Parts) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    return change


def other(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def prefixed(parts: Parts) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    other(SHEET, "<worksheet ", f'<worksheet xmlns:x="{space}" ')(parts)
    more('<row r="3"><x:c r="XFD1048576"><x:v>1</x:v></x:c></row>')(parts)


def many_of_one(parts: Parts) -> None:
    other(SHARED, "<t>h1</t>", f"<t>{'x' * (1 << 20)}</t>")(parts)
    more("".join(f'<row r="{row}"><c r="A{row}" t="s"><v>2</v></c></row>' for row in range(3, 600)))(parts)


WIDE = "".join(f'<row r="{row}"><c r="WQK{row}"><v>1</v></c></row>' for row in range(3, 2003))
BOMBS: dict[str, Callable[[Parts], None]] = {
    "a cell in the last corner": more('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "written with blanks": more('<row r="3"><c t="n" r = "XFD1048576"><v>1</v></c></row>'),
    "behind a comment": more('<row><c/><!-- x --><c r="XFD1048576"><v>1</v></c></row>'),
    "in a namespace": prefixed,
    "rows that are wide": more(WIDE),
    "a text that many cells share": many_of_one,
    "a formula for all cells": more('<row r="3"><c r="A3"><f t="array" ref="A3:XFD1048576">1</f></c></row>'),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_workbook_that_would_fill_the_memory_is_refused(name: str, tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", BOMBS[name])
    assert path.stat().st_size < 1 << 20
    with pytest.raises(InvalidValue, match=r"path: got 'x.xlsx, which takes over .*; expected at most 536,870,912"):
        read(path)


def test_a_long_text_and_elements_that_say_nothing_are_counted(tmp_path: Path) -> None:
    for change in (other(SHARED, "<t>id</t>", f"<t>{'x' * (5 << 20)}</t>"), more("<row/>" * 20_000)):
        with pytest.raises(InvalidValue, match=r"path: got 'x.xlsx, which takes over .*; expected at most 4,194,304"):
            read(book(tmp_path / "x.xlsx", change), unpacked=4 << 20)


def test_a_workbook_that_is_trusted_may_take_more(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", more('<row r="30000"><c r="ZZ30000"><v>1</v></c></row>'))
    with pytest.raises(InvalidValue, match="unpacked="):
        read(path)
    assert read(path, unpacked=1 << 31).read == 2


def test_cells_without_content_take_no_room(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", more('<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert read(path).read == 1
    said = other(SHEET, 'ref="A1:B2"', 'ref="A1:XFD1048576"')
    assert read(book(tmp_path / "y.xlsx", said)).read == 1


def test_a_member_that_is_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", more(""))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    assert content.count(size.to_bytes(4, "little")) == 2
    lying = content.replace(size.to_bytes(4, "little"), (size - 1).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(InvalidValue, match="path: got 'x.xlsx'; expected a workbook that can be opened"):
        read(path)


ROW = '<row r="3"><c r="A3" t="inlineStr"><is><t>h2</t></is></c>{}</row>'
FAULTS = {
    '<c r="B3"><f>B2*12</f></c>': "a formula without a result",
    '<c r="B3"><f>B2*12</f><v></v></c>': "a formula without a result",
    '<c r="B3"><f>B2*12</f><v/></c>': "a formula without a result",
    '<c r="B3"><f t="shared" si="0"/></c>': "a formula without a result",
    '<c r="B3" t="str"><f>B2</f></c>': "a formula without a result",
    '<c r="B3" t="e"><v>#REF!</v></c>': "an error of the workbook and no value",
    '<c r="B3" t="e"><f>B9</f><v>#N/A</v></c>': "an error of the workbook and no value",
    '<c t="e" r="B3"><f>B9</f><v>#N/A</v></c>': "an error of the workbook and no value",
}


@pytest.mark.parametrize("cell", FAULTS)
def test_a_cell_without_a_value_is_no_zero_and_no_blank(cell: str, tmp_path: Path) -> None:
    found = read(book(tmp_path / "x.xlsx", more(ROW.format(cell))))
    assert (found.accepted.rows(), found.problems["row"].to_list()) == ([("h1", 4)], [3])
    assert found.problems["field"].to_list() == ["size"]
    assert found.problems["reason"][0].startswith(FAULTS[cell])


def test_a_number_is_read_with_the_zeros_that_it_is_shown_with(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet, (three, plain) = made.add_worksheet(), (made.add_format({"num_format": each}) for each in ("000", "0"))
        sheet.write_row(0, 0, ["id", "village", "size", "net_income"])
        sheet.write_row(1, 0, [1, 2], three)
        sheet.write_row(1, 2, [4, 5], three)
        sheet.write_row(2, 0, [1, 1234], plain)
        sheet.write_row(3, 0, [12, "v3"], three)
        sheet.write_row(4, 0, [12.5, -1], three)
        sheet.write_boolean(5, 0, True, three)
        sheet.write_row(5, 1, ["v4", 4, 5])
        sheet.write_blank(9, 9, None, three)
    found = read(path)
    assert found.accepted.rows() == [("001", "002", 4, 500), ("1", "1234", None, None), ("012", "v3", None, None)]
    assert found.problems.select("row", "field").rows() == [(5, "id"), (5, "village"), (6, "id")]


def test_a_workbook_without_formats_is_read(tmp_path: Path) -> None:
    bare = book(tmp_path / "x.xlsx", lambda parts: parts.pop("xl/styles.xml") and None)
    assert read(bare).accepted.rows() == [("h1", 4)]


@pytest.mark.parametrize("blank", ['<c r="B3" t="str"><f>""</f><v></v></c>', '<c r="B3"/>', '<c r="B3"></c>'])
def test_a_result_without_text_is_a_blank(blank: str, tmp_path: Path) -> None:
    assert read(book(tmp_path / "x.xlsx", more(ROW.format(blank)))).accepted.rows() == [("h1", 4), ("h2", None)]


def test_a_result_that_is_to_be_worked_out_anew_is_none(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["id", "net_income", "note"])
        sheet.write_row(1, 0, ["h1", 4])
        sheet.write(2, 0, "h2")
        sheet.write_formula(2, 1, "=B2*12")
        sheet.write_array_formula("C2:C3", "{=B2:B3}")
    found = read(tmp_path / "x.xlsx")
    assert (found.accepted["id"].to_list(), found.problems.select("row", "field").rows()) == (
        ["h1"],
        [(3, "net_income_fen")],
    )
    assert found.problems["reason"][0].startswith("a formula whose result is to be worked out anew")
    assert found.problems["reason_zh"][0].startswith("公式结果须在打开工作簿时重新计算")
    # The cells that an array formula fills have none of their own.
    found = read(tmp_path / "x.xlsx", columns={"note": "wage", "net_income": None})
    assert found.problems.select("row", "field").rows() == [(2, "wage_fen"), (3, "wage_fen")]


def test_a_formula_with_its_result_is_read(tmp_path: Path) -> None:
    cell = '<c r="B3"><f>B2+1</f><v>5</v></c>'
    assert read(book(tmp_path / "x.xlsx", more(ROW.format(cell)))).accepted.rows() == [("h1", 4), ("h2", 5)]


def test_a_formula_without_a_result_counts_below_the_last_value(tmp_path: Path) -> None:
    found = read(book(tmp_path / "x.xlsx", more('<row r="5"><c r="A5"><f>A2</f></c></row>')))
    assert found.problems.select("row", "field").rows() == [(5, "id")]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2" t="inlineStr"><is><t>h9</t></is></c></row>',
        '<row r="3"><c r="A2" t="inlineStr"><is><t>h9</t></is></c></row>',
        '<!-- x --><row r="2"><c r="A2" t="inlineStr"><is><t>h9</t></is></c></row>',
    ],
)
def test_rows_of_one_number_are_set_apart(rows: str, tmp_path: Path) -> None:
    found = read(book(tmp_path / "x.xlsx", more(rows)))
    assert (found.accepted.height, 2 in found.problems["row"]) == (0, True)
    assert "stands more than once in the sheet" in found.problems["reason"][0]


def test_cells_of_one_place_are_set_apart(tmp_path: Path) -> None:
    row = ROW.format('<c r="B3"><v>4</v></c><c r="B3"><v>5</v></c>')
    found = read(book(tmp_path / "x.xlsx", more(row)))
    assert (found.accepted.rows(), found.problems["row"].to_list()) == ([("h1", 4)], [3])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A2"', 'r="ZZZZ99999999999999999999"'),
        ('r="A2"', 'r="A0"'),
        ('r="A2"', 'r="2"'),
        ('r="A2"', 'r="AAAA2"'),
        ('<row r="2"', '<row r="x"'),
        ("<v>2</v>", "<v>99999</v>"),
        ("<sheetData>", "<sheetData><!DOCTYPE x>"),
    ],
)
def test_a_workbook_that_no_program_writes_is_refused(old: str, new: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="workbook that can be opened"):
        read(book(tmp_path / "x.xlsx", other(SHEET, old, new)))


def test_a_number_that_is_none_is_set_apart(tmp_path: Path) -> None:
    for number in ("1e999", "NaN", "-1e999"):
        found = read(book(tmp_path / "x.xlsx", other(SHEET, "<v>4</v>", f"<v>{number}</v>")))
        assert (found.read, found.accepted.height) == (1, 0)


# OpenDocument

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:{name}"'
    for short, name in (
        ("office", "oasis:names:tc:opendocument:xmlns:office:1.0"),
        ("table", "oasis:names:tc:opendocument:xmlns:table:1.0"),
        ("text", "oasis:names:tc:opendocument:xmlns:text:1.0"),
        ("calcext", "org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
    )
)
FOUR = '<table:table-cell office:value-type="float" office:value="4"{}><text:p>4</text:p></table:table-cell>'
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path: Path, *rows: str) -> Path:
    """A table of OpenDocument below the headings of a household."""
    heads = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("id", "size")
    )
    lines = [row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in rows]
    made = "".join([f"<table:table-row>{heads}</table:table-row>", *lines])
    content = (
        f'<?xml version="1.0"?><office:document-content {NAMESPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="s">{made}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = (
        '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{KIND}"/></m:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, text in (("mimetype", KIND), ("META-INF/manifest.xml", manifest), ("content.xml", content)):
            new.writestr(name, text)
    return path


def test_a_workbook_says_from_which_day_its_days_are_counted(tmp_path: Path) -> None:
    path = ods(tmp_path / "x.ods", FOUR.format("") * 2)
    assert look_through(path, None, Room.of(path, None)).day_zero == date(1899, 12, 30)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for said, day in (('table:date-value="1904-01-01"', date(1904, 1, 1)), ("", date(1899, 12, 30))):
        with zipfile.ZipFile(path, "w") as book:
            for name, content in parts.items():
                mark = f"<office:spreadsheet><table:null-date {said}/>".encode()
                book.writestr(name, content.replace(b"<office:spreadsheet>", mark))
        assert look_through(path, None, Room.of(path, None)).day_zero == day
        assert read(path).read == 1


def test_a_table_of_open_document_is_read(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    found = read(ods(tmp_path / "x.ods", FOUR.format("") * 2 + blank, rest))
    assert found.accepted.rows() == [("4", 4)]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('<table:table-cell table:formula="of:=[.A1]*2"/>', "a formula without a result"),
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
            ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
            "an error of the workbook and no value",
        ),
    ],
)
def test_a_cell_of_open_document_without_a_value_is_set_apart(cell: str, reason: str, tmp_path: Path) -> None:
    found = read(ods(tmp_path / "x.ods", FOUR.format("") * 2, FOUR.format("").replace("4", "5") + cell))
    assert (found.accepted.rows(), found.problems["row"].to_list()) == ([("4", 4)], [3])
    assert found.problems["reason"][0].startswith(reason)


LONG = f'<table:table-cell office:value-type="string"><text:p>{"x" * 10_000}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "row",
    [
        f'<table:table-row table:number-rows-repeated="1048000">{FOUR.format("") * 40}</table:table-row>',
        FOUR.format(' table:number-columns-repeated="4000000000"'),
        f'<table:table-row table:number-rows-repeated="100000">{LONG}</table:table-row>',
    ],
)
def test_cells_that_stand_many_times_are_counted_as_often(row: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"path: got 'x.ods, which takes over"):
        read(ods(tmp_path / "x.ods", row))


# Excel's binary form


def record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(content)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return number + size + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, *rows: tuple[int, list[tuple[int, bytes]]]) -> Path:
    """A binary workbook of one sheet below the headings of a household: for each row its cells' kinds and contents."""
    heads = [(6, struct.pack("<II", column, 0) + wide(name)) for column, name in enumerate(("id", "size"))]
    sheet = record(129) + record(148, struct.pack("<IIII", 0, 1, 0, 1)) + record(145)
    for row, cells in ((0, heads), *rows):
        sheet += record(0, struct.pack("<IIHBBBI", row, 0, 0, 0, 0, 0, 0))
        sheet += b"".join(record(kind, content) for kind, content in cells)
    sheet += record(146) + record(130)
    index = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("s")) + record(144)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.bin", index + record(132))
        new.writestr("xl/_rels/workbook.bin.rels", relations)
        new.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def cell(kind: int, column: int, content: bytes) -> tuple[int, bytes]:
    return kind, struct.pack("<II", column, 0) + content


def test_a_binary_workbook_is_looked_through_too(tmp_path: Path) -> None:
    rows = [
        (1, [cell(6, 0, wide("h1")), cell(5, 1, struct.pack("<d", 4.0))]),
        (2, [cell(6, 0, wide("h2")), cell(3, 1, b"\x2a")]),
        (3, [cell(6, 0, wide("h3")), cell(11, 1, b"\x17" + bytes(2) + struct.pack("<II", 0, 0))]),
    ]
    found = read(xlsb(tmp_path / "x.xlsb", *rows))
    assert found.accepted.rows() == [("h1", 4)]
    assert found.problems.select("row", "field").rows() == [(3, "size"), (4, "size")]
    assert set(found.problems["reason"]) == {"an error of the workbook and no value"}
    corner = xlsb(tmp_path / "y.xlsb", (2**20 - 1, [cell(5, 2**14 - 1, struct.pack("<d", 4.0))]))
    with pytest.raises(InvalidValue, match="path: got 'y.xlsb, which takes over 549,755,813,888 bytes"):
        read(corner)
