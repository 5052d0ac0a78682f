"""One-click listing: goods of a supplier become a listing of a store, with a price rule."""
