"""Every check finds what it is about and nothing beside it, for a record as over a frame, on every engine."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import walk_members
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.facts import HOUSEHOLD, VILLAGE
from antipoverty.facts.person import AGE, PERSON, WORKING_AWAY
from antipoverty.records import (
    Household,
    Income,
    Insurance,
    Living,
    Means,
    Monitoring,
    OtherLand,
    Person,
    StatedCauses,
    StatedHelp,
    Transfer,
    TransferKind,
    Village,
    Water,
    Work,
)
from antipoverty.registers import CHECKS, MEMBERS, Check, CheckGroup, CheckReport, Severity, check, frames, read
from antipoverty.registers._checks.structure import STRUCTURAL
from antipoverty.rules import IsTrue, Outcome, Parameter, bind, decide
from antipoverty.strategies import households
from antipoverty.text import Text
from engines import ENGINES
from register_tables import PARTS

ON = date(2018, 5, 1)
CN = rulebooks.load("cn")
BY_CODE = {each.code: each for each in CHECKS}
DECLARED = {each.code: each for each in CHECKS if each.condition is not None and not each.blank}
SUBJECTS: Mapping[str, Any] = {"person": PERSON, "household": HOUSEHOLD, "village": VILLAGE}


def aged(age: int, **facts: Any) -> Person:
    """A person who has completed so many years on the day, on the day itself."""
    return Person("p", birth_date=date(ON.year - age, ON.month, ON.day), **facts)


def household(*members: Person, income: Income | None = None, **facts: Any) -> Household:
    listed = tuple(evolve(person, id=f"p{place}") for place, person in enumerate(members))
    return Household("h", members=listed or None, income=income, **facts)


def money(**parts: Any) -> Income:
    return Income(**parts)


def transfers(**amounts: Any) -> Income:
    return money(transfers=tuple(Transfer(kind, amount) for kind, amount in amounts.items()))


AWAY, HOME = (aged(40, labour="weak", working_away=away) for away in (True, False))
NO_HELP = StatedHelp(*[False] * len(fields(StatedHelp)))
UNSAFE = Living(dangerous_house=False, water_safe=False)
UNSAFE_WATER = Water(certified=False, litres=10, short_area=False, quality_safe=False)
#: For each check, what it finds and what lies beside it.
CASES: dict[str, tuple[Any, Any]] = {
    "school-out-of-school": (aged(15, schooling="out of school"), aged(16, schooling="out of school")),
    "school-both-given": (aged(9, schooling="primary", completed="primary"),
                          aged(9, schooling="out of school", completed="primary")),
    "school-age-preschool": (aged(7, schooling="preschool", health="healthy"),
                             aged(6, schooling="preschool", health="healthy")),
    "school-age-primary": (aged(15, schooling="primary"), aged(14, schooling="primary")),
    "school-age-junior": (aged(11, schooling="junior"), aged(12, schooling="junior")),
    "school-age-senior": (aged(21, schooling="vocational"), aged(20, schooling="vocational")),
    "school-age-higher": (aged(17, schooling="higher"), aged(18, schooling="higher")),
    "school-age-early-or-late": (aged(14, schooling="senior"), aged(15, schooling="senior")),
    "school-young-adult": (aged(22, completed="primary"), aged(23, completed="primary")),
    "labour-child": (aged(15, labour="weak"), aged(16, labour="weak")),
    "labour-none-though-healthy": (aged(59, labour="none", health="healthy", schooling="out of school"),
                                   aged(60, labour="none", health="healthy", schooling="out of school")),
    "labour-weak-though-healthy": (aged(16, labour="weak", health="healthy"),
                                   aged(16, labour="weak", health="chronic")),
    "labour-old": (aged(60, labour="ordinary"), aged(59, labour="ordinary")),
    "labour-pupil": (aged(30, schooling="higher", labour="weak"), aged(31, schooling="higher", labour="weak")),
    "work-child": (aged(15, working_away=True), aged(16, working_away=True)),
    "work-pupil": (aged(17, schooling="senior", working_away=True), aged(17, schooling="senior", working_away=False)),
    "work-without-capacity": (aged(40, labour="none", working_away=True), aged(40, labour="weak", working_away=True)),
    "income-wage-no-worker": (household(HOME, HOME, income=money(wage="0.01")),
                              household(HOME, AWAY, income=money(wage="0.01"))),
    "income-worker-no-wage": (household(HOME, AWAY, income=money(wage=0)), household(AWAY, income=money(wage="0.01"))),
    "income-business-no-outlay": (household(income=money(business=1, outlay=0)),
                                  household(income=money(business=1, outlay="0.01"))),
    "income-head-implausible": (household(size=2, income=money(stated="200000.01")),
                                household(size=2, income=money(stated="200000"))),
    "income-exited-under-line": (
        household(size=2, registration="exited", income=money(stated="5903.99")),
        household(size=2, registration="exited", income=money(stated="5904")),
    ),
    "income-wage-implausible": (household(income=money(wage="299.99")), household(income=money(wage=300))),
    "income-dibao-small": (household(income=transfers(dibao="199.99")), household(income=transfers(dibao=200))),
    "income-pension-small": (household(income=transfers(pension="87.99")), household(income=transfers(pension=88))),
    "income-five-guarantee-small": (household(income=transfers(five_guarantee="199.99")),
                                    household(income=transfers(five_guarantee=200))),
    "dibao-five-guarantee-worker": (household(aged(65, labour="weak"), five_guarantee=True),
                                    household(aged(66, labour="weak"), five_guarantee=True)),
    "dibao-both-moneys": (household(income=transfers(dibao=1, five_guarantee=1)), household(income=transfers(dibao=1))),
    "dibao-money-without-status": (
        household(income=transfers(dibao=1), dibao=False, five_guarantee=False),
        household(income=transfers(pension=1), dibao=False, five_guarantee=False),
    ),
    "dibao-status-without-money": (household(income=transfers(pension=1), dibao=True),
                                   household(income=transfers(dibao=1), dibao=True)),
    "dibao-five-guarantee-without-money": (household(income=transfers(), five_guarantee=True),
                                           household(income=transfers(), five_guarantee=False)),
    "dibao-nobody-able-nobody-helped": (
        household(aged(70, labour="none"), dibao=False, five_guarantee=False),
        household(aged(70, labour="none"), dibao=True, five_guarantee=False),
    ),
    "income-family-planning-small": (household(living=Living(family_planning="99.99")),
                                     household(living=Living(family_planning=100))),
    "income-ecology-no-land": (
        household(living=Living(ecological_compensation=1), other_land=OtherLand(returned=0)),
        household(living=Living(ecological_compensation=1), other_land=OtherLand(returned="0.01")),
    ),
    "income-exited-in-scope": (
        household(size=2, registration="exited", income=money(stated="11999.99"), monitoring=Monitoring("none")),
        household(size=2, registration="exited", income=money(stated="12000"), monitoring=Monitoring("none")),
    ),
    "cause-illness-nobody": (
        household(aged(40, health="healthy"), stated_causes=StatedCauses("illness")),
        household(aged(40, health="chronic"), stated_causes=StatedCauses("illness")),
    ),
    "cause-schooling-nobody": (
        household(aged(40, schooling="out of school"), stated_causes=StatedCauses("schooling")),
        household(aged(9, schooling="primary"), stated_causes=StatedCauses("schooling")),
    ),
    "cause-disability-nobody": (
        household(aged(40, disability="none"), monitoring=Monitoring.of("unstable", ("disability",))),
        household(aged(40, disability="ungraded"), monitoring=Monitoring.of("unstable", ("disability",))),
    ),
    "cause-twice": (household(stated_causes=StatedCauses("land", "water", "land")),
                    household(stated_causes=StatedCauses("land", "water", "funds"))),
    "cause-labour-all-able": (
        household(aged(40, labour="weak"), monitoring=Monitoring.of("unstable", ("lack of labour",))),
        household(aged(40, labour="none"), monitoring=Monitoring.of("unstable", ("lack of labour",))),
    ),
    "cause-work-nobody": (
        household(HOME, monitoring=Monitoring.of("unstable", ("unstable work",))),
        household(AWAY, monitoring=Monitoring.of("unstable", ("unstable work",))),
    ),
    "cause-illness-no-spending": (
        household(means=Means(compliant_spending=0), monitoring=Monitoring.of("unstable", ("illness",))),
        household(means=Means(compliant_spending="0.01"), monitoring=Monitoring.of("unstable", ("illness",))),
    ),
    "cause-water-not-named": (
        household(living=Living(water_safe=False), monitoring=Monitoring.of("marginal", ("illness",))),
        household(living=Living(water_safe=False), monitoring=Monitoring.of("marginal", ("water",))),
    ),
    "cause-uninsured-not-named": (
        household(aged(40, medical_insured=False), monitoring=Monitoring.of("marginal", ("water",))),
        household(aged(40, medical_insured=False), monitoring=Monitoring.of("marginal", ("illness",))),
    ),
    "guarantee-critical-illness": (
        household(aged(40, health="serious", insurance=Insurance(critical_illness=False)),
                  stated_causes=StatedCauses("illness")),
        household(aged(40, health="serious", insurance=Insurance(critical_illness=True)),
                  stated_causes=StatedCauses("illness")),
    ),
    "monitoring-no-risk": (household(monitoring=Monitoring.of("sudden", ())),
                           household(monitoring=Monitoring.of("none", ()))),
    "monitoring-removed-no-measure": (
        household(monitoring=Monitoring(removal="helped"), stated_help=NO_HELP),
        household(monitoring=Monitoring(removal="helped"), stated_help=evolve(NO_HELP, health=True)),
    ),
    "monitoring-removed-guarantee": (
        household(aged(40, medical_insured=True), monitoring=Monitoring(removed=True), living=UNSAFE),
        household(aged(40, medical_insured=True), monitoring=Monitoring(removed=False), living=UNSAFE),
    ),
    "monitoring-removed-in-scope": (
        household(size=2, income=money(stated="11999.99"), monitoring=Monitoring(removal="helped")),
        household(size=2, income=money(stated="12000"), monitoring=Monitoring(removal="helped")),
    ),
    "monitoring-removed-nobody-able": (household(aged(40, labour="none"), monitoring=Monitoring(removed=True)),
                                       household(aged(40, labour="weak"), monitoring=Monitoring(removed=True))),
    "monitoring-removed-no-effect": (
        household(income=money(wage=0), stated_help=evolve(NO_HELP, work=True), monitoring=Monitoring(removed=True)),
        household(income=money(wage=1), stated_help=evolve(NO_HELP, work=True), monitoring=Monitoring(removed=True)),
    ),
    "monitoring-risk-without-measure": (
        household(stated_help=evolve(NO_HELP, health=True), monitoring=Monitoring.of("sudden", ("illness", "water"))),
        household(stated_help=evolve(NO_HELP, health=True), monitoring=Monitoring.of("sudden", ("illness", "other"))),
    ),
    "monitoring-no-development": (
        household(aged(40, labour="weak"), stated_help=NO_HELP, monitoring=Monitoring("sudden", removed=False)),
        household(aged(40, labour="weak"), stated_help=evolve(NO_HELP, industry=True),
                  monitoring=Monitoring("sudden", removed=False)),
    ),
    "dibao-grave-disability-no-support": (household(aged(40, disability="2"), stated_help=NO_HELP),
                                          household(aged(40, disability="3"), stated_help=NO_HELP)),
    "guarantee-house-area": (household(dwelling_area=0), household(dwelling_area="0.01")),
    "household-no-telephone": (household(living=Living(telephone_stated=False)),
                               household(living=Living(telephone_stated=True))),
    "household-no-responsible": (household(living=Living(responsible_stated=False)),
                                 household(living=Living(responsible_stated=True))),
    "land-forest": (household(size=1, other_land=OtherLand(forest="70.01")),
                    household(size=1, other_land=OtherLand(forest=70))),
    "land-returned": (household(other_land=OtherLand(returned="200.01")),
                      household(other_land=OtherLand(returned=200))),
    "land-fruit": (household(other_land=OtherLand(fruit="200.01")), household(other_land=OtherLand(fruit=200))),
    "land-pasture": (household(other_land=OtherLand(pasture="100.01")), household(other_land=OtherLand(pasture=100))),
    "land-water": (household(other_land=OtherLand(water="100.01")), household(other_land=OtherLand(water=100))),
    "land-returned-of-what": (household(other_land=OtherLand(forest=3, pasture=2, returned="5.01")),
                              household(other_land=OtherLand(forest=3, pasture=2, returned=5))),
    "land-road": (household(living=Living(road_distance="5.01")), household(living=Living(road_distance=5))),
    "guarantee-housing": (household(registration="exited", dwelling_grade="C"),
                          household(registration="exited", dwelling_grade="B", living=Living(dangerous_house=False))),
    "guarantee-water": (household(registration="exited", water=UNSAFE_WATER),
                        household(registration="registered", water=UNSAFE_WATER)),
    "guarantee-medical": (
        household(aged(40, medical_insured=True), aged(41, medical_insured=False), registration="exited"),
        household(aged(40, medical_insured=True), aged(41, medical_insured=True), registration="exited"),
    ),
    "identity-not-numbered": (aged(40, numbered=False), aged(40, numbered=True)),
    "identity-disabled-uncertified": (aged(40, disability="ungraded", certified=False),
                                      aged(40, disability="none", certified=False)),
    "household-no-head": (household(aged(40, relation="spouse"), aged(9, relation="son")),
                          household(aged(40, relation="head"), aged(9, relation="son"))),
    "household-two-heads": (household(aged(40, relation="head"), aged(41, relation="head")),
                            household(aged(40, relation="head"), aged(41, relation="spouse"))),
    "household-relation-and-sex": (aged(9, relation="daughter", sex="male"), aged(9, relation="son", sex="male")),
    "household-couple-of-one-sex": (
        household(aged(40, relation="head", sex="female"), aged(41, relation="spouse", sex="female")),
        household(aged(40, relation="head", sex="female"), aged(41, relation="spouse", sex="male")),
    ),
    "school-reason-and-health": (aged(9, out_of_school_reason="illness", health="healthy"),
                                 aged(9, out_of_school_reason="poverty", health="healthy")),
    "labour-grave-disability": (aged(40, disability_kind="limbs", disability="2", labour="ordinary"),
                                aged(40, disability_kind="limbs", disability="3", labour="ordinary")),
    "work-five-guarantee": (aged(40, on_five_guarantee=True, working_away=True),
                            aged(40, on_five_guarantee=True, working_away=False, work=Work(months=0))),
    "work-months": (aged(40, work=Work(months=13)), aged(40, work=Work(months=12))),
    "work-place-or-months": (aged(40, work=Work(months=0, place_stated=True)),
                             aged(40, work=Work(months=1, place_stated=True))),
    "work-no-county": (aged(40, work=Work(months=1, county_stated=False)),
                       aged(40, work=Work(months=1, county_stated=True))),
    "work-month-wage": (aged(40, work=Work(wage="30000.01")), aged(40, work=Work(wage=30_000))),
    "work-details": (
        aged(40, work=Work(months=1, wage=3_000, employer_stated=True, trade_stated=False, channel_stated=True)),
        aged(40, work=Work(months=1, wage=3_000, employer_stated=True, trade_stated=True, channel_stated=True)),
    ),
    "work-post-age": (aged(70, work=Work(posts=1)), aged(69, work=Work(posts=1))),
    "work-post-or-months": (aged(40, work=Work(posts=1, post_months=0)), aged(40, work=Work(posts=1, post_months=1))),
    "work-many-posts": (household(aged(40, work=Work(posts=2)), aged(41, work=Work(posts=1))),
                        household(aged(40, work=Work(posts=1)), aged(41, work=Work(posts=1)))),
    "work-post-without-capacity": (aged(40, labour="none", work=Work(posts=1)),
                                   aged(40, labour="weak", work=Work(posts=1))),
    "dibao-no-member": (household(aged(40, on_dibao=False), dibao=True),
                        household(aged(40, on_dibao=True), dibao=True)),
    "dibao-member-of-other": (
        household(aged(40, on_dibao=True), dibao=False, five_guarantee=False),
        household(aged(40, on_dibao=True), dibao=True, five_guarantee=False),
    ),
    "dibao-money-and-members": (household(aged(40, on_dibao=True), income=transfers(pension=1)),
                                household(aged(40, on_dibao=True), income=transfers(dibao=1))),
    "guarantee-both-schemes": (
        aged(40, insurance=Insurance(resident_medical=True, employee_medical=True)),
        aged(40, insurance=Insurance(resident_medical=True, employee_medical=False)),
    ),
    "guarantee-aid-uninsured": (aged(40, medical_insured=False, insurance=Insurance(medical_aid=True)),
                                aged(40, medical_insured=True, insurance=Insurance(medical_aid=True))),
    "land-cultivated": (household(land="100.01", size=3), household(land="100", size=3)),
}  # fmt: skip
#: For each check of blanks: what it finds, what is filled in, and, where not everybody is asked, who is not.
BLANKS: dict[str, tuple[Any, ...]] = {
    "blank-health": (aged(40), aged(40, health="healthy")),
    "blank-labour": (aged(65), aged(65, labour="none"), aged(66), Person("p")),
    "blank-completed": (aged(40), aged(40, completed="primary"), aged(9, schooling="primary"), Person("p")),
    "blank-schooling": (aged(6), aged(6, schooling="primary"), aged(5), Person("p")),
    "blank-medical": (aged(40), aged(40, medical_insured=False)),
    "blank-pension": (aged(40), aged(40, pension_insured=False)),
    "blank-critical-illness": (aged(40), aged(40, insurance=Insurance(critical_illness=False))),
    "blank-relation": (aged(40), aged(40, relation="head")),
    "blank-school-unaccounted": (aged(15), aged(15, out_of_school_reason="poverty"), aged(16), Person("p")),
    "blank-all-of-school": (aged(40), aged(40, completed="primary")),
    "blank-cause": (household(), household(stated_causes=StatedCauses("illness"))),
    **{
        f"blank-{name.replace('_', '-')}": (household(), household(living=Living(**{name: value})))
        for name, value in {
            "production_electricity": False,
            "electricity": False,
            "broadcasting": False,
            "cooperative": False,
            "road_distance": 0,
            "road_kind": "earth",
            "water_difficult": True,
            "water_safe": False,
            "fuel": "wood",
            "toilet": False,
            "dangerous_house": True,
        }.items()
    },
    "blank-dwelling-area": (household(), household(dwelling_area=0)),
    "blank-land": (household(), household(land=0)),
    "blank-forest": (household(), household(other_land=OtherLand(forest=0))),
    "blank-returned-land": (household(), household(other_land=OtherLand(returned=0))),
    "blank-fruit-land": (household(), household(other_land=OtherLand(fruit=0))),
    "blank-pasture": (household(), household(other_land=OtherLand(pasture=0))),
    "blank-water-surface": (household(), household(other_land=OtherLand(water=0))),
    "blank-village-persons": (Village("v"), Village("v", persons=1)),
    "blank-village-income": (Village("v"), Village("v", collective_income=0)),
}
#: The day on which a check is made, where it has no threshold on the usual one.
DAYS = {
    "income-exited-under-line": date(2017, 12, 31),
    "income-exited-in-scope": date(2021, 6, 1),
    "monitoring-removed-in-scope": date(2021, 6, 1),
}


def tables(record: Any) -> dict[str, pl.DataFrame]:
    """The tables of a register with one record: a person is a member of a household of one."""
    if isinstance(record, Village):
        income = record.collective_income
        row = {
            "id": [record.id],
            "persons": [record.persons],
            "collective_income_fen": [None if income is None else int(100 * income)],
        }
        return {
            "villages": pl.DataFrame(row, {"id": pl.String, "persons": pl.Int64, "collective_income_fen": pl.Int64})
        }
    home = Household("h", members=(record,)) if isinstance(record, Person) else record
    own, people = frames([home])
    return {"households": own, **({} if home.members is None else {"members": people})}


def outcome(asked: Check, record: Any, on: date = ON) -> Outcome:
    return decide(bind(asked.rules[0], CN.at(on)), SUBJECTS[asked.subject], record, on=on).outcome


def test_every_declared_check_has_a_case() -> None:
    assert sorted(CASES) == sorted(DECLARED)
    assert sorted(BLANKS) == sorted(each.code for each in CHECKS if each.blank)


def test_every_line_of_the_lists_is_answered_or_known_to_be_open() -> None:
    path = Path(__file__).resolve().parents[2] / "docs" / "generate" / "checks.toml"
    lines = tomllib.loads(path.read_text("utf-8"))["listed"]
    assert len(lines) == 144
    counted = Counter(line["state"] for line in lines)
    assert counted == {"check": 124, "no field": 13, "reading": 4, "elsewhere": 3}
    named = [code for line in lines for code in line.get("checks", ())]
    assert set(named) <= set(BY_CODE)
    assert all(("checks" in line) == (line["state"] == "check") for line in lines)
    # What the library asks beside the lists looks across rows.
    assert set(BY_CODE) - set(named) <= {each.code for each in STRUCTURAL}


def test_every_threshold_and_source_of_a_check_is_that_of_the_rulebook() -> None:
    nodes = (node for each in CHECKS for rule in each.rules for node in walk_members(rule.condition))
    used = {node.name for node in nodes if isinstance(node, Parameter)}
    stated = {name for name in CN.parameters if name.startswith("checks.")}
    assert stated <= used <= set(CN.parameters)
    assert {source for each in CHECKS for source in each.sources} <= set(CN.citations)


@pytest.mark.parametrize("code", CASES)
def test_a_check_finds_what_it_is_about_and_not_what_lies_beside(code: str) -> None:
    on = DAYS.get(code, ON)
    found, beside = CASES[code]
    assert outcome(BY_CODE[code], found, on) is Outcome.MET
    assert outcome(BY_CODE[code], beside, on) is Outcome.NOT_MET
    for record, expected in ((found, [found.id]), (beside, [])):
        report = check(**tables(record), on=on, checks=(BY_CODE[code],))
        assert report.findings["id"].to_list() == expected
        assert report.counts.filter(check=code)["unknown"].item() == 0


def test_from_2021_on_the_income_of_twelve_months_stands_for_that_of_the_year() -> None:
    on = date(2023, 6, 1)
    homes = [evolve(household(size=2, registration="exited", income=money(stated=amount)), id=f"h{place}")
             for place, amount in enumerate(("7999.99", "8000", "200000.01", "200000"))]  # fmt: skip
    report = check(frames(homes)[0], on=on)
    assert report.findings.filter(check="income-exited-under-line")["id"].to_list() == ["h0"]
    assert report.findings.filter(check="income-head-implausible")["id"].to_list() == ["h2"]
    for code in ("income-exited-under-line", "income-head-implausible"):
        rule = bind(BY_CODE[code].rules[1], CN.at(on))
        met = {home.id for home in homes if decide(rule, HOUSEHOLD, home, on=on).outcome is Outcome.MET}
        assert met == set(report.findings.filter(check=code)["id"])


@pytest.mark.parametrize("code", BLANKS)
def test_a_check_of_blanks_finds_whoever_should_have_a_field_and_has_not(code: str) -> None:
    blank, filled, *unasked = BLANKS[code]
    for record, expected in ((blank, [blank.id]), (filled, []), *((other, []) for other in unasked)):
        report = check(**tables(record), on=ON, checks=(BY_CODE[code],))
        assert report.findings["id"].to_list() == expected
        if len(BY_CODE[code].blank) == 1:
            (row,) = report.completeness.filter(check=code).to_dicts()
            numbers = (row["should"], row["filled"], row["blank"], row["share"])
            asked = (1, 0, 1, 0.0) if expected else (1, 1, 0, 1.0) if record is filled else (0, 0, 0, None)
            assert numbers == asked


def test_where_nothing_is_known_there_is_no_finding() -> None:
    own, people = frames([Household("h", members=(Person("p"), Person("q")))])
    report = check(own.with_columns(village=pl.lit("v")), people, on=ON)
    asked = [each.code for each in CHECKS if not each.blank]
    assert report.findings.filter(pl.col("check").is_in(asked)).height == 0
    told = report.counts.filter(pl.col("check").is_in(list(DECLARED)))
    assert set(told["check"]) == {code for code, each in DECLARED.items() if each.subject != "village"} - {
        "income-exited-under-line", "income-exited-in-scope", "monitoring-removed-in-scope",
    }  # fmt: skip
    assert (told["unknown"] == told["asked"]).all()
    table = report.completeness.filter(table="members", column="health").to_dicts()
    assert table[0] == {
        "table": "members", "column": "health", "should": 2, "filled": 0, "blank": 2, "share": 0.0,
        "check": "blank-health",
    }  # fmt: skip


@given(st.lists(households(), min_size=1, max_size=4, unique_by=lambda each: each.id))
def test_a_frame_tells_of_each_row_what_its_record_tells(homes: list[Household]) -> None:
    homes = [
        evolve(home, id=f"h{place}", declared_causes=(), dwelling_area=None, members=home.members and tuple(
            evolve(person, id=f"p{place}-{number}", name=None) for number, person in enumerate(home.members)
        ))
        for place, home in enumerate(homes)
    ]  # fmt: skip
    report = check(*frames(homes), on=ON)
    for code, each in DECLARED.items():
        if code not in report.counts["check"].to_list():
            continue
        records = homes if each.subject == "household" else [person for home in homes for person in home.members or ()]
        outcomes = {record.id: outcome(each, record) for record in records}
        found = report.findings.filter(check=code)["id"].to_list()
        assert sorted(found) == sorted(key for key, told in outcomes.items() if told is Outcome.MET), code
        unknown = report.counts.filter(check=code)["unknown"].item()
        assert unknown == sum(told is Outcome.UNKNOWN for told in outcomes.values()), code


# Checks of one's own


OURS = Check(
    "old-and-away", Text("Over 75 and away", "75岁以上外出务工"), CheckGroup.WORK, "person", Severity.DOUBT,
    Text("Who is away?", "核实外出人员"), (AGE > 75) & IsTrue(WORKING_AWAY),
)  # fmt: skip
FOLDER = """
[rulebook]
version = "1"
title = { en = "Ours", zh = "我县" }

[facts.has_toilet]
kind = "flag"
text = { en = "the household has a toilet", zh = "有卫生厕所" }

[checks.old-and-away]
name = { en = "Over 75 and away", zh = "75岁以上外出务工" }
group = "work"
subject = "person"
severity = "doubt"
ask = { en = "Who is away?", zh = "核实外出人员" }
condition = "age > 75 and working_away"
sources = ["checks-guizhou"]

[checks.blank-toilet]
name = { en = "Toilet not filled in", zh = "未填有无卫生厕所" }
group = "blank"
subject = "household"
severity = "blank"
ask = { en = "Is there a toilet?", zh = "核实有无卫生厕所" }
blank = ["has_toilet"]

[checks.work-pupil]
name = { en = "In school and away", zh = "在校生外出务工" }
group = "work"
subject = "person"
severity = "error"
ask = { en = "Who is away?", zh = "核实外出人员" }
condition = 'schooling in ("junior", "senior") and working_away'
"""


def test_a_check_of_ones_own_is_made_beside_the_others() -> None:
    own, people = frames([household(aged(76, working_away=True), aged(75, working_away=True))])
    report = check(own, people, on=ON, checks=(*CHECKS, OURS))
    assert report.findings.filter(check="old-and-away")["id"].to_list() == ["p0"]
    assert "1 doubt: Over 75 and away (old-and-away)\n  to ask: Who is away?" in report.explain()
    assert "1处疑点：75岁以上外出务工（old-and-away）\n  核实：核实外出人员" in report.explain("zh")


def test_a_check_of_a_folder_is_made_and_takes_the_place_of_one_of_its_code(tmp_path: Path) -> None:
    (tmp_path / "rulebook.toml").write_text(FOLDER.replace("title", 'on = "cn"\ntitle', 1), "utf-8")
    book = rulebooks.load(tmp_path)
    pupils = (aged(76, working_away=True), aged(17, schooling="vocational", working_away=True),
              aged(17, schooling="senior", working_away=True))  # fmt: skip
    own, people = frames([household(*pupils)])
    report = check(own.with_columns(has_toilet=pl.lit(None, pl.Boolean)), people, on=ON, rulebook=book)
    codes = ["old-and-away", "blank-toilet", "work-pupil"]
    found = report.findings.filter(pl.col("check").is_in(codes))
    assert found.select("check", "id").rows() == [("blank-toilet", "h"), ("old-and-away", "p0"), ("work-pupil", "p2")]
    assert report.not_made.filter(pl.col("check").is_in(codes)).height == 0
    assert check(own, people, on=ON, rulebook=book).not_made.filter(check="blank-toilet")["reason"].to_list() == [
        "no column has_toilet"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("age > 75 and", "aged > 75 and", "did you mean age"),
        ('"checks-guizhou"', '"checks-yunnan"', "'checks-yunnan' is not among the citations"),
        ('"has_toilet"', '"has_toilets"', "'has_toilets' is no fact of a household"),
        ('severity = "doubt"', 'severity = "grave"', "'grave' is not one of error, policy, doubt, blank"),
        ('blank = ["has_toilet"]', "", "needs a condition, or the facts that are blank"),
    ],
)
def test_a_check_of_a_folder_that_is_not_valid_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = FOLDER.replace("title", 'on = "cn"\ntitle', 1).replace(old, new)
    (tmp_path / "rulebook.toml").write_text(text, "utf-8")
    with pytest.raises(RulebookError, match=f"rulebook.toml, checks.*{message}"):
        check(on=ON, rulebook=rulebooks.load(tmp_path))


def test_a_province_sets_its_own_threshold() -> None:
    own, people = frames([household(aged(61, labour="ordinary"))])
    assert "labour-old" in check(own, people, on=ON).findings["check"].to_list()
    ours = CN.override({"checks.old_age": 65})
    assert "labour-old" not in check(own, people, on=ON, rulebook=ours).findings["check"].to_list()


def test_checks_that_are_none_or_stand_twice_are_refused() -> None:
    for wrong in ((OURS, OURS), ("old",), (evolve(OURS, condition=None),), (evolve(BY_CODE["no-key"], code="ours"),)):
        with pytest.raises(InvalidValue, match="^checks: got"):
            check(on=ON, checks=wrong)  # type: ignore[arg-type]
    for wrong_code in ("Ours", "a_b", ""):
        with pytest.raises(InvalidValue, match="Check.code: got"):
            evolve(OURS, code=wrong_code)
    with pytest.raises(InvalidValue, match="Check.subject: got 'county'"):
        evolve(OURS, subject="county")


# Rounds


KEYS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


def sized(keys: list[str], wrong: list[str], dropped: bool) -> CheckReport:
    """A report on a register in which some households state no village."""
    villages = [None if key in wrong else "v" for key in keys]
    frame = pl.DataFrame({"id": keys, "village": villages}, {"id": pl.String, "village": pl.String})
    return check(frame.drop("village") if dropped else frame, on=ON, checks=STRUCTURAL)


HOMES = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([None, "v", "w"])), max_size=4)
PEOPLE = st.lists(st.tuples(st.sampled_from("abpq"), st.sampled_from("abc")), max_size=4)


@given(homes=HOMES, people=PEOPLE, named=st.booleans(), of_villages=st.booleans())
def test_findings_by_village_are_all_of_them_and_none_is_placed_that_is_not_sure(
    homes: list[tuple[str, str | None]], people: list[tuple[str, str]], named: bool, of_villages: bool
) -> None:
    columns = {"id": pl.String, "village": pl.String}
    households = pl.DataFrame(homes, columns, orient="row")
    members = pl.DataFrame(people, {"id": pl.String, "household": pl.String}, orient="row")
    villages = pl.DataFrame({"id": ["v", "w"], **({"name": ["上村", "下村"]} if named else {})})
    report = check(
        households if of_villages else households.drop("village"), members, villages, on=ON, checks=STRUCTURAL
    )
    found = report.by_village
    counted = report.counts.filter(pl.col("findings") > 0).select("check", "findings").sort("check")
    assert found.group_by("check").agg(pl.col("findings").sum()).sort("check").rows() == counted.rows()
    names = {"v": "上村", "w": "下村", None: None} if named else dict.fromkeys(("v", "w", None))
    subjects = {each.code: each.subject for each in STRUCTURAL}
    for village, name, code, number, keys in found.iter_rows():
        assert name == names[village]
        assert 0 < len(keys) <= number
        for key in keys if village is not None else ():
            of_household = {place for home, place in homes if home == key}
            of_members = {place for who, home in people if who == key for at, place in homes if at == home}
            if code in ("no-key", "key-twice", "implausible"):
                assert of_household | of_members | ({key} & {"v", "w"}) == {village}
            else:
                assert {"household": of_household, "person": of_members, "village": {key}}[subjects[code]] == {village}


@given(before=KEYS, wrong=KEYS, now=KEYS, still=KEYS, dropped=st.booleans())
def test_what_became_of_findings_adds_up(
    before: list[str], wrong: list[str], now: list[str], still: list[str], dropped: bool
) -> None:
    first, second = sized(before, wrong, False), sized(now, still, dropped)
    found = second.since(first)
    counts = {change.value: count for change, count in found.counts.items()}
    assert counts["new"] + counts["still there"] == found.now == len({*second.findings["id"]})
    assert (
        counts["cured"] + counts["gone"] + counts["still there"] + counts["not checked again"]
        == found.before
        == len({*first.findings["id"]})
    )
    told = dict(found.changes.select("id", "change").rows())
    for key in set(before) & set(wrong):
        if dropped:
            assert told[key] == "not checked again"
        elif key not in now:
            assert told[key] == "gone"
        else:
            assert told[key] == ("still there" if key in still else "cured")
    if not dropped:
        assert all(told[key] == "new" for key in (set(now) & set(still)) - (set(before) & set(wrong)))
    kept = second.since(first.findings.to_pandas()) if first.findings.height else found
    assert kept.changes.equals(found.changes)
    assert f"{found.before:,} findings before, {found.now:,} now" in found.explain(detail="brief")
    assert found.explain("zh")


def test_a_table_that_is_not_there_any_more_is_not_checked_again() -> None:
    own, people = frames([household(aged(40, labour="none", working_away=True))])
    twice = pl.concat([people, people])
    first = check(own, twice, on=ON)
    told = dict(check(own, on=ON).since(first).changes.select("check", "change").rows())
    assert told["work-without-capacity"] == "not checked again"
    assert told["key-twice"] == "not checked again"
    with pytest.raises(InvalidValue, match="earlier: got 'check of Int64'"):
        check(own, on=ON).since(pl.DataFrame({"check": [1], "id": ["a"]}))


# Every engine, and nothing of a person shown


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_the_same(engine: str) -> None:
    make = ENGINES[engine]
    homes = [
        evolve(found, id=f"h{place}", members=found.members and tuple(
            evolve(person, id=f"{place}-{person.id}") for person in found.members
        ))
        for place, (found, _) in enumerate(CASES.values())
        if isinstance(found, Household)
    ]  # fmt: skip
    persons = [found for found, _ in CASES.values() if isinstance(found, Person)]
    family = Household("f", members=tuple(evolve(person, id=f"p{place}") for place, person in enumerate(persons)))
    own, people = (frame.to_arrow() for frame in frames([*homes, family]))
    told = check(make(own), make(people), on=ON)
    expected = check(pl.from_arrow(own), pl.from_arrow(people), on=ON)
    assert told.findings.rows() == expected.findings.rows()
    assert told.findings.height > 30
    assert told.counts.equals(expected.counts)
    assert told.completeness.equals(expected.completeness)


def test_no_report_shows_anything_of_a_person() -> None:
    number = "11010519491231002X"
    cells = {"人编号": "zhang", "户编号": "h1", "证件号码": number, "劳动技能": "无劳动力", "是否外出务工": "是"}
    people = read(pl.DataFrame({name: [cell] for name, cell in cells.items()}), MEMBERS, secret=b"0" * 16).accepted
    report = check(pl.DataFrame({"id": ["h1"]}), people, on=ON)
    digest = people["person"].item()
    for shown in (repr(report), report.explain(), report.explain("zh"), repr(report.since(report))):
        assert number not in shown
        assert digest not in shown
        assert "zhang" not in shown
    assert report.findings.height > 0
    assert digest not in str(report.findings.rows())


# What no single row shows


def structural(*tables: Any, **named: Any) -> CheckReport:
    return check(*tables, on=date(2014, 5, 1), checks=STRUCTURAL, **named)


def test_what_no_single_row_shows_is_found() -> None:
    own = pl.DataFrame(
        {
            "id": ["h1", "h2", "h3", "h4"],
            "village": ["v1", "v9", None, "v1"],
            "size": [2, 1, 1, None],
            "registration": ["exited", "registered", "weird", None],
            "exited": [True, True, True, None],
            "net_income_fen": [205, 206, None, 5],
            "income_year": [2013, 2012, None, None],
            **{f"{name}_fen": [100, 100, 100, None] for name in PARTS},
            **{f"transfer_{kind.value}_fen": [1, 1, 1, 1] for kind in TransferKind},
        }
    )
    people = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d", "e", None],
            "household": ["h1", "h1", "h2", "h2", "h9", None],
            "person": ["x", "x", "y", None, "y", "x"],
            "birth_date": [date(2014, 5, 1), date(2014, 5, 2), None, None, None, None],
            "working_away": [True, None, True, True, False, False],
        }
    )
    villages = pl.DataFrame(
        {
            "id": ["v1", "v2", "v3", "v4", "v4"],
            "persons": [100, 100, None, 5, 5],
            "poor_persons": [101, 100, 7, None, 0],
            "poor_households": [9, 9, 9, 9, 9],
        }
    )
    report = structural(own, people.lazy(), villages.to_arrow())
    assert {"net_income_fen, too low", "wage_fen, too low"} <= set(report.outliers["other"])
    found = report.findings
    assert found.filter(pl.col("check") != "implausible").rows() == [
        ("all-away", "h2", "", 1),
        ("born-later", "b", "", 1),
        ("income-parts", "h2", "", 1),
        ("income-year", "h2", "2012", 1),
        ("key-twice", "v4", "villages", 2),
        ("member-count", "h2", "1, 2", 1),
        ("member-of-no-household", None, "", 1),
        ("member-of-no-household", "e", "h9", 1),
        ("no-key", "", "members", 1),
        ("no-members", "h3", "", 1),
        ("no-members", "h4", "", 1),
        ("no-village", "h3", "", 1),
        ("part-of-whole", "v1", "poor_persons 101, persons 100", 1),
        ("person-in-two-households", "c", "h2, h9", 2),
        ("same-person-twice", "a", "b", 2),
        ("stated-otherwise", "h2", "exited", 1),
        ("unknown-village", "h2", "v9", 1),
    ]
    assert report.not_made.rows() == [("part-of-whole", "no column households", "缺少列households")]
    assert set(found["check"]) == {each.code for each in STRUCTURAL}


def test_a_group_is_one_finding_however_large() -> None:
    count = 3_000
    people = pl.DataFrame({"id": [f"m{place:04}" for place in range(count)], "person": ["x"] * count})
    apart = people.with_columns(household=pl.lit("h") + pl.col("id"))
    own = apart.select(id="household")
    assert structural(own, apart).findings.rows() == [
        ("person-in-two-households", "m0000", "hm0000, hm0001, hm0002, hm0003, hm0004, …", count)
    ]
    together = people.with_columns(household=pl.lit("h"))
    assert structural(pl.DataFrame({"id": ["h"]}), together).findings.rows() == [
        ("same-person-twice", "m0000", "m0001, m0002, m0003, m0004, m0005, …", count)
    ]
    six = together.head(6)
    assert structural(pl.DataFrame({"id": ["h"]}), six).findings.rows() == [
        ("same-person-twice", "m0000", "m0001, m0002, m0003, m0004, m0005", 6)
    ]


@given(
    poor=st.none() | st.integers(0, 3),
    persons=st.none() | st.integers(1, 3),
    poor_households=st.none() | st.integers(0, 3),
    all_households=st.none() | st.integers(0, 3),
)
def test_a_village_is_found_exactly_where_its_record_would_be_refused(
    poor: int | None, persons: int | None, poor_households: int | None, all_households: int | None
) -> None:
    row = {"poor_persons": poor, "persons": persons, "poor_households": poor_households, "households": all_households}
    frame = pl.DataFrame({"id": ["v"], **{name: [value] for name, value in row.items()}})
    report = structural(villages=frame.with_columns(pl.exclude("id").cast(pl.Int64)))
    found = report.findings.filter(pl.col("check") != "implausible")
    assert set(found["check"]) <= {"part-of-whole"}
    pairs = (("poor_households", "households"), ("poor_persons", "persons"))
    greater = [part for part, whole in pairs if (row[part] or 0) > (3 if row[whole] is None else row[whole])]
    assert [other.partition(" ")[0] for other in found["other"]] == greater
    if greater:
        with pytest.raises(InvalidValue, match=f"Village.({'|'.join(greater)}): got .; expected at most"):
            Village("v", **row)
    else:
        assert Village("v", **row).poor_persons == poor


def test_a_register_in_order_has_no_finding_and_says_what_was_not_checked() -> None:
    own = pl.DataFrame({"id": ["h1"]})
    assert structural(own).not_made.select("check", "reason").rows() == [
        ("income-parts", "no column net_income_fen"),
        ("income-year", "no column income_year"),
        ("no-village", "no column village"),
    ]
    people = pl.DataFrame({"id": ["a"], "household": ["h1"]})
    report = structural(own, people, own)
    assert report.findings.height == 0
    assert report.not_made["check"].to_list() == [
        "all-away", "born-later", "income-parts", "income-year", "member-count", "no-village",
        "person-in-two-households", "same-person-twice", "unknown-village",
    ]  # fmt: skip
    whole = own.with_columns(village=pl.lit("v1"), size=1, net_income_fen=None, income_year=None)
    listed = people.with_columns(person=pl.lit("x"), birth_date=date(1951, 3, 7), working_away=False)
    report = structural(whole, listed, pl.DataFrame({"id": ["v1"]}))
    assert (report.findings.height, report.not_made["check"].to_list()) == (0, [])
    assert check(on=ON).findings.columns == ["check", "id", "other", "rows"]


def test_keys_that_stand_twice_are_found_in_every_table() -> None:
    own = pl.DataFrame({"id": ["h1", "h1", None], "size": [1, 1, 1], "village": ["v", "v", "v"]})
    people = pl.DataFrame({"id": ["a", "a"], "household": ["h1", "h1"], "person": ["p", "p"]})
    places = pl.DataFrame({"id": ["v", "v", "v"]})
    assert structural(own, people, places).findings.rows() == [
        ("key-twice", "a", "members", 2),
        ("key-twice", "h1", "households", 2),
        ("key-twice", "v", "villages", 3),
        ("member-count", "h1", "1, 2", 1),
        ("member-count", "h1", "1, 2", 1),
        ("no-key", "", "households", 1),
        ("same-person-twice", "a", "a", 2),
    ]


def test_tables_that_cannot_be_checked_are_refused() -> None:
    own = pl.DataFrame({"id": ["h1"]})
    with pytest.raises(InvalidValue, match="no column id"):
        check(pl.DataFrame({"x": [1]}), on=ON)
    with pytest.raises(InvalidValue, match="no column household"):
        check(own, own, on=ON)
    with pytest.raises(InvalidValue, match="households: got None; expected the households of the members"):
        check(members=pl.DataFrame({"id": ["a"], "household": ["h1"]}), on=ON)
    with pytest.raises(InvalidValue, match="size: got 'String'"):
        check(own.with_columns(size=pl.lit("4")), on=ON)
    with pytest.raises(InvalidValue, match="households: got 'String'; expected a column of whole numbers"):
        check(villages=own.with_columns(households=pl.lit("4"), poor_households=1), on=ON)
