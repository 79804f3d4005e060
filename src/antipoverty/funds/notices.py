"""Public notices (公告公示): what they must state, and the sheets to be posted, in which names are masked.

>>> from datetime import date
>>> from antipoverty.funds import Notice
>>> posted = Notice("plan", date(2014, 4, 3), ("project", "fund"), removed=date(2014, 4, 10))
>>> print(check_notice(posted, on=date(2014, 12, 1)).explain())
Notice of the plan: lacks plan and quantities; amount
  - asked: name of the project; plan and quantities; fund and its source; amount [funds.plan_notice_items] — \
Local rules on public notice of poverty alleviation funds (grade A-local: stated in a local text that was read)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._engine.parameters import ParameterValue
from antipoverty._shared.arguments import as_day, member_of, typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.privacy import masked_name
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.funds._agreement import villages_of
from antipoverty.funds._ledger.entries import STAGES, Account
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._records import Notice, Project, working_days
from antipoverty.funds._statements.tables import Cell, ColumnKind, Statement, StatementColumn, listed
from antipoverty.funds._words import NoticeItem, NoticeStage
from antipoverty.money import total_of
from antipoverty.text import Text

__all__ = ["NoticeCheck", "beneficiary_sheet", "check_notice", "check_sheet", "notice_sheet"]

#: The items that a project has no attribute for, and that whoever posts the sheet may state.
_STATED = (NoticeItem.RATE, NoticeItem.PERIOD, NoticeItem.IN_CHARGE, NoticeItem.GOAL, NoticeItem.MECHANISM)

_Line: TypeAlias = tuple[Text, Cell]


@frozen(field_transformer=typed_fields)
class NoticeCheck(Serializable, Shown):
    """The items that a public notice must state, and those that it lacks (公示内容核对; FD-08).

    Attributes:
        stage: plan, progress or completion.
        stated: the items that it states.
        basis: the rulebook's list of the items that it must state, with its document and grade.
    """

    stage: NoticeStage
    stated: tuple[NoticeItem, ...]
    basis: ParameterValue

    @property
    def required(self) -> tuple[NoticeItem, ...]:
        """The items that it must state, in the order of the form."""
        asked = self.basis.value
        return tuple(item for item in NoticeItem if isinstance(asked, tuple) and item in asked)

    @property
    def lacking(self) -> tuple[NoticeItem, ...]:
        """The required items that it does not state."""
        return tuple(item for item in self.required if item not in self.stated)

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacking


def check_notice(notice: Notice, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> NoticeCheck:
    """Which required items a posted notice lacks, by the rules of a date (FD-08).

    The rule ``public-notice`` decides whether it stood for long enough.

    Raises:
        ParameterError: if the rulebook has no value for the date.
    """
    typed(notice, Notice, "notice")
    basis = in_force(rulebook, on).get(f"funds.{notice.stage}_notice_items")
    return NoticeCheck(notice.stage, notice.items, basis)


def check_sheet(
    ledger: Ledger,
    project: str,
    *,
    stage: str,
    posted: date,
    telephone: str | None = None,
    stated: Mapping[str, Text] | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> NoticeCheck:
    """Which required items the sheet of a project lacks before it is posted; the arguments are those of `notice_sheet`.

    Raises:
        InvalidValue: if the ledger has no such project, or if an item is stated that the project has an attribute for.
        ParameterError: if the rulebook has no value for the day.
    """
    typed(ledger, Ledger, "ledger")
    typed(telephone, str, "telephone", optional=True)
    as_day(posted, "posted")
    stage, book = member_of(NoticeStage, stage, "stage"), in_force(rulebook, posted)
    items = _items_of(_project(ledger, project), ledger, telephone, _stated(stated))
    return NoticeCheck(stage, items, book.get(f"funds.{stage}_notice_items"))


def notice_sheet(
    ledger: Ledger,
    project: str,
    *,
    stage: str,
    posted: date,
    telephone: str | None = None,
    stated: Mapping[str, Text] | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> Statement:
    """The sheet to be posted for a project at one stage (FD-08); a note names the items that it still lacks.

    Args:
        ledger: the ledger.
        project: the project's key.
        stage: plan, progress or completion.
        posted: the day on which it is posted on the board, from which it stands for the days that the rulebook asks.
        telephone: the county's supervision telephone; the national line 12317 stands beside it.
        stated: texts for items that a project has no attribute for: rate, period, in-charge, goal, mechanism.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: if the ledger has no such project, or if an item is stated that the project has an attribute for.
        ParameterError: if the rulebook has no value for the day.
    """
    check = check_sheet(
        ledger, project, stage=stage, posted=posted, telephone=telephone, stated=stated, rulebook=rulebook
    )
    record, book = _project(ledger, project), in_force(rulebook, posted)
    days, counted = book.get("funds.notice_days").value, book.get("funds.notice_days_counted").value
    assert isinstance(days, int)
    working = counted == "working-days"
    until = _until(posted, days, working=working)
    unit = Text("working days", "个工作日") if working else Text("days", "天")
    lines = [
        *_lines_on_the_plan(record, ledger, _stated(stated)),
        *(() if check.stage is NoticeStage.PLAN else _lines_on_the_money(record, ledger)),
        *(_lines_on_the_result(record) if check.stage is NoticeStage.COMPLETION else ()),
        (
            Text("on notice", "公示期"),
            Text(f"{posted} to {until} ({days} {unit.en})", f"{posted}至{until}（{days}{unit.zh}）"),
        ),
        (
            Text("complaints to", "监督电话"),
            Text(f"{telephone or 'the county office'}, or 12317", f"{telephone or '县级监督电话'}、12317"),
        ),
    ]
    name = check.stage.text
    return Statement(
        f"notice-{check.stage}",
        Text(f"Public notice: {name.en} of a project", f"扶贫资金项目公告公示（{name.zh}）"),
        (StatementColumn("item", Text("item", "事项")), StatementColumn("said", Text("content", "内容"))),
        tuple(lines),
        notes=() if check.complete else (Text(check.explain("en"), check.explain("zh")),),
    )


def beneficiary_sheet(ledger: Ledger, project: str) -> Statement:
    """The persons or households paid by a project, for the notice board: masked names and amounts alone.

    Raises:
        InvalidValue: if the ledger has no such project.
    """
    typed(ledger, Ledger, "ledger")
    record = _project(ledger, project)
    lines = tuple(
        (number, None if beneficiary.name is None else masked_name(beneficiary.name), beneficiary.amount)
        for number, beneficiary in enumerate(record.beneficiaries, 1)
    )
    known = [beneficiary.amount for beneficiary in record.beneficiaries if beneficiary.amount is not None]
    return Statement(
        "beneficiaries",
        Text(f"Beneficiaries: {record.name.en}", f"受益对象公示：{record.name.zh}"),
        (
            StatementColumn("number", Text("no.", "序号"), ColumnKind.COUNT),
            StatementColumn("name", Text("name", "姓名")),
            StatementColumn("amount", Text("yuan", "金额（元）"), ColumnKind.MONEY),
        ),
        lines,
        (None, Text("total", "合计"), total_of(known)),
    )


def _until(posted: date, days: int, *, working: bool) -> date:
    """The day before which as many days have passed; of working days, Monday to Friday count."""
    until = posted
    try:
        while (working_days(posted, until) if working else (until - posted).days) < days:
            until += timedelta(days=1)
    except OverflowError:
        raise InvalidValue("posted", posted, f"a day after which there are {days} more") from None
    return until


def _named(items: tuple[NoticeItem, ...]) -> Text:
    return Text("; ".join(item.text.en for item in items), "、".join(item.text.zh for item in items))


def _stated(stated: Mapping[str, Text] | None) -> Mapping[NoticeItem, Text]:
    typed(stated, (Mapping,), "stated", optional=True)
    texts = {member_of(NoticeItem, item, "stated"): text for item, text in (stated or {}).items()}
    for item, text in texts.items():
        if item not in _STATED:
            raise InvalidValue("stated", str(item), f"one of {', '.join(_STATED)}: the record of the project holds it")
        typed(text, Text, "stated")
    return {item: texts[item] for item in _STATED if item in texts}


def _items_of(
    project: Project, ledger: Ledger, telephone: str | None, stated: Mapping[NoticeItem, Text]
) -> tuple[NoticeItem, ...]:
    """The items for which the sheet of a project has content, not only a line."""
    planned, done, _ = project.quantity
    known = {
        NoticeItem.PROJECT: True,
        NoticeItem.PLACE: bool(villages_of(project)),
        NoticeItem.PLAN: planned is not None,
        NoticeItem.FUND: bool(project.budget) and all(line.fund in ledger.funds for line in project.budget),
        NoticeItem.AMOUNT: bool(project.budget),
        NoticeItem.UNIT: project.unit_name is not None,
        NoticeItem.RESULT: done is not None,
        NoticeItem.TELEPHONE: telephone is not None,
    }
    return tuple(item for item in NoticeItem if item in stated or known.get(item))


def _lines_on_the_plan(project: Project, ledger: Ledger, stated: Mapping[NoticeItem, Text]) -> Iterator[_Line]:
    yield Text("project", "项目名称"), project.name
    yield Text("category", "项目类别"), project.category.text
    yield Text("place", "实施地点"), listed(villages_of(project))
    yield Text("carried out by", "实施单位"), project.unit_name
    planned, _, unit = project.quantity
    yield Text("planned", "建设内容"), _quantity(planned, unit)
    for item, text in stated.items():
        yield item.text, text
    for line in project.budget:
        fund = ledger.funds.get(line.fund)
        name = Text(line.fund, line.fund) if fund is None else fund.name
        en, zh = ("", "") if fund is None else (fund.source.text.en, fund.source.text.zh)
        yield (
            Text("planned money", "计划资金"),
            Text(f"{name.en} ({en}): {line.amount:,.2f} yuan", f"{name.zh}（{zh}）：{line.amount:,.2f}元"),
        )


def _lines_on_the_money(project: Project, ledger: Ledger) -> Iterator[_Line]:
    spent = ledger.balance(Account.SPENT, project=project.id)
    committed = total_of(ledger.balance(stage, project=project.id) for stage in STAGES)
    yield Text("paid so far", "已支出资金"), Text(f"{spent:,.2f} yuan", f"{spent:,.2f}元")
    yield Text("allotted, not yet paid", "已分配未支出"), Text(f"{committed:,.2f} yuan", f"{committed:,.2f}元")


def _lines_on_the_result(project: Project) -> Iterator[_Line]:
    _, done, unit = project.quantity
    yield Text("done", "完成情况"), _quantity(done, unit)
    yield Text("accepted on", "验收日期"), project.accepted
    yield Text("households served", "受益户数"), project.served("households")
    yield Text("persons served", "受益人数"), project.served("persons")


def _project(ledger: Ledger, key: str) -> Project:
    project = ledger.projects.get(key) if isinstance(key, str) else None
    if project is None:
        raise InvalidValue("project", key, "the key of a project in the ledger")
    return project


def _quantity(quantity: object, unit: Text | None) -> Text | None:
    if quantity is None:
        return None
    return Text(f"{quantity} {unit.en}", f"{quantity}{unit.zh}") if unit else Text(str(quantity), str(quantity))
