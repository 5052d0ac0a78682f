"""Saving a listing: one version or none, and never past the checks of what is on sale."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cohorts.clock import advance
from app.db import db, transaction
from app.errors import Conflict, Invalid, NotAllowed
from sim_market.listings import checks, operations, queries
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.said import marked
from sim_market.stores.models import StoreState
from tests import make
from tests.sim_market.listings.drafts import draft, listing
from tests.sim_market.listings.test_routes import said


def row(sku, **changes) -> SkuDraft:
    """The SKU as its row in the editor shows it."""
    values = {
        "id": sku.id, "specs": tuple(sku.specs), "spec": sku.spec, "price_fen": sku.price_fen,
        "cost_fen": sku.cost_fen, "stock": sku.on_hand, "stock_was": sku.on_hand,
        "compare_fen": sku.compare_fen, "weight_g": sku.weight_g, "volume_cm3": sku.volume_cm3,
        "merchant_code": sku.merchant_code, "picture": sku.picture,
    } | changes  # fmt: skip
    return SkuDraft(**values)


def test_a_price_changed_elsewhere_makes_an_open_editor_stale(app):
    made = listing()
    read, stale = made.version, [row(made.skus[0])]
    operations.change_price(made.skus[0], 2900, actor=None)
    with pytest.raises(Conflict):
        operations.replace_skus(
            made, [row(made.skus[0], price_fen=3900)], spec_names=[], version=read, actor=None
        )
    assert made.skus[0].price_fen == 2900
    assert stale[0].price_fen == 3900


def test_a_changed_price_is_a_version(app):
    made = listing()
    operations.change_price(made.skus[0], 2900, actor=None)
    db.session.flush()
    prices = [each.content["skus"][0]["price_fen"] for each in queries.list_versions(made)]
    assert prices == [2900, 3900]


def test_saving_what_is_there_is_no_version(app):
    made = listing()
    rows = [row(made.skus[0])]
    operations.save_listing(
        made, version=1, actor=None, said={"title": made.title}, rows=rows, spec_names=[]
    )
    assert (made.version, len(queries.list_versions(made))) == (1, 1)


def test_words_and_prices_saved_together_are_one_version(app):
    made = listing()
    rows = [row(made.skus[0], price_fen=2900)]
    new = {"title": "粗陶手冲杯 厚壁 280ml"}
    operations.save_listing(made, version=1, actor=None, said=new, rows=rows, spec_names=[])
    assert (made.version, made.skus[0].price_fen) == (2, 2900)


def test_what_was_sold_while_the_page_was_open_stays_sold(app):
    made = listing()
    sku = made.skus[0]
    shown = row(sku)
    operations.hold_stock(sku, 3, "M-1")
    operations.sell_stock(sku, 3, "M-1")
    left = sku.on_hand
    new = {"title": "粗陶手冲杯 厚壁 280ml"}
    operations.save_listing(made, version=1, actor=None, said=new, rows=[shown], spec_names=[])
    assert sku.on_hand == left
    more = row(sku, stock=shown.stock + 10, stock_was=shown.stock)
    operations.save_listing(made, version=2, actor=None, rows=[more], spec_names=[])
    assert sku.on_hand == left + 10


def test_new_goods_have_no_price_to_strike_through(app):
    store = make.store()
    boast = draft(skus=(SkuDraft(price_fen=3900, stock=5, compare_fen=99900),))
    with pytest.raises(Invalid) as refusal:
        operations.create_listing(store, boast, actor=None)
    assert refusal.value.rule == "B-2"
    assert db.session.query(Listing).count() == 0


def test_sold_out_goods_can_still_be_put_right(app):
    made = listing()
    operations.count_stock(made.skus[0], 0, actor=None)
    operations.edit_listing(made, version=1, actor=None, title="粗陶手冲杯 厚壁 280ml")
    assert (made.version, made.state) == (2, ListingState.ON_SALE)
    with pytest.raises(Invalid):
        operations.edit_listing(made, version=2, actor=None, title="国家级手冲杯")


def test_goods_in_the_bin_are_not_edited(client, trainee):
    made = listing(store=make.store(owner=trainee), on_sale=False)
    title = made.title
    operations.bin_listing(made, actor=None)
    with pytest.raises(NotAllowed):
        operations.change_price(made.skus[0], 2900, actor=None)
    page = client.post(f"/listings/{made.id}", data=said(made, title="粗陶杯 另一个"))
    assert page.status_code == 403
    db.session.refresh(made)
    assert (made.title, made.version) == (title, 1)


def test_the_hour_comes_while_the_store_is_restricted(app):
    made = listing(on_sale=False)
    at = made.cohort.sim_at + timedelta(hours=9)
    operations.schedule_sale(made, at, actor=None)
    made.store.state = StoreState.RESTRICTED
    db.session.commit()
    advance(made.cohort_id, at)
    assert made.state == ListingState.DRAFT
    latest = queries.list_reviews(made)[0]
    assert (latest.passed, latest.reasons[0]["field"]) == (False, "store")


def test_a_schedule_that_the_review_refuses_keeps_its_round(client, trainee):
    made = listing(store=make.store(owner=trainee), on_sale=False, title="国家级手冲杯")
    page = client.post(f"/listings/{made.id}/schedule", data={"day": "2", "time": "09:30"})
    assert page.status_code == 303
    db.session.refresh(made)
    assert (made.state, [each.passed for each in queries.list_reviews(made)]) == (
        ListingState.DRAFT,
        [False],
    )


def test_an_old_version_comes_back_with_its_prices_and_specs(app):
    skus = (
        SkuDraft(price_fen=3900, stock=5, specs=("红",)),
        SkuDraft(price_fen=4900, stock=6, specs=("蓝",)),
    )
    made = listing(skus=skus, spec_names=("颜色",))
    before = queries.get_version(made, 1).content
    red = made.skus[0]
    operations.replace_skus(
        made,
        [row(red, price_fen=2900, specs=("大红",))],
        spec_names=["颜色"],
        version=1,
        actor=None,
    )
    operations.restore_version(made, queries.get_version(made, 1), version=2, actor=None)
    after = queries.get_version(made, 3).content
    assert [(sku["spec"], sku["price_fen"]) for sku in after["skus"]] == [
        (sku["spec"], sku["price_fen"]) for sku in before["skus"]
    ]
    assert {sku.spec: sku.on_hand for sku in made.skus} == {"红": 5, "蓝": 0}


def test_the_bin_forgets_after_thirty_days(client, trainee):
    made = listing(store=make.store(owner=trainee), on_sale=False)
    operations.bin_listing(made, actor=None)
    db.session.commit()
    assert made.title in client.get("/listings?state=binned").text
    made.cohort.sim_at += timedelta(days=31)
    db.session.commit()
    assert made.title not in client.get("/listings?state=binned").text
    assert client.get(f"/listings/{made.id}").status_code == 404
    assert client.post(f"/listings/{made.id}/restore").status_code == 404


def test_history_shows_pictures_and_marks_what_changed_in_a_title(client, trainee):
    made = listing(store=make.store(owner=trainee), title="粗陶手冲杯 薄壁 280ml")
    new = {"images": ["bowl-1", *made.images[1:]], "title": "粗陶手冲杯 厚壁 280ml"}
    operations.edit_listing(made, version=1, actor=None, **new)
    db.session.commit()
    page = client.get(f"/listings/{made.id}/history").text
    assert "bowl-1" in page
    assert "<del>薄</del>" in page
    assert "<ins>厚</ins>" in page


def test_home_asks_for_what_is_frozen_and_what_was_sent_back(client, trainee):
    store = make.store(owner=trainee)
    operations.freeze_listing(listing(store=store), "L-4", actor=None)
    bad = listing(store=store, on_sale=False, title="国家级手冲杯")
    operations.submit_listing(bad, actor=None)
    db.session.commit()
    home = client.get("/").text
    assert "商品被冻结" in home
    assert "商品审核没通过" in home
    assert bad.title in client.get("/listings?only=sent_back").text
    operations.edit_listing(bad, version=1, actor=None, title="粗陶手冲杯 厚壁 280ml")
    db.session.commit()
    assert "商品审核没通过" not in client.get("/").text


@pytest.mark.parametrize("passes", [True, False])
def test_five_tabs_ask_for_the_review_at_once(served, passes):
    """One goes on sale; of refusals each is a round of its own. Nobody meets a broken row."""
    with served.app_context(), transaction():
        title = {} if passes else {"title": "国家级手冲杯"}
        made = listing(on_sale=False, **title).id
    gate = Barrier(5)

    def submit(_n: int) -> str:
        with served.app_context():
            gate.wait()
            try:
                with transaction():
                    operations.submit_listing(db.session.get_one(Listing, made), actor=None)
            except Conflict:
                return "refused"
            return "ok"

    with ThreadPoolExecutor(5) as pool:
        told = list(pool.map(submit, range(5)))
    with served.app_context():
        one = db.session.get_one(Listing, made)
        rounds = sorted(each.round for each in queries.list_reviews(one))
        assert rounds == list(range(1, told.count("ok") + 1))
        assert told.count("ok") == (1 if passes else 5)
        assert one.is_on_sale == passes


def test_a_draft_saved_while_it_goes_on_sale_is_not_saved_past_the_checks(served):  # noqa: PLR0915 - two threads
    """Whoever comes second sees what the first has done."""
    with served.app_context(), transaction():
        made = listing(on_sale=False).id
    read, shown = Barrier(2), Barrier(2)

    def edit() -> str:
        with served.app_context():
            try:
                with transaction():
                    one = db.session.get_one(Listing, made)
                    assert one.facts
                    meet(read)
                    meet(shown)
                    operations.edit_listing(one, version=1, actor=None, title="国家级手冲杯")
            except (Conflict, Invalid) as refusal:
                return type(refusal).__name__
            return "ok"

    def submit() -> None:
        with served.app_context():
            meet(read)
            with transaction():
                operations.submit_listing(db.session.get_one(Listing, made), actor=None)
            meet(shown)

    with ThreadPoolExecutor(2) as pool:
        edited, submitted = pool.submit(edit), pool.submit(submit)
        told = submitted.result(), edited.result()
    with served.app_context():
        one = db.session.get_one(Listing, made)
        assert ("国家级" in one.title) == (told[1] == "ok")
        assert one.is_on_sale == (told[1] != "ok")


def meet(barrier: Barrier) -> None:
    """Wait for the other; where the database lets only one at a time in, go on alone."""
    try:
        barrier.wait(1.5)
    except BrokenBarrierError:
        return


@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_pieces_are_the_whole_texts(before, after):
    one, two = marked(before, after)
    assert "".join(text for _only, text in one) == before
    assert "".join(text for _only, text in two) == after
    alike = ["".join(text for only, text in side if not only) for side in (one, two)]
    assert alike[0] == alike[1]


def test_a_changed_number_is_marked_as_one():
    one, two = marked("售价 39.00，成本 18.00", "售价 29.00，成本 18.00")
    assert [text for only, text in one if only] == ["39.00"]
    assert [text for only, text in two if only] == ["29.00"]


def test_long_texts_are_told_apart_at_once():
    before, after = "甲乙丙" * 20_000, "丙甲乙" * 20_000
    began = time.monotonic()
    one, two = marked(f"同{before}同", f"同{after}同")
    assert time.monotonic() - began < 1
    assert [only for only, _text in one] == [only for only, _text in two] == [False, True, False]


def test_the_check_names_goods_whose_versions_have_a_gap(app):
    made = listing()
    operations.edit_listing(made, version=1, actor=None, title="粗陶手冲杯 厚壁 280ml")
    db.session.flush()
    assert checks.versions_are_numbered_without_gaps() == []
    made.version = 5
    db.session.flush()
    assert checks.versions_are_numbered_without_gaps() == [
        f"listing {made.code}: version 5, kept 2 up to 2"
    ]
