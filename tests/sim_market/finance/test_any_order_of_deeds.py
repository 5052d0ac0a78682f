"""Whatever people do, in whatever order, money and stock are where they ought to be.

A pure model says what ought to be; after every step all invariants must hold.
"""

import os
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.db import db, savepoint
from app.errors import DomainError
from sim_market.after_sales.models import Refund, RefundReason
from sim_market.after_sales.operations import (
    agree_refund,
    reject_refund,
    request_refund,
    withdraw_refund,
)
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import OutOfStock
from sim_market.orders import operations
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.conftest import DATABASE
from tests.sim_market.money import escrow, pass_time, problems

EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES") or (8 if DATABASE else 40))
STEPS = int(os.environ.get("STATEFUL_STEPS", "30"))
S = OrderState
OPEN = {S.UNPAID, S.PAID}
TURNS = st.sampled_from([0, 0, 0, 1, 2, 3])
HELD = {S.PAID, S.SHIPPED, S.RECEIVED}


@dataclass
class Said:
    """What the model knows of an order."""

    row: Order
    which: int
    quantity: int
    price_fen: int
    state: OrderState = S.UNPAID
    refunded: int = 0
    asked: int = 0

    @property
    def kept_fen(self) -> int:
        return (self.quantity - self.refunded) * self.price_fen


class Trade(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.outer = db.sessionmaker.kw["bind"].begin_nested()
        member = make.member(of=make.cohort(scheme=make.scheme(start_capital_fen=60_00)))
        self.cohort = member.cohort
        self.buyer = shopper_of(member.user, member.cohort)
        store = make.store(of=self.cohort)
        self.store_id = store.id
        self.skus = [make.sku(store=store, stock=6, price_fen=price) for price in (999, 1501)]
        self.on_hand = [6, 6]
        self.said: list[Said] = []
        self.asked: dict[int, tuple[Said, int]] = {}
        self.requests: list[Refund] = []
        self.parcels = 0
        db.session.commit()

    def teardown(self) -> None:
        db.session.close()
        self.outer.rollback()

    @initialize(quantity=st.integers(1, 3))
    def open_with_a_paid_order(self, quantity: int) -> None:
        self.place(0, quantity, person=False, at_once=True)

    @rule(
        which=st.integers(0, 1), quantity=st.integers(1, 3), person=st.booleans(),
        at_once=st.booleans(),
    )  # fmt: skip
    def place(self, which: int, quantity: int, person: bool, at_once: bool) -> None:
        sku = self.skus[which]
        free = self.on_hand[which] - self.held(which)
        who = self.buyer if person else make.shopper(of=self.cohort)
        price_fen = quantity * sku.price_fen
        affordable = not (person and at_once) or price_fen <= balance_of(*self.buyer.purse)
        buy = operations.buy_at_once if at_once else operations.place_order
        try:
            with savepoint():
                row = buy(who, [(sku, quantity)], actor=None)
        except OutOfStock:
            assert quantity > free
            return
        except DomainError:
            assert not affordable
            return
        assert quantity <= free
        assert affordable
        said = Said(row, which, quantity, sku.price_fen, S.PAID if at_once else S.UNPAID)
        self.said.append(said)

    @rule(turn=TURNS)
    @precondition(lambda self: self.said)
    def pay(self, turn: int) -> None:
        said = self.pick(turn)
        which = said.which
        free = self.on_hand[which] - self.held(which)
        late = said.state == S.CLOSED and said.row.close_reason == CloseReason.TIMEOUT
        purse = said.row.shopper.purse
        rich = said.row.shopper.is_simulated or balance_of(*purse) >= said.row.pay_fen
        may = rich and (said.state == S.UNPAID or (late and said.quantity <= free))
        if self.tried(may, lambda: operations.pay_order(said.row, actor=None)):
            said.state = S.PAID

    @rule(turn=TURNS, reason=st.sampled_from([CloseReason.BUYER, CloseReason.SELLER]))
    @precondition(lambda self: self.said)
    def close(self, turn: int, reason: CloseReason) -> None:
        said = self.pick(turn)
        may = said.state == S.UNPAID
        if self.tried(may, lambda: operations.close_order(said.row, reason, actor=None)):
            said.state = S.CLOSED

    @rule(turn=TURNS)
    @precondition(lambda self: self.said)
    def ship(self, turn: int) -> None:
        said = self.pick(turn)
        self.parcels += 1
        parcel = {"carrier": "x", "tracking_number": f"N{self.parcels}", "events": []}
        if self.tried(
            said.state == S.PAID, lambda: operations.ship_order(said.row, actor=None, **parcel)
        ):
            self.on_hand[said.which] -= said.quantity - said.refunded
            said.state = S.SHIPPED

    @rule(turn=TURNS)
    @precondition(lambda self: self.said)
    def receive(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state == S.SHIPPED
        if self.tried(may, lambda: operations.receive_order(said.row, actor=None)):
            said.state = S.RECEIVED

    @rule(turn=TURNS, quantity=st.integers(1, 3))
    @precondition(lambda self: self.said)
    def ask(self, turn: int, quantity: int) -> None:
        said = self.pick(turn)
        line = said.row.lines[0]
        left = said.quantity - said.refunded - said.asked
        may = said.state in HELD and quantity <= left and self.rounds(said) < 5
        made: list[Refund] = []
        if self.tried(
            may,
            lambda: made.append(request_refund(line, quantity, RefundReason.OTHER, actor=None)),
        ):
            said.asked += quantity
            self.asked[made[0].id] = (said, quantity)
            self.requests.append(made[0])
            assert made[0].amount_fen == quantity * said.price_fen

    @precondition(lambda self: self.requests)
    @rule(turn=TURNS, how=st.sampled_from(["agree", "reject", "withdraw"]))
    def answer(self, turn: int, how: str) -> None:
        refund = self.requests[-1 - turn % len(self.requests)]
        live = refund.id in self.asked
        deed = {
            "agree": lambda: agree_refund(refund, actor=None),
            "reject": lambda: reject_refund(refund, "理由写在这里", actor=None),
            "withdraw": lambda: withdraw_refund(refund, actor=None),
        }[how]
        if self.tried(live, deed):
            self.ended(refund.id, agreed=how == "agree")

    @rule(hours=st.sampled_from([0.25, 0.5, 44, 48, 250]))
    def wait(self, hours: float) -> None:
        pass_time(self.cohort, hours=hours)
        for refund_id in list(self.asked):
            if not db.session.get_one(Refund, refund_id).is_live:
                self.ended(refund_id, agreed=True)
        for said in self.said:
            self.follow_the_clock(said)

    def follow_the_clock(self, said: Said) -> None:
        """Timers may have moved the order on; only ways that the rules know are taken over."""
        now = said.row.state
        possible = {
            S.UNPAID: {S.UNPAID, S.CLOSED},
            S.SHIPPED: {S.SHIPPED, S.RECEIVED, S.COMPLETED},
            S.RECEIVED: {S.RECEIVED, S.COMPLETED},
        }
        assert now in possible.get(said.state, {said.state})
        said.state = now

    def ended(self, refund_id: int, *, agreed: bool) -> None:
        said, quantity = self.asked.pop(refund_id)
        said.asked -= quantity
        if agreed:
            said.refunded += quantity
            if said.state == S.PAID and said.refunded == said.quantity:
                said.state = S.CLOSED

    def tried(self, may: bool, deed) -> bool:  # type: ignore[no-untyped-def]
        """Do it; it must go well exactly if the model says that it may."""
        refused = ""
        try:
            with savepoint():
                deed()
        except DomainError as refusal:
            refused = refusal.message
            db.session.expire_all()
        assert may != bool(refused), refused
        return may

    def pick(self, turn: int) -> Said:
        """The latest orders come first, so that one order often goes a long way."""
        return self.said[-1 - turn % len(self.said)]

    def held(self, which: int) -> int:
        return sum(
            said.quantity - said.refunded
            for said in self.said
            if said.state in OPEN and said.which == which
        )

    def rounds(self, said: Said) -> int:
        line_id = said.row.lines[0].id
        return db.session.query(Refund).filter_by(order_line_id=line_id).count()

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert problems() == []
        for which, sku in enumerate(self.skus):
            assert (sku.on_hand, sku.reserved) == (self.on_hand[which], self.held(which))
        assert [said.row.state for said in self.said] == [said.state for said in self.said]
        held = sum(said.kept_fen for said in self.said if said.state in HELD)
        settled = sum(said.kept_fen for said in self.said if said.state == S.COMPLETED)
        assert escrow(self.cohort) == held
        assert settled == balance_of(
            self.cohort.id, AccountKind.STORE_FUNDS, self.store_id
        ) + balance_of(self.cohort.id, AccountKind.COMMISSION)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.usefixtures("app")
def test_whatever_is_done_in_whatever_order_nothing_is_lost():
    run_state_machine_as_test(
        Trade,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
