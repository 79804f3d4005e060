"""Whatever a JSON document holds, it is read exactly, or refused at once with the place of all that is wrong."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from time import perf_counter
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import funds, indicators, rulebooks
from antipoverty.errors import InvalidDocument, InvalidValue, Problem
from antipoverty.history import Timeline
from antipoverty.identification import POOR_HOUSEHOLD, QuotaUnit, identify
from antipoverty.records import County, Household, Income, Person, Transfer, Village
from antipoverty.rulebooks import ParameterValue
from antipoverty.rules import AllOf, Decision, Fact, IsTrue, Kind, Not, Rule
from antipoverty.serialization import converter, dumps, loads
from antipoverty.serialization._converters import FORMAT
from antipoverty.strategies import households, ledgers, timelines
from antipoverty.text import Text
from effort import THOROUGH, times

IDENTITY = "99010519491231002X"  # made up


def _text(value: object, kind: str = "Household") -> str:
    return json.dumps({"format": FORMAT, "type": kind, "value": value})


def _raw(value: str, kind: str = "Household") -> str:
    return f'{{"format": "{FORMAT}", "type": "{kind}", "value": {value}}}'


def _problems(text: str | bytes, kind: type = Household) -> tuple[Problem, ...]:
    begun = perf_counter()
    with pytest.raises(InvalidDocument) as refused:
        loads(text, kind)
    assert perf_counter() - begun < 5
    return refused.value.problems


def _only(text: str | bytes, kind: type = Household) -> tuple[str, str, str]:
    (problem,) = _problems(text, kind)
    return problem.pointer, problem.given, problem.expected


@pytest.mark.parametrize(
    ("member", "pointer", "given", "expected"),
    [
        ('"size": 4.0', "/value/size", "a number with decimals", "a whole number or null"),
        ('"size": "4"', "/value/size", "a string", "a whole number or null"),
        ('"size": true', "/value/size", "true or false", "a whole number or null"),
        ('"size": {}', "/value/size", "an object", "a whole number or null"),
        ('"size": 0', "/value/size", "a whole number", "a whole number from 1 to 100"),
        ('"dibao": 1', "/value/dibao", "a whole number", "true or false or null"),
        ('"dibao": "true"', "/value/dibao", "a string", "true or false or null"),
        ('"land": 5', "/value/land", "a whole number", "an exact number as a string"),
        ('"income": []', "/value/income", "an array", "an object"),
        ('"income": "h"', "/value/income", "a string", "an object"),
        ('"income": {"stated": 5}', "/value/income/stated", "a whole number", "an exact number as a string"),
        (
            '"income": {"transfers": [{"kind": "x", "amount": "1"}]}',
            "/value/income/transfers/0/kind",
            "a string",
            "one",
        ),
        ('"income": {"transfers": [{"kind": "dibao"}]}', "/value/income/transfers/0/amount", "nothing", "an exact"),
        ('"income": {"transfers": {}}', "/value/income/transfers", "an object", "an array"),
        ('"members": [{"id": "p"}, 5]', "/value/members/1", "a whole number", "an object"),
        ('"members": [{"birth_date": "2014-05-01"}]', "/value/members/0/id", "nothing", "a string"),
        ('"declared_causes": "illness"', "/value/declared_causes", "a string", "an array"),
        ('"declared_causes": ["illness", null]', "/value/declared_causes/1", "null", "a string"),
        ('"registration": ["registered"]', "/value/registration", "an array", "one of not registered, candidate"),
        ('"registration": {}', "/value/registration", "an object", "one of not registered, candidate"),
        ('"size": NaN', "/value/size", "NaN", "a finite number"),
        ('"size": -Infinity', "/value/size", "-Infinity", "a finite number"),
        ('"size": 1e999', "/value/size", "a number beyond every limit", "a finite number"),
        ('"size": 1e20000000', "/value/size", "a number beyond every limit", "a finite number"),
        ('"size": 4, "dibao": true, "size": 5', "/value", "size twice", "each name once"),
        ('"water": {"piped": true, "piped": true}', "/value/water", "piped twice", "each name once"),
        (r'"village": "\ud800"', "/value/village", "a string", "text without halves of surrogate pairs"),
        ('"sise": 4', "/value/sise", "a name that is not known", "did you mean size?"),
        ('"water": {"x": true}', "/value/water/x", "a name that is not known", "a member of Water: certified, litres"),
    ],
)
def test_one_thing_that_is_wrong_is_said_with_its_place(member: str, pointer: str, given: str, expected: str) -> None:
    where, found, wanted = _only(_raw(f'{{"id": "h1", {member}}}'))
    assert where == pointer
    assert found.startswith(given)
    assert wanted.startswith(expected)


def test_all_that_is_wrong_is_gathered_in_the_order_of_the_class() -> None:
    value = {"size": "4", "income": {"wage": "x", "year": 1}, "members": [{"id": "p", "health": "ill"}], "dibao": 1}
    assert [problem.pointer for problem in _problems(_text(value))] == [
        "/value/id",
        "/value/members/0/health",
        "/value/size",
        "/value/income/wage",
        "/value/income/year",
        "/value/dibao",
    ]


@pytest.mark.parametrize(
    "amount",
    [
        *[
            "1_000",
            " 5",
            "5 ",
            "1e2",
            "1E2",
            "１２",
            "٣",
            "+5",
            "5.",
            ".5",
            "0x10",
            "",
            "-",
            "1,000",
            "NaN",
            "Infinity",
            "sNaN",
        ],
        *["--1", "1.2.3", "1\n", "¾", "五", "1e20000000", "1e-20000000", "9" * 5_000, "0." + "1" * 5_000],
    ],
)
def test_an_amount_is_in_plain_digits(amount: str) -> None:
    pointer, given, expected = _only(_text({"kind": "pension", "amount": amount}, "Transfer"), Transfer)
    assert (pointer, given) == ("/value/amount", "a string")
    assert expected.startswith("an exact number as a string, such as '2736.00'")


@pytest.mark.parametrize("amount", ["5", "0.10", "2736", "007", "5.00", "9999999999999.99"])
def test_an_amount_in_plain_digits_is_read_exactly(amount: str) -> None:
    read = loads(_text({"kind": "pension", "amount": amount}, "Transfer"), Transfer).amount
    assert read == Decimal(amount)
    assert loads(dumps(Transfer("pension", read)), Transfer).amount.as_tuple() == read.as_tuple()


def test_a_number_that_cannot_be_an_amount_says_so_without_being_shown() -> None:
    pointer, given, expected = _only(_text({"kind": "pension", "amount": "12.345"}, "Transfer"), Transfer)
    assert (pointer, expected) == ("/value/amount", "at most two decimal places")
    assert "12.345" not in given


@pytest.mark.parametrize(
    "day",
    [
        "20140501",
        "2014-W18-4",
        "2014-5-1",
        "２０１４-05-01",
        "2014-02-30",
        "2014-05-01T00:00",
        " 2014-05-01",
        "",
        "0000-01-01",
    ],
)
def test_a_date_is_written_in_one_way(day: str) -> None:
    pointer, _, expected = _only(_text({"id": "p", "birth_date": day}, "Person"), Person)
    assert (pointer, expected) == ("/value/birth_date", "a date as a string, such as '2014-04-02' or null")


@pytest.mark.parametrize(
    "ratio", ["1/0", "1/00", "1/-3", " 1/3", "1/3 ", "0.5", "1e2", "1_0/3", "１/3", "/3", "1/", 5, None]
)
def test_a_ratio_is_written_in_one_way(ratio: object) -> None:
    pointer, _, expected = _only(_text({"id": "a", "persons": 1, "incidence": ratio}, "QuotaUnit"), QuotaUnit)
    assert (pointer, expected) == ("/value/incidence", "a ratio as a string, such as '1/3'")


def _rule(condition: str) -> str:
    words = '{"en": "a", "zh": "b"}'
    return _raw(
        f'{{"id": "r", "name": {words}, "subject": "household", "condition": {condition}, "met": {words},'
        f' "not_met": {words}, "unknown": {words}}}',
        "Rule",
    )


@pytest.mark.parametrize("levels", [90, 400, 900, 100_000])
def test_conditions_deep_in_each_other_are_refused_at_once(levels: int) -> None:
    inner = '{"is": "Constant", "value": true}'
    text = _rule('{"is": "Not", "condition": ' * levels + inner + "}" * levels)
    if levels == 90:
        assert loads(text, Rule).condition != Not(loads(text, Rule).condition)
        return
    (problem,) = _problems(text, Rule)
    assert (problem.given, problem.expected) == ("objects and arrays in each other too deep", "at most 200 levels")


def test_what_cannot_be_read_back_is_not_written() -> None:
    flag = Fact("flag", Kind.FLAG, Text("a", "b"))
    condition: Any = IsTrue(flag)
    for _ in range(250):
        condition = Not(condition)
    rule = Rule("r", Text("a", "b"), "household", condition, *[Text("a", "b")] * 3)
    with pytest.raises(InvalidValue, match="expected at most 200 levels"):
        dumps(rule)
    for _ in range(3_000):
        condition = Not(condition)
    with pytest.raises(InvalidValue, match="value: got 'Rule'; expected what JSON can hold"):
        dumps(Rule("r", Text("a", "b"), "household", condition, *[Text("a", "b")] * 3))
    broad = AllOf(tuple(IsTrue(flag) for _ in range(5_000)))
    assert loads(dumps(Rule("r", Text("a", "b"), "household", broad, *[Text("a", "b")] * 3)), Rule).condition == broad


@pytest.mark.parametrize(
    "text", ["[" * 10**6, "[" * 10**6 + "]" * 10**6, '{"a":' * 10**6, _raw("[" * 2_000 + "]" * 2_000)]
)
def test_a_document_of_brackets_is_refused_at_once(text: str) -> None:
    assert len(_problems(text)) == 1


def test_a_whole_number_of_many_digits_is_refused_at_once() -> None:
    pointer, given, _ = _only(_raw('{"id": "h1", "size": ' + "9" * 10**6 + "}"))
    assert (pointer, given) == ("/value/size", "a number of 1000000 digits")
    pointer, given, _ = _only(_raw('{"id": "h1", "size": ' + "9" * 4_000 + "}"))
    assert pointer == "/value/size"


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("", "line 1, column 1: Expecting value", "JSON"),
        ("{", "line 1, column 2: ", "JSON"),
        ("{'a': 1}", "line 1, column 2: ", "JSON"),
        ('{"a": 1,}', "line 1, column", "JSON"),
        ("\n\n  nul", "line 3, column 3", "JSON"),
        ('{"a": "\x00"}', "line 1, column", "JSON"),
        ('{"a": 01}', "line 1, column", "JSON"),
        ("null", "null", "an object with format, type, value"),
        ("[]", "an array", "an object with format, type, value"),
        ("5", "a whole number", "an object with format, type, value"),
        (b"\xff\xfe{\x00}\x00", "byte 1, which is not UTF-8", "a document in UTF-8"),
        (b'{"a": "\xb8"}', "byte 8, which is not UTF-8", "a document in UTF-8"),
        (None, "NoneType", "a document as text, or as bytes of UTF-8"),
        (5, "int", "a document as text, or as bytes of UTF-8"),
        ({"format": FORMAT}, "dict", "a document as text, or as bytes of UTF-8"),
    ],
)
def test_what_is_no_document_is_refused_with_the_place(text: Any, given: str, expected: str) -> None:
    where, found, wanted = _only(text)
    assert (where, wanted) == ("", expected)
    assert found.startswith(given)


@pytest.mark.parametrize(
    ("envelope", "problems"),
    [
        ({"type": "Household", "value": {}}, ["$.format: got nothing; expected 'antipoverty/2'"]),
        ({"format": FORMAT, "value": {}}, ["$.type: got nothing; expected 'Household'"]),
        ({"format": FORMAT, "type": "Household"}, ["$.value: got nothing; expected the Household"]),
        ({"format": 1, "type": None, "value": {}}, ["$.format: got a whole number; ", "$.type: got null; "]),
        ({"format": FORMAT + " ", "type": "household", "value": {}}, ["$.format: got 'antipov", "$.type: got 'househ"]),
        ({"format": FORMAT, "type": "Household", "value": {}, "x": 1}, ["$.x: got a name that is not known"]),
        ({}, ["$.format", "$.type", "$.value"]),
    ],
)
def test_the_envelope_is_checked_first(envelope: object, problems: list[str]) -> None:
    found = [str(problem) for problem in _problems(json.dumps(envelope))]
    assert len(found) == len(problems)
    assert all(one.startswith(start) for one, start in zip(found, problems, strict=True))


@pytest.mark.parametrize(
    "encode", [str.encode, lambda text: bytearray(text.encode()), lambda text: b"\xef\xbb\xbf" + text.encode()]
)
def test_bytes_are_utf_8_with_a_byte_order_mark_or_without(encode: Any) -> None:
    household = Household("户1", village="村", size=4)
    assert loads(encode(dumps(household)), Household) == household
    assert loads("\ufeff" + dumps(household), Household) == household


@pytest.mark.parametrize("wanted", [None, 5, "Household", dict, int, Household("h1"), tuple[Household, ...]])
def test_what_is_wanted_is_a_class_of_the_library(wanted: Any) -> None:
    with pytest.raises(InvalidValue, match="expected a class of the library"):
        loads("{}", wanted)


@pytest.mark.parametrize(
    "value", [None, 5, {"a": 1}, object(), Household, date(2014, 5, 1), Decimal(1), [Household("h")]]
)
def test_what_is_written_is_an_object_of_the_library(value: object) -> None:
    with pytest.raises(InvalidValue, match="value: got .*; expected an object of the library"):
        dumps(value)


@pytest.mark.parametrize("name", [IDENTITY, "张三", "138 0013 8000", "a" * 100, "", "a\nb", f"size {IDENTITY}"])
@pytest.mark.parametrize("place", ["{}", '{{"id": "h1", "water": {}}}'])
def test_a_name_that_may_be_anything_is_not_shown(name: str, place: str) -> None:
    texts = [
        _raw(place.format(json.dumps({name: 1}))),
        json.dumps({name: 1}),
        _raw(f'{{"id": "h", {json.dumps(name)}: 1, {json.dumps(name)}: 1}}'),
    ]
    for text in texts:
        with pytest.raises(InvalidDocument) as refused:
            loads(text, Household)
        said = f"{refused.value} {refused.value.problems}"
        assert f"(a name of {len(name)} characters)" in said
        assert not name or name not in said


def test_no_value_that_is_personal_is_in_a_problem() -> None:
    value = {
        "id": IDENTITY,
        "village": f"v{IDENTITY}",
        "size": int(IDENTITY[:17]),
        "income": {"year": 99010519491231002},
    }
    value["members"] = [{"id": [IDENTITY], "birth_date": IDENTITY, IDENTITY: IDENTITY, "health": IDENTITY}]
    said = str(_problems(_text(value)))
    assert "9901051949" not in said


def test_a_number_that_is_not_finite_is_not_written() -> None:
    estimate = indicators.Estimate(float("nan"), 0.1, (0.1, 0.3), 0.95, "bootstrap", 5)
    with pytest.raises(InvalidValue, match="value: got 'Estimate'; expected what JSON can hold: finite numbers"):
        dumps(estimate)


def test_the_converter_is_ones_own() -> None:
    mine = converter()
    mine.register_unstructure_hook(Decimal, lambda value: "changed")
    assert "changed" not in dumps(Transfer("pension", 5))
    assert converter() is not mine


@pytest.mark.parametrize("share", ["1E-7", "0.0853", "0E-3", "12E1"])
def test_a_number_with_an_exponent_is_written_in_plain_digits(share: str) -> None:
    book = rulebooks.load("cn/sichuan")
    value = book.at(date(2014, 5, 1)).get("village.income_share")
    changed = attrs.evolve(value, value=Decimal(share))
    text = dumps(changed)
    assert '{"exact": "' + format(Decimal(share), "f") + '"}' in text
    assert loads(text, ParameterValue) == changed


# Fuzzing: whatever is changed in a document, it is read or refused by name.

_DOCUMENTS: list[tuple[type, str]] = [
    (
        Household,
        dumps(Household("h1", size=4, income=Income(stated="10.00"), land="3.5", declared_causes=("illness",))),
    ),
    (Household, dumps(Household("h1", members=(Person("p1", birth_date=date(2001, 5, 1), health="chronic"),)))),
    (Village, dumps(Village("v1", persons=100, poor_persons=10))),
    (County, dumps(County("c1", west=True))),
    (Rule, dumps(POOR_HOUSEHOLD)),
    (Decision, dumps(identify(Household("h1", size=4), on=date(2018, 11, 1)))),
    (QuotaUnit, dumps(QuotaUnit("town", 10, Fraction(1, 3), (QuotaUnit("a", 5, Fraction(1, 7)),)))),
]
_ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "1",
    "1e999999",
    "１",
    "\ud800",
    IDENTITY,
    [],
    {},
    [[]],
]
_ODD += [
    {"is": "Not"},
    {"is": ["Not"]},
    {"exact": "x"},
    {"exact": "1", "x": 1},
    {"en": 5, "zh": "a"},
    [None],
    ["a", "a"],
]


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(node, dict | list):
        for step, part in list(node.items() if isinstance(node, dict) else enumerate(node)):
            yield from _places(part, (*path, step))


def _mutated(text: str, dice: random.Random) -> str:
    document = json.loads(text)
    for _ in range(dice.choice((1, 1, 2, 5))):
        path = dice.choice(list(_places(document["value"])))
        node, parents = document["value"], []
        for step in path:
            parents.append(node)
            node = node[step]
        odd = copy.deepcopy(dice.choice(_ODD))  # or a later change would change the list
        if not path:
            if dice.random() < 0.05:
                document["value"] = odd
            continue
        match dice.randrange(4):
            case 0:
                del parents[-1][path[-1]]
            case 1 if isinstance(parents[-1], dict):
                parents[-1][dice.choice(["x", IDENTITY, "is", "size"])] = odd
            case _:
                parents[-1][path[-1]] = odd
    return json.dumps(document)


def _parents_of(document: Any, path: tuple[str | int, ...]) -> bool:
    """Whether all but the last step of a path leads somewhere, so that whoever is told can find the place."""
    for step in path[:-1]:
        if isinstance(document, dict) and isinstance(step, str) and step.startswith("(a name"):
            return True
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


@pytest.mark.parametrize("number", range(len(_DOCUMENTS)))
def test_every_changed_document_is_read_or_refused_by_name(number: int) -> None:
    kind, text = _DOCUMENTS[number]
    dice = random.Random(number)
    for _ in range(4_000 if THOROUGH else 60):
        changed = _mutated(text, dice)
        try:
            read = loads(changed, kind)
        except InvalidDocument as error:
            _check_refusal(error, changed)
        else:
            assert loads(dumps(read), kind) == read


def _check_refusal(error: InvalidDocument, text: str) -> None:
    document = json.loads(text)
    assert error.problems
    assert all(_parents_of(document, problem.path) for problem in error.problems)
    assert IDENTITY[:17] not in f"{error} {error.problems}"
    assert all(problem.expected and "<class" not in problem.expected for problem in error.problems)


@given(households(), st.data())
def test_a_document_cut_off_anywhere_is_no_document(household: Household, data: st.DataObject) -> None:
    text = dumps(household)
    cut = data.draw(st.integers(0, len(text) - 1))
    (problem,) = _problems(text[:cut])
    assert problem.expected == "JSON"


@given(timelines(), st.randoms(use_true_random=False))
@times(1 / 2)
def test_a_changed_timeline_is_read_or_refused_by_name(timeline: Timeline, dice: random.Random) -> None:
    changed = _mutated(dumps(timeline), dice)
    try:
        loads(changed, Timeline)
    except InvalidDocument as error:
        _check_refusal(error, changed)


@given(ledgers(), st.randoms(use_true_random=False))
@times(1 / 2)
def test_a_changed_ledger_is_read_or_refused_by_name(ledger: funds.Ledger, dice: random.Random) -> None:
    changed = _mutated(dumps(ledger), dice)
    try:
        loads(changed, funds.Ledger)
    except InvalidDocument as error:
        _check_refusal(error, changed)


def _many(part: str, times: int) -> str:
    return ", ".join(part.replace("#", str(number)) for number in range(times))


@pytest.mark.parametrize(
    ("value", "problems"),
    [
        ("{" + _many('"k#": 1', 20_000) + ', "k5": 2}', 1),
        ("{" + _many('"k": 1', 20_000) + "}", 1),
        ('{"id": "h1", ' + _many('"k#": 1', 2_000) + "}", 2_000),
        ('{"id": "h1", "members": [' + _many('{"x": 5}', 500) + "]}", 1_000),
        ('{"id": "h1", "members": [' + _many("5", 2_000) + "]}", 2_000),
    ],
)
def test_a_document_with_thousands_of_faults_is_refused_soon_with_all_of_them(value: str, problems: int) -> None:
    assert len(_problems(_raw(value))) == problems


@pytest.mark.parametrize("key", [IDENTITY, f"h{IDENTITY}", "a\x00b", "\u202eh1"])
def test_a_stored_decision_is_about_a_pseudonym(key: str) -> None:
    text = dumps(identify(Household("h1", size=4), on=date(2014, 5, 1))).replace('"h1"', json.dumps(key))
    where, given_, expected = _only(text, Decision)
    assert (where, given_) == ("/value/subject", "a string")
    assert expected.startswith("the caller's key, a pseudonym")
