"""What merchant and buyer note about an order: flags, memos, reminders, ends of unpaid ones."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.orders.models import (
    CloseReason,
    Order,
    OrderFlag,
    OrderMemo,
    OrderState,
    Reminder,
    ReminderKind,
    SellerReason,
)
from sim_market.orders.models.desk import MEMO_LENGTH
from sim_market.orders.operations.closing import close_order, reason_said
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb


def note_orders(
    orders: Sequence[Order], *, flag: OrderFlag, words: str | None = None, actor: User
) -> None:
    """Flag orders; with `words` also say something about them. What was said before is replaced."""
    if words is not None and len(words) > MEMO_LENGTH:
        message = _("备注最多 %(n)s 个字", n=MEMO_LENGTH)
        raise Invalid(message, fields={"words": message})
    for order in orders:
        said = {"flag": flag, "changed_sim_at": order.cohort.sim_at}
        said |= {} if words is None else {"words": words}
        key = {"cohort_id": order.cohort_id, "order_id": order.id}
        if not insert_unless_there(OrderMemo, **key, **({"words": ""} | said)):
            taken(sa.update(OrderMemo).filter_by(**key).values(**said))
        db.session.expire(order, ["memo"])
        record(Verb.ORDER_NOTED, order, actor=actor, number=order.number, flag=flag.value)


def remind(order: Order, kind: ReminderKind, *, actor: User | None) -> None:
    """Urge a merchant to send, or a buyer to pay. Raises Conflict the second time on a day."""
    _check_reminder(order, kind)
    made = insert_unless_there(
        Reminder, cohort_id=order.cohort_id, order_id=order.id, kind=kind,
        sim_day=order.cohort.day, said_sim_at=order.cohort.sim_at,
    )  # fmt: skip
    if not made:
        raise Conflict(
            _("今天已经催过了，没有再催"),
            rule=RuleId.SHIP_PROMISE if kind == ReminderKind.SHIP else RuleId.UNPAID_CLOSE,
            next_step=_("一天只能催一次（沙盒时间）；急的话直接找对方说"),
        )
    db.session.expire(order, ["reminders"])
    record(Verb.ORDER_REMINDED, order, actor=actor, number=order.number, kind=kind.value)


def close_by_seller(order: Order, why: SellerReason, words: str = "", *, actor: User) -> None:
    """Close an unpaid order and tell the buyer why. Raises Conflict if it was paid meanwhile."""
    if why == SellerReason.OTHER and len(words.strip()) < 2:
        raise Invalid(
            _("选“其他原因”要写明，没有关闭"), rule=RuleId.UNPAID_CLOSE,
            next_step=_("用一句话告诉买家为什么"), fields={"words": _("请写明原因")},
        )  # fmt: skip
    close_order(order, CloseReason.SELLER, actor=actor, note=reason_said(why.word, words))


def _check_reminder(order: Order, kind: ReminderKind) -> None:
    if kind == ReminderKind.SHIP and not order.can_ship:
        raise Conflict(
            _("订单现在是“%(state)s”，不用催发货", state=order.state.word),
            rule=RuleId.SHIP_PROMISE, next_step=_("待发货的订单才能催"),
        )  # fmt: skip
    if kind == ReminderKind.PAY and order.state != OrderState.UNPAID:
        raise Conflict(
            _("订单现在是“%(state)s”，不用催付款", state=order.state.word),
            rule=RuleId.UNPAID_CLOSE, next_step=_("待付款的订单才能催"),
        )  # fmt: skip
