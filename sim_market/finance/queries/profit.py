"""What stores earn: by store, by SKU, by campaign, over days of the sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.db import db
from sim_market.finance.meanings import Part, kinds_of
from sim_market.finance.period import Period
from sim_market.ledger.models import Account, AccountKind, Leg, Txn
from sim_market.orders.models import Order, OrderLine
from sim_market.promotions.models import Promotion, PromotionUse
from sim_market.stores.models import Store

OTHER = aliased(Order)
BESIDES = (Part.PENALTIES, Part.ADS, Part.FORFEITS)  # in a profit, but of no order line
OF_STORES = (AccountKind.STORE_FUNDS, AccountKind.STORE_DEPOSIT, AccountKind.STORE_DEBT)


@dataclass(frozen=True, slots=True)
class Profit:
    """What paid orders earned. Goods at the cost of the day they were ordered.

    `revenue_fen` is what buyers paid for goods; `seller_off_fen` what the seller took off the list
    price, promotions and price changes together; `subsidy_fen` what the platform adds, of which
    `subsidy_back_fen` fell away with refunds. Commission counts for orders that are not settled
    yet too: it is due with them.
    """

    orders: int = 0
    revenue_fen: int = 0
    refunds_fen: int = 0
    commission_fen: int = 0
    goods_cost_fen: int = 0
    list_fen: int = 0
    subsidy_fen: int = 0
    subsidy_back_fen: int = 0
    units: int = 0
    shipping_fen: int = 0  # fees that buyers paid and the platform bore, less those given back
    penalties_fen: int = 0  # what buyers were compensated with, less what was given back
    ads_fen: int = 0
    forfeits_fen: int = 0  # deposits of presales that buyers gave up

    @property
    def seller_off_fen(self) -> int:
        return self.list_fen - self.revenue_fen - self.subsidy_fen

    @property
    def costs_fen(self) -> int:
        given = self.refunds_fen + self.subsidy_back_fen + self.commission_fen
        return given + self.goods_cost_fen + self.penalties_fen + self.ads_fen

    @property
    def profit_fen(self) -> int:
        earned = self.revenue_fen + self.subsidy_fen + self.shipping_fen + self.forfeits_fen
        return earned - self.costs_fen

    @property
    def kept_fen(self) -> int:
        """What buyers and the platform pay for goods that were kept."""
        return self.revenue_fen - self.refunds_fen + self.subsidy_fen - self.subsidy_back_fen

    @property
    def margin_bp(self) -> int:
        """Profit in basis points of what was kept; 0 where nothing was."""
        return self.profit_fen * 10_000 // self.kept_fen if self.kept_fen > 0 else 0


class SkuProfit(NamedTuple):
    """One SKU, as its orders call it."""

    sku_id: int
    listing_id: int
    title: str
    spec: str
    profit: Profit


class CampaignProfit(NamedTuple):
    """All orders that used a promotion, and what it gave them."""

    promotion: Promotion
    given_fen: int
    profit: Profit


SHIPPING_SUBSIDY = Order.shipping_platform_fen - Order.shipping_platform_back_fen  # of one order


def commission_kept() -> sa.ColumnElement[int]:
    """`OrderLine.commission_fen` in SQL: what was frozen at payment, less what went back (L5)."""
    line = OrderLine
    kept = line.pay_fen - line.refunded_fen + line.platform_fen - line.platform_back_fen
    basis, due = line.commission_basis_fen, line.commission_due_fen
    back = (2 * due * (basis - kept) + basis) // sa.func.nullif(2 * basis, 0, type_=sa.BigInteger)
    return sa.case(
        (due.is_(None), (kept * line.commission_bp + 5_000) // 10_000),
        (kept <= 0, 0),
        else_=due - back,
    )


def profit_of(store: Store, period: Period | None = None) -> Profit:
    """A store's profit, of all its days or of some."""
    return profits_in(store.cohort_id, store.id, period).get(store.id, Profit())


def profits_in(
    cohort_id: int, store_id: int | None = None, period: Period | None = None
) -> dict[int, Profit]:
    """Profit by store id, for a whole cohort or one store, in two statements.

    Units that were refunded before they left, or came back and can be sold again, cost nothing;
    others that were refunded are lost. An order belongs to the day on which it was paid, a penalty
    to the day of its movement.
    """
    rows = db.session.execute(
        sa.select(Order.store_id, *SUMS, _shipping(cohort_id, period))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(*_paid(cohort_id, store_id, period))
        .group_by(Order.store_id)
    ).all()
    goods = {row[0]: profit_from(row[1:-1], int(row[-1] or 0)) for row in rows}
    spent = _spent_in(cohort_id, store_id, period)
    return {
        of: replace(
            goods.get(of, Profit()),
            penalties_fen=-spent.get((of, Part.PENALTIES), 0),
            ads_fen=-spent.get((of, Part.ADS), 0),
            forfeits_fen=spent.get((of, Part.FORFEITS), 0),
        )
        for of in goods.keys() | {of for of, _part in spent}
    }


def profits_by_sku(
    store: Store, period: Period, page: int, per_page: int
) -> tuple[list[SkuProfit], int]:
    """A page of the store's SKUs, the one that earned most first, and how many were sold in all.

    Without shipping, penalties and ads: these belong to orders and to the store.
    """
    where = _paid(store.cohort_id, store.id, period)
    mine = (
        sa.select(
            OrderLine.sku_id,
            sa.func.max(OrderLine.listing_id),
            sa.func.max(OrderLine.listing_title),
            sa.func.max(OrderLine.spec),
            *SUMS,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(*where)
        .group_by(OrderLine.sku_id)
    )
    count = sa.select(sa.func.count()).select_from(mine.order_by(None).subquery())
    earned = sa.func.sum(EARNED).desc()
    some = mine.order_by(earned, OrderLine.sku_id).offset((page - 1) * per_page).limit(per_page)
    rows = db.session.execute(some).all()
    found = [SkuProfit(row[0], row[1], row[2], row[3], profit_from(row[4:])) for row in rows]
    return found, db.session.scalar(count) or 0


def profits_by_campaign(store: Store, period: Period) -> list[CampaignProfit]:
    """The store's promotions that orders of these days used, the one that gave most first.

    An order that used two stands at both. In three statements.
    """
    where = [*_paid(store.cohort_id, store.id, period), PromotionUse.released.is_(False)]
    uses = (PromotionUse.cohort_id == Order.cohort_id) & (PromotionUse.order_number == Order.number)
    given = db.session.execute(
        sa.select(
            PromotionUse.promotion_id, sa.func.sum(PromotionUse.fen),
            sa.func.sum(Order.shipping_fen - Order.shipping_refunded_fen + SHIPPING_SUBSIDY),
        )
        .join(Order, uses).where(*where).group_by(PromotionUse.promotion_id)
    ).all()  # fmt: skip
    sums = db.session.execute(
        sa.select(PromotionUse.promotion_id, *SUMS)
        .join(Order, uses)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(*where)
        .group_by(PromotionUse.promotion_id)
    ).all()
    goods = {row[0]: profit_from(row[1:]) for row in sums}
    named = _promotions(store, sorted(goods))
    found = [
        CampaignProfit(named[of], int(fen), replace(goods[of], shipping_fen=int(fees)))
        for of, fen, fees in given
        if of in named
    ]
    return sorted(found, key=lambda each: (-each.given_fen, each.promotion.id))


def _promotions(store: Store, ids: Sequence[int]) -> dict[int, Promotion]:
    rows = db.session.scalars(
        sa.select(Promotion).where(Promotion.cohort_id == store.cohort_id, Promotion.id.in_(ids))
    )
    return {promotion.id: promotion for promotion in rows}


UNITS = OrderLine.quantity - OrderLine.cancelled_quantity - OrderLine.returned_quantity
COST = UNITS * OrderLine.unit_cost_fen
EARNED = (
    OrderLine.pay_fen - OrderLine.refunded_fen + OrderLine.platform_fen
    - OrderLine.platform_back_fen - COST
)  # fmt: skip
SUMS: tuple[sa.ColumnElement[Any], ...] = (  # as `profit_from` reads them
    sa.func.count(sa.distinct(Order.id)),
    sa.func.sum(OrderLine.pay_fen),
    sa.func.sum(OrderLine.refunded_fen),
    sa.func.sum(commission_kept()),
    sa.func.sum(COST),
    sa.func.sum(OrderLine.unit_price_fen * OrderLine.quantity),
    sa.func.sum(OrderLine.platform_fen),
    sa.func.sum(OrderLine.platform_back_fen),
    sa.func.sum(OrderLine.quantity - OrderLine.refunded_quantity),
)


def profit_from(sums: Sequence[Any], shipping_fen: int = 0) -> Profit:
    """From the values of `SUMS`."""
    orders, pay, back, fee, cost, listed, subsidy, subsidy_back, units = (
        int(value or 0) for value in sums
    )
    return Profit(
        orders=orders, revenue_fen=pay, refunds_fen=back, commission_fen=fee, goods_cost_fen=cost,
        list_fen=listed, subsidy_fen=subsidy, subsidy_back_fen=subsidy_back, units=units,
        shipping_fen=shipping_fen,
    )  # fmt: skip


def _paid(
    cohort_id: int, store_id: int | None, period: Period | None, of: Any = Order
) -> list[sa.ColumnElement[bool]]:
    where = [of.cohort_id == cohort_id, of.paid_sim_at.is_not(None)]
    where += [of.store_id == store_id] if store_id else []
    return where + (period.holds(of.paid_sim_at) if period else [])


def _shipping(cohort_id: int, period: Period | None) -> sa.ScalarSelect[int]:
    """Shipping fees of a store's paid orders with what the platform bore of them, less those given
    back: each order once.
    """
    borne = OTHER.shipping_platform_fen - OTHER.shipping_platform_back_fen
    paid = sa.func.sum(OTHER.shipping_fen - OTHER.shipping_refunded_fen + borne)
    where = _paid(cohort_id, None, period, OTHER)
    same = OTHER.store_id == Order.store_id
    return sa.select(paid).where(*where, same).correlate(Order).scalar_subquery()


def _spent_in(
    cohort_id: int, store_id: int | None, period: Period | None
) -> dict[tuple[int, Part], int]:
    """(store id, part of the statement) -> what such movements did to the store's accounts."""
    of = {kind: part for part in BESIDES for kind in kinds_of(part)}
    where = [Account.cohort_id == cohort_id, Account.kind.in_(OF_STORES), Txn.kind.in_(list(of))]
    where += [Account.owner_id == store_id] if store_id else []
    where += period.holds(Txn.sim_at) if period else []
    rows = db.session.execute(
        sa.select(Account.owner_id, Txn.kind, sa.func.sum(Leg.amount_fen))
        .join(Leg, Leg.account_id == Account.id)
        .join(Txn, Txn.id == Leg.txn_id)
        .where(*where)
        .group_by(Account.owner_id, Txn.kind)
    )
    sums: dict[tuple[int, Part], int] = {}
    for owner, kind, fen in rows:
        sums[owner, of[kind]] = sums.get((owner, of[kind]), 0) + int(fen)
    return sums
