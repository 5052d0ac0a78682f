"""What sending a basket of one store costs, by the store's shipping templates."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from app.errors import Invalid
from app.money import MAX_FEN
from sim_market.freight.models import FreightTemplate, NotDelivered
from sim_market.freight.price import Load, Quote
from sim_market.freight.queries import list_templates, quote_for, template_for, templates_of
from sim_market.listings.models import Sku
from sim_market.stores.models import Store

Basket = Sequence[tuple[Sku, int]]


def shipping_of(
    basket: Basket, province: str, templates: Sequence[FreightTemplate] | None = None
) -> Quote:
    """The fee for goods of one store to a province. `templates`: the store's, if read already."""
    if not basket:
        return Quote()
    if templates is None:
        templates = list_templates(basket[0][0].listing.store)
    return quote_for(templates, loads_of(basket, templates), province)


def shipping_by_store(baskets: Mapping[Store, Basket], province: str) -> dict[int, Quote]:
    """Store id -> the fee for its goods, with one statement for all stores."""
    if not baskets:
        return {}
    cohort_id = next(iter(baskets)).cohort_id
    templates = templates_of(cohort_id, (store.id for store in baskets))
    return {
        store.id: shipping_of(basket, province, templates.get(store.id, []))
        for store, basket in baskets.items()
    }


def loads_of(basket: Basket, templates: Sequence[FreightTemplate]) -> list[Load]:
    return [
        Load(
            template_for(templates, sku.listing.freight_id),
            quantity,
            sku.weight_g,
            sku.volume_cm3,
            sku.price_fen * quantity,
        )
        for sku, quantity in basket
    ]


def guard_delivered(quote: Quote, store: Store, province: str) -> None:
    """Raise NotDelivered if some of the goods do not go to that province, Invalid for a fee that
    is more than an order may come to: then the template is wrong."""
    if quote.fen > MAX_FEN:
        raise Invalid(
            _("“%(store)s”的运费算出来超过 1,000 万元，没有下单", store=store.name),
            next_step=_("运费模板多半填错了，问问商家；先买别家的"),
            link="/mall/cart",
        )
    if quote.not_delivered:
        raise NotDelivered(
            _("“%(store)s”的商品不送到%(place)s，没有下单", store=store.name, place=province),
            next_step=_("换一个收货地址，或者把这家店的商品先拿出来"),
            link="/mall/cart",
        )
