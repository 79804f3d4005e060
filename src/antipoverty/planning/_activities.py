"""Training and publicity (培训与宣传) with counts: how many sessions, and how many took part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import member_of, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.text import Code


class ActivityKind(Code):
    """What kind of activity it is."""

    TRAINING = "training", "training", "培训"
    PUBLICITY = "publicity", "publicity", "宣传"
    HOUSEHOLD_VISITS = "household-visits", "rounds of visits to households", "进村入户"
    MEETING = "meeting", "meeting", "会议"
    OTHER = "other", "other", "其他"


class Audience(Code):
    """Whom an activity was for."""

    CADRES = "cadres", "cadres", "干部"
    POOR = "poor", "poor households", "贫困户"
    VILLAGERS = "villagers", "villagers", "村民"
    LABOUR = "labour", "labour force", "劳动力"
    STUDENTS = "students", "students", "学生"
    LEADERS = "leaders", "local entrepreneurs", "致富带头人"
    OTHER = "other", "other", "其他"


def _activity_kind(value: ActivityKind | str) -> ActivityKind:
    return fields.needed(ActivityKind, value)


def _audience_or_unknown(value: Audience | str | None) -> Audience | None:
    return fields.member(Audience, value)


@frozen(field_transformer=fields.named)
class Activity(Serializable):
    """Training, publicity or another activity.

    Attributes:
        id: the caller's key.
        kind: what kind it is.
        year: the year in which it was.
        place: key of the village, or of the township for all.
        on: its day; none if it is not known, or there were several.
        courses: how many courses, meetings or rounds (期数、次数); none if it is not known.
        at_least: whether there were at least so many, as in “more than 20 times” (20余次).
        participants: how many took part, each as often as they did (人次); none if it is not known.
        audience: whom it was for.
        topic: what it was about.

    >>> Activity("a1", "training", 2014, "town", courses=4, participants=112, audience="cadres").audience.text["zh"]
    '干部'
    """

    id: str = field(validator=fields.key)
    kind: ActivityKind = field(converter=_activity_kind)
    year: int = field(validator=fields.BUDGET_YEAR)
    place: str | None = field(default=None, validator=fields.key_or_unknown)
    on: date | None = fields.day(personal=False)
    courses: int | None = fields.count()
    at_least: bool | None = fields.boolean(personal=False)
    participants: int | None = fields.count()
    audience: Audience | None = field(default=None, converter=_audience_or_unknown)
    topic: str | None = fields.text()

    def __attrs_post_init__(self) -> None:
        if self.on is not None and self.on.year != self.year:
            raise InvalidValue("Activity.on", self.on, f"a day of {self.year}")


@frozen(field_transformer=typed_fields)
class ActivityCount(Serializable, Shown):
    """Activities counted: make one with `count_activities`.

    Attributes:
        activities: how many activities there are.
        known_courses: courses of the activities that state them.
        known_participants: person-times of the activities that state them.
        without_courses: keys of the activities that do not state their courses.
        without_participants: keys of the activities that do not state who took part.
        at_least: whether an activity states that there were at least so many courses.
    """

    activities: int
    known_courses: int
    known_participants: int
    without_courses: tuple[str, ...]
    without_participants: tuple[str, ...]
    at_least: bool

    @property
    def courses(self) -> int | None:
        """All courses; none if an activity does not state them, or states that there were at least so many."""
        return None if self.without_courses or self.at_least else self.known_courses

    @property
    def participants(self) -> int | None:
        """All person-times; none if an activity does not state them."""
        return None if self.without_participants else self.known_participants


def count_activities(
    activities: Iterable[Activity],
    *,
    year: int | None = None,
    kind: ActivityKind | str | None = None,
    audience: Audience | str | None = None,
) -> ActivityCount:
    """Count activities, of a year, a kind and an audience where they are given.

    Raises:
        InvalidValue: for two activities of one key, or a kind or audience that there is not.

    >>> held = [
    ...     Activity("a1", "training", 2014, courses=4, participants=112),
    ...     Activity("a2", "household-visits", 2014, courses=20, at_least=True),
    ... ]
    >>> count = count_activities(held, kind="training")
    >>> count.courses, count.participants
    (4, 112)
    >>> count = count_activities(held)
    >>> count.known_courses, count.courses, count.without_participants
    (24, None, ('a2',))
    """
    held = fields.records(Activity, activities, "activities")
    fields.check_differ((each.id for each in held), "activities")
    typed(year, int, "year", optional=True)
    of_kind = None if kind is None else member_of(ActivityKind, kind, "kind")
    of_audience = None if audience is None else member_of(Audience, audience, "audience")
    own = [
        activity
        for activity in held
        if (year is None or activity.year == year)
        and (of_kind is None or activity.kind is of_kind)
        and (of_audience is None or activity.audience is of_audience)
    ]
    return ActivityCount(
        len(own),
        sum(activity.courses or 0 for activity in own),
        sum(activity.participants or 0 for activity in own),
        tuple(activity.id for activity in own if activity.courses is None),
        tuple(activity.id for activity in own if activity.participants is None),
        any(activity.at_least for activity in own),
    )
