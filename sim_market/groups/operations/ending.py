"""What comes of a group: its orders may be sent, or each is paid back; simulated buyers join."""

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from app import jobs
from app.chance import pick
from app.db import db
from app.jobs import Job
from app.journal import record
from sim_market.after_sales.models import Refund, RefundReason, RefundState
from sim_market.after_sales.operations import agree_refund, decide, request_refund
from sim_market.after_sales.queries import list_rounds
from sim_market.groups.models import (
    GROUP_FLOW,
    BuyingGroup,
    GroupSeat,
    GroupState,
    SeatState,
)
from sim_market.groups.operations.joining import group_price_of, order_together
from sim_market.groups.queries import find_seat
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import lock_order, pay_order
from sim_market.orders.operations.waiting import NotYet, promise_from
from sim_market.rules.pack import RuleId
from sim_market.shoppers.operations import simulated_shopper
from sim_market.verbs import Verb

BACK = "groups.give_back"


def settle_formed(job: Job) -> None:
    """A group is full: from now on its orders are to be sent, and their promise counts from it."""
    group = db.session.get_one(BuyingGroup, int(job.key))
    formed = group.formed_sim_at
    assert formed is not None  # noqa: S101 - the job is set when it is formed
    for seat in _seats(group):
        order = seat.order
        lock_order(order)
        if order.state == OrderState.PAID:
            promise_from(order, formed)


def give_up(job: Job) -> None:
    """The deadline: a group that is not full has failed; each of its orders is paid back."""
    group = db.session.get_one(BuyingGroup, int(job.key))
    if group.state != GroupState.OPEN:
        return
    GROUP_FLOW.claim(group, GroupState.FAILED)
    for seat in _seats(group):
        jobs.schedule(BACK, str(seat.order_id), cohort_id=group.cohort_id, at=group.cohort.sim_at)
    record(Verb.GROUP_FAILED, group, actor=None, members=group.members, size=group.size)


def give_back(job: Job) -> None:
    """All that an order of a failed group has paid goes back; its stock and promotions too.

    What was asked for before is granted: nothing of a failed group is ever sent.
    """
    order = db.session.get_one(Order, int(job.key))
    seat = find_seat(order)
    lock_order(order)
    if seat is None or seat.state != SeatState.TAKEN or order.state != OrderState.PAID:
        return
    seat.state, seat.holder_id = SeatState.REFUNDED, None
    with force_locale("zh_CN"):  # the buyer reads it too
        words = _("拼团没有成团，全额退款")
    for line in order.lines:
        for asked in list_rounds(line):
            if asked.is_open:
                _grant(asked, words)
        if line.refundable_quantity:
            refund = request_refund(
                line, line.refundable_quantity, RefundReason.GROUP_FAILED, words=words, actor=None
            )
            agree_refund(refund, actor=None)


def _grant(refund: Refund, words: str) -> None:
    """Say yes to a request, whoever would have to answer it."""
    if refund.state == RefundState.DISPUTED:
        decide(refund, buyer_is_right=True, why=words, actor=None)
    else:
        agree_refund(refund, actor=None)


def join_simulated(job: Job) -> None:
    """A simulated buyer joins, if there is still a seat and something to buy."""
    group = db.session.get_one(BuyingGroup, int(job.payload["group"]))
    skus = [sku for sku in group.listing.skus if sku.active and sku.available > 0]
    if not group.is_open or not group.missing or not skus:
        return
    shopper = simulated_shopper(group.cohort, int(job.payload["who"]))
    sku = pick(skus, group.cohort.seed, "group sku", job.key)
    order = order_together(shopper, sku, 1, group, actor=None)
    pay_order(order, actor=None)


def guard_formed(order: Order) -> None:
    """Nothing of a group is sent before it is complete. Raises NotYet."""
    if group_price_of(order) is None:
        return
    seat = find_seat(order)
    if seat is not None and seat.group is not None and seat.group.state != GroupState.FORMED:
        raise NotYet(
            _("订单 %(n)s 的团还差 %(m)s 人，成团前不能发货", n=order.number, m=seat.group.missing),
            rule=RuleId.GROUP_BUYING,
            next_step=_("等成团；到时间没凑够，平台会全额退款"),
            link="/groups",
        )


def _seats(group: BuyingGroup) -> list[GroupSeat]:
    """Those that are taken, in the order of their orders."""
    return list(
        db.session.scalars(
            sa.select(GroupSeat)
            .where(
                GroupSeat.cohort_id == group.cohort_id,
                GroupSeat.buying_group_id == group.id,
                GroupSeat.state == SeatState.TAKEN,
            )
            .order_by(GroupSeat.order_id)
        )
    )
