"""Deposits on orders of a presale."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.ledger.models import Fen
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


class DepositState(State):
    WAITING = "waiting", _l("待付定金"), "warn"
    PAID = "paid", _l("定金已付，等尾款"), "info"
    USED = "used", _l("尾款已付"), "ok"
    KEPT = "kept", _l("定金归商家"), "risk"
    BACK = "back", _l("定金已退"), "idle"
    GONE = "gone", _l("没有付定金"), "idle"


DEPOSIT_FLOW = Flow(
    {
        DepositState.WAITING: {DepositState.PAID, DepositState.GONE},
        DepositState.PAID: {DepositState.USED, DepositState.KEPT, DepositState.BACK},
        DepositState.USED: set(),
        DepositState.KEPT: set(),
        DepositState.BACK: set(),
        DepositState.GONE: set(),
    }
)


class Deposit(Sandboxed, Model):
    """What is paid of an order first. The rest of what the order asks for is paid within its
    window. `worth_fen`: what the deposit counts for in the price. The order is unpaid until both
    are paid.
    """

    __tablename__ = "presale_deposit"
    __table_args__ = sandboxed(
        parent("order"),
        parent("store"),
        parent("shopper"),
        parent("promotion"),
        sa.UniqueConstraint("cohort_id", "order_id"),
        sa.Index("ix_presale_deposit_store", "cohort_id", "store_id", "state"),
        sa.Index("ix_presale_deposit_shopper", "cohort_id", "shopper_id"),
        sa.CheckConstraint("fen > 0 AND worth_fen >= fen", name="worth_at_least_itself"),
        sa.CheckConstraint(
            "balance_until_sim_at > balance_from_sim_at", name="balance_has_a_window"
        ),
        sa.CheckConstraint(
            "(paid_sim_at IS NOT NULL) = (state IN ('paid', 'used', 'kept', 'back'))",
            name="paid_at_if_paid",
        ),
    )

    order_id: Mapped[int]
    store_id: Mapped[int]
    shopper_id: Mapped[int]
    promotion_id: Mapped[int]
    fen: Mapped[Fen]
    worth_fen: Mapped[Fen]
    state: Mapped[DepositState] = mapped_column(default=DepositState.WAITING)
    balance_from_sim_at: Mapped[datetime]
    balance_until_sim_at: Mapped[datetime]
    paid_sim_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(primaryjoin="foreign(Deposit.order_id) == Order.id")
    store: Mapped[Store] = relationship(primaryjoin="foreign(Deposit.store_id) == Store.id")
    shopper: Mapped[Shopper] = relationship(primaryjoin="foreign(Deposit.shopper_id) == Shopper.id")

    @property
    def balance_fen(self) -> int:
        """What is still to be paid after the deposit."""
        return self.order.pay_fen - self.fen

    @property
    def can_pay_deposit(self) -> bool:
        return self.state == DepositState.WAITING and self.order.can_pay

    @property
    def can_pay_balance(self) -> bool:
        """Is it within the window?"""
        now = self.cohort.sim_at
        within = self.balance_from_sim_at <= now < self.balance_until_sim_at
        return self.state == DepositState.PAID and self.order.can_pay and within
