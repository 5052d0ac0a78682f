"""The states of an order and the moves between them."""

from flask_babel import lazy_gettext as _l

from app.flow import Flow, State


class OrderState(State):
    UNPAID = "unpaid", _l("待付款"), "idle"
    PAID = "paid", _l("待发货"), "warn"
    SHIPPED = "shipped", _l("已发货"), "info"
    RECEIVED = "received", _l("已收货"), "ok"
    COMPLETED = "completed", _l("已完成"), "ok"
    CLOSED = "closed", _l("已关闭"), "idle"


# CLOSED -> PAID: a payment that came after the time limit, when the goods can be held again (S9).
ORDER_FLOW = Flow(
    {
        OrderState.UNPAID: {OrderState.PAID, OrderState.CLOSED},
        OrderState.PAID: {OrderState.SHIPPED, OrderState.CLOSED},
        OrderState.SHIPPED: {OrderState.RECEIVED},
        OrderState.RECEIVED: {OrderState.COMPLETED},
        OrderState.COMPLETED: set(),
        OrderState.CLOSED: {OrderState.PAID},
    }
)


class CloseReason(State):
    """Why an order was closed."""

    TIMEOUT = "timeout", _l("超时未付款")
    BUYER = "buyer", _l("买家取消")
    SELLER = "seller", _l("商家关闭")
    REFUNDED = "refunded", _l("发货前全部退款")
