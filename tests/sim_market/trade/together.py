"""Rules: buying together, and buying what is not there yet."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.db import db
from sim_market.groups.operations import order_together
from sim_market.listings.models import Sku
from sim_market.orders.operations import pay_order
from sim_market.presales.operations import order_presale
from tests.sim_market.trade.cashier import HOW, Paying
from tests.sim_market.trade.reckoning import GROUP_STORE, PRESALE_STORE
from tests.sim_market.trade.selling import BUYERS
from tests.sim_market.trade.steps import ANY, TURNS, UNITS, chosen
from tests.sim_market.trade.things import Sale


class Together(Paying):
    @rule(turn=TURNS, who=BUYERS, variant=st.integers(0, 1), units=UNITS, pays=st.booleans())
    @precondition(lambda self: self.going_on() < 5)
    def buy_together(self, turn: int, who: int, variant: int, units: int, pays: bool) -> None:
        """In an open group if there is one; as the first of a new one otherwise."""
        name, sku = self.world.name(who), 2 * GROUP_STORE + variant
        joins = bool(self.book.groups) and (
            turn == ANY or any(self.book.may_join(each, name) for each in self.book.groups)
        )
        group = row = None
        if joins:
            group = chosen(self.book.groups, turn, lambda each: self.book.may_join(each, name))
            row = self.group_of(next(n for n, g in enumerate(self.book.groups) if g is group))
        [sale] = self.book.offer(name, {sku: units}, "group")
        goods, shopper = db.session.get_one(Sku, self.world.skus[sku]), self.shopper(who)
        may = self.book.has({sku: units}) and sale.together and self.book.may_join(group, name)
        if self.tried(may, lambda: order_together(shopper, goods, units, row, actor=None)):
            sale.seat, sale.group = "waiting", group
            self.book.place(sale)
            if pays:
                self.look()
                order = self.order_of(sale)
                if self.tried(self.book.may_pay(sale), lambda: pay_order(order, actor=None)):
                    self.book.pay(sale)

    @rule(who=BUYERS, variant=st.integers(0, 1), units=UNITS, how=HOW)
    @precondition(lambda self: self.book.is_presale() and self.deposits() < 2)
    def order_in_a_presale(self, who: int, variant: int, units: int, how: str) -> None:
        name, sku = self.world.name(who), 2 * PRESALE_STORE + variant
        [sale] = self.book.offer(name, {sku: units}, "presale")
        goods, shopper = db.session.get_one(Sku, self.world.skus[sku]), self.shopper(who)

        def deed() -> None:
            order_presale(shopper, goods, units, actor=None, expected_fen=sale.pay)

        if self.tried(self.book.has({sku: units}), deed):
            sale.held = "waiting"
            self.book.place(sale)
            self.look()
            self.pay_first(sale, how)

    def deposits(self) -> int:
        return sum(1 for sale in self.book.sales if sale.held in {"waiting", "paid"})

    def pay_first(self, sale: Sale, how: str) -> None:
        assert self.tried(True, lambda: self.begin("deposit", [sale]))
        self.book.begin("deposit", [sale])
        self.look()
        self.take(len(self.book.payments) - 1, how)

    def complete_a_group(self, turn: int, sale: Sale) -> None:
        self.buy_together(turn % ANY, turn % 4, sale.items[0].sku % 2, 1, pays=True)
