"""Writing reviews and replying to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.reviews.models import Review, Stars
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


class NotReviewable(Conflict):
    """The order is not received, or the time for reviews has passed, or it was reviewed."""


MOST_PICTURES = 3


def write_review(
    order: Order,
    listing: Listing,
    stars: Stars,
    *,
    words: str = "",
    pictures: Sequence[str] = (),
    actor: User | None,
) -> Review:
    """Review one listing of a received order: scores of 1 to 5, words of up to 500 characters.

    `pictures`: ids of uploaded files. Within 15 days of receipt, once (rule T-4). Raises
    NotReviewable, Invalid.
    """
    for name, score in stars._asdict().items():
        if score not in range(1, 6):
            raise Invalid(_("请给 1 到 5 星"), fields={name: _("请选 1 到 5 星")})
    _check(order, listing)
    said = words.strip()[:500]
    made = insert_unless_there(
        Review, cohort_id=order.cohort_id, order_id=order.id, store_id=order.store_id,
        listing_id=listing.id, shopper_id=order.shopper_id, words=said, **stars._asdict(),
        pictures=list(pictures)[:MOST_PICTURES], reply="", written_sim_at=order.cohort.sim_at,
    )  # fmt: skip
    if not made:
        raise NotReviewable(_("这件商品已经评价过，没有重复提交"), rule=RuleId.REVIEWS)
    review = db.session.scalars(
        sa.select(Review).filter_by(
            cohort_id=order.cohort_id, order_id=order.id, listing_id=listing.id
        )
    ).one()
    record(
        Verb.REVIEW_WRITTEN, review, actor=actor, order=order.number, listing=listing.code,
        **stars._asdict(),
    )  # fmt: skip
    return review


def reply_to(review: Review, words: str, *, actor: User) -> None:
    """The merchant answers, once. Raises Invalid for an empty reply, Conflict for a second one."""
    said = words.strip()
    if not 2 <= len(said) <= 300:
        raise Invalid(_("回复写 2 到 300 个字"), fields={"reply": _("写 2 到 300 个字")})
    replied = taken(
        sa.update(Review)
        .where(Review.id == review.id, Review.replied_sim_at.is_(None))
        .values(reply=said, replied_sim_at=review.cohort.sim_at)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(review, ["reply", "replied_sim_at"])
    if not replied:
        raise Conflict(_("这条评价已经回复过，每条只能回复一次"), rule=RuleId.REVIEWS)
    record(Verb.REVIEW_REPLIED, review, actor=actor, order=review.order.number)


def review_until(order: Order) -> datetime | None:
    """The end of the review window; None before receipt."""
    days = timedelta(days=pack(order.cohort).review_days)
    return order.received_sim_at + days if order.received_sim_at else None


def _check(order: Order, listing: Listing) -> None:
    until = review_until(order)
    if until is None or order.cohort.sim_at > until:
        raise NotReviewable(
            _("收货以后 %(n)s 天内才能评价", n=pack(order.cohort).review_days),
            rule=RuleId.REVIEWS,
            next_step=_("没有收货就先确认收货；过了时间就不能评了"),
        )
    if listing.id not in {line.listing_id for line in order.lines}:
        raise NotReviewable(_("这张订单里没有这件商品"), rule=RuleId.REVIEWS)
