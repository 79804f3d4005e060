"""Every check finds what it is about and nothing beside it, for a record as over a frame, on every engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD, VILLAGE
from antipoverty.facts.person import PERSON
from antipoverty.records import Household, Income, Person, Transfer, TransferKind, Village, Water
from antipoverty.registers import CHECKS, Check, CheckReport, check, frames
from antipoverty.registers._checks.structure import STRUCTURAL
from antipoverty.rules import Outcome, bind, decide
from antipoverty.strategies import households
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


AWAY, HOME = aged(40, working_away=True), aged(40, working_away=False)
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
    "guarantee-housing": (household(registration="exited", dwelling_grade="C"),
                          household(registration="exited", dwelling_grade="B")),
    "guarantee-water": (household(registration="exited", water=UNSAFE_WATER),
                        household(registration="registered", water=UNSAFE_WATER)),
    "guarantee-medical": (
        household(aged(40, medical_insured=True), aged(41, medical_insured=False), registration="exited"),
        household(aged(40, medical_insured=True), aged(41, medical_insured=True), registration="exited"),
    ),
    "land-cultivated": (household(land="100.01", size=3), household(land="100", size=3)),
}  # fmt: skip
#: The day on which a check is made, where it has no threshold on the usual one.
DAYS = {"income-exited-under-line": date(2017, 12, 31)}


def tables(record: Any) -> dict[str, pl.DataFrame]:
    """The tables of a register with one record: a person is a member of a household of one."""
    if isinstance(record, Village):
        raise NotImplementedError
    home = Household("h", members=(record,)) if isinstance(record, Person) else record
    own, people = frames([home])
    return {"households": own, **({} if home.members is None else {"members": people})}


def outcome(asked: Check, record: Any, on: date = ON) -> Outcome:
    assert asked.rule is not None
    bound = bind(asked.rule, CN.at(on))
    return decide(bound, SUBJECTS[asked.subject], record, on=on).outcome


def test_every_declared_check_has_a_case() -> None:
    assert sorted(CASES) == sorted(DECLARED)


@pytest.mark.parametrize("code", CASES)
def test_a_check_finds_what_it_is_about_and_not_what_lies_beside(code: str) -> None:
    on = DAYS.get(code, ON)
    found, beside = CASES[code]
    assert outcome(BY_CODE[code], found, on) is Outcome.MET
    assert outcome(BY_CODE[code], beside, on) is Outcome.NOT_MET
    for record, expected in ((found, [found.id]), (beside, [])):
        report = check(**tables(record), on=on)
        assert report.findings.filter(check=code)["id"].to_list() == expected
        assert report.counts.filter(check=code)["unknown"].item() == 0


def test_where_nothing_is_known_there_is_no_finding() -> None:
    own, people = frames([Household("h", members=(Person("p"), Person("q")))])
    report = check(own.with_columns(village=pl.lit("v")), people, on=ON)
    asked = [each.code for each in CHECKS if not each.blank]
    assert report.findings.filter(pl.col("check").is_in(asked)).height == 0
    told = report.counts.filter(pl.col("check").is_in(list(DECLARED)))
    assert set(told["check"]) == {code for code, each in DECLARED.items() if each.subject != "village"} - {
        "income-exited-under-line"
    }
    assert (told["unknown"] == told["asked"]).all()


@given(st.lists(households(), min_size=1, max_size=4, unique_by=lambda each: each.id))
@settings(deadline=None)
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
