"""Inspections: visits, samples, what was found and what was put right; samples that everyone draws alike."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.planning import Defect, Inspection, draw_sample, review_inspections
from antipoverty.serialization import dumps, loads

ON = date(2014, 12, 31)
LISTS = st.lists(st.integers(0, 10**6).map(lambda number: f"h{number}"), unique=True, max_size=30)


@st.composite
def visits(draw: st.DrawFn) -> list[Inspection]:
    held = []
    for number in range(draw(st.integers(0, 6))):
        listed = draw(st.none() | st.integers(0, 50))
        looked_at = draw(st.none() | st.integers(0, 50 if listed is None else listed))
        village = draw(st.sampled_from(("v1", "v2", "v3")))
        day = draw(st.dates(date(2014, 6, 1), date(2015, 6, 1)))
        held.append(Inspection(f"i{number}", day, village, listed=listed, looked_at=looked_at))
    return held


@st.composite
def found(draw: st.DrawFn, held: list[Inspection]) -> list[Defect]:
    days = {each.id: each.on for each in held}
    defects = []
    for number in range(draw(st.integers(0, 6))):
        key = draw(st.sampled_from((*days, "i99")))
        after = st.integers(0, 300).map(lambda number, key=key: days.get(key, ON) + timedelta(number))
        defects.append(Defect(f"d{number}", key, due=draw(st.none() | after), corrected=draw(st.none() | after)))
    return defects


@given(st.data(), st.dates(date(2014, 6, 1), date(2015, 12, 31)))
def test_what_was_found_is_open_or_put_right_and_what_is_overdue_is_open(data: st.DataObject, on: date) -> None:
    held = data.draw(visits())
    defects = data.draw(found(held))
    review = review_inspections(held, defects, on=on, villages=["v1", "v2", "v3"])
    assert review.visits == sum(each.on <= on for each in held)
    assert {*review.villages} | {*review.unvisited} == {"v1", "v2", "v3"}
    assert {*review.villages}.isdisjoint(review.unvisited)
    corrected = [each for each in review.defects if each.corrected is not None and each.corrected <= on]
    assert len(review.open) + len(corrected) == len(review.defects)
    assert {each.id for each in review.overdue} <= {each.id for each in review.open}
    assert all(each.due is not None and each.due < on for each in review.overdue)
    later = {each.id for each in held if each.on > on}
    assert len(review.defects) + len(review.astray) == sum(each.inspection not in later for each in defects)
    assert review.share is None or 0 <= review.share <= 1
    assert loads(dumps(review), type(review)) == review


@given(st.data())
def test_each_visit_belongs_to_one_village(data: st.DataObject) -> None:
    held = data.draw(visits())
    whole = review_inspections(held, on=ON)
    parts = [review_inspections([each for each in held if each.village == key], on=ON) for key in ("v1", "v2", "v3")]
    assert whole.visits == sum(part.visits for part in parts)


def test_23_visits_to_villages() -> None:
    """As the third summary has them, over its 11 poor villages; the samples are made up for the example."""
    held = [
        Inspection(f"i{number}", date(2014, 8, 1) + timedelta(number), f"v{number % 11}", listed=70, looked_at=7)
        for number in range(23)
    ]
    review = review_inspections(held, on=ON)
    assert (review.visits, len(review.villages), review.sampled, review.share) == (23, 11, (161, 1610), Fraction(1, 10))
    assert "Looked at 161 of 1,610 households on the lists (10.0%)." in review.explain()
    assert "截至2014-12-31督查23次，到11个村" in review.explain("zh", detail="brief")


def test_a_visit_that_does_not_state_its_sample_leaves_the_share_to_the_others() -> None:
    held = [Inspection("i1", ON, "v1", listed=80, looked_at=8), Inspection("i2", ON, "v1", looked_at=3)]
    review = review_inspections(held, on=ON)
    assert review.share == Fraction(1, 10)
    assert "Visits that do not state how many of a list they looked at: 1." in review.explain()
    assert review_inspections(held[1:], on=ON).share is None
    assert review_inspections([Inspection("i1", ON, "v1", listed=0, looked_at=0)], on=ON).share is None


def test_what_was_found_is_open_until_the_day_on_which_it_is_put_right() -> None:
    visit = Inspection("i1", date(2014, 8, 1), "v1")
    defect = Defect("d1", "i1", "no file", due=date(2014, 8, 10), corrected=date(2014, 8, 20))
    for day, open_, overdue in ((10, 1, 0), (11, 1, 1), (19, 1, 1), (20, 0, 0)):
        review = review_inspections([visit], [defect], on=date(2014, 8, day))
        assert (len(review.open), len(review.overdue)) == (open_, overdue)
    before = review_inspections([visit], [defect], on=date(2014, 7, 31))
    assert (before.visits, before.defects, before.astray) == (0, (), ())


def test_households_and_what_was_found_are_not_shown() -> None:
    visit = Inspection("i1", ON, "v1", listed=9, examined=("hidden",))
    defect = Defect("d1", "i1", "a secret", "hidden")
    review = review_inspections([visit], [defect], on=ON)
    for shown in (repr(visit), repr(defect), repr(review), review.explain(), review.explain("zh")):
        assert "hidden" not in shown
        assert "secret" not in shown


def test_what_contradicts_itself_is_refused() -> None:
    visit, defect = Inspection("i1", ON, "v1"), Defect("d1", "i1")
    with pytest.raises(InvalidValue, match="inspections: got \\['i1'\\]"):
        review_inspections([visit, visit], on=ON)
    with pytest.raises(InvalidValue, match="defects: got \\['d1'\\]"):
        review_inspections([visit], [defect, defect], on=ON)
    with pytest.raises(InvalidValue, match="corrected of d1: .*expected a day not before the visit, 2014-12-31"):
        review_inspections([visit], [Defect("d1", "i1", corrected=date(2014, 1, 1))], on=ON)
    with pytest.raises(InvalidValue, match=r"Inspection\.looked_at: got 3; expected 1, as many as are examined"):
        Inspection("i1", ON, "v1", looked_at=3, examined=("h1",))
    for wrong in ("h1", ("h1", "h1")):
        with pytest.raises(InvalidValue, match=r"Inspection\.examined"):
            Inspection("i1", ON, "v1", examined=wrong)


# Samples


@given(LISTS, st.integers() | st.text(max_size=5), st.data())
def test_a_sample_is_the_same_whatever_the_order_and_holds_every_smaller_one(
    keys: list[str], seed: int | str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, len(keys)))
    drawn = draw_sample(keys, size, seed=seed)
    assert len({*drawn}) == size
    assert {*drawn} <= {*keys}
    assert draw_sample(data.draw(st.permutations(keys)), size, seed=seed) == drawn
    assert draw_sample(keys, len(keys), seed=seed)[:size] == drawn
    left_out = data.draw(st.sets(st.sampled_from(sorted({*keys} - {*drawn})))) if size < len(keys) else set()
    assert draw_sample([key for key in keys if key not in left_out], size, seed=seed) == drawn


def test_a_sample_is_drawn_as_documented() -> None:
    keys = [f"h{number}" for number in range(100)]
    ranked = sorted(keys, key=lambda key: hashlib.sha256(f"2014\n{key}".encode()).hexdigest())
    assert draw_sample(keys, 10, seed=2014) == draw_sample(keys, 10, seed="2014") == tuple(ranked[:10])
    assert draw_sample(["甲", "乙", "丙"], 2, seed="种子") == draw_sample(["丙", "甲", "乙"], 2, seed="种子")


def test_each_key_is_drawn_as_often_as_any_other() -> None:
    """Over 2,000 seeds, 3 of 10 keys: each 600 times, with a standard deviation of about 20."""
    keys = [f"h{number}" for number in range(10)]
    drawn = [key for seed in range(2000) for key in draw_sample(keys, 3, seed=seed)]
    assert all(abs(drawn.count(key) - 600) < 100 for key in keys)


def test_a_sample_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(InvalidValue, match="size: got 3; expected a whole number from 0 to 2"):
        draw_sample(["h1", "h2"], 3, seed=1)
    with pytest.raises(InvalidValue, match="size: got -1"):
        draw_sample(["h1"], -1, seed=1)
    with pytest.raises(InvalidValue, match="expected keys that differ"):
        draw_sample(["h1", "ｈ1"], 1, seed=1)
    with pytest.raises(InvalidValue, match="seed: got 'float'"):
        draw_sample(["h1"], 1, seed=1.5)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="keys: got a str that is not shown"):
        draw_sample("h1", 1, seed=1)
