"""Tables and pictures that may leave the office."""
