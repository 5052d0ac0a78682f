"""What the published pages of stores say, for the daily patrol (rules L-4 to L-7)."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from sim_market.decoration.blocks import said
from sim_market.decoration.models import PageVersion, StorePage
from sim_market.stores.models import Store
from sim_market.violations.detect import Text


def page_texts(cohort_id: int) -> Iterator[Text]:
    """One text for each store whose page is published: all that its blocks say."""
    rows = db.session.execute(
        sa.select(Store.id, Store.name, StorePage.id, PageVersion.blocks)
        .join(
            StorePage, (StorePage.cohort_id == Store.cohort_id) & (StorePage.store_id == Store.id)
        )
        .join(
            PageVersion,
            (PageVersion.cohort_id == Store.cohort_id)
            & (PageVersion.store_id == Store.id)
            & (PageVersion.number == StorePage.published),
        )
        .where(Store.cohort_id == cohort_id)
        .order_by(Store.id)
    )
    for store_id, name, page_id, blocks in rows:
        words = "\n".join(said(block) for block in blocks)
        title = _("%(name)s 的装修页", name=name)
        yield Text(store_id, "page", page_id, title, _("店铺装修"), words)
