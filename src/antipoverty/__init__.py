"""Poverty-alleviation rules as data, read four ways: record, register, prose and proof.

The names of a first program are here; everything else is in the modules named below. Each is loaded when it is first
used, so that importing the package stays cheap:

>>> from datetime import date
>>> from antipoverty import Household, Income, identify
>>> identify(Household("h1", size=4, income=Income(stated="10943.99")), on=date(2014, 5, 1)).outcome
<Outcome.MET: 'met'>
>>> import antipoverty
>>> antipoverty.rulebooks.load("cn").title["en"]
'China'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use

if TYPE_CHECKING:
    from antipoverty import allowance as allowance
    from antipoverty import assistance as assistance
    from antipoverty import cards as cards
    from antipoverty import causes as causes
    from antipoverty import documents as documents
    from antipoverty import errors as errors
    from antipoverty import exits as exits
    from antipoverty import facts as facts
    from antipoverty import funds as funds
    from antipoverty import history as history
    from antipoverty import identification as identification
    from antipoverty import indicators as indicators
    from antipoverty import industries as industries
    from antipoverty import low_income as low_income
    from antipoverty import money as money
    from antipoverty import monitoring as monitoring
    from antipoverty import organisation as organisation
    from antipoverty import planning as planning
    from antipoverty import procedures as procedures
    from antipoverty import prose as prose
    from antipoverty import quantities as quantities
    from antipoverty import records as records
    from antipoverty import registers as registers
    from antipoverty import reviews as reviews
    from antipoverty import rulebooks as rulebooks
    from antipoverty import rules as rules
    from antipoverty import samples as samples
    from antipoverty import serialization as serialization
    from antipoverty import strategies as strategies
    from antipoverty import text as text
    from antipoverty.assistance import recommend as recommend
    from antipoverty.causes import classify as classify
    from antipoverty.identification import identify as identify
    from antipoverty.identification import identify_village as identify_village
    from antipoverty.records import Household as Household
    from antipoverty.records import Income as Income
    from antipoverty.records import Person as Person
    from antipoverty.records import Transfer as Transfer
    from antipoverty.records import Village as Village
    from antipoverty.records import Water as Water
    from antipoverty.rules import Decision as Decision
    from antipoverty.rules import Outcome as Outcome

__version__ = "0.2.0"

_MODULES = (
    "allowance",
    "assistance",
    "cards",
    "causes",
    "documents",
    "errors",
    "exits",
    "facts",
    "funds",
    "history",
    "identification",
    "indicators",
    "industries",
    "low_income",
    "money",
    "monitoring",
    "organisation",
    "planning",
    "procedures",
    "prose",
    "quantities",
    "records",
    "registers",
    "reviews",
    "rulebooks",
    "rules",
    "samples",
    "serialization",
    "strategies",
    "text",
)
_NAMES = {
    "Decision": "rules",
    "Household": "records",
    "Income": "records",
    "Outcome": "rules",
    "Person": "records",
    "Transfer": "records",
    "Village": "records",
    "Water": "records",
    "classify": "causes",
    "identify": "identification",
    "identify_village": "identification",
    "recommend": "assistance",
}

__all__ = [
    "Decision",
    "Household",
    "Income",
    "Outcome",
    "Person",
    "Transfer",
    "Village",
    "Water",
    "__version__",
    "classify",
    "identify",
    "identify_village",
    "recommend",
]

if not TYPE_CHECKING:  # so that type checkers refuse a name that is not there
    __getattr__ = load_on_use(
        __name__,
        {name: f"{__name__}.{name}" for name in _MODULES}
        | {name: f"{__name__}.{module}" for name, module in _NAMES.items()},
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES, *_NAMES})
