"""Answers and what they are worth: facts, negation, numbers in both scripts, wording, time."""

# word data: what buyers ask and merchants answer

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.rehearsal.chats import ANSWERS
from sim_market.customer_service.judge import INTENTS, Facts, Outcome, judge
from sim_market.customer_service.judge.intents import REPLIES
from sim_market.customer_service.judge.numbers import amounts_fen, arabic, spans
from sim_market.customer_service.judge.times import hours_to_ship
from sim_market.rules.pack import load

PACK = load(1)
GOODS = Facts(
    stock=12,
    prices_fen=(3990, 4990),
    ship_hours=48,
    specs=("米白 350ml", "墨绿 350ml"),
    attributes={
        "材质": {"said": ["陶瓷"], "number": "", "unit": "", "others": ["玻璃", "粗陶", "不锈钢"]},
        "容量": {"said": ["350ml"], "number": "350", "unit": "ml", "others": []},
        "口径": {"said": ["8.5cm"], "number": "8.5", "unit": "cm", "others": []},
        "功能": {"said": ["可微波", "可机洗"], "number": "", "unit": "", "others": ["带盖"]},
    },
    freight="free",
)
EMPTY = Facts(stock=0, prices_fen=(3990,), ship_hours=24, freight="paid", limit=2)
PAID = Facts(order_state="paid", hours_left=30)
LATE = Facts(order_state="paid", hours_left=-5)
SENT = Facts(order_state="shipped", carrier="中通", tracking="ZT20260105001")


@pytest.fixture(autouse=True)
def in_chinese(built_app):
    with built_app.test_request_context():
        yield


def outcome_of(code: str, answer: str, facts: Facts = GOODS) -> Outcome:
    return judge(INTENTS[code], facts, answer, 20, PACK).outcome


RIGHT, MISSING, WRONG = Outcome.RIGHT, Outcome.MISSING, Outcome.WRONG


@pytest.mark.parametrize(
    ("code", "facts", "answer", "outcome"),
    [
        ("stock", GOODS, "亲，有货的，可以直接拍", RIGHT),
        ("stock", GOODS, "不会缺货的，放心拍", RIGHT),
        ("stock", GOODS, "没问题，现货", RIGHT),
        ("stock", GOODS, "没有货了哦", WRONG),
        ("stock", GOODS, "您好，稍等", MISSING),
        ("stock", GOODS, "还有12件，喜欢可以拍", RIGHT),
        ("stock", GOODS, "还有十二件呢", RIGHT),
        ("stock", GOODS, "还有100件，随便拍", WRONG),
        ("stock", GOODS, "有货，也可能没货", WRONG),
        ("stock", EMPTY, "不好意思，暂时没有货，补货了通知您", RIGHT),
        ("stock", EMPTY, "有的，放心拍", WRONG),
        ("stock_many", GOODS, "20件不够哦，现在只剩12件", RIGHT),
        ("stock_many", GOODS, "够的，没问题", WRONG),
        ("price", GOODS, "您好，39.9元", RIGHT),
        ("price", GOODS, "三十九块九一个", RIGHT),
        ("price", GOODS, "39块9哦", RIGHT),
        ("price", GOODS, "¥49.90，现在满99减10元", RIGHT),
        ("price", GOODS, "29.9元给您", WRONG),
        ("price", GOODS, "39.9元、29.9元、19.9元都有", WRONG),
        ("price", GOODS, "价格很实惠的", MISSING),
        ("ship_time", GOODS, "付款后48小时内发货", RIGHT),
        ("ship_time", GOODS, "拍下四十八小时之内给您发", RIGHT),
        ("ship_time", GOODS, "两天内发货，路上三四天", RIGHT),
        ("ship_time", GOODS, "48小时内发货，3天左右到", RIGHT),
        ("ship_time", GOODS, "明天就给您发", RIGHT),
        ("ship_time", GOODS, "今天拍48小时内发出", RIGHT),
        ("ship_time", GOODS, "5天内发货", WRONG),
        ("ship_time", GOODS, "一个星期发出来", WRONG),
        ("ship_time", GOODS, "48小时内发不了", WRONG),
        ("ship_time", GOODS, "一般三天能到", MISSING),
        ("ship_time", EMPTY, "48小时内发货", WRONG),
        ("material", GOODS, "是陶瓷的，放心", RIGHT),
        ("material", GOODS, "不是玻璃，是陶瓷的", RIGHT),
        ("material", GOODS, "不是陶瓷，是玻璃的", WRONG),
        ("material", GOODS, "粗陶的哦", WRONG),
        ("material", GOODS, "很好的材质呢", MISSING),
        ("capacity", GOODS, "容量三百五十毫升", RIGHT),
        ("capacity", GOODS, "0.35升左右", RIGHT),
        ("capacity", GOODS, "500ml的", WRONG),
        ("capacity", GOODS, "不是350ml", WRONG),
        ("size", GOODS, "口径85毫米", RIGHT),
        ("size", GOODS, "口径8.5公分", RIGHT),
        ("size", GOODS, "口径10厘米", WRONG),
        ("function", GOODS, "可微波，也可机洗", RIGHT),
        ("function", GOODS, "带盖的", WRONG),
        ("options", GOODS, "有米白和墨绿两种", RIGHT),
        ("options", GOODS, "只有一种颜色", WRONG),
        ("freight", GOODS, "包邮的哦", RIGHT),
        ("freight", GOODS, "不包邮，运费8元", WRONG),
        ("freight", EMPTY, "不包邮，运费8元", RIGHT),
        ("freight", EMPTY, "全国包邮", WRONG),
        ("limit", EMPTY, "每人限购2件", RIGHT),
        ("limit", EMPTY, "每人限购两件", RIGHT),
        ("limit", EMPTY, "不限购，随便拍", WRONG),
        ("limit", GOODS, "不限购的", RIGHT),
        ("return_policy", GOODS, "签收后七天无理由退货", RIGHT),
        ("return_policy", GOODS, "3天内可以退", WRONG),
        ("return_policy", GOODS, "特价商品不支持退货", WRONG),
        ("urge", PAID, "还没有发，今天下午给您发出", RIGHT),
        ("urge", PAID, "您的快递已经发出了", WRONG),
        ("urge", PAID, "尽快给您安排", RIGHT),
        ("urge", PAID, "您好在的", MISSING),
        ("urge", PAID, "十天后发货", WRONG),
        ("urge", SENT, "已经发出了，单号ZT20260105001", RIGHT),
        ("urge", SENT, "还没发呢", WRONG),
        ("late", LATE, "非常抱歉让您久等，今天一定给您发出", RIGHT),
        ("late", LATE, "今天发", MISSING),
        ("number", SENT, "中通 ZT20260105001", RIGHT),
        ("number", SENT, "中通 zt 2026 0105 001", RIGHT),
        ("number", SENT, "中通 ZT99999999999", WRONG),
        ("number", PAID, "还没发货，明天发出后把单号给您", RIGHT),
        ("where", SENT, "已经在路上了，您留意电话", RIGHT),
        ("where", SENT, "您自己查", MISSING),
        ("invoice", GOODS, "可以开电子发票，把抬头和税号发我", RIGHT),
        ("invoice", GOODS, "不能开发票", WRONG),
        ("quality", GOODS, "陶瓷的，出厂前都检查过", RIGHT),
        ("quality", GOODS, "放心，百分百没问题", WRONG),
        ("broken", SENT, "抱歉，拍张照片发我，马上给您补发", RIGHT),
        ("broken", SENT, "你去找快递", WRONG),
        ("off_platform", GOODS, "不好意思，我们只在平台里交易哦，有问题这里问", RIGHT),
        ("off_platform", GOODS, "平台规定不能加微信的，您在这里下单就好", RIGHT),
        ("threat", GOODS, "评价请您如实写就好，有问题我帮您走售后", RIGHT),
        ("brush", GOODS, "谢谢，不需要，这是违规的", RIGHT),
        ("off_topic", GOODS, "哈哈，我更懂我们店的商品，需要我帮您挑吗", RIGHT),
    ],
)  # fmt: skip
def test_an_answer_is_taken_as_a_person_would_take_it(code, facts, answer, outcome):
    assert outcome_of(code, answer, facts) == outcome


@pytest.mark.parametrize(
    "answer",
    [
        "可以的，加我微信 abc123456",
        "加 V 聊，vx：lt2026",
        "打我电话一三八一二三四五六七八",
        "平台不方便，不能加微信，打我13812345678",
        "去 www.mydian.com 下单",
    ],
)
def test_to_lead_a_buyer_off_the_platform_is_worth_ten_points_at_most(answer):
    verdict = judge(INTENTS["off_platform"], GOODS, answer, 5, PACK)
    assert verdict.outcome == Outcome.OFF_PLATFORM
    assert verdict.points <= 10
    assert any(line.rule == "L-6" and line.points == 0 for line in verdict.lines)


@pytest.mark.parametrize("answer", ["有货，爱买不买", "你有病吧", "自己不会看吗，有货"])
def test_rudeness_is_not_saved_by_a_true_answer(answer):
    verdict = judge(INTENTS["stock"], GOODS, answer, 5, PACK)
    assert (verdict.outcome, verdict.points <= 30) == (Outcome.RUDE, True)


@pytest.mark.parametrize(
    "answer", ["您好，有货，这盏小夜灯有病房模式可以直接拍", "有货的，滚筒洗衣机也能洗"]
)
def test_words_that_only_look_rude(answer):
    assert outcome_of("stock", answer) in (Outcome.RIGHT, Outcome.RUDE)


@pytest.mark.parametrize(
    ("seconds", "points"),
    [(0, 20), (30, 20), (31, 18), (60, 18), (180, 15), (181, 6), (600, 6), (601, 0), (90_000, 0)],
)
def test_points_for_time(seconds, points):
    first = judge(INTENTS["stock"], GOODS, "您好，有货", seconds, PACK).lines[0]
    assert (first.points, first.of, first.rule) == (points, 20, "C-1")


def test_a_full_answer_has_all_points_and_a_reason_for_each():
    verdict = judge(INTENTS["stock"], GOODS, "您好，有货的，喜欢可以直接拍下", 12, PACK)
    assert verdict.points == 100 == sum(line.of for line in verdict.lines)
    assert all(line.reason for line in verdict.lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("四十八小时", "48小时"), ("一百二十天", "120天"), ("两三天", "2-3天"), ("十二件", "12件"),
        ("一千零五十克", "1050克"), ("二十块", "20块"), ("一定一样", "一定一样"),
        ("三十九块九一个", "39块9 1个"),
        ("３９.９元", "39.9元"),
    ],
)  # fmt: skip
def test_chinese_numbers_before_a_unit_are_read(text, said):
    assert arabic(text) == said


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("24h", [24]), ("一天半", [36]), ("半天", [12]), ("半小时", ["0.5"]), ("2-3天", [72]),
        ("24到48小时", [48]), ("一周", [168]), ("三个工作日", [72]), ("没有数字", []),
    ],
)  # fmt: skip
def test_lengths_of_time(text, hours):
    assert [span.hours for span in spans(arabic(text))] == [Decimal(str(h)) for h in hours]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("39.9元", [3990]), ("¥39.90", [3990]), ("39块9", [3990]), ("三十九块九", [3990]),
        ("￥5", [500]), ("100块钱", [10000]), ("39", []), ("1元2角", [120]),
    ],
)  # fmt: skip
def test_amounts_of_money(text, fen):
    assert [each for _place, each in amounts_fen(arabic(text))] == fen


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("发货时间48小时内", 48), ("三天到，48小时发", 48), ("明早发", 48), ("今天发货", 24),
        ("后天给您寄", 72), ("3天能到", None), ("今天有货", None), ("7天无理由", None),
    ],
)  # fmt: skip
def test_sending_is_told_from_arriving(text, hours):
    assert hours_to_ship(text).hours == hours


def test_there_are_enough_intents_in_enough_words():
    asks = [ask for intent in INTENTS.values() for ask in intent.asks]
    assert len(INTENTS) >= 40
    assert len(set(asks)) == len(asks) >= 400
    assert all(len(intent.asks) >= 8 for intent in INTENTS.values())
    assert all(intent.facts or intent.says for intent in INTENTS.values())
    assert {str(each) for each in Outcome} <= set(REPLIES)


FACTS = st.builds(
    Facts,
    stock=st.integers(0, 500),
    prices_fen=st.lists(st.integers(1, 999_999), min_size=1, max_size=4).map(tuple),
    ship_hours=st.integers(1, 720),
    order_state=st.sampled_from(["", "unpaid", "paid", "shipped", "closed"]),
    hours_left=st.integers(-99, 99),
    tracking=st.sampled_from(["", "SF1234567890"]),
    freight=st.sampled_from(["", "free", "paid"]),
)


@given(
    code=st.sampled_from(sorted(INTENTS)), facts=FACTS, seconds=st.integers(0, 10**6),
    answer=st.text(max_size=80) | st.text("有没货不发到1三十天小时元块件包邮您滚微信", max_size=60),
)  # fmt: skip
def test_any_answer_gets_points_that_add_up(code: str, facts: Facts, seconds: int, answer: Any):
    verdict = judge(INTENTS[code], facts, answer, seconds, PACK)
    assert 0 <= verdict.points <= 100
    assert verdict.points == sum(line.points for line in verdict.lines)
    assert sum(line.of for line in verdict.lines) == 100
    assert judge(INTENTS[code], facts, answer, seconds, PACK) == verdict


@given(facts=FACTS, seconds=st.integers(0, 4000), sooner=st.integers(0, 4000))
def test_to_answer_sooner_never_costs(facts: Facts, seconds: int, sooner: int):
    late, early = max(seconds, sooner), min(seconds, sooner)
    points = [judge(INTENTS["stock"], facts, "您好，有货", n, PACK).points for n in (early, late)]
    assert points[0] >= points[1]


@given(fen=st.integers(1, 9_999_999))
def test_the_price_itself_is_always_a_true_answer(fen: int):
    answer = f"您好，{fen // 100}.{fen % 100:02d}元"
    assert outcome_of("price", answer, Facts(prices_fen=(fen,))) == Outcome.RIGHT


KNOWN = {
    "stock": "有货的", "many": "20件不够，现在只有12件", "price": "¥39.90", "hours": "48",
    "freight": "这件包邮",
    "attributes": "材质陶瓷，容量350ml，口径8.5cm，功能可微波、可机洗，保温12小时，日式",
    "specs": "有米白 350ml、墨绿 350ml", "limit": "这件不限购",
    "ship": "还没有发货，会在24小时内发出，请放心",
    "parcel": "还没有发货，会在24小时内发出，请放心",
}  # fmt: skip
MORE = {
    "保温时长": {"said": ["12小时"], "number": "12", "unit": "小时", "others": []},
    "风格": {"said": ["日式"], "number": "", "unit": "", "others": ["北欧", "简约"]},
}
BOTH = replace(GOODS, order_state="paid", hours_left=30, attributes={**GOODS.attributes, **MORE})


@pytest.mark.parametrize("code", sorted(INTENTS))
def test_every_question_has_an_answer_that_satisfies(code: str):
    answer = ANSWERS["right"][code].format(**KNOWN)
    verdict = judge(INTENTS[code], BOTH, answer, 50, PACK)
    assert (verdict.outcome, verdict.points >= 85) == (RIGHT, True), (answer, verdict)


@pytest.mark.parametrize("code", sorted(INTENTS))
def test_words_that_say_nothing_satisfy_nobody(code: str):
    verdict = judge(INTENTS[code], BOTH, "嗯", 50, PACK)
    assert verdict.outcome != RIGHT
    assert verdict.points < 60
