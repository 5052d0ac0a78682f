"""Fake trade (rule T-6), by criteria that anybody can check.

Two stores whose owners each paid for at least `mutual_orders` orders at the other within
`fake_trade_days`; one classmate who paid for at least `repeat_orders` at one store in that time;
a buyer who works for the store. Simulated buyers never are suspects.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from sim_market.after_sales.models import Refund
from sim_market.orders.models import Order
from sim_market.rules.pack import Pack, RuleId
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.violations.finding import Finding

Pair = tuple[int, int]  # (buyer's user id, owner's user id)


def fake_findings(cohort: Cohort, pack: Pack) -> Iterator[Finding]:
    """Patterns among the orders of the last days that still count."""
    bought = _purchases(cohort, cohort.sim_at - timedelta(days=pack.fake_trade_days))
    for (buyer, owner), rows in sorted(bought.items()):
        back = bought.get((owner, buyer), [])
        if len(rows) >= pack.mutual_orders and len(back) >= pack.mutual_orders:
            says = _("两家店的店主互相购买：对方买了 %(n)s 单", n=len(rows))
            says += _("，自己也在对方店里买了 %(n)s 单", n=len(back))
            yield _finding(rows, says, pack, back)
        elif len(rows) >= pack.repeat_orders:
            says = _("同一位同学 %(d)s 天里付款 %(n)s 单", d=pack.fake_trade_days, n=len(rows))
            yield _finding(rows, says, pack)


def own_buyer_finding(order: Order) -> Finding:
    """The buyer is the store's own."""
    return Finding(
        store_id=order.store_id,
        rule=RuleId.FAKE_TRADE.value,
        subject_type="order",
        subject_id=order.id,
        subject_name=_("订单 %(n)s", n=order.number),
        says=_("买家就是本店的店主或员工"),
        lines=((_("订单"), order.number), (_("买家"), order.shopper.nickname)),
        facts={"orders": [order.number], "order_ids": [order.id]},
        curable=False,
        once=True,
    )


def _purchases(cohort: Cohort, since: Any) -> dict[Pair, list[Any]]:
    """(buyer, owner) -> their paid orders that count, oldest first; only people of the class.

    An order that brings other goods in exchange was no purchase.
    """
    replaces = sa.exists().where(
        Refund.cohort_id == Order.cohort_id, Refund.replacement_id == Order.id
    )
    rows = db.session.execute(
        sa.select(Order.id, Order.number, Order.store_id, Shopper.user_id, Store.owner_id)
        .join(Shopper, (Shopper.cohort_id == Order.cohort_id) & (Shopper.id == Order.shopper_id))
        .join(Store, (Store.cohort_id == Order.cohort_id) & (Store.id == Order.store_id))
        .where(
            Order.cohort_id == cohort.id,
            Order.paid_sim_at > since,
            Order.counted,
            Shopper.user_id.is_not(None),
            ~replaces,
        )
        .order_by(Order.id)
    )
    found: dict[Pair, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.user_id, row.owner_id].append(row)
    return found


def _finding(rows: Sequence[Any], says: str, pack: Pack, back: Sequence[Any] = ()) -> Finding:
    numbers = [row.number for row in rows]
    lines = [(_("这几单"), "、".join(numbers[:10]))]
    if back:
        lines.append((_("互相买的"), "、".join(row.number for row in back[:10])))
    lines.append((_("怎样算"), _criteria(pack)))
    return Finding(
        store_id=rows[0].store_id,
        rule=RuleId.FAKE_TRADE.value,
        subject_type="order",
        subject_id=rows[-1].id,
        subject_name=_("订单 %(n)s", n=numbers[-1]),
        says=says,
        lines=tuple(lines),
        facts={"orders": numbers, "order_ids": [row.id for row in rows]},
        curable=False,
        once=True,
    )


def _criteria(pack: Pack) -> str:
    return _(
        "%(d)s 天里互相各买 %(m)s 单以上，或同一人付款 %(r)s 单以上",
        d=pack.fake_trade_days,
        m=pack.mutual_orders,
        r=pack.repeat_orders,
    )
