"""What buyers read of reviews: means, kinds, lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.db import db
from app.flow import State
from sim_market.listings.models import Listing
from sim_market.reviews.models import Review

PER_PAGE = 50
SEEN = Review.hidden_sim_at.is_(None)  # not hidden after an appeal


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
        .where(Review.cohort_id == cohort_id, Review.listing_id.in_(listing_ids), SEEN)
        .group_by(Review.listing_id)
    )
    return {row[0]: mean(int(row[1]), row[2]) for row in rows}


def mean(total: int, count: int) -> Rating:
    """A mean in hundredths, rounded half up: 14 points of 3 scores are 467."""
    return Rating((total * 200 + count) // (2 * count), count) if count else Rating(0, 0)


class Shown(State):
    """Which reviews of a listing are shown."""

    ALL = "all", _l("全部")
    PICTURES = "pictures", _l("有图")
    GOOD = "good", _l("好评")
    MIDDLE = "middle", _l("中评")
    BAD = "bad", _l("差评")


@dataclass(frozen=True, slots=True)
class Summary:
    """How many reviews of each kind a listing has, and their mean."""

    rating: Rating
    counts: Mapping[Shown, int]
    stars: Mapping[int, int]  # 1 to 5 -> how many


def summary_of(listing: Listing) -> Summary:
    """What buyers say of a listing, by stars: one statement."""
    rows = db.session.execute(
        sa.select(Review.goods, pictured(), sa.func.count())
        .where(Review.cohort_id == listing.cohort_id, Review.listing_id == listing.id, SEEN)
        .group_by(Review.goods, pictured())
    ).all()
    stars = dict.fromkeys(range(5, 0, -1), 0)
    for goods, _pictures, count in rows:
        stars[goods] += count
    total = sum(stars.values())
    counts = {
        Shown.ALL: total,
        Shown.PICTURES: sum(row[2] for row in rows if row[1]),
        Shown.GOOD: stars[5] + stars[4],
        Shown.MIDDLE: stars[3],
        Shown.BAD: stars[2] + stars[1],
    }
    return Summary(mean(sum(n * count for n, count in stars.items()), total), counts, stars)


def list_reviews_of(
    listing: Listing, *, limit: int = 20, shown: Shown = Shown.ALL, page: int = 1
) -> Sequence[Review]:
    """The newest reviews of a listing, with who wrote them."""
    asked = sa.select(Review).where(
        Review.cohort_id == listing.cohort_id,
        Review.listing_id == listing.id,
        SEEN,
        _SHOWN[shown],
    )
    return db.session.scalars(
        asked.options(joinedload(Review.shopper))
        .order_by(Review.id.desc())
        .limit(limit)
        .offset((page - 1) * limit)
    ).all()


def pictured() -> sa.ColumnElement[int]:
    """1 if a review has pictures, else 0: an empty list is two characters.

    Written without parameters: PostgreSQL groups by what is written the same.
    """
    one, none, empty = (sa.literal_column(number, sa.Integer) for number in "102")
    return sa.case((sa.func.length(sa.cast(Review.pictures, sa.Text)) > empty, one), else_=none)


_SHOWN = {
    Shown.ALL: sa.true(),
    Shown.PICTURES: pictured() == 1,
    Shown.GOOD: Review.goods >= 4,
    Shown.MIDDLE: Review.goods == 3,
    Shown.BAD: Review.goods <= 2,
}
