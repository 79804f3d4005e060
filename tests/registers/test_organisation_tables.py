"""Units, what they give, cadres, pairs and leading groups as tables: read from forms, and exact both ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given

from antipoverty.organisation import AssistingUnit, LeadingGroup, Organisation, Responsibility, Support
from antipoverty.registers import CADRES, GROUPS, PAIRS, SUPPORTS, UNITS, Schema, frame, objects, read
from antipoverty.strategies import organisations


def _read(schema: Schema, form: dict[str, list[str]]) -> list[object]:
    reading = read(pl.DataFrame(form), schema)
    assert reading.problems.is_empty()
    return list(objects(reading.accepted, schema))


@given(organisations())
def test_every_record_of_an_organisation_comes_back_from_its_table(town: Organisation) -> None:
    for schema, held in (
        (GROUPS, town.groups),
        (CADRES, town.cadres),
        (UNITS, town.units),
        (SUPPORTS, town.supports),
        (PAIRS, town.responsibilities),
    ):
        assert tuple(objects(frame(held, schema), schema)) == held


def test_a_form_of_units_is_read() -> None:
    form = {"单位编号": ["u1"], "单位名称": ["民政局"], "单位层级": ["县级"], "单位性质": ["党政机关"],
            "帮扶村": ["上村、下村"], "帮扶开始时间": ["2014-05"]}  # fmt: skip
    unit = AssistingUnit("u1", "民政局", "county", "agency", villages=("上村", "下村"), first_day=date(2014, 5, 1))
    assert _read(UNITS, form) == [unit]


def test_a_form_of_what_units_give_is_read() -> None:
    form = {"投入编号": ["s1"], "投入单位": ["u1"], "投入日期": ["2014-06-01"], "投入形式": ["实物"],
            "投入内容": ["水泥"], "折款": ["1.8万元"], "数量": ["40"], "计量单位": ["吨"],
            "受益村": ["上村"]}  # fmt: skip
    given_ = Support("s1", "u1", date(2014, 6, 1), "goods", "水泥", Decimal("18000.00"), Decimal("40.00"), "吨", "上村")
    assert _read(SUPPORTS, form) == [given_]


def test_a_form_of_cadres_is_read_and_its_names_are_masked_where_they_are_wrong() -> None:
    form = {"干部编号": ["c1", "c2"], "职级": ["正科级", ""], "姓名": ["张三", "李四"], "走访次数": ["12", ""]}
    first, second = _read(CADRES, form)
    assert (first.rank, first.visits, second.rank, second.visits) == ("section-head", 12, None, None)  # type: ignore[attr-defined]
    assert "张" not in repr(first)
    assert CADRES["name"].personal
    assert GROUPS["persons"].personal


def test_a_form_of_pairs_and_of_groups_is_read() -> None:
    pairs = {"帮扶责任人": ["c1"], "户编号": ["h1"], "责任类别": ["结对帮扶干部"], "结对日期": ["2014-05-01"]}
    expected = Responsibility("c1", household="h1", role="paired-cadre", first_day=date(2014, 5, 1))
    assert _read(PAIRS, pairs) == [expected]
    groups = {"小组编号": ["g1"], "组长": ["党委书记"], "副组长": ["镇长"], "成员": ["包村干部、财政所长"]}
    assert _read(GROUPS, groups) == [
        LeadingGroup("g1", leader="党委书记", deputies=("镇长",), members=("包村干部", "财政所长"))
    ]
