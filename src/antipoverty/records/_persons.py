"""The members of a household (家庭成员): their schooling, health and work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.records._codes import (
    Completed,
    Disability,
    DisabilityKind,
    Health,
    Labour,
    OutOfSchoolReason,
    RelationToHead,
    Schooling,
    Sex,
    WorkRegion,
)


def _completed_or_unknown(value: Completed | Schooling | str | None) -> Completed | None:
    return fields.member(Completed, value)


def _disability_or_unknown(value: Disability | str | None) -> Disability | None:
    return fields.member(Disability, value)


def _disability_kind_or_unknown(value: DisabilityKind | str | None) -> DisabilityKind | None:
    return fields.member(DisabilityKind, value)


def _health_or_unknown(value: Health | str | None) -> Health | None:
    return fields.member(Health, value)


def _labour_or_unknown(value: Labour | str | None) -> Labour | None:
    return fields.member(Labour, value)


def _reason_or_unknown(value: OutOfSchoolReason | str | None) -> OutOfSchoolReason | None:
    return fields.member(OutOfSchoolReason, value)


def _relation_or_unknown(value: RelationToHead | str | None) -> RelationToHead | None:
    return fields.member(RelationToHead, value)


def _schooling_or_unknown(value: Schooling | str | None) -> Schooling | None:
    return fields.member(Schooling, value)


def _sex_or_unknown(value: Sex | str | None) -> Sex | None:
    return fields.member(Sex, value)


def _region_or_unknown(value: WorkRegion | str | None) -> WorkRegion | None:
    return fields.member(WorkRegion, value)


@frozen(field_transformer=fields.named)
class Work(Serializable):
    """A person's work away from home, and posts of public welfare (务工、公益性岗位), as a register states them.

    Of the place, the firm and the like only whether they are stated: no rule needs their names.

    Attributes:
        months: months of the year in work (务工时间); more than twelve is a mistake of the register, and kept.
        wage: the wage of a month (务工月收入), yuan.
        place_stated: the place of work is stated (务工所在地).
        county_stated: the county of work is stated (务工所在县).
        employer_stated: the firm is stated (务工企业名称).
        trade_stated: the trade is stated (所属行业).
        channel_stated: how the work was found is stated (就业渠道).
        posts: how many posts of public welfare are stated (公益性岗位).
        post_months: months of the year in them (公益性岗位月数).

    >>> Work(months=8, wage="3500").wage
    Decimal('3500')
    """

    months: int | None = fields.count(most=99, personal=True)
    wage: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    place_stated: bool | None = fields.boolean()
    county_stated: bool | None = fields.boolean()
    employer_stated: bool | None = fields.boolean()
    trade_stated: bool | None = fields.boolean()
    channel_stated: bool | None = fields.boolean()
    posts: int | None = fields.count(most=99, personal=True)
    post_months: int | None = fields.count(most=99, personal=True)


@frozen(field_transformer=fields.named)
class Insurance(Serializable):
    """A person's insurance by scheme, as a register states it (参保情况).

    Whether a person is insured at all is in `Person.medical_insured` and `Person.pension_insured`.

    Attributes:
        resident_medical: in the basic medical insurance of residents (城乡居民基本医疗保险).
        employee_medical: in that of employees (城镇职工基本医疗保险).
        resident_pension: in the basic pension scheme of residents (城乡居民基本养老保险).
        employee_pension: in that of employees (城镇职工基本养老保险).
        critical_illness: in critical-illness insurance (大病保险).
        commercial: has commercial supplementary medical insurance (商业补充医疗保险).
        medical_aid: has had medical aid (医疗救助).
        pension_drawn: draws a pension (领取养老金).

    >>> Insurance(critical_illness=True).medical_aid is None
    True
    """

    resident_medical: bool | None = fields.boolean()
    employee_medical: bool | None = fields.boolean()
    resident_pension: bool | None = fields.boolean()
    employee_pension: bool | None = fields.boolean()
    critical_illness: bool | None = fields.boolean()
    commercial: bool | None = fields.boolean()
    medical_aid: bool | None = fields.boolean()
    pension_drawn: bool | None = fields.boolean()


@frozen(field_transformer=fields.named)
class Person(Serializable):
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
        sex: sex (性别).
        relation: how the person is related to the head of the household (与户主关系).
        numbered: the register has an identity number of the person, and not only a stand-in for one.
        certified: has a disability certificate (残疾人证).
        disability_kind: kind of the certified disability (残疾类别).
        out_of_school_reason: why a child of school age is out of school (义务教育阶段未上学原因).
        on_dibao: on the subsistence allowance (享受低保) in person.
        on_five_guarantee: in the five-guarantee scheme (享受特困供养) in person.
        work: work away from home, and posts of public welfare.
        insurance: insurance by scheme.
        work_region: how far away the place of work is (务工地区).
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
    sex: Sex | None = field(default=None, converter=_sex_or_unknown, repr=False)
    relation: RelationToHead | None = field(default=None, converter=_relation_or_unknown, repr=False)
    numbered: bool | None = fields.boolean()
    certified: bool | None = fields.boolean()
    disability_kind: DisabilityKind | None = field(default=None, converter=_disability_kind_or_unknown, repr=False)
    out_of_school_reason: OutOfSchoolReason | None = field(default=None, converter=_reason_or_unknown, repr=False)
    on_dibao: bool | None = fields.boolean()
    on_five_guarantee: bool | None = fields.boolean()
    work: Work = fields.nested(Work)
    insurance: Insurance = fields.nested(Insurance)
    work_region: WorkRegion | None = field(default=None, converter=_region_or_unknown, repr=False)

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
