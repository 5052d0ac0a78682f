"""Changing the whole matrix of SKUs at once. A SKU that was sold once is never deleted."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid, NotAllowed, NotFound
from app.identity.models import User
from app.journal import record
from app.money import plain_yuan
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, Sku, VersionReason
from sim_market.listings.operations.editing import (
    add_sku,
    change_price,
    guard_faults,
    guard_skus,
)
from sim_market.listings.operations.history import claim_version, keep_version, note_price
from sim_market.listings.operations.indexing import index_listing
from sim_market.listings.operations.stock import count_stock, open_stock
from sim_market.listings.queries.goods import count_skus
from sim_market.listings.queries.history import highest_charged
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb

CHARGED_DAYS = 7  # mall_rules, live room: the original price was charged in the last 7 days


def replace_skus(
    listing: Listing,
    rows: Sequence[SkuDraft],
    *,
    spec_names: Sequence[str],
    version: int,
    actor: User | None,
    why: VersionReason = VersionReason.SPECS,
) -> None:
    """Make the matrix what `rows` say: a row with `id` changes that SKU, others are new.

    SKUs that no row names go out of the matrix; orders that hold them are not touched. Raises
    Invalid for what cannot be kept, Conflict if the listing was changed since `version`.
    """
    guard_skus(rows, spec_names)
    here = {sku.id: sku for sku in listing.skus}
    _guard_ids(rows, here)
    gone = [sku for sku in listing.skus if sku.id not in {row.id for row in rows}]
    _guard_supplied(gone)
    claim_version(listing, version)
    _make_room(here, rows, gone)
    listing.spec_names = list(spec_names)
    for row in rows:
        if row.id:
            _change(here[row.id], row, actor=actor)
    _add(listing, [row for row in rows if row.id is None])
    db.session.flush()
    db.session.expire(listing, ["skus"])
    if listing.is_on_sale:
        guard_faults(listing)
    index_listing(listing)
    keep_version(listing, why, actor=actor)
    record(
        Verb.SPECS_CHANGED,
        listing,
        actor=actor,
        skus=[sku.code for sku in listing.skus],
        removed=[sku.code for sku in gone],
    )


def guard_compare(sku: Sku, compare_fen: int | None) -> None:
    """A price struck through must have been charged (mall_rules, live room; rule B-2)."""
    if compare_fen is None or compare_fen == sku.compare_fen:
        return
    highest = highest_charged(sku, within_days=CHARGED_DAYS)
    if compare_fen > highest:
        message = _("还没有卖过，不能写划线价")
        if highest:
            most = plain_yuan(highest)
            message = _("最近 %(n)s 天最高只卖过 %(most)s 元", n=CHARGED_DAYS, most=most)
        raise Invalid(
            message,
            rule=RuleId.PRICE_SPOKEN,
            next_step=_("先按这个价真卖过，或者不写划线价"),
            fields={"skus": message},
        )


def _change(sku: Sku, row: SkuDraft, *, actor: User | None) -> None:
    sku.spec, sku.specs = row.words, list(row.values)
    sku.merchant_code, sku.picture = row.merchant_code, row.picture
    sku.weight_g, sku.volume_cm3 = row.weight_g, row.volume_cm3
    guard_compare(sku, row.compare_fen)
    sku.compare_fen = None
    change_price(sku, row.price_fen, actor=actor)
    sku.compare_fen = row.compare_fen
    if not sku.supplied:
        sku.cost_fen = row.cost_fen
        count_stock(sku, row.stock, actor=actor)


def _add(listing: Listing, rows: Sequence[SkuDraft]) -> None:
    """New SKUs take the next numbers: one that was used before never means other goods."""
    first = count_skus(listing) + 1
    for number, row in enumerate(rows, start=first):
        if row.compare_fen is not None:
            guard_compare_of_new()
        add_sku(listing, number, row)
    db.session.flush()
    for sku in [sku for sku in listing.skus if sku.code in _codes(listing, first, len(rows))]:
        open_stock(sku)
        if listing.is_on_sale:
            note_price(sku, sku.price_fen)


def guard_compare_of_new() -> None:
    message = _("新规格还没有卖过，不能写划线价")
    raise Invalid(
        message,
        rule=RuleId.PRICE_SPOKEN,
        next_step=_("先按原价卖，再写划线价"),
        fields={"skus": message},
    )


def _codes(listing: Listing, first: int, count: int) -> set[str]:
    return {f"{listing.code}-{number:02d}" for number in range(first, first + count)}


def _make_room(here: dict[int, Sku], rows: Sequence[SkuDraft], gone: Sequence[Sku]) -> None:
    """Take out what goes, and set aside the words of SKUs that are to be called otherwise."""
    for sku in gone:
        sku.active = False
        if sku.listing.is_on_sale:
            note_price(sku, 0)
    for row in rows:
        if row.id and here[row.id].spec != row.words:
            here[row.id].spec = f"~{row.id}"
    db.session.flush()


def _guard_ids(rows: Sequence[SkuDraft], here: dict[int, Sku]) -> None:
    named = [row.id for row in rows if row.id]
    if set(named) - set(here) or len(set(named)) != len(named):
        raise NotFound(_("有的规格不属于这件商品"), next_step=_("刷新页面再改"))


def _guard_supplied(gone: Sequence[Sku]) -> None:
    supplied = next((sku for sku in gone if sku.supplied), None)
    if supplied is not None:
        raise NotAllowed(
            _("规格“%(spec)s”由货源供货，不能在这里删", spec=supplied.spec or supplied.code),
            next_step=_("不想卖它，可以到货源页把库存规则设为不卖"),
            link="/supply/mine",
        )
