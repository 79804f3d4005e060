"""Rates of a programme: coverage, errors, exits."""
