"""Saving a listing: what it says, its matrix, its prices, in one version or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState, Sku, VersionReason
from sim_market.listings.operations.editing import guard_said, guard_skus, guard_still_sellable
from sim_market.listings.operations.history import claim_version, keep_version
from sim_market.listings.operations.indexing import index_listing
from sim_market.listings.operations.matrix import (
    Matrix,
    count_rows,
    guard_matrix,
    plan_matrix,
    set_price,
    write_matrix,
)
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


def save_listing(  # noqa: PLR0913 - one save says all that is to change
    listing: Listing,
    *,
    version: int,
    actor: User | None,
    why: VersionReason = VersionReason.EDITED,
    said: Mapping[str, Any] | None = None,
    rows: Sequence[SkuDraft] | None = None,
    spec_names: Sequence[str] = (),
) -> None:
    """Change what a listing says (those of `content.SAID` that are given) and what its matrix is.

    `rows`: the whole matrix; a row with `id` changes that SKU, others are new, and SKUs that no
    row names go out of it; orders that hold them are not touched. `version` is the one that was
    read: Conflict if somebody has changed the listing since, or moved it to another state. On sale
    it must stay without blocking faults, else Invalid names them by field. Nothing to change is no
    version; stock is counted beside it.
    """
    guard_not_binned(listing)
    changes = {n: value for n, value in (said or {}).items() if getattr(listing, n) != value}
    guard_said(changes)
    matrix = _planned(listing, rows, spec_names)
    if changes or matrix:
        claim_version(listing, version)
        before = _write_said(listing, changes)
        if matrix:
            write_matrix(listing, matrix, actor=actor)
        guard_still_sellable(listing)
        index_listing(listing)
        keep_version(listing, why, actor=actor)
        if changes:
            record(Verb.LISTING_CHANGED, listing, actor=actor, before=before, after=changes)
    if rows is not None:
        count_rows(listing, rows, actor=actor)


def edit_listing(
    listing: Listing,
    *,
    version: int,
    actor: User | None,
    why: VersionReason = VersionReason.EDITED,
    **said: Any,
) -> None:
    """Change only what a listing says, as `save_listing`."""
    save_listing(listing, version=version, actor=actor, why=why, said=said)


def replace_skus(
    listing: Listing,
    rows: Sequence[SkuDraft],
    *,
    spec_names: Sequence[str],
    version: int,
    actor: User | None,
    why: VersionReason = VersionReason.SPECS,
) -> None:
    """Change only the matrix, as `save_listing`."""
    save_listing(listing, version=version, actor=actor, why=why, rows=rows, spec_names=spec_names)


def change_price(sku: Sku, price_fen: int, *, actor: User | None) -> None:
    """Sell one SKU at another price from now on; carts that hold it will ask again (T-7)."""
    change_prices(sku.listing, {sku.id: price_fen}, actor=actor)


def change_prices(
    listing: Listing,
    prices_fen: Mapping[int, int],
    *,
    actor: User | None,
    why: VersionReason = VersionReason.EDITED,
) -> None:
    """The same for several SKUs (id -> fen) as one version; nothing if they cost that already."""
    changed = [
        sku for sku in listing.skus if prices_fen.get(sku.id, sku.price_fen) != sku.price_fen
    ]
    for sku in changed:
        guard_price(sku, prices_fen[sku.id])
    if not changed:
        return
    guard_not_binned(listing)
    claim_version(listing, listing.version)
    for sku in changed:
        set_price(sku, prices_fen[sku.id], actor=actor)
    keep_version(listing, why, actor=actor)


def guard_price(sku: Sku, price_fen: int) -> None:
    if not 0 < price_fen <= pack(sku.cohort).price_max_fen:
        raise Invalid(
            _("价格要大于 0，最多 5 万元"),
            rule=RuleId.PRICE_AND_STOCK,
            fields={"price": _("价格不对")},
        )


def guard_not_binned(listing: Listing) -> None:
    if listing.state == ListingState.BINNED:
        raise NotAllowed(
            _("回收站里的商品不能改"),
            next_step=_("先从回收站恢复，再改"),
            link="/listings?state=binned",
        )


def _planned(
    listing: Listing, rows: Sequence[SkuDraft] | None, spec_names: Sequence[str]
) -> Matrix | None:
    """The changes of the matrix, None if there are none."""
    if rows is None:
        return None
    guard_skus(rows, spec_names)
    guard_matrix(listing, rows)
    return plan_matrix(listing, rows, spec_names)


def _write_said(listing: Listing, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Set the fields; returns what they were."""
    before = {name: getattr(listing, name) for name in changes}
    for name, value in changes.items():
        setattr(listing, name, value)
    return before
