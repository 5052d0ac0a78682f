"""The merchant's pages of orders, after-sales, reviews and money, as a browser sees them."""

import re

import pytest

from app.identity.models import Role
from sim_market.after_sales.models import RefundReason, RefundState
from sim_market.after_sales.operations import request_refund
from sim_market.finance.home import figures, steps, to_answer, to_reply, to_ship
from sim_market.finance.queries import funds_by_day, profit_of
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.orders import carriers
from sim_market.orders.models import OrderState
from sim_market.orders.operations import receive_order, ship_order
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import write_review
from sim_market.shoppers.operations import shopper_of
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import pass_time, problems
from tests.sim_market.statements import counted

NUMBER = carriers.tracking_number(carriers.CARRIERS[0], 1)


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def sku(store):
    return make.sku(store=store, price_fen=2000, cost_fen=900, stock=40)


def ship(order):
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)


def reviewed(order):
    ship(order)
    receive_order(order, actor=None)
    return write_review(
        order, order.lines[0].listing, Stars(4, 5, 3), words="<b>稳</b>", actor=None
    )


@pytest.mark.parametrize("path", ["/orders", "/after-sales", "/reviews", "/finance"])
def test_without_a_store_a_page_says_how_to_open_one(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "申请开店" in page.text


@pytest.mark.parametrize("path", ["/orders", "/after-sales", "/reviews", "/finance"])
def test_an_empty_page_says_what_belongs_there(client, store, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "lt-empty" in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize(
    "path", ["/orders", "/after-sales", "/reviews", "/finance", "/finance/transfer"]
)
def test_those_without_a_store_of_their_own_are_turned_away(app, path):
    lecturer = make.member(Role.SCORING_LECTURER).user
    assert make.browser(app, lecturer).get(path).status_code == 403
    assert app.test_client().get(path).status_code == 302


def test_the_order_list_shows_states_deadlines_and_counts(client, sku):
    orders = [make.order(of=sku), make.order(of=sku, paid=False)]
    make.order()
    page = client.get("/orders")
    assert all(f"/orders/{order.id}" in page.text for order in orders)
    assert "还剩" in page.text
    assert "共 2 单" in page.text
    only = client.get("/orders?state=paid")
    assert orders[0].number in only.text
    assert orders[1].number not in only.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=D0000001", True), ("q=d0000001", True), ("q=XF-no", False), ("q=NOPE", False),
        ("q=%25", False), ("state=paid", True), ("state=closed", False), ("state=__class__", True),
        ("page=0", True), ("page=-5", True), ("page=9", False), ("page=x", True),
        ("page=99999999999999", False), ("only=late", False), ("q=" + "x" * 5000, False),
    ],
)  # fmt: skip
def test_orders_are_found_by_what_is_asked_and_strange_questions_do_no_harm(
    client, sku, query, found
):
    order = make.order(of=sku)
    page = client.get(f"/orders?{query}")
    assert page.status_code == 200
    assert (f'href="/orders/{order.id}"' in page.text) is found


def test_orders_are_found_by_title_buyer_and_tracking_number(client, sku):
    order = make.order(of=sku)
    ship(order)
    for words in (sku.listing.title[:5], order.shopper.nickname, f"n{order.number}"):
        assert f'href="/orders/{order.id}"' in client.get("/orders", query_string={"q": words}).text


def test_late_orders_can_be_listed_alone(client, sku):
    late = make.order(of=sku)
    pass_time(late.cohort, hours=49)
    fresh = make.order(of=sku)
    page = client.get("/orders?only=late")
    assert late.number in page.text
    assert fresh.number not in page.text
    assert "晚了" in page.text


def test_an_order_of_another_store_or_class_does_not_exist(client, store):
    for order in (make.order(), make.order(of=make.sku(store=make.store(of=make.cohort())))):
        for path, form in (
            ("", None),
            ("/ship", {"tracking_number": NUMBER}),
            ("/close", {"why": "no_stock"}),
        ):
            send = client.get if form is None else client.post
            more = {} if form is None else {"data": form}
            assert send(f"/orders/{order.id}{path}", **more).status_code == 404
        assert order.state == OrderState.PAID


def test_the_order_page_tells_the_whole_story(client, sku):
    order = make.order(of=sku, quantity=3)
    page = client.get(f"/orders/{order.id}")
    for said in ("¥60.00", "平台佣金", "¥3.00", "¥57.00", "买家付款", "时间线", order.number):
        assert said in page.text
    assert 'name="tracking_number"' in page.text


def test_a_merchant_ships_by_the_form_on_the_page(client, sku):
    order = make.order(of=sku)
    page = client.post(
        f"/orders/{order.id}/ship",
        data={"carrier": "xunfeng", "tracking_number": f" {NUMBER.lower()} "},
        follow_redirects=True,
    )
    assert page.status_code == 200
    assert NUMBER in page.text
    assert order.state == OrderState.SHIPPED
    again = client.post(
        f"/orders/{order.id}/ship", data={"carrier": "xunfeng", "tracking_number": NUMBER}
    )
    assert again.status_code == 409
    assert len(make.entries(Verb.ORDER_SHIPPED)) == 1


@pytest.mark.parametrize(
    "form",
    [
        {}, {"carrier": "xunfeng"}, {"carrier": "xunfeng", "tracking_number": "1"},
        {"carrier": "nobody", "tracking_number": NUMBER},
        {"carrier": "xunfeng", "tracking_number": "x" * 5000},
        {"carrier": "xunfeng", "tracking_number": "<script>alert(1)</script>"},
    ],
)  # fmt: skip
def test_a_bad_ship_form_is_refused_and_keeps_what_was_typed(client, sku, form):
    order = make.order(of=sku)
    page = client.post(f"/orders/{order.id}/ship", data=form)
    assert page.status_code == 422
    assert "lt-notice is-risk" in page.text
    assert "<script>alert" not in page.text
    assert order.state == OrderState.PAID
    if form.get("tracking_number") == "1":
        assert 'value="1"' in page.text
        assert "S-4" in page.text


def test_a_used_tracking_number_is_refused_at_the_field(client, sku):
    first, second = make.order(of=sku), make.order(of=sku)
    form = {"carrier": "xunfeng", "tracking_number": NUMBER}
    assert client.post(f"/orders/{first.id}/ship", data=form).status_code == 303
    page = client.post(f"/orders/{second.id}/ship", data=form)
    assert page.status_code == 409
    assert "已经用过" in page.text
    assert second.state == OrderState.PAID


def test_a_merchant_closes_an_unpaid_order_only(client, sku):
    unpaid, paid, why = make.order(of=sku, paid=False), make.order(of=sku), {"why": "no_stock"}
    assert client.post(f"/orders/{unpaid.id}/close", data=why).status_code == 303
    page = client.post(f"/orders/{paid.id}/close", data=why)
    assert page.status_code == 409
    assert "退款" in page.text
    assert (unpaid.state, paid.state) == (OrderState.CLOSED, OrderState.PAID)
    assert problems() == []


def ask(order, **more):
    return request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None, **more)


def test_a_refund_is_shown_and_agreed_to(client, sku):
    order = make.order(of=sku, quantity=2)
    refund = ask(order, words="<i>裂了</i>")
    for path in ("/after-sales", f"/after-sales/{refund.id}", f"/orders/{order.id}"):
        page = client.get(path)
        assert refund.number in page.text
        assert "¥20.00" in page.text
        assert "<i>" not in page.text.replace("<i class", "")
    page = client.post(f"/after-sales/{refund.id}/agree", follow_redirects=True)
    assert page.status_code == 200
    assert refund.state == RefundState.DONE
    again = client.post(f"/after-sales/{refund.id}/agree")
    assert again.status_code == 409
    assert order.refunded_fen == 2000
    assert problems() == []


@pytest.mark.parametrize("answer", ["", "不", "长" * 301])
def test_a_refusal_without_a_reason_is_refused(client, sku, answer):
    refund = ask(make.order(of=sku))
    page = client.post(f"/after-sales/{refund.id}/reject", data={"answer": answer})
    assert page.status_code == 422
    assert "理由" in page.text
    assert refund.state == RefundState.APPLIED


def test_a_refusal_with_a_reason_is_kept(client, sku):
    refund = ask(make.order(of=sku))
    form = {"answer": "照片里看不到问题，请补拍"}
    page = client.post(f"/after-sales/{refund.id}/reject", data=form, follow_redirects=True)
    assert form["answer"] in page.text
    assert refund.state == RefundState.REJECTED


def test_a_refund_of_another_store_does_not_exist(client, store):
    refund = ask(make.order())
    assert client.get(f"/after-sales/{refund.id}").status_code == 404
    for path in ("agree", "reject"):
        form = {"answer": "这不是我的订单啊"}
        assert client.post(f"/after-sales/{refund.id}/{path}", data=form).status_code == 404
    assert refund.state == RefundState.APPLIED


def test_a_merchant_reads_and_answers_reviews(client, sku):
    review = reviewed(make.order(of=sku))
    page = client.get("/reviews")
    assert "&lt;b&gt;稳" in page.text
    assert "4.00" in page.text
    assert client.post(f"/reviews/{review.id}/reply", data={"reply": ""}).status_code == 422
    assert client.post(f"/reviews/{review.id}/reply", data={"reply": "谢谢您"}).status_code == 303
    again = client.post(f"/reviews/{review.id}/reply", data={"reply": "再谢"})
    assert again.status_code == 409
    assert review.reply == "谢谢您"
    assert "还没回复" in client.get("/reviews").text
    other = reviewed(make.order())
    assert client.post(f"/reviews/{other.id}/reply", data={"reply": "冒充"}).status_code == 404
    assert other.reply == ""


def test_the_money_page_drills_down_to_the_legs_of_an_order(client, sku):
    order = make.order(of=sku, quantity=2)
    ship(order)
    receive_order(order, actor=None)
    pass_time(order.cohort, days=7)
    assert "38.00" in client.get("/finance").text
    page = client.get("/finance/statement")
    assert "¥38.00" in page.text
    assert "对得上" in page.text
    [txn_id] = re.findall(r"/finance/txns/(\d+)", page.text)
    assert "+¥2.00" in client.get(f"/finance/orders/{order.id}").text
    legs = client.get(f"/finance/txns/{txn_id}")
    assert "-¥40.00" in legs.text
    assert "+¥2.00" in legs.text
    assert f"/orders/{order.id}" in legs.text
    assert client.get("/finance/txns/999999").status_code == 404


def test_the_books_of_another_store_do_not_exist(client, store):
    order = make.order()
    ship(order)
    receive_order(order, actor=None)
    pass_time(order.cohort, days=7)
    assert client.get("/finance/txns/1").status_code == 404
    assert all(client.get(f"/finance/txns/{n}").status_code == 404 for n in range(1, 6))


def test_profit_counts_goods_that_left_and_refunds(sku, store):
    kept, half, early = (make.order(of=sku, quantity=2) for _ in range(3))
    ship(kept)
    ship(half)
    from sim_market.after_sales.operations import agree_refund  # noqa: PLC0415

    agree_refund(ask(half), actor=None)
    agree_refund(ask(early), actor=None)
    make.order(of=sku, paid=False)
    profit = profit_of(store)
    assert (profit.orders, profit.revenue_fen, profit.refunds_fen) == (3, 12000, 4000)
    assert profit.commission_fen == 200 + 100 + 100
    assert profit.goods_cost_fen == 900 * (2 + 2 + 1)
    assert profit.profit_fen == 12000 - 4000 - 400 - 4500


def test_funds_by_day_end_with_what_is_there_now(store, trainee, client):
    shopper = shopper_of(trainee, store.cohort)
    client.post("/finance/transfer", data={"way": "in", "amount": "30"})
    pass_time(store.cohort, days=1)
    client.post("/finance/transfer", data={"way": "out", "amount": "１０．５"})
    assert funds_by_day(store) == [(1, 3000), (2, 1950)]
    assert balance_of(*shopper.purse) == 1_000_000 - 1950
    assert problems() == []


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422), ({"way": "in", "amount": ""}, 422), ({"way": "in", "amount": "0"}, 422),
        ({"way": "in", "amount": "-5"}, 422), ({"way": "in", "amount": "1e9"}, 422),
        ({"way": "in", "amount": "1.005"}, 422), ({"way": "sideways", "amount": "5"}, 422),
        ({"way": "in", "amount": "99999999999"}, 422), ({"way": "in", "amount": "10000.01"}, 409),
        ({"way": "out", "amount": "0.01"}, 409),
    ],
)  # fmt: skip
def test_a_transfer_that_cannot_be_is_refused_and_moves_nothing(client, store, form, status):
    page = client.post("/finance/transfer", data=form)
    assert page.status_code == status
    assert "lt-notice is-risk" in page.text
    assert balance_of(store.cohort_id, AccountKind.STORE_FUNDS, store.id) == 0
    assert make.entries(Verb.FUNDS_MOVED) == []


def test_the_same_transfer_sent_twice_moves_once(client, store):
    form = {"way": "in", "amount": "5", "_key": "the-same-key-1"}
    answers = [client.post("/finance/transfer", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert balance_of(store.cohort_id, AccountKind.STORE_FUNDS, store.id) == 500


def test_the_home_page_says_what_waits(app, sku, trainee):
    viewer = make.viewer_of(trainee)
    late = make.order(of=sku)
    pass_time(late.cohort, hours=49)
    ask(make.order(of=sku, quantity=2))
    reviewed(make.order(of=sku))
    with app.test_request_context():
        waiting = to_ship(viewer)
        assert (waiting.count, waiting.tone, waiting.url) == (2, "risk", "/orders?only=waits")
        assert to_answer(viewer).count == 1
        assert to_reply(viewer).count == 1
        assert [step.done for step in steps(viewer)] == [True, True, False]
        assert [figure.value for figure in figures(viewer)] == ["60.00", "2"]


def test_nothing_waits_for_those_without_a_store(app, trainee):
    viewer = make.viewer_of(trainee)
    with app.test_request_context():
        assert (to_ship(viewer), to_answer(viewer), to_reply(viewer)) == (None, None, None)
        assert [step.done for step in steps(viewer)] == [False, False, False]
        assert figures(viewer) == []


@pytest.mark.parametrize(
    "path", ["/orders", "/orders/{order}", "/after-sales", "/after-sales/{refund}", "/reviews",
             "/finance", "/finance/transfer"],
)  # fmt: skip
def test_no_page_needs_more_than_twelve_statements(client, sku, path):
    for _turn in range(6):
        order = make.order(of=sku, quantity=3)
        refund = ask(order)
    shipped = make.order(of=sku)
    reviewed(shipped)
    address = path.format(order=order.id, refund=refund.id)
    assert client.get(address).status_code == 200
    with counted() as statements:
        client.get(address)
    assert len(statements) <= 12, "\n".join(statements)
