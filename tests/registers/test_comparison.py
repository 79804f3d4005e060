"""Between two registers a household continues by its persons; every household and every person is counted once."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.history import Transition
from antipoverty.prose._registers import SIGNS
from antipoverty.registers import MEMBERS, Comparison, compare, read
from antipoverty.registers._comparison.changes import Change
from antipoverty.registers._comparison.linking import Persons
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
    ("other persons under one key", {"a": ["p"]}, {"a": ["q"]}, [("gone", "a", None), ("new", None, "a")]),
    ("gone and new", {"a": ["p"]}, {"b": ["q"]}, [("gone", "a", None), ("new", None, "b")]),
    ("renumbered", {"a": ["p", "q"]}, {"b": ["p", "q"]}, [("renumbered", "a", "b")]),
    ("half is left, under the same key", {"a": ["p", "q"]}, {"a": ["p", "r", "s"]}, [("matched", "a", "a")]),
    ("half is left, under another key", {"a": ["p", "q"]}, {"b": ["p", "r"]},
     [("dissolved", "a", None), ("formed", None, "b")]),
    ("split", {"a": ["p", "q"]}, {"a": ["p"], "b": ["q"]}, [("matched", "a", "a"), ("split", "a", "b")]),
    ("merged", {"a": ["p"], "b": ["q"]}, {"a": ["p", "q"]}, [("matched", "a", "a"), ("merged", "b", "a")]),
    ("split in two equal parts under new keys", {"h1": [*"abcd"]}, {"h2": [*"ab"], "h3": [*"cd"]},
     [("dissolved", "h1", None), ("split", "h1", "h2"), ("split", "h1", "h3")]),
    ("a merger of equals under a new key", {"h1": [*"ab"], "h2": [*"cd"]}, {"h3": [*"abcd"]},
     [("formed", None, "h3"), ("merged", "h1", "h3"), ("merged", "h2", "h3")]),
    ("a key reused by strangers", {"h1": [*"ab"]}, {"h1": [*"xy"], "h9": [*"ab"]},
     [("new", None, "h1"), ("renumbered", "h1", "h9")]),
    ("keys swapped", {"h1": [*"ab"], "h2": [*"cd"]}, {"h1": [*"cd"], "h2": [*"ab"]},
     [("renumbered", "h1", "h2"), ("renumbered", "h2", "h1")]),
    ("renumbered, and a bride", {"h1": [*"abc"], "h2": [*"de"]}, {"H1": [*"abcd"], "h2": ["e"]},
     [("matched", "h2", "h2"), ("renumbered", "h1", "H1")]),
    ("both renumbered, and a bride", {"h1": [*"abc"], "h2": [*"de"]}, {"H1": [*"abcd"], "H2": ["e"]},
     [("renumbered", "h1", "H1"), ("renumbered", "h2", "H2")]),
    ("one of four is left", {"h1": [*"abcd"]}, {"H1": [*"axyz"]}, [("gone", "h1", None), ("new", None, "H1")]),
    ("one marries, the others leave", {"h1": [*"abcd"], "h2": [*"ef"]}, {"h2": [*"efa"]},
     [("gone", "h1", None), ("matched", "h2", "h2")]),
    ("the greatest part continues", {"a": ["p"], "b": ["q", "r"]}, {"c": ["p", "q", "r"]},
     [("merged", "a", "c"), ("renumbered", "b", "c")]),
    ("most move to another household, and the rest stays", {"a": [*"pqr"], "b": [*"st"]}, {"a": ["p"], "b": [*"qrst"]},
     [("matched", "a", "a"), ("matched", "b", "b")]),
    ("persons not known", {"a": [], "b": ["p"], "c": []}, {"a": ["q"], "b": [], "d": []},
     [("gone", "c", None), ("matched", "a", "a"), ("matched", "b", "b"), ("new", None, "d")]),
    ("persons known elsewhere", {"a": ["p"], "b": ["q", "r"]}, {"a": [], "b": ["p", "q", "r"]},
     [("matched", "b", "b"), ("merged", "a", "b"), ("new", None, "a")]),
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


HOMES = st.sampled_from("abcde")


@st.composite
def moves(draw: st.DrawFn) -> tuple[Register, Register]:
    """A register, and what moves out, births, deaths, new homes, mergers and new keys make of it."""
    first = draw(registers())
    second = {home: list(persons) for home, persons in first.items()}
    for step in range(draw(st.integers(0, 6))):
        home, other = draw(HOMES), draw(HOMES)
        match draw(st.sampled_from(["move", "death", "birth", "merge", "renumber", "close"])):
            case "move" if second.get(home):
                second.setdefault(other, []).append(second[home].pop())
            case "death" if second.get(home):
                second[home].pop()
            case "birth" if home in second:
                second[home].append(f"born in step {step}")
            case "merge" if home in second and other in second and home != other:
                second[other] += second.pop(home)
            case "renumber" if home in second and other not in second:
                second[other] = second.pop(home)
            case "close":
                second.pop(home, None)
    return first, second


PAIRS = moves() | st.tuples(registers(), registers())


@given(PAIRS)
def test_every_household_and_every_person_is_counted_once(pair: tuple[Register, Register]) -> None:
    first, second = pair
    found = compared(first, second)
    ended, begun = ("gone", "merged", "dissolved"), ("new", "split", "formed")
    assert sorted(str(before) for change, before, _ in rows(found) if change not in begun) == sorted(first)
    assert sorted(str(after) for change, _, after in rows(found) if change not in ended) == sorted(second)
    assert sum(found.counts.values()) == found.households.height == sum(found.transitions().values())
    home, later = ({person: key for key, persons in each.items() for person in persons} for each in pair)
    continues = {before: after for change, before, after in rows(found) if change in ("matched", "renumbered")}
    stayed = sum(continues.get(key) == later[person] for person, key in home.items() if person in later)
    assert found.persons == Persons(
        before=len(home),
        after=len(later),
        stayed=stayed,
        moved=len(set(home) & set(later)) - stayed,
        left=len(set(home) - set(later)),
        arrived=len(set(later) - set(home)),
    )


@given(PAIRS)
def test_each_name_rests_on_the_shares_that_stand_beside_it(pair: tuple[Register, Register]) -> None:
    first, second = ({key: set(persons) for key, persons in each.items()} for each in pair)
    found = compared(*pair)
    links = {(before, after): numbers for before, after, *numbers in found.links.rows()}
    assert links == {
        (before, after): [len(lived & lives), len(lived), len(lives)]
        for before, lived in first.items()
        for after, lives in second.items()
        if lived & lives
    }
    for row in found.households.to_dicts():
        before, after = row["before"], row["after"]
        assert row["shared"] == links.get((before, after), [None])[0]
        assert (row["persons_before"] or 0) == len(first.get(before, ()))
        assert (row["persons_after"] or 0) == len(second.get(after, ()))
        shared, own, others = row["shared"] or 0, row["persons_before"] or 0, row["persons_after"] or 0
        ways = [number for (start, end), (number, _, _) in links.items() if before == start or after == end]
        there = sum(ways)
        match row["change"]:
            case "matched" | "renumbered":
                assert 2 * shared + (before == after) > min(own, others)
            case "merged":
                assert 2 * shared > own
            case "split":
                assert 2 * shared > others
            case "gone":
                assert 2 * there < own or not own
            case "new":
                assert 2 * there < others or not others
            case "dissolved":
                assert 2 * there >= own
                assert 2 * max(ways) <= own
            case "formed":
                assert 2 * there >= others
                assert 2 * max(ways) <= others


@given(PAIRS)
def test_who_shares_more_than_half_of_both_always_continues(pair: tuple[Register, Register]) -> None:
    found = compared(*pair)
    continuing = {(before, after) for change, before, after in rows(found) if change in ("matched", "renumbered")}
    for before, after, shared, own, others in found.links.rows():
        assert (before, after) in continuing or not 2 * shared > max(own, others)


@given(PAIRS)
def test_the_way_back_is_the_mirror(pair: tuple[Register, Register]) -> None:
    first, second = pair
    mirror = {"new": "gone", "gone": "new", "split": "merged", "merged": "split", "dissolved": "formed",
              "formed": "dissolved"}  # fmt: skip
    there, back = compared(first, second), compared(second, first)
    turned = [(mirror.get(change, change), after, before) for change, before, after in rows(there)]
    assert sorted(turned, key=str) == sorted(rows(back), key=str)
    assert there.signs.equals(back.signs)


@given(PAIRS, st.permutations("abcde"))
def test_names_and_order_of_what_shares_no_key_do_not_matter(pair: tuple[Register, Register], order: list[str]) -> None:
    names = dict(zip("abcde", order, strict=True))
    first, second = pair
    other = {f"new {key}": persons for key, persons in second.items()}
    turned = {f"new {names[key]}": persons for key, persons in reversed(second.items())}
    back = {f"new {new}": f"new {old}" for old, new in names.items()}
    renamed = [(change, before, back.get(after or "")) for change, before, after in rows(compared(first, turned))]
    assert sorted(renamed, key=str) == sorted(rows(compared(first, other)), key=str)


@given(registers())
def test_a_register_continues_in_itself(register: Register) -> None:
    found = compared(register, register)
    assert {change for change, _, _ in rows(found)} == {"matched"}
    assert found.signs.is_empty()


@given(PAIRS)
def test_without_members_keys_alone_decide(pair: tuple[Register, Register]) -> None:
    first, second = pair
    found = compare(tables(first)[0], tables(second)[0])
    assert found.counts[Change.MATCHED] == len(set(first) & set(second))
    assert found.counts[Change.GONE] == len(set(first) - set(second))
    assert found.counts[Change.NEW] == len(set(second) - set(first))
    assert sum(found.counts.values()) == len(set(first) | set(second))
    assert found.signs.is_empty()


@pytest.mark.parametrize(
    ("first", "second", "signs"),
    [
        ({"a": ["p"]}, {"a": ["q"]}, [("few-persons-shared", None), ("key-reused", "a")]),
        ({"a": [*"pqrs"]}, {"a": ["p"], "b": [*"qrs"]}, [("key-with-a-part", "a")]),
        ({"a": [*"pqrs"], "b": ["t"]}, {"a": ["t"], "b": [*"pqrs"]}, [("key-reused", "a"), ("key-reused", "b")]),
        ({"a": [*"pq"], "b": ["x"]}, {"c": [*"pq"], "a": [], "b": ["x"]}, [("key-reused", "a")]),
        ({"a": [*"0123456789"]}, {"b": [*"0pqrstuvwx"]}, []),
        ({"a": [*"0123456789y"]}, {"b": [*"0pqrstuvwxz"]}, [("few-persons-shared", None)]),
        ({"a": []}, {"b": ["p"]}, []),
    ],
)
def test_a_key_that_changes_its_household_and_persons_of_two_secrets_are_signs(
    first: Register, second: Register, signs: list[tuple[str, str | None]]
) -> None:
    found = compared(first, second)
    assert found.signs.rows() == signs
    for name in set(found.signs["sign"]):
        assert f"! {SIGNS[name].en}" in found.explain()
        assert f"! {SIGNS[name].zh}" in found.explain("zh")


def test_two_secrets_are_noticed() -> None:
    own = pl.DataFrame({"id": ["h1"]})
    people = pl.DataFrame({"id": ["a"], "household": ["h1"], "identity_number": ["11010519491231002X"]})
    first, second = (read(people, MEMBERS, secret=each * 16).accepted for each in (b"1", b"2"))
    assert "few-persons-shared" in compare(own, own, members=(first, second)).signs["sign"]
    assert compare(own, own, members=(first, first)).signs.is_empty()


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
    found = compared({"a": [*"pqt"], "b": ["r"], "x": []}, {"a": [*"pqr"], "c": ["t"], "d": ["s"], "e": []})
    assert found.explain() == (
        "3 households before\n-1 gone\n-1 merged into another household\n-0 dissolved, the persons gone several ways\n"
        "+2 new\n+1 split off from another household\n+0 formed by a merger of persons from several sides\n"
        "= 4 households after\n"
        "4 members before = 2 stayed in their household + 2 in another household + 0 left the register"
        " + 0 without a key + 0 set aside\n"
        "5 members after = 2 stayed in their household + 2 in another household + 1 arrived"
        " + 0 without a key + 0 set aside"
    )
    assert found.explain("zh").splitlines()[:2] == ["3 前期户数", "-1 消失"]
    assert found.explain("zh").splitlines()[-1] == (
        "5 后期成员 = 2 留在原户 + 2 转入他户 + 1 新入名册 + 0 无人员代码 + 0 未计入"
    )
    assert compare(tables({})[0], tables({})[0]).explain().splitlines()[-1] == "= 0 households after"
    assert "rows" in repr(found)


def test_members_without_a_key_or_a_household_and_those_who_stand_twice_are_counted_apart() -> None:
    own = pl.DataFrame({"id": ["a", "b"]})
    people = pl.DataFrame({"id": ["p", None, "q"], "household": ["a", "b", "z"]})
    twice = pl.DataFrame({"id": ["p", "p", "q", "r"], "household": ["b", "a", "b", None]})
    found = compare(own, own, members=(people, twice))
    assert found.persons == Persons(
        before=3, after=4, stayed=1, moved=0, left=0, arrived=1, unknown_before=1, aside_before=1, aside_after=2
    )


def test_persons_are_known_by_one_key_in_both_registers() -> None:
    own, people = tables({"a": ["p", "q"]})
    other = pl.DataFrame({"id": ["b"]})
    numbered = people.with_columns(pl.Series("id", ["1", "2"]), household=pl.lit("b"))
    both = people.with_columns(pl.Series("id", ["2", "3"]))
    assert rows(compare(own, other, members=(both, numbered))) == [("renumbered", "a", "b")]
    persons = compare(own, other, members=(both, numbered.drop("person"))).persons
    assert persons is not None
    assert (persons.moved, persons.left, persons.arrived) == (1, 1, 1)
    with pytest.raises(InvalidValue, match="members: got 'no column person or id in both'"):
        compare(own, own, members=(people, people.rename({"person": "id"})))


def test_keys_are_needed_and_stand_once() -> None:
    own, people = tables({"a": ["p"]})
    with pytest.raises(InvalidValue, match="after: got 'a key that is missing or duplicated'"):
        compare(own, pl.concat([own, own]))
    with pytest.raises(InvalidValue, match="before: got 'a key that is missing"):
        compare(pl.DataFrame({"id": [None]}, schema={"id": pl.String}), own)
    with pytest.raises(InvalidValue, match="no column id"):
        compare(people, own)
    with pytest.raises(InvalidValue, match="members: got 'DataFrame'; expected a pair"):
        compare(own, own, members=people)  # type: ignore[arg-type]  # what is refused here
    with pytest.raises(InvalidValue, match="no column state"):
        compare(own, own, state="state")
    with pytest.raises(InvalidValue, match="no column state"):
        compare(own.with_columns(state=pl.lit("x")), own, state="state")
    assert compare(
        own.with_columns(state=pl.lit("x")), own.with_columns(state=pl.lit("y")), state="state"
    ).transitions() == {("x", "y"): 1}


NUMBERED, FLOATED = pl.DataFrame({"id": [1]}), pl.DataFrame({"id": [1.0]})


def test_keys_of_two_kinds_are_refused() -> None:
    own, people = tables({"1": ["5"]})
    assert compare(NUMBERED, NUMBERED.cast(pl.Int8)).counts[Change.MATCHED] == 1
    assert compare(own, own.cast(pl.Categorical)).counts[Change.MATCHED] == 1
    for after in (NUMBERED, FLOATED):
        with pytest.raises(InvalidValue, match="id of the register after: got "):
            compare(own, after)
    for name in ("person", "household"):
        with pytest.raises(InvalidValue, match=f"{name} of the members after: got 'keys that are whole numbers'"):
            compare(own, own, members=(people, people.cast({name: pl.Int64})))
    numbers = people.cast({"household": pl.Int64})
    with pytest.raises(InvalidValue, match="household of the members before: got .*; expected words"):
        compare(own, own, members=(numbers, numbers))
    assert compare(NUMBERED, NUMBERED, members=(numbers, numbers)).households["shared"].to_list() == [1]
