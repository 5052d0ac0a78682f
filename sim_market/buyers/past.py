"""A store's past, read so that it can be played again."""

from collections.abc import Sequence

from sim_market.buyers import queries
from sim_market.buyers.advising import fee_of
from sim_market.buyers.decisions import History, Note
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.queries.history import (
    hours_of,
    stars_by_listing,
)
from sim_market.buyers.queries.shelf import costs_of
from sim_market.stores.models import Store


def history_of(store: Store, notes: Sequence[Note]) -> History:
    """Four statements; `notes` are all that was noted of the store's shelf."""
    cohort, hours = store.cohort, hours_of(store)
    volume = hours.volume_pm
    happenings = queries.happenings_of(cohort.id)
    days = {day for each in happenings for day in range(each.first_day, each.last_day + 1)}
    return History(
        world=world_of(cohort, volume),
        notes=notes,
        orders=hours.orders,
        stars=stars_by_listing(store),
        cost_fen=costs_of(store),
        fee_pm=fee_of([note.seen["category"] for note in notes]),
        weather={day: world_of(cohort, volume, happenings, day) for day in days},
        ads=hours.ads,
        regulars=hours.regulars,
    )
