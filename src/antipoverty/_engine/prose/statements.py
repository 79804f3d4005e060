"""A rule in words: a condition as a clause, a term by its parts, and a rule as a list of its criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from typing import TypeAlias, assert_never

from antipoverty._engine.binding import bind_definition
from antipoverty._engine.conditions import (
    AllOf,
    AnyMarked,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    Direction,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Least,
    Not,
    Number,
    OfMembers,
    OneOf,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
)
from antipoverty._engine.parameters import ParameterValue
from antipoverty._engine.prose.values import show_quantity
from antipoverty.text import Language, Text

_OPERATORS = {
    "<": Text("is below", "低于"),
    "<=": Text("is at most", "不超过"),
    "==": Text("equals", "等于"),
    ">=": Text("is at least", "不低于"),
    ">": Text("is above", "高于"),
}

_AND = Text(" and ", "，且")
_OR = Text(" or ", "，或")
_NOT = Text("it is not so that ", "并非：")


def state(condition: Condition, language: Language) -> str:
    """A condition as a clause, with its values where it is bound and the names of its parameters where it is not."""
    match condition:
        case Constant(value):
            return Text("always", "恒为是")[language] if value else Text("never", "恒为否")[language]
        case IsTrue(fact):
            return fact.text[language]
        case Not(IsTrue(Fact(negated=Text() as negated))):
            return negated[language]
        case Not(Compare(left, operator, right)) if operator != "==":
            opposite: dict[str, str] = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}
            return _compare(left, opposite[operator], right, language)
        case Not(OneOf(fact, values)):
            listed = _listed(fact, values, language)
            none = "not" if isinstance(values, tuple) and len(values) == 1 else "none of"
            return Text(f"{fact.text.en} is {none} {listed}", f"{fact.text.zh}不为{listed}")[language]
        case Not(inner):
            return _NOT[language] + _wrapped(inner, language)
        case Compare(left, operator, right):
            return _compare(left, operator, right, language)
        case OneOf(fact, values):
            listed = _listed(fact, values, language)
            several = not isinstance(values, tuple) or len(values) > 1
            return Text(f"{fact.text.en} is {'one of ' if several else ''}{listed}", f"{fact.text.zh}为{listed}")[
                language
            ]
        case AnyMarked(_, table, mark):
            return Text(
                f"a flag that [{table.name}] marks “{mark}” is true",
                f"[{table.name}]中标为“{mark}”的任一情形成立",
            )[language]
        case AnyMember() | EveryMember():
            return name_members(condition, language)
        case Chosen(parameter, "true" | "false" as value):
            said = Text("yes", "是") if value == "true" else Text("no", "否")
            return Text(f"[{parameter.name}] is “{said.en}”", f"[{parameter.name}]为“{said.zh}”")[language]
        case Chosen(parameter, value):
            return Text(f"[{parameter.name}] is or includes “{value}”", f"[{parameter.name}]为或包括“{value}”")[
                language
            ]
        case Choose(parameter, branches):
            start, then = (
                Text("if [{}] is “{}”: ", "如[{}]为“{}”：")[language],
                ("; " if language == "en" else "；"),
            )
            return then.join(start.format(parameter.name, name) + state(part, language) for name, part in branches)
        case Criterion(applies=None):
            return state(condition.condition, language)
        case Criterion(condition=inner, applies=applies, otherwise=otherwise):
            assert applies is not None
            held = Text("met", "视为满足") if otherwise else Text("not met", "视为不满足")
            return Text(
                f"{state(inner, 'en')} (asked where {state(applies, 'en')}; elsewhere {held.en})",
                f"{state(inner, 'zh')}（适用于：{state(applies, 'zh')}；其他情形{held.zh}）",
            )[language]
        case AllOf(parts):
            return _AND[language].join(_clauses(parts, language, junction=AllOf))
        case AnyOf(parts):
            return _OR[language].join(_clauses(parts, language, junction=AnyOf))
        case _:
            assert_never(condition)


def outline(condition: Condition, language: Language, depth: int = 0) -> str:
    """A condition as a list of its criteria by name, a line each, indented where parts belong together.

    Args:
        condition: a condition; one that is bound is best simplified first.
        language: English or Chinese.
        depth: how deep the list begins.
    """
    indent = "    " * depth + "- "
    match condition:
        case AllOf(parts) | AnyOf(parts):
            whole = (
                Text("all of:", "同时满足：")
                if isinstance(condition, AllOf)
                else Text("at least one of:", "至少满足一项：")
            )
            return "\n".join([indent + whole[language], *(outline(part, language, depth + 1) for part in parts)])
        case Not(Criterion(id, name)):
            return indent + Text(f"not met: {id} {name.en}", f"不满足：{id} {name.zh}")[language]
        case Criterion(id, name):
            return f"{indent}{id} {name[language]}"
        case _:
            return indent + state(condition, language)


def _listed(fact: Fact, values: tuple[str, ...] | Parameter, language: Language) -> str:
    if isinstance(values, Parameter):
        return f"[{values.name}]"
    return " / ".join(fact.label(value, language) for value in values)


def _clauses(parts: Iterable[Condition], language: Language, *, junction: type[AllOf | AnyOf]) -> list[str]:
    """The parts of a junction; a number that is compared twice in a row is named once."""
    found: list[str] = []
    before: Term | None = None
    for part in _flat(parts, junction):
        again = isinstance(part, Compare) and part.left == before
        before = part.left if isinstance(part, Compare) else None
        if again:
            assert isinstance(part, Compare)
            found.append(_stands(part.operator, part.right, language, again=junction is AllOf))
        else:
            found.append(_wrapped(part, language))
    return found


def _flat(parts: Iterable[Condition], junction: type[AllOf | AnyOf]) -> Iterator[Condition]:
    """The parts of a junction, with those of its own kind within it in their place."""
    for part in parts:
        if isinstance(part, junction):
            yield from _flat(part.conditions, junction)
        else:
            yield part


def _wrapped(condition: Condition, language: Language) -> str:
    inner = condition
    while isinstance(inner, Criterion) and inner.applies is None:
        inner = inner.condition
    text = state(condition, language)
    if isinstance(inner, Criterion):
        inner = inner.condition
    joined = isinstance(inner, AllOf | AnyOf) and len(inner.conditions) > 1
    if joined or isinstance(inner, Choose | AnyMember | EveryMember):
        return _in_brackets(text, language)
    return text


def _in_brackets(text: str, language: Language) -> str:
    return f"({text})" if language == "en" else f"（{text}）"


def _compare(left: Term, operator: str, right: Term, language: Language) -> str:
    gap = " " if language == "en" else ""
    name, form = _written(left, language, _value)
    return f"{_in_brackets(name, language) if form is _Form.PHRASE else name}{gap}{_stands(operator, right, language)}"


def _stands(operator: str, right: Term, language: Language, *, again: bool = False) -> str:
    """What a number is compared with; said again of the same number, without the verb."""
    words, gap = _OPERATORS[operator][language], " " if language == "en" else ""
    name, form = _written(right, language, _value)
    if again:
        words = words.removeprefix("is ")
    return f"{words}{gap}{_in_brackets(name, language) if form is _Form.PHRASE else name}"


# Terms


class _Form(Enum):
    """How a term is written, which decides where it is put in brackets."""

    WORD = "word"
    PRODUCT = "product"
    SUM = "sum"
    PHRASE = "phrase"


#: How a fact, a number or a parameter is written.
_Leaf: TypeAlias = Callable[[Fact | Number | Parameter | ByYear, Language], str]


def state_term(term: Term, language: Language) -> str:
    """A term with its values where it is bound, each with what it is called."""
    return _written(term, language, _value)[0]


def name_term(term: Term, language: Language, *, within: bool = False) -> str:
    """A term's name without its values.

    Args:
        term: the term.
        language: English or Chinese.
        within: whether it stands within a sentence, so that a phrase of several words is put in brackets.
    """
    name, form = _written(term, language, _name)
    return _in_brackets(name, language) if within and form is _Form.PHRASE else name


def _value(leaf: Fact | Number | Parameter | ByYear, language: Language) -> str:
    match leaf:
        case Fact(text=text):
            return text[language]
        case Parameter(name):
            return f"[{name}]"
        case ByYear(series, choice, offset):
            return f"[{series}.[{choice.name}], {Text('year', '年度')[language]} [{offset.name}]]"
        case Number(value, parameter, text, unit):
            number = show_quantity(value, unit, language)
            if parameter is None or text is None:
                return number
            return f"{number} ({text.en})" if language == "en" else f"{number}（{text.zh}）"
        case _:
            assert_never(leaf)


def _name(leaf: Fact | Number | Parameter | ByYear, language: Language) -> str:
    if isinstance(leaf, Number) and leaf.text is not None:
        return leaf.text[language]
    return _value(leaf, language)


def _written(term: Term, language: Language, leaf: _Leaf) -> tuple[str, _Form]:
    """A term in words, and its form."""

    def part(inner: Term, *bracketed: _Form) -> str:
        text, form = _written(inner, language, leaf)
        if form not in bracketed:
            return text
        return _in_brackets(text, language) if form is _Form.PHRASE else f"({text})"

    match term:
        case Fact() | Number() | Parameter() | ByYear():
            return leaf(term, language), _Form.WORD
        case Times(left, right) if is_minus_one(left):
            named = part(right, _Form.SUM, _Form.PHRASE)
            return Text(f"minus {named}", f"负{named}")[language], _Form.PHRASE
        case Times(left, right):
            factors = (part(factor, _Form.SUM, _Form.PHRASE) for factor in (left, right))
            return " × ".join(factors), _Form.PRODUCT
        case Plus(terms):
            if len(terms) == 1:
                return _written(terms[0], language, leaf)
            return added([(minus, part(inner, _Form.PHRASE)) for minus, inner in signed(terms)]), _Form.SUM
        case Least(terms) | Greatest(terms):
            parts = [part(inner, _Form.SUM, _Form.PHRASE) for inner in terms]
            clear = [f"({text})" if _joins(text) else text for text in parts]
            return extreme(term, clear, language), _Form.PHRASE
        case When():
            cases, otherwise = cases_of(term)
            said = [(part(each, _Form.PHRASE), state(condition, language)) for condition, each in cases]
            rest = part(otherwise, _Form.PHRASE)
            if language == "zh":
                return f"{''.join(f'如{asked}，则为{found}；' for found, asked in said)}否则为{rest}", _Form.PHRASE
            return f"{''.join(f'{found} if {asked}, ' for found, asked in said)}otherwise {rest}", _Form.PHRASE
        case Rounded(inner):
            named = part(inner, _Form.PRODUCT, _Form.SUM, _Form.PHRASE)
            gap = " " if language == "en" else ""
            return f"{named}{gap}{rounding(term, language)}", _Form.PHRASE
        case CountMembers() | SumMembers():
            bare = language == "zh" or term == CountMembers()
            return name_members(term, language), _Form.WORD if bare else _Form.PHRASE
        case _:
            assert_never(term)


def cases_of(term: When) -> tuple[list[tuple[Condition, Term]], Term]:
    """The conditions of a choice, in the order in which they are tried, each with its number; then the number of none.

    >>> size = Number(4)
    >>> cases, otherwise = cases_of(When(size < 2, 20, When(size < 3, 30, 40)))
    >>> len(cases), otherwise.value
    (2, Fraction(40, 1))
    """
    cases = [(term.condition, term.term)]
    if isinstance(term.otherwise, When):
        more, otherwise = cases_of(term.otherwise)
        return cases + more, otherwise
    return cases, term.otherwise


def signed(terms: Iterable[Term]) -> list[tuple[bool, Term]]:
    """The parts of a sum, each with whether it is taken away; what is added comes first if there is such a part."""
    parts = list(_parts(terms))
    first = next((place for place, (minus, _) in enumerate(parts) if not minus), 0)
    return [parts[first], *parts[:first], *parts[first + 1 :]]


def _parts(terms: Iterable[Term], taken: bool = False) -> Iterator[tuple[bool, Term]]:
    """The parts of a sum, those of a sum within it in its place; of one that is taken away, each is."""
    for term in terms:
        minus, part = _signed(term)
        if isinstance(part, Plus):
            yield from _parts(part.terms, taken ^ minus)
        else:
            yield taken ^ minus, part


def _signed(term: Term) -> tuple[bool, Term]:
    match term:
        case Times(left, right) if is_minus_one(left):
            return True, right
        case Times(Number(value, None) as left, right) if value < 0:
            return True, Times(Number(-value, None, left.text, left.unit), right)
        case Number(value, None) if value < 0:
            return True, Number(-value, None, term.text, term.unit)
        case _:
            return False, term


def is_minus_one(term: Term) -> bool:
    """Whether a term is the -1 by which something is taken away."""
    return isinstance(term, Number) and term.value == -1 and term.parameter is None


def added(parts: list[tuple[bool, str]]) -> str:
    """Signed parts as a sum: ``a + b - c``."""
    text = "".join(f" {'-' if minus else '+'} {part}" for minus, part in parts)
    return text.removeprefix(" + ").strip()


def extreme(term: Least | Greatest, parts: list[str], language: Language) -> str:
    """The lowest or the highest of several things in words."""
    few = len(parts) <= 2
    if isinstance(term, Greatest):
        words = Text("higher", "较大者") if few else Text("highest", "最大者")
    else:
        words = Text("lower", "较小者") if few else Text("lowest", "最小者")
    if language == "zh":
        return f"{'、'.join(parts[:-1])}与{parts[-1]}中的{words.zh}" if len(parts) > 1 else parts[0]
    return f"the {words.en} of {_and(parts)}" if len(parts) > 1 else parts[0]


def _joins(text: str) -> bool:
    """Whether a name holds words that would be taken for those of the list in which it stands."""
    return not text.startswith("(") and (" and " in text or ", " in text)


def _and(parts: list[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def rounding(term: Rounded, language: Language) -> str:
    """How a number is rounded: ``rounded up to a whole number``."""
    way, step = _DIRECTIONS[term.direction], term.unit
    if step == 1:
        return Text(f"{way.en} to a whole number", _WHOLE[term.direction])[language]
    places = next((places for places in range(1, 7) if step == Fraction(1, 10**places)), None)
    if places is not None:
        more = "place" if places == 1 else "places"
        return Text(f"{way.en} to {places} decimal {more}", f"{way.zh}至{places}位小数")[language]
    shown = show_quantity(step, None, language)
    return Text(f"{way.en} to a multiple of {shown}", f"{way.zh}至{shown}的整数倍")[language]


_DIRECTIONS: dict[Direction, Text] = {
    "up": Text("rounded up", "向上取"),
    "down": Text("rounded down", "向下取"),
    "half": Text("rounded", "四舍五入"),
}
_WHOLE: dict[Direction, str] = {"up": "向上取整", "down": "向下取整", "half": "四舍五入取整"}


# Facts that follow


def state_definition(
    fact: Fact, language: Language, parameters: Mapping[str, ParameterValue] | None = None
) -> str | None:
    """How a fact follows from other facts or from members, in words; none if it has no definition.

    Args:
        fact: the fact.
        language: English or Chinese.
        parameters: the values of the parameters that it `reads`, by name; without one of them, their names are said.

    >>> from antipoverty.facts.household import UNINSURED
    >>> state_definition(UNINSURED, "en")
    'there is a member who has no basic medical insurance'
    """
    definition = fact.definition
    if definition is None:
        return None
    if parameters is not None and all(name in parameters for name in fact.reads):
        definition = bind_definition(fact, parameters)
    return state(definition, language) if isinstance(definition, Condition) else state_term(definition, language)


# Members


def name_members(node: OfMembers, language: Language) -> str:
    """A question to the members of a record, as a clause or as the name of a number.

    >>> from antipoverty.facts.person import AGE, MEDICAL_INSURED
    >>> name_members(AnyMember(~IsTrue(MEDICAL_INSURED)), "en")
    'there is a member who has no basic medical insurance'
    >>> name_members(CountMembers((AGE >= 16) & (AGE < 60)), "en")
    'number of members whose age is at least 16 and below 60'
    """
    match node:
        case AnyMember(condition, of_nobody):
            asked = Text(f"there is a member {_who(condition)}", f"有成员{_of_member(condition)}")
            default: bool | None = False
        case EveryMember(condition, of_nobody):
            asked = Text(f"every member is one {_who(condition)}", f"全体成员均{_of_member(condition)}")
            default = None
        case CountMembers(None):
            return Text("number of members", "成员数")[language]
        case CountMembers(counted):
            assert counted is not None
            said = _of_member(counted)
            of = f"{said.removeprefix('符合')}" if said.startswith("符合") else said
            return Text(
                f"number of members {_who(counted, several=True)}", f"{'符合' if of != said else ''}{of}的成员数"
            )[language]
        case SumMembers(term):
            (en, form), (zh, _) = (_written(term, each, _value) for each in ("en", "zh"))
            if form is not _Form.WORD:
                en, zh = f"({en})", f"（{zh}）"
            return Text(f"sum of {en} over all members", f"全体成员{zh}之和")[language]
    if of_nobody is not default:
        asked = Text(f"{asked.en} ({_NOBODY[of_nobody].en})", f"{asked.zh}（{_NOBODY[of_nobody].zh}）")
    return asked[language]


_NOBODY: dict[bool | None, Text] = {
    True: Text("met where there are no members", "无成员时视为满足"),
    False: Text("not met where there are no members", "无成员时视为不满足"),
    None: Text("unknown where there are no members", "无成员时视为未知"),
}


def _who(condition: Condition, *, several: bool = False) -> str:
    """A condition over facts of a person as a relative clause: ``whose age is at least 6``."""
    if isinstance(condition, AllOf):
        clauses: list[str] = []
        before: Term | None = None
        for part in _flat(condition.conditions, AllOf):
            if isinstance(part, Compare) and part.left == before:
                clauses[-1] += f" and {_stands(part.operator, part.right, 'en', again=True)}"
            else:
                clauses.append(_who(part, several=several))
            before = part.left if isinstance(part, Compare) else None
        return _and(clauses) if len(clauses) <= 2 else f"{', '.join(clauses[:-1])}, and {clauses[-1]}"
    said = state(condition, "en")
    match condition:
        case Compare(Fact()) | OneOf() | Not(Compare(Fact()) | OneOf()):
            return f"whose {said}"
        case IsTrue() | Not(IsTrue()) if said.startswith("the person ") and not several:
            return f"who {said.removeprefix('the person ')}"
        case _:
            return f"of whom this is so: {said}"


def _of_member(condition: Condition) -> str:
    """A condition over facts of a person in Chinese, as it is said of a member."""
    inner = state(condition, "zh")
    plain = isinstance(condition, IsTrue | OneOf | Compare | Not) and not inner.startswith(_NOT.zh)
    return inner if plain else f"符合（{inner}）"
