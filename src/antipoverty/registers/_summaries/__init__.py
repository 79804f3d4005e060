"""Registers summed up: households and members by villagers' group, village and township; labour transfer."""
