"""The columns of a sheet of goods. Their names are data: they are written and read back. Pure."""

# word data: names of columns and marks that stand in files

import re
import unicodedata
from enum import StrEnum

from app.fields import line

CLEAR = ("「清空」", "清空", "[清空]")
ATTRIBUTE = "属性："
DIMENSIONS = 3


class Col(StrEnum):
    """One column; the value is its head in the file."""

    CODE = "商品编号"
    SKU = "SKU编号"
    STATE = "状态"
    TITLE = "标题"
    CATEGORY = "类目"
    NAME_1 = "规格名1"
    VALUE_1 = "规格值1"
    NAME_2 = "规格名2"
    VALUE_2 = "规格值2"
    NAME_3 = "规格名3"
    VALUE_3 = "规格值3"
    PRICE = "售价"
    COMPARE = "划线价"
    COST = "成本"
    STOCK = "库存"
    MERCHANT = "商家编码"
    WEIGHT = "重量"
    VOLUME = "体积"
    LIMIT = "每人限购"
    PRESALE = "预售"
    HOURS = "发货小时"
    FREIGHT = "运费模板"
    IMAGES = "主图"
    DETAIL = "详情文字"
    FAULT = "错误"


NAMES = (Col.NAME_1, Col.NAME_2, Col.NAME_3)
VALUES = (Col.VALUE_1, Col.VALUE_2, Col.VALUE_3)
AMOUNTS = (Col.PRICE, Col.COMPARE, Col.COST)
COUNTS = (Col.STOCK, Col.WEIGHT, Col.VOLUME)
OF_SKU = (Col.SKU, *VALUES, *AMOUNTS, *COUNTS, Col.MERCHANT)
IGNORED = (Col.STATE, Col.FAULT)  # written for people, not read
WRITTEN = tuple(col for col in Col if col != Col.FAULT)
REQUIRED = (Col.TITLE, Col.CATEGORY, Col.PRICE)  # of a new row
NOTES = {
    Col.PRICE: "元",
    Col.COMPARE: "元",
    Col.COST: "元",
    Col.WEIGHT: "克",
    Col.VOLUME: "立方厘米",
    Col.STATE: "只看不改",
}
_NOTE = re.compile(r"[（(][^（()）]*[)）]|\*")


def head(column: str, *, required: bool = False) -> str:
    """What is written above a column: '售价（元）*'."""
    note = NOTES.get(column)  # type: ignore[call-overload]
    return f"{column}{f'（{note}）' if note else ''}{'*' if required else ''}"


def column_of(text: str) -> str:
    """'售 价(元) *' -> '售价'; '属性:材质' -> '属性：材质'. '' for a blank head."""
    plain = _NOTE.sub("", unicodedata.normalize("NFKC", line(text))).replace(" ", "")
    plain = plain.replace(":", "：")
    return next((str(col) for col in Col if col.casefold() == plain.casefold()), plain)


def is_known(column: str) -> bool:
    return column in set(Col) or column.startswith(ATTRIBUTE)


def attribute_column(name: str) -> str:
    """Attribute names may hold what `column_of` drops: both go the same way."""
    return column_of(f"{ATTRIBUTE}{name}")


def is_clear(text: str) -> bool:
    return text.strip() in CLEAR
