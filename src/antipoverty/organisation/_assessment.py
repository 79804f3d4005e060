"""Cadres assessed at the end of the year (帮扶干部考核): visits, measures, households that left, as the place asks."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import decide_record
from antipoverty.assistance import Cadre
from antipoverty.rules import AllOf, Alterable, Criterion, Decision, Fact, Kind, Rule, Subject
from antipoverty.text import Text


@frozen(field_transformer=fields.named)
class CadreYear:
    """What a cadre did in a year, and what the place asks for; no document gives a number, so that none is set here.

    Attributes:
        id: the cadre's key.
        visits: the visits made to the households in the cadre's care.
        measures: the measures carried out for them.
        exits: how many of them left the register.
        least_visits: the least number of visits that is asked for; 0 if none are, unknown if it is not laid down.
        least_measures: the same for measures.
        least_exits: the same for households that leave.
    """

    id: str = field(validator=fields.key)
    visits: int | None = fields.count()
    measures: int | None = fields.count()
    exits: int | None = fields.count()
    least_visits: int | None = fields.count()
    least_measures: int | None = fields.count()
    least_exits: int | None = fields.count()


def _count(name: str, text: Text, unit: Text, alterable: Alterable) -> Fact:
    return Fact(name, Kind.COUNT, text, unit, alterable=alterable, plural=True)


_TIMES, _MEASURES, _HOUSEHOLDS = Text("visits", "次"), Text("measures", "项"), Text("households", "户")
_VISITS = _count("cadre_visits", Text("visits to the households in care", "走访帮扶户次数"), _TIMES, Alterable.FORWARD)
_DONE = _count("cadre_measures", Text("measures carried out", "落实帮扶措施数"), _MEASURES, Alterable.FORWARD)
_LEFT = _count(
    "cadre_exits", Text("households that left the register", "帮扶户脱贫户数"), _HOUSEHOLDS, Alterable.FORWARD
)
_LEAST_VISITS = _count("cadre_least_visits", Text("visits asked for", "走访次数要求"), _TIMES, Alterable.NEVER)
_LEAST_DONE = _count("cadre_least_measures", Text("measures asked for", "落实措施数要求"), _MEASURES, Alterable.NEVER)
_LEAST_LEFT = _count("cadre_least_exits", Text("exits asked for", "脱贫户数要求"), _HOUSEHOLDS, Alterable.NEVER)

#: How `CadreYear` states what a cadre did, and what is asked for.
_CADRE = Subject(
    "cadre",
    {
        _VISITS: "visits",
        _DONE: "measures",
        _LEFT: "exits",
        _LEAST_VISITS: "least_visits",
        _LEAST_DONE: "least_measures",
        _LEAST_LEFT: "least_exits",
    },
)


def _asked(code: str, name: Text, done: Fact, least: Fact) -> Criterion:
    return Criterion(code, name, done >= least, applies=least >= 1, otherwise=True)


_CADRE_YEAR = Rule(
    "cadre-year",
    Text("Year-end assessment of a cadre", "帮扶干部年终考核"),
    "cadre",
    AllOf(
        (
            _asked("CD-01", Text("Visits", "走访次数"), _VISITS, _LEAST_VISITS),
            _asked("CD-02", Text("Measures", "落实帮扶措施"), _DONE, _LEAST_DONE),
            _asked("CD-03", Text("Households that left", "脱贫成效"), _LEFT, _LEAST_LEFT),
        )
    ),
    met=Text("did what was asked for", "达到考核要求"),
    not_met=Text("did less than was asked for", "未达到考核要求"),
    unknown=Text("cannot be assessed yet", "信息不足，暂不能考核"),
)


def assess_cadre(
    cadre: Cadre,
    *,
    on: date,
    least_visits: int | None = None,
    least_measures: int | None = None,
    least_exits: int | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> Decision:
    """Assess what a cadre did in the year against what the place asks for.

    No document that was read gives a number: what is not given is unknown, and so is the result, unless the cadre fails
    by what is given.

    Args:
        cadre: the cadre, with the counts of the year.
        on: the date of the assessment.
        least_visits: the visits asked for in the year; 0 if none are.
        least_measures: the measures asked for; 0 if none are.
        least_exits: the households that were to leave; 0 if none were.
        rulebook: the rulebook that the result names; that of China if left out.

    >>> from datetime import date
    >>> cadre = Cadre("c1", "ordinary", year=2014, visits=11, measures=3, exits=0)
    >>> assess_cadre(cadre, on=date(2014, 12, 31), least_visits=12).outcome.value
    'not met'
    >>> assess_cadre(cadre, on=date(2014, 12, 31), least_visits=11).missing
    ('cadre_least_measures', 'cadre_least_exits')
    """
    typed(cadre, Cadre, "cadre")
    stated = CadreYear(cadre.id, cadre.visits, cadre.measures, cadre.exits, least_visits, least_measures, least_exits)
    return decide_record(_CADRE_YEAR, _CADRE, stated, CadreYear, on=on, rulebook=rulebook)
