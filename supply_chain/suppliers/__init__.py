"""Suppliers and their goods: one catalogue for the whole platform."""
