"""What a shopper has in the cart."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State
from sim_market.listings.models import Sku


class CartSource(State):
    """From where goods came into a cart: what a live price asks for."""

    SHELF = "shelf", _l("商品页"), "idle"
    LIVE_BAG = "live_bag", _l("直播购物袋"), "accent"


class CartLine(Sandboxed, Model):
    """So many of one SKU in a shopper's cart.

    `seen_fen`: what it cost when it was put in or the cart was last saved, None if nobody noted
    it; of goods from a live bag what a unit cost there. `source` is set by the page that sells,
    never by what a form says.
    """

    __tablename__ = "cart_line"
    __table_args__ = sandboxed(
        parent("shopper"),
        parent("sku"),
        sa.UniqueConstraint("cohort_id", "shopper_id", "sku_id"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
    )

    shopper_id: Mapped[int]
    sku_id: Mapped[int]
    quantity: Mapped[int]
    ticked: Mapped[bool] = mapped_column(default=True)
    seen_fen: Mapped[int | None]
    source: Mapped[CartSource] = mapped_column(
        default=CartSource.SHELF, server_default=CartSource.SHELF.value
    )

    sku: Mapped[Sku] = relationship(primaryjoin="foreign(CartLine.sku_id) == Sku.id")
