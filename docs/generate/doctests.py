"""The examples of docstrings as blocks of code: an extension for the generator of the reference.

An example that follows a paragraph of a docstring, as doctest takes it, is text to Markdown: three nested quotes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import griffe

sys.path.insert(0, str(Path(__file__).parent))  # it is loaded by its path
from writing import fenced

__all__ = ["Doctests"]


class Doctests(griffe.Extension):
    """Fences the examples of every docstring."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite a docstring as it is collected."""
        if obj.docstring is not None and ">>> " in obj.docstring.value:
            obj.docstring.value = fenced(obj.docstring.value)
