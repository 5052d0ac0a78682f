"""The order desk: urgent ones first, filters in the address, flags, memos, reminders, reasons."""

import io
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from app.db import db
from app.errors import Conflict, Invalid
from sim_market.buyers.operations import asking
from sim_market.orders.models import Order, OrderFlag, OrderState, ReminderKind, SellerReason
from sim_market.orders.operations import close_by_seller, note_orders, remind
from sim_market.orders.queries import Only, Sort, Wanted, count_sales, list_sales
from tests import make
from tests.sim_market.money import pass_time
from tests.sim_market.statements import counted


@pytest.fixture
def store(client, trainee):
    return make.store(owner=trainee)


@pytest.fixture
def sku(store):
    return make.sku(store=store, stock=90)


def numbers(store, **wanted) -> list[str]:
    return [order.number for order in list_sales(store, Wanted(**wanted))[0]]


def test_what_is_urgent_comes_first(sku, store):
    old = make.order(of=sku)
    pass_time(store.cohort, hours=5)
    waits, unpaid, urged = make.order(of=sku), make.order(of=sku, paid=False), make.order(of=sku)
    remind(urged, ReminderKind.SHIP, actor=None)
    assert numbers(store) == [urged.number, old.number, waits.number, unpaid.number]
    assert numbers(store, sort=Sort.NEWEST)[0] == urged.number
    assert numbers(store, only=Only.URGED) == [urged.number]
    assert numbers(store, only=Only.SOON) == []
    pass_time(store.cohort, hours=33)
    assert numbers(store, only=Only.SOON) == [old.number]


def test_counts_are_of_the_same_orders_as_the_lists(sku, store):
    make.order(of=sku)
    noted = make.order(of=sku)
    noted.note = "快点"
    remind(noted, ReminderKind.SHIP, actor=None)
    db.session.flush()
    counts = count_sales(store)
    assert counts["paid"] == 2
    for only in Only:
        assert counts[only.value] == list_sales(store, Wanted(only=only))[1]


def test_a_flag_and_a_memo_are_kept_and_found(client, sku, store):
    order, other = make.order(of=sku), make.order(of=sku)
    answer = client.post(
        f"/orders/{order.id}/memo?state=paid", data={"flag": "red", "words": "加 <b>泡沫</b>"}
    )
    assert answer.status_code == 303
    assert answer.location.endswith("/orders?state=paid")
    page = client.get("/orders?flag=red").text
    assert order.number in page
    assert other.number not in page
    assert "加 &lt;b&gt;泡沫" in page
    assert order.number in client.get("/orders", query_string={"q": "泡沫"}).text
    assert numbers(store, flag=OrderFlag.NONE) == [other.number]


def test_a_script_is_answered_with_what_was_kept(client, sku):
    order = make.order(of=sku)
    for words in ("一", "二"):
        answer = client.post(
            f"/orders/{order.id}/memo",
            data={"flag": "blue", "words": words},
            headers={"Accept": "application/json"},
        )
        assert answer.json == {"flag": "blue", "word": "蓝旗", "words": words}
    assert db.session.get_one(Order, order.id).memo.words == "二"


@pytest.mark.parametrize("form", [{"flag": "pink"}, {"flag": "red", "words": "长" * 201}])
def test_strange_memos_change_nothing(client, sku, form):
    order = make.order(of=sku)
    assert client.post(f"/orders/{order.id}/memo", data=form).status_code == 422
    assert db.session.get_one(Order, order.id).memo is None


def test_several_orders_are_flagged_and_their_words_stay(client, sku, store):
    orders = [make.order(of=sku) for _n in range(3)]
    note_orders(orders[:1], flag=OrderFlag.RED, words="留着", actor=store.owner)
    form = {"ids": [o.id for o in orders], "flag": "green"}
    assert client.post("/orders/together/flag", data=form).status_code == 303
    db.session.expire_all()
    assert {o.memo.flag for o in orders} == {OrderFlag.GREEN}
    assert [o.memo.words for o in orders] == ["留着", "", ""]


@pytest.mark.parametrize(
    "asked",
    ["state=x", "only=x", "flag=x", "sort=x", "page=-1", "page=9999999999", "_external=1",
     "order_id=7", "ids=9", "q=%E2%80%8B%25_"],
)  # fmt: skip
def test_strange_filters_are_as_if_not_there(client, sku, asked):
    order = make.order(of=sku)
    page = client.get(f"/orders?{asked}")
    assert page.status_code == 200
    assert (order.number in page.text) is ("page=9" not in asked and "q=" not in asked)


def test_a_full_list_costs_no_more_statements_than_twelve(client, sku, store):
    for _n in range(6):
        make.order(of=sku)
    remind(make.order(of=sku), ReminderKind.SHIP, actor=None)
    client.get("/orders")
    with counted() as seen:
        assert client.get("/orders").status_code == 200
    assert len(seen) <= 12


def test_urging_once_a_day(sku):
    order = make.order(of=sku)
    remind(order, ReminderKind.SHIP, actor=None)
    with pytest.raises(Conflict) as refused:
        remind(order, ReminderKind.SHIP, actor=None)
    assert refused.value.rule == "S-1"
    pass_time(order.cohort, hours=25)
    remind(order, ReminderKind.SHIP, actor=None)
    assert len(order.reminders) == 2


def test_only_what_waits_is_urged(sku):
    unpaid = make.order(of=sku, paid=False)
    with pytest.raises(Conflict):
        remind(unpaid, ReminderKind.SHIP, actor=None)
    with pytest.raises(Conflict):
        remind(make.order(of=sku), ReminderKind.PAY, actor=None)


def test_the_seller_reminds_to_pay_and_closes_with_a_reason(client, sku, store):
    order = make.order(of=sku, paid=False)
    assert client.post(f"/orders/{order.id}/remind").status_code == 303
    assert client.post(f"/orders/{order.id}/remind").status_code == 409
    assert client.post(f"/orders/{order.id}/close", data={}).status_code == 422
    page = client.post(f"/orders/{order.id}/close", data={"why": "other", "words": " "})
    assert page.status_code == 422
    assert db.session.get_one(Order, order.id).state == OrderState.UNPAID
    form = {"why": "other", "words": "包装坏了"}
    assert client.post(f"/orders/{order.id}/close", data=form).status_code == 303
    closed = db.session.get_one(Order, order.id)
    assert (closed.state, closed.close_note) == (OrderState.CLOSED, "其他原因：包装坏了")


def test_a_closed_order_says_why(sku, store):
    order = make.order(of=sku, paid=False)
    close_by_seller(order, SellerReason.NO_STOCK, actor=store.owner)
    assert order.close_note == "没有货了"
    with pytest.raises(Invalid):
        close_by_seller(make.order(of=sku, paid=False), SellerReason.OTHER, actor=store.owner)


def test_what_is_printed_and_taken_away_is_of_the_ticked_orders(client, sku):
    order, other = make.order(of=sku, quantity=3), make.order(of=sku)
    order.note = "=1+1"
    db.session.commit()
    for path in ("print/picking", "print/packing", "print/packing?size=label"):
        page = client.get(f"/orders/{path}{'&' if '?' in path else '?'}ids={order.id}")
        assert page.status_code == 200
        assert order.number in page.text
        assert other.number not in page.text
    text = client.get(f"/orders/export?format=csv&ids={order.id}").data.decode("utf-8-sig")
    assert order.number in text
    assert "'=1+1" in text
    assert other.number not in text
    book = load_workbook(io.BytesIO(client.get("/orders/export").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "订单号"
    assert rows[1][0].startswith("平台给的编号")
    assert {row[0] for row in rows[2:]} == {order.number, other.number}
    assert client.get("/orders/export/columns").status_code == 200


def test_orders_of_other_stores_are_not_printed_exported_or_noted(client, sku):
    foreign = make.order()
    for path in ("print/picking", "print/packing", "export", "together"):
        assert client.get(f"/orders/{path}?ids={foreign.id}").status_code == 422
    for path in ("memo", "remind", "invoice/issue", "invoice/void"):
        assert client.post(f"/orders/{foreign.id}/{path}", data={"flag": "red"}).status_code == 404
    assert client.get(f"/orders/{foreign.id}/invoice").status_code == 404


def test_a_simulated_buyer_who_asks_for_it_urges(sku, monkeypatch):
    order = make.order(of=sku)
    monkeypatch.setattr(asking, "pick", lambda codes, *_key: "urge")
    asking.ask_about_order(SimpleNamespace(key=order.number, cohort_id=order.cohort_id))
    assert [said.kind for said in order.reminders] == [ReminderKind.SHIP]
