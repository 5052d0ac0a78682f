"""Rubrics: the scoring standards, immutable and known by the hash of their content."""
