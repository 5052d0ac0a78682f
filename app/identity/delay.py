"""How long a wrong password makes one wait: pure numbers.

Two counters, so that neither a rival nor a crowded classroom can lock anybody out:

- *of this browser for this account*: a few tries are free, then the wait doubles up to five
  minutes. A rival's wrong tries run up the counter of the rival's browser only.
- *of strangers for this account from this address* (browsers that never signed in to it): after
  many wrong tries a stranger's browser must have had the log-in page open for a while, at most
  two minutes. Nobody can use up somebody else's turn, as it is the browser's own age that counts.
"""

from datetime import timedelta

FREE_TRIES = 5
FIRST_WAIT = 5
LONGEST_WAIT = 300
FORGET_AFTER = timedelta(hours=1)
STRANGERS_FREE = 20
STRANGERS_STEP = 10
LONGEST_AGE = 120


def wait_after(failures: int) -> timedelta:
    """The wait after this many wrong tries in a row: 0 s at first, then 5, 10, 20 ... 300 s."""
    extra = failures - FREE_TRIES
    if extra < 0:
        return timedelta(0)
    return timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(extra, 10)))


def tries_left(failures: int) -> int:
    """How many more tries are free of waiting."""
    return max(0, FREE_TRIES - failures)


def age_needed(strangers: int) -> timedelta:
    """How old a stranger's browser must be after this many wrong tries by strangers."""
    if strangers < STRANGERS_FREE:
        return timedelta(0)
    doubled = FIRST_WAIT * 2 ** min((strangers - STRANGERS_FREE) // STRANGERS_STEP, 10)
    return timedelta(seconds=min(LONGEST_AGE, doubled))
