"""Grading: frozen evidence, the rubric, the draw, scoring by lecturers, and the result."""
