"""Accounts of a region: the authority that reads, the lecturers who score."""
