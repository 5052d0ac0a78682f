"""Advice is kept: whoever does to the goods what it says may expect the profit that it names."""

import pytest

from app.db import db
from sim_market.buyers.advising import advise
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.nudges import Move, of_day
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.queries.shelf import own_shelf
from sim_market.buyers.shelves import shelves_of
from tests import make
from tests.sim_market.buyers.shops import lively, run, stocked

DAY, FEE_PM, COST_FEN = 2, 50, 900


def another_price(times: float):
    def change(sku) -> None:
        sku.price_fen = round(sku.price_fen * times)

    return change


def another_title(sku) -> None:
    """Two more true words, and what goods of the category are called."""
    sku.listing.title = f"{sku.listing.title} 陶瓷 350"


def another_picture(sku) -> None:
    sku.listing.images = [*sku.listing.images, "mug-9"]


def another_paragraph(sku) -> None:
    said = "杯口圆，杯底平，放得稳，拿着不烫手，洗起来不费事，冬天泡茶夏天喝水都合适。" + "好用。"
    sku.listing.detail = [*sku.listing.detail, {"kind": "text", "text": said}]


def a_day_sooner(sku) -> None:
    sku.listing.ship_hours = 24


def plain_words(sku) -> None:
    """True words where there were empty ones."""
    wrong, true = " 全网最低价 正品保证 正品保证", " 办公桌上用 泡茶喝水 手感很稳"
    sku.listing.title = sku.listing.title.replace(wrong, true)


DONE = {
    Move.CHEAPER: another_price(0.97),
    Move.DEARER: another_price(1.03),
    Move.TITLE: another_title,
    Move.PICTURES: another_picture,
    Move.DETAIL: another_paragraph,
    Move.SHIP_FASTER: a_day_sooner,
    Move.PLAINER: plain_words,
}


@pytest.fixture
def twins(app):
    """A careless store, told what to do; and one like it for each piece of advice, which does it
    by the goods' own rows.
    """
    cohort = make.cohort()
    stores = {}
    for name in (None, *DONE):
        stores[name], skus = stocked(cohort, price_fen=1800, reference_fen=2000, cost_fen=COST_FEN)
        for sku in skus:
            sku.listing.title = f"{sku.listing.title.split()[0]} 全网最低价 正品保证 正品保证"
            sku.listing.images, sku.listing.ship_hours = ["mug-1"], 48
            if name is not None:
                DONE[name](sku)
    lively(cohort, 1000)
    run(cohort, 1)
    db.session.expire_all()
    return cohort, stores


def test_doing_what_is_advised_brings_what_was_promised(app, twins):
    cohort, stores = twins
    world = world_of(cohort, 1000)
    with app.test_request_context():
        told = {each.move: each for each in advise(own_shelf(stores[None]), world, DAY)}
    offers = [each.offer for each in shelves_of(cohort, cohort.sim_at)]
    costs = {v.code: COST_FEN for offer in offers for v in offer.variants}
    margin = dict.fromkeys((store.code for store in stores.values()), 0)
    for offer, (_orders, fen) in zip(
        offers, of_day(world, DAY, offers, costs, FEE_PM), strict=True
    ):
        margin[offer.store] += fen
    plain = margin[stores[None].code]
    for move in DONE:
        brought = (margin[stores[move].code] - plain) / MICRO
        said = told[move].profit_fen
        assert brought * said > 0, move  # up or down, as it was said
        assert brought == pytest.approx(said, rel=0.5, abs=25), move  # titles differ in length
    best = max((each for each in told.values() if each.move in DONE), key=lambda a: a.profit_fen)
    assert margin[stores[best.move].code] > plain + 100 * MICRO
