"""Reading shoppers."""

import sqlalchemy as sa

from app.db import db
from sim_market.shoppers.models import Shopper


def find_shopper(user_id: int, cohort_id: int) -> Shopper | None:
    """This person as a shopper, if they have been one."""
    return db.session.scalar(
        sa.select(Shopper).where(Shopper.cohort_id == cohort_id, Shopper.user_id == user_id)
    )
