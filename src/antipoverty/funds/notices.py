"""Public-notice sheets in both languages, with no more of a person than a masked name (公告公示表)."""

from __future__ import annotations

from datetime import date, timedelta

from antipoverty import fields, rulebooks
from antipoverty.arguments import typed
from antipoverty.errors import InvalidValue
from antipoverty.funds.entries import STAGES, Account
from antipoverty.funds.ledger import Ledger
from antipoverty.funds.records import Project
from antipoverty.funds.tables import Cell, Column, Measure, Statement, listed
from antipoverty.funds.words import NoticeStage
from antipoverty.money import total_of, yuan_of_fen
from antipoverty.rules.conditions import Text

__all__ = ["beneficiary_sheet", "masked", "notice_sheet"]


def masked(name: str) -> str:
    """A name of which only the first character of each word is left.

    >>> masked("张小明"), masked("Li Xiaoming")
    ('张**', 'L* X*******')
    """
    if not isinstance(name, str):
        raise InvalidValue("name", name, "text", personal=True)
    return " ".join(word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in name.split())


def notice_sheet(
    ledger: Ledger,
    project: str,
    *,
    stage: NoticeStage,
    posted: date,
    telephone: str | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> Statement:
    """The sheet that is posted for a project at one stage (FD-08).

    Args:
        ledger: the ledger.
        project: the project's key.
        stage: plan, progress or completion.
        posted: the day on which it is posted, from which it stands for the days that the rulebook asks.
        telephone: the county's supervision telephone; the national line 12317 stands beside it.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: if the ledger has no such project.
        ParameterError: if the rulebook has no value for the day.
    """
    typed(ledger, Ledger, "ledger")
    typed(telephone, str, "telephone", optional=True)
    stage = fields.needed(NoticeStage, stage)
    held = _held(ledger, project)
    book = rulebooks.in_force(rulebook, posted)
    days = book.get("funds.notice_days").value
    assert isinstance(days, int)
    lines: list[tuple[Cell, Cell]] = [
        (Text("project", "项目名称"), held.name),
        (Text("category", "项目类别"), held.category.text),
        (Text("place", "实施地点"), listed(held.villages)),
        (Text("carried out by", "实施单位"), held.unit_name),
        (Text("planned", "建设内容"), _quantity(held.planned, held.unit)),
    ]
    for line in held.budget:
        fund = ledger._funds.get(line.fund)
        name = Text(line.fund, line.fund) if fund is None else fund.name
        source = "" if fund is None else fund.source.text.en
        source_zh = "" if fund is None else fund.source.text.zh
        lines.append(
            (
                Text("planned money", "计划资金"),
                Text(
                    f"{name.en} ({source}): {line.amount:,.2f} yuan", f"{name.zh}（{source_zh}）：{line.amount:,.2f}元"
                ),
            )
        )
    if stage is not NoticeStage.PLAN:
        spent = ledger.balance(Account.SPENT, project=project)
        bound = yuan_of_fen(
            sum(amount for key, amount in ledger.totals.items() if key[4] == project and key[3] in STAGES)
        )
        lines += [
            (Text("paid so far", "已支出资金"), Text(f"{spent:,.2f} yuan", f"{spent:,.2f}元")),
            (Text("allotted, not yet paid", "已分配未支出"), Text(f"{bound:,.2f} yuan", f"{bound:,.2f}元")),
        ]
    if stage is NoticeStage.COMPLETION:
        lines += [
            (Text("done", "完成情况"), _quantity(held.done, held.unit)),
            (Text("accepted on", "验收日期"), held.accepted),
            (Text("households served", "受益户数"), held.households),
            (Text("persons served", "受益人数"), held.persons),
        ]
    if (date.max - posted).days < days:
        raise InvalidValue("posted", posted, f"a day after which there are {days} more")
    until = posted + timedelta(days=days)
    lines += [
        (Text("on notice", "公示期"), Text(f"{posted} to {until} ({days} days)", f"{posted}至{until}（{days}天）")),
        (
            Text("complaints to", "监督电话"),
            Text(f"{telephone or 'the county office'}, or 12317", f"{telephone or '县级监督电话'}、12317"),
        ),
    ]
    return Statement(
        f"notice-{stage}",
        Text(f"Public notice: {stage.text.en} of a project", f"扶贫资金项目公告公示（{stage.text.zh}）"),
        (Column("item", Text("item", "事项")), Column("said", Text("content", "内容"))),
        tuple(lines),
    )


def _held(ledger: Ledger, project: str) -> Project:
    held = ledger._projects.get(project) if isinstance(project, str) else None
    if held is None:
        raise InvalidValue("project", project, "the key of a project in the ledger")
    return held


def _quantity(quantity: object, unit: Text | None) -> Text | None:
    if quantity is None:
        return None
    return Text(f"{quantity} {unit.en}", f"{quantity}{unit.zh}") if unit else Text(str(quantity), str(quantity))


def beneficiary_sheet(ledger: Ledger, project: str) -> Statement:
    """Who is paid by a project, for the notice board: masked names and amounts, and nothing else of a person.

    Raises:
        InvalidValue: if the ledger has no such project.
    """
    typed(ledger, Ledger, "ledger")
    held = _held(ledger, project)
    lines = tuple(
        (number, None if each.name is None else masked(each.name), each.amount)
        for number, each in enumerate(held.beneficiaries, 1)
    )
    known = [each.amount for each in held.beneficiaries if each.amount is not None]
    return Statement(
        "beneficiaries",
        Text(f"Beneficiaries: {held.name.en}", f"受益对象公示：{held.name.zh}"),
        (
            Column("number", Text("no.", "序号"), Measure.COUNT),
            Column("name", Text("name", "姓名")),
            Column("amount", Text("yuan", "金额（元）"), Measure.MONEY),
        ),
        lines,
        (None, Text("total", "合计"), total_of(known)),
    )
