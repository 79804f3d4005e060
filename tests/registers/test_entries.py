"""A ledger's entries are read as every table is: exactly, with quarantine, and ready to be posted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import narwhals.stable.v2 as nw
import polars as pl
import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from antipoverty._shared.keys import PERSONAL
from antipoverty.errors import InvalidValue
from antipoverty.funds import (
    KINDS,
    Allotment,
    Appropriation,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundTransfer,
    Ledger,
    Project,
    Reversal,
    post_all,
)
from antipoverty.funds._frames.rows import COLUMNS, entry_of_row
from antipoverty.funds._words import Level
from antipoverty.funds.exchange import entries_of, frame_of, post_frame
from antipoverty.money import yuan
from antipoverty.registers import ENTRIES, Reading, read, write
from antipoverty.strategies import fund_books
from antipoverty.text import Text
from effort import times

Book = tuple[list[Fund], list[Project], list[Entry]]
NAME = Text("a", "甲")
FUNDS = [Fund("f1", NAME, "central", 2018)]
PROJECTS = [Project("p1", NAME, "road", in_store=True)]
DAY = date(2018, 5, 1)
#: An entry of every kind, as a county might write it.
EVERY_KIND: list[Entry] = [
    Appropriation("e1", date(2018, 1, 1), "f1", "county", "1000.00", document="财农〔2018〕1号"),
    Allotment("e2", DAY, "f1", "county", 500, project="p1"),
    Encumbrance("e3", DAY, "f1", "county", 400, project="p1"),
    Expenditure("e4", DAY, "f1", "county", "300.01", project="p1"),
    Expenditure("e4b", DAY, "f1", "county", 20, project="p1"),
    KINDS["refund"]("e4c", DAY, "f1", "county", 2, project="p1"),
    KINDS["release"]("e5", DAY, "f1", "county", 1, project="p1"),
    KINDS["withdrawal"]("e6", DAY, "f1", "county", 1, project="p1"),
    FundTransfer("e7", DAY, "f1", "county", 50, to="village"),
    KINDS["return"]("e8", DAY, "f1", "county", "0.50"),
    Reversal("e9", date(2018, 6, 1), "e4", reason="wrong payee", document="doc 9"),
    CarryOver("e10", date(2018, 12, 31), "f1", "county", 5),
    CarryOver("e11", date(2018, 12, 31), "f1", "county", 5, stage="allotted", project="p1"),
    KINDS["reclaim"]("e12", date(2021, 1, 1), "f1", "county", 5, year=2019),
]
GOOD = {
    "id": "e",
    "on": "2018-05-01",
    "kind": "transfer",
    "fund": "f1",
    "level": "county",
    "amount": "10.5",
    "to": "村",
}


def rows(*changes: dict[str, str | None]) -> pl.DataFrame:
    """Rows of text, each of them good but for what is changed."""
    made = [GOOD | {"id": f"e{number}"} | each for number, each in enumerate(changes)]
    names = dict.fromkeys(name for row in made for name in row)
    return pl.DataFrame([{name: row.get(name) for name in names} for row in made], dict.fromkeys(names, pl.String))


# To files and back


def for_a_file(entries: list[Entry]) -> list[Entry]:
    """The first entry of each key; and no key is "none", which in a file says that there is none."""
    kept = {entry.id: entry for entry in reversed(entries)}.values()
    names = ("fund", "project", "entry")
    return [
        evolve(entry, **{name: "nowhere" for name in names if getattr(entry, name, None) == "none"}) for entry in kept
    ][::-1]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@times(1 / 4)
@given(fund_books())
def test_entries_are_read_back_from_a_file_as_they_were(suffix: str, tmp_path_factory: Any, book: Book) -> None:
    entries = for_a_file(book[2])
    path = tmp_path_factory.getbasetemp() / f"entries{suffix}"
    write(frame_of(entries), path)
    found = read(path, ENTRIES)
    assert found.problems.height == 0
    assert list(entries_of(found.accepted)) == entries
    one, other = (post_frame(each, funds=book[0], projects=book[1]) for each in (found.accepted, frame_of(entries)))
    assert_frame_equal(one.accepted, other.accepted)
    assert one.totals == other.totals


def test_every_kind_of_entry_is_read_back(tmp_path: Path) -> None:
    assert {entry.kind for entry in EVERY_KIND} == set(KINDS)
    write(frame_of(EVERY_KIND), tmp_path / "entries.csv", encoding="gb18030")
    found = read(tmp_path / "entries.csv", ENTRIES)
    assert found.encoding == "gb18030"
    assert list(entries_of(found.accepted)) == EVERY_KIND


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_table_of_a_finance_office_is_posted_as_it_was_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "明细账.csv"
    lines = [
        "凭证号,日期,业务类型,资金名称,层级,预算年度,金额（万元）,项目,接收层级,原凭证号,文号,冲销原因,经办人",
        '1,2018年1月1日,指标下达,f1,县,2018年,"1,200.5",,,,财农〔2018〕1号,,甲',
        "2,2018/5/1,分配,f1,县级,,0.01,p1,,,,,乙",
        "3,20180502,合同承诺,f1,县,,100元,p1,,,,,",
        "4,2018-05-03,支付,f1,县,,9999分,p1,,,,,",
        "5,2018-05-03,下拨,f1,县,,３,,村,,,,",
        "6,2018-06-01,红字冲销,,,,,,,4,,误付,",
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    found = read(path, ENTRIES)
    assert (found.read, found.problems.height, found.ignored) == (6, 0, ("经办人",))
    assert found.accepted["amount_fen"].to_list() == [1_200_500_000, 10_000, 10_000, 9_999, 3_000_000, None]
    assert found.accepted["on"].to_list()[:3] == [date(2018, 1, 1), date(2018, 5, 1), date(2018, 5, 2)]
    assert found.accepted["year"].to_list() == [2018, None, None, None, None, None]
    posted = post_frame(found.accepted, funds=FUNDS, projects=PROJECTS)
    assert posted.refused.height == 0
    assert posted.totals == post_all(Ledger(FUNDS, PROJECTS), entries_of(found.accepted)).totals
    assert posted.totals["f1", 2018, "county", "encumbered", "p1"] == 10_000


def test_a_workbook_is_read_with_its_numbers_and_days(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["某县扶贫资金明细账"])
        page.write_row(1, 0, ["凭证号", "日期", "类型", "资金", "层级", "年度", "金额(万元)", "文号"])
        page.write_row(2, 0, [1, datetime(2018, 1, 1), "拨入", "f1", "县", 2018, 1234567890123456, "财农1号"])  # noqa: DTZ001
        page.write_row(3, 0, [2, date(2018, 1, 2), "拨入", "f1", "县", 2018, 508.5, ""])
        page.write_row(4, 0, [3, date(2018, 1, 2), "拨入", "f1", "县", 2018, 1.25, ""])
    found = read(path, ENTRIES, heading_row=2)
    assert found.accepted["id"].to_list() == ["2", "3"]
    assert found.accepted["amount_fen"].to_list() == [508_500_000, 1_250_000]
    assert found.quarantined.select("row", "field").rows() == [(3, "amount_fen")]
    assert post_frame(found.accepted, funds=FUNDS, projects=[]).refused.height == 0


# Exactly what entries are


@given(st.decimals("0.01", 10**12, places=2), st.sampled_from(["元", "万元", "fen"]))
def test_any_amount_comes_through_in_any_unit(amount: Decimal, unit: str) -> None:
    shift = {"元": 0, "万元": 4, "fen": -2}[unit]
    frame = rows({"amount": format(amount.scaleb(-shift), "f")}).rename({"amount": f"金额（{unit}）"})
    assert read(frame, ENTRIES).accepted["amount_fen"].to_list() == [int(yuan(amount) * 100)]


@pytest.mark.parametrize("amount", ["0", "-1", "10000000000000", "9" * 20, "1e5", "NaN", ".5", "10.555", "ten", "1,00"])
def test_what_is_no_amount_of_an_entry_is_quarantined(amount: str) -> None:
    found = read(rows({"amount": amount}), ENTRIES)
    assert found.quarantined.row(0)[1:4] == (
        "amount_fen",
        # A number of ten digits or more may be one of a person.
        amount if len(amount) < 10 else f"({len(amount)} characters, not shown)",
        "expected an amount of yuan with at most two decimal places, at least 0.01",
    )


TYPED = st.fixed_dictionaries(
    {
        "on": st.sampled_from([DAY, DAY, None]),
        "kind": st.sampled_from([*KINDS, *KINDS, "gift", None]),
        "fund": st.sampled_from(["f1", None]),
        "level": st.sampled_from(["county", "county", "village", "moon", None]),
        "year": st.sampled_from([None, 2018]),
        "amount_fen": st.sampled_from([1, 10**15 - 1, 0, -1, 10**15, None]),
        "project": st.sampled_from(["p1", None]),
        "to": st.sampled_from(["village", "moon", None, None]),
        "stage": st.sampled_from(["available", "allotted", "encumbered", "spent", None, None, None]),
        "entry": st.sampled_from(["e1", None]),
        "document": st.sampled_from(["doc", None]),
        "reason": st.sampled_from(["why", None]),
    }
)


@times(3)
@given(st.lists(TYPED, min_size=1, max_size=8), st.sets(st.sampled_from(["year", "project", "to", "stage", "entry"])))
def test_a_row_is_accepted_exactly_where_an_entry_can_be_made_of_it(
    made: list[dict[str, Any]], left_out: set[str]
) -> None:
    made = [{"id": f"e{number}", **row, **dict.fromkeys(left_out)} for number, row in enumerate(made)]
    kinds = {name: {nw.String: pl.String, nw.Date: pl.Date, nw.Int64: pl.Int64}[kind] for name, kind in COLUMNS.items()}
    frame = pl.DataFrame(made, kinds)
    expected = {}
    for row in made:
        try:
            expected[row["id"]] = entry_of_row(row)
        except InvalidValue:
            continue
    found = read(frame.drop(left_out), ENTRIES)
    assert found.accepted.height + found.quarantined.height == found.read == len(made)
    strange = {row["id"] for row in made if states_what_cannot_be(row)}
    assert found.accepted["id"].to_list() == [key for key in expected if key not in strange]
    assert list(entries_of(found.accepted)) == [entry for key, entry in expected.items() if key not in strange]
    judge = jsonschema.Draft202012Validator(ENTRIES.json_schema(), format_checker=jsonschema.FormatChecker())
    for row in made:
        day = None if row["on"] is None else row["on"].isoformat()
        accepted = row["id"] in set(found.accepted["id"])
        assert judge.is_valid({name: day if name == "on" else cell for name, cell in row.items()}) == accepted


def states_what_cannot_be(row: dict[str, Any]) -> bool:
    """Whether a reversal, of which nothing else counts, has a cell beside that no entry could have."""
    levels = {*Level, None}
    amount = row["amount_fen"]
    return row["kind"] == "reversal" and (
        row["level"] not in levels
        or row["to"] not in levels
        or row["stage"] == "spent"
        or not (amount is None or 0 < amount < 10**15)
    )


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"on": "2018-02-30"}, [("on", "2018-02-30", "expected a date such as 2014-05-01")]),
        ({"on": None}, [("on", "", "expected a date such as 2014-05-01")]),
        ({"kind": "gift"}, [("kind", "gift", "expected one of appropriation, transfer, allotment, encumbrance, "
                             "expenditure, refund, release, withdrawal, return, reclaim, carry-over, reversal")]),
        ({"year": "18"}, [("year", "18", "expected a whole number from 1,978 to 9,998")]),
        ({"amount": None}, [("amount_fen", "", "expected a value for kind transfer")]),
        ({"fund": "—", "level": "省"}, [("fund", "(1 character, not shown)", "expected a value for kind transfer")]),
        ({"to": ""}, [("to", "", "expected a value for kind transfer")]),
        ({"to": "月球"},
         [("to", "月球", "expected one of central, province, municipality, county, township, village")]),
        ({"to": "县"}, [("to", "县", "expected a level other than the one that sends")]),
        ({"project": "p1", "stage": "可用"}, [
            ("project", "(2 characters, not shown)", "expected nothing for kind transfer"),
            ("stage", "可用", "expected nothing for kind transfer"),
        ]),
        ({"kind": "支付"}, [("project", "", "expected a value for kind expenditure"),
                           ("to", "村", "expected nothing for kind expenditure")]),
        ({"kind": "结转", "to": None, "stage": "已分配到项目"},
         [("project", "", "expected a value for kind carry-over, stage allotted")]),
        ({"kind": "结转", "to": None, "project": "p1"},
         [("project", "(2 characters, not shown)", "expected nothing for kind carry-over, no stage")]),
        ({"kind": "红冲"}, [("entry", "", "expected a value for kind reversal")]),
        ({"id": "990000195103070017"[:17] + "X", "amount": "x"}, [
            ("id", "(18 characters, not shown)", PERSONAL.en),
            ("amount_fen", "x", "expected an amount of yuan with at most two decimal places, at least 0.01"),
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_entry_is_said_field_by_field(
    changes: dict[str, str | None], problems: list[tuple[str, str, str]]
) -> None:
    found = read(rows({}, changes), ENTRIES)
    assert found.accepted["id"].to_list() == ["e0"]
    assert found.problems.select("row", "field", "value", "reason").rows() == [(2, *each) for each in problems]


def test_reasons_are_said_in_chinese_too() -> None:
    found = read(rows({"kind": "支付"}, {"to": "县"}, {"kind": "结转", "to": None, "project": "p1"}), ENTRIES)
    assert found.problems["reason_zh"].to_list() == [
        "业务类型为支付时应有此项",
        "业务类型为支付时不应有此项",
        "应为拨出层级以外的层级",
        "业务类型为结转、结转阶段为空时不应有此项",
    ]


def test_of_two_entries_with_one_key_neither_is_taken() -> None:
    found = read(rows({}, {"id": "e0"}, {}), ENTRIES)
    assert found.accepted["id"].to_list() == ["e2"]
    assert found.quarantined["reason"].to_list() == ["the key stands in more than one row"] * 2


def test_a_file_of_entries_needs_the_headings_that_are_posted() -> None:
    for name in ("id", "on", "kind", "fund", "level", "amount"):
        with pytest.raises(InvalidValue, match=f"headings: got .*; expected a heading for {name}; name it in columns="):
            read(rows({}).drop(name), ENTRIES)
    assert read(rows({}).clear(), ENTRIES).accepted.height == 0


# Nothing is lost


LINES = [
    "id,on,kind,fund,level,amount,project,to,entry,document",
    "a1,2018-01-01,appropriation,f1,county,1000.00,,,,财农〔2018〕1号",
    'a2,2018-05-01,allotment,f1,county,5.5,p1,,,"doc, 2"',
    "a3,2018-05-01,transfer,f1,county,5.50,,village,,doc 3",
    "a4,2018-06-01,reversal,,,,,,a3,",
]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["put", "drop", "set"]), st.integers(0, 255)), max_size=5)
)
def test_every_row_is_accepted_or_quarantined_whatever_happened_to_the_file(
    tmp_path_factory: Any, edits: list[tuple[int, str, int]]
) -> None:
    raw = bytearray("\n".join(LINES).encode())
    start = raw.index(b"\n") + 1
    for place, how, byte in edits:
        if how == "put":
            raw.insert(start + place, byte)
        elif start + place < len(raw):
            if how == "drop":
                del raw[start + place]
            else:
                raw[start + place] = byte
    path = tmp_path_factory.getbasetemp() / "corrupt-entries.csv"
    path.write_bytes(bytes(raw))
    found: Reading = read(path, ENTRIES, encoding="utf-8")
    lines = [line for line in bytes(raw).split(b"\n")[1:] if line.decode(errors="replace").strip()]
    assert found.accepted.height + found.quarantined.height == found.read == len(lines)
    assert len(list(entries_of(found.accepted))) == found.accepted.height


def test_the_columns_of_the_schema_are_those_of_a_frame_of_entries() -> None:
    assert [each.column for each in ENTRIES] == list(COLUMNS)
