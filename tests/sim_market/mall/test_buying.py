import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.operations import change_price, take_off_sale
from sim_market.orders.models import CartLine, Order, OrderState
from sim_market.orders.operations import ship_order
from sim_market.reviews.models import Review
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.payments.paying import at_cashier, at_till


@pytest.fixture
def mug(app):
    return listing()


def orders() -> list[Order]:
    return list(db.session.scalars(sa.select(Order).order_by(Order.id)))


def put(client, goods, quantity=1, then="cart", **kwargs):
    form = {"sku_id": goods.skus[0].id, "quantity": quantity, "then": then}
    return client.post(f"/mall/listings/{goods.id}", data=form, **kwargs)


def lines() -> list[CartLine]:
    return list(db.session.scalars(sa.select(CartLine).order_by(CartLine.id)))


def wallet(trainee) -> int:
    shopper = shopper_of(trainee, make.ordinary_cohort())
    return balance_of(shopper.cohort_id, AccountKind.WALLET, shopper.id)


def test_two_stores_one_checkout_two_orders_paid_from_the_wallet(client, trainee, mug):
    pot = listing(title="玻璃茶壶 耐热带滤网", skus=(SkuDraft(price_fen=8800, stock=3),))
    assert "已放进购物车" in put(client, mug, 2, follow_redirects=True).text
    put(client, pot)
    page = client.get("/mall/cart")
    assert "¥166.00" in page.text

    page = client.get("/mall/checkout")
    assert 'name="seen_fen" value="16600"' in page.text
    page = client.post(
        "/mall/checkout", data={"seen_fen": 16600, "note": "请包好"}, follow_redirects=True
    )
    assert "模拟收银台" in page.text
    assert [(o.state, o.pay_fen, o.note) for o in orders()] == [
        (OrderState.UNPAID, 7800, "请包好"), (OrderState.UNPAID, 8800, "请包好"),
    ]  # fmt: skip
    assert lines() == []

    before = wallet(trainee)
    page = at_till(client, *[o.number for o in orders()])
    assert "付款成功" in client.get(page.location).text
    assert {o.state for o in orders()} == {OrderState.PAID}
    assert wallet(trainee) == before - 16600


def test_buying_one_thing_at_once_leaves_the_cart_alone(client, trainee, mug):
    other = listing(title="玻璃茶壶 耐热带滤网")
    put(client, other)
    answer = put(client, mug, 3, then="buy")
    assert answer.status_code == 303
    assert "/mall/checkout?" in answer.location
    page = client.get(answer.location)
    assert "¥117.00" in page.text
    client.post(answer.location, data={"seen_fen": 11700, "note": ""})
    assert [(o.pay_fen, o.lines[0].quantity) for o in orders()] == [(11700, 3)]
    assert [line.sku.listing for line in lines()] == [other]


def test_own_goods_are_refused_and_the_rule_is_taught(client, trainee):
    own = listing(store=make.store(owner=trainee))
    for then in ("cart", "buy"):
        page = put(client, own, then=then)
        assert page.status_code == 403
        assert "虚假交易" in page.text
        assert "/rules#T-6" in page.text
    url = f"/mall/checkout?sku_id={own.skus[0].id}&quantity=1"
    assert client.post(url, data={"seen_fen": 3900}).status_code == 403
    assert (lines(), orders()) == ([], [])


def test_a_higher_price_asks_again_and_a_lower_one_passes(client, trainee, mug):
    put(client, mug)
    change_price(mug.skus[0], 4500, actor=None)
    page = client.post("/mall/checkout", data={"seen_fen": 3900, "note": "小心"})
    assert page.status_code == 409
    assert "价格变了" in page.text
    assert 'name="seen_fen" value="4500"' in page.text
    assert "小心" in page.text
    assert orders() == []

    change_price(mug.skus[0], 3000, actor=None)
    assert client.post("/mall/checkout", data={"seen_fen": 4500}).status_code == 303
    assert [o.pay_fen for o in orders()] == [3000]


def test_more_than_there_is_cannot_be_bought(client, mug):
    page = put(client, mug, 9)
    assert page.status_code == 409
    assert "只剩 8 件" in page.text
    put(client, mug, 8)
    mug.skus[0].on_hand = 3
    assert "只剩 3 件" in client.get("/mall/cart").text
    assert client.post("/mall/checkout", data={"seen_fen": 0}).status_code == 422
    assert orders() == []


@pytest.mark.parametrize(
    "form",
    [{"quantity": 0}, {"quantity": 100}, {"quantity": "x"}, {"quantity": ""}, {"sku_id": ""},
     {"sku_id": "x"}],
)  # fmt: skip
def test_strange_quantities_are_refused(client, mug, form):
    data = {"sku_id": mug.skus[0].id, "quantity": 1, "then": "cart"} | form
    assert client.post(f"/mall/listings/{mug.id}", data=data).status_code == 422
    assert lines() == []


def test_a_sku_of_another_listing_is_refused(client, mug):
    other = listing()
    data = {"sku_id": other.skus[0].id, "quantity": 1, "then": "cart"}
    assert client.post(f"/mall/listings/{mug.id}", data=data).status_code == 422
    assert (
        client.post(f"/mall/listings/{mug.id}", data=data | {"sku_id": 999999}).status_code == 404
    )
    assert lines() == []


def test_goods_taken_off_sale_stay_in_the_cart_and_are_not_ordered(client, mug):
    put(client, mug)
    take_off_sale(mug, actor=None)
    assert "已下架" in client.get("/mall/cart").text
    assert client.post("/mall/checkout", data={"seen_fen": 3900}).status_code == 422
    assert put(client, mug).status_code == 409
    assert orders() == []


def test_the_cart_is_changed_unticked_and_emptied(client, mug):
    put(client, mug)
    [line] = lines()
    field = f"quantity-{line.id}"
    assert client.post("/mall/cart", data={field: 4}).status_code == 303
    assert (line.quantity, line.ticked) == (4, False)
    assert client.get("/mall/checkout").status_code == 422
    assert client.post("/mall/cart", data={field: 0, "tick": line.id}).status_code == 422
    assert line.quantity == 4
    client.post("/mall/cart", data={"deed": f"remove-{line.id}"})
    assert lines() == []
    assert "购物车是空的" in client.get("/mall/cart").text


def test_other_peoples_cart_and_orders_do_not_exist(app, client, mug):
    put(client, mug)
    [line] = lines()
    stranger = make.browser(app, make.member().user)
    put(stranger, mug)
    assert stranger.post("/mall/cart", data={f"quantity-{line.id}": 5}).status_code == 303
    assert stranger.post("/mall/cart", data={"deed": f"remove-{line.id}"}).status_code == 404
    assert stranger.post(f"/mall/cart/{line.id}/spec", data={}).status_code == 404
    assert line.quantity == 1
    client.post("/mall/checkout", data={"seen_fen": 3900})
    [order] = orders()
    for path in ("", "/pay", "/cancel", "/receive", f"/lines/{order.lines[0].id}/refund"):
        url = f"/mall/orders/{order.number}{path}"
        answer = stranger.post(url) if path else stranger.get(url)
        assert answer.status_code == 404
    assert stranger.post("/mall/till", data={"order": order.number}).status_code == 422
    assert order.state == OrderState.UNPAID


def test_an_empty_wallet_pays_nothing(client, trainee, mug):
    dear = listing(skus=(SkuDraft(price_fen=3_000_000, stock=5),))
    put(client, dear)
    client.post("/mall/checkout", data={"seen_fen": 3_000_000})
    [order] = orders()
    page = at_till(client, order.number)
    assert page.status_code == 409
    assert "钱包里只有" in page.text
    assert order.state == OrderState.UNPAID


def test_an_unpaid_order_is_cancelled_and_its_stock_comes_back(client, mug):
    put(client, mug, 2)
    client.post("/mall/checkout", data={"seen_fen": 7800})
    [order] = orders()
    assert mug.skus[0].available == 6
    assert (
        client.post(f"/mall/orders/{order.number}/cancel", data={"why": "twice"}).status_code == 303
    )
    assert (order.state, mug.skus[0].available) == (OrderState.CLOSED, 8)
    assert client.post(f"/mall/orders/{order.number}/pay").status_code == 409


def bought(client, mug, quantity=2) -> Order:
    put(client, mug, quantity)
    client.post("/mall/checkout", data={"seen_fen": 3900 * quantity})
    [order] = orders()
    at_cashier(client, client.post(f"/mall/orders/{order.number}/pay").location)
    return order


def shipped(order: Order) -> Order:
    events = [{"at": order.cohort.sim_at.isoformat(), "text": "已揽收"}]
    ship_order(order, carrier="迅风速运（模拟）", tracking_number="XF1", events=events, actor=None)
    return order


def test_from_payment_to_receipt_and_review(client, mug):
    order = shipped(bought(client, mug))
    page = client.get(f"/mall/orders/{order.number}")
    assert "已揽收" in page.text
    assert client.post(f"/mall/orders/{order.number}/receive").status_code == 303
    assert order.state == OrderState.RECEIVED
    assert client.post(f"/mall/orders/{order.number}/receive").status_code == 409

    url = f"/mall/orders/{order.number}/lines/{order.lines[0].id}/review"
    assert client.get(url).status_code == 200
    assert (
        client.post(url, data={"goods": "6", "service": "5", "logistics": "4"}).status_code == 422
    )
    assert client.post(url, data={"goods": "5", "service": "5"}).status_code == 422
    stars = {"goods": "5", "service": "4", "logistics": "3", "words": "杯口很厚实"}
    assert client.post(url, data=stars).status_code == 303
    assert client.post(url, data=stars).status_code == 409
    [review] = db.session.scalars(sa.select(Review))
    assert (review.goods, review.service, review.logistics) == (5, 4, 3)
    page = client.get(f"/mall/listings/{mug.id}")
    assert "杯口很厚实" in page.text
    assert "描述 5.0　服务 4.0　物流 3.0" in page.text


def test_a_review_before_receipt_is_refused(client, mug):
    order = bought(client, mug)
    url = f"/mall/orders/{order.number}/lines/{order.lines[0].id}/review"
    page = client.post(url, data={"goods": "5", "service": "4", "logistics": "3"})
    assert page.status_code == 409
    assert db.session.scalar(sa.select(sa.func.count(Review.id))) == 0


def test_a_refund_is_asked_for_shown_and_withdrawn(client, mug):
    order = bought(client, mug)
    url = f"/mall/orders/{order.number}/lines/{order.lines[0].id}/refund"
    assert "最多 ¥78.00" in client.get(url).text
    for bad in (
        {"quantity": 3, "reason": "late"},
        {"quantity": 1, "reason": "greed"},
        {"quantity": 1},
    ):
        assert client.post(url, data=bad).status_code in {409, 422}
    assert order.lines[0].refunding_fen == 0
    assert client.post(url, data={"quantity": 1, "reason": "not_wanted"}).status_code == 303
    assert order.lines[0].refunding_fen == 3900
    page = client.get(f"/mall/orders/{order.number}")
    assert "待答复" in page.text
    number = f"T{order.number[1:]}-1-1"
    assert client.post(f"/mall/refunds/{number}/withdraw").status_code == 303
    assert client.post(f"/mall/refunds/{number}/withdraw").status_code == 409
    assert client.post("/mall/refunds/T0-0-0/withdraw").status_code == 404
    assert order.lines[0].refunding_fen == 0


def test_my_orders_by_state(client, mug):
    assert "还没有订单" in client.get("/mall/orders").text
    order = bought(client, mug)
    assert order.number in client.get("/mall/orders").text
    assert order.number in client.get("/mall/orders?state=paid").text
    assert order.number not in client.get("/mall/orders?state=closed").text


def test_the_simulated_address_is_changed(client, trainee, mug):
    assert "还没有地址" in client.get("/mall/me").text
    put(client, mug)
    address = {"receiver": "林溪", "province": "河南", "city": "郑州", "street": "练习路 8 号"}
    assert client.post("/mall/me", data=address | {"phone_tail": "1234"}).status_code == 303
    shopper = shopper_of(trainee, make.ordinary_cohort())
    assert shopper.address["city"] == "郑州"
    assert client.post("/mall/me", data=address | {"phone_tail": "13800138000"}).status_code == 422
    assert client.post("/mall/me", data={"phone_tail": "1234"}).status_code == 422
    assert shopper.phone_tail == "1234"


def test_checkout_without_a_cart_leads_back(client):
    assert client.get("/mall/checkout").status_code == 303
    assert client.get("/mall/till").status_code == 200
    assert client.get("/mall/checkout?sku_id=1&quantity=0").status_code in {303, 422}


def test_the_same_form_sent_twice_orders_once(client, mug):
    put(client, mug)
    form = {"seen_fen": 3900, "_key": "the-same-key-1"}
    first = client.post("/mall/checkout", data=form)
    second = client.post("/mall/checkout", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(orders()) == 1
