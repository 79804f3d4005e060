"""How rules are written, bound, read and decided; nothing here knows of poverty."""
