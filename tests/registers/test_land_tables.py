"""The tables of villages and industries: records and rows, exact both ways, and the words that offices use."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.industries import Industry, LandKind, OutputUnit
from antipoverty.records import Village
from antipoverty.registers import INDUSTRIES, VILLAGES, frame, objects, read
from antipoverty.strategies import industries, villages
from effort import times


@times(2)
@given(st.lists(industries(), max_size=3), st.lists(villages(), max_size=3))
def test_records_come_back_from_their_rows(stated: list[Industry], places: list[Village]) -> None:
    assert list(objects(frame(stated, INDUSTRIES), INDUSTRIES)) == stated
    assert list(objects(frame(places, VILLAGES), VILLAGES)) == places


def test_an_office_writes_its_industries_so() -> None:
    form = pl.DataFrame(
        {
            "产业编号": ["i1", "i2"],
            "产业名称": ["核桃", "烤烟"],
            "产业类型": ["经果林", "种植"],
            "所在村": ["v01、v02", "v03"],
            "用地类型": ["退耕地", "旱地"],
            "种植面积（亩）": ["65,885", "700"],
            "嫁接面积": ["36800", ""],
            "产量": ["", "2100"],
            "产量单位": ["", "担"],
            "受益贫困户数": ["", "210"],
            "销售收入": ["", "270万元"],
        }
    )
    reading = read(form, INDUSTRIES)
    assert reading.quarantined.height == 0, reading.explain()
    walnuts, tobacco = objects(reading.accepted, INDUSTRIES)
    assert (walnuts.villages, walnuts.land, walnuts.area) == (("v01", "v02"), LandKind.RETURNED, 65_885)
    assert (walnuts.improved, walnuts.output) == (36_800, None)
    assert (tobacco.output_unit, tobacco.kilograms) == (OutputUnit.DAN, 105_000)
    assert (tobacco.poor_households, tobacco.sales) == (210, Decimal(2_700_000))


def test_an_office_writes_its_villages_so() -> None:
    form = pl.DataFrame(
        {
            "村代码": ["v1"],
            "村名": ["上村"],
            "户数": ["486"],
            "户籍人口": ["1853"],
            "组数": ["8"],
            "幅员面积": ["39.02"],
            "耕地面积": ["1914.08"],
            "纬度": ["28.353901"],
            "经度": ["102.1"],
        }
    )
    (village,) = objects(read(form, VILLAGES).accepted, VILLAGES)
    assert (village.households, village.persons, village.groups) == (486, 1_853, 8)
    assert (village.area, village.cultivated_land) == (Decimal("39.02"), Decimal("1914.08"))
    assert (village.latitude, village.longitude) == (Decimal("28.353901"), Decimal("102.1"))
