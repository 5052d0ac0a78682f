"""How well search answers: questions of buyers, the goods that should come, and the measuring."""
