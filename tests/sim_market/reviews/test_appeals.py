"""Adding to a review, replying, appealing; scores of 180 days (T-4, T-5, T-9)."""

from datetime import timedelta

import pytest

from app.db import db
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from app.identity.models import Role
from sim_market.orders.operations import receive_order, ship_order
from sim_market.reviews import operations, queries
from sim_market.reviews.judging import found_in
from sim_market.reviews.models import AppealGround, AppealState, Review, Stars
from sim_market.reviews.queries import Kept, Looked
from sim_market.rules.pack import CURRENT, load
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.money import pass_time, problems

pytestmark = pytest.mark.usefixtures("app")
G = AppealGround


def written(words="杯子很稳", goods=5, *, sku=None, by=None) -> Review:
    order = make.order(of=sku, by=by)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    stars = Stars(goods, 4, 4)
    review = operations.write_review(order, order.lines[0].listing, stars, words=words, actor=None)
    db.session.commit()
    return review


def owner_of(review: Review):
    return review.order.store.owner


def appeal(review: Review, ground=G.CONTACT):
    made = operations.appeal(review, ground, "第一句就是联系方式", actor=owner_of(review))
    db.session.commit()
    return made


def test_a_buyer_adds_once_and_the_store_replies_to_both():
    review = written()
    owner = owner_of(review)
    with pytest.raises(Conflict):
        operations.reply_to(review, "谢谢追评", again=True, actor=owner)
    operations.follow_up(review, "用了一个月，掉漆了", actor=None)
    with pytest.raises(operations.NotReviewable):
        operations.follow_up(review, "再说一句", actor=None)
    operations.reply_to(review, "谢谢支持", actor=owner)
    operations.reply_to(review, "给您换一只新的", again=True, actor=owner)
    with pytest.raises(Conflict):
        operations.reply_to(review, "又来回复", again=True, actor=owner)
    assert (review.follow_words, review.goods) == ("用了一个月，掉漆了", 5)
    assert (review.reply, review.follow_reply) == ("谢谢支持", "给您换一只新的")
    assert problems() == []


def test_nothing_is_added_after_180_days_or_without_a_word():
    review = written()
    with pytest.raises(Invalid):
        operations.follow_up(review, "  ", actor=None)
    review.written_sim_at -= timedelta(days=181)
    with pytest.raises(operations.NotReviewable) as refusal:
        operations.follow_up(review, "太晚了", actor=None)
    assert refusal.value.rule == "T-4"
    assert review.followed_sim_at is None


@pytest.mark.parametrize(
    ("words", "ground", "found"),
    [
        ("加微信 abc123 返 5 元", G.CONTACT, True),
        ("电话13800138000联系我", G.CONTACT, True),
        ("杯子比图上小，失望", G.CONTACT, False),
        ("卖家是王 八 蛋", G.INSULT, True),
        ("质量太差，一星都多", G.INSULT, False),
        ("五星好评返现金，来我店", G.ADVERT, True),
        ("今天天气真好", G.OFF_TOPIC, False),
    ],
)
def test_what_the_rules_find_in_a_review(words, ground, found):
    assert bool(found_in(words, ground, load(CURRENT))) == found


def test_contact_data_is_hidden_after_three_days_and_does_not_count():
    review = written("加微信 abc123 返 5 元", goods=1)
    store, listing = review.order.store, review.listing
    asked = appeal(review)
    assert queries.rating_of(listing).count == 1
    pass_time(review.cohort, days=3, hours=1)
    db.session.refresh(asked)
    assert (asked.state, asked.decided_by_id) == (AppealState.UPHELD, None)
    assert review.is_hidden
    assert queries.rating_of(listing).count == queries.score_of(store).goods.count == 0
    assert queries.list_reviews_of(listing) == []
    assert queries.list_store_reviews(store, Looked(Kept.APPEALED))[1] == 1


def test_being_bad_is_no_ground():
    review = written("太差了，一星都多", goods=1)
    asked = appeal(review, G.INSULT)
    pass_time(review.cohort, days=3, hours=1)
    db.session.refresh(asked)
    assert (asked.state, review.is_hidden) == (AppealState.REFUSED, False)
    assert queries.score_of(review.order.store).goods.hundredths == 100


def test_an_appeal_is_made_once_within_30_days_and_judged_once():
    review = written(goods=1)
    with pytest.raises(Invalid):
        operations.appeal(review, G.INSULT, "骂", actor=owner_of(review))
    asked = appeal(review, G.OFF_TOPIC)
    with pytest.raises(Conflict):
        appeal(review, G.INSULT)
    teacher = make.member(Role.TEACHING_LECTURER).user
    with pytest.raises(Invalid):
        operations.judge(asked, uphold=True, why="行", actor=teacher)
    operations.judge(asked, uphold=False, why="说的就是商品", actor=teacher)
    with pytest.raises(IllegalMove):
        operations.judge(asked, uphold=True, why="再想想还是隐藏", actor=teacher)
    old = written(goods=1)
    old.written_sim_at -= timedelta(days=31)
    with pytest.raises(Conflict) as refusal:
        appeal(old)
    assert refusal.value.rule == "T-9"


def test_the_score_counts_180_days_and_three_of_a_buyer_a_month():
    sku = make.sku(stock=50)
    by = shopper_of(make.member().user, sku.cohort)
    said = [written(goods=goods, sku=sku, by=by) for goods in (5, 5, 5, 1)]
    assert [review.scored for review in said] == [True, True, True, False]
    old = written(goods=1, sku=sku)
    assert queries.score_of(sku.listing.store).goods.hundredths == 400
    old.written_sim_at -= timedelta(days=181)
    db.session.flush()
    score = queries.score_of(sku.listing.store)
    assert (score.goods.hundredths, score.goods.count) == (500, 3)


def test_a_store_is_seen_beside_the_class():
    mine, other = written(goods=5), written(goods=3)
    score = queries.score_of(mine.order.store)
    assert (score.goods.hundredths, score.class_goods.hundredths) == (500, 400)
    assert queries.score_of(other.order.store).goods.hundredths == 300
    assert queries.scored_days(mine.order.store, 14)[-1][1].hundredths == 500


@pytest.fixture
def shop(app, trainee, client) -> Review:
    """A bad review with a phone number, of the signed-in trainee's store by a class mate."""
    sku = make.sku(store=make.store(owner=trainee))
    by = shopper_of(make.member().user, sku.cohort)
    return written("太差，加微信 abc123", goods=1, sku=sku, by=by)


def test_the_merchant_s_page_filters_and_appeals(app, client, shop):
    page = client.get("/reviews").text
    assert "1 条差评还没回复" in page
    for query, there in (
        ("show=low", True), ("stars=5", False), ("stars=1", True), ("q=微信", True),
        ("q=100%25", False), ("show=pictures", False), ("show=zzz&stars=x", True),
    ):  # fmt: skip
        assert ("abc123" in client.get(f"/reviews?{query}").text) == there, query
    url = f"/reviews/{shop.id}/appeal"
    assert client.post(url, data={"ground": "bad"}).status_code == 422
    sent = {"ground": "contact", "words": "写着加微信 abc123"}
    assert client.post(url, data=sent).status_code == 303
    assert client.post(url, data=sent).status_code == 409
    assert client.get("/reviews/appeals").status_code == 403
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER, of=shop.cohort).user)
    assert "评价申诉" in teacher.get("/").text
    judge = f"/reviews/appeals/{shop.appeal.id}"
    assert "写着加微信 abc123" in teacher.get(judge).text
    assert teacher.post(judge, data={"uphold": "y", "decision": ""}).status_code == 422
    ruled = {"uphold": "y", "decision": "留了联系方式，隐藏"}
    assert teacher.post(judge, data=ruled).status_code == 303
    assert teacher.post(judge, data=ruled).status_code == 409
    assert "abc123" not in client.get(f"/mall/listings/{shop.listing_id}").text
    stranger = make.browser(app, make.member(Role.TEACHING_LECTURER, of=make.cohort()).user)
    assert stranger.get(judge).status_code == 404


def test_the_buyer_adds_on_a_page(app, client, shop):
    buyer = make.browser(app, shop.shopper.user)
    number, line_id = shop.order.number, shop.order.lines[0].id
    url = f"/mall/orders/{number}/lines/{line_id}/follow-up"
    assert "追评" in buyer.get(f"/mall/orders/{number}").text
    assert buyer.post(url, data={"words": ""}).status_code == 422
    assert buyer.post(url, data={"words": "<i>一个月</i>就掉漆"}).status_code == 303
    assert buyer.post(url, data={"words": "再来一次"}).status_code == 409
    assert "一个月就掉漆" in client.get("/reviews?show=followed").text
    again = {"reply": "给您补一只", "again": "1"}
    assert client.post(f"/reviews/{shop.id}/reply", data={"reply": "抱歉抱歉"}).status_code == 303
    assert client.post(f"/reviews/{shop.id}/reply", data=again).status_code == 303
    assert "给您补一只" in client.get(f"/mall/listings/{shop.listing_id}").text
    other = make.browser(app, make.member().user)
    assert other.post(url, data={"words": "不是我的"}).status_code == 404
