"""A parameter over time: its values by date, the values that it accepts, and how values are laid over others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from antipoverty._engine.parameters import Grade, Multiple, ParameterKind, ParameterValue, Value
from antipoverty._shared.arguments import as_day
from antipoverty._shared.exact import multiply
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce, NoValueOnDate
from antipoverty.money import exact_number
from antipoverty.text import Text


@frozen
class ParameterHistory(Serializable):
    """A named parameter with all its values over time.

    Attributes:
        name: the dotted name.
        text: its name in words.
        kind: the type of its values.
        unit: the unit, for numbers.
        values: the values, by date, without overlap.
        choices: the allowed values of a choice.
        open: whether the rulebook leaves the value to the caller, because no source states it; if there are values,
            on all other dates.
        note: a note for readers.
        labels: the labels of the choices, names and marks in the values.
        names: the names that a table may have; any, if left out.
        least: the lowest number accepted; 0 if left out.
        most: the highest number accepted.
        waiting: the periods of multiples of another parameter that has no value then.
    """

    name: str
    text: Text
    kind: ParameterKind
    unit: Text | None
    values: tuple[ParameterValue, ...]
    choices: tuple[str, ...] = ()
    open: bool = False
    note: Text | None = None
    labels: tuple[tuple[str, Text], ...] = ()
    names: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    waiting: tuple[ParameterValue, ...] = ()

    @property
    def yearly(self) -> bool:
        """Whether it is a series with a value for each calendar year."""
        return bool(self.values) and all(_is_year(value) for value in self.values)

    def on(self, day: date) -> ParameterValue:
        """The value in force on a day.

        Raises:
            NotYetInForce: before the first value.
            NoLongerInForce: from the end of the last value on.
            NoValueOnDate: in a gap, or on a date for which the rulebook leaves the parameter open.
        """
        as_day(day, "day")
        return self.find(day, f"on {day}")

    def in_year(self, year: int) -> ParameterValue:
        """The value of a yearly series in a calendar year; raises as `on` does."""
        if type(year) is not int or not date.min.year <= year <= date.max.year:
            raise InvalidValue("year", year, "a calendar year")
        return self.find(date(year, 1, 1), f"in {year}")

    def held_on(self, day: date) -> ParameterValue | None:
        """The value in force on a day, if there is one."""
        return next((value for value in self.values if _holds(value, day)), None)

    def find(self, day: date, when: str) -> ParameterValue:
        """The value in force on a day; an error says why there is none, and names the time that was asked as `when`."""
        if (held := self.held_on(day)) is not None:
            return held
        if of := next((value.multiple for value in self.waiting if _holds(value, day)), None):
            raise NoValueOnDate(
                f"{self.name}: it is {of.factor} times {of.of}, which has no value {when}."
                f" Set that with rulebook.override({{{of.of!r}: …}})."
            )
        if self.open or not self.values:
            scope = f" {when}" if self.values else ""
            raise NoValueOnDate(
                f"{self.name}: the rulebook leaves this open{scope}, because no source states it."
                f" Set it with rulebook.override({{{self.name!r}: …}})."
            )
        if day < self.values[0].start:
            raise NotYetInForce(
                f"{self.name}: not yet in force {when}: the first value starts on {self.values[0].start}."
                " Use a later date or override the parameter."
            )
        last = self.values[-1].end
        if last is not None and day >= last:
            raise NoLongerInForce(
                f"{self.name}: not in force {when}: the last value expired on {last}."
                " Use an earlier date or override the parameter."
            )
        ended = max(value.end for value in self.values if value.end is not None and value.end <= day)
        begins = min(value.start for value in self.values if value.start > day)
        raise NoValueOnDate(
            f"{self.name}: no value {when}: there is a gap from {ended} to {begins}."
            " Use another date or override the parameter."
        )

    def accept(self, raw: object, where: str) -> Value:
        """A value of this parameter, converted to its exact type.

        Raises:
            InvalidValue: if it is of another kind, out of bounds, or not one of the choices; `where` names it.
        """
        kind, choices = self.kind, self.choices
        among = f" among {', '.join(choices)}" if choices else ""
        expected = f"a value of kind {kind.value}{among}"
        match kind:
            case ParameterKind.FLAG if isinstance(raw, bool):
                return raw
            case ParameterKind.COUNT if isinstance(raw, int) and not isinstance(raw, bool):
                _bounded(where, self, Decimal(raw))
                return raw
            case ParameterKind.MONEY | ParameterKind.SHARE | ParameterKind.MEASURE if not isinstance(raw, bool):
                if isinstance(raw, Decimal | int | str):
                    return _number(where, self, raw)
            case ParameterKind.DATE if type(raw) is date:
                return raw
            case ParameterKind.CHOICE if isinstance(raw, str) and raw in choices:
                return raw
            case ParameterKind.CHOICES if isinstance(raw, list | tuple) and all(
                isinstance(part, str) and part in choices for part in raw
            ):
                return tuple(raw)
            case ParameterKind.TABLE if isinstance(raw, Mapping) and all(
                isinstance(name, str) and mark in choices for name, mark in raw.items()
            ):
                if self.names and (unknown := sorted(set(raw) - set(self.names))):
                    raise InvalidValue(where, unknown, f"names among {', '.join(self.names)}")
                return tuple(sorted(raw.items()))
            case _:
                pass
        raise InvalidValue(where, raw, expected)

    def overlaid(self, above: Iterable[ParameterValue]) -> ParameterHistory:
        """The parameter with values laid over its own: on every date of an upper value, the upper value holds."""
        return evolve(self, values=_layer(self.values, above))

    def worked_out(self, of: ParameterHistory) -> ParameterHistory:
        """The parameter with its multiples of another one worked out, from the values of that one.

        A gap of the other is a gap of the multiple; its grade is the lower of the two.
        """
        values: list[ParameterValue] = []
        waiting = list(self.waiting)
        for value in self.values:
            if value.multiple is None or value.multiple.of != of.name:
                values.append(value)
                continue
            pieces = [(each, piece) for each in of.values if (piece := _common(value, each)) is not None]
            values += [_times(value, value.multiple, each, *piece) for each, piece in pieces]
            waiting += _without([value], [evolve(value, start=start, end=end) for _, (start, end) in pieces])
        values.sort(key=lambda value: value.start)
        return evolve(self, values=tuple(values), waiting=tuple(waiting))


def _holds(value: ParameterValue, day: date) -> bool:
    return value.start <= day and (value.end is None or day < value.end)


def _is_year(value: ParameterValue) -> bool:
    start, end = value.start, value.end
    new_year = (1, 1)
    return (
        end is not None and end.year == start.year + 1 and (start.month, start.day) == new_year == (end.month, end.day)
    )


def _number(where: str, parameter: ParameterHistory, raw: Decimal | int | str) -> Decimal:
    if isinstance(raw, str) and "/" in raw:
        raise InvalidValue(where, raw, f"a value of kind {parameter.kind.value}: an exact number in digits")
    exact_number(raw, where, f"a value of kind {parameter.kind.value}: an exact number in digits")
    number = Decimal(raw)
    exponent = number.as_tuple().exponent
    if parameter.kind is not ParameterKind.SHARE and isinstance(exponent, int) and exponent < -2:
        raise InvalidValue(where, raw, "at most two decimal places")
    _bounded(where, parameter, number)
    return number


def _bounded(where: str, parameter: ParameterHistory, number: Decimal) -> None:
    least, most = parameter.least if parameter.least is not None else Decimal(0), parameter.most
    if number < least or (most is not None and number > most):
        limits = f"at least {least}" if most is None else f"from {least} to {most}"
        hint = ", such as 0.02 for 2%" if parameter.kind is ParameterKind.SHARE else ""
        raise InvalidValue(where, str(number), f"a value of kind {parameter.kind.value}, {limits}{hint}")


def _common(value: ParameterValue, other: ParameterValue) -> tuple[date, date | None] | None:
    """The period in which both hold."""
    start = max(value.start, other.start)
    end = min((day for day in (value.end, other.end) if day is not None), default=None)
    return None if end is not None and end <= start else (start, end)


def _times(
    value: ParameterValue, multiple: Multiple, of: ParameterValue, start: date, end: date | None
) -> ParameterValue:
    seen = [day for day in (value.still_valid_on, of.still_valid_on) if day is not None]
    return evolve(
        value,
        value=multiply(multiple.factor, of.number),
        start=start,
        end=end,
        grade=max(value.grade, of.grade, key=list(Grade).index),
        checked=min(value.checked, of.checked),
        still_valid_on=min(seen) if seen and end is None else None,
    )


def _layer(below: Iterable[ParameterValue], above: Iterable[ParameterValue]) -> tuple[ParameterValue, ...]:
    """Values over others: on every date of an upper value, the upper value holds."""
    upper = sorted(above, key=lambda value: value.start)
    return tuple(sorted((*upper, *_without(below, upper)), key=lambda value: value.start))


def _without(values: Iterable[ParameterValue], covers: Iterable[ParameterValue]) -> Iterator[ParameterValue]:
    """What is left of values outside the periods of others; a piece that ends has no day on which it was last seen."""
    covers = tuple(covers)
    for value in values:
        pieces: list[tuple[date, date | None]] = [(value.start, value.end)]
        for cover in covers:
            pieces = [rest for piece in pieces for rest in _outside(piece, (cover.start, cover.end))]
        for start, end in pieces:
            yield evolve(value, start=start, end=end, still_valid_on=value.still_valid_on if end is None else None)


def _outside(piece: tuple[date, date | None], cover: tuple[date, date | None]) -> Iterator[tuple[date, date | None]]:
    start, end = piece
    cover_start, cover_end = cover
    if cover_start > start:
        yield start, cover_start if end is None else min(end, cover_start)
    if cover_end is not None and (end is None or cover_end < end):
        yield max(start, cover_end), end
