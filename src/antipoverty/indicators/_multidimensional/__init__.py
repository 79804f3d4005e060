"""Measures of Alkire and Foster."""
