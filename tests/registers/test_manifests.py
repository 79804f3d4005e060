"""Equal manifests stand for equal results: two runs over one file have one, and a change of data or rule shows."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts.household import DWELLING_GRADE, FOOD_SECURE, NET_INCOME, SIZE
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.registers import (
    MEMBERS,
    Manifest,
    evaluate,
    manifest,
    publish,
    read,
    simulate,
)
from antipoverty.registers._manifests import InputFile, rule_digest
from antipoverty.registers._store.decisions import Run, SaveResult
from antipoverty.rules import bind
from antipoverty.serialization import dumps, json_schema, loads
from effort import times
from engines import EAGER, ENGINES, table_of

CN = rulebooks.load("cn")
ON = date(2016, 5, 1)
FACTS = (NET_INCOME, SIZE, DWELLING_GRADE, FOOD_SECURE)
MONEY = st.sampled_from([None, 0, 1, -(10**15 - 1), 10**15 - 1]) | st.integers(-(10**9), 10**9)
row = st.fixed_dictionaries(
    {
        "net_income": MONEY,
        "size": st.none() | st.integers(1, 100),
        "dwelling_grade": st.sampled_from(["A", "B", "C", "D", None]),
        "food_secure": st.sampled_from([True, False, None]),
    }
)


def of(native: Any, **options: Any) -> Manifest:
    return manifest(native, **{"on": ON, "absent": "unknown", **options})


@times(1 / 6)
@given(st.lists(row, max_size=12))
def test_counts_are_those_of_the_outcomes_on_every_engine(rows: list[dict[str, FactValue]]) -> None:
    table = table_of(FACTS, rows)
    outcomes = evaluate(pl.from_arrow(table), on=ON, absent="unknown")["poor_household"].to_list()  # type: ignore[union-attr, call-overload]  # a frame
    for engine, make in ENGINES.items():
        found = of(make(table))
        (count,) = found.counts
        assert (count.met, count.not_met, count.unknown) == tuple(map(outcomes.count, (True, False, None))), engine
        assert [each.rows for each in found.tables] == [len(rows)]
        assert loads(dumps(found), Manifest) == found


def test_two_runs_over_one_file_have_one_manifest_and_a_changed_byte_shows(tmp_path: Path) -> None:
    source = tmp_path / "county.csv"

    def run(text: str) -> Manifest:
        source.write_text(text, encoding="utf-8")
        return of(read(source).accepted, files=[source])

    first = run("id,size,net_income,remark\nh1,4,1,\nh2,0,1,\n")
    assert first == run("id,size,net_income,remark\nh1,4,1,\nh2,0,1,\n")
    assert first.files == (InputFile("county.csv", hashlib.sha256(source.read_bytes()).hexdigest()),)
    # Neither the remark nor a row that is set apart reaches the frame: the file alone shows it.
    for other in ("id,size,net_income,remark\nh1,4,1,x\nh2,0,1,\n", "id,size,net_income,remark\nh1,4,1,\nh2,0,2,\n"):
        found = run(other)
        assert found.tables == first.tables
        assert found.digest != first.digest
    assert run("id,size,net_income,remark\nh1,4,2,\nh2,0,1,\n").tables != first.tables


@pytest.mark.parametrize("engine", EAGER)
def test_a_changed_value_of_a_table_at_hand_shows(engine: str) -> None:
    make = EAGER[engine]
    table = pa.table({"id": ["h1", "h2"], "net_income_fen": [1, 10**8], "size": [4, 4], "remark": ["a", "b"]})
    first = of(make(table))
    assert first == of(make(table))
    assert first.tables[0].columns == ("id", "net_income_fen", "size")
    for name, values in {"id": ["h1", "h3"], "net_income_fen": [1, None], "size": [3, 4]}.items():
        changed = table.set_column(table.column_names.index(name), name, pa.array(values))
        assert of(make(changed)).digest != first.digest
    assert of(make(table.drop_columns(["remark"]))) == first


def test_of_a_lazy_frame_rows_and_columns_are_stated() -> None:
    lazy = pl.LazyFrame({"net_income_fen": [1, 10**8], "size": [4, 4]})
    people = pl.LazyFrame({"household": ["h1", "h1", "h2"], "medical_insured": [True, False, None]})
    found = of(lazy.with_columns(id=pl.lit("h1")), members=people)
    assert [(each.name, each.rows, each.digest) for each in found.tables] == [
        ("households", 2, None),
        ("members", 3, None),
    ]
    assert found.tables[1].columns == ("household", "medical_insured")


def test_a_rule_is_known_by_what_it_reads() -> None:
    """A value that a rule does not read has no part in its digest; one of a review has."""
    first = rule_digest(bind(POOR_HOUSEHOLD, CN.at(ON)))
    unread = {"poverty_line.statistical": {2019: "3300"}}
    assert rule_digest(bind(POOR_HOUSEHOLD, CN.override(unread).at(ON))) == first
    read = {"poverty_line.statistical": {2015: "2856"}}
    assert rule_digest(bind(POOR_HOUSEHOLD, CN.override(read).at(ON))) != first
    reviewed = {"identification.negative_list": {"vehicle": "review"}}
    assert rule_digest(bind(POOR_HOUSEHOLD, CN.override(reviewed).at(ON))) != first
    derived = {"schooling.last_age": 16}
    assert rule_digest(bind(HOUSEHOLD_EXIT, CN.override(derived).at(ON))) != rule_digest(
        bind(HOUSEHOLD_EXIT, CN.at(ON))
    )


def test_a_change_of_rule_rulebook_or_date_shows() -> None:
    frame = pl.DataFrame({"net_income_fen": [1], "size": [3]})
    first = of(frame)
    higher = CN.override({"poverty_line.statistical": {2015: "3000"}})
    others = (
        of(frame, rulebook=higher),
        of(frame, on=date(2017, 5, 1)),
        of(frame[:0]),
        of(frame, rules=(CAUSES_OF_POVERTY, POOR_HOUSEHOLD)),
    )
    assert len({each.digest for each in (first, *others)}) == 5
    assert first.counts[0].digest != others[0].counts[0].digest
    assert {value.name for value in first.parameters} >= {"poverty_line.statistical", "housing.safe_grades"}
    rules = (POOR_HOUSEHOLD, CAUSES_OF_POVERTY)
    assert of(frame, rules=rules) == of(frame, rules=rules[::-1]) == others[3]


def test_no_key_of_a_person_is_in_a_manifest() -> None:
    number, secret = "11010519491231002X", b"0123456789abcdef"
    people = read(pl.DataFrame({"id": ["a"], "household": ["h1"], "identity_number": [number]}), MEMBERS, secret=secret)
    households = pl.DataFrame({"id": ["h1"], "net_income_fen": [1], "size": [1]})
    said = dumps(of(households, members=people.accepted))
    for hidden in (number, secret.decode(), *people.accepted["person"]):
        assert hidden not in said


def test_what_registers_give_is_read_back_from_json() -> None:
    frame = pl.DataFrame({"net_income_fen": [1, None], "size": [3, 3], "poor": [True, False], "village": ["v", None]})
    found = simulate(frame, base=CN, reform=CN, on=ON, by=["village"], reference="poor", absent="unknown")
    values = [
        *(found, found.total, *found.cells),
        *(
            *found.flows(),
            found.errors(after=True),
            *found.parity("village", after=True),
            publish(found, "village"),
            SaveResult(3, 1, 1, 0),
            Run(1, 2, 3),
        ),
        of(frame).counts[0],
    ]
    for value in values:
        assert loads(dumps(value), type(value)) == value
        jsonschema.validate(json.loads(dumps(value)), json_schema(type(value)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_manifest_says_what_it_is(language: Any, tmp_path: Path) -> None:
    source = tmp_path / "county.csv"
    source.write_text("id,size,net_income\nh1,3,0.01\nh2,3,\n", encoding="utf-8")
    found = of(read(source).accepted, files=[source])
    said = found.explain(language)
    shown = ("cn", "2016-05-01", "county.csv", found.files[0].digest, str(found.tables[0].digest), found.digest)
    for word in (*shown, POOR_HOUSEHOLD.id, "polars", found.rulebook.digest[:12]):
        assert word in said
    assert {"en": "1 met, 0 not met, 1 unknown", "zh": "满足1，不满足0，未知1"}[language] in said
    assert {"en": "not digested", "zh": "无摘要"}[language] in of(found_lazy()).explain(language)


def found_lazy() -> pl.LazyFrame:
    return pl.LazyFrame({"net_income_fen": [1], "size": [3]})


def test_villages_have_manifests_too() -> None:
    book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.0853"})
    frame = pl.DataFrame(
        {"persons": [100], "poor_persons": [50], "net_income_per_head_fen": [1], "collective_income_fen": [0]}
    )
    found = manifest(frame, on=date(2014, 5, 1), rulebook=book, rules=(POOR_VILLAGE,))
    assert found.counts[0].met == 1
