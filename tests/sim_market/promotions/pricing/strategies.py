"""Baskets and promotions of every kind, as chance has them."""

from hypothesis import strategies as st

from sim_market.promotions.pricing import (
    Basket,
    Bundle,
    BundleItem,
    Buyer,
    Condition,
    Gift,
    Kind,
    Line,
    MultiBuy,
    Off,
    Phase,
    Promotion,
    Scope,
    Settings,
    Shipping,
    Tier,
    UnitPrice,
)
from sim_market.promotions.pricing.terms import (
    PercentPer,
    Rounding,
    Rounds,
    Shares,
    Threshold,
    UnitPriceBy,
)

SKUS = st.sampled_from("ABCD")
STORES = st.sampled_from("12")
FEN = st.integers(0, 20_000)
BP = st.integers(0, 10_000)


@st.composite
def lines(draw):
    count = draw(st.integers(1, 5))
    return tuple(
        Line(
            str(n),
            draw(FEN),
            draw(st.integers(1, 4)),
            draw(SKUS),
            store=draw(STORES),
            ticked=draw(st.integers(0, 5)) > 0,
            in_scope=draw(st.integers(0, 5)) > 0,
            floor_fen=draw(st.sampled_from([0, 0, 0, 500])),
        )
        for n in range(count)
    )


@st.composite
def baskets(draw):
    fees = tuple(Shipping(draw(st.integers(0, 2000)), store) for store in "12")
    buyer = Buyer(draw(st.booleans()), draw(st.integers(0, 2)))
    return Basket(draw(lines()), fees, buyer, None, draw(st.booleans()), draw(st.booleans()))


tiers = st.builds(
    Tier,
    from_fen=st.sampled_from([0, 1000, 10_000]),
    from_quantity=st.integers(0, 3),
    off_fen=st.integers(1, 9000),
    off_bp=st.sampled_from([0, 0, 850, 3333]),
)
unit_prices = st.builds(
    UnitPrice,
    price_fen=st.none() | FEN,
    off_fen=FEN,
    off_bp=st.sampled_from([0, 1500, 3333]),
    quota=st.none() | st.integers(0, 5),
    deposit_fen=st.sampled_from([0, 0, 100]),
    worth_fen=st.sampled_from([0, 200]),
)
multi_buys = st.builds(MultiBuy, tiers=st.tuples(tiers)) | st.builds(
    MultiBuy, every=st.integers(1, 3), off_bp=BP, price_fen=st.none() | FEN
)
bundles = st.builds(
    Bundle,
    items=st.lists(st.builds(BundleItem, SKUS, st.integers(1, 2)), min_size=1, max_size=2,
                   unique_by=lambda item: item.sku).map(tuple),
    price_fen=st.none() | FEN,
    off_fen=st.integers(0, 3000),
    max_sets=st.integers(0, 2),
)  # fmt: skip
offs = st.builds(
    Off,
    tiers=st.lists(tiers, min_size=1, max_size=2).map(tuple),
    repeat=st.booleans(),
    max_times=st.integers(0, 3),
    max_fen=st.sampled_from([0, 0, 777]),
)
gifts = st.builds(Off, tiers=st.just((Tier(1000, gifts=(Gift("G"),)),)), repeat=st.booleans())


def benefit_of(kind: Kind):
    special = {Kind.MULTI_BUY: multi_buys, Kind.BUNDLE: bundles, Kind.GIFT: gifts}
    return special.get(kind, unit_prices if kind.phase == Phase.UNIT_PRICE else offs)


@st.composite
def promotions(draw, kinds=tuple(Kind)):
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=7))
    return [
        Promotion(
            str(n),
            kind,
            draw(benefit_of(kind)),
            scope=draw(
                st.builds(Scope, store=st.none() | STORES, skus=st.frozensets(SKUS, max_size=2))
            ),
            condition=Condition(from_fen=draw(st.sampled_from([0, 0, 3000]))),
            priority=draw(st.integers(0, 2)),
            exclusive=draw(st.integers(0, 4)) == 0,
            lane=draw(st.sampled_from(["", "", "x", "y"])),
            keeps_out=draw(st.sampled_from([frozenset(), frozenset({Phase.SHOP_COUPON})])),
            platform_bp=draw(st.none() | BP),
            budget_fen=draw(st.none() | FEN),
        )
        for n, kind in enumerate(chosen)
    ]


settings_ = st.builds(
    Settings,
    rounding=st.sampled_from(Rounding),
    rounds=st.sampled_from(Rounds),
    percent_per=st.sampled_from(PercentPer),
    threshold=st.sampled_from(Threshold),
    shares=st.sampled_from(Shares),
    unit_price=st.sampled_from(UnitPriceBy),
)
