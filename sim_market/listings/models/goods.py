"""A listing and its SKUs."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.listings.blocks import texts
from sim_market.rules.listing_check import ListingFacts
from sim_market.stores.models import Store


class ListingState(State):
    DRAFT = "draft", _l("草稿"), "idle"
    SCHEDULED = "scheduled", _l("定时上架"), "info"
    ON_SALE = "on_sale", _l("在售"), "ok"
    OFF_SALE = "off_sale", _l("已下架"), "idle"
    FROZEN = "frozen", _l("违规冻结"), "risk"
    BINNED = "binned", _l("回收站"), "idle"


LISTING_FLOW = Flow(
    {
        ListingState.DRAFT: {ListingState.ON_SALE, ListingState.SCHEDULED, ListingState.BINNED},
        ListingState.SCHEDULED: {ListingState.ON_SALE, ListingState.DRAFT, ListingState.OFF_SALE},
        ListingState.ON_SALE: {ListingState.OFF_SALE, ListingState.FROZEN},
        ListingState.OFF_SALE: {
            ListingState.ON_SALE,
            ListingState.SCHEDULED,
            ListingState.FROZEN,
            ListingState.BINNED,
        },
        ListingState.FROZEN: {ListingState.OFF_SALE},
        ListingState.BINNED: {ListingState.DRAFT, ListingState.OFF_SALE},
    }
)
BIN_DAYS = timedelta(days=30)  # so long it can be taken out of the bin again
SHOWN = (ListingState.ON_SALE, ListingState.OFF_SALE, ListingState.FROZEN)  # has a page in the mall


class Listing(Sandboxed, Model):
    """Goods as one store offers them.

    `attributes`: name -> value as the category says. `images`: picture keys or file ids as text,
    the first is the main one. `detail`: blocks as `listings/blocks` says. `spec_names`: what the
    SKUs differ in, [] for a single SKU. `quality_pm` is the true quality of the goods, -1000..1000:
    no page shows it, buyers find out. `alts`: picture -> its text for who cannot see it.
    `limit_per_buyer` 0 is no limit. `ship_hours` of its own, None is the store's; over 15 days it
    must be `presale` (L-10). `freight_id` None is the store's default template.
    """

    __tablename__ = "listing"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "code"),
        sa.Index("ix_listing_on_sale", "cohort_id", "state", "category_code"),
        sa.Index("ix_listing_of_store", "cohort_id", "store_id", "state"),
        sa.CheckConstraint(
            "state NOT IN ('on_sale', 'off_sale', 'frozen') OR first_on_sale_sim_at IS NOT NULL",
            name="first_on_sale_if_ever",
        ),
        sa.CheckConstraint(
            "(state = 'scheduled') = (scheduled_sim_at IS NOT NULL)", name="scheduled_if_set"
        ),
        sa.CheckConstraint("(state = 'binned') = (binned_sim_at IS NOT NULL)", name="binned_if_in"),
        sa.CheckConstraint("limit_per_buyer >= 0", name="limit_is_not_negative"),
        sa.CheckConstraint(
            "ship_hours IS NULL OR ship_hours BETWEEN 1 AND 1080", name="ships_within"
        ),
    )

    store_id: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(80))
    category_code: Mapped[str] = mapped_column(sa.String(60))
    attributes: Mapped[dict[str, Any]]
    images: Mapped[list[Any]]
    detail: Mapped[list[Any]]
    spec_names: Mapped[list[Any]]
    quality_pm: Mapped[int] = mapped_column(default=0)
    state: Mapped[ListingState] = mapped_column(default=ListingState.DRAFT)
    first_on_sale_sim_at: Mapped[datetime | None]
    scheduled_sim_at: Mapped[datetime | None]
    binned_sim_at: Mapped[datetime | None]
    limit_per_buyer: Mapped[int] = mapped_column(default=0, server_default="0")
    presale: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    ship_hours: Mapped[int | None]
    freight_id: Mapped[int | None]
    alts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1)

    store: Mapped[Store] = relationship(primaryjoin="foreign(Listing.store_id) == Store.id")
    skus: Mapped[list["Sku"]] = relationship(
        primaryjoin="and_(Listing.id == foreign(Sku.listing_id), Sku.active)",
        order_by="Sku.code",
        back_populates="listing",
    )

    @property
    def is_on_sale(self) -> bool:
        return self.state == ListingState.ON_SALE

    @property
    def can_go_on_sale(self) -> bool:
        return LISTING_FLOW.allows(self, ListingState.ON_SALE)

    @property
    def facts(self) -> ListingFacts:
        """What the checks of the rule book look at."""
        return ListingFacts(
            title=self.title,
            category_code=self.category_code,
            attributes=self.attributes,
            images=self.images,
            texts=texts(self.detail),
            prices_fen=[sku.price_fen for sku in self.skus],
            available=self.available,
            presale=self.presale,
            ship_hours=self.ship_hours,
        )

    @property
    def picture(self) -> str | None:
        return self.images[0] if self.images else None

    @property
    def price_fen(self) -> int:
        """The lowest price among its SKUs."""
        return min((sku.price_fen for sku in self.skus), default=0)

    @property
    def highest_fen(self) -> int:
        return max((sku.price_fen for sku in self.skus), default=0)

    @property
    def available(self) -> int:
        return sum(sku.available for sku in self.skus)

    @property
    def sold(self) -> int:
        return sum(sku.sold for sku in self.skus)


class Sku(Sandboxed, Model):
    """One thing that can be put in a cart.

    `code` is stable and unique in the cohort. `goods_code` is the identity of the goods, the
    same in every store that sells them (the supplier's SKU code; its own code otherwise).
    `reference_fen` is what such goods usually cost a buyer. `supplied`: the stock follows the
    supply system and is not set by hand. `sold` counts units that left by SALE moves.
    `specs`: its value in each of the listing's `spec_names`; `spec` is the same as one text.
    `compare_fen`: the price struck through, which must have been charged (B-2), None if there is
    none. A SKU that was taken out of the matrix is not `active`; old orders still name it.
    """

    __tablename__ = "sku"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "code"),
        sa.Index("ix_sku_of_listing", "cohort_id", "listing_id"),
        sa.Index(
            "uq_sku_spec",
            "cohort_id",
            "listing_id",
            "spec",
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        ),
        sa.CheckConstraint("on_hand >= reserved AND reserved >= 0", name="never_oversold"),
        sa.CheckConstraint("price_fen > 0 AND cost_fen >= 0", name="price_is_positive"),
        sa.CheckConstraint("sold >= 0", name="sold_is_not_negative"),
        sa.CheckConstraint("compare_fen IS NULL OR compare_fen > price_fen", name="compare_above"),
    )

    listing_id: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(24))
    goods_code: Mapped[str] = mapped_column(sa.String(40))
    spec: Mapped[str] = mapped_column(sa.String(60), default="")
    specs: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    merchant_code: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    picture: Mapped[str | None] = mapped_column(sa.String(60))
    price_fen: Mapped[int]
    compare_fen: Mapped[int | None]
    cost_fen: Mapped[int] = mapped_column(default=0)
    reference_fen: Mapped[int]
    weight_g: Mapped[int] = mapped_column(default=0)
    volume_cm3: Mapped[int] = mapped_column(default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    supplied: Mapped[bool] = mapped_column(default=False)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)

    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(Sku.listing_id) == Listing.id", back_populates="skus"
    )

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    @property
    def shown_picture(self) -> str | None:
        return self.picture or self.listing.picture
