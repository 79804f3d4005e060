"""A review as its templates see it: figures that are linked to how they were worked out, tables, pictures, checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from antipoverty._shared.extras import needing
from antipoverty._shared.showing import markdown_table
from antipoverty.documents._markdown import FIGURE, PICTURE, target
from antipoverty.documents._numbers import AT_LEAST, digits, printed
from antipoverty.documents._pages import Page, Picture
from antipoverty.documents._pictures import against_line, bars, places, stacked
from antipoverty.documents._tables import table_of
from antipoverty.documents._templates import escaped, written
from antipoverty.errors import InvalidValue
from antipoverty.registers import TABLES
from antipoverty.reviews import Summary, reconcile
from antipoverty.text import LISTED, Language, Text

if TYPE_CHECKING:
    from markupsafe import Markup

_UNKNOWN = Text("not known", "不详")
_LAST = Text("{} of the year before", "上年{}")
_EMPTY = Text("Not recorded in any line: {}.", "各行均未填写：{}。")
_READINGS = {"as printed": "照印", "repaired": "已修复", "inferred": "推断", "not recoverable": "无法恢复"}
#: A picture of one bar, or of none, shows nothing that its number does not say; one of too many cannot be read.
_FEWEST, _MOST = 2, 30


class _Review:
    """What the templates of a review ask: each method is a function in them."""

    def __init__(self, summary: Any, language: Language, form: str) -> None:
        with needing("documents", "jinja2"):
            from markupsafe import Markup
        self.summary, self.language, self.form, self.markup = summary, language, form, Markup
        self.figures: Mapping[str, Any] = summary.figures
        self.pictures: dict[str, Picture] = {}
        self.values = {key: str(part) for key, figure in self.figures.items() if (part := _part(figure)) is not None}

    def n(self, key: str, *, unit: bool = True) -> Markup:
        """A figure with its unit, linked to its line in the appendix; what is known of it where it is incomplete."""
        figure, part = self._figure(key), _part(self._figure(key))
        if part is None:
            return self.markup(escaped(_UNKNOWN, self.language))
        said = printed(part, figure.unit, self.language) if unit else digits(part, self.language)
        linked = f"[{escaped(said, self.language)}]({FIGURE}{target(key)})"
        return self.markup(linked if figure.value is not None else AT_LEAST[self.language].format(linked))

    def value(self, key: str) -> Fraction | None:
        """The exact value of a figure; none while it is not known."""
        value = self._figure(key).value
        return None if value is None else Fraction(value)

    def known(self, *keys: str) -> bool:
        """Whether there are all these figures, with their values."""
        return all(key in self.figures and self.figures[key].value is not None for key in keys)

    def partly(self, *keys: str) -> bool:
        """Whether of all these figures at least a part is known, so that a sentence can be built on them."""
        return all(key in self.figures and _part(self.figures[key]) is not None for key in keys)

    def label(self, key: str) -> Text:
        """What a figure counts."""
        label: Text = self._figure(key).label
        return label

    def parts(self, key: str) -> list[str]:
        """The keys of the parts into which a figure is split."""
        return [each for each in self.figures if each.startswith(f"{key}.")]

    def wholes(self, keys: Any) -> list[str]:
        """The figures that are no part of another one."""
        return [key for key in keys if "." not in key or key.partition(".")[0] not in self.figures]

    def breakdown(self, key: str) -> Markup:
        """A figure's parts as a table, with the figure itself below."""
        parts = self.parts(key)
        if not any(map(self.partly, parts)) or parts == [f"{key}."]:
            return self.markup("")
        rows = [[self.part_name(key, each), self.n(each)] for each in parts]
        head = (Text("part", "分项"), Text("number", "数量"))
        total = [Text("Total", "合计"), self.n(key)]
        return self._table(self.label(key), head, [":---", "---:"], [*rows, total])

    def picture(self, key: str) -> Markup:
        """A figure's parts as a picture, where there are some to compare."""
        values = {
            self.part_name(key, each)[self.language]: part
            for each in self.parts(key)
            if (part := _part(self.figures[each])) is not None and part >= 0
        }
        if not _FEWEST <= len(values) <= _MOST:
            return self.markup("")
        figure = self._figure(key)
        least = {
            self.part_name(key, each)[self.language] for each in self.parts(key) if self.figures[each].value is None
        }
        return self._drawn(key, bars(key, self._title(key), values, figure.unit, self.language, least=least))

    def stack(self, key: str, *, by: str, part: str, of: str, unit: str) -> Markup:
        """A list as one bar for each value of a column, made up by another one: money of villages by source."""
        rows: dict[str, dict[str, Fraction]] = {}
        for row in self._rows(key, by, part, of):
            parts = rows.setdefault(str(row[by]), {})
            parts[str(row[part])] = parts.get(str(row[part]), Fraction(0)) + Fraction(row[of])
        if not 0 < len(rows) <= _MOST:
            return self.markup("")
        return self._drawn(f"{key}-stack", stacked(f"{key}-stack", self._title(key), rows, unit, self.language))

    def schematic_map(self, key: str, *, name: str, of: str, unit: str) -> Markup:
        """The places of a list that have a longitude and a latitude, each with a number."""
        points = {
            str(row[name]): (Fraction(row["longitude"]), Fraction(row["latitude"]), Fraction(row[of]))
            for row in self._rows(key, name, "longitude", "latitude", of)
        }
        if len(points) < _FEWEST:
            return self.markup("")
        return self._drawn(f"{key}-map", places(f"{key}-map", self._title(key), points, unit, self.language))

    def against(self, key: str, *, of: str, line: str) -> Markup:
        """The incomes of a list against a figure that is the line."""
        values = [Fraction(row[of]) for row in self._rows(key, of)]
        bound = self.value(line)
        if not values or not bound:
            return self.markup("")
        drawn = against_line(f"{key}-line", self._title(key), values, bound, self._figure(line).unit, self.language)
        return self._drawn(f"{key}-line", drawn)

    def _title(self, key: str) -> str:
        title = self.figures[key].label if key in self.figures else self.summary.lists[key].title
        return sentence(title[self.language])

    def _rows(self, key: str, *columns: str) -> list[Any]:
        """The rows of a list in which these columns are known; none where there is no such list, or column."""
        statement = getattr(self.summary, "lists", {}).get(key)
        rows = [] if statement is None else statement.rows(self.language)
        return [row for row in rows if all(row.get(column) is not None for column in columns)]

    def _drawn(self, key: str, picture: Picture) -> Markup:
        self.pictures[key] = picture
        alt = escaped(picture.alt, self.language)
        return self.markup(f"*{alt}*" if self.form == "md" else f"![{alt}]({PICTURE}{key})")

    def table(self, key: str) -> Markup:
        """A list of the summary as a table, with how many lines it has."""
        statement = self.summary.lists.get(key)
        if statement is None or not statement.lines:
            return self.markup("")
        empty = [
            place for place in range(len(statement.columns)) if all(line[place] is None for line in statement.lines)
        ]
        if not empty:
            return self.markup(table_of(statement, self.language))
        held = [place for place in range(len(statement.columns)) if place not in empty]
        names = LISTED[self.language].join(statement.columns[place].name[self.language] for place in empty)
        shown = evolve(
            statement,
            columns=tuple(statement.columns[place] for place in held),
            lines=tuple(tuple(line[place] for place in held) for line in statement.lines),
            notes=(*statement.notes, Text(**{self.language: _EMPTY[self.language].format(names)})),
        )
        return self.markup(table_of(shown, self.language) if held else "")

    def figures_table(self, keys: list[str]) -> Markup:
        """Figures as a table: what each counts, and its number; those of a draft that lack one are named below it."""
        drafted = getattr(self.summary, "on", None) is not None
        rows = [
            [sentence(self.label(key)[self.language]), self.n(key)] for key in keys if self.partly(key) or not drafted
        ]
        if not rows:
            return self.markup("")
        return self._table(None, (Text("figure", "指标"), Text("number", "数量")), [":---", "---:"], rows)

    def side(self, check: Any, which: str) -> str | None:
        """One side of a relation, with the unit of its first figure; none where it cannot be worked out."""
        value, terms = getattr(check, which), check.relation.left
        if value is None or not terms.keys:
            return None if value is None else digits(value, self.language)
        plain = len(terms.plus) == 0 or (len(terms.plus[0]) == 1 and terms.over is None)
        unit = self.figures[terms.keys[0]].unit if plain else ""
        return printed(value, unit, self.language) if unit else digits(value, self.language)

    def lacking(self, keys: Any) -> list[tuple[Text, tuple[Text, ...]]]:
        """The figures without a value, each with what it lacks; of a figure that is split, not its parts."""
        absent = [key for key in self.wholes(keys) if self._figure(key).value is None]
        return [(self.label(key), tuple(getattr(self.figures[key], "lacks", ()))) for key in absent]

    def table_name(self, name: str) -> Text:
        """What a table is called; those of the year before say so."""
        last = name.removeprefix("last_")
        words = TABLES[last].text
        return words if last == name else Text(**{tag: _LAST[tag].format(words[tag]) for tag in ("en", "zh")})

    def table_names(self, names: Iterable[str]) -> list[Text]:
        """What tables are called."""
        return [self.table_name(name) for name in names]

    def column_name(self, name: str, column: str) -> Text:
        """What a column of a table is called, or its heading where the table has none such."""
        fields = {each.name: each.text for each in TABLES[name.removeprefix("last_")]}
        return fields.get(column, Text(column, column))

    def anchor(self, key: str) -> Markup:
        """Where the links of a figure lead."""
        return self.markup(f'<a id="{FIGURE.removeprefix("#")}{target(key)}"></a>')

    def _figure(self, key: str) -> Any:
        if key not in self.figures:
            raise InvalidValue("figure", key, "the key of a figure of the summary")
        return self.figures[key]

    def part_name(self, key: str, part: str) -> Text:
        """What a part is called beside its whole: the label without the whole's."""
        whole, label = self.label(key), self.label(part)
        cut = {tag: words.removeprefix(whole[tag]).strip(" :：,，") for tag, words in label.items() if tag in whole}
        return Text(**{tag: words or label[tag] for tag, words in cut.items()})

    def _table(self, caption: Text | None, head: tuple[Text, ...], sides: list[str], rows: list[list[Any]]) -> Markup:
        def said(cell: Any) -> str:
            return str(cell) if isinstance(cell, self.markup) else escaped(cell, self.language)

        lines = markdown_table(list(map(said, head)), sides, [list(map(said, row)) for row in rows])
        title = "" if caption is None else f"**{escaped(sentence(caption[self.language]), self.language)}**\n\n"
        return self.markup(title + "\n".join(lines) + "\n")


def sentence(words: str) -> str:
    """Words as a sentence or a title begins: with a capital, where the script has them."""
    return words[:1].upper() + words[1:]


def _part(figure: Any) -> Fraction | None:
    """The value of a figure, or what is known of it: of nothing known, no number is printed."""
    value = figure.value if figure.value is not None else getattr(figure, "known", None) or None
    return None if value is None else Fraction(value)


def review_page(summary: Summary, language: Language, form: str, folder: Path | None) -> Page:
    """The page of a summary, drafted or printed."""
    review = _Review(summary, language, form)
    checks = reconcile(summary).checks
    names = (
        "n",
        "value",
        "known",
        "partly",
        "label",
        "parts",
        "breakdown",
        "picture",
        "table",
        "figures_table",
        "stack",
        "schematic_map",
        "against",
        "side",
        "lacking",
        "anchor",
        "wholes",
        "table_name",
        "table_names",
        "column_name",
        "part_name",
    )
    context = {
        **{name: getattr(review, name) for name in names},
        "summary": summary,
        "chapters": getattr(summary, "chapters", ()),
        "checks": checks,
        "broken": [check for check in checks if check.holds is False],
        "unchecked": [check for check in checks if check.missing and check.relation.right is not None],
        "figures": summary.figures.values(),
        "quantity": lambda value, unit: None if value is None else printed(value, unit, language),
        "escaped": lambda value: escaped(value, language),
        "listed": lambda texts: LISTED[language].join(text[language] for text in texts),
        "keys": list(summary.figures),
        "sentence": sentence,
        "compared": [check for check in checks if check.relation.right is not None],
        "on": getattr(summary, "on", None),
        "remarks": getattr(summary, "remarks", ()),
        "readings": _READINGS,
        "materials": getattr(summary, "materials", None),
    }
    markdown = written("review", language, folder, context)
    return Page("review", markdown, review.values, review.pictures, contents=True)
