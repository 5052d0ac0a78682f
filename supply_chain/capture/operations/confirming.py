"""Confirming a supply order: stock set aside, goods paid, the supplier starts to pack."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from app import jobs
from app.chance import draw_int
from app.db import db, savepoint
from app.errors import Conflict, DomainError
from app.identity.models import User
from app.journal import record
from app.money import yuan
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import InsufficientFunds, account, post
from sim_market.ledger.queries import balance_of
from sim_market.orders.operations.waiting import NotYet, guard_may_ship
from supply_chain.capture.models import (
    SUPPLY_FLOW,
    Hitch,
    SupplyLine,
    SupplyOrder,
    SupplyState,
)
from supply_chain.capture.today import is_cut_off
from supply_chain.stock.models import Allotment, SupplierOutOfStock
from supply_chain.stock.operations import allocate_all, allotments_of, open_allotments
from supply_chain.suppliers.models import Product, ProductSku
from supply_chain.verbs import Verb


class Unmapped(Conflict):
    """Nobody knows where some of the goods come from (commerce_rules Y5)."""


HITCHES: dict[type[DomainError], Hitch] = {
    Unmapped: Hitch.UNMAPPED,
    SupplierOutOfStock: Hitch.NO_STOCK,
    InsufficientFunds: Hitch.NO_FUNDS,
    NotYet: Hitch.NOT_YET,
}


def confirm(supply: SupplyOrder, *, actor: User | None) -> None:
    """Set the stock aside, pay the supplier, and have it sent when it is packed.

    Raises Unmapped, SupplierOutOfStock, NotYet or InsufficientFunds, and then changes nothing.
    """
    SUPPLY_FLOW.check(supply, SupplyState.CONFIRMED)
    _guard_mapped(supply)
    _guard_supplied(supply)
    guard_may_ship(supply.order)
    wanted = Counter({line.product_sku_id: 0 for line in supply.lines if line.product_sku_id})
    for line in supply.lines:
        if line.product_sku_id:
            wanted[line.product_sku_id] += line.units  # summed before asking (S4)
    found = _allotments(supply, wanted)
    allocate_all(
        [(allotment, wanted[of]) for of, allotment in found.items() if wanted[of]],
        ref=supply.number,
    )
    _pay(supply)
    now = supply.cohort.sim_at
    due = now + timedelta(minutes=_packing_minutes(supply))
    SUPPLY_FLOW.claim(
        supply, SupplyState.CONFIRMED, hitch=None, reason="", confirmed_sim_at=now,
        ship_due_sim_at=due,
    )  # fmt: skip
    jobs.schedule("supply.ship", supply.number, cohort_id=supply.cohort_id, at=due)
    record(
        Verb.SUPPLY_CONFIRMED, supply, actor=actor, number=supply.number, cost_fen=supply.cost_fen
    )


def try_confirm(supply: SupplyOrder, *, actor: User | None) -> DomainError | None:
    """Confirm, or keep it waiting with the reason; what stood in the way, or None."""
    try:
        with savepoint():
            confirm(supply, actor=actor)
    except DomainError as refusal:
        _hold(supply, refusal, actor=actor)
        return refusal
    return None


def confirm_all(
    supplies: Sequence[SupplyOrder], *, actor: User | None
) -> list[tuple[SupplyOrder, DomainError | None]]:
    """Each by itself, in the order given: one that is refused does not stop the others."""
    return [(supply, try_confirm(supply, actor=actor)) for supply in supplies]


def locked(supply: SupplyOrder) -> SupplyOrder:
    """The supply order and its lines as they are now, kept from others until the commit."""
    db.session.flush()
    return db.session.scalars(_locked(), {"supply": supply.id}).one()


@cache
def _locked() -> sa.Select[SupplyOrder]:
    goods = selectinload(SupplyOrder.lines).joinedload(SupplyLine.product_sku)
    return (
        sa.select(SupplyOrder)
        .where(SupplyOrder.id == sa.bindparam("supply"))
        .options(goods.joinedload(ProductSku.product).joinedload(Product.supplier))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _guard_mapped(supply: SupplyOrder) -> None:
    if supply.unmapped:
        raise Unmapped(
            _("有 %(n)s 个规格没有关联货源，供应商不知道发什么", n=len(supply.unmapped)),
            next_step=_("打开供货单，给这些规格关联货源，或标记为自有商品"),
            link=f"/supply/orders/{supply.id}",
        )


def _guard_supplied(supply: SupplyOrder) -> None:
    """While a market event cuts suppliers off, nothing new is confirmed."""
    if is_cut_off(supply.cohort):
        raise SupplierOutOfStock(
            _("供应商暂时断供（市场事件），供货单没有确认"),
            next_step=_("恢复供货后会自动再试；先延长承诺发货时间，或暂时下架"),
            link="/traffic/news",
        )


def _allotments(supply: SupplyOrder, wanted: Counter[int]) -> dict[int, Allotment]:
    found = allotments_of(supply.store, wanted)
    if len(found) < len(wanted):
        open_allotments(supply.cohort_id)
        found = allotments_of(supply.store, wanted)
    return found


def _pay(supply: SupplyOrder) -> None:
    """The goods are paid when they are ordered: STORE_FUNDS -> SUPPLIERS, once per order."""
    funds = account(supply.cohort_id, AccountKind.STORE_FUNDS, supply.store_id)
    suppliers = account(supply.cohort_id, AccountKind.SUPPLIERS)
    legs = [(funds, -supply.cost_fen), (suppliers, supply.cost_fen)]
    try:
        post(TxnKind.PURCHASE, supply.number, legs, about=supply)
    except InsufficientFunds as short:
        has = balance_of(supply.cohort_id, AccountKind.STORE_FUNDS, supply.store_id)
        raise InsufficientFunds(
            _(
                "供货单 %(number)s 要付货款 %(cost)s，店铺资金只有 %(has)s，没有确认",
                number=supply.number,
                cost=yuan(supply.cost_fen),
                has=yuan(has),
            ),
            next_step=_(
                "买家付的钱在确认收货并过售后期以后才结算，进货要先垫付：从钱包转入店铺资金，再确认"
            ),
            link="/finance/help",
        ) from short


def _packing_minutes(supply: SupplyOrder) -> int:
    """The longest lead of the goods, sooner or later by what the day brings (85% to 125%)."""
    leads = [line.product_sku.product.lead_hours for line in supply.lines if line.product_sku]
    share = draw_int(85, 125, supply.cohort.seed, "packing", supply.chance_key)
    return max(leads) * 60 * share // 100


def _hold(supply: SupplyOrder, refusal: DomainError, *, actor: User | None) -> None:
    hitch = next((hitch for kind, hitch in HITCHES.items() if isinstance(refusal, kind)), Hitch.NEW)
    if supply.state != SupplyState.WAITING or (supply.hitch == hitch and actor is None):
        return
    supply.hitch, supply.reason = hitch, refusal.message[:200]
    record(Verb.SUPPLY_HELD, supply, actor=actor, number=supply.number, hitch=hitch.value)
