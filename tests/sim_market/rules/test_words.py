"""The three levels of words, on many titles: what must be found, and what must be left alone."""

import pytest

from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import load
from sim_market.rules.problems import Level

pytestmark = pytest.mark.usefixtures("app")
PACK = load(1)

CAUGHT = [
    # superlatives, plain and hidden
    ("全国第一的好杯子", "L-4"),
    ("国家级工艺马克杯", "L-4"),
    ("世界级大师设计杯", "L-4"),
    ("最佳礼物 陶瓷杯", "L-4"),
    ("史上最好的雨伞", "L-4"),
    ("唯一指定用杯", "L-4"),
    ("顶级羊绒围巾", "L-4"),
    ("极品龙井茶叶", "L-4"),
    ("绝对不掉色毛巾", "L-4"),
    ("万能清洁剂厨房", "L-4"),
    ("独一无二手工杯", "L-4"),
    ("史无前例的优惠杯", "L-4"),
    ("NO.1 销量粗陶杯", "L-4"),
    ("ＴＯＰ１ 热水壶", "L-4"),
    ("最受欢迎的帆布包", "L-4"),
    ("无与伦比的手感杯", "L-4"),
    ("驰名商标保温杯", "L-4"),
    ("全国首创双层杯", "L-4"),
    ("行业首家粗陶店", "L-4"),
    ("永不褪色的毛巾", "L-4"),
    ("蕞好的陶瓷杯子", "L-4"),
    ("zui好的陶瓷杯子", "L-4"),
    ("國家級馬克杯", "L-4"),
    ("頂級粗陶杯", "L-4"),
    ("最　佳　礼物杯", "L-4"),
    ("最\u200b佳礼物杯子", "L-4"),
    ("最·佳·礼物杯子", "L-4"),
    ("最-佳-礼-物杯子", "L-4"),
    ("苐一名品牌雨伞", "L-4"),
    ("第壹品牌雨伞", "L-4"),
    ("第１品牌 雨伞", "L-4"),
    ("至尊款保温杯", "L-4"),
    ("填补国内空白的杯", "L-4"),
    ("百分之百满意杯子", "L-4"),
    ("举世无双的茶具", "L-4"),
    # medical claims
    ("喝了根治失眠", "L-5"),
    ("特效祛湿茶", "L-5"),
    ("增强免疫力的茶", "L-5"),
    ("专家推荐护颈枕", "L-5"),
    ("治疗鼻炎香囊", "L-5"),
    ("祖传秘方足贴", "L-5"),
    ("降血糖苦荞茶", "L-5"),
    ("排毒养颜花茶", "L-5"),
    ("療效顯著足贴", "L-5"),
    # ways off the platform
    ("加微信有优惠", "L-6"),
    ("薇信同号 杯子", "L-6"),
    ("威信同号 杯子", "L-6"),
    ("V信同号 杯子", "L-6"),
    ("加 V X 有惊喜", "L-6"),
    ("ＶＸ同号 杯子", "L-6"),
    ("w e i x i n 同号", "L-6"),
    ("加薇有惊喜杯子", "L-6"),
    ("加wx领券 杯子", "L-6"),
    ("+V：mugshop 杯子", "L-6"),
    ("➕微 有优惠杯子", "L-6"),
    ("维信找店主 杯子", "L-6"),
    ("QQ 12345678 联系", "L-6"),
    ("扣扣群有优惠", "L-6"),
    ("电话138 0013 8000", "L-6"),
    ("一三八零零一三八零零零", "L-6"),
    ("壹叁捌零零壹叁捌零零零", "L-6"),
    ("www.mug.example 选购", "L-6"),
    ("扫我二维码领券", "L-6"),
    ("不走平台更便宜", "L-6"),
    ("支付宝转账立减", "L-6"),
    ("關注公众号领券", "L-6"),
    # prices
    ("全网最低价 杯子", "L-7"),
    ("史上最低 保温杯", "L-7"),
    ("跳楼价 帆布包", "L-7"),
    ("地板价 收纳盒", "L-7"),
    ("骨折价清仓杯子", "L-7"),
    ("全 网 底 价 杯子", "L-7"),
    # bought reviews
    ("五星好评返现3元", "T-6"),
    ("晒图返红包 杯子", "T-6"),
]

INNOCENT = [
    "第一步先温杯",
    "宝宝的第一次手工",
    "第一眼就喜欢的杯子",
    "第一杯茶的仪式感",
    "第1层放碗",
    "第一批到货的茶",
    "第一天先泡水",
    "第10代保温杯",
    "最佳赏味期内发货",
    "最佳冲泡温度 85 度",
    "最佳搭档 杯碟套装",
    "最好先用温水润杯",
    "最好不要放洗碗机",
    "最好手洗 阴干",
    "本店最轻的一款伞",
    "自家最好卖的一款",
    "同系列最大的一只",
    "力争做到最好的服务",
    "顾客第一 有问必答",
    "安全第一 圆角设计",
    "绝对湿度计 家用",
    "适合绝对温度测量",
    "万能胶 强力 透明",
    "万能角度手机支架",
    "万能插座 转换插头",
    "唯一编号 每只不同",
    "顶部挂钩 收纳",
    "极简 白瓷杯",
    "至少用三年的帆布包",
    "首饰收纳盒",
    "治愈系小夜灯",
    "治愈的颜色 抱枕",
    "治愈心灵的香味",
    "特效灯 舞台 LED",
    "特效化妆刷",
    "增高鞋垫 隐形",
    "药盒 便携 一周",
    "血压计 收纳包",
    "睡前泡一杯 暖手",
    "茶香安静的夜晚",
    "微波炉可用 饭盒",
    "加微波炉热两分钟",
    "V领 针织衫",
    "V型 茶漏",
    "12V 车载加热杯",
    "VR 眼镜 收纳盒",
    "有威信的老店主",
    "电话 号码牌 挪车",
    "手机壳 透明",
    "二维码 扫码枪 支架",
    "Q版 手办 小猫",
    "企鹅 毛绒玩具",
    "公众场合 安静键盘",
    "比上周便宜 5 元",
    "价格实在 家用",
    "低价位 入门 吉他",
    "底部防滑 马克杯",
    "有机玻璃 收纳盒",
    "有机会再补货",
    "颜色以实物为准",
    "两件装 更划算",
    "一三五 二四六 药盒",
    "尺寸 13800 毫米",
    "型号 100-13 配件",
    "每片 100 克 毛巾",
    "第一人称 游戏手柄",
    "退换无忧 七天",
    "评价有用 谢谢",
    "返程 行李箱",
    "单层 刷漆 书架",
]


def broken(text: str) -> set[str]:
    return {p.rule for p in text_problems("text", text, PACK) if p.level == Level.FORBIDDEN}


def test_there_are_many_of_each():
    assert len({text for text, _rule in CAUGHT}) >= 60
    assert len(set(INNOCENT)) >= 60


@pytest.mark.parametrize(("text", "rule"), CAUGHT)
def test_it_is_caught(text, rule):
    assert rule in broken(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_it_is_left_alone(text):
    assert broken(text) == set()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("纯天然棉麻", Level.EVIDENCE),
        ("零添加果干", Level.EVIDENCE),
        ("专利设计", Level.EVIDENCE),
        ("非遗手作", Level.EVIDENCE),
        ("除螨被芯", Level.EVIDENCE),
        ("老字号糕点", Level.EVIDENCE),
        ("限时抢购", Level.HINT),
        ("手慢无", Level.HINT),
        ("新手首选", Level.HINT),
        ("棉 70% 麻 30%", None),
        ("有机玻璃盒", None),
        ("手工编织", None),
    ],
)
def test_claims_and_hints_do_not_stand_in_the_way(text, level):
    levels = {problem.level for problem in text_problems("text", text, PACK)}
    assert levels == ({level} if level else set())
