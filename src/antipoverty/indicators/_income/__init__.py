"""Measures of income: poverty, inequality, change."""
