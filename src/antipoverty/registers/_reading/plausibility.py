"""Values that can be and hardly are: a sign that a column is stated in another unit than its heading says.

Nothing is set apart for it. `antipoverty.registers.read` warns of the column, and `antipoverty.registers.check` names
the rows. The bounds of amounts and areas are those of the checks that counties run on their registers, where there are
any (public data-check lists: wages of 300 to 300,000, 100 mu of land), and else
this library's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: The greatest plausible age.
MOST_AGE = 110
#: So many values show what is usual in a column; the usual value of a plausible column is well below its bound.
_ENOUGH, _USUAL = 5, 4
#: By form and by the power of ten in which a column is stated: how much more than as it is read a value is in another
#: unit, and what that unit would be.
_UNITS: Mapping[tuple[Form, int], tuple[tuple[Fraction, Text], ...]] = {
    (Form.MONEY, 0): ((Fraction(100), Text("yuan where fen are named", "实为元而标为分")),),
    (Form.MONEY, 2): (
        (Fraction(1, 100), Text("fen where yuan are named", "实为分而标为元")),
        (Fraction(10_000), Text("10,000 yuan (万元) where yuan are named", "实为万元而标为元")),
    ),
    (Form.MONEY, 6): ((Fraction(1, 10_000), Text("yuan where 10,000 yuan are named", "实为元而标为万元")),),
    (Form.MEASURE, 2): (
        (Fraction(3, 2_000), Text("square metres where mu are named", "实为平方米而标为亩")),
        (Fraction(15), Text("hectares where mu are named", "实为公顷而标为亩")),
    ),
}


def beyond(field: Field, column: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether a value lies below what is plausible, 0 aside, and whether it lies above; no, where it is unknown."""
    import polars as pl

    low, high = field.plausible
    below = pl.lit(False) if low is None else ((column < low) & (column != 0)).fill_null(False)
    above = pl.lit(False) if high is None else (column > high).fill_null(False)
    return below, above


def warnings(rows: pl.DataFrame, schema: Schema, powers: Mapping[str, int]) -> pl.DataFrame:
    """A row for each column with values beyond what is plausible, or whose usual value is that of another unit.

    Args:
        rows: accepted rows.
        schema: the table that they are of.
        powers: for each column, the power of ten in which the file states it; yuan and mu, where there is none.
    """
    import polars as pl

    kinds = {"field": pl.String, "rows": pl.Int64, "of": pl.Int64, "reason": pl.String, "reason_zh": pl.String}
    warned: list[tuple[str, int, int, str, str]] = []
    for field in (field for field in schema if field.plausible != (None, None) and field.column in rows.columns):
        low, high = field.plausible
        values = rows[field.column].filter(rows[field.column] != 0)
        few = 0 if low is None else int((values < low).sum())
        many, far = (0, 0) if high is None else (int((values > bound).sum()) for bound in (high, high // _USUAL))
        of = len(values)
        unit = None
        # The usual value is looked for only where half of the values are as far off as it would have to be.
        if 2 * (far + few) >= of and (of >= _ENOUGH or few + many == of):
            unit = _other_unit(field, powers.get(field.column, 2), values.to_frame().median().item())
        if few or many or unit:
            en = f"{few + many:,} of {of:,} values are beyond {_shown(field, low)} to {_shown(field, high)}"
            zh = f"{of:,}个数值中{few + many:,}个超出{_shown(field, low)}至{_shown(field, high)}"
            if unit is not None:
                en, zh = f"{en}; the column looks as if it were in {unit.en}", f"{zh}；整列似{unit.zh}"
            warned.append((field.column, few + many, of, en, zh))
    return pl.DataFrame(warned, kinds, orient="row")


def raised_numbers(rows: pl.DataFrame, raised: int) -> pl.DataFrame:
    """A row that tells of identity numbers of 15 places that were raised to 18, in the form of `warnings`.

    Args:
        rows: accepted rows.
        raised: how many were.
    """
    import polars as pl

    kinds = {"field": pl.String, "rows": pl.Int64, "of": pl.Int64, "reason": pl.String, "reason_zh": pl.String}
    of = rows["person"].count() if raised else 0
    en = f"{raised:,} of 15 places raised to 18: the year 19.., and the check digit worked out; they had none to check"
    zh = f"{raised:,}个15位旧号码升为18位：年份补“19”，校验码由计算得出；旧号码本身无校验码可核对"
    return pl.DataFrame([("person", raised, of, en, zh)] if raised else [], kinds, orient="row")


def _other_unit(field: Field, power: int, usual: float | None) -> Text | None:
    """The unit in which the usual value of a column would be plausible, if it is not in the one that it is read in."""
    low, high = field.plausible
    if usual is None or high is None or (low or 0) <= usual <= Fraction(high, _USUAL):
        return None
    for factor, unit in _UNITS.get((field.form, power), ()):
        if (low or 0) <= usual * factor <= Fraction(high, _USUAL):
            return unit
    return None


def _shown(field: Field, bound: int | None) -> str:
    if bound is None:
        return "0"
    return f"{bound:,}" if field.form is Form.COUNT else f"{bound / 100:,.2f}".rstrip("0").rstrip(".")
