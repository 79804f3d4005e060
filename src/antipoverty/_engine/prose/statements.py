"""A rule in words: a condition as a clause, a term by its parts, and a rule as a list of its criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
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
    walk,
)
from antipoverty._engine.parameters import ParameterValue
from antipoverty._engine.prose.values import IN_BRACKETS, NO, YES, show_quantity
from antipoverty.errors import InvalidValue
from antipoverty.text import LISTED, SEMICOLON, Language, Text, Translation

_OPERATORS = {
    "<": Text("is below", "低于"),
    "<=": Text("is at most", "不超过"),
    "==": Text("equals", "等于"),
    ">=": Text("is at least", "不低于"),
    ">": Text("is above", "高于"),
}

#: The same, said again of the number before.
_AGAIN = _OPERATORS | {
    "<": Text("below", "低于"),
    "<=": Text("at most", "不超过"),
    ">=": Text("at least", "不低于"),
    ">": Text("above", "高于"),
}

#: The same, of several things.
_ARE = {
    "<": Text("are below", "低于"),
    "<=": Text("are at most", "不超过"),
    "==": Text("equal", "等于"),
    ">=": Text("are at least", "不低于"),
    ">": Text("are above", "高于"),
}

_AND = Text(" and ", "，且")
_OR = Text(" or ", "，或")
_NOT = Text("it is not so that {}", "并非：{}")
_ALWAYS, _NEVER = Text("always", "恒为是"), Text("never", "恒为否")
_IS, _IS_ONE_OF = Text("{} is {}", "{}为{}"), Text("{} is one of {}", "{}为{}")
_IS_NOT, _IS_NONE_OF = Text("{} is not {}", "{}不为{}"), Text("{} is none of {}", "{}不为{}")
_MARKED = Text("a flag that [{}] marks “{}” is true", "[{}]中标为“{}”的任一情形成立")
_CHOSEN, _INCLUDED = Text("[{}] is “{}”", "[{}]为“{}”"), Text("[{}] is or includes “{}”", "[{}]为或包括“{}”")
_IF_CHOSEN = Text("if [{}] is “{}”: {}", "如[{}]为“{}”：{}")
_CASE = Text("if [{}] is “{}”:", "如[{}]为“{}”：")
_MET_ELSEWHERE = Text("{} (asked where {}; elsewhere met)", "{}（适用于：{}；其他情形视为满足）")
_NOT_MET_ELSEWHERE = Text("{} (asked where {}; elsewhere not met)", "{}（适用于：{}；其他情形视为不满足）")
_ALL, _ANY = Text("all of:", "同时满足："), Text("at least one of:", "至少满足一项：")
_NOT_MET = Text("not met: {} {}", "不满足：{} {}")
#: Two words after each other: a language that puts no space between words puts none.
AFTER_EACH_OTHER = Text("{} {}", "{}{}")
_IF, _OTHERWISE = Text("{number} if {condition}, ", "如{condition}，则为{number}；"), Text("otherwise {}", "否则为{}")
_YEAR, MINUS = Text("year", "年度"), Text("minus {}", "负{}")
_BRACKETS = Text("({})", "（{}）")


def state(condition: Condition, language: Language) -> str:
    """A condition as a clause, with its values where it is bound and the names of its parameters where it is not."""
    match condition:
        case Constant(value):
            return (_ALWAYS if value else _NEVER)[language]
        case IsTrue(fact):
            return fact.text[language]
        case Not(IsTrue(Fact(negated=Text() as negated))):
            return negated[language]
        case Not(Compare(left, operator, right)) if operator != "==":
            opposite: dict[str, str] = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}
            return _compare(left, opposite[operator], right, language)
        case Not(OneOf(fact, values)):
            listed = _listed(fact, values, language)
            return (_IS_NOT if _is_one(values) else _IS_NONE_OF)[language].format(fact.text[language], listed)
        case Not(inner):
            return _NOT[language].format(_wrapped(inner, language))
        case Compare(left, operator, right):
            return _compare(left, operator, right, language)
        case OneOf(fact, values):
            listed = _listed(fact, values, language)
            return (_IS if _is_one(values) else _IS_ONE_OF)[language].format(fact.text[language], listed)
        case AnyMarked(_, table, mark):
            return _MARKED[language].format(table.name, mark)
        case AnyMember() | EveryMember():
            return name_members(condition, language)
        case Chosen(parameter, "true" | "false" as value):
            return _CHOSEN[language].format(parameter.name, (YES if value == "true" else NO)[language])
        case Chosen(parameter, value):
            return _INCLUDED[language].format(parameter.name, value)
        case Choose(parameter, branches):
            cases = (
                _IF_CHOSEN[language].format(parameter.name, name, state(part, language)) for name, part in branches
            )
            return SEMICOLON[language].join(cases)
        case Criterion(applies=None):
            return state(condition.condition, language)
        case Criterion(condition=inner, applies=applies, otherwise=otherwise):
            assert applies is not None
            elsewhere = _MET_ELSEWHERE if otherwise else _NOT_MET_ELSEWHERE
            return elsewhere[language].format(state(inner, language), state(applies, language))
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
            whole = _ALL if isinstance(condition, AllOf) else _ANY
            flat = flattened(parts, type(condition))
            return "\n".join([indent + whole[language], *(outline(part, language, depth + 1) for part in flat)])
        case Choose(parameter, branches):
            return "\n".join(
                f"{indent}{_CASE[language].format(parameter.name, name)}\n{outline(part, language, depth + 1)}"
                for name, part in branches
            )
        case Not(Criterion(id, name)):
            return indent + _NOT_MET[language].format(id, name[language])
        case Criterion(id, name):
            return f"{indent}{id} {name[language]}"
        case _:
            return indent + state(condition, language)


def name_condition(condition: Condition, language: Language) -> str:
    """A condition by the names of its criteria, as far as it consists of them; what has no name is stated."""
    match condition:
        case Criterion(name=name):
            return name[language]
        case AllOf(parts) | AnyOf(parts) if any(isinstance(node, Criterion) for node in walk(condition)):
            junction = type(condition)
            joined = (_AND if junction is AllOf else _OR)[language]
            flat = [*flattened(parts, junction)]
            return joined.join(
                _in_brackets(said, language) if isinstance(part, AllOf | AnyOf) else said
                for part, said in zip(flat, (name_condition(part, language) for part in flat), strict=True)
            )
        case _:
            return state(condition, language)


def _is_one(values: tuple[str, ...] | Parameter) -> bool:
    return isinstance(values, tuple) and len(values) == 1


def _listed(fact: Fact, values: tuple[str, ...] | Parameter, language: Language) -> str:
    if isinstance(values, Parameter):
        return f"[{values.name}]"
    return " / ".join(fact.label(value, language) for value in values)


def _clauses(parts: Iterable[Condition], language: Language, *, junction: type[AllOf | AnyOf]) -> list[str]:
    """The parts of a junction; a number that is compared twice in a row is named once."""
    found: list[str] = []
    before: Term | None = None
    for part in flattened(parts, junction):
        again = isinstance(part, Compare) and part.left == before
        before = part.left if isinstance(part, Compare) else None
        if again:
            assert isinstance(part, Compare)
            found.append(
                _stands(part.operator, part.right, language, _AGAIN if junction is AllOf else _verbs(part.left))
            )
        else:
            found.append(_wrapped(part, language))
    return found


def flattened(parts: Iterable[Condition], junction: type[AllOf | AnyOf]) -> Iterator[Condition]:
    """The parts of a junction, with those of its own kind within it in their place."""
    for part in parts:
        if isinstance(part, junction):
            yield from flattened(part.conditions, junction)
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
    return _BRACKETS[language].format(text)


def _compare(left: Term, operator: str, right: Term, language: Language) -> str:
    name, form = _written(left, language, _value)
    named = _in_brackets(name, language) if form is _Form.PHRASE else name
    return AFTER_EACH_OTHER[language].format(named, _stands(operator, right, language, _verbs(left)))


def _verbs(left: Term) -> Mapping[str, Text]:
    """How a comparison of a number is said, of one thing or of several."""
    return _ARE if isinstance(left, Fact) and left.plural else _OPERATORS


def _stands(operator: str, right: Term, language: Language, words: Mapping[str, Text]) -> str:
    """What a number is compared with, after the words for how."""
    name, form = _written(right, language, _value)
    named = _in_brackets(name, language) if form is _Form.PHRASE else name
    return AFTER_EACH_OTHER[language].format(words[operator][language], named)


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
            return f"[{series}.[{choice.name}], {_YEAR[language]} [{offset.name}]]"
        case Number(value, parameter, text, unit):
            number = show_quantity(value, unit, language)
            if parameter is None or text is None:
                return number
            return IN_BRACKETS[language].format(number, text[language])
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
            return MINUS[language].format(part(right, _Form.SUM, _Form.PHRASE)), _Form.PHRASE
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
            name = name_condition if leaf is _name else state
            said = [
                _IF[language].format(number=part(each, _Form.PHRASE), condition=name(condition, language))
                for condition, each in cases
            ]
            return "".join([*said, _OTHERWISE[language].format(part(otherwise, _Form.PHRASE))]), _Form.PHRASE
        case Rounded(inner):
            named = part(inner, _Form.PRODUCT, _Form.SUM, _Form.PHRASE)
            return AFTER_EACH_OTHER[language].format(named, rounding(term, language)), _Form.PHRASE
        case CountMembers() | SumMembers():
            form = _Form.WORD if term == CountMembers() else _FORM_OF_MEMBERS.get(language, _Form.PHRASE)
            return name_members(term, language), form
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
    if len(parts) == 1:
        return parts[0]
    words = _EXTREMES[isinstance(term, Greatest), len(parts) > 2]
    return words[language].format(_LAST[language].format(LISTED[language].join(parts[:-1]), parts[-1]))


#: Of those that are sought the greatest, and of more than two.
_EXTREMES = {
    (True, False): Text("the higher of {}", "{}中的较大者"),
    (True, True): Text("the highest of {}", "{}中的最大者"),
    (False, False): Text("the lower of {}", "{}中的较小者"),
    (False, True): Text("the lowest of {}", "{}中的最小者"),
}
_LAST = Text("{} and {}", "{}与{}")


def _joins(text: str) -> bool:
    """Whether a name holds words that would be taken for those of the list in which it stands."""
    return not text.startswith("(") and (" and " in text or ", " in text)


def _and(parts: list[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def rounding(term: Rounded, language: Language) -> str:
    """How a number is rounded: ``rounded up to a whole number``."""
    way, step = _DIRECTIONS[term.direction][language], term.unit
    if step == 1:
        return _WHOLE[term.direction][language]
    places = next((places for places in range(1, 7) if step == Fraction(1, 10**places)), None)
    if places is not None:
        return (_TO_PLACE if places == 1 else _TO_PLACES)[language].format(way, places)
    return _TO_MULTIPLE[language].format(way, show_quantity(step, None, language))


_DIRECTIONS: dict[Direction, Text] = {
    "up": Text("rounded up", "向上取"),
    "down": Text("rounded down", "向下取"),
    "half": Text("rounded", "四舍五入"),
}
_WHOLE: dict[Direction, Text] = {
    "up": Text("rounded up to a whole number", "向上取整"),
    "down": Text("rounded down to a whole number", "向下取整"),
    "half": Text("rounded to a whole number", "四舍五入取整"),
}
_TO_PLACE, _TO_PLACES = Text("{} to {} decimal place", "{}至{}位小数"), Text("{} to {} decimal places", "{}至{}位小数")
_TO_MULTIPLE = Text("{} to a multiple of {}", "{}至{}的整数倍")


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
    default: bool | None
    match node:
        case AnyMember(condition, of_nobody):
            asked, default = _THERE_IS[language].format(_of_members(condition, language)), False
        case EveryMember(condition, of_nobody):
            asked, default = _EVERY_MEMBER[language].format(_of_members(condition, language)), None
        case CountMembers(None):
            return _MEMBERS[language]
        case CountMembers(counted):
            assert counted is not None
            return _MEMBERS_COUNTED[language].format(_of_members(counted, language, several=True))
        case SumMembers(term):
            name, form = _written(term, language, _value)
            return _SUM[language].format(name if form is _Form.WORD else _in_brackets(name, language))
    if of_nobody is not default:
        return IN_BRACKETS[language].format(asked, _NOBODY[of_nobody][language])
    return asked


def text_of_members(node: OfMembers) -> Text:
    """A question to the members of a record, in every language in which each of its parts has words."""
    words: dict[str, str] = {}
    for language in _THERE_IS:
        with suppress(InvalidValue):
            words[language] = name_members(node, language)
    text = _TextOfMembers(**words)
    object.__setattr__(text, "_node", node)
    return text


class _TextOfMembers(Text):
    """What is asked of members; in a language that is data it is put together from the words of its parts."""

    __slots__ = ("_node",)

    _node: OfMembers

    def __getitem__(self, language: Language) -> str:
        return (
            name_members(self._node, language) if isinstance(language, Translation) else super().__getitem__(language)
        )

    def __reduce__(self) -> tuple[object, ...]:
        return text_of_members, (self._node,)


_THERE_IS, _EVERY_MEMBER = Text("there is a member {}", "有成员{}"), Text("every member is one {}", "全体成员均{}")
_MEMBERS, _MEMBERS_COUNTED = Text("number of members", "成员数"), Text("number of members {}", "{}的成员数")
_SUM = Text("sum of {} over all members", "全体成员{}之和")
_NOBODY: dict[bool | None, Text] = {
    True: Text("met where there are no members", "无成员时视为满足"),
    False: Text("not met where there are no members", "无成员时视为不满足"),
    None: Text("unknown where there are no members", "无成员时视为未知"),
}


def _of_members(condition: Condition, language: Language, *, several: bool = False) -> str:
    """A condition over facts of a person, as it is said of a member; plainly if a language has no form for it."""
    if language in _FORMS_OF_MEMBERS:
        return _FORMS_OF_MEMBERS[language](condition, several)
    return _SO[language].format(state(condition, language))


def _who(condition: Condition, several: bool) -> str:
    """A condition over facts of a person as a relative clause: ``whose age is at least 6``."""
    if isinstance(condition, AllOf):
        clauses: list[str] = []
        before: Term | None = None
        for part in flattened(condition.conditions, AllOf):
            if isinstance(part, Compare) and part.left == before:
                clauses[-1] += f" and {_stands(part.operator, part.right, 'en', _AGAIN)}"
            else:
                clauses.append(_who(part, several))
            before = part.left if isinstance(part, Compare) else None
        return _and(clauses) if len(clauses) <= 2 else f"{', '.join(clauses[:-1])}, and {clauses[-1]}"
    said = state(condition, "en")
    match condition:
        case Compare(Fact()) | OneOf() | Not(Compare(Fact()) | OneOf()):
            return f"whose {said}"
        case IsTrue() | Not(IsTrue()) if said.startswith("the person ") and not several:
            return f"who {said.removeprefix('the person ')}"
        case _:
            return _SO.en.format(said)


def _of_member(condition: Condition, several: bool) -> str:
    """A condition over facts of a person in Chinese, as it is said of a member."""
    inner = state(condition, "zh")
    plain = isinstance(condition, IsTrue | OneOf | Compare | Not) and not inner.startswith(_NOT.zh.removesuffix("{}"))
    return inner if plain else _SO.zh.format(inner)


_SO = Text("of whom this is so: {}", "符合（{}）")
#: The languages in which a clause about a member has a form of its own.
_FORMS_OF_MEMBERS: Mapping[Language, Callable[[Condition, bool], str]] = {"en": _who, "zh": _of_member}
#: How what is asked of members is written where that is no phrase.
_FORM_OF_MEMBERS: Mapping[Language, _Form] = {"zh": _Form.WORD}
