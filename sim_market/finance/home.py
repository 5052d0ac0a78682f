"""What a trainee's home page says of trade: what waits, what was reached, today's figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _

from app.db import db
from app.identity.viewer import Viewer
from app.module import Figure, Step, Todo
from app.money import plain_yuan
from app.ui.filters import duration
from sim_market.after_sales.models import Refund, RefundState
from sim_market.finance.queries import count_open
from sim_market.orders.models import TO_SHIP, Order
from sim_market.reviews.models import LOW, Review
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by

SOON = timedelta(hours=12)


def to_ship(viewer: Viewer) -> Todo | None:
    trade = trade_of(viewer)
    if not trade or not trade.to_ship:
        return None
    detail = _("最早一单还剩 %(time)s", time=_until(trade.ship_by, viewer))
    if trade.overdue:
        detail = _("%(n)s 单已经晚了，影响评分和成绩", n=trade.overdue)
    url = url_for("orders.index", only="waits")
    tone = "risk" if trade.overdue else "warn" if trade.soon else ""
    return Todo("truck", _("待发货"), detail, trade.to_ship, url, tone)


def to_answer(viewer: Viewer) -> Todo | None:
    trade = trade_of(viewer)
    if not trade or not trade.refunds:
        return None
    url = url_for("after_sales.index", state="applied")
    detail = _("最早一份还剩 %(time)s，不答复会自动退款", time=_until(trade.answer_by, viewer))
    return Todo("arrow-counterclockwise", _("退款待答复"), detail, trade.refunds, url, "warn")


def to_reply(viewer: Viewer) -> Todo | None:
    trade = trade_of(viewer)
    if not trade or not trade.reviews:
        return None
    low = int(trade.low_reviews)
    detail = _("其中差评 %(n)s 条，先回差评", n=low) if low else _("回复会显示在商品页")
    url = url_for("reviews.index", show="low" if low else "waiting")
    return Todo("star", _("评价未回复"), detail, trade.reviews, url, "risk" if low else "")


def to_grant(viewer: Viewer) -> Todo | None:
    """Stores that asked the teacher for money."""
    cohort_id = viewer.cohort_id
    count = count_open(cohort_id) if cohort_id else 0
    if not count:
        return None
    detail = _("店里没有钱进货或赔付，等您拨款或说明理由")
    return Todo("wallet2", _("请老师拨款"), detail, count, url_for("class_funds.index"), "warn")


def steps(viewer: Viewer) -> Sequence[Step]:
    trade = trade_of(viewer)
    paid, shipped, settled = (trade.paid, trade.shipped, trade.settled) if trade else (0, 0, 0)
    wait = _("确认收货后自动到账")
    orders, money = url_for("orders.index"), url_for("finance.index")
    return [
        Step(_("收到第一张订单"), paid > 0, _("已付款 %(n)s 单", n=paid), orders, order=30),
        Step(_("按时发货"), shipped > 0, _("已发货 %(n)s 单", n=shipped), orders),
        Step(
            _("收到第一笔结算"),
            settled > 0,
            _("已结算 %(n)s 单", n=settled) if settled else wait,
            money,
        ),
    ]


def figures(viewer: Viewer) -> Sequence[Figure]:
    trade = trade_of(viewer)
    if not trade:
        return []
    now, before = plain_yuan(int(trade.today_fen)), plain_yuan(int(trade.yesterday_fen))
    return [
        Figure(_("今日支付金额"), now, _("元"), _("昨日 %(fen)s 元", fen=before)),
        Figure(_("今日付款订单"), str(trade.today), _("单"), _("累计 %(n)s 单", n=trade.paid)),
    ]


def trade_of(viewer: Viewer) -> Any:
    """All of it in one statement, once per request; None for who has no store."""
    if "trade" not in g:
        g.trade = db.session.execute(_trade(viewer)).first() if viewer.cohort else None
    return g.trade


def _trade(viewer: Viewer) -> Any:
    cohort = viewer.cohort
    assert cohort is not None  # noqa: S101 - asked only for who has a class
    now, today = cohort.sim_at, cohort.day_starts(cohort.day)
    waits, is_paid = Order.state.in_(TO_SHIP), Order.paid_sim_at.is_not(None)
    yesterday = (Order.paid_sim_at >= today - timedelta(days=1)) & (Order.paid_sim_at < today)
    sums: dict[str, sa.ColumnElement[Any]] = {
        "to_ship": _sum(waits),
        "overdue": _sum(waits & (Order.ship_by_sim_at < now)),
        "soon": _sum(waits & (Order.ship_by_sim_at < now + SOON)),
        "paid": _sum(is_paid),
        "shipped": _sum(Order.shipped_sim_at.is_not(None)),
        "settled": _sum(Order.completed_sim_at.is_not(None)),
        "today": _sum(Order.paid_sim_at >= today),
        "today_fen": _sum(Order.paid_sim_at >= today, Order.pay_fen),
        "yesterday_fen": _sum(yesterday, Order.pay_fen),
        "ship_by": sa.func.min(sa.case((waits, Order.ship_by_sim_at))),
        "answer_by": _first(Refund.answer_by_sim_at, Refund.state == RefundState.APPLIED),
        "refunds": _count(Refund, Refund.state == RefundState.APPLIED),
        "reviews": _count(Review, Review.replied_sim_at.is_(None), Review.hidden_sim_at.is_(None)),
        "low_reviews": _count(
            Review,
            Review.replied_sim_at.is_(None),
            Review.hidden_sim_at.is_(None),
            Review.goods <= LOW,
        ),
    }
    ours = (Order.cohort_id == Store.cohort_id) & (Order.store_id == Store.id)
    return (
        sa.select(*(value.label(name) for name, value in sums.items()))
        .select_from(Store)
        .outerjoin(Order, ours)
        .where(Store.cohort_id == viewer.cohort_id, run_by(viewer.user.id))
        .group_by(Store.id)
    )


def _sum(where: sa.ColumnElement[bool], what: Any = 1) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((where, what), else_=0)), 0)


def _count(noun: Any, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many rows of a store there are."""
    return (
        sa.select(sa.func.count())
        .select_from(noun)
        .where(noun.cohort_id == Store.cohort_id, noun.store_id == Store.id, *where)
        .correlate(Store)
        .scalar_subquery()
    )


def _first(moment: Any, where: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """The earliest moment among the rows of a store."""
    noun = moment.class_
    return (
        sa.select(sa.func.min(moment))
        .where(noun.cohort_id == Store.cohort_id, noun.store_id == Store.id, where)
        .correlate(Store)
        .scalar_subquery()
    )


def _until(moment: datetime, viewer: Viewer) -> str:
    """How long there is until then in the sandbox, in words."""
    assert viewer.cohort is not None  # noqa: S101 - asked only for who has a class
    return duration(moment - viewer.cohort.sim_at)
