"""The book's pages on payments: what the provider takes, what the mall hears of it, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sim_market.trade.things import DAY, HOUR, PRESALE, PROVIDER, Part, Payment, Sale

if TYPE_CHECKING:
    from tests.sim_market.trade.book import Book

OPEN_FOR, ASKED_AFTER, RECONCILED_AT = 2 * HOUR, 10, 2 * HOUR
Said = tuple[str, int | None, int]  # what is said, after how many minutes, how many fen it is off


@dataclass(eq=False)
class Notice:
    """One notice of the provider on its way."""

    payment: Payment
    event: str
    off: int


class Payments:
    """What may be begun and taken, and where the money goes when the mall knows of it."""

    def live(self: Book, sales: Sequence[Sale], kind: str = "") -> list[Payment]:
        """Payments of these orders that wait for money or for the mall."""
        return [
            each
            for each in self.payments
            if (each.state == "created" or each.in_flight)
            and kind in {"", each.kind}
            and any(part.sale in sales for part in each.parts)
        ]

    def in_flight(self: Book, sale: Sale) -> bool:
        return any(payment.in_flight for payment in self.live([sale]))

    def drop_payments(self: Book, sale: Sale) -> None:
        """Its price or its state has changed: nobody pays what was shown (E3)."""
        for payment in self.live([sale]):
            payment.state = "closed"

    def may_begin(self: Book, kind: str, sales: Sequence[Sale]) -> bool:
        if any(payment.in_flight for payment in self.live(sales, kind)):
            return False
        if kind == "orders":
            return all(sale.state == "unpaid" and not sale.deposit for sale in sales)
        sale = sales[0]
        waits = sale.state == "unpaid" and bool(sale.deposit)
        if kind == "deposit":
            return waits and sale.held == "waiting"
        return waits and sale.held == "paid" and self.in_window()

    def begin(self: Book, kind: str, sales: Sequence[Sale]) -> Payment:
        """One that waits for the same is gone on with; others of these orders are closed."""
        shares = [(sale, self.asks(kind, sale), sale.version) for sale in self.in_order(sales)]
        for known in self.live(sales, kind):
            same = [(part.sale, part.fen, part.version) for part in known.parts] == shares
            if same and self.now <= known.until:
                return known
            known.state = "closed"
        parts = [Part(*each) for each in shares]
        payment = Payment(kind, sales[0].who, parts, self.now + OPEN_FOR)
        self.payments.append(payment)
        self.schedule(payment.until, "expire", payment)
        return payment

    def in_order(self: Book, sales: Sequence[Sale]) -> list[Sale]:
        return [sale for sale in self.sales if sale in sales]

    def asks(self: Book, kind: str, sale: Sale) -> int:
        return {"orders": sale.pay, "deposit": sale.deposit, "balance": sale.pay - sale.deposit}[
            kind
        ]

    def may_take(self: Book, payment: Payment) -> bool:
        """A payment that was taken is taken, once."""
        if payment.is_taken:
            return True
        open_ = payment.state == "created" and self.now <= payment.until
        return open_ and all(self.why_back(payment, part) is None for part in payment.parts)

    def take(self: Book, payment: Payment, said: Sequence[Said]) -> None:
        """The provider has the money, and tells of it as `said`."""
        payment.state = "paid"
        self.move(payment.fen, self.purse_of(payment), PROVIDER)
        day = self.now // DAY + 1
        self.schedule(day * DAY + RECONCILED_AT, "reconcile", payment, ("reconcile", day))
        for event, minutes, off in said:
            notice = Notice(payment, event, off)
            if minutes == 0:
                self.hear(notice)
            elif minutes is not None:
                self.schedule(self.now + minutes, "hear", notice)
        if payment.in_flight:
            self.schedule(self.now + ASKED_AFTER, "ask", payment)

    def purse_of(self: Book, payment: Payment) -> str:
        return payment.parts[0].sale.purse

    def hear(self: Book, notice: Notice) -> None:
        """Only one that says the right sum, and only the first of them (W5, W6)."""
        if notice.event == "paid" and not notice.off:
            self.confirm(notice.payment, "notice")

    def confirm(self: Book, payment: Payment, by: str) -> None:
        """Each share pays its order, or goes back whole (S9)."""
        if not payment.in_flight:
            return
        payment.by = by
        for part in payment.parts:
            sale = part.sale
            part.reason = self.why_back(payment, part) or self.why_not_again(payment, sale)
            part.state = "back" if part.reason else "done"
            if part.reason:
                self.move(part.fen, PROVIDER, sale.purse)
            elif payment.kind == "deposit":
                self.hold_deposit(sale)
            elif payment.kind == "balance":
                self.use_deposit(sale)
            else:
                self.pay(sale, PROVIDER)
        if payment.back == payment.fen:
            payment.state = "refunded"

    def why_back(self: Book, payment: Payment, part: Part) -> str | None:
        sale, closed = part.sale, part.sale.state == "closed"
        if payment.kind == "orders":
            if sale.is_paid:
                return "paid_twice"
            if closed and sale.reason != "timeout":
                return "cancelled"
            same = sale.pay == part.fen and (closed or sale.version == part.version)
            return None if same else "changed"
        if closed:
            return "cancelled"
        wanted = "waiting" if payment.kind == "deposit" else "paid"
        if sale.held != wanted:
            return "paid_twice"
        return None if self.asks(payment.kind, sale) == part.fen else "changed"

    def why_not_again(self: Book, payment: Payment, sale: Sale) -> str | None:
        """Too late, and somebody else has the goods or what made them cheaper."""
        late = payment.kind == "orders" and sale.state == "closed"
        return "no_stock" if late and not self.may_use_again(sale) else None

    def hold_deposit(self: Book, sale: Sale) -> None:
        sale.held = "paid"
        self.move(sale.deposit, PROVIDER, PRESALE)
        self.schedule(self.window()[1], "window is over", sale)

    def use_deposit(self: Book, sale: Sale) -> None:
        sale.held = "used"
        self.move(sale.deposit, PRESALE, PROVIDER)
        self.pay(sale, PROVIDER)

    def payment_due(self: Book, what: str, payment: Payment) -> None:
        if what == "expire" and payment.state == "created":
            payment.state = "closed"
        elif what == "ask":
            self.confirm(payment, "query")
        elif what == "reconcile":
            self.reconcile()

    def reconcile(self: Book) -> None:
        """Whatever the mall has not heard of by now."""
        for payment in self.payments:
            self.confirm(payment, "reconciling")
