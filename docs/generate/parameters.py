"""The page of the parameters: every value of every rulebook, by date, with its grade and source."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty import rulebooks
from antipoverty.text import Text
from pages import parameter_section
from writing import Language, documents


def parameters_page(language: Language) -> Iterator[str]:
    """The page of the parameters."""
    books = [rulebooks.load(name) for name in rulebooks.available()]
    yield Text("# Parameters", "# 参数")[language] + "\n"
    book = rulebooks.load("cn")
    oldest = min(value.checked for parameter in book.parameters.values() for value in parameter.values)
    uncertain = {value.name for each in books for value in each.uncertain()}
    yield (
        Text(
            f"{len(book.parameters)} parameters. The value checked longest ago was checked on {oldest}."
            f" {len(uncertain)} have a value that wants a second source (grades B and C).",
            f"共{len(book.parameters)}项参数。最早一次核对日期为{oldest}。其中{len(uncertain)}项含有需另有来源佐证的数值（可信度B、C）。",
        )[language]
        + "\n"
    )
    for name in book.parameters:
        yield from parameter_section(name, books, language)
    yield from documents((citation for book in books for citation in book.citations.values()), language)
