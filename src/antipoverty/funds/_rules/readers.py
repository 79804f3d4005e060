"""How the facts of the rules on money are read from funds, projects and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._engine.parameters import Value
from antipoverty._shared import fields
from antipoverty._shared.exact import multiply
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty.funds._agreement import has_begun
from antipoverty.funds._records import OPEN, Fund, Notice, Project
from antipoverty.funds._words import NoticeItem, NoticeMedium, NoticeStage


@frozen(field_transformer=typed_fields)
class Outlay(Serializable):
    """A fund's money for a project: what the rule on the use of a fund decides.

    Attributes:
        fund: the fund.
        project: the project.
    """

    fund: Fund
    project: Project


@frozen(field_transformer=fields.named)
class FundFigures(Serializable):
    """What the rules read of a fund or a county's funds, in yuan; `Ledger.figures` takes it from a ledger.

    Attributes:
        key: the caller's key.
        central_funds: central special funds appropriated.
        management_fees: money set aside for or spent on project management.
        unspent: money neither spent nor given back.
        years_carried: whole years for which that has been carried over.
        linking_funds: funds for linking to rural revitalisation (衔接资金) of the year.
        industry_funds: of those, what went to industry.
        linking_funds_before: `linking_funds` of the year before.
        industry_funds_before: `industry_funds` of the year before.
        industry_stable: whether the share for industry was kept basically stable, as the province finds.
    """

    key: str = field(validator=fields.key)
    central_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    management_fees: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    unspent: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    years_carried: int | None = fields.count(most=len(fields.BUDGET_YEARS))
    linking_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    industry_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN)
    linking_funds_before: Decimal | None = field(
        default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN
    )
    industry_funds_before: Decimal | None = field(
        default=None, converter=fields.amount_or_unknown, repr=False, metadata=OPEN
    )
    industry_stable: bool | None = fields.boolean(personal=False)


def _among(allowed: tuple[str, ...], held: str | None) -> bool | None:
    if not allowed:
        return True
    return None if held is None else held in allowed


def purpose_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    return _among(outlay.fund.categories, outlay.project.category)


def place_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    allowed, held = outlay.fund.places, outlay.project.villages
    if not allowed:
        return True
    # Nothing says which of several villages the money goes to.
    return all(village in allowed for village in held) if held else None


def group_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    return _among(outlay.fund.groups, outlay.project.group)


def within_period(fund: Fund, on: date) -> bool:
    """Whether a day is in the period in which a fund may be used, including the first and last day."""
    return (fund.first_day is None or fund.first_day <= on) and (fund.last_day is None or on <= fund.last_day)


def period_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    return within_period(outlay.fund, on)


def _longest(project: Project, stage: NoticeStage, on: date) -> Notice | None:
    """The notice of a stage that had been posted on a board for longest by the date."""
    notices = [
        notice for notice in project.notices or () if notice.stage is stage and notice.medium is NoticeMedium.BOARD
    ]
    return max(notices, key=lambda notice: notice.days(on), default=None)


def notice_days(
    stage: NoticeStage, days: Callable[[Notice, date], int] = Notice.days
) -> Callable[[Project, date, Mapping[str, Value]], int | None]:
    def read(project: Project, on: date, given: Mapping[str, Value]) -> int | None:
        if project.notices is None:
            return None
        notice = _longest(project, stage, on)
        return 0 if notice is None else days(notice, on)

    return read


def website_kept(project: Project, on: date, given: Mapping[str, Value]) -> bool | None:
    """Whether every stage that has been published on a website still stands there; of none, it does."""
    if project.notices is None:
        return None
    published = [each for each in project.notices if each.medium is NoticeMedium.WEBSITE and each.posted <= on]
    return {each.stage for each in published} == {each.stage for each in published if each.stands(on)}


def notice_states(stage: NoticeStage, item: NoticeItem) -> Callable[[Project, date, Mapping[str, Value]], bool | None]:
    def read(project: Project, on: date, given: Mapping[str, Value]) -> bool | None:
        if project.notices is None:
            return None
        notice = _longest(project, stage, on)
        return notice is not None and item in notice.items

    return read


def decided_first(project: Project, on: date, given: Mapping[str, Value]) -> bool | None:
    oversight = project.oversight
    if oversight.decision is False:
        return False
    if oversight.decided is None:
        return None
    begun = has_begun(project, on)
    if oversight.decided > on or begun is False:
        return oversight.decided <= on
    return None if project.started is None else oversight.decided <= project.started


def share_kept(figures: FundFigures, on: date, given: Mapping[str, Value]) -> bool | None:
    """Compares cross products, so that nothing is divided."""
    industry, linking = figures.industry_funds, figures.linking_funds
    industry_before, linking_before = figures.industry_funds_before, figures.linking_funds_before
    if industry is None or linking is None or industry_before is None or linking_before is None:
        return None
    return multiply(industry, linking_before) >= multiply(industry_before, linking)
