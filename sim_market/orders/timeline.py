"""The story of an order in words, from what its row and its parcel say."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from app.money import yuan
from sim_market.orders.models import Order
from sim_market.rules.pack import Pack


class Moment(NamedTuple):
    """`how`: '', 'ok' or 'risk', the tone of the mark beside it."""

    at: datetime
    text: str
    how: str = ""


def moments(order: Order, now: datetime) -> list[Moment]:
    """What has happened to an order until `now`, oldest first; without its after-sales."""
    told = [
        (order.placed_sim_at, _("买家下单，%(pay)s", pay=yuan(order.pay_fen)), ""),
        (order.paid_sim_at, _("买家付款 %(pay)s", pay=yuan(order.pay_fen)), "ok"),
        (order.late_sim_at, _("超过承诺的发货时间"), "risk"),
        *_sendings(order),
        (order.received_sim_at, _("确认收货"), "ok"),
        (order.completed_sim_at, _("结算到店铺资金，订单完成"), "ok"),
        (order.closed_sim_at, _closed(order), ""),
    ]
    found = [Moment(at, text, how) for at, text, how in told if at is not None]
    several = len(order.shipments) > 1
    for parcel in order.shipments:
        which = _("包裹 %(n)s：", n=parcel.place) if several else ""
        found += [Moment(e["at"], which + e["text"]) for e in parcel.events_until(now)]
    return sorted(found, key=lambda moment: moment.at)


def _sendings(order: Order) -> list[tuple[datetime | None, str, str]]:
    """When goods left: at once, or parcel by parcel."""
    if len(order.shipments) < 2 and not order.can_ship:
        return [(order.shipped_sim_at, _("发货"), "")]
    return [
        (parcel.shipped_sim_at, _("发出包裹 %(n)s", n=parcel.place), "")
        for parcel in order.shipments
    ]


def steps(order: Order, rules: Pack) -> list[tuple[str, str | datetime, str]]:
    """The five steps of an order: [(word, time or what comes, 'done' | 'now' | '')]."""
    ways = [
        (_("下单"), order.placed_sim_at, ""),
        (_("付款"), order.paid_sim_at, _("%(n)s 分钟内", n=rules.unpaid_close_minutes)),
        (_("发货"), order.shipped_sim_at, _("付款后 %(n)s 小时内", n=order.promise_hours)),
        (_("签收"), order.received_sim_at, _("发货后 %(n)s 天自动确认", n=rules.auto_receive_days)),
        (_("完成"), order.completed_sim_at, _("签收 %(n)s 天后结算", n=rules.settle_days)),
    ]
    now = next((i for i, way in enumerate(ways) if way[1] is None), len(ways))
    return [(word, at or coming, _how(i, now)) for i, (word, at, coming) in enumerate(ways)]


def _how(place: int, now: int) -> str:
    return "done" if place < now else "now" if place == now else ""


def _closed(order: Order) -> str:
    return _("订单关闭：%(why)s", why=order.close_reason.word) if order.close_reason else ""
