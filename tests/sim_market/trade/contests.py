"""What several want at the same instant, and how it must end: to the unit and the fen.

A contest is prepared for one round, fought by any number of contenders, each in a transaction of
its own, and judged by what they were told and by what is in the database then.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import Model, db
from sim_market.after_sales.models import Refund, RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund, withdraw_refund
from sim_market.finance.operations import settle_order
from sim_market.groups.models import BuyingGroup, GroupState
from sim_market.groups.operations import order_together
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.orders import operations as orders
from sim_market.orders.models import CloseReason, Order, OrderLine, OrderState
from sim_market.promotions.models import Coupon, CouponBatch, PromotionSpent
from sim_market.promotions.operations import claim_coupon
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.models import Shopper
from tests import make
from tests.sim_market.promotions.making import coupons, promotion

PRICE, GROUP_PRICE = 1999, 1500
Round = Mapping[str, int]
Deed = Callable[[Round], object]
Outcomes = Sequence[str]


@dataclass(frozen=True)
class Contest:
    """`prepare(contenders)` gives the ids of a round, `deeds` what each contender does."""

    prepare: Callable[[int], Round]
    deeds: Callable[[int], Sequence[Deed]]
    judge: Callable[[Round, Outcomes], None]


def get(kind: type[Model], row_id: int):  # type: ignore[no-untyped-def]
    return db.session.get_one(kind, row_id)


def class_of_its_own() -> Cohort:
    return make.cohort(scheme=make.scheme(start_capital_fen=100_00))


def escrow_of(cohort_id: int) -> int:
    return balance_of(cohort_id, AccountKind.ESCROW)


# The last unit.


def one_left(contenders: int) -> Round:
    cohort = class_of_its_own()
    sku = make.sku(store=make.store(of=cohort), stock=1, price_fen=PRICE)
    buyers = [make.shopper(of=cohort).id for _n in range(contenders)]
    return {"cohort": cohort.id, "sku": sku.id, "first": buyers[0]}


def buy_it(n: int) -> Deed:
    return lambda now: orders.buy_at_once(
        get(Shopper, now["first"] + n), [(get(Sku, now["sku"]), 1)], actor=None
    )


def one_has_it(now: Round, said: Outcomes) -> None:
    assert Counter(said) == Counter({"done": 1, "OutOfStock": len(said) - 1})
    sku = get(Sku, now["sku"])
    assert (sku.on_hand, sku.reserved) == (1, 1)
    assert escrow_of(now["cohort"]) == PRICE
    sold = sa.select(sa.func.count()).where(OrderLine.sku_id == sku.id)
    assert db.session.scalar(sold) == 1


# A coupon of which there is one.


def one_coupon(contenders: int) -> Round:
    cohort = class_of_its_own()
    made = coupons(make.store(of=cohort), total=1)
    assert made.batch is not None
    buyers = [make.shopper(of=cohort).id for _n in range(contenders)]
    return {"batch": made.batch.id, "first": buyers[0]}


def claim_it(n: int) -> Deed:
    return lambda now: claim_coupon(
        get(CouponBatch, now["batch"]), get(Shopper, now["first"] + n), actor=None
    )


def one_was_given(now: Round, said: Outcomes) -> None:
    assert Counter(said) == Counter({"done": 1, PromotionSpent.__name__: len(said) - 1})
    given = sa.select(sa.func.count()).where(Coupon.coupon_batch_id == now["batch"])
    assert db.session.scalar(given) == get(CouponBatch, now["batch"]).claimed == 1


# A group of which one seat is left.


def one_seat(contenders: int) -> Round:
    """Somebody has opened a group of two; the others have ordered, and press to pay."""
    cohort = class_of_its_own()
    sku = make.sku(store=make.store(of=cohort), stock=contenders + 1, price_fen=PRICE)
    promotion(
        sku.listing.store, kind=Kind.GROUP_PRICE, name="一起买",
        parameters={"price_fen": GROUP_PRICE, "size": 2}, listing_ids=(sku.listing_id,),
    )  # fmt: skip
    first = order_together(make.shopper(of=cohort), sku, 1, None, actor=None)
    orders.pay_order(first, actor=None)
    db.session.flush()
    group = db.session.scalars(sa.select(BuyingGroup).filter_by(cohort_id=cohort.id)).one()
    placed = [
        order_together(make.shopper(of=cohort), sku, 1, group, actor=None).id
        for _n in range(contenders)
    ]
    return {"cohort": cohort.id, "group": group.id, "first": placed[0], "step": step_of(placed)}


def step_of(ids: list[int]) -> int:
    return ids[1] - ids[0] if len(ids) > 1 else 1


def join_it(n: int) -> Deed:
    return lambda now: orders.pay_order(get(Order, now["first"] + n * now["step"]), actor=None)


def two_are_in(now: Round, said: Outcomes) -> None:
    """The group has its two; who came too late has paid once and opened another."""
    assert set(said) == {"done"}
    group = get(BuyingGroup, now["group"])
    assert (group.members, group.state) == (2, GroupState.FORMED)
    others = sa.select(BuyingGroup.members).where(
        BuyingGroup.cohort_id == now["cohort"], BuyingGroup.id != group.id
    )
    assert sorted(db.session.scalars(others)) == [1] * (len(said) - 1)
    assert escrow_of(now["cohort"]) == GROUP_PRICE * (len(said) + 1)


# Paying, closing, the timer.


def unpaid(_contenders: int) -> Round:
    cohort = class_of_its_own()
    sku = make.sku(store=make.store(of=cohort), price_fen=PRICE)
    order = make.order(of=sku, paid=False)
    return {"order": order.id, "cohort": cohort.id, "sku": sku.id}


def pay(now: Round) -> None:
    orders.pay_order(get(Order, now["order"]), actor=None)


def close(now: Round) -> None:
    orders.close_order(get(Order, now["order"]), CloseReason.BUYER, actor=None)


def pass_the_limit(now: Round) -> None:
    cohort = get(Cohort, now["cohort"])
    until = cohort.sim_at + timedelta(minutes=31)
    db.session.rollback()
    clock.advance(now["cohort"], until)


def paid_or_closed(now: Round, said: Outcomes) -> None:
    """Who paid has the goods, by hand or by timer closed has not; never both."""
    order, sku = get(Order, now["order"]), get(Sku, now["sku"])
    paid = [said[n] for n in range(len(said)) if n % 3 == 0].count("done")
    closed = [said[n] for n in range(len(said)) if n % 3 == 1].count("done")
    assert paid <= 1
    assert closed <= 1
    assert paid + closed + (order.close_reason == CloseReason.TIMEOUT) == 1
    assert order.state == (OrderState.PAID if paid else OrderState.CLOSED)
    assert (sku.reserved, escrow_of(now["cohort"])) == ((1, PRICE) if paid else (0, 0))


# Refund against refund.


def three_bought(_contenders: int) -> Round:
    cohort = class_of_its_own()
    sku = make.sku(store=make.store(of=cohort), price_fen=PRICE)
    order = make.order(of=sku, quantity=3)
    return {"order": order.id, "line": order.lines[0].id, "cohort": cohort.id, "sku": sku.id}


def ask_for_two(now: Round) -> None:
    request_refund(get(OrderLine, now["line"]), 2, RefundReason.OTHER, actor=None)


def two_are_kept_aside(now: Round, said: Outcomes) -> None:
    assert said.count("done") == 1
    line = get(OrderLine, now["line"])
    assert (line.refunding_quantity, line.refunding_fen) == (2, 2 * PRICE)
    assert (line.refunded_quantity, line.order.live_refunds) == (0, 1)


def asked(_contenders: int) -> Round:
    now = dict(three_bought(0))
    line = get(OrderLine, now["line"])
    now["refund"] = request_refund(line, 2, RefundReason.OTHER, actor=None).id
    return now


def agree(now: Round) -> None:
    agree_refund(get(Refund, now["refund"]), actor=None)


def withdraw(now: Round) -> None:
    withdraw_refund(get(Refund, now["refund"]), actor=None)


def be_silent(now: Round) -> None:
    cohort = get(Cohort, now["cohort"])
    until = cohort.sim_at + timedelta(hours=49)
    db.session.rollback()
    clock.advance(now["cohort"], until)


def refunded_once_or_not(now: Round, said: Outcomes) -> None:
    refund, sku = get(Refund, now["refund"]), get(Sku, now["sku"])
    hands = [said[n] for n in range(len(said)) if n % 3 != 2]
    assert hands.count("done") + refund.by_silence == 1
    back = 0 if refund.state.value == "withdrawn" else 2
    line = refund.line
    assert (line.refunded_quantity, line.refunded_fen) == (back, back * PRICE)
    assert (line.refunding_quantity, line.refunding_fen) == (0, 0)
    assert sku.reserved == 3 - back
    assert escrow_of(now["cohort"]) == (3 - back) * PRICE


# Settling against refunding.


def received(_contenders: int) -> Round:
    now = three_bought(0)
    order = get(Order, now["order"])
    number = f"R{order.id:08d}"
    orders.ship_order(order, carrier="x", tracking_number=number, events=[], actor=None)
    orders.receive_order(order, actor=None)
    return now


def settle(now: Round) -> None:
    settle_order(get(Order, now["order"]))


def ask_and_agree(now: Round) -> None:
    line = get(OrderLine, now["line"])
    agree_refund(request_refund(line, 3, RefundReason.OTHER, actor=None), actor=None)


def paid_out_once(now: Round, said: Outcomes) -> None:
    """What the buyer got back the store did not get, whoever came first."""
    order = get(Order, now["order"])
    assert "done" in said
    back = 3 * PRICE if "done" in said[1::2] else 0
    assert order.refunded_fen == back
    left = escrow_of(now["cohort"])
    got = balance_of(now["cohort"], AccountKind.STORE_FUNDS, order.store_id)
    cut = balance_of(now["cohort"], AccountKind.COMMISSION)
    assert left + got + cut == 3 * PRICE - back
    assert left == (0 if order.state == OrderState.COMPLETED else 3 * PRICE - back)


def take_turns(*deeds: Deed) -> Callable[[int], Sequence[Deed]]:
    return lambda contenders: [deeds[n % len(deeds)] for n in range(contenders)]


CONTESTS = {
    "last unit": Contest(one_left, lambda n: [buy_it(i) for i in range(n)], one_has_it),
    "one coupon": Contest(one_coupon, lambda n: [claim_it(i) for i in range(n)], one_was_given),
    "group of two": Contest(one_seat, lambda n: [join_it(i) for i in range(n)], two_are_in),
    "pay, close, timer": Contest(unpaid, take_turns(pay, close, pass_the_limit), paid_or_closed),
    "refund, refund": Contest(three_bought, take_turns(ask_for_two), two_are_kept_aside),
    "agree, withdraw, silence": Contest(
        asked, take_turns(agree, withdraw, be_silent), refunded_once_or_not
    ),
    "settle, refund": Contest(received, take_turns(settle, ask_and_agree), paid_out_once),
}
