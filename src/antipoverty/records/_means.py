"""What civil affairs find of a household's means (家庭经济状况): income, property, rigid spending."""

from __future__ import annotations

from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.serializable import Serializable


@frozen(field_transformer=fields.named)
class Means(Serializable):
    """A household's means over twelve months, as civil affairs find them for social assistance (家庭经济状况核对).

    Attributes:
        income: the household's income of the twelve months before (家庭总收入), yuan, counted as the place counts it.
        property_within_dibao: its property lies within the local rule for the subsistence allowance (低保).
        property_within_margin: within the local rule for households on the margin of it (低保边缘).
        property_within_rigid: within the local rule for households in difficulty by rigid spending (刚性支出困难).
        living: rigid spending (刚性支出) of the twelve months before on living, yuan.
        medical: on treatment, as far as the household bore it itself.
        schooling: on school.
        rehabilitation: on the rehabilitation of a disability.
        accident: that an accident caused.
        compliant_spending: self-paid spending that monitoring recognises (合规自付支出), yuan.

    >>> Means(income="9720.00", property_within_dibao=True).income
    Decimal('9720.00')
    """

    income: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    property_within_dibao: bool | None = fields.boolean()
    property_within_margin: bool | None = fields.boolean()
    property_within_rigid: bool | None = fields.boolean()
    living: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    medical: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    schooling: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    rehabilitation: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    accident: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    compliant_spending: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
