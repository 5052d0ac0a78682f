"""What every rule of the machine stands on: picking something, doing it, and who is right."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from app.db import db, savepoint
from app.errors import DomainError
from sim_market.after_sales.models import Refund
from sim_market.groups.models import BuyingGroup
from sim_market.groups.operations import joining
from sim_market.orders.models import Order
from sim_market.payments import weather
from sim_market.payments.models import NoticeEvent, Payment
from sim_market.payments.weather import Planned
from sim_market.shoppers.models import Shopper
from tests.sim_market.trade.book import Book
from tests.sim_market.trade.checking import Checks
from tests.sim_market.trade.collecting import Said
from tests.sim_market.trade.seeing import (
    Eyes,
    line_as_said,
    order_as_said,
    part_as_said,
    payment_as_said,
    request_as_said,
)
from tests.sim_market.trade.things import Request, Sale
from tests.sim_market.trade.world import build

CHECKED_EVERY = 10  # steps: what the checks find stays wrong; the book is looked at after each
ANY = 7  # of the turns: anything, in whatever state it is
TURNS = st.integers(0, ANY)
UNITS = st.sampled_from([1, 1, 2, 3])
WHY = "理由写在这里，写得足够长。"  # word data: what people write
T = TypeVar("T")
Deed = Callable[[], object]


class Sky:
    """The provider's weather is what the machine says, not what chance has."""

    def __init__(self) -> None:
        self.said: list[Said] = []

    def is_declined(self, *_of: object) -> bool:
        return not self.said

    def plan(self, *_of: object) -> list[Planned]:
        return [
            Planned(NoticeEvent(event), minutes, off)  # type: ignore[call-arg]
            for event, minutes, off in self.said
        ]

    @contextmanager
    def above(self) -> Iterator[None]:
        """Nobody of the crowd joins a group by chance, either."""
        with (
            patch.object(weather, "is_declined", self.is_declined),
            patch.object(weather, "plan", self.plan),
            patch.object(joining, "JOINS", 0.0),
        ):
            yield


class Stage:
    """What all examples of a run share: the class, and what is known of the checks."""

    def __init__(self) -> None:
        self.connection = db.sessionmaker.kw["bind"]
        self.world, self.checks = build(), Checks()
        self.eyes, self.sky = Eyes(self.world), Sky()
        self.steps = self.refused = 0


class Steps(RuleBasedStateMachine):
    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage, self.world = stage, stage.world
        stage.connection.exec_driver_sql("SAVEPOINT example")
        stage.checks.begin_anew()
        self.book: Book = self.world.new_book()
        self.order_ids: list[int] = []
        self.request_ids: list[int] = []
        self.payment_ids: list[int] = []
        self.group_ids: list[int] = []
        self.parcels = self.claims = 0

    def teardown(self) -> None:
        """The whole check, unless something has been found already; then all is undone."""
        try:
            if sys.exc_info()[0] is None:
                self.check()
        finally:
            db.session.close()
            for undo in ("ROLLBACK TO SAVEPOINT example", "RELEASE SAVEPOINT example"):
                self.stage.connection.exec_driver_sql(undo)  # kept open, they slow SQLite down

    def tried(self, may: bool, deed: Deed) -> bool:
        """Do it; it must go well exactly if the book says that it may."""
        refused = ""
        try:
            with savepoint():
                deed()
        except DomainError as refusal:
            refused = refusal.message or type(refusal).__name__
            db.session.expire_all()
        self.stage.refused += bool(refused)
        assert may != bool(refused), refused or "it went well and should not have"
        return may

    def any_sale(self, fits: Callable[[Sale], bool]) -> bool:
        return any(fits(sale) for sale in self.book.sales)

    def going_on(self) -> int:
        """Orders that have not come to their end: few, so that they get far."""
        return sum(1 for sale in self.book.sales if sale.state not in {"closed", "completed"})

    def any_request(self, *states: str) -> bool:
        return any(each.state in states for each in self.book.requests)

    def pick(self, turn: int, fits: Callable[[Sale], bool]) -> tuple[Sale, Order]:
        """Mostly one of those that it may be done to; at times any, to see it refused."""
        sale = chosen(self.book.sales, turn, fits)
        return sale, self.order_of(sale)

    def order_of(self, sale: Sale) -> Order:
        place = next(n for n, each in enumerate(self.book.sales) if each is sale)
        return db.session.get_one(Order, self.order_ids[place])

    def pick_request(self, turn: int, fits: Callable[[Request], bool]) -> tuple[Request, Refund]:
        request = chosen(self.book.requests, turn, fits)
        return request, self.refund_of(request)

    def refund_of(self, request: Request) -> Refund:
        place = next(n for n, each in enumerate(self.book.requests) if each is request)
        return db.session.get_one(Refund, self.request_ids[place])

    def payment_of(self, number: int) -> Payment:
        return db.session.get_one(Payment, self.payment_ids[number])

    def group_of(self, number: int) -> BuyingGroup:
        return db.session.get_one(BuyingGroup, self.group_ids[number])

    def shopper(self, who: int) -> Shopper:
        return self.world.shopper(who)

    def look(self) -> None:
        """Learn the ids of what there is: rows come in the order in which they were made."""
        db.session.flush()
        seen = self.stage.eyes
        self.order_ids = [row[0] for row in seen.orders()]
        self.payment_ids = [row[0] for row in seen.payments()]

    def check(self) -> None:
        """All checks of the application hold."""
        assert self.stage.checks.problems() == []

    def compare(self) -> None:
        """All is as in the book; so are the checks, every few steps and at the end."""
        self.stage.steps += 1
        db.session.commit()
        if self.stage.steps % CHECKED_EVERY == 0:
            self.check()
        book, seen = self.book, self.stage.eyes
        used = {key: coupon.holder is not None for key, coupon in book.coupons.items()}
        agree("coupons", seen.coupons(), used)
        flash = sum(sale.flash for sale in book.sales if sale.uses)
        agree("units of the flash sale", seen.flash(), flash)
        orders, requests = seen.orders(), seen.requests()
        agree("orders", [row[1:] for row in orders], [order_as_said(sale) for sale in book.sales])
        lines = [line_as_said(item) for sale in book.sales for item in sale.items]
        agree("lines", seen.lines(), lines)
        agree("requests", [row[1:] for row in requests], [*map(request_as_said, book.requests)])
        agree("stock", seen.stock(), [(n, book.held(sku)) for sku, n in enumerate(book.on_hand)])
        agree("money", seen.money(), {name: fen for name, fen in book.money.items() if fen})
        self.order_ids = [row[0] for row in orders]
        self.request_ids = [row[0] for row in requests]
        self.compare_promises()

    def compare_promises(self) -> None:
        """Payments and their parts, groups and their seats, deposits."""
        book, seen = self.book, self.stage.eyes
        payments, groups = seen.payments(), seen.groups()
        agree("payments", [row[1:] for row in payments], [*map(payment_as_said, book.payments)])
        parts = [part_as_said(part) for each in book.payments for part in each.parts]
        agree("parts", seen.parts(), parts)
        said = [(each.state, each.count) for each in book.groups]
        agree("groups", [row[1:] for row in groups], said)
        taken = [n for n, sale in enumerate(book.sales) if sale.seat == "taken"]
        agree("seats", seen.seats(), [self.order_ids[n] for n in taken])
        held = [(sale.held, sale.deposit) for sale in book.sales if sale.held]
        agree("deposits", seen.deposits(), held)
        self.payment_ids = [row[0] for row in payments]
        self.group_ids = [row[0] for row in groups]


def agree(what: str, seen: object, said: object) -> None:
    assert seen == said, f"{what}:\n there is {seen}\n the book {said}"


def in_state(*states: str) -> Callable[[Any], bool]:
    return lambda thing: thing.state in states


def chosen(things: Sequence[T], turn: int, fits: Callable[[T], bool]) -> T:
    """The latest come first, so that one order often goes a long way."""
    fitting = [] if turn == ANY else [each for each in things if fits(each)]
    among = fitting or things
    return among[-1 - turn % len(among)]
