"""Members and amounts in words: every number said is the exact one, in both languages, whatever is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.amounts import calculate_from_facts, value_of
from antipoverty._engine.conditions import Compare, FactValue, Number, Plus, Times, facts_of, member_fact
from antipoverty._engine.prose._workings import measure_of, working_in_one_line
from antipoverty._engine.prose.statements import name_term, outline, state, state_definition, state_term
from antipoverty._engine.record import evaluator
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.facts.person import AGE, MEDICAL_INSURED, OUT_FOR_POVERTY, SCHOOLING
from antipoverty.rules import (
    AllOf,
    Amount,
    AnyMember,
    Choose,
    Chosen,
    Condition,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Grade,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    Parameter,
    Quantity,
    Rounded,
    Rule,
    SumMembers,
    Term,
    When,
    bind,
    decide_from_facts,
)
from antipoverty.strategies._households import facts
from antipoverty.text import PERCENT, PERSONS, YUAN, Language, Text
from branches import must_reach, reached

HEADS = Fact("heads", Kind.COUNT, Text("heads", "人数"), PERSONS, plural=True)
SPENT = Fact("spent", Kind.MONEY, Text("spent", "支出"), YUAN)
PAID = Fact("paid", Kind.MONEY, Text("paid", "报销"), YUAN)
LAND = Fact("land", Kind.MEASURE, Text("land", "耕地"), Text("mu", "亩"))
POOR = Fact("poor", Kind.FLAG, Text("it is poor", "属贫困户"))
ILL = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"), negated=Text("the person is well", "未患病"))
EARNS = Fact("earns", Kind.MONEY, Text("earnings", "收入"), YUAN, plural=True)
SICK = CountMembers(IsTrue(ILL))
EARNED = SumMembers(EARNS)
ON = date(2019, 6, 1)
CN = rulebooks.load("cn")

numbers = st.builds(
    Number,
    st.fractions(-20, 20, max_denominator=6),
    unit=st.none() | st.sampled_from([YUAN, PERSONS, PERCENT]),
)
leaves = st.sampled_from([HEADS, SPENT, PAID, LAND, SICK, EARNED]) | numbers


def _conditions(terms: st.SearchStrategy[Any]) -> st.SearchStrategy[Condition]:
    compared = st.builds(Compare, terms, st.sampled_from(["<", "<=", "==", ">=", ">"]), terms)
    plain = st.sampled_from([IsTrue(POOR), Not(IsTrue(POOR)), AnyMember(IsTrue(ILL)), EveryMember(Not(IsTrue(ILL)))])
    return compared | plain | st.builds(lambda first, second: AllOf((first, second)), compared, plain)


def _grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, min_size=2, max_size=5).map(tuple)
    unit = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(10), Fraction(1, 7)])
    return (
        st.builds(Plus, some)
        | st.builds(Times, numbers, parts)
        | st.builds(Times, parts, numbers)
        | st.builds(lambda term: -term, parts)
        | st.builds(lambda left, right: left - right, parts, parts)
        | st.builds(Least, some)
        | st.builds(Greatest, some)
        | st.builds(When, _conditions(parts), parts, parts)
        | st.builds(Rounded, parts, unit, st.sampled_from(["up", "down", "half"]))
    )


terms = st.recursive(leaves, _grown, max_leaves=8)


def _quantity(term: Term, unit: Text = YUAN, kind: Kind = Kind.MONEY) -> Quantity:
    return Quantity("due", Text("Due", "应付"), "household", term, unit, kind)


def _amount(term: Term, known: Mapping[str, FactValue]) -> Amount:
    return calculate_from_facts(bind(_quantity(term), CN.at(ON)), known, on=ON)


@st.composite
def amounts(draw: st.DrawFn) -> tuple[Amount, dict[Fact, FactValue]]:
    """An amount of a drawn term, brought to whole fen, of drawn facts, some of which are unknown."""
    term = Rounded(draw(terms), Fraction(1, 100), "half")
    known = {fact: draw(facts(fact)) for fact in facts_of(term)}
    small = {
        fact: value % 100_000 if isinstance(value, int) and not isinstance(value, bool) else value
        for fact, value in known.items()
    }
    return _amount(term, {fact.name: value for fact, value in small.items()}), small


# What is said, read back

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": ": ", "unknown": "unknown", "step": r"step (\d+)", "named": r"step (\d+) \(([^()]*|\(-[^()]*\))\)",
        "rounded": r"rounded(?: (up|down))? .*: from (.+) to (.+)$", "missing": "Facts that would settle it:",
    },
    "zh": {
        "head": "：", "unknown": "未知", "step": r"第(\d+)步", "named": r"第(\d+)步（([^（）]*)）",
        "rounded": r"(向上|向下|四舍五入)取?.*：由(.+)取为(.+)$", "missing": "补充下列信息即可确定：",
    },
}  # fmt: skip
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?")


def _read(text: str, language: str) -> Fraction | None:
    """A number as it is said, its unit left out."""
    if _WORDS[language]["unknown"] in text:
        return None
    (found,) = _NUMBER.findall(text)
    return _exact(found)


def _exact(digits: str) -> Fraction:
    plain = Fraction(digits.replace(",", "").removesuffix("%"))
    return plain / 100 if digits.endswith("%") else plain


def _arithmetic(text: str, language: str) -> Fraction | None:
    """What a sum or a product of numbers comes to, worked out from the text alone."""
    if _WORDS[language]["unknown"] in text:
        return None
    tokens = re.findall(r"\d[\d,]*(?:\.\d+)?(?:/\d+)?%?|[()+×-]", text)
    code = "".join("*" if one == "×" else one if one in "()+-" else f"Fraction('{_exact(one)}')" for one in tokens)
    return eval(code, {"Fraction": Fraction})  # type: ignore[no-any-return]  # digits and signs alone


def _steps(amount: Amount, language: Language) -> Iterator[tuple[int, str]]:
    """The lines of the working, each with the number of its step."""
    text = amount.explain(language).split("\n\n")[1]
    number = 0
    for line in text.split("\n")[1:]:
        numbered = re.match(r"  (\d+)\. ", line)
        number = int(numbered[1]) if numbered else number
        yield number, line[numbered.end() :] if numbered else line


def _check(amount: Amount, language: Language) -> None:
    """Every equation that an explanation states holds, and every step is what later steps take it for."""
    words, found = _WORDS[language], dict[int, Fraction | None]()
    for number, line in _steps(amount, language):
        for step, shown in re.findall(words["named"], line):
            assert found[int(step)] == _read(shown, language), line
        if line.startswith("     "):  # what was compared, or a part of a long sum
            continue
        said = line.rpartition(words["head"])[2]
        if " = " in said:
            working, _, total = said.partition(" = ")
            found[number] = _read(total, language)
            # What is unknown may count for nothing: 0 × unknown is 0.
            assert _arithmetic(working, language) == found[number] or words["unknown"] in working, line
        elif rounded := re.search(words["rounded"], line):
            exact, whole = _read(rounded[2], language), _read(rounded[3], language)
            found[number] = whole
            assert exact is not None
            assert whole is not None
            assert abs(whole - exact) < 10
            assert whole >= exact or rounded[1] not in ("up", "向上")
            assert whole <= exact or rounded[1] not in ("down", "向下")
        else:
            found[number] = None if words["unknown"] in said else _exact(_NUMBER.findall(said)[-1])


@given(amounts(), st.sampled_from(["en", "zh"]))
def test_every_number_said_is_exact_whatever_is_unknown(
    drawn: tuple[Amount, dict[Fact, FactValue]], language: Language
) -> None:
    amount, known = drawn
    value = value_of(amount.quantity.term, known)
    assert value == (None if amount.stored is None else Fraction(amount.stored, 100))
    said = amount.explain(language)
    first = said.split("\n")[0].removeprefix(Text("Due, 2019-06-01: ", "应付（2019-06-01）：")[language])
    assert _read(first, language) == value
    assert (_WORDS[language]["missing"] in said) is (value is None)
    _check(amount, language)
    line = amount.line(language)
    if value is None:
        assert _WORDS[language]["unknown"] in line
        assert all(fact.text[language] in line for fact in known if fact.name in amount.missing)
    else:
        assert _exact(_NUMBER.findall(line)[0]) == value


sums = st.recursive(
    leaves, lambda parts: st.builds(Times, numbers, parts) | st.builds(lambda a, b: a - b, parts, parts), max_leaves=6
)


@must_reach("one line")
@given(sums, st.data(), st.sampled_from(["en", "zh"]))
def test_a_line_of_sums_and_products_comes_to_what_it_says(term: Term, data: st.DataObject, language: Language) -> None:
    known = {fact: data.draw(facts(fact, unknown=False)) for fact in facts_of(term)}
    working = working_in_one_line(term, known, language)
    if working:
        reached("one line")
        assert _arithmetic(working, language) == value_of(term, known)


@given(terms, st.sampled_from(["en", "zh"]))
def test_a_term_is_said_without_an_empty_word_or_an_open_bracket(term: Term, language: Language) -> None:
    for said in (state_term(term, language), name_term(term, language), name_term(term, language, within=True)):
        assert said == said.strip()
        assert "  " not in said
        assert said.count("(") == said.count(")")
        assert said.count("（") == said.count("）")
    assert measure_of(term).unit is None or measure_of(term).unit in {YUAN, PERSONS, LAND.unit}


@given(amounts())
def test_nothing_personal_is_in_the_repr_of_an_amount(drawn: tuple[Amount, dict[Fact, FactValue]]) -> None:
    amount, _ = drawn
    assert repr(amount) == "Amount(bound=<due>, on=datetime.date(2019, 6, 1), subject=None)"


# Word for word

_PER, _MOST = Parameter("assistance.relocation_own_person"), Parameter("assistance.relocation_own_household")
_SHARE = Number(Fraction(7, 10), unit=PERCENT)


def _working(term: Term, known: Mapping[str, FactValue], language: Language = "en") -> str:
    text = _amount(term, known).explain(language).split("\n\n")[1]
    return "\n".join(line.removeprefix("  ") for line in text.split("\n")[1:])


@pytest.mark.parametrize(
    ("term", "known", "en", "zh"),
    [
        (
            HEADS * 3000,
            {"heads": 2},
            "heads × 3,000: 2 persons × 3,000 = 6,000.00 yuan",
            "人数 × 3,000：2 人 × 3,000 = 6,000.00 元",
        ),
        (
            HEADS * 3000,
            {"heads": 1},
            "heads × 3,000: 1 person × 3,000 = 3,000.00 yuan",
            "人数 × 3,000：1 人 × 3,000 = 3,000.00 元",
        ),
        (HEADS * 3000, {}, "heads × 3,000: unknown × 3,000 = unknown", "人数 × 3,000：未知 × 3,000 = 未知"),
        (SPENT, {"spent": 5}, "spent: 0.05 yuan", "支出：0.05 元"),
        (Number(7), {}, "7: 7", "7：7"),
        (
            Least((HEADS * _PER, _MOST)),
            {"heads": 5},
            "1. heads × largest own share of relocation, by person: 5 persons × 2,500 yuan per person"
            " = 12,500.00 yuan\n"
            "2. the lower of step 1 (12,500.00 yuan) and largest own share of relocation, by household"
            " (10,000 yuan per household): 10,000.00 yuan",
            "1. 人数 × 易地搬迁人均自筹上限：5 人 × 2,500 元/人 = 12,500.00 元\n"
            "2. 第1步（12,500.00 元）与易地搬迁户均自筹上限（10,000 元/户）中的较小者：10,000.00 元",
        ),
        (
            Greatest((SPENT - PAID, HEADS, 0)),
            {"spent": 100, "paid": 150, "heads": 1},
            "1. spent - paid: 1.00 yuan - 1.50 yuan = -0.50 yuan\n"
            "2. the highest of step 1 (-0.50 yuan), heads (1 person) and 0: 1.00 yuan",
            "1. 支出 - 报销：1.00 元 - 1.50 元 = -0.50 元\n2. 第1步（-0.50 元）、人数（1 人）与0中的最大者：1.00 元",
        ),
        (
            Rounded(SPENT * _SHARE, 1, "up"),
            {"spent": 10_001},
            "1. spent × 70%: 100.01 yuan × 70% = 70.007 yuan\n"
            "2. step 1 rounded up to a whole number: from 70.007 yuan to 71.00 yuan",
            "1. 支出 × 70%：100.01 元 × 70% = 70.007 元\n2. 第1步向上取整：由70.007 元取为71.00 元",
        ),
        (
            When(HEADS >= 4, HEADS * 18, 60),
            {"heads": 4},
            "1. heads × 18: 4 persons × 18 = 72.00 yuan\n"
            "2. heads are at least 4: yes, so it is step 1 (72.00 yuan)\n   heads: 4 persons — at least 4 persons?",
            "1. 人数 × 18：4 人 × 18 = 72.00 元\n"
            "2. 人数不低于4：是，故取第1步（72.00 元）\n   人数：4 人——不低于4 人？",
        ),
        (
            When(HEADS >= 4, HEADS * 18, 60),
            {"heads": 3},
            "heads are at least 4: no, so it is 60\n   heads: 3 persons — at least 4 persons?",
            "人数不低于4：否，故取60\n   人数：3 人——不低于4 人？",
        ),
        (
            When(HEADS.equals(1), 20, When(HEADS.equals(2), 30, HEADS * 13)),
            {"heads": 2},
            "heads equal 1: no; heads equal 2: yes, so it is 30\n   heads: 2 persons — equal to 1 person?\n"
            "   heads: 2 persons — equal to 2 persons?",
            "人数等于1：否；人数等于2：是，故取30\n   人数：2 人——等于1 人？\n   人数：2 人——等于2 人？",
        ),
        (
            When(IsTrue(POOR), SPENT, When(HEADS >= 4, PAID, 0)),
            {"spent": 200, "heads": 3, "paid": None},
            "1. heads are at least 4: no, so it is 0\n   heads: 3 persons — at least 4 persons?\n"
            "2. it is poor: unknown, so either spent (2.00 yuan) or step 1 (0.00 yuan)\n   it is poor: unknown",
            "1. 人数不低于4：否，故取0\n   人数：3 人——不低于4 人？\n"
            "2. 属贫困户：未知，故不能确定取支出（2.00 元）还是第1步（0.00 元）\n   属贫困户：未知",
        ),
        (
            When(IsTrue(POOR), SPENT, 0),
            {"spent": 200},
            "it is poor: unknown, so either spent (2.00 yuan) or 0\n   it is poor: unknown",
            "属贫困户：未知，故不能确定取支出（2.00 元）还是0\n   属贫困户：未知",
        ),
        (
            When(IsTrue(POOR), SPENT, 2),
            {"spent": 200},
            "it is poor: unknown, but it is 2.00 yuan either way: spent (2.00 yuan), 2\n   it is poor: unknown",
            "属贫困户：未知，但两种情形均为2.00 元：支出（2.00 元）、2\n   属贫困户：未知",
        ),
        (
            SPENT + PAID + HEADS - LAND,
            {"spent": 100, "paid": -50, "heads": 2, "land": 150},
            "sum: 1.00 yuan\n     spent: 1.00 yuan\n   + paid: (-0.50 yuan)\n   + heads: 2 persons\n   - land: 1.50 mu",
            "合计：1.00 元\n     支出：1.00 元\n   + 报销：(-0.50 元)\n   + 人数：2 人\n   - 耕地：1.50 亩",
        ),
        (
            SICK * 100 + EARNED,
            {member_fact(SICK).name: 1, member_fact(EARNED).name: 250},
            "(number of members of whom this is so: the person is ill) × 100 + (sum of earnings over all members):"
            " 1 person × 100 + 2.50 yuan = 102.50 yuan",
            "患病的成员数 × 100 + 全体成员收入之和：1 人 × 100 + 2.50 元 = 102.50 元",
        ),
    ],
)
def test_an_amount_is_worked_out_step_by_step(term: Term, known: dict[str, FactValue], en: str, zh: str) -> None:
    assert _working(term, known, "en") == en
    assert _working(term, known, "zh") == zh


def test_the_same_part_is_worked_out_once() -> None:
    gap = Greatest((SPENT - PAID, 0))
    said = _working(Least((gap, gap * 2)), {"spent": 500, "paid": 100})
    assert said.count("spent - paid:") == 1
    assert "3. step 2 × 2: 4.00 yuan × 2 = 8.00 yuan\n4. the lower of step 2 (4.00 yuan) and step 3 (8.00 yuan)" in said


_GRANT = _quantity(HEADS * Parameter("assistance.linkage_yuan"))
_AREA = _quantity(When(HEADS >= 4, HEADS * 18, 60), PERSONS, Kind.COUNT)
_YEARS = _quantity(Parameter("assistance.leaver_last_age") + HEADS, PERSONS, Kind.COUNT)
_BOTH = _quantity(Least((Greatest((SPENT - PAID, 0)), HEADS * 5)))
_PAID = {"assistance.linkage_yuan": 400}


@pytest.mark.parametrize(
    ("quantity", "given", "known", "en", "zh"),
    [
        (
            _GRANT,
            _PAID,
            {"heads": 3},
            "Due: 1,200.00 yuan (3 persons × 400 yuan per person; given by the caller)",
            "应付：1,200.00 元（3 人 × 400 元/人；由调用者给定）",
        ),
        (
            _GRANT,
            _PAID,
            {},
            "Due: unknown (missing: heads; given by the caller)",
            "应付：未知（缺：人数；由调用者给定）",
        ),
        (_quantity(_MOST), {}, {}, "Due: 10,000.00 yuan (grade A-local)", "应付：10,000.00 元（可信度A·地方）"),
        (_quantity(SPENT), {}, {"spent": 1}, "Due: 0.01 yuan", "应付：0.01 元"),
        (
            _YEARS,
            {},
            {"heads": 1},
            "Due: 23 persons (22 years + 1 person; this library's choice)",
            "应付：23 人（22 周岁 + 1 人；本库的设计选择）",
        ),
        (_AREA, {}, {"heads": 4}, "Due: 72 persons (4 persons × 18)", "应付：72 人（4 人 × 18）"),
        (
            _BOTH,
            {},
            {"heads": 4, "spent": 100, "paid": 0},
            "Due: 1.00 yuan (the lower of (the higher of (1.00 yuan - 0.00 yuan) and 0) and 4 persons × 5)",
            "应付：1.00 元（((1.00 元 - 0.00 元)与0中的较大者)与4 人 × 5中的较小者）",
        ),
    ],
)
def test_an_amount_in_one_line(quantity: Quantity, given: Any, known: dict[str, FactValue], en: str, zh: str) -> None:
    amount = calculate_from_facts(bind(quantity, CN.override(given).at(ON)), known, on=ON)
    assert (amount.line("en"), amount.line("zh")) == (en, zh)


def test_an_amount_is_as_sure_as_the_least_sure_of_its_values() -> None:
    both = _PER * HEADS + Parameter("assistance.leaver_last_age")
    amount = _amount(both, {"heads": 1})
    assert [value.grade for value in amount.parameters] == [Grade.C, Grade.CHOICE]
    assert "As sure as the least sure of its values: grade choice: a choice of this library" in amount.explain()
    assert "可信度以所用数值中最低者计：本库选定：本库的设计选择" in amount.explain("zh")
    assert "As sure as" not in _amount(SPENT, {}).explain()


@pytest.mark.parametrize(
    ("node", "en", "zh"),
    [
        (
            AnyMember(~IsTrue(MEDICAL_INSURED)),
            "there is a member who has no basic medical insurance",
            "有成员未参加基本医疗保险",
        ),
        (
            EveryMember(IsTrue(MEDICAL_INSURED)),
            "every member is one who is in basic medical insurance",
            "全体成员均参加基本医疗保险",
        ),
        (
            EveryMember(IsTrue(ILL), of_nobody=True),
            "every member is one who is ill (met where there are no members)",
            "全体成员均患病（无成员时视为满足）",
        ),
        (
            AnyMember((AGE >= 6) & (AGE <= 15)),
            "there is a member whose age is at least 6 and at most 15",
            "有成员符合（年龄不低于6，且不超过15）",
        ),
        (
            AnyMember((AGE < 3) & SCHOOLING.one_of(("preschool",)) & IsTrue(OUT_FOR_POVERTY)),
            "there is a member whose age is below 3, whose present schooling is preschool, and of whom this is so:"
            " poverty keeps the person out of school",
            "有成员符合（年龄低于3，且在校情况为学前教育，且因贫失学辍学）",
        ),
        (
            AnyMember(~SCHOOLING.one_of(("primary", "junior"))),
            "there is a member whose present schooling is none of primary school / junior secondary school",
            "有成员在校情况不为小学 / 初中",
        ),
        (
            IsTrue(POOR) & AnyMember(IsTrue(ILL)),
            "it is poor and (there is a member who is ill)",
            "属贫困户，且（有成员患病）",
        ),
        (SICK >= 2, "(number of members of whom this is so: the person is ill) is at least 2", "患病的成员数不低于2"),
        (CountMembers() < 3, "number of members is below 3", "成员数低于3"),
        (
            SumMembers(EARNS * 2) > 9,
            "(sum of (earnings × 2) over all members) is above 9",
            "全体成员（收入 × 2）之和高于9",
        ),
        (
            Least((SPENT, PAID, 3)) < 1,
            "(the lowest of spent, paid and 3) is below 1",
            "（支出、报销与3中的最小者）低于1",
        ),
        (
            SPENT < Greatest((PAID - 5, 0)),
            "spent is below (the higher of (paid - 5) and 0)",
            "支出低于（(报销 - 5)与0中的较大者）",
        ),
        (
            When(IsTrue(POOR), SPENT, 0) * 2 < 3,
            "(spent if it is poor, otherwise 0) × 2 is below 3",
            "（如属贫困户，则为支出；否则为0） × 2低于3",
        ),
        (
            When(HEADS < 2, 20, When(HEADS < 3, 30, SPENT)) > 9,
            "(20 if heads are below 2, 30 if heads are below 3, otherwise spent) is above 9",
            "（如人数低于2，则为20；如人数低于3，则为30；否则为支出）高于9",
        ),
        (Rounded(SPENT, 1, "half") < 3, "(spent rounded to a whole number) is below 3", "（支出四舍五入取整）低于3"),
        (
            Rounded(SPENT, Fraction(1, 10), "down") + Rounded(PAID, 10, "up") < 3,
            "(spent rounded down to 1 decimal place) + (paid rounded up to a multiple of 10) is below 3",
            "（支出向下取至1位小数） + （报销向上取至10的整数倍）低于3",
        ),
        (PAID - (SPENT - HEADS) < 0, "paid - spent + heads is below 0", "报销 - 支出 + 人数低于0"),
        (-PAID + SPENT < 0, "spent - paid is below 0", "支出 - 报销低于0"),
        (-(PAID + SPENT) < 0, "(minus (paid + spent)) is below 0", "（负(报销 + 支出)）低于0"),
        (PAID + -2 * HEADS < 0, "paid - 2 × heads is below 0", "报销 - 2 × 人数低于0"),
        (Chosen(Parameter("p"), "true"), "[p] is “yes”", "[p]为“是”"),
        (Chosen(Parameter("p"), "a"), "[p] is or includes “a”", "[p]为或包括“a”"),
        ((HEADS > 1) | (HEADS < 5), "heads are above 1 or are below 5", "人数高于1，或低于5"),
    ],
)
def test_what_members_and_amounts_are_asked_reads_aloud(node: Condition, en: str, zh: str) -> None:
    assert state(node, "en") == en
    assert state(node, "zh") == zh


# Findings


def _decide(condition: Condition, **known: FactValue) -> Any:
    criterion = Criterion("C", Text("c", "丙"), condition)
    words = Text("x", "某")
    rule = Rule("r", words, "household", criterion, met=words, not_met=words, unknown=words)
    return decide_from_facts(bind(rule, CN.at(ON)), known, on=ON)


def test_a_finding_shows_the_parts_of_what_it_compared() -> None:
    said = _decide(Least((HEADS * 100, 250)) > SPENT, heads=4, spent=20_000).explain()
    assert (
        "  ✓ C c: met\n"
        "      1. heads × 100: 4 persons × 100 = 400.00 persons\n"
        "      2. the lower of step 1 (400.00 persons) and 250: 250.00 persons\n"
        "      step 2: 250.00 persons — above 200.00 persons?"
    ) in said.replace("yuan", "persons")


def test_a_finding_shows_what_members_were_asked() -> None:
    asked = AnyMember(IsTrue(ILL))
    said = _decide(asked & (SICK >= 2), **{member_fact(asked).name: True, member_fact(SICK).name: 1})
    assert "there is a member who is ill: yes" in said.explain()
    assert "有成员患病：是" in said.explain("zh")
    assert "(number of members of whom this is so: the person is ill): 1 person — at least 2 persons?" in said.explain()


# Facts that follow


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fact_with_a_definition_says_how_it_follows_and_by_which_values(language: Literal["en", "zh"]) -> None:
    for fact in HOUSEHOLD_FACTS.values():
        said = state_definition(fact, language)
        if fact.definition is None:
            assert said is None
            continue
        assert said
        bound = state_definition(fact, language, {name: CN.parameter(name).values[-1] for name in fact.reads})
        assert bound
        assert "[" not in bound


def test_a_decision_says_how_its_facts_follow() -> None:
    child = HOUSEHOLD_FACTS["school_age_child"]
    said = _decide(IsTrue(child), school_age_child=True).explain()
    assert (
        "Facts that follow from others, as far as those are known:\n"
        "  - there is a child of compulsory school age: there is a member whose age is at least 6 years"
        " (first age of compulsory schooling) and at most 15 years (last age of compulsory schooling)\nValues:"
    ) in said
    assert "Facts that follow" not in _decide(IsTrue(POOR), poor=True).explain()


def test_of_a_figure_that_is_stated_first_a_decision_says_so() -> None:
    on = date(2020, 6, 1)
    monitored = HOUSEHOLD_FACTS["monitored_income"] < 6000
    rule = evolve(_decide(IsTrue(POOR)).bound.rule, condition=monitored)
    decision = decide_from_facts(bind(rule, CN.at(on)), {}, on=on)
    assert "household net income of twelve months (where it is not stated itself): wages of the year" in (
        decision.explain()
    )
    assert "监测周期家庭纯收入（未另行填报的）：工资性收入" in decision.explain("zh")


def test_a_condition_within_an_amount_is_decided_as_a_rule_is() -> None:
    condition = (HEADS >= 4) & IsTrue(POOR)
    for heads in (None, 3, 4, 5):
        for poor in (None, True, False):
            truth = evaluator(condition, (HEADS, POOR))((heads, poor))
            said = _working(When(condition, 1, 2), {"heads": heads, "poor": poor}).split("\n")[0]
            word = {True: "yes, so it is 1", False: "no, so it is 2", None: "unknown, so either 1 or 2"}[truth]
            assert said.endswith(word)


def test_a_choice_of_the_rulebook_is_outlined_branch_by_branch() -> None:
    first = Criterion("C-1", Text("One", "一"), IsTrue(Fact("one", Kind.FLAG, Text("one", "一"))))
    second = Criterion("C-2", Text("Two", "二"), IsTrue(Fact("two", Kind.FLAG, Text("two", "二"))))
    chosen = Choose(Parameter("p"), (("a", first), ("b", first & second)))
    assert outline(chosen, "en").splitlines() == [
        "- if [p] is “a”:",
        "    - C-1 One",
        "- if [p] is “b”:",
        "    - all of:",
        "        - C-1 One",
        "        - C-2 Two",
    ]
