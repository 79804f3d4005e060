"""Amounts and limits: what a household comes to, one case of which is unknown, and what is proved of every one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from antipoverty import quantities, rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.facts.household import MEDICAL_SPENDING, MONITORED_INCOME, NET_INCOME, SIZE, VOCATIONAL_STUDENTS
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import Fact, Least, Proof, Quantity, Term, prove_bounds, prove_monotone
from antipoverty.text import Text
from worked import Claim, WorkedQuantity

_CN = rulebooks.load("cn")
_ON = date(2019, 6, 1)
#: What the rulebook leaves to the caller: the local line of the allowance, and the township's grant of 400 yuan.
_LOCAL = _CN.override(
    {"linkage.dibao_line": "3200", "assistance.linkage_yuan": "400", "assistance.vocational_free_years": 3}
)
_SIZE_OPEN: tuple[Mapping[str, FactValue], ...] = ({"size": 4}, {"size": 1}, {})
_BURDENS = {"medical_spending": 1_250_050, "school_spending": 300_000, "disaster_loss": 0, "marriage_spending": 0}
_BORNE = {name: value for name, value in _BURDENS.items() if name != "marriage_spending"}
_UNSTATED = {name: value for name, value in _BURDENS.items() if name != "disaster_loss"}


def _rises(quantity: Quantity, fact: Fact, text: Text) -> Claim:
    return Claim(
        text,
        lambda term: prove_monotone("rises", term, fact, scale=quantity.kind.scale, direction="rising"),
        about=fact,
    )


def _falls(quantity: Quantity, fact: Fact, text: Text) -> Claim:
    return Claim(
        text,
        lambda term: prove_monotone("falls", term, fact, scale=quantity.kind.scale, direction="falling"),
        about=fact,
    )


def _never_below_0(quantity: Quantity) -> Claim:
    text = Text("It is never below 0.", "不会低于0。")
    return Claim(text, lambda term: prove_bounds("within", term, least=0, scale=quantity.kind.scale))


def _below_its_cap(term: Term) -> Proof:
    assert isinstance(term, Least)
    *_, cap = term.terms
    return prove_bounds("within", term, most=cap)


_WITH_SIZE = Text("One more member never makes it less.", "增加一人不会使其减少。")
_WITH_INCOME = Text("A higher income never makes it more.", "收入增加不会使其增加。")


def _worked(
    quantity: Quantity, *cases: Mapping[str, FactValue], claims: tuple[Claim, ...] = (), book: Rulebook = _CN
) -> WorkedQuantity:
    return WorkedQuantity(quantity, book, _ON, cases, claims, () if book is _CN else (book,))


def _of_size(quantity: Quantity, *, book: Rulebook = _CN) -> WorkedQuantity:
    return _worked(quantity, *_SIZE_OPEN, claims=(_rises(quantity, SIZE, _WITH_SIZE),), book=book)


_PARTS = {"wage": 1_200_000, "property": 0, "business": 800_000, "outlay": 350_050}
_TRANSFERS = {
    f"transfer_{kind}": fen
    for kind, fen in (
        ("pension", 120_000),
        ("five_guarantee", 0),
        ("dibao", 0),
        ("production_subsidy", 48_000),
        ("family_support", 0),
    )
}

EXAMPLES = {
    each.quantity.id: each
    for each in (
        _worked(quantities.YEARLY_INCOME, {"net_income": 1_094_399}, {}),
        _worked(
            quantities.INCOME_FROM_PARTS,
            _PARTS | _TRANSFERS,
            _PARTS | _TRANSFERS | {"business": 0},
            {"wage": 1_200_000} | _TRANSFERS,
        ),
        _of_size(quantities.HOUSEHOLD_LINE),
        _worked(
            quantities.INCOME_GAP,
            {"size": 4, "net_income": 1_000_050},
            {"size": 4, "net_income": 1_197_999},
            {"size": 4, "net_income": 1_198_000},
            {"size": 4},
            claims=(
                _never_below_0(quantities.INCOME_GAP),
                _falls(quantities.INCOME_GAP, NET_INCOME, _WITH_INCOME),
                _rises(quantities.INCOME_GAP, SIZE, _WITH_SIZE),
            ),
        ),
        _worked(
            quantities.BURDENS_BORNE,
            _BURDENS,
            _UNSTATED,
            claims=(
                _rises(
                    quantities.BURDENS_BORNE,
                    MEDICAL_SPENDING,
                    Text("More medical spending never makes it less.", "医疗支出增加不会使其减少。"),
                ),
            ),
        ),
        _worked(
            quantities.INCOME_AFTER_BURDENS,
            _BURDENS | {"net_income": 1_800_000},
            _BURDENS | {"net_income": 1_000_000},
            _UNSTATED | {"net_income": 1_800_000},
        ),
        _worked(
            quantities.GAP_AFTER_BURDENS,
            _BURDENS | {"net_income": 1_800_000, "size": 3},
            _BURDENS | {"net_income": 9_000_000, "size": 3},
            _UNSTATED | {"net_income": 1_800_000, "size": 3},
            claims=(
                _never_below_0(quantities.GAP_AFTER_BURDENS),
                _falls(quantities.GAP_AFTER_BURDENS, NET_INCOME, _WITH_INCOME),
            ),
        ),
        WorkedQuantity(
            quantities.GAP_TO_SCOPE,
            _CN,
            date(2021, 6, 1),
            (
                _BORNE | {"monitored_income": 1_800_000, "size": 3},
                _BORNE | {"monitored_income": 9_000_000, "size": 3},
                {"monitored_income": 1_800_000, "size": 3},
            ),
            (
                _never_below_0(quantities.GAP_TO_SCOPE),
                _falls(quantities.GAP_TO_SCOPE, MONITORED_INCOME, _WITH_INCOME),
            ),
            (_CN,),
        ),
        _worked(
            quantities.DIBAO_TOP_UP,
            {"size": 3, "net_income": 700_050, "dibao": False, "transfer_dibao": 0},
            {"size": 3, "net_income": 700_050, "dibao": True, "transfer_dibao": 120_000},
            {"size": 3, "net_income": 960_000, "dibao": False, "transfer_dibao": 0},
            {"size": 3, "net_income": 700_050, "transfer_dibao": 120_000},
            claims=(
                _never_below_0(quantities.DIBAO_TOP_UP),
                _falls(quantities.DIBAO_TOP_UP, NET_INCOME, _WITH_INCOME),
            ),
            book=_LOCAL,
        ),
        _worked(
            quantities.RAIN_AND_DEW_GRANT,
            {"vocational_students": 2},
            {"vocational_students": 0},
            {},
            claims=(
                _rises(
                    quantities.RAIN_AND_DEW_GRANT,
                    VOCATIONAL_STUDENTS,
                    Text("One more student never makes it less.", "增加一名学生不会使其减少。"),
                ),
            ),
        ),
        _worked(quantities.FREE_VOCATIONAL_YEARS, {}, book=_LOCAL),
        _worked(quantities.MICRO_CREDIT_LOAN, {}),
        _worked(quantities.MICRO_CREDIT_TERM, {}),
        _of_size(quantities.RELOCATION_AREA),
        _worked(
            quantities.RELOCATION_OWN_SHARE,
            {"size": 3},
            {"size": 4},
            {"size": 5},
            {},
            claims=(
                Claim(Text("It is never above the limit by household.", "不会高于户均上限。"), _below_its_cap),
                _rises(quantities.RELOCATION_OWN_SHARE, SIZE, _WITH_SIZE),
            ),
        ),
        _worked(quantities.HOUSE_SUBSIDY, {}),
        _of_size(quantities.REBUILT_LEAST_AREA),
        _of_size(quantities.REBUILT_MOST_AREA),
        _of_size(quantities.LINKAGE_GRANT, book=_LOCAL),
    )
}
