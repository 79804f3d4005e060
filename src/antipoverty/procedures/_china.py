"""The procedures of China, read from its rulebook when they are first asked for."""

from __future__ import annotations

from antipoverty.procedures._procedures import procedures_of

#: The procedures by id.
PROCEDURES = procedures_of()
