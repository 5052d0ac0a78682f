"""The book's pages on what goes back: money, gifts, the fee, commission, the platform's part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sim_market.trade.things import COMMISSION, ESCROW, TO_SHIP, WORLD, Request, Sale

if TYPE_CHECKING:
    from tests.sim_market.trade.book import Book


class GivingBack:
    """The end of a request."""

    def pay_back(self: Book, request: Request) -> None:
        sale, item, units = request.sale, request.item, len(request.units)
        unsent, earned = self.unsent_of(request), item.commission
        borne = item.borne_of(request.units)
        request.state = "done"
        item.asked -= units
        item.asked_fen -= request.fen
        item.refunded += units
        item.refunded_fen += request.fen
        item.cancelled += unsent
        item.borne_back += borne
        all_gone = not any(each.kept for each in sale.bought)
        if all_gone:
            self.keep_gifts(sale)
        fee = self.fee_back(sale, request) if all_gone else 0
        sale.fee_back += fee
        self.give(sale, request.fen + fee, earned - item.commission, borne)
        if unsent and all_gone and not sale.has_left:
            self.close(sale, "refunded")
        else:
            self.end_shipping(sale)
        self.go_on(sale)
        if request.fault:
            self.from_store(sale.store, request.fee, sale.purse)

    def unsent_of(self: Book, request: Request) -> int:
        """How many of its units were never sent."""
        item, units = request.item, len(request.units)
        sent = item.shipped - (item.refunded - item.cancelled)
        waits = item.unsent if request.sale.state in TO_SHIP else 0
        return max(0, units - sent) if request.came_back else min(units, waits)

    def fee_back(self: Book, sale: Sale, request: Request) -> int:
        """The fee goes back once: where nothing was sent, or the merchant is at fault (R3)."""
        fault = request.fault and request.new is None
        return sale.fee - sale.fee_back if not sale.has_left or fault else 0

    def keep_gifts(self: Book, sale: Sale) -> None:
        """Nothing is left that was paid for: gifts that were not sent stay on the shelf."""
        for item in sale.items if sale.state in TO_SHIP else ():
            if item.gift:
                item.refunded += item.unsent
                item.cancelled += item.unsent

    def give(self: Book, sale: Sale, fen: int, commission: int, borne: int) -> None:
        """Out of escrow; after settlement out of the store, of its commission, and of what the
        platform added (L5, L6).
        """
        if sale.state != "completed":
            self.move(fen, ESCROW, sale.purse)
            return
        self.move(commission, COMMISSION, sale.purse)
        self.from_store(sale.store, fen - commission, sale.purse)
        self.from_store(sale.store, borne, WORLD)

    def go_on(self: Book, sale: Sale) -> None:
        """The last open request has ended: the time to receipt stood still meanwhile, and what
        waited for it only is settled by the next run.
        """
        if self.open_requests(sale):
            return
        if sale.paused >= 0 and sale.state == "shipped":
            sale.receive_by += self.now - max(sale.paused, sale.sent_at)
            self.await_receipt(sale)
        sale.paused = -1
        if sale.state == "received":
            self.await_run(sale)
