"""Values, weights and lines, as every measure takes them."""
