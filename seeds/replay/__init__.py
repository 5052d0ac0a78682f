"""Real transactions of a shop, played through the whole chain and compared with their own sums."""
