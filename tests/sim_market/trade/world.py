"""A small class to trade in: two stores, four SKUs, two people with money, and the crowd."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.db import db
from sim_market.freight.models import FreightKind
from sim_market.freight.operations import FreightDraft, make_template
from sim_market.listings.models import Sku
from sim_market.orders.operations.members import set_levels
from sim_market.promotions.models import Promotion
from sim_market.promotions.operations import make_platform_promotion, start_promotion
from sim_market.promotions.pricing import Kind
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import Store
from tests import make
from tests.sim_market.promotions.making import coupons, draft, promotion
from tests.sim_market.trade import reckoning as of
from tests.sim_market.trade.book import Book
from tests.sim_market.trade.things import WORLD

CAPITAL = 200_00
GOODS = [(0, 999, 6), (0, 1501, 4), (1, 3333, 5), (1, 101, 3)]  # store, price, stock
FEES: list[tuple[int, int | None]] = [(600, 4000), (0, None)]
COMMISSION_BP, RETURN_FEE = 500, 1000
CROWD = 4


@dataclass(frozen=True)
class World:
    """Ids only: rows belong to sessions. `skus`, `stores` by number, as in the book."""

    cohort_id: int
    stores: list[int]
    skus: list[int]
    people: list[int]
    batches: dict[str, int]
    flash: int

    def new_book(self) -> Book:
        book = Book(
            [price for _store, price, _stock in GOODS], [store for store, *_more in GOODS],
            [stock for *_more, stock in GOODS], list(FEES), COMMISSION_BP, RETURN_FEE,
        )  # fmt: skip
        for person in self.people:
            book.move(CAPITAL, WORLD, wallet(person))
        return book

    def name(self, who: int) -> str:
        """Of one of the people, or of the crowd."""
        mine = who < len(self.people)
        return wallet(self.people[who]) if mine else f"crowd {who - len(self.people)}"

    def shopper(self, who: int) -> Shopper:
        if who < len(self.people):
            return db.session.get_one(Shopper, self.people[who])
        number = (who - len(self.people)) % CROWD + 1
        found = sa.select(Shopper).filter_by(cohort_id=self.cohort_id, number=number)
        return db.session.scalars(found).one()


def wallet(person: int) -> str:
    return f"wallet {person}"


def promote(stores: list[Store], skus: list[Sku]) -> tuple[dict[str, int], int]:
    """All that runs: the ids of the batches of coupons, and of the flash sale."""
    ends = stores[0].cohort.sim_at + timedelta(days=9_000)
    presale_ends = stores[0].cohort.sim_at + timedelta(minutes=of.PRESALE_ENDS)
    ids = [str(sku.id) for sku in skus]

    def run(store: int, kind: Kind, parameters: dict[str, object], **more: object) -> Promotion:
        said = {"kind": kind, "parameters": parameters, "ends_sim_at": ends} | more
        return promotion(stores[store], name=kind.value, **said)

    tier = {"from_fen": of.FULL_FROM, "off_fen": of.FULL_OFF}
    run(of.FULL_STORE, Kind.FULL_REDUCTION, {"tiers": [tier]})
    own = coupons(
        stores[of.COUPON_STORE], total=of.COUPONS, ends_sim_at=ends,
        parameters={"off_fen": of.COUPON_OFF}, condition={"from_fen": of.COUPON_FROM},
    )  # fmt: skip
    flash = run(
        1, Kind.FLASH_SALE, {"prices": {ids[of.FLASH_SKU]: of.FLASH_FEN}}, quota=of.FLASH_UNITS
    )
    run(of.MEMBER_STORE, Kind.MEMBER_PRICE, {"off_bp": of.MEMBER_BP})
    set_levels(stores[of.MEMBER_STORE], [of.MEMBER_FROM], actor=stores[0].owner)
    run(of.GROUP_STORE, Kind.GROUP_PRICE, {"off_bp": of.GROUP_BP, "size": of.GROUP_SIZE})
    deposit = {"deposit_fen": of.DEPOSIT, "worth_fen": of.WORTH}
    run(of.PRESALE_STORE, Kind.PRESALE, deposit, ends_sim_at=presale_ends)
    items = [{"sku": ids[sku]} for sku in of.BUNDLE]
    run(0, Kind.BUNDLE, {"items": items, "price_fen": of.BUNDLE_FEN})
    gift = {"from_fen": of.GIFT_FROM, "gifts": [{"sku": ids[of.GIFT_SKU]}]}
    run(of.GIFT_STORE, Kind.GIFT, {"tiers": [gift]})
    everywhere = make_platform_promotion(
        stores[0].cohort,
        draft(
            stores[0], kind=Kind.PLATFORM_COUPON, ends_sim_at=ends,
            coupons=(of.PLATFORM_COUPONS, 1),
            parameters={"off_fen": of.PLATFORM_OFF, "from_fen": of.PLATFORM_FROM},
        ),
        actor=None,
    )  # fmt: skip
    start_promotion(everywhere, actor=None)
    assert own.batch
    assert everywhere.batch
    return {"store": own.batch.id, "platform": everywhere.batch.id}, flash.id


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
    batches, flash = promote(stores, skus)
    people = [shopper_of(make.member(of=cohort).user, cohort) for _n in range(2)]
    for number in range(1, CROWD + 1):
        make.simulated_shopper(cohort, number)
    db.session.flush()
    made = World(
        cohort.id, [store.id for store in stores], [sku.id for sku in skus],
        [person.id for person in people], batches, flash,
    )  # fmt: skip
    db.session.commit()
    db.session.close()
    return made
