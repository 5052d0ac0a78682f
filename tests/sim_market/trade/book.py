"""What ought to be, kept in plain Python by somebody who has never seen the platform's code.

`Book` is told what is done, says beforehand whether it may be done, keeps stock and money per
account, and lets timers go off by itself, in the order in which they were set.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.sim_market.trade.asking import Requests
from tests.sim_market.trade.things import (
    COMMISSION,
    DAY,
    ESCROW,
    HOLDS,
    HOUR,
    MINUTE,
    OPEN,
    WORLD,
    Item,
    Request,
    Sale,
    half_up,
    share,
)

PAY_WITHIN, RECEIVED_AFTER, SETTLED_AFTER = 30 * MINUTE, 10 * DAY, 7 * DAY
CHANGES = 5
FULL_STORE, FULL_FROM, FULL_OFF = 0, 3000, 500  # a full reduction of the first store
COUPON_STORE, COUPON_FROM, COUPON_OFF, COUPONS = 1, 1000, 700, 1


@dataclass
class Book(Requests):
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
    coupons: dict[str, Sale | None] = field(default_factory=dict)
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

    def offer(self, purse: str, wanted: dict[int, int]) -> Sale:
        """What an order of these goods would be, today."""
        items = [Item(sku, n, [self.prices[sku]] * n) for sku, n in sorted(wanted.items())]
        store = self.store_of[items[0].sku]
        fee, free_over = self.fees[store]
        goods = sum(item.fen for item in items)
        free = free_over is not None and goods >= free_over
        coupon = purse if purse in self.coupons and self.coupons[purse] is None else None
        sale = Sale(store, purse, items, 0 if free else fee)
        if store == FULL_STORE and goods >= FULL_FROM:
            take_off(items, FULL_OFF)
        if store == COUPON_STORE and goods >= COUPON_FROM and coupon:
            take_off(items, COUPON_OFF)
            sale.coupon = coupon
        for item in items:
            item.first = item.fen
        sale.first = sale.pay
        return sale

    def place(self, sale: Sale, *, paid: bool) -> None:
        self.sales.append(sale)
        self.use_coupon(sale)
        if paid:
            self.pay(sale)
        else:
            self.schedule(self.now + PAY_WITHIN, "close", sale)

    def may_pay(self, sale: Sale) -> bool:
        late = sale.state == "closed" and sale.reason == "timeout"
        again = late and self.has({item.sku: item.quantity for item in sale.items})
        again = again and (sale.coupon is None or self.coupons[sale.coupon] is None)
        return (sale.state == "unpaid" or again) and self.can_spend(sale.purse, sale.pay)

    def pay(self, sale: Sale) -> None:
        sale.state, sale.reason = "paid", ""
        self.use_coupon(sale)
        for item in sale.items:
            item.due = half_up(item.fen * self.commission_bp, 10_000)
        self.move(sale.pay, sale.purse, ESCROW)

    def close(self, sale: Sale, reason: str) -> None:
        sale.state, sale.reason = "closed", reason
        if sale.coupon and self.coupons[sale.coupon] is sale:
            self.coupons[sale.coupon] = None

    def use_coupon(self, sale: Sale) -> None:
        if sale.coupon:
            self.coupons[sale.coupon] = sale

    def may_claim(self, purse: str) -> bool:
        return purse not in self.coupons and len(self.coupons) < COUPONS

    def may_change(self, sale: Sale, goods: int, fee: int) -> bool:
        ok = sale.state == "unpaid" and sale.changes < CHANGES and goods + fee >= 1
        return ok and goods + fee <= 2 * sale.first and (goods, fee) != (sale.goods, sale.fee)

    def change(self, sale: Sale, goods: int, fee: int) -> None:
        """A lower price holds at once, a higher one when the buyer agrees (E4)."""
        sale.changes += 1
        sale.proposed = (goods, fee) if goods + fee > sale.pay else None
        if sale.proposed is None:
            self.reprice(sale, goods, fee)

    def reprice(self, sale: Sale, goods: int, fee: int) -> None:
        """Shared over lines by what they cost at first, over units by what they cost now (E2)."""
        first = [item.first for item in sale.items]
        listed = [self.prices[item.sku] * item.quantity for item in sale.items]
        shares = share(goods - sum(first), first if sum(first) else listed)
        for item, was, more in zip(sale.items, first, shares, strict=True):
            if was + more != item.fen:
                item.costs = share(was + more, item.costs)
        sale.fee, sale.proposed = fee, None

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
            and not self.live(sale)
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
        commission = sum(item.commission(self.commission_bp) for item in sale.items)
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
        elif isinstance(thing, int):
            self.run(thing)
        elif isinstance(thing, Sale):
            if what == "close" and thing.state == "unpaid":
                self.close(thing, "timeout")
            arrived = thing.state == "shipped" and not self.live(thing)
            if what == "receive" and arrived and thing.receive_by <= self.now:
                self.receive(thing)

    def live(self, sale: Sale) -> int:
        return sum(1 for each in self.requests if each.sale is sale and each.state in OPEN)


def take_off(items: list[Item], fen: int) -> None:
    """An amount off an order: by lines, within a line by units (A1, A2, A6)."""
    for item, off in zip(items, share(fen, [item.fen for item in items]), strict=True):
        shares = share(off, item.costs)
        item.costs = [cost - part for cost, part in zip(item.costs, shares, strict=True)]


def funds(store: int) -> str:
    return f"funds {store}"


def debt(store: int) -> str:
    return f"debt {store}"
