"""Text that a spreadsheet would take for a formula, marked with an apostrophe, and read back without it.

A key such as ``=cmd|' /C calc'!A1`` would run where a file is opened; marked, it is shown.
"""

from __future__ import annotations

import re

#: What a spreadsheet may take for a formula: some read signs of full width too, or overlook blanks before a sign.
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
#: The blanks that may stand before such a sign.
BLANKS = " \u00a0\u3000\ufeff"
#: A text that has an apostrophe before the sign already is marked once more, so that reading takes off just one.
FORMULA = f"['{BLANKS}]*[{re.escape(SIGNS)}]|'*[\t\r]"
_FORMULA = re.compile(FORMULA)


def marked(text: str) -> str:
    """The text with an apostrophe before it, if a spreadsheet would take it for a formula.

    >>> marked("=1+1"), marked("plain"), marked("'=1+1")
    ("'=1+1", 'plain', "''=1+1")
    """
    return f"'{text}" if _FORMULA.match(text) else text
