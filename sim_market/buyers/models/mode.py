"""How the stores of a class stand in the market: each alone, or together on the same pages."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.db import Model, Sandboxed, sandboxed


class MarketMode(Sandboxed, Model):
    """From this hour of the sandbox on stores meet each other (`shared`) or do not.

    Without a row every store stands alone. What was played is never played again in another way.
    """

    __tablename__ = "market_mode"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "from_hour"),
        sa.CheckConstraint("from_hour >= 0", name="counts_from_zero"),
    )

    from_hour: Mapped[int]
    shared: Mapped[bool]
