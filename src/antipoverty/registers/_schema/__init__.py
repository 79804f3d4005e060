"""What columns a table has."""
