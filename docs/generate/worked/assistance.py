"""Measures of assistance: a dibao household one fen to each side of the line, and what is proved of the catalogue."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.assistance import MEASURES
from antipoverty.assistance._catalogue import MEASURES_ON_OFFER
from antipoverty.facts.household import ABLE_TO_WORK, NEEDS_HELP, NET_INCOME, REGISTRATION, SKILLED
from antipoverty.quantities import QUANTITIES
from antipoverty.rules import AllOf, IsTrue, Not, prove_impossible, prove_monotone
from antipoverty.text import Language, Text
from worked import Claim, Worked
from writing import bracketed

#: On dibao, not registered, and nothing else that a measure would ask for.
_DIBAO: dict[str, FactValue] = {
    "dibao": True,
    "registration": "not registered",
    "size": 4,
    "disabled": False,
    "disaster_loss": 0,
    "dropout": False,
    "dwelling_grade": "B",
    "five_guarantee": False,
    "road_access": True,
    "water_certified": True,
}

_UNSKILLED = (REGISTRATION.one_of(("registered",)), IsTrue(ABLE_TO_WORK), Not(IsTrue(SKILLED)))


def _catalogue(language: Language) -> str:
    """Each measure with what it gives, the causes it answers, and its amounts, as a table."""
    book = rulebooks.load("cn")
    heads = Text(
        "| measure | gives | answers | on offer from | amounts and limits |",
        "| 措施 | 内容 | 针对原因 | 开始实施 | 标准与限额 |",
    )
    lines = [Text("## The catalogue", "## 措施目录")[language], "", heads[language], "|" + " --- |" * 5]
    comma = ", " if language == "en" else "、"
    for measure in MEASURES.values():
        answers = comma.join(cause.text[language] for cause in measure.answers)
        if measure.for_all:
            everyone = Text("everyone eligible", "符合条件者均可")[language]
            answers = f"{answers}{bracketed(everyone, language)}" if answers else everyone
        start = "" if measure.in_force is None else Text("where given", "由地方规定")[language]
        if measure.in_force is not None and (values := book.parameter(measure.in_force).values):
            start = values[0].start.isoformat()
        amounts = comma.join(
            f"[{each.name[language]}](quantity-{each.id}.md)" if each.id in QUANTITIES else each.name[language]
            for each in measure.quantities
        )
        lines.append(f"| {measure.name[language]} | {measure.gives[language]} | {answers} | {start} | {amounts} |")
    return "\n".join(lines)


WORKED = (
    Worked(
        MEASURES_ON_OFFER,
        rulebooks.load("cn"),
        date(2016, 5, 1),
        tuple(_DIBAO | {"net_income": 1_142_000 + fen} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text(
                    "A registered household with a member able to work and no skill is eligible for a measure; from"
                    " 2026 on, where the assessment found that it needs help.",
                    "有劳动能力而无技能的建档立卡户，必符合至少一项措施的条件；2026年起以评估认定仍需帮扶为前提。",
                ),
                lambda condition: prove_impossible("skill", AllOf((*_UNSKILLED, IsTrue(NEEDS_HELP), Not(condition)))),
            ),
            Claim(
                Text("More income never makes a household newly eligible.", "收入增加不会使一户新符合条件。"),
                lambda condition: prove_monotone("income", condition, NET_INCOME, direction="falling"),
                about=NET_INCOME,
            ),
        ),
        books=(rulebooks.load("cn"), rulebooks.load("cn/guizhou")),
        more=Text(_catalogue("en"), _catalogue("zh")),
        open="road_access",
    ),
)
