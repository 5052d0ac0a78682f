"""Moving stock: one guarded update and one row that says why (commerce_rules S1-S6).

available = on_hand - reserved. An order holds when it is placed, sells when its goods are sold
for good, releases when it is closed before. Nobody can take what is not there, on any database.
"""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, taken
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import OutOfStock, Sku, StockMove, StockMoveKind
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb

TRIES = 8
MOST = 99_999


def hold_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Reserve units for an order, or raise OutOfStock. `ref` names the order.

    Sum the lines of one SKU before calling (S4), and call in ascending SKU id (S5).
    """
    free = Sku.on_hand - Sku.reserved >= quantity
    if not _changed(sku, free, reserved=Sku.reserved + quantity):
        raise OutOfStock(
            _("《%(title)s》库存不足", title=sku.listing.title),
            next_step=_("减少数量，或看看别的规格"),
        )
    _note(sku, StockMoveKind.HOLD, quantity, (0, quantity), ref)


def release_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Give reserved units back when an order is closed before its goods were sold."""
    _must(sku, _changed(sku, Sku.reserved >= quantity, reserved=Sku.reserved - quantity))
    _note(sku, StockMoveKind.RELEASE, quantity, (0, -quantity), ref)


def sell_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Reserved units leave for good."""
    _must(
        sku,
        _changed(
            sku,
            Sku.reserved >= quantity,
            on_hand=Sku.on_hand - quantity,
            reserved=Sku.reserved - quantity,
            sold=Sku.sold + quantity,
        ),
    )
    _note(sku, StockMoveKind.SALE, quantity, (-quantity, -quantity), ref)


def return_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Goods that came back and can be sold again (S2; never for a refund without return, S12)."""
    _must(sku, _changed(sku, sa.true(), on_hand=Sku.on_hand + quantity))
    _note(sku, StockMoveKind.RETURN_IN, quantity, (quantity, 0), ref)


def open_stock(sku: Sku) -> None:
    """The first movement of a new SKU, which was made with its stock on hand."""
    kind = StockMoveKind.SYNC if sku.supplied else StockMoveKind.COUNT
    if sku.on_hand:
        _note(sku, kind, sku.on_hand, (sku.on_hand, 0), "new")


def mark_supplied(sku: Sku, *, cost_fen: int) -> None:
    """From now on a supplier has these goods: the stock follows the supply system."""
    sku.supplied, sku.cost_fen = True, cost_fen


def count_stock(sku: Sku, on_hand: int, *, actor: User | None) -> int:
    """A merchant says how many there are. Not for supplied goods: those follow the supplier."""
    if sku.supplied:
        raise NotAllowed(
            _("这件商品由货源供货，库存跟着供应商走"), next_step=_("要多卖，请换一个货源或等补货")
        )
    if not 0 <= on_hand <= MOST:
        raise Invalid(_("库存要在 0 到 99,999 之间"), fields={"stock": _("库存不对")})
    was = sku.on_hand
    now = set_stock(sku, on_hand, ref="count", kind=StockMoveKind.COUNT)
    if now != was:
        record(Verb.STOCK_COUNTED, sku.listing, actor=actor, sku=sku.code, was=was, now=now)
    return now


def set_stock(sku: Sku, on_hand: int, ref: str, *, kind: StockMoveKind = StockMoveKind.SYNC) -> int:
    """Set the number on hand, never below what is reserved; returns what it is now.

    Saying the same number again does nothing.
    """
    for _try in range(TRIES):
        was, reserved = db.session.execute(
            sa.select(Sku.on_hand, Sku.reserved).where(Sku.id == sku.id)
        ).one()
        now = max(on_hand, reserved, 0)
        if now == was:
            return now
        if _changed(sku, sa.and_(Sku.on_hand == was, Sku.reserved <= now), on_hand=now):
            _note(sku, kind, abs(now - was), (now - was, 0), ref)
            return now
    raise Conflict(_("库存正在变动，没有改成"), next_step=_("请再试一次"))


def _changed(
    sku: Sku, guard: sa.ColumnElement[bool], **values: sa.ColumnElement[int] | int
) -> bool:
    done = taken(
        sa.update(Sku)
        .where(Sku.id == sku.id, guard)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if sku in db.session:
        db.session.expire(sku, ["on_hand", "reserved", "sold"])
    return done


def _must(sku: Sku, done: bool) -> None:
    if not done:
        raise Conflict(
            _("《%(title)s》的占用数量对不上，没有改动", title=sku.listing.title),
            next_step=_("刷新页面看最新状态"),
            rule=RuleId.PRICE_AND_STOCK,
        )


def _note(sku: Sku, kind: StockMoveKind, quantity: int, deltas: tuple[int, int], ref: str) -> None:
    db.session.add(
        StockMove(
            cohort_id=sku.cohort_id,
            sku_id=sku.id,
            kind=kind,
            quantity=quantity,
            on_hand_delta=deltas[0],
            reserved_delta=deltas[1],
            ref=ref,
            moved_sim_at=sku.cohort.sim_at,
        )
    )
