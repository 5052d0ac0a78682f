import hashlib
import json
from collections import Counter
from dataclasses import asdict
from itertools import pairwise

import pytest

from app.ui.pictures import HUES, base_hue, parse
from seeds.catalogue.generate import generate
from seeds.catalogue.prices import sku_cost, suggested_price
from sim_market.rules.categories import find_category

FORBIDDEN = [
    "最", "第一", "国家级", "顶级", "极品", "绝对", "万能", "唯一", "独家", "史上", "永久", "全网",
    "治愈", "根治", "特效", "治疗", "疗效", "药", "减肥", "祛斑", "消炎", "抗癌", "微信", "VX",
]  # fmt: skip
BRANDS = [
    "宜家", "无印良品", "耐克", "阿迪", "李宁", "安踏", "华为", "小米有品", "苏泊尔", "膳魔师",
    "三只松鼠", "良品铺子", "百草味", "晨光", "得力", "蓝月亮", "立白", "南极人", "老干妈",
    "海天", "乐高", "迪士尼", "雨林木风", "飞利", "三星", "苹果手机", "iPhone",
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue():
    return generate()


def all_text(catalogue) -> str:
    return json.dumps(
        [[asdict(s) for s in catalogue.suppliers], [asdict(p) for p in catalogue.products]],
        ensure_ascii=False,
        sort_keys=True,
    )


def test_there_is_enough_of_everything(catalogue):
    tops = {product.category_code.split(".")[0] for product in catalogue.products}
    assert len(catalogue.suppliers) >= 60
    assert len(catalogue.products) >= 600
    assert catalogue.sku_count >= 1_500
    assert len(tops) >= 12


def test_the_same_seed_gives_the_same_catalogue_to_the_letter(catalogue):
    assert all_text(generate()) == all_text(catalogue)
    digest = hashlib.sha256(all_text(catalogue).encode()).hexdigest()
    assert digest[:16] == "5ae93fd6b28881f0", "if the change was meant, write the new digest here"


def test_another_seed_gives_other_prices_of_the_same_goods(catalogue):
    other = generate(2)
    assert [p.name for p in other.products] == [p.name for p in catalogue.products]
    assert all_text(other) != all_text(catalogue)


def test_codes_and_names_are_unique(catalogue):
    skus = [sku for product in catalogue.products for sku in product.skus]
    for things in (
        [s.code for s in catalogue.suppliers],
        [s.name for s in catalogue.suppliers],
        [p.code for p in catalogue.products],
        [p.name for p in catalogue.products],
        [s.code for s in skus],
    ):
        assert [thing for thing, times in Counter(things).items() if times > 1] == []


def test_every_supplier_has_goods_of_its_trade(catalogue):
    trade = {supplier.code: supplier.category_code for supplier in catalogue.suppliers}
    makers = {product.supplier_code for product in catalogue.products}
    assert makers == set(trade)
    for product in catalogue.products:
        assert product.category_code.startswith(trade[product.supplier_code] + ".")


@pytest.mark.usefixtures("app")
def test_attributes_are_valid_for_the_category(catalogue):
    for product in catalogue.products:
        category = find_category(product.category_code)
        assert category.is_leaf
        assert category.problems_with(product.attributes) == {}, product.name


def test_titles_keep_to_the_rule_of_sixty_bytes(catalogue):
    for product in catalogue.products:
        assert len(product.name) >= 5, product.name
        assert len(product.name.encode("gbk")) <= 60, product.name


def test_no_forbidden_word_and_no_brand(catalogue):
    text = all_text(catalogue)
    assert [word for word in FORBIDDEN + BRANDS if word in text] == []


def test_prices_are_sane(catalogue):
    for product in catalogue.products:
        for sku in product.skus:
            assert 200 <= sku.cost_fen <= 60_000, sku
            assert sku.cost_fen * 12 <= sku.suggested_price_fen * 10, sku
            assert sku.suggested_price_fen <= sku.cost_fen * 3, sku
            assert sku.suggested_price_fen % 100 == 90, sku


def test_stock_weight_lead_and_quality_are_in_range(catalogue):
    for product in catalogue.products:
        assert 4 <= product.lead_hours <= 36
        assert 0 <= product.quality_milli <= 1_000
        assert product.origin
        assert len(product.points) == 3
        for sku in product.skus:
            assert sku.stock >= 60
            assert 5 <= sku.weight_g <= 20_000, sku


def test_quality_differs_and_follows_cost_on_the_whole(catalogue):
    qualities = [product.quality_milli for product in catalogue.products]
    assert max(qualities) - min(qualities) > 400


def test_pictures_are_keys_of_the_family_and_enough_for_the_category(catalogue):
    for product in catalogue.products:
        category = find_category(product.category_code)
        drawn = [parse(key) for key in product.pictures]
        assert None not in drawn
        assert category.min_images <= len(drawn) <= 5
        assert len(set(product.pictures)) == len(drawn)
        assert {picture.shape for picture in drawn} == {category.picture}


def test_a_colour_choice_looks_like_its_word(app, catalogue):
    words = {str(word): hue for hue, word in HUES.items()}
    shown = [
        (parse(sku.picture), words[sku.spec])
        for product in catalogue.products
        for sku in product.skus
        if sku.spec in words
    ]
    assert len(shown) > 300
    assert all(base_hue(picture.hue) == hue for picture, hue in shown)


def test_no_two_neighbours_look_alike(catalogue):
    for one, next_one in pairwise(catalogue.products):
        a, b = parse(one.pictures[0]), parse(next_one.pictures[0])
        assert (a.shape, base_hue(a.hue), a.back) != (b.shape, base_hue(b.hue), b.back)
        assert one.name.split()[0] != next_one.name.split()[0]


def test_choices_of_one_product_differ_in_spec(catalogue):
    for product in catalogue.products:
        specs = [sku.spec for sku in product.skus]
        assert len(set(specs)) == len(specs) >= 2, product.name


@pytest.mark.parametrize(
    ("base", "percent", "cost"), [(1_000, 100, 1_000), (1_234, 100, 1_230), (1_235, 100, 1_240)]
)
def test_costs_are_rounded_to_ten_fen(base, percent, cost):
    assert sku_cost(base, percent) == cost


@pytest.mark.parametrize(
    ("cost", "markup", "price"), [(1_000, 200, 1_990), (1_000, 205, 2_090), (300, 100, 490)]
)
def test_suggested_prices_end_in_ninety_and_stay_above_cost(cost, markup, price):
    assert suggested_price(cost, markup) == price
