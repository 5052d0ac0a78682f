"""A store's ads: how much a day may cost, and what is offered for a click on each word."""

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Invalid
from app.identity.models import User
from app.journal import record
from app.money import yuan
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.models import (
    LEAST_BID_FEN,
    LEAST_BUDGET_FEN,
    MOST_BID_FEN,
    MOST_BUDGET_FEN,
    AdBid,
    AdPlan,
)
from sim_market.buyers.queries.ads import find_plan
from sim_market.listings.models import Listing
from sim_market.stores.models import Store
from sim_market.verbs import Verb


def set_ads(store: Store, *, on: bool, budget_fen: int, actor: User | None) -> AdPlan:
    """From the next full hour on. Raises Invalid for a budget beyond the bounds."""
    if not LEAST_BUDGET_FEN <= budget_fen <= MOST_BUDGET_FEN:
        message = _(
            "日预算要在 %(low)s 到 %(high)s 之间",
            low=yuan(LEAST_BUDGET_FEN), high=yuan(MOST_BUDGET_FEN),
        )  # fmt: skip
        raise Invalid(message, fields={"budget": message}, next_step=_("改好后再保存"))
    key = {"cohort_id": store.cohort_id, "store_id": store.id}
    insert_unless_there(AdPlan, **key, budget_fen=budget_fen, on=on)
    plan = find_plan(store)
    if plan is None:  # pragma: no cover - it was just put there
        raise LookupError(key)
    plan.budget_fen, plan.on = budget_fen, on
    db.session.flush()
    record(Verb.ADS_CHANGED, plan, actor=actor, budget_fen=budget_fen, on=on)
    return plan


def set_bids(listing: Listing, bids: Mapping[int, int], *, actor: User | None) -> None:
    """`bids`: query 0..5 -> fen for a click, 0 for none. From the next full hour on."""
    for word, fen in bids.items():
        if not 0 <= word < DEFAULT.queries or (fen and not LEAST_BID_FEN <= fen <= MOST_BID_FEN):
            message = _(
                "出价要在 %(low)s 到 %(high)s 之间，不投就空着",
                low=yuan(LEAST_BID_FEN), high=yuan(MOST_BID_FEN),
            )  # fmt: skip
            raise Invalid(message, fields={f"bid_{word}": message}, next_step=_("改好后再保存"))
    own = (AdBid.cohort_id == listing.cohort_id, AdBid.listing_id == listing.id)
    db.session.execute(sa.delete(AdBid).where(*own))
    db.session.add_all(
        AdBid(
            cohort_id=listing.cohort_id, store_id=listing.store_id, listing_id=listing.id,
            word=word, bid_fen=fen,
        )
        for word, fen in sorted(bids.items())
        if fen
    )  # fmt: skip
    db.session.flush()
    record(
        Verb.ADS_CHANGED, listing, actor=actor,
        title=listing.title, bids=[fen for _word, fen in sorted(bids.items())],
    )  # fmt: skip
