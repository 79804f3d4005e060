"""Checks of a register: what no single row shows, and entries that do not go together."""
