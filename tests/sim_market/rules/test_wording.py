"""Each rule on words: that it fires, and that it does not."""

import pytest

from sim_market.rules.listing_check import ListingFacts, gbk_bytes, listing_problems, title_problems
from sim_market.rules.pack import RuleId, load
from sim_market.rules.problems import Level, blocking

pytestmark = pytest.mark.usefixtures("app")
PACK = load(1)
GOOD = ListingFacts(
    title="粗陶手冲杯 复古马克杯 280ml",
    category_code="kitchen.cups.mug",
    attributes={"材质": "粗陶", "容量": 280},
    images=["a", "b", "c"],
    texts=["杯壁比普通马克杯厚一点，热水放二十分钟还温手。"],
    prices_fen=[3900],
    available=8,
)


def rules_broken(**said) -> set[str]:
    facts = ListingFacts(**({name: getattr(GOOD, name) for name in GOOD.__slots__} | said))
    return {problem.rule for problem in blocking(listing_problems(facts, PACK))}


def levels(title: str) -> dict[str, Level]:
    return {problem.rule: problem.level for problem in title_problems(title, PACK)}


def test_every_rule_that_code_names_is_in_the_pack_and_every_setting_is_a_whole_number():
    assert {PACK.rule(rule).id for rule in RuleId} == set(RuleId)
    assert all(type(number) is int for rule in PACK.rules for number in rule.settings.values())
    ids = [rule.id for rule in PACK.rules]
    assert len(set(ids)) == len(ids)
    assert all(rule.wording and rule.why and rule.source for rule in PACK.rules)


def test_the_numbers_are_those_of_the_mall_rules():
    assert (PACK.title_max_bytes, PACK.images_min, PACK.images_max) == (60, 3, 9)
    assert (PACK.late_bp, PACK.late_min_fen, PACK.late_max_fen) == (1000, 500, 5000)
    assert (PACK.out_of_stock_bp, PACK.out_of_stock_max_fen) == (3000, 10000)
    assert (PACK.auto_receive_days, PACK.settle_days, PACK.unpaid_close_minutes) == (10, 7, 30)


def test_a_good_listing_breaks_no_rule():
    assert listing_problems(GOOD, PACK) == ()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"title": "杯" * 31}, "L-1"),
        ({"title": "好杯子"}, "L-1"),
        ({"title": "ABCDEF 1234"}, "L-1"),
        ({"images": ["a", "b"]}, "L-2"),
        ({"images": ["a", "b", "b"]}, "L-2"),
        ({"images": [str(n) for n in range(10)]}, "L-2"),
        ({"attributes": {"容量": 280}}, "L-3"),
        ({"attributes": {"材质": "金", "容量": 280}}, "L-3"),
        ({"category_code": "kitchen"}, "L-3"),
        ({"texts": ["全国第一的好杯子，用过都说好"]}, "L-4"),
        ({"texts": ["每天一杯根治失眠，睡得香香的"]}, "L-5"),
        ({"texts": ["喜欢的话加微信聊聊，有问必答"]}, "L-6"),
        ({"texts": ["有事打 138-0013-8000 找店主本人"]}, "L-6"),
        ({"texts": ["有事打一三八零零一三八零零零找店主"]}, "L-6"),
        ({"texts": ["更多商品见 www.example.com 网站"]}, "L-6"),
        ({"title": "粗陶手冲杯 全网最低价"}, "L-7"),
        ({"prices_fen": []}, "L-9"),
        ({"prices_fen": [5_000_001]}, "L-9"),
        ({"available": 0}, "L-9"),
        ({"texts": ["好。"]}, "L-11"),
    ],
)
def test_a_fault_is_told_with_its_rule(said, rule):
    assert rule in rules_broken(**said)


@pytest.mark.parametrize(
    "title",
    [
        "粗陶手冲杯 第一步先温杯",
        "宝宝的第一次手工 彩泥套装",
        "坚果仁 最佳赏味期内发货",
        "防潮箱 适合绝对湿度低的房间",
        "多用万能角度 手机支架",
        "木架子 第1层放碗第2层放杯",
        "第10代保温杯 带茶滤",
        "治愈系 小夜灯 暖光陪睡",
        "电话 号码牌 临时停车挪车牌",
    ],
)
def test_ordinary_words_are_left_alone(title):
    assert Level.FORBIDDEN not in levels(title).values()


@pytest.mark.parametrize(
    "hidden",
    [
        "全国第一的杯子",
        "全国第 一的杯子",
        "全国第\u200b一的杯子",
        "全国第·一的杯子",
        "全国第１的杯子好",
        "國家級馬克杯很好",
        "国　家　级马克杯",
        "頂級粗陶杯子",
        "ＮＯ.1 粗陶杯子",
    ],
)
def test_superlatives_are_found_where_they_hide(hidden):
    assert levels(hidden)[RuleId.ABSOLUTE_TERMS] == Level.FORBIDDEN


@pytest.mark.parametrize(
    "hidden", ["加ＶＸ有惊喜杯", "加 v x 有惊喜杯", "w e i x i n 同号杯子", "薇信同号 杯子"]
)
def test_contacts_are_found_where_they_hide(hidden):
    assert levels(hidden)[RuleId.OFF_PLATFORM_CONTACT] == Level.FORBIDDEN


def test_claims_that_need_evidence_and_hints_do_not_stand_in_the_way():
    assert levels("纯天然 棉麻围巾 爆款") == {"L-8": Level.EVIDENCE, "L-7": Level.HINT}
    assert rules_broken(title="纯天然 棉麻围巾 爆款") == set()


def test_length_is_counted_as_gbk():
    assert gbk_bytes("杯子a1") == 6
    assert gbk_bytes("🙂") == 4
    assert rules_broken(title="杯" * 30) == set()


def test_a_huge_title_is_answered_quickly():
    assert RuleId.TITLE_LENGTH in levels("第" * 200_000)
