"""The members of a household (家庭成员): their schooling, health and work."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty.errors import InvalidValue
from antipoverty.records._codes import Completed, Disability, Health, Labour, Schooling


def _completed_or_unknown(value: Completed | Schooling | str | None) -> Completed | None:
    return fields.member(Completed, value)


def _disability_or_unknown(value: Disability | str | None) -> Disability | None:
    return fields.member(Disability, value)


def _health_or_unknown(value: Health | str | None) -> Health | None:
    return fields.member(Health, value)


def _labour_or_unknown(value: Labour | str | None) -> Labour | None:
    return fields.member(Labour, value)


def _schooling_or_unknown(value: Schooling | str | None) -> Schooling | None:
    return fields.member(Schooling, value)


@frozen(field_transformer=fields.named)
class Person:
    """A member of a household.

    Attributes:
        id: the caller's key: a pseudonym, never an identity number.
        name: shown nowhere.
        birth_date: for ages at the decision date.
        schooling: the schooling that the person is in now.
        out_of_school_for_poverty: for a child of school age out of school, whether poverty is the reason.
        medical_insured: in basic medical insurance (基本医疗保险).
        pension_insured: in the rural pension scheme (养老保险).
        health: state of health.
        disability: grade of disability.
        labour: capacity for work.
        working_away: works away from home.
        completed: the school completed last (文化程度), by the codes of `Schooling`.
    """

    id: str = field(validator=fields.key)
    name: str | None = fields.text(personal=True)
    birth_date: date | None = fields.day()
    schooling: Schooling | None = field(default=None, converter=_schooling_or_unknown, repr=False)
    out_of_school_for_poverty: bool | None = fields.boolean()
    medical_insured: bool | None = fields.boolean()
    pension_insured: bool | None = fields.boolean()
    health: Health | None = field(default=None, converter=_health_or_unknown, repr=False)
    disability: Disability | None = field(default=None, converter=_disability_or_unknown, repr=False)
    labour: Labour | None = field(default=None, converter=_labour_or_unknown, repr=False)
    working_away: bool | None = fields.boolean()
    completed: Completed | None = field(default=None, converter=_completed_or_unknown, repr=False)

    def age(self, on: date) -> int | None:
        """Completed years on a date (周岁); someone born on 29 February completes a year on 1 March of a common year.

        Raises:
            InvalidValue: if the person is not born yet on the date.

        >>> from datetime import date
        >>> Person("p1", birth_date=date(2008, 5, 2)).age(date(2014, 5, 1))
        5
        """
        born = self.birth_date
        if born is None:
            return None
        if born > on:
            raise InvalidValue("Person.birth_date", born, f"a date not after {on}", personal=True)
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
