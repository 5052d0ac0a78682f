"""What must hold of groups: as many members as seats that are taken (P-2)."""

import sqlalchemy as sa

from app.db import db
from sim_market.groups.models import BuyingGroup, GroupSeat, SeatState


def members_have_seats() -> list[str]:
    held = (
        sa.select(GroupSeat.buying_group_id, sa.func.count().label("count"))
        .where(GroupSeat.state.in_([SeatState.TAKEN, SeatState.REFUNDED]))
        .group_by(GroupSeat.buying_group_id)
        .subquery()
    )
    count = sa.func.coalesce(held.c.count, 0)
    rows = db.session.execute(
        sa.select(BuyingGroup.id, BuyingGroup.members, count)
        .outerjoin(held, held.c.buying_group_id == BuyingGroup.id)
        .where(BuyingGroup.members != count)
    )
    return [f"group {row[0]}: {row[1]} members, {row[2]} seats" for row in rows]


CHECKS = {"groups.members": members_have_seats}
