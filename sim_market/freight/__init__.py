"""Shipping templates of stores, and what sending goods to a province costs."""
