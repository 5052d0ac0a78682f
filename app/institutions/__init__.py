"""Training institutions, and who administers them."""
