"""From the supplier's goods to a listing on sale, one or several at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, savepoint
from app.errors import Conflict, DomainError, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Listing, Sku
from sim_market.listings.operations import create_listing, mark_supplied, put_on_sale
from sim_market.rules.pack import RuleId
from sim_market.stores.models import Store
from supply_chain.sourcing.drafting import Wanted, draft_of
from supply_chain.sourcing.models import SourcedSku
from supply_chain.sourcing.price import MOST_PACK
from supply_chain.suppliers.models import Product, ProductSku
from supply_chain.verbs import Verb

MOST_AT_ONCE = 20
LISTED = (
    sa.select(Listing)
    .join(Sku, (Sku.cohort_id == Listing.cohort_id) & (Sku.listing_id == Listing.id))
    .join(SourcedSku, (SourcedSku.cohort_id == Sku.cohort_id) & (SourcedSku.sku_id == Sku.id))
    .where(
        SourcedSku.cohort_id == sa.bindparam("cohort"),
        SourcedSku.store_id == sa.bindparam("store"),
        SourcedSku.product_sku_id.in_(sa.bindparam("skus", expanding=True)),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one product: a listing, or the reason why not."""

    product: Product
    listing: Listing | None
    refusal: DomainError | None


def list_product(store: Store, product: Product, wanted: Wanted, *, actor: User) -> Listing:
    """Make a listing of the chosen SKUs, put it on sale, and remember what comes from where.

    All or nothing: raises Invalid with the reasons if a rule stands in the way, Conflict if this
    store sells these goods already.
    """
    guard(store, product, wanted)
    _guard_new(store, product)
    listing = create_listing(store, draft_of(product, wanted), actor=actor)
    chosen = [sku for sku in product.skus if sku.code in wanted.prices_fen]
    for sku, source in zip(listing.skus, chosen, strict=True):
        _map(store, sku, source, wanted.pack)
    put_on_sale(listing, actor=actor)
    record(
        Verb.PRODUCT_SOURCED,
        listing,
        actor=actor,
        product=product.code,
        listing=listing.code,
        skus={sku.code: wanted.prices_fen[sku.code] for sku in chosen},
        pack=wanted.pack,
    )
    return listing


def list_products(
    store: Store, wishes: Sequence[tuple[Product, Wanted]], *, actor: User
) -> list[Outcome]:
    """Several products, each by itself: one that is refused does not stop the others."""
    if not wishes:
        raise Invalid(_("没有选中商品"), next_step=_("回货源市场勾选要上架的商品"), link="/supply")
    if len(wishes) > MOST_AT_ONCE:
        raise Invalid(
            _("一次最多上架 %(n)s 件商品", n=MOST_AT_ONCE),
            next_step=_("分几次上架"),
            link="/supply",
        )
    return [_try(store, product, wanted, actor=actor) for product, wanted in wishes]


def link_sku(store: Store, sku: Sku, source: ProductSku, *, pack: int, actor: User) -> SourcedSku:
    """Have orders of a SKU that the store made by itself sent by a supplier."""
    if not 1 <= pack <= MOST_PACK:
        raise Invalid(_("每份件数要在 1 到 %(n)s 之间", n=MOST_PACK))
    _map(store, sku, source, pack)
    mapped = db.session.scalars(
        sa.select(SourcedSku).filter_by(cohort_id=store.cohort_id, sku_id=sku.id)
    ).one()
    mark_supplied(sku, cost_fen=source.cost_fen * pack)
    record(Verb.SKU_LINKED, sku.listing, actor=actor, sku=sku.code, source=source.code, pack=pack)
    return mapped


def guard(store: Store, product: Product, wanted: Wanted) -> None:
    """The shape of what is wanted; the rules of the mall are told by the mall."""
    if not store.is_open:
        raise NotAllowed(
            _("店铺还没有开张，不能上架"), next_step=_("先完成开店申请"), link="/store"
        )
    if not wanted.prices_fen:
        raise _invalid("skus", _("至少选一个规格"))
    if set(wanted.prices_fen) - {sku.code for sku in product.skus}:
        raise _invalid("skus", _("有的规格不属于这件商品"))
    if not 1 <= wanted.pack <= MOST_PACK:
        raise _invalid("pack", _("每份件数要在 1 到 %(n)s 之间", n=MOST_PACK))


def _guard_new(store: Store, product: Product) -> None:
    """One store sells a product once: its stock would be promised twice otherwise."""
    skus = [sku.id for sku in product.skus]
    mine = {"cohort": store.cohort_id, "store": store.id, "skus": skus}
    listed = db.session.scalar(LISTED, mine)
    if listed is not None:
        raise Conflict(
            _("店里已经上架了这件商品：%(title)s", title=listed.title),
            next_step=_("到商品页改价格、标题或库存设置，不用再上架一次"),
            link=f"/listings/{listed.id}",
        )


def _map(store: Store, sku: Sku, source: ProductSku, pack: int) -> None:
    key = {"cohort_id": store.cohort_id, "store_id": store.id, "sku_id": sku.id}
    if not insert_unless_there(SourcedSku, **key, product_sku_id=source.id, pack=pack):
        raise Conflict(
            _("这个规格或这个货源已经关联过了"),
            next_step=_("到“我的货源”看现在的对应关系"),
            link="/supply/mine",
        )


def _try(store: Store, product: Product, wanted: Wanted, *, actor: User) -> Outcome:
    try:
        with savepoint():
            return Outcome(product, list_product(store, product, wanted, actor=actor), None)
    except DomainError as refusal:
        return Outcome(product, None, refusal)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(
        message, rule=RuleId.PRICE_AND_STOCK, fields={field: message}, next_step=_("改好后再上架")
    )
