"""After-sale: requests for money back, the merchant's answer, and what silence means."""
