"""Live-only prices: through the live bag of a store, and nowhere else (E4, I4)."""

from datetime import timedelta

import pytest

from app.cohorts.clock import advance
from app.db import db
from sim_market.orders.models import CartLine, CartSource, Order
from sim_market.promotions.models import Promotion
from sim_market.promotions.operations import pause_promotion
from sim_market.promotions.pricing.terms import Kind
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.statements import counted


@pytest.fixture
def cup(app):
    return make.sku(price_fen=6000, title="粗陶手冲杯", stock=50)


@pytest.fixture
def store(cup):
    return cup.listing.store


def live(store, *skus, price_fen=4500, **values):
    """A live price of so much for these SKUs."""
    values = {
        "kind": Kind.LIVE_PRICE, "name": "今晚直播",
        "parameters": {"price_fen": price_fen, **values.pop("terms", {})},
        "listing_ids": tuple(each.listing_id for each in skus),
    } | values  # fmt: skip
    return promotion(store, **values)


def bag_url(store) -> str:
    return f"/mall/stores/{store.id}/live-bag"


def take(client, store, sku, quantity=1, then="cart", seen=4500):
    said = {"sku_id": sku.id, "quantity": quantity, "then": then, f"seen-{sku.id}": seen}
    return client.post(bag_url(store), data=said)


def shelf(client, sku, quantity=1):
    said = {"sku_id": sku.id, "quantity": quantity, "then": "cart"}
    return client.post(f"/mall/listings/{sku.listing_id}", data=said)


def sum_at(client, url="/mall/checkout") -> int:
    """What the checkout would have agreed to."""
    page = client.get(url)
    assert page.status_code == 200
    return int(page.text.partition('name="seen_fen" value="')[2].partition('"')[0])


def lines() -> list[tuple[CartSource, int, int | None]]:
    db.session.expire_all()
    found = db.session.query(CartLine).order_by(CartLine.id)
    return [(each.source, each.quantity, each.seen_fen) for each in found]


def test_the_bag_shows_prices_and_what_comes_from_it_costs_them_everywhere(client, cup, store):
    live(store, cup)
    page = client.get(bag_url(store)).text
    assert "粗陶手冲杯" in page
    assert "¥45.00" in page
    assert take(client, store, cup, 2).status_code == 303
    assert lines() == [(CartSource.LIVE_BAG, 2, 4500)]
    cart = client.get("/mall/cart").text
    assert "直播价 ¥45.00" in cart
    assert "直播专享价：今晚直播" in cart
    assert sum_at(client) == 9000
    assert client.post("/mall/checkout", data={"seen_fen": "9000", "note": ""}).status_code == 303
    order = db.session.query(Order).one()
    assert (order.pay_fen, order.discount_fen, order.lines[0].unit_fens) == (9000, 3000, [4500] * 2)
    assert order.promotions[0]["kind"] == "live_price"
    assert "直播专享价：今晚直播" in client.get(f"/mall/orders/{order.number}").text
    merchant = make.browser(client.application, store.owner)
    assert "直播专享价：今晚直播" in merchant.get(f"/orders/{order.id}").text


def test_outside_the_bag_the_price_is_the_usual_one_and_why_is_said(client, cup, store):
    live(store, cup)
    shelf(client, cup)
    for page in ("/mall/cart", "/mall/checkout", f"/mall/listings/{cup.listing_id}"):
        text = client.get(page).text
        assert "只在直播购物袋里有效" in text
        assert f'href="{bag_url(store)}"' in text
    assert sum_at(client) == 6000


def test_bought_at_once_from_the_bag_with_a_ticket_of_ones_own(client, cup, store):
    live(store, cup)
    answer = take(client, store, cup, then="buy")
    assert "bag=" in answer.location
    assert sum_at(client, answer.location) == 4500
    assert client.post(answer.location, data={"seen_fen": "4500", "note": ""}).status_code == 303
    assert db.session.query(Order).one().pay_fen == 4500
    assert lines() == []


def test_a_ticket_of_somebody_else_or_made_up_is_worth_nothing(client, cup, store):
    live(store, cup)
    ticket = take(client, store, cup, then="buy").location
    other = make.browser(client.application, make.member().user)
    shelf(other, make.sku())  # another shopper
    assert sum_at(other, ticket) == 6000
    url = f"/mall/checkout?sku_id={cup.id}&quantity=1&bag="
    for forged in ("", "x", "W1", ticket.partition("bag=")[2] + "0", "9" * 4000):
        assert sum_at(client, url + forged) == 6000
    more = make.sku(store=store, price_fen=7000)
    assert sum_at(client, ticket.replace(f"sku_id={cup.id}", f"sku_id={more.id}")) == 7000


@pytest.mark.parametrize("named", ["source", "live", "bag", "live_fen"])
def test_a_form_that_says_that_it_comes_from_the_bag_does_not(named, client, cup, store):
    live(store, cup)
    said = {"sku_id": cup.id, "quantity": 1, "then": "cart", named: "live_bag"}
    client.post(f"/mall/listings/{cup.listing_id}", data=said)
    assert lines() == [(CartSource.SHELF, 1, 6000)]
    client.post("/mall/cart", data={"deed": "save", "tick": "1", named: "live_bag"})
    assert lines()[0][0] == CartSource.SHELF


@pytest.mark.parametrize(
    ("quantity", "seen", "status"),
    [
        (0, 4500, 422),
        (-1, 4500, 422),
        (100, 4500, 422),
        (51, 4500, 409),
        (1, 4499, 409),
        (1, "x", 409),
    ],
)
def test_what_makes_no_sense_is_refused(quantity, seen, status, client, cup, store):
    live(store, cup)
    assert take(client, store, cup, quantity, seen=seen).status_code == status
    assert lines() == []


def test_only_what_is_in_the_bag_comes_from_it(client, cup, store):
    live(store, cup)
    beside = make.sku(store=store, price_fen=100)
    abroad = make.sku(store=make.store(of=make.cohort()))
    for sku in (beside, abroad):
        answer = take(client, store, sku, seen=100)
        assert answer.status_code == 409
        assert "不在" in answer.text
    assert client.get(bag_url(abroad.listing.store)).status_code == 404
    assert client.get(f"/mall/stores/{10**30}/live-bag").status_code == 404
    assert client.post(f"/mall/stores/{10**30}/live-bag").status_code in {404, 405}
    assert take(client, abroad.listing.store, abroad).status_code == 404
    assert lines() == []


def test_the_owner_looks_and_does_not_buy(client, cup, store):
    live(store, cup)
    owner = make.browser(client.application, store.owner)
    page = owner.get(bag_url(store)).text
    assert "这是您自己店的直播购物袋" in page
    assert "加入购物车" not in page
    assert take(owner, store, cup).status_code == 403
    assert lines() == []


def test_no_more_than_the_limit_over_cart_and_orders(client, cup, store):
    """Per buyer, whatever the number of orders."""
    live(store, cup, terms={"buyer_quota": 2})
    assert take(client, store, cup, 3).status_code == 422
    assert take(client, store, cup, 1).status_code == 303
    answer = take(client, store, cup, 2)
    assert answer.status_code == 422
    assert "您还能买 2 件，购物车里已有 1 件" in answer.text
    assert sum_at(client) == 4500
    client.post("/mall/checkout", data={"seen_fen": "4500", "note": ""})
    assert take(client, store, cup, 2).status_code == 422
    assert take(client, store, cup, 1).status_code == 303
    client.post("/mall/checkout", data={"seen_fen": "4500", "note": ""})
    answer = take(client, store, cup, 1)
    assert answer.status_code == 409
    assert "买满" in answer.text
    assert "直播价买满了" in client.get(bag_url(store)).text
    assert [each.pay_fen for each in db.session.query(Order)] == [4500, 4500]


def test_more_in_the_cart_than_the_limit_cost_the_usual_price(client, cup, store):
    live(store, cup, terms={"buyer_quota": 1})
    take(client, store, cup)
    line = db.session.query(CartLine).one()
    said = {f"quantity-{line.id}": "3", "tick": line.id, "deed": "save"}
    client.post("/mall/cart", data=said)
    assert "按直播价只能买 1 件" in client.get("/mall/cart").text
    assert sum_at(client) == 4500 + 2 * 6000


@pytest.mark.parametrize("how", ["over", "paused", "quota"])
def test_when_the_price_is_over_the_buyer_must_agree_first(how, client, cup, store):
    """E4: a higher price needs renewed consent."""
    made = live(store, cup, quota=1)
    take(client, store, cup)
    other = make.sku(store=store, price_fen=1000)
    shelf(client, other)
    if how == "over":
        advance(store.cohort_id, store.cohort.sim_at + timedelta(days=4))
    elif how == "paused":
        pause_promotion(db.session.get(Promotion, made.id), actor=None)
    else:
        rival = make.browser(client.application, make.member().user)
        sold = take(rival, store, cup, then="buy").location
        assert rival.post(sold, data={"seen_fen": "4500", "note": ""}).status_code == 303
    db.session.commit()
    cart = client.get("/mall/cart").text
    assert "放进来时 ¥45.00，现在 ¥60.00" in cart
    before = db.session.query(Order).count()
    for answer in (
        client.get("/mall/checkout"),
        client.post("/mall/checkout", data={"seen_fen": "99999", "note": ""}),
    ):
        assert answer.status_code == 409
        assert "直播价变了" in answer.text
    assert db.session.query(Order).count() == before
    line = db.session.query(CartLine).filter_by(sku_id=cup.id).one()
    client.post("/mall/cart", data={"deed": f"agree-{line.id}"})
    assert (CartSource.SHELF, 1, 6000) in lines()
    assert sum_at(client) == 7000


def test_agreeing_to_a_line_of_somebody_else_does_nothing(client, cup, store):
    made = live(store, cup)
    take(client, store, cup)
    pause_promotion(db.session.get(Promotion, made.id), actor=None)
    line = db.session.query(CartLine).one()
    other = make.browser(client.application, make.member().user)
    shelf(other, make.sku())
    assert other.post("/mall/cart", data={"deed": f"agree-{line.id}"}).status_code == 409
    assert lines()[0] == (CartSource.LIVE_BAG, 1, 4500)


def test_goods_from_both_are_one_line_that_stays_live(client, cup, store):
    live(store, cup)
    shelf(client, cup)
    take(client, store, cup)
    assert lines() == [(CartSource.LIVE_BAG, 2, 4500)]
    shelf(client, cup)
    assert lines() == [(CartSource.LIVE_BAG, 3, 4500)]


def test_an_empty_bag_says_what_to_do(client, cup, store):
    page = client.get(bag_url(store))
    assert page.status_code == 200
    assert "袋里现在没有东西" in page.text
    assert f'href="/mall/stores/{store.id}"' in page.text


def test_another_variant_is_live_only_if_it_is_in_the_bag(client, cup, store):
    dear = make.sku(store=store, price_fen=8000)
    dear.listing = cup.listing
    dear.spec, cup.spec = "大", "小"
    live(store, cup, parameters={"prices": {str(cup.id): 4500}}, listing_ids=())
    take(client, store, cup)
    line = db.session.query(CartLine).one()
    assert client.post(f"/mall/cart/{line.id}/spec", data={"s0": "大"}).status_code == 303
    assert lines() == [(CartSource.SHELF, 1, 8000)]
    assert sum_at(client) == 8000


class TestForm:
    """The merchant prices SKU by SKU."""

    SAID = {
        "name": "今晚直播", "starts_day": "1", "starts_time": "00:00", "ends_day": "9",
        "ends_time": "22:30", "how": "each", "buyer_quota": "2",
    }  # fmt: skip

    def sent(self, client, store, **said):
        owner = make.browser(client.application, store.owner)
        return owner.post("/promotions/new/live_price", data=self.SAID | said)

    def test_each_sku_has_its_price_and_the_listing_is_its_target(self, client, cup, store):
        answer = self.sent(client, store, **{f"prices-{cup.id}": "３9.9"})
        assert answer.status_code == 303
        made = db.session.query(Promotion).one()
        assert made.parameters == {"prices": {str(cup.id): 3990}, "buyer_quota": 2}
        assert [each.listing_id for each in made.targets] == [cup.listing_id]
        owner = make.browser(client.application, store.owner)
        page = owner.get(answer.location).text
        assert "1 个规格各有定价，39.90 元起" in page
        assert bag_url(store) in page
        assert 'value="39.90"' in owner.get(f"/promotions/{made.id}/edit").text
        assert owner.post(f"/promotions/{made.id}/start").status_code == 303
        assert "¥39.90" in client.get(bag_url(store)).text
        assert take(client, store, cup, seen=3990).status_code == 303
        assert sum_at(client) == 3990

    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({}, "至少给一个规格填直播价"),
            ({"prices-1": "0"}, "要大于 0"),
            ({"prices-1": "-3"}, "不能是负数"),
            ({"prices-1": "1e9"}, "39.90 这样"),
            ({"prices-1": "<b>"}, "39.90 这样"),
            ({"prices-1": "60"}, "活动价要更低"),
            ({"prices-x": "10"}, "至少给一个规格填直播价"),
            ({"prices-999999999999": "10"}, "不是本店的"),
            ({"prices-1": "10", "ends_day": "1", "ends_time": "00:00"}, "晚于开始时间"),
            ({"prices-1": "10", "buyer_quota": "1.5"}, "整数"),
            ({"how": "fold", "value": ""}, "请填数值"),
            ({"how": "fold", "value": "8"}, "要选商品"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_made(self, typed, word, client, cup, store):
        said = {name.replace("-1", f"-{cup.id}", 1): text for name, text in typed.items()}
        if "prices-999999999999" in typed:
            said = typed
        answer = self.sent(client, store, **said)
        assert answer.status_code == 422
        assert word in answer.text
        assert db.session.query(Promotion).count() == 0

    def test_the_goods_of_another_store_are_not_priced(self, client, cup, store):
        other = make.sku()
        answer = self.sent(client, store, **{f"prices-{other.id}": "1"})
        assert answer.status_code == 422
        assert "不是本店的" in answer.text


def test_the_store_page_leads_into_the_bag(client, cup, store):
    owner = make.browser(client.application, store.owner)
    owner.post("/decoration/add", data={"kind": "live", "version": "1"})
    page = owner.get("/decoration").text
    assert "现在没有直播专享价" in page
    live(store, cup)
    db.session.commit()
    page = owner.get("/decoration").text
    assert "直播购物袋里有 1 件" in page
    assert f'href="{bag_url(store)}"' in page


def test_pages_with_live_goods_sets_and_gifts_ask_at_most_twelve_times(client, cup, store):
    tray = make.sku(store=store, price_fen=4000)
    live(store, cup, tray, terms={"buyer_quota": 3})
    items = [{"sku": str(cup.id)}, {"sku": str(tray.id)}]
    promotion(store, kind=Kind.BUNDLE, name="一套", parameters={"items": items, "price_fen": 8000})
    tiers = [{"from_fen": 100, "gifts": [{"sku": str(tray.id), "quantity": 1}]}]
    promotion(store, kind=Kind.GIFT, name="送", parameters={"tiers": tiers})
    coupons(store)
    take(client, store, cup)
    shelf(client, tray)
    for url in (bag_url(store), "/mall/cart", "/mall/checkout", f"/mall/listings/{cup.listing_id}"):
        with counted() as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= 12, url
