"""Statements, notices and exports of the books."""
