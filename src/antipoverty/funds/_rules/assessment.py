"""A rule on money decided for a record."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.arguments import as_day
from antipoverty._shared.deciding import in_force
from antipoverty.errors import InvalidValue
from antipoverty.funds._records import Project
from antipoverty.funds._rules.readers import FundFigures, Outlay
from antipoverty.funds.facts import FUND, OUTLAY, PROJECT
from antipoverty.funds.rules import RULES
from antipoverty.rules import Decision, Rule, Subject, bind, decide

_SUBJECTS: dict[str, tuple[Subject, type]] = {
    "outlay": (OUTLAY, Outlay),
    "project": (PROJECT, Project),
    "fund": (FUND, FundFigures),
}


def assess_spending(
    rule: Rule, record: Outlay | Project | FundFigures, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> Decision:
    """Decide a rule on money for a project, a fund, or a fund's money for a project.

    Args:
        rule: one of `RULES`, or one of your own on a subject of `antipoverty.funds.facts`.
        record: a `Project` for rules on projects, `FundFigures` for rules on funds, an `Outlay` for ``use-of-fund``.
        on: the date, which chooses the rules in force.
        rulebook: the rules; those of China if left out.

    Raises:
        ParameterError: if the rules have no value for the date.
        InvalidValue: if the record is not of the rule's kind.

    >>> from antipoverty.funds import Hiring, Project
    >>> from antipoverty.funds.rules import LOCAL_HIRING
    >>> from antipoverty.text import Text
    >>> road = Project("p1", Text("Road", "道路"), "road", hiring=Hiring(workers=20, local_workers=2))
    >>> assess_spending(LOCAL_HIRING, road, on=date(2014, 5, 1)).outcome.value
    'met'
    """
    if not isinstance(rule, Rule) or rule.subject not in _SUBJECTS:
        expected = f"a Rule on {', '.join(_SUBJECTS)}, such as one of RULES: {', '.join(known.id for known in RULES)}"
        raise InvalidValue("rule", getattr(rule, "id", rule), expected)
    subject, kind = _SUBJECTS[rule.subject]
    if not isinstance(record, kind):
        raise InvalidValue("record", type(record).__name__, f"an object of type {kind.__name__} for {rule.id}")
    as_day(on, "on")
    bound = bind(rule, in_force(rulebook, on))
    key = (
        record.project.id
        if isinstance(record, Outlay)
        else record.key
        if isinstance(record, FundFigures)
        else record.id
    )
    return decide(bound, subject, record, on=on, key=key)
