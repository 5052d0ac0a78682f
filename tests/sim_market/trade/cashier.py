"""Rules: paying through the provider, which tells of it late, twice, wrongly or never."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from sim_market.mall.operations import buying
from sim_market.orders.operations import begin_payment
from sim_market.payments.models import Payment
from sim_market.presales.operations import begin_balance, begin_deposit
from sim_market.presales.queries import find_deposit
from sim_market.reconciliation.operations import repair
from tests.sim_market.trade import things
from tests.sim_market.trade.collecting import Said
from tests.sim_market.trade.steps import ANY, TURNS, Steps, chosen
from tests.sim_market.trade.things import Sale

DECLINED = "declined"
SAID: dict[str, list[Said]] = {
    "at once": [("paid", 0, 0)],
    "lost": [("paid", None, 0)],
    "late": [("paid", 5, 0)],
    "very late": [("paid", 25, 0)],
    "twice": [("paid", 0, 0), ("paid", 25, 0)],
    "out of order": [("accepted", 7, 0), ("paid", 1, 0)],
    "wrong amount": [("paid", 0, -1), ("paid", 4, 0)],
    DECLINED: [],
}
HOW = st.sampled_from(["at once", "lost", *SAID])
KIND = {"": "orders", "waiting": "deposit", "paid": "balance"}


class Paying(Steps):
    @rule(turn=TURNS, how=HOW, two=st.booleans(), at_once=st.sampled_from([True, True, False]))
    @precondition(lambda self: self.any_sale(self.may_begin))
    def go_to_the_cashier(self, turn: int, how: str, two: bool, at_once: bool) -> None:
        """One payment for one order or for several, a deposit, or a balance."""
        sale = chosen(self.book.sales, turn, self.may_begin)
        kind = KIND.get(sale.held, "orders")
        sales = [sale]
        if kind == "orders" and two:
            mine = (s for s in self.book.sales if s.who == sale.who and not s.deposit)
            sales = [s for s in mine if s.state == "unpaid"] or [sale]
        if self.tried(self.book.may_begin(kind, sales), lambda: self.begin(kind, sales)):
            self.book.begin(kind, sales)
            self.look()
            if at_once:
                self.take(len(self.book.payments) - 1, how)

    def may_begin(self, sale: Sale) -> bool:
        return self.book.may_begin(KIND.get(sale.held, "orders"), [sale])

    def begin(self, kind: str, sales: list[Sale]) -> Payment:
        orders = [self.order_of(each) for each in self.book.in_order(sales)]
        if kind == "orders":
            return begin_payment(orders)
        deposit = find_deposit(orders[0])
        assert deposit is not None
        return (begin_deposit if kind == "deposit" else begin_balance)(deposit)

    @rule(turn=TURNS, how=HOW)
    @precondition(lambda self: any(each.state == "created" for each in self.book.payments))
    def pay_what_was_begun(self, turn: int, how: str) -> None:
        """Perhaps long ago: the order may be closed, dearer, or paid otherwise."""
        payment = chosen(self.book.payments, turn, lambda each: each.state == "created")
        self.take(self.number_of(payment), how)

    def take(self, number: int, how: str) -> None:
        """The provider takes the money; the weather is what the machine says."""
        payment, row = self.book.payments[number], self.payment_of(number)
        taken, fen = payment.is_taken, payment.fen
        may = self.book.may_take(payment)
        if may and not taken and how != DECLINED:
            may = self.book.can_spend(self.book.purse_of(payment), fen)
        self.stage.sky.said = SAID[how]
        actor = row.shopper.user
        deed = lambda: buying.pay(row, seen_fen=fen, actor=actor)  # type: ignore[arg-type]  # noqa: E731
        if self.tried(may, deed) and not taken:
            if how == DECLINED:
                payment.state = "failed"
            else:
                self.book.take(payment, SAID[how])

    def number_of(self, payment: things.Payment) -> int:
        return next(n for n, each in enumerate(self.book.payments) if each is payment)

    @rule(turn=TURNS, how=st.sampled_from(["buyer", "mall"]))
    @precondition(lambda self: any(each.in_flight for each in self.book.payments))
    def ask_the_provider(self, turn: int, how: str) -> None:
        """The buyer asks for the result, or the merchant has all that is missing looked for."""
        payment = chosen(self.book.payments, turn % ANY, lambda each: each.in_flight)
        row = self.payment_of(self.number_of(payment))
        if how == "mall":
            assert self.tried(True, lambda: repair(row.cohort, actor=None))
            self.book.reconcile()
        elif self.tried(payment.is_taken, lambda: buying.ask_for_result(row)):
            self.book.confirm(payment, "query")
