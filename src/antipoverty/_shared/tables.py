"""Reading tables of TOML: every error names the file, the key and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from antipoverty._shared.arguments import did_you_mean
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.text import Language, Text


def _is_words(value: object) -> bool:
    """Whether a value is text that is not blank, without lone surrogates."""
    return (
        isinstance(value, str)
        and bool(value.strip())
        and not any("\ud800" <= character <= "\udfff" for character in value)
    )


class Tables:
    """Reads the tables of one jurisdiction's files.

    Attributes:
        jurisdiction: its path, which errors name before the file.
        languages: the languages in which every text has words.
    """

    def __init__(self, jurisdiction: str, languages: tuple[Language, ...] = ("en", "zh")) -> None:
        self.jurisdiction = jurisdiction
        self.languages = languages

    def wrong(self, file: str, key: str, what: str) -> RulebookError:
        """The error for a key of a file."""
        return RulebookError(f"{self.jurisdiction}/{file}, {key}: {what}")

    def keys(
        self,
        file: str,
        key: str,
        table: object,
        allowed: set[str],
        needed: Iterable[str] | None = None,
    ) -> Mapping[str, Any]:
        if not isinstance(table, Mapping) or not all(isinstance(name, str) for name in table):
            raise self.wrong(file, key, "should be a table")
        if unknown := set(table) - allowed:
            hint = did_you_mean(min(unknown), sorted(allowed)) or f"; expected {', '.join(sorted(allowed))}"
            raise self.wrong(file, key, f"does not know {', '.join(sorted(unknown))}{hint}")
        if absent := set(allowed if needed is None else needed) - set(table):
            raise self.wrong(file, key, f"needs {', '.join(sorted(absent))}")
        return table

    def tables(self, file: str, where: str, raw: object) -> Mapping[str, Any]:
        """Tables by their names."""
        if not isinstance(raw, Mapping) or not all(_is_words(name) for name in raw):
            raise self.wrong(file, where, "should hold tables, each with a name")
        return raw

    def string(self, file: str, where: str, table: Mapping[str, Any], key: str) -> str:
        if not _is_words(table[key]):
            raise self.wrong(file, where, f"{key} should be a string that is not empty")
        return str(table[key])

    def strings(self, file: str, where: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        array = table.get(key, ())
        if not isinstance(array, list | tuple) or not all(map(_is_words, array)) or len(set(array)) < len(array):
            raise self.wrong(file, where, f"{key} should be an array of strings that differ")
        return tuple(array)

    def flag(self, file: str, where: str, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(file, where, f"{key} should be true or false")
        return value

    def text(self, file: str, key: str, raw: object) -> Text:
        allowed = {*self.languages, *raw} if isinstance(raw, Mapping) else set(self.languages)
        table = self.keys(file, key, raw, allowed, self.languages)
        if not all(map(_is_words, table.values())):
            raise self.wrong(file, key, "needs words in every language")
        try:
            return Text(**table)
        except InvalidValue as error:
            raise self.wrong(file, key, f"needs {error.expected}") from None

    def optional(self, file: str, where: str, table: Mapping[str, Any], key: str) -> Text | None:
        return self.text(file, f"{where}.{key}", table[key]) if key in table else None
