"""The checks of an entry that need no balances: what it names exists, its year is open, and the rules allow it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.funds._ledger.entries import (
    KINDS,
    Allotment,
    Appropriation,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    FundTransfer,
    Movement,
    Reclaim,
    Reversal,
)
from antipoverty.funds._records import Fund, Project
from antipoverty.funds._rules.assessment import assess_spending
from antipoverty.funds._rules.readers import FundFigures, Outlay, within_period
from antipoverty.funds.facts import OUTLAY
from antipoverty.funds.refusals import (
    GroupRestricted,
    NotDue,
    NotInStore,
    PeriodRestricted,
    PlaceRestricted,
    PurposeRestricted,
    ReclaimDue,
    RestrictionBroken,
    UnknownReference,
    UseBanned,
    WrongYear,
)
from antipoverty.funds.rules import (
    BANNED,
    GROUP,
    PERIOD,
    PLACE,
    PURPOSE,
    RECLAIM_DUE,
    STORED,
    USE_OF_FUND,
)
from antipoverty.rules import Decision, Outcome, bind, decide
from antipoverty.text import Text

_ENTRIES = frozenset(KINDS.values())

#: The kinds of entry for which the fund must be allowed to pay for the project.
USES = (Allotment, Encumbrance, Expenditure)

_REFUSALS: dict[str, type[RestrictionBroken]] = {
    STORED.id: NotInStore,
    BANNED.id: UseBanned,
    PURPOSE.id: PurposeRestricted,
    PLACE.id: PlaceRestricted,
    GROUP.id: GroupRestricted,
    PERIOD.id: PeriodRestricted,
}


def years_carried(year: int, on: date) -> int:
    """Whole years from the end of a budget year to a day, at least 0.

    >>> years_carried(2014, date(2016, 12, 30)), years_carried(2014, date(2016, 12, 31))
    (1, 2)
    """
    return max(0, on.year - year - ((on.month, on.day) != (12, 31)))


class Checker:
    """The checks of entries that need no balances, for the funds and projects of a ledger under a rulebook.

    The rules decide a fund and a project alike all through a period of the rulebook, so that each is decided once.
    """

    __slots__ = ("_decided", "funds", "projects", "rulebook")

    def __init__(
        self, funds: Mapping[str, Fund], projects: Mapping[str, Project], rulebook: rulebooks.Rulebook
    ) -> None:
        self.funds = dict(funds)
        self.projects = dict(projects)
        self.rulebook = rulebook
        self._decided: dict[tuple[str, str, date, bool], Decision] = {}

    def check(self, entry: Entry) -> None:
        """Check an entry.

        Raises:
            FundError: for the first check that fails.
            InvalidValue: if it is no entry.
            ParameterError: if the rulebook has no value for the day.
        """
        if type(entry) not in _ENTRIES:
            raise InvalidValue("entry", type(entry).__name__, "an entry of the ledger, such as an Appropriation")
        if isinstance(entry, Reversal):
            return
        fund = self.funds.get(entry.fund)
        if fund is None:
            raise UnknownReference(entry.id, Text("fund", "资金"), entry.fund)
        key = getattr(entry, "project", None)
        if key is not None and key not in self.projects:
            raise UnknownReference(entry.id, Text("project", "项目"), key)
        self._check_year(entry, fund)
        if isinstance(entry, USES):
            decision = self.use(entry.fund, entry.project, entry.on)
            if decision.outcome is not Outcome.MET:
                raise _restriction_broken(entry, fund, self.projects[entry.project], decision)
        elif isinstance(entry, CarryOver):
            due = self._reclaim(entry, fund, date(entry.year, 12, 31))
            if due is not None and due.outcome is Outcome.MET:
                raise ReclaimDue(entry.id, RECLAIM_DUE.met, due)
        elif isinstance(entry, Reclaim):
            due = self._reclaim(entry, fund, entry.on)
            if due is None or due.outcome is not Outcome.MET:
                raise NotDue(entry.id, _NO_RECLAIM if due is None else RECLAIM_DUE.not_met, due)

    def phases(self, days: Iterable[date]) -> list[date]:
        """The first of some days in order, and each later one that a check may treat unlike the day before it.

        Checks read the year of a day, whether it is the last of the year, the rules in force, and which periods of
        funds have begun and ended.
        """
        funds = self.funds.values()
        begin = sorted(fund.first_day for fund in funds if fund.first_day is not None)
        end = sorted(fund.last_day for fund in funds if fund.last_day is not None)
        phases: dict[tuple[object, ...], date] = {}
        for day in days:
            last = (day.month, day.day) == (12, 31)
            phase = (day.year, last, self.rulebook.at(day).start, bisect_right(begin, day), bisect_left(end, day))
            phases.setdefault(phase, day)
        return list(phases.values())

    def _check_year(self, entry: Movement, fund: Fund) -> None:
        year, now = entry.year, entry.on.year
        if isinstance(entry, USES):
            if year == now:
                return
            expected = Text(f"{now}; carry over what is left of other years", f"{now}年；以前年度结余应先结转")
        elif isinstance(entry, Appropriation) and year != fund.year:
            expected = Text(f"{fund.year}, the fund's own year", f"该资金的{fund.year}年度")
        elif isinstance(entry, Appropriation):
            # Money of the next year is often notified in the autumn before (提前下达), and some comes after the year.
            if abs(year - now) <= 1:
                return
            expected = Text(f"a year from {now - 1} to {now + 1}", f"{now - 1}年至{now + 1}年")
        elif isinstance(entry, FundTransfer):
            if now <= year <= now + 1:
                return
            expected = Text(f"{now} or {now + 1}", f"{now}或{now + 1}年")
        elif isinstance(entry, CarryOver):
            if year < now or ((entry.on.month, entry.on.day) == (12, 31) and year == now):
                return
            expected = Text("a year that has ended", "已终了的年度")
        else:
            # What takes money back: of an ended year too, since what is to be reclaimed cannot be carried over.
            if year <= now:
                return
            expected = Text(f"{now} or a year before", f"{now}年或以前年度")
        raise WrongYear(entry.id, year, expected)

    def use(self, fund: str, project: str, on: date) -> Decision:
        """Whether a fund may pay for a project on a day."""
        in_force = self.rulebook.at(on)
        key = (fund, project, in_force.start, within_period(self.funds[fund], on))
        decision = self._decided.get(key)
        if decision is None:
            outlay = Outlay(self.funds[fund], self.projects[project])
            decision = decide(bind(USE_OF_FUND, in_force), OUTLAY, outlay, on=on, key=project)
            self._decided[key] = decision
        return decision

    def _reclaim(self, entry: Movement, fund: Fund, on: date) -> Decision | None:
        """Whether money is to be reclaimed on a day; none before a rule on it was in force."""
        figures = FundFigures(fund.id, unspent=entry.amount, years_carried=years_carried(fund.year, on))
        try:
            return assess_spending(RECLAIM_DUE, figures, on=on, rulebook=self.rulebook)
        except NotYetInForce:
            return None


_NO_RECLAIM = Text("no rule on reclaim was in force yet", "当时尚无收回结转结余资金的规定")


def _restriction_broken(entry: Entry, fund: Fund, project: Project, decision: Decision) -> RestrictionBroken:
    finding = next(finding for finding in decision.findings if finding.outcome is not Outcome.MET)
    name = finding.criterion.name
    said = Text("cannot be decided", "无法判定") if finding.outcome is Outcome.UNKNOWN else Text("not kept", "不符合")
    terms = _terms(finding.criterion.id, fund, project)
    text = Text(
        f"{finding.criterion.id} {name.en}: {said.en} (fund {fund.id}, project {project.id}; {terms.en})",
        f"{finding.criterion.id} {name.zh}：{said.zh}（资金{fund.id}，项目{project.id}；{terms.zh}）",
    )
    return _REFUSALS[finding.criterion.id](entry.id, text, decision)


def _terms(criterion: str, fund: Fund, project: Project) -> Text:
    """What the criterion compares: what the project is, and what the fund permits."""
    if criterion == PERIOD.id:
        first, last = fund.first_day or _NO_DAY, fund.last_day or _NO_DAY
        return Text(f"the fund may be used from {first} to {last}", f"资金使用期限自{first}至{last}")
    if criterion == PURPOSE.id:
        return _compared(Text("category", "项目类别"), [project.category.text], [kind.text for kind in fund.categories])
    if criterion == PLACE.id:
        return _compared(Text("villages", "所在村"), _alike(project.villages), _alike(fund.places))
    if criterion == GROUP.id:
        return _compared(Text("group", "受益群体"), _alike([project.group or ""]), _alike(fund.groups))
    use, source = project.use.text, fund.source.text
    if criterion == BANNED.id:
        return Text(f"use: {use.en}; source of the fund: {source.en}", f"支出用途：{use.zh}；资金来源：{source.zh}")
    stored = _UNKNOWN if project.in_store is None else Text("no", "否")
    return Text(f"in the project pool: {stored.en}", f"已入项目库：{stored.zh}")


def _compared(name: Text, held: Sequence[Text], permitted: Sequence[Text]) -> Text:
    en, zh = ", ".join(text.en for text in permitted), "、".join(text.zh for text in permitted)
    return Text(
        f"{name.en} of the project: {', '.join(text.en for text in held) or _UNKNOWN.en}; the fund permits: {en}",
        f"{name.zh}：{'、'.join(text.zh for text in held) or _UNKNOWN.zh}；资金许可：{zh}",
    )


def _alike(words: Iterable[str]) -> list[Text]:
    """Keys and codes of the caller's, which are the same in every language."""
    return [Text(word, word) for word in words if word]


_UNKNOWN = Text("not known", "不详")
_NO_DAY = "…"
