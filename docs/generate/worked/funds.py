"""Rules on money: examples to each side of every threshold, and what is proved of them."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.funds._words import NoticeStage
from antipoverty.funds.facts import (
    CENTRAL_FUNDS,
    CONTRACT_ESTIMATE,
    INDUSTRY_FUNDS,
    LOCAL_WORKERS,
    MANAGEMENT_FEES,
    NOTICE_DAYS,
    NOTICE_STATES,
    WAGES,
    YEARS_CARRIED,
)
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
from antipoverty.rules import prove_monotone
from antipoverty.text import Text
from worked import Claim, Worked

_CN = rulebooks.load("cn")
#: The national periods, and those of the one province that has rules on money of its own.
_BOOKS = (_CN, rulebooks.load("cn/fujian"))
_KEPT: dict[str, FactValue] = {
    "in_store": True,
    "fund_source": "central",
    "use": "project",
    "purpose_allowed": True,
    "place_allowed": True,
    "group_allowed": True,
    "period_allowed": True,
}
_ITEMS = _CN.at(date(2018, 7, 1)).get("funds.plan_notice_items").value
assert isinstance(_ITEMS, tuple)
_PLAN: dict[str, FactValue] = {
    fact.name: item in _ITEMS for item, fact in NOTICE_STATES[NoticeStage.PLAN].items() if item in _ITEMS
}
_PLAN |= {"started": False, "accepted": False, "website_notices_kept": True}
_WORKS: dict[str, FactValue] = {
    "contract_kind": "works",
    "budget_funds": 5_000_000_00,
    "investment": 5_000_000_00,
    "work_relief_exempt": False,
    "tendered": False,
}
_VILLAGE: dict[str, FactValue] = {"finance_team": True, "accepted": True, "signed": True, "key_project": True}

WORKED = (
    Worked(
        USE_OF_FUND,
        _CN,
        date(2018, 7, 1),
        (_KEPT | {"use": "vehicles"}, _KEPT, _KEPT | {"in_store": False}),
        books=_BOOKS,
        open="use",
    ),
    Worked(
        MANAGEMENT_FEE,
        _CN,
        date(2018, 7, 1),
        tuple({"management_fees": 10_000_00 + fen, "central_funds": 1_000_000_00} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text("A larger fee never comes within the limit.", "管理费增加不会使其由超限变为未超限。"),
                lambda condition: prove_monotone("fee", condition, MANAGEMENT_FEES, direction="falling"),
            ),
            Claim(
                Text("More central money never puts a fee above the limit.", "中央资金增加不会使管理费超限。"),
                lambda condition: prove_monotone("central", condition, CENTRAL_FUNDS, direction="rising"),
            ),
        ),
        books=_BOOKS,
        open="central_funds",
    ),
    Worked(
        RECLAIM_DUE,
        _CN,
        date(2018, 12, 31),
        tuple({"years_carried": years, "unspent": 815_000_00} for years in (1, 2, 3)),
        claims=(
            Claim(
                Text("What is due for reclaim stays due.", "应收回的资金不会因时间推移而不再应收回。"),
                lambda condition: prove_monotone("age", condition, YEARS_CARRIED, direction="rising"),
            ),
        ),
        books=_BOOKS,
        open="unspent",
    ),
    Worked(
        PUBLIC_NOTICE,
        _CN,
        date(2018, 7, 1),
        tuple(_PLAN | {"plan_notice_days": days} for days in (9, 10, 11)),
        claims=(
            Claim(
                Text("A notice that stands longer is never the worse for it.", "公示时间延长不会使合规变为不合规。"),
                lambda condition: prove_monotone("days", condition, NOTICE_DAYS[NoticeStage.PLAN], direction="rising"),
                about=NOTICE_DAYS[NoticeStage.PLAN],
            ),
        ),
        books=_BOOKS,
        open="website_notices_kept",
    ),
    Worked(
        TENDER,
        _CN,
        date(2018, 7, 1),
        tuple(_WORKS | {"contract_estimate": 4_000_000_00 + fen} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text(
                    "A larger estimate never frees an untendered contract.",
                    "估算价提高不会使应招标而未招标的合同变为合规。",
                ),
                lambda condition: prove_monotone("estimate", condition, CONTRACT_ESTIMATE, direction="falling"),
            ),
        ),
        books=_BOOKS,
        open="tendered",
    ),
    Worked(
        LOCAL_HIRING,
        _CN,
        date(2014, 7, 1),
        tuple({"local_workers": local, "workers": 20} for local in (1, 2, 3)),
        claims=(
            Claim(
                Text("One more local worker never spoils it.", "多用一名本地农民不会使达标变为不达标。"),
                lambda condition: prove_monotone("local", condition, LOCAL_WORKERS, direction="rising"),
            ),
        ),
        books=_BOOKS,
        caveat=Text(
            "One town's rule; its text bears no year, and the first day is this library's choice.",
            "某镇规定；原文未注年份，起始日为本库所设。",
        ),
        open="workers",
    ),
    Worked(
        WORK_RELIEF_PAY,
        _CN,
        date(2023, 7, 1),
        tuple(
            {"wages": 300_000_00 + fen, "work_relief_funds": 1_000_000_00, "work_relief_source": "central-investment"}
            for fen in (-1, 0, 1)
        ),
        claims=(
            Claim(
                Text("Higher pay never spoils it.", "劳务报酬增加不会使达标变为不达标。"),
                lambda condition: prove_monotone("wages", condition, WAGES, direction="rising"),
            ),
        ),
        books=_BOOKS,
        caveat=Text(
            "The shares before March 2023 are uncertain (grade C): give your own where they matter.",
            "2023年3月前的比例不确定（可信度C），必要时请自行给定。",
        ),
        open="wages",
    ),
    Worked(
        VILLAGE_OVERSIGHT,
        _CN,
        date(2014, 7, 1),
        (_VILLAGE | {"decided_first": True}, _VILLAGE | {"decided_first": False}),
        books=_BOOKS,
        open="decided_first",
    ),
    Worked(
        INDUSTRY_SHARE,
        _CN,
        date(2022, 7, 1),
        tuple(
            {"industry_funds": 550_000_00 + fen, "linking_funds": 1_000_000_00, "industry_share_kept": True}
            for fen in (-1, 0, 1)
        ),
        claims=(
            Claim(
                Text("More money for industry never misses the goal.", "产业资金增加不会使达标变为不达标。"),
                lambda condition: prove_monotone("industry", condition, INDUSTRY_FUNDS, direction="rising"),
                about=INDUSTRY_FUNDS,
            ),
        ),
        books=_BOOKS,
        open="industry_funds",
    ),
)
