"""More contests: over units at a price, over deposits, over what is paid or sent meanwhile."""

from collections import Counter

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.listings.models import Sku
from sim_market.mall.operations import buying
from sim_market.orders import operations as orders
from sim_market.orders.models import Order, OrderLine, OrderState
from sim_market.orders.operations.repricing import change_price
from sim_market.payments.models import Payment, PaymentState
from sim_market.presales.models import Deposit
from sim_market.presales.operations import order_presale
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.models import Shopper
from tests import make
from tests.sim_market.promotions.making import promotion
from tests.sim_market.trade.contests import (
    PRICE,
    Contest,
    Deed,
    Outcomes,
    Round,
    buy_it,
    class_of_its_own,
    escrow_of,
    get,
    take_turns,
    three_bought,
)

FLASH, DEPOSIT, LOWER = 999, 300, 1500


# One unit at the price of a flash sale; one of a presale.


def one_at_a_price(kind: Kind, parameters: dict[str, int], contenders: int) -> Round:
    """There are goods for everybody, and one unit at the price."""
    cohort = class_of_its_own()
    sku = make.sku(store=make.store(of=cohort), stock=contenders, price_fen=PRICE)
    made = promotion(
        sku.listing.store, kind=kind, name="限量", parameters=parameters, quota=1,
        listing_ids=(sku.listing_id,),
    )  # fmt: skip
    buyers = [make.shopper(of=cohort).id for _n in range(contenders)]
    return {"cohort": cohort.id, "sku": sku.id, "promotion": made.id, "first": buyers[0]}


def one_paid_less(now: Round, said: Outcomes) -> None:
    """Whoever is not refused pays the ordinary price (C4)."""
    assert set(said) <= {"done", "PromotionSpent"}
    paid = Counter(db.session.scalars(sa.select(Order.pay_fen).filter_by(cohort_id=now["cohort"])))
    assert (paid[FLASH], paid[PRICE]) == (1, said.count("done") - 1)
    assert get(Promotion, now["promotion"]).sold_units == 1
    assert get(Sku, now["sku"]).reserved == said.count("done")
    assert escrow_of(now["cohort"]) == FLASH + PRICE * (said.count("done") - 1)


def order_it_early(n: int) -> Deed:
    return lambda now: order_presale(
        get(Shopper, now["first"] + n), get(Sku, now["sku"]), 1, actor=None, expected_fen=None
    )


def one_ordered_early(now: Round, said: Outcomes) -> None:
    assert said.count("done") == 1
    assert set(said) <= {"done", "PromotionSpent", "Conflict"}
    assert get(Promotion, now["promotion"]).sold_units == 1
    assert get(Sku, now["sku"]).reserved == 1
    fens = sa.select(Deposit.fen).filter_by(cohort_id=now["cohort"])
    assert db.session.scalars(fens).all() == [DEPOSIT]


# The price is changed while the buyer pays what was shown.


def shown(_contenders: int) -> Round:
    """The buyer sees the provider's page."""
    cohort = class_of_its_own()
    sku = make.sku(store=make.store(of=cohort), price_fen=PRICE)
    order = make.order(of=sku, paid=False)
    payment = orders.begin_payment([order])
    db.session.flush()
    return {"order": order.id, "payment": payment.id, "cohort": cohort.id, "sku": sku.id}


def ask_less(now: Round) -> None:
    order = get(Order, now["order"])
    owner = order.store.owner
    change_price(order, goods_fen=LOWER, shipping_fen=0, reason="老顾客", actor=owner)


def pay_as_shown(now: Round) -> None:
    payment = get(Payment, now["payment"])
    buying.pay(payment, seen_fen=PRICE, actor=payment.shopper.user)


def the_sum_is_what_was_agreed(now: Round, said: Outcomes) -> None:
    """One of them is first, and the other is told; nobody pays what is not asked (E3)."""
    order, payment = get(Order, now["order"]), get(Payment, now["payment"])
    assert said.count("done") == 1
    if said[0] == "done":
        assert (order.state, order.pay_fen) == (OrderState.UNPAID, LOWER)
        assert (payment.state, escrow_of(now["cohort"])) == (PaymentState.CLOSED, 0)
    else:
        assert (order.state, order.pay_fen) == (OrderState.PAID, PRICE)
        assert (payment.state, escrow_of(now["cohort"])) == (PaymentState.PAID, PRICE)


# The goods are sent while their money goes back.


def send(now: Round) -> None:
    order = get(Order, now["order"])
    number = f"S{order.id:08d}"
    orders.ship_order(order, carrier="x", tracking_number=number, events=[], actor=None)


def give_two_back(now: Round) -> None:
    line = get(OrderLine, now["line"])
    agree_refund(request_refund(line, 2, RefundReason.OTHER, actor=None), actor=None)


def no_unit_is_sent_and_kept(now: Round, said: Outcomes) -> None:
    """Either two stayed on the shelf and one was sent, or all were sent before (S12, O3)."""
    assert set(said) == {"done"}
    line, sku = get(OrderLine, now["line"]), get(Sku, now["sku"])
    assert (line.shipped_quantity, line.cancelled_quantity) in {(1, 2), (3, 0)}
    assert (line.refunded_quantity, line.refunded_fen) == (2, 2 * PRICE)
    assert (sku.reserved, escrow_of(now["cohort"])) == (0, PRICE)
    assert line.order.state == OrderState.SHIPPED


QUARRELS = {
    "flash unit": Contest(
        lambda n: one_at_a_price(Kind.FLASH_SALE, {"price_fen": FLASH}, n),
        lambda n: [buy_it(i) for i in range(n)],
        one_paid_less,
    ),
    "presale unit": Contest(
        lambda n: one_at_a_price(Kind.PRESALE, {"deposit_fen": DEPOSIT, "worth_fen": DEPOSIT}, n),
        lambda n: [order_it_early(i) for i in range(n)],
        one_ordered_early,
    ),
    "price change, payment": Contest(
        shown, take_turns(ask_less, pay_as_shown), the_sum_is_what_was_agreed
    ),
    "ship, refund": Contest(
        three_bought, take_turns(send, give_two_back), no_unit_is_sent_and_kept
    ),
}
