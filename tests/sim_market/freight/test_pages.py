"""The pages of shipping templates, and what buyers see of them."""

import io

import pytest
import sqlalchemy as sa
from lxml import html

from app.db import db
from sim_market.freight.models import FreightKind, FreightTemplate
from sim_market.freight.operations import FreightDraft, make_template
from sim_market.freight.provinces import GROUPS
from sim_market.freight.queries import list_templates
from sim_market.orders.models import CartLine, Order
from tests import make
from tests.sim_market.freight.test_orders import template
from tests.sim_market.listings.drafts import listing
from tests.sim_market.payments.paying import at_till

TYPED = {
    "name": "偏远另算", "kind": "piece", "ships_from": "浙江",
    "zones-0-provinces": ["新疆", "西藏"], "zones-0-delivers": "y", "zones-0-first": "1",
    "zones-0-first_fee": "18", "zones-0-step": "1", "zones-0-step_fee": "9.50",
    "zones-1-delivers": "y", "zones-1-first": "1", "zones-1-first_fee": "8",
    "zones-1-step": "1", "zones-1-step_fee": "2", "zones-1-free_over": "99",
}  # fmt: skip


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


def kept() -> list[FreightTemplate]:
    return list(db.session.scalars(sa.select(FreightTemplate).order_by(FreightTemplate.id)))


def test_an_empty_list_says_what_that_means_and_offers_a_start(client, store):
    page = client.get("/freight").text
    assert "还没有运费模板，全国包邮" in page
    assert client.post("/freight/start", data={"start": "piece"}).status_code == 303
    made = kept()[0]
    assert (made.is_default, made.rest.free_over_fen) == (True, 9900)
    assert client.post("/freight/start", data={"start": "none"}).status_code == 422


def test_a_template_is_made_changed_copied_and_deleted(client, store):
    assert client.post("/freight/new", data=TYPED).status_code == 303
    made = kept()[0]
    assert [zone["first_fen"] for zone in made.zones] == [1800, 800]
    assert made.zones[0]["provinces"] == ["新疆", "西藏"]
    page = client.get(f"/freight/{made.id}").text
    assert 'value="18.00"' in page
    changed = TYPED | {"version": "1", "zones-1-first_fee": "6"}
    assert client.post(f"/freight/{made.id}", data=changed).status_code == 303
    db.session.refresh(made)
    assert (made.version, made.rest.first_fen) == (2, 600)
    assert client.post(f"/freight/{made.id}/copy").status_code == 303
    other = kept()[1]
    assert (other.name, other.is_default) == ("偏远另算 2", False)
    assert client.post(f"/freight/{made.id}/delete").status_code == 403
    assert client.post(f"/freight/{other.id}/default").status_code == 303
    assert client.post(f"/freight/{made.id}/delete").status_code == 303
    assert [each.name for each in list_templates(store)] == ["偏远另算 2"]
    assert client.get(f"/freight/{made.id}").status_code == 404


def test_a_stale_page_is_told_and_keeps_what_was_typed(client, store):
    client.post("/freight/new", data=TYPED)
    made = kept()[0]
    client.post(f"/freight/{made.id}", data=TYPED | {"version": "1", "name": "甲"})
    page = client.post(f"/freight/{made.id}", data=TYPED | {"version": "1", "name": "乙"})
    assert page.status_code == 409
    assert 'value="乙"' in page.text
    db.session.refresh(made)
    assert made.name == "甲"


def test_zones_are_added_and_removed_without_saving(client, store):
    page = client.post("/freight/new", data=TYPED | {"do": "add"})
    assert page.status_code == 200
    assert "地区 2" in page.text
    assert 'value="9.50"' in page.text
    page = client.post("/freight/new", data=TYPED | {"do": "remove:0"})
    assert "地区 1" not in page.text
    assert kept() == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "请给模板起个名字"),
        ({"name": "长" * 31}, "最多 30 个字"),
        ({"kind": "distance"}, ""),
        ({"ships_from": "火星"}, ""),
        ({"zones-0-provinces": ["火星"]}, "没有“火星”这个省份"),
        ({"zones-0-provinces": []}, "其余区域都要选省份"),
        ({"zones-1-first_fee": "-1"}, "不能是负数"),
        ({"zones-1-first_fee": "1.234"}, "金额请写成"),
        ({"zones-1-first_fee": "9999"}, "0 到 999 元"),
        ({"zones-1-first": "1.5"}, "整数"),
        ({"zones-1-free_over": "0"}, "大于 0"),
        ({"name": "按" * 10_000_000}, "最多 30 个字"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_kept(client, store, wrong, says):
    page = client.post("/freight/new", data=TYPED | wrong)
    assert page.status_code in {413, 422}
    if page.status_code == 422:
        assert says in page.text
    assert kept() == []


def test_a_group_of_provinces_is_put_into_one_zone(client, store):
    more = TYPED | {"zones-0-provinces": ["新疆", "北京"]} | {
        "zones-2-delivers": "y", "zones-1-provinces": ["西藏", "天津"],
    }  # fmt: skip
    page = html.document_fromstring(client.post("/freight/new", data=more | {"do": "far:1"}).text)

    def ticked(number: int) -> list[str]:
        return page.xpath(f'//input[@name="zones-{number}-provinces"][@checked]/@value')

    assert ticked(0) == ["北京"]
    assert set(ticked(1)) == {"天津", *GROUPS["far"]}
    assert kept() == []
    for strange in ("far:9", "far:-1", "far:x", "mars:0", "remove:99", "x" * 500):
        assert client.post("/freight/new", data=more | {"do": strange}).status_code == 200


def test_the_price_of_what_is_typed_is_said_before_it_is_saved(client, store):
    asked = TYPED | {"do": "try", "to": "西藏", "quantity": "3", "goods": "50"}
    page = client.post("/freight/new", data=asked)
    assert page.status_code == 200
    assert "¥37.00" in page.text
    assert "一共 3 件：首费 ¥18.00，加 2 次，每次 ¥9.50" in page.text
    heavy = asked | {"kind": "weight", "zones-0-step": "500", "zones-0-first": "1000"}
    assert "¥27.50" in client.post("/freight/new", data=heavy | {"weight": "450"}).text
    broken = client.post("/freight/new", data=asked | {"zones-0-first_fee": "八块"})
    assert "还算不出来：“八块”不是金额" in broken.text
    assert 'value="八块"' in broken.text
    assert kept() == []


def test_who_has_no_store_is_shown_the_way(client, trainee):
    page = client.get("/freight")
    assert page.status_code == 200
    assert 'href="/store/apply"' in page.text
    assert client.get("/freight/new").status_code == 404


def test_two_zones_cannot_both_have_a_province(client, store):
    twice = TYPED | {"zones-1-provinces": ["新疆"], "zones-2-delivers": "y"}
    page = client.post("/freight/new", data=twice)
    assert page.status_code == 422
    assert "“新疆”在两个区域里都有" in page.text


def test_other_stores_templates_do_not_exist(client, store):
    other = template(make.store())
    for way in ("", "/copy", "/default", "/delete"):
        assert client.post(f"/freight/{other.id}{way}", data=TYPED).status_code == 404
    assert client.get(f"/freight/{other.id}").status_code == 404


def test_a_template_that_goods_name_is_not_deleted(client, store):
    template(store)
    used = template(store, name="重货")
    goods = listing(store=store, freight_id=used.id)
    page = client.post(f"/freight/{used.id}/delete")
    assert page.status_code == 403
    assert f"有 1 件商品在用“重货”，不能删：《{goods.title}》" in page.text
    assert f"/listings/{goods.id}" in page.text
    assert [each.name for each in list_templates(store)] == ["按件", "重货"]
    shown = client.get("/freight").text
    assert "1 件商品" in shown
    assert "所有没选模板的商品" in shown
    assert f'<option selected value="{used.id}">' in client.get(f"/listings/{goods.id}").text


def test_the_calculator_answers_in_the_address(client, store):
    made = template(store)
    page = client.get(f"/freight?template={made.id}&to=浙江&quantity=3").text
    assert "¥12.00" in page
    assert "模拟买家平均付 ¥12.00，其中 2% 的人住在不发货的地方" in page
    assert "新疆 不发货" in client.get(f"/freight?template={made.id}&to=新疆").text
    assert client.get("/freight?template=x&to=y&quantity=-5&goods=99999999999").status_code == 200


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_again(client, store, ending):
    template(store)
    body = client.get(f"/freight/templates.{ending}").data
    before = kept()[0]
    client.post(f"/freight/{before.id}/delete")
    sent = {"file": (io.BytesIO(body), f"t.{ending}")}
    page = client.post("/freight/import", data=sent, content_type="multipart/form-data")
    assert page.status_code == 303
    after = list_templates(store)[0]
    assert (after.name, after.kind, after.zones) == (before.name, before.kind, before.zones)


def test_a_faulty_cell_is_named_and_nothing_is_imported(client, store):
    rows = "模板名称,计费方式,发货省份,送到哪些省,发不发货,首件,首费,续件,续费,满多少元包邮\n"
    rows += (
        "甲,按件,浙江,其他地区,发货,1,8.00,1,2.00,\n乙,按件,浙江,其他地区,发货,1,八块,1.5,2.00,\n"
    )
    sent = {"file": (io.BytesIO(rows.encode("gb18030")), "t.csv")}
    page = client.post("/freight/import", data=sent, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "第 3 行“首费”" in page.text
    assert "第 3 行“续件”" in page.text
    assert kept() == []


HEAD = "模板名称,计费方式,发货省份,送到哪些省,发不发货,首件,首费,续件,续费,满多少元包邮\n"


def imported(client, rows: str, **more: str):
    sent = {"file": (io.BytesIO((HEAD + rows).encode()), "t.csv"), **more}
    return client.post("/freight/import", data=sent, content_type="multipart/form-data")


def test_the_same_name_is_updated_and_what_the_file_does_not_name_stays(client, store):
    old, other = template(store), template(store, name="别的")
    rows = "按件,按件,浙江,其他地区,发货,,6,,,88\n新的,按重量,广东,其他地区,不发货,,,,,\n"
    looked = imported(client, rows, do="look")
    assert looked.status_code == 303
    assert "导入会：新建 新的；更新 按件" in client.get("/freight").text
    assert [each.name for each in kept()] == ["按件", "别的"]
    assert old.zones[0]["provinces"] == ["新疆"]
    assert imported(client, rows).status_code == 303
    db.session.expire_all()
    assert [each.name for each in kept()] == ["按件", "别的", "新的"]
    blank = {"first": 1, "first_fen": 600, "step": 1, "step_fen": 0, "free_over_fen": 8800}
    assert old.zones == [{"provinces": [], "delivers": True} | blank]
    assert (old.version, old.is_default, other.version) == (2, True, 1)


def test_zones_that_cannot_be_are_named_by_template(client, store):
    rows = "甲,按件,浙江,新疆,发货,1,8,1,2,\n乙,按件,浙江,其他地区,发货,0,8,1,2000,\n"
    page = imported(client, rows)
    assert page.status_code == 422
    assert "“甲”：最后一个区域是“其他地区”" in page.text
    assert "“乙”：首费、续费要在 0 到 999 元之间" in page.text
    assert kept() == []


def test_a_buyer_sees_the_fee_for_home_and_for_elsewhere(client, trainee):
    goods = listing()
    template(goods.store)
    page = client.get(f"/mall/listings/{goods.id}?to=浙江").text
    assert "送到浙江，运费 ¥8.00（模拟）" in page
    assert "再买 ¥161.00 包邮" in page
    assert "不送到新疆" in client.get(f"/mall/listings/{goods.id}?to=新疆").text
    assert "不送到新疆" in client.get(f"/mall/listings/{goods.id}").text


def test_the_fee_from_the_cart_to_the_paid_order(client, trainee):
    goods = listing()
    template(goods.store)
    form = {"sku_id": goods.skus[0].id, "quantity": 2, "then": "cart"}
    client.post(f"/mall/listings/{goods.id}", data=form)
    assert "¥88.00" in client.get("/mall/cart").text
    page = client.get("/mall/checkout").text
    assert 'name="seen_fen" value="8800"' in page
    assert client.post("/mall/checkout", data={"seen_fen": 8800, "note": ""}).status_code == 303
    order = db.session.scalar(sa.select(Order))
    assert (order.shipping_fen, order.pay_fen) == (1000, 8800)
    at_till(client, order.number)
    db.session.refresh(order)
    assert order.is_paid


def test_where_nothing_goes_the_order_is_refused_and_the_cart_stays(client, trainee):
    goods = listing()
    template(goods.store, [{"delivers": False}])
    form = {"sku_id": goods.skus[0].id, "quantity": 2, "then": "cart"}
    client.post(f"/mall/listings/{goods.id}", data=form)
    assert "有商品不送到" in client.get("/mall/cart").text
    page = client.get("/mall/checkout").text
    assert "有商品不送到" in page
    sent = client.post("/mall/checkout", data={"seen_fen": 7800, "note": "快点"})
    assert sent.status_code == 409
    assert "没有下单" in sent.text
    assert "换一个收货地址" in sent.text
    assert 'value="快点"' in sent.text
    assert db.session.query(Order).count() == 0
    assert db.session.scalar(sa.select(CartLine.quantity)) == 2
    assert goods.skus[0].reserved == 0


def test_the_province_that_was_asked_for_is_remembered(client, trainee):
    first, second = listing(), listing()
    template(first.store)
    template(second.store)
    assert "送到上海，运费" in client.get(f"/mall/listings/{first.id}?to=上海").text
    assert "送到上海，运费" in client.get(f"/mall/listings/{second.id}").text
    assert "送到上海，运费" in client.get(f"/mall/listings/{second.id}?to=火星").text


def test_a_dearer_fee_needs_renewed_consent(client, trainee):
    goods = listing()
    form = {"sku_id": goods.skus[0].id, "quantity": 1, "then": "cart"}
    client.post(f"/mall/listings/{goods.id}", data=form)
    template(goods.store)
    db.session.commit()
    page = client.post("/mall/checkout", data={"seen_fen": 3900, "note": "快点"})
    assert page.status_code == 409
    assert 'name="seen_fen" value="4700"' in page.text
    assert 'value="快点"' in page.text
    assert db.session.query(Order).count() == 0


def test_a_store_keeps_so_many_templates(client, store):
    for n in range(20):
        draft = FreightDraft(f"第{n}个", FreightKind.PIECE, "浙江", [{}])
        make_template(store, draft, actor=None)
    db.session.commit()
    page = client.post("/freight/new", data=TYPED)
    assert page.status_code == 409
    assert "最多 20 个" in page.text
