"""Rules: ordering, paying, closing, changing the price, sending, receiving."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from app.db import db
from sim_market.listings.models import Sku
from sim_market.listings.operations import count_stock
from sim_market.orders import operations
from sim_market.orders.models import CartLine, CloseReason
from sim_market.orders.operations.repricing import answer_change, change_price
from sim_market.orders.queries import get_shipment_of
from sim_market.promotions.models import CouponBatch
from sim_market.promotions.operations import claim_coupon
from tests.sim_market.trade.reckoning import coupon_of
from tests.sim_market.trade.steps import ANY, TURNS, UNITS, WHY, Steps, chosen, in_state
from tests.sim_market.trade.things import TO_SHIP, Coupon, Sale

NEXT = {"unpaid": "pay", "paid": "ship", "part_shipped": "ship", "shipped": "receive"}
HOW = st.sampled_from(["buyer", "buyer", "seller", "lower", "higher", "agree", "refuse"])


BUYERS = st.sampled_from([0, 1, 2, 3])  # two people, two of the crowd


class Selling(Steps):
    @initialize(sku=st.integers(0, 3), units=UNITS)
    def open_with_a_paid_order(self, sku: int, units: int) -> None:
        self.buy(2, {sku: units}, paid=True)

    @rule(
        turn=TURNS, store=st.integers(0, 1), units=st.tuples(UNITS, st.integers(0, 2)),
        who=BUYERS, how=st.sampled_from(["paid", "paid", "unpaid", "unpaid", "both stores"]),
    )  # fmt: skip
    @precondition(lambda self: self.going_on() < 6)
    def place(self, turn: int, store: int, units: tuple[int, int], who: int, how: str) -> None:
        wanted = {2 * store: units[0], 2 * store + 1: units[1]}
        if how == "both stores":
            wanted = {units[1] % 2: units[0], 2: 1, 3: units[1]}
        if turn != ANY:
            wanted = {sku: min(n, self.book.available(sku)) for sku, n in wanted.items()}
        if not any(wanted.values()):
            wanted = {2 * store: units[0]}
        wanted = {sku: n for sku, n in wanted.items() if n}
        if how == "both stores":
            self.check_out(who, wanted)
        else:
            self.buy(who, wanted, paid=how == "paid")

    def buy(self, who: int, wanted: dict[int, int], *, paid: bool) -> None:
        [sale] = self.book.offer(self.world.name(who), wanted)
        may = self.book.has(wanted) and (not paid or self.book.can_spend(sale.purse, sale.pay))
        buy = operations.buy_at_once if paid else operations.place_order
        basket = [(db.session.get_one(Sku, self.world.skus[sku]), n) for sku, n in wanted.items()]
        shopper = self.shopper(who)
        if self.tried(may, lambda: buy(shopper, basket, actor=None)):
            self.book.place(sale, paid=paid)

    def check_out(self, who: int, wanted: dict[int, int]) -> None:
        """From the cart: an order per store, priced together."""
        sales, shopper = self.book.offer(self.world.name(who), wanted), self.shopper(who)

        def deed() -> None:
            lines = [
                CartLine(
                    cohort_id=shopper.cohort_id, shopper_id=shopper.id, quantity=n,
                    sku=db.session.get_one(Sku, self.world.skus[sku]),
                )
                for sku, n in wanted.items()
            ]  # fmt: skip
            db.session.add_all(lines)
            db.session.flush()
            operations.check_out(shopper, lines, actor=shopper.user)  # type: ignore[arg-type]

        if self.tried(self.book.has(wanted), deed):
            for sale in sales:
                self.book.place(sale)

    @rule(who=st.integers(0, 1), which=st.sampled_from(["store", "platform", "platform"]))
    @precondition(lambda self: self.claims < 6)
    def claim(self, who: int, which: str) -> None:
        """There is one coupon of the store, for whoever comes first; of the platform two."""
        self.claims += 1
        name, shopper = self.world.name(who), self.shopper(who)
        batch = db.session.get_one(CouponBatch, self.world.batches[which])
        may = self.book.may_claim(which, name)
        if self.tried(may, lambda: claim_coupon(batch, shopper, actor=None)):
            self.book.coupons[coupon_of(which, name)] = Coupon()

    @rule(turn=TURNS)
    @precondition(lambda self: self.any_sale(self.book.may_pay))
    def pay(self, turn: int) -> None:
        sale, order = self.pick(turn, self.book.may_pay)
        may = self.book.may_pay(sale)
        if self.tried(may, lambda: operations.pay_order(order, actor=None)):
            self.book.pay(sale)

    @rule(turn=TURNS, how=HOW, fen=st.integers(0, 9_000))
    @precondition(lambda self: self.any_sale(in_state("unpaid")))
    def haggle_or_give_up(self, turn: int, how: str, fen: int) -> None:
        sale, order = self.pick(turn, in_state("unpaid"))
        if how in {"lower", "higher"}:
            goods = max(0, sale.goods - fen) if how == "lower" else sale.goods + fen // 3
            fee = sale.fee // 2 if fen % 3 == 0 else sale.fee
            may, owner = self.book.may_change(sale, goods, fee), order.store.owner
            said = {"goods_fen": goods, "shipping_fen": fee, "reason": WHY}
            if self.tried(may, lambda: change_price(order, actor=owner, **said)):  # type: ignore[arg-type]
                self.book.change(sale, goods, fee)
        elif how in {"agree", "refuse"}:
            self.answer_the_change(sale, agree=how == "agree")
        else:
            reason = CloseReason(how)  # type: ignore[call-arg]
            deed = lambda: operations.close_order(order, reason, actor=None)  # noqa: E731
            if self.tried(self.book.may_close(sale), deed):
                self.book.close(sale, how)

    def answer_the_change(self, sale: Sale, *, agree: bool) -> None:
        order, proposed = self.order_of(sale), sale.proposed
        to_fen = sum(proposed) if proposed else sale.pay
        may = self.book.may_close(sale) and proposed is not None
        deed = lambda: answer_change(order, agree=agree, to_fen=to_fen, actor=None)  # noqa: E731
        if self.tried(may, deed) and proposed is not None:
            self.book.drop_payments(sale)
            sale.proposed = None
            if agree:
                self.book.reprice(sale, *proposed)

    @rule(sku=st.integers(0, 3), more=st.sampled_from([-2, 3, 5]))
    @precondition(lambda self: self.book.is_sold_out())
    def count(self, sku: int, more: int) -> None:
        """The merchant says how many there are: never fewer than are promised."""
        row = db.session.get_one(Sku, self.world.skus[sku])
        wanted = max(0, self.book.on_hand[sku] + more)
        assert self.tried(True, lambda: count_stock(row, wanted, actor=None))
        self.book.on_hand[sku] = max(wanted, self.book.held(sku))

    @rule(turn=TURNS, part=st.sampled_from([None, None, 0, 1, 2]))
    @precondition(lambda self: self.any_sale(in_state(*TO_SHIP)))
    def ship(self, turn: int, part: int | None = None) -> None:
        """All that waits, or some units of each line."""
        sale, order = self.pick(turn, in_state(*TO_SHIP))
        waits = [item.unsent for item in sale.items]
        units = waits if part is None else [max(0, n - (part + k) % 3) for k, n in enumerate(waits)]
        self.parcels += 1
        contents = {line.id: n for line, n in zip(order.lines, units, strict=True)}
        may = sale.state in TO_SHIP and any(units) and self.book.may_send(sale)

        def deed() -> None:
            operations.ship_order(
                order, carrier="x", tracking_number=f"N{self.parcels}", events=[], actor=None,
                contents=contents if part is not None else None,
            )  # fmt: skip

        if self.tried(may, deed):
            self.book.ship(sale, units)

    @rule(turn=TURNS)
    @precondition(lambda self: self.any_sale(on_its_way))
    def arrive(self, turn: int) -> None:
        sale = chosen(self.book.sales, turn % ANY, on_its_way)
        sale.arrived += 1
        parcel = get_shipment_of(self.order_of(sale), sale.arrived)
        assert self.tried(True, lambda: operations.deliver_shipment(parcel))

    @rule(turn=TURNS)
    @precondition(lambda self: self.any_sale(in_state("shipped")))
    def receive(self, turn: int) -> None:
        sale, order = self.pick(turn, in_state("shipped"))
        may = sale.state == "shipped"
        if self.tried(may, lambda: operations.receive_order(order, actor=None)):
            self.book.receive(sale)

    @rule(turn=TURNS)
    @precondition(lambda self: self.any_sale(in_state(*NEXT)))
    def go_on(self, turn: int) -> None:
        """What comes next in the life of an order, so that many go all the way."""
        sale = chosen(self.book.sales, turn, in_state(*NEXT))
        if on_its_way(sale):
            self.arrive(turn)
        elif sale.state == "paid" and not self.book.may_send(sale):
            self.complete_a_group(turn, sale)
        elif sale.state in NEXT:
            getattr(self, NEXT[sale.state])(turn)

    def complete_a_group(self, turn: int, sale: Sale) -> None:
        """Somebody else buys the same; `Together` knows how."""


def on_its_way(sale: Sale) -> bool:
    return sale.arrived < sale.parcels
