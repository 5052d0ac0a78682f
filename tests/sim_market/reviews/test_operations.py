import pytest
import sqlalchemy as sa

from app.db import db
from app.errors import Conflict, Invalid
from sim_market.orders.operations import receive_order, ship_order
from sim_market.reviews import operations
from sim_market.reviews.models import Review, Stars
from sim_market.reviews.queries import Rating, list_reviews_of, mean, rating_of
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import pass_time

pytestmark = pytest.mark.usefixtures("app")
GOOD = Stars(goods=5, service=4, logistics=3)


def received(**of):
    order = make.order(**of)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def write(order, stars=GOOD, **more):
    return operations.write_review(order, order.lines[0].listing, stars, actor=None, **more)


def reviews() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Review)) or 0


def test_a_review_is_kept_as_it_was_written():
    review = write(received(), words="  杯子很稳 ")
    assert (review.goods, review.service, review.logistics) == GOOD
    assert review.words == "杯子很稳"
    [entry] = make.entries(Verb.REVIEW_WRITTEN)
    assert entry.facts["goods"] == 5
    assert "words" not in entry.facts


def test_one_listing_of_one_order_is_reviewed_once():
    order = received()
    write(order)
    with pytest.raises(operations.NotReviewable):
        write(order)
    assert reviews() == 1


def test_nothing_is_reviewed_before_receipt_or_after_fifteen_days():
    with pytest.raises(operations.NotReviewable):
        write(make.order())
    order = received()
    pass_time(order.cohort, days=15)
    write(order)
    late = received()
    pass_time(late.cohort, days=15, minutes=1)
    with pytest.raises(operations.NotReviewable) as refusal:
        write(late)
    assert refusal.value.rule == "T-4"
    assert reviews() == 1


def test_goods_of_another_order_are_not_reviewed():
    with pytest.raises(operations.NotReviewable):
        operations.write_review(received(), make.sku().listing, GOOD, actor=None)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_scores_go_from_one_to_five(score):
    with pytest.raises(Invalid) as refusal:
        write(received(), Stars(5, score, 5))
    assert "service" in refusal.value.fields
    assert reviews() == 0


def test_a_merchant_replies_once():
    review = write(received())
    operations.reply_to(review, " 谢谢支持 ", actor=make.user())
    assert review.reply == "谢谢支持"
    with pytest.raises(Conflict):
        operations.reply_to(review, "再说一句", actor=make.user())
    assert review.reply == "谢谢支持"
    assert len(make.entries(Verb.REVIEW_REPLIED)) == 1


@pytest.mark.parametrize("words", ["", " 好 ", "长" * 301])
def test_an_empty_or_endless_reply_is_refused(words):
    review = write(received())
    with pytest.raises(Invalid):
        operations.reply_to(review, words, actor=make.user())
    assert review.can_reply


def test_the_mean_is_whole_hundredths_rounded_half_up():
    assert [mean(14, 3), mean(5, 1), mean(0, 0), mean(3, 2)] == [
        Rating(467, 3), Rating(500, 1), Rating(0, 0), Rating(150, 2),
    ]  # fmt: skip
    sku = make.sku()
    for goods in (5, 4, 4):
        write(received(of=sku), Stars(goods, 5, 5))
    assert rating_of(sku.listing) == Rating(433, 3)
    assert [review.goods for review in list_reviews_of(sku.listing)] == [4, 4, 5]
    assert rating_of(make.sku().listing) == Rating(0, 0)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("加我微信 abc12345 退您钱", "L-"),
        ("打我电话 １３８１２３４５６７８", "L-"),
        ("您这种脑残别来了", "T-4"),
        ("改成五星好评返 5 元", "T-6"),
    ],
)
def test_a_reply_that_nobody_should_read_is_not_sent(words, rule):
    order = received()
    owner, review = order.store.owner, write(order, words="颜色不对")
    with pytest.raises(Invalid) as refusal:
        operations.reply_to(review, words, actor=owner)
    assert str(refusal.value.rule).startswith(rule)
    assert refusal.value.next_step
    assert (review.reply, review.replied_sim_at) == ("", None)
    operations.reply_to(review, "很抱歉，已经安排换货", actor=owner)
    assert review.reply == "很抱歉，已经安排换货"
