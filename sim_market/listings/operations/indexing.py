"""Keeping the search index in step with a listing, in the same transaction."""

from app.db import db
from sim_market.listings.models import Listing
from sim_market.rules.categories import Category, find_category
from sim_market.search.operations import Saying, write_doc


def index_listing(listing: Listing) -> None:
    """Write anew under which words this listing is found."""
    db.session.flush()
    write_doc(listing.cohort_id, listing.id, saying_of(listing))


def saying_of(listing: Listing) -> Saying:
    """What a listing says of itself, for the index."""
    category = find_category(listing.category_code)
    texts = [str(each["text"]) for each in listing.detail if each.get("kind") == "text"]
    return Saying(
        title=listing.title,
        category=category.path if category else (listing.category_code,),
        attributes=[*_values(listing, category), *(sku.spec for sku in listing.skus if sku.spec)],
        store=listing.store.name,
        detail=" ".join(texts),
    )


def _values(listing: Listing, category: Category | None) -> list[str]:
    """Values as a buyer would type them: numbers with their unit."""
    known = {each.name: each for each in category.attributes} if category else {}
    return [
        known[name].in_words(each) if name in known else str(each)
        for name, value in listing.attributes.items()
        for each in (value if isinstance(value, list) else [value])
    ]
