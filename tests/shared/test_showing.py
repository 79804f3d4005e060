"""A result shows itself in a notebook: in both languages, short, as safe HTML, and without anything of a person."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any, TypeGuard

import attrs
import polars as pl
import pytest

from antipoverty import registers
from antipoverty._shared import fields
from antipoverty._shared.showing import Shown
from antipoverty.rules import Fact
from antipoverty.text import Text
from faces import promised
from instances import instances

ON = date(2014, 5, 1)
REGISTER = pl.DataFrame(
    {"id": ["h1", "h2"], "village": ["v1", "v1"], "net_income_fen": [900_000, None], "size": [4, None]}
)
MEMBERS = pl.DataFrame({"id": ["p1"], "household": ["h1"], "labour": ["none"], "working_away": [True]})
#: A name as bad as names come: signs of HTML, a formula, and numbers that lead to a person.
HOSTILE = "<img src=x onerror=\"alert('&')\">$ 11010519491231002X 13812345678"
SECRET = "张三丰"
#: The elements of what is shown: words, and a table.
ELEMENTS = {"div", "strong", "br", "table", "thead", "tbody", "tr", "th", "td"}


def _of_registers() -> Iterator[Shown]:
    """Results that hold frames, of which `instances` has none."""
    report = registers.check(REGISTER, MEMBERS, on=ON)
    simulation = registers.simulate(REGISTER, base=ON, reform=date(2015, 5, 1), by=["village"])
    yield registers.read(pl.DataFrame({"id": ["h1", "h2"], "size": ["4", "0"], HOSTILE: ["", ""]}))
    yield registers.look(pl.DataFrame({"id": ["h1"], "size": ["0"], HOSTILE: [SECRET], "labour": [SECRET]}))
    yield from (report, report.since(report), simulation, registers.publish(simulation, "village"))
    yield registers.compare(REGISTER, REGISTER[:1])
    yield registers.why_unknown(REGISTER, on=ON)
    yield registers.manifest(REGISTER, on=ON)


@cache
def _shown() -> Mapping[str, list[Shown]]:
    """A few results of each class that shows itself, by the names of the classes."""
    found = {kind: list(values) for kind, values in instances().items() if issubclass(kind, Shown)}
    for result in _of_registers():
        found.setdefault(type(result), []).append(result)
    return {kind.__name__: values for kind, values in found.items()}


class _Page(HTMLParser):
    """The elements of some HTML, the languages that they name, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.languages: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.languages += [value or "" for name, value in attributes if name == "lang"]

    def handle_data(self, data: str) -> None:
        self.text += data


#: What has a frame and is no result: a column of one, as an argument.
ARGUMENTS = {"Column"}


def _is_result(kind: object) -> TypeGuard[type]:
    """Whether a promised name is a class that explains itself or is a table."""
    return inspect.isclass(kind) and attrs.has(kind) and (hasattr(kind, "explain") or hasattr(kind, "frame"))


def test_every_promised_result_that_has_words_or_is_a_table_shows_itself() -> None:
    kinds = {kind.__name__ for kind in promised().values() if _is_result(kind)} - ARGUMENTS
    assert len(kinds) > 30
    assert kinds <= _shown().keys()


@pytest.mark.parametrize("kind", sorted(_shown()))
def test_a_result_is_shown_in_both_languages_and_short(kind: str) -> None:
    for result in _shown()[kind]:
        html = result._repr_html_()
        page = _Page(html)
        assert page.languages == ["en", "zh-Hans"]
        assert any("一" <= letter <= "鿿" for letter in page.text)
        assert len(html) < 12_000
        assert "\n" not in html


@pytest.mark.parametrize("kind", sorted(_shown()))
def test_names_are_escaped_numbers_covered_and_persons_left_out_however_long_they_are(kind: str) -> None:
    for result in _shown()[kind]:
        html = _changed(result, Text(HOSTILE * 100, f"户{HOSTILE * 100}"))._repr_html_()
        page = _Page(html)
        assert page.elements <= ELEMENTS
        assert page.attributes <= {"lang", "style", "class", "colspan"}
        assert not [known for known in ("11010519491231002", "13812345678", SECRET) if known in page.text]
        assert len(html) < 60_000


def _changed(value: Any, words: Text, *, within: bool = False) -> Any:
    """A result whose texts are other words, and whose personal texts are a secret; past what its fields would refuse.

    A fact within a result stays what it is: the library looks it up.
    """
    if isinstance(value, Text):
        return words
    if within and isinstance(value, Fact):
        return value
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):
        return type(value)(_changed(part, words, within=True) for part in value)
    if isinstance(value, dict):
        return {key: _changed(part, words, within=True) for key, part in value.items()}
    if not attrs.has(type(value)):
        return value
    changed = object.__new__(type(value))
    for field in attrs.fields(type(value)):
        part = getattr(value, field.name)
        personal = field.repr is False and field.metadata.get("personal", True) and field.validator is not fields.key
        made = SECRET if personal and isinstance(part, str) else _changed(part, words, within=True)
        object.__setattr__(changed, field.name, made)
    if "_attrs_cached_hash" in dir(value):
        object.__setattr__(changed, "_attrs_cached_hash", None)
    return changed
