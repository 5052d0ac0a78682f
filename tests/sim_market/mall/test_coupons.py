"""The buyers' side of coupons: claiming, the word, what is mine, refusals that teach (C1-C5)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import db
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.orders.models import CloseReason
from sim_market.orders.operations import close_order, pay_order, place_order, put_in_cart
from sim_market.promotions import checks
from sim_market.promotions.models import Coupon
from sim_market.promotions.operations import end_promotion, pause_promotion
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.statements import counted


@pytest.fixture
def goods():
    return make.sku(price_fen=8000, stock=50)


def held() -> list[Coupon]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Coupon).order_by(Coupon.id)))


def claim(client, made, **data):
    return client.post(f"/mall/coupons/{made.batch.id}/claim", data=data)


def test_a_coupon_is_seen_claimed_and_mine(client, goods):
    store = goods.listing.store
    made = coupons(store, total=3, parameters={"off_fen": 500, "from_fen": 10000}, name="满百减五")
    page = client.get("/mall/coupons").text
    assert "满百减五" in page
    assert "剩 3 张" in page
    answer = claim(client, made)
    assert (answer.status_code, answer.location) == (303, "/mall/coupons")
    assert [each.batch.promotion_id for each in held()] == [made.id]
    assert "已领" in client.get("/mall/coupons").text
    mine = client.get("/mall/coupons/mine").text
    assert "满百减五" in mine
    assert f"/mall/stores/{store.id}?tab=goods" in mine


@pytest.mark.parametrize(
    ("quantity", "says"), [(1, "还差 20.00 元"), (2, "现在就能用"), (0, "还没勾选能用它的商品")]
)
def test_what_is_missing_is_said_by_the_ticked_cart(client, trainee, goods, quantity, says):
    store = goods.listing.store
    claim(client, coupons(store, parameters={"off_fen": 500, "from_fen": 10000}))
    if quantity:
        put_in_cart(shopper_of(trainee, store.cohort), goods, quantity)
        db.session.commit()
    assert says in client.get("/mall/coupons/mine").text


@pytest.mark.parametrize("place", ["listing", "store"])
def test_the_button_leads_back_to_where_it_stood(client, goods, place):
    number = goods.listing_id if place == "listing" else goods.listing.store_id
    made = coupons(goods.listing.store, per_user=2)
    url = f"/mall/{place}s/{number}"
    page = client.get(url).text
    assert f"/mall/coupons/{made.batch.id}/claim" in page
    assert claim(client, made, **{"from": f"{place}-{number}"}).location == url
    assert claim(client, made, **{"from": "https://evil.example/"}).location == "/mall/coupons"


def test_a_coupon_for_other_goods_is_not_shown_at_these(client, goods):
    other = make.sku(store=goods.listing.store)
    made = coupons(
        goods.listing.store, kind=Kind.ITEM_COUPON, listing_ids=(other.listing_id,), name="只给它"
    )
    assert "只给它" not in client.get(f"/mall/listings/{goods.listing_id}").text
    assert "只给它" in client.get(f"/mall/listings/{other.listing_id}").text
    claim(client, made)
    assert f"/mall/listings/{other.listing_id}" in client.get("/mall/coupons/mine").text


def twice(client, trainee, made):
    claim(client, made)


def gone(client, trainee, made):
    for _n in range(5):
        claim(make.browser(client.application, make.member().user), made)


def over(client, trainee, made):
    end_promotion(made, actor=None)


def paused(client, trainee, made):
    pause_promotion(made, actor=None)


def spent(client, trainee, made):
    made.budget_fen = made.spent_fen = 100


def own(client, trainee, made):
    made.store.owner_id = trainee.id


REFUSALS = [
    (twice, 409, "每人最多领 1 张", "P-1"),
    (gone, 409, "领完了", "P-1"),
    (over, 409, "不能领", "P-1"),
    (paused, 409, "不能领", "P-1"),
    (spent, 409, "预算用完", "P-1"),
    (own, 403, "自己店", "T-6"),
]


@pytest.mark.parametrize(("before", "status", "says", "rule"), REFUSALS)
def test_a_refusal_teaches_and_changes_nothing(client, trainee, goods, before, status, says, rule):
    made = coupons(goods.listing.store)
    before(client, trainee, made)
    db.session.commit()
    had = len(held())
    answer = claim(client, made)
    assert (answer.status_code, len(held())) == (status, had)
    assert says in answer.text
    assert f"看规则 {rule}" in answer.text
    if before is not spent:
        assert checks.claims_add_up() == []


@pytest.mark.parametrize("number", ["999999", "99999999999999999999"])
def test_what_does_not_exist_is_not_found(client, goods, number):
    assert client.post(f"/mall/coupons/{number}/claim").status_code == 404
    draft = coupons(goods.listing.store, started=False)
    assert claim(client, draft).status_code == 404
    assert held() == []


def test_a_coupon_of_another_class_does_not_exist(client, goods):
    there = coupons(make.store(of=make.cohort()))
    assert claim(client, there).status_code == 404
    assert there.name not in client.get("/mall/coupons").text


def test_newcomers_only(client, trainee, goods):
    store = goods.listing.store
    made = coupons(store, kind=Kind.NEW_CUSTOMER_COUPON, per_user=2)
    assert claim(client, made).status_code == 303
    make.order(of=goods, by=shopper_of(trainee, store.cohort))
    answer = claim(client, made)
    assert (answer.status_code, len(held())) == (403, 1)
    assert "只给第一次" in answer.text


@pytest.mark.parametrize("typed", ["秋天", "ＡＢ 秋天", "ab秋天", " Ab秋 天 "])
def test_c5_a_word_is_typed_without_regard_to_case_width_and_blanks(client, goods, typed):
    made = coupons(goods.listing.store, kind=Kind.CODE_COUPON, condition={"code": "aB秋天"})
    assert made.name not in client.get("/mall/coupons").text.split("<main")[1]
    answer = client.post("/mall/coupons", data={"code": typed})
    right = typed != "秋天"
    assert (answer.status_code, len(held())) == ((303, 1) if right else (404, 0))
    assert right or "没有店铺在用" in answer.text


@pytest.mark.parametrize("typed", ["", "长" * 21, "\u200b", "<b>x</b>", "0"])
def test_what_is_no_word_is_refused_in_place(client, goods, typed):
    coupons(goods.listing.store, kind=Kind.CODE_COUPON, condition={"code": "暗号"})
    answer = client.post("/mall/coupons", data={"code": typed})
    assert answer.status_code in {404, 422}
    assert held() == []
    assert "<b>x</b>" not in answer.text


def test_a_word_is_not_got_round_by_the_button(client, goods):
    made = coupons(goods.listing.store, kind=Kind.CODE_COUPON, condition={"code": "暗号"})
    answer = claim(client, made)
    assert (answer.status_code, held()) == (403, [])
    assert "口令" in answer.text


def test_used_and_expired_stand_apart(client, trainee, goods):
    store = goods.listing.store
    used, old, new = (coupons(store, name=name) for name in ("用掉的", "过期的", "在手的"))
    for each in (used, old, new):
        claim(client, each)
    order = make.order(of=goods, by=shopper_of(trainee, store.cohort))
    held()[0].order_number = order.number
    end_promotion(old, actor=None)
    db.session.commit()
    for show, there in (("used", "用掉的"), ("expired", "过期的"), ("", "在手的")):
        page = client.get(f"/mall/coupons/mine?show={show}").text.split("<main")[1]
        assert [name for name in ("用掉的", "过期的", "在手的") if name in page] == [there]
    assert order.number in client.get("/mall/coupons/mine?show=used").text


def test_a_coupon_is_over_when_the_clock_says_so(client, goods):
    made = coupons(goods.listing.store, name="三天的")
    claim(client, made)
    end = made.ends_sim_at
    db.session.commit()
    advance(made.cohort_id, end + timedelta(minutes=1))
    db.session.expire_all()
    assert "三天的" not in client.get("/mall/coupons").text
    assert "三天的" in client.get("/mall/coupons/mine?show=expired").text
    assert claim(client, made).status_code == 409


def test_the_pages_ask_little(client, trainee, goods):
    store = goods.listing.store
    promotion(store)
    for n in range(5):
        made = coupons(store, name=f"券{n}", kind=Kind.ITEM_COUPON, listing_ids=(goods.listing_id,))
        claim(client, made)
    put_in_cart(shopper_of(trainee, store.cohort), goods, 1)
    db.session.commit()
    for url in ("/mall/coupons", "/mall/coupons/mine", f"/mall/stores/{store.id}"):
        client.get(url)
        with counted() as statements:
            assert client.get(url).status_code == 200
        assert len(statements) <= 12, (url, len(statements))


class TestComingBack:
    """C3: with an order that is closed unpaid, and with one that is refunded whole before it left;
    not with a part of one.
    """

    @pytest.fixture
    def order(self, client, trainee, goods):
        claim(client, coupons(goods.listing.store))
        shopper = shopper_of(trainee, goods.cohort)
        placed = place_order(shopper, [(goods, 2)], actor=trainee)
        assert placed.goods_fen == 15500
        db.session.commit()
        return placed

    def test_unpaid_and_closed_it_is_back(self, order):
        assert held()[0].order_number == order.number
        close_order(order, CloseReason.BUYER, actor=None)
        assert held()[0].order_number is None
        assert checks.spent_adds_up() == []

    @pytest.mark.parametrize(("units", "back"), [(2, True), (1, False)])
    def test_refunded_whole_it_is_back_in_part_it_is_not(self, order, units, back):
        pay_order(order, actor=None)
        asked = request_refund(order.lines[0], units, RefundReason.NOT_WANTED, actor=None)
        agree_refund(asked, actor=None)
        db.session.flush()
        assert (held()[0].order_number is None) == back
        assert checks.spent_adds_up() == []
