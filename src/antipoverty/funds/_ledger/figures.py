"""The figures of a ledger that the rules on funds ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from antipoverty._shared.arguments import as_day
from antipoverty._shared.exact import negate
from antipoverty._shared.fields import BUDGET_YEARS
from antipoverty.errors import InvalidValue
from antipoverty.funds._ledger.entries import STAGES, Account, Key
from antipoverty.funds._records import Fund, Project
from antipoverty.funds._rules.checks import years_carried
from antipoverty.funds._rules.readers import FundFigures
from antipoverty.funds._words import Category, Source, Use
from antipoverty.money import yuan_of_fen


class _Books(Protocol):
    """Funds, projects and totals: a ledger, or what is read of a frame of entries."""

    @property
    def funds(self) -> Mapping[str, Fund]: ...
    @property
    def projects(self) -> Mapping[str, Project]: ...
    @property
    def totals(self) -> Mapping[Key, int]: ...


def figures_of(ledger: _Books, *, year: int, on: date) -> FundFigures:
    """See `Ledger.figures`."""
    as_day(on, "on")
    if isinstance(year, bool) or not isinstance(year, int) or year not in BUDGET_YEARS:
        raise InvalidValue("year", year, f"a year from {BUDGET_YEARS[0]} to {BUDGET_YEARS[-1]}")
    of_year = {key: fund for key, fund in ledger.funds.items() if fund.year == year}
    central = {key for key, fund in of_year.items() if fund.source is Source.CENTRAL}
    totals = {key: amount for key, amount in ledger.totals.items() if key[0] in of_year}

    def total(counts: Callable[[Key], bool]) -> Decimal:
        return yuan_of_fen(sum(amount for key, amount in totals.items() if counts(key)))

    def project_of(key: Key) -> Project | None:
        committed = key[3] == Account.SPENT or (key[3] in STAGES and bool(key[4]))
        return ledger.projects.get(key[4]) if committed and key[0] in central else None

    def is_management(key: Key) -> bool:
        project = project_of(key)
        return project is not None and project.use is Use.MANAGEMENT

    def is_industry(key: Key) -> bool:
        project = project_of(key)
        return project is not None and project.category is Category.INDUSTRY

    appropriated = negate(total(lambda key: key[0] in central and key[3] == Account.APPROPRIATED))
    return FundFigures(
        str(year),
        central_funds=appropriated,
        management_fees=total(is_management),
        unspent=total(lambda key: key[3] in STAGES),
        years_carried=years_carried(year, on),
        linking_funds=appropriated,
        industry_funds=total(is_industry),
    )
