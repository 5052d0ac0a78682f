"""Making listings and changing what they say and cost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from app.money import MAX_FEN
from sim_market.listings.content import SAID
from sim_market.listings.drafts import ListingDraft, SkuDraft
from sim_market.listings.models import Listing, Sku, VersionReason
from sim_market.listings.operations.history import keep_version
from sim_market.listings.operations.indexing import index_listing
from sim_market.listings.operations.stock import MOST, open_stock
from sim_market.rules.categories import find_category
from sim_market.rules.listing_check import ListingFacts, listing_problems
from sim_market.rules.pack import RuleId, pack
from sim_market.rules.problems import blocking, by_field
from sim_market.stores.models import Store
from sim_market.verbs import Verb

LONGEST_TITLE = 80
LONGEST_SPEC = 60
LONGEST_CODE = 40
MOST_CM3 = 999_999
LONGEST_SHIP_HOURS = 1080
MOST_SPECS = 3
MOST_PER_BUYER = 999
STORE = cast(sa.Table, Store.__table__)
COUNT = (
    sa.update(STORE)
    .where(STORE.c.id == sa.bindparam("store"))
    .values(listings_made=STORE.c.listings_made + 1)
    .returning(STORE.c.listings_made)
)
MOST_SKUS = 60


def create_listing(
    store: Store,
    draft: ListingDraft,
    *,
    actor: User | None,
    why: VersionReason = VersionReason.CREATED,
) -> Listing:
    """Keep a new listing as a draft; its faults are told when it is put on sale.

    Raises Invalid for what cannot be kept at all: no category, no SKU, a price of 0.
    """
    guard_shape(draft)
    listing = Listing(
        cohort_id=store.cohort_id,
        store=store,
        code=_next_code(store),
        title=draft.title.strip(),
        category_code=draft.category_code,
        attributes=draft.attributes,
        images=list(draft.images),
        detail=list(draft.detail),
        spec_names=list(draft.spec_names),
        quality_pm=draft.quality_pm,
        limit_per_buyer=draft.limit_per_buyer,
        presale=draft.presale,
        ship_hours=draft.ship_hours,
        freight_id=draft.freight_id,
        alts=draft.alts,
        version=1,
    )
    db.session.add(listing)
    for number, sku in enumerate(draft.skus, start=1):
        add_sku(listing, number, sku)
    index_listing(listing)
    for made in listing.skus:
        open_stock(made)
    keep_version(listing, why, actor=actor)
    record(Verb.LISTING_CREATED, listing, actor=actor, code=listing.code, title=listing.title)
    return listing


def guard_faults(listing: Listing, facts: ListingFacts | None = None) -> None:
    """Raise Invalid with a message per field if something stands in the way of selling."""
    found = blocking(listing_problems(facts or listing.facts, pack(listing.cohort)))
    if found:
        raise Invalid(
            _("还有 %(n)s 处不合规则：%(first)s", n=len(found), first=found[0].message),
            rule=found[0].rule,
            next_step=_("按提示改好再提交"),
            fields=by_field(found),
        )


def guard_still_sellable(listing: Listing) -> None:
    """What is on sale stays without faults. Sold out is none: buyers see that, and wait."""
    if listing.is_on_sale:
        guard_faults(listing, replace(listing.facts, available=max(1, listing.available)))


def guard_shape(draft: ListingDraft) -> None:
    """What no row could hold, or what says nothing at all."""
    guard_said({name: getattr(draft, name) for name in SAID})
    guard_skus(draft.skus, draft.spec_names)
    if any(sku.compare_fen is not None for sku in draft.skus):
        guard_never_charged()


def guard_said(said: Mapping[str, Any]) -> None:
    """The same for the parts that are given."""
    category = find_category(said["category_code"]) if "category_code" in said else None
    if "category_code" in said and (category is None or not category.is_leaf):
        raise _invalid("category_code", _("请选到最细一级的类目"), RuleId.ATTRIBUTES)
    if "title" in said and not 0 < len(said["title"].strip()) <= LONGEST_TITLE:
        raise _invalid("title", _("请写标题，最多 80 个字"), RuleId.TITLE_LENGTH)
    if not 0 <= said.get("limit_per_buyer", 0) <= MOST_PER_BUYER:
        raise _invalid("limit_per_buyer", _("限购要在 0 到 999 之间"), RuleId.QUANTITY)
    if not 1 <= (said.get("ship_hours") or 1) <= LONGEST_SHIP_HOURS:
        raise _invalid("ship_hours", _("发货时间最长 45 天"), RuleId.PRESALE)


def guard_skus(skus: Sequence[SkuDraft], spec_names: Sequence[str]) -> None:
    """A matrix that can be kept: few enough, none twice, every number in its range."""
    if not 0 < len(skus) <= MOST_SKUS:
        raise _invalid("skus", _("规格要 1 到 60 个"), RuleId.PRICE_AND_STOCK)
    if len(spec_names) > MOST_SPECS or len(set(spec_names)) != len(spec_names):
        raise _invalid("skus", _("规格最多三个维度，名称不能重复"), RuleId.PRICE_AND_STOCK)
    if len({sku.words for sku in skus}) != len(skus):
        raise _invalid("skus", _("有重复的规格名"), RuleId.PRICE_AND_STOCK)
    if any(sku.specs and len(sku.specs) != len(spec_names) for sku in skus):
        raise _invalid("skus", _("每个规格都要把各个维度填全"), RuleId.PRICE_AND_STOCK)
    if any(len(sku.words) > LONGEST_SPEC for sku in skus):
        raise _invalid("skus", _("规格名太长，合起来最多 60 个字"), RuleId.PRICE_AND_STOCK)
    guard_numbers(skus)


def guard_numbers(skus: Sequence[SkuDraft]) -> None:
    """Prices above 0, nothing below it or beyond its table, and a struck price above the price."""
    if any(_beyond(sku) for sku in skus):
        raise _invalid("skus", _("有的价格、库存、重量或编码太大，存不下"), RuleId.PRICE_AND_STOCK)
    if any(sku.price_fen <= 0 or sku.cost_fen < 0 or sku.stock < 0 for sku in skus):
        raise _invalid("skus", _("价格要大于 0，成本和库存不能是负数"), RuleId.PRICE_AND_STOCK)
    if any(sku.weight_g < 0 or sku.volume_cm3 < 0 for sku in skus):
        raise _invalid("skus", _("重量和体积不能是负数"), RuleId.PRICE_AND_STOCK)
    if any(sku.compare_fen is not None and sku.compare_fen <= sku.price_fen for sku in skus):
        raise _invalid("skus", _("划线价要高于售价，不划线就空着"), RuleId.PRICE_SPOKEN)


def _beyond(sku: SkuDraft) -> bool:
    """More than any page lets one type: machines and imports come without a page."""
    money = (sku.price_fen, sku.cost_fen, sku.compare_fen or 0, sku.reference_fen)
    sizes = (sku.weight_g, 0 if sku.supplied else sku.stock)
    codes = (sku.merchant_code, sku.goods_code)
    return (
        max(money) > MAX_FEN
        or max(sizes) > MOST
        or sku.volume_cm3 > MOST_CM3
        or max(map(len, codes)) > LONGEST_CODE
        or len(sku.picture or "") > LONGEST_SPEC
    )


def guard_never_charged() -> None:
    """Goods that were never sold have no price to strike through (rule B-2)."""
    message = _("新规格还没有卖过，不能写划线价")
    raise Invalid(
        message,
        rule=RuleId.PRICE_SPOKEN,
        next_step=_("先按原价卖，再写划线价"),
        fields={"skus": message},
    )


def guard_open(store: Store) -> None:
    if not store.is_open:
        raise NotAllowed(
            _("店铺没有在营业，不能上架"), next_step=_("去店铺页看看现在是什么状态"), link="/store"
        )
    if not store.may_list:
        raise NotAllowed(
            _("店铺受限期间不能上新"),
            rule=RuleId.POINT_NODES,
            next_step=_("去违规页看看怎么补救，或者申诉"),
            link="/rules",
        )


def add_sku(listing: Listing, number: int, draft: SkuDraft) -> None:
    code = f"{listing.code}-{number:02d}"
    listing.skus.append(
        Sku(
            cohort_id=listing.cohort_id,
            code=code,
            goods_code=draft.goods_code or code,
            spec=draft.words,
            specs=list(draft.values),
            merchant_code=draft.merchant_code,
            picture=draft.picture,
            price_fen=draft.price_fen,
            compare_fen=draft.compare_fen,
            cost_fen=draft.cost_fen,
            reference_fen=draft.reference_fen or draft.price_fen,
            weight_g=draft.weight_g,
            volume_cm3=draft.volume_cm3,
            active=True,
            supplied=draft.supplied,
            on_hand=draft.stock,
            reserved=0,
            sold=0,
        )
    )


def _next_code(store: Store) -> str:
    """The store's next listing number, taken by a guarded update: 'S03-0012'."""
    db.session.flush()
    number = db.session.scalar(COUNT, {"store": store.id})
    db.session.expire(store, ["listings_made"])
    return f"{store.code}-{number:04d}"


def _invalid(field: str, message: str, rule: RuleId) -> Invalid:
    return Invalid(message, rule=rule, fields={field: message}, next_step=_("改好后再提交"))
