"""Projects, funds and entries: what the ledger, the works and the review of money say of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from antipoverty.errors import AntipovertyError, InvalidValue
from antipoverty.funds import (
    Fund,
    FundReview,
    FundStanding,
    Ledger,
    Project,
    ProjectState,
    ProjectWork,
    Statement,
    assign_works,
    post_each,
    review,
)
from antipoverty.funds import money_to_villages as statement_of_villages
from antipoverty.money import fen, total_of
from antipoverty.registers import ENTRIES, FUNDS, PROJECTS, WORKS, Schema, objects
from antipoverty.reviews._preparing.context import Context, Preparer
from antipoverty.rules import Fact, Kind
from antipoverty.text import YUAN, Text

if TYPE_CHECKING:
    import polars as pl

_Sums: TypeAlias = Mapping[tuple[str, str], int]

#: Projects that have cost something.
_CARRIED_OUT = (ProjectState.DONE, ProjectState.STARTED)
_KILOMETRES = frozenset({"km", "公里", "千米", "kilometre", "kilometres"})


def _money(name: str, en: str, zh: str) -> Fact:
    return Fact(name, Kind.MONEY, Text(en, zh), YUAN)


def _count(name: str, en: str, zh: str, unit: Text) -> Fact:
    return Fact(name, Kind.COUNT, Text(en, zh), unit, plural=True)


_CHECKS = Text("checks", "项")
_REFUSED = Text("Table “{}”: a row that cannot be used: {}", "表“{}”有一行无法采用：{}")
_CONTRADICTED = Text(
    "Project {}: its works contradict it and are left out: {}", "项目{}：工程量与项目记载矛盾，未予采用：{}"
)
_STRAYS = Text("Works of no project that is listed, left out: {}", "所属项目不在表内、未予采用的工程量：{}条")
_NO_SUMS = Text("The entries cannot be summed: {1}", "资金分录无法汇总：{1}")
_NO_REVIEW = Text(
    "The entries do not fit the funds and projects, so that the projects were checked without them: {1}",
    "资金分录与资金、项目不符，项目检查未采用分录：{1}",
)
#: What each project gains.
_OF_PROJECTS = (
    Fact(
        "status",
        Kind.CATEGORY,
        Text("what has become of it", "项目状态"),
        values=tuple(map(str, ProjectState)),
        labels=tuple(state.text for state in ProjectState),
    ),
    _money("budgeted", "budget lines together", "项目预算合计"),
    _money("allotted", "allotted, not yet promised", "已分配未承诺"),
    _money("encumbered", "promised, not yet paid", "已承诺未支付"),
    _money("booked", "paid by the entries", "分录所载支付额"),
    _money("paid", "paid", "已支付"),
    _count("villages_reached", "villages served", "受益村数", Text("villages", "个")),
    _count("groups_reached", "villagers' groups served", "受益村民小组数", Text("groups", "个")),
    Fact("kilometres", Kind.MEASURE, Text("kilometres done", "完成公里数"), Text("km", "公里"), plural=True),
    _count("checks_held", "checks of money that hold", "资金检查符合项", _CHECKS),
    _count("checks_broken", "checks of money that do not hold", "资金检查不符合项", _CHECKS),
    _count("checks_unknown", "checks of money that cannot be decided", "资金检查信息不足项", _CHECKS),
)
#: What each fund gains.
_OF_FUNDS = (
    _money("came", "came in", "下达资金"),
    _money("spent", "spent", "已支出"),
    _money("given_back", "given back", "上缴收回"),
    _money("left", "left or carried on", "结转结余"),
)


@frozen(eq=False)
class _Books:
    """The funds, projects and entries of the tables, as far as records can be made of them."""

    projects: Mapping[str, Project]
    #: Whole fen by account and project, and by account and fund; none without entries that can be summed.
    of_projects: _Sums | None
    of_funds: _Sums | None
    review: FundReview | None = field(repr=False)
    #: The projects whose works contradict them: what they serve, and how much of it is done, is not known.
    contradicted: frozenset[str]
    remarks: tuple[Text, ...] = field(repr=False)


@lru_cache(maxsize=2)
def _books(context: Context) -> _Books:
    tables = context.tables
    remarks: list[Text] = []
    own = _records(tables.get("projects"), PROJECTS, remarks)
    projects, contradicted = _with_works(own, _records(tables.get("works"), WORKS, remarks), remarks)
    funds: list[Fund] = _records(tables.get("funds"), FUNDS, remarks)
    of_projects, of_funds = _totals(tables.get("entries"), remarks)
    reviewed = _reviewed(tables.get("entries"), funds, projects, context, remarks)
    by_key = {project.id: project for project in projects}
    return _Books(by_key, of_projects, of_funds, reviewed, contradicted, tuple(remarks))


def remarks_on_money(context: Context) -> tuple[Text, ...]:
    """What of projects, works, funds and entries could not be used, and why.

    Of tables that cannot be used at all, the figures say why.
    """
    try:
        return _books(context).remarks
    except AntipovertyError:
        return ()


def _remark(words: Text, what: object, error: AntipovertyError) -> Text:
    return Text(words.en.format(what, error), words.zh.format(what, error))


def _records(table: pl.DataFrame | None, schema: Schema, remarks: list[Text]) -> list[Any]:
    if table is None:
        return []
    refused: list[InvalidValue] = []
    by_key = {record.id: record for record in objects(table, schema, refused=refused.append)}
    remarks += [
        Text(_REFUSED.en.format(schema.text.en, error), _REFUSED.zh.format(schema.text.zh, error)) for error in refused
    ]
    return list(by_key.values())


def _with_works(
    projects: Iterable[Project], works: Iterable[ProjectWork], remarks: list[Text]
) -> tuple[list[Project], frozenset[str]]:
    """The projects with the works of a table, and the keys of those whose works contradict them and are left out."""
    of_project: dict[str | None, list[ProjectWork]] = {}
    for work in works:
        of_project.setdefault(work.project, []).append(work)
    made: list[Project] = []
    contradicted: set[str] = set()
    for project in projects:
        try:
            made += assign_works([project], of_project.pop(project.id, []))
        except InvalidValue as error:
            made.append(project)
            contradicted.add(project.id)
            remarks.append(_remark(_CONTRADICTED, project.id, error))
    strays = sum(map(len, of_project.values()))
    remarks += [Text(_STRAYS.en.format(strays), _STRAYS.zh.format(strays))] if strays else []
    return made, frozenset(contradicted)


def _totals(entries: pl.DataFrame | None, remarks: list[Text]) -> tuple[_Sums, _Sums] | tuple[None, None]:
    """Whole fen by account and project, and by account and fund; none of entries that cannot be summed."""
    if entries is None:
        return None, None
    from antipoverty.funds.exchange import totals

    of_projects: Counter[tuple[str, str]] = Counter()
    of_funds: Counter[tuple[str, str]] = Counter()
    try:
        for (fund, _, _, account, project), amount in totals(entries).items():
            of_projects[str(account), project] += amount
            of_funds[str(account), fund] += amount
    except AntipovertyError as error:
        remarks.append(_remark(_NO_SUMS, ENTRIES.text, error))
        return None, None
    return of_projects, of_funds


def _reviewed(
    entries: pl.DataFrame | None, funds: list[Fund], projects: list[Project], context: Context, remarks: list[Text]
) -> FundReview | None:
    """The review of money; without entries, or with entries that do not fit the other tables, of the projects alone."""
    if not projects:
        return None
    from antipoverty.funds.exchange import review_frame

    if entries is not None and funds:
        try:
            return review_frame(entries, funds=funds, projects=projects, on=context.on, rulebook=context.rulebook)
        except AntipovertyError as error:
            remarks.append(_remark(_NO_REVIEW, ENTRIES.text, error))
    return review(Ledger((), projects), on=context.on, rulebook=context.rulebook)


def _prepare_projects(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    books = _books(context)
    checks: Counter[tuple[str | None, FundStanding]] = Counter()
    if books.review is not None:
        # Without entries nothing is known of what a project holds.
        asked = (each for each in books.review.checks if books.of_projects is not None or each.decision is not None)
        checks.update((check.project, check.standing) for check in asked)
    rows = [_of_project(key, books, checks, context) for key in _keys(table)]
    return _with_columns(table, rows, _OF_PROJECTS)


def _of_project(
    key: str, books: _Books, checks: Mapping[tuple[str | None, FundStanding], int], context: Context
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    booked = 0
    if (sums := books.of_projects) is not None:
        booked = sums.get(("spent", key), 0)
        values = {"booked": booked, "paid": booked}
        values |= {account: sums.get((account, key), 0) for account in ("allotted", "encumbered")}
    project = books.projects.get(key)
    if project is None:
        return values
    state = project.state(context.on, paid=booked)
    if state in _CARRIED_OUT and not project.budget and not any(values.values()):
        values.pop("paid", None)  # somebody paid for it; the books do not say how much
    _, done, unit = project.quantity
    if key in books.contradicted:
        return values | _of_budget_and_checks(project, state, checks)
    in_kilometres = unit is not None and done is not None and {unit["en"].lower(), unit["zh"]} & _KILOMETRES
    return values | {
        **_of_budget_and_checks(project, state, checks),
        "villages_reached": project.served("villages"),
        "groups_reached": project.served("groups"),
        "kilometres": fen(done) if in_kilometres and done is not None else None,
    }


def _of_budget_and_checks(
    project: Project, state: ProjectState, checks: Mapping[tuple[str | None, FundStanding], int]
) -> dict[str, Any]:
    return {
        "status": state.value,
        "budgeted": fen(total_of(line.amount for line in project.budget)) if project.budget else None,
        **{f"checks_{standing}": checks.get((project.id, standing), 0) for standing in FundStanding},
    }


def _prepare_funds(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    sums = _books(context).of_funds
    if sums is None:
        return table

    def total(key: str, *accounts: str) -> int:
        return sum(sums.get((account, key), 0) for account in accounts)

    rows = [
        {
            "came": -total(key, "appropriated"),
            "spent": total(key, "spent"),
            "given_back": total(key, "returned", "reclaimed"),
            "left": total(key, "available", "allotted", "encumbered"),
        }
        for key in _keys(table)
    ]
    return _with_columns(table, rows, _OF_FUNDS)


def money_to_villages(context: Context) -> Statement | None:
    """Which source paid how much in which village; none without books, or with entries that do not fit them."""
    from antipoverty.funds.exchange import entries_of

    tables = context.tables
    if "entries" not in tables:
        return None
    try:
        funds: list[Fund] = _records(tables.get("funds"), FUNDS, [])
        posted = post_each(Ledger(funds, _books(context).projects.values()), entries_of(tables["entries"]))
    except AntipovertyError:
        return None
    return None if posted.refused or not funds else statement_of_villages(posted.ledger)


def _keys(table: pl.DataFrame) -> list[str]:
    return [str(key) for key in table["id"]]


def _with_columns(table: pl.DataFrame, rows: list[dict[str, Any]], facts: tuple[Fact, ...]) -> pl.DataFrame:
    """The table with columns of whole numbers or words; one of which nothing is known is left out."""
    import polars as pl

    named = {name for row in rows for name in row}
    made = (
        pl.Series(fact.column, [row.get(fact.name) for row in rows], pl.String if fact.values else pl.Int64)
        for fact in facts
        if fact.name in named
    )
    return table.with_columns(*made)


#: Who prepares projects and funds.
PREPARERS = (Preparer("projects", _OF_PROJECTS, _prepare_projects), Preparer("funds", _OF_FUNDS, _prepare_funds))
