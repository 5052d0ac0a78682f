"""Which SKU of a shop is which SKU of a supplier (commerce_rules Y5)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from sim_market.listings.models import Sku
from sim_market.stores.models import Store
from supply_chain.suppliers.models import ProductSku


class SourcedSku(Sandboxed, Model):
    """One unit of the shop's SKU is `pack` units of the supplier's."""

    __tablename__ = "sourced_sku"
    __table_args__ = sandboxed(
        parent("store"),
        parent("sku"),
        sa.UniqueConstraint("cohort_id", "sku_id"),
        sa.UniqueConstraint("cohort_id", "store_id", "product_sku_id"),
        sa.CheckConstraint("pack BETWEEN 1 AND 12", name="pack_in_range"),
    )

    store_id: Mapped[int]
    sku_id: Mapped[int]
    product_sku_id: Mapped[int] = mapped_column(sa.ForeignKey("product_sku.id"))
    pack: Mapped[int] = mapped_column(default=1)

    store: Mapped[Store] = relationship(primaryjoin="foreign(SourcedSku.store_id) == Store.id")
    sku: Mapped[Sku] = relationship(primaryjoin="foreign(SourcedSku.sku_id) == Sku.id")
    product_sku: Mapped[ProductSku] = relationship()
