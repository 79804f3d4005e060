"""The form in which a ledger is stored: funds, projects, and every entry with its digest."""

from __future__ import annotations

from attrs import frozen

from antipoverty._shared.shapes import typed_fields
from antipoverty.funds._ledger.entries import Entry
from antipoverty.funds._records import Fund, Project


@frozen(field_transformer=typed_fields)
class Sealed:
    """An entry with the digest of the journal up to it.

    Attributes:
        entry: the entry.
        digest: SHA-256 as hexadecimal.
    """

    entry: Entry
    digest: str


@frozen(field_transformer=typed_fields)
class LedgerDocument:
    """A ledger as it is stored.

    Attributes:
        funds: the funds.
        projects: the projects.
        entries: the entries in order, each with its digest.
        digest: `Ledger.digest`.
        within_budget: `Ledger.within_budget`.
    """

    funds: tuple[Fund, ...]
    projects: tuple[Project, ...]
    entries: tuple[Sealed, ...]
    digest: str
    within_budget: bool = False
