"""Equal manifests stand for equal results, on any engine and in any order; a change of data or rule shows."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.facts.living import DWELLING_GRADE, FOOD_SECURE, NET_INCOME, SIZE
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.registers import (
    HOUSEHOLDS,
    MEMBERS,
    VILLAGES,
    Manifest,
    Put,
    Run,
    evaluate,
    manifest,
    published,
    simulate,
)
from antipoverty.rules.record import Stored
from antipoverty.serialization import dumps, json_schema, loads
from engines import ENGINES, table_of

CN = rulebooks.load("cn")
ON = date(2016, 5, 1)
FACTS = (NET_INCOME, SIZE, DWELLING_GRADE, FOOD_SECURE)
row = st.fixed_dictionaries(
    {
        "net_income": st.sampled_from([None, 0, 1, -(10**15 - 1), 10**15 - 1]) | st.integers(-(10**9), 10**9),
        "size": st.none() | st.integers(1, 100),
        "dwelling_grade": st.sampled_from(["A", "B", "C", "D", None]),
        "food_secure": st.sampled_from([True, False, None]),
    }
)


def of(native: Any, **options: Any) -> Manifest:
    return manifest(native, **{"on": ON, "absent": "unknown", **options})


@settings(max_examples=settings().max_examples // 6)
@given(st.lists(row, max_size=12), st.randoms())
def test_a_manifest_is_the_same_on_every_engine_and_in_every_order(
    rows: list[dict[str, Stored]], shuffled: Any
) -> None:
    first = of(pl.from_arrow(table_of(FACTS, rows)))
    assert loads(dumps(first), Manifest) == first
    outcomes = evaluate(pl.from_arrow(table_of(FACTS, rows)), on=ON, absent="unknown")["poor_household"].to_list()  # type: ignore[union-attr, call-overload]  # a frame
    (count,) = first.counts
    assert (count.met, count.not_met, count.unknown) == tuple(outcomes.count(truth) for truth in (True, False, None))
    shuffled.shuffle(rows)
    for engine, make in ENGINES.items():
        found = of(make(table_of(FACTS, rows)))
        assert evolve(found, engine=first.engine) == first, engine
        assert found.digest == first.digest


@settings(max_examples=settings().max_examples // 2)
@given(
    st.lists(row, min_size=1, max_size=6),
    st.integers(0, 5),
    st.sampled_from(["net_income", "size", "food_secure", "dwelling_grade"]),
    row,
)
def test_a_change_of_one_value_shows(
    rows: list[dict[str, Stored]], place: int, name: str, other: dict[str, Stored]
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
            Put(3, 1, 1, 0),
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
