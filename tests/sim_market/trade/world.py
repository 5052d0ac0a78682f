"""A small class to trade in: two stores, four SKUs, two people with money, and the crowd."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from sim_market.freight.models import FreightKind
from sim_market.freight.operations import FreightDraft, make_template
from sim_market.listings.models import Sku
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.promotions.making import coupons, promotion
from tests.sim_market.trade.book import (
    COUPON_FROM,
    COUPON_OFF,
    COUPON_STORE,
    COUPONS,
    FULL_FROM,
    FULL_OFF,
    FULL_STORE,
    Book,
)
from tests.sim_market.trade.things import WORLD

CAPITAL = 200_00
GOODS = [(0, 999, 6), (0, 1501, 4), (1, 3333, 5), (1, 101, 3)]  # store, price, stock
FEES: list[tuple[int, int | None]] = [(600, 4000), (0, None)]
COMMISSION_BP, RETURN_FEE = 500, 1000
CROWD = 30


@dataclass(frozen=True)
class World:
    """Ids only: rows belong to sessions. `skus`, `stores` by number, as in the book."""

    cohort_id: int
    stores: list[int]
    skus: list[int]
    people: list[int]
    batch: int

    def new_book(self) -> Book:
        book = Book(
            [price for _store, price, _stock in GOODS], [store for store, *_more in GOODS],
            [stock for *_more, stock in GOODS], list(FEES), COMMISSION_BP, RETURN_FEE,
        )  # fmt: skip
        for person in self.people:
            book.move(CAPITAL, WORLD, wallet(person))
        return book

    def crowd(self, number: int) -> Shopper:
        """A simulated shopper, the same for the same number."""
        cohort = db.session.get_one(Cohort, self.cohort_id)
        found = sa.select(Shopper).where(
            Shopper.cohort_id == cohort.id, Shopper.number == number % CROWD + 1
        )
        return db.session.scalars(found).one()


def wallet(person: int) -> str:
    return f"wallet {person}"


def promote(stores: list[Store]) -> int:
    """Off a full order of the first store, and coupons of the second: the id of their batch."""
    ends = stores[0].cohort.sim_at + timedelta(days=9_000)
    promotion(
        stores[FULL_STORE], ends_sim_at=ends, name="满减",
        parameters={"tiers": [{"from_fen": FULL_FROM, "off_fen": FULL_OFF}]},
    )  # fmt: skip
    made = coupons(
        stores[COUPON_STORE], total=COUPONS, ends_sim_at=ends,
        parameters={"off_fen": COUPON_OFF}, condition={"from_fen": COUPON_FROM},
    )  # fmt: skip
    assert made.batch is not None
    return made.batch.id


def build() -> World:
    """Make the class, once for all examples; each example undoes what it does."""
    cohort = make.cohort(scheme=make.scheme(start_capital_fen=CAPITAL))
    stores = [make.store(of=cohort) for _fee in FEES]
    for store, (first_fen, free_over_fen) in zip(stores, FEES, strict=True):
        zone = {"first_fen": first_fen, "step_fen": 0, "free_over_fen": free_over_fen}
        draft = FreightDraft("按件", FreightKind.PIECE, "浙江", [zone])
        make_template(store, draft, actor=store.owner)
    skus: list[Sku] = []
    for store, price, stock in GOODS:
        made = make.sku(store=stores[store], stock=stock, price_fen=price)
        if len(skus) % 2:  # a second variant, to be exchanged for
            made.listing_id, made.spec, made.specs = skus[-1].listing_id, "大号", ["大号"]
        skus.append(made)
    batch = promote(stores)
    people = [shopper_of(make.member(of=cohort).user, cohort) for _n in range(2)]
    for number in range(1, CROWD + 1):
        make.simulated_shopper(cohort, number)
    db.session.flush()
    made = World(
        cohort.id, [store.id for store in stores], [sku.id for sku in skus],
        [person.id for person in people], batch,
    )  # fmt: skip
    db.session.commit()
    db.session.close()
    return made
