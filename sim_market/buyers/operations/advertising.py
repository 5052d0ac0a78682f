"""Ads in the market's hour: bids on the shelves, whole clicks, and money for them."""

from collections.abc import Sequence
from dataclasses import replace

from app.cohorts.models import Cohort
from app.db import db, savepoint
from sim_market.buyers.market.clicks import Paid, paid_clicks
from sim_market.buyers.market.outcome import Outcome
from sim_market.buyers.queries.ads import Running
from sim_market.buyers.shelves import Shelf
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import InsufficientFunds, account, post
from sim_market.stores.models import Store


def advertised(shelves: Sequence[Shelf], ads: Running) -> list[Shelf]:
    """The same shelves with what is offered for clicks."""
    if not ads.bids:
        return list(shelves)
    return [
        replace(shelf, offer=replace(shelf.offer, bids=ads.bids[shelf.listing_id]))
        if shelf.store_id in ads.left_fen and shelf.listing_id in ads.bids
        else shelf
        for shelf in shelves
    ]


def charge(
    cohort: Cohort,
    hour: int,
    shelves: Sequence[Shelf],
    outcomes: Sequence[Outcome],
    ads: Running,
) -> list[Paid]:
    """Each listing's paid clicks, in the order of the shelves; one movement of money per store."""
    left = dict(ads.left_fen)
    found = []
    for shelf, outcome in zip(shelves, outcomes, strict=True):
        if shelf.store_id not in left:
            found.append(Paid(owed_micro=shelf.ads_micro))
            continue
        paid = paid_clicks(
            cohort.seed, shelf.offer.code, outcome.expected.words, shelf.ads_micro,
            most=outcome.clicks, left=left[shelf.store_id],
        )  # fmt: skip
        left[shelf.store_id] -= paid.fen
        found.append(paid)
    broke = [s for s, fen in sorted(ads.left_fen.items()) if not paid_for(s, hour, fen - left[s])]
    return [
        Paid(owed_micro=each.owed_micro) if shelf.store_id in broke else each
        for shelf, each in zip(shelves, found, strict=True)
    ]


def paid_for(store_id: int, hour: int, fen: int) -> bool:
    """Take the money of an hour's clicks. False if it was spent elsewhere meanwhile."""
    if not fen:
        return True
    store = db.session.get_one(Store, store_id)
    funds = account(store.cohort_id, AccountKind.STORE_FUNDS, store.id)
    platform = account(store.cohort_id, AccountKind.ADVERTISING)
    try:
        with savepoint():
            key = f"{store.code}-{hour}"
            post(TxnKind.ADVERTISING, key, [(funds, -fen), (platform, fen)], about=store)
    except InsufficientFunds:
        return False
    return True
