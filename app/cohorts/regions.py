"""Regions by their six-digit codes (GB/T 2260): province, city, district.

Provinces and the places of the shipped schemes have names here; other codes are shown with the
name of their province.
"""

# word data: names of places, the same in every language of the pages

NATION = "000000"
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省",
    "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区",
    "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省",
    "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
}  # fmt: skip
PLACES = {
    "110101": "东城区", "110102": "西城区", "110105": "朝阳区", "110106": "丰台区",
    "110107": "石景山区", "110108": "海淀区", "110109": "门头沟区", "110111": "房山区",
    "110112": "通州区", "110113": "顺义区", "110114": "昌平区", "110115": "大兴区",
    "110116": "怀柔区", "110117": "平谷区", "110118": "密云区", "110119": "延庆区",
    "410100": "郑州市", "410200": "开封市", "410300": "洛阳市", "410400": "平顶山市",
    "410500": "安阳市", "410600": "鹤壁市", "410700": "新乡市", "410800": "焦作市",
    "410900": "濮阳市", "411000": "许昌市", "411100": "漯河市", "411200": "三门峡市",
    "411300": "南阳市", "411400": "商丘市", "411500": "信阳市", "411600": "周口市",
    "411700": "驻马店市", "419001": "济源市",
}  # fmt: skip


def is_region(code: str) -> bool:
    """Six digits of a known province, or the whole nation."""
    well_formed = len(code) == 6 and code.isascii() and code.isdigit()
    return well_formed and (code == NATION or code[:2] in PROVINCES)


def place_name(code: str) -> str:
    """'410100' -> '河南省郑州市'; an unlisted city keeps its code."""
    if code == NATION:
        return "全国"
    province = PROVINCES.get(code[:2], code)
    if code[2:] == "0000":
        return province
    return province + PLACES.get(code, f" {code}")


def prefix_of(code: str) -> str:
    """What the codes of all places inside a region begin with: '410000' -> '41', nation -> ''."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def contains(region: str, place: str) -> bool:
    """Whether a place lies in a region, or is the region itself."""
    return place.startswith(prefix_of(region))
