"""One SKU of an order."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.money import percent_of
from sim_market.ledger.models import Fen
from sim_market.listings.models import Listing, Sku
from sim_market.orders.models.orders import Order


class OrderLine(Sandboxed, Model):
    """So many of one SKU on an order. What the goods were then is copied here.

    `refunding_` is asked for and not answered yet; with `refunded_` it never exceeds the line
    (R2). `returned_quantity` came back and can be sold again. `commission_bp` and
    `unit_cost_fen` are frozen (L1).
    """

    __tablename__ = "order_line"
    __table_args__ = sandboxed(
        parent("order"),
        parent("listing"),
        parent("sku"),
        sa.UniqueConstraint("order_id", "sku_id"),
        sa.Index("ix_order_line_sku", "cohort_id", "sku_id"),
        sa.Index("ix_order_line_listing", "cohort_id", "listing_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunding_quantity >= 0"
            " AND refunded_quantity + refunding_quantity <= quantity",
            name="refunds_within_quantity",
        ),
        sa.CheckConstraint(
            "shipped_quantity BETWEEN 0 AND quantity", name="shipped_within_quantity"
        ),
        sa.CheckConstraint(
            "pay_fen >= 0 AND refunded_fen >= 0 AND refunding_fen >= 0"
            " AND refunded_fen + refunding_fen <= pay_fen",
            name="refunds_within_payment",
        ),
        sa.CheckConstraint(
            "returned_quantity BETWEEN 0 AND shipped_quantity", name="returned_were_shipped"
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
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    refunding_quantity: Mapped[int] = mapped_column(default=0)
    refunding_fen: Mapped[Fen] = mapped_column(default=0)
    refunded_quantity: Mapped[int] = mapped_column(default=0)
    refunded_fen: Mapped[Fen] = mapped_column(default=0)
    returned_quantity: Mapped[int] = mapped_column(default=0, server_default="0")

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
    def commission_fen(self) -> int:
        """At the rate frozen on the line, rounded half up once (L1, M2)."""
        return percent_of(self.pay_fen - self.refunded_fen, self.commission_bp)

    @property
    def refundable_quantity(self) -> int:
        return self.quantity - self.refunded_quantity - self.refunding_quantity

    @property
    def refundable_fen(self) -> int:
        return self.pay_fen - self.refunded_fen - self.refunding_fen
