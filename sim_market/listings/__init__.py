"""Listings: goods a store offers, their prices and stock, and the words that find them."""
