"""What the classes of the library offer to those who embed them: each is a field of a pydantic model as it is."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any


class Serializable:
    """A class whose objects go to JSON and back; pydantic, and so FastAPI, takes it as a field.

    pydantic calls these two methods by their names. Nothing of it is imported before it calls.

    >>> from antipoverty.records import Household
    >>> issubclass(Household, Serializable)
    True
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """An object is accepted as it is, or as the data that `antipoverty.serialization.to_dict` gives for it.

        All that is wrong with the data is said at once, each with its place, in English and, as ``zh`` beside it, in
        Chinese; nothing of the data is repeated.
        """
        if issubclass(cls, Enum):
            return {**handler(source), "ref": _name(cls.__name__)}
        from pydantic_core import PydanticCustomError, ValidationError, core_schema

        from antipoverty.errors import InvalidDocument
        from antipoverty.prose import explain
        from antipoverty.serialization import structure, to_dict

        def validated(data: Any) -> Any:
            if isinstance(data, cls):
                return data
            try:
                return structure(data, cls)
            except InvalidDocument as error:
                line_errors: list[Any] = [
                    {
                        "type": PydanticCustomError(
                            "invalid_value", "{en}", {each: explain(problem, each) for each in ("en", "zh")}
                        ),
                        "loc": problem.path,
                        "input": problem.given,
                    }
                    for problem in error.problems
                ]
                raise ValidationError.from_exception_data(cls.__name__, line_errors) from None

        return core_schema.no_info_plain_validator_function(
            validated,
            ref=_name(cls.__name__),
            serialization=core_schema.plain_serializer_function_ser_schema(to_dict),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        """The schema of the class, and beside it a schema for each class that it holds."""
        from pydantic import TypeAdapter, WithJsonSchema
        from pydantic_core import core_schema

        from antipoverty.serialization import components

        parts = components(cls)
        if issubclass(cls, Enum):
            return parts[cls.__name__]
        references = {
            f"#/components/schemas/{name}": handler(core_schema.definition_reference_schema(_name(name)))["$ref"]
            for name in parts
        }
        schemas = {name: _referring(part, references) for name, part in parts.items()}
        own = schemas.pop(cls.__name__)
        others: list[Any] = [
            {**TypeAdapter(Annotated[Any, WithJsonSchema(part)]).core_schema, "ref": _name(name)}
            for name, part in schemas.items()
        ]
        handler(core_schema.tuple_schema(others))
        return own


class Titled:
    """What a part of plain data is called, in English and in Chinese: beside its type, for schemas.

    >>> Titled("date of the decision", "认定日期", format="date").schema
    {'title': 'date of the decision; 认定日期', 'format': 'date'}
    """

    def __init__(self, en: str, zh: str, **more: str) -> None:
        self.schema = {"title": f"{en}; {zh}", **more}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        """The title in a schema that pydantic makes."""
        return {**handler(schema), **self.schema}


def _name(name: str) -> str:
    return f"antipoverty.{name}"


def _referring(schema: Any, references: dict[str, str]) -> Any:
    """A schema with other references."""
    if isinstance(schema, dict):
        return {
            key: references[part] if key == "$ref" else _referring(part, references) for key, part in schema.items()
        }
    return [_referring(part, references) for part in schema] if isinstance(schema, list) else schema
