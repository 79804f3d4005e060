"""Registers at scale: files and frames in, frames out, and no row lost on the way.

A register holds each fact in a column (`antipoverty.rules.Fact.column`): whole fen for money, null for unknown. The
same rules that decide a record are evaluated over a frame, on the engine that holds it.

>>> from datetime import date
>>> import polars as pl
>>> from antipoverty import registers
>>> frame = pl.DataFrame({"net_income_fen": [1_094_399, 1_094_400, None], "size": [4, 4, 4]})
>>> registers.evaluate(frame, on=date(2014, 5, 1))["poor_household"].to_list()
[True, False, None]
"""

from antipoverty.causes import MAIN_CAUSE, cause_column
from antipoverty.registers._checks import CHECKS, check
from antipoverty.registers._comparison.comparison import SIGNS, Change, Comparison, Move, compare
from antipoverty.registers._comparison.linking import Persons
from antipoverty.registers._derivation.derivation import derive
from antipoverty.registers._evaluation.evaluation import Plan, evaluate, finding_column, plan, shortfall_column
from antipoverty.registers._evaluation.explaining import Undecided, explain, why_unknown
from antipoverty.registers._evaluation.provenance import Counts, Manifest, Origin, manifest, origin, rule_digest
from antipoverty.registers._reading.matching import Headings
from antipoverty.registers._reading.objects import frames, records
from antipoverty.registers._reading.reading import Progress, Reading, headings, progress_bar, read
from antipoverty.registers._schema.ledgers import ENTRIES
from antipoverty.registers._schema.schema import Case, Field, Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS, SCHEMAS, VILLAGES
from antipoverty.registers._simulation.parity import Rate, RateDifference
from antipoverty.registers._simulation.pictures import picture
from antipoverty.registers._simulation.publication import Figure, Published, PublishedRow, published, table
from antipoverty.registers._simulation.reforms import simulate
from antipoverty.registers._simulation.simulation import Cell, Errors, Flow, Gap, Simulation, Sums
from antipoverty.registers._simulation.suppression import Status
from antipoverty.registers._store.store import Put, Run, Store, open_store
from antipoverty.registers._writing.writing import neutralised, write

__all__ = [
    "CHECKS",
    "ENTRIES",
    "HOUSEHOLDS",
    "MAIN_CAUSE",
    "MEMBERS",
    "SCHEMAS",
    "SIGNS",
    "VILLAGES",
    "Case",
    "Cell",
    "Change",
    "Comparison",
    "Counts",
    "Errors",
    "Field",
    "Figure",
    "Flow",
    "Form",
    "Gap",
    "Headings",
    "Manifest",
    "Move",
    "Origin",
    "Persons",
    "Plan",
    "Progress",
    "Published",
    "PublishedRow",
    "Put",
    "Rate",
    "RateDifference",
    "Reading",
    "Run",
    "Schema",
    "Simulation",
    "Status",
    "Store",
    "Sums",
    "Undecided",
    "cause_column",
    "check",
    "compare",
    "derive",
    "evaluate",
    "explain",
    "finding_column",
    "frames",
    "headings",
    "manifest",
    "neutralised",
    "open_store",
    "origin",
    "picture",
    "plan",
    "progress_bar",
    "published",
    "read",
    "records",
    "rule_digest",
    "shortfall_column",
    "simulate",
    "table",
    "why_unknown",
    "write",
]
