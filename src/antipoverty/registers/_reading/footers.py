"""Rows that are no records: totals, what stands below a table, headings that are printed again.

Words decide where the key is no code (letters, digits and hyphens, with a digit at the end), and figures where there is
a key:

- A cell is a total's label as a whole (合计, 本页小计, Total), and the key is missing or no code.
- The key, or the first cell of a row without one, begins as a footer does (制表人：, 备注：, Note:), numbers a page, or
  is the one cell of the row and a sentence, or no code where the keys of all rows with more cells are codes.
- The key is its own heading, or at least two cells are theirs.
- A row that has a key like the others is kept, whatever its name, unless the name is a total's label and its figures
  are the sums of those above; so is one with a key unlike all others (全县 after h1, h2), and the last row whose key is
  no code, unless their figures are.

So a village called 合计村, or one called 合计 with a code and figures of its own, is a village.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from antipoverty._shared.keys import CHANGES
from antipoverty.registers._reading.batches import Batch
from antipoverty.registers._reading.parsing import Column, Parsed
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

TOTAL = Text("a total row, and no record", "合计行，不是记录")
FOOTER = Text("what stands below a table, and no record", "表尾的签章或说明，不是记录")
HEADING_AGAIN = Text("the headings again, and no record", "重复的表头，不是记录")

#: A key that is a code, and what has a label in it though it ends in a digit.
_CODE = "^[0-9A-Za-z\u3400-\u9fff_-]*[0-9][A-Za-z]?$"
_LABELLED = "(?i)[计总共页注备说制填审]|total|sum|note|page|^-"
_WHOLE = "合计|总计|小计|共计|累计|总和|总数|汇总|平均|平均值|均值|合计数|总计数"
#: One of these is in every total's label.
_LABELS = ("计", "总", "汇", "均", "共", "total", "sum", "average", "mean")
_COUNT = "(?:户|人口|人|口|个|村|元|万元|亩|项|笔|条|行|名)"
_COUNTED = rf"[:：]?[（(]?(?:[0-9.,]+{_COUNT}*[、，,/]?)*[)）]?"
_TOTAL = (
    rf"^(?:(?:.{{0,12}}[村乡镇县市省州区组社户页年月])?(?:{_WHOLE})(?:{_COUNTED}|[（(].*[)）])"
    rf"|(?:本页|本表|全部|以上|共)[:：]?[0-9]+{_COUNT}(?:[0-9]+{_COUNT}|[，,、])*"
    r"|(?:本页|本表|全表|以上|全部)(?:合计|小计|总计|累计|共计)"
    r"|(?:户数|人数|人口|金额|数量)(?:合计|总计|小计|共计)"
    r"|(?:(?:本页|本表|全表|以上|全部)?共[0-9]+[户人口村笔条]|[0-9]+[户人口村笔条][，,、]?[0-9]+[户人口村笔条])"
    r"(?:[，,、]?[0-9]+[户人口村笔条])*"
    r"|(?:grand|sub-?|overall)?totals?(?:households?|persons?|people|members?|villages?|amount|count)?(?:[:(（].*)?"
    r"|sum:?|counts?:?|averages?:?|mean:?|all(?:households|persons|people|members|villages):?)$"
)
_FOOTER = (
    r"^(?:[(（]?(?:(?:制表|填表|填报|审核|审批|复核|负责|经办|核查|调查|统计|单位负责|统计负责|联系|打印|录入|核实|签字|报送)人"
    r"|填报单位|填表单位|制表单位|报送单位|主管单位|填报日期|填表日期|制表日期|打印日期|打印时间|报送日期|联系电话|制表|填表"
    r"|审核|复核|审批|盖章|单位[(（]?盖章[)）]?|签字|签名|签章|备注|说明|填表说明|编制说明|注|附注|数据来源|资料来源|preparedby|checkedby"
    r"|approvedby|signature|signedby|notes?|remarks?|source)(?:[:：(（].*)?[)）]?"
    r"|(?:制表|填表|填报|审核|审批|复核|负责|经办|核查|调查|统计|录入)人.{0,10}|注[0-9一二三四五]+[:：.、].*|※.*|\*+[^0-9].*)$"
)
_PAGE = (
    r"^(?:第[0-9一二三四五六七八九十百]+页.*|共[0-9]+页.*|[0-9]+页[/／]?共?[0-9]*页?|page[0-9]+(?:(?:of|/)[0-9]+)?"
    r"|-[0-9]+-|[—–]+[0-9]+[—–]+)$"
)
_SENTENCE = "[，。；：！？,;:!?]|^[\u3400-\u9fff0-9]{9,}$|[0-9]{4}年"
#: Runs of characters of one kind, by which keys are of one shape.
_RUNS = {"[0-9]+": "9", "[A-Za-z]+": "a", "[\u3400-\u9fff]+": "汉"}
#: So many rows are held against the sums of those above: more with keys unlike all others are a list of such keys.
_MOST = 20


def find_footers(batch: Batch, headings: Sequence[str], columns: Sequence[Parsed]) -> dict[int, Text]:
    """The numbers of the rows whose words say that they are no records, each with the reason.

    Args:
        batch: the rows.
        headings: those of the file.
        columns: its columns, as `parsing.parse_plain` gives them; a key that is a plain code is not looked at.
    """
    import polars as pl

    # The keys are those of persons where nobody gave these a code.
    keys = [each for each in columns if each.column.field.name == "id"]
    keys += [each for each in columns if each.column.field.form in (Form.IDENTITY, Form.DIGEST)]
    if not keys or not len(batch.numbers):
        return {}
    place = keys[0].column.place
    key = batch.cells.to_series(place)
    codes = ~keys[0].wrong if keys[0].column.field.form is Form.KEY and not keys[0].column.words else None
    if codes is not None:
        key = key.filter(~codes)
    odd = (~key.str.contains(_CODE) | key.str.contains(_LABELLED)).fill_null(True)
    if not odd.any():
        return {}
    places = odd.arg_true() if codes is None else (~codes).arg_true().filter(odd)
    cells = batch.cells.select(pl.all().gather(places))
    cells.columns = [f"{number}" for number in range(cells.width)]
    rows = _words_of_rows(cells, place, [re.sub(r"\s+", "", heading).lower() for heading in headings])
    no_record = pl.any_horizontal("heading", "total", "footer")
    strange = rows.select((pl.col("no code") & ~no_record).fill_null(False)).to_series()
    for spoilt in batch.spoilt:
        if spoilt.place == place:  # an error of a workbook is no word
            strange = strange & ~spoilt.rows.gather(places)
    if len(headings) > 2 and len(places) < len(batch.numbers) and not (strange & ~rows["alone"]).any():
        rows = rows.with_columns(pl.col("footer") | strange)
    why: dict[int, Text] = {}
    numbers = batch.numbers.gather(places)
    for name, reason in (("footer", FOOTER), ("total", TOTAL), ("heading", HEADING_AGAIN)):
        why |= dict.fromkeys(numbers.filter(rows[name]), reason)
    return why


def _words_of_rows(cells: pl.DataFrame, place: int, names: Sequence[str]) -> pl.DataFrame:
    """What the words of rows say of them: ``heading``, ``total``, ``footer``, ``no code``, ``alone``.

    Args:
        cells: the rows, columns by their numbers.
        place: the column of the keys.
        names: the headings, without blanks.
    """
    import polars as pl

    return (
        cells.lazy()
        .with_columns(pl.all().str.replace_all(r"[\s\u200b\ufeff]+", "").str.to_lowercase())
        .with_columns(pl.when(pl.all() != "").then(pl.all()))
        .select(
            pl.col(f"{place}").alias("key"),
            pl.coalesce(pl.all()).alias("first"),
            (~pl.coalesce(pl.all()).str.contains(_CODE)).alias("no code"),
            pl.sum_horizontal(pl.all().is_not_null()).alias("filled"),
            pl.any_horizontal(pl.all().str.contains(_TOTAL)).alias("total"),
            (pl.col(f"{place}") == names[place]).alias("key again"),
            pl.sum_horizontal(
                (pl.col(f"{number}") == name).fill_null(False) for number, name in enumerate(names) if name
            ).alias("again"),
        )
        .with_columns(pl.coalesce("key", "first").alias("label"))
        .select(
            (pl.col("key again").fill_null(False) | (pl.col("again") >= 2)).alias("heading"),
            pl.col("total").fill_null(False).alias("total"),
            (
                pl.col("label").str.contains(_FOOTER)
                | (pl.col("label").str.contains(_PAGE) & (pl.col("filled") <= 2))
                | (
                    (pl.col("filled") == 1)
                    & (len(names) > 2)
                    & pl.col("label").str.contains(_SENTENCE)
                    & ~pl.col("label").str.contains(f"^(?:{CHANGES})$|^#")
                )
            )
            .fill_null(False)
            .alias("footer"),
            (pl.col("no code") & ~pl.col("label").str.contains("[0-9]$")).alias("no code"),
            (pl.col("filled") == 1).alias("alone"),
        )
        .collect(engine="in-memory")
    )


def find_labels(batch: Batch, columns: Sequence[Column]) -> list[int]:
    """The numbers of the rows with a total's label in words, in another record's key, or in a column not read."""
    import polars as pl

    named = (Form.WORDS, Form.KEY)
    coded = {each.place for each in columns if each.field.form not in named or each.field.name == "id"}
    numbers: list[int] = []
    for place, kind in enumerate(batch.cells.dtypes):
        if kind != pl.String or place in coded:
            continue
        cells = batch.cells.to_series(place)
        some = cells.str.contains_any(list(_LABELS), ascii_case_insensitive=True).fill_null(False).arg_true()
        if len(some):
            plain = cells.gather(some).str.replace_all(r"\s+", "").str.to_lowercase()
            numbers += batch.numbers.gather(some.filter(plain.str.contains(_TOTAL).fill_null(False))).to_list()
    return numbers


def find_totals(rows: pl.DataFrame, schema: Schema, labelled: Collection[int]) -> pl.Series:
    """Which accepted rows are the totals of those above, though they have a key: see the module.

    Args:
        rows: accepted rows, with their numbers.
        schema: the table that they are of.
        labelled: the numbers of rows with a total's label in a cell.
    """
    import polars as pl

    none = pl.Series([False]).new_from_index(0, rows.height)
    figures = [
        each.column
        for each in schema
        if each.numeric and each.column in rows.columns and "year" not in each.name and "per_head" not in each.name
    ]
    if rows.height < 3 or not figures:
        return none
    # Nearly all keys are of the shape of the first.
    runs = re.findall("|".join((*_RUNS, ".")), rows["id"][0])
    like_first = "".join(next((run for run in _RUNS if re.match(run, part)), re.escape(part)) for part in runs)
    others = (~rows["id"].str.contains(f"^{like_first}$")).arg_true()
    shape = rows["id"].gather(others)
    for run, sign in _RUNS.items():
        shape = shape.str.replace_all(run, sign)
    alone = none.clone().scatter(others.filter(shape.is_unique()), True) if len(others) else none
    label = rows["row"].is_in(list(labelled)) if labelled else none
    last = none if re.search(_CODE, rows["id"][-1]) else pl.int_range(rows.height, eager=True) == rows.height - 1
    candidates = (alone | label | last).arg_true()
    candidates = candidates.filter(candidates >= 2)
    if not 0 < len(candidates) <= _MOST:
        return none
    totals = []
    for place in candidates:
        above, row = rows.head(place).select(figures), rows.row(place, named=True)
        figures_here = [name for name in figures if row[name]]
        added = above.select(pl.col(figures_here).cast(pl.Int128).sum()).row(0, named=True) if figures_here else {}
        parts = above.select((pl.col(figures_here) != 0).sum()).row(0, named=True) if figures_here else {}
        same = [name for name in figures_here if added[name] == row[name] and parts[name] >= 2]
        # One figure may be a sum by chance; two or more hardly, and a label says the rest.
        if len(same) == len(figures_here) and len(same) >= (1 if label[place] else 2):
            totals.append(place)
    return none.clone().scatter(totals, True) if totals else none
