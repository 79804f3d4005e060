"""Examples in a table: what they have in common is said once above it, and what differs has a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from antipoverty._engine.conditions import FactValue
from antipoverty._engine.prose.values import show_fact
from antipoverty.rules import Fact
from antipoverty.text import COLON, SEMICOLON, Text
from writing import Language, table

_ALIKE = Text("In every example: {}.", "各算例相同的信息：{}。")


def cases_table(
    facts: Sequence[Fact],
    cases: Sequence[Mapping[str, FactValue]],
    heads: Sequence[Text],
    results: Sequence[Sequence[str]],
    language: Language,
) -> Iterator[str]:
    """The cases with what came of each.

    Args:
        facts: the facts that are read.
        cases: what is known in each case.
        heads: what the results are called.
        results: those of each case.
        language: the language of the page.
    """
    named = [fact for fact in facts if any(fact.name in known for known in cases)]
    alike = [fact for fact in named if len({known.get(fact.name) for known in cases}) == 1 < len(cases)]
    if alike:
        shared = ((fact.text[language], show_fact(fact, cases[0][fact.name], language)) for fact in alike)
        yield _ALIKE[language].format(SEMICOLON[language].join(map(COLON[language].join, shared))) + "\n"
    differing = [fact for fact in named if fact not in alike]
    rows = (
        (*(show_fact(fact, known.get(fact.name), language) for fact in differing), *result)
        for known, result in zip(cases, results, strict=True)
    )
    yield from table([*(fact.text[language] for fact in differing), *(head[language] for head in heads)], rows)
