"""A merchant's own list of goods: one page of it, its filters, and how many fit each."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from app.db import db
from app.flow import State
from sim_market.listings.looking import quality_of
from sim_market.listings.models import BIN_DAYS, Listing, ListingState
from sim_market.listings.queries.history import refused
from sim_market.listings.queries.search import Card, page_of, sums, within
from sim_market.rules.categories import find_category
from sim_market.stores.models import Store

PER_PAGE = 50
FEW = 5  # so many left are few
WEAK = 60  # a score below this is weak
MOST_LOOKED_AT = 1000


class Only(State):
    """What in a list asks to be done."""

    LOW = "low", _l("库存不多")
    SOLD_OUT = "sold_out", _l("卖完了")
    SENT_BACK = "sent_back", _l("审核没通过")
    WEAK = "weak", _l("信息分低")


def list_of_store(  # noqa: PLR0913 - each is a filter of the page
    store: Store,
    text: str,
    state: str,
    category_code: str,
    page: int,
    *,
    only: str = "",
    per_page: int = PER_PAGE,
) -> tuple[Sequence[Card], int]:
    """A merchant's goods, newest first: one page and how many there are in all.

    `only`: one of `Only`; anything else is all.
    """
    per = sums()
    asked = (
        sa.select(Listing, per.c.price_fen, per.c.highest_fen, per.c.available, per.c.sold)
        .join(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .where(*_of(store), per.c.cohort_id == store.cohort_id)
        .options(selectinload(Listing.skus))
        .order_by(Listing.id.desc())
    )
    if state in set(ListingState):
        asked = asked.where(Listing.state == state, still_there(store))
    else:
        asked = asked.where(Listing.state != ListingState.BINNED)
    if only == Only.WEAK:
        asked = asked.where(Listing.id.in_(weak_ids(store)))
    elif only in set(Only):
        asked = asked.where(_asking(per)[only])
    if find_category(category_code):
        asked = asked.where(within(category_code))
    if text.strip():
        like = f"%{_escaped(text.strip())}%"
        asked = asked.where(
            Listing.title.ilike(like, escape="\\") | Listing.code.ilike(like, escape="\\")
        )
    found = page_of(asked, page, per_page, exact=True)
    return found.cards, found.total


def count_by_state(store: Store) -> dict[str, int]:
    """State -> how many listings of this store; states without any are 0."""
    rows = db.session.execute(
        sa.select(Listing.state, sa.func.count())
        .where(*_of(store), still_there(store))
        .group_by(Listing.state)
    ).all()
    return dict.fromkeys(map(str, ListingState), 0) | {str(row[0]): int(row[1]) for row in rows}


def count_only(store: Store) -> dict[str, int]:
    """What asks to be done -> how many listings of this store, in one statement.

    Without `WEAK`: that is reckoned from all that a listing says, not by the database.
    """
    per = sums()
    asking = _asking(per)
    row = db.session.execute(
        sa.select(*(_how_many(those) for those in asking.values()))
        .select_from(Listing)
        .join(per, (per.c.cohort_id == Listing.cohort_id) & (per.c.listing_id == Listing.id))
        .where(*_of(store), per.c.cohort_id == store.cohort_id)
    ).one()
    return {str(only): int(count) for only, count in zip(asking, row, strict=True)}


def weak_ids(store: Store) -> list[int]:
    """Goods whose score is below `WEAK`."""
    listings = db.session.scalars(
        sa.select(Listing)
        .where(*_of(store), Listing.state != ListingState.BINNED)
        .options(selectinload(Listing.skus))
        .order_by(Listing.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return [each.id for each in listings if quality_of(each).score < WEAK]


def still_there(store: Store) -> sa.ColumnElement[bool]:
    """Not for longer in the bin than it can be taken out again."""
    gone = store.cohort.sim_at - BIN_DAYS
    return sa.or_(Listing.binned_sim_at.is_(None), Listing.binned_sim_at >= gone)


def _of(store: Store) -> tuple[sa.ColumnElement[bool], ...]:
    return Listing.cohort_id == store.cohort_id, Listing.store_id == store.id


def _asking(per: sa.Subquery) -> dict[str, sa.ColumnElement[bool]]:
    on_sale = Listing.state == ListingState.ON_SALE
    return {
        Only.LOW: on_sale & (per.c.available <= FEW),
        Only.SOLD_OUT: on_sale & (per.c.available <= 0),
        Only.SENT_BACK: refused(),
    }


def _how_many(those: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((those, 1), else_=0)), 0)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
