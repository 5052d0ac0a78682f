"""Results: the final score, its release, and what the trainee then sees."""
