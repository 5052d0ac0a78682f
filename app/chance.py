"""Counter-based chance: a draw depends on what it is about, never on when it is made.

The key names the thing (seed, cohort, purpose, buyer number, day ...). The same key gives the
same draw whatever the order of calls, the class size, the machine or the process.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
Key = str | int


def bits(seed: int, *key: Key) -> int:
    """64 random bits for this key."""
    text = "\x1f".join([str(seed), *map(str, key)])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def draw(seed: int, *key: Key) -> float:
    """A number in [0, 1) for this key."""
    return (bits(seed, *key) >> 11) / (1 << 53)


def draw_int(low: int, high: int, seed: int, *key: Key) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + bits(seed, *key) % (high - low + 1)


def pick(choices: Sequence[T], seed: int, *key: Key) -> T:
    """One of the choices, each as likely as the others."""
    return choices[bits(seed, *key) % len(choices)]
