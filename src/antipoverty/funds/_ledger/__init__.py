"""Entries, the journal and the ledger."""
