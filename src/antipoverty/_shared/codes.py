"""Which attributes of a record hold codes, and of which vocabulary."""

from __future__ import annotations

import typing
from collections.abc import Mapping

from antipoverty.text import Code


def codes_of(record: type) -> Mapping[str, type[Code]]:
    """The vocabulary of every attribute of a record that holds a code or is unknown, by its name.

    >>> from antipoverty.records import Person
    >>> sorted(codes_of(Person))
    ['completed', 'disability', 'disability_kind', 'health', 'labour', 'out_of_school_reason', 'relation', \
'schooling', 'sex', 'work_region']
    """
    kinds = {name: (hint, *typing.get_args(hint)) for name, hint in typing.get_type_hints(record).items()}
    return {
        name: kind
        for name, parts in kinds.items()
        for kind in parts
        if isinstance(kind, type) and issubclass(kind, Code)
    }
