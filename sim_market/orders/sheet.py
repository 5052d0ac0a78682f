"""Tables of orders: what is read for batch shipping, what is written for taking away."""

# word data: headings that people write over columns

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid
from app.money import plain_yuan
from app.sheets import Sheet
from app.ui.filters import sim_time
from sim_market.orders.models import Order, OrderLine

HEADINGS = {
    "order": ("订单号", "订单编号", "order", "order number"),
    "carrier": ("快递公司", "快递", "物流公司", "carrier"),
    "number": ("运单号", "快递单号", "物流单号", "tracking number", "number"),
}


def rows_of(sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """[{"at", "order", "carrier", "number"}] of the first sheet with a heading that is known.

    Without a heading the first three columns are meant. Rows without a parcel number are skipped:
    nobody has filled them in yet. Invalid for a file with nothing in it.
    """
    for sheet in sheets:
        if sheet:
            return _read(sheet)
    raise Invalid(_("文件里没有内容，没有导入"), next_step=_("先下载模板再填"))


def rows_typed(text: str) -> list[dict[str, Any]]:
    """What was pasted: 'order carrier number' on each line, split by blanks, tabs or commas."""
    lines = [
        (at, [cell for cell in re.split(r"[\s,，;；]+", line.strip()) if cell])
        for at, line in enumerate(text.splitlines(), 1)
    ]
    return _read([(at, cells) for at, cells in lines if cells])


def _read(sheet: Sheet) -> list[dict[str, Any]]:
    if not sheet:
        return []
    places = _places(sheet[0][1])
    body = sheet[1:] if places else sheet
    places = places or {"order": 0, "carrier": 1, "number": 2}
    rows = []
    for at, cells in body:
        row = {name: _cell(cells, place) for name, place in places.items()}
        if row["order"] and row["number"]:
            rows.append({"at": at, **row})
    return rows


def _places(heading: Sequence[str]) -> dict[str, int]:
    """Column by what it holds; {} if this is no heading."""
    texts = [text.strip().lower().removesuffix("*") for text in heading]
    found = {
        name: next((i for i, text in enumerate(texts) if text in known), -1)
        for name, known in HEADINGS.items()
    }
    return found if min(found.values()) >= 0 else {}


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip().lstrip("'")[:60] if place < len(cells) else ""


def template(orders: Iterable[Order]) -> list[list[str]]:
    """Orders that wait, with room for carrier and number."""
    head = [_("订单号"), _("快递公司"), _("运单号"), _("买家"), _("收货地址"), _("商品")]
    return [head] + [
        [order.number, "", "", order.shopper.nickname, _place(order), _goods(order)]
        for order in orders
    ]


def failed(rows: Iterable[dict[str, Any]]) -> list[list[str]]:
    """Rows that were not sent, ready to be mended and sent again."""
    head = [_("订单号"), _("快递公司"), _("运单号"), _("原来第几行"), _("没有发的原因")]
    return [head] + [
        [row["order"], row["carrier"], row["number"], str(row["at"]), row["reason"]] for row in rows
    ]


def columns() -> list[tuple[str, str]]:
    """The columns of an export, each with what it means."""
    return [
        (_("订单号"), _("平台给的编号，全班不重复")),
        (_("下单时间"), _("沙盒时间")),
        (_("状态"), _("导出时的状态")),
        (_("买家"), _("昵称")),
        (_("商品"), _("一行一种商品")),
        (_("规格"), _("单规格的空着")),
        (_("件数"), _("买了几件")),
        (_("已发"), _("其中发出几件")),
        (_("已退"), _("其中退款几件")),
        (_("单价（元）"), _("下单时的标价")),
        (_("实付（元）"), _("这种商品减去优惠后买家付的，不含运费")),
        (_("订单运费（元）"), _("整单的，只写在第一行")),
        (_("订单实付（元）"), _("整单的，只写在第一行")),
        (_("付款时间"), _("沙盒时间，没付款的空着")),
        (_("最晚发货"), _("承诺的时间")),
        (_("快递和运单号"), _("有几个包裹写几个")),
        (_("收货地址（模拟）"), _("只到城市和街道，电话不导出")),
        (_("买家留言"), _("下单时写的")),
        (_("旗和备注"), _("您自己记的，买家看不到")),
    ]


def exported(orders: Sequence[Order]) -> list[list[str]]:
    """A heading, what the columns mean, then a row per order line."""
    heading = [name for name, _meaning in columns()]
    meanings = [meaning for _name, meaning in columns()]
    lines = [_line(order, item, i == 0) for order in orders for i, item in enumerate(order.lines)]
    return [heading, meanings, *lines]


def _line(order: Order, item: OrderLine, first: bool) -> list[str]:
    return [
        order.number, _at(order, order.placed_sim_at), str(order.state.word),
        order.shopper.nickname, item.listing_title, item.spec, str(item.quantity),
        str(item.shipped_quantity), str(item.refunded_quantity), plain_yuan(item.unit_price_fen),
        plain_yuan(item.pay_fen), plain_yuan(order.shipping_fen) if first else "",
        plain_yuan(order.pay_fen) if first else "", _at(order, order.paid_sim_at),
        _at(order, order.ship_by_sim_at), _parcels(order), _place(order), order.note, _memo(order),
    ]  # fmt: skip


def _at(order: Order, moment: datetime | None) -> str:
    return sim_time(moment, order.cohort) if moment else ""


def _parcels(order: Order) -> str:
    return "；".join(f"{each.carrier} {each.tracking_number}" for each in order.shipments)


def _place(order: Order) -> str:
    """'重庆市 学府路 233 号': a municipality is named once."""
    parts = (str(order.address.get(part, "")) for part in ("province", "city", "street"))
    return " ".join(dict.fromkeys(parts))


def _goods(order: Order) -> str:
    return "；".join(
        f"{item.listing_title} {item.spec} × {item.unsent_quantity}".replace("  ", " ")
        for item in order.lines
        if item.unsent_quantity
    )


def _memo(order: Order) -> str:
    if order.memo is None:
        return ""
    flag = "" if order.memo.flag == "none" else str(order.memo.flag.word)
    return f"{flag} {order.memo.words}".strip()
