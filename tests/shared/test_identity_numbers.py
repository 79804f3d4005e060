"""Which text is a whole identity number."""

from __future__ import annotations

import pytest

from antipoverty._shared.keys import is_identity_number


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", False),
        ("110105194912310021", False),
        ("11010519491331002X", False),  # month 13
        ("11010519490229002X", False),  # no leap year
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_a_number_has_its_places_a_day_and_its_check_digit(number: str, whole: bool) -> None:
    assert is_identity_number(number) is whole
