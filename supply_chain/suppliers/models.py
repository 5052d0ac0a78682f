"""Suppliers, their products and the choices of each: shared by all cohorts, changed by none."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model
from sim_market.rules.categories import Category, find_category


class Supplier(Model):
    """A simulated supplier. `service_score` in hundredths of a star."""

    __tablename__ = "supplier"

    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    category_code: Mapped[str] = mapped_column(sa.String(60), index=True)
    province: Mapped[str] = mapped_column(sa.String(12))
    city: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(sa.String(80))
    contact: Mapped[str] = mapped_column(sa.String(20))
    intro: Mapped[str] = mapped_column(sa.String(200))
    since_year: Mapped[int]
    lead_hours: Mapped[int]
    service_score: Mapped[int]

    @property
    def score(self) -> str:
        """'4.62'."""
        return f"{self.service_score // 100}.{self.service_score % 100:02d}"


class Product(Model):
    """Goods that a supplier ships one by one for a store (一件代发).

    `cost_fen` and `suggested_price_fen` are the lowest of its SKUs. `quality_milli` (0..1000) is
    shown on no page. `search_text` is all that a word may be found in.
    """

    __tablename__ = "product"
    __table_args__ = (
        sa.CheckConstraint("quality_milli BETWEEN 0 AND 1000", name="quality_in_range"),
        sa.CheckConstraint("lead_hours > 0", name="lead_is_positive"),
        sa.Index("ix_product_category_cost", "category_code", "cost_fen"),
    )

    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    category_code: Mapped[str] = mapped_column(sa.String(60))
    attributes: Mapped[dict[str, Any]]
    points: Mapped[list[Any]]
    pictures: Mapped[list[Any]]
    province: Mapped[str] = mapped_column(sa.String(12), index=True)
    origin: Mapped[str] = mapped_column(sa.String(30))
    lead_hours: Mapped[int]
    quality_milli: Mapped[int]
    cost_fen: Mapped[int]
    suggested_price_fen: Mapped[int]
    stock: Mapped[int]
    search_text: Mapped[str] = mapped_column(sa.Text)

    supplier: Mapped[Supplier] = relationship()
    skus: Mapped[list["ProductSku"]] = relationship(
        back_populates="product", order_by="ProductSku.code"
    )

    @property
    def category(self) -> Category:
        found = find_category(self.category_code)
        if found is None:
            raise LookupError(f"no category {self.category_code}")
        return found

    @property
    def picture(self) -> str:
        return str(self.pictures[0])

    @property
    def said(self) -> list[tuple[str, str]]:
        """Its attributes in words, with units, in the order of the category."""
        return [
            (attribute.name, attribute.in_words(self.attributes[attribute.name]))
            for attribute in self.category.attributes
            if attribute.name in self.attributes
        ]


class ProductSku(Model):
    """One choice of a product. `stock` is what every store finds there at first."""

    __tablename__ = "product_sku"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "spec"),
        sa.CheckConstraint("cost_fen > 0", name="cost_is_positive"),
        sa.CheckConstraint("stock >= 0", name="stock_is_not_negative"),
    )

    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("product.id"))
    spec: Mapped[str] = mapped_column(sa.String(40))
    cost_fen: Mapped[int]
    suggested_price_fen: Mapped[int]
    stock: Mapped[int]
    weight_g: Mapped[int]
    picture: Mapped[str] = mapped_column(sa.String(60))

    product: Mapped[Product] = relationship(back_populates="skus")
