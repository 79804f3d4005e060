"""Registers kept in a database."""
