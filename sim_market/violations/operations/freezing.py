"""Listings that leave the mall until what is wrong with them is gone."""

from app.flow import IllegalMove
from app.journal import record
from sim_market.listings.models import LISTING_FLOW, Listing, ListingState
from sim_market.verbs import Verb


def freeze(listing: Listing) -> bool:
    """Take it out of the mall; False if it was not there any more."""
    try:
        LISTING_FLOW.claim(listing, ListingState.FROZEN)
    except IllegalMove:
        return False
    record(Verb.LISTING_OFF_SALE, listing, actor=None, title=listing.title)
    return True


def thaw_listing(listing: Listing) -> bool:
    """Frozen no more: off sale, so that its merchant may put it on sale again."""
    try:
        LISTING_FLOW.claim(listing, ListingState.OFF_SALE)
    except IllegalMove:
        return False
    return True
