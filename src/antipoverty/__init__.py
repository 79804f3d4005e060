"""Poverty-alleviation rules as data, read four ways: record, register, prose and proof.

The domain modules are imported by name, so that importing the package stays cheap::

    from antipoverty import identification, rulebooks
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
