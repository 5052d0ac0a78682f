"""Submissions: a trainee checks the practice result and hands it in."""
