"""What a replay came to, asked of the database: the sums, and whether stock and money are whole."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from app.money import percent_of
from seeds.replay.play import Played
from seeds.replay.rows import Reported
from seeds.replay.stage import Stage
from seeds.replay.sums import Sums
from sim_market.after_sales.models import Refund, RefundState
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine, OrderState, Shipment
from sim_market.rules.pack import pack
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import Store
from supply_chain.capture.models import SupplyOrder, SupplyState
from supply_chain.sourcing.models import SourcedSku
from supply_chain.stock.models import Allotment

ENDED = (OrderState.COMPLETED, OrderState.CLOSED)
NOTE = "invoice "


def played_sums(stage: Stage, played: Played, bad: Sequence[Reported]) -> Sums:
    """Money and units as orders and refunds say; lines as they were counted on the way."""
    sums = Sums(
        lines=played.lines + len(bad), invoices=played.invoices, sale_lines=played.sale_lines,
        refund_lines=played.refund_lines,
    )  # fmt: skip
    for one in [*bad, *played.reported]:
        sums.leave_out(one.reason.value, one.fen)
    add_orders(sums, stage.cohort_id)
    add_refunds(sums, stage.cohort_id)
    return sums


def add_orders(sums: Sums, cohort_id: int) -> None:
    units = sa.func.sum(OrderLine.quantity)
    orders = (
        sa.select(Order.note, Order.address, Order.pay_fen, units)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.cohort_id == cohort_id, Order.paid_sim_at.is_not(None))
        .group_by(Order.id)
    )
    for note, address, pay_fen, bought in db.session.execute(orders):
        sums.orders += 1
        sums.units_sold += bought
        sums.gross_fen += pay_fen
        sums.gross_by_country[address["province"]] += pay_fen
        sums.by_invoice[note.removeprefix(NOTE)] += pay_fen


def add_refunds(sums: Sums, cohort_id: int) -> None:
    refunds = (
        sa.select(Refund.words, Order.address, Refund.amount_fen, Refund.quantity)
        .join(Order, Order.id == Refund.order_id)
        .where(Refund.cohort_id == cohort_id, Refund.state == RefundState.DONE)
    )
    for words, address, amount_fen, units in db.session.execute(refunds):
        sums.units_refunded += units
        sums.refunded_fen += amount_fen
        sums.refunded_by_country[address["province"]] += amount_fen
        sums.by_invoice[words.removeprefix(NOTE)] += amount_fen


def broken(stage: Stage, sums: Sums) -> list[str]:
    """Where stock or money is not whole, or an order did not come to its end."""
    return [
        f"{name}: {ours}, expected {ought}"
        for name, ours, ought in [
            *stock(stage, sums),
            *ends(stage.cohort_id),
            *money(stage, sums),
        ]
        if ours != ought
    ]


def stock(stage: Stage, sums: Sums) -> Iterator[tuple[str, int, int]]:
    """The supplier's stock and the shop's went out with the parcels, unit by unit."""
    mine = OrderLine.cohort_id == stage.cohort_id
    shipped = total(sa.func.sum(OrderLine.shipped_quantity), mine)
    kept_back = total(
        sa.func.sum(Refund.quantity), Refund.cohort_id == stage.cohort_id,
        Refund.state == RefundState.DONE, Order.id == Refund.order_id,
        sa.or_(Order.shipped_sim_at.is_(None), Refund.answered_sim_at < Order.shipped_sim_at),
    )  # fmt: skip
    at_supplier, in_shop = Allotment.cohort_id == stage.cohort_id, Sku.cohort_id == stage.cohort_id
    gone = total(sa.func.sum(Allotment.opened - Allotment.on_hand), at_supplier)
    yield "units shipped", shipped, sums.units_sold - kept_back
    yield "units that left the supplier", gone, shipped
    yield "units sold by the shop", total(sa.func.sum(Sku.sold), in_shop), shipped
    yield "units set aside", total(sa.func.sum(Allotment.allocated), at_supplier), 0
    yield "units reserved", total(sa.func.sum(Sku.reserved), in_shop), 0
    yield "SKUs with another stock than the supplier", out_of_step(stage.cohort_id), 0


def out_of_step(cohort_id: int) -> int:
    return total(
        sa.func.count(), SourcedSku.cohort_id == cohort_id, Sku.id == SourcedSku.sku_id,
        Allotment.store_id == SourcedSku.store_id,
        Allotment.product_sku_id == SourcedSku.product_sku_id, Allotment.on_hand != Sku.on_hand,
    )  # fmt: skip


def ends(cohort_id: int) -> Iterator[tuple[str, int, int]]:
    """Every order is completed, or closed because all of it was refunded before it left."""
    mine = Order.cohort_id == cohort_id
    sent = total(sa.func.count(Order.id), mine, Order.shipped_sim_at.is_not(None))
    parcels = Shipment.cohort_id == cohort_id
    arrived = total(sa.func.count(Shipment.id), parcels, Shipment.delivered_sim_at.is_not(None))
    supplied = (SupplyOrder.cohort_id == cohort_id, SupplyOrder.state == SupplyState.DELIVERED)
    numbers = sa.func.count(sa.distinct(Shipment.tracking_number))
    yield "orders not ended", total(sa.func.count(Order.id), mine, Order.state.not_in(ENDED)), 0
    yield "parcels that arrived", arrived, sent
    yield "tracking numbers", total(numbers, parcels), sent
    yield "supply orders delivered", total(sa.func.count(SupplyOrder.id), *supplied), sent


def money(stage: Stage, sums: Sums) -> Iterator[tuple[str, int, int]]:
    """The world brought what was kept of the sales, and it lies where it belongs."""
    cohort = db.session.get_one(Cohort, stage.cohort_id)
    store = db.session.get_one(Store, stage.store_id)
    capital_fen, deposit_fen = cohort.terms.start_capital_fen, pack(cohort).deposit_fen
    commission_fen = commission_of(cohort.id)
    cost_fen = total(
        sa.func.sum(SupplyOrder.cost_fen), SupplyOrder.cohort_id == cohort.id,
        SupplyOrder.state == SupplyState.DELIVERED,
    )  # fmt: skip
    funds_fen = capital_fen - deposit_fen + sums.net_fen - commission_fen - cost_fen
    wallet = shopper_of(store.owner, cohort).id
    for kind, owner, ought in (
        (AccountKind.WORLD, 0, -capital_fen - sums.net_fen),
        (AccountKind.ESCROW, 0, 0),
        (AccountKind.COMMISSION, 0, commission_fen),
        (AccountKind.SUPPLIERS, 0, cost_fen),
        (AccountKind.STORE_FUNDS, store.id, funds_fen),
        (AccountKind.STORE_DEPOSIT, store.id, deposit_fen),
        (AccountKind.WALLET, wallet, 0),
    ):
        yield f"{kind.value} in fen", balance_of(cohort.id, kind, owner), ought


def commission_of(cohort_id: int) -> int:
    """By line: of what was paid, at the rate frozen on it, less the part that was refunded (L5)."""
    sums = sa.select(OrderLine.pay_fen, OrderLine.refunded_fen, OrderLine.commission_bp)
    rows = db.session.execute(sums.where(OrderLine.cohort_id == cohort_id, OrderLine.pay_fen > 0))
    return sum(_kept_of(percent_of(pay, bp), back, pay) for pay, back, bp in rows)


def _kept_of(commission_fen: int, back_fen: int, pay_fen: int) -> int:
    return commission_fen - int(Fraction(commission_fen * back_fen, pay_fen) + Fraction(1, 2))


def total(what: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> int:
    """A sum or a count over the rows that fit; 0 if there are none."""
    return db.session.scalar(sa.select(what).where(*where)) or 0
