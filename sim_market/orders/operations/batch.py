"""Many parcels at once: every row is looked at before anything is sent, and fails by itself."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.db import db, savepoint
from app.errors import DomainError, Invalid
from app.identity.models import User
from sim_market.orders import carriers
from sim_market.orders.models import BATCH_FLOW, BatchState, Order, ShipBatch
from sim_market.orders.operations.by_hand import (
    guard_together,
    number_of,
    own_goods,
    ship_together,
)
from sim_market.orders.operations.locking import lock_goods_of
from sim_market.orders.operations.waiting import guard_may_ship
from sim_market.orders.queries.batch import numbers_in_use, sales_by_number
from sim_market.stores.models import Store

MOST_ROWS = 200  # that are sent in one go: a batch
MOST_BATCHES = 5  # that one file is cut into
Row = dict[str, Any]


def check_batch(store: Store, rows: Sequence[Row], *, actor: User) -> list[ShipBatch]:
    """Look at rows {"at", "order", "carrier", "number"} without sending anything; Invalid for
    none or too many.

    More than are sent in one go are cut into batches, each sent by itself; a parcel is in one.
    """
    if not rows:
        raise Invalid(
            _("表里没有要发货的行，没有导入"), next_step=_("先下载模板，填好快递公司和运单号"),
            fields={"rows": _("至少填一行")},
        )  # fmt: skip
    if len(rows) > MOST_ROWS * MOST_BATCHES:
        raise _too_many(len(rows))
    orders = sales_by_number(store, [_number(row) for row in rows])
    batches = [
        ShipBatch(
            cohort_id=store.cohort_id, store_id=store.id, user=actor, state=BatchState.CHECKED,
            rows=part,
        )
        for part in _cut(_looked_at(store, rows, orders))
    ]  # fmt: skip
    db.session.add_all(batches)
    db.session.flush()
    return batches


def run_batch(batch: ShipBatch, store: Store, *, actor: User) -> None:
    """Send what was fine; a row that fails says why and keeps no other from being sent.

    Raises IllegalMove if it was done before.
    """
    BATCH_FLOW.claim(batch, BatchState.DONE)
    orders = sales_by_number(store, [_number(row) for row in batch.rows])
    parcels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    lock_goods_of(list(orders.values()))
    rows = [dict(row) for row in batch.rows]
    for row in rows:
        if not row["reason"]:
            parcels[_parcel_of(row)].append(row)
    for together in parcels.values():
        reason = _send(together, orders, actor)
        for row in together:
            row["sent"], row["reason"] = not reason, reason
    batch.rows = rows
    db.session.flush()


def _too_many(count: int) -> Invalid:
    most = MOST_ROWS * MOST_BATCHES
    message = _("一次最多 %(n)s 行，这里有 %(m)s 行，没有导入", n=most, m=count)
    files = -(-count // most)
    return Invalid(
        message,
        next_step=_("拆成 %(k)s 个文件，每个不超过 %(n)s 行，一个一个导入", k=files, n=most),
        fields={"rows": message},
    )


def _cut(rows: Sequence[Row]) -> list[list[Row]]:
    """Parts of no more rows than are sent in one go; rows of one parcel stay together."""
    parcels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        parcels[_parcel_of(row)].append(row)
    parts: list[list[Row]] = [[]]
    for together in parcels.values():
        for start in range(0, len(together), MOST_ROWS):
            piece = together[start : start + MOST_ROWS]
            if len(parts[-1]) + len(piece) > MOST_ROWS:
                parts.append([])
            parts[-1] += piece
    return [sorted(part, key=lambda row: int(row["at"])) for part in parts]


def _send(rows: Sequence[Row], orders: Mapping[str, Order], actor: User) -> str:
    """Why a parcel could not be sent; "" if it was."""
    carrier = carriers.named(rows[0]["carrier"])
    try:
        with savepoint():
            ship_together(
                [orders[_number(row)] for row in rows],
                carrier_code=carrier.code if carrier else "",
                tracking_number=rows[0]["number"],
                actor=actor,
            )
    except DomainError as refusal:
        db.session.expire_all()
        return _said(refusal)
    return ""


def _looked_at(store: Store, rows: Sequence[Row], orders: Mapping[str, Order]) -> list[Row]:
    used = numbers_in_use(store.cohort_id, [_parcel_of(row)[1] for row in rows])
    parcels: dict[tuple[str, str], list[Order]] = defaultdict(list)
    found: list[Row] = []
    before: set[str] = set()
    for row in rows:
        order = orders.get(_number(row))
        reason = _reason(row, order, used, parcels, before)
        before.add(_number(row))
        if order and not reason:
            parcels[_parcel_of(row)].append(order)
        found.append({**row, "order": _number(row), "reason": reason, "sent": False})
    return found


def _reason(
    row: Row,
    order: Order | None,
    used: frozenset[str],
    parcels: Mapping[tuple[str, str], Sequence[Order]],
    before: Collection[str],
) -> str:
    """What stands in the way of sending a row; "" if nothing does."""
    if order is None:
        return _("没有这张订单：核对订单号")
    if _number(row) in before:
        return _("这张订单在表里出现了两次；要分几个包裹发，请到订单页")
    if not order.can_ship:
        return _("订单现在是“%(state)s”，不用发货", state=order.state.word)
    if order.live_refunds:
        return _("有退款还没答复，先答复退款再发货")
    carrier = carriers.named(row["carrier"])
    if carrier is None:
        names = "、".join(str(each.name) for each in carriers.CARRIERS)
        return _("不认识这家快递：请填 %(names)s", names=names)
    number = _parcel_of(row)[1]
    if number in used:
        return _("运单号 %(n)s 已经用在别的包裹上", n=number)
    return _refusal_of(lambda: _could_go(order, carrier.code, number, parcels[_parcel_of(row)]))


def _could_go(order: Order, carrier_code: str, number: str, others: Sequence[Order]) -> None:
    number_of(carrier_code, number)
    guard_may_ship(order)
    own_goods(order)
    guard_together([*others, order])


def _refusal_of(check: Callable[[], object]) -> str:
    try:
        check()
    except DomainError as refusal:
        return _said(refusal)
    return ""


def _said(refusal: DomainError) -> str:
    rule = _("（规则 %(rule)s）", rule=refusal.rule) if refusal.rule else ""
    return f"{refusal}{rule}"


def _number(row: Row) -> str:
    """'d0000017 ' -> 'D0000017'."""
    return carriers.tidy(str(row["order"]))[:20]


def _parcel_of(row: Row) -> tuple[str, str]:
    """Rows with the same carrier and number are one parcel."""
    carrier = carriers.named(str(row["carrier"]))
    return carrier.code if carrier else "", carriers.tidy(str(row["number"]))[:40]
