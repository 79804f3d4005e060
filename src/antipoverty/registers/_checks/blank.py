"""Checks of fields that are blank: of whom a field is asked, and who lacks it."""

from __future__ import annotations

from antipoverty.facts.household import (
    BROADCASTING,
    COOPERATIVE,
    DANGEROUS_HOUSE,
    DWELLING_AREA,
    ELECTRICITY,
    FOREST_LAND,
    FRUIT_LAND,
    FUEL,
    LAND,
    PASTURE_LAND,
    PRODUCTION_ELECTRICITY,
    RETURNED_LAND,
    ROAD_DISTANCE,
    ROAD_KIND,
    STATED_CAUSE,
    TOILET,
    WATER_DIFFICULT,
    WATER_SAFE,
    WATER_SURFACE,
)
from antipoverty.facts.person import (
    COMPLETED,
    CRITICAL_ILLNESS_INSURED,
    HEALTH,
    LABOUR,
    MEDICAL_INSURED,
    OUT_OF_SCHOOL_REASON,
    PENSION_INSURED,
    RELATION,
    SCHOOLING,
)
from antipoverty.facts.village import VILLAGE_COLLECTIVE_INCOME, VILLAGE_PERSONS
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import COUNTY, GUIZHOU, NATIONAL, PUPIL, SCHOOL_AGE, aged
from antipoverty.rules import Condition, Fact
from antipoverty.text import Text

_FILL_IN = Text("Ask, and fill it in.", "核实并补录")
_LISTS = (NATIONAL, COUNTY, GUIZHOU)


_NOT_FILLED_IN = Text("Not filled in: {}", "未填：{}")


def _blank(
    code: str, name: Text, subject: str, *facts: Fact, of: Condition | None = None, codes: tuple[str, ...] = ()
) -> Check:
    """A field of which the lists ask that it is filled in; where several are named, that one of them is."""
    return Check(
        f"blank-{code}", name, CheckGroup.BLANK, subject, Severity.BLANK, _FILL_IN, of, facts,
        sources=_LISTS if not codes else (GUIZHOU,), codes=codes,
    )  # fmt: skip


def _named(fact: Fact, code: str, subject: str, of: Condition | None = None) -> Check:
    name = Text(*(_NOT_FILLED_IN[language].format(fact.text[language]) for language in ("en", "zh")))
    return _blank(code, name, subject, fact, of=of)


CHECKS = (
    _named(HEALTH, "health", "person"),
    _named(LABOUR, "labour", "person", aged("labour_first_age", "labour_last_age")),
    _named(COMPLETED, "completed", "person", ~PUPIL),
    _named(SCHOOLING, "schooling", "person", aged("school_first_age", "school_last_age")),
    _named(MEDICAL_INSURED, "medical", "person"),
    _named(PENSION_INSURED, "pension", "person"),
    _named(CRITICAL_ILLNESS_INSURED, "critical-illness", "person"),
    _blank(
        "relation", Text("Not filled in: relation to the head", "未填：与户主关系"), "person", RELATION,
        codes=("3_01_001", "3_12_002"),
    ),
    _blank(
        "school-unaccounted",
        Text("A child of compulsory age with neither a school nor a reason", "适龄儿童在校状况与未上学原因均为空"),
        "person",
        SCHOOLING,
        OUT_OF_SCHOOL_REASON,
        of=SCHOOL_AGE,
        codes=("1_02_005", "5_15_016", "5_15_017"),
    ),
    _blank(
        "all-of-school",
        Text("Completed school, present school and reason are all blank", "文化程度、在校状况、未上学原因均为空"),
        "person",
        COMPLETED,
        SCHOOLING,
        OUT_OF_SCHOOL_REASON,
        codes=("3_01_002", "3_12_003"),
    ),
    _named(STATED_CAUSE, "cause", "household"),
    _named(PRODUCTION_ELECTRICITY, "production-electricity", "household"),
    _named(ELECTRICITY, "electricity", "household"),
    _named(BROADCASTING, "broadcasting", "household"),
    _named(COOPERATIVE, "cooperative", "household"),
    _named(ROAD_DISTANCE, "road-distance", "household"),
    _named(ROAD_KIND, "road-kind", "household"),
    _named(DWELLING_AREA, "dwelling-area", "household"),
    _named(WATER_DIFFICULT, "water-difficult", "household"),
    _named(WATER_SAFE, "water-safe", "household"),
    _named(FUEL, "fuel", "household"),
    _named(TOILET, "toilet", "household"),
    _named(DANGEROUS_HOUSE, "dangerous-house", "household"),
    _named(LAND, "land", "household"),
    _named(FOREST_LAND, "forest", "household"),
    _named(RETURNED_LAND, "returned-land", "household"),
    _named(FRUIT_LAND, "fruit-land", "household"),
    _named(PASTURE_LAND, "pasture", "household"),
    _named(WATER_SURFACE, "water-surface", "household"),
    _named(VILLAGE_PERSONS, "village-persons", "village"),
    _named(VILLAGE_COLLECTIVE_INCOME, "village-income", "village"),
)  # fmt: skip
