"""Empty forms: ``antipoverty template``."""

from __future__ import annotations

from typing import Annotated

from antipoverty._cli.commands import Command
from antipoverty._cli.output import Output
from antipoverty._cli.parameters import WORDS, Argument, Force, Option, To
from antipoverty._cli.usage import Unusable
from antipoverty.text import Text

NO_TABLE = Text("There is no table {given!r}; there are {known}.", "没有名为 {given!r} 的表；有：{known}。")
Tables = Annotated[
    list[str],
    Argument(
        Text(
            "The tables, such as households and members, a sheet each.",
            "表名，如 households、members，每表一张工作表。",
        ),
        Text("TABLE", "表"),
    ),
]
Fields = Annotated[
    list[str],
    Option(
        Text(
            "A field that is asked for; may be given several times. All if left out.",
            "需填的栏目，可多次给出；省略时为全部。",
        ),
        WORDS,
        ("--field",),
    ),
]


def template(
    out: Output,
    tables: Tables,
    *,
    to: To,
    fields: Fields = [],  # noqa: B006  # as typer reads it; nothing is put in
    force: Force = False,
) -> None:
    from antipoverty import registers

    if unknown := [name for name in tables if name not in registers.TABLES]:
        raise Unusable(NO_TABLE, given=unknown[0], known=", ".join(registers.TABLES))
    with out.writing(to, force=force):
        schemas = [registers.TABLES[name] for name in dict.fromkeys(tables)]
        registers.write_form(to, schemas, language=out.language, fields=fields or None)


TEMPLATE = Command(
    template,
    Text(
        "Write an empty form of a table: headings, drop-downs of the words for each code, bounds of numbers and dates.",
        "写出空白表格：表头、各代码的下拉选项、数值与日期的范围。",
    ),
    (
        "template households members --to form.xlsx",
        "template households --field size --field net_income --to short.xlsx",
    ),
)
