"""The home page of every role: what waits, the next step, the figures."""
