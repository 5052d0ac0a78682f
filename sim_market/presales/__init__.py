"""Presales: a deposit when the order is placed, the balance in its window (P-3)."""
