"""Scripted stores that fill a shared mall up, so that a class's size hardly matters."""

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import Reals
from sim_market.buyers.season.goods import Catalogue
from sim_market.buyers.season.levers import Decisions, Lever, ordinary

FULL = 60  # stores in a shared mall
# Between what a scripted store's levers lie; the price as a share of what such goods usually cost.
SPREAD = {
    Lever.PRICE: (0.9, 1.15), Lever.COVERAGE: (0.5, 0.95), Lever.IMAGE: (0.3, 0.8),
    Lever.DETAIL: (0.3, 0.8), Lever.REPLY: (60.0, 600.0), Lever.RIGHT: (0.7, 1.0),
}  # fmt: skip


class TooManyStoresError(ValueError):
    """There are more stores than the mall is to have."""


def padded(goods: Catalogue, decisions: Decisions, *, stores: int = FULL) -> Decisions:
    """The class's stores first, then as many scripted ones as are missing."""
    missing = stores - decisions.stores
    if missing < 0:
        raise TooManyStoresError(f"{decisions.stores} stores do not fit into {stores}")
    start = np.concatenate(
        [decisions.start, scripted(goods, stores)[:, decisions.stores :]], axis=1
    )
    return Decisions(start, decisions.changes)


def scripted(goods: Catalogue, stores: int) -> Reals:
    """Levers of scripted stores; the one in a given place is always the same."""
    levers = ordinary(goods, stores)
    numbers = np.arange(stores, dtype=np.uint64)
    for lever, (low, high) in SPREAD.items():
        start = keyed.keys_of([keyed.key("scripted", lever.name)])
        share = keyed.fixed(keyed.units(keyed.fold(start, numbers)), 1000) / 1000
        told = (low + (high - low) * share)[:, None]
        levers[lever] = np.rint(goods.reference_fen * told) if lever == Lever.PRICE else told
    return levers
