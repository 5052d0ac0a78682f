"""What a store decided, and the same days without it."""

from sim_market.buyers.decisions.notes import (
    Decision,
    Note,
    What,
    decisions_in,
    part,
    put_back,
    without,
)
from sim_market.buyers.decisions.replay import (
    LONGEST,
    Compared,
    Day,
    History,
    Stars,
    Turn,
    Way,
    compare,
    compared,
    play,
)

__all__ = [
    "LONGEST",
    "Compared",
    "Day",
    "Decision",
    "History",
    "Note",
    "Stars",
    "Turn",
    "Way",
    "What",
    "compare",
    "compared",
    "decisions_in",
    "part",
    "play",
    "put_back",
    "without",
]
