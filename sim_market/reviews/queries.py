"""Reading reviews."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from sim_market.listings.models import Listing
from sim_market.reviews.models import Review


@dataclass(frozen=True, slots=True)
class Rating:
    """`hundredths`: the mean of the goods scores, 480 for 4.80; 0 where nobody said anything."""

    hundredths: int
    count: int


def rating_of(listing: Listing) -> Rating:
    """What buyers say of one listing, on average."""
    return ratings_of(listing.cohort_id, [listing.id]).get(listing.id, Rating(0, 0))


def ratings_of(cohort_id: int, listing_ids: Sequence[int]) -> dict[int, Rating]:
    """Ratings by listing id, in one statement; those without reviews are left out."""
    rows = db.session.execute(
        sa.select(Review.listing_id, sa.func.sum(Review.goods), sa.func.count())
        .where(Review.cohort_id == cohort_id, Review.listing_id.in_(listing_ids))
        .group_by(Review.listing_id)
    )
    return {row[0]: mean(int(row[1]), row[2]) for row in rows}


def mean(total: int, count: int) -> Rating:
    """A mean in hundredths, rounded half up: 14 points of 3 scores are 467."""
    return Rating((total * 200 + count) // (2 * count), count) if count else Rating(0, 0)


def list_reviews_of(listing: Listing, *, limit: int = 20) -> Sequence[Review]:
    """The newest reviews of a listing, with who wrote them."""
    return db.session.scalars(
        sa.select(Review)
        .where(Review.cohort_id == listing.cohort_id, Review.listing_id == listing.id)
        .options(joinedload(Review.shopper), joinedload(Review.order))
        .order_by(Review.id.desc())
        .limit(limit)
    ).all()
