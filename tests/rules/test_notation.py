"""Conditions as text: what is written is read back as it was, and what cannot be read is shown with its place."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty._engine.conditions import AnyMarked, Compare, Constant, Number, Plus, Times, criteria_of, walk
from antipoverty._engine.subjects import Subject
from antipoverty._shared.every_rule import every_rule
from antipoverty.errors import InvalidValue
from antipoverty.facts import COUNTY, HOUSEHOLD, PERSON, VILLAGE
from antipoverty.facts.household import DIBAO, DISABLED, DWELLING_GRADE, NET_INCOME, REGISTRATION, SIZE
from antipoverty.facts.person import AGE
from antipoverty.funds.facts import FUND, OUTLAY, PROJECT
from antipoverty.quantities import QUANTITIES
from antipoverty.rules import (
    AllOf,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    OneOf,
    Parameter,
    Rounded,
    SumMembers,
    When,
    read_condition,
    read_term,
    write_condition,
    write_term,
)
from antipoverty.text import Text
from trees import FRACTIONS, conditions, terms

SUBJECTS = {each.name: each for each in (HOUSEHOLD, PERSON, VILLAGE, COUNTY, FUND, PROJECT, OUTLAY)}
POOR, LINE = IsTrue(DIBAO), Parameter("line.yuan")
FACTS = [DIBAO, DISABLED, DWELLING_GRADE, NET_INCOME, SIZE]
PERSONS = [AGE]
NAMES = st.sampled_from(["line.yuan", "a.b.c", "line", "notice.exit-days", "class.lambda", "行.数"])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
PARAMETERS = NAMES.map(Parameter)
LEAVES = st.one_of(
    st.booleans().map(Constant),
    st.builds(Chosen, PARAMETERS, WORDS),
    st.builds(AnyMarked, st.lists(st.sampled_from([DIBAO, DISABLED]), max_size=3).map(tuple), PARAMETERS, WORDS),
    st.builds(OneOf, st.just(DWELLING_GRADE), PARAMETERS | st.lists(st.sampled_from("ABCD"), max_size=3).map(tuple)),
    st.builds(Choose, PARAMETERS, st.lists(st.tuples(WORDS, conditions(FACTS)), max_size=2).map(tuple)),
    st.builds(AnyMember, conditions(PERSONS), st.sampled_from([True, False, None])),
    st.builds(EveryMember, conditions(PERSONS), st.sampled_from([True, False, None])),
)
NUMBERS = st.one_of(
    PARAMETERS,
    FRACTIONS.map(Number),
    st.fractions(max_denominator=10**6).map(Number),
    st.builds(ByYear, WORDS, PARAMETERS, PARAMETERS),
    st.just(CountMembers()),
)
CONDITIONS = LEAVES | conditions(FACTS, PERSONS)
TERMS = NUMBERS | terms(FACTS, PERSONS)


@st.composite
def _conditions(draw: st.DrawFn, depth: int = 2) -> Any:
    kind = draw(st.sampled_from([None, Not, AllOf, AnyOf])) if depth else None
    if kind is None:
        return draw(CONDITIONS)
    if kind is Not:
        return Not(draw(_conditions(depth - 1)))
    return kind(tuple(draw(st.lists(_conditions(depth - 1), min_size=1, max_size=3))))


@st.composite
def _terms(draw: st.DrawFn, depth: int = 2) -> Any:
    kind = draw(st.sampled_from([None, Times, Plus, When, Rounded])) if depth else None
    inner = _terms(depth - 1)
    if kind is None:
        return draw(TERMS)
    if kind is Times:
        return Times(draw(inner), draw(inner))
    if kind is Plus:
        return Plus(tuple(draw(st.lists(inner, max_size=3))))
    return When(POOR, draw(inner), draw(inner)) if kind is When else Rounded(draw(inner), "0.01", "half")


@given(_conditions())
def test_a_condition_that_is_written_is_read_back_as_it_was(condition: Any) -> None:
    assert read_condition(write_condition(condition), HOUSEHOLD) == condition


@given(_terms())
def test_a_term_that_is_written_is_read_back_as_it_was(term: Any) -> None:
    assert read_term(write_term(term), HOUSEHOLD) == term


def _shipped() -> list[tuple[str, Any, Subject, tuple[Criterion, ...]]]:
    """Every condition of the library's rules, and every definition of a fact."""
    found: list[tuple[str, Any, Subject, tuple[Criterion, ...]]] = []
    for rule in every_rule().values():
        subject, criteria = SUBJECTS[rule.subject], criteria_of(rule.condition)
        parts = [*criteria, *rule.reviews]
        found += [(each.id, each.condition, subject, criteria_of(each.condition)) for each in parts]
        found += [(f"{each.id} applies", each.applies, subject, ()) for each in parts if each.applies is not None]
        # Where two readings have criteria of one id, each reading is a tree of its own.
        choices = [node for node in walk(rule.condition) if isinstance(node, Choose)]
        twice = len({each.id for each in criteria}) < len(criteria)
        whole = [each for node in choices for _, each in node.branches] if twice else [rule.condition]
        found += [(rule.id, each, subject, criteria_of(each)) for each in whole]
    for subject in SUBJECTS.values():
        found += [(each.name, each.definition, subject, ()) for each in subject.facts if each.definition is not None]
    found += [(each.id, each.term, SUBJECTS[each.subject], ()) for each in QUANTITIES.values()]
    return found


@pytest.mark.parametrize(("name", "tree", "subject", "criteria"), _shipped())
def test_every_rule_of_the_library_can_be_written(name: str, tree: Any, subject: Subject, criteria: Any) -> None:
    if isinstance(tree, Fact | Plus | Times | When | Least | Greatest | CountMembers | SumMembers | ByYear | Parameter):
        assert read_term(write_term(tree), subject) == tree
    else:
        assert read_condition(write_condition(tree), subject, criteria=criteria) == tree


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("dibao", POOR),
        ("not dibao and disabled", AllOf((Not(POOR), IsTrue(DISABLED)))),
        ("dibao and (disabled or size > 1)", POOR & (IsTrue(DISABLED) | (SIZE > 1))),
        ("0 < size <= 5", AllOf((Compare(Number(Fraction(0)), "<", SIZE), SIZE <= 5))),
        ("size != 1", Not(SIZE.equals(1))),
        ("net_income < line.yuan * size", NET_INCOME < LINE * SIZE),
        ("net_income <= 0.1", NET_INCOME <= Fraction(1, 10)),
        ("net_income <= 2_736.00 / 12", NET_INCOME <= 228),
        ("net_income / 2 < 1/3", Compare(Times(NET_INCOME, Number(Fraction(1, 2))), "<", Number(Fraction(1, 3)))),
        ("net_income - 1 - -2 > 0", Compare(Plus((NET_INCOME, -Number(1), -Number(-2))), ">", Number(0))),
        ('dwelling_grade == "C"', DWELLING_GRADE.one_of(("C",))),
        ('dwelling_grade != "C"', Not(DWELLING_GRADE.one_of(("C",)))),
        ('dwelling_grade not in ["C", "D"]', Not(DWELLING_GRADE.one_of(("C", "D")))),
        ("registration in a.b", REGISTRATION.one_of(Parameter("a.b"))),
        ('"x" in a.b', Chosen(Parameter("a.b"), "x")),
        ("a.switch", Chosen(Parameter("a.switch"), "true")),
        ("any_member(age < 16)", AnyMember(AGE < 16)),
        ("every_member(condition=age < 16, of_nobody=True)", EveryMember(AGE < 16, of_nobody=True)),
        ("  dibao  # on the allowance\n  and disabled\n", POOR & IsTrue(DISABLED)),
    ],
)  # fmt: skip
def test_a_condition_is_read(text: str, condition: Any) -> None:
    assert read_condition(text, HOUSEHOLD) == condition


CRITERION = Criterion("C-1", Text("a", "甲"), POOR, applies=SIZE > 1)


def test_a_text_may_name_a_criterion_or_what_it_says_of_every_record() -> None:
    known = [CRITERION]
    assert read_condition('disabled and criterion("C-1")', HOUSEHOLD, criteria=known) == IsTrue(DISABLED) & CRITERION
    assert read_condition('condition_of("C-1")', HOUSEHOLD, criteria=known) == CRITERION.effective


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("net_incom < 5", "condition 'net_incom < 5', character 1: got 'net_incom'; expected a fact of a household; "
         "did you mean net_income"),
        ("dibao and\n  sise > 1", r"line 2, character 3: got 'sise'; expected .* household; did you mean size\?"),
        ("dibao or 贫困", "character 10: got '贫困'; expected a fact of a household"),
        ("net_income < line.yuann", r"'line.yuann'; expected a parameter of the rulebook; did you mean line.yuan\?"),
        ("size", "'size'; expected a condition: size is a count, as in size < 5"),
        ("registration", 'registration is a category, as in registration == "not registered"'),
        ("dibao < 1", "'dibao'; expected a number: dibao is a flag"),
        ("registration == line.yuan", "expected a comparison with its values, such as registration =="),
        ('size == "A"', "expected a category: size is a count"),
        ('dwelling_grade == "E"', "expected values of dwelling_grade: A, B, C, D, not 'E'"),
        ('registration in ("registerd", "exited")', r"not 'registerd'; did you mean registered"),
        ('dwelling_grade in "C"', r"expected values in brackets, such as \(\"C\", \"D\"\)"),
        ('dwelling_grade in ("C", 5)', 'expected words in quotes'),
        ("size is 5", "expected one of < <= == != >= > and in"),
        ("dibao & disabled", "expected a condition such as"),
        ("dibao if disabled else dibao", "expected a condition such as"),
        ("__import__('os')", "expected one of any_member, every_member"),
        ("dibao.real.__class__()", "expected one of any_member"),
        ("lambda: dibao", "expected a condition such as"),
        ("size < 5j", "expected a number such as"),
        ("size < True", "expected a number"),
        ("size < 1e5000", "expected an exact number"),
        ("size < net_income / size", "expected a number other than 0 to divide by"),
        ("size < 1 / 0", "expected a number other than 0 to divide by"),
        ("size < leest(1, 2)", r"expected one of least, greatest, .*; did you mean least, greatest\?"),
        ("size < least()", "expected at least one term"),
        ("size < least(1, most=2)", "got '2'; expected no further argument"),
        ("size < when(dibao, 1)", "expected the argument otherwise"),
        ("size < rounded(size, size, 'up')", "expected an exact number above 0"),
        ("size < rounded(size, 0, 'up')", "expected a number above 0"),
        ("size < rounded(size, 1, 'sideways')", "expected .*up.*down.*half"),
        ("any_member(size < 5)", "expected a fact of a person"),
        ("any_member(any_member(age < 5))", "expected a question about the person alone: no members"),
        ("any_member(age < 5, of_nobody=maybe)", "got 'maybe'; expected true, false or unknown"),
        ("choose(line.yuan, dibao)", "expected a condition for each choice"),
        ("any_marked(dibao, line.yuan, 'x')", r"expected flags in brackets, such as \(a, b\)"),
        ('criterion("HH-1")', "'\"HH-1\"'; expected a criterion that is known here"),
        ("", "expected a condition in text"),
        ("dibao and", r"condition 'dibao and', .*: got 'invalid syntax'; expected a condition such as"),
        ("dibao) or (disabled", "expected one condition, its brackets closed"),
        ("dibao, disabled", "expected one condition, its brackets closed"),
        ("not " * 2_000 + "dibao", "expected a condition that is less deeply nested|got 'too many"),
        ("dibao\0", "control characters|null"),
        ("a" * 10_001, "of at most 10000 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_shown_with_its_place(text: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        read_condition(text, HOUSEHOLD, parameters=["line.yuan"])


@given(st.text() | st.text("()<>=.,\"'abdilnosrz 05+-*/:{}[]\n", max_size=40))
def test_any_other_text_is_refused_in_the_library_s_own_words(text: str) -> None:
    for read, write in ((read_condition, write_condition), (read_term, write_term)):
        try:
            tree: Any = read(text, HOUSEHOLD)  # type: ignore[operator]
        except InvalidValue:
            continue
        assert read(write(tree), HOUSEHOLD) == tree  # type: ignore[operator]


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (
            SIZE < Number(Fraction(5), "line.yuan"),
            "got 'Number'; expected a part of a rule as it is before it is bound",
        ),
        (IsTrue(Fact("class", Kind.FLAG, Text("a", "甲"))), "fact: got 'class'; expected a name that is no word"),
        (IsTrue(Fact("true", Kind.FLAG, Text("a", "甲"))), "fact: got 'true'"),
    ],
)
def test_what_has_no_text_is_refused(tree: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        write_condition(tree)


def test_only_a_tree_is_written_and_only_text_is_read() -> None:
    for call in (
        lambda odd: read_condition(odd, HOUSEHOLD), lambda odd: read_condition("dibao", odd),
        lambda odd: read_term(odd, HOUSEHOLD), write_condition, write_term,
    ):  # fmt: skip
        with pytest.raises(InvalidValue):
            call(5)
