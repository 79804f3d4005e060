"""What is in force: ``antipoverty rules``."""

from __future__ import annotations

from antipoverty._cli.commands import Command
from antipoverty._cli.output import Output
from antipoverty.text import Text

NAME, TITLE = Text("name", "名称"), Text("title", "标题")


def list_(out: Output) -> None:
    """Name the shipped rulebooks."""
    from antipoverty import rulebooks

    books = [(name, rulebooks.load(name).title) for name in rulebooks.available()]
    out.data({name: dict(title) for name, title in books})
    out.table((NAME, TITLE), books)


LIST = Command(
    list_, Text("Name the rulebooks that come with the library.", "列出随库所带的规则册。"), ("rules list",), "list"
)
