"""What type checkers must see: names that are there have their types, and names that are not are refused.

An ignored error that does not occur is an error itself, for both checkers.
"""
# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from datetime import date
from typing import assert_type

import antipoverty
from antipoverty import Decision, Household, identify, registers
from antipoverty import identfy as slip  # type: ignore[attr-defined]
from antipoverty.funds.exchange import frame_of
from antipoverty.rules import AlOf  # type: ignore[attr-defined]

assert_type(identify(Household("h1", size=4), on=date(2014, 5, 1)), Decision)
assert_type(antipoverty.identification.identify(Household("h1"), on=date(2014, 5, 1)), Decision)
print(registers.read, antipoverty.registers.read, frame_of, slip, AlOf)
print(antipoverty.registrs)  # type: ignore[attr-defined]
print(registers.raed)  # type: ignore[attr-defined]
identify(Household("h1"))  # type: ignore[call-arg]
Household()  # type: ignore[call-arg]
