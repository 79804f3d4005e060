"""The layers of the low-income population: examples at their limits, and what is proved of them."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.low_income import DIBAO_HOUSEHOLD, LOW_INCOME, MARGIN_HOUSEHOLD, RIGID_HOUSEHOLD
from antipoverty.rules import AllOf, Fact, Rule, bind, prove_impossible
from antipoverty.text import Text
from worked import Claim, Worked

_ON = date(2026, 11, 27)
_COUNTY = rulebooks.load("cn").override(
    {"linkage.dibao_line": 6_000, "low_income.disposable_income": 20_000, "low_income.rigid_share": "0.7"}
)
_CAVEAT = Text("The values of the place are made up.", "当地数值系虚构。")
_WITHIN: dict[str, FactValue] = {f"property_within_{kind}": True for kind in ("dibao", "margin", "rigid")}


def _worked(rule: Rule, *, limit: int, beside: Rule, said: Text, open: str, **known: FactValue) -> Worked:
    """Three persons one fen below a limit of income, on it and above; no household is of both rules."""
    facts = {"size": 3, "dibao": False, "five_guarantee": False, "monitored": False, **_WITHIN, **known}
    read = {fact.name for fact in _facts_of(rule)}
    cases = tuple(
        {name: value for name, value in {**facts, "assessed_income": limit + fen}.items() if name in read}
        for fen in (-1, 0, 1)
    )
    claim = Claim(said, lambda condition, other: prove_impossible("both", AllOf((condition, other))), beside=beside)
    return Worked(rule, _COUNTY, _ON, cases, claims=(claim,), books=(_COUNTY,), caveat=_CAVEAT, open=open)


def _facts_of(rule: Rule) -> tuple[Fact, ...]:
    """The facts that a rule reads on the day of the examples."""
    return bind(rule, _COUNTY.at(_ON)).facts


_NOT_BOTH = Text("No household is of both layers.", "任何农户不会同属此两类。")
WORKED = (
    Worked(
        LOW_INCOME,
        _COUNTY,
        _ON,
        tuple(
            {"size": 3, "dibao": False, "rigid_spending": 0, **_WITHIN, **known}
            for known in (
                {"five_guarantee": True, "assessed_income": 0, "monitored": False},
                {"five_guarantee": False, "assessed_income": 1_799_999, "monitored": False},
                {"five_guarantee": False, "assessed_income": 2_699_999, "monitored": False},
                {"five_guarantee": False, "assessed_income": 2_700_000, "monitored": False},
                {"five_guarantee": False, "assessed_income": 2_700_000, "monitored": True},
            )
        ),
        books=(_COUNTY,),
        caveat=_CAVEAT,
        open="monitored",
    ),
    _worked(DIBAO_HOUSEHOLD, open="property_within_dibao", limit=1_800_000, beside=MARGIN_HOUSEHOLD, said=_NOT_BOTH),
    _worked(MARGIN_HOUSEHOLD, open="property_within_margin", limit=2_700_000, beside=DIBAO_HOUSEHOLD, said=_NOT_BOTH),
    _worked(
        RIGID_HOUSEHOLD,
        open="property_within_rigid",
        limit=6_000_000,
        beside=MARGIN_HOUSEHOLD,
        said=_NOT_BOTH,
        rigid_spending=5_000_000,
    ),
)
