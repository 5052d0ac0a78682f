"""Real transactions through the whole chain, with sums that equal the file's own."""
