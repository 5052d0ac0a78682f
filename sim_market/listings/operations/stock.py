"""Moving stock: one guarded update and one row that says why (commerce_rules S1-S6).

available = on_hand - reserved. An order holds when it is placed, sells when its goods are sold
for good, releases when it is closed before. Nobody can take what is not there, on any database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.util import identity_key

from app.clock import now
from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import OutOfStock, Sku, StockMove, StockMoveKind
from sim_market.rules.pack import RuleId
from sim_market.verbs import Verb

TRIES = 8
MOST = 99_999
SKU, MOVE = (cast(sa.Table, noun.__table__) for noun in (Sku, StockMove))
UNITS = sa.bindparam("units", type_=sa.Integer)
LOADED = ["on_hand", "reserved", "sold"]
Lines = Sequence[tuple[int, int]]  # SKU id, units


@dataclass(frozen=True, slots=True)
class Move:
    """A guarded update of one SKU by `units`, and what its movement says per unit."""

    kind: StockMoveKind
    statement: sa.Update
    on_hand: int
    reserved: int


def _statement(guard: sa.ColumnElement[bool], **values: Any) -> sa.Update:
    return sa.update(SKU).where(SKU.c.id == sa.bindparam("sku"), guard).values(**values)


WRITE = sa.insert(MOVE)
# Built once: units move with every line of every order.
HOLD = Move(
    StockMoveKind.HOLD,
    _statement(SKU.c.on_hand - SKU.c.reserved >= UNITS, reserved=SKU.c.reserved + UNITS),
    on_hand=0,
    reserved=1,
)
RELEASE = Move(
    StockMoveKind.RELEASE,
    _statement(SKU.c.reserved >= UNITS, reserved=SKU.c.reserved - UNITS),
    on_hand=0,
    reserved=-1,
)
SELL = Move(
    StockMoveKind.SALE,
    _statement(
        SKU.c.reserved >= UNITS,
        on_hand=SKU.c.on_hand - UNITS,
        reserved=SKU.c.reserved - UNITS,
        sold=SKU.c.sold + UNITS,
    ),
    on_hand=-1,
    reserved=-1,
)


NOW = sa.select(SKU.c.on_hand, SKU.c.reserved).where(SKU.c.id == sa.bindparam("sku"))
SET = _statement(
    sa.and_(
        SKU.c.on_hand == sa.bindparam("was"),
        SKU.c.reserved <= sa.bindparam("now", type_=sa.Integer),
    ),
    on_hand=sa.bindparam("now", type_=sa.Integer),
)
RETURN = _statement(sa.true(), on_hand=SKU.c.on_hand + UNITS)


def hold_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Reserve units for an order, or raise OutOfStock. `ref` names the order."""
    hold_all([(sku.id, quantity)], of=sku.cohort, ref=ref)


def hold_all(lines: Lines, *, of: Cohort, ref: str) -> None:
    """Reserve all lines of an order, or raise OutOfStock and hold nothing (S6).

    Sum the lines of one SKU before calling (S4), and name SKUs in ascending id (S5).
    """
    with db.session.connection().begin_nested() as attempt:
        held = _move(HOLD, lines, of, ref)
        if not held:
            attempt.rollback()
    if not held:
        raise OutOfStock(
            _("《%(title)s》库存不足", title=_scarce(lines).listing.title),
            next_step=_("减少数量，或看看别的规格"),
        )


def release_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Give reserved units back when an order is closed before its goods were sold."""
    release_all([(sku.id, quantity)], of=sku.cohort, ref=ref)


def release_all(lines: Lines, *, of: Cohort, ref: str) -> None:
    """Give back the reserved units of all lines of an order, in ascending SKU id."""
    _must(lines, _move(RELEASE, lines, of, ref))


def sell_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Reserved units leave for good."""
    sell_all([(sku.id, quantity)], of=sku.cohort, ref=ref)


def sell_all(lines: Lines, *, of: Cohort, ref: str) -> None:
    """The reserved units of all lines of an order leave for good, in ascending SKU id."""
    _must(lines, _move(SELL, lines, of, ref))


def return_stock(sku: Sku, quantity: int, ref: str) -> None:
    """Goods that came back and can be sold again (S2; never for a refund without return, S12)."""
    _must([(sku.id, quantity)], _changed(sku, RETURN, units=quantity))
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
        was, reserved = db.session.execute(NOW, {"sku": sku.id}).one()
        now: int = max(on_hand, reserved, 0)
        if now == was:
            return now
        if _changed(sku, SET, was=was, now=now):
            _note(sku, kind, abs(now - was), (now - was, 0), ref)
            return now
    raise Conflict(_("库存正在变动，没有改成"), next_step=_("请再试一次"))


def _move(move: Move, lines: Lines, of: Cohort, ref: str) -> bool:
    """Move the units of all lines, each by a guarded update; False if one of them had too few."""
    if not lines:
        return True  # nothing is never everything (S13)
    db.session.flush()
    connection = db.session.connection()
    asked = [{"sku": sku_id, "units": units} for sku_id, units in lines]
    done = connection.execute(move.statement, asked)
    _forget(sku_id for sku_id, _units in lines)
    if done.rowcount != len(lines):
        return False
    same = {
        "cohort_id": of.id, "kind": move.kind, "ref": ref, "moved_sim_at": of.sim_at,
        "created_at": now(),
    }  # fmt: skip
    rows = [
        {"sku_id": sku_id, "quantity": n, "on_hand_delta": move.on_hand * n,
         "reserved_delta": move.reserved * n, **same}
        for sku_id, n in lines
    ]  # fmt: skip
    connection.execute(WRITE, rows)
    return True


def _forget(sku_ids: Iterable[int]) -> None:
    """SKUs that are loaded are read afresh when they are next asked for their stock."""
    loaded = db.session.identity_map
    for sku_id in sku_ids:
        sku = loaded.get(identity_key(Sku, sku_id))
        if sku is not None:
            db.session.expire(sku, LOADED)


def _scarce(lines: Lines) -> Sku:
    """The first SKU of which there are too few; for the message."""
    skus = [(db.session.get_one(Sku, sku_id), units) for sku_id, units in lines]
    return next((sku for sku, units in skus if sku.available < units), skus[0][0])


def _changed(sku: Sku, statement: sa.Update, **values: int) -> bool:
    db.session.flush()
    done = db.session.connection().execute(statement, {"sku": sku.id, **values})
    _forget([sku.id])
    return done.rowcount > 0


def _must(lines: Lines, done: bool) -> None:
    if not done:
        sku = db.session.get_one(Sku, lines[0][0])
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
