"""Writing reviews, adding to them later, and replying to both."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.reviews.judging import found_in
from sim_market.reviews.models import AppealGround, Review, Stars
from sim_market.rules.pack import Pack, RuleId, pack
from sim_market.verbs import Verb


class NotReviewable(Conflict):
    """The order is not received, or the time for reviews has passed, or it was reviewed."""


MOST_PICTURES = 3
UNSAID = {
    AppealGround.CONTACT: RuleId.OFF_PLATFORM_CONTACT,
    AppealGround.INSULT: RuleId.REVIEWS,
    AppealGround.ADVERT: RuleId.FAKE_TRADE,
}  # what no reply may say, and by which rule


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
        scored=_counts(order), follow_words="", follow_pictures=[], follow_reply="",
    )  # fmt: skip
    if not made:
        raise NotReviewable(
            _("这件商品已经评价过，没有重复提交"),
            rule=RuleId.REVIEWS,
            next_step=_("还有话说可以追评一次"),
            link=f"/mall/orders/{order.number}",
        )
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


def follow_up(
    review: Review, words: str, pictures: Sequence[str] = (), *, actor: User | None
) -> None:
    """The buyer adds what was found out later: once, within 180 days (T-4).

    Stars stay as they are. Raises Invalid without a word, NotReviewable.
    """
    said = words.strip()[:500]
    if not said:
        raise Invalid(_("写几个字再追评"), fields={"words": _("请写几个字")}, rule=RuleId.REVIEWS)
    now, days = review.cohort.sim_at, pack(review.cohort).follow_up_days
    if now > review.written_sim_at + timedelta(days=days) or review.is_hidden:
        raise NotReviewable(
            _("评价以后 %(n)s 天内才能追评", n=days),
            rule=RuleId.REVIEWS,
            next_step=_("有问题可以问客服"),
        )
    added = _claimed(
        review,
        Review.followed_sim_at.is_(None),
        follow_words=said,
        follow_pictures=list(pictures)[:MOST_PICTURES],
        followed_sim_at=now,
    )
    if not added:
        raise NotReviewable(
            _("已经追评过，没有重复提交"), rule=RuleId.REVIEWS, next_step=_("还有问题可以问客服")
        )
    record(Verb.REVIEW_FOLLOWED, review, actor=actor, order=review.order.number)


def reply_to(review: Review, words: str, *, again: bool = False, actor: User) -> None:
    """The merchant answers, once; with `again` what the buyer added later, once (T-4).

    Raises Invalid for an empty reply or one that every buyer must not read (T-4, T-6): a way to
    reach the merchant elsewhere, an insult, money for a better review; Conflict for a second one.
    """
    said = words.strip()
    if not 2 <= len(said) <= 300:
        raise Invalid(_("回复写 2 到 300 个字"), fields={"reply": _("写 2 到 300 个字")})
    _guard_words(said, pack(review.cohort))
    now = review.cohort.sim_at
    if again:
        free = Review.follow_replied_sim_at.is_(None) & Review.followed_sim_at.is_not(None)
        replied = _claimed(review, free, follow_reply=said, follow_replied_sim_at=now)
    else:
        replied = _claimed(review, Review.replied_sim_at.is_(None), reply=said, replied_sim_at=now)
    if not replied:
        raise Conflict(
            _("这条评价已经回复过，每条只能回复一次"),
            rule=RuleId.REVIEWS,
            next_step=_("买家追评以后，可以再回复追评"),
        )
    record(Verb.REVIEW_REPLIED, review, actor=actor, order=review.order.number)


def _guard_words(said: str, rules: Pack) -> None:
    for ground, rule in UNSAID.items():
        if found := found_in(said, ground, rules):
            raise Invalid(
                _("回复没有发出，%(what)s：%(words)s", what=ground.word, words=found[0]),
                fields={"reply": _("删掉这几个字再发")},
                rule=rule,
                next_step=_("回复所有买家都看得到：说清楚原因和怎么解决，别的到客服里说"),
            )


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


def _claimed(review: Review, free: sa.ColumnElement[bool], **values: Any) -> bool:
    """Set what nobody has set yet, by one conditional update."""
    done = taken(
        sa.update(Review)
        .where(Review.id == review.id, free)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(review, list(values))
    return done


def _counts(order: Order) -> bool:
    """One buyer's first three reviews of a store in a month count for its score (T-5)."""
    month = order.cohort.sim_at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    said = sa.select(sa.func.count()).where(
        Review.cohort_id == order.cohort_id,
        Review.store_id == order.store_id,
        Review.shopper_id == order.shopper_id,
        Review.written_sim_at >= month,
    )
    return (db.session.scalar(said) or 0) < pack(order.cohort).score_per_buyer_month
