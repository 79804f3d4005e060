"""The promised classes as fields of pydantic's models: validated, written and described as the library does it."""

from __future__ import annotations

import inspect
import json
from enum import Enum

import jsonschema
import pytest
from hypothesis import given
from pydantic import BaseModel, RootModel, TypeAdapter, ValidationError
from pydantic.json_schema import models_json_schema

from antipoverty import strategies
from antipoverty._shared.serializable import Serializable
from antipoverty.records import Household
from antipoverty.serialization import components, to_dict
from faces import promised
from instances import instances
from serialization.test_every_class import CLASSES

CODES = {
    name: kind for name, kind in promised().items() if inspect.isclass(kind) and issubclass(kind, Enum) and len(kind)
}


@pytest.mark.parametrize("name", CLASSES)
def test_a_promised_class_is_a_field(name: str) -> None:
    kind = CLASSES[name]
    assert issubclass(kind, Serializable), f"give {name} the base Serializable"
    adapter = TypeAdapter(kind)
    for value in instances()[kind][:3]:
        data = adapter.dump_python(value)
        assert data == json.loads(adapter.dump_json(value)) == to_dict(value)
        assert adapter.validate_python(value) is value
        assert adapter.validate_python(data) == adapter.validate_json(json.dumps(data)) == value


@pytest.mark.parametrize("name", CODES)
def test_an_enumeration_is_a_field(name: str) -> None:
    kind = CODES[name]
    adapter = TypeAdapter(kind)
    for code in kind:
        assert adapter.validate_python(code) is code
        assert adapter.validate_python(code.value) is code
        assert adapter.dump_python(code, mode="json") == code.value


def test_every_class_has_one_schema_that_all_models_share() -> None:
    kinds = {*CLASSES.values(), *CODES.values()}
    _, schema = models_json_schema([(RootModel[kind], "validation") for kind in kinds])
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {name for name in schema["$defs"] if not name.startswith("RootModel")} == set(components(*kinds))


class Request(BaseModel):
    """What a service is sent."""

    household: Household
    others: list[Household] = []


@given(strategies.households())
def test_a_model_goes_to_json_and_back(household: Household) -> None:
    request = Request(household=household, others=[household])
    assert Request.model_validate_json(request.model_dump_json()) == request
    assert Request.model_validate(request.model_dump()) == request


def test_all_that_is_wrong_is_said_with_its_place_and_without_the_data() -> None:
    wrong = {"id": "h1", "size": "11010519491231002X", "members": [{"id": "p1", "birth_date": 1949}]}
    with pytest.raises(ValidationError) as raised:
        Request.model_validate({"household": {"id": "h1"}, "others": [wrong]})
    assert [error["loc"] for error in raised.value.errors()] == [
        ("others", 0, "members", 0, "birth_date"),
        ("others", 0, "size"),
    ]
    assert "1949" not in str(raised.value)
    assert raised.value.errors()[1]["msg"] == "got a string; expected a whole number or null"
    assert raised.value.errors()[1]["ctx"]["zh"] == "现为字符串；应为整数或null"


def test_the_schema_of_a_model_has_each_class_once() -> None:
    schema = Request.model_json_schema()
    assert schema["properties"]["others"]["items"] == {"$ref": "#/$defs/Household"}
    assert set(schema["$defs"]) == set(components(Household))
