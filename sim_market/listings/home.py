"""What a trainee's home page says of the goods."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.db import db
from app.identity.viewer import Viewer
from app.module import Step, Todo
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.queries import sums
from sim_market.stores.models import Store

ENOUGH = 5  # the rubric asks for at least five on sale


def steps(viewer: Viewer) -> Sequence[Step]:
    on_sale = _count(viewer)
    detail = _("已上架 %(n)s 件", n=on_sale)
    title = _("上架 %(n)s 件商品", n=ENOUGH)
    return [Step(title, on_sale >= ENOUGH, detail, url_for("listings.index"))]


def sold_out(viewer: Viewer) -> Todo | None:
    """Goods on sale that nobody can buy because there are none."""
    per = sums()
    asked = _mine(viewer).join(
        per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id)
    )
    count: int = db.session.scalar(asked.where(per.c.available <= 0)) or 0
    if not count:
        return None
    url = url_for("listings.index", state=ListingState.ON_SALE.value)
    return Todo("box-seam", _("商品卖完了"), _("补货、换货源，或者下架"), count, url, "warn")


def _count(viewer: Viewer) -> int:
    return db.session.scalar(_mine(viewer)) or 0


def _mine(viewer: Viewer) -> sa.Select[int]:
    """How many of the viewer's goods are on sale."""
    return (
        sa.select(sa.func.count(Listing.id))
        .join(Store, (Store.cohort_id == Listing.cohort_id) & (Store.id == Listing.store_id))
        .where(
            Listing.cohort_id == viewer.cohort_id,
            Store.owner_id == viewer.user.id,
            Listing.state == ListingState.ON_SALE,
        )
    )
