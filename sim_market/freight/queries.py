"""Reading a store's templates, and what they charge."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import NotFound
from sim_market.freight.models import FreightTemplate
from sim_market.freight.price import Load, Quote, quote
from sim_market.freight.provinces import PROVINCES
from sim_market.stores.models import Store


def list_templates(store: Store) -> Sequence[FreightTemplate]:
    """The default first, then in the order in which they were made."""
    return templates_of(store.cohort_id, [store.id]).get(store.id, [])


def templates_of(
    cohort_id: int, store_ids: Iterable[int] | None = None
) -> dict[int, list[FreightTemplate]]:
    """Store id -> its templates, of some stores or all of a class, in one statement."""
    found: dict[int, list[FreightTemplate]] = {}
    asked = IN_CLASS
    if store_ids is not None:
        asked = asked.where(FreightTemplate.store_id.in_(sorted(set(store_ids))))
    for row in db.session.scalars(asked, {"cohort": cohort_id}):
        found.setdefault(row.store_id, []).append(row)
    return found


IN_CLASS = (
    sa.select(FreightTemplate)
    .where(FreightTemplate.cohort_id == sa.bindparam("cohort"), ~FreightTemplate.deleted)
    .order_by(FreightTemplate.is_default.desc(), FreightTemplate.id)
)


def get_template(template_id: int, store: Store) -> FreightTemplate:
    found = db.session.scalar(
        sa.select(FreightTemplate).where(
            FreightTemplate.cohort_id == store.cohort_id,
            FreightTemplate.store_id == store.id,
            FreightTemplate.id == template_id,
            ~FreightTemplate.deleted,
        )
    )
    if found is None:
        raise NotFound(_("没有这个运费模板"), next_step=_("回运费模板页看看"), link="/freight")
    return found


def template_for(templates: Sequence[FreightTemplate], freight_id: int | None) -> int:
    """The template that goods go by: their own, else the store's default, else 0 for none."""
    if any(each.id == freight_id for each in templates):
        return freight_id or 0
    return next((each.id for each in templates if each.is_default), 0)


def quote_for(templates: Sequence[FreightTemplate], loads: Sequence[Load], province: str) -> Quote:
    """What one order costs to send. `Load.template` may be 0: `template_for` has been asked."""
    return quote({each.id: each.rates for each in templates}, loads, province)


def not_served(template: FreightTemplate) -> list[str]:
    """The provinces that it does not deliver to."""
    rates = template.rates
    return [name for name in PROVINCES if not rates.zone_of(name).delivers]
