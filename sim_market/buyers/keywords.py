"""Which words brought whom, by themselves and by ads, and where the goods stood. Rows in, sums
out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim_market.buyers.queries.traffic import share_bp

MILLI = 1000
WITH_ADS = 7  # fields of a word's row once ads were shown under it


@dataclass(slots=True)
class Sums:
    """People in thousandths; `places`: hundredths of a place times those who could see it."""

    impressions: int = 0
    clicks: int = 0
    orders: int = 0
    places: int = 0
    ad_impressions: int = 0
    ad_clicks: int = 0
    ad_orders: int = 0

    def add(self, row: Sequence[int]) -> None:
        """One listing's hour under one query, as `TrafficHour.words` keeps it."""
        seen, clicks, orders, place = row[:4]
        self.impressions += seen
        self.clicks += clicks
        self.orders += orders
        if len(row) == WITH_ADS:
            self.ad_impressions += row[4]
            self.ad_clicks += row[5]
            self.ad_orders += row[6]
            seen -= row[4]
        self.places += place * seen

    @property
    def place(self) -> float | None:
        """The mean place where it was seen by itself, from 1 on."""
        seen = self.impressions - self.ad_impressions
        return self.places / seen / 100 if seen > 0 else None

    @property
    def click_bp(self) -> int | None:
        return share_bp(self.clicks, self.impressions)

    @property
    def order_bp(self) -> int | None:
        return share_bp(self.orders, self.clicks)


@dataclass(slots=True)
class Found:
    """All words: (category, query) -> sums; `channels` in the order of the page; by listing."""

    words: dict[tuple[str, int], Sums] = field(default_factory=dict)
    channels: dict[str, Sums] = field(default_factory=dict)
    ads: dict[int, Sums] = field(default_factory=dict)

    def top(self) -> list[tuple[tuple[str, int], Sums]]:
        """The words that brought most visitors first."""
        return sorted(self.words.items(), key=lambda each: (-each[1].clicks, each[0]))


@dataclass(slots=True)
class Classmates:
    """Listings of classmates that were seen under a word, and the best of their mean places."""

    listings: int = 0
    best: float = 0.0

    def add(self, place: float) -> None:
        self.best = min(self.best, place) if self.listings else place
        self.listings += 1


def classmates(rows: Sequence[Any]) -> dict[tuple[str, int], Classmates]:
    """`rows` are (category, words) of one hour of other stores' listings."""
    found: dict[tuple[str, int], Classmates] = {}
    for category, words in rows:
        for number, word in enumerate(words):
            if word[0]:
                found.setdefault((category, number), Classmates()).add(word[3] / 100)
    return found


CHANNELS = ("search", "browse", "ads")


def read(rows: Sequence[Any], categories: Mapping[int, str]) -> Found:
    """`rows` have listing_id and words; `categories` by listing id."""
    found = Found(channels={name: Sums() for name in CHANNELS})
    for row in rows:
        category = categories.get(row.listing_id, "")
        for number, word in enumerate(row.words):
            found.words.setdefault((category, number), Sums()).add(word)
            found.channels["search" if number else "browse"].add(_itself(word))
            if len(word) == WITH_ADS:
                ad = [word[4], word[5], word[6], 0]
                found.channels["ads"].add(ad)
                found.ads.setdefault(row.listing_id, Sums()).add(ad)
    return found


def _itself(word: Sequence[int]) -> list[int]:
    """A row without what ads brought."""
    if len(word) < WITH_ADS:
        return list(word)
    return [word[0] - word[4], word[1] - word[5], word[2] - word[6], word[3]]
