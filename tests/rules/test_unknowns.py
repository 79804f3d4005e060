"""An outcome is unknown just where what is not known could change it: by an oracle that tries every value."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from antipoverty import allowance, exits, identification, low_income, monitoring, rulebooks
from antipoverty._engine.record import outcome_reader
from antipoverty.causes import RISKS_OF_RETURN
from antipoverty.errors import ParameterError
from antipoverty.rules import Fact, Kind, Rule, bind

#: The values that a place gives, made up.
PLACE = rulebooks.load("cn").override(
    {
        "linkage.dibao_line": 6_000,
        "low_income.disposable_income": 20_000,
        "low_income.rigid_share": "0.6",
        "monitoring.scope": {2022: 7_000, 2026: 9_000},
        "monitoring.observation_months": 6,
    }
)
DAYS = [date(2014, 5, 1), date(2016, 5, 1), date(2019, 5, 1), date(2020, 6, 1), date(2021, 6, 1), date(2022, 6, 1),
        date(2023, 12, 1), date(2026, 6, 1)]  # fmt: skip
#: Not that of poor villages, which asks for numbers alone; nor the causes of poverty: where nobody has a skill, either
#: that or labour is lacking, and neither is found before it is known whether anybody can work.
RULES = [
    rule
    for rules in (identification.RULES, exits.RULES, monitoring.RULES, allowance.RULES, low_income.RULES)
    for rule in rules
    if rule is not identification.POOR_VILLAGE
] + [RISKS_OF_RETURN]
#: Stored numbers around the values of the rules, for up to four persons.
NUMBERS = [0, 1, 2, 4, 6, 20, 35, 36, 40, 800, 273_600, 500_000, 600_000, 900_000, 1_000_000, 2_000_000, 9_000_000]


def _values(fact: Fact) -> tuple[bool | str, ...]:
    return (True, False) if fact.kind is Kind.FLAG else fact.values


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_unknown_flag_or_code_leaves_the_outcome_unknown_just_where_it_would_change_it(rule: Rule) -> None:
    tried = 0
    for on in DAYS:
        try:
            bound = bind(rule, PLACE.at(on))
        except ParameterError:
            continue
        read, draw = outcome_reader(bound), Random(f"{rule.id} {on}")
        words = [place for place, fact in enumerate(bound.facts)
                 if fact.kind in (Kind.FLAG, Kind.CATEGORY) and not fact.unstated]  # fmt: skip
        for _ in range(60):
            known = [
                None if fact.unstated
                else draw.randint(1, 4) if fact.name == "size"
                else draw.choice(_values(fact)) if fact.kind in (Kind.FLAG, Kind.CATEGORY)
                else draw.choice(NUMBERS)
                for fact in bound.facts
            ]  # fmt: skip
            for place in words:
                outcomes = {read((*known[:place], value, *known[place + 1 :])) for value in _values(bound.facts[place])}
                found = read((*known[:place], None, *known[place + 1 :]))
                assert found == (outcomes.pop() if len(outcomes) == 1 else None), (on, bound.facts[place].name)
                tried += 1
    assert tried
