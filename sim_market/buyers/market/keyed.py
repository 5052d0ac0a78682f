"""Chance keyed by identity: a draw depends on what it is about, never on the order of calls.

Finaliser: splitmix64 (Steele, Lea & Flood 2014). The scalar and the array form give the same bits.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Reals = NDArray[np.float64]
Ints = NDArray[np.int64]

MASK = (1 << 64) - 1
STEP, MIX_A, MIX_B = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
MICRO, NANO, PICO = 10**6, 10**9, 10**12


def splitmix(x: int) -> int:
    """One scalar round: a 64-bit integer in, a well-mixed 64-bit integer out."""
    x = (x + STEP) & MASK
    x = ((x ^ (x >> 30)) * MIX_A) & MASK
    x = ((x ^ (x >> 27)) * MIX_B) & MASK
    return x ^ (x >> 31)


@lru_cache(maxsize=65536)
def number_of(text: str) -> int:
    """A stable 64-bit number for a code or a purpose."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def key(*parts: int | str) -> int:
    """Fold seed, purpose and identities into one 64-bit key."""
    folded = 0
    for part in parts:
        folded = splitmix(folded ^ (number_of(part) if isinstance(part, str) else part & MASK))
    return folded


def fold(keys: Keys, part: Keys) -> Keys:
    """The array form of one step of `key`; shapes broadcast."""
    x = (keys ^ part) + np.uint64(STEP)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(MIX_A)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(MIX_B)
    return np.asarray(x ^ (x >> np.uint64(31)), dtype=np.uint64)


def keys_of(numbers: list[int]) -> Keys:
    return np.array(numbers, dtype=np.uint64)


def unit(drawn: int) -> float:
    """A key as a number strictly inside (0, 1)."""
    return ((drawn >> 11) + 0.5) * 2.0**-53


def units(drawn: Keys) -> Reals:
    """The array form of `unit`."""
    return np.asarray(((drawn >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53)


def fixed(values: Reals, scale: int) -> Ints:
    """Fixed point: comparisons and sums behind this line are exact, whatever the machine."""
    return np.asarray(np.rint(values * scale), dtype=np.int64)


def normal(drawn: int) -> float:
    """Roughly standard normal (sum of twelve keyed uniforms), bounded by +-6."""
    total = 0.0
    for _ in range(12):
        drawn = splitmix(drawn)
        total += unit(drawn)
    return total - 6.0
