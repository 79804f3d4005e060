"""The subjects by which parameters are listed, in the order of the menu, and the rules and amounts that read each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._shared.every_rule import every_quantity, every_rule
from antipoverty.rules import Quantity, Rule
from antipoverty.text import LISTED, Text
from pages import parameter_names
from writing import Language


@frozen
class Subject:
    """Parameters that belong together.

    Attributes:
        id: the anchor.
        text: what they are about.
        prefixes: how their names begin.
    """

    id: str
    text: Text
    prefixes: tuple[str, ...]


SUBJECTS = (
    Subject("lines", Text("Poverty lines and income", "贫困线与收入"), ("poverty_line.", "income.")),
    Subject("households", Text("Identification of households", "贫困户识别"), ("identification.", "quota.")),
    Subject(
        "guarantees",
        Text("Housing, schooling, water", "住房、义务教育与饮水安全"),
        ("guarantees.", "housing.", "schooling.", "water."),
    ),
    Subject("places", Text("Poor villages and counties", "贫困村与贫困县"), ("village.", "county.", "region.")),
    Subject("exit", Text("Exit from poverty", "贫困退出"), ("exit.",)),
    Subject("monitoring", Text("Monitoring against return to poverty", "防止返贫监测"), ("monitoring.",)),
    Subject("allowance", Text("Subsistence allowance", "农村低保衔接"), ("linkage.",)),
    Subject("low-income", Text("Low-income population", "低收入人口"), ("low_income.",)),
    Subject("causes", Text("Causes of poverty", "致贫原因"), ("causes.",)),
    Subject("assistance", Text("Assistance and pairing", "帮扶措施与结对"), ("assistance.", "pairing.")),
    Subject("funds", Text("Funds", "资金"), ("funds.",)),
    Subject("tender", Text("Tenders", "招标"), ("tender.",)),
    Subject("labour", Text("Labour on works", "务工与以工代赈"), ("labour.",)),
    Subject("notices", Text("Public notices", "公示期"), ("notice.",)),
    Subject("register", Text("Timetable of the 2014 register", "2014年建档立卡时限"), ("register_2014.",)),
    Subject("checks", Text("Checks of a register", "名册核查阈值"), ("checks.",)),
)


def subject_of(name: str) -> Subject:
    """The subject of a parameter."""
    return next(subject for subject in SUBJECTS if name.startswith(subject.prefixes))


def in_order(names: Iterable[str]) -> list[str]:
    """Names of parameters by subject, within one in the order of the rulebook."""
    listed = list(rulebooks.load("cn").parameters)
    return sorted(names, key=lambda name: (SUBJECTS.index(subject_of(name)), listed.index(name)))


def page_of(asked: Rule | Quantity) -> str:
    """The address of the page of a rule or an amount, from a folder beside."""
    return f"../rules/{asked.id}.md" if isinstance(asked, Rule) else f"../rules/quantity-{asked.id}.md"


@cache
def everything() -> tuple[Rule | Quantity, ...]:
    """Every rule and amount."""
    return (*every_rule().values(), *every_quantity().values())


@cache
def readers() -> dict[str, tuple[Rule | Quantity, ...]]:
    """By parameter, the rules and amounts that read it."""
    found: dict[str, list[Rule | Quantity]] = {}
    for asked in everything():
        for name in parameter_names(asked):
            found.setdefault(name, []).append(asked)
    return {name: tuple(each) for name, each in found.items()}


def read_by(name: str, language: Language, opened: str = "") -> str:
    """Links to the rules that read a parameter, or to the amounts if no rule does; empty if nothing does.

    Args:
        name: the parameter.
        language: the language of the page.
        opened: how each page opens, as ``?in=cn/guizhou``.
    """
    found = readers().get(name, ())
    named = [asked for asked in found if isinstance(asked, Rule)] or found
    return LISTED[language].join(f"[{asked.name[language]}]({page_of(asked)}{opened})" for asked in named)
