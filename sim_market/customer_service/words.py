"""Texts that people type at the desk: cleaned, filled in, shortened. Pure."""

# word data: the names of the blanks in a phrase

import re

from flask_babel import gettext as _

from app.errors import Invalid
from sim_market.customer_service.models import Conversation
from sim_market.orders.models import Order

LONGEST = 500
_HIDDEN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
BLANKS = ("订单号", "快递单号", "快递公司", "商品名", "买家昵称", "发货时间", "店铺名")
_BLANK = re.compile("[{｛](" + "|".join(BLANKS) + ")[}｝]")
_ANY_BLANK = re.compile("[{｛]([^{}｛｝\n]{1,12})[}｝]")


def cleaned(text: str, longest: int = LONGEST) -> str:
    """Without anything that cannot be seen; lines stay lines. Raises Invalid if nothing is left."""
    said = _HIDDEN.sub("", text.replace("\r\n", "\n")).strip()
    said = re.sub(r"\n{3,}", "\n\n", said)
    if not said:
        raise Invalid(_("还没有写内容"), fields={"text": _("写几个字再发")})
    if len(said) > longest:
        raise Invalid(
            _("一条最多 %(n)s 个字，现在 %(m)s 个", n=longest, m=len(said)),
            next_step=_("分成两条发，买家也好读"),
            fields={"text": _("太长了，最多 %(n)s 个字", n=longest)},
        )
    return said


def filled(text: str, talk: Conversation) -> str:
    """A phrase with its blanks filled in; a blank that nothing is known for stays as it is."""
    known = known_of(talk)
    return _BLANK.sub(lambda m: known.get(m[1]) or m[0], text)[:LONGEST]


def known_of(talk: Conversation) -> dict[str, str]:
    """Blank -> its value in this conversation, "" where there is none."""
    order, listing = talk.order, talk.listing
    parcel = order.shipment if order else None
    hours = (listing.ship_hours or listing.store.ship_hours) if listing else talk.store.ship_hours
    return {
        "订单号": order.number if order else "",
        "快递单号": parcel.tracking_number if parcel else "",
        "快递公司": parcel.carrier if parcel else "",
        "商品名": listing.title if listing else _title_of(order),
        "买家昵称": talk.shopper.nickname,
        "发货时间": _("%(n)s 小时内", n=hours),
        "店铺名": talk.store.name,
    }


def _title_of(order: Order | None) -> str:
    return order.lines[0].listing_title if order and order.lines else ""


def has_blank(text: str) -> bool:
    """Is there a blank left that nobody filled in?"""
    return bool(_BLANK.search(text))


def unknown_blanks(text: str) -> list[str]:
    """What stands in braces like a blank and would never be filled in: '订单编号'."""
    return [name for name in _ANY_BLANK.findall(text) if name not in BLANKS]
