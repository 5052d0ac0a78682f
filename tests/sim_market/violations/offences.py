"""For each rule that something carries out after the fact: a class in which it is broken, and the
nearest one in which it is not.
"""

from datetime import timedelta

from app.db import db
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.listings.models import Listing, SkuPrice
from sim_market.orders.operations import buy_at_once, ship_order
from sim_market.rules.pack import RuleId
from sim_market.shoppers.operations import shopper_of
from sim_market.violations.models import Violation
from sim_market.violations.operations import patrol_cohort
from tests import make
from tests.sim_market.money import pass_time, problems


def wrong_now() -> list[str]:
    """What the checks find wrong; these tests change titles behind the search index's back."""
    return [wrong for wrong in problems() if not wrong.startswith("listings.search")]


def listing_of(sku, **values) -> Listing:
    for name, value in values.items():
        setattr(sku.listing, name, value)
    db.session.flush()
    return sku.listing


def patrolled(cohort) -> list[Violation]:
    return patrol_cohort(cohort)


def title(words: str):
    """A listing on sale whose title says this."""
    sku = make.sku()
    listing_of(sku, title=words)
    patrolled(sku.cohort)
    return sku


def detail(words: str):
    sku = make.sku()
    listing_of(sku, detail=[{"kind": "text", "text": words}])
    patrolled(sku.cohort)
    return sku


def wait(hours: int, *, presale: bool):
    sku = make.sku()
    listing_of(sku, ship_hours=hours, presale=presale)
    patrolled(sku.cohort)


def compare(charged: bool):
    sku = make.sku(price_fen=1999, compare_fen=3999)
    moment = sku.cohort.sim_at
    old = moment - timedelta(days=20)
    make.saved(SkuPrice(cohort_id=sku.cohort_id, sku_id=sku.id, price_fen=3999, since_sim_at=old))
    since = moment - timedelta(days=2 if charged else 9)
    make.saved(SkuPrice(cohort_id=sku.cohort_id, sku_id=sku.id, price_fen=1999, since_sim_at=since))
    patrolled(sku.cohort)


def repeated(same: bool):
    store = make.store()
    make.sku(store=store, title="粗陶手冲杯 复古马克杯")
    make.sku(store=store, title="粗陶 手冲杯复古马克杯" if same else "粗陶手冲壶 复古大茶壶")
    patrolled(store.cohort)


def late(hours: int):
    order = make.order(of=make.sku(price_fen=10_000))
    pass_time(order.cohort, hours=hours)
    send(order)


def send(order, *, scanned: bool = True):
    events = []
    if scanned:
        city = order.address["city"]
        for n, text in ((2, "快递员已揽收"), (20, f"到达{city}")):
            at = order.cohort.sim_at + timedelta(hours=n)
            events.append({"at": at.isoformat(), "text": text})
    ship_order(
        order, carrier="x", tracking_number=f"N{order.number}", events=events, actor=None
    )  # fmt: skip


def sent(scanned: bool):
    order = make.order()
    send(order, scanned=scanned)
    pass_time(order.cohort, hours=25)
    patrolled(order.cohort)


def refunded(reason: RefundReason):
    order = make.order(of=make.sku(price_fen=10_000))
    refund = request_refund(order.lines[0], 1, reason, actor=None)
    agree_refund(refund, actor=None)


def silent(times: int):
    store = make.store()
    for _n in range(times):
        order = make.order(of=make.sku(store=store))
        request_refund(order.lines[0], 1, RefundReason.NOT_WANTED, actor=None)
    pass_time(store.cohort, hours=49)
    patrolled(store.cohort)


def swapped(times: int):
    """Two trainees buy from each other so often."""
    one, two = make.store(), make.store()
    for buyer, seller in ((one, two), (two, one)):
        for _n in range(times):
            buy_at_once(
                shopper_of(buyer.owner, buyer.cohort),
                [(make.sku(store=seller, price_fen=100), 1)],
                actor=buyer.owner,
            )
    patrolled(one.cohort)


def intro(words: str):
    store = make.store(intro=words)
    patrolled(store.cohort)


# rule -> (what breaks it, what nearly does)
AFTERWARDS = {
    RuleId.ABSOLUTE_TERMS: (
        lambda: title("全国第一的杯子 粗陶"),
        lambda: title("第一步温杯 粗陶马克杯"),
    ),
    RuleId.MEDICAL_CLAIMS: (
        lambda: detail("每天一杯根治失眠，睡得香香的"),
        lambda: detail("治愈系的颜色，看着就高兴，适合送人"),
    ),
    RuleId.OFF_PLATFORM_CONTACT: (
        lambda: intro("喜欢的话加微信聊聊，有问必答"),
        lambda: intro("有问题点客服，白天都在，有问必答"),
    ),
    RuleId.PRICE_CLAIMS: (
        lambda: title("粗陶马克杯 全网最低价"),
        lambda: title("粗陶马克杯 比上周便宜"),
    ),
    RuleId.CLAIMS_WITH_EVIDENCE: (
        lambda: title("纯天然 粗陶马克杯"),
        lambda: title("天然色 粗陶马克杯"),
    ),
    RuleId.PRESALE: (lambda: wait(400, presale=False), lambda: wait(400, presale=True)),
    RuleId.WRONG_CATEGORY: (lambda: title("折叠雨伞 晴雨两用"), lambda: title("马克杯 配雨伞图案")),
    RuleId.REPEATS: (lambda: repeated(True), lambda: repeated(False)),
    RuleId.LATE_SHIPMENT: (lambda: late(49), lambda: late(47)),
    RuleId.OUT_OF_STOCK: (
        lambda: refunded(RefundReason.NO_STOCK),
        lambda: refunded(RefundReason.NOT_WANTED),
    ),
    RuleId.FALSE_SHIPMENT: (lambda: sent(False), lambda: sent(True)),
    RuleId.FAKE_TRADE: (lambda: swapped(2), lambda: swapped(1)),
    RuleId.SLOW_SERVICE: (lambda: silent(2), lambda: silent(1)),
    RuleId.PRICE_SPOKEN: (lambda: compare(False), lambda: compare(True)),
}
