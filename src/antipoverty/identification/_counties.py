"""Which counties are poor: the national key counties and those of the contiguous poor areas (CT-01)."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.deciding import decide_record
from antipoverty.facts import COUNTY
from antipoverty.facts.county import CONTIGUOUS_AREA, KEY_COUNTY
from antipoverty.records import County
from antipoverty.rules import Choose, Criterion, Decision, IsTrue, Parameter, Rule
from antipoverty.text import Text

#: CT-01: whether a county is poor.
POOR_COUNTY = Rule(
    "poor-county",
    Text("Poor county", "贫困县"),
    "county",
    Choose(
        Parameter("county.basis"),
        (
            (
                "listed",
                Criterion(
                    "CT-01",
                    Text("Key county, or county of a contiguous poor area", "重点县或集中连片特困地区县"),
                    IsTrue(KEY_COUNTY) | IsTrue(CONTIGUOUS_AREA),
                    sources=("outline-2011",),
                ),
            ),
        ),
    ),
    met=Text("a poor county", "属贫困县"),
    not_met=Text("not a poor county", "不属贫困县"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    in_force=Parameter("county.basis"),
    summary=Text(
        "By two lists: 592 key counties and 680 counties of the contiguous areas, 440 of them on both, so that there"
        " are 832. A county that has exited was one; `antipoverty.exits` decides on its exit.",
        "依两份名单认定：国家扶贫开发工作重点县592个，集中连片特殊困难地区县680个，其中440个重复，共832个。已退出的县原属贫困县，退出另行认定。",
    ),
)


def identify_county(county: County, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a county is one of the poor counties (贫困县; CT-01): on either list, or on both.

    Raises:
        ParameterError: if the rules have no value for the date: `NotYetInForce` before the lists of 2012,
            `NoLongerInForce` from 2021 on, when the last had exited.

    Source: Outline for Development-oriented Poverty Reduction in Rural China (2011-2020).

    >>> from datetime import date
    >>> identify_county(County("c1", contiguous_area=True), on=date(2014, 5, 1)).outcome.value
    'met'
    >>> identify_county(County("c2", key_county=False), on=date(2014, 5, 1)).missing
    ('contiguous_area',)
    """
    return decide_record(POOR_COUNTY, COUNTY, county, County, on=on, rulebook=rulebook)
