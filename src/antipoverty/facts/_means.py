"""Facts of a household's means: income and property as civil affairs find them, and rigid spending (刚性支出)."""

from __future__ import annotations

from antipoverty._engine.conditions import Plus
from antipoverty._engine.subjects import Hundredths
from antipoverty.facts._shared import Stated
from antipoverty.rules import Alterable, Chosen, Fact, Kind, Parameter, When
from antipoverty.text import YUAN, Text

ASSESSED_INCOME = Fact(
    "assessed_income",
    Kind.MONEY,
    Text("household income of the twelve months before, as civil affairs count it", "家庭总收入（前12个月，民政核对）"),
    YUAN,
)
PROPERTY_WITHIN_DIBAO = Fact(
    "property_within_dibao",
    Kind.FLAG,
    Text("property within the local rule for the allowance", "家庭财产符合当地低保规定"),
    negated=Text("property beyond the local rule for the allowance", "家庭财产超出当地低保规定"),
)
PROPERTY_WITHIN_MARGIN = Fact(
    "property_within_margin",
    Kind.FLAG,
    Text("property within the local rule for the margin of the allowance", "家庭财产符合当地低保边缘规定"),
    negated=Text("property beyond the local rule for the margin of the allowance", "家庭财产超出当地低保边缘规定"),
)
PROPERTY_WITHIN_RIGID = Fact(
    "property_within_rigid",
    Kind.FLAG,
    Text("property within the local rule for difficulty by rigid spending", "家庭财产符合当地刚性支出困难家庭规定"),
    negated=Text(
        "property beyond the local rule for difficulty by rigid spending", "家庭财产超出当地刚性支出困难家庭规定"
    ),
)

_SPENT = {
    "living": Text("rigid spending on living of the twelve months before", "前12个月基本生活刚性支出"),
    "medical": Text("rigid spending on treatment of the twelve months before", "前12个月医疗刚性支出"),
    "schooling": Text("rigid spending on school of the twelve months before", "前12个月教育刚性支出"),
    "rehabilitation": Text(
        "rigid spending on the rehabilitation of a disability of the twelve months before", "前12个月残疾康复刚性支出"
    ),
    "accident": Text(
        "rigid spending that an accident caused in the twelve months before", "前12个月因意外事故刚性支出"
    ),
}
#: Rigid spending of the twelve months before, by kind.
RIGID_KINDS = {
    kind: Fact(f"rigid_{kind}", Kind.MONEY, words, YUAN, alterable=Alterable.FORWARD) for kind, words in _SPENT.items()
}
RIGID_SPENDING = Fact(
    "rigid_spending",
    Kind.MONEY,
    Text("rigid spending of the twelve months before", "前12个月刚性支出总额"),
    YUAN,
    alterable=Alterable.FORWARD,
    definition=Plus(
        tuple(When(Chosen(Parameter("low_income.rigid_kinds"), kind), fact, 0) for kind, fact in RIGID_KINDS.items())
    ),
)
COMPLIANT_SPENDING = Fact(
    "compliant_spending",
    Kind.MONEY,
    Text("self-paid spending that monitoring recognises", "合规自付支出"),
    YUAN,
    alterable=Alterable.FORWARD,
)

#: How a household states these facts.
STATED: Stated = {
    ASSESSED_INCOME: Hundredths("means.income"),
    PROPERTY_WITHIN_DIBAO: "means.property_within_dibao",
    PROPERTY_WITHIN_MARGIN: "means.property_within_margin",
    PROPERTY_WITHIN_RIGID: "means.property_within_rigid",
    **{fact: Hundredths(f"means.{kind}") for kind, fact in RIGID_KINDS.items()},
    RIGID_SPENDING: None,
    COMPLIANT_SPENDING: Hundredths("means.compliant_spending"),
}
