"""The relations of a summary, and whether each holds: exactly, with what cannot be checked (勾稽关系核对)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty._shared.arguments import typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, record_columns, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.reviews._summaries import DraftedFigure, FigureReading, PrintedFigure, Relation, Summary, value_of
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl


@frozen(field_transformer=typed_fields)
class RelationCheck(Serializable):
    """Whether one relation holds.

    Attributes:
        relation: the relation.
        left: the left side's exact value; none if a figure is missing.
        right: the right side's.
        holds: whether it holds within its tolerance; none if it cannot be checked, or there is nothing to check it by.
        not_as_printed: the figures used that were repaired or inferred.
        missing: the figures that cannot be recovered, or divide and are 0.
    """

    relation: Relation
    left: Fraction | None
    right: Fraction | None
    holds: bool | None
    not_as_printed: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def difference(self) -> Fraction | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


@frozen(field_transformer=typed_fields)
class Reconciliation(Serializable, Shown):
    """The relations of a summary, each with whether it holds."""

    summary: Summary
    checks: tuple[RelationCheck, ...]

    def check(self) -> None:
        """Check the summary again.

        Raises:
            InvalidValue: if the checks are not those that the summary gives.
        """
        if self.checks != reconcile(self.summary).checks:
            raise InvalidValue("checks", f"{len(self.checks)} checks", "those that the summary gives")

    @property
    def broken(self) -> tuple[RelationCheck, ...]:
        """The relations that do not hold, and are errors."""
        return tuple(check for check in self.checks if check.holds is False and check.relation.finding == "error")

    @property
    def noted(self) -> tuple[RelationCheck, ...]:
        """The relations that do not hold, and need not: a reader is told."""
        return tuple(check for check in self.checks if check.holds is False and check.relation.finding == "note")

    def _table(self) -> TableColumns:
        return record_columns(self.checks, _RELATIONS)

    def frame(self, language: Language = "en") -> pl.DataFrame:
        """A row for each relation: ``id``, ``name``, ``left``, ``right``, ``difference`` and ``holds``.

        Exact values are floats here; ``holds`` is null where it cannot be checked.

        Raises:
            MissingExtra: without Polars.
        """
        return table_frame(self._table(), language)


_RELATIONS = {
    "relation.id": Text("relation", "关系"),
    "relation.name": Text("what is compared", "核对内容"),
    "left": Text("left side", "左边"),
    "right": Text("right side", "右边"),
    "difference": Text("difference", "相差"),
    "holds": Text("holds", "相符"),
}


def reconcile(summary: Summary) -> Reconciliation:
    """Check every relation of a summary, exactly; report, and repair nothing.

    >>> from antipoverty.reviews import read_summary
    >>> summary = read_summary({
    ...     "town": {"id": "t", "name": {"en": "Town", "zh": "镇"}},
    ...     "figures": {
    ...         "all": {"en": "all", "zh": "全部", "unit": "persons", "printed": "3274", "value": "3274"},
    ...         "out": {"en": "out", "zh": "减少", "unit": "persons", "printed": "107", "value": "107"},
    ...         "rest": {"en": "rest", "zh": "余下", "unit": "persons", "printed": "3152", "value": "3152"},
    ...     },
    ...     "relations": [{
    ...         "id": "rest", "en": "All less those out", "zh": "全部减减少",
    ...         "left": {"sum": ["all"], "less": ["out"]}, "right": {"figure": "rest"},
    ...     }],
    ... })
    >>> print(reconcile(summary).explain())
    Town
      ✗ All less those out: 3,167, against 3,152; differs by 15
    """
    typed(summary, Summary, "summary")
    return Reconciliation(summary, tuple(_check(relation, summary.figures) for relation in summary.relations))


def _check(relation: Relation, figures: Mapping[str, PrintedFigure | DraftedFigure]) -> RelationCheck:
    sides = (relation.left,) if relation.right is None else (relation.left, relation.right)
    keys = tuple(dict.fromkeys(key for side in sides for key in side.keys))
    nothing = {
        key for side in sides if not sum(Fraction(figures[key].value or 0) for key in side.over) for key in side.over
    }
    missing = tuple(key for key in keys if figures[key].value is None or key in nothing)
    changed = tuple(key for key in keys if _is_changed(figures[key]))
    if missing:
        return RelationCheck(relation, None, None, None, changed, missing)
    left = value_of(relation.left, figures)
    if relation.right is None:
        return RelationCheck(relation, left, None, None, changed, ())
    right = value_of(relation.right, figures)
    slack = Fraction(relation.tolerance)
    holds = {"equal": abs(left - right) <= slack, "at most": left <= right + slack, "at least": left + slack >= right}
    return RelationCheck(relation, left, right, holds[relation.relation], changed, ())


def _is_changed(figure: PrintedFigure | DraftedFigure) -> bool:
    changed = (FigureReading.REPAIRED, FigureReading.INFERRED)
    return isinstance(figure, PrintedFigure) and figure.reading in changed
