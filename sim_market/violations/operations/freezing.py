"""Listings that leave the mall until what is wrong with them is gone."""

from app.flow import IllegalMove
from sim_market.listings.models import Listing
from sim_market.listings.operations import freeze_listing, unfreeze_listing


def freeze(listing: Listing, rule: str) -> bool:
    """Take it out of the mall; False if it was not there any more."""
    try:
        freeze_listing(listing, rule, actor=None)
    except IllegalMove:
        return False
    return True


def thaw_listing(listing: Listing) -> bool:
    """Frozen no more: off sale, so that its merchant may put it on sale again."""
    try:
        unfreeze_listing(listing, actor=None)
    except IllegalMove:
        return False
    return True
