"""Somebody else saves while one types: nothing typed is lost, nothing of the other is undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from werkzeug.datastructures import MultiDict

from app.db import db
from sim_market.listings import operations
from sim_market.listings.content import content_of
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.merging import merge
from sim_market.listings.models import Listing, ListingState
from sim_market.stores.models import StoreState
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.listings.invariants import wrong
from tests.sim_market.listings.test_saving import row

OLD, MINE, THEIRS = "粗陶手冲杯 薄壁 280ml", "粗陶手冲杯 厚壁 280ml", "粗陶马克杯 带盖 280ml"


@pytest.fixture
def made(trainee):
    skus = tuple(
        SkuDraft(price_fen=3900, cost_fen=1800, stock=8, specs=(each,)) for each in ("红", "蓝")
    )
    return listing(store=make.store(owner=trainee), title=OLD, skus=skus, spec_names=("颜色",))


def sent(page) -> dict:
    """What a browser would send of the page's editor."""
    form = html.fromstring(page.text).get_element_by_id("editor")
    pairs = [(name, value) for name, value in form.form_values() if name != "_key"]
    return dict(MultiDict(pairs).lists())


def words(page, part: str = "conflict") -> str:
    found = html.fromstring(page.text).xpath(f"//*[@id='{part}']")
    return " ".join(found[0].text_content().split()) if found else ""


def test_what_only_the_other_has_changed_is_taken_over(client, made):
    page = f"/listings/{made.id}"
    typed = sent(client.get(page)) | {"title": MINE}
    operations.change_price(made.skus[1], 4500, actor=None)
    db.session.commit()
    answer = client.post(page, data=typed)
    assert answer.status_code == 409
    assert "别人也保存了" in words(answer)
    assert "蓝 售价" in words(answer)
    assert "没有两边都改了的地方" in words(answer)
    again = sent(answer)
    assert (again["title"], again["skus-1-price"]) == ([MINE], ["45.00"])
    assert client.post(page, data=again).status_code == 303
    db.session.expire_all()
    assert (made.title, made.version, [sku.price_fen for sku in made.skus]) == (
        MINE, 3, [3900, 4500],
    )  # fmt: skip


def test_what_both_have_changed_is_chosen_field_by_field(client, made):
    page = f"/listings/{made.id}"
    typed = sent(client.get(page)) | {
        "title": MINE, "skus-0-price": "47", "detail-0-text": "我写的详情，热水放二十分钟还温手。",
    }  # fmt: skip
    rows = [row(made.skus[0], price_fen=4600), row(made.skus[1])]
    operations.save_listing(
        made, version=1, actor=None, said={"title": THEIRS}, rows=rows, spec_names=["颜色"]
    )
    db.session.commit()
    answer = client.post(page, data=typed)
    assert answer.status_code == 409
    asked = words(answer)
    assert "标题" in asked
    assert "红 售价" in asked
    assert "详情" not in asked
    assert "<del>" in answer.text
    code = made.skus[0].code
    answer = client.post(page, data=sent(answer) | {"do": f"theirs:sku:{code}:price_fen"})
    assert answer.status_code == 200
    again = sent(answer)
    assert (again["skus-0-price"], again["title"]) == (["46.00"], [MINE])
    assert again["detail-0-text"][0].strip() == typed["detail-0-text"]
    assert "红 售价" not in words(answer)
    assert "标题" in words(answer)
    assert client.post(page, data=again).status_code == 303
    db.session.expire_all()
    assert (made.title, made.skus[0].price_fen) == (MINE, 4600)
    assert wrong() == []


def test_a_matrix_that_was_made_anew_is_one_choice(client, made):
    page = f"/listings/{made.id}"
    typed = sent(client.get(page)) | {"skus-0-price": "47"}
    rows = [row(made.skus[0]), SkuDraft(specs=("绿",), price_fen=5900, stock=1)]
    operations.replace_skus(made, rows, spec_names=["颜色"], version=1, actor=None)
    db.session.commit()
    answer = client.post(page, data=typed)
    assert answer.status_code in {404, 409}
    if answer.status_code == 409:
        assert "规格、价格" in words(answer)
        answer = client.post(page, data=sent(answer) | {"do": "theirs:matrix"})
        assert client.post(page, data=sent(answer)).status_code == 303
    db.session.expire_all()
    assert [sku.spec for sku in made.skus] == ["红", "绿"]


def test_goods_that_went_on_sale_meanwhile_are_checked_like_what_is_on_sale(client, made):
    operations.take_off_sale(made, actor=None)
    db.session.commit()
    page = f"/listings/{made.id}"
    typed = sent(client.get(page)) | {"title": "国家级手冲杯 280ml"}
    operations.submit_listing(made, actor=None)
    operations.change_price(made.skus[0], 4000, actor=None)
    db.session.commit()
    answer = client.post(page, data=typed)
    assert answer.status_code == 409
    answer = client.post(page, data=sent(answer))
    assert answer.status_code == 422
    db.session.expire_all()
    assert (made.title, made.state) == (OLD, ListingState.ON_SALE)


@pytest.mark.parametrize(
    "what",
    ["", "x", "title:", "sku:", "sku::", "sku:a:b:c", "sku:x:price_fen", "attribute:", "version",
     "_key", "csrf_token", "base", "do", "matrix", "detail", "x" * 10_000],
)  # fmt: skip
def test_a_strange_choice_changes_nothing_that_is_kept(client, made, what):
    typed = sent(client.get(f"/listings/{made.id}")) | {"title": MINE, "do": f"theirs:{what}"}
    before = content_of(made)
    answer = client.post(f"/listings/{made.id}", data=typed | {"base": "1"})
    assert answer.status_code == 200
    assert sent(answer)["title"] == [MINE]
    db.session.expire_all()
    assert content_of(made) == before


@pytest.mark.parametrize("base", ["0", "-1", "x", "9" * 40, "7"])
@pytest.mark.parametrize("price", ["", "abc", "-1"])
def test_a_strange_base_and_numbers_that_are_none_are_no_breakdown(client, made, base, price):
    typed = sent(client.get(f"/listings/{made.id}"))
    typed |= {"base": base, "skus-0-price": price, "skus-0-stock": price, "do": "theirs:title"}
    assert client.post(f"/listings/{made.id}", data=typed).status_code == 200


def test_a_new_listing_has_nobody_elses_side(client, trainee):
    make.store(owner=trainee)
    typed = {"do": "theirs:title", "title": MINE, "base": "1"}
    page = client.post("/listings/new?category_code=kitchen.cups.mug", data=typed)
    assert page.status_code == 200
    assert db.session.query(Listing).count() == 0


def test_a_store_that_may_list_nothing_new_keeps_what_was_typed(client, made):
    operations.take_off_sale(made, actor=None)
    made.store.state = StoreState.RESTRICTED
    db.session.commit()
    page = f"/listings/{made.id}"
    typed = sent(client.get(page)) | {"title": MINE, "do": "publish"}
    answer = client.post(page, data=typed)
    assert answer.status_code == 403
    assert sent(answer)["title"] == [MINE]
    assert "受限" in answer.text
    db.session.expire_all()
    assert (made.title, made.version, made.state) == (OLD, 1, ListingState.OFF_SALE)
    assert client.post(page, data=typed | {"do": "save"}).status_code == 303


def test_what_was_frozen_meanwhile_is_told_and_nothing_typed_is_lost(client, made):
    page = f"/listings/{made.id}"
    typed = sent(client.get(page)) | {"title": MINE, "do": "publish"}
    operations.freeze_listing(made, "L-4", actor=None)
    db.session.commit()
    answer = client.post(page, data=typed)
    assert answer.status_code == 409
    assert "违规冻结" in answer.text
    assert "别人也保存了" not in answer.text
    assert sent(answer)["title"] == [MINE]
    db.session.expire_all()
    assert (made.title, made.state) == (OLD, ListingState.FROZEN)


CONTENTS = st.fixed_dictionaries({
    "title": st.sampled_from("ab"), "limit_per_buyer": st.integers(0, 2),
    "attributes": st.dictionaries(st.sampled_from(["材质", "容量"]), st.sampled_from("xy")),
    "skus": st.lists(
        st.fixed_dictionaries({
            "code": st.sampled_from(["1", "2"]), "spec": st.just("红"),
            "price_fen": st.integers(1, 3),
        }), min_size=1, max_size=2, unique_by=lambda sku: sku["code"],
    ),
})  # fmt: skip


@given(CONTENTS, CONTENTS)
def test_who_has_changed_nothing_takes_all_and_is_asked_nothing(base, theirs):
    assert merge(base, base, theirs).contested == ()
    assert merge(base, theirs, base) == merge(base, base, base)
    assert merge(base, theirs, theirs).taken == ()


@given(CONTENTS, CONTENTS, CONTENTS)
def test_only_what_all_three_say_differently_is_asked(base, mine, theirs):
    found = merge(base, mine, theirs)
    for each in found.contested:
        assert each.mine != each.theirs
    assert not {each.part for each in found.contested} & set(found.taken)
    blind = merge(None, mine, theirs)
    assert blind.taken == ()
    assert len(blind.contested) >= len(found.contested)
