"""Scripted rivals that fill the pages of a shared mall up, so that a class's size hardly matters.

A store that stands alone meets forty rivals. In a shared mall a classmate's listing takes the
place of one of them: whoever opens a store, a store meets forty others in the mean. Where
classmates alone are more than that, as many more people come.
"""

import numpy as np

from sim_market.buyers.market import keyed
from sim_market.buyers.market.keyed import MICRO, Ints, Reals
from sim_market.buyers.market.offers import Table
from sim_market.buyers.market.params import Params


def counted(table: Table, categories: int, cap: int) -> tuple[Ints, Ints]:
    """Stores in each category, and how many listings they have on a page, at most `cap` each."""
    starts, sizes = np.unique(table.group_start, return_counts=True)
    category = table.category[starts]
    stores = np.bincount(category, minlength=categories)
    listings = np.bincount(category, weights=np.minimum(sizes, cap), minlength=categories)
    return stores.astype(np.int64), listings.astype(np.int64)


def rivals_left(table: Table, categories: int, params: Params) -> Ints:
    """How many scripted rivals stay on the pages of each category."""
    stores, listings = counted(table, categories, params.store_cap)
    classmates = listings * np.maximum(0, stores - 1) // np.maximum(1, stores)
    return np.asarray(np.maximum(0, params.rivals - classmates))


def crowd(table: Table, categories: int, params: Params) -> Reals:
    """Times as many visitors of each category; above 1 where there are no rivals left."""
    stores, listings = counted(table, categories, params.store_cap)
    share = listings * stores / (params.rivals * np.maximum(1, stores) + listings)
    return np.asarray(np.maximum(1.0, keyed.fixed(share, MICRO) / MICRO))
