"""Evidence: what a hand-in freezes, by value, and what can be measured in it."""
