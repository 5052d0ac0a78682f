"""Keeping the search index in step with a listing, in the same transaction."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.journal import Entry
from sim_market.listings.models import Listing
from sim_market.rules.categories import Category, find_category
from sim_market.search.operations import Saying, forget_words, write_docs

AT_ONCE = 500


def index_listing(listing: Listing) -> None:
    """Write anew under which words this listing is found."""
    db.session.flush()
    write_docs(listing.cohort_id, {listing.id: saying_of(listing)})


def on_store_changed(entry: Entry) -> None:
    """Goods are also found by the name of their store: write them anew if it has another."""
    if "name" in entry.facts.get("changes", {}):
        of_store = Listing.store_id == entry.subject_id
        _index_all(sa.and_(Listing.cohort_id == entry.chain, of_store))


def reindex(cohort_id: int | None = None) -> int:
    """Write the whole index anew, of one class or of all; how many listings were indexed."""
    asked = sa.select(Listing.cohort_id).distinct()
    if cohort_id is not None:
        asked = asked.where(Listing.cohort_id == cohort_id)
    cohorts = db.session.scalars(asked.order_by(Listing.cohort_id)).all()
    for each in cohorts:
        forget_words(each)
    return sum(_index_all(Listing.cohort_id == each) for each in cohorts)


def _index_all(which: sa.ColumnElement[bool]) -> int:
    done, last = 0, 0
    while found := _next(which, last):
        write_docs(found[0].cohort_id, {each.id: saying_of(each) for each in found})
        done, last = done + len(found), found[-1].id
    return done


def _next(which: sa.ColumnElement[bool], last: int) -> Sequence[Listing]:
    return db.session.scalars(
        sa.select(Listing)
        .where(which, Listing.id > last)
        .options(joinedload(Listing.store), selectinload(Listing.skus))
        .order_by(Listing.id)
        .limit(AT_ONCE)
    ).all()


def saying_of(listing: Listing) -> Saying:
    """What a listing says of itself, for the index."""
    category = find_category(listing.category_code)
    texts = [str(each["text"]) for each in listing.detail if each.get("kind") == "text"]
    return Saying(
        title=listing.title,
        category=category.path[-1:] if category else (listing.category_code,),
        attributes=[
            *(category.path[:-1] if category else ()),  # less is said by what is above the leaf
            *_values(listing, category),
            *(sku.spec for sku in listing.skus if sku.spec),
        ],
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
