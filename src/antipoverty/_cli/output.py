"""What a command says, and where: results on the standard output, everything else on the standard error."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from attrs import frozen
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from antipoverty._cli.usage import Unusable
from antipoverty.text import Language, Text

WRITTEN = Text("Written: {path}", "已写入：{path}")
THERE = Text(
    "{path}: there is such a file already; give another name, or --force to write over it.",
    "{path}：文件已存在；请换一个名称，或用 --force 覆盖。",
)
NO_FOLDER = Text("{path}: there is no such folder.", "{path}：没有这个文件夹。")
KINDS = Text("{path}: expected a name that ends in {suffixes}.", "{path}：文件名应以 {suffixes} 结尾。")
ROWS = Text("rows", "行")


#: What a line begins with, and what its further lines on a screen stand behind.
_INDENT = re.compile(r" *(?:- )?")


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        """A reader that has gone is no fault of a screen: the command ends (`app.main`)."""
        raise BrokenPipeError


@frozen
class Output:
    """Where a command speaks, in which language, and whether for a program.

    Attributes:
        language: of all words.
        json: whether the result is for a program: `data` alone is printed, as one JSON document.
        screen: the standard output.
        aside: the standard error.
    """

    language: Language
    json: bool
    screen: Console
    aside: Console

    def say(self, words: Text | str, **values: object) -> None:
        """Print words, with values in them; nothing with ``--json``. On a screen, what is indented stays so."""
        if self.json:
            return
        said = words if isinstance(words, str) else words[self.language]
        for line in (said.format(**values) if values else said).splitlines():
            indent = _INDENT.match(line).group()  # type: ignore[union-attr]  # it matches any line
            if self.screen.is_terminal and indent:
                grid = Table.grid()
                grid.add_row(indent, Styled(line[len(indent) :]))
                self.screen.print(grid)
            else:
                self.screen.print(Styled(line), soft_wrap=not self.screen.is_terminal)

    def table(self, headings: Iterable[Text], rows: Iterable[Sequence[object]], title: Text | None = None) -> None:
        """Print a table whose numbers stand to the right; nothing with ``--json``."""
        if self.json:
            return
        listed = [*rows]
        table = Table(
            box=box.SIMPLE_HEAD,
            title=None if title is None else title[self.language],
            title_justify="left",
            pad_edge=False,
        )
        for place, heading in enumerate(headings):
            number = any(isinstance(row[place], int) for row in listed)
            table.add_column(heading[self.language], justify="right" if number else "left", overflow="fold")
        for row in listed:
            table.add_row(*map(self._cell, row))
        self.screen.print(table, highlight=False)

    def _cell(self, value: object) -> str:
        match value:
            case Text():
                said = value[self.language]
            case None:
                said = ""
            case int():
                said = f"{value:,}"
            case _:
                said = str(value)
        return said.replace("[", r"\[")

    def warn(self, words: str, style: str = "") -> None:
        """Print words on the standard error."""
        self.aside.print(Styled(words, style), soft_wrap=not self.aside.is_terminal)

    def data(self, value: object) -> None:
        """Print plain data as one JSON document with ``--json``; nothing otherwise."""
        if self.json:
            self.screen.print(
                json.dumps(value, ensure_ascii=False, default=str, indent=2),
                markup=False,
                highlight=False,
                soft_wrap=True,
            )

    def show(self, result: Any, *, full: bool = False) -> None:
        """Print a result of the library, or several: explained in words, or as they are stored with ``--json``."""
        several = isinstance(result, tuple)
        if self.json:
            from antipoverty import serialization

            stored = [json.loads(serialization.dumps(each)) for each in (result if several else (result,))]
            self.data(stored if several else stored[0])
        else:
            for each in result if several else (result,):
                self.describe(each, full=full)

    def describe(self, result: Any, *, full: bool = False) -> None:
        """Print a result of the library in words; nothing with ``--json``."""
        from antipoverty import prose

        if not self.json:
            self.say(prose.explain(result, self.language, detail="full" if full else "brief"))

    @contextmanager
    def writing(self, path: Path, *, force: bool) -> Iterator[Path]:
        """A file to be written: refused where one is there and `force` is not given, and named afterwards."""
        refuse_existing(path, force=force)
        yield path
        self.warn(WRITTEN[self.language].format(path=path))

    @contextmanager
    def progress(self, words: Text) -> Iterator[Callable[[str, int], None]]:
        """What is being done, on the standard error while that is a screen; called with a file and its rows so far."""
        with self.aside.status(words[self.language]) as status:
            yield lambda name, done: status.update(f"{words[self.language]} {name} · {done:,} {ROWS[self.language]}")


def refuse_existing(path: Path, *, force: bool, suffixes: tuple[str, ...] = ()) -> None:
    """Refuse a file that is there, that has no folder, or of another kind; ask before anything long is done."""
    if suffixes and path.suffix.lower() not in suffixes:
        raise Unusable(KINDS, path=path, suffixes=", ".join(suffixes))
    if path.exists() and not force:
        raise Unusable(THERE, path=path)
    if not path.parent.is_dir():
        raise Unusable(NO_FOLDER, path=path)


def output(language: Language, *, json: bool = False) -> Output:
    """The output of this process. Where it is no screen, lines are long rather than cut for one."""
    screen, aside = _Console(), _Console(stderr=True)
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = 160
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    return Output(language, json, screen, aside)
