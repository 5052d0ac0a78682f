"""The supplier's own deeds: sending what was confirmed, and the parcel's arrival."""

from datetime import timedelta

from app import jobs
from app.errors import Conflict
from app.jobs import Job
from app.journal import By, acting_as, record
from sim_market.orders.models import Order, Shipment
from sim_market.orders.operations import TrackingNumberTaken, deliver_shipment, ship_order
from sim_market.orders.queries import find_order_by_number, find_shipment_by_number
from supply_chain.capture.models import SUPPLY_FLOW, SupplyOrder, SupplyState
from supply_chain.capture.operations import follow_order, locked
from supply_chain.capture.queries import find_by_number
from supply_chain.shipping.route import Journey, Parcel, parcel_of
from supply_chain.stock.operations import allotments_of, send_all
from supply_chain.verbs import Verb

ATTEMPTS = 5
WAIT_FOR_AFTER_SALE = timedelta(hours=2)


def ship_due(job: Job) -> None:
    """The timer: the goods are packed. An open after-sale makes the parcel wait."""
    supply = find_by_number(job.key.split(":")[0], job.cohort_id, with_lines=False)
    if supply is None:
        return
    order = find_order_by_number(supply.order_number, cohort_id=job.cohort_id)
    if order is None:
        return
    with acting_as(By.SIMULATED):
        if order.version > supply.order_version:
            follow_order(supply, order, actor=None)
        if supply.state != SupplyState.CONFIRMED or not order.can_ship:
            return
        if order.live_refunds:
            _wait(job, supply)
        else:
            ship(supply, order)


def ship(supply: SupplyOrder, order: Order) -> Shipment:
    """Send a confirmed supply order and tell the shop its tracking number."""
    supply = locked(supply)
    SUPPLY_FLOW.check(supply, SupplyState.SHIPPED)
    _take_stock(supply)
    shipment, parcel = _hand_over(supply, order)
    SUPPLY_FLOW.claim(
        supply,
        SupplyState.SHIPPED,
        shipped_sim_at=supply.cohort.sim_at,
        carrier=str(parcel.carrier.name),
        tracking_number=parcel.tracking_number,
        order_version=order.version,
    )
    jobs.schedule("supply.deliver", supply.number, cohort_id=supply.cohort_id, at=parcel.arrives_at)
    record(
        Verb.SUPPLY_SHIPPED,
        supply,
        actor=None,
        number=supply.number,
        tracking_number=parcel.tracking_number,
    )
    return shipment


def deliver_due(job: Job) -> None:
    """The timer: the parcel is at the door."""
    supply = find_by_number(job.key, job.cohort_id, with_lines=False)
    if supply is None or supply.state != SupplyState.SHIPPED:
        return
    with acting_as(By.SIMULATED):
        parcel = find_shipment_by_number(str(supply.tracking_number), supply.cohort_id)
        if parcel is not None:
            deliver_shipment(parcel)
        SUPPLY_FLOW.claim(supply, SupplyState.DELIVERED, delivered_sim_at=job.cohort.sim_at)
        record(Verb.SUPPLY_DELIVERED, supply, actor=None, number=supply.number)


def _take_stock(supply: SupplyOrder) -> None:
    wanted: dict[int, int] = {}
    for line in supply.lines:
        if line.product_sku_id and line.units:
            wanted[line.product_sku_id] = wanted.get(line.product_sku_id, 0) + line.units
    found = allotments_of(supply.store, wanted)
    send_all([(allotment, wanted[of]) for of, allotment in found.items()], ref=supply.number)


def _hand_over(supply: SupplyOrder, order: Order) -> tuple[Shipment, Parcel]:
    """The shop takes the number; one that is used already is drawn again."""
    for attempt in range(ATTEMPTS):
        parcel = parcel_of(_journey(supply, order), attempt)
        try:
            shipment = ship_order(
                order,
                carrier=str(parcel.carrier.name),
                tracking_number=parcel.tracking_number,
                events=parcel.events,
                actor=None,
            )
        except TrackingNumberTaken:
            continue
        return shipment, parcel
    raise Conflict(f"no free tracking number for {supply.number}")


def _journey(supply: SupplyOrder, order: Order) -> Journey:
    supplier = next(line.product_sku for line in supply.lines if line.product_sku).product.supplier
    return Journey(
        seed=supply.cohort.seed,
        key=supply.chance_key,
        number=f"{supply.store.code} {supply.number}",
        city=supplier.city,
        province=supplier.province,
        address=order.address,
        leaves_at=supply.cohort.sim_at,
    )


def _wait(job: Job, supply: SupplyOrder) -> None:
    """Ask again in two hours; silence decides after-sales, so this ends."""
    tried = int(job.payload.get("tried", 0)) + 1
    at = job.due_sim_at + WAIT_FOR_AFTER_SALE
    key = f"{supply.number}:{tried}"
    jobs.schedule("supply.ship", key, cohort_id=job.cohort_id, at=at, tried=tried)
