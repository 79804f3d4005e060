"""From members and stated columns to facts."""
