"""The figures of three annual summaries of towns, as printed and as read."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from antipoverty._shared.arguments import typed
from antipoverty.errors import InvalidValue
from antipoverty.reviews import Summary, read_summary

#: The summaries that `load_summary` knows.
SUMMARIES = ("village-programme", "sub-district", "mountain-town")


def load_summary(name: str) -> Summary:
    """Load a printed summary of a town: its figures as printed and as read, and the relations between them.

    The texts are machine translations that damaged numbers. What was repaired or inferred is marked and graded; what
    cannot be recovered has no value.

    Args:
        name: one of `SUMMARIES`.

    Raises:
        InvalidValue: for another name.

    >>> load_summary("mountain-town").figures["road_money"].reading
    <FigureReading.NOT_RECOVERABLE: 'not recoverable'>
    """
    if typed(name, str, "name") not in SUMMARIES:
        raise InvalidValue("name", name, f"one of {', '.join(SUMMARIES)}")
    return read_summary(tomllib.loads((files("antipoverty.samples") / f"{name}.toml").read_text("utf-8")))
