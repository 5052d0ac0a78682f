"""Orders: carts, placing, payment, shipping, receipt, and the timers between them."""
