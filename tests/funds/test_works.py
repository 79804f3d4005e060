"""A project's works agree with it and with one another, and money is split among villages only as they state."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.funds import (
    Allotment,
    Appropriation,
    BudgetLine,
    Encumbrance,
    Expenditure,
    Fund,
    Ledger,
    Project,
    ProjectWork,
    assign_works,
    carried_works,
    money_to_villages,
    plan_against_actual,
    plan_by_category,
    post_all,
    post_each,
    sources_and_uses,
    unit_costs,
)
from antipoverty.funds._agreement import stated_shares, village_shares, villages_of
from antipoverty.funds.exchange import fiscal_package, iati_activities
from antipoverty.funds.notices import notice_sheet
from antipoverty.money import total_of
from antipoverty.registers import FUNDS, WORKS, objects, read
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import fund_books, projects
from antipoverty.text import Text
from effort import times

KM, BRIDGE = Text("km", "公里"), Text("bridge", "座")
NAME = Text("a", "甲")
FUND = Fund("f1", Text("County fund", "县级资金"), "county", 2014)


def paid(project: Project, amount: int) -> Ledger:
    """A ledger in which a sum came in and was paid for a project."""
    on = date(2014, 5, 1)
    kinds = (Allotment, Encumbrance, Expenditure)
    spending = [kind(f"e{at}", on, "f1", "county", amount, project=project.id) for at, kind in enumerate(kinds)]
    return post_all(Ledger([FUND], [project]), [Appropriation("e", on, "f1", "county", amount), *spending])


def road(**facts: Any) -> Project:
    """The access road of the first summary: 11.3 km in two named villages, for 16 groups, with two bridges."""
    given = {
        "villages": ("Paizhu", "Xinli"),
        "planned": "11.3",
        "unit": KM,
        "groups_served": 16,
        "works": (
            ProjectWork("w1", Text("Road", "道路"), planned="11.3", done="11.3", unit=KM, groups_served=16),
            ProjectWork("w2", Text("Bridges", "桥梁"), villages="Paizhu", planned=2, done=2, unit=BRIDGE),
        ),
    }
    return Project("p1", Text("Access road", "通畅工程"), "road", **(given | facts))


def test_the_roads_of_the_first_summary_cost_450_000_yuan_a_kilometre() -> None:
    one = road(works=road().works[:1], planned=None, unit=None)
    for project in (one, road(done="11.3")):
        ledger = paid(evolve(project, in_store=True), 5_085_000)
        assert [line[4:6] for line in unit_costs(ledger).lines] == [(KM, Fraction(450_000))]


def test_of_several_works_none_stands_for_the_whole_money() -> None:
    assert not unit_costs(paid(evolve(road(), in_store=True), 5_085_000)).lines


def test_the_line_of_the_first_summary_has_a_part_of_high_voltage() -> None:
    line = ProjectWork("w1", Text("Line", "线路"), villages=("Jingxi", "Wending"), done="15.5", unit=KM)
    high = ProjectWork("w2", Text("High voltage", "高压"), done="10.2", unit=KM, part_of="w1")
    grid = Project("p2", Text("Grid", "农网改造"), "power", unit=KM, done="15.5", works=(line, high))
    assert villages_of(grid) == ("Jingxi", "Wending")
    assert grid.served("villages") == 2
    with pytest.raises(InvalidValue, match=r"at most 15\.5, the quantity done of work w1"):
        evolve(grid, works=(line, evolve(high, done="15.6")))


def test_the_water_of_the_third_summary_serves_eight_villages_that_it_does_not_name() -> None:
    works = ProjectWork("w1", Text("Water", "饮水"), villages_served=8, groups_served=23)
    water = Project("p3", Text("Safe water", "安全饮水"), "water", works=(works,))
    assert (water.served("villages"), water.served("groups")) == (8, 23)
    assert water.served("households") is None
    assert evolve(water, works=(works, evolve(works, id="w2"))).served("groups") is None


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"planned": "11.2"}, "ProjectWork.planned"),
    ({"done": "11.4"}, "ProjectWork.done"),
    ({"groups_served": 15}, "ProjectWork.groups_served"),
    ({"villages": ("Xinli",)}, "ProjectWork.villages"),
    ({"villages_served": 1}, "Project.villages_served"),
    ({"works": (ProjectWork("w1", NAME), ProjectWork("w1", NAME))}, "Project.works"),
    ({"works": (ProjectWork("w1", NAME, project="p9"),)}, "ProjectWork.project"),
    ({"works": (ProjectWork("w1", NAME, part_of="w9"),)}, "ProjectWork.part_of"),
    (
        {
            "works": (
                ProjectWork("w1", NAME),
                ProjectWork("w2", NAME, part_of="w1"),
                ProjectWork("w3", NAME, part_of="w2"),
            )
        },
        "ProjectWork.part_of",
    ),
    (
        {"works": (ProjectWork("w1", NAME, unit=BRIDGE), ProjectWork("w2", NAME, unit=KM, part_of="w1"))},
        "ProjectWork.unit",
    ),
    ({"works": (ProjectWork("w1", NAME, amount=101),), "budget": (BudgetLine("f1", 100),)}, "ProjectWork.amount"),
    ({"households": 3, "works": (ProjectWork("w1", NAME, households=4),)}, "ProjectWork.households"),
]


@pytest.mark.parametrize(("facts", "named"), REFUSED)
def test_what_contradicts_is_refused_by_name(facts: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        road(**facts)
    assert refused.value.field == named


def test_a_work_is_no_part_of_itself_and_names_no_more_villages_than_it_serves() -> None:
    with pytest.raises(InvalidValue, match=r"Work\.part_of"):
        ProjectWork("w1", NAME, part_of="w1")
    with pytest.raises(InvalidValue, match=r"Work\.villages_served"):
        ProjectWork("w1", NAME, villages=("a", "b"), villages_served=1)


def test_a_sum_is_asked_only_where_every_part_is_known() -> None:
    works = (ProjectWork("w1", NAME, planned=5, unit=KM), ProjectWork("w2", NAME, unit=KM))
    assert road(works=works).works == tuple(evolve(work, project="p1") for work in works)


@given(projects())
def test_works_of_a_table_find_their_project_again(project: Project) -> None:
    others = [Project("other", NAME, "road")]
    assert assign_works([evolve(project, works=()), *others], project.works) == (project, *others)


def test_works_and_funds_are_read_from_the_tables_of_an_office() -> None:
    form = pl.DataFrame({
        "工程编号": ["w1", "w2"], "工程名称": ["道路硬化", "桥梁"], "项目编号": ["p1", "p1"],
        "受益村": ["Paizhu、Xinli", "Paizhu"], "受益村民小组数": [16, None], "完成数量": ["11.3", "2"],
        "计量单位": ["公里", "座"], "投资额": ["4885000元", "20万元"],
    })  # fmt: skip
    works = tuple(objects(read(form, WORKS).accepted, WORKS))
    (project,) = assign_works([road(works=(), planned=None, unit=None)], works)
    assert stated_shares(project) == {"": 4_885_000, "Paizhu": 200_000}
    assert [work.groups_served for work in project.works] == [16, None]
    money = pl.DataFrame({"资金编号": ["f1"], "资金名称": ["专项资金"], "资金来源": ["省级资金"], "预算年度": [2014]})
    (fund,) = objects(read(money, FUNDS).accepted, FUNDS)
    assert (fund.source, fund.year, fund.name["zh"]) == ("provincial", 2014, "专项资金")


def test_a_work_of_a_project_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"Work\.project: got 'p9'"):
        assign_works([road()], [ProjectWork("w9", NAME, project="p9")])


def test_a_project_without_works_keeps_the_digest_that_it_had() -> None:
    plain = Ledger([], [Project("p1", NAME, "road")])
    assert plain.digest == "c05354072b56ead280e5aef007b12382ceccd0ad7792f16b1ef6d61cab3b2cde"
    assert Ledger([], [Project("p1", NAME, "road", works=(ProjectWork("w1", NAME),))]).digest != plain.digest


def test_a_ledger_with_works_is_stored_and_read_back() -> None:
    ledger = Ledger([FUND], [road()])
    assert loads(dumps(ledger), Ledger) == ledger


amounts = st.none() | st.integers(0, 50)


@given(st.lists(st.tuples(amounts, st.sampled_from([(), ("a",), ("b",), ("a", "b")])), max_size=4), amounts)
def test_stated_shares_are_those_of_single_villages_and_lose_nothing(
    works: list[tuple[int | None, tuple[str, ...]]], more: int | None
) -> None:
    stated = [ProjectWork(f"w{at}", NAME, villages=named, amount=amount) for at, (amount, named) in enumerate(works)]
    total = sum(amount for amount, _ in works if amount is not None)
    budget = () if more is None else (BudgetLine("f1", total + more),)
    shares = stated_shares(Project("p", NAME, "road", ("a", "b"), budget=budget, works=stated))
    for village in ("a", "b"):
        assert shares.get(village, 0) in (0, sum(amount or 0 for amount, named in works if named == (village,)))
    if shares:
        assert total_of(shares.values()) == total + (more or 0)
    assert bool(shares) <= any(amount is not None for amount, _ in works)


def test_without_a_budget_the_shares_are_known_only_if_every_work_states_one() -> None:
    works = (ProjectWork("w1", NAME, villages="a", amount=5), ProjectWork("w2", NAME, villages="b"))
    assert stated_shares(Project("p", NAME, "road", works=works)) == {}
    lines = (BudgetLine("f1", 8),)
    assert stated_shares(Project("p", NAME, "road", works=works, budget=lines)) == {"a": Decimal(5), "": Decimal(3)}


def test_a_single_village_gets_all_and_villages_not_named_keep_it_in_common() -> None:
    hall = Project("p1", Text("Hall", "活动室"), "hall", "Paizhu", in_store=True)
    assert [line[1] for line in money_to_villages(paid(hall, 5)).lines] == ["Paizhu"]
    water = evolve(hall, villages=(), villages_served=8)
    assert [line[1] for line in money_to_villages(paid(water, 823_000)).lines] == [Text("(none)", "（无）")]
    partly = evolve(hall, villages_served=2)
    assert village_shares(partly) == {"": 1}


def test_halls_in_four_villages_are_common_unless_their_works_state_shares() -> None:
    villages = ("Paizhu", "Xinli", "Yangjia", "Guanqun")
    halls = Project("p1", Text("Halls", "村级活动场所"), "hall", villages, in_store=True)
    (line,) = money_to_villages(paid(halls, 753_000)).lines
    assert line[1:3] == (Text(", ".join(villages), "、".join(villages)), Decimal("753000.00"))
    works = [ProjectWork(f"w{at}", NAME, villages=village, amount=200_000) for at, village in enumerate(villages[:3])]
    stated = evolve(halls, works=works, budget=[BudgetLine("f1", 753_000)])
    found = {line[1]: line[2] for line in money_to_villages(paid(stated, 753_000)).lines}
    assert found == dict.fromkeys(villages[:3], Decimal("200000.00")) | {line[1]: Decimal("153000.00")}


def test_what_the_only_work_of_a_project_states_stands_in_every_table_and_notice() -> None:
    metres = Text("m", "米")
    work = ProjectWork("w1", NAME, villages=("a", "b"), planned=9, done=7, unit=metres, households=5, persons=6)
    line = Project("p1", Text("Line", "线路"), "road", works=[work], in_store=True, begun=True)
    ledger, on = paid(line, 5), date(2014, 12, 31)
    both = Text("a, b", "a、b")
    assert [row[0] for row in sources_and_uses(ledger, by="village").lines if row[0] != Text("(none)", "（无）")] == [
        both
    ]
    (row,) = plan_against_actual(ledger, on=on).lines
    assert row[5:8] == (9, 7, metres)
    assert "a;b" in fiscal_package(ledger, name="x", title=NAME)[1]
    assert "a, b" in iati_activities(ledger, organisation="XX-1", name=NAME, generated=datetime(2015, 1, 1, tzinfo=UTC))
    sheet = dict(notice_sheet(ledger, "p1", stage="completion", posted=on).lines)
    shown = [sheet[Text(*name)] for name in (("place", "实施地点"), ("planned", "建设内容"), ("done", "完成情况"))]
    assert shown == [both, Text("9 m", "9米"), Text("7 m", "7米")]
    assert (sheet[Text("households served", "受益户数")], sheet[Text("persons served", "受益人数")]) == (5, 6)


def test_works_that_go_on_are_listed_with_their_reason_and_their_money() -> None:
    canal = Project("p1", Text("Canal", "渠道"), "irrigation", "Xinli", in_store=True, unfinished="no-funds")
    done = Project("p2", Text("Road", "道路"), "road", in_store=True, accepted=date(2014, 6, 1))
    given_up = Project("p3", Text("Base", "基地"), "industry", in_store=True, unfinished="cancelled")
    on = date(2014, 5, 1)
    entries = [Appropriation("e", on, "f1", "county", 100), Allotment("a", on, "f1", "county", 40, project="p1")]
    ledger = post_all(Ledger([FUND], [canal, done, given_up]), entries)
    statement = carried_works(ledger, on=date(2014, 12, 31))
    assert [line[0].en for line in statement.lines if isinstance(line[0], Text)] == ["Canal"]
    assert statement.rows()[0]["why"] == "lack of funds"
    assert (statement.rows()[0]["allotted"], statement.rows()[0]["encumbered"]) == (Decimal(40), Decimal(0))


def test_the_budget_of_a_category_without_budget_lines_is_not_known() -> None:
    line = BudgetLine("f1", 8)
    roads = [Project(key, Text("Road", "道路"), "road", budget=budget) for key, budget in (("p1", ()), ("p2", [line]))]
    canal = Project("p3", Text("Canal", "渠道"), "irrigation")
    statement = plan_by_category(Ledger([FUND], [*roads, canal]), on=date(2014, 12, 31))
    assert [row["budget"] for row in statement.rows()] == [line.amount, None]
    assert statement.total is not None
    assert statement.total[-3] == line.amount


@times(2)
@given(fund_books(), st.dates(date(2018, 1, 1), date(2020, 12, 31)))
def test_statements_of_works_lose_no_project_and_no_fen(book: Any, on: date) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    held = total_of(
        ledger.balance(stage, project=key) for stage in ("allotted", "encumbered") for key in ledger.projects
    )
    for statement, spent, waiting in ((money_to_villages(ledger), 2, 3), (plan_by_category(ledger, on=on), -2, -1)):
        assert statement.total is not None
        assert (statement.total[spent], statement.total[waiting]) == (ledger.balance("spent"), held)
    rows = plan_by_category(ledger, on=on).rows()
    states = ("planned", "started", "done", "unfinished", "unknown")
    assert all(row["projects"] == sum(row[state] for state in states) for row in rows)  # type: ignore[misc]
    assert sum(row["projects"] for row in rows) == len(ledger.projects)  # type: ignore[misc]
    carried = carried_works(ledger, on=on).total
    assert carried is not None
    assert total_of(cell for cell in carried[-2:] if isinstance(cell, Decimal)) == held
