"""Doing one row of a run, and undoing it: what each deed means for one listing."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.errors import Conflict
from app.identity.models import User
from sim_market.bulk.models import AS_CONTENT, BulkRow, BulkRun, Deed
from sim_market.bulk.sheet.planning import content_with_stock, drafts_of
from sim_market.bulk.sheet.unpacking import Unpacked
from sim_market.listings import operations as listings
from sim_market.listings.content import SAID
from sim_market.listings.drafts import ListingDraft
from sim_market.listings.models import Listing, ListingReview, ListingState, VersionReason

SAYS = {
    Deed.TITLE: "title",
    Deed.LIMIT: "limit_per_buyer",
    Deed.FREIGHT: "freight_id",
}  # the column that a deed changes by itself


def stands(deed: Deed, listing: Listing | None, expected: Mapping[str, Any]) -> bool:
    """Is the listing what it was when the row was last written?"""
    if listing is None:
        return not expected
    if deed in AS_CONTENT:
        return bool(listing.version == expected.get("version"))
    return now_of(deed, listing) == expected


def now_of(deed: Deed, listing: Listing) -> dict[str, Any]:
    """The values that a deed changes, as they are now."""
    if deed == Deed.PRICE:
        return {str(sku.id): sku.price_fen for sku in listing.skus}
    if deed == Deed.COMPARE:
        return {str(sku.id): sku.compare_fen for sku in listing.skus}
    if deed == Deed.STOCK:
        return {str(sku.id): sku.on_hand for sku in listing.skus if not sku.supplied}
    if deed == Deed.CATEGORY:
        return {"category_code": listing.category_code, "attributes": listing.attributes}
    if deed in SAYS:
        return {SAYS[deed]: getattr(listing, SAYS[deed])}
    return {"state": listing.state.value}


def apply(
    run: BulkRun, row: BulkRow, wanted: Mapping[str, Any], pictures: Unpacked, *, actor: User
) -> str:
    """Make the listing what the row wants; returns what the review has against it, "" if nothing.

    Raises DomainError if it cannot be.
    """
    if run.deed in AS_CONTENT:
        _write_content(run, row, wanted, pictures, actor)
        return ""
    listing = row.listing
    if listing is None:
        raise Conflict(_("没有这件商品"), next_step=_("重新勾选"), link="/bulk")
    return _APPLY[run.deed](listing, wanted, actor) or ""


def _write_content(
    run: BulkRun, row: BulkRow, wanted: Mapping[str, Any], pictures: Unpacked, actor: User
) -> None:
    """Make, change or put back a whole listing; the row notes what it is then."""
    listing = row.listing
    if listing is None:
        listing = listings.create_listing(
            run.store, _draft(wanted, pictures), actor=actor, why=VersionReason.BULK
        )
        row.listing_id, row.listing = listing.id, listing
    elif not wanted:
        _throw_away(listing, actor)
    else:
        listings.save_listing(
            listing, version=listing.version, actor=actor, why=VersionReason.BULK,
            said=_said(wanted, pictures), rows=drafts_of(dict(wanted), _other(row, wanted)),
            spec_names=wanted["spec_names"],
        )  # fmt: skip
    if wanted is row.after:
        row.after = _as_done(listing, wanted)


def _as_done(listing: Listing, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What it is now; stock as the row said it, so that undoing leaves sold what was sold since."""
    content = content_with_stock(listing) | {"version": listing.version}
    said = {sku["id"]: sku["stock"] for sku in wanted["skus"] if sku["id"]}
    for sku in content["skus"]:
        sku["stock"] = said.get(sku["id"], sku["stock"])
    return content


def _other(row: BulkRow, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return row.before if wanted is row.after else row.after


def _said(wanted: Mapping[str, Any], pictures: Unpacked) -> dict[str, Any]:
    said = {name: wanted[name] for name in SAID}
    said["images"] = pictures.keys(wanted["images"])
    said["alts"] = {key: text for key, text in said["alts"].items() if key in said["images"]}
    return said


def _draft(wanted: Mapping[str, Any], pictures: Unpacked) -> ListingDraft:
    said = _said(wanted, pictures)
    said["images"], said["detail"] = tuple(said["images"]), tuple(said["detail"])
    return ListingDraft(
        skus=tuple(drafts_of(dict(wanted))), spec_names=tuple(wanted["spec_names"]), **said
    )


def _throw_away(listing: Listing, actor: User) -> None:
    """What an import made goes into the bin again, unless it is already sold."""
    if listing.state != ListingState.DRAFT:
        raise Conflict(_("导入后已经上架过，没有动它"), next_step=_("要撤下就到商品页下架"))
    listings.bin_listing(listing, actor=actor)


def _set_prices(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    prices = {int(key): int(fen) for key, fen in wanted.items()}
    listings.change_prices(listing, prices, actor=actor, why=VersionReason.BULK)


def _set_compare(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    content = content_with_stock(listing)
    for sku in content["skus"]:
        sku["compare_fen"] = wanted.get(str(sku["id"]), sku["compare_fen"])
    listings.save_listing(
        listing, version=listing.version, actor=actor, why=VersionReason.BULK,
        rows=drafts_of(content, content), spec_names=listing.spec_names,
    )  # fmt: skip


def _set_stock(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    for sku in listing.skus:
        if str(sku.id) in wanted:
            listings.count_stock(sku, wanted[str(sku.id)], actor=actor)


def _say(listing: Listing, wanted: Mapping[str, Any], actor: User) -> None:
    listings.edit_listing(
        listing, version=listing.version, actor=actor, why=VersionReason.BULK, **wanted
    )


def _move(listing: Listing, wanted: Mapping[str, Any], actor: User) -> str:
    """Returns what the review has against it; "" if it went through."""
    to = ListingState[wanted["state"].upper()]
    if listing.state == ListingState.BINNED:
        listings.restore_listing(listing, actor=actor)
    if to == ListingState.ON_SALE:
        return _first_fault(listings.submit_listing(listing, actor=actor))
    if to == ListingState.BINNED:
        listings.bin_listing(listing, actor=actor)
    elif listing.state == ListingState.ON_SALE:
        listings.take_off_sale(listing, actor=actor)  # a draft that was shown stays off sale
    return ""


def _first_fault(review: ListingReview) -> str:
    faults = [each["message"] for each in review.reasons if each["level"] == "forbidden"]
    return "" if review.passed else str(faults[0])


_APPLY: dict[Deed, Callable[[Listing, Mapping[str, Any], User], str | None]] = {
    Deed.PRICE: _set_prices,
    Deed.COMPARE: _set_compare,
    Deed.STOCK: _set_stock,
    Deed.TITLE: _say,
    Deed.CATEGORY: _say,
    Deed.FREIGHT: _say,
    Deed.LIMIT: _say,
    Deed.ON_SALE: _move,
    Deed.OFF_SALE: _move,
    Deed.BIN: _move,
}
