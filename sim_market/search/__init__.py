"""Finding goods by words: texts taken apart, what was typed understood, both databases asked."""
