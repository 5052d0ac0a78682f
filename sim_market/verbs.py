"""Everything the market writes in the journal."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Verb(StrEnum):
    SHOPPER_ENROLLED = "shopper.enrolled"
    STORE_APPLIED = "store.applied"
    STORE_RETURNED = "store.returned"
    STORE_OPENED = "store.opened"
    STORE_CHANGED = "store.changed"
    LISTING_CREATED = "listing.created"
    LISTING_CHANGED = "listing.changed"
    LISTING_ON_SALE = "listing.on_sale"
    LISTING_OFF_SALE = "listing.off_sale"
    PRICE_CHANGED = "listing.price_changed"
    STOCK_COUNTED = "listing.stock_counted"
    ORDER_PLACED = "order.placed"
    ORDER_PAID = "order.paid"
    ORDER_CLOSED = "order.closed"
    ORDER_SHIPPED = "order.shipped"
    ORDER_LATE = "order.late"
    ORDER_DELIVERED = "order.delivered"
    ORDER_RECEIVED = "order.received"
    ORDER_COMPLETED = "order.completed"
    REFUND_REQUESTED = "refund.requested"
    REFUND_AGREED = "refund.agreed"
    REFUND_REJECTED = "refund.rejected"
    REFUND_WITHDRAWN = "refund.withdrawn"
    REVIEW_WRITTEN = "review.written"
    REVIEW_REPLIED = "review.replied"
    FUNDS_MOVED = "finance.funds_moved"
    SALE_LOST = "market.sale_lost"


WORDS: dict[str, LazyString] = {
    Verb.SHOPPER_ENROLLED: _l("领取启动金"),
    Verb.STORE_APPLIED: _l("申请开店"),
    Verb.STORE_RETURNED: _l("开店申请退回"),
    Verb.STORE_OPENED: _l("店铺开张"),
    Verb.STORE_CHANGED: _l("改店铺资料"),
    Verb.LISTING_CREATED: _l("发布商品"),
    Verb.LISTING_CHANGED: _l("改商品"),
    Verb.LISTING_ON_SALE: _l("商品上架"),
    Verb.LISTING_OFF_SALE: _l("商品下架"),
    Verb.PRICE_CHANGED: _l("改价"),
    Verb.STOCK_COUNTED: _l("改库存"),
    Verb.ORDER_PLACED: _l("下单"),
    Verb.ORDER_PAID: _l("付款"),
    Verb.ORDER_CLOSED: _l("关闭订单"),
    Verb.ORDER_SHIPPED: _l("发货"),
    Verb.ORDER_LATE: _l("发货超时"),
    Verb.ORDER_DELIVERED: _l("送达"),
    Verb.ORDER_RECEIVED: _l("确认收货"),
    Verb.ORDER_COMPLETED: _l("交易完成"),
    Verb.REFUND_REQUESTED: _l("申请退款"),
    Verb.REFUND_AGREED: _l("同意退款"),
    Verb.REFUND_REJECTED: _l("拒绝退款"),
    Verb.REFUND_WITHDRAWN: _l("撤回退款"),
    Verb.REVIEW_WRITTEN: _l("写评价"),
    Verb.REVIEW_REPLIED: _l("回评价"),
    Verb.FUNDS_MOVED: _l("资金变动"),
    Verb.SALE_LOST: _l("没买成"),
}
