"""The list of households that is posted in the village (公示名单): masked names, size and main cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from antipoverty._shared.arguments import as_day, later, typed
from antipoverty._shared.privacy import masked_name
from antipoverty.causes import CauseAssessment
from antipoverty.errors import InvalidValue
from antipoverty.funds import ColumnKind, Statement, StatementColumn
from antipoverty.procedures import PROCEDURES, Procedure, open_case
from antipoverty.records import Household, RelationToHead, Village
from antipoverty.rulebooks import Rulebook
from antipoverty.text import Text


def household_list(
    households: Iterable[tuple[Household, CauseAssessment | None]],
    *,
    village: Village,
    step: str,
    posted: date,
    procedure: Procedure | None = None,
    rulebook: Rulebook | None = None,
) -> Statement:
    """The households at one step of a procedure, as the village posts them (公示公告名单).

    Of the head of each household the first character of the name is shown; of everyone else, nothing. That names are
    masked is a choice of the library, as on the sheets of `antipoverty.funds.notices`.

    Args:
        households: the households, each with the assessment of its causes, if there is one.
        village: the village; households of others are refused.
        step: the id of a notice or an announcement of the procedure, such as ``first-notice``.
        posted: the day on which it is posted; a notice stands for the days that the rulebook asks.
        procedure: the procedure; the identification of households if left out.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: for a step that is not posted, a household of another village, or one that stands twice.
        ParameterError: if the rulebook has no value for the day.

    >>> from datetime import date
    >>> from antipoverty.records import Person
    >>> head = Person("p1", name="张三丰", relation="head")
    >>> family = Household("h1", village="v1", members=(head,))
    >>> posted = household_list([(family, None)], village=Village("v1"), step="first-notice", posted=date(2014, 5, 1))
    >>> posted.lines, posted.notes[0].en
    (((1, 'h1', '张**', 1, None),), 'On notice from 2014-05-01 to 2014-05-08, 7 days.')
    """
    typed(village, Village, "village")
    as_day(posted, "posted")
    typed(step, str, "step")
    procedure = procedure or PROCEDURES["household-identification"]
    place = next((each for each in procedure.steps if each.id == step and each.kind != "act"), None)
    if place is None:
        steps = ", ".join(each.id for each in procedure.steps if each.kind != "act")
        raise InvalidValue("step", step, f"a step of {procedure.id} that is posted: {steps}")
    case = open_case(procedure, village.id, on=posted, rulebook=rulebook)
    days = dict(case.notice_days).get(step)
    notes = [] if days is None else [_on_notice(posted, days)]
    rows = list(households)
    elsewhere = [household for household, _ in rows if household.village not in (None, village.id)]
    if elsewhere:
        raise InvalidValue("households", f"{len(elsewhere)} of other villages", f"households of {village.id}")
    if len({household.id for household, _ in rows}) < len(rows):
        raise InvalidValue("households", f"{len(rows)} lines", "each household once")
    lines = tuple(
        _line(number, household, assessment)
        for number, (household, assessment) in enumerate(sorted(rows, key=lambda row: row[0].id), 1)
    )
    name = village.name or village.id
    sizes = [household.size for household, _ in rows]
    known = sum(size for size in sizes if size is not None)
    if None in sizes:
        missing = sizes.count(None)
        notes.append(Text(f"Households of unknown size: {missing}.", f"人口不详{missing}户。"))
    return Statement(
        f"list-{step}",
        Text(f"{name}: {place.name.en}", f"{name}{place.name.zh}"),
        (
            StatementColumn("number", Text("no.", "序号"), ColumnKind.COUNT),
            StatementColumn("household", Text("household", "户编号")),
            StatementColumn("head", Text("head of the household", "户主")),
            StatementColumn("size", Text("persons", "家庭人口"), ColumnKind.COUNT),
            StatementColumn("cause", Text("main cause of poverty", "主要致贫原因")),
        ),
        lines,
        (None, Text("total", "合计"), None, known, None) if rows else None,
        tuple(notes),
    )


def _line(number: int, household: Household, assessment: CauseAssessment | None) -> tuple[int | str | Text | None, ...]:
    if assessment is not None and assessment.decision.subject != household.id:
        raise InvalidValue("households", assessment.decision.subject, f"the assessment of {household.id}")
    head = next((one for one in household.members or () if one.relation is RelationToHead.HEAD), None)
    name = None if head is None or head.name is None else masked_name(head.name)
    cause = None if assessment is None or assessment.primary is None else assessment.primary.text
    return number, household.id, name, household.size, cause


def _on_notice(posted: date, days: int) -> Text:
    until = later(posted, "posted", days=days)
    return Text(f"On notice from {posted} to {until}, {days} days.", f"公示期：{posted}至{until}，共{days}天。")
