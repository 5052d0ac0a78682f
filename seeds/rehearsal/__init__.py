"""The dress rehearsal: a whole class walks the real pages, from the first log-in to the mark."""
