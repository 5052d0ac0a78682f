"""What must always hold of shipping templates."""

import sqlalchemy as sa

from app.db import db
from sim_market.freight.models import FreightTemplate


def not_one_default() -> list[str]:
    """A store that has templates has one for all goods that name none."""
    default = sa.func.sum(sa.case((FreightTemplate.is_default, 1), else_=0))
    rows = db.session.execute(
        sa.select(FreightTemplate.cohort_id, FreightTemplate.store_id, default)
        .where(~FreightTemplate.deleted)
        .group_by(FreightTemplate.cohort_id, FreightTemplate.store_id)
        .having(default != 1)
    )
    return [f"store {r[1]} of cohort {r[0]}: {r[2]} default templates" for r in rows]


def unreadable() -> list[str]:
    """The zones of every template can be reckoned with."""
    found = []
    for template in db.session.scalars(sa.select(FreightTemplate)):
        try:
            _ = template.rates
        except (TypeError, ValueError) as wrong:
            found.append(f"template {template.id} of cohort {template.cohort_id}: {wrong}")
    return found


CHECKS = {"freight.default": not_one_default, "freight.zones": unreadable}
