"""The values of a rulebook, with dates, units, sources and grades."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.text import COMMA, Labelled, Text, Translation

if TYPE_CHECKING:
    from antipoverty._engine.conditions import Fact

#: The value of a parameter. A table maps names to marks.
Value: TypeAlias = bool | int | Decimal | str | date | tuple[str, ...] | tuple[tuple[str, str], ...]


class Grade(Labelled):
    """How certain a value is."""

    A = "A", "stated in a page that was read", "已核对的页面中载明"
    A_LOCAL = "A-local", "stated in a local text that was read", "已核对的地方文件中载明"
    B = "B", "follows from what was read, or well known and not re-read", "由已读材料推得，或众所周知而未复核原文"
    C = "C", "uncertain: wants a second source", "不确定，需另有来源佐证"
    CHOICE = "choice", "a choice of this library: no source states it", "本库的设计选择，无来源载明"
    CALLER = "caller", "given by the caller", "由调用者给定"

    @property
    def uncertain(self) -> bool:
        """Whether the value needs a source, or a second one, before it is relied on."""
        return self in (Grade.B, Grade.C, Grade.CHOICE)


class ParameterKind(Enum):
    """The type of a parameter's value."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    MEASURE = "measure"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    TABLE = "table"
    DATE = "date"


_WITH_READ = Text("{} (what was read: {})", "{}（所查阅者：{}）")


@frozen
class Citation(Serializable):
    """A document: its title in both languages, who issued it, its number and its date.

    Attributes:
        key: the short name by which values and criteria refer to it.
        title: official title in Chinese, and in English as commonly rendered.
        issuer: who issued it.
        number: the official number, where there is one.
        date: the date of issue, as precisely as it is known (``2014-04-02``, ``2014-04`` or ``2014``).
        read: the text that was in fact read, often a secondary page and not the gazette.
    """

    key: str
    title: Text
    issuer: Text
    number: str | None = None
    date: str | None = None
    read: Text | None = None

    def line(self, language: str) -> str:
        """One line for a footnote."""
        parts = [self.issuer[language], self.title[language], self.number, self.date]
        return COMMA[language].join(part for part in parts if part)

    def full(self, language: str) -> str:
        """The footnote, with the text that was in fact read, if that was not the document."""
        if self.read is None:
            return self.line(language)
        return _WITH_READ[language].format(self.line(language), self.read[language])

    def short(self, language: str) -> str:
        """Its title, with its number where it has one."""
        if self.number is None:
            return self.title[language]
        return COMMA[language].join((self.title[language], self.number))


@frozen
class Multiple:
    """How a value follows from another parameter: so many times its value on the day.

    Attributes:
        of: the other parameter's dotted name.
        factor: how many times.
    """

    of: str
    factor: Decimal


@frozen
class ParameterValue(Serializable, Shown):
    """A value with its dates, source, grade and notes.

    Attributes:
        name: the parameter's dotted name.
        text: its name in words.
        kind: the type of the value.
        unit: its unit, for numbers.
        value: the value; money in yuan.
        start: the first day on which it holds.
        end: the first day on which it no longer holds; none if it is open.
        citation: the document.
        article: the place in the document.
        grade: how certain it is.
        checked: when it was last checked.
        note: a note for readers, such as a conflict between sources.
        labels: the labels of the choices, names and marks in the value.
        still_valid_on: of a value without end, the last day on which it was seen to hold.
        multiple: of which other parameter it is a multiple, if it is one.
    """

    name: str
    text: Text
    kind: ParameterKind
    unit: Text | None
    value: Value
    start: date
    end: date | None
    citation: Citation
    article: Text | None
    grade: Grade
    checked: date
    note: Text | None = None
    labels: tuple[tuple[str, Text], ...] = ()
    still_valid_on: date | None = None
    multiple: Multiple | None = None

    def outdated(self, on: date) -> bool:
        """Whether it is used on a day after the last one on which it was seen to hold."""
        return self.end is None and self.still_valid_on is not None and on > self.still_valid_on

    @property
    def table(self) -> Mapping[str, str]:
        """The value of a parameter of kind table, as a mapping.

        Raises:
            InvalidValue: for a parameter of another kind.
        """
        if self.kind is not ParameterKind.TABLE or not isinstance(self.value, tuple):
            raise InvalidValue(self.name, self.kind.value, "a parameter of kind table")
        return dict(pair for pair in self.value if isinstance(pair, tuple))

    @property
    def number(self) -> Decimal:
        """The value of an amount, a count or a share, as an exact number.

        Raises:
            InvalidValue: for a parameter of another kind.

        >>> from datetime import date
        >>> from antipoverty.rulebooks import load
        >>> load("cn/guizhou").at(date(2014, 5, 1)).get("poverty_line.administrative").number
        Decimal('2800')
        """
        if isinstance(self.value, bool) or not isinstance(self.value, Decimal | int):
            raise InvalidValue(self.name, self.kind.value, "a parameter that is a number")
        return Decimal(self.value)


@frozen
class RulebookId:
    """The identity of a rulebook: jurisdiction, version and the digest of its content."""

    jurisdiction: str
    version: str
    digest: str


class Parameters(Protocol):
    """A rulebook as it stands in one period, as `bind` needs it."""

    def __hash__(self) -> int:
        """Rules are bound once to each."""
        ...

    @property
    def id(self) -> RulebookId:
        """Which rulebook it is."""
        ...

    @property
    def year(self) -> int:
        """The calendar year of the period."""
        ...

    @property
    def translations(self) -> tuple[Translation, ...]:
        """The languages in which it says what the library says."""
        ...

    def get(self, name: str) -> ParameterValue:
        """The value in force.

        Raises:
            ParameterError: one of its four kinds.
        """
        ...

    def in_year(self, name: str, year: int) -> ParameterValue:
        """The value of a yearly series in a calendar year."""
        ...

    def citation(self, key: str) -> Citation:
        """The document behind a key."""
        ...

    def fact(self, name: str) -> Fact | None:
        """The fact of a household that the rulebook declares under a name; none if it declares none."""
        ...

    def described(self, name: str) -> tuple[Text, ParameterKind, Text | None]:
        """What a parameter is called, its kind and its unit, whether or not it has a value."""
        ...
