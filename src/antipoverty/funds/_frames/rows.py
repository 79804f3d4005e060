"""An entry as a row of a frame or a file.

A row has these columns, null where a kind of entry has none: ``id``, ``on`` (a date), ``kind`` (a word of
`antipoverty.funds.KINDS`), ``fund``, ``level``, ``year``, ``amount_fen`` (whole fen), ``project``, ``to``, ``stage``,
``entry``, ``document``, ``reason``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
from attrs import fields_dict

from antipoverty.errors import InvalidValue
from antipoverty.funds._ledger.entries import KINDS, CarryOver, Entry, Movement, Reversal
from antipoverty.money import fen, yuan_of_fen

#: The columns of a frame of entries.
COLUMNS: Mapping[str, Any] = {
    "id": nw.String,
    "on": nw.Date,
    "kind": nw.String,
    "fund": nw.String,
    "level": nw.String,
    "year": nw.Int64,
    "amount_fen": nw.Int64,
    "project": nw.String,
    "to": nw.String,
    "stage": nw.String,
    "entry": nw.String,
    "document": nw.String,
    "reason": nw.String,
}

#: For each kind, which of project, to and stage it may have, and which it must.
_MARKS = {
    word: (
        frozenset({"project", "to", "stage"} & set(fields_dict(kind))),
        frozenset(name for name in ("project", "to") if name in fields_dict(kind) and kind is not CarryOver),
    )
    for word, kind in KINDS.items()
    if issubclass(kind, Movement)
}


def entry_of_row(row: Mapping[str, Any]) -> Entry:
    """The entry of a row of a frame.

    Raises:
        InvalidValue: if the row is no entry; the message names the column.

    >>> from datetime import date
    >>> row = {"id": "e1", "on": date(2014, 3, 1), "kind": "return", "fund": "f1", "level": "county", "year": 2014}
    >>> entry_of_row({**row, "amount_fen": 508_500_000}).amount
    Decimal('5085000.00')
    """
    word = row["kind"]
    kind = KINDS.get(word)
    if kind is None:
        raise InvalidValue("kind", word, f"one of {', '.join(KINDS)}")
    if kind is Reversal:
        return Reversal(row["id"], row["on"], row["entry"], document=row.get("document"), reason=row.get("reason"))
    amount = row["amount_fen"]
    if amount is None:
        raise InvalidValue("amount_fen", amount, "whole fen")
    marks = {name: value for name in ("project", "to", "stage") if (value := row.get(name)) is not None}
    allowed, needed = _MARKS[word]
    if excess := marks.keys() - allowed:
        raise InvalidValue(min(excess), marks[min(excess)], f"nothing for kind {word}")
    if absent := needed - marks.keys():
        raise InvalidValue(min(absent), None, f"a value for kind {word}")
    entry: Entry = kind(
        row["id"],
        row["on"],
        row["fund"],
        row["level"],
        yuan_of_fen(amount),
        document=row.get("document"),
        **({} if (year := row.get("year")) is None else {"year": year}),
        **marks,
    )
    return entry


def row_of_entry(entry: Entry) -> dict[str, Any]:
    """The row of an entry in a frame.

    >>> from datetime import date
    >>> row_of_entry(Reversal("e9", date(2014, 6, 1), "e2"))["entry"]
    'e2'
    """
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {name: getattr(entry, name) for name in fields_dict(type(entry)) if name != "amount"}
    row["kind"] = entry.kind
    if isinstance(entry, Movement):
        row["amount_fen"] = fen(entry.amount)
    return {name: str(value) if isinstance(value, str) else value for name, value in row.items()}
