"""What statements have in common: columns that several have, amounts by group, and the line of totals."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import TypeVar

from antipoverty.funds._ledger.entries import Key
from antipoverty.funds._ledger.ledger import Ledger
from antipoverty.funds._statements.tables import Cell, ColumnKind, Statement, StatementColumn
from antipoverty.money import total_of
from antipoverty.text import Text

PROJECT, FUND = StatementColumn("project", Text("project", "项目")), StatementColumn("fund", Text("fund", "资金"))
BUDGET = StatementColumn("budget", Text("budget", "预算"), ColumnKind.MONEY)
SPENT = StatementColumn("spent", Text("spent", "已支出"), ColumnKind.MONEY)
#: What stands in a cell for money without a project or a village.
NONE = Text("(none)", "（无）")
_TOTAL = Text("total", "合计")
_Group = TypeVar("_Group", bound=Hashable)


def grouped(ledger: Ledger, group: Callable[[Key], _Group | None]) -> dict[_Group, int]:
    """Whole fen by group; keys without a group are left out."""
    amounts: dict[_Group, int] = {}
    for key, amount in ledger.totals.items():
        if (name := group(key)) is not None:
            amounts[name] = amounts.get(name, 0) + amount
    return amounts


def with_total(
    key: str, title: Text, columns: Iterable[StatementColumn], lines: Iterable[tuple[Cell, ...]]
) -> Statement:
    """A statement that ends with the sum of each column of money or counts; unknown where no line knows an amount."""
    columns, lines = tuple(columns), tuple(lines)
    total: list[Cell] = [None] * len(columns)
    for place, column in enumerate(columns):
        cells = [line[place] for line in lines]
        if column.measure is ColumnKind.MONEY:
            known = [cell for cell in cells if isinstance(cell, Decimal)]
            total[place] = total_of(known) if known or not cells else None
        elif column.measure is ColumnKind.COUNT:
            total[place] = sum(cell for cell in cells if isinstance(cell, int))
    if columns[0].measure is ColumnKind.WORDS:
        total[0] = _TOTAL
    return Statement(key, title, columns, lines, tuple(total))


def sortable(cell: Cell) -> str:
    """By what lines are put in order."""
    return cell.en if isinstance(cell, Text) else str(cell)
