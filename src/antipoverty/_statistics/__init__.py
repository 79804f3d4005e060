"""Samples and intervals: one confidence, one interval."""
