"""Facts of an order: where it stands, by when it is sent, its parcel."""

# word data: how merchants say sent and not sent

import re

from flask_babel import gettext as _

from sim_market.customer_service.judge.checks.said import Finding, Said, yes_or_no
from sim_market.customer_service.judge.facts import Facts
from sim_market.customer_service.judge.intents import Intent
from sim_market.customer_service.judge.times import hours_to_ship

_SENT = re.compile(
    "已经?(发|寄)|(发|寄)(出|走)(了|啦|去了)|发货了|发出来了|在(路上|途)|运输|揽收|派送|昨天发|今早发|上午发"
)
_UNSENT = re.compile(
    "(还没|还未|没有?|未|暂未|尚未)(给您|给你)?(发|寄)|准备发|打包|待发货|没发|排队|正在备货|会发|(发|寄)(出|货)(以?后|之后)"
)


def order_ship(text: str, facts: Facts, intent: Intent) -> Finding:
    """Where the order stands, and by when it is sent."""
    if facts.order_state != "paid":
        return _not_waiting(text, facts)
    words = _("订单还没有发货，离承诺的时间还有 %(n)s 小时", n=facts.hours_left)
    if facts.hours_left < 0:
        words = _("订单还没有发货，已经超过承诺的时间")
    if _SENT.search(_UNSENT.sub("", text)):
        return Finding(Said.WRONG, _("没发说成发了：%(fact)s", fact=words))
    said = hours_to_ship(text)
    if said.hours is None:
        half = bool(_UNSENT.search(text) or re.search("尽快|马上|加急|安排", text))
        return Finding(
            Said.HALF if half else Said.MISSING, _("没有说几时能发：%(fact)s", fact=words)
        )
    if said.hours > max(facts.hours_left, 48):
        return Finding(Said.WRONG, _("答应的时间太晚：%(fact)s", fact=words))
    return Finding(Said.TRUE, _("说清了几时发，说了就要做到：%(fact)s", fact=words))


def _not_waiting(text: str, facts: Facts) -> Finding:
    if facts.order_state in ("shipped", "received", "completed"):
        words = _("订单已经发货：%(carrier)s %(n)s", carrier=facts.carrier, n=facts.tracking)
        unsent = bool(_UNSENT.search(text))
        sent = bool(_SENT.search(_UNSENT.sub("", text))) or _tells(text, facts.tracking)
        return yes_or_no(sent, unsent and not sent, True, words)
    wanted = "付款|支付" if facts.order_state == "unpaid" else "关闭|取消|退款|重新拍"
    words = _("订单还没有付款") if facts.order_state == "unpaid" else _("订单已经关闭")
    said = Said.TRUE if re.search(wanted, text) else Said.MISSING
    return Finding(said, _("说对了：%(f)s", f=words) if said == Said.TRUE else words)


def order_number(text: str, facts: Facts, intent: Intent) -> Finding:
    """The tracking number itself; before it is sent, that there is none yet."""
    if not facts.tracking:
        return order_ship(text, facts, intent)
    words = _("单号是 %(carrier)s %(n)s", carrier=facts.carrier, n=facts.tracking)
    if _tells(text, facts.tracking):
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    if re.search(r"[a-z]{0,4}\d{8,}", text):
        return Finding(Said.WRONG, _("单号不对：%(fact)s", fact=words))
    if _UNSENT.search(text):
        return Finding(Said.WRONG, _("发了说成没发：%(fact)s", fact=words))
    half = bool(re.search("订单页|订单详情|物流信息|能查|可以查", text))
    return Finding(Said.HALF if half else Said.MISSING, _("没有给单号：%(fact)s", fact=words))


def order_where(text: str, facts: Facts, intent: Intent) -> Finding:
    """Where the parcel is: by its number, its carrier, or that it is on the way."""
    found = order_number(text, facts, intent)
    if facts.tracking and found.said in (Said.MISSING, Said.HALF) and _SENT.search(text):
        return Finding(Said.TRUE, _("说清了包裹在路上，再给单号更好：%(n)s", n=facts.tracking))
    return found


def _tells(text: str, number: str) -> bool:
    return bool(number) and number.lower() in text.replace(" ", "")
