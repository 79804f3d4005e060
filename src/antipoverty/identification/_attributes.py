"""The attribute of a poor household in the register (贫困户属性; HH-05)."""

from __future__ import annotations

from antipoverty._shared.arguments import typed
from antipoverty.facts import able_to_work
from antipoverty.records import Household
from antipoverty.text import Labelled


class PovertyAttribute(Labelled):
    """The attribute of a poor household in the register (贫困户属性; HH-05)."""

    ORDINARY = "ordinary", "ordinary poor household", "一般贫困户"
    DIBAO = "dibao", "dibao household", "低保户"
    DIBAO_POOR = "dibao-poor", "dibao household with a member able to work", "低保贫困户"
    FIVE_GUARANTEE = "five-guarantee", "five-guarantee household", "五保户"


def poverty_attribute(household: Household) -> PovertyAttribute | None:
    """The attribute of a poor household (贫困户属性; HH-05), or `None` if it cannot be told.

    Five-guarantee and dibao status come from the civil affairs lists and are not decided again. A dibao household with
    a member able to work is dibao-poor (低保贫困户).

    >>> poverty_attribute(Household("h1", dibao=False, five_guarantee=False))
    <PovertyAttribute.ORDINARY: 'ordinary'>
    """
    typed(household, Household, "household")
    if household.five_guarantee is not False:
        return PovertyAttribute.FIVE_GUARANTEE if household.five_guarantee else None
    if household.dibao is not True:
        return None if household.dibao is None else PovertyAttribute.ORDINARY
    able = able_to_work(household)
    return None if able is None else PovertyAttribute.DIBAO_POOR if able else PovertyAttribute.DIBAO
