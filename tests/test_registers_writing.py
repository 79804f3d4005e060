"""What is written is safe to open, whole, or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from antipoverty.errors import InvalidValue
from antipoverty.registers import neutralised, write
from antipoverty.registers import writing as module
from engines import EAGER, LAZY

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize("text", ["＝1+1", "－1", " =1+1", "\u00a0=1", "\ufeff@x", "\u3000＋1", "' =1", "\r=1"])
@pytest.mark.parametrize("engine", [*EAGER, *LAZY])
def test_a_sign_of_full_width_or_behind_a_blank_is_marked(engine: str, text: str) -> None:
    made = nw.from_native(neutralised({**EAGER, **LAZY}[engine](pl.DataFrame({"note": [text, "a", ""]}).to_arrow())))
    rows = (made.collect() if isinstance(made, nw.LazyFrame) else made).to_arrow().to_pylist()
    assert [row["note"] for row in rows] == ["'" + text, "a", ""]


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(["=1+1", "a"])])
def test_a_word_of_an_enumeration_is_marked_as_any_text(kind: pl.DataType) -> None:
    frame = pl.DataFrame({"note": pl.Series(["=1+1", "a", None], dtype=kind)})
    assert neutralised(frame)["note"].to_list() == ["'=1+1", "a", None]
    held = pd.DataFrame({"note": pd.Categorical(["=1+1", "a", None])})
    assert list(neutralised(held)["note"])[:2] == ["'=1+1", "a"]


@pytest.mark.parametrize("engine", [*EAGER, *LAZY])
def test_a_heading_is_marked(engine: str) -> None:
    frame = {**EAGER, **LAZY}[engine](pl.DataFrame({"id": [1], "=1+1": [2]}).to_arrow())
    assert list(nw.from_native(neutralised(frame)).collect_schema()) == ["id", "'=1+1"]


@given(text=st.text(alphabet=[*SIGNS, *" '\t\u00a0\u3000\ufeff", *"a1户"], max_size=6))
def test_what_is_left_unmarked_begins_with_no_sign_for_anyone(text: str) -> None:
    found = neutralised(pl.DataFrame({"note": [text]}))["note"][0]
    assert found in (text, "'" + text)
    if found == text:
        assert text.strip("' \u00a0\u3000\ufeff")[:1] not in {*SIGNS} or text == ""
    else:
        assert any(sign in text for sign in [*SIGNS, "\t", "\r"])


def test_a_workbook_without_room_is_refused_before_a_row_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_ROWS", 4)
    write(pl.DataFrame({"n": [1, 2, 3]}), tmp_path / "x.xlsx")
    with pytest.raises(InvalidValue, match="frame: got '4 rows, 1 columns'; expected at most 3 rows"):
        write(pl.DataFrame({"n": [1, 2, 3, 4]}), tmp_path / "x.xlsx")
    monkeypatch.setattr(module, "_COLUMNS", 1)
    with pytest.raises(InvalidValue, match="1 columns in a workbook"):
        write(pl.DataFrame({"n": [1], "m": [1]}), tmp_path / "x.xlsx")
    write(pl.DataFrame({"text": ["x" * 32_767]}), tmp_path / "x.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()[1] == ["x" * 32_767]
    with pytest.raises(InvalidValue, match="text: got 'a longer text'; expected texts of at most 32,767 characters"):
        write(pl.DataFrame({"text": ["x" * 32_768]}), tmp_path / "x.xlsx")


def test_what_a_file_cannot_hold_is_refused_by_column(tmp_path: Path) -> None:
    for name in ("x.csv", "x.xlsx"):
        with pytest.raises(InvalidValue, match=r"parts: got 'List\(Int64\)'; expected text, numbers, truths or dates"):
            write(pl.DataFrame({"parts": [[1, 2]]}), tmp_path / name)
    with pytest.raises(InvalidValue, match="at: got .*; expected times without a zone"):
        write(pl.DataFrame({"at": [datetime(2014, 5, 1, tzinfo=UTC)]}), tmp_path / "x.xlsx")
    for encoding in ("ascii", "nonsense", "latin-1"):
        with pytest.raises(InvalidValue, match=f"encoding: got '{encoding}'; expected one of utf-8, utf-8-sig"):
            write(pl.DataFrame({"id": ["户"]}), tmp_path / "x.csv", encoding=encoding)


def test_a_pandas_frame_with_fractions_beside_the_facts_is_written(tmp_path: Path) -> None:
    write(pd.DataFrame({"id": ["a", "b"], "score": [1.5, None]}), tmp_path / "x.parquet")
    assert pl.read_parquet(tmp_path / "x.parquet").rows() == [("a", 1.5), ("b", None)]
