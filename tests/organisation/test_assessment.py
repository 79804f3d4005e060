"""A cadre's year against what the place asks for: nothing is asked for that nobody laid down."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.assistance import Cadre
from antipoverty.errors import InvalidValue
from antipoverty.organisation import assess_cadre
from antipoverty.rules import Decision, Outcome
from antipoverty.serialization import dumps, loads

ON = date(2014, 12, 31)
COUNT = st.none() | st.integers(0, 4)


def _reached(done: int | None, least: int | None) -> bool | None:
    if least == 0:
        return True
    return None if done is None or least is None else done >= least


@given(st.tuples(COUNT, COUNT, COUNT), st.tuples(COUNT, COUNT, COUNT))
def test_every_number_that_is_asked_for_is_reached(
    done: tuple[int | None, int | None, int | None], least: tuple[int | None, int | None, int | None]
) -> None:
    cadre = Cadre("c1", visits=done[0], measures=done[1], exits=done[2])
    found = assess_cadre(cadre, on=ON, least_visits=least[0], least_measures=least[1], least_exits=least[2])
    parts = [_reached(*pair) for pair in zip(done, least, strict=True)]
    expected = Outcome.NOT_MET if False in parts else Outcome.UNKNOWN if None in parts else Outcome.MET
    assert found.outcome is expected
    assert loads(dumps(found), Decision) == found


def test_without_thresholds_nothing_can_be_told_and_each_is_named() -> None:
    found = assess_cadre(Cadre("c1", visits=50, measures=9, exits=3), on=ON)
    assert found.missing == ("cadre_least_visits", "cadre_least_measures", "cadre_least_exits")
    assert found.explain("zh", detail="brief").splitlines()[0].endswith("信息不足，暂不能考核")


def test_a_failure_says_by_how_much() -> None:
    found = assess_cadre(Cadre("c1", visits=11), on=ON, least_visits=12, least_measures=0, least_exits=0)
    assert "visits to the households in care: 11 visits, below 12 visits" in found.explain(detail="brief")


def test_a_threshold_is_a_count() -> None:
    with pytest.raises(InvalidValue, match=r"least_visits: got -1"):
        assess_cadre(Cadre("c1"), on=ON, least_visits=-1)
    with pytest.raises(InvalidValue, match="cadre: .*expected an object of type Cadre"):
        assess_cadre("c1", on=ON)  # type: ignore[arg-type]
