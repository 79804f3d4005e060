"""Two states of a register."""
