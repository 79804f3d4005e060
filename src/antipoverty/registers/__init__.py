"""Registers at scale: files and frames in, frames out, and no row lost on the way.

A register holds each fact in a column (`antipoverty.rules.Fact.column`): whole fen for money, null for unknown. The
same rules that decide a record are evaluated over a frame, on the engine that holds it.

- `look` tells what a file looks like; `headings` and `read` take files in: rows accepted and rows quarantined, with
  reasons. `HOUSEHOLDS`, `MEMBERS`, `VILLAGES` and `ENTRIES` declare the tables; `check` names what no single row shows.
- `evaluate` adds the outcome of rules to a frame, `derive` the facts that follow from members and parts of income.
- `decide_row` gives the reasons of one household, `why_unknown` counts the facts that are missing.
- `simulate` compares two rulebooks or dates, `compare` two registers.
- `roll_up` sums up households and members by group, village and township; `compare_villages` and `fill_villages` hold
  villages against it; `labour_transfer` compares the work away from home of two years.
- `publish` and `picture` give what may leave the office, small counts hidden; `write` writes a frame to a file.
- `records` and `frames` turn rows into objects and objects into rows, `roster` and `events` make the yearly round of
  `antipoverty.history` from two registers and a table of `EVENTS`; `open_store` keeps a register in one file;
  `manifest` states what gave a result.

>>> from datetime import date
>>> import polars as pl
>>> from antipoverty import registers
>>> frame = pl.DataFrame({"net_income_fen": [1_094_399, 1_094_400, None], "size": [4, 4, 4]})
>>> registers.evaluate(frame, on=date(2014, 5, 1))["poor_household"].to_list()
[True, False, None]
"""

from antipoverty.registers._checks.checking import CHECKS, check
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.folders import checks_of
from antipoverty.registers._checks.reports import CheckReport, Recheck
from antipoverty.registers._comparison.changes import Comparison, compare
from antipoverty.registers._derivation.deriving import derive
from antipoverty.registers._evaluation.explaining import decide_row
from antipoverty.registers._evaluation.plans import evaluate
from antipoverty.registers._evaluation.undecided import Undecided, why_unknown
from antipoverty.registers._manifests import Manifest, manifest
from antipoverty.registers._objects.from_rows import records
from antipoverty.registers._objects.of_tables import frame, objects
from antipoverty.registers._objects.rounds import events, events_frame, roster
from antipoverty.registers._objects.to_rows import frames
from antipoverty.registers._publication.pictures import picture
from antipoverty.registers._publication.tables import Published, publish
from antipoverty.registers._reading.looking import Look, look
from antipoverty.registers._reading.reading import Reading, headings, read
from antipoverty.registers._reading.sheets import parts
from antipoverty.registers._schema.catalogue import TABLES
from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.registers._schema.events import EVENTS
from antipoverty.registers._schema.industries import INDUSTRIES
from antipoverty.registers._schema.ledgers import ENTRIES
from antipoverty.registers._schema.organisation import CADRES, GROUPS, PAIRS, SUPPORTS, UNITS
from antipoverty.registers._schema.planning import ACTIVITIES, DEFECTS, INSPECTIONS, PLANS, TASKS
from antipoverty.registers._schema.projects import PROJECTS
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS, VILLAGES
from antipoverty.registers._schema.works import FUNDS, WORKS
from antipoverty.registers._simulation.reforms import simulate
from antipoverty.registers._simulation.results import Simulation
from antipoverty.registers._store.decisions import SaveResult, Store
from antipoverty.registers._store.opening import open_store
from antipoverty.registers._summaries.roll_ups import compare_villages, fill_villages, roll_up
from antipoverty.registers._summaries.transfers import LabourTransfer, labour_transfer
from antipoverty.registers._writing.files import write
from antipoverty.registers._writing.forms import write_form
from antipoverty.registers._writing.marking import mark

__all__ = [
    "ACTIVITIES",
    "CADRES",
    "CHECKS",
    "DEFECTS",
    "ENTRIES",
    "EVENTS",
    "FUNDS",
    "GROUPS",
    "HOUSEHOLDS",
    "INDUSTRIES",
    "INSPECTIONS",
    "MEMBERS",
    "PAIRS",
    "PLANS",
    "PROJECTS",
    "SUPPORTS",
    "TABLES",
    "TASKS",
    "UNITS",
    "VILLAGES",
    "WORKS",
    "Check",
    "CheckGroup",
    "CheckReport",
    "Comparison",
    "Field",
    "Form",
    "LabourTransfer",
    "Look",
    "Manifest",
    "Published",
    "Reading",
    "Recheck",
    "SaveResult",
    "Schema",
    "Severity",
    "Simulation",
    "Store",
    "Undecided",
    "check",
    "checks_of",
    "compare",
    "compare_villages",
    "decide_row",
    "derive",
    "evaluate",
    "events",
    "events_frame",
    "fill_villages",
    "frame",
    "frames",
    "headings",
    "labour_transfer",
    "look",
    "manifest",
    "mark",
    "objects",
    "open_store",
    "parts",
    "picture",
    "publish",
    "read",
    "records",
    "roll_up",
    "roster",
    "simulate",
    "why_unknown",
    "write",
    "write_form",
]
