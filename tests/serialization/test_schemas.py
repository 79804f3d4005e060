"""Schemas say what each part is called, what its codes mean and within which bounds a number lies."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidDocument
from antipoverty.records import Household, Income, Transfer, TransferKind
from antipoverty.rules import Decision
from antipoverty.serialization import components, structure, to_dict
from antipoverty.text import Code, Labelled
from effort import times
from instances import instances
from serialization.test_every_class import CLASSES
from serialization.test_fields import CODES

COMPONENTS = components(*CLASSES.values(), *CODES.values())
_VALUES = [value for kind in dict.fromkeys(CLASSES.values()) for value in instances()[kind][:2]]


@cache
def _validator(name: str) -> Any:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": COMPONENTS}}
    return jsonschema.Draft202012Validator(schema)


def _numbers(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each whole or exact number in plain data, with its place."""
    if isinstance(data, dict | list):
        for key, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _numbers(part, (*path, key))
    elif (isinstance(data, int) and not isinstance(data, bool)) or (isinstance(data, str) and _is_exact(data)):
        yield path, data


def _is_exact(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii()


def _places() -> list[tuple[type, Any, tuple[Any, ...], Any]]:
    """Each number of the instances, once for each place in a class; long documents say no more than short ones."""
    found = {}
    for value in _VALUES:
        data = to_dict(value)
        if len(json.dumps(data)) < 10_000:
            for place, number in _numbers(data):
                names = tuple(key for key in place if isinstance(key, str))
                found.setdefault((type(value), names), (type(value), data, place, number))
    return list(found.values())


NUMBERED = _places()
WHOLE = st.integers(-3, 120) | st.sampled_from([1977, 1978, 2100, 2101, 9998, 10**9, 10**9 + 1, -(10**9)])
EXACT = st.sampled_from(["0", "-0", "-0.00", "-1", "-0.01", "007", "5.000", "9999999999999.99"]) | st.decimals(
    -(10**6), 10**6, places=2
).map(str)


@times(8)
@given(st.sampled_from(NUMBERED), WHOLE, EXACT)
def test_no_schema_refuses_a_number_that_the_class_takes(chosen: Any, whole: int, exact: str) -> None:
    kind, data, place, number = chosen
    changed = copy.deepcopy(data)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = whole if isinstance(number, int) else exact
    try:
        structure(changed, kind)
    except InvalidDocument:
        return
    _validator(kind.__name__).validate(changed)


@pytest.mark.parametrize("kind", [Household, Income])
def test_a_schema_refuses_what_is_below_or_above_the_bounds_of_the_class(kind: type) -> None:
    base = {} if kind is Income else {"id": "k"}
    _validator(kind.__name__).validate(base)
    seen = 0
    for attribute in attrs.fields(kind):
        least, most = attribute.metadata.get("least"), attribute.metadata.get("most")
        if not attribute.init or least is None:
            continue
        exact = attribute.type == Decimal | None
        outside = ["-0.01"] if exact else [least - 1, most + 1]
        inside = [str(least), "-0.00"] if exact else [least, most]
        for number in outside:
            assert not _validator(kind.__name__).is_valid({**base, attribute.alias: number}), attribute.alias
        for number in inside:
            assert _validator(kind.__name__).is_valid({**base, attribute.alias: number}), attribute.alias
        seen += 1
    assert seen


@pytest.mark.parametrize("name", CODES)
def test_an_enumeration_says_what_each_code_means_in_both_languages(name: str) -> None:
    kind: Any = CODES[name]
    schema = COMPONENTS[kind.__name__]
    assert schema["enum"] == [code.value for code in kind]
    assert schema["description"]
    labels = [f"{code.text.en}; {code.text.zh}" for code in kind] if issubclass(kind, Code | Labelled) else None
    assert schema.get("x-enum-descriptions") == labels
    for label in labels or ():
        assert label in schema["description"]


def test_what_facts_and_tables_name_has_their_name_and_the_rest_what_the_class_says() -> None:
    person, income = COMPONENTS["Person"]["properties"], COMPONENTS["Income"]["properties"]
    assert person["birth_date"]["title"] == "date of birth; 出生日期"
    assert COMPONENTS["Project"]["properties"]["name"]["title"].endswith("项目名称")
    assert income["wage"]["title"] == "wages of the year; 工资性收入"
    assert "title" not in person["work"]
    assert person["work"]["description"].startswith("work away from home")
    assert COMPONENTS["Person"]["description"].endswith(".")
    assert sum("title" in part for each in COMPONENTS.values() for part in each.get("properties", {}).values()) > 300


def test_an_application_shows_the_words() -> None:
    fastapi = pytest.importorskip("fastapi")
    app = fastapi.FastAPI()

    @app.post("/decide")
    def decide(household: Household) -> Decision:
        raise NotImplementedError

    schemas = app.openapi()["components"]["schemas"]
    assert schemas["Household"] == components(Household)["Household"]
    assert schemas["Labour"]["x-enum-descriptions"][1] == "weak; 弱劳动力"
    assert json.dumps(schemas, ensure_ascii=False).count("耕地面积") >= 1


def test_a_balance_may_be_negative_and_a_transfer_may_not() -> None:
    amount = COMPONENTS["Transfer"]["properties"]["amount"]["pattern"]
    assert amount.startswith("^([0-9]")
    assert COMPONENTS["Income"]["properties"]["stated"]["anyOf"][0]["pattern"].startswith("^-?")
    for number, fits in (("-5", False), ("5.00", True)):
        assert _validator("Transfer").is_valid({"kind": "dibao", "amount": number}) is fits
    assert to_dict(Transfer(TransferKind.DIBAO, Decimal(5))) == {"kind": "dibao", "amount": "5"}
