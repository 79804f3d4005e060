"""A second country from outside the package: Brazil's Bolsa Família, as `examples/brazil` writes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, ParameterError
from antipoverty.prose import explain
from antipoverty.rules import Amount, Decision, Grade, Outcome, Quantity, Rule, bind, calculate, decide
from antipoverty.serialization import dumps, loads
from brazil.frames import evaluated, frames_of
from brazil.proofs import prove
from brazil.rules import (
    BENEFIT,
    CONDITIONS,
    ENTRY,
    FAMILY,
    FULL_BENEFIT,
    PROTECTION,
    QUANTITIES,
    RETURN,
    RULES,
    Family,
    Income,
    Member,
)

ROOT = Path(__file__).parents[2]
BOOK = rulebooks.load(ROOT / "examples" / "brazil")
ON = date(2025, 7, 1)
NOTHING: dict[str, Any] = {"income": Income(), "pregnant": False, "nursing": False}


def aged(years: int, *, on: date = ON, days: int = 0, **more: Any) -> Member:
    """A member who completed some years so many days ago."""
    born = on.replace(year=on.year - years) - timedelta(days=days)
    return Member(f"m{years}", born, **{**NOTHING, **more})


def family(*members: Member, earned: str = "0", **more: Any) -> Family:
    first, *others = members
    listed = (Member(first.id, first.birth_date, **{**NOTHING, "income": Income(work=earned)}), *others)
    return Family("f1", listed, **{"registered": True, **more})


def protected(since: date, by: str = "work", **more: Any) -> dict[str, Any]:
    return {"protected": True, "protected_since": since, "protected_by": by, **more}


FIVE = (aged(30), aged(33), aged(8), aged(14), aged(60))


def benefit(of: Family, *, on: date = ON, quantity: Quantity = BENEFIT, book: rulebooks.Rulebook = BOOK) -> Any:
    return calculate(bind(quantity, book.at(on)), FAMILY, of, on=on).value


def outcome(rule: Rule, of: Family, *, on: date = ON) -> Outcome:
    return decide(bind(rule, BOOK.at(on)), FAMILY, of, on=on).outcome


# What a family is paid


@pytest.mark.parametrize(
    ("paid", "of"),
    [
        pytest.param("600", family(aged(40)), id="one person without income: 142 + 458"),
        pytest.param("750", family(aged(30), aged(3)), id="a mother and a child of 3: 284 + 316 + 150"),
        pytest.param("810", family(*FIVE), id="five, two of them 8 and 14: 710 + 0 + 100"),
        pytest.param("405", family(*FIVE, earned="1090.01", **protected(date(2025, 5, 31))), id="five in protection"),
        pytest.param("810", family(*FIVE, earned="1090.00"), id="five at 218.00 a head"),
        pytest.param("0", family(*FIVE, earned="1090.01", protected=False), id="five at more than 218.00 a head"),
        pytest.param(
            "810", family(*FIVE, earned="1090.00", **protected(date(2025, 5, 31))), id="back to 218.00: in full"
        ),
        pytest.param("0", family(aged(40), registered=False, protected=False), id="not in the register"),
        pytest.param("600", family(aged(30), aged(18)), id="18 completed: no variable benefit"),
        pytest.param("650", family(aged(30), aged(18, days=-1)), id="the day before the 18th birthday"),
        pytest.param("650", family(aged(30), aged(12)), id="12 completed: the same as before"),
        pytest.param("650", family(aged(30), aged(12, days=-1)), id="the day before the 12th birthday"),
        pytest.param("650", family(aged(30), aged(7)), id="7 completed: variable benefit"),
        pytest.param("750", family(aged(30), aged(7, days=-1)), id="the day before the 7th birthday"),
        pytest.param("650", family(aged(40), aged(30, pregnant=True)), id="pregnant"),
        pytest.param("650", family(aged(40), aged(30, pregnant=True, pregnancy_paid=8)), id="the 9th instalment"),
        pytest.param("600", family(aged(40), aged(30, pregnant=True, pregnancy_paid=9)), id="after 9 instalments"),
        pytest.param("650", family(aged(40), aged(16, pregnant=True)), id="pregnant at 16: once for a member"),
        pytest.param(
            "800",
            family(aged(40), aged(30, nursing=True), Member("b", date(2024, 12, 2), **NOTHING)),
            id="nursing, 6 months",
        ),
        pytest.param(
            "750",
            family(aged(40), aged(30, nursing=True), Member("b", date(2024, 12, 1), **NOTHING)),
            id="7 months completed",
        ),
    ],
)
def test_what_a_family_is_paid(paid: str, of: Family) -> None:
    assert benefit(of) == Decimal(paid)


@pytest.mark.parametrize(
    ("cents", "paid"), [("142.00", 710), ("142.01", 711), ("142.20", 711), ("142.19", 711), ("142.21", 712)]
)
def test_the_sum_is_rounded_up_to_whole_reais(cents: str, paid: int) -> None:
    adults = tuple(aged(age) for age in (30, 31, 32, 33, 34))
    book = BOOK.override({"benefit.citizenship": cents})
    assert benefit(family(*adults), book=book) == paid


def test_what_is_not_known_leaves_the_amount_unknown_and_is_named() -> None:
    of = family(aged(30), Member("m2", None, **NOTHING))
    amount = calculate(bind(BENEFIT, BOOK.at(ON)), FAMILY, of, on=ON)
    assert amount.value is None
    assert amount.missing
    assert benefit(Family("f1")) is None


def test_what_does_not_count_is_left_out_of_the_income() -> None:
    given = Income(work="218.00", eventual="500", indemnity="500", transfer="500")
    counted = Income(work="218.00", bpc="0.01")
    assert outcome(ENTRY, Family("f", (aged(40, income=given),), registered=True, visited=True)) is Outcome.MET
    assert outcome(ENTRY, Family("f", (aged(40, income=counted),), registered=True, visited=True)) is Outcome.NOT_MET


# Entry, protection, return, conditions


@pytest.mark.parametrize(
    ("on", "a_head", "entered"),
    [
        (date(2023, 2, 28), "210.00", Outcome.MET),
        (date(2023, 2, 28), "210.01", Outcome.NOT_MET),
        (date(2023, 3, 1), "218.00", Outcome.MET),
        (date(2023, 3, 1), "218.01", Outcome.NOT_MET),
        (date(2026, 11, 28), "218.00", Outcome.MET),
    ],
)
def test_the_line_of_entry(on: date, a_head: str, entered: Outcome) -> None:
    book = BOOK.override({"income.excluded": ["transfer"], "register.home_interview": False})
    of = family(aged(40, on=on), earned=a_head)
    assert decide(bind(ENTRY, book.at(on)), FAMILY, of, on=on).outcome is entered


OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}


@pytest.mark.parametrize(("visited", "entered"), OUTCOMES.items())
def test_one_person_is_interviewed_at_home_from_2025(visited: bool | None, entered: Outcome) -> None:
    assert outcome(ENTRY, family(aged(40), visited=visited)) is entered
    assert outcome(ENTRY, family(aged(40), visited=visited), on=date(2024, 7, 1)) is Outcome.MET
    assert outcome(ENTRY, family(aged(40), aged(41), visited=visited)) is Outcome.MET


OLD, NEW = date(2025, 5, 31), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("since", "by", "on", "met"),
    [
        (OLD, "work", date(2027, 5, 30), True),  # 24 months, whatever the income
        (OLD, "work", date(2027, 5, 31), False),
        (OLD, "pension", date(2027, 5, 30), True),
        (OLD, "bpc_old", date(2027, 5, 31), False),
        (NEW, "work", date(2026, 5, 31), True),  # 12 months
        (NEW, "work", date(2026, 6, 1), False),
        (NEW, "pension", date(2025, 7, 31), True),  # 2 months
        (NEW, "pension", date(2025, 8, 1), False),
        (NEW, "bpc_old", date(2025, 7, 31), True),
        (NEW, "bpc_old", date(2025, 8, 1), False),
        (NEW, "bpc_disabled", date(2026, 5, 31), True),
        (NEW, "bpc_disabled", date(2026, 6, 1), False),
        (date(2023, 7, 1), "work", date(2024, 7, 1), True),
    ],
)
def test_how_long_a_family_is_protected(since: date, by: str, on: date, met: bool) -> None:
    of = family(*FIVE, earned="1500", **protected(since, by))
    assert (outcome(PROTECTION, of, on=on) is Outcome.MET) is met
    assert benefit(of, on=on) == (benefit(of, on=on, quantity=FULL_BENEFIT) / 2 if met else 0)


@pytest.mark.parametrize(
    ("since", "on", "a_head", "met"),
    [
        (OLD, date(2025, 7, 1), "759.00", True),
        (OLD, date(2025, 7, 1), "759.01", False),
        (OLD, date(2026, 1, 1), "810.50", True),
        (OLD, date(2026, 1, 1), "810.51", False),
        (NEW, date(2025, 7, 1), "706.00", True),
        (NEW, date(2025, 7, 1), "706.01", False),
        (NEW, date(2025, 7, 1), "218.01", True),
        (NEW, date(2025, 7, 1), "218.00", False),  # the line itself: the full benefit again
        (date(2023, 7, 1), date(2023, 12, 31), "660.00", True),
        (date(2023, 7, 1), date(2024, 6, 30), "706.00", True),
    ],
)
def test_up_to_which_income_a_family_is_protected(since: date, on: date, a_head: str, met: bool) -> None:
    of = family(aged(40), earned=a_head, **protected(since))
    assert (outcome(PROTECTION, of, on=on) is Outcome.MET) is met


@pytest.mark.parametrize(
    ("priority", "left", "met"),
    [
        (True, date(2022, 7, 2), Outcome.MET),
        (True, date(2022, 7, 1), Outcome.NOT_MET),  # 36 months completed
        (False, date(2025, 6, 1), Outcome.NOT_MET),
        (None, date(2025, 6, 1), Outcome.UNKNOWN),
        (True, None, Outcome.UNKNOWN),
    ],
)
def test_the_priority_to_return(priority: bool | None, left: date | None, met: Outcome) -> None:
    assert outcome(RETURN, Family("f", left_with_priority=priority, left_on=left)) is met


KEPT: dict[str, Any] = {"vaccinated": True, "prenatal": True, "nutrition": True, "basic_education": False}


@pytest.mark.parametrize(
    ("years", "days", "more", "kept"),
    [
        (3, 0, {}, True),
        (4, 0, {"attendance": Decimal(60)}, True),
        (4, 0, {"attendance": Decimal("59.99")}, False),
        (6, -1, {"attendance": Decimal(60)}, True),
        (6, 0, {"attendance": Decimal(60)}, False),
        (6, 0, {"attendance": Decimal(75)}, True),
        (18, -1, {"attendance": Decimal("74.99")}, False),
        (18, -1, {"attendance": Decimal(0), "basic_education": True}, True),
        (18, 0, {"attendance": Decimal(0)}, True),
        (7, -1, {"attendance": Decimal(80), "nutrition": False}, False),
        (7, 0, {"attendance": Decimal(80), "nutrition": False}, True),
        (30, 0, {"pregnant": True, "prenatal": False}, False),
        (30, 0, {"vaccinated": False}, False),
        (30, 0, {"vaccinated": None}, None),
    ],
)
def test_the_conditions(years: int, days: int, more: dict[str, Any], kept: bool | None) -> None:
    of = Family("f", (aged(years, days=days, **{**KEPT, **more}),))
    assert outcome(CONDITIONS, of) is OUTCOMES[kept]


# In two languages, and no others


def results() -> Iterator[Decision | Amount]:
    of = (
        Family("f0"),
        family(aged(40), visited=False),
        family(*FIVE, earned="2500", **protected(OLD)),
        family(*FIVE, earned="2500", **protected(NEW, "pension")),
        family(aged(30, nursing=True, **KEPT), aged(0, attendance=Decimal(10))),
        Family("f1", left_with_priority=True, left_on=OLD),
    )
    for on in (date(2025, 7, 1), date(2026, 11, 28)):
        for each in (*RULES, *QUANTITIES):
            for one in of:
                if isinstance(each, Rule):
                    yield decide(bind(each, BOOK.at(on)), FAMILY, one, on=on)
                else:
                    yield calculate(bind(each, BOOK.at(on)), FAMILY, one, on=on)


#: What stands in no Portuguese text of the example: English words that the library's sentences have, and its currency.
ENGLISH = re.compile(r"\b(the|of|is|and|or|if|not|met|unknown|with|below|above|step|yuan|fen)\b|[\u4e00-\u9fff]")


@pytest.mark.parametrize("detail", ["brief", "full"])
def test_all_is_said_in_portuguese_and_in_english(detail: Any) -> None:
    for result in results():
        said = explain(result, "pt", detail=detail)
        assert not ENGLISH.search(re.sub(r"\[[\w.]+\]|vezes \w+", "", said)), said
        assert not re.search("yuan|fen\\b|[\u4e00-\u9fff]", explain(result, "en", detail=detail))
        for more in result.findings if isinstance(result, Decision) else ():
            explain(more, BOOK.language("pt"), detail=detail)


def test_rules_and_amounts_are_read_out_in_portuguese() -> None:
    for each in (*RULES, *QUANTITIES):
        for said in (explain(each, BOOK.language("pt")), explain(bind(each, BOOK.at(ON)), "pt")):
            assert said.startswith(each.name["pt"])
    lines = explain(bind(BENEFIT, BOOK.at(ON)), "pt", detail="brief").splitlines()
    assert len(lines) == 1


def test_amounts_are_written_as_in_brazil() -> None:
    of = family(*FIVE, earned="2500", **protected(OLD))
    said = calculate(bind(BENEFIT, BOOK.at(ON)), FAMILY, of, on=ON).explain("pt")
    assert said.splitlines()[0] == "Benefício do Bolsa Família, 2025-07-01: 405,00 reais"
    assert "759 reais × 5 pessoas = 3.795,00 reais" in said
    assert "meses desde o ingresso: 1 mês — abaixo de 24 meses?" in said


def test_a_sentence_that_the_folder_does_not_translate_is_named() -> None:
    decision = decide(bind(ENTRY, BOOK.at(ON)), FAMILY, family(aged(40)), on=ON)
    with pytest.raises(InvalidValue, match="language: got 'fr'"):
        decision.explain("fr")
    again = loads(dumps(decision), Decision)
    with pytest.raises(InvalidValue, match="language: got 'pt'"):
        again.explain("pt")
    assert again.explain(BOOK.language("pt")) == decision.explain("pt")


# Values


def test_every_value_has_a_source_a_grade_and_a_last_day() -> None:
    for parameter in BOOK.parameters.values():
        assert set(parameter.text) == {"en", "pt"}
        for value in parameter.values:
            assert value.grade in (Grade.A, Grade.B, Grade.C)
            assert value.end is not None or value.still_valid_on is not None or value.multiple is not None
    uncertain = {value.name for value in BOOK.uncertain()}
    assert uncertain == {"minimum_wage", "register.home_interview"}
    assert BOOK.currency["pt"] == "reais"


def test_before_the_law_there_is_no_benefit_to_work_out() -> None:
    with pytest.raises(ParameterError):
        benefit(family(aged(40)), on=date(2023, 1, 31))


# Over frames


@st.composite
def families(draw: st.DrawFn) -> Family:
    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | strategy)

    days = st.dates(date(1930, 1, 1), date(2026, 6, 30))
    reais = st.integers(0, 200_000).map(lambda cents: Decimal(cents) / 100)
    members = tuple(
        Member(
            f"m{place}",
            maybe(days),
            Income(work=draw(reais), bpc=draw(reais), transfer=draw(reais))
            if draw(st.booleans())
            else maybe(st.just(Income())),
            pregnant=maybe(st.booleans()),
            pregnancy_paid=draw(st.integers(0, 10)),
            nursing=maybe(st.booleans()),
            nursing_paid=draw(st.integers(0, 7)),
            prenatal=maybe(st.booleans()),
            vaccinated=maybe(st.booleans()),
            nutrition=maybe(st.booleans()),
            attendance=maybe(st.integers(0, 100).map(Decimal)),
            basic_education=maybe(st.booleans()),
        )
        for place in range(draw(st.integers(1, 5)))
    )
    return Family(
        draw(st.uuids().map(str)),
        members,
        registered=maybe(st.booleans()),
        visited=maybe(st.booleans()),
        protected=maybe(st.booleans()),
        protected_since=maybe(st.dates(date(2023, 7, 1), date(2026, 6, 30))),
        protected_by=maybe(st.sampled_from(("work", "pension", "bpc_old", "bpc_disabled"))),
        left_with_priority=maybe(st.booleans()),
        left_on=maybe(st.dates(date(2022, 1, 1), date(2026, 6, 30))),
    )


@given(
    st.lists(families(), min_size=1, max_size=6, unique_by=lambda each: each.id),
    st.sampled_from([ON, date(2026, 6, 30)]),
)
def test_a_frame_says_of_every_family_what_its_record_says(listed: list[Family], on: date) -> None:
    frame = evaluated(*frames_of(listed), on=on, rulebook=BOOK)
    for each, row in zip(listed, frame.iter_rows(named=True), strict=True):
        for rule in RULES:
            assert OUTCOMES[row[rule.column]] is outcome(rule, each, on=on), rule.id
        for quantity in QUANTITIES:
            value = benefit(each, on=on, quantity=quantity)
            assert row[quantity.column] == (None if value is None else value * 100), quantity.id


# Proved


def test_the_claims_are_proved() -> None:
    proofs = list(prove(BOOK.at(ON)))
    assert len(proofs) == 7
    for text, proof in proofs:
        assert set(text) == {"en", "pt"}
        assert proof, (proof.claim, proof.counterexample)


# From outside


def test_nothing_of_china_is_imported() -> None:
    faces = {"money", "prose", "registers", "rulebooks", "rules", "text", "errors"}
    for path in (ROOT / "examples" / "brazil").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            named += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for module in (each for each in named if each.startswith("antipoverty.")):
                assert module.split(".")[1] in faces, f"{path.name}: {module}"


def test_the_package_names_no_second_country() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        assert not re.search(r"(?i)brazil|brasil|bolsa", path.read_text("utf-8")), path
