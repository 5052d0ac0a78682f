"""Putting listings on sale and taking them off."""

from app.identity.models import User
from app.journal import record
from sim_market.listings.models import LISTING_FLOW, Listing, ListingState
from sim_market.listings.operations.editing import guard_faults, guard_open
from sim_market.verbs import Verb


def put_on_sale(listing: Listing, *, actor: User | None) -> None:
    """Show a listing in the mall. Invalid with a message per field if a rule stands in the way."""
    LISTING_FLOW.check(listing, ListingState.ON_SALE)
    guard_open(listing.store)
    guard_faults(listing)
    first = listing.first_on_sale_sim_at or listing.cohort.sim_at
    LISTING_FLOW.claim(listing, ListingState.ON_SALE, first_on_sale_sim_at=first)
    record(
        Verb.LISTING_ON_SALE,
        listing,
        actor=actor,
        title=listing.title,
        category=listing.category_code,
        price_fen=listing.price_fen,
        available=listing.available,
    )


def take_off_sale(listing: Listing, *, actor: User | None) -> None:
    """Take a listing out of the mall; placed orders are not touched."""
    LISTING_FLOW.claim(listing, ListingState.OFF_SALE)
    record(Verb.LISTING_OFF_SALE, listing, actor=actor, title=listing.title)
