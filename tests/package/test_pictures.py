"""The pictures on generated pages: they say what the rule says, fit their frames, and can stand on a page together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diagrams
import drawing
from antipoverty import rulebooks
from antipoverty._engine.conditions import simplified
from antipoverty.errors import ParameterError
from antipoverty.rules import (
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Fact,
    IsTrue,
    Kind,
    Not,
    bind,
)
from antipoverty.text import Language, Text
from charts import value_chart
from diagrams import decision_diagram
from effort import times
from home import put_in
from worked import Worked, collected

ROOT = Path(__file__).resolve().parents[2]

LANGUAGES: tuple[Language, ...] = ("en", "zh")
DAYS = [date(2014, 5, 1), date(2016, 12, 1), date(2018, 5, 1), date(2020, 6, 1), date(2024, 6, 1)]


def parsed(picture: str) -> ElementTree.Element:
    assert picture.count("\n") == 1, "one line, which Markdown leaves as it is"
    return ElementTree.fromstring(picture.replace(" data-search-exclude ", " "))


def check_drawn(picture: str) -> None:
    """Title and description first, no identifiers, and no line of text that leaves its frame."""
    root = parsed(picture)
    (svg,) = root
    assert [child.tag.rpartition("}")[2] for child in svg][:2] == ["title", "desc"]
    assert svg.get("role") == "img"
    elements = list(root.iter())
    assert not [each for each in elements if "id" in each.attrib]
    height = float(svg.attrib["viewBox"].split()[3])
    frames = [
        tuple(float(each.attrib[name]) for name in ("x", "y", "width", "height"))
        for each in elements
        if each.tag.endswith("rect")
    ]
    for each in elements:
        if each.tag.endswith("text"):
            x, y = float(each.attrib["x"]), float(each.attrib["y"])
            assert 0 <= y <= height
            around = [
                frame for frame in frames if frame[0] <= x <= sum(frame[::2]) and frame[1] <= y <= frame[1] + frame[3]
            ]
            right = min((frame[0] + frame[2] for frame in around), default=float(drawing.WIDTH))
            wide = drawing.width_of(each.text or "", float(each.attrib["font-size"]))
            assert x + (wide / 2 if each.get("text-anchor") == "middle" else wide) <= right + 1, each.text


@pytest.mark.parametrize("worked", tuple(collected()), ids=lambda worked: worked.rule.id)
def test_every_rule_has_a_diagram_that_fits_and_names_its_criteria(worked: Worked) -> None:
    rule, book = worked.rule, worked.book
    drawn = 0
    for on in (*DAYS, worked.on):
        try:
            condition = simplified(bind(rule, book.at(on)).rule.condition)
        except ParameterError:
            continue
        for language in LANGUAGES:
            picture = decision_diagram(condition, language, outcomes=(rule.met, rule.not_met, rule.unknown))
            check_drawn(picture)
            said = "".join(parsed(picture).itertext())
            top = condition.conditions if isinstance(condition, AllOf | AnyOf) else (condition,)
            for criterion in (part for part in top if isinstance(part, Criterion)):
                assert criterion.name[language] in said
            drawn += 1
    assert drawn


FLAGS = [Fact(name, Kind.FLAG, Text(name, name)) for name in "abcd"]
FLAG = st.sampled_from(FLAGS).map(IsTrue)
LEAF = FLAG | FLAG.map(Not)


def named(inner: Condition) -> Criterion:
    return Criterion("X-1", Text("named", "有名"), inner)


def larger(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    junctions = parts.map(AllOf) | parts.map(AnyOf)
    return junctions | junctions.map(named)


TREES: st.SearchStrategy[Condition] = st.recursive(
    LEAF | LEAF.map(named) | LEAF.map(named).map(Not), larger, max_leaves=8
)


def kleene(values: list[bool | None], every: bool) -> bool | None:
    if (not every) in values:
        return not every
    return None if None in values else every


def value_of(condition: Condition, known: dict[str, bool | None]) -> bool | None:
    match condition:
        case IsTrue(fact):
            return known[fact.name]
        case Not(inner):
            value = value_of(inner, known)
            return None if value is None else not value
        case AllOf(parts) | AnyOf(parts):
            return kleene([value_of(part, known) for part in parts], isinstance(condition, AllOf))
        case Criterion(condition=inner):
            return value_of(inner, known)
        case _:
            raise AssertionError(condition)


def answered(part: diagrams.Step | diagrams.Group, known: dict[str, bool | None]) -> bool | None:
    """What somebody gets who answers the steps of the diagram."""
    if isinstance(part, diagrams.Group):
        return kleene([answered(each, known) for each in part.parts], part.all)
    value = known[part.detail[-1]]
    return value if len(part.detail) == 1 or value is None else not value


@times(2)
@given(tree=TREES, known=st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in "abcd"}))
def test_a_diagram_answers_as_the_rule_does(tree: Condition, known: dict[str, bool | None]) -> None:
    assert answered(diagrams.read(tree, "en", 100), known) == value_of(tree, known)
    check_drawn(decision_diagram(tree, "en"))


def test_more_steps_than_fit_are_shown_by_name() -> None:
    many = AnyOf(
        tuple(
            Criterion(f"X-{n}", Text(f"step {n}", f"第{n}步"), AllOf((IsTrue(FLAGS[0]), IsTrue(FLAGS[1]))))
            for n in range(20)
        )
    )
    said = [each.text for each in parsed(decision_diagram(many, "en")).iter() if each.tag.endswith("text")]
    assert "step 19" in said
    assert "a and b" not in said


def test_each_parameter_that_changes_has_a_chart_that_fits() -> None:
    books = [rulebooks.load(name) for name in rulebooks.available()]
    drawn = {}
    for name in books[0].parameters:
        for language in LANGUAGES:
            if picture := value_chart(name, books, language):
                check_drawn(picture)
                drawn[name, language] = "".join(parsed(picture).itertext())
    assert "poverty_line.statistical" in {name for name, _ in drawn}
    assert not {"income.year_offset", "identification.basis", "land.slope_degrees"} & {name for name, _ in drawn}
    line = drawn["poverty_line.statistical", "en"]
    for value in books[0].parameter("poverty_line.statistical").values:
        assert f"{value.number:,}" in line
    assert "from 2013-01-01 to 2014-01-01 (not included) 2,736" in line
    assert "No value from 2020-01-01 on." in line
    assert "1,000" in line
    assert value_chart("poverty_line.statistical", books, "en", "Not drawn.").count("Not drawn.") == 1
    assert "Guizhou" in drawn["monitoring.scope", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_of_the_home_shows_what_the_library_says(language: Language) -> None:
    page = (ROOT / "docs" / language / "index.md").read_text("utf-8")
    assert put_in(page, language) == page, "python docs/generate/home.py writes the picture"


def test_chinese_is_broken_before_no_closing_mark() -> None:
    text = "家庭年纯收入低于2,736 元/人·年（现行农村贫困标准（2010年标准，当年价）） × 家庭人口"
    for width in range(60, 300, 7):
        lines = drawing.broken(text, 11.5, width)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not [line for line in lines if line[0] in "，。；：、）”》〕" or line[-1] in "（“《〔"]
    assert drawing.broken("", 11.5, 100) == []
