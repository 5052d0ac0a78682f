"""Lists that somebody looks at often."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed


class ListingView(Sandboxed, Model):
    """Filters of the list of goods under a name, of one person in one store.

    `filters`: those of the list's address, name -> value.
    """

    __tablename__ = "listing_view"
    __table_args__ = sandboxed(
        parent("store"),
        sa.UniqueConstraint("cohort_id", "store_id", "user_id", "name"),
        sa.CheckConstraint("name <> ''", name="name_is_said"),
    )

    store_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(sa.String(12))
    filters: Mapped[dict[str, Any]]
