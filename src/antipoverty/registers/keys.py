"""Keys by which tables of a register are held against each other: words, or whole numbers, and of one kind.

A number and the words for it are two keys, since words may have zeros in front that a number has lost.
"""

from __future__ import annotations

from typing import Any

from antipoverty.errors import InvalidValue
from antipoverty.registers.frames import check_kind
from antipoverty.registers.schema import Form

__all__ = ["check_keys"]


def check_keys(*columns: tuple[str, Any]) -> None:
    """Refuse columns whose keys cannot be held against each other; one that holds nothing at all is of any kind.

    Args:
        columns: the name of each, for the message, and its type as narwhals has it.

    Raises:
        InvalidValue: for a column that is neither words nor whole numbers, and for two of different kinds.
    """
    import narwhals.stable.v2 as nw

    first: tuple[str, str] | None = None
    for name, dtype in columns:
        check_kind(name, Form.KEY, dtype)
        if isinstance(dtype, nw.Unknown):
            continue
        kind = "whole numbers" if dtype.is_integer() else "words"
        if first is not None and kind != first[1]:
            raise InvalidValue(name, f"keys that are {kind}", f"{first[1]}, as the keys of {first[0]} are")
        first = first or (name, kind)
