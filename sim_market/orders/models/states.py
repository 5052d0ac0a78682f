"""The states of an order and the moves between them."""

from flask_babel import lazy_gettext as _l

from app.flow import Flow, State


class OrderState(State):
    UNPAID = "unpaid", _l("待付款"), "idle"
    PAID = "paid", _l("待发货"), "warn"
    PART_SHIPPED = "part_shipped", _l("部分发货"), "warn"
    SHIPPED = "shipped", _l("已发货"), "info"
    RECEIVED = "received", _l("已收货"), "ok"
    COMPLETED = "completed", _l("已完成"), "ok"
    CLOSED = "closed", _l("已关闭"), "idle"


# CLOSED -> PAID: a payment that came after the time limit, when the goods can be held again (S9).
ORDER_FLOW = Flow(
    {
        OrderState.UNPAID: {OrderState.PAID, OrderState.CLOSED},
        OrderState.PAID: {OrderState.PART_SHIPPED, OrderState.SHIPPED, OrderState.CLOSED},
        OrderState.PART_SHIPPED: {OrderState.PART_SHIPPED, OrderState.SHIPPED},
        OrderState.SHIPPED: {OrderState.RECEIVED},
        OrderState.RECEIVED: {OrderState.COMPLETED},
        OrderState.COMPLETED: set(),
        OrderState.CLOSED: {OrderState.PAID},
    }
)
TO_SHIP = (OrderState.PAID, OrderState.PART_SHIPPED)  # goods of it wait to be sent
HOLDS = (OrderState.UNPAID, *TO_SHIP)  # stock is reserved for it


class CloseReason(State):
    """Why an order was closed."""

    TIMEOUT = "timeout", _l("超时未付款")
    BUYER = "buyer", _l("买家取消")
    SELLER = "seller", _l("商家关闭")
    REFUNDED = "refunded", _l("发货前全部退款")


class BuyerReason(State):
    """What a buyer says when cancelling an order, before or after paying it."""

    CHANGED_MIND = "changed_mind", _l("不想要了")
    WRONG_ITEM = "wrong_item", _l("拍错了商品或规格")
    ADDRESS = "address", _l("地址或电话填错了")
    PAY_TROUBLE = "pay_trouble", _l("付款遇到问题")
    TWICE = "twice", _l("重复下单了")
    DEARER = "dearer", _l("别处更便宜")
    OTHER = "other", _l("其他原因")


class SellerReason(State):
    """What a merchant says when closing an unpaid order."""

    NO_STOCK = "no_stock", _l("没有货了")
    BUYER_ASKED = "buyer_asked", _l("买家要求取消")
    WRONG_PRICE = "wrong_price", _l("价格标错了")
    ADDRESS = "address", _l("地址送不到或不完整")
    TWICE = "twice", _l("买家重复下单")
    OTHER = "other", _l("其他原因")
