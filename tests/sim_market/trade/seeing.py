"""What is in the database, as the book would say it: read past all code of the platform."""

from typing import Any

import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import Refund
from sim_market.groups.models import BuyingGroup, GroupSeat
from sim_market.ledger.models import Account
from sim_market.listings.models import Sku
from sim_market.orders.models import Order, OrderLine
from sim_market.payments.models import Payment, PaymentPart
from sim_market.presales.models import Deposit
from sim_market.promotions.models import Coupon, Promotion
from tests.sim_market.trade import things
from tests.sim_market.trade.checking import told
from tests.sim_market.trade.reckoning import coupon_of
from tests.sim_market.trade.things import (
    COMMISSION,
    ESCROW,
    PRESALE,
    PROVIDER,
    WORLD,
    Item,
    Request,
    Sale,
    debt,
    funds,
)
from tests.sim_market.trade.world import World

Row = tuple[Any, ...]
ALONE = {name: name for name in (ESCROW, COMMISSION, WORLD, PROVIDER, PRESALE)}
ORDER = (Order.id, Order.state, Order.close_reason, Order.pay_fen, Order.refunded_fen)
LINE = (
    OrderLine.quantity, OrderLine.pay_fen, OrderLine.refunded_quantity, OrderLine.refunded_fen,
    OrderLine.refunding_quantity, OrderLine.refunding_fen, OrderLine.shipped_quantity,
    OrderLine.returned_quantity, OrderLine.cancelled_quantity, OrderLine.gift,
    OrderLine.platform_fen, OrderLine.platform_back_fen,
)  # fmt: skip
REQUEST = (Refund.id, Refund.state, Refund.quantity, Refund.amount_fen, Refund.return_fee_fen)


class Eyes:
    """Reads one class. The statements are made once: they are run after every step."""

    def __init__(self, world: World) -> None:
        self.world = world
        mine = world.cohort_id
        self._stock = written(
            sa.select(Sku.on_hand, Sku.reserved).where(Sku.id.in_(world.skus)).order_by(Sku.id)
        )
        self._money = written(
            sa.select(Account.kind, Account.owner_id, Account.balance_fen).where(
                Account.cohort_id == mine, Account.balance_fen != 0
            )
        )
        self._orders = written(sa.select(*ORDER).filter_by(cohort_id=mine).order_by(Order.id))
        self._lines = written(sa.select(*LINE).filter_by(cohort_id=mine).order_by(OrderLine.id))
        self._coupons = written(
            sa.select(Coupon.coupon_batch_id, Coupon.shopper_id, Coupon.order_number)
            .filter_by(cohort_id=mine)
            .order_by(Coupon.id)
        )
        self._flash = written(sa.select(Promotion.sold_units).where(Promotion.id == world.flash))
        seats = sa.select(GroupSeat.order_id).where(GroupSeat.state == "taken")
        self._payments = written(
            sa.select(
                Payment.id, Payment.kind, Payment.state, Payment.amount_fen,
                Payment.refunded_fen, Payment.confirmed_by,
            ).where(Payment.cohort_id == mine, Payment.order_number.is_(None))
            .order_by(Payment.id)
        )  # fmt: skip
        self._parts = written(
            sa.select(PaymentPart.amount_fen, PaymentPart.state, PaymentPart.back_reason)
            .filter_by(cohort_id=mine)
            .order_by(PaymentPart.payment_id, PaymentPart.order_number)
        )
        self._groups = written(
            sa.select(BuyingGroup.id, BuyingGroup.state, BuyingGroup.members)
            .filter_by(cohort_id=mine)
            .order_by(BuyingGroup.id)
        )
        self._seats = written(seats.filter_by(cohort_id=mine).order_by(GroupSeat.order_id))
        self._deposits = written(
            sa.select(Deposit.state, Deposit.fen).filter_by(cohort_id=mine).order_by(Deposit.id)
        )
        self._requests = written(sa.select(*REQUEST).filter_by(cohort_id=mine).order_by(Refund.id))

    def stock(self) -> list[Row]:
        """(on hand, reserved) of each SKU."""
        return rows(self._stock)

    def money(self) -> dict[str, int]:
        """What every account of the class holds, by the book's names; not those that hold none."""
        return {self._named(kind, owner): fen for kind, owner, fen in rows(self._money)}

    def orders(self) -> list[Row]:
        return rows(self._orders)

    def lines(self) -> list[Row]:
        return rows(self._lines)

    def coupons(self) -> dict[str, bool]:
        """Whose coupon of which batch there is, and whether it is used."""
        batches = {number: name for name, number in self.world.batches.items()}
        return {
            coupon_of(batches[batch], f"wallet {owner}"): number is not None
            for batch, owner, number in rows(self._coupons)
        }

    def flash(self) -> int:
        """How many units of the flash sale are gone."""
        return int(rows(self._flash)[0][0])

    def payments(self) -> list[Row]:
        return rows(self._payments)

    def parts(self) -> list[Row]:
        return rows(self._parts)

    def groups(self) -> list[Row]:
        return rows(self._groups)

    def seats(self) -> list[int]:
        """The orders whose seats are taken."""
        return [row[0] for row in rows(self._seats)]

    def deposits(self) -> list[Row]:
        return rows(self._deposits)

    def requests(self) -> list[Row]:
        return rows(self._requests)

    def _named(self, kind: str, owner: int) -> str:
        if kind == "store_funds":
            return funds(self.world.stores.index(owner))
        if kind == "store_debt":
            return debt(self.world.stores.index(owner))
        return ALONE.get(kind) or f"{kind} {owner}"


def written(query: sa.Select[*tuple[Any, ...]]) -> str:
    """The statement with its values in it."""
    dialect = db.session.get_bind().dialect
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def rows(statement: str) -> list[Row]:
    return [tuple(row) for row in told((statement, ()))]


def order_as_said(sale: Sale) -> Row:
    return sale.state, sale.reason or None, sale.pay, sale.refunded


def line_as_said(item: Item) -> Row:
    return (
        item.quantity, item.fen, item.refunded, item.refunded_fen, item.asked, item.asked_fen,
        item.shipped, item.returned, item.cancelled, item.gift, sum(item.borne), item.borne_back,
    )  # fmt: skip


def request_as_said(request: Request) -> Row:
    return request.state, len(request.units), request.fen, request.fee


def payment_as_said(payment: things.Payment) -> Row:
    return payment.kind, payment.state, payment.fen, payment.back, payment.by


def part_as_said(part: things.Part) -> Row:
    return part.fen, part.state, part.reason
