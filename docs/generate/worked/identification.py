"""Identification: examples one fen or one person to each side of the line, and what is proved of it."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty.facts.household import NET_INCOME, SIZE
from antipoverty.facts.village import VILLAGE_POOR_PERSONS
from antipoverty.identification import POOR_COUNTY, POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.rules import prove_monotone
from antipoverty.text import Text
from worked import Claim, Worked

#: Every guarantee but the house.
_SECURE = {
    "food_secure": True,
    "clothing_secure": True,
    "school_age_child": False,
    "dropout": False,
    "uninsured": False,
    "water_certified": True,
}
#: The national incidence of 2013 stands in for the provincial one, which no source gives; the page says so.
_SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})

WORKED = (
    Worked(
        POOR_HOUSEHOLD,
        rulebooks.load("cn"),
        date(2014, 5, 1),
        tuple({"net_income": 1_094_400 + fen, "size": 4, "already_helped": False} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text("Raising income never makes a household poor.", "收入增加不会使一户成为贫困户。"),
                lambda condition: prove_monotone("income", condition, NET_INCOME, direction="falling"),
            ),
            Claim(
                Text(
                    "One more member on the same income never takes a household off the list.",
                    "同样收入下人口增加不会使一户退出名单。",
                ),
                lambda condition: prove_monotone("size", condition, SIZE, direction="rising"),
                about=SIZE,
            ),
        ),
        open="size",
        further=(
            (
                date(2019, 11, 1),
                tuple(
                    {"net_income": 1_300_000, "size": 4, "already_helped": False, **_SECURE, **house}
                    for house in ({"dwelling_grade": "D"}, {"dwelling_grade": "B"}, {})
                ),
            ),
        ),
    ),
    Worked(
        POOR_VILLAGE,
        _SICHUAN,
        date(2014, 5, 1),
        tuple(
            {"persons": 1_000, "poor_persons": poor, "net_income_per_head": 473_699, "collective_income": 0}
            for poor in (169, 170, 171)
        ),
        claims=(
            Claim(
                Text("More poor persons never take a village off the list.", "贫困人口增加不会使一村退出名单。"),
                lambda condition: prove_monotone("poor", condition, VILLAGE_POOR_PERSONS, direction="rising"),
            ),
        ),
        books=(_SICHUAN,),
        caveat=Text(
            "No source gives the province's incidence; the national 8.5% of 2013 (grade B) stands in for it here.",
            "无来源给出全省贫困发生率，此处以2013年全国8.5%（可信度B）代替。",
        ),
        open="collective_income",
    ),
    Worked(
        POOR_COUNTY,
        rulebooks.load("cn"),
        date(2014, 5, 1),
        (
            {"key_county": False, "contiguous_area": False},
            {"key_county": True, "contiguous_area": False},
            {"key_county": False, "contiguous_area": True},
        ),
        open="contiguous_area",
    ),
)
