"""What the crowd leaves behind: counters per listing and hour, and who was going to buy what."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from sim_market.listings.models import Listing, Sku
from sim_market.orders.models import Order, OrderLine


class MarketState(Sandboxed, Model):
    """The market of one cohort: how lively it is, and the last hour that was played.

    Hours count from 0 at the start of the sandbox; -1 before the first.
    """

    __tablename__ = "market_state"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id"),
        sa.CheckConstraint("volume_pm BETWEEN 0 AND 100000", name="volume_in_range"),
    )

    volume_pm: Mapped[int] = mapped_column(default=1000)
    last_hour: Mapped[int] = mapped_column(default=-1)


class ListingDemand(Sandboxed, Model):
    """What a listing has been owed so far, in millionths, and its recent expected orders.

    Whole people are rounded from these running sums, so what is shown never strays from them.
    `ads_micro`: clicks on its ads, by query, that are not yet whole; `asked_micro`: purchases that
    good answers at the desk are worth and that are not yet whole. `shelf_key` says how it was last
    noted (`ShelfNote`), `carried` what else an hour leaves to the next (`market.carried`).
    """

    __tablename__ = "listing_demand"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id"),
        sa.CheckConstraint(
            "0 <= orders_micro AND orders_micro <= clicks_micro"
            " AND clicks_micro <= impressions_micro",
            name="a_funnel",
        ),
    )

    listing_id: Mapped[int]
    impressions_micro: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    clicks_micro: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    orders_micro: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    recent_micro: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    ads_micro: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    asked_micro: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    shelf_key: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    carried: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class TrafficHour(Sandboxed, Model):
    """Who saw, opened and wanted to buy one listing in one hour of the sandbox.

    `orders` are those that were ordered, paid or not; `carts` counts them and who only kept it.
    `regulars`: how many of the store's could come straight back; `straight_milli` of `clicks` are
    expected to be theirs, in thousandths.
    `alone_micro`: in an hour that the class played together, expected orders of it alone.
    `words`: for each query of its category [seen, opened, bought, mean place, and of these by ads:
    seen, opened, bought], people in thousandths and expected, the place in hundredths.
    `ad_left_fen`: what the store could still spend on ads as the hour began, None without ads.
    """

    __tablename__ = "traffic_hour"
    __table_args__ = sandboxed(
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "listing_id", "hour"),
        sa.Index("ix_traffic_hour_store_day", "cohort_id", "store_id", "day"),
        sa.CheckConstraint(
            "0 <= orders AND orders <= clicks AND clicks <= impressions", name="a_funnel"
        ),
    )

    store_id: Mapped[int]
    listing_id: Mapped[int]
    hour: Mapped[int]
    day: Mapped[int]
    impressions: Mapped[int]
    clicks: Mapped[int]
    orders: Mapped[int]
    carts: Mapped[int] = mapped_column(default=0, server_default="0")
    regulars: Mapped[int] = mapped_column(default=0, server_default="0")
    straight_milli: Mapped[int] = mapped_column(default=0, server_default="0")
    expected_micro: Mapped[int] = mapped_column(sa.BigInteger)
    alone_micro: Mapped[int | None] = mapped_column(sa.BigInteger)
    ad_clicks: Mapped[int] = mapped_column(default=0, server_default="0")
    ad_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    ad_left_fen: Mapped[int | None]
    words: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class PurchaseState(State):
    """BOUGHT: ordered; whether it was paid says the order."""

    PLANNED = "planned", _l("将要下单"), "info"
    BOUGHT = "bought", _l("已下单"), "ok"
    LOST = "lost", _l("没买成"), "warn"


class Origin(State):
    """What made somebody buy."""

    MARKET = "market", _l("自己逛到的")
    DESK = "desk", _l("问过客服")
    REGULAR = "regular", _l("老顾客回店")


class LostBecause(State):
    """Why somebody who wanted to buy went away."""

    OUT_OF_STOCK = "out_of_stock", _l("缺货")
    DEARER = "dearer", _l("价格变贵")
    OFF_SALE = "off_sale", _l("已下架")
    NOT_SENT = "not_sent", _l("不送到那里")
    REFUSED = "refused", _l("没能下单")


PURCHASE_FLOW = Flow(
    {
        PurchaseState.PLANNED: {PurchaseState.BOUGHT, PurchaseState.LOST},
        PurchaseState.BOUGHT: set(),
        PurchaseState.LOST: set(),
    }
)


class PlannedPurchase(Sandboxed, Model):
    """One simulated buyer who made up their mind, and what became of it.

    `draw` keys everything this buyer does later. `seen_price_fen` is the unit price they saw,
    `seen_off_fen` what a promotion took off one unit, `seen_shipping_fen` what sending all of it
    to them cost. Those who bought for a good answer (`origin`) are beyond what the hour expected.
    `reluctance_pm`: how much it takes until they pay what they ordered (`market.paying`).
    """

    __tablename__ = "planned_purchase"
    __table_args__ = sandboxed(
        parent("listing"),
        parent("sku"),
        parent("order"),
        sa.UniqueConstraint("cohort_id", "key"),
        sa.UniqueConstraint("cohort_id", "order_id"),
        sa.Index("ix_planned_purchase_store", "cohort_id", "store_id", "state"),
        sa.CheckConstraint("(order_id IS NOT NULL) = (state = 'bought')", name="order_if_bought"),
        sa.CheckConstraint("(lost_because IS NOT NULL) = (state = 'lost')", name="reason_if_lost"),
        sa.CheckConstraint("quantity >= 1", name="at_least_one"),
    )

    key: Mapped[str] = mapped_column(sa.String(60))
    store_id: Mapped[int]
    listing_id: Mapped[int]
    sku_id: Mapped[int]
    hour: Mapped[int]
    planned_sim_at: Mapped[datetime]
    buyer_number: Mapped[int]
    quantity: Mapped[int]
    seen_price_fen: Mapped[int]
    seen_shipping_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    seen_off_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    origin: Mapped[Origin] = mapped_column(default=Origin.MARKET, server_default="market")
    draw: Mapped[int] = mapped_column(sa.BigInteger)
    reluctance_pm: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[PurchaseState] = mapped_column(default=PurchaseState.PLANNED)
    lost_because: Mapped[LostBecause | None]
    order_id: Mapped[int | None]

    listing: Mapped[Listing] = relationship(
        primaryjoin="foreign(PlannedPurchase.listing_id) == Listing.id"
    )
    sku: Mapped[Sku] = relationship(primaryjoin="foreign(PlannedPurchase.sku_id) == Sku.id")
    order: Mapped[Order | None] = relationship(
        primaryjoin="foreign(PlannedPurchase.order_id) == Order.id"
    )

    def line_of(self, order: Order) -> OrderLine:
        """What they came for, among gifts and what was added to the basket."""
        return next(x for x in order.lines if x.sku_id == self.sku_id and not x.gift)
