"""Payments as the provider knows them, and what it told us of them."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


class PaymentKind(State):
    """What is paid for."""

    ORDERS = "orders", _l("订单货款"), "info"
    DEPOSIT = "deposit", _l("预售定金"), "info"
    BALANCE = "balance", _l("预售尾款"), "info"


class PaymentState(State):
    CREATED = "created", _l("等待付款"), "idle"
    PAID = "paid", _l("已收款"), "ok"
    FAILED = "failed", _l("没有付成"), "risk"
    CLOSED = "closed", _l("已关闭"), "idle"
    REFUNDED = "refunded", _l("已全部退回"), "warn"


PAYMENT_FLOW = Flow(
    {
        PaymentState.CREATED: {PaymentState.PAID, PaymentState.FAILED, PaymentState.CLOSED},
        PaymentState.PAID: {PaymentState.REFUNDED},
        PaymentState.FAILED: set(),
        PaymentState.CLOSED: set(),
        PaymentState.REFUNDED: set(),
    }
)


class ConfirmedBy(State):
    """How the mall learned that the money is there."""

    AT_ONCE = "at_once", _l("付款时"), "ok"
    NOTICE = "notice", _l("支付通知"), "ok"
    QUERY = "query", _l("主动查单"), "info"
    RECONCILING = "reconciling", _l("对账补单"), "warn"


class PartState(State):
    """What became of one order's share of a payment."""

    WAITING = "waiting", _l("结果确认中"), "warn"
    DONE = "done", _l("付款成功"), "ok"
    BACK = "back", _l("已退回钱包"), "risk"


class BackReason(State):
    """Why a share went back to the payer."""

    NO_STOCK = "no_stock", _l("付款晚于时限，货已经卖完")
    CANCELLED = "cancelled", _l("订单在付款前已经取消")
    PAID_TWICE = "paid_twice", _l("订单已经付过款，重复的这笔退回")
    CHANGED = "changed", _l("付款后发现订单金额已经变了")


class NoticeEvent(State):
    """What the provider says of a payment."""

    ACCEPTED = "accepted", _l("已受理"), "idle"
    PAID = "paid", _l("支付成功"), "ok"
    BACK = "back", _l("退回成功"), "info"


class NoticeResult(State):
    """What the mall did with a notice."""

    WAITING = "waiting", _l("在路上"), "idle"
    LOST = "lost", _l("丢失，不会到"), "risk"
    HANDLED = "handled", _l("已处理"), "ok"
    REPEATED = "repeated", _l("重复，没有再处理"), "info"
    STALE = "stale", _l("来晚了，没有处理"), "info"
    REFUSED = "refused", _l("金额不符，已拒绝"), "risk"


class Weather(State):
    """How reliable the provider's notices are in a class."""

    GOOD = "good", _l("正常：付款后马上收到通知"), "ok"
    BAD = "bad", _l("坏天气：通知会迟到、重复、乱序或丢失"), "warn"


class PaymentPolicy(Sandboxed, Model):
    """What the teacher has set for a class; without a row the weather is good."""

    __tablename__ = "payment_policy"
    __table_args__ = sandboxed(sa.UniqueConstraint("cohort_id"))

    weather: Mapped[Weather] = mapped_column(default=Weather.GOOD)


class Payment(Sandboxed, Model):
    """One payment, of one shopper, for one or several orders of a checkout.

    `parts` say what of it is for which order. A payment made in the same moment as its only order
    names that in `order_number` and has no parts. `number` is the key towards the provider, and
    `request_key` that of the form which began it: the same key begins the same payment (R6).
    `taken_sim_at`: the provider has the money; `confirmed_sim_at`: the mall knows, and each share
    went to its order or back. Between the two the money stands in the provider's account.
    """

    __tablename__ = "payment"
    __table_args__ = sandboxed(
        parent("shopper"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.UniqueConstraint("cohort_id", "shopper_id", "request_key"),
        sa.Index("ix_payment_taken", "cohort_id", "taken_sim_at"),
        sa.Index("ix_payment_order", "cohort_id", "order_number"),
        sa.CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        sa.CheckConstraint("refunded_fen BETWEEN 0 AND amount_fen", name="back_within_amount"),
        sa.CheckConstraint(
            "(taken_sim_at IS NOT NULL) = (state IN ('paid', 'refunded'))", name="taken_if_paid"
        ),
        sa.CheckConstraint(
            "(provider_number IS NOT NULL) = (taken_sim_at IS NOT NULL)", name="numbered_if_taken"
        ),
        sa.CheckConstraint(
            "(confirmed_sim_at IS NULL) = (confirmed_by IS NULL)"
            " AND (confirmed_sim_at IS NULL OR confirmed_sim_at >= taken_sim_at)",
            name="confirmed_after_taken",
        ),
    )

    number: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[PaymentKind]
    shopper_id: Mapped[int]
    order_number: Mapped[str | None] = mapped_column(sa.String(12))
    request_key: Mapped[str | None] = mapped_column(sa.String(120))
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.CREATED)
    amount_fen: Mapped[Fen]
    refunded_fen: Mapped[Fen] = mapped_column(default=0)
    provider_number: Mapped[str | None] = mapped_column(sa.String(40))
    made_sim_at: Mapped[datetime]
    open_until_sim_at: Mapped[datetime]
    taken_sim_at: Mapped[datetime | None]
    confirmed_sim_at: Mapped[datetime | None]
    confirmed_by: Mapped[ConfirmedBy | None]

    shopper: Mapped[Shopper] = relationship(primaryjoin="foreign(Payment.shopper_id) == Shopper.id")
    parts: Mapped[list["PaymentPart"]] = relationship(
        primaryjoin="Payment.id == foreign(PaymentPart.payment_id)",
        order_by="PaymentPart.order_number",
        back_populates="payment",
    )
    notices: Mapped[list["PaymentNotice"]] = relationship(
        primaryjoin="Payment.id == foreign(PaymentNotice.payment_id)",
        order_by="PaymentNotice.place",
        viewonly=True,
    )

    @property
    def can_take(self) -> bool:
        return self.state == PaymentState.CREATED and self.cohort.sim_at <= self.open_until_sim_at

    @property
    def is_taken(self) -> bool:
        return self.taken_sim_at is not None

    @property
    def in_flight(self) -> bool:
        """The provider has the money and the mall does not know yet."""
        return self.is_taken and self.confirmed_sim_at is None

    @property
    def kept_fen(self) -> int:
        return self.amount_fen - self.refunded_fen


class PaymentPart(Sandboxed, Model):
    """One order's share of a payment, and the order's version that it was counted for (E3)."""

    __tablename__ = "payment_part"
    __table_args__ = sandboxed(
        parent("payment"),
        parent("store"),
        sa.UniqueConstraint("payment_id", "order_number"),
        sa.Index("ix_payment_part_order", "cohort_id", "order_number"),
        sa.CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        sa.CheckConstraint("(back_reason IS NOT NULL) = (state = 'back')", name="reason_if_back"),
    )

    payment_id: Mapped[int]
    store_id: Mapped[int]
    order_number: Mapped[str] = mapped_column(sa.String(12))
    order_version: Mapped[int]
    amount_fen: Mapped[Fen]
    state: Mapped[PartState] = mapped_column(default=PartState.WAITING)
    back_reason: Mapped[BackReason | None]

    payment: Mapped[Payment] = relationship(
        primaryjoin="foreign(PaymentPart.payment_id) == Payment.id", back_populates="parts"
    )
    store: Mapped[Store] = relationship(primaryjoin="foreign(PaymentPart.store_id) == Store.id")


class PaymentNotice(Sandboxed, Model):
    """What the provider told the mall of a payment: the `place`-th notice it made, when it is due
    (None: it gets lost), when it came, and what was done with it.
    """

    __tablename__ = "payment_notice"
    __table_args__ = sandboxed(
        parent("payment"),
        sa.UniqueConstraint("payment_id", "place"),
        sa.CheckConstraint("(due_sim_at IS NULL) = (result = 'lost')", name="lost_if_never_due"),
        sa.CheckConstraint(
            "(arrived_sim_at IS NULL) = (result IN ('waiting', 'lost'))", name="result_if_arrived"
        ),
    )

    payment_id: Mapped[int]
    place: Mapped[int]
    event: Mapped[NoticeEvent]
    amount_fen: Mapped[Fen]
    due_sim_at: Mapped[datetime | None]
    arrived_sim_at: Mapped[datetime | None]
    result: Mapped[NoticeResult] = mapped_column(default=NoticeResult.WAITING)

    payment: Mapped[Payment] = relationship(
        primaryjoin="foreign(PaymentNotice.payment_id) == Payment.id"
    )
