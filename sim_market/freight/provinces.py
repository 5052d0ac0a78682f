"""The provinces that goods are sent to, by the names that people use."""

# word data: names of provinces

from functools import lru_cache

PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川",
    "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门",
)  # fmt: skip
FAR = ("内蒙古", "西藏", "甘肃", "青海", "宁夏", "新疆", "海南", "台湾", "香港", "澳门")

GROUPS = {
    "near": ("上海", "江苏", "浙江"),
    "far": FAR[:7],
    "sea": FAR[7:],
}  # that merchants usually treat alike


@lru_cache(maxsize=1024)
def province_of(text: str) -> str:
    """'广西壮族自治区' -> '广西'; what is no province stays as it is."""
    said = text.strip()
    return next((name for name in PROVINCES if said.startswith(name)), said)
