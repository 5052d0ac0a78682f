"""The seller changes the price of an unpaid order: it lands on lines and units (E1-E4)."""

from flask_babel import gettext as _

from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from app.money import percent_of, share_out, yuan
from sim_market.orders.models import (
    CHANGE_FLOW,
    ChangeState,
    Order,
    OrderLine,
    OrderState,
    PriceChange,
)
from sim_market.orders.operations.locking import lock_order
from sim_market.orders.operations.waiting import paid_first_fen
from sim_market.orders.queries.pricing import find_waiting_change, list_changes
from sim_market.payments.operations import drop_for
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


def change_price(
    order: Order, *, goods_fen: int, shipping_fen: int, reason: str, actor: User
) -> PriceChange:
    """Ask another sum for an unpaid order. A lower one holds at once, a higher one when the buyer
    agrees (E4). A change that waited for an answer is replaced.

    Raises Conflict if it is paid or closed or was changed too often, Invalid for a strange sum;
    PaymentInFlight while the provider has money for it (E3).
    """
    drop_for(order.number, order.cohort_id)
    lock_order(order)
    before = list_changes(order)
    _check(order, goods_fen, shipping_fen, len(before))
    if not reason.strip():
        raise Invalid(
            _("要写明为什么改价，买家会看到"), rule=RuleId.PRICE_CHANGE,
            next_step=_("例如：老顾客优惠、补运费差价"), fields={"reason": _("请写改价的原因")},
        )  # fmt: skip
    _drop_waiting(before)
    change = _change(order, goods_fen, shipping_fen, reason, len(before) + 1)
    db.session.add(change)
    facts = {"number": order.number, "from_fen": change.from_fen, "to_fen": change.to_fen}
    if change.is_waiting:
        record(Verb.PRICE_PROPOSED, order, actor=actor, **facts)
    else:
        _apply(order, goods_fen, shipping_fen)
        record(Verb.ORDER_PRICED, order, actor=actor, **facts)
    return change


def answer_change(order: Order, *, agree: bool, to_fen: int, actor: User | None) -> None:
    """The buyer's answer to a higher price. `to_fen` is the sum that the buyer was shown.

    Raises Conflict if no change waits any more, or another than was shown.
    """
    drop_for(order.number, order.cohort_id)
    lock_order(order)
    change = find_waiting_change(order)
    if change is None or order.state != OrderState.UNPAID or change.to_fen != to_fen:
        raise Conflict(
            _("这次改价已经不在等您答复，价格没有变"), rule=RuleId.PRICE_CHANGE,
            next_step=_("刷新页面看现在的价格"),
        )  # fmt: skip
    to = ChangeState.DONE if agree else ChangeState.REFUSED
    CHANGE_FLOW.claim(change, to, answered_sim_at=order.cohort.sim_at)
    if agree:
        _apply(order, change.to_goods_fen, change.to_shipping_fen)
    record(
        Verb.PRICE_ANSWERED, order, actor=actor, number=order.number, agreed=agree,
        from_fen=change.from_fen, to_fen=change.to_fen,
    )  # fmt: skip
    if agree:
        record(
            Verb.ORDER_PRICED, order, actor=actor, number=order.number,
            from_fen=change.from_fen, to_fen=change.to_fen,
        )  # fmt: skip


def first_fen(order: Order) -> int:
    """What the order came to before any change."""
    return order.pay_fen - order.adjust_fen - order.shipping_adjust_fen


def _check(order: Order, goods_fen: int, shipping_fen: int, changes: int) -> None:
    rules = pack(order.cohort)
    if order.state != OrderState.UNPAID:
        raise Conflict(
            _("订单现在是“%(state)s”，不能改价", state=order.state.word),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("已付款的订单可以退差价：让买家申请退款"),
        )
    if changes >= rules.price_changes_max:
        raise Conflict(
            _("一张订单最多改 %(n)s 次价，没有再改", n=rules.price_changes_max),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("谈好价钱再改；实在不行请买家重新下单"),
        )
    if goods_fen < 0 or shipping_fen < 0 or goods_fen + shipping_fen < 1:
        raise Invalid(
            _("改价后买家至少要付 0.01 元，没有改"),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("想送给买家，可以改成 0.01 元"),
            fields={"goods": _("金额太小")},
        )
    _check_rest(order, goods_fen + shipping_fen)
    most = percent_of(first_fen(order), rules.price_raise_max_bp)
    if goods_fen + shipping_fen > most:
        raise Invalid(
            _("最多改到 %(most)s，没有改", most=yuan(most)),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("差得多的话，关闭订单，请买家按新价格重新下单"),
            fields={"goods": _("超过了上限")},
        )
    if (goods_fen, shipping_fen) == (order.goods_fen, order.shipping_fen):
        raise Invalid(
            _("价格没有变，没有改"), rule=RuleId.PRICE_CHANGE, next_step=_("填一个新的金额"),
            fields={"goods": _("和现在一样")},
        )  # fmt: skip


def _check_rest(order: Order, to_fen: int) -> None:
    """Something must be left to pay after what is paid first, as the deposit of a presale."""
    first = paid_first_fen(order)
    if first and to_fen <= first:
        raise Invalid(
            _("这张订单先付的定金是 %(fen)s，改后的总价要比它多，没有改", fen=yuan(first)),
            rule=RuleId.PRICE_CHANGE, next_step=_("改高一些，给尾款至少留 0.01 元"),
            fields={"goods": _("金额太小")},
        )  # fmt: skip


def _change(order: Order, goods_fen: int, shipping_fen: int, reason: str, no: int) -> PriceChange:
    now, dearer = order.cohort.sim_at, goods_fen + shipping_fen > order.pay_fen
    return PriceChange(
        cohort_id=order.cohort_id, order_id=order.id, order=order, no=no,
        state=ChangeState.WAITING if dearer else ChangeState.DONE,
        from_goods_fen=order.goods_fen, from_shipping_fen=order.shipping_fen,
        to_goods_fen=goods_fen, to_shipping_fen=shipping_fen, reason=reason.strip()[:100],
        said_sim_at=now, answered_sim_at=None if dearer else now,
    )  # fmt: skip


def _drop_waiting(changes: list[PriceChange]) -> None:
    for change in changes:
        if change.is_waiting:
            now = change.cohort.sim_at
            CHANGE_FLOW.claim(change, ChangeState.DROPPED, answered_sim_at=now)


def _apply(order: Order, goods_fen: int, shipping_fen: int) -> None:
    """Share the change over lines by what they cost before any change (E2, A1-A3)."""
    first = [line.pay_fen - line.adjust_fen for line in order.lines]
    shares = share_out(goods_fen - sum(first), _weights(order, first))
    for line, was, change in zip(order.lines, first, shares, strict=True):
        _reprice(line, was + change, change)
    order.adjust_fen = goods_fen - sum(first)
    order.shipping_adjust_fen += shipping_fen - order.shipping_fen
    order.goods_fen, order.shipping_fen = goods_fen, shipping_fen
    order.pay_fen = goods_fen + shipping_fen
    order.version += 1
    order.changed_sim_at = order.cohort.sim_at
    db.session.flush()


def _weights(order: Order, first: list[int]) -> list[int]:
    """What lines cost; where all were free, what they would have cost; gifts stay free (A4)."""
    if sum(first):
        return first
    return [line.list_fen for line in order.lines]


def _reprice(line: OrderLine, pay_fen: int, adjust_fen: int) -> None:
    """Another sum for a line, and for each of its units by what it cost (A6)."""
    if pay_fen == line.pay_fen and adjust_fen == line.adjust_fen:
        return
    line.unit_fens = share_out(pay_fen, line.unit_costs)
    line.pay_fen, line.adjust_fen = pay_fen, adjust_fen
