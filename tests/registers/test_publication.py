"""What is published of a simulation, as a table, as data and as a picture, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.registers import Published, Simulation, picture, publish, simulate, write
from antipoverty.registers._publication.tables import group_name
from antipoverty.serialization import dumps, loads

CN = rulebooks.load("cn")
ON = date(2014, 5, 1)
HIGHER = CN.override({"poverty_line.statistical": {2013: "2800"}})
STRICTER = CN.override({"identification.negative_list": {"vehicle": "exclude"}})


def frame(**columns: list[Any]) -> pl.DataFrame:
    rows = max(len(values) for values in columns.values())
    return pl.DataFrame({"net_income_fen": [10**9] * rows, "size": [1] * rows, **columns})


def town() -> Simulation:
    names = ["上村"] * 60 + ["下村"] * 59 + ["东村"] * 13 + ["西村"] * 50
    incomes = [0] * 20 + [276_000] * 20 + [10**6] * 20
    incomes += [0] * 30 + [10**6] * 29
    incomes += [0] * 3 + [10**6] * 10
    incomes += [0] * 13 + [276_000] * 12 + [10**6] * 25
    return simulate(frame(net_income_fen=incomes, village=names), base=CN, reform=HIGHER, on=ON, by=["village"])


def test_the_table_says_what_it_shows_and_what_it_hides_in_both_languages() -> None:
    assert publish(town(), "village").explain() == (
        "| village | households | before | enter | leave | after | gap before, yuan | gap after, yuan |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        "| 上村 | 60 | 20 | 20 | 0 | 40 | 55,000 | 57,000 |\n"
        "| 下村 | 59 | 30 | 0 | 0 | 30 | 82,000 | 84,000 |\n"
        "| 东村 | 13 | … | … | 0 | … | … | … |\n"
        "| 西村 | 50 | … | … | 0 | … | … | … |\n"
        "| total | 182 | 66 | 32 | 0 | 98 | 181,000 | 186,000 |\n"
        "\n"
        "- …: not shown, since a count from 1 to 9 would be told or follow; or an amount to which fewer than 10"
        " households contribute, or one contributes more than half.\n"
        "- Amounts are rounded to 1,000 yuan."
    )
    assert publish(town(), "village").explain("zh").splitlines()[0] == (
        "| 村 | 户数 | 现行 | 新进 | 退出 | 调整后 | 现行缺口（元） | 调整后缺口（元） |"
    )
    assert "不公布" in publish(town(), "village").explain("zh")


def test_few_who_leave_cost_no_one_the_table() -> None:
    rows = 6_000
    register = frame(
        village=[f"v{place % 20:02}" for place in range(rows)],
        net_income_fen=[100 if place % 3 == 0 else 10**8 for place in range(rows)],
        vehicle=[place in (0, 3, 6) for place in range(rows)],
    )
    found = publish(simulate(register, base=CN, reform=STRICTER, on=ON, by=["village"]), "village")
    assert [row.figure("base").value for row in found.rows] == [100] * 20 + [2_000]
    assert [row.group for row in found.rows if row.figure("leave").value is None] == [
        "v00",
        "v03",
        "v06",
        None,
    ]
    assert {row.figure("leave").value for row in found.rows} == {None, 0}
    after = {row.group: row.figure("reform").value for row in found.rows}
    assert [name for name, value in after.items() if value is None] == ["v00", "v03", "v06", None]
    # What the three lack would be the difference of the gaps.
    gaps = {row.group: row.figure("reform_gap_yuan").value for row in found.rows}
    assert [name for name, value in gaps.items() if value is None] == ["v00", "v03", "v06", None]
    assert found.total.figure("base_gap_yuan").value == 5_470_000


def test_no_gap_is_shown_of_one_family() -> None:
    incomes = [150_044] + [10**8] * 11 + [100] * 20 + [200] * 20
    register = frame(net_income_fen=incomes, village=["v1"] * 12 + ["v2"] * 20 + ["v3"] * 20)
    found = publish(simulate(register, base=CN, reform=CN, on=ON, by=["village"]), "village")
    gaps = [row.figure("base_gap_yuan").value for row in found.rows]
    assert gaps[0] is None
    assert gaps[1:3].count(None) == 1
    assert gaps[-1] is not None


def test_what_is_not_known_has_columns_of_its_own() -> None:
    rows = frame(net_income_fen=[1] * 20 + [10**8] * 30, village=["v1"] * 20 + ["v2"] * 30)
    found = simulate(rows, base=CN, reform=STRICTER, on=ON, by=["village"], absent="unknown")
    assert "| v1 | 20 | 20 | 0 | 0 | 20 | 0 | 20 | 55,000 | 0 |" in publish(found, "village").explain()
    assert "before - leave - to unknown + enter + from unknown = after" in publish(found, "village").explain().lower()
    guaranteed = CN.override({"identification.basis": "income-or-guarantee"})
    rows = rows.with_columns(
        net_income_fen=pl.when(pl.col("village") == "v1").then("net_income_fen"), dwelling_grade=pl.lit("D")
    )
    gaps = simulate(rows, base=CN, reform=guaranteed, on=ON, by=["village"], absent="unknown")
    assert publish(gaps, "village").total.figure("reform_gaps_unknown").value == 30
    assert "leave out the households whose gap is not known" in publish(gaps, "village").explain()
    assert "不含缺口未知的户" in publish(gaps, "village").explain("zh")


def test_a_rule_without_a_limit_has_no_column_of_gaps() -> None:
    rows = frame(village=["v1"] * 20)
    found = simulate(
        rows, base=date(2017, 5, 1), reform=date(2019, 5, 1), rule=HOUSEHOLD_EXIT, by=["village"], absent="unknown"
    )
    assert "gap" not in publish(found, "village").explain()
    with pytest.raises(InvalidValue, match="name: got 'base_gap_yuan'; expected one of households, base"):
        publish(found, "village").total.figure("base_gap_yuan")


def test_groups_are_called_by_their_names() -> None:
    causes = ["illness"] * 20 + ["因病"] * 20 + [None] * 20
    register = frame(net_income_fen=[0] * 60, main_cause=causes)
    found = simulate(register, base=CN, reform=HIGHER, on=ON, by=["main_cause"])
    assert "| 因病 | 20 |" in publish(found, "main_cause").explain("zh")
    assert "| illness | 20 |" in publish(found, "main_cause").explain().lower()
    assert "| main cause | households |" in publish(found, "main_cause").explain()
    assert "| (none found or not known) | 20 |" in publish(found, "main_cause").explain()
    assert group_name(None, "main_cause", "zh") == "（未发现或未知）"
    assert (group_name(None, "village", "en"), group_name(None, "village", "zh")) == ("(unknown)", "（未知）")


def test_a_name_breaks_no_table() -> None:
    names = ["a|b\n=1+1 <script>"] * 20 + [""] * 20 + ["other groups"] * 20
    found = simulate(frame(village=names), base=CN, reform=CN, on=ON, by=["village"])
    lines = publish(found, "village").explain().splitlines()
    assert [line.split(" | ")[0] for line in lines[2:6]] == [
        "| (blank)",
        r"| a\|b =1+1 &lt;script>",
        "| other groups",
        "| total",
    ]
    assert group_name(" ", "village", "zh") == "（空白）"


def test_persons_are_no_groups() -> None:
    for head in ("11010519491231002X", "户主 139 1234 5678", "6222021234567890123"):
        found = simulate(frame(head=["a"] * 20 + [head] * 20), base=CN, reform=CN, on=ON, by=["head"])
        with pytest.raises(InvalidValue, match="column: got 'head'; expected a column of groups, none of which") as hit:
            publish(found, "head")
        assert head not in str(hit.value)
    assert publish(simulate(frame(village=["620123001001"] * 20), base=CN, reform=CN, on=ON, by=["village"]), "village")


def test_the_table_is_data_too(tmp_path: Path) -> None:
    found = publish(town(), "village")
    data = found.frame()
    assert data.columns[:4] == ["group", "whole", "households", "base"]
    assert data["group"].to_list() == ["上村", "下村", "东村", "西村", None]
    assert data["whole"].to_list() == [False] * 4 + [True]
    assert data.filter("whole")["base"].to_list() == [66]
    assert data.filter(pl.col("base").is_null())["group"].to_list() == ["东村", "西村"]
    write(data, tmp_path / "reform.csv")
    assert pl.read_csv(tmp_path / "reform.csv")["enter"].to_list() == data["enter"].to_list()
    assert loads(dumps(found), Published) == found


def test_a_register_of_few_or_of_no_households_has_a_table_that_says_so() -> None:
    few = simulate(frame(net_income_fen=[0] * 5, village=["v1"] * 5), base=CN, reform=HIGHER, on=ON, by=["village"])
    assert "| v1 | … | … | 0 | 0 | … | … | … |" in publish(few, "village").explain()
    none = simulate(frame(village=["v1"])[:0], base=CN, reform=HIGHER, on=ON, by=["village"])
    assert "| total | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" in publish(none, "village").explain()


@pytest.mark.parametrize("least", [2, True, 2.5, "10"])
def test_a_limit_is_a_whole_number_of_at_least_three(least: Any) -> None:
    with pytest.raises(InvalidValue, match="least: got .*; expected a whole number of at least 3"):
        publish(town(), "village", least=least)
    with pytest.raises(InvalidValue, match="column: got 'hamlet'; expected one of by: village"):
        publish(town(), "hamlet")


# The picture


def _texts(axes: Any) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_shows_groups_and_reasons(language: Any, tmp_path: Path) -> None:
    figure = picture(town(), "village", language)
    left, right = figure.axes
    assert [bar.get_width() for bar in left.patches] == [20, 0, 0, 0, 0, 0, 0, 0]
    assert _texts(left) == ["…", "…"]
    assert [bar.get_width() for bar in right.patches] == [32]
    (label,) = [tick.get_text() for tick in right.get_yticklabels()]
    assert label == {"en": "Income below the line", "zh": "收入低于贫困标准"}[language]
    figure.savefig(tmp_path / "reform.png")
    assert (tmp_path / "reform.png").stat().st_size > 5_000


def test_a_hidden_count_has_its_mark_in_place_of_a_bar() -> None:
    rows = frame(
        net_income_fen=[276_000] * 4 + [10**9] * 30 + [276_000] * 12 + [10**9] * 30 + [276_000] * 50,
        village=["v1"] * 34 + ["v2"] * 42 + ["v3"] * 50,
    )
    left = picture(simulate(rows, base=CN, reform=HIGHER, on=ON, by=["village"]), "village").axes[0]
    assert [bar.get_width() for bar in left.patches] == [0, 0, 50, 0, 0, 0]
    assert _texts(left) == ["…", "…"]


def test_a_move_of_which_the_total_is_hidden_has_no_reasons() -> None:
    rows = frame(net_income_fen=[1] * 60, village=["v1"] * 60, vehicle=[True] * 4 + [False] * 56)
    figure = picture(simulate(rows, base=CN, reform=STRICTER, on=ON, by=["village"]), "village")
    assert not figure.axes[1].patches
    assert figure.get_suptitle() == "Identification of a poor household: 60 households before, … after"


def test_of_many_groups_those_with_most_moves_are_drawn() -> None:
    names = [f"v{place // 30:03}" for place in range(30 * 50)]
    incomes = [276_000 if place % 30 < place // 30 else 10**9 for place in range(30 * 50)]
    found = simulate(frame(net_income_fen=incomes, village=names), base=CN, reform=HIGHER, on=ON, by=["village"])
    left = picture(found, "village").axes[0]
    labels = [tick.get_text() for tick in left.get_yticklabels()]
    assert len(labels) == 40
    assert labels == sorted(labels)
    rows = publish(found, "village").rows[:-1]
    assert {row.group for row in rows if row.figure("enter").value} <= set(labels)
    assert left.get_title() == "by village, the 40 of 50 with most moves"


def _wanting(rows: slice) -> Simulation:
    wanting = frame(
        net_income_fen=[10**9] * 60,
        village=["v1"] * 60,
        food_secure=[False] * 15 + [True] * 45,
        dwelling_grade=["A"] * 15 + ["D"] * 6 + ["A"] * 39,
        clothing_secure=[True] * 21 + [False] * 5 + [True] * 34,
        school_age_child=[False] * 60,
        uninsured=[False] * 60,
        dropout=[False] * 60,
    )
    return simulate(wanting[rows], base=ON, reform=date(2016, 5, 1), by=["village"], absent="unknown")


@pytest.mark.parametrize(
    ("rows", "widths", "labels"),
    [
        (slice(None), [15, 11], ["Enough food", "several together"]),
        (slice(21), [21], ["several together"]),
        (slice(15, None), [11], ["several together"]),
        (slice(21, None), [], []),
    ],
)
def test_small_flows_are_shown_together_or_not_at_all(rows: slice, widths: list[int], labels: list[str]) -> None:
    right = picture(_wanting(rows), "village").axes[1]
    assert [bar.get_width() for bar in right.patches] == widths
    assert [tick.get_text() for tick in right.get_yticklabels()] == labels
