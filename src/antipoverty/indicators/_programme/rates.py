"""Rates of a programme (项目指标), counted in full: exact fractions of the counts that the arguments name.

>>> float(incidence(poor=3_274, population=22_235))
0.14724533393298853
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from antipoverty.errors import InvalidValue
from antipoverty.money import yuan

#: A number of persons or households; estimated ones need not be whole.
Number: TypeAlias = int | Fraction


def incidence(*, poor: Number, population: int) -> Fraction:
    """The incidence of poverty (贫困发生率): poor over rural registered persons.

    Raises:
        InvalidValue: for a negative number, a population of 0, or more poor than persons.

    >>> incidence(poor=170, population=1_000)
    Fraction(17, 100)
    """
    return _part("poor", poor, "population", population)


def composite_incidence(
    *, remaining: Number, wrongly_omitted: Number, wrongly_delisted: Number, population: int
) -> Fraction:
    """The composite incidence (综合贫困发生率; EX-05): those still poor, wrongly omitted or delisted, over all.

    Persons wrongly omitted and delisted are mostly estimated from samples: the rate of a `Sample`, times the population
    that it is of.

    >>> from antipoverty.indicators.programme import Sample
    >>> omitted, delisted = Sample(4, 400).rate * 40_000, Fraction(191, 2)
    >>> float(composite_incidence(
    ...     remaining=900, wrongly_omitted=omitted, wrongly_delisted=delisted, population=100_000
    ... ))
    0.013955
    """
    parts = {"remaining": remaining, "wrongly_omitted": wrongly_omitted, "wrongly_delisted": wrongly_delisted}
    for name, value in parts.items():
        _counted(name, value)
    return _part(" + ".join(parts), sum(parts.values(), Fraction(0)), "population", population)


def exit_rate(*, exited: Number, registered: int) -> Fraction:
    """The exit rate of a period (脱贫率): those who exited in it, over those registered at its start.

    >>> exit_rate(exited=107, registered=3_274)
    Fraction(107, 3274)
    """
    return _part("exited", exited, "registered", registered)


def return_rate(*, returned: Number, exited: int) -> Fraction:
    """The rate of return to poverty (返贫率): those who returned, over all who had exited.

    >>> return_rate(returned=3, exited=600)
    Fraction(1, 200)
    """
    return _part("returned", returned, "exited", exited)


def wrongly_omitted_rate(*, wrongly_omitted: Number, unregistered: int) -> Fraction:
    """The wrongly omitted rate (漏评率; EX-05): the poor left out of the register, over the unregistered checked.

    >>> wrongly_omitted_rate(wrongly_omitted=7, unregistered=1_400)
    Fraction(1, 200)
    """
    return _part("wrongly_omitted", wrongly_omitted, "unregistered", unregistered)


def wrongly_delisted_rate(*, wrongly_delisted: Number, exited: int) -> Fraction:
    """The wrongly delisted rate (错退率; EX-05): the poor removed from the register, over the exited checked.

    >>> wrongly_delisted_rate(wrongly_delisted=3, exited=600)
    Fraction(1, 200)
    """
    return _part("wrongly_delisted", wrongly_delisted, "exited", exited)


def cost_per_exit(*, cost: Decimal | int | str, exits: int) -> Fraction:
    """What a programme cost for each person or household that exited, in yuan, exact (人均脱贫成本).

    It is an average and says nothing of what the programme caused: some would have left without it.

    Args:
        cost: yuan, at least 0.
        exits: how many exited, at least 1.

    >>> cost_per_exit(cost="1000000", exits=107)
    Fraction(1000000, 107)
    """
    if isinstance(exits, bool) or not isinstance(exits, int) or exits < 1:
        raise InvalidValue("exits", exits, "a whole number of at least 1")
    return Fraction(yuan(cost, "cost", minimum=0)) / exits


def execution_rate(*, paid: Decimal | int | str, available: Decimal | int | str) -> Fraction:
    """The execution rate of a fund (预算执行率; FD-10): paid over available, in yuan. The carry-over rate is the rest.

    `antipoverty.funds` gives both amounts from a ledger.

    >>> execution_rate(paid="750000.00", available=1_000_000)
    Fraction(3, 4)
    """
    return _part(
        "paid",
        Fraction(yuan(paid, "paid", minimum=0)),
        "available",
        Fraction(yuan(available, "available", minimum=0)),
    )


def _part(name: str, part: Number, of: str, whole: Number) -> Fraction:
    _counted(name, part)
    _counted(of, whole)
    if whole == 0:
        raise InvalidValue(of, 0, "a denominator above 0")
    if part > whole:
        raise InvalidValue(name, str(part), f"at most {whole}, the {of}")
    return Fraction(part) / Fraction(whole)


def _counted(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or value < 0:
        raise InvalidValue(name, value, "a number of at least 0: an int, or a Fraction where it is estimated")
