"""JSON documents held against the schema of their class."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema

from antipoverty.serialization import json_schema


@cache
def _validator(kind: type) -> Any:
    """The schema is made once, and held against the schema of schemas once."""
    schema = json_schema(kind)
    made = jsonschema.validators.validator_for(schema)
    made.check_schema(schema)
    return made(schema)


def check_document(text: str, kind: type) -> None:
    """Refuse a document that is not as the schema of its class says."""
    _validator(kind).validate(json.loads(text))
