"""Public notices (公告公示): what they must state, and sheets with no more of a person than a masked name.

>>> from datetime import date
>>> from antipoverty.funds import Notice
>>> posted = Notice("plan", date(2014, 4, 3), ("project", "fund"), removed=date(2014, 4, 10))
>>> print(check_notice(posted, on=date(2014, 12, 1)).explain())
Notice of the plan: lacks plan and quantities; amount
  - asked: name of the project; plan and quantities; fund and its source; amount [funds.plan_notice_items] — \
Local rules on public notice of poverty alleviation funds (grade A-local: stated in a local text that was read)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._engine.parameters import ParameterValue
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.funds._ledger.entries import STAGES, Account
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._records import Notice, Project
from antipoverty.funds._statements.tables import Cell, Column, Measure, Statement, listed
from antipoverty.funds._words import NoticeItem, NoticeStage
from antipoverty.money import total_of, yuan_of_fen
from antipoverty.text import Language, Text

#: What a project's record does not hold, and whoever posts the sheet may give.
_GIVEN = (NoticeItem.RATE, NoticeItem.PERIOD, NoticeItem.IN_CHARGE, NoticeItem.GOAL, NoticeItem.MECHANISM)


@frozen(field_transformer=typed_fields)
class NoticeCheck:
    """What a public notice must state, and which of it it lacks (公示内容核对; FD-08).

    Attributes:
        stage: plan, progress or completion.
        stated: what it states.
        basis: the rulebook's value that says what it must state, with its document and grade.
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
        """Those of them that it does not state."""
        return tuple(item for item in self.required if item not in self.stated)

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacking

    def explain(self, language: Language = "en") -> str:
        """What it lacks, and which document asks for it, in English or Chinese."""
        found = Text("states all that it must", "内容齐全")
        if self.lacking:
            named = _named(self.lacking)
            found = Text(f"lacks {named.en}", f"缺{named.zh}")
        asked, citation, grade = _named(self.required), self.basis.citation, self.basis.grade
        en = (
            f"Notice of the {self.stage.text.en}: {found.en}\n"
            f"  - asked: {asked.en} [{self.basis.name}] — {citation.short('en')} (grade {grade.value}: {grade.text.en})"
        )
        zh = (
            f"{self.stage.text.zh}公示：{found.zh}\n"
            f"  - 应载：{asked.zh} [{self.basis.name}]——{citation.short('zh')}（可信度 {grade.value}：{grade.text.zh}）"
        )
        return Text(en, zh)[language]


def _named(items: tuple[NoticeItem, ...]) -> Text:
    return Text("; ".join(item.text.en for item in items), "、".join(item.text.zh for item in items))


def check_notice(notice: Notice, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> NoticeCheck:
    """Which required items a posted notice lacks, by the rules of a date (FD-08).

    Whether it stood for long enough is for `rules.PUBLIC_NOTICE` to decide.

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
    stage: NoticeStage,
    posted: date,
    telephone: str | None = None,
    stated: Mapping[NoticeItem, Text] | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> NoticeCheck:
    """Which required items the sheet of a project lacks, before it is posted; takes what `notice_sheet` takes.

    Raises:
        InvalidValue: if the ledger has no such project, or for an item that its record holds.
        ParameterError: if the rulebook has no value for the day.
    """
    typed(ledger, Ledger, "ledger")
    typed(telephone, str, "telephone", optional=True)
    typed(posted, date, "posted")
    stage, book = fields.needed(NoticeStage, stage), in_force(rulebook, posted)
    items = _items_of(_held(ledger, project), ledger, telephone, _given(stated))
    return NoticeCheck(stage, items, book.get(f"funds.{stage}_notice_items"))


def _given(stated: Mapping[NoticeItem, Text] | None) -> Mapping[NoticeItem, Text]:
    typed(stated, (Mapping,), "stated", optional=True)
    given = {fields.needed(NoticeItem, item): text for item, text in (stated or {}).items()}
    for item, text in given.items():
        if item not in _GIVEN:
            raise InvalidValue("stated", str(item), f"one of {', '.join(_GIVEN)}: the record of the project holds it")
        typed(text, Text, "stated")
    return {item: given[item] for item in _GIVEN if item in given}


def _items_of(
    held: Project, ledger: Ledger, telephone: str | None, given: Mapping[NoticeItem, Text]
) -> tuple[NoticeItem, ...]:
    """What the sheet of a project states, and not only has a line for."""
    known = {
        NoticeItem.PROJECT: True,
        NoticeItem.PLACE: bool(held.villages),
        NoticeItem.PLAN: held.planned is not None,
        NoticeItem.FUND: bool(held.budget) and all(line.fund in ledger._funds for line in held.budget),
        NoticeItem.AMOUNT: bool(held.budget),
        NoticeItem.UNIT: held.unit_name is not None,
        NoticeItem.RESULT: held.done is not None,
        NoticeItem.TELEPHONE: telephone is not None,
    }
    return tuple(item for item in NoticeItem if item in given or known.get(item))


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
    stated: Mapping[NoticeItem, Text] | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> Statement:
    """The sheet that is posted for a project at one stage (FD-08); a note says what it still lacks.

    Args:
        ledger: the ledger.
        project: the project's key.
        stage: plan, progress or completion.
        posted: the day on which it is posted, from which it stands for the days that the rulebook asks.
        telephone: the county's supervision telephone; the national line 12317 stands beside it.
        stated: what the record of a project does not hold: rate, period, person in charge, goal, mechanism.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: if the ledger has no such project, or for an item that its record holds.
        ParameterError: if the rulebook has no value for the day.
    """
    check = check_sheet(
        ledger, project, stage=stage, posted=posted, telephone=telephone, stated=stated, rulebook=rulebook
    )
    stage = fields.needed(NoticeStage, stage)
    held = _held(ledger, project)
    book = in_force(rulebook, posted)
    days = book.get("funds.notice_days").value
    assert isinstance(days, int)
    lines: list[tuple[Cell, Cell]] = [
        (Text("project", "项目名称"), held.name),
        (Text("category", "项目类别"), held.category.text),
        (Text("place", "实施地点"), listed(held.villages)),
        (Text("carried out by", "实施单位"), held.unit_name),
        (Text("planned", "建设内容"), _quantity(held.planned, held.unit)),
        *((item.text, text) for item, text in _given(stated).items()),
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
        notes=() if check.complete else (Text(check.explain("en"), check.explain("zh")),),
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
