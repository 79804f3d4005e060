"""Designs, standard errors and intervals."""
