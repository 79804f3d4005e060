"""What the page to try asks of a household, and what it answers. This file runs in the reader's browser.

`GROUPS` are the fields of the form: facts of a household, and values that a place sets for itself. `answer` takes what
was typed, as text by field, and gives the decision in both languages. A field that is left empty is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from antipoverty import rulebooks
from antipoverty._engine.binding import bind_definition
from antipoverty._engine.conditions import facts_of
from antipoverty.errors import AntipovertyError
from antipoverty.exits import HOUSEHOLD_EXIT, assess_household
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import HOUSEHOLD_FACTS, INCOME_PARTS, NEGATIVE_FLAGS, RIGID_KINDS
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.low_income import LOW_INCOME, assess_low_income
from antipoverty.monitoring import MONITORED_HOUSEHOLD, assess
from antipoverty.records import Flags, Household, Income, Means, Risk, Water
from antipoverty.rules import Decision, Hundredths, Kind, Rule
from antipoverty.text import Text

#: What can be asked: rules by their ids, with the functions that decide them.
QUESTIONS: Mapping[str, tuple[Rule, Callable[..., Decision]]] = {
    "poor-household": (POOR_HOUSEHOLD, identify),
    "household-exit": (HOUSEHOLD_EXIT, assess_household),
    "monitored-household": (MONITORED_HOUSEHOLD, assess),
    "low-income": (LOW_INCOME, assess_low_income),
}

_PARTS = tuple(fact.name for fact in INCOME_PARTS)
_RIGID = tuple(fact.name for fact in RIGID_KINDS.values())
#: Values that places set for themselves: the form asks for those that the rulebook leaves open.
PLACE = ("monitoring.scope", "linkage.dibao_line", "low_income.disposable_income", "low_income.rigid_share")
#: The fields under their headings: facts of a household by name, and values of the place.
GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text("Household", "家庭"), ("size", "registration", "already_helped", "monitored", "dibao", "five_guarantee")),
    (Text("Income", "收入"), ("net_income", "income_stable", "assessed_income", "compliant_spending")),
    (
        Text("Parts of the income, where its total is not known (0 for none)", "收入构成（总额未知时填写，无则填0）"),
        _PARTS,
    ),
    (
        Text("Two Assurances and Three Guarantees", "两不愁三保障"),
        ("food_secure", "clothing_secure", "school_age_child", "dropout", "uninsured", "dwelling_grade"),
    ),
    (
        Text("Drinking water", "饮水"),
        (
            *("water_certified", "water_litres", "water_short_area", "water_quality_safe", "water_piped"),
            *("water_minutes", "water_metres", "water_climb", "water_days_stopped"),
        ),
    ),
    (Text("Negative list", "负面清单"), tuple(fact.name for fact in NEGATIVE_FLAGS)),
    (Text("Risks", "风险"), ("shock", "spending_surge", "income_collapse", "copes")),
    (
        Text("Property and rigid spending", "家庭财产与刚性支出"),
        ("property_within_dibao", "property_within_margin", "property_within_rigid", *_RIGID),
    ),
    (Text("Set by the place", "当地自定的标准"), PLACE),
)
FIELDS = frozenset(field for _, fields in GROUPS for field in fields)
_RECORDS: Mapping[str, type] = {"income": Income, "water": Water, "flags": Flags, "risk": Risk, "means": Means}
_READERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.FLAG: {"yes": True, "no": False}.__getitem__,
    Kind.COUNT: int,
    Kind.MONEY: Decimal,
    Kind.CATEGORY: str,
}
_NO_RULE = Text("No rule decides this on that date. {}", "该日没有可适用的规则。{}")


def answer(typed: str) -> str:
    """Decide what was typed: JSON in, JSON out.

    Args:
        typed: ``question``, ``on``, ``rulebook``, and the fields that are known, all as text by name.

    Returns:
        ``refused``, the fields that cannot be read, and so count as unknown. If the rule decides on the date:
        ``outcome``; ``brief`` and ``full`` by language; ``asked`` and ``missing``, the fields that the rule reads and
        those that would settle it; and ``program``, which gives the same decision. Else ``error`` by language.
    """
    fields: dict[str, str] = json.loads(typed)
    decide = QUESTIONS[fields.pop("question")][1]
    on, name = date.fromisoformat(fields.pop("on")), fields.pop("rulebook")
    values = {field: value for field, text in fields.items() if (value := _value(field, text, on)) is not None}
    told: dict[str, Any] = {"refused": [field for field in fields if field not in values]}
    arguments, place = _arguments(values), _place(values, on)
    try:
        decision = decide(_household(arguments), on=on, rulebook=_rulebook(name, place))
    except AntipovertyError as error:
        told["error"] = {language: words.format(error) for language, words in _NO_RULE.items()}
        return json.dumps(told)
    told["outcome"] = decision.outcome.value
    told["brief"] = {language: decision.explain(language, detail="brief") for language in _NO_RULE}
    told["full"] = {language: decision.explain(language) for language in _NO_RULE}
    used = [value.name for value in decision.parameters if value.name in place]
    told["asked"] = _fields([*(fact.name for fact in decision.bound.facts), *used], decision)
    told["missing"] = [field for field in _fields(decision.missing, decision) if field not in values]
    told["program"] = _program(decide, arguments, place, on, name)
    return json.dumps(told)


def _fields(facts: Iterable[str], decision: Decision) -> list[str]:
    """The fields in which facts are stated, or others from which they follow."""
    parameters = {value.name: value for value in decision.parameters}
    fields: dict[str, None] = {}
    for name in facts:
        fields["net_income" if name == "monitored_income" else name] = None
        if (fact := HOUSEHOLD_FACTS.get(name)) is not None and fact.definition is not None:
            fields |= dict.fromkeys(each.name for each in facts_of(bind_definition(fact, parameters)))
    return [field for field in fields if field in FIELDS]


def _value(field: str, text: str, on: date) -> Any:
    """What was typed into a field; none if it cannot be read, or the field takes no such value."""
    try:
        if field in PLACE:
            value = Decimal(text)
            _rulebook("cn", _place({field: value}, on))
        else:
            value = _READERS[HOUSEHOLD_FACTS[field].kind](text)
            _household(_arguments({field: value}))
    except (ArithmeticError, LookupError, ValueError):
        return None
    return value


def _rulebook(name: str, place: Mapping[str, Any]) -> rulebooks.Rulebook:
    return rulebooks.load(name).override(place)


def _place(values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Of the values, those of the place, as a rulebook is overridden with them."""
    known = rulebooks.load("cn").parameters
    return {name: {on.year: values[name]} if known[name].yearly else values[name] for name in PLACE if name in values}


def _arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of the values, those of the household, as arguments; the arguments of a record within it by its name."""
    arguments: dict[str, Any] = {}
    for field, value in values.items():
        if field in PLACE:
            continue
        way = HOUSEHOLD.facts[HOUSEHOLD_FACTS[field]]
        way = getattr(way, "first", way)
        path = way.path if isinstance(way, Hundredths) else way if isinstance(way, str) else f"stated.{field}"
        if field == "net_income" and values.keys().isdisjoint(_PARTS):
            path = "income.stated"
        head, _, attribute = path.partition(".")
        if attribute:
            arguments.setdefault(head, {})[attribute] = value
        else:
            arguments[head] = value
    return arguments


def _household(arguments: Mapping[str, Any]) -> Household:
    made = {name: _RECORDS[name](**value) if name in _RECORDS else value for name, value in arguments.items()}
    return Household("h1", **made)


def _program(
    decide: Callable[..., Decision], arguments: Mapping[str, Any], place: Mapping[str, Any], on: date, name: str
) -> str:
    """The program that gives the same decision."""
    records = ["Household", *(_RECORDS[head].__name__ for head in arguments if head in _RECORDS)]
    lines = [
        "from datetime import date",
        *(["from decimal import Decimal"] if "Decimal(" in f"{arguments}{place}" else []),
        "",
        "from antipoverty import rulebooks",
        f"from {'.'.join(decide.__module__.split('.')[:2])} import {decide.__name__}",
        f"from antipoverty.records import {', '.join(records)}",
        "",
        "household = Household(",
        '    "h1",',
        *(f"    {head}={_shown(head, value)}," for head, value in arguments.items()),
        ")",
        f"rulebook = rulebooks.load({name!r})" + (f".override({place})" if place else ""),
        f"decision = {decide.__name__}(household, on=date({on.year}, {on.month}, {on.day}), rulebook=rulebook)",
        'print(decision.explain("en"))',
    ]
    return "\n".join(lines)


def _shown(head: str, value: Any) -> str:
    if head not in _RECORDS:
        return repr(value)
    return f"{_RECORDS[head].__name__}({', '.join(f'{name}={each!r}' for name, each in value.items())})"
