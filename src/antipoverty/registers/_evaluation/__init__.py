"""From facts to decisions, row by row."""
