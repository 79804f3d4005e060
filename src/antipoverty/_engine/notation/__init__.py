"""The text notation of conditions and terms: ``registration == "registered" and net_income < 3000 * size``.

A bare name is a fact of the subject, a dotted name a parameter of the rulebook. Text is parsed by the grammar of
Python's expressions and turned into a tree node by node; nothing is executed. What is written is read back as it was.
"""

from antipoverty._engine.notation.reading import read_condition, read_term
from antipoverty._engine.notation.writing import write_condition, write_term

__all__ = ["read_condition", "read_term", "write_condition", "write_term"]
