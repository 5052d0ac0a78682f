"""The life of a listing: reviewed, scheduled, frozen, copied, thrown away, put back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import db
from app.errors import Conflict, Invalid, NotAllowed
from app.flow import IllegalMove
from sim_market.listings import operations, queries
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState
from sim_market.stores.models import StoreState
from tests import make
from tests.sim_market.listings.drafts import listing


def row(sku, **changes) -> SkuDraft:
    values = {
        "id": sku.id, "specs": tuple(sku.specs), "price_fen": sku.price_fen,
        "cost_fen": sku.cost_fen, "stock": sku.on_hand, "compare_fen": sku.compare_fen,
    } | changes  # fmt: skip
    return SkuDraft(**values)


@pytest.fixture
def coloured(app):
    """A listing on sale with two colours."""
    skus = (
        SkuDraft(price_fen=3900, stock=5, specs=("红",)),
        SkuDraft(price_fen=4900, stock=6, specs=("蓝",)),
    )
    return listing(skus=skus, spec_names=("颜色",))


def test_a_review_that_fails_is_kept_and_the_next_one_passes(app):
    made = listing(on_sale=False, title="国家级手冲杯")
    first = operations.submit_listing(made, actor=made.store.owner)
    assert (first.passed, first.round, made.state) == (False, 1, ListingState.DRAFT)
    assert "L-4" in {reason["rule"] for reason in first.reasons}
    operations.edit_listing(made, version=1, actor=None, title="粗陶手冲杯 厚壁 280ml")
    second = operations.submit_listing(made, actor=made.store.owner)
    assert (second.passed, second.round, second.version) == (True, 2, 2)
    assert made.state == ListingState.ON_SALE
    assert [each.round for each in queries.list_reviews(made)] == [2, 1]
    assert len(make.entries("listing.returned")) == 1


def test_goods_go_on_sale_at_their_hour(app):
    made = listing(on_sale=False)
    at = made.cohort.sim_at + timedelta(hours=9)
    operations.schedule_sale(made, at, actor=None)
    db.session.commit()
    advance(made.cohort_id, at - timedelta(minutes=1))
    assert made.state == ListingState.SCHEDULED
    advance(made.cohort_id, at)
    assert (made.state, made.first_on_sale_sim_at) == (ListingState.ON_SALE, at)


def test_what_breaks_a_rule_at_its_hour_comes_back_with_the_reasons(app):
    made = listing(on_sale=False)
    at = made.cohort.sim_at + timedelta(hours=9)
    operations.schedule_sale(made, at, actor=None)
    operations.edit_listing(made, version=1, actor=None, title="国家级手冲杯")
    db.session.commit()
    advance(made.cohort_id, at)
    assert (made.state, made.scheduled_sim_at) == (ListingState.DRAFT, None)
    assert not queries.list_reviews(made)[0].passed


def test_a_cancelled_hour_does_nothing(app):
    made = listing(on_sale=False)
    at = made.cohort.sim_at + timedelta(hours=9)
    operations.schedule_sale(made, at, actor=None)
    operations.cancel_schedule(made, actor=None)
    db.session.commit()
    advance(made.cohort_id, at)
    assert made.state == ListingState.DRAFT


def test_an_hour_taken_back_and_set_again_counts(app):
    made = listing(on_sale=False)
    at = made.cohort.sim_at + timedelta(hours=9)
    operations.schedule_sale(made, at, actor=None)
    operations.cancel_schedule(made, actor=None)
    operations.schedule_sale(made, at, actor=None)
    db.session.commit()
    advance(made.cohort_id, at)
    assert made.state == ListingState.ON_SALE


@pytest.mark.parametrize("hours", [-1, 0, 24 * 31])
def test_only_the_next_thirty_days_can_be_set(app, hours):
    made = listing(on_sale=False)
    with pytest.raises(Invalid):
        operations.schedule_sale(made, made.cohort.sim_at + timedelta(hours=hours), actor=None)
    assert made.state == ListingState.DRAFT


def test_a_restricted_store_sells_on_but_lists_nothing_new(app):
    made = listing(on_sale=False)
    made.store.state = StoreState.RESTRICTED
    with pytest.raises(NotAllowed) as refusal:
        operations.submit_listing(made, actor=None)
    assert refusal.value.rule == "V-2"
    assert made.state == ListingState.DRAFT


def test_what_is_frozen_cannot_be_put_back_by_its_merchant(app):
    made = listing()
    operations.freeze_listing(made, "L-4", actor=None)
    with pytest.raises(IllegalMove):
        operations.submit_listing(made, actor=None)
    operations.unfreeze_listing(made, actor=None)
    assert made.state == ListingState.OFF_SALE


@pytest.mark.parametrize(
    ("state", "ways"),
    [
        (ListingState.DRAFT, ("off-sale", "unschedule", "restore")),
        (ListingState.SCHEDULED, ("off-sale", "restore", "bin")),
        (ListingState.ON_SALE, ("unschedule", "restore", "bin", "on-sale")),
        (ListingState.OFF_SALE, ("off-sale", "unschedule", "restore")),
        (ListingState.FROZEN, ("off-sale", "unschedule", "restore", "bin", "on-sale")),
        (ListingState.BINNED, ("off-sale", "unschedule", "bin", "on-sale")),
    ],
)
def test_each_button_works_from_its_own_state_only(client, trainee, state, ways):
    """What is frozen does not thaw by taking it off sale; nothing breaks (no 500)."""
    made = listing(store=make.store(owner=trainee), on_sale=state in "on_sale off_sale frozen")
    if state == ListingState.SCHEDULED:
        operations.schedule_sale(made, made.cohort.sim_at + timedelta(hours=9), actor=None)
    if state == ListingState.OFF_SALE:
        operations.take_off_sale(made, actor=None)
    if state == ListingState.FROZEN:
        operations.freeze_listing(made, "L-4", actor=None)
    if state == ListingState.BINNED:
        operations.bin_listing(made, actor=None)
    for way in ways:
        assert client.post(f"/listings/{made.id}/{way}").status_code == 409, way
        db.session.refresh(made)
        assert made.state == state


def test_a_copy_has_codes_of_its_own_and_no_stock(app, coloured):
    copy = operations.copy_listing(coloured, actor=None)
    assert (copy.state, copy.title) == (ListingState.DRAFT, coloured.title)
    assert [(sku.spec, sku.price_fen, sku.on_hand) for sku in copy.skus] == [
        ("红", 3900, 0), ("蓝", 4900, 0),
    ]  # fmt: skip
    assert not {sku.code for sku in copy.skus} & {sku.code for sku in coloured.skus}


def test_supplied_goods_are_not_copied(app):
    made = listing(skus=(SkuDraft(price_fen=3900, stock=5, supplied=True),))
    with pytest.raises(NotAllowed):
        operations.copy_listing(made, actor=None)
    assert db.session.scalar(sa.select(sa.func.count(Listing.id))) == 1


def test_the_bin_gives_back_within_thirty_days(app):
    made = listing()
    with pytest.raises(IllegalMove):
        operations.bin_listing(made, actor=None)
    operations.take_off_sale(made, actor=None)
    operations.bin_listing(made, actor=None)
    assert made.state == ListingState.BINNED
    operations.restore_listing(made, actor=None)
    assert (made.state, made.binned_sim_at) == (ListingState.OFF_SALE, None)
    operations.bin_listing(made, actor=None)
    made.cohort.sim_at += timedelta(days=31)
    with pytest.raises(Conflict):
        operations.restore_listing(made, actor=None)
    assert made.state == ListingState.BINNED


def test_a_whole_matrix_is_changed_at_once(app, coloured):
    red, blue = coloured.skus
    rows = [
        row(blue, specs=("红", "大"), price_fen=5900),
        SkuDraft(specs=("绿", "小"), price_fen=2900, stock=3),
    ]
    operations.replace_skus(coloured, rows, spec_names=["颜色", "大小"], version=1, actor=None)
    assert [(sku.spec, sku.price_fen, sku.on_hand) for sku in coloured.skus] == [
        ("红 / 大", 5900, 6), ("绿 / 小", 2900, 3),
    ]  # fmt: skip
    assert (red.active, blue.code, coloured.version) == (False, coloured.skus[0].code, 2)
    assert coloured.skus[1].code.endswith("-03")
    content = queries.list_versions(coloured)[0].content
    assert [sku["spec"] for sku in content["skus"]] == ["红 / 大", "绿 / 小"]


def test_two_skus_may_swap_their_words(app, coloured):
    red, blue = coloured.skus
    rows = [row(red, specs=("蓝",)), row(blue, specs=("红",))]
    operations.replace_skus(coloured, rows, spec_names=["颜色"], version=1, actor=None)
    assert (red.spec, blue.spec) == ("蓝", "红")


def test_a_sku_taken_out_keeps_what_is_promised(app, coloured):
    red, blue = coloured.skus
    operations.hold_stock(red, 2, "D1")
    operations.replace_skus(coloured, [row(blue)], spec_names=["颜色"], version=1, actor=None)
    operations.sell_stock(red, 2, "D1")
    assert (red.active, red.on_hand, red.reserved) == (False, 3, 0)


@pytest.mark.parametrize(
    "changes",
    [{"price_fen": 0}, {"price_fen": -1}, {"cost_fen": -1}, {"stock": -1}, {"weight_g": -1},
     {"compare_fen": 3900}, {"compare_fen": 9900}, {"specs": ("红", "大")}, {"specs": ("蓝",)}],
)  # fmt: skip
def test_a_matrix_that_cannot_be_is_refused_whole(app, coloured, changes):
    red, blue = coloured.skus
    db.session.commit()
    with pytest.raises(Invalid):
        operations.replace_skus(
            coloured, [row(red, **changes), row(blue)], spec_names=["颜色"], version=1, actor=None
        )
    db.session.rollback()
    assert [(s.spec, s.price_fen, s.on_hand) for s in coloured.skus] == [
        ("红", 3900, 5), ("蓝", 4900, 6),
    ]  # fmt: skip


def test_ten_thousand_skus_are_refused_at_once(app, coloured):
    rows = [SkuDraft(specs=(str(n),), price_fen=100) for n in range(10_000)]
    with pytest.raises(Invalid):
        operations.replace_skus(coloured, rows, spec_names=["颜色"], version=1, actor=None)
    assert len(coloured.skus) == 2


def test_a_struck_price_must_have_been_charged_within_seven_days(app, coloured):
    red, blue = coloured.skus
    operations.change_price(red, 2900, actor=None)
    cheap = [row(red, compare_fen=3900), row(blue)]
    operations.replace_skus(coloured, cheap, spec_names=["颜色"], version=2, actor=None)
    assert (red.price_fen, red.compare_fen) == (2900, 3900)
    operations.change_price(red, 3900, actor=None)
    assert red.compare_fen is None
    operations.change_price(red, 2900, actor=None)
    coloured.cohort.sim_at += timedelta(days=8)
    late = [row(red, compare_fen=3900), row(blue)]
    with pytest.raises(Invalid) as refusal:
        operations.replace_skus(
            coloured, late, spec_names=["颜色"], version=coloured.version, actor=None
        )
    assert refusal.value.rule == "B-2"


def test_an_old_version_is_said_again_as_a_new_one(app, coloured):
    title = coloured.title
    operations.edit_listing(coloured, version=1, actor=None, title="粗陶手冲杯 厚壁 280ml")
    old = queries.get_version(coloured, 1)
    operations.restore_version(coloured, old, version=2, actor=None)
    assert (coloured.title, coloured.version) == (title, 3)
    later = queries.get_version(coloured, 2)
    with pytest.raises(Conflict):
        operations.restore_version(coloured, later, version=2, actor=None)
    assert coloured.title == title


def test_a_promise_of_more_than_fifteen_days_is_a_presale(app):
    made = listing(on_sale=False)
    operations.edit_listing(made, version=1, actor=None, ship_hours=20 * 24)
    assert not operations.submit_listing(made, actor=None).passed
    operations.edit_listing(made, version=2, actor=None, presale=True)
    assert operations.submit_listing(made, actor=None).passed


def test_the_pages_of_a_life(client, trainee):
    made = listing(store=make.store(owner=trainee), on_sale=False)
    page = client.post(f"/listings/{made.id}/schedule", data={"day": "2", "time": "09:30"})
    assert page.status_code == 303
    assert made.state == ListingState.SCHEDULED
    assert "09:30" in client.get("/listings?state=scheduled").text
    client.post(f"/listings/{made.id}/unschedule")
    for bad in ({"day": "0", "time": "09:30"}, {"day": "2", "time": "25:00"}, {"day": "x"}):
        assert client.post(f"/listings/{made.id}/schedule", data=bad).status_code == 422
    assert made.state == ListingState.DRAFT
    client.post(f"/listings/{made.id}/bin")
    assert made.title not in client.get("/listings").text
    assert made.title in client.get("/listings?state=binned").text
    client.post(f"/listings/{made.id}/restore")
    client.post(f"/listings/{made.id}/copy")
    assert client.get("/listings").text.count(made.title) >= 2
    operations.edit_listing(made, version=1, actor=None, title="粗陶手冲杯 厚壁 280ml")
    page = client.get(f"/listings/{made.id}/history")
    assert "<del>" in page.text
    assert "恢复第 1 版的内容" in page.text
    client.post(f"/listings/{made.id}/history/1", data={"version": "2"})
    assert (made.version, made.title) == (3, "粗陶手冲杯 复古马克杯 280ml")


def test_the_life_of_other_peoples_goods_is_closed(client, trainee):
    make.store(owner=trainee)
    other = listing()
    for way in ("bin", "copy", "schedule", "unschedule", "restore", "on-sale", "history/1"):
        assert client.post(f"/listings/{other.id}/{way}").status_code == 404
    assert client.get(f"/listings/{other.id}/history").status_code == 404
    assert other.state == ListingState.ON_SALE
