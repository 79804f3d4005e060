"""Every table, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from antipoverty.registers._schema.declarations import Schema
from antipoverty.registers._schema.industries import INDUSTRIES
from antipoverty.registers._schema.organisation import CADRES, GROUPS, PAIRS, SUPPORTS, UNITS
from antipoverty.registers._schema.planning import ACTIVITIES, DEFECTS, INSPECTIONS, PLANS, TASKS
from antipoverty.registers._schema.projects import PROJECTS
from antipoverty.registers._schema.tables import SCHEMAS
from antipoverty.registers._schema.works import FUNDS, WORKS

_OF_RECORDS = (
    PROJECTS,
    WORKS,
    FUNDS,
    GROUPS,
    UNITS,
    SUPPORTS,
    CADRES,
    PAIRS,
    INDUSTRIES,
    PLANS,
    TASKS,
    ACTIVITIES,
    INSPECTIONS,
    DEFECTS,
)
#: Every table that is read, by its name.
TABLES: Mapping[str, Schema] = MappingProxyType({schema.name: schema for schema in (*SCHEMAS, *_OF_RECORDS)})
