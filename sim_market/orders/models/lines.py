"""One SKU of an order."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.money import percent_of
from sim_market.ledger.models import Fen
from sim_market.listings.models import Listing, Sku
from sim_market.orders.commission import returned_of
from sim_market.orders.models.orders import Order
from sim_market.orders.models.states import HOLDS
from sim_market.rules.pack import RuleId


class OrderLine(Sandboxed, Model):
    """So many of one SKU on an order. What the goods were then is copied here.

    `refunding_` is asked for and not answered yet; with `refunded_` it never exceeds the line
    (R2). `cancelled_quantity` of the refunded units were never sent (O3), the others were.
    `returned_quantity` came back and can be sold again. `commission_bp` and `unit_cost_fen` are
    frozen when it is ordered; at payment what commission is taken of (`commission_basis_fen`), how
    much (`commission_due_fen`) and by which rule (L1).
    """

    __tablename__ = "order_line"
    __table_args__ = sandboxed(
        parent("order"),
        parent("listing"),
        parent("sku"),
        sa.UniqueConstraint("order_id", "sku_id", "gift"),
        sa.Index("ix_order_line_sku", "cohort_id", "sku_id"),
        sa.Index("ix_order_line_listing", "cohort_id", "listing_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunding_quantity >= 0"
            " AND refunded_quantity + refunding_quantity <= quantity",
            name="refunds_within_quantity",
        ),
        sa.CheckConstraint(
            "shipped_quantity >= 0 AND cancelled_quantity BETWEEN 0 AND refunded_quantity"
            " AND shipped_quantity + cancelled_quantity <= quantity",
            name="shipped_within_quantity",
        ),
        sa.CheckConstraint(
            "pay_fen >= 0 AND refunded_fen >= 0 AND refunding_fen >= 0"
            " AND refunded_fen + refunding_fen <= pay_fen",
            name="refunds_within_payment",
        ),
        sa.CheckConstraint(
            "returned_quantity BETWEEN 0 AND shipped_quantity", name="returned_were_shipped"
        ),
        sa.CheckConstraint(
            "pay_fen = unit_price_fen * quantity - discount_fen + adjust_fen",
            name="list_less_discount",
        ),
        sa.CheckConstraint(
            "platform_fen BETWEEN 0 AND discount_fen"
            " AND platform_back_fen BETWEEN 0 AND platform_fen",
            name="platform_within_discount",
        ),
    )

    order_id: Mapped[int]
    listing_id: Mapped[int]
    sku_id: Mapped[int]
    listing_title: Mapped[str] = mapped_column(sa.String(80))
    spec: Mapped[str] = mapped_column(sa.String(60))
    picture: Mapped[str | None] = mapped_column(sa.String(60))
    category_code: Mapped[str] = mapped_column(sa.String(60))
    quantity: Mapped[int]
    unit_price_fen: Mapped[int]
    pay_fen: Mapped[Fen]
    unit_cost_fen: Mapped[int]
    commission_bp: Mapped[int]
    commission_basis_fen: Mapped[Fen | None]
    commission_due_fen: Mapped[Fen | None]
    commission_rule: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    cancelled_quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    adjust_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    refunding_quantity: Mapped[int] = mapped_column(default=0)
    refunding_fen: Mapped[Fen] = mapped_column(default=0)
    refunded_quantity: Mapped[int] = mapped_column(default=0)
    refunded_fen: Mapped[Fen] = mapped_column(default=0)
    returned_quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    discount_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    platform_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    platform_back_fen: Mapped[Fen] = mapped_column(default=0, server_default="0")
    unit_fens: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    platform_units: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    gift: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    order: Mapped[Order] = relationship(
        primaryjoin="foreign(OrderLine.order_id) == Order.id", back_populates="lines"
    )
    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(OrderLine.listing_id) == Listing.id"
    )
    sku: Mapped[Sku] = relationship(primaryjoin="foreign(OrderLine.sku_id) == Sku.id")

    @property
    def open_quantity(self) -> int:
        """Units that were bought and not refunded: what is to be shipped, or was kept."""
        return self.quantity - self.refunded_quantity

    @property
    def unsent_quantity(self) -> int:
        """Units that are to be sent still; 0 for an order that is not waiting for goods."""
        left = self.quantity - self.cancelled_quantity - self.shipped_quantity
        return left if self.order.state in HOLDS else 0

    @property
    def sent_kept_quantity(self) -> int:
        """Units that were sent and neither refunded nor asked to be: what a return may be of."""
        gone = self.refunded_quantity - self.cancelled_quantity
        return max(0, self.shipped_quantity - gone - self.refunding_quantity)

    @property
    def list_fen(self) -> int:
        """At list price."""
        return self.unit_price_fen * self.quantity

    @property
    def unit_costs(self) -> tuple[int, ...]:
        """What each unit cost the buyer, without shipping: the base of refunds (A6, R1)."""
        return tuple(self.unit_fens) or (self.unit_price_fen,) * self.quantity

    @property
    def unit_subsidies(self) -> tuple[int, ...]:
        """What the platform bears of each unit."""
        return tuple(self.platform_units) or (0,) * self.quantity

    @property
    def platform_kept_fen(self) -> int:
        """What the platform bears of the units that were not refunded."""
        return self.platform_fen - self.platform_back_fen

    @property
    def commission_base_fen(self) -> int:
        """What the buyer paid for kept goods and the platform added, without shipping."""
        return self.pay_fen - self.refunded_fen + self.platform_kept_fen

    @property
    def commission_fen(self) -> int:
        """What is due on the goods that were kept: the sum frozen at payment, less what goes back
        with refunds (L1, L5); before payment, what it would come to.
        """
        basis, due = self.commission_basis_fen, self.commission_due_fen
        if basis is None or due is None:
            return percent_of(self.commission_base_fen, self.commission_bp)
        return due - returned_of(due, basis - self.commission_base_fen, basis)

    def freeze_commission(self) -> None:
        """At payment: what commission is taken of, how much, and by which rule (L1)."""
        self.commission_basis_fen = self.pay_fen + (self.platform_fen or 0)  # None before flush
        self.commission_due_fen = percent_of(self.commission_basis_fen, self.commission_bp)
        self.commission_rule = RuleId.SETTLEMENT.value

    @property
    def refundable_quantity(self) -> int:
        """Gifts go with what was paid for; no money is asked for them."""
        if self.gift:
            return 0
        return self.quantity - self.refunded_quantity - self.refunding_quantity

    @property
    def refundable_fen(self) -> int:
        return self.pay_fen - self.refunded_fen - self.refunding_fen
