"""What brief explanations have in common: their lines, and how many parts a line has at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from antipoverty.text import LISTED, Language, Text

#: Gives the lines about a result in a language.
Writer: TypeAlias = Callable[..., Iterable[str]]
#: For each class of results, what explains it in brief and in full.
Writers: TypeAlias = Mapping[type, tuple[Writer, Writer]]
#: Of reasons and of changes, no more are shown: a brief explanation has at most ten lines.
_MOST = 3

DECIDED = Text("Decided by: {}", "判定依据：{}")
OPEN = Text("Not known yet: {}", "尚不明确：{}")
MISSING = Text("Missing: {}", "缺少信息：{}")
CHANGES = Text("Would change it: {}", "可改变结果：{}")
_MORE = Text("and {} more", "另有{}项")


def listed(names: Iterable[str], language: Language) -> str:
    """Names in a row: ``a, b``."""
    return LISTED[language].join(names)


def some(parts: Iterable[str], language: Language, *, most: int = _MOST) -> Iterator[str]:
    """The first parts, and how many more there are."""
    held = list(parts)
    yield from held[:most]
    if len(held) > most:
        yield _MORE[language].format(len(held) - most)
