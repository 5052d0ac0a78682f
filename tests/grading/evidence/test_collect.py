"""The practice record over a real chain: sourced, sold, shipped by the supplier, received."""

import pytest
import sqlalchemy as sa

from app.db import db
from grading.evidence.collect import practice_record
from grading.evidence.measure import measure_all
from grading.evidence.snapshot import canonical
from grading.rubrics.standard import parse, shipped
from sim_market.after_sales import operations as after_sales
from sim_market.listings.operations import take_off_sale
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import receive_order
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import reply_to, write_review
from tests import make
from tests.supply_chain import goods

pytestmark = pytest.mark.usefixtures("app")


def record_of(store):
    return practice_record(store.cohort, store.owner)


def points(document):
    tasks = parse(shipped()).tasks
    return {item: one.tenths for item, one in measure_all(tasks, document).items()}


def through_the_chain(units=2):
    """A sourced listing whose one order is shipped by the supplier and has arrived."""
    listing = goods.listing()
    goods.order(listing, units)
    goods.pull(listing)
    goods.pass_hours(listing.cohort, 24 * 5)
    return listing, db.session.scalars(sa.select(Order)).one()


def test_before_anything_is_done_the_record_is_empty_and_canonical():
    of = make.cohort()
    document = practice_record(of, make.member(of=of).user)
    assert document["store"] is None
    assert document["listings"] == document["orders"] == []
    assert canonical(document)
    assert points(document)["1.1"] == 0


def test_a_sourced_listing_is_recorded_with_its_source_and_its_stock():
    listing = goods.listing()

    document = record_of(listing.store)

    [row] = document["listings"]
    assert row["problems"] == []
    assert row["source"]["supplier"].startswith("景德镇")
    assert row["on_sale"]
    assert {sku["cost_fen"] for sku in row["skus"]} == {1_000, 1_200}
    assert all(pair["shop"] <= pair["supply"] for pair in document["supply"]["stock"])
    found = points(document)
    assert (found["2.1"], found["2.2"], found["2.3"], found["2.5"]) == (10, 40, 30, 40)
    assert (found["4.1"], found["4.3"]) == (15, 20)


def test_an_order_shipped_by_the_supplier_and_received_is_recorded():
    listing, order = through_the_chain()
    assert order.state in (OrderState.SHIPPED, OrderState.RECEIVED)
    if order.state == OrderState.SHIPPED:
        receive_order(order, actor=None)

    document = record_of(listing.store)

    [row] = document["orders"]
    assert (row["state"], row["own"], row["simulated"]) == ("received", False, True)
    assert 0 < row["ship_seconds"] <= 48 * 3600
    assert row["scanned"]
    assert row["tracking_number"]
    [supply] = document["supply"]["orders"]
    assert (supply["order"], supply["shipped"]) == (order.number, True)
    found = points(document)
    assert (found["4.2"], found["5.1"], found["5.2"], found["5.3"]) == (30, 5, 40, 20)


def test_after_sales_and_reviews_are_recorded_with_their_answers():
    listing, order = through_the_chain()
    if order.state == OrderState.SHIPPED:
        receive_order(order, actor=None)
    review = write_review(order, listing, Stars(5, 5, 4), words="好用", actor=None)
    refund = goods.ask_refund(order, 1)
    before = points(record_of(listing.store))
    assert (before["5.4"], before["5.5"]) == (0, 0)

    reply_to(review, "谢谢惠顾", actor=listing.store.owner)
    after_sales.agree_refund(refund, actor=listing.store.owner)

    document = record_of(listing.store)
    assert document["reviews"][0]["reply"] == "谢谢惠顾"
    assert document["after_sales"][0]["answered"]
    after = points(document)
    assert (after["5.4"], after["5.5"]) == (30, 20)


def test_silence_is_no_answer():
    listing, order = through_the_chain()
    goods.ask_refund(order, 1)
    goods.pass_hours(listing.cohort, 72)
    document = record_of(listing.store)
    assert document["after_sales"][0]["by_silence"]
    assert points(document)["5.4"] == 0


def test_what_is_no_longer_on_sale_does_not_count_but_was_sourced():
    listing = goods.listing()
    take_off_sale(listing, actor=listing.store.owner)
    document = record_of(listing.store)
    assert not document["listings"][0]["on_sale"]
    found = points(document)
    assert (found["2.1"], found["4.1"]) == (0, 15)


def test_faults_of_a_listing_stand_in_the_record_with_their_rule():
    sku = make.sku(title="全网第一最佳收纳箱")
    document = record_of(sku.listing.store)
    problems = document["listings"][0]["problems"]
    assert any(problem["about"] == "title" for problem in problems)
    assert all(problem["rule"] for problem in problems)
    assert points(document)["2.2"] == 0


def test_the_record_names_no_buyer():
    listing, order = through_the_chain()
    text = str(record_of(listing.store))
    assert order.shopper.nickname not in text
    assert order.shopper.street not in text
    assert listing.store.owner.username not in text
