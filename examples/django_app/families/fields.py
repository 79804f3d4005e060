"""A field of a model that holds an object of the library as its JSON document."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from antipoverty.errors import InvalidDocument
from antipoverty.prose import explain
from antipoverty.serialization import dumps, loads
from antipoverty.text import Language


def language() -> Language:
    """The language of the reader, as Django found it."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


class Documents(json.JSONEncoder):
    """Writes objects of the library as their documents."""

    def default(self, o: object) -> Any:
        """The document of an object."""
        return json.loads(dumps(o))


class DocumentField(models.JSONField):
    """A JSON field of objects of one class, named as it is imported: ``DocumentField("antipoverty.Household")``.

    What is read is equal to what was stored; a stored decision is decided again, and refused if it comes out otherwise.
    """

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        super().__init__(encoder=Documents, **options)

    def deconstruct(self) -> Any:
        """What a migration writes of the field."""
        name, path, arguments, options = super().deconstruct()
        del options["encoder"]
        return name, path, [self.kind, *arguments], options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The object of a column; of a path into a document, the value there."""
        found = super().from_db_value(value, expression, connection)
        return found if isinstance(expression, KeyTransform) else self._object(found)

    def to_python(self, value: Any) -> Any:
        """The object that a form or a fixture gives, each fault of its document an error in the reader's language."""
        try:
            return self._object(value)
        except InvalidDocument as error:
            raise ValidationError([f"{each.pointer}: {explain(each, language())}" for each in error.problems]) from None

    def value_to_string(self, obj: Any) -> Any:
        """What a fixture holds."""
        value = self.value_from_object(obj)
        return None if value is None else json.loads(dumps(value))

    def _object(self, value: Any) -> Any:
        kind = import_string(self.kind)
        return value if value is None or isinstance(value, kind) else loads(json.dumps(value), kind)
