"""A drafted summary: every figure is what its rows say, and what is not known is not made up."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.records import Household, Income, Village
from antipoverty.reviews import DraftedFigure, Summary, Township, draft, reconcile, rows_of
from antipoverty.reviews._definitions import all_figures, chapters, read_chapters
from antipoverty.reviews._drafting import _total
from antipoverty.reviews._tables import condition_of
from antipoverty.text import Text

DAY = date(2014, 12, 31)
NAME = Text("Our town", "本镇")
LINE = 2_736

HOMES = st.lists(
    st.tuples(
        st.sampled_from(["v1", "v2", None]),
        st.integers(1, 8) | st.none(),
        st.sampled_from([LINE - 1, LINE, LINE + 1, 500]) | st.none(),
    ),
    max_size=12,
)


def drafted(**tables: object) -> Summary:
    return draft(Township.of(**tables), on=DAY, name=NAME)


def figure(summary: Summary, key: str) -> DraftedFigure:
    found = summary.figures[key]
    assert isinstance(found, DraftedFigure)
    return found


def frame_of(homes: list[tuple[str | None, int | None, int | None]]) -> pl.DataFrame:
    kinds = {"id": pl.String, "village": pl.String, "size": pl.Int64, "net_income_fen": pl.Int64}
    rows = [
        (f"h{number}", village, size, None if size is None or head is None else head * size * 100)
        for number, (village, size, head) in enumerate(homes)
    ]
    return pl.DataFrame(rows, kinds, orient="row")


@given(HOMES)
def test_a_count_is_what_its_rows_say(homes: list[tuple[str | None, int | None, int | None]]) -> None:
    summary = drafted(households=frame_of(homes))
    known = [size for _, size, head in homes if size is not None and head is not None and head < LINE]
    unknown = [size for _, size, head in homes if size is None or head is None]
    poor, persons = figure(summary, "poor_by_rule"), figure(summary, "poor_persons_by_rule")
    assert (poor.rows, poor.undecided, persons.undecided) == (len(known), len(unknown), len(unknown))
    whole = not unknown
    assert poor.value == (Fraction(len(known)) if whole else None)
    assert persons.value == (Fraction(sum(known)) if whole else None)
    assert poor.known == (None if whole else Fraction(len(known)))
    assert persons.known == (None if whole else Fraction(sum(known)))
    assert bool(poor.lacks) is not whole


@given(HOMES)
def test_the_parts_make_up_the_whole(homes: list[tuple[str | None, int | None, int | None]]) -> None:
    summary = drafted(households=frame_of(homes))
    parts = [each for key, each in summary.figures.items() if key.startswith("poor_by_rule.")]
    assert all(isinstance(part, DraftedFigure) for part in parts)
    whole = figure(summary, "poor_by_rule")
    assert sum(part.rows or 0 for part in parts if isinstance(part, DraftedFigure)) == whole.rows
    assert sum(part.undecided for part in parts if isinstance(part, DraftedFigure)) == whole.undecided
    check = next((each for each in reconcile(summary).checks if each.relation.id == "poor_by_rule-parts"), None)
    assert (check is None) is not bool(parts)
    assert check is None or check.holds is (True if whole.value is not None else None)


@given(HOMES)
def test_the_rows_of_a_figure_are_those_that_it_counts(homes: list[tuple[str | None, int | None, int | None]]) -> None:
    town = Township.of(households=frame_of(homes))
    poor = figure(draft(town, on=DAY, name=NAME), "poor_by_rule")
    rows = rows_of(town, "poor_by_rule", on=DAY)
    assert (rows["counts"].sum(), rows["counts"].null_count()) == (poor.rows, poor.undecided)


def test_a_sum_may_be_more_than_64_bits_hold() -> None:
    rows = pl.DataFrame({"counts": [True] * 9_300, "value": [10**15 - 1] * 9_300})
    assert _total(rows, True, False, 100) == (Fraction(9_300 * (10**15 - 1), 100), 0, 9_300)


def test_the_line_decides_to_the_fen() -> None:
    fen = [LINE * 100 - 1, LINE * 100, LINE * 100 + 1]
    homes = pl.DataFrame({"id": ["below", "on", "above"], "size": [1, 1, 1], "net_income_fen": fen})
    town = Township.of(households=homes)
    assert rows_of(town, "poor_by_rule", on=DAY)["id"].to_list() == ["below"]


def test_a_missing_table_is_not_an_empty_one() -> None:
    missing, empty = drafted(), drafted(villages=[])
    assert (figure(missing, "villages").value, figure(empty, "villages").value) == (None, 0)
    assert [lack.en for lack in figure(missing, "villages").lacks] == ["no table “Villages”"]
    assert figure(missing, "incidence_by_rule").value is None


def test_a_share_of_nothing_is_unknown_and_says_so() -> None:
    summary = drafted(villages=[], households=frame_of([]))
    share = figure(summary, "incidence_by_rule")
    assert share.value is None
    assert share.lacks[0].en.endswith("is 0")


def test_records_and_frames_give_the_same_draft() -> None:
    homes = [Household("h1", size=4, village="v1", income=Income(stated=10_000)), Household("h2", size=1, village="v1")]
    by_record = drafted(households=homes, villages=[Village("v1", name="Upper", persons=5)])
    frames = Township.of(households=homes, villages=[Village("v1", name="Upper", persons=5)]).tables
    assert drafted(**frames) == by_record
    assert by_record.figures["poor_by_rule.v1"].label.en == "poor households by the rule: Upper"


def test_a_village_may_be_called_unknown() -> None:
    summary = drafted(households=frame_of([("unknown", 3, 500), (None, 2, 500), ("unknown", 1, 500)]))
    parts = {key: each.value for key, each in summary.figures.items() if key.startswith("poor_by_rule.")}
    assert parts == {"poor_by_rule.unknown": 2, "poor_by_rule.": 1}
    assert all(check.holds for check in reconcile(summary).checks if check.relation.id == "poor_by_rule-parts")


def test_after_the_last_line_nobody_is_counted_as_poor_or_not() -> None:
    summary = draft(Township.of(households=frame_of([("v1", 3, 500)])), on=date(2026, 6, 30), name=NAME)
    poor = figure(summary, "poor_by_rule")
    assert (poor.value, poor.known, poor.undecided) == (None, 0, 1)


def test_every_definition_reads_columns_that_there_are() -> None:
    for each in all_figures():
        if each.table is not None and each.where is not None:
            condition_of(each.table, each.where)
    keys = [each.key for each in all_figures()]
    assert len(set(keys)) == len(keys)
    assert [chapter.order for chapter in chapters()] == sorted(chapter.order for chapter in chapters())


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"a": {"unit": "persons"}}, "one.a"),
        ({"a": {"name": {"en": "a", "zh": "甲"}, "unit": "persons"}}, "one.a"),
        ({"a.b": {"name": {"en": "a", "zh": "甲"}, "unit": "persons", "table": "villages"}}, "figures"),
        ({"a": {"name": {"en": "a", "zh": "甲"}, "unit": "persons", "figure": "b"}}, "figures.a"),
        ({"a": {"name": {"en": "a", "zh": "甲"}, "unit": "persons", "figure": "b", "table": "villages"}}, "one.a"),
    ],
)
def test_a_definition_that_is_none_is_refused(figures: dict[str, object], field: str) -> None:
    head = {"order": 1, "name": {"en": "One", "zh": "一"}}
    with pytest.raises(InvalidValue, match=field):
        read_chapters({"one": {"chapter": head, "figures": figures}})


def test_what_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidValue, match="tables"):
        Township.of(farms=[])
    with pytest.raises(InvalidValue, match="key"):
        rows_of(Township.of(), "incidence_by_rule", on=DAY)
    with pytest.raises(InvalidValue, match="township"):
        rows_of(Township.of(), "poor_by_rule", on=DAY)
