"""Placing orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from app import jobs
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from app.money import MAX_FEN, yuan
from sim_market.listings.models import Sku
from sim_market.listings.operations import hold_all
from sim_market.orders.fees import guard_delivered
from sim_market.orders.models import CartLine, Order, OrderCounter, OrderState
from sim_market.orders.operations.facts import facts_of
from sim_market.orders.operations.freezing import frozen_lines, units_to_hold
from sim_market.orders.operations.limits import check_limits, guard_had
from sim_market.orders.operations.paying import check_funds, take_payment
from sim_market.orders.pricing import BEST, Priced, Wish, live_skus, price_purchase
from sim_market.orders.snapshot import snapshot_of
from sim_market.promotions.operations import use_promotions
from sim_market.promotions.pricing import Quote
from sim_market.rules.pack import Pack, RuleId, pack
from sim_market.shoppers.models import Shopper
from sim_market.verbs import Verb

COUNTER = cast(sa.Table, OrderCounter.__table__)
COUNT = (
    sa.update(COUNTER)
    .where(COUNTER.c.cohort_id == sa.bindparam("cohort"))
    .values(last=COUNTER.c.last + 1)
    .returning(COUNTER.c.last)
)


class OwnStore(NotAllowed):
    """Somebody tried to buy from their own store: fake trade."""


class PriceChanged(Conflict):
    """The sum is not the one that the buyer was shown and agreed to."""


class NotOnSale(Conflict):
    """The goods cannot be bought now."""


@dataclass(frozen=True, slots=True)
class Together:
    """A checkout over several stores: priced as one; the numbers of its orders so far."""

    priced: Priced
    numbers: list[str] = field(default_factory=list)


def place_order(  # noqa: PLR0913 - all that an order says
    shopper: Shopper,
    wanted: Sequence[tuple[Sku, int]],
    *,
    actor: User | None,
    address: Mapping[str, Any] | None = None,
    note: str = "",
    expected_fen: int | None = None,
    wish: Wish = BEST,
    among: Together | None = None,
) -> Order:
    """Order goods of one store at today's prices under all promotions that run; the stock is held
    until it is paid or closed.

    `address` as `Shopper.address`; `expected_fen` is the sum that the buyer was shown; `wish`: the
    coupons that are to be used, the best ones if it is not said; `among`: the checkout that it is
    a part of. Raises OutOfStock, NotOnSale, OwnStore, PriceChanged, PromotionSpent, CouponSpent,
    Invalid; then nothing was ordered.
    """
    order = _prepared(shopper, wanted, address, note, expected_fen, wish, among)
    db.session.add(order)
    record(Verb.ORDER_PLACED, order, actor=actor, **facts_of(order))
    jobs.schedule(
        "orders.close_unpaid", order.number, cohort_id=order.cohort_id, at=order.pay_by_sim_at
    )
    return order


def buy_at_once(
    shopper: Shopper,
    wanted: Sequence[tuple[Sku, int]],
    *,
    actor: User | None,
    address: Mapping[str, Any] | None = None,
    note: str = "",
    wish: Wish = BEST,
) -> Order:
    """Place an order and pay it in the same moment. Raises what either raises."""
    order = _prepared(shopper, wanted, address, note, None, wish)
    check_funds(order)
    order.be_paid()
    db.session.add(order)
    record(Verb.ORDER_PLACED, order, actor=actor, **facts_of(order))
    take_payment(order, actor=actor)
    return order


def check_out(  # noqa: PLR0913 - all that a checkout says
    shopper: Shopper,
    lines: Sequence[CartLine],
    *,
    actor: User,
    address: Mapping[str, Any] | None = None,
    notes: Mapping[int, str] | None = None,
    expected_fen: int | None = None,
    wish: Wish = BEST,
) -> list[Order]:
    """Order the cart lines given: one order per store, all or none; they leave the cart.

    Lines that came from a live bag are priced as such, whatever `wish` says of it. `notes` by store
    id; `expected_fen` is the sum over all stores that the buyer was shown. All are priced together:
    the platform's coupons span stores.
    """
    if not lines:
        raise Invalid(
            _("还没有勾选要买的商品"),
            next_step=_("在购物车里勾选后再结算；刚下过的单在“我买的”里"),
            link="/mall/cart",
        )
    by_store: dict[int, list[CartLine]] = defaultdict(list)
    for line in lines:
        by_store[line.sku.listing.store_id].append(line)
    place = address or shopper.address
    baskets = {
        of[0].sku.listing.store: _summed([(line.sku, line.quantity) for line in of])
        for _id, of in sorted(by_store.items())
    }
    wish = replace(wish, live=live_skus(lines))
    priced = price_purchase(baskets, str(place.get("province", "")), shopper, wish)
    _agree(priced.pay_fen, expected_fen)
    together = Together(priced)
    orders = [
        place_order(
            shopper, basket, actor=actor, address=address, note=(notes or {}).get(store.id, ""),
            among=together,
        )
        for store, basket in baskets.items()
    ]  # fmt: skip
    for line in lines:
        db.session.delete(line)
    return orders


def _prepared(  # noqa: PLR0913 - all that an order says
    shopper: Shopper,
    wanted: Sequence[tuple[Sku, int]],
    address: Mapping[str, Any] | None,
    note: str,
    expected_fen: int | None = None,
    wish: Wish = BEST,
    among: Together | None = None,
) -> Order:
    """A new order whose stock is held and whose promotions are counted, not yet in the session."""
    basket = _summed(wanted)
    rules = pack(shopper.cohort)
    _check(shopper, basket, rules)
    check_limits(shopper, basket)
    place = dict(address or shopper.address)
    province, store = str(place.get("province", "")), basket[0][0].listing.store
    priced = among.priced if among else price_purchase({store: basket}, province, shopper, wish)
    guard_delivered(priced.fees[store.id], store, province)
    quote = priced.of(store)
    _agree(quote.pay_fen, expected_fen)
    order = _order(shopper, basket, rules, quote, priced)
    order.address, order.note = place, note.strip()[:200]
    guard_had(shopper, quote)
    earlier = among.numbers if among else []
    use_promotions(quote, order.number, shopper, priced.offers.coupons, among=earlier)
    earlier.append(order.number)
    hold_all(units_to_hold(order.lines), of=shopper.cohort, ref=order.number)
    return order


def _summed(wanted: Sequence[tuple[Sku, int]]) -> list[tuple[Sku, int]]:
    """One line per SKU (S4), in ascending id (S5). Raises Invalid for a strange quantity."""
    quantities: dict[Sku, int] = defaultdict(int)
    for sku, quantity in wanted:
        if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
            raise Invalid(_("购买数量要是大于 0 的整数"), rule=RuleId.QUANTITY)
        quantities[sku] += quantity
    if not quantities:
        raise Invalid(_("没有选商品，没有下单"), next_step=_("先选商品和数量"))
    return sorted(quantities.items(), key=lambda item: item[0].id)


def _check(shopper: Shopper, basket: Sequence[tuple[Sku, int]], rules: Pack) -> None:
    store = basket[0][0].listing.store
    if any(sku.listing.store_id != store.id for sku, _quantity in basket):
        raise Invalid(
            _("一张订单只能买同一家店的商品"), next_step=_("分开下单，或从购物车一起结算")
        )
    if store.cohort_id != shopper.cohort_id or not shopper.cohort.is_open:
        raise NotOnSale(_("这个班的模拟商城现在不营业"))
    if shopper.user_id == store.owner_id:
        raise OwnStore(
            _("不能买自己店里的商品：这属于虚假交易"),
            rule=RuleId.FAKE_TRADE,
            next_step=_("想看买家的样子，可以逛同学的店"),
            link="/mall",
        )
    for sku, quantity in basket:
        _check_line(shopper, sku, quantity, rules)


def _check_line(shopper: Shopper, sku: Sku, quantity: int, rules: Pack) -> None:
    if not (sku.listing.is_on_sale and sku.listing.store.is_open):
        raise NotOnSale(
            _("《%(title)s》现在不能买：商品已下架或店铺没有营业", title=sku.listing.title),
            next_step=_("看看别的商品"),
            link="/mall",
        )
    if not shopper.is_simulated and quantity > rules.line_quantity_max:
        raise Invalid(
            _("一种商品一次最多买 %(n)s 件", n=rules.line_quantity_max), rule=RuleId.QUANTITY
        )
    if sku.price_fen * quantity > MAX_FEN:
        raise Invalid(_("订单金额太大：练习里一张订单最多 1,000 万元"), rule=RuleId.QUANTITY)


def _agree(total_fen: int, expected_fen: int | None) -> None:
    if expected_fen is not None and total_fen != expected_fen:
        raise PriceChanged(
            _(
                "价格变了：现在是 %(now)s，刚才看到的是 %(then)s，没有下单",
                now=yuan(total_fen),
                then=yuan(expected_fen),
            ),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("看清新的价格，同意再提交"),
        )


def _order(
    shopper: Shopper, basket: Sequence[tuple[Sku, int]], rules: Pack, quote: Quote, priced: Priced
) -> Order:
    """The order as it is frozen now (P6)."""
    store, now = basket[0][0].listing.store, shopper.cohort.sim_at
    lines = frozen_lines(basket, quote, priced.offers)
    return Order(
        cohort_id=shopper.cohort_id, state=OrderState.UNPAID, store=store, shopper=shopper,
        number=next_number(shopper.cohort_id), lines=lines,
        goods_fen=quote.goods_fen, discount_fen=quote.discount_fen, adjust_fen=0,
        platform_fen=sum(line.platform_fen for line in lines),
        shipping_fen=quote.shipping_fen, shipping_discount_fen=quote.shipping_off_fen,
        shipping_platform_fen=sum(each.platform_fen for each in quote.applied if each.shipping),
        shipping_adjust_fen=0, pay_fen=quote.pay_fen,
        promotions=snapshot_of(quote, priced.offers.coupons),
        shipping_refunded_fen=0, promise_hours=promise_of(basket),
        placed_sim_at=now, changed_sim_at=now,
        pay_by_sim_at=now + timedelta(minutes=rules.unpaid_close_minutes),
    )  # fmt: skip


def promise_of(basket: Sequence[tuple[Sku, int]]) -> int:
    """Hours from payment to sending: the shortest promise shown counts (mall_rules, shipping).

    With presale goods, which say so, the order goes out when the last of them is there.
    """
    hours = [sku.listing.ship_hours or sku.listing.store.ship_hours for sku, _n in basket]
    presale = [n for n, (sku, _n) in zip(hours, basket, strict=True) if sku.listing.presale]
    return max(presale) if presale else min(hours)


def next_number(cohort_id: int) -> str:
    """'D0000001', 'D0000002' ...: counted in each sandbox, gaps only where nothing was kept."""
    last = db.session.scalar(COUNT, {"cohort": cohort_id})
    if last is None:
        insert_unless_there(OrderCounter, cohort_id=cohort_id, last=0)
        last = db.session.scalar(COUNT, {"cohort": cohort_id})
    return f"D{last:07d}"
