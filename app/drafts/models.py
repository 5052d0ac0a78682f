"""A draft: the fields of one form, of one person."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model


class Draft(Model):
    """`place` names the form, `content` its fields: name -> values, in their order."""

    __tablename__ = "draft"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "place"),
        sa.CheckConstraint("place <> ''", name="place_is_named"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    place: Mapped[str] = mapped_column(sa.String(80))
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
