"""Every answer is the same in whatever decimal context the caller works."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import (
    ROUND_05UP,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
    localcontext,
)
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

import antipoverty
from antipoverty import assistance, exits, indicators, monitoring, reviews, samples
from antipoverty.assistance import plan
from antipoverty.cards import card
from antipoverty.causes import classify
from antipoverty.errors import InvalidValue
from antipoverty.funds import (
    Allotment,
    Appropriation,
    Beneficiary,
    BudgetLine,
    Encumbrance,
    Expenditure,
    Fund,
    FundFigures,
    Ledger,
    Project,
    Release,
    Reversal,
    allocate_by_factors,
    assess_spending,
    execution,
    plan_against_actual,
    post_all,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.funds.exchange import beancount_text, fiscal_package, iati_activities
from antipoverty.funds.notices import beneficiary_sheet, notice_sheet
from antipoverty.funds.rules import INDUSTRY_SHARE, MANAGEMENT_FEE
from antipoverty.identification import QuotaUnit, apportion, break_down, identify, provincial_ceiling
from antipoverty.planning import Task, assess_tasks
from antipoverty.records import Household, Income, Person, Transfer
from antipoverty.rulebooks import load
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text
from effort import times

DAY = date(2018, 6, 1)
NAME = Text("Road", "道路")
ROUNDINGS = [
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_UP,
    ROUND_DOWN,
    ROUND_HALF_UP,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_05UP,
]
TRAPS = [Inexact, Rounded, InvalidOperation, Overflow, Underflow, Subnormal, Clamped, DivisionByZero]
#: Any operation that looks at the context at all, and has more than one digit, raises.
HOSTILE = Context(prec=1, Emax=1, Emin=-1, clamp=1, rounding=ROUND_UP, traps=TRAPS)


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    """Contexts of every precision, rounding, range and set of traps."""
    largest = draw(st.sampled_from([0, 1, 9, 999_999]))
    return Context(
        prec=draw(st.sampled_from([1, 2, 3, 5, 6, 9, 15, 28, 60])),
        rounding=draw(st.sampled_from(ROUNDINGS)),
        Emax=largest,
        Emin=-largest,
        clamp=draw(st.integers(0, 1)),
        traps=draw(st.lists(st.sampled_from(TRAPS), unique=True)),
    )


def _ledger() -> Ledger:
    project = Project(
        "p1", NAME, "road", villages="v1", in_store=True, planned="1234567.89", done="7654321.05", unit=Text("m", "米"),
        budget=[BudgetLine("f1", "5085000.55"), BudgetLine("f2", "5085000.06")], started=DAY, persons=1_234_567,
        beneficiaries=[Beneficiary("b1", "Li", "1234567.89"), Beneficiary("b2", "Bo", "7654321.05")],
    )  # fmt: skip
    return post_all(
        Ledger([Fund("f1", NAME, "central", 2018), Fund("f2", NAME, "county", 2018)], [project]),
        [
            Appropriation("e1", DAY, "f1", "county", "9085000.55"),
            Appropriation("e2", DAY, "f2", "county", Decimal("1234567890123.45")),
            Allotment("e3", DAY, "f1", "county", "5085000.55", project="p1"),
            Encumbrance("e4", DAY, "f1", "county", "5085000.55", project="p1"),
            Expenditure("e5", DAY, "f1", "county", "5085000.54", project="p1"),
            Release("e6", DAY, "f1", "county", "0.01", project="p1"),
            Reversal("e7", DAY, "e6"),
        ],
    )


def _of_funds() -> list[object]:
    ledger = _ledger()
    county = datetime(2019, 1, 1, tzinfo=UTC)
    shown = [
        trial_balance(ledger),
        *(sources_and_uses(ledger, by=by) for by in ("fund", "level", "village", "year")),
        plan_against_actual(ledger, on=DAY),
        execution(ledger, on=DAY),
        unit_costs(ledger),
        notice_sheet(ledger, "p1", stage="completion", posted=DAY),  # type: ignore[arg-type]
        beneficiary_sheet(ledger, "p1"),
    ]
    shares = FundFigures("x", central_funds="600004", management_fees="6000.05", linking_funds="600004",
                         industry_funds="600001", linking_funds_before="600004",
                         industry_funds_before="600002")  # fmt: skip
    return [
        loads(dumps(ledger), Ledger) == ledger,
        dumps(ledger),
        ledger.balance("spent"),
        [statement.render(language) for statement in shown for language in ("en", "zh")],
        [dumps(statement) for statement in shown],
        [posting.amount for entry in ledger if not isinstance(entry, Reversal) for posting in entry.postings],
        beancount_text(ledger),
        fiscal_package(ledger, name="town", title=NAME),
        iati_activities(ledger, organisation="CN-TEST-1", name=NAME, generated=county),
        ledger.figures(year=2018, on=DAY),
        [assess_spending(rule, shares, on=date(2022, 6, 1)).explain() for rule in (INDUSTRY_SHARE, MANAGEMENT_FEE)],
        assess_spending(INDUSTRY_SHARE, shares, on=date(2022, 6, 1)).outcome,
        allocate_by_factors(
            "5085000.55",
            {key: {"a": Decimal("1.2345"), "b": 2} for key in ("people", "income", "policy", "performance")},
            on=date(2021, 6, 1),
        ),
    ]


def _of_households() -> list[object]:
    home = Household(
        "h1",
        size=3,
        income=Income(wage="12345.67", business="345.05", outlay="456.01", property="0.33",
                      transfers=(Transfer("pension", "1234.56"), Transfer("dibao", "0.01"))),
        medical_spending="12345678.91",
        school_spending="345.05",
        land="0.35",
        members=(Person("m1", health="healthy"), Person("m2"), Person("m3")),
    )  # fmt: skip
    on = date(2014, 5, 1)
    found = classify(home, on=on)
    made = plan(home, found, on=on, until=date(2014, 12, 31), responsible="c1")
    return [
        [identify(home, on=on).explain(language) for language in ("en", "zh")],
        [found.explain(language) for language in ("en", "zh")],
        (made.gap, made.covered, made.uncovered),
        [made.explain(language) for language in ("en", "zh")],
        card(home, made).explain(),
        exits.assess_household(home, on=date(2016, 6, 1)).explain(),
        monitoring.assess(home, on=date(2021, 6, 1)).explain(),
        assistance.recommend(home, found, on=on),
        loads(dumps(home), Household) == home,
        dumps(identify(home, on=on)),
    ]


def _of_numbers() -> list[object]:
    incomes = [Decimal("5085000.55"), Decimal("0.07"), 2_000, Decimal("1234567.89")]
    return [
        indicators.cost_to_close(incomes, Decimal("5085000.61"), [3, 1, 4, Decimal("1.25")]),
        indicators.cost_to_close([Fraction(1, 3), Decimal("0.07")], Decimal("5085000.61")),
        indicators.gini(incomes),
        indicators.poverty_gap(incomes, Decimal("5085000.61")),
        apportion(1_000_003, {"a": Decimal("1.23456789"), "b": 2}),
        break_down(61, QuotaUnit("t", 300, "0.2", (QuotaUnit("a", 100, "0.312345"), QuotaUnit("b", 200, "0.15")))),
        provincial_ceiling(82_490_000, on=date(2014, 5, 1)),
        load("cn").override({"funds.management_fee_share": "0.012345678"}).at(DAY).get("funds.management_fee_share"),
        reviews.read_printed("65,438+402,000"),
    ]


def _of_reviews() -> list[object]:
    found = []
    for name in samples.SUMMARIES:
        result = reviews.reconcile(samples.load_summary(name))
        found.append((result, result.explain("en"), result.explain("zh")))
    assert found
    return found


def _of_tasks() -> list[object]:
    whole = Task("t0", "county", 2018, "funds", "town", "7654321.05", "yuan", result="7654321.04")
    parts = [evolve(whole, id=f"t{number}", target="5085000.55", part_of="t0") for number in (1, 2)]
    short = [evolve(whole, id="t3", target="7654321.06"), evolve(whole, id="t4", target="0.01", part_of="t3")]
    review = assess_tasks([whole, *parts, *short])
    assert "2,515,680.05 yuan" in review.explain("en")
    return [review.tasks, review.not_handed_down, review.explain("en"), review.explain("zh")]


PARTS: list[Callable[[], list[object]]] = [_of_funds, _of_households, _of_numbers, _of_reviews, _of_tasks]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__.strip("_"))
def test_every_answer_is_the_same_in_every_decimal_context(part: Callable[[], list[object]]) -> None:
    expected = part()

    @times(1 / 3)
    @given(contexts())
    @example(HOSTILE)
    def check(context: Context) -> None:
        with localcontext(context):
            found = part()
        assert found == expected
        assert repr(found) == repr(expected)

    check()


def test_every_module_is_imported_in_a_hostile_context() -> None:
    program = f"""
import decimal
from decimal import *
for trap in {[trap.__name__ for trap in TRAPS]}:
    for context in (getcontext(), DefaultContext):
        context.traps[getattr(decimal, trap)] = True
        context.prec, context.Emax, context.Emin = 1, 1, -1
import importlib, pkgutil, antipoverty
for module in pkgutil.walk_packages(antipoverty.__path__, "antipoverty."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_amount_is_refused_by_name_in_a_context_without_traps() -> None:
    with localcontext(Context(prec=3, traps=[])), pytest.raises(InvalidValue, match="plain digits"):
        Appropriation("e1", DAY, "f1", "county", "many")


def test_600001_of_600004_is_less_than_600002_of_it_at_five_digits() -> None:
    shares = FundFigures("x", linking_funds="600004", industry_funds="600001", linking_funds_before="600004",
                         industry_funds_before="600002")  # fmt: skip
    with localcontext(Context(prec=5)):
        finding = assess_spending(INDUSTRY_SHARE, shares, on=date(2022, 6, 1)).findings[-1]
    assert (finding.criterion.id, finding.outcome.value) == ("FD-11.kept", "not met")


#: What rounds by the caller's context unless it is given another.
ROUNDING = {"quantize", "scaleb", "to_integral_value", "to_integral_exact", "remainder_near", "fma"}


def test_no_module_asks_for_the_caller_s_decimal_context() -> None:
    found = []
    for path in sorted(Path(str(files(antipoverty))).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            bare = name in ROUNDING and "context" not in {given.arg for given in node.keywords}
            bare = bare or (name == "normalize" and not node.args)
            if bare or name in ("getcontext", "setcontext") or (name == "localcontext" and not node.args):
                found.append((path.name, node.lineno))
    assert found == []
