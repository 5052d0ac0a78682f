"""What ought to be, kept in plain Python by somebody who has never seen the platform's code.

`Book` is told what is done, says beforehand whether it may be done, keeps stock and money per
account, and lets timers go off by itself, in the order in which they were set.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.sim_market.trade.asking import Requests
from tests.sim_market.trade.collecting import Notice, Payments
from tests.sim_market.trade.giving_back import GivingBack
from tests.sim_market.trade.promising import Promises
from tests.sim_market.trade.reckoning import COUPONS, PLATFORM_COUPONS, Prices, coupon_of
from tests.sim_market.trade.things import (
    COMMISSION,
    DAY,
    ESCROW,
    HOLDS,
    HOUR,
    MINUTE,
    OPEN,
    WORLD,
    Coupon,
    Group,
    Payment,
    Request,
    Sale,
    debt,
    funds,
    half_up,
    share,
)

PAY_WITHIN, RECEIVED_AFTER, SETTLED_AFTER = 30 * MINUTE, 10 * DAY, 7 * DAY
CHANGES = 5
BATCHES = {"store": COUPONS, "platform": PLATFORM_COUPONS}


@dataclass
class Book(Prices, Payments, Promises, Requests, GivingBack):
    """All sales, all requests, stock by SKU, money by account."""

    prices: list[int]
    store_of: list[int]
    on_hand: list[int]
    fees: list[tuple[int, int | None]]
    commission_bp: int
    return_fee: int
    money: Counter[str] = field(default_factory=Counter)
    sales: list[Sale] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    timers: list[tuple[int, int, str, object]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    coupons: dict[str, Coupon] = field(default_factory=dict)
    known: set[object] = field(default_factory=set)
    now: int = 0

    # Stock and money.

    def held(self, sku: int) -> int:
        of_sales = sum(
            item.unsent
            for sale in self.sales
            if sale.state in HOLDS
            for item in sale.items
            if item.sku == sku
        )
        return of_sales + sum(each.held for each in self.requests if each.new == sku)

    def available(self, sku: int) -> int:
        return self.on_hand[sku] - self.held(sku)

    def has(self, wanted: dict[int, int]) -> bool:
        return all(n <= self.available(sku) for sku, n in wanted.items())

    def is_sold_out(self) -> bool:
        return any(self.available(sku) <= 0 for sku in range(len(self.on_hand)))

    def move(self, fen: int, source: str, to: str) -> None:
        self.money[source] -= fen
        self.money[to] += fen

    def from_store(self, store: int, fen: int, to: str) -> None:
        """What the store has; the rest it owes."""
        cash = min(fen, self.money[funds(store)])
        self.move(cash, funds(store), to)
        self.move(fen - cash, debt(store), to)

    def can_spend(self, purse: str, fen: int) -> bool:
        return purse == WORLD or self.money[purse] >= fen

    # Orders.

    def place(self, sale: Sale, *, paid: bool = False) -> None:
        self.sales.append(sale)
        self.use_promotions(sale)
        if paid:
            self.pay(sale)
        else:
            self.schedule(self.now + PAY_WITHIN, "close", sale)

    def may_pay(self, sale: Sale) -> bool:
        """All at once, without the provider; a presale is paid in two."""
        late = sale.state == "closed" and sale.reason == "timeout"
        ok = not sale.deposit and (sale.state == "unpaid" or (late and self.may_use_again(sale)))
        return ok and self.can_spend(sale.purse, sale.pay)

    def may_use_again(self, sale: Sale) -> bool:
        """Are the goods still there, and what made them cheaper (S9)?"""
        mine = (self.coupons[key].holder in {None, sale} for key in sale.coupons)
        return self.has(sale.units) and sale.flash <= self.flash_left() and all(mine)

    def pay(self, sale: Sale, source: str = "") -> None:
        if sale.state == "closed":
            self.use_promotions(sale)
        sale.state, sale.reason, sale.paid = "paid", "", self.now
        for item in sale.items:
            item.due = half_up(item.basis * self.commission_bp, 10_000)
        self.move(sale.pay, source or sale.purse, ESCROW)
        self.take_seat(sale)

    def may_close(self, sale: Sale) -> bool:
        return sale.state == "unpaid" and not self.in_flight(sale)

    def close(self, sale: Sale, reason: str) -> None:
        """The provider hears nothing of the timer: money may come later still (S9)."""
        if reason in {"buyer", "seller"}:
            self.drop_payments(sale)
        sale.state, sale.reason, sale.uses = "closed", reason, False
        for key in sale.coupons:
            coupon = self.coupons[key]
            coupon.users.remove(sale)
            coupon.holder = coupon.holder if coupon.users else None
        self.leave_seat(sale)
        self.end_deposit(sale)

    def use_promotions(self, sale: Sale) -> None:
        """A coupon is with the first order of its checkout, and free when none uses it (C3)."""
        sale.uses = True
        for key in sale.coupons:
            coupon = self.coupons[key]
            coupon.holder = coupon.holder or sale
            coupon.users.append(sale)

    def may_claim(self, batch: str, who: str) -> bool:
        given = sum(key.startswith(batch) for key in self.coupons)
        return coupon_of(batch, who) not in self.coupons and given < BATCHES[batch]

    def may_change(self, sale: Sale, goods: int, fee: int) -> bool:
        """Not while the provider has money for it (E3), nor less than the deposit and a fen."""
        ok = sale.state == "unpaid" and sale.changes < CHANGES and not self.in_flight(sale)
        ok = ok and goods + fee >= sale.deposit + 1
        return ok and goods + fee <= 2 * sale.first and (goods, fee) != (sale.goods, sale.fee)

    def change(self, sale: Sale, goods: int, fee: int) -> None:
        """A lower price holds at once, a higher one when the buyer agrees (E4)."""
        self.drop_payments(sale)
        sale.changes += 1
        sale.proposed = (goods, fee) if goods + fee > sale.pay else None
        if sale.proposed is None:
            self.reprice(sale, goods, fee)

    def reprice(self, sale: Sale, goods: int, fee: int) -> None:
        """Shared over lines by what they cost at first, over units by what they cost now (E2)."""
        first = [item.first for item in sale.items]
        listed = [self.prices[i.sku] * i.quantity * (not i.gift) for i in sale.items]
        shares = share(goods - sum(first), first if sum(first) else listed)
        for item, was, more in zip(sale.items, first, shares, strict=True):
            if was + more != item.fen:
                item.costs = share(was + more, item.costs)
        sale.fee, sale.proposed = fee, None
        sale.version += 1

    def ship(self, sale: Sale, units: list[int]) -> None:
        """So many units of each line leave in one parcel."""
        for item, n in zip(sale.items, units, strict=True):
            item.shipped += n
            self.on_hand[item.sku] -= n
        sale.parcels += 1
        sale.last_sent = self.now
        sale.state = "part_shipped"
        self.end_shipping(sale)

    def end_shipping(self, sale: Sale) -> None:
        """Nothing waits to be sent any more: receipt is counted from the last parcel."""
        if sale.state != "part_shipped" or any(item.unsent for item in sale.items):
            return
        sale.state, sale.sent_at = "shipped", sale.last_sent
        sale.receive_by = max(sale.last_sent + RECEIVED_AFTER, self.now + DAY)
        self.await_receipt(sale)

    def await_receipt(self, sale: Sale) -> None:
        key = (id(sale), sale.receive_by)
        self.schedule(sale.receive_by, "receive", sale, key)

    def receive(self, sale: Sale) -> None:
        sale.state, sale.received = "received", self.now
        self.await_run(sale)

    def await_run(self, sale: Sale) -> None:
        """The first full hour at which it is due, in any case after now."""
        at = max(sale.received + SETTLED_AFTER, self.now)
        hour = -(-at // HOUR) * HOUR
        hour = hour if hour > self.now else hour + HOUR
        self.schedule(hour, "run", hour, ("run", hour))

    def run(self, hour: int) -> None:
        due = [
            sale
            for sale in self.sales
            if sale.state == "received"
            and not self.open_requests(sale)
            and sale.received + SETTLED_AFTER <= self.now
        ]
        for sale in due:
            self.settle(sale)
        for store in {sale.store for sale in due}:
            fen = min(-self.money[debt(store)], self.money[funds(store)])
            self.move(fen, funds(store), debt(store))

    def settle(self, sale: Sale) -> None:
        sale.state = "completed"
        goods = sum(item.fen - item.refunded_fen for item in sale.items)
        commission = sum(item.commission for item in sale.items)
        self.move(sale.subsidy, WORLD, funds(sale.store))
        self.move(commission, ESCROW, COMMISSION)
        self.move(goods - commission + sale.fee - sale.fee_back, ESCROW, funds(sale.store))

    # Time.

    def schedule(self, at: int, what: str, thing: object, key: object = None) -> None:
        """A second timer of the same key does nothing."""
        if key is not None and key in self.known:
            return
        self.known.add(key)
        self.timers.append((at, len(self.timers), what, thing))

    def waits(self) -> bool:
        return any(at >= self.now for at, *_more in self.timers)

    def pass_time(self, minutes: int) -> None:
        """Whatever is due meanwhile happens, in its order."""
        end = self.now + minutes
        done: set[int] = set()
        while due := [t for t in self.timers if t[0] <= end and t[1] not in done]:
            at, n, what, thing = min(due, key=lambda timer: timer[:2])
            done.add(n)
            self.now = max(self.now, at)
            self.go_off(what, thing)
        self.timers = [t if t[0] > end else (10**9, t[1], "", None) for t in self.timers]
        self.now = end

    def go_off(self, what: str, thing: object) -> None:
        """A timer does what it is for if that is still to be done."""
        if isinstance(thing, Request):
            self.request_due(what, thing)
        elif isinstance(thing, Payment):
            self.payment_due(what, thing)
        elif isinstance(thing, Notice):
            self.hear(thing)
        elif isinstance(thing, Group):
            self.end_group(thing)
        elif isinstance(thing, int):
            self.run(thing)
        elif isinstance(thing, Sale):
            self.sale_due(what, thing)

    def sale_due(self, what: str, sale: Sale) -> None:
        if what == "close" or what == "window is over":
            self.give_up(sale, what)
        elif what == "group gives back":
            self.give_group_back(sale)
        elif what == "receive":
            arrived = sale.state == "shipped" and not self.open_requests(sale)
            if arrived and sale.receive_by <= self.now:
                self.receive(sale)

    def give_up(self, sale: Sale, what: str) -> None:
        """Nobody has paid in time: money that is on its way is asked for first."""
        if sale.state == "unpaid" and (what != "close" or sale.held != "paid"):
            for payment in self.live([sale]):
                self.confirm(payment, "query")
            if sale.state == "unpaid" and (what != "close" or sale.held != "paid"):
                self.close(sale, "timeout")

    def open_requests(self, sale: Sale) -> int:
        return sum(1 for each in self.requests if each.sale is sale and each.state in OPEN)
