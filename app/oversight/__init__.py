"""Looking on: the journal in words, and what an authority sees of its region."""
