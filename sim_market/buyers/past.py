"""A store's past, read so that it can be played again."""

from collections.abc import Sequence

from sim_market.buyers import queries
from sim_market.buyers.advising import fee_of
from sim_market.buyers.decisions import History, Note
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.queries.history import (
    ad_money,
    orders_by_hour,
    regulars_by_hour,
    stars_by_listing,
    volume_of,
)
from sim_market.buyers.queries.shelf import costs_of
from sim_market.stores.models import Store


def history_of(store: Store, notes: Sequence[Note]) -> History:
    """Seven statements; `notes` are all that was noted of the store's shelf."""
    cohort, volume = store.cohort, volume_of(store.cohort_id)
    happenings = queries.happenings_of(cohort.id)
    days = {day for each in happenings for day in range(each.first_day, each.last_day + 1)}
    return History(
        world=world_of(cohort, volume),
        notes=notes,
        orders=orders_by_hour(store),
        stars=stars_by_listing(store),
        cost_fen=costs_of(store),
        fee_pm=fee_of([note.seen["category"] for note in notes]),
        weather={day: world_of(cohort, volume, happenings, day) for day in days},
        ads=ad_money(store),
        regulars=regulars_by_hour(store),
    )
