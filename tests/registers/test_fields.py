"""The fields of the national exports that checks ask for: each is read from its headings, in the words of the forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.facts.household import HELP
from antipoverty.records import RiskCode
from antipoverty.registers import HOUSEHOLDS, MEMBERS, Reading, Schema, read
from antipoverty.registers._reading.masking import digest
from antipoverty.registers._schema.declarations import Field, Form

SECRET = b"sixteen bytes or more, kept apart"
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


#: The facts of a household that the exports state, beside the kinds of help.
ATTRIBUTES = (
    "attribute", "dwelling_area", "forest_land", "returned_land", "fruit_land", "pasture_land", "water_surface",
    "road_distance", "road_kind", "road_hard", "fuel", "toilet", "broadcasting", "electricity",
    "production_electricity", "cooperative", "water_difficult", "water_safe", "dangerous_house", "responsible_stated",
    "telephone_stated", "ecological_compensation", "family_planning_money", "stated_cause", "other_stated_cause",
    "further_stated_cause", "risk_removed", "removal_kind",
)  # fmt: skip


def number(first: str) -> str:
    """The first 17 places of an identity number with their check digit."""
    return first + CHECKS[sum(int(place) * weight for place, weight in zip(first, WEIGHTS, strict=True)) % 11]


def member(**cells: str | None) -> pl.DataFrame:
    return pl.DataFrame({"人编号": "p", "户编号": "h", **cells})


def several(name: str, heading: str, cells: Sequence[str | None], schema: Schema = MEMBERS) -> list[Any]:
    keys = [f"p{row}" for row in range(len(cells))]
    frame = pl.DataFrame({"id": keys, heading: cells}, schema_overrides={heading: pl.String})
    found = read(frame if schema is not MEMBERS else frame.with_columns(household=pl.lit("h")), schema)
    assert found.quarantined.height == 0, found.problems.rows()
    return found.accepted[schema[name].column].to_list()


def one(name: str, heading: str, cell: str | None, schema: Schema = MEMBERS) -> Any:
    (value,) = several(name, heading, [cell], schema)
    return value


def cells_of(each: Field) -> list[tuple[str, Any]]:
    """Cells of a field, with what they say."""
    match each.form:
        case Form.CATEGORY:
            return [(word, value) for value, words in each.values for word in (value, *words)]
        case Form.FLAG:
            named = [("某地", True), ("", False)] if each.named else [("", None)]
            words = [*((word, True) for word in each.yes), *((word, False) for word in each.no)]
            return [("是", True), ("否", False), *words, *named]
        case Form.COUNT:
            return [
                ("3", 3),
                *([("护林员、保洁员", 2), ("护林员，护林员", 1), ("无", 0), ("", 0)] if each.named else [("", None)]),
            ]
        case _:
            return [("12.5", 1250), ("", None)]


NEW = [each for each in MEMBERS.fields[13:] if each.name != "numbered"]
STATED = {*ATTRIBUTES, *(fact.name for fact in HELP.values())}
OF_HOMES = [each for each in HOUSEHOLDS if each.name in STATED]


@pytest.mark.parametrize(
    ("schema", "name", "heading"),
    [(MEMBERS, each.name, heading) for each in NEW for heading in each.headings]
    + [(HOUSEHOLDS, each.name, heading) for each in OF_HOMES for heading in each.headings],
)
def test_a_field_is_read_from_each_of_its_headings(schema: Schema, name: str, heading: str) -> None:
    cells, values = zip(*cells_of(schema[name]), strict=True)
    assert several(name, heading, cells, schema) == list(values)


def test_every_field_of_the_exports_is_in_a_table() -> None:
    assert STATED == {each.name for each in OF_HOMES}


def test_under_the_name_of_a_column_what_is_not_stated_is_unknown() -> None:
    assert one("public_posts", "public_posts", "") is None
    assert one("work_county_stated", "work_county_stated", "") is None


@pytest.mark.parametrize(
    ("name", "heading", "value"),
    [("work_months", "务工时间（月）", 8), ("work_months", "务工时间(个月)", 8),
     ("public_post_months", "公益性岗位(月数)", 8), ("work_wage", "务工月收入（元）", 800)],
)  # fmt: skip
def test_a_heading_may_name_the_unit(name: str, heading: str, value: int) -> None:
    assert one(name, heading, "8") == value


def test_a_word_that_is_not_known_is_refused_with_the_words_that_are() -> None:
    found = read(member(性别="不男不女"), MEMBERS)
    assert found.problems["reason"].to_list() == ["expected one of male, female"]
    assert found.problems["reason_zh"].to_list() == ["应为以下之一：男（male）、女（female）"]


TRUTHS = ("是", "否", "", None)


@pytest.mark.parametrize(("resident", "employee"), list(product(TRUTHS, TRUTHS)))
@pytest.mark.parametrize(("kind", "whole"), [("医疗", "medical_insured"), ("养老", "pension_insured")])
def test_who_is_in_either_scheme_is_insured(resident: str | None, employee: str | None, kind: str, whole: str) -> None:
    cells = {f"是否参加城乡居民基本{kind}保险": resident, f"是否参加城镇职工基本{kind}保险": employee}
    frame = pl.DataFrame({"人编号": "p", "户编号": "h", **cells}, schema_overrides=dict.fromkeys(cells, pl.String))
    expected = True if "是" in (resident, employee) else False if resident == employee == "否" else None
    assert read(frame, MEMBERS).accepted[whole].to_list() == [expected]


def test_one_scheme_alone_tells_as_far_as_it_can() -> None:
    def insured(scheme: str, cell: str) -> bool | None:
        found: list[bool | None] = (
            read(member(**{f"是否参加{scheme}基本医疗保险": cell}), MEMBERS).accepted["medical_insured"].to_list()
        )
        return found[0]

    assert [insured("城乡居民", cell) for cell in TRUTHS[:3]] == [True, False, None]
    assert [insured("城镇职工", cell) for cell in TRUTHS[:3]] == [True, None, None]
    both = read(member(是否参加医疗保险="否", 是否参加城镇职工基本医疗保险="是"), MEMBERS).accepted
    assert both["medical_insured"].to_list() == [False]  # what is stated stands


# Numbers


def read_number(text: str | None, **cells: str) -> Reading:
    frame = pl.DataFrame(
        {"人编号": "p", "户编号": "h", "证件号码": text, **cells}, schema_overrides={"证件号码": pl.String}
    )
    return read(frame, MEMBERS, secret=SECRET)


@given(st.integers(1, 7), st.integers(1, 4), st.sampled_from(["", "1", "12", "B1"]))
def test_a_certificate_tells_its_kind_and_grade(kind: int, grade: int, more: str) -> None:
    own = number("99000019510307001")
    found = read_number(f"{own}{kind}{grade}{more}").accepted
    kinds = ("sight", "hearing", "speech", "limbs", "intellect", "mind", "multiple")
    told = found.select("person", "numbered", "certified", "disability", "disability_kind").row(0)
    assert told == (digest(own, SECRET), True, True, str(grade), kinds[kind - 1])


def test_the_kind_of_papers_that_is_stated_stands() -> None:
    own = number("99000019510307001")
    assert read_number(own, 证件类型="残疾人证").accepted["certified"].to_list() == [True]
    assert read_number(own, 证件类型="居民身份证").accepted["certified"].to_list() == [False]
    assert read_number(own + "43", 证件类型="居民身份证").accepted["certified"].to_list() == [False]
    assert "certified" not in read_number(own).accepted.columns


@pytest.mark.parametrize(
    "text", [None, "", "无", "不详", "999999199001010019", "999999195103070010", "99999919900101001943"]
)
def test_a_person_without_a_number_or_with_a_stand_in_is_kept(text: str | None) -> None:
    found = read_number(text)
    assert found.accepted.select("id", "person", "numbered").rows() == [("p", None, False)]
    if text is not None and text.startswith("999999"):
        with_it = read_number(number("99999919900101001")).accepted
        assert with_it.select("person", "numbered").rows() == [(None, False)]


@given(
    st.integers(110000, 659999),
    st.dates(date(1921, 1, 1), date(1999, 12, 31)),
    st.integers(0, 995),
)
def test_an_old_number_is_raised_to_18_places(place: int, born: date, last: int) -> None:
    old = f"{place}{born:%y%m%d}{last:03}"
    found = read_number(old).accepted
    assert found.select("person", "numbered").rows() == [
        (digest(number(f"{place}{born:%Y%m%d}{last:03}"), SECRET), True)
    ]


@pytest.mark.parametrize(
    "text", ["110105510230001", "110105511301001", "110105510307996", "110105200307001", "11010551030700"]
)
def test_what_is_no_old_number_or_cannot_be_told_is_set_apart(text: str) -> None:
    assert read_number(text).problems["field"].to_list() == ["person"]


def test_old_numbers_are_told_of() -> None:
    found = read_number("110105510307001")
    assert found.warnings.select("field", "rows", "of").rows() == [("person", 1, 1)]
    assert "15 places" in found.warnings["reason"][0]
    assert "15位" in found.warnings["reason_zh"][0]
    assert read_number(number("99000019510307001")).warnings.height == 0


# Monitoring and causes


def home(**cells: str | None) -> Any:
    frame = pl.DataFrame({"户编号": "h", **cells}, schema_overrides=dict.fromkeys(cells, pl.String))
    found = read(frame)
    assert found.quarantined.height == 0, found.problems.rows()
    return found.accepted.row(0, named=True)


FLAGS = {code: f"risk_{code.value.replace(' ', '_')}" for code in RiskCode}


@given(st.lists(st.sampled_from(RiskCode), max_size=5), st.booleans())
def test_the_risks_that_are_named_hold_and_no_other(risks: list[RiskCode], of_a_kind: bool) -> None:
    cells = {f"致贫/返贫风险{place + 1}": code.text.zh for place, code in enumerate(risks)}
    cells = {f"致贫/返贫风险{place}": "" for place in range(1, 6)} | cells
    row = home(**cells, **({"监测对象类别": "突发严重困难户"} if of_a_kind else {}))
    told = of_a_kind or bool(risks)
    assert [row[name] for name in FLAGS.values()] == [code in risks if told else None for code in FLAGS]
    assert "risk_1" not in row


def test_a_risk_that_no_list_knows_is_set_apart() -> None:
    found = read(pl.DataFrame({"户编号": "h", "致贫/返贫风险1": "因情"}))
    assert found.problems["field"].to_list() == ["risk_1"]
    assert "因病" in found.problems["reason_zh"][0]
    named = read(pl.DataFrame({"户编号": "h", "致贫/返贫风险1": "因情"}), words={"risk_1": {"因情": "other"}})
    assert named.accepted["risk_other"].to_list() == [True]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("脱贫不稳定户", "unstable"), ("边缘易致贫户", "marginal"), ("突发严重困难户", "sudden"), ("", "none"),
     (None, "none"), ("不详", None)],
)  # fmt: skip
def test_who_is_in_no_column_of_kinds_is_not_monitored(cell: str | None, kind: str | None) -> None:
    assert home(监测对象类别=cell)["monitored_type"] == kind
    assert home(monitored_type=kind)["monitored_type"] == kind


@pytest.mark.parametrize(
    ("cell", "day"),
    [("202305", (2023, 5, 1)), ("2023年5月", (2023, 5, 1)), ("2023-05", (2023, 5, 1)),
     ("2023年05月12日", (2023, 5, 12)), ("20230512", (2023, 5, 12)), ("2023-05-12", (2023, 5, 12)), ("", None)],
)  # fmt: skip
def test_a_month_of_monitoring_stands_for_its_first_day(cell: str, day: tuple[int, int, int] | None) -> None:
    assert home(识别监测时间=cell)["identified_on"] == (day and date(*day))
    assert home(消除监测时间=cell)["removed_on"] == (day and date(*day))


def test_a_month_is_no_date_elsewhere() -> None:
    assert read(member(出生日期="1951-03"), MEMBERS).accepted.height == 0
    assert read(pl.DataFrame({"户编号": "h", "识别监测时间": "2023-13"})).problems["reason"].to_list() == [
        "expected a date such as 2014-05-01, or a month such as 2014-05"
    ]


@pytest.mark.parametrize(
    ("cell", "causes"),
    [("因学", ("schooling", None)), ("因学,缺资金", ("schooling", "funds")), ("因病、因病", ("illness", "illness")),
     ("", (None, None))],
)  # fmt: skip
def test_a_cell_may_name_two_other_causes(cell: str, causes: tuple[str | None, str | None]) -> None:
    row = home(主要致贫原因="因病", 其他致贫原因=cell)
    assert (row["stated_cause"], row["other_stated_cause"], row.get("further_stated_cause")) == ("illness", *causes)


def test_more_causes_than_the_form_has_room_for_are_set_apart() -> None:
    assert read(pl.DataFrame({"户编号": "h", "其他致贫原因": "因病,因学,缺资金"})).accepted.height == 0
