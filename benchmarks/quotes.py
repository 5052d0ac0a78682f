"""How many quotes a second the pricing gives: `python -m benchmarks.quotes`.

A basket of 10 lines (25 units) and 20 promotions of 14 kinds, of which most apply; also one with
one line and no promotion, and one with 100 lines. Pure arithmetic: no database, one core.
"""

import sys
import time
from dataclasses import dataclass

from benchmarks import machine
from sim_market.promotions.pricing import (
    Basket,
    Buyer,
    Condition,
    Gift,
    Kind,
    Line,
    MultiBuy,
    Off,
    Promotion,
    Scope,
    Shipping,
    Tier,
    UnitPrice,
    price,
)

ROUNDS = 1_000
AIM_MS = 5.0  # p95 for 10 lines and 20 promotions


@dataclass(frozen=True, slots=True)
class Quoted:
    """Times in seconds, ascending."""

    lines: int
    promotions: int
    applied: int
    times: list[float]

    def percentile(self, part: float) -> float:
        return self.times[min(len(self.times) - 1, int(len(self.times) * part))]

    @property
    def per_second(self) -> float:
        return len(self.times) / sum(self.times)


def basket(count: int) -> Basket:
    lines = tuple(
        Line(str(n), 990 + 770 * n, 1 + n % 4, f"S{n}", f"L{n}", store="1") for n in range(count)
    )
    return Basket(lines, (Shipping(1200, "1"),), Buyer(is_new=True, level=1))


def promotions() -> list[Promotion]:
    """Twenty, as a busy store and the platform may have them at one time."""
    off = [
        (Kind.FULL_REDUCTION, Off((Tier(10_000, off_fen=1_000),), repeat=True)),
        (Kind.FULL_REDUCTION, Off((Tier(5_000, off_fen=500), Tier(20_000, off_fen=3_000)))),
        (Kind.FULL_DISCOUNT, Off((Tier(0, 3, off_bp=500),))),
        (Kind.FULL_DISCOUNT, Off((Tier(9_900_000, off_bp=500),))),
        (Kind.GIFT, Off((Tier(8_800, gifts=(Gift("G"),)),))),
        (Kind.STORE_COUPON, Off((Tier(5_000, off_fen=700),))),
        (Kind.STORE_COUPON, Off((Tier(10_000, off_bp=800),), max_fen=2_000)),
        (Kind.ITEM_COUPON, Off((Tier(off_fen=300),))),
        (Kind.NEW_CUSTOMER_COUPON, Off((Tier(off_fen=200),))),
        (Kind.PLATFORM_COUPON, Off((Tier(15_000, off_fen=1_500),))),
        (Kind.PLATFORM_COUPON, Off((Tier(off_fen=333),))),
        (Kind.POINTS, Off((Tier(off_fen=5_000),), max_bp=500)),
        (Kind.FREE_SHIPPING, Off((Tier(9_900),))),
        (Kind.FREE_SHIPPING, Off((Tier(),), max_fen=500)),
    ]
    items = [
        (Kind.TIME_DISCOUNT, UnitPrice(off_bp=1_500)),
        (Kind.TIME_DISCOUNT, UnitPrice(off_fen=300)),
        (Kind.FLASH_SALE, UnitPrice(price_fen=990, quota=2)),
        (Kind.MEMBER_PRICE, UnitPrice(off_bp=500)),
        (Kind.MULTI_BUY, MultiBuy(tiers=(Tier(from_quantity=3, off_bp=1_000),))),
        (Kind.MULTI_BUY, MultiBuy(every=2, off_bp=2_000)),
    ]
    some = Scope(skus=frozenset({"S1", "S3", "S5"}))
    return [
        Promotion(
            str(n), kind, benefit, scope=some if n % 5 == 3 else Scope(), priority=n % 3,
            condition=Condition(from_fen=1_000),
        )
        for n, (kind, benefit) in enumerate([*items, *off])
    ]  # fmt: skip


def measure(lines: int, offered: list[Promotion], rounds: int = ROUNDS) -> Quoted:
    """Price the same basket so many times, after a warming up."""
    goods = basket(lines)
    applied = [len(price(goods, offered).applied) for _time in range(20)][-1]
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        price(goods, offered)
        times.append(time.perf_counter() - began)
    return Quoted(lines, len(offered), applied, sorted(times))


def main() -> None:
    sys.stdout.write(f"load {machine.load()}\n")
    many = promotions()
    for lines, offered, rounds in ((1, [], ROUNDS), (10, many, ROUNDS), (100, many, ROUNDS // 10)):
        ran = measure(lines, offered, rounds)
        sys.stdout.write(
            f"{ran.lines} lines, {ran.promotions} promotions ({ran.applied} apply):"
            f" {ran.per_second:.0f} quotes/s, median {ran.percentile(0.5) * 1000:.2f} ms,"
            f" p95 {ran.percentile(0.95) * 1000:.2f} ms\n"
        )


if __name__ == "__main__":
    main()
