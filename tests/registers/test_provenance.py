"""Equal manifests stand for equal results, on any engine and in any order; a change of data or rule shows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.record import FactValue
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import InvalidValue
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts.household import DWELLING_GRADE, FOOD_SECURE, NET_INCOME, SIZE
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.registers import (
    HOUSEHOLDS,
    MEMBERS,
    VILLAGES,
    Manifest,
    derive,
    evaluate,
    manifest,
    published,
    read,
    simulate,
)
from antipoverty.registers._frames.fingerprint import LANES
from antipoverty.registers._manifests import Origin, origin, rule_digest
from antipoverty.registers._store.store import Run, SaveResult
from antipoverty.rules import bind
from antipoverty.serialization import dumps, json_schema, loads
from engines import ENGINES, table_of

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
keys = st.none() | st.text("aé户\U0001f33e -'\"", max_size=4)
whole = st.sampled_from([None, 0, 1, 4, 101, 2**26, 2**31, -1, -(2**26), 2**63 - 1, -(2**63)]) | st.integers(
    -(2**63), 2**63 - 1
)


def keyed(rows: list[dict[str, FactValue]], ids: pa.Array) -> pa.Table:
    return table_of(FACTS, rows).append_column("id", ids)


def of(native: Any, **options: Any) -> Manifest:
    return manifest(native, **{"on": ON, "absent": "unknown", **options})


@settings(max_examples=settings().max_examples // 6)
@given(st.data(), st.lists(row, max_size=12), st.randoms())
def test_a_manifest_is_the_same_on_every_engine_and_in_every_order(
    data: st.DataObject, rows: list[dict[str, FactValue]], shuffled: Any
) -> None:
    numbers = st.none() | st.integers(0, 2**53 - 1)
    kind, values = data.draw(st.sampled_from([(pa.string(), keys), (pa.int64(), numbers)]))
    ids = data.draw(st.lists(values, min_size=len(rows), max_size=len(rows)))
    first = of(pl.from_arrow(keyed(rows, pa.array(ids, kind))))
    assert loads(dumps(first), Manifest) == first
    outcomes = evaluate(pl.from_arrow(table_of(FACTS, rows)), on=ON, absent="unknown")["poor_household"].to_list()  # type: ignore[union-attr, call-overload]  # a frame
    (count,) = first.counts
    assert (count.met, count.not_met, count.unknown) == tuple(outcomes.count(truth) for truth in (True, False, None))
    places = list(range(len(rows)))
    shuffled.shuffle(places)
    other = keyed([rows[place] for place in places], pa.array([ids[place] for place in places], kind))
    for engine, make in ENGINES.items():
        found = of(make(other))
        assert evolve(found, engine=first.engine) == first, engine
        assert found.digest == first.digest


@settings(max_examples=settings().max_examples // 3)
@given(st.lists(st.tuples(keys, whole, whole), min_size=1, max_size=4), st.data())
def test_plans_have_one_fingerprint_exactly_if_they_have_the_same_rows(
    rows: list[tuple[str | None, int | None, int | None]], data: st.DataObject
) -> None:
    """Numbers as they stand, possible or not: what an impossible one decides depends on which one it is."""
    columns = [data.draw(st.permutations(column)) for column in zip(*rows, strict=True)]
    others = list(zip(*columns, strict=True))

    def fingerprints(given: Any) -> set[str]:
        schema = {"id": pl.String, "net_income_fen": pl.Int64, "size": pl.Int64}
        frame = pl.DataFrame(given, schema, orient="row")
        return {of(each).fingerprint for each in (frame.lazy(), duckdb.from_arrow(frame.to_arrow()))}

    first, second = fingerprints(rows), fingerprints(others)
    assert len(first) == len(second) == 1
    assert (first == second) is (Counter(rows) == Counter(others))


@settings(max_examples=settings().max_examples // 2)
@given(
    st.lists(row, min_size=1, max_size=6),
    st.integers(0, 5),
    st.sampled_from(["net_income", "size", "food_secure", "dwelling_grade"]),
    row,
)
def test_a_change_of_one_value_shows(
    rows: list[dict[str, FactValue]], place: int, name: str, other: dict[str, FactValue]
) -> None:
    place %= len(rows)
    changed = [*rows[:place], {**rows[place], name: other[name]}, *rows[place + 1 :]]
    before, after = (of(pl.from_arrow(table_of(FACTS, each))).fingerprint for each in (rows, changed))
    assert (before == after) is (rows[place][name] == other[name])


def test_values_that_change_places_show() -> None:
    """Sums of columns alone would not tell these apart."""
    one = pl.DataFrame({"net_income_fen": [1, 2], "size": [3, 4]})
    other = pl.DataFrame({"net_income_fen": [1, 2], "size": [4, 3]})
    assert of(one).fingerprint != of(other).fingerprint
    twice = pl.DataFrame({"net_income_fen": [1, 3], "size": [3, 3]})
    assert of(twice).fingerprint != of(pl.DataFrame({"net_income_fen": [2, 2], "size": [3, 3]})).fingerprint
    assert of(one).fingerprint != of(one.rename({"size": "other"})).fingerprint


@pytest.mark.parametrize(("one", "other"), [*combinations(LANES.values(), 2)])
def test_numbers_with_two_remainders_alike_have_the_third(one: int, other: int) -> None:
    frames = [pl.LazyFrame({"net_income_fen": [1], "size": [size]}) for size in (4, 4 + one * other)]
    assert of(frames[0]).fingerprint != of(frames[1]).fingerprint


def test_whose_facts_they_are_shows() -> None:
    one = pl.DataFrame({"id": ["h1", "h2"], "net_income_fen": [1, 10**8], "size": [4, 4]})
    other = one.with_columns(id=pl.Series(["h2", "h1"]))
    assert evaluate(one, on=ON, absent="unknown").sort("id")["poor_household"].to_list() == [True, None]
    assert of(one).digest != of(other).digest
    assert of(one).columns == ("id", "net_income_fen", "size")
    assert of(one.drop("id")).digest != of(one).digest
    assert of(one.cast({"id": pl.Categorical})).digest == of(one).digest
    with pytest.raises(InvalidValue, match="id: got 'Float64'; expected a column of keys: words or whole numbers"):
        of(one.with_columns(id=pl.Series([1.0, 2.0])))


def test_a_manifest_states_the_run_that_it_stands_for() -> None:
    """Findings read further facts, and the columns that a run gives are stated."""
    one = pl.DataFrame({"net_income_fen": [1, 10**8], "size": [4, 4], "already_helped": [True, False]})
    other = one.with_columns(already_helped=pl.Series([False, True]))
    assert of(one).digest == of(other).digest
    assert of(one, findings=True).digest != of(other, findings=True).digest
    assert len({of(one).digest, of(one, findings=True).digest, of(one, shortfall=True).digest}) == 3
    assert "already_helped" in of(one, findings=True).columns


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_that_holds_nothing_is_one_that_is_missing(engine: str) -> None:
    make = ENGINES[engine]
    table = table_of((NET_INCOME, SIZE), [{"net_income": 1, "size": 4}, {"net_income": 2, "size": None}])
    nothing = {"land_lost": pa.bool_(), "id": pa.string(), "land_hundredths": pa.int64(), "dwelling_grade": pa.string()}
    wider = table
    for name, kind in nothing.items():
        wider = wider.append_column(name, pa.nulls(2, kind))
    rules = (CAUSES_OF_POVERTY, POOR_HOUSEHOLD)
    assert of(make(wider), rules=rules) == of(make(table), rules=rules)
    assert of(make(table), rules=rules).columns == ("net_income_fen", "size")


def test_the_order_of_rules_does_not_matter() -> None:
    frame = pl.DataFrame({"net_income_fen": [1], "size": [4]})
    rules = (CAUSES_OF_POVERTY, POOR_HOUSEHOLD)
    assert of(frame, rules=rules) == of(frame, rules=rules[::-1])
    assert of(frame, rules=rules).digest != of(frame).digest


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


def test_a_manifest_carries_what_came_before(tmp_path: Path) -> None:
    source = tmp_path / "county.csv"
    source.write_text("id,size,net_income\nh1,4,1\nh2,0,1\n", encoding="utf-8")
    number, secret = "11010519491231002X", b"0123456789abcdef"
    people = read(pl.DataFrame({"id": ["a"], "household": ["h1"], "identity_number": [number]}), MEMBERS, secret=secret)
    found = read(source)
    derived = derive(found.accepted, people.accepted, on=ON)
    given = [origin(found, source=source), origin(people, MEMBERS, secret=secret)]
    made = of(derived, origins=given, derivation=CN.at(ON).id)
    assert made.origins == (
        Origin("households", HOUSEHOLDS.version, 2, 1, 1, given[0].source),
        Origin("members", MEMBERS.version, 1, 1, 0, None, given[1].secret),
    )
    assert given[0].source == hashlib.sha256(source.read_bytes()).hexdigest()
    assert made.derivation == made.rulebook
    other = origin(people, MEMBERS, secret=b"another secret, as long")
    assert other.secret != given[1].secret == origin(people, MEMBERS, secret=secret).secret
    for hidden in (secret.decode(), number, *people.accepted["person"]):
        assert hidden not in dumps(made)
    digests = {each.digest for each in (made, of(derived), evolve(made, derivation=None), evolve(made, origins=()))}
    assert len(digests) == 4
    assert loads(dumps(made), Manifest) == made
    for language, words in {
        "en": ("households (schema 1): 2 rows read, 1 accepted, 1 quarantined", "under secret", "derived by rulebook"),
        "zh": ("households（结构版本 1）：读取2行，接受1行，隔离1行", "所用密钥", "推算所用规则库 cn"),
    }.items():
        said = made.explain(language)  # type: ignore[arg-type]  # one of the two
        for word in (*words, str(given[0].source), str(given[1].secret)):
            assert word in said


def test_a_change_of_rule_rulebook_or_date_shows() -> None:
    frame = pl.DataFrame({"net_income_fen": [1], "size": [3]})
    first = of(frame)
    higher = CN.override({"poverty_line.statistical": {2015: "3000"}})
    digests = {
        each.digest for each in (first, of(frame, rulebook=higher), of(frame, on=date(2017, 5, 1)), of(frame[:0]))
    }
    assert len(digests) == 4
    assert first.counts[0].digest != of(frame, rulebook=higher).counts[0].digest
    assert {value.name for value in first.parameters} >= {"poverty_line.statistical", "housing.safe_grades"}
    assert first.columns == ("net_income_fen", "size")


def test_what_registers_give_is_read_back_from_json() -> None:
    frame = pl.DataFrame({"net_income_fen": [1, None], "size": [3, 3], "poor": [True, False], "village": ["v", None]})
    found = simulate(frame, base=CN, reform=CN, on=ON, by=["village"], reference="poor", absent="unknown")
    values = [
        *(HOUSEHOLDS, MEMBERS, VILLAGES, found, found.total, *found.cells),
        *(
            *found.flows(),
            found.errors(after=True),
            *found.parity("village", after=True),
            published(found, "village"),
            SaveResult(3, 1, 1, 0),
            Run(1, 2, 3),
        ),
        of(frame).counts[0],
    ]
    for value in values:
        assert loads(dumps(value), type(value)) == value
        jsonschema.validate(json.loads(dumps(value)), json_schema(type(value)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_manifest_says_what_it_is(language: Any) -> None:
    frame = pl.DataFrame({"net_income_fen": [1, None], "size": [3, 3]})
    found = of(frame)
    said = found.explain(language)
    for word in (
        "cn",
        "2016-05-01",
        found.fingerprint,
        found.digest,
        POOR_HOUSEHOLD.id,
        "polars",
        found.rulebook.digest[:12],
    ):
        assert word in said
    assert {"en": "1 met, 0 not met, 1 unknown", "zh": "满足1，不满足0，未知1"}[language] in said


def test_villages_have_manifests_too() -> None:
    book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.0853"})
    frame = pl.DataFrame(
        {"persons": [100], "poor_persons": [50], "net_income_per_head_fen": [1], "collective_income_fen": [0]}
    )
    found = manifest(frame, on=date(2014, 5, 1), rulebook=book, rules=(POOR_VILLAGE,))
    assert found.counts[0].met == 1
