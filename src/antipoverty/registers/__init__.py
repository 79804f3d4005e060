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
from antipoverty.registers.checks import CHECKS, check
from antipoverty.registers.comparison import SIGNS, Change, Comparison, Move, compare
from antipoverty.registers.derivation import derive
from antipoverty.registers.evaluation import Plan, evaluate, finding_column, plan, shortfall_column
from antipoverty.registers.explaining import Undecided, explain, why_unknown
from antipoverty.registers.ledgers import ENTRIES
from antipoverty.registers.linking import Persons
from antipoverty.registers.matching import Headings
from antipoverty.registers.objects import frames, records
from antipoverty.registers.parity import Rate, RateDifference
from antipoverty.registers.pictures import picture
from antipoverty.registers.provenance import Counts, Manifest, Origin, manifest, origin, rule_digest
from antipoverty.registers.publication import Figure, Published, PublishedRow, published, table
from antipoverty.registers.reading import Progress, Reading, headings, progress_bar, read
from antipoverty.registers.reforms import simulate
from antipoverty.registers.schema import Case, Field, Form, Schema
from antipoverty.registers.simulation import Cell, Errors, Flow, Gap, Simulation, Sums
from antipoverty.registers.store import Put, Run, Store, open_store
from antipoverty.registers.suppression import Status
from antipoverty.registers.tables import HOUSEHOLDS, MEMBERS, SCHEMAS, VILLAGES
from antipoverty.registers.writing import neutralised, write

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
