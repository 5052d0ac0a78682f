"""Copying a listing, the recycle bin, and putting an old version back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.errors import Conflict, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.listings.content import SAID
from sim_market.listings.drafts import ListingDraft, SkuDraft
from sim_market.listings.models import (
    BIN_DAYS,
    LISTING_FLOW,
    Listing,
    ListingState,
    ListingVersion,
    Sku,
    VersionReason,
)
from sim_market.listings.operations.editing import create_listing
from sim_market.listings.operations.matrix import CHARGED_DAYS
from sim_market.listings.operations.saving import save_listing
from sim_market.listings.operations.selling import guard_is
from sim_market.listings.queries.history import highest_charged
from sim_market.verbs import Verb


def copy_listing(listing: Listing, *, actor: User | None) -> Listing:
    """A draft that says the same, with codes of its own and nothing in stock.

    Supplied goods are not copied: their stock would be promised twice.
    """
    if any(sku.supplied for sku in listing.skus):
        raise NotAllowed(
            _("由货源供货的商品不能复制，库存会算两遍"),
            next_step=_("要再卖一款，请到货源市场选别的商品"),
            link="/supply",
        )
    draft = ListingDraft(
        title=listing.title,
        category_code=listing.category_code,
        attributes=listing.attributes,
        images=tuple(listing.images),
        detail=tuple(listing.detail),
        spec_names=tuple(listing.spec_names),
        quality_pm=listing.quality_pm,
        limit_per_buyer=listing.limit_per_buyer,
        presale=listing.presale,
        ship_hours=listing.ship_hours,
        freight_id=listing.freight_id,
        alts=listing.alts,
        skus=tuple(_same(sku) for sku in listing.skus),
    )
    return create_listing(listing.store, draft, actor=actor, why=VersionReason.COPIED)


def bin_listing(listing: Listing, *, actor: User | None) -> None:
    """Into the recycle bin, from where it comes back within 30 sandbox days."""
    LISTING_FLOW.claim(listing, ListingState.BINNED, binned_sim_at=listing.cohort.sim_at)
    record(Verb.LISTING_BINNED, listing, actor=actor, title=listing.title)


def restore_listing(listing: Listing, *, actor: User | None) -> None:
    """Out of the recycle bin: a draft, or off sale if it was ever on sale."""
    guard_is(listing, ListingState.BINNED)
    if listing.binned_sim_at and listing.cohort.sim_at - listing.binned_sim_at > BIN_DAYS:
        raise Conflict(
            _("放进回收站已经超过 30 天，不能恢复"), next_step=_("请重新发布"), link="/listings/new"
        )
    back = ListingState.OFF_SALE if listing.first_on_sale_sim_at else ListingState.DRAFT
    LISTING_FLOW.claim(listing, back, binned_sim_at=None)
    record(Verb.LISTING_RESTORED, listing, actor=actor, title=listing.title)


def restore_version(
    listing: Listing, old: ListingVersion, *, version: int, actor: User | None
) -> None:
    """Be again what an old version was, prices and specs too, as a new version. Stock stays.

    SKUs that have left the matrix since come back as new ones without stock; what a supplier
    stocks stays in it. A struck price that was not charged lately is left out (rule B-2).
    """
    save_listing(
        listing,
        version=version,
        actor=actor,
        why=VersionReason.RESTORED,
        said={name: old.content[name] for name in SAID if name in old.content},
        rows=rows_of(listing, old.content["skus"]),
        spec_names=old.content["spec_names"],
    )


def rows_of(listing: Listing, kept: Sequence[Mapping[str, Any]]) -> list[SkuDraft]:
    """The matrix of an old version as rows of the present one."""
    here = {sku.code: sku for sku in listing.skus}
    rows = [_row(each, here.get(each["code"])) for each in kept]
    codes = {each["code"] for each in kept}
    supplied = [sku for sku in listing.skus if sku.supplied and sku.code not in codes]
    return [*rows, *(replace(_same(sku), id=sku.id) for sku in supplied)]


def _row(kept: Mapping[str, Any], sku: Sku | None) -> SkuDraft:
    stock = sku.on_hand if sku else 0
    compare = kept.get("compare_fen")
    if compare and (sku is None or compare > highest_charged(sku, within_days=CHARGED_DAYS)):
        compare = None
    return SkuDraft(
        id=sku.id if sku else None,
        spec=kept["spec"],
        specs=tuple(kept["specs"]),
        price_fen=kept["price_fen"],
        compare_fen=compare,
        cost_fen=kept["cost_fen"],
        stock=stock,
        stock_was=stock,
        weight_g=kept["weight_g"],
        volume_cm3=kept["volume_cm3"],
        merchant_code=kept["merchant_code"],
        picture=kept["picture"],
    )


def _same(sku: Sku) -> SkuDraft:
    return SkuDraft(
        price_fen=sku.price_fen,
        specs=tuple(sku.specs or ([sku.spec] if sku.spec else [])),
        cost_fen=sku.cost_fen,
        weight_g=sku.weight_g,
        volume_cm3=sku.volume_cm3,
        picture=sku.picture,
        merchant_code=sku.merchant_code,
        stock_was=0,
        reference_fen=sku.reference_fen,
    )
