"""The parameters of each shipped rulebook over time, as text: what a change of a value changes shows in review.

``python tests/golden.py`` writes them down; `tests/rulebooks/test_golden.py` compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from antipoverty import rulebooks
from antipoverty.rulebooks import ParameterHistory, ParameterValue, Rulebook

FOLDER = Path(__file__).parent / "rulebooks" / "golden"


def path_of(name: str) -> Path:
    """Where the parameters of a rulebook are written down."""
    return FOLDER / f"{name.replace('/', '-')}.txt"


def text_of(name: str) -> str:
    """The parameters of a rulebook: all of a country, and of a place below it the values of its own."""
    book = rulebooks.load(name)
    below = rulebooks.load(name.rpartition("/")[0]) if "/" in name else None
    return "\n".join([f"{book.title['en']} · {book.title['zh']}", *_lines(book, below)]) + "\n"


def _lines(book: Rulebook, below: Rulebook | None) -> Iterator[str]:
    for parameter in sorted(book.parameters.values(), key=lambda each: each.name):
        inherited = below.parameters.get(parameter.name) if below else None
        own = [value for value in parameter.values if inherited is None or value not in inherited.values]
        if own or inherited is None:
            yield ""
            yield from _history(parameter, own)


def _history(parameter: ParameterHistory, values: list[ParameterValue]) -> Iterator[str]:
    unit = f", {parameter.unit['en']}" if parameter.unit else ""
    yield f"{parameter.name}: {parameter.text['en']}{unit}{' (open)' if parameter.open else ''}"
    for value in values:
        cited = value.citation.key + (f", {value.article['en']}" if value.article else "")
        yield f"  {_period(parameter, value)}  {_value(value)}  [{value.grade.value}]  {cited}"


def _period(parameter: ParameterHistory, value: ParameterValue) -> str:
    if parameter.yearly:
        return str(value.start.year)
    seen = f", seen to hold on {value.still_valid_on}" if value.still_valid_on else ""
    return f"{value.start} to {value.end}" if value.end else f"{value.start} on{seen}"


def _value(value: ParameterValue) -> str:
    if value.multiple is not None:
        return f"{value.multiple.factor} × {value.multiple.of} = {value.value}"
    if not isinstance(value.value, tuple):
        return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    return ", ".join("=".join(part) if isinstance(part, tuple) else part for part in value.value) or "none"


def main() -> None:
    """Write down the parameters of every shipped rulebook."""
    FOLDER.mkdir(exist_ok=True)
    wanted = {path_of(name): text_of(name) for name in rulebooks.available()}
    for stale in set(FOLDER.iterdir()) - set(wanted):
        stale.unlink()
    for path, text in wanted.items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
