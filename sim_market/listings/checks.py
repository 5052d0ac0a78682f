"""What always holds of goods: stock adds up (I1), search knows them. Empty when all is well."""

import sqlalchemy as sa

from app.db import db
from sim_market.listings.models import Listing, ListingVersion, Sku, StockMove, StockMoveKind
from sim_market.search.models import SearchDoc
from sim_market.search.text import tokens


def stock_adds_up() -> list[str]:
    """SKUs whose on_hand, reserved or sold is not the sum of their movements."""
    sold = sa.case((StockMove.kind == StockMoveKind.SALE, StockMove.quantity), else_=0)
    moved = (
        sa.select(
            StockMove.sku_id,
            sa.func.sum(StockMove.on_hand_delta).label("on_hand"),
            sa.func.sum(StockMove.reserved_delta).label("reserved"),
            sa.func.sum(sold).label("sold"),
        )
        .group_by(StockMove.sku_id)
        .subquery()
    )
    said = [
        sa.func.coalesce(moved.c.on_hand, 0),
        sa.func.coalesce(moved.c.reserved, 0),
        sa.func.coalesce(moved.c.sold, 0),
    ]
    has = [Sku.on_hand, Sku.reserved, Sku.sold]
    rows = db.session.execute(
        sa.select(Sku.code, *has, *said)
        .outerjoin(moved, moved.c.sku_id == Sku.id)
        .where(sa.or_(*(a != b for a, b in zip(has, said, strict=True))))
        .order_by(Sku.id)
    )
    return [
        f"sku {row[0]}: on_hand {row[1]}, reserved {row[2]}, sold {row[3]};"
        f" movements say {row[4]}, {row[5]}, {row[6]}"
        for row in rows
    ]


def search_says_what_goods_say() -> list[str]:
    """Listings that the search index does not know, or knows under another title."""
    rows = db.session.execute(
        sa.select(Listing.code, Listing.title, SearchDoc.title)
        .outerjoin(
            SearchDoc,
            (SearchDoc.cohort_id == Listing.cohort_id) & (SearchDoc.listing_id == Listing.id),
        )
        .order_by(Listing.id)
    )
    return [
        f"listing {row[0]}: {'not in the search index' if row[2] is None else 'searched as it was'}"
        for row in rows
        if row[2] != " ".join(tokens(row[1]))
    ]


def versions_are_numbered_without_gaps() -> list[str]:
    """Listings whose kept versions do not lead up to their own number one by one."""
    number, listing_id = ListingVersion.number, ListingVersion.listing_id
    kept = (
        sa.select(
            listing_id,
            sa.func.max(number).label("last"),
            (sa.func.max(number) - sa.func.min(number) + 1).label("span"),
            sa.func.count().label("count"),
        )
        .group_by(listing_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Listing.code, Listing.version, kept.c.last, kept.c.count)
        .join(kept, kept.c.listing_id == Listing.id)
        .where((kept.c.last != Listing.version) | (kept.c.span != kept.c.count))
        .order_by(Listing.id)
    )
    return [f"listing {row[0]}: version {row[1]}, kept {row[3]} up to {row[2]}" for row in rows]
