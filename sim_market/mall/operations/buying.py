"""What a buyer does in the mall; orders, money and stock are changed by the rooms below."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _

from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.money import yuan
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import request_refund
from sim_market.listings.models import OutOfStock, Sku
from sim_market.mall import queries
from sim_market.mall.queries.carts import Basket
from sim_market.orders import operations as orders
from sim_market.orders.models import BuyerReason, Order
from sim_market.orders.operations.closing import cancel_unpaid, guard_words, reason_said
from sim_market.orders.pricing import BEST, Wish, price_purchase
from sim_market.payments.models import Payment, PaymentKind
from sim_market.payments.operations import ask, take
from sim_market.presales.operations import guard_payment
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper


def put_in_cart(shopper: Shopper, sku: Sku, quantity: int) -> None:
    """Add goods to the cart. Own goods are refused here already, and taught (rule T-6)."""
    guard_buyable(shopper, sku, quantity)
    orders.put_in_cart(shopper, sku, quantity)


def guard_buyable(shopper: Shopper, sku: Sku, quantity: int) -> None:
    """Raise what stands in the way of buying: own store, not on sale, not enough of it."""
    listing = sku.listing
    if listing.store.owner_id == shopper.user_id:
        raise NotAllowed(
            _("不能买自己店里的商品：这属于虚假交易"),
            rule=RuleId.FAKE_TRADE,
            next_step=_("想看买家的样子，可以逛同学的店"),
            link="/mall",
        )
    if not (listing.is_on_sale and listing.store.is_open):
        raise Conflict(
            _("《%(title)s》已经下架", title=listing.title),
            next_step=_("看看别的商品"),
            link="/mall",
        )
    if sku.available < quantity:
        raise OutOfStock(
            _("《%(title)s》只剩 %(n)s 件", title=listing.title, n=max(0, sku.available)),
            next_step=_("减少数量，或看看别的规格"),
        )


def check_out_cart(
    shopper: Shopper, notes: Mapping[int, str], seen_fen: int, *, wish: Wish = BEST, actor: User
) -> list[Order]:
    """Order what is ticked, one order per store. A lower price passes silently (E4). Raises
    PriceChanged while the buyer has not agreed that a live price is over.
    """
    baskets = queries.list_cart(shopper)
    guard_agreed(baskets)
    wish = replace(wish, live=queries.live_in(baskets))
    lines = [line for basket in baskets for line in basket.wanted]
    priced = price_purchase(
        {each.store: each.pairs for each in baskets if each.wanted}, shopper.province, shopper, wish
    )
    return orders.check_out(
        shopper, lines, actor=actor, notes=notes, wish=wish,
        expected_fen=agreed(priced.pay_fen, seen_fen),
    )  # fmt: skip


def guard_agreed(baskets: Sequence[Basket]) -> None:
    """Raise PriceChanged if something ticked came from a live bag for less than it costs now."""
    lapsed = [line for basket in baskets for line in basket.lapsed]
    if lapsed:
        raise orders.PriceChanged(
            _(
                "《%(title)s》的直播价变了，要先同意现在的价格，没有下单",
                title=lapsed[0].sku.listing.title,
            ),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("回购物车，点“按现在的价买”，或者拿出来"),
            link="/mall/cart",
        )


def buy_now(
    shopper: Shopper,
    wanted: Sequence[tuple[Sku, int]],
    *,
    note: str,
    seen_fen: int,
    wish: Wish = BEST,
    actor: User,
) -> list[Order]:
    """Order goods of one store without the cart."""
    store = wanted[0][0].listing.store
    priced = price_purchase({store: wanted}, shopper.province, shopper, wish)
    placed = orders.place_order(
        shopper, wanted, actor=actor, note=note, wish=wish,
        expected_fen=agreed(priced.pay_fen, seen_fen),
    )  # fmt: skip
    return [placed]


def begin_payment(unpaid: Sequence[Order], *, key: str) -> Payment:
    """One payment over several orders. `key`: of the form."""
    if not unpaid:
        raise Invalid(_("没有要付款的订单"), next_step=_("看看我的订单"), link="/mall/orders")
    return orders.begin_payment(unpaid, key=key)


def pay(payment: Payment, *, seen_fen: int, actor: User) -> bool:
    """Let the provider take the money that the payer was shown. False if it declined."""
    if seen_fen != payment.amount_fen:
        raise Conflict(
            _(
                "页面上的金额是 %(then)s，这笔付款要付 %(now)s，没有扣钱",
                then=yuan(seen_fen),
                now=yuan(payment.amount_fen),
            ),
            rule=RuleId.PAYMENT_RESULT,
            next_step=_("核对下面的金额，同意再付"),
        )
    if payment.can_take:
        guard = orders.guard_unchanged if payment.kind == PaymentKind.ORDERS else guard_payment
        guard(payment)
    return take(payment, actor=actor)


def ask_for_result(payment: Payment) -> bool:
    """Ask the provider for a payment. True if that brought the result."""
    if not payment.is_taken:
        raise Conflict(
            _("付款 %(n)s 没有扣过钱，没有结果可查", n=payment.number),
            rule=RuleId.PAYMENT_RESULT,
            next_step=_("回“待付款”重新付款"),
            link="/mall/till",
        )
    return ask(payment)


def cancel_order(order: Order, why: BuyerReason, words: str = "", *, actor: User) -> None:
    """Give an order up and say why: at once while it is unpaid; after that, and before anything
    was sent, all of it is asked back, and the order closes as the merchant agrees (R3).
    """
    if not order.is_paid:
        cancel_unpaid(order, why, words, actor=actor)
        return
    guard_words(why, words)
    lines = [line for line in order.lines if line.refundable_quantity]
    if order.has_left or not order.can_ship or not lines:
        raise Conflict(
            _("订单现在是“%(state)s”，不能整单取消", state=order.state.word),
            rule=RuleId.REFUND_ANSWER,
            next_step=_("已发货的，收到后在订单页申请售后；正在办退款的，等商家答复"),
            link=f"/mall/orders/{order.number}",
        )
    note = reason_said(why.word, words)
    for line in lines:
        request_refund(
            line, line.refundable_quantity, RefundReason.NOT_WANTED, words=note, actor=actor
        )
    order.close_note = note


def agreed(now_fen: int, seen_fen: int) -> int:
    """The sum a buyer has agreed to: what was shown, or less."""
    return min(now_fen, seen_fen)
