"""Statements agree with the entries that they are drawn from, and show no person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given

from antipoverty._shared.privacy import masked_name
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.funds import (
    Allotment,
    Appropriation,
    Beneficiary,
    BudgetLine,
    CarryOver,
    ColumnKind,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundTransfer,
    Ledger,
    Project,
    Reclaim,
    Return,
    Reversal,
    Statement,
    StatementColumn,
    assess_spending,
    execution,
    over_budget,
    plan_against_actual,
    post_all,
    post_each,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.funds._words import NoticeItem, NoticeStage
from antipoverty.funds.notices import beneficiary_sheet, check_sheet, notice_sheet
from antipoverty.funds.rules import INDUSTRY_SHARE, MANAGEMENT_FEE
from antipoverty.strategies import fund_books
from antipoverty.text import Text

NAME = Text("a", "甲")
KM = Text("km", "公里")
CENTRAL = Fund("f1", Text("Central fund", "中央资金"), "central", 2018)
GIFT = Fund("f2", Text("Gift", "捐款"), "donation", 2018)


def chain(key: str, fund: str, project: str, amount: object, on: date) -> list[Entry]:
    return [
        kind(f"{key}{number}", on, fund, "county", amount, project=project)
        for number, kind in enumerate((Allotment, Encumbrance, Expenditure))
    ]


ROAD = Project(
    "road", Text("Road", "道路"), "road", villages="Paizhu", in_store=True, planned="11.3", done="11.3", unit=KM,
    budget=[BudgetLine("f1", 5_085_000)], started=date(2018, 3, 1), accepted=date(2018, 9, 1), unit_name="Bureau",
    households=100, persons=400,
)  # fmt: skip
CANAL = Project(
    "canal", Text("Canal", "渠道"), "irrigation", villages="Xinli", in_store=True, planned="1.01", unit=KM,
    budget=[BudgetLine("f1", 60_000), BudgetLine("f2", 1)], unfinished="no-funds",
)  # fmt: skip
CASH = Project(
    "cash", Text("Cash", "补助"), "grant", in_store=True, persons=2, started=date(2018, 12, 1),
    beneficiaries=[Beneficiary("h1", "张小明", "400"), Beneficiary("h2", "Li Ming", None), Beneficiary("h3", None, 1)],
)  # fmt: skip


def town() -> Ledger:
    day = date(2018, 5, 1)
    return post_all(
        Ledger([CENTRAL, GIFT], [ROAD, CANAL, CASH]),
        [
            Appropriation("i1", date(2018, 1, 1), "f1", "county", 6_000_000),
            Appropriation("i2", date(2018, 1, 1), "f2", "county", 1_000),
            *chain("r", "f1", "road", 5_085_000, day),
            *chain("c", "f2", "cash", 401, day),
            Allotment("k1", day, "f1", "county", 60_000, project="canal"),
            FundTransfer("t", day, "f1", "county", 100_000, to="village"),
            Return("b", day, "f2", "county", 99),
            CarryOver("o1", date(2018, 12, 31), "f1", "county", 755_000),
            CarryOver("o2", date(2018, 12, 31), "f1", "county", 60_000, stage="allotted", project="canal"),
        ],
    )


def rows(statement: Statement) -> dict[Any, dict[str, Any]]:
    return {row[statement.columns[0].id]: row for row in statement.rows()}


@given(fund_books())
def test_the_two_sides_of_every_trial_balance_are_equal(book: tuple[list[Fund], list[Project], list[Entry]]) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    wholes = [trial_balance(ledger)]
    wholes += [trial_balance(ledger, fund=fund.id) for fund in book[0]]
    wholes += [trial_balance(ledger, year=year) for year in (2017, 2018, 2019)]
    for statement in wholes:
        assert statement.total is not None
        assert statement.total[1] == statement.total[2]
        assert all(line[1] == 0 or line[2] == 0 for line in statement.lines)


@given(fund_books())
def test_sources_are_uses_in_every_fund_source_level_and_year(
    book: tuple[list[Fund], list[Project], list[Entry]],
) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    totals = set()
    by: Any
    for by in ("fund", "source", "level", "year", "village", "category"):
        statement = sources_and_uses(ledger, by=by)
        sums: dict[str, Decimal] = {}
        for row in statement.rows():
            named = {name: amount for name, amount in row.items() if isinstance(amount, Decimal)}
            for name, amount in named.items():
                sums[name] = sums.get(name, Decimal(0)) + amount
            came = sum(named.get(name, 0) for name in ("appropriated", "received", "carried-in"))
            if by not in ("village", "category"):
                assert came == sum(named.values()) - came
        assert statement.total is not None
        assert list(sums.values()) == list(statement.total[1:]) or not statement.lines
        passed = {"received", "sent", "carried-in", "carried-out"}
        assert passed & sums.keys() <= {"level": {"received", "sent"}, "year": {"carried-in", "carried-out"}}.get(
            by, set()
        )
        totals.add(tuple(sorted((name, amount) for name, amount in sums.items() if name not in passed)))
    assert len(totals) == 1


def test_a_trial_balance_of_one_fund_and_of_one_year() -> None:
    assert rows(trial_balance(town(), fund="f2")) == {
        "appropriated": {"account": "appropriated", "debit": Decimal("0.00"), "credit": Decimal("1000.00")},
        "available": {"account": "available", "debit": Decimal("500.00"), "credit": Decimal("0.00")},
        "spent": {"account": "spent", "debit": Decimal("401.00"), "credit": Decimal("0.00")},
        "returned": {"account": "returned", "debit": Decimal("99.00"), "credit": Decimal("0.00")},
    }
    assert trial_balance(town(), year=2019).total == (Text("total", "合计"), Decimal(815_000), Decimal(815_000))


def test_sources_and_uses_by_each_way_of_looking() -> None:
    ledger = town()
    assert rows(sources_and_uses(ledger, by="source"))["donation"]["spent"] == 401
    assert rows(sources_and_uses(ledger, by="level"))["village"]["received"] == 100_000
    assert rows(sources_and_uses(ledger, by="village"))["Paizhu"]["spent"] == 5_085_000
    assert rows(sources_and_uses(ledger, by="village"))["(none)"]["spent"] == 401
    assert rows(sources_and_uses(ledger, by="category"))["canal and irrigation"]["allotted"] == 60_000
    assert rows(sources_and_uses(ledger, by="year"))[2019]["carried-in"] == 815_000
    assert "reclaimed" not in rows(sources_and_uses(ledger, by="year"))[2019]
    with pytest.raises(
        InvalidValue, match="by: got 'moon'; expected one of fund, source, level, village, category, year"
    ):
        sources_and_uses(ledger, by="moon")  # type: ignore[arg-type]  # what is tested


def test_two_funds_of_one_name_have_a_line_each() -> None:
    funds = [CENTRAL, evolve(CENTRAL, id="f3", year=2019)]
    came = [Appropriation(fund.id, date(fund.year, 3, 1), fund.id, "county", fund.year) for fund in funds]
    statement = sources_and_uses(post_all(Ledger(funds), came), by="fund")
    assert [line[:2] for line in statement.lines] == [(CENTRAL.name, 2018), (CENTRAL.name, 2019)]
    assert statement.total == (Text("total", "合计"), 4037, 4037)


def test_plan_against_actual_shows_money_quantities_state_and_why_not() -> None:
    found = rows(plan_against_actual(town(), on=date(2018, 12, 1)))
    road, canal, cash = found["Road"], found["Canal"], found["Cash"]
    assert (road["budget"], road["spent"], road["waiting"], road["left"]) == (5_085_000, 5_085_000, 0, 0)
    assert (road["state"], road["why"], road["planned"], road["done"]) == (
        "done",
        None,
        Decimal("11.3"),
        Decimal("11.3"),
    )
    assert (canal["budget"], canal["spent"], canal["waiting"], canal["left"]) == (60_001, 0, 60_000, 1)
    assert (canal["state"], canal["why"], canal["done"]) == ("not finished", "lack of funds", None)
    assert (cash["budget"], cash["left"], cash["state"]) == (None, None, "under way")
    earlier = rows(plan_against_actual(town(), on=date(2018, 8, 31)))
    assert (earlier["Road"]["state"], earlier["Cash"]["state"]) == ("under way", "under way")
    assert rows(plan_against_actual(town(), on=date(2018, 9, 1)))["Road"]["state"] == "done"
    empty = plan_against_actual(Ledger([], [ROAD, CASH]), on=date(2018, 3, 1))
    assert [row["state"] for row in empty.rows()] == ["under way", "not begun"]
    assert rows(plan_against_actual(Ledger([], [ROAD]), on=date(2018, 2, 28)))["Road"]["state"] == "not begun"
    total = plan_against_actual(town(), on=date(2018, 12, 1)).total
    assert total is not None
    assert total[1:5] == (5_145_001, 5_085_401, 60_000, 1)


def test_the_total_of_budgets_that_nobody_states_is_not_known() -> None:
    ledger = Ledger([], [Project("p1", NAME, "road")])
    assert plan_against_actual(ledger, on=date(2018, 12, 31)).total[1:5] == (None, 0, 0, None)
    assert plan_against_actual(Ledger(), on=date(2018, 12, 31)).total[1:5] == (0, 0, 0, 0)


def test_execution_and_carry_over_rates_with_age() -> None:
    lines = execution(town(), on=date(2019, 12, 31)).rows()
    first, second, gift = lines
    assert (first["year"], first["came_in"], first["spent"], first["left"]) == (2018, 6_000_000, 5_085_000, 915_000)
    assert first["age"] == 1
    assert "2018" in execution(town(), on=date(2019, 12, 31)).render()
    assert first["execution_rate"] == Fraction(5_085_000, 6_000_000)
    assert first["carry_over_rate"] == 1 - Fraction(5_085_000, 6_000_000)
    assert (second["year"], second["came_in"], second["execution_rate"], second["age"]) == (2019, 815_000, 0, 1)
    assert (gift["came_in"], gift["given_back"], gift["left"]) == (1_000, 99, 500)
    assert gift["execution_rate"] == Fraction(401, 901)


def test_a_fund_that_gave_everything_back_has_no_rate_and_no_age() -> None:
    ledger = post_all(
        Ledger([GIFT]),
        [
            Appropriation("i", date(2018, 1, 1), "f2", "county", 5),
            CarryOver("o", date(2018, 12, 31), "f2", "county", 5),
            CarryOver("p", date(2019, 12, 31), "f2", "county", 5),
            Reclaim("r", date(2021, 1, 1), "f2", "county", 5, year=2020),
        ],
    )
    last = execution(ledger, on=date(2021, 1, 1)).rows()[-1]
    assert (last["given_back"], last["left"], last["execution_rate"], last["carry_over_rate"], last["age"]) == (
        5, 0, None, None, None,
    )  # fmt: skip


def test_five_million_over_eleven_kilometres_is_450_000_a_kilometre() -> None:
    found = {(row["project"], row["unit"]): row for row in unit_costs(town()).rows()}
    assert found["Road", "km"]["cost"] == 450_000
    assert found["Road", "household"]["cost"] == 50_850
    assert found["Road", "head"]["cost"] == Fraction(50_850, 4)
    assert found["Cash", "head"]["cost"] == Fraction(401, 2)
    assert ("Canal", "km") not in found


@pytest.mark.parametrize(
    ("amounts", "flags"),
    [
        ([10, 10, 20], [None, None, None]),
        ([10, 10, "20.01"], [None, None, "high"]),
        ([10, 10, 5], [None, None, None]),
        ([10, 10, "4.99"], [None, None, "low"]),
        ([10, 100], [None, None]),
    ],
)
def test_a_unit_cost_far_from_the_others_is_flagged(amounts: list[object], flags: list[str | None]) -> None:
    projects = [
        Project(f"p{at}", Text(f"p{at}", "甲"), "road", in_store=True, done=1, unit=KM) for at in range(len(amounts))
    ]
    entries: list[Entry] = [Appropriation("i", date(2018, 1, 1), "f1", "county", 1000)]
    for at, amount in enumerate(amounts):
        entries += chain(f"x{at}-", "f1", f"p{at}", amount, date(2018, 5, 1))
    statement = unit_costs(post_all(Ledger([CENTRAL], projects), entries))
    assert [row["flag"] for row in statement.rows()] == flags
    with pytest.raises(InvalidValue, match="factor: got 1; expected a whole number from 2 to 1,000"):
        unit_costs(town(), factor=1)


def test_a_project_of_no_quantity_has_no_unit_cost() -> None:
    nothing = Project("p", NAME, "road", in_store=True, done=0, unit=KM, households=0)
    entries = [Appropriation("i", date(2018, 1, 1), "f1", "county", 9), *chain("x", "f1", "p", 9, date(2018, 5, 1))]
    assert unit_costs(post_all(Ledger([CENTRAL], [nothing]), entries)).lines == ()


def test_the_rules_on_funds_take_their_figures_from_the_ledger() -> None:
    projects = [
        Project("fee", NAME, "other", use="management", in_store=True),
        Project("pigs", NAME, "industry", in_store=True),
    ]
    ledger = post_all(
        Ledger([Fund("f1", NAME, "central", 2022), Fund("f2", NAME, "county", 2022)], projects),
        [
            Appropriation("i", date(2022, 1, 1), "f1", "county", 1000),
            Appropriation("j", date(2022, 1, 1), "f2", "county", 500),
            *chain("x", "f1", "fee", 6, date(2022, 5, 1)),
            Allotment("y", date(2022, 5, 1), "f1", "county", 4, project="fee"),
            Allotment("w", date(2022, 5, 1), "f2", "county", 400, project="fee"),
            *chain("z", "f1", "pigs", 550, date(2022, 6, 1)),
        ],
    )
    found = ledger.figures(year=2022, on=date(2022, 12, 31))
    assert (found.central_funds, found.management_fees, found.industry_funds) == (1000, 10, 550)
    assert (found.unspent, found.years_carried) == (1500 - 6 - 550, 0)
    assert assess_spending(MANAGEMENT_FEE, found, on=date(2022, 12, 31)).outcome.value == "met"
    assert assess_spending(INDUSTRY_SHARE, found, on=date(2022, 12, 31)).missing == ("industry_share_kept",)
    nothing = ledger.figures(year=2021, on=date(2022, 12, 31))
    assert (nothing.central_funds, nothing.unspent, nothing.years_carried) == (0, 0, 1)


# Public notices


def test_a_notice_states_what_the_rulebook_asks_in_both_languages() -> None:
    sheet = notice_sheet(town(), "road", stage="completion", posted=date(2018, 9, 10), telephone="0000-1111")  # type: ignore[arg-type]  # the word does
    english, chinese = sheet.render("en"), sheet.render("zh")
    for words in (
        "Road",
        "Paizhu",
        "Bureau",
        "Central fund (central government): 5,085,000.00 yuan",
        "11.3 km",
        "12317",
        "2018-09-10 to 2018-09-20 (10 days)",
        "0000-1111",
        "2018-09-01",
        "100",
        "400",
    ):
        assert words in english
    for words in ("道路", "中央资金（中央）：5,085,000.00元", "11.3公里", "12317", "2018-09-10至2018-09-20（10天）"):
        assert words in chinese


#: What the record of a project does not hold, for the sheet of a plan.
TOLD = {
    NoticeItem.RATE: Text("450,000 yuan a km", "每公里45万元"),
    NoticeItem.PERIOD: Text("March to October 2018", "2018年3月至10月"),
    NoticeItem.IN_CHARGE: Text("head of the bureau", "局长"),
    NoticeItem.GOAL: Text("400 persons reach the road", "400人通公路"),
    NoticeItem.MECHANISM: Text("work for poor households", "贫困户务工"),
}


def test_a_sheet_that_lacks_items_names_them_and_the_document_that_asks_for_them() -> None:
    sheet = notice_sheet(town(), "road", stage=NoticeStage.PLAN, posted=date(2018, 6, 1), telephone="0000-1111")
    check = check_sheet(town(), "road", stage=NoticeStage.PLAN, posted=date(2018, 6, 1), telephone="0000-1111")
    assert set(check.lacking) == set(TOLD)
    assert sheet.notes == (Text(check.explain("en"), check.explain("zh")),)
    assert (
        "Notice of the plan: lacks rate of the subsidy; period of the works; person in charge; performance goal; how it"
        " brings the poor along\n  - asked: name of the project; place; " in sheet.render("en")
    )
    assert "计划公示：缺补助标准、实施期限、责任人、绩效目标、带贫减贫机制\n  - 应载：" in sheet.render("zh")
    assert "国开办发〔2018〕11号（可信度 A" in sheet.render("zh")


@pytest.mark.parametrize("item", [*TOLD, NoticeItem.TELEPHONE, None])
def test_a_sheet_that_is_told_all_but_one_item_lacks_that_one(item: NoticeItem | None) -> None:
    told = {each: text for each, text in TOLD.items() if each is not item}
    telephone = None if item is NoticeItem.TELEPHONE else "0000-1111"
    asked: dict[str, Any] = {"stage": NoticeStage.PLAN, "posted": date(2018, 6, 1), "telephone": telephone}
    check = check_sheet(town(), "road", stated=told, **asked)
    assert check.lacking == (() if item is None else (item,))
    sheet = notice_sheet(town(), "road", stated=told, **asked)
    assert bool(sheet.notes) is (item is not None)
    for each, text in told.items():
        assert (each.text, text) in sheet.lines


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"villages": ()}, {NoticeItem.PLACE}),
        ({"planned": None}, {NoticeItem.PLAN}),
        ({"unit_name": None}, {NoticeItem.UNIT}),
        ({"budget": ()}, {NoticeItem.FUND, NoticeItem.AMOUNT}),
        ({"budget": [BudgetLine("f9", 1)]}, {NoticeItem.FUND}),
    ],
)
def test_what_the_record_of_a_project_does_not_hold_its_sheet_lacks(
    changes: dict[str, Any], lacking: set[NoticeItem]
) -> None:
    ledger = Ledger([CENTRAL], [evolve(ROAD, **changes)])
    check = check_sheet(
        ledger, "road", stage=NoticeStage.PLAN, posted=date(2018, 6, 1), telephone="0000-1111", stated=TOLD
    )
    assert set(check.lacking) == lacking


def test_a_sheet_of_completion_without_a_result_lacks_it_and_what_the_record_holds_is_not_told_again() -> None:
    ledger, day = Ledger([CENTRAL], [evolve(ROAD, done=None)]), date(2018, 9, 10)
    check = check_sheet(ledger, "road", stage=NoticeStage.COMPLETION, posted=day, telephone="0000-1111")
    assert check.lacking == (NoticeItem.RESULT,)
    for refused in ({NoticeItem.PLACE: Text("a", "甲")}, {NoticeItem.GOAL: "roads"}, [NoticeItem.GOAL]):
        with pytest.raises(InvalidValue, match="stated: "):
            check_sheet(ledger, "road", stage=NoticeStage.PLAN, posted=day, stated=refused)  # type: ignore[arg-type]


def test_stages_of_a_notice_differ() -> None:
    ledger = town()
    plan = notice_sheet(ledger, "canal", stage=NoticeStage.PLAN, posted=date(2018, 3, 1)).render("en")
    assert "2018-03-01 to 2018-03-10 (7 working days)" in plan
    assert "paid so far" not in plan
    assert "the county office, or 12317" in plan
    progress = notice_sheet(ledger, "canal", stage=NoticeStage.PROGRESS, posted=date(2018, 6, 1)).render("en")
    assert "60,000.00 yuan" in progress
    assert "accepted on" not in progress
    assert "—" in notice_sheet(ledger, "cash", stage=NoticeStage.PLAN, posted=date(2018, 6, 1)).render("en")
    lost = ledger.with_records(Project("x", NAME, "road", planned=3, budget=[BudgetLine("f9", 1)]))
    assert "f9 (): 1.00 yuan" in notice_sheet(lost, "x", stage=NoticeStage.PLAN, posted=date(2018, 6, 1)).render("en")
    with pytest.raises(InvalidValue, match="project: got 'moon'; expected the key of a project in the ledger"):
        notice_sheet(ledger, "moon", stage=NoticeStage.PLAN, posted=date(2018, 6, 1))
    with pytest.raises(NotYetInForce):
        notice_sheet(ledger, "road", stage=NoticeStage.PLAN, posted=date(2010, 6, 1))


def test_beneficiaries_are_masked_everywhere() -> None:
    sheet = beneficiary_sheet(town(), "cash")
    for language in ("en", "zh"):
        shown = sheet.render(language)  # type: ignore[arg-type]  # one of the two
        assert "张**" in shown
        assert "L* M***" in shown
        assert "小明" not in shown
        assert "h1" not in shown
    assert sheet.total is not None
    assert sheet.total[2] == 401
    assert masked_name("王") == "*"
    assert "小明" not in repr(CASH) + repr(CASH.beneficiaries[0]) + str(CASH.beneficiaries)
    with pytest.raises(InvalidValue, match="expected the key of a project in the ledger"):
        beneficiary_sheet(town(), "moon")


# Statements as values


def test_a_statement_lines_up_and_gives_rows_to_a_frame() -> None:
    statement = Statement(
        "s",
        Text("S", "表"),
        (
            StatementColumn("name", Text("name", "名称")),
            StatementColumn("money", Text("yuan", "元"), ColumnKind.MONEY),
            StatementColumn("share", Text("share", "占比"), ColumnKind.SHARE),
            StatementColumn("many", Text("count", "个数"), ColumnKind.COUNT),
            StatementColumn("much", Text("quantity", "数量"), ColumnKind.QUANTITY),
            StatementColumn("day", Text("day", "日"), ColumnKind.DAY),
        ),
        ((Text("Road", "道路"), Decimal("1234.5"), Fraction(1, 3), 1234, Fraction(5, 2), date(2018, 1, 2)),
         ("x", Fraction(1, 3), None, 1, Decimal("1.5"), None)),
        notes=(Text("Note.", "注。"),),
    )  # fmt: skip
    assert statement.render("en").splitlines() == [
        "S",
        "",
        "name      yuan  share  count  quantity  day",
        "----  --------  -----  -----  --------  ----------",
        "Road  1,234.50  33.3%  1,234      2.50  2018-01-02",
        "x         0.33      —      1       1.5  —",
        "",
        "Note.",
    ]
    assert statement.render("zh").splitlines()[4] == "道路  1,234.50  33.3%  1,234  2.50  2018-01-02"
    frame = pl.DataFrame(
        statement.rows("zh"), schema_overrides={"money": pl.Object, "share": pl.Object, "much": pl.Object}
    )
    assert frame["name"].to_list() == ["道路", "x"]
    with pytest.raises(InvalidValue, match="statement s: got 0; expected 1 cells in each line"):
        Statement("s", NAME, (StatementColumn("a", NAME),), ((),))


def test_what_exceeds_a_line_of_the_budget_is_found_by_project_and_fund() -> None:
    day = date(2018, 5, 1)
    lines = [BudgetLine("f1", 100), BudgetLine("f2", "50.00")]
    ledger = post_all(
        Ledger(
            [Fund(key, Text(key, key), "county", 2018) for key in ("f1", "f2", "f3")],
            [
                Project("p1", Text("Road", "道路"), "road", in_store=True, budget=lines),
                Project("p2", Text("Help", "补助"), "grant", in_store=True),
            ],
        ),
        [
            *(Appropriation(f"a{key}", day, key, "county", 900) for key in ("f1", "f2", "f3")),
            Allotment("1", day, "f1", "county", "60.00", project="p1"),
            Encumbrance("2", day, "f1", "county", "60.00", project="p1"),
            Expenditure("3", day, "f1", "county", "30.00", project="p1"),
            Allotment("4", day, "f1", "county", "40.00", project="p1"),
            Allotment("5", day, "f2", "county", "50.01", project="p1"),
            Allotment("6", day, "f3", "county", "0.01", project="p1"),
            Allotment("7", day, "f3", "county", 800, project="p2"),
        ],
    )
    found = over_budget(ledger)
    yuan = Decimal
    assert found.lines == (
        (Text("Road", "道路"), Text("f2", "f2"), yuan("50.00"), yuan("50.01"), yuan("0.01")),
        (Text("Road", "道路"), Text("f3", "f3"), yuan("0.00"), yuan("0.01"), yuan("0.01")),
    )
    assert found.total == (Text("total", "合计"), None, yuan("50.00"), yuan("50.02"), yuan("0.02"))
    # Of the first fund 30 are spent, 30 encumbered and 40 allotted.
    tighter = ledger.with_records(evolve(ledger.projects["p1"], budget=[BudgetLine("f1", "99.99"), *lines[1:]]))
    assert over_budget(tighter).lines[0][2:] == (yuan("99.99"), yuan("100.00"), yuan("0.01"))
    # What is carried over is the same money, and what is taken back is no longer held.
    ledger = post_all(
        ledger,
        [
            CarryOver("8", date(2018, 12, 31), "f1", "county", "40.00", stage="allotted", project="p1"),
            Reversal("9", date(2019, 1, 2), "5"),
        ],
    )
    assert [line[1] for line in over_budget(ledger).lines] == [Text("f3", "f3")]
