"""Millions of entries as columns."""
