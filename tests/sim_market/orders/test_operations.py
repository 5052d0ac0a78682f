from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db import db, savepoint
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from app.journal import By
from sim_market.ledger.models import AccountKind
from sim_market.ledger.operations import InsufficientFunds
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import ListingState, OutOfStock
from sim_market.listings.operations.indexing import index_listing
from sim_market.orders import carriers, operations
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.orders.queries import list_changed_orders
from sim_market.shoppers.operations import shopper_of
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import escrow, pass_time, problems

pytestmark = pytest.mark.usefixtures("app")
XF = carriers.CARRIERS[0]


def count_orders() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Order)) or 0


def person(capital_fen: int = 100_00):
    member = make.member(of=make.cohort(scheme=make.scheme(start_capital_fen=capital_fen)))
    return shopper_of(member.user, member.cohort)


def ship(order, number="XF00000000010", **more):
    values = {"carrier": "迅风", "tracking_number": number, "events": [], "actor": None}
    return operations.ship_order(order, **(values | more))


def test_placing_an_order_holds_the_stock_and_leaves_evidence():
    sku = make.sku(price_fen=1999, stock=3)
    order = operations.place_order(make.shopper(), [(sku, 2)], actor=None, note="  多包一层 ")

    assert (order.number, order.state) == ("D0000001", OrderState.UNPAID)
    assert (order.goods_fen, order.pay_fen) == (3998, 3998)
    assert (sku.on_hand, sku.reserved) == (3, 2)
    assert order.note == "多包一层"
    assert order.lines[0].listing_title == sku.listing.title
    [entry] = make.entries(Verb.ORDER_PLACED)
    assert entry.facts["lines"] == [{"sku": sku.code, "quantity": 2, "unit_price_fen": 1999}]
    assert problems() == []


def test_lines_of_one_sku_are_summed_before_the_stock_is_looked_at():
    sku = make.sku(stock=3)
    with pytest.raises(OutOfStock), savepoint():
        operations.place_order(make.shopper(), [(sku, 2), (sku, 2)], actor=None)
    order = operations.place_order(make.shopper(), [(sku, 1), (sku, 2)], actor=None)
    assert [line.quantity for line in order.lines] == [3]


def test_if_one_line_cannot_be_held_none_is():
    store = make.store()
    plenty, scarce = make.sku(store=store), make.sku(store=store, stock=1)
    with pytest.raises(OutOfStock), savepoint():
        operations.place_order(make.shopper(), [(plenty, 1), (scarce, 2)], actor=None)
    assert (plenty.reserved, scarce.reserved) == (0, 0)
    assert count_orders() == 0
    assert make.entries(Verb.ORDER_PLACED) == []


def test_the_price_on_the_order_stays_when_the_listing_changes():
    sku = make.sku(price_fen=1000, cost_fen=400)
    order = make.order(of=sku)
    sku.price_fen, sku.listing.title = 5000, "改名后的杯子 改名后的杯子"
    index_listing(sku.listing)
    assert (order.lines[0].unit_price_fen, order.lines[0].unit_cost_fen) == (1000, 400)
    assert order.lines[0].listing_title != sku.listing.title
    assert problems() == []


@pytest.mark.parametrize("quantity", [0, -1, True, 1.5, "2"])
def test_a_strange_quantity_is_refused(quantity):
    sku = make.sku()
    with pytest.raises(Invalid):
        operations.place_order(make.shopper(), [(sku, quantity)], actor=None)
    assert sku.reserved == 0
    assert count_orders() == 0


def test_a_person_cannot_buy_more_than_the_rule_allows():
    buyer = person()
    sku = make.sku(store=make.store(of=buyer.cohort), stock=10**6)
    with pytest.raises(Invalid) as refusal:
        operations.place_order(buyer, [(sku, 10**9)], actor=buyer.user)
    assert refusal.value.rule == "T-8"
    assert count_orders() == 0


def test_an_empty_order_is_refused():
    with pytest.raises(Invalid):
        operations.place_order(make.shopper(), [], actor=None)


def test_goods_of_two_stores_do_not_go_on_one_order():
    with pytest.raises(Invalid):
        operations.place_order(make.shopper(), [(make.sku(), 1), (make.sku(), 1)], actor=None)
    assert count_orders() == 0


def test_nobody_buys_from_their_own_store():
    buyer = person()
    sku = make.sku(store=make.store(owner=buyer.user, of=buyer.cohort))
    with pytest.raises(operations.OwnStore) as refusal:
        operations.buy_at_once(buyer, [(sku, 1)], actor=buyer.user)
    assert refusal.value.rule == "T-6"
    assert sku.reserved == 0


def test_goods_off_sale_cannot_be_bought():
    sku = make.sku()
    sku.listing.state = ListingState.OFF_SALE
    with pytest.raises(Conflict):
        make.order(of=sku)


def test_goods_of_another_class_cannot_be_bought():
    with pytest.raises(Conflict):
        make.order(of=make.sku(store=make.store(of=make.cohort())), by=make.shopper())


def test_a_price_that_changed_since_it_was_shown_needs_consent():
    sku = make.sku(price_fen=1200)
    with pytest.raises(operations.PriceChanged) as refusal:
        operations.place_order(make.shopper(), [(sku, 1)], actor=None, expected_fen=1000)
    assert refusal.value.rule == "T-7"
    assert sku.reserved == 0
    assert operations.place_order(make.shopper(), [(sku, 1)], actor=None, expected_fen=1200)


def test_numbers_count_up_in_each_class():
    mine = [make.order().number for _ in range(2)]
    other = make.order(of=make.sku(store=make.store(of=make.cohort())))
    assert mine == ["D0000001", "D0000002"]
    assert other.number == "D0000001"


def test_paying_moves_the_money_into_escrow():
    order = make.order(of=make.sku(price_fen=1500), quantity=2, paid=False)
    operations.pay_order(order, actor=None)
    assert order.state == OrderState.PAID
    assert order.ship_by_sim_at == order.cohort.sim_at + timedelta(hours=48)
    assert escrow(order.cohort) == 3000
    assert balance_of(order.cohort_id, AccountKind.WORLD) == -3000
    assert problems() == []


def test_a_second_payment_is_refused_and_takes_nothing():
    order = make.order()
    with pytest.raises(operations.AlreadyPaid):
        operations.pay_order(order, actor=None)
    assert escrow(order.cohort) == order.pay_fen
    assert len(make.entries(Verb.ORDER_PAID)) == 1


def test_a_wallet_that_holds_too_little_teaches_and_changes_nothing():
    buyer = person(capital_fen=10_00)
    sku = make.sku(store=make.store(of=buyer.cohort), price_fen=10_01)
    order = operations.place_order(buyer, [(sku, 1)], actor=buyer.user)
    with pytest.raises(InsufficientFunds) as refusal:
        operations.pay_order(order, actor=buyer.user)
    assert "¥10.00" in refusal.value.message
    assert refusal.value.link == "/finance"
    assert (order.state, escrow(order.cohort)) == (OrderState.UNPAID, 0)
    assert balance_of(*buyer.purse) == 10_00
    with pytest.raises(InsufficientFunds), savepoint():
        operations.buy_at_once(buyer, [(sku, 1)], actor=buyer.user)
    assert sku.reserved == 1
    assert problems() == []


def test_an_unpaid_order_closes_after_half_an_hour_and_not_before():
    order = make.order(paid=False)
    pass_time(order.cohort, minutes=29)
    assert order.state == OrderState.UNPAID
    pass_time(order.cohort, minutes=1)
    assert (order.state, order.close_reason) == (OrderState.CLOSED, CloseReason.TIMEOUT)
    assert order.lines[0].sku.reserved == 0
    [entry] = make.entries(Verb.ORDER_CLOSED)
    assert entry.by == By.SYSTEM
    assert entry.sim_at == order.pay_by_sim_at
    assert problems() == []


def test_a_paid_order_is_not_closed_by_the_timer():
    order = make.order(paid=False)
    operations.pay_order(order, actor=None)
    pass_time(order.cohort, hours=1)
    assert order.state == OrderState.PAID


def test_a_payment_after_the_time_limit_holds_the_goods_again():
    order = make.order(of=make.sku(stock=1), paid=False)
    pass_time(order.cohort, minutes=30)
    operations.pay_order(order, actor=None)
    assert (order.state, order.close_reason) == (OrderState.PAID, None)
    assert order.lines[0].sku.reserved == 1
    assert problems() == []


def test_a_late_payment_takes_nothing_when_the_goods_are_gone():
    sku = make.sku(stock=1)
    late = make.order(of=sku, paid=False)
    pass_time(late.cohort, minutes=30)
    make.order(of=sku)
    db.session.commit()
    before = escrow(late.cohort)
    with pytest.raises(operations.PaymentTooLate), savepoint():
        operations.pay_order(late, actor=None)
    db.session.expire_all()
    assert (late.state, escrow(late.cohort)) == (OrderState.CLOSED, before)
    assert sku.reserved == 1
    assert problems() == []


@pytest.mark.parametrize("reason", [CloseReason.BUYER, CloseReason.SELLER])
def test_an_order_that_somebody_closed_cannot_be_paid(reason):
    order = make.order(paid=False)
    operations.close_order(order, reason, actor=None)
    with pytest.raises(operations.PaymentTooLate):
        operations.pay_order(order, actor=None)
    assert escrow(order.cohort) == 0
    assert problems() == []


def test_a_paid_order_cannot_simply_be_closed():
    order = make.order()
    with pytest.raises(Conflict) as refusal:
        operations.close_order(order, CloseReason.SELLER, actor=None)
    assert "退款" in refusal.value.next_step
    assert order.state == OrderState.PAID


def test_shipping_sells_the_stock_and_starts_the_receipt_timer():
    order = make.order(of=make.sku(stock=5), quantity=2)
    shipment = ship(order, events=[{"at": "2026-01-05T08:00:00+00:00", "text": "已揽收"}])
    sku = order.lines[0].sku
    assert (order.state, sku.on_hand, sku.reserved, sku.sold) == (OrderState.SHIPPED, 3, 0, 2)
    assert shipment.events_until(order.cohort.sim_at) == []
    pass_time(order.cohort, hours=8)
    assert [event["text"] for event in shipment.events_until(order.cohort.sim_at)] == ["已揽收"]
    pass_time(order.cohort, days=9, hours=15, minutes=59)
    assert order.state == OrderState.SHIPPED
    pass_time(order.cohort, minutes=1)
    assert order.state == OrderState.RECEIVED
    assert problems() == []


def test_an_order_ships_once():
    order = make.order()
    ship(order)
    with pytest.raises(IllegalMove):
        ship(order, "XF00000000028")
    assert len(make.entries(Verb.ORDER_SHIPPED)) == 1
    assert order.lines[0].sku.sold == 1


def test_an_unpaid_order_does_not_ship():
    order = make.order(paid=False)
    with pytest.raises(IllegalMove):
        ship(order)
    assert order.lines[0].sku.on_hand == 10


def test_a_tracking_number_belongs_to_one_parcel_of_a_class():
    ship(make.order(), "XF00000000010")
    second = make.order()
    with pytest.raises(operations.TrackingNumberTaken), savepoint():
        ship(second, "XF00000000010")
    assert second.state == OrderState.PAID
    elsewhere = make.order(of=make.sku(store=make.store(of=make.cohort())))
    ship(elsewhere, "XF00000000010")
    assert problems() == []


def test_an_order_not_shipped_in_time_is_marked_late_once():
    order = make.order()
    pass_time(order.cohort, hours=48)
    assert not order.is_late
    pass_time(order.cohort, hours=30)
    assert order.late_sim_at == order.ship_by_sim_at
    assert len(make.entries(Verb.ORDER_LATE)) == 1
    ship(order)
    assert make.entries(Verb.ORDER_SHIPPED)[0].facts["late"] is True


def test_an_order_shipped_in_time_is_never_late():
    order = make.order()
    pass_time(order.cohort, hours=47)
    ship(order)
    pass_time(order.cohort, days=3)
    assert not order.is_late


def test_a_merchants_own_parcel_needs_a_number_of_the_carrier():
    order = make.order()
    seller = order.store.owner
    for number in ("", "XF1", "XF00000000019", "SH00000000018", "' OR 1=1"):
        with pytest.raises(Invalid) as refusal:
            operations.ship_by_hand(
                order, carrier_code="xunfeng", tracking_number=number, actor=seller
            )
        assert refusal.value.rule == "S-4"
    with pytest.raises(Invalid):
        operations.ship_by_hand(order, carrier_code="nobody", tracking_number="1", actor=seller)
    assert order.state == OrderState.PAID

    typed = " ｘｆ0000 0000-018 "
    shipment = operations.ship_by_hand(
        order, carrier_code="xunfeng", tracking_number=typed, actor=seller
    )
    assert shipment.tracking_number == carriers.tracking_number(XF, 1) == "XF00000000018"


def test_a_parcel_sent_by_hand_arrives_and_its_route_is_the_same_each_time():
    order = make.order()
    number = carriers.tracking_number(XF, 7)
    shipment = operations.ship_by_hand(
        order, carrier_code="xunfeng", tracking_number=number, actor=order.store.owner
    )
    again = carriers.route(order.cohort.seed, order.number, order.cohort.sim_at, order.address)
    assert [event["at"] for event in shipment.events] == [event["at"] for event in again]
    pass_time(order.cohort, days=4)
    assert shipment.delivered_sim_at is not None
    assert shipment.delivered_sim_at.isoformat() == again[-1]["at"]
    assert len(make.entries(Verb.ORDER_DELIVERED)) == 1
    operations.deliver_shipment(shipment)
    assert len(make.entries(Verb.ORDER_DELIVERED)) == 1


def test_goods_of_a_supplier_are_not_sent_by_hand():
    order = make.order(of=make.sku(supplied=True))
    with pytest.raises(Conflict) as refusal:
        operations.ship_by_hand(
            order, carrier_code="xunfeng", tracking_number=carriers.tracking_number(XF, 1),
            actor=order.store.owner,
        )  # fmt: skip
    assert "供货单" in refusal.value.next_step


def test_receiving_twice_is_refused():
    order = make.order()
    ship(order)
    operations.receive_order(order, actor=None)
    with pytest.raises(IllegalMove):
        operations.receive_order(order, actor=None)
    assert len(make.entries(Verb.ORDER_RECEIVED)) == 1


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (OrderState.PAID, "paid_at_if_paid"),
        (OrderState.SHIPPED, "paid_at_if_paid|shipped_at_if_shipped"),
        (OrderState.CLOSED, "closed_at_if_closed"),
    ],
)
def test_the_database_itself_refuses_a_state_without_its_time(state, name):
    order = make.order(paid=False)
    moved = sa.update(Order).where(Order.id == order.id).values(state=state)
    with pytest.raises(sa.exc.IntegrityError, match=name), savepoint():
        db.session.execute(moved)


def test_changed_orders_are_pulled_by_a_cursor():
    store = make.store()
    sku = make.sku(store=store)
    first, second = make.order(of=sku), make.order(of=sku)
    make.order()
    pulled = list_changed_orders(store, None)
    assert pulled == [first, second]
    cursor = (second.changed_sim_at, second.id)
    assert list_changed_orders(store, cursor) == []
    pass_time(store.cohort, hours=1)
    ship(first)
    assert list_changed_orders(store, cursor) == [first]
    assert first.version == 2
    assert list_changed_orders(store, None, limit=1) == [second]


def test_the_cart_becomes_one_order_per_store():
    buyer = person()
    skus = [make.sku(store=make.store(of=buyer.cohort), price_fen=1000) for _ in range(2)]
    for sku in skus:
        operations.put_in_cart(buyer, sku, 1)
    operations.put_in_cart(buyer, skus[0], 2)
    lines = list(db.session.scalars(sa.select(operations.carts.CartLine)))
    assert sorted(line.quantity for line in lines) == [1, 3]
    with pytest.raises(operations.PriceChanged):
        operations.check_out(buyer, lines, actor=buyer.user, expected_fen=1)
    orders = operations.check_out(buyer, lines, actor=buyer.user, expected_fen=4000)
    assert [order.pay_fen for order in orders] == [3000, 1000]
    db.session.flush()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(type(lines[0]))) == 0


def test_a_cart_keeps_to_the_limits():
    buyer = person()
    sku = make.sku(store=make.store(of=buyer.cohort))
    for quantity in (0, -3, 100, 10**9):
        with pytest.raises(Invalid):
            operations.put_in_cart(buyer, sku, quantity)
    operations.put_in_cart(buyer, sku, 99)
    operations.put_in_cart(buyer, sku, 99)
    [line] = db.session.scalars(sa.select(operations.carts.CartLine))
    assert line.quantity == 99


def test_an_order_book_of_wrong_sums_is_found():
    order = make.order()
    order.discount_fen += 1
    order.lines[0].sku.reserved += 1
    found = "\n".join(problems())
    assert "orders.sums" in found
    assert "orders.holds" in found
