"""What may be asked of the last days besides single decisions: without ads, with higher bids, with
a bigger budget, with nothing ever out of stock. Pure.
"""

from enum import StrEnum

from sim_market.buyers.decisions import LONGEST, Compared, History, Way, compared


class Question(StrEnum):
    """Values are stable codes; they stand in addresses."""

    NO_ADS = "no_ads"
    BIDS_DOUBLE = "bids_double"
    BUDGET_DOUBLE = "budget_double"
    NEVER_OUT = "never_out"


def possible(history: History, now: int) -> list[Question]:
    """Those that the last week gives reason to ask."""
    return [each for each in Question if begins(each, history, now) is not None]


def answer(question: Question, history: History, now: int) -> Compared | None:
    """The hours that it is about, at most a week; None where there is nothing to ask."""
    start = begins(question, history, now)
    return None if start is None else compared(history, way_of(question, history), start, now)


def way_of(question: Question, history: History) -> Way:
    match question:
        case Question.NO_ADS:
            return Way(history.notes, bids=0)
        case Question.BIDS_DOUBLE:
            return Way(history.notes, bids=2)
        case Question.BUDGET_DOUBLE:
            return Way(history.notes, budget=2)
    return Way(history.notes, stocked=True)


def begins(question: Question, history: History, now: int) -> int | None:
    """The first hour of the last week in which it makes a difference."""
    since = max(0, now - LONGEST)
    if question == Question.NEVER_OUT:
        return _first_out(history, since, now)
    hours = [hour for hour in history.ads if since <= hour < now]
    return min(hours, default=None)


def _first_out(history: History, since: int, now: int) -> int | None:
    """The first hour in which a variant was out, or since when it is."""
    latest = {
        note.listing_id: note
        for note in sorted(history.notes, key=lambda each: each.hour)
        if note.hour <= since
    }
    noted = [*latest.values(), *(note for note in history.notes if since < note.hour < now)]
    hours = [
        max(since, note.hour)
        for note in noted
        if not all(each["there"] for each in note.seen["variants"])
    ]
    return min(hours, default=None)
