"""Group buying: opened by a paid order, joined by others, formed at its size or refunded (P-2)."""
