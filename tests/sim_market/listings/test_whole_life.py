"""Whatever a merchant does with goods, in whatever order, nothing contradicts itself.

A small model says what each deed must do; after every step `invariants.wrong` finds nothing.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from sim_market.listings import operations, queries
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import BIN_DAYS, Listing, ListingState
from sim_market.stores.models import StoreState
from tests import make
from tests.conftest import DATABASE
from tests.sim_market.listings.drafts import draft
from tests.sim_market.listings.invariants import wrong
from tests.sim_market.listings.test_saving import row
from tests.sim_market.money import pass_time

EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES") or (6 if DATABASE else 25))
STEPS = int(os.environ.get("STATEFUL_STEPS", "30"))
S = ListingState
TURNS = st.sampled_from([0, 0, 0, 1, 2])
GOOD = ("粗陶手冲杯 厚壁 280ml", "粗陶手冲杯 复古马克杯 280ml", "手捏粗陶杯 带盖 大号水杯")
BAD = ("国家级手冲杯 复古马克杯", "粗陶手冲杯 加微信 立减")
TITLES = st.sampled_from([*GOOD, *GOOD, *BAD])
PRICES = st.sampled_from([100, 2900, 3900, 5_000_001])


@dataclass
class Said:
    """What the model knows of a listing."""

    row: Listing
    title: str
    state: ListingState = S.DRAFT
    shown: bool = False
    at: datetime | None = None
    binned_at: datetime | None = None
    version: int = 1

    @property
    def resting(self) -> ListingState:
        return S.OFF_SALE if self.shown else S.DRAFT

    @property
    def is_fit(self) -> bool:
        """Nothing stands in the way of selling it."""
        return self.title not in BAD and self.row.available > 0


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.outer = db.sessionmaker.kw["bind"].begin_nested()
        self.cohort = make.cohort()
        self.store = make.store(of=self.cohort)
        self.said: list[Said] = []
        self.orders = 0
        db.session.commit()

    def teardown(self) -> None:
        db.session.close()
        self.outer.rollback()

    @property
    def may_list(self) -> bool:
        return self.store.state == StoreState.OPEN

    @initialize(title=TITLES, stock=st.integers(0, 5))
    def open_with_one(self, title: str, stock: int) -> None:
        self.create(title, stock)

    @rule(title=TITLES, stock=st.integers(0, 5))
    def create(self, title: str, stock: int) -> None:
        skus = (SkuDraft(price_fen=3900, cost_fen=1800, stock=stock, weight_g=320),)
        made = operations.create_listing(self.store, draft(title=title, skus=skus), actor=None)
        self.said.append(Said(made, title))

    @rule(turn=TURNS, title=TITLES, stale=st.booleans())
    def edit(self, turn: int, title: str, stale: bool) -> None:
        said = self.pick(turn)
        same = title == said.title
        fit = said.state != S.ON_SALE or title not in BAD
        may = said.state != S.BINNED and (same or (fit and not stale))
        read = said.version - 1 if stale else said.version
        if self.tried(
            may, lambda: operations.edit_listing(said.row, version=read, actor=None, title=title)
        ):
            said.version += not same
            said.title = title

    @rule(turn=TURNS, price_fen=PRICES)
    def price(self, turn: int, price_fen: int) -> None:
        said = self.pick(turn)
        sku = said.row.skus[0]
        changes = sku.price_fen != price_fen
        may = not changes or (said.state != S.BINNED and price_fen < 5_000_000)
        if self.tried(may, lambda: operations.change_price(sku, price_fen, actor=None)):
            said.version += changes

    @rule(turn=TURNS, more=st.booleans(), price_fen=st.sampled_from([2900, 3900]))
    def matrix(self, turn: int, more: bool, price_fen: int) -> None:
        """One SKU, or two: the first keeps its code, the second comes and goes."""
        said = self.pick(turn)
        first = said.row.skus[0]
        names = ["颜色"] if more else []
        rows = [row(first, price_fen=price_fen, spec="", specs=("红",) if more else ())]
        if more and len(said.row.skus) > 1:
            rows.append(row(said.row.skus[1]))
        elif more:
            rows.append(SkuDraft(specs=("蓝",), price_fen=4900, stock=2))
        before = said.version
        may = said.state != S.BINNED and (said.state != S.ON_SALE or said.title not in BAD)

        def save() -> None:
            operations.replace_skus(said.row, rows, spec_names=names, version=before, actor=None)

        if self.tried(may, save):
            db.session.flush()
            assert said.row.version - before in {0, 1}
            said.version = said.row.version

    @rule(turn=TURNS, on_hand=st.sampled_from([-1, 0, 3, 100_000]))
    def count(self, turn: int, on_hand: int) -> None:
        sku = self.pick(turn).row.skus[0]
        may = 0 <= on_hand < 100_000
        self.tried(may, lambda: operations.count_stock(sku, on_hand, actor=None))

    @rule(turn=TURNS, units=st.integers(1, 3), sells=st.booleans())
    def order(self, turn: int, units: int, sells: bool) -> None:
        sku = self.pick(turn).row.skus[0]
        self.orders += 1

        def hold() -> None:
            operations.hold_stock(sku, units, f"D{self.orders}")

        if self.tried(units <= sku.available, hold) and sells:
            operations.sell_stock(sku, units, f"D{self.orders}")

    @rule(turn=TURNS)
    def publish(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state in {S.DRAFT, S.SCHEDULED, S.OFF_SALE} and self.may_list
        fit = said.is_fit
        if self.tried(may, lambda: operations.submit_listing(said.row, actor=None)) and fit:
            self.show(said)

    @rule(turn=TURNS, hours=st.sampled_from([-1, 1, 24, 24 * 31]))
    def schedule(self, turn: int, hours: int) -> None:
        said = self.pick(turn)
        at = self.cohort.sim_at + timedelta(hours=hours)
        soon = 0 < hours <= 24 * 30
        may = said.state in {S.DRAFT, S.OFF_SALE} and self.may_list and soon
        fit = said.is_fit
        if self.tried(may, lambda: operations.schedule_sale(said.row, at, actor=None)) and fit:
            said.state, said.at = S.SCHEDULED, at

    @rule(turn=TURNS)
    def unschedule(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state == S.SCHEDULED
        if self.tried(may, lambda: operations.cancel_schedule(said.row, actor=None)):
            said.state, said.at = said.resting, None

    @rule(turn=TURNS)
    def hesitate(self, turn: int) -> None:
        """An hour is set, taken back, and set again."""
        self.schedule(turn, 1)
        self.unschedule(turn)
        self.schedule(turn, 1)

    @rule(turn=TURNS)
    def off(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state == S.ON_SALE
        if self.tried(may, lambda: operations.take_off_sale(said.row, actor=None)):
            said.state = S.OFF_SALE

    @rule(turn=TURNS)
    def freeze(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state in {S.ON_SALE, S.OFF_SALE}
        if self.tried(may, lambda: operations.freeze_listing(said.row, "L-4", actor=None)):
            said.state = S.FROZEN

    @rule(turn=TURNS)
    def thaw(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state == S.FROZEN
        if self.tried(may, lambda: operations.unfreeze_listing(said.row, actor=None)):
            said.state = S.OFF_SALE

    @rule(turn=TURNS)
    def throw_away(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.state in {S.DRAFT, S.OFF_SALE}
        if self.tried(may, lambda: operations.bin_listing(said.row, actor=None)):
            said.state, said.binned_at = S.BINNED, self.cohort.sim_at

    @rule(turn=TURNS)
    def take_back(self, turn: int) -> None:
        said = self.pick(turn)
        may = said.binned_at is not None and self.cohort.sim_at - said.binned_at <= BIN_DAYS
        if self.tried(may, lambda: operations.restore_listing(said.row, actor=None)):
            said.state, said.binned_at = said.resting, None

    @rule(turn=TURNS)
    @precondition(lambda self: len(self.said) < 6)
    def copy(self, turn: int) -> None:
        said = self.pick(turn)
        made = operations.copy_listing(said.row, actor=None)
        self.said.append(Said(made, said.title))

    @rule(turn=TURNS, back=st.integers(0, 4))
    def put_back(self, turn: int, back: int) -> None:
        said = self.pick(turn)
        old = queries.get_version(said.row, max(1, said.version - back))
        title = str(old.content["title"])
        may = said.state != S.BINNED and (said.state != S.ON_SALE or title not in BAD)
        before = said.version

        def restore() -> None:
            operations.restore_version(said.row, old, version=before, actor=None)

        if self.tried(may, restore):
            db.session.flush()
            said.title, said.version = title, said.row.version
            assert said.version - before in {0, 1}
            now = queries.get_version(said.row, said.version).content
            assert prices(now) == prices(old.content)

    @rule(state=st.sampled_from([StoreState.OPEN, StoreState.OPEN, StoreState.RESTRICTED]))
    def the_store_is(self, state: StoreState) -> None:
        self.store.state = state

    @rule(hours=st.sampled_from([1, 24, 24 * 8, 24 * 31]))
    def wait(self, hours: int) -> None:
        pass_time(self.cohort, hours=hours)
        for said in self.said:
            if said.at and said.at <= self.cohort.sim_at:
                said.state, said.at = said.resting, None
                if said.is_fit and self.may_list:
                    self.show(said)

    def show(self, said: Said) -> None:
        said.state, said.shown, said.at = S.ON_SALE, True, None

    def tried(self, may: bool, deed) -> bool:  # type: ignore[no-untyped-def]
        """Do it; it must go well exactly if the model says that it may."""
        refused = ""
        try:
            with savepoint():
                deed()
                db.session.flush()
        except DomainError as refusal:
            refused = refusal.message
            db.session.expire_all()
        assert may != bool(refused), refused
        return may

    def pick(self, turn: int) -> Said:
        return self.said[-1 - turn % len(self.said)]

    @invariant()
    def nothing_contradicts_itself(self) -> None:
        assert wrong() == []
        for said in self.said:
            made = said.row
            assert (made.state, made.title, made.version, made.scheduled_sim_at) == (
                said.state, said.title, said.version, said.at,
            )  # fmt: skip


def prices(content) -> dict[str, int]:  # type: ignore[no-untyped-def]
    return {sku["spec"]: sku["price_fen"] for sku in content["skus"]}


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.usefixtures("app")
def test_whatever_is_done_with_goods_nothing_contradicts_itself():
    run_state_machine_as_test(
        Life,
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
