"""The review of a ledger and its projects against every rule on money (资金与项目检查)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared.arguments import as_day, member_of, typed
from antipoverty._shared.deciding import rulebook_or_china
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, record_columns
from antipoverty.errors import NoLongerInForce, NotYetInForce, NoValueOnDate
from antipoverty.funds._ledger.entries import STAGES, Account, Key, Reversal
from antipoverty.funds._ledger.figures import figures_of
from antipoverty.funds._records import Fund, Project
from antipoverty.funds._rules.checks import USES, Checker, years_carried
from antipoverty.funds._rules.readers import FundFigures
from antipoverty.funds._statements.tables import Statement, StatementColumn
from antipoverty.funds._words import Category, Direction, Source
from antipoverty.funds.facts import FUND, PROJECT
from antipoverty.funds.rules import (
    INDUSTRY_SHARE,
    LOCAL_HIRING,
    MANAGEMENT_FEE,
    PUBLIC_NOTICE,
    RECLAIM_DUE,
    TENDER,
    USE_OF_FUND,
    VILLAGE_OVERSIGHT,
    WORK_RELIEF_PAY,
)
from antipoverty.money import fen, yuan_of_fen
from antipoverty.rules import Decision, Outcome, Rule, Subject, bind, decide
from antipoverty.text import Code, Text

if TYPE_CHECKING:
    from antipoverty.funds._ledger.ledger import Ledger

#: The key and the name of the check of budget lines, which no rule decides.
BUDGET_LINES = "budget-lines"
_BUDGET_NAME = Text("Budget lines of a project", "项目预算")
_BUDGET = Text("budget lines of the project", "项目预算明细")

_ON_PROJECTS = (PUBLIC_NOTICE, TENDER, LOCAL_HIRING, WORK_RELIEF_PAY, VILLAGE_OVERSIGHT)
_ORDER = (USE_OF_FUND, *_ON_PROJECTS, MANAGEMENT_FEE, INDUSTRY_SHARE, RECLAIM_DUE)

#: The library's choice: such projects are no works, and are asked for local workers only if they state any.
_WITHOUT_WORKS = (Category.GRANT, Category.EDUCATION, Category.TRAINING)


_Record = TypeVar("_Record", Project, FundFigures)


class FundStanding(Code):
    """What a check of money comes to (检查结论)."""

    HELD = "held", "holds", "符合"
    BROKEN = "broken", "does not hold", "不符合"
    UNKNOWN = "unknown", "cannot be decided yet", "信息不足"


_STANDINGS = {
    Outcome.MET: FundStanding.HELD,
    Outcome.NOT_MET: FundStanding.BROKEN,
    Outcome.UNKNOWN: FundStanding.UNKNOWN,
}
#: The rules that are met where something has to be done.
_TURNED = {
    FundStanding.HELD: FundStanding.BROKEN,
    FundStanding.BROKEN: FundStanding.HELD,
    FundStanding.UNKNOWN: FundStanding.UNKNOWN,
}


@frozen(field_transformer=typed_fields)
class FundCheck(Serializable):
    """One check of a review: a rule, for one project, one fund, a fund's money for a project, or the funds of a year.

    Attributes:
        rule: the rule's id, or ``budget-lines``.
        name: what the rule is called.
        subject: the name of the project or fund.
        project: the project's key; none for a check of funds.
        fund: the fund's key; none where it is not one fund that is checked.
        standing: whether it holds.
        decision: the rule's decision, with its findings and sources; none for ``budget-lines``.
        excess: what exceeds a budget line; empty for rules.
        lacking: what is missing to tell; empty for rules, whose decision says so.
    """

    rule: str
    name: Text
    subject: Text
    project: str | None
    fund: str | None
    standing: FundStanding
    decision: Decision | None = field(default=None, repr=False)
    excess: tuple[Text, ...] = ()
    lacking: tuple[Text, ...] = ()

    @property
    def broken(self) -> tuple[Text, ...]:
        """The criteria that are not kept; for ``budget-lines``, what exceeds them."""
        if self.decision is None or self.standing is not FundStanding.BROKEN:
            return self.excess
        if self.decision.outcome is Outcome.MET:
            return (self.decision.bound.rule.met,)
        failed = (each for each in self.decision.findings if each.outcome is Outcome.NOT_MET)
        return tuple(dict.fromkeys(each.criterion.name for each in failed))

    @property
    def missing(self) -> tuple[Text, ...]:
        """The facts that are missing, where it cannot be decided."""
        if self.decision is None or self.standing is not FundStanding.UNKNOWN:
            return self.lacking
        names = {fact.name: fact.text for fact in self.decision.bound.facts}
        return tuple(names[name] for name in self.decision.missing if name in names)


@frozen(field_transformer=typed_fields)
class RuleCount:
    """How many checks of one rule come to what.

    Attributes:
        rule: the rule's id, or ``budget-lines``.
        name: what the rule is called.
        held: checks that hold.
        broken: checks that do not.
        unknown: checks that cannot be decided yet.
    """

    rule: str
    name: Text
    held: int
    broken: int
    unknown: int


@frozen(field_transformer=typed_fields)
class NotAsked:
    """A rule that a review does not ask, since it is not in force on the date.

    Attributes:
        rule: the rule's id.
        name: what it is called.
        reason: what the rulebook says of its dates.
    """

    rule: str
    name: Text
    reason: str


_COUNTED = {
    "name": Text("rule", "规则"),
    "held": FundStanding.HELD.text,
    "broken": FundStanding.BROKEN.text,
    "unknown": FundStanding.UNKNOWN.text,
}


@frozen(field_transformer=typed_fields)
class FundReview(Serializable, Shown):
    """What every rule on money says of a ledger and its projects: made by `review`.

    Attributes:
        on: the date, which chooses the rules in force.
        checks: every check, by rule; each rule has as many as there are projects, funds or years that it applies to.
        not_asked: the rules that are not in force.
        execution: what was paid of each fund in each year (`antipoverty.funds.execution`), of which no rule that was
            read asks a number; none for a frame of entries.
    """

    on: date
    checks: tuple[FundCheck, ...] = field(repr=False)
    not_asked: tuple[NotAsked, ...] = ()
    execution: Statement | None = field(default=None, repr=False)

    def of(
        self, standing: FundStanding | str | None = None, *, project: str | None = None, rule: str | None = None
    ) -> tuple[FundCheck, ...]:
        """The checks that come to something, of one project or one rule."""
        wanted = None if standing is None else member_of(FundStanding, standing, "standing")
        return tuple(
            check
            for check in self.checks
            if wanted in (None, check.standing) and project in (None, check.project) and rule in (None, check.rule)
        )

    @property
    def totals(self) -> tuple[RuleCount, ...]:
        """How many checks of each rule come to what."""
        counts = Counter((check.rule, check.standing) for check in self.checks)
        names = {check.rule: check.name for check in self.checks}
        return tuple(
            RuleCount(rule, name, *(counts[rule, standing] for standing in FundStanding))
            for rule, name in names.items()
        )

    @property
    def missing(self) -> tuple[tuple[Text, int], ...]:
        """The facts that are missing, and for how many checks; the most frequent first."""
        return tuple(Counter(fact for check in self.checks for fact in check.missing).most_common())

    def table(self) -> Statement:
        """Every check as a line: the rule, the project or fund, what it comes to, and what is broken or missing."""
        lines = (
            (check.name, check.subject, check.standing.text, _said(check.broken), _said(check.missing))
            for check in self.checks
        )
        return Statement(
            "fund-review",
            Text("Review of funds and projects", "资金项目检查表"),
            (
                StatementColumn("rule", Text("rule", "检查事项")),
                StatementColumn("subject", Text("project or fund", "项目或资金")),
                StatementColumn("standing", Text("result", "结论")),
                StatementColumn("broken", Text("what does not hold", "不符合之处")),
                StatementColumn("missing", Text("what is missing", "缺少的信息")),
            ),
            tuple(lines),
        )

    def _table(self) -> TableColumns:
        return record_columns(self.totals, _COUNTED)


def _said(texts: tuple[Text, ...]) -> Text | None:
    if not texts:
        return None
    return Text("; ".join(text.en for text in texts), "；".join(text.zh for text in texts))


@frozen
class Books:
    """What a review reads of a ledger, or of a frame of entries.

    Attributes:
        funds: the funds by key.
        projects: the projects by key.
        totals: whole fen by fund, year, level, account and project.
        uses: the fund, project and day of every entry that sets aside, promises or pays, and was not undone.
    """

    funds: Mapping[str, Fund]
    projects: Mapping[str, Project]
    totals: Mapping[Key, int]
    uses: Iterable[tuple[str, str, date]]


def review(ledger: Ledger, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> FundReview:
    """Review a ledger and all its projects against every rule on money (资金与项目检查).

    The use of a fund is asked of each fund and project that have entries or a budget line together, on the days of the
    entries; notice, tender, local labour, pay in work relief, and decision and supervision of each project; its budget
    lines, of each project; what is carried over too long, of each fund; management fee and industry share, of the
    funds of each year together. A rule that is not in force on the date is not asked, and is named.

    Two choices of the library say whom a rule applies to: grants, education aid and training are asked for local
    workers only if they state workers; pay in work relief is asked of a project unless all its money is known to come
    from other funds.

    Args:
        ledger: the ledger.
        on: the date, which chooses the rules in force; `Ledger.figures` are taken on it.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: for something that is no ledger, date or rulebook.

    >>> from antipoverty.funds import Appropriation, Contract, Fund, Ledger, Project, post
    >>> fund = Fund("f1", Text("County fund", "县级资金"), "county", 2014)
    >>> road = Project("p1", Text("Road", "道路"), "road", contract=Contract(work_relief_exempt=True))
    >>> ledger = post(Ledger([fund], [road]), Appropriation("e1", date(2014, 3, 1), "f1", "county", 500))
    >>> found = review(ledger, on=date(2014, 12, 1))
    >>> [(total.rule, total.held, total.broken, total.unknown) for total in found.totals if total.held]
    [('budget-lines', 1, 0, 0), ('project-tender', 1, 0, 0), ('carry-over-reclaim', 1, 0, 0)]
    >>> [fact.en for fact in found.of("unknown", rule="local-hiring")[0].missing]
    ['workers who are farmers of the town', 'workers employed']
    """
    from antipoverty.funds._ledger.ledger import Ledger
    from antipoverty.funds._statements.statements import execution

    typed(ledger, Ledger, "ledger")
    as_day(on, "on")
    books = Books(ledger.funds, ledger.projects, ledger.totals, _uses(ledger))
    return review_books(books, on=on, rulebook=rulebook, execution=execution(ledger, on=on))


def _uses(ledger: Ledger) -> Iterator[tuple[str, str, date]]:
    entries = ledger.entries
    undone = {entry.entry for entry in entries if isinstance(entry, Reversal)}
    return (
        (entry.fund, entry.project, entry.on) for entry in entries if isinstance(entry, USES) and entry.id not in undone
    )


def review_books(
    books: Books, *, on: date, rulebook: rulebooks.Rulebook | None, execution: Statement | None = None
) -> FundReview:
    """See `review`."""
    reviewer = _Reviewer(books, on, rulebook_or_china(rulebook))
    checks = (
        *reviewer.uses(),
        *reviewer.budgets(),
        *(check for rule in _ON_PROJECTS for check in reviewer.of_projects(rule)),
        *(check for rule in (MANAGEMENT_FEE, INDUSTRY_SHARE) for check in reviewer.of_years(rule)),
        *reviewer.of_funds(),
    )
    not_asked = tuple(reviewer.not_asked[rule.id] for rule in _ORDER if rule.id in reviewer.not_asked)
    return FundReview(on, checks, not_asked, execution)


class _Reviewer:
    """The checks of a review, each kind by one method."""

    def __init__(self, books: Books, on: date, rulebook: rulebooks.Rulebook) -> None:
        self.books, self.on, self.rulebook = books, on, rulebook
        self.not_asked: dict[str, NotAsked] = {}
        #: Whole fen set aside for, promised or paid, by project and fund.
        self.committed: dict[tuple[str, str], int] = {}
        self.unspent: Counter[str] = Counter()
        for key, amount in books.totals.items():
            if key[4] and (key[3] in STAGES or key[3] == Account.SPENT):
                self.committed[key[4], key[0]] = self.committed.get((key[4], key[0]), 0) + amount
            if key[3] in STAGES:
                self.unspent[key[0]] += amount
        self.sources: dict[str, set[str]] = {}
        for project, fund in self.committed:
            self.sources.setdefault(project, set()).add(fund)

    def uses(self) -> Iterator[FundCheck]:
        """A fund's money for a project: the worst of what the rule says on the days of the entries."""
        checker = Checker(self.books.funds, self.books.projects, self.rulebook)
        days: dict[tuple[str, str], set[date]] = {}
        for fund, project, day in self.books.uses:
            days.setdefault((project, fund), set()).add(day)
        for each in self.books.projects.values():
            for line in each.budget:
                if line.fund in self.books.funds:
                    days.setdefault((each.id, line.fund), {self.on})
        worst = [Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET]
        for (key, fund), of_pair in days.items():
            try:
                decisions = [checker.use(fund, key, day) for day in sorted(of_pair)]
            except (NotYetInForce, NoLongerInForce, NoValueOnDate) as error:
                self._leave_out(USE_OF_FUND, error)
                continue
            decision = min(decisions, key=lambda decision: worst.index(decision.outcome))
            yield self._of_project(USE_OF_FUND, self.books.projects[key], decision, fund)

    def budgets(self) -> Iterator[FundCheck]:
        """The budget lines of each project against what it holds and spent."""
        for project in self.books.projects.values():
            held = {fund: self.committed[project.id, fund] for fund in sorted(self.sources.get(project.id, ()))}
            lines = {line.fund: fen(line.amount) for line in project.budget}
            over = {fund: amount - lines.get(fund, 0) for fund, amount in held.items() if amount > lines.get(fund, 0)}
            excess = tuple(self._excess(fund, amount) for fund, amount in over.items()) if lines else ()
            lacking = (_BUDGET,) if any(held.values()) and not lines else ()
            standing = FundStanding.BROKEN if excess else FundStanding.UNKNOWN if lacking else FundStanding.HELD
            yield FundCheck(
                BUDGET_LINES,
                _BUDGET_NAME,
                project.name,
                project.id,
                None,
                standing,
                excess=excess,
                lacking=lacking,
            )

    def _excess(self, fund: str, amount: int) -> Text:
        name, over = self.books.funds[fund].name, f"{yuan_of_fen(amount):,}"
        return Text(f"{over} yuan above the line of {name.en}", f"超出{name.zh}预算{over}元")

    def of_projects(self, rule: Rule) -> Iterator[FundCheck]:
        """A rule on each project that it applies to."""
        for project, decision in self._decided(rule, PROJECT, self._asked(rule)):
            yield self._of_project(rule, project, decision, None)

    def _asked(self, rule: Rule) -> Iterator[Project]:
        for project in self.books.projects.values():
            if rule is LOCAL_HIRING and project.category in _WITHOUT_WORKS and project.hiring.workers is None:
                continue
            if rule is WORK_RELIEF_PAY and self._pays_by_other_funds(project):
                continue
            yield project

    def _pays_by_other_funds(self, project: Project) -> bool:
        """Whether all money of a project is known to come from funds that are not for work relief."""
        hiring = project.hiring
        if any(fact is not None for fact in (hiring.work_relief_source, hiring.work_relief_funds, hiring.wages)):
            return False
        keys = {line.fund for line in project.budget} | self.sources.get(project.id, set())
        funds = [self.books.funds.get(key) for key in keys]
        return bool(funds) and not any(
            fund is None or fund.source is Source.WORK_RELIEF or fund.direction is Direction.WORK_RELIEF
            for fund in funds
        )

    def of_years(self, rule: Rule) -> Iterator[FundCheck]:
        """A rule on the funds of each year together."""
        figures: list[FundFigures] = []
        for year in sorted({fund.year for fund in self.books.funds.values()}):
            now = figures_of(self.books, year=year, on=self.on)
            if rule is INDUSTRY_SHARE and not now.linking_funds:
                continue
            figures.append(now)
        for record, decision in self._decided(rule, FUND, figures):
            name = Text(f"funds of {record.key}", f"{record.key}年度资金")
            yield FundCheck(rule.id, rule.name, name, None, None, _STANDINGS[decision.outcome], decision)

    def of_funds(self) -> Iterator[FundCheck]:
        """Whether what is left of each fund has been carried over for too long."""
        figures = (
            FundFigures(
                fund.id,
                unspent=yuan_of_fen(self.unspent[fund.id]),
                years_carried=years_carried(fund.year, self.on),
            )
            for fund in self.books.funds.values()
        )
        for record, decision in self._decided(RECLAIM_DUE, FUND, figures):
            name, standing = self.books.funds[record.key].name, _TURNED[_STANDINGS[decision.outcome]]
            yield FundCheck(RECLAIM_DUE.id, RECLAIM_DUE.name, name, None, record.key, standing, decision)

    def _of_project(self, rule: Rule, project: Project, decision: Decision, fund: str | None) -> FundCheck:
        standing = _STANDINGS[decision.outcome]
        return FundCheck(rule.id, rule.name, project.name, project.id, fund, standing, decision)

    def _decided(self, rule: Rule, subject: Subject, records: Iterable[_Record]) -> Iterator[tuple[_Record, Decision]]:
        try:
            bound = bind(rule, self.rulebook.at(self.on))
        except (NotYetInForce, NoLongerInForce, NoValueOnDate) as error:
            self._leave_out(rule, error)
            return
        for record in records:
            key = record.id if isinstance(record, Project) else record.key
            yield record, decide(bound, subject, record, on=self.on, key=key)

    def _leave_out(self, rule: Rule, error: Exception) -> None:
        self.not_asked.setdefault(rule.id, NotAsked(rule.id, rule.name, str(error)))
