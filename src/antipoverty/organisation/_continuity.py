"""Who answers for one household, village or project over the years, and when nobody does (结对延续情况)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.organisation._records import Responsibility
from antipoverty.organisation._township import subject_of


@frozen(field_transformer=typed_fields)
class Span(Serializable):
    """Some days in a row, and who answers on them.

    Attributes:
        first_day: the first day.
        last_day: the last day.
        holders: the keys of those who certainly answer.
        possible: the keys of those who may answer, since their first day is not known.
    """

    first_day: date
    last_day: date
    holders: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


@frozen(field_transformer=typed_fields)
class Continuity(Serializable, Shown):
    """Who answers for one household, village or project over the years (结对延续情况).

    Attributes:
        spans: the days in order, cut where those who answer change; together they are all the days looked at.
    """

    spans: tuple[Span, ...]

    @property
    def gaps(self) -> tuple[Span, ...]:
        """The days on which certainly nobody answers."""
        return tuple(span for span in self.spans if not span.holders and not span.possible)

    @property
    def undecided(self) -> tuple[Span, ...]:
        """The days on which somebody may answer, and nobody certainly does."""
        return tuple(span for span in self.spans if not span.holders and span.possible)

    @property
    def overlaps(self) -> tuple[Span, ...]:
        """The days on which several certainly answer."""
        return tuple(span for span in self.spans if len(span.holders) > 1)


def continuity(terms: Iterable[Responsibility], *, first_day: date, last_day: date) -> Continuity:
    """Lay the terms for one household, village or project along the days.

    Args:
        terms: responsibilities for one and the same; nobody need answer.
        first_day: the first day that is looked at.
        last_day: the last.

    Raises:
        InvalidValue: for terms of several households, villages or projects, or a last day before the first.

    >>> before = Responsibility("c1", household="h1", first_day=date(2014, 5, 1), last_day=date(2015, 12, 31))
    >>> after = Responsibility("c2", household="h1", first_day=date(2016, 3, 1))
    >>> seen = continuity([before, after], first_day=date(2014, 5, 1), last_day=date(2020, 12, 31))
    >>> [(str(gap.first_day), str(gap.last_day)) for gap in seen.gaps]
    [('2016-01-01', '2016-02-29')]
    """
    held = fields.records(Responsibility, terms, "terms")
    if len({subject_of(term) for term in held}) > 1:
        raise InvalidValue("terms", len(held), "responsibilities for one household, village or project")
    if as_day(last_day, "last_day") < as_day(first_day, "first_day"):
        raise InvalidValue("last_day", last_day, f"a day not before the first, {first_day}")
    return Continuity(tuple(_spans(held, first_day, last_day)))


def _spans(terms: Sequence[Responsibility], first: date, last: date) -> Iterator[Span]:
    day = timedelta(1)
    starts = {term.first_day for term in terms if term.first_day is not None}
    starts |= {term.last_day + day for term in terms if term.last_day is not None and term.last_day < last}
    cuts = [first, *sorted(start for start in starts if first < start <= last)]
    open_span: Span | None = None
    for start, end in zip(cuts, [*(cut - day for cut in cuts[1:]), last], strict=True):
        sure = tuple(sorted({term.holder for term in terms if term.in_place(start)}))
        may = tuple(sorted({term.holder for term in terms if term.in_place(start) is None} - {*sure}))
        if open_span is not None and (open_span.holders, open_span.possible) == (sure, may):
            open_span = Span(open_span.first_day, end, sure, may)
            continue
        if open_span is not None:
            yield open_span
        open_span = Span(start, end, sure, may)
    if open_span is not None:
        yield open_span
