"""A reform against the rules in force, and its tables."""
