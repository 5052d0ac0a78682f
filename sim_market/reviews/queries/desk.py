"""What a merchant and the platform read of reviews: lists, scores, appeals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.cohorts.models import Cohort
from app.db import db
from app.errors import NotFound
from app.flow import State
from app.identity.viewer import Viewer
from sim_market.listings.models import Listing
from sim_market.reviews.models import LOW, AppealState, Review, ReviewAppeal
from sim_market.reviews.queries.shown import PER_PAGE, SEEN, Rating, mean, pictured
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by


def get_review(review_id: int, *, seen_by: Viewer) -> Review:
    """A review of the viewer's own store; else NotFound."""
    review = db.session.scalar(
        sa.select(Review)
        .join(Store, (Store.cohort_id == Review.cohort_id) & (Store.id == Review.store_id))
        .where(
            Review.id == review_id,
            Review.cohort_id == seen_by.cohort_id,
            run_by(seen_by.user.id),
        )
    )
    if review is None:
        raise NotFound(_("没有这条评价"), next_step=_("回评价页看自己店的评价"), link="/reviews")
    return review


class Kept(State):
    """Which reviews of a store a merchant looks at."""

    ALL = "all", _l("全部")
    WAITING = "waiting", _l("未回复")
    LOW = "low", _l("差评未回复")
    PICTURES = "pictures", _l("有图")
    FOLLOWED = "followed", _l("有追评")
    APPEALED = "appealed", _l("申诉过")


_UNANSWERED = SEEN & (
    Review.replied_sim_at.is_(None)
    | (Review.followed_sim_at.is_not(None) & Review.follow_replied_sim_at.is_(None))
)
_KEPT = {
    Kept.ALL: sa.true(),
    Kept.WAITING: _UNANSWERED,
    Kept.LOW: _UNANSWERED & (Review.goods <= LOW),
    Kept.PICTURES: pictured() == 1,
    Kept.FOLLOWED: Review.followed_sim_at.is_not(None),
    Kept.APPEALED: sa.exists().where(ReviewAppeal.review_id == Review.id),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a merchant asked to see: a kind, stars for the goods (0 for any), words."""

    kept: Kept = Kept.ALL
    stars: int = 0
    words: str = ""
    page: int = 1


def list_store_reviews(store: Store, looked: Looked) -> tuple[Sequence[Review], int]:
    """A page of what buyers said of a store, newest first, and how many in all."""
    where = [Review.cohort_id == store.cohort_id, Review.store_id == store.id, _KEPT[looked.kept]]
    if looked.stars:
        where.append(Review.goods == looked.stars)
    if looked.words:
        said = Review.words + " " + Review.follow_words
        where.append(said.contains(looked.words, autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Review).where(*where))
    reviews = db.session.scalars(
        sa.select(Review)
        .where(*where)
        .options(
            joinedload(Review.shopper),
            joinedload(Review.order),
            joinedload(Review.listing),
            joinedload(Review.appeal),
        )
        .order_by(Review.id.desc())
        .offset((looked.page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return reviews, total or 0


def count_reviews(store: Store) -> Mapping[Kept, int]:
    """How many there are of each kind, in one statement."""
    sums = [sa.func.sum(sa.case((where, 1), else_=0)) for where in _KEPT.values()]
    row = db.session.execute(
        sa.select(*sums).where(Review.cohort_id == store.cohort_id, Review.store_id == store.id)
    ).one()
    return {kept: int(n or 0) for kept, n in zip(_KEPT, row, strict=True)}


def count_lately(cohort: Cohort) -> sa.ColumnElement[bool]:
    """Which reviews make up scores: of the last 180 days, not hidden, three per buyer and month."""
    since = cohort.sim_at - timedelta(days=pack(cohort).score_days)
    return SEEN & Review.scored & (Review.written_sim_at >= since)


@dataclass(frozen=True, slots=True)
class StoreScore:
    """The three means in hundredths (T-5), and those of all stores of the class."""

    goods: Rating
    service: Rating
    logistics: Rating
    class_goods: Rating
    class_service: Rating
    class_logistics: Rating


def score_of(store: Store) -> StoreScore:
    """The score of a store beside the class's mean, in one statement."""
    ours = Review.store_id == store.id
    scores = (Review.goods, Review.service, Review.logistics)
    sums = [sa.func.sum(sa.case((ours, score), else_=0)) for score in scores]
    row = db.session.execute(
        sa.select(
            sa.func.sum(sa.case((ours, 1), else_=0)), *sums,
            sa.func.count(), *(sa.func.sum(score) for score in scores),
        ).where(Review.cohort_id == store.cohort_id, count_lately(store.cohort))
    ).one()  # fmt: skip
    mine, all_ = [int(n or 0) for n in row[:4]], [int(n or 0) for n in row[4:]]
    means = [mean(total, numbers[0]) for numbers in (mine, all_) for total in numbers[1:]]
    return StoreScore(*means)


def scored_days(store: Store, days: int) -> list[tuple[int, Rating]]:
    """(day of the practice, score for the goods at its end) for the last days, in one statement."""
    cohort = store.cohort
    rows = db.session.execute(
        sa.select(Review.written_sim_at, Review.goods)
        .where(
            Review.cohort_id == store.cohort_id, Review.store_id == store.id, count_lately(cohort)
        )
        .order_by(Review.written_sim_at)
    ).all()
    first = max(1, cohort.day - days + 1)
    written = [(cohort.day_of(at), goods) for at, goods in rows]
    return [
        (day, mean(sum(goods for at, goods in written if at <= day), n))
        for day in range(first, cohort.day + 1)
        if (n := sum(at <= day for at, _goods in written))
    ]


def find_appeal(review_id: int, *, cohort_id: int) -> ReviewAppeal | None:
    return db.session.scalar(
        sa.select(ReviewAppeal).where(
            ReviewAppeal.cohort_id == cohort_id, ReviewAppeal.review_id == review_id
        )
    )


def get_appeal(appeal_id: int, *, seen_by: Viewer) -> ReviewAppeal:
    """An appeal of the viewer's class; else NotFound."""
    found = db.session.scalar(
        _about_appeals(seen_by.cohort_id or 0).where(ReviewAppeal.id == appeal_id)
    )
    if found is None:
        raise NotFound(_("没有这份申诉"), next_step=_("回申诉页看看"), link="/reviews/appeals")
    return found


def list_appeals(cohort_id: int) -> Sequence[ReviewAppeal]:
    """Appeals of a class: those that wait first, the most urgent of them first."""
    waits = sa.case((ReviewAppeal.state == AppealState.WAITING, 0), else_=1)
    asked = _about_appeals(cohort_id).order_by(waits, ReviewAppeal.id.desc())
    return db.session.scalars(asked.limit(PER_PAGE)).all()


def _about_appeals(cohort_id: int) -> sa.Select[ReviewAppeal]:
    review = joinedload(ReviewAppeal.review)
    return (
        sa.select(ReviewAppeal)
        .where(ReviewAppeal.cohort_id == cohort_id)
        .options(
            review.joinedload(Review.listing).joinedload(Listing.store),
            review.joinedload(Review.shopper),
        )
    )
