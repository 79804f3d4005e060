"""What is wrong with a document, in words: all of it, in both languages."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from antipoverty.errors import InvalidDocument, InvalidValue, NotYetInForce, Problem
from antipoverty.prose import explain
from antipoverty.records import Household
from antipoverty.serialization import loads, problem_details, structure, to_dict
from instances import instances

#: What may stand in a wrong place.
WRONG = (None, True, 0, -1, 1.5, "", "x", "-3", "9.999", "2099-01-01", "a\nb", "11010519491231002X", [], [1], {"x": 1})
#: What Chinese sentences keep: codes, JSON's own words, an example.
KEPT = re.compile(r"true|false|null|UTF-8|ASCII|'[^']*'|[a-z_A-Z -]+(, [a-z_A-Z -]+)+(?=之一)")


def _changed(data: Any, dice: random.Random) -> Any:
    """A document with something wrong in a place of it."""
    match data:
        case dict() if data:
            key = dice.choice(list(data))
            return data | {key: _changed(data[key], dice)}
        case list() if data and dice.random() < 0.8:
            place = dice.randrange(len(data))
            return [*data[:place], _changed(data[place], dice), *data[place + 1 :]]
        case _:
            return dice.choice(WRONG)


def test_whatever_is_wrong_with_a_household_is_said_in_chinese_with_its_place() -> None:
    dice, said = random.Random(16), 0
    for household in instances()[Household][:5]:
        data = to_dict(household)
        for _ in range(40):
            for problem in _problems(_changed(_changed(data, dice), dice)):
                said += 1
                chinese = explain(problem, "zh")
                assert not re.search(r"[a-z] [a-z]", KEPT.sub("", chinese.partition("；应为")[2])), chinese
                assert "11010519491231002X" not in chinese + explain(problem)
    assert said > 100


def _problems(data: object) -> tuple[Problem, ...]:
    try:
        structure(data, Household)
    except InvalidDocument as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("problem", "chinese"),
    [
        (("a string", "a whole number or null"), "现为字符串；应为整数或null"),
        (("a name that is not known", "did you mean income?"), "现为未知的名称；应为income（疑为笔误）"),
        (("0", "a whole number from 1 to 100"), "现为0；应为1至100的整数"),
        (("nothing for Cadre.of", "a non-empty string"), "现为空缺（Cadre.of）；应为非空字符串"),
        (("id twice", "each name once"), "现为id出现2次；应为每个名称只出现一次"),
        (("met", "not met, which the rule gives for the facts"), "现为met；应为not met，即规则按所据信息得出的结果"),
        (("id 3 times", "words of no table"), "现为id出现3次；应为words of no table"),
    ],
)
def test_a_message_is_said_as_far_as_the_table_has_it(problem: tuple[str, str], chinese: str) -> None:
    assert explain(Problem((), *problem), "zh") == chinese


def test_an_english_message_is_as_it_was_made() -> None:
    with pytest.raises(InvalidDocument) as raised:
        loads('{"format": "antipoverty/2", "type": "Household", "value": {"id": 1, "size": "x"}}', Household)
    lines = explain(raised.value).splitlines()
    assert lines == ["Household: 2 problems", *map(str, raised.value.problems)]
    assert explain(InvalidDocument("Household", raised.value.problems[:1])).startswith(
        "Household: 1 problem\n$.value.id"
    )


def test_many_problems_are_counted_in_brief() -> None:
    error = InvalidDocument("Household", [Problem((place,), "null", "a string") for place in range(20)])
    brief = explain(error, "zh", detail="brief").splitlines()
    assert len(brief) <= 10
    assert brief[-1] == "另有13项"
    assert len(explain(error, "zh").splitlines()) == 21


def test_problem_details_have_pointers() -> None:
    with pytest.raises(InvalidDocument) as raised:
        structure({"id": "h1", "members": [{"id": "p1", "birth_date": "1949"}], "size": 0}, Household)
    details = problem_details(raised.value)
    assert [each["pointer"] for each in details["errors"]] == ["/members/0/birth_date", "/size"]
    assert details["status"] == 422
    assert json.loads(json.dumps(details)) == details


def test_problem_details_of_a_value_are_one_sentence() -> None:
    error = InvalidValue("size", 0, "a whole number from 1 to 100")
    assert problem_details(error, "zh") == {
        "title": "InvalidValue",
        "status": 422,
        "detail": "size：现为0；应为1至100的整数",
        "errors": [],
    }
    assert problem_details(NotYetInForce("not yet"))["detail"] == "not yet"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a column for none of the facts that the rules read", "at least one of size, net_income_fen"),
        ("nowhere.xlsx", "a folder or a file"),
    ],
)
def test_a_message_is_in_one_language_and_never_half_in_each(given: str, expected: str) -> None:
    said = explain(InvalidValue("frame", given, expected), "zh")
    assert expected in said
    assert given in said
