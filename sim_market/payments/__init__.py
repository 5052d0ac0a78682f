"""A simulated payment provider: it takes money, says so late or twice or never, gives it back."""
