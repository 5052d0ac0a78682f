"""What a purchase costs: goods under all that runs, and sending them. One quote for cart,
checkout and order.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from sim_market.freight.price import Quote as Fee
from sim_market.listings.models import Sku
from sim_market.orders.customers import known_to
from sim_market.orders.fees import Basket, shipping_by_store
from sim_market.orders.had import units_had
from sim_market.orders.members import levels_of
from sim_market.orders.models import CartLine, CartSource
from sim_market.promotions.pricing import Buyer, Quote
from sim_market.promotions.pricing.parting import part_of
from sim_market.promotions.quoting import NOTHING, Offers, for_buyer, offers_in, quote_of
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store


@dataclass(frozen=True, slots=True)
class Wish:
    """How the buyer wants to buy. `coupon_ids`: coupons of theirs, None for the best ones.
    `codes`: typed now. `live`: ids of the SKUs that are taken from a live bag. `group`: as a
    group. `presale`: with a deposit now; otherwise a presale does not touch the price.
    """

    coupon_ids: tuple[int, ...] | None = None
    codes: frozenset[str] = frozenset()
    live: Set[int] = frozenset()
    group: bool = False
    presale: bool = False


BEST = Wish()
PRESALE = Wish(presale=True)


@dataclass(frozen=True, slots=True)
class Priced:
    """A purchase at one store or several. `fees`: store id -> what sending costs, promotions left
    out; `quote` is of everything.
    """

    quote: Quote
    fees: Mapping[int, Fee]
    offers: Offers = NOTHING
    baskets: Mapping[Store, Basket] = field(default_factory=dict)

    def of(self, store: Store) -> Quote:
        """One store's part."""
        return part_of(self.quote, str(store.id))

    @property
    def skus(self) -> list[Sku]:
        """What is bought or given."""
        bought = [sku for basket in self.baskets.values() for sku, _quantity in basket]
        return bought + list(self.offers.gifts.values())

    @property
    def pay_fen(self) -> int:
        return self.quote.pay_fen


def price_purchase(
    baskets: Mapping[Store, Basket],
    province: str,
    shopper: Shopper | None,
    wish: Wish = BEST,
    fees: Mapping[int, Fee] | None = None,
) -> Priced:
    """Price goods of several stores together. `shopper` None: nobody in particular. `fees`: where
    they are known already.
    """
    if not baskets:
        return Priced(quote_of(()), {})
    cohort = next(iter(baskets)).cohort
    if fees is None:
        fees = shipping_by_store(baskets, province)
    stores = [store.id for store in baskets]
    offers = offers_in(
        stores, cohort.id, cohort.sim_at,
        holder=shopper, chosen=wish.coupon_ids, presale=wish.presale,
    )  # fmt: skip
    if shopper is not None and offers.limited:
        offers = for_buyer(offers, units_had(shopper, offers.limited))
    quote = quote_of(
        [line for basket in baskets.values() for line in basket],
        offers,
        fees={store_id: fee.fen for store_id, fee in fees.items()},
        buyer=buyer_of(shopper, stores, province, offers, wish) if offers.promotions else None,
        at=cohort.sim_at,
        live=wish.live,
        group=wish.group,
    )
    return Priced(quote, fees, offers, baskets)


def live_skus(lines: Iterable[CartLine]) -> frozenset[int]:
    """The SKUs of these cart lines that came from a live bag."""
    return frozenset(line.sku_id for line in lines if line.source == CartSource.LIVE_BAG)


def buyer_of(
    shopper: Shopper | None, store_ids: Sequence[int], province: str, offers: Offers, wish: Wish
) -> Buyer:
    """What promotions ask of a buyer; looked up only if one of them does ask. Somebody who has no
    shopper yet has bought nothing yet.
    """
    known: frozenset[str] = frozenset()
    if shopper is not None and offers.ask_who_is_new:
        known = frozenset(map(str, known_to(shopper, store_ids)))
    levels: Mapping[str, int] = {}
    if shopper is not None and offers.ask_level:
        levels = {str(store): level for store, level in levels_of(shopper, store_ids).items()}
    return Buyer(
        is_new=True, codes=wish.codes | offers.codes, province=province, known_in=known,
        levels=levels,
    )  # fmt: skip
