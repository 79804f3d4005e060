"""Why a row of a register was decided as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from antipoverty import rulebooks
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import decide_record
from antipoverty._shared.fields import as_key
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.facts import HOUSEHOLD
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.records import Household
from antipoverty.registers._frames.engines import opened
from antipoverty.registers._frames.kinds import check_kind
from antipoverty.registers._objects.attributes import as_shown
from antipoverty.registers._objects.from_rows import records
from antipoverty.registers._schema.declarations import Form
from antipoverty.rules import Decision, Rule


def decide_row(
    households: Any,
    key: str,
    *,
    members: Any = None,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
    rule: Rule = POOR_HOUSEHOLD,
) -> Decision:
    """The decision of one household of a register, with all that an object's decision says of its reasons.

    Only its rows are read: the tables are filtered by the key on the engine that holds them.

    Args:
        households: a frame of any engine, as `antipoverty.registers.records` takes it.
        key: the household's ``id``; of a column of whole numbers, the number as text.
        members: the table of members, if there is one.
        on: the date of the decision.
        rulebook: the rule's parameters; those of China if left out.
        rule: a rule on households.

    Raises:
        InvalidValue: for a key that no row has, or two have, a row that no object can hold, or one that cannot be
            decided: its income is of a year that does not count, or a member is born after the date.
        ParameterError: if the rule has no value for the date.

    >>> from datetime import date
    >>> import polars as pl
    >>> register = pl.DataFrame({"id": ["h1", "h2"], "size": [4, 4], "net_income_fen": [1_094_399, None]})
    >>> decide_row(register, "h2", on=date(2014, 5, 1)).missing
    ('net_income',)
    >>> decide_row(register, "h3", on=date(2014, 5, 1))
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: key: got 'h3'; expected the id of a household of the table
    """
    check_of_households((rule,))
    key = as_key(key, "key")
    own = _only(households, "id", key)
    listed = None if members is None else _only(members, "household", key)
    found = next(records(own, listed), None)
    if found is None:
        raise InvalidValue("key", as_shown(key), "the id of a household of the table")
    return decide_record(rule, HOUSEHOLD, found, Household, on=on, rulebook=rulebook)


def check_of_households(rules: Sequence[Rule]) -> None:
    for rule in rules:
        if typed(rule, Rule, "rule").subject != HOUSEHOLD.name:
            raise InvalidValue("rule", rule.id, "a rule on households")


@no_panic
def _only(frame: Any, name: str, key: str) -> Any:
    """The rows of a frame with this key."""
    import narwhals.stable.v2 as nw

    wrapped: Any = opened(frame, [name])
    kind = wrapped.collect_schema().get(name)
    if kind is None:
        return frame  # without its keys, which `records` refuses
    check_kind(name, Form.KEY, kind, wrapped)
    column, wanted = nw.col(name), nw.lit(key)
    if kind.is_integer():
        # A number and the words for it are two keys: words may have zeros in front.
        column, wanted = column.cast(nw.Int64), nw.lit(_number(key)).cast(nw.Int64)
    elif not isinstance(kind, nw.Unknown):
        column = column.cast(nw.String)
    if nw.from_native(frame).implementation is nw.Implementation.PANDAS:
        held = wrapped.select((column == wanted).fill_null(False).alias("held"))
        return frame[held["held"].to_numpy()]
    return wrapped.filter(column == wanted).to_native()


def _number(key: str) -> int | None:
    return int(key) if key.isascii() and key.isdecimal() and len(key) <= 18 and str(int(key)) == key else None
