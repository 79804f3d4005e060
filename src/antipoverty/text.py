"""Words in several languages, the codes that they label, and the units and marks that go with them.

Everything that the library says is a `Text`: the same words in each language. English and Chinese are written in the
library; a further language is data.

>>> size = Text("household size", "家庭人口数")
>>> size["zh"], size.en, list(size)
('家庭人口数', 'household size', ['en', 'zh'])
>>> Text(en="household size", zh="家庭人口数", fr="taille du ménage")["fr"]
'taille du ménage'

A `Code` stands in files and records as it is, and has one label wherever it is shown.

>>> from antipoverty.records import Labour
>>> Labour("weak").text["zh"], vocabulary(Labour)["skilled"].en
('弱劳动力', 'skilled')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NoReturn, Self, TypeAlias

from attrs.exceptions import FrozenInstanceError

from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue

__all__ = [
    "COLON",
    "COMMA",
    "LISTED",
    "PERCENT",
    "PERSONS",
    "SEMICOLON",
    "YUAN",
    "Code",
    "Detail",
    "Labelled",
    "Language",
    "Text",
    "Translation",
    "vocabulary",
]

#: The tag of a language: ``"en"``, ``"zh"``, ``"fr"``. Whether a text has words in it is checked when they are asked.
Language: TypeAlias = str
#: How much is said of a result: what an officer reads, or all of it with values, sources and grades.
Detail: TypeAlias = Literal["brief", "full"]

_TAG = re.compile("[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_USUAL = ("en", "zh")


class Text(Serializable, Mapping[Language, str]):
    """The same words in several languages: an immutable mapping from language to words.

    Two words without a language are English and Chinese.

    >>> text = Text("household size", "家庭人口数")
    >>> text
    Text(en='household size', zh='家庭人口数')
    >>> text["fr"]
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: language: got 'fr'; expected 'en' or 'zh'

    The words of a `Translation` stand in where a text has none of its own in that language.
    """

    __slots__ = ("_languages", "_words")

    # English first, then Chinese, then the others by their tags: equal texts have equal parts.
    _languages: tuple[Language, ...]
    _words: tuple[str, ...]

    if TYPE_CHECKING:

        def __init__(self, en: str, zh: str = ..., **more: str) -> None: ...

    else:  # words by language alone are taken too, as documents hold them

        def __init__(self, *words: str, **more: str) -> None:
            languages: tuple[Language, ...] = _USUAL
            if more or len(words) != 2:
                languages, words = _ordered(words, more)
            for said in words:
                if not said or not isinstance(said, str):
                    raise InvalidValue(f"Text.{languages[words.index(said)]}", said, "words")
            _set_languages(self, languages)
            _set_words(self, words)

    def __getitem__(self, language: Language) -> str:
        if language in self._languages:
            return self._words[self._languages.index(language)]
        if isinstance(language, Translation):
            return language.of(self)
        raise InvalidValue("language", language, " or ".join(map(repr, self._languages)))

    def __iter__(self) -> Iterator[Language]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)

    def __contains__(self, language: object) -> bool:
        return language in self._languages

    @property
    def en(self) -> str:
        """The words in English."""
        return self["en"]

    @property
    def zh(self) -> str:
        """The words in Chinese."""
        return self["zh"]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Text):
            return self._words == other._words and self._languages == other._languages
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._words)

    def __repr__(self) -> str:
        return f"Text({', '.join(f'{language}={self[language]!r}' for language in self)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError

    def __reduce__(self) -> tuple[object, ...]:
        return _text, (dict(self),)


class Translation(Serializable, str):
    """A language with words of its own for what the library says: data of whoever translates it.

    It is the tag of the language, and stands wherever a language is asked for. The words are found by the English ones.

    Attributes:
        words: the words by the English ones, as in ``{"Decided by: {}": "Decidido por: {}"}``.

    >>> french = Translation("fr", {"unknown": "inconnu"})
    >>> french, Text("unknown", "未知")[french], Text(en="size", fr="taille")[french]
    ('fr', 'inconnu', 'taille')
    >>> Text("known", "已知")[french]
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: words in 'fr': got 'known'; expected a translation of it
    """

    __slots__ = ("words",)

    words: Mapping[str, str]

    def __new__(cls, language: Language, words: Mapping[str, str]) -> Self:
        """Make a language of its tag and its words.

        Raises:
            InvalidValue: for what is no tag, or words whose places (``{}``, ``{name}``) are not those of the English.
        """
        if not isinstance(language, str) or not _TAG.fullmatch(language):
            raise InvalidValue("language", language, "the tag of a language, such as 'pt'")
        for english, said in words.items():
            if not isinstance(said, str) or not said or _places(said) != _places(english):
                raise InvalidValue(f"words in {language!r} for {english!r}", said, "words with the same places")
        translation = super().__new__(cls, language)
        translation.words = MappingProxyType(dict(words))
        return translation

    def of(self, text: Text) -> str:
        """The words for a text that has none of its own in the language.

        Raises:
            InvalidValue: where there are none.
        """
        english = text.en if "en" in text else ""
        if english not in self.words:
            raise InvalidValue(f"words in {str(self)!r}", english or dict(text), "a translation of it")
        return self.words[english]

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), dict(self.words))


def _places(template: str) -> list[str]:
    """The places of a template to be filled in, by their names or numbers; formats are left to each language."""
    try:
        named = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError:  # a brace that does not stand for a place
        return [template]
    return sorted(name or str(place) for place, name in enumerate(named))


class Labelled(Serializable, Enum):
    """An enumeration whose members have a label, equal to nothing but themselves.

    >>> class Side(Labelled):
    ...     LEFT = "left", "on the left", "左"
    >>> Side("left").text
    Text(en='on the left', zh='左')
    """

    text: Text

    def __new__(cls, value: str, en: str | Text = "", zh: str = "") -> Self:
        """Make a member of its value and its label: words in English and in Chinese, or a text."""
        member = object.__new__(cls)
        member._value_, member.text = value, en if isinstance(en, Text) else Text(en, zh)
        return member


class Code(Serializable, StrEnum):
    """An enumeration of the codes that records and files hold, each with its label; a code is equal to its string.

    >>> class Size(Code):
    ...     SMALL = "small", "of few persons", "人口少"
    >>> Size("small") == "small", Size.SMALL.text.en
    (True, 'of few persons')
    """

    text: Text

    def __new__(cls, value: str, en: str | Text = "", zh: str = "") -> Self:
        """Make a member of its code and its label: words in English and in Chinese, or a text."""
        member = str.__new__(cls, value)
        member._value_, member.text = value, en if isinstance(en, Text) else Text(en, zh)
        return member


def vocabulary(codes: type[Code | Labelled]) -> Mapping[str, Text]:
    """The label of every code of an enumeration, in its order.

    >>> from antipoverty.records import Schooling
    >>> list(vocabulary(Schooling))[:2]
    ['preschool', 'primary']
    """
    if not isinstance(codes, type) or not issubclass(codes, Code | Labelled):
        raise InvalidValue("codes", codes, "a class of labelled codes, such as Schooling")
    return {code.value: code.text for code in codes}


# Past the `__setattr__` that keeps everyone else out.
_set_languages = Text.__dict__["_languages"].__set__
_set_words = Text.__dict__["_words"].__set__


def _text(words: dict[Language, str]) -> Text:
    return Text(**words)


def _ordered(words: tuple[str, ...], more: dict[Language, str]) -> tuple[tuple[Language, ...], tuple[str, ...]]:
    """Words by language, in the order in which a text keeps them."""
    if len(words) not in (0, 2) or not (words or more):
        raise InvalidValue("Text", words, "words in English and in Chinese, or words by language")
    if words and not more.keys().isdisjoint(_USUAL):
        raise InvalidValue("Text", sorted(more), "words for each language once")
    said = dict(zip(_USUAL, words, strict=False)) | more
    said = {language: said[language] for language in (*_USUAL, *sorted(more)) if language in said}
    if odd := [language for language in said if not _TAG.fullmatch(language)]:
        raise InvalidValue("Text", odd, "tags of languages, such as 'en', 'zh' or 'fr'")
    return tuple(said), tuple(said.values())


#: The unit of a share: 0.02 is 2%.
PERCENT = Text("%", "%")
#: Between the thousands of a number, and before its decimal places.
THOUSANDS, DECIMAL = Text(",", ","), Text(".", ".")
#: Amounts of money.
YUAN = Text("yuan", "元")
#: Numbers of people.
PERSONS = Text("persons", "人")
#: What stands between a name and what is said of it.
COLON = Text(": ", "：")
#: What stands between two parts of a sentence.
COMMA = Text(", ", "，")
#: What stands between the items of a list.
LISTED = Text(", ", "、")
#: What stands between two sentences in one line.
SEMICOLON = Text("; ", "；")
