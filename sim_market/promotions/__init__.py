"""Promotions: what buyers need not pay, why, who bears it, and the price that remains."""
