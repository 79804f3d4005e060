"""Between two registers every household is matched, renumbered, gone, merged, new or split off, and none is lost."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import Change, Comparison, compare
from antipoverty.transitions import Transition
from engines import ENGINES

Register = dict[str, list[str]]


def tables(register: Register) -> tuple[pl.DataFrame, pl.DataFrame]:
    own = pl.DataFrame({"id": list(register)}, schema={"id": pl.String})
    rows = [(person, household) for household, persons in register.items() for person in persons]
    return own, pl.DataFrame(rows, schema={"person": pl.String, "household": pl.String}, orient="row")


def compared(first: Register, second: Register) -> Comparison:
    (own, people), (other, others) = tables(first), tables(second)
    return compare(own, other, members=(people, others))


def rows(found: Comparison) -> list[tuple[str, str | None, str | None]]:
    return found.households.select("change", "before", "after").rows()


CASES: list[tuple[str, Register, Register, list[tuple[str, str | None, str | None]]]] = [
    ("the same", {"a": ["p"]}, {"a": ["p"]}, [("matched", "a", "a")]),
    ("other persons under one key", {"a": ["p"]}, {"a": ["q"]}, [("matched", "a", "a")]),
    ("gone and new", {"a": ["p"]}, {"b": ["q"]}, [("gone", "a", None), ("new", None, "b")]),
    ("renumbered", {"a": ["p", "q"]}, {"b": ["p", "q"]}, [("renumbered", "a", "b")]),
    ("renumbered with a birth and a death", {"a": ["p", "q"]}, {"b": ["p", "r"]}, [("renumbered", "a", "b")]),
    ("split", {"a": ["p", "q"]}, {"a": ["p"], "b": ["q"]}, [("matched", "a", "a"), ("split", "a", "b")]),
    ("merged", {"a": ["p"], "b": ["q"]}, {"a": ["p", "q"]}, [("matched", "a", "a"), ("merged", "b", "a")]),
    ("broken up", {"a": ["p", "q"]}, {"b": ["p"], "c": ["q"]},
     [("merged", "a", "b"), ("split", "a", "b"), ("split", "a", "c")]),
    ("merged under a new key", {"a": ["p"], "b": ["q"]}, {"c": ["p", "q"]},
     [("merged", "a", "c"), ("merged", "b", "c"), ("split", "a", "c")]),
    ("by the most persons", {"a": ["p"], "b": ["q", "r"]}, {"a": [], "b": [], "c": ["p", "q", "r"]},
     [("matched", "a", "a"), ("matched", "b", "b"), ("split", "b", "c")]),
    ("no register", {}, {"a": ["p"]}, [("new", None, "a")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "first", "second", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_became_of_each_household(name: str, first: Register, second: Register, expected: Any) -> None:
    assert rows(compared(first, second)) == expected


@st.composite
def registers(draw: st.DrawFn) -> Register:
    people = draw(st.lists(st.sampled_from("pqrstuvw"), unique=True))
    homes = draw(st.lists(st.sampled_from("abcde"), min_size=1, unique=True))
    made: Register = {home: [] for home in homes}
    for person in people:
        made[draw(st.sampled_from(homes))].append(person)
    return made


@given(registers(), registers())
def test_nothing_is_lost_between_two_registers(first: Register, second: Register) -> None:
    found = compared(first, second)
    counts = found.counts
    there = [change for change, before, _ in rows(found) if change not in ("new", "split")]
    assert sorted(before for change, before, _ in rows(found) if change not in ("new", "split") and before) == sorted(
        first
    )
    assert sorted(after for change, _, after in rows(found) if change not in ("gone", "merged") and after) == sorted(
        second
    )
    assert len(there) == found.before
    assert (
        found.after - found.before
        == counts[Change.NEW] + counts[Change.SPLIT] - counts[Change.GONE] - counts[Change.MERGED]
    )
    home, later = ({person: key for key, persons in each.items() for person in persons} for each in (first, second))
    assert found.persons == {
        "stayed": sum(later.get(person) == key for person, key in home.items()),
        "moved": sum(person in later and later[person] != key for person, key in home.items()),
        "left": len(set(home) - set(later)),
        "arrived": len(set(later) - set(home)),
    }
    for change, before, after in rows(found):
        shared = set(first.get(before or "", [])) & set(second.get(after or "", []))
        assert bool(shared) or change not in ("renumbered", "merged", "split")
    assert sum(found.transitions().values()) == found.households.height


@given(registers(), registers())
def test_the_way_back_is_the_mirror(first: Register, second: Register) -> None:
    there, back = compared(first, second).counts, compared(second, first).counts
    mirror = {
        Change.NEW: Change.GONE,
        Change.GONE: Change.NEW,
        Change.SPLIT: Change.MERGED,
        Change.MERGED: Change.SPLIT,
    }
    assert {mirror.get(change, change): count for change, count in there.items()} == back


@pytest.mark.parametrize("engine", ENGINES)
def test_states_move_on_every_engine(engine: str) -> None:
    make = ENGINES[engine]
    first = pl.DataFrame({"id": ["a", "b", "c", "d"], "registration": ["registered", "registered", "exited", None]})
    second = pl.DataFrame(
        {"id": ["a", "b", "c", "e"], "registration": ["exited", "registered", "returned", "registered"]}
    )
    found = compare(make(first.to_arrow()), make(second.to_arrow()))
    assert found.transitions() == {
        (None, None): 1,
        (None, "registered"): 1,
        ("exited", "returned"): 1,
        ("registered", "exited"): 1,
        ("registered", "registered"): 1,
    }
    assert found.persons is None


def test_a_move_is_a_transition_of_the_yearly_round_or_is_not_explained() -> None:
    states = [
        ("registered", "exited"),
        ("exited", "returned"),
        ("exited", "registered"),
        ("registered", "registered"),
        ("lost", "exited"),
        (None, "exited"),
        ("not registered", "registered"),
        ("registered", "exited"),
    ]
    ids = [f"h{place}" for place in range(len(states))]
    first, second = (pl.DataFrame({"id": ids, "registration": list(side)}) for side in zip(*states, strict=True))
    found = {(move.before.value, move.after.value): move for move in compare(first, second).moves()}
    assert {pair: (move.households, move.transition, move.explained) for pair, move in found.items()} == {
        ("registered", "exited"): (2, Transition.EXITED, True),
        ("exited", "returned"): (1, Transition.RETURNED, True),
        ("exited", "registered"): (1, None, False),
        ("registered", "registered"): (1, None, True),
        ("not registered", "registered"): (1, Transition.IDENTIFIED, True),
    }


def test_the_report_adds_up_in_both_languages() -> None:
    found = compared({"a": ["p", "q"], "b": ["r"], "x": []}, {"a": ["p", "r"], "c": ["q"], "d": ["s"], "e": []})
    assert found.report() == (
        "3 households before\n-1 gone\n-1 merged into another household\n+2 new\n+1 split off from another household\n"
        "= 4 households after\npersons who stayed in their household: 1\n"
        "persons who moved to another household: 2\npersons who left the register: 0\npersons who arrived: 1"
    )
    assert found.report("zh").splitlines()[:2] == ["3 前期户数", "-1 消失"]
    assert "rows" in repr(found)


def test_members_may_be_known_by_their_own_key_and_the_first_household_counts() -> None:
    own = pl.DataFrame({"id": ["a", "b"]})
    people = pl.DataFrame({"id": ["p", None], "household": ["a", "b"]})
    twice = pl.DataFrame({"id": ["p", "p"], "household": ["b", "a"]})
    found = compare(own, own, members=(people, twice))
    assert found.persons == {"stayed": 1, "moved": 0, "left": 0, "arrived": 0}


def test_keys_are_needed_and_stand_once() -> None:
    own, people = tables({"a": ["p"]})
    with pytest.raises(InvalidValue, match="after: got 'a key that is missing or stands twice'"):
        compare(own, pl.concat([own, own]))
    with pytest.raises(InvalidValue, match="before: got 'a key that is missing"):
        compare(pl.DataFrame({"id": [None]}, schema={"id": pl.String}), own)
    with pytest.raises(InvalidValue, match="no column id"):
        compare(people, own)
    with pytest.raises(InvalidValue, match="members: got 'no column person or id'"):
        compare(own, own, members=(people.drop("person"), people))
