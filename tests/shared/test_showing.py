"""A result shows itself in a notebook: in both languages, short, as safe HTML, and without anything of a person."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

from antipoverty import registers, rulebooks
from antipoverty._shared import fields
from antipoverty._shared.showing import Shown
from antipoverty.assistance import plan
from antipoverty.cards import card
from antipoverty.causes import classify
from antipoverty.funds import Appropriation, Fund, Ledger, Statement, StatementColumn, post
from antipoverty.history import Roster, Round
from antipoverty.indicators import (
    Estimate,
    Interval,
    alkire_foster,
    dominance,
    generalized_lorenz,
    lorenz,
    monetary_poverty,
)
from antipoverty.prose import explain
from antipoverty.records import Household, Village
from antipoverty.reviews import Materials, TableSource, Township
from antipoverty.rules import Fact, Proof, bind
from antipoverty.text import Text
from brazil.rules import BENEFIT
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
    yield from (registers.manifest(REGISTER, on=ON), Township.of(villages=[Village("v1", persons=900)]))


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


#: What functions give and no notebook has to show: what the caller's records, or parts of results, are made of.
PARTS = {
    "Column": "a column of a frame, as an argument",
    "Store": "a file that is open",
    "Measure": "an entry of a catalogue, which comes with others",
    "Procedure": "an entry of a catalogue, which comes with others",
    "Household": "a record, whose repr shows nothing of a person",
    "Village": "a record",
    "Project": "a record",
    "ProblemDetails": "plain data for the body of an answer",
    "Responsibility": "a record",
    "Text": "words in both languages, which its repr shows",
    "str": "words",
}


def _results() -> Iterator[str]:
    """The promised classes that explain themselves or are tables, or that a promised function gives."""
    classes = {kind.__name__: kind for kind in promised().values() if inspect.isclass(kind)}
    for name, kind in classes.items():
        if attrs.has(kind) and (hasattr(kind, "explain") or hasattr(kind, "frame")):
            yield name
    for full, function in promised().items():
        if inspect.isfunction(function) and not full.startswith("antipoverty.strategies."):
            named = re.findall(r"\w+", str(function.__annotations__.get("return", "")))
            yield from (name for name in named if name in classes and not issubclass(classes[name], Enum))


def test_every_promised_result_shows_itself() -> None:
    results = set(_results())
    assert len(results) > 60
    assert results - _shown().keys() == PARTS.keys()


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


# As a table


@pytest.mark.parametrize("kind", sorted(name for name, results in _shown().items() if hasattr(results[0], "frame")))
def test_a_table_is_a_frame_with_the_columns_that_are_shown(kind: str) -> None:
    for result in _shown()[kind]:
        frame = result.frame()  # type: ignore[attr-defined]
        assert isinstance(frame, pl.DataFrame)
        table = result._table()
        if kind != "Published":  # whose frame tells the total from the groups
            assert [*table] == [name for name in frame.columns if name in table]
        assert all(len(column.values) == frame.height for column in table.values())


def _statement(lines: int, columns: int) -> Statement:
    made = tuple(StatementColumn(f"c{number}", Text(f"count {number}", f"第{number}列")) for number in range(columns))
    return Statement("s", Text("Statement", "报表"), made, tuple((str(line),) * columns for line in range(lines)))


def test_of_a_long_table_the_first_and_the_last_rows_are_shown_and_of_a_wide_one_the_first_columns() -> None:
    text = _Page(_statement(11, 12)._repr_html_()).text
    assert "more rows" not in text
    assert "more columns" not in text
    long, wide = _Page(_statement(5_000, 1)._repr_html_()).text, _Page(_statement(1, 15)._repr_html_()).text
    assert "7… 4,990 more rows ……另有4,990行49984999" in long
    assert wide.endswith("… 3 more columns ……另有3列")
    assert "count 13" not in wide


def test_an_empty_table_has_its_headings() -> None:
    assert _statement(0, 2).frame().columns == ["c0", "c1"]
    assert "count 1" in _Page(_statement(0, 2)._repr_html_()).text


def test_a_result_of_a_rulebook_in_other_languages_is_shown_in_those() -> None:
    book = rulebooks.load(Path(__file__).parents[2] / "examples" / "brazil")
    assert _Page(book._repr_html_()).languages == ["en"]  # of a rulebook itself it says nothing in its own words
    assert _Page(bind(BENEFIT, book.at(date(2026, 1, 1)))._repr_html_()).languages == ["en", "pt"]


def test_of_a_name_the_first_letters_are_shown() -> None:
    family = Household("h1", size=4)
    made = plan(family, classify(family, on=ON), on=ON, until=date(2014, 12, 31), responsible="李四")
    for result in (made, card(family, made)):
        assert "李四" in result.explain("zh", detail="brief")
        assert "李*" in result._repr_html_()
        assert "李四" not in result._repr_html_()


def test_a_picture_shows_itself_beside_its_figures() -> None:
    curve = lorenz(range(1, 1_001))
    assert "Lorenz curve of 1,001 points" in curve._repr_html_()
    assert "… 991 more rows" in curve._repr_html_()
    assert len(curve._repr_html_()) < 4_000


# In words


@pytest.mark.parametrize("kind", sorted(_shown()))
def test_in_full_a_result_says_as_much_as_it_shows(kind: str) -> None:
    for result in _shown()[kind]:
        assert explain(result, "en").strip()
        assert explain(result, "zh").strip()


FUND = Fund("f1", Text("County fund", "县级资金"), "county", 2014)
WORDS: dict[str, tuple[Shown, list[str]]] = {
    "an estimate": (
        Estimate(0.25, 0.05, Interval(0.15, 0.35, 0.95, "Student's t"), "bootstrap", 30, 400, 320.0, 2),
        ["0.25; 95% interval: 0.15 to 0.35", "standard error 0.05; rows or persons that count: 400",
         "replicates left out, as it is not defined for them: 2", "degrees of freedom: 30",
         "a simple sample of 320 would tell as much"],
    ),
    "incomes of 0": (
        monetary_poverty([0, 50, 150, 160], 100),
        ["Poor: 50.0% (headcount ratio), 2 of 4",
         "poverty gap 0.375; squared poverty gap 0.3125; income gap ratio 0.75"],
    ),
    "a curve of incomes": (generalized_lorenz([1, 3]), ["Generalised Lorenz curve of 3 points; income per head 2"]),
    "curves that cross": (
        dominance([50, 150], [100, 100], upto=200),
        ["Which has more poverty depends on the line, up to 200, by headcounts (order 1)",
         "the first has more from the line 50 on"],
    ),
    "two of the same": (
        dominance([100], [100], upto=200, order=2),
        ["Both have the same poverty at every line up to 200, by gaps (order 2)"],
    ),
    "deprivations": (
        alkire_foster({"a": [1, None, 0], "b": [1, 1, 0]}, dimension_weights=[1, 1], cutoff=2, missing="drop",
                      groups=["x", "x", "y"]),
        ["Multidimensional poverty: H 50.0% × A 100.0% = M0 0.5; cut-off 1", "1 poor of 2 persons",
         "left out, as deprivations are missing: 1 persons", "subgroups: 2"],
    ),
    "a ledger": (
        post(Ledger([FUND], within_budget=True), Appropriation("e1", ON, "f1", "county", 400)),
        ["Ledger: funds 1, projects 0, entries 1", "From 2014-05-01 to 2014-05-01", "Budget lines bind."],
    ),
    "an empty ledger": (Ledger(), ["Ledger: funds 0, projects 0, entries 0"]),
    "a folder": (
        Township({}, Materials((TableSource("notes.txt"),), ("villages",))),
        ["Tables: ", "Files that were not taken: 1", "No file gave: villages"],
    ),
    "a folder that is whole": (Township({}, Materials((), ())), ["Tables: "]),
    "a claim that is broken": (
        Proof("none is large", False, {"size": 9}), ["Not so: none is large", "a record that breaks it: size = 9"]
    ),
    "a round of nobody": (Round(Roster(), ()), ["No household, before or after"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_what_is_said(name: str) -> None:
    result, lines = WORDS[name]
    assert explain(result).splitlines() == lines


def test_a_reform_of_one_day_is_told_by_its_rulebooks() -> None:
    base = rulebooks.load("cn")
    reform = base.override({"poverty_line.statistical": {2013: "3000"}})
    found = registers.simulate(REGISTER, base=base, reform=reform, on=ON)
    digests = f"cn {base.id.digest[:8]} to {reform.id.digest[:8]}"
    assert explain(found).splitlines()[0] == f"Identification of a poor household, 2014-05-01: rulebook {digests}"
    assert found.frame().rows(named=True)[0]["households"] == REGISTER.height
