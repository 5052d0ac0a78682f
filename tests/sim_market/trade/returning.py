"""Rules: asking for money or other goods, answering, offering, sending back, deciding."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.db import db
from sim_market.after_sales import operations as after_sales
from sim_market.after_sales.models import AfterSaleKind, RefundReason
from sim_market.after_sales.operations import exchanging, offering
from sim_market.after_sales.operations import returning as inspecting
from sim_market.listings.models import Sku
from tests.sim_market.trade.steps import ANY, TURNS, UNITS, WHY, Steps, chosen, in_state
from tests.sim_market.trade.things import OPEN, ROUNDS, TO_SHIP, Item, Request, Sale

REASONS = st.sampled_from([RefundReason.OTHER, RefundReason.NOT_WANTED, RefundReason.QUALITY])
KINDS = st.sampled_from(["refund", "refund", "return", "return", "exchange", "no_stock"])
ANSWERS = st.sampled_from(["agree", "agree", "reject", "reject", "withdraw", "offer", "offer"])
PICTURES = ["picture-of-it"]


class Returning(Steps):
    @rule(turn=TURNS, units=UNITS, how=KINDS, reason=REASONS)
    @precondition(lambda self: self.any_sale(self.can_be_asked_for))
    def ask(self, turn: int, units: int, how: str, reason: RefundReason) -> None:
        if how == "no_stock":
            self.have_no_stock(turn)
            return
        sale, order = self.pick(turn, self.can_be_asked_for)
        places = range(len(sale.items))
        place = max(places, key=lambda n: (can_be_asked(sale.items[n]), n != turn % 2))
        item, line = sale.items[place], order.lines[place]
        if turn != ANY:
            how = how if item.with_buyer else "refund"
            units = 1 + units % max(1, item.free if how == "refund" else item.with_buyer)
        kind = AfterSaleKind(how)  # type: ignore[call-arg]
        new = item.sku ^ 1 if how == "exchange" else None
        new_sku = None if new is None else db.session.get_one(Sku, self.world.skus[new])
        may = self.book.may_ask(sale, item, units, back=how != "refund", new=new)

        def deed() -> None:
            after_sales.request_refund(line, units, reason, kind=kind, new_sku=new_sku, actor=None)

        if self.tried(may, deed):
            fault, plain = reason == RefundReason.QUALITY, reason == RefundReason.NOT_WANTED
            how_ = {"back": how != "refund", "new": new, "fault": fault, "plain": plain}
            self.book.ask(sale, item, units, **how_)

    def can_be_asked_for(self, sale: Sale) -> bool:
        return self.book.in_time(sale) and any(can_be_asked(item) for item in sale.items)

    def have_no_stock(self, turn: int) -> None:
        """The merchant gives everything back that is not asked for yet."""
        sale, order = self.pick(turn, in_state(*TO_SHIP))
        left = [item for item in sale.items if min(item.free, item.unsent)]
        fresh = all(item.rounds < ROUNDS for item in left)
        may, owner = sale.state in TO_SHIP and bool(left) and fresh, order.store.owner
        if self.tried(may, lambda: after_sales.refund_for_stock(order, actor=owner)):
            for item in left:
                how = {"back": False, "new": None, "fault": True, "plain": False}
                units = min(item.free, item.unsent)
                self.book.agree(self.book.ask(sale, item, units, **how))

    @rule(turn=TURNS, how=ANSWERS, fen=st.integers(0, 5_000))
    @precondition(lambda self: self.any_request("applied"))
    def answer(self, turn: int, how: str, fen: int = 0) -> None:
        request, refund = self.pick_request(turn, in_state("applied"))
        waits = request.state == "applied"
        if how == "agree":
            if self.tried(waits, lambda: after_sales.agree_refund(refund, actor=None)):
                self.book.agree(request)
        elif how == "reject":
            may = self.book.may_reject(request)
            if self.tried(may, lambda: after_sales.reject_refund(refund, WHY, actor=None)):
                self.book.drop(request, "rejected")
        elif how == "withdraw":
            may = request.state in {"applied", "wait_goods"}
            if self.tried(may, lambda: after_sales.withdraw_refund(refund, actor=None)):
                self.book.drop(request, "withdrawn")
        else:
            self.offer_less(request, fen)

    def offer_less(self, request: Request, fen: int) -> None:
        refund, back = self.refund_of(request), fen % 2 == 1
        fen = request.fen - fen % max(1, request.fen)
        may = self.book.may_offer(request, back=back, fen=fen)
        kind = AfterSaleKind.RETURN if back else AfterSaleKind.REFUND
        owner = refund.line.order.store.owner
        deed = lambda: offering.make_offer(refund, kind, fen, WHY, actor=owner)  # noqa: E731
        if self.tried(may, deed):
            self.book.make_offer(request, back=back, fen=fen)

    @rule(turn=TURNS, agree=st.booleans())
    @precondition(lambda self: any(each.offer for each in self.book.requests))
    def answer_an_offer(self, turn: int, agree: bool) -> None:
        request, refund = self.pick_request(turn, lambda each: each.offer is not None)
        may = request.offer is not None
        if agree:
            if self.tried(may, lambda: offering.accept_offer(refund, actor=None)):
                self.book.accept_offer(request)
        elif self.tried(may, lambda: offering.decline_offer(refund, actor=None)):
            self.book.decline_offer(request)

    @rule(turn=TURNS)
    @precondition(lambda self: any(self.book.may_escalate(r) for r in self.book.requests))
    def escalate(self, turn: int) -> None:
        request, refund = self.pick_request(turn, self.book.may_escalate)
        may = self.book.may_escalate(request)
        if self.tried(may, lambda: after_sales.escalate(refund, WHY, actor=None)):
            self.book.escalate(request)

    @rule(turn=TURNS)
    @precondition(lambda self: self.any_request("wait_goods"))
    def send_back(self, turn: int) -> None:
        request, refund = self.pick_request(turn, in_state("wait_goods"))
        number, may = f"BACK{refund.id:06d}", request.state == "wait_goods"
        deed = lambda: after_sales.send_goods_back(refund, "x", number, actor=None)  # noqa: E731
        if self.tried(may, deed):
            self.book.send_back(request)

    @rule(
        turn=TURNS, units=UNITS, how=st.sampled_from(["accept", "deduct", "dispute"]),
        sellable=st.booleans(), fen=st.integers(0, 3_000),
    )  # fmt: skip
    @precondition(lambda self: self.any_request("on_way"))
    def inspect(
        self, turn: int, units: int, how: str = "accept", sellable: bool = True, fen: int = 0
    ) -> None:
        request, refund = self.pick_request(turn, in_state("on_way"))
        may = request.state == "on_way"
        if turn != ANY:
            units = 1 + units % len(request.units)
        if how == "dispute":
            if self.tried(may, lambda: after_sales.dispute_goods(refund, WHY, actor=None)):
                self.book.dispute(request, stated=True)
        elif how == "accept":
            self.accept(request, units, sellable=sellable)
        else:
            self.deduct(request, units, fen, sellable=sellable)

    def accept(self, request: Request, units: int, *, sellable: bool) -> None:
        refund = self.refund_of(request)
        may = request.state == "on_way" and units <= len(request.units)
        deed = lambda: after_sales.accept_goods(refund, units, sellable=sellable, actor=None)  # noqa: E731
        if self.tried(may, deed):
            self.book.accept(request, units, sellable=sellable)

    def deduct(self, request: Request, units: int, fen: int, *, sellable: bool) -> None:
        refund = self.refund_of(request)
        owner = refund.line.order.store.owner
        due = min(request.fen, sum(request.item.costs[n] for n in request.units[:units]))
        may = request.state == "on_way" and units <= len(request.units)

        def deed() -> None:
            inspecting.deduct(refund, units, fen, WHY, PICTURES, sellable=sellable, actor=owner)

        if self.tried(may and request.new is None and fen < due, deed):
            self.book.deduct(request, units, fen, sellable=sellable)

    @rule(turn=TURNS)
    @precondition(lambda self: self.any_request("wait_pay"))
    def pay_the_difference(self, turn: int) -> None:
        request, refund = self.pick_request(turn, in_state("wait_pay"))
        rich = self.book.can_spend(request.sale.purse, request.more)
        may = request.state == "wait_pay" and rich
        if self.tried(may, lambda: exchanging.pay_difference(refund, actor=None)):
            self.book.send_new(request)

    @rule(turn=TURNS, right=st.booleans(), first=st.booleans())
    @precondition(lambda self: self.any_request("disputed"))
    def judge(self, turn: int, right: bool, first: bool) -> None:
        """The teacher decides; the merchant may state the case first."""
        request, refund = self.pick_request(turn, in_state("disputed"))
        may, owner = request.state == "disputed", refund.line.order.store.owner
        if first:
            if self.tried(may, lambda: after_sales.state_case(refund, WHY, actor=owner)):
                request.stated = True
            return
        deed = lambda: after_sales.decide(refund, buyer_is_right=right, why=WHY, actor=None)  # noqa: E731
        if self.tried(may, deed):
            self.book.decide(request, for_buyer=right)

    @rule(turn=TURNS, units=UNITS)
    @precondition(lambda self: self.any_request(*OPEN))
    def go_on_with_a_request(self, turn: int, units: int) -> None:
        """What comes next in the life of a request, so that many come to their end."""
        turn %= ANY
        request = chosen(self.book.requests, turn, in_state(*OPEN))
        if request.state == "applied":
            self.answer(turn, "agree")
        elif request.state == "disputed":
            self.judge(turn, right=units > 1, first=units == 1)
        elif request.state == "wait_goods":
            self.send_back(turn)
        elif request.state == "on_way":
            self.inspect(turn, units)
        elif request.state == "wait_pay":
            self.pay_the_difference(turn)
        else:
            self.answer_an_offer(turn, agree=units > 1)


def can_be_asked(item: Item) -> bool:
    return item.free > 0 and item.rounds < ROUNDS
