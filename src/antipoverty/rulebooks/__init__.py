"""Rulebooks: dated, cited parameters, one folder for each jurisdiction, read from TOML and validated on loading.

A province's rulebook overlays its country's: where it states a parameter on a date, its value holds. Nothing in a
rulebook is executed. Every value has a document, a grade of certainty, and the day on which it was last checked.

`load` takes a name or the path of a folder of your own; `check` says what a folder lacks,
`compare` what it changes, and `changes` what changed from day to day.

>>> from datetime import date
>>> from antipoverty import rulebooks
>>> book = rulebooks.load("cn")
>>> book.at(date(2014, 5, 1)).in_year("poverty_line.statistical", 2013).value
Decimal('2736')
>>> book.at(date(2013, 1, 1)).get("quota.float")
Traceback (most recent call last):
...
antipoverty.errors.NotYetInForce: quota.float: not yet in force on 2013-01-01: ...
"""

from antipoverty._engine.parameters import ParameterValue
from antipoverty.rulebooks._book import InForce, Rulebook
from antipoverty.rulebooks._documents import parse
from antipoverty.rulebooks._entries import RulebookEntry
from antipoverty.rulebooks._inspection import (
    Lack,
    Remark,
    RulebookChanges,
    RulebookCheck,
    RulebookDay,
    RulebookHistory,
    RuleChange,
    ValueChange,
    changes,
    check,
    compare,
)
from antipoverty.rulebooks._parameters import ParameterHistory
from antipoverty.rulebooks._passages import Passage, PassageKind
from antipoverty.rulebooks._shipped import available, load

__all__ = [
    "InForce",
    "Lack",
    "ParameterHistory",
    "ParameterValue",
    "Passage",
    "PassageKind",
    "Remark",
    "RuleChange",
    "Rulebook",
    "RulebookChanges",
    "RulebookCheck",
    "RulebookDay",
    "RulebookEntry",
    "RulebookHistory",
    "ValueChange",
    "available",
    "changes",
    "check",
    "compare",
    "load",
    "parse",
]
