"""Orders of the shop become supply orders: pulled by a cursor, paid, set aside at the supplier."""
