"""The book's pages on requests for money or other goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sim_market.trade.things import (
    DAY,
    HOUR,
    IN_ESCROW,
    ROUNDS,
    TO_SHIP,
    WORLD,
    Item,
    Request,
    Sale,
)

if TYPE_CHECKING:
    from tests.sim_market.trade.book import Book

ANSWER_WITHIN, SEND_BACK_WITHIN, CONFIRM_WITHIN = 48 * HOUR, 7 * DAY, 10 * DAY
DECIDE_WITHIN, ESCALATE_WITHIN, OFFER_WITHIN, PAY_MORE_WITHIN = (
    48 * HOUR, 7 * DAY, 48 * HOUR, 48 * HOUR,
)  # fmt: skip
OFFERS, YEAR = 3, 365 * DAY


class Requests:
    """What may be asked, answered, sent back, decided; and what it brings."""

    def may_ask(
        self: Book, sale: Sale, item: Item, units: int, *, back: bool, new: int | None
    ) -> bool:
        ok = (
            self.in_time(sale)
            and self.now <= sale.paid + YEAR
            and 1 <= units <= item.free
            and item.rounds < ROUNDS
        )
        sent = not back or (sale.has_left and units <= item.with_buyer)
        return ok and sent and (new is None or self.available(new) >= units)

    def in_time(self: Book, sale: Sale) -> bool:
        """Until settlement, and after it to the end of the seventh day after that of receipt."""
        last = (sale.received // DAY + 8) * DAY
        return sale.state in IN_ESCROW or (sale.state == "completed" and self.now < last)

    def ask(self: Book, sale: Sale, item: Item, units: int, **how: bool | int | None) -> Request:
        places = self.free_units(item)[:units]
        fen = sum(item.costs[n] for n in places)
        request = Request(sale, item, places, fen, at=self.now, **how)  # type: ignore[arg-type]
        if request.new is not None:
            request.difference = self.prices[request.new] - self.prices[item.sku]
        item.rounds += 1
        self.keep_aside(request)
        self.requests.append(request)
        self.schedule(self.now + ANSWER_WITHIN, "silence", request)
        return request

    def free_units(self: Book, item: Item, but: Request | None = None) -> list[int]:
        """The units of a line that no open or done request is about."""
        gone = {
            n
            for each in self.requests
            if each.item is item and each is not but and each.takes_units
            for n in each.units
        }
        return [n for n in range(item.quantity) if n not in gone]

    def keep_aside(self: Book, request: Request) -> None:
        if not self.open_requests(request.sale):
            request.sale.paused = self.now
        request.item.asked += len(request.units)
        request.item.asked_fen += request.fen

    def agree(self: Book, request: Request) -> None:
        request.offer = None
        if request.back:
            self.expect_goods(request)
        else:
            self.finish(request)

    def expect_goods(self: Book, request: Request) -> None:
        """New goods are held now; where there are none it is a return (X2, X4)."""
        request.state = "wait_goods"
        self.hold_new(request)
        self.schedule(self.now + SEND_BACK_WITHIN, "lapse", request)

    def hold_new(self: Book, request: Request) -> None:
        if request.new is None or request.held:
            return
        if self.available(request.new) >= len(request.units):
            request.held = len(request.units)
        else:
            request.new = None

    def no_reason(self: Book, request: Request) -> bool:
        """Asked before the seventh day after receipt has ended?"""
        received = request.sale.received
        return received < 0 or request.at < (received // DAY + 8) * DAY

    def may_reject(self: Book, request: Request) -> bool:
        plain = request.back and request.plain and request.new is None
        return request.state == "applied" and not (plain and self.no_reason(request))

    def drop(self: Book, request: Request, state: str) -> None:
        """It ends without money."""
        request.state, request.held, request.offer = state, 0, None
        request.refused = self.now if state == "rejected" else -1
        request.item.asked -= len(request.units)
        request.item.asked_fen -= request.fen
        self.go_on(request.sale)

    def may_offer(self: Book, request: Request, *, back: bool, fen: int) -> bool:
        ok = request.state == "applied" and request.offer is None and request.offers < OFFERS
        same = request.new is None and (back, fen) == (request.back, request.fen)
        item = request.item
        sent = item.shipped - (item.refunded - item.cancelled) >= len(request.units)
        less = fen < request.fen and not back
        unsent = item.unsent if request.sale.state in TO_SHIP else 0
        ok = ok and not (less and unsent) and 1 <= fen <= request.fen
        return ok and (not back or sent) and not same

    def make_offer(self: Book, request: Request, *, back: bool, fen: int) -> None:
        request.offer, request.offers = (back, fen), request.offers + 1

    def accept_offer(self: Book, request: Request) -> None:
        assert request.offer is not None
        back, fen = request.offer
        request.offer = None
        self.lower(request, fen)
        if request.state == "deduction":
            self.finish(request)
            return
        request.back, request.new = back, None
        self.agree(request)

    def decline_offer(self: Book, request: Request) -> None:
        request.offer = None
        if request.state == "deduction":
            self.dispute(request, stated=True)

    def lower(self: Book, request: Request, fen: int) -> None:
        request.item.asked_fen -= request.fen - fen
        request.fen = fen

    def send_back(self: Book, request: Request) -> None:
        """The buyer pays the carrier, with what is in the wallet."""
        request.state, request.came_back = "on_way", True
        purse = request.sale.purse
        request.fee = self.return_fee
        if purse != WORLD:
            request.fee = min(self.return_fee, self.money[purse])
            self.move(request.fee, purse, WORLD)
        self.schedule(self.now + CONFIRM_WITHIN, "confirm", request)

    def inspect(self: Book, request: Request, units: int, *, sellable: bool) -> None:
        """Only what was received counts (R4)."""
        item, fewer = request.item, len(request.units) - units
        if fewer:
            request.units = request.units[:units]
            fen = min(request.fen, sum(item.costs[n] for n in request.units))
            item.asked -= fewer
            self.lower(request, fen)
            request.held = units if request.held else 0
        request.sellable = sellable

    def accept(self: Book, request: Request, units: int, *, sellable: bool) -> None:
        self.inspect(request, units, sellable=sellable)
        self.finish(request)

    def deduct(self: Book, request: Request, units: int, fen: int, *, sellable: bool) -> None:
        self.inspect(request, units, sellable=sellable)
        request.state, request.offer = "deduction", (request.back, fen)
        self.schedule(self.now + OFFER_WITHIN, "offer", request)

    def finish(self: Book, request: Request) -> None:
        """Money, or other goods, for the buyer."""
        if request.sellable and request.came_back:
            self.on_hand[request.item.sku] += len(request.units)
            request.item.returned += len(request.units)
        if request.new is None:
            self.pay_back(request)
        elif request.more > 0 and request.sale.purse != WORLD:
            request.state = "wait_pay"
            self.schedule(self.now + PAY_MORE_WITHIN, "pay", request)
        else:
            self.send_new(request)

    def send_new(self: Book, request: Request) -> None:
        """An order of its own, paid with what the old goods cost and the difference (X1, X5)."""
        new, units = request.new, len(request.units)
        assert new is not None
        request.held = 0
        self.pay_back(request)
        fen = request.fen + request.more
        costs = [fen // units + (n >= units - fen % units) for n in range(units)]
        item = Item(new, units, costs)
        self.place(Sale(request.sale.store, request.sale.who, [item], 0), paid=True)

    def dispute(self: Book, request: Request, *, stated: bool) -> None:
        request.state, request.due = "disputed", self.now + DECIDE_WITHIN
        request.stated = request.stated or stated
        self.schedule(request.due, "decide", request)

    def may_escalate(self: Book, request: Request) -> bool:
        within = request.refused >= 0 and self.now <= request.refused + ESCALATE_WITHIN
        room = len(request.units) <= len(self.free_units(request.item, request))
        ok = request.state == "rejected" and request.sale.state in (*IN_ESCROW, "completed")
        return ok and within and room

    def escalate(self: Book, request: Request) -> None:
        """Its units were free meanwhile: others may have taken them."""
        item, free = request.item, self.free_units(request.item, request)
        if not set(request.units) <= set(free):
            request.units = free[: len(request.units)]
            request.fen = min(request.fen, sum(item.costs[n] for n in request.units))
        self.keep_aside(request)
        self.dispute(request, stated=False)

    def decide(self: Book, request: Request, *, for_buyer: bool) -> None:
        """Never money without the goods while the buyer has them (A-11)."""
        if not for_buyer:
            self.drop(request, "closed")
        elif self.is_with_buyer(request):
            request.back = True
            self.expect_goods(request)
        else:
            self.hold_new(request)
            self.finish(request)

    def is_with_buyer(self: Book, request: Request) -> bool:
        waits = request.item.unsent if request.sale.state in TO_SHIP else 0
        there = request.sale.arrived > 0 or request.sale.received >= 0  # the buyer has said so
        return there and len(request.units) > waits and not request.came_back

    def request_due(self: Book, what: str, request: Request) -> None:
        """A timer of a request does what it is for if that is still to be done."""
        state = request.state
        if what == "silence" and state == "applied":
            self.agree(request)
        elif what == "lapse" and state == "wait_goods":
            self.drop(request, "closed")
        elif what == "confirm" and state == "on_way":
            self.accept(request, len(request.units), sellable=False)
        elif what == "offer" and state == "deduction":
            self.decline_offer(request)
        elif what == "pay" and state == "wait_pay":
            request.new, request.held = None, 0
            self.pay_back(request)
        elif what == "decide" and state == "disputed" and request.due == self.now:
            right = not request.came_back and (request.fault or self.no_reason(request))
            self.decide(request, for_buyer=right or not request.stated)
