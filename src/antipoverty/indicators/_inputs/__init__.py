"""Columns in whatever form they come, as aligned arrays: the one border that all measures share.

A column of numbers or labels may be a plain sequence (ints, floats, `Decimal`, `Fraction`, `None` for missing), a
NumPy array (what is masked is missing), any series that narwhals knows (Polars, pandas, PyArrow, …), or a `Column` of
a frame, which may be lazy (Polars lazy, DuckDB, PySpark). The same numbers mean the same in every form:

- A value is missing if it is ``None``, NaN, NaT, ``pandas.NA`` or masked.
- A row of weight 0 is not there, whatever its values are.
- A float stands for its shortest decimal, in its own type: a float32 of 1.9 is 1.9, not 1.89999998.

Polars, PyArrow and NumPy data of type float64 without missing values are not copied.
"""
