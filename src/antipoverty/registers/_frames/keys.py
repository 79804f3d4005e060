"""Keys by which tables of a register are joined: all text, or all whole numbers.

A number and the words for it are two keys, since words may have zeros in front that a number has lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antipoverty._shared.keys import INVISIBLE, normal_key
from antipoverty.errors import InvalidValue
from antipoverty.registers._frames.kinds import check_kind
from antipoverty.registers._schema.declarations import Form

if TYPE_CHECKING:
    import polars as pl

#: What a key may have that its one form has not: what shows nothing, full width, and what a spreadsheet puts around it.
_OTHERWISE = rf"^[\s'=]|\s$|\s\s|[\uff01-\uff5e\u3000\u00a0]|{INVISIBLE}|^[0-9]+\.0*$"


def check_keys(*columns: tuple[str, Any]) -> None:
    """Refuse columns whose keys cannot be joined; a column without any value is of any kind.

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


def check_form(name: str, keys: pl.Series) -> None:
    """Refuse keys that are not normalised: equal keys would not be joined.

    Args:
        name: the name of the column, for the message.
        keys: a column of words; of other kinds nothing is to be seen.

    Raises:
        InvalidValue: with how many there are, and none of them.
    """
    import polars as pl

    if keys.dtype in (pl.Categorical, pl.Enum):
        keys = keys.unique().cast(pl.String)
    if keys.dtype != pl.String:
        return
    some = keys.filter(keys.str.contains(_OTHERWISE).fill_null(False))
    forms = ((text, normal_key(text)) for text in some)
    if number := sum(isinstance(form, str) and form != text for text, form in forms):
        given = "1 key that is" if number == 1 else f"{number:,} keys that are"
        expected = "normalised keys, as registers.read gives them: read the table with it"
        raise InvalidValue(name, f"{given} not normalised", expected)
