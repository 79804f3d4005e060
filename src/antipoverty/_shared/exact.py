"""Exact decimal arithmetic, whatever decimal context the caller works in.

Operators, `abs`, `round` and `sum` round as the caller's context says, and stand nowhere in the library.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Inexact, InvalidOperation

#: A context that never rounds: what would be inexact raises.
EXACT = Context(prec=4000, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact, InvalidOperation])
#: Sum, difference and product of two numbers, and a number with the other sign (0 has none).
add, subtract, multiply, negate = EXACT.add, EXACT.subtract, EXACT.multiply, EXACT.minus
