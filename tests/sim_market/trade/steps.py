"""What every rule of the machine stands on: picking something, doing it, and who is right."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from app.db import db, savepoint
from app.errors import DomainError
from sim_market.after_sales.models import Refund
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from tests.sim_market.trade.book import Book
from tests.sim_market.trade.checking import Checks
from tests.sim_market.trade.seeing import Eyes, line_as_said, order_as_said, request_as_said
from tests.sim_market.trade.things import Request, Sale
from tests.sim_market.trade.world import build

ANY = 7  # of the turns: anything, in whatever state it is
TURNS = st.integers(0, ANY)
UNITS = st.sampled_from([1, 1, 2, 3])
WHY = "理由写在这里，写得足够长。"  # word data: what people write
T = TypeVar("T")
Deed = Callable[[], object]


class Stage:
    """What all examples of a run share: the class, and what is known of the checks."""

    def __init__(self) -> None:
        self.connection = db.sessionmaker.kw["bind"]
        self.world, self.checks = build(), Checks()
        self.eyes = Eyes(self.world)
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
        self.parcels = self.shoppers = self.claims = 0

    def teardown(self) -> None:
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

    def shopper(self, who: int | None) -> Shopper:
        if who is None:
            return self.world.crowd(self.shoppers)
        return db.session.get_one(Shopper, self.world.people[who])

    def compare(self) -> None:
        """All checks hold; stock, money, orders, lines and requests are those of the book."""
        self.stage.steps += 1
        assert self.stage.checks.problems() == []
        book, seen = self.book, self.stage.eyes
        assert seen.stock() == [(n, book.held(sku)) for sku, n in enumerate(book.on_hand)]
        assert seen.money() == {name: fen for name, fen in book.money.items() if fen}
        used = {who: sale is not None for who, sale in book.coupons.items()}
        assert seen.coupons() == used
        orders, requests = seen.orders(), seen.requests()
        assert [row[1:] for row in orders] == [order_as_said(sale) for sale in book.sales]
        assert seen.lines() == [line_as_said(item) for s in book.sales for item in s.items]
        assert [row[1:] for row in requests] == [request_as_said(each) for each in book.requests]
        self.order_ids = [row[0] for row in orders]
        self.request_ids = [row[0] for row in requests]


def in_state(*states: str) -> Callable[[Any], bool]:
    return lambda thing: thing.state in states


def chosen(things: Sequence[T], turn: int, fits: Callable[[T], bool]) -> T:
    """The latest come first, so that one order often goes a long way."""
    fitting = [] if turn == ANY else [each for each in things if fits(each)]
    among = fitting or things
    return among[-1 - turn % len(among)]
