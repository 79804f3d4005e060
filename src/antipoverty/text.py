"""The two languages in which everything is said."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import Attribute, field, frozen

from antipoverty.errors import InvalidValue

__all__ = ["PERCENT", "PERSONS", "YUAN", "Language", "Text"]

Language: TypeAlias = Literal["en", "zh"]


def _words(instance: object, attribute: Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidValue(f"Text.{attribute.name}", value, "words in both languages")


@frozen
class Text:
    """The same words in English and in Chinese.

    >>> Text("household size", "家庭人口数")["zh"]
    '家庭人口数'
    """

    en: str = field(validator=_words)
    zh: str = field(validator=_words)

    def __getitem__(self, language: str) -> str:
        if language == "en":
            return self.en
        if language == "zh":
            return self.zh
        raise InvalidValue("language", language, "'en' or 'zh'")


#: The unit in which a share is said: 0.02 is 2%.
PERCENT = Text("%", "%")
#: Amounts of money.
YUAN = Text("yuan", "元")
#: Numbers of people.
PERSONS = Text("persons", "人")
