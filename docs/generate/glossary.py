"""The page of the glossary: each term in both languages, and what it means."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from antipoverty.text import Text
from writing import HERE, Language, table


def glossary_page(language: Language) -> Iterator[str]:
    """The page of the glossary."""
    terms = tomllib.loads((HERE / "glossary.toml").read_text("utf-8"))["terms"]
    yield Text("# Glossary", "# 术语")[language] + "\n"
    yield from table(
        ("English", "中文", Text("meaning", "含义")[language]),
        ((term["en"], term["zh"], term["means"][language]) for term in terms),
    )
