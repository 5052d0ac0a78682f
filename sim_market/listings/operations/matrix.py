"""Changing the whole matrix of SKUs at once. A SKU that was sold once is never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.db import db
from app.errors import Invalid, NotAllowed, NotFound
from app.identity.models import User
from app.journal import record
from app.money import plain_yuan
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, Sku
from sim_market.listings.operations.editing import add_sku, guard_never_charged
from sim_market.listings.operations.history import note_price
from sim_market.listings.operations.stock import count_stock, open_stock
from sim_market.listings.queries.goods import count_skus
from sim_market.listings.queries.history import highest_charged
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb

CHARGED_DAYS = 7  # mall_rules, live room: the original price was charged in the last 7 days


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is to become of a matrix: SKUs that go, rows that change one, rows that are new."""

    gone: tuple[Sku, ...]
    changed: tuple[tuple[Sku, SkuDraft], ...]
    new: tuple[SkuDraft, ...]
    spec_names: tuple[str, ...]


def guard_matrix(listing: Listing, rows: Sequence[SkuDraft]) -> None:
    """The rows name SKUs of this listing, each once, and leave none out that a supplier stocks."""
    here = {sku.id for sku in listing.skus}
    named = [row.id for row in rows if row.id]
    if set(named) - here or len(set(named)) != len(named):
        raise NotFound(_("有的规格不属于这件商品"), next_step=_("刷新页面再改"))
    left_out = (sku for sku in listing.skus if sku.id not in named and sku.supplied)
    supplied = next(left_out, None)
    if supplied is not None:
        raise NotAllowed(
            _("规格“%(spec)s”由货源供货，不能在这里删", spec=supplied.spec or supplied.code),
            next_step=_("不想卖它，可以到货源页把库存规则设为不卖"),
            link="/supply/mine",
        )


def plan_matrix(
    listing: Listing, rows: Sequence[SkuDraft], spec_names: Sequence[str]
) -> Matrix | None:
    """What `rows` change, None if nothing. Stock is no part of it: it moves by itself."""
    here = {sku.id: sku for sku in listing.skus}
    named = {row.id for row in rows if row.id}
    matrix = Matrix(
        gone=tuple(sku for sku in listing.skus if sku.id not in named),
        changed=tuple(
            (here[row.id], row) for row in rows if row.id and not _same(here[row.id], row)
        ),
        new=tuple(row for row in rows if row.id is None),
        spec_names=tuple(spec_names),
    )
    same_names = list(spec_names) == list(listing.spec_names)
    if same_names and not (matrix.gone or matrix.changed or matrix.new):
        return None
    return matrix


def write_matrix(listing: Listing, matrix: Matrix, *, actor: User | None) -> None:
    """Carry it out. A SKU that was sold once is never deleted, it only goes out of the matrix."""
    _make_room(matrix)
    listing.spec_names = list(matrix.spec_names)
    for sku, row in matrix.changed:
        _change(sku, row, actor=actor)
    _add(listing, matrix.new)
    db.session.flush()
    db.session.expire(listing, ["skus"])
    record(
        Verb.SPECS_CHANGED,
        listing,
        actor=actor,
        skus=[sku.code for sku in listing.skus],
        removed=[sku.code for sku in matrix.gone],
    )


def count_rows(listing: Listing, rows: Sequence[SkuDraft], *, actor: User | None) -> None:
    """Take over the stock that the rows say, of SKUs that no supplier stocks.

    A row that says what it showed (`stock_was`) moves the stock by the difference: what was sold
    while the page was open stays sold.
    """
    here = {sku.id: sku for sku in listing.skus if not sku.supplied}
    for row in rows:
        sku = here.get(row.id or 0)
        if sku is None or row.stock == row.stock_was:
            continue
        moved = 0 if row.stock_was is None else sku.on_hand - row.stock_was
        count_stock(sku, max(row.stock + moved, 0), actor=actor)


def set_price(sku: Sku, price_fen: int, *, actor: User | None) -> None:
    """The price of one SKU within a version that is being saved."""
    if price_fen == sku.price_fen:
        return
    was, sku.price_fen = sku.price_fen, price_fen
    if sku.compare_fen is not None and sku.compare_fen <= price_fen:
        sku.compare_fen = None  # nothing is struck through any more
    if sku.listing.is_on_sale:
        note_price(sku, price_fen)
    record(
        Verb.PRICE_CHANGED, sku.listing, actor=actor, sku=sku.code, from_fen=was, to_fen=price_fen
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


def _same(sku: Sku, row: SkuDraft) -> bool:
    """Would the row leave the SKU as it is?"""
    words = (row.words, list(row.values)) == (sku.spec, sku.specs or list(row.values))
    looks = (row.merchant_code, row.picture) == (sku.merchant_code, sku.picture)
    prices = (row.price_fen, row.compare_fen) == (sku.price_fen, sku.compare_fen)
    sizes = (row.weight_g, row.volume_cm3) == (sku.weight_g, sku.volume_cm3)
    return words and looks and prices and sizes and (sku.supplied or row.cost_fen == sku.cost_fen)


def _change(sku: Sku, row: SkuDraft, *, actor: User | None) -> None:
    sku.spec, sku.specs = row.words, list(row.values)
    sku.merchant_code, sku.picture = row.merchant_code, row.picture
    sku.weight_g, sku.volume_cm3 = row.weight_g, row.volume_cm3
    guard_compare(sku, row.compare_fen)
    sku.compare_fen = None
    set_price(sku, row.price_fen, actor=actor)
    sku.compare_fen = row.compare_fen
    if not sku.supplied:
        sku.cost_fen = row.cost_fen


def _add(listing: Listing, rows: Sequence[SkuDraft]) -> None:
    """New SKUs take the next numbers: one that was used before never means other goods."""
    first = count_skus(listing) + 1
    for number, row in enumerate(rows, start=first):
        if row.compare_fen is not None:
            guard_never_charged()
        add_sku(listing, number, row)
    db.session.flush()
    for sku in [sku for sku in listing.skus if sku.code in _codes(listing, first, len(rows))]:
        open_stock(sku)
        if listing.is_on_sale:
            note_price(sku, sku.price_fen)


def _codes(listing: Listing, first: int, count: int) -> set[str]:
    return {f"{listing.code}-{number:02d}" for number in range(first, first + count)}


def _make_room(matrix: Matrix) -> None:
    """Take out what goes, and set aside the words of SKUs that are to be called otherwise."""
    for sku in matrix.gone:
        sku.active = False
        if sku.listing.is_on_sale:
            note_price(sku, 0)
    for sku, row in matrix.changed:
        if sku.spec != row.words:
            sku.spec = f"~{sku.id}"
    db.session.flush()
