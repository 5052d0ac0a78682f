"""Who a simulated shopper is: name and address drawn by number, so the same in every run."""

from typing import NamedTuple

from app.chance import draw_int, pick

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "子涵雨欣梓萱浩宇一诺宇轩沐宸思远嘉怡文博静怡晓彤佳慧俊杰志强建国秀兰桂英海燕春梅丽娟建华国强玉兰丹阳明哲书瑶若曦承泽瑾瑜安然清妍"
NICK_HEAD = ("爱喝茶的", "早起的", "慢慢走的", "会做饭的", "种花的", "追风的", "城南的", "山里来的", "爱干净的", "夜读的", "晒太阳的", "省钱的")  # fmt: skip
NICK_TAIL = ("橘猫", "青柠", "小满", "豆包", "阿木", "栗子", "白鹭", "麦穗", "石榴", "海盐", "团子", "云朵")  # fmt: skip
PLACES = (
    ("北京市", "北京市"), ("上海市", "上海市"), ("天津市", "天津市"), ("重庆市", "重庆市"),
    ("广东省", "广州市"), ("广东省", "深圳市"), ("广东省", "佛山市"), ("江苏省", "南京市"),
    ("江苏省", "苏州市"), ("江苏省", "徐州市"), ("浙江省", "杭州市"), ("浙江省", "宁波市"),
    ("山东省", "济南市"), ("山东省", "青岛市"), ("山东省", "临沂市"), ("河南省", "郑州市"),
    ("河南省", "洛阳市"), ("河南省", "南阳市"), ("四川省", "成都市"), ("四川省", "绵阳市"),
    ("湖北省", "武汉市"), ("湖北省", "宜昌市"), ("湖南省", "长沙市"), ("湖南省", "衡阳市"),
    ("河北省", "石家庄市"), ("河北省", "保定市"), ("福建省", "福州市"), ("福建省", "泉州市"),
    ("安徽省", "合肥市"), ("安徽省", "阜阳市"), ("陕西省", "西安市"), ("辽宁省", "沈阳市"),
    ("江西省", "南昌市"), ("广西壮族自治区", "南宁市"), ("云南省", "昆明市"), ("贵州省", "贵阳市"),
    ("山西省", "太原市"), ("黑龙江省", "哈尔滨市"), ("吉林省", "长春市"), ("甘肃省", "兰州市"),
    ("内蒙古自治区", "呼和浩特市"), ("新疆维吾尔自治区", "乌鲁木齐市"), ("海南省", "海口市"),
    ("宁夏回族自治区", "银川市"), ("青海省", "西宁市"), ("西藏自治区", "拉萨市"),
)  # fmt: skip
ROADS = ("解放路", "人民路", "建设大街", "和平里", "桂花巷", "学府路", "滨河路", "文化街", "朝阳路", "梧桐街", "东风路", "青年路")  # fmt: skip


class Persona(NamedTuple):
    nickname: str
    receiver: str
    province: str
    city: str
    street: str
    phone_tail: str


def persona(seed: int, number: int) -> Persona:
    """The person behind a number of the pool. Made up: no name, road or phone is anybody's."""
    key = ("persona", number)
    province, city = pick(PLACES, seed, *key, "place")
    return Persona(
        nickname=pick(NICK_HEAD, seed, *key, "head") + pick(NICK_TAIL, seed, *key, "tail"),
        receiver=_name(seed, number),
        province=province,
        city=city,
        street=_street(seed, number),
        phone_tail=f"{draw_int(0, 9999, seed, *key, 'phone'):04d}",
    )


def _name(seed: int, number: int) -> str:
    given = 2 * draw_int(0, len(GIVEN) // 2 - 1, seed, "persona", number, "given")
    return pick(FAMILY, seed, "persona", number, "family") + GIVEN[given : given + 2]


def _street(seed: int, number: int) -> str:
    road = pick(ROADS, seed, "persona", number, "road")
    door = draw_int(1, 288, seed, "persona", number, "door")
    room = draw_int(1, 18, seed, "persona", number, "floor") * 100 + draw_int(
        1, 6, seed, "persona", number, "room"
    )
    return f"{road}{door}号{room}室"
