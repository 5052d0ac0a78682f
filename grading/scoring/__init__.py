"""Scoring: a drawn lecturer awards every item of a rubric, then seals the sheet."""
