"""Samples, estimates and confidence intervals: one class of each for the whole library."""
