"""Rows of a register as objects, and objects as rows."""
