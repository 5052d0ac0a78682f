"""The page of a store as it is being built and as it was published; its own categories."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State
from app.identity.models import User


class StorePage(Sandboxed, Model):
    """The page that a store is building. `blocks` as `blocks.py` says; `before` can be undone.

    `published` is the number of the version that buyers see, 0 for none.
    """

    __tablename__ = "store_page"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id"),
        sa.CheckConstraint("published >= 0", name="published_counts"),
    )

    store_id: Mapped[int]
    blocks: Mapped[list[Any]] = mapped_column(default=list)
    before: Mapped[list[Any] | None] = mapped_column(sa.JSON)
    version: Mapped[int] = mapped_column(default=1)
    published: Mapped[int] = mapped_column(default=0)


class PageVersion(Sandboxed, Model):
    """The page as it was published once. It never changes."""

    __tablename__ = "page_version"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_counts_from_one"),
    )

    store_id: Mapped[int]
    number: Mapped[int]
    blocks: Mapped[list[Any]]
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    published_sim_at: Mapped[datetime]

    actor: Mapped[User] = relationship()


class GroupRule(State):
    """Which goods stand in a category of the store's own: chosen by hand, or by a rule."""

    HAND = "hand", _l("自己挑选"), "idle"
    NEWEST = "newest", _l("新品：最近上架的 20 件"), "info"
    BEST = "best", _l("热卖：卖得最多的 20 件"), "info"
    LOW = "low", _l("实惠：价格最低的 20 件"), "info"


class StoreCategory(Sandboxed, Model):
    """A category of the store's own, shown as a tab of its page, in the order of `position`.

    Two levels: `parent_id` is a category without a parent. `rule` says which goods are in it.
    """

    __tablename__ = "store_category"
    __table_args__ = sandboxed(
        parent("store"),
        parent("store_category", "parent_id"),
        sa.UniqueConstraint("cohort_id", "store_id", "name"),
        sa.CheckConstraint("parent_id <> id", name="no_parent_of_itself"),
    )

    store_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int]
    parent_id: Mapped[int | None]
    rule: Mapped[GroupRule] = mapped_column(default=GroupRule.HAND, server_default="hand")


class StoreCategoryListing(Sandboxed, Model):
    """These goods stand in this category of their store."""

    __tablename__ = "store_category_listing"
    __table_args__ = sandboxed(
        parent("store_category"),
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "store_category_id", "listing_id"),
        sa.Index("ix_store_category_listing_goods", "cohort_id", "listing_id"),
    )

    store_category_id: Mapped[int]
    listing_id: Mapped[int]
