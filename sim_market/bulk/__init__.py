"""Changing many listings at once: seen before it is done, told row by row, undone for a while."""
