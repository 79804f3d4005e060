"""Files in words: what they look like before they are read, and what came of reading them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from antipoverty._shared.privacy import masked
from antipoverty.prose._parts import Writers, listed, some
from antipoverty.registers import Look, Reading
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl


_READ_ONE = Text("{:,} row read: {:,} accepted, {:,} quarantined", "读取{:,}行：接受{:,}行，隔离{:,}行")
_READ = Text("{:,} rows read: {:,} accepted, {:,} quarantined", "读取{:,}行：接受{:,}行，隔离{:,}行")
_REPEATED = Text(", {:,} of further members of the same households", "，同户其他成员{:,}行")
_WARNING = Text("warning: {}: {}", "警告：{}：{}")
_IGNORED = Text("headings not taken: {}", "未识别的表头：{}")
#: The columns of a reading's tables in which a reason stands in words.
_REASONS = Text("reason", "reason_zh")
_HEADINGS_AT = Text("headings in row {}: {:,} of {:,} known", "表头在第{0}行：{2:,}项中识别{1:,}项")
#: In Chinese a field is called as the file calls it.
_KIND = Text("{count:,} {name}: {reason}", "{count:,} {heading}：{reason}")
_UNREADABLE_ONE = Text("{:,} cell cannot be read and is unknown", "{:,}格无法识别，按未知处理")
_UNREADABLE = Text("{:,} cells cannot be read and are unknown", "{:,}格无法识别，按未知处理")


def reading_in_brief(reading: Reading, language: Language) -> Iterator[str]:
    """How many rows were accepted, the most frequent reasons, warnings, and headings that were not taken."""
    yield from _read(reading, language)
    if reading.unreadable.height:
        yield _unknown(reading, language)
    yield from some(_kinds(reading.problems, reading, language), language, most=2)
    yield from some(_warnings(reading, language), language, most=2)
    if reading.ignored:
        yield _IGNORED[language].format(listed(reading.ignored, language))


def reading_in_full(reading: Reading, language: Language) -> Iterator[str]:
    """How many rows were accepted, every reason, warnings, and headings that were not taken."""
    yield from _read(reading, language)
    yield from _kinds(reading.problems, reading, language)
    if reading.unreadable.height:
        yield _unknown(reading, language)
        yield from (f"  {line}" for line in _kinds(reading.unreadable, reading, language))
    yield from _warnings(reading, language)
    if reading.ignored:
        yield _IGNORED[language].format(listed(reading.ignored, language))


def _read(reading: Reading, language: Language) -> Iterator[str]:
    counts = (_READ_ONE if reading.read == 1 else _READ)[language].format(
        reading.read, reading.accepted.height, reading.quarantined.height
    )
    yield counts + _REPEATED[language].format(reading.repeated) if reading.repeated else counts
    if reading.heading_rows not in ((), (1,)):
        known = len(reading.fields)
        yield _HEADINGS_AT[language].format(_rows(reading.heading_rows), known, known + len(reading.ignored))


def _rows(numbers: tuple[int, ...]) -> str:
    return "–".join(map(str, dict.fromkeys((numbers[0], numbers[-1]))))


def _unknown(reading: Reading, language: Language) -> str:
    count = reading.unreadable.height
    return (_UNREADABLE_ONE if count == 1 else _UNREADABLE)[language].format(count)


def _kinds(cells: pl.DataFrame, reading: Reading, language: Language) -> Iterator[str]:
    """What is wrong with how many cells of a field, the most frequent first."""
    reason = _REASONS[language]
    kinds = cells.group_by("field", reason).len()
    kinds = kinds.sort("len", "field", reason, descending=[True, False, False])
    headings = {name: masked("".join(heading.split())) for heading, name in reading.fields.items()}
    for name, words, count in kinds.iter_rows():
        yield _KIND[language].format(count=count, name=name, heading=headings.get(name, name), reason=words)


def _warnings(reading: Reading, language: Language) -> Iterator[str]:
    for name, words in reading.warnings.select("field", _REASONS[language]).iter_rows():
        yield _WARNING[language].format(name, words)


# What a file looks like

_LOOKS = Text("{}: {:,} of {:,} headings are known", "{0}：{2:,}项表头中识别{1:,}项")
_LOOKED_AT_ONE = Text("the headings stand in row {}", "表头在第{}行")
_LOOKED_AT = Text("the headings stand in rows {}", "表头在第{}行")
_ROWS_BELOW_ONE = Text("{:,} row below the headings", "表头以下{:,}行")
_ROWS_BELOW = Text("{:,} rows below the headings", "表头以下{:,}行")
_FOOTERS = Text(", {:,} of them totals, notes or headings again", "，其中合计、说明或重复表头{:,}行")
_MISSING = Text("missing: {}", "缺少：{}")
_REFUSED = Text("heading {}: {}", "表头{}：{}")
_UNKNOWN_WORD = Text("{rows:,} {name}: the word {word} is not known", "{rows:,} {text}（{name}）：不认识“{word}”")
_UNREAD = Text("{rows:,} {name}: {reason}", "{rows:,} {text}（{name}）：{reason}")
_SHEETS = Text("sheets: {}", "工作表：{}")


def look_in_brief(look: Look, language: Language) -> Iterator[str]:
    """The table, the headings, and the most frequent words and cells that are not known."""
    yield from _look(look, language)
    yield from some(_not_known(look, language), language)


def look_in_full(look: Look, language: Language) -> Iterator[str]:
    """The table, the headings, and every word and kind of cell that is not known."""
    yield from _look(look, language)
    yield from _not_known(look, language)


def _look(look: Look, language: Language) -> Iterator[str]:
    known = sum(name is not None for name in look.columns.values())
    of = known + len(look.refused) + len(look.ignored)
    yield _LOOKS[language].format(look.schema.text[language], known, of)
    if len(look.parts) > 1:
        yield _SHEETS[language].format(listed(look.parts, language))
    if look.heading_rows:
        words = _LOOKED_AT_ONE if len(look.heading_rows) == 1 else _LOOKED_AT
        yield words[language].format(_rows(look.heading_rows))
    rows = (_ROWS_BELOW_ONE if look.rows == 1 else _ROWS_BELOW)[language].format(look.rows)
    yield rows + (_FOOTERS[language].format(look.footers) if look.footers else "")
    if look.missing:
        names = (f"{name} ({look.schema[name].text[language]})" for name in look.missing)
        yield _MISSING[language].format(listed(names, language))
    if look.ignored:
        yield _IGNORED[language].format(listed(look.ignored, language))


def _not_known(look: Look, language: Language) -> Iterator[str]:
    yield from (_REFUSED[language].format(heading, why[language]) for heading, why in look.refused.items())
    texts = {field.column: field.text[language] for field in (*look.schema, *look.schema.forms)}
    for name, word, rows in look.unknown_words.iter_rows():
        yield _UNKNOWN_WORD[language].format(rows=rows, name=name, text=texts[name], word=word)
    coded = set(look.unknown_words["field"])
    for name, reason, rows in look.unreadable.select("field", _REASONS[language], "rows").iter_rows():
        if name not in coded:
            yield _UNREAD[language].format(rows=rows, name=name, text=texts[name], reason=reason)


WRITERS: Writers = {
    Look: (look_in_brief, look_in_full),
    Reading: (reading_in_brief, reading_in_full),
}
