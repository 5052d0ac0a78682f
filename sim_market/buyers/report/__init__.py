"""Does the market behave like a market? Published facts measured on it, and strategies matched."""
