"""Taking goods from the live bag of a store: only what is in it, only at what was shown."""

from flask_babel import gettext as _

from app.errors import Conflict, Invalid
from app.money import yuan
from sim_market.mall.operations.buying import guard_buyable
from sim_market.orders import operations as orders
from sim_market.orders.models import CartSource
from sim_market.orders.operations import PriceChanged
from sim_market.orders.queries import find_cart_line
from sim_market.promotions.live import Bag, LivePrice
from sim_market.promotions.models import PromotionSpent
from sim_market.rules.pack import RuleId
from sim_market.shoppers.models import Shopper


def put_live_in_cart(
    shopper: Shopper, bag: Bag, sku_id: int, quantity: int, *, seen_fen: int
) -> LivePrice:
    """Into the cart, as coming from the bag. Raises what `guard_live` raises; what is in the cart
    from there already counts towards the limit.
    """
    line = find_cart_line(shopper, sku_id)
    held = line.quantity if line and line.source == CartSource.LIVE_BAG else 0
    found = guard_live(shopper, bag, sku_id, quantity, held=held, seen_fen=seen_fen)
    orders.put_in_cart(shopper, found.sku, quantity, live_fen=found.price_fen)
    return found


def guard_live(
    shopper: Shopper, bag: Bag, sku_id: int, quantity: int, *, held: int = 0, seen_fen: int
) -> LivePrice:
    """What the bag offers of a SKU. Raises Conflict if it is not in it (any more), PromotionSpent
    if nothing is left at the price, Invalid beyond the limit of one buyer, PriceChanged if it
    costs more than was shown, and what `guard_buyable` raises.
    """
    found = bag.find(sku_id)
    if found is None:
        raise Conflict(
            _("这件商品现在不在“%(store)s”的直播购物袋里，没有放进购物车", store=bag.store.name),
            rule=RuleId.PRICE_CHANGE,
            next_step=_("看看袋里现在有什么；想按原价买，去店里找"),
            link=f"/mall/stores/{bag.store.id}/live-bag",
        )
    guard_buyable(shopper, found.sku, quantity)
    _guard_left(found, quantity, held)
    if found.price_fen > seen_fen:
        raise PriceChanged(
            _(
                "直播价变了：现在 %(now)s，刚才看到的是 %(then)s，没有放进购物车",
                now=yuan(found.price_fen), then=yuan(seen_fen),
            ),
            rule=RuleId.PRICE_CHANGE, next_step=_("看清新的价格，同意再放"),
        )  # fmt: skip
    return found


def _guard_left(found: LivePrice, quantity: int, held: int) -> None:
    left, title = found.left, found.sku.listing.title
    if left == 0:
        raise PromotionSpent(
            _("《%(title)s》的直播价您已经买满，或者名额抢完了", title=title),
            rule=RuleId.QUANTITY, next_step=_("想再买，可以到商品页按原价买"),
            link=f"/mall/listings/{found.sku.listing_id}",
        )  # fmt: skip
    if left is not None and held + quantity > left:
        raise Invalid(
            _(
                "《%(title)s》按直播价您还能买 %(n)s 件，购物车里已有 %(m)s 件，没有再放",
                title=title, n=left, m=held,
            ),
            rule=RuleId.QUANTITY, fields={"quantity": _("最多 %(n)s 件", n=max(0, left - held))},
            next_step=_("减少数量；多要的到商品页按原价买"),
        )  # fmt: skip
