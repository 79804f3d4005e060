"""What each shipped rulebook says over time is written down; ``python3 tasks.py golden`` writes it anew."""

from __future__ import annotations

import pytest

from antipoverty import rulebooks
from golden import FOLDER, path_of, text_of


@pytest.mark.parametrize("name", rulebooks.available())
def test_the_parameters_over_time_are_those_written_down(name: str) -> None:
    assert text_of(name) == path_of(name).read_text("utf-8"), "if this is meant: python3 tasks.py golden"


def test_nothing_else_is_written_down() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name).name for name in rulebooks.available()}
