"""Category, shipping template and struck price of many goods at once."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.bulk import operations
from sim_market.bulk.models import BulkRow, Deed
from sim_market.freight.models import FreightKind, FreightTemplate
from sim_market.listings import operations as listings
from tests import make
from tests.sim_market.listings.drafts import listing


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


def done(store, deed, said, *goods):
    run = operations.prepare(store, [each.id for each in goods], deed, said, actor=store.owner)
    operations.begin(run, actor=store.owner)
    operations.work(run, actor=store.owner)
    return run


def rows(run) -> list[tuple[str, str]]:
    asked = sa.select(BulkRow).where(BulkRow.bulk_run_id == run.id).order_by(BulkRow.id)
    return [(row.state.value, row.rule) for row in db.session.scalars(asked)]


def undone(run, store):
    operations.undo(run, actor=store.owner)
    operations.work(run, actor=store.owner)


def test_a_category_keeps_what_it_knows_and_comes_back(store):
    draft = listing(store=store, on_sale=False, attributes={"材质": "粗陶", "容量": 280})
    run = done(store, Deed.CATEGORY, {"value": "kitchen.cups.flask"}, draft)
    assert draft.category_code == "kitchen.cups.flask"
    assert "材质" not in draft.attributes
    undone(run, store)
    assert (draft.category_code, draft.attributes) == (
        "kitchen.cups.mug",
        {"材质": "粗陶", "容量": 280},
    )


def test_goods_on_sale_must_have_what_the_new_category_wants(store):
    run = done(store, Deed.CATEGORY, {"value": "kitchen.cups.flask"}, listing(store=store))
    assert rows(run) == [("blocked", "L-3")]


@pytest.mark.parametrize("code", ["kitchen", "no.such"])
def test_a_category_that_is_no_leaf_is_refused(store, code):
    one = listing(store=store, on_sale=False)
    assert rows(done(store, Deed.CATEGORY, {"value": code}, one)) == [("blocked", "L-3")]
    assert one.category_code == "kitchen.cups.mug"


def template(store) -> FreightTemplate:
    zones = [{"provinces": [], "first": 1, "first_fen": 800, "step": 1, "step_fen": 200}]
    return make.saved(
        FreightTemplate(
            cohort_id=store.cohort_id, store_id=store.id, name="大件", kind=FreightKind.PIECE,
            ships_from="河南省", zones=zones,
        )
    )  # fmt: skip


def test_a_template_is_named_and_taken_away_again(store):
    one, two = listing(store=store), listing(store=store, title="粗陶手冲杯 另外一款")
    heavy = template(store)
    run = done(store, Deed.FREIGHT, {"value": heavy.id}, one, two)
    assert [one.freight_id, two.freight_id] == [heavy.id] * 2
    undone(run, store)
    assert [one.freight_id, two.freight_id] == [None, None]


def test_only_own_templates_can_be_chosen(client, store):
    one, foreign = listing(store=store), template(make.store())
    data = {"ids": [str(one.id)], "value": str(foreign.id)}
    assert client.post("/bulk/freight", data=data).status_code == 422
    assert client.post("/bulk/category", data=data | {"value": "x"}).status_code == 422
    assert (
        client.post("/bulk/compare", data=data | {"how": "set", "value": "-1"}).status_code == 422
    )
    assert client.post("/bulk/import", data=data).status_code == 404
    db.session.expire_all()
    assert one.freight_id is None


def test_a_struck_price_must_have_been_charged(store):
    one, two = listing(store=store), listing(store=store, title="粗陶手冲杯 另外一款")
    listings.change_price(one.skus[0], 3000, actor=None)
    run = done(store, Deed.COMPARE, {"how": "set", "value": 3900}, one, two)
    assert rows(run) == [("ok", ""), ("blocked", "B-2")]
    assert [one.skus[0].compare_fen, two.skus[0].compare_fen] == [3900, None]
    cleared = done(store, Deed.COMPARE, {"how": "clear", "value": None}, one, two)
    assert [state for state, _rule in rows(cleared)] == ["ok", "same"]
    undone(cleared, store)
    assert one.skus[0].compare_fen == 3900


def test_a_price_that_nobody_was_charged_is_refused(store):
    run = done(store, Deed.COMPARE, {"how": "set", "value": 9900}, listing(store=store))
    assert rows(run) == [("blocked", "B-2")]
