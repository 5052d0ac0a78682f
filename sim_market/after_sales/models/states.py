"""The states of an after-sale request and of an offer, and the words for what is asked and why."""

from flask_babel import lazy_gettext as _l

from app.flow import Flow, State


class RefundState(State):
    APPLIED = "applied", _l("待答复"), "warn"
    AGREED = "agreed", _l("已同意"), "info"
    REJECTED = "rejected", _l("已拒绝"), "risk"
    WITHDRAWN = "withdrawn", _l("已撤回"), "idle"
    DONE = "done", _l("已退款"), "ok"
    WAIT_GOODS = "wait_goods", _l("待买家寄回"), "info"
    ON_WAY = "on_way", _l("退货在途"), "warn"
    DEDUCTION = "deduction", _l("待买家确认扣款"), "warn"
    WAIT_PAY = "wait_pay", _l("待买家补差价"), "info"
    DISPUTED = "disputed", _l("平台介入"), "warn"
    CLOSED = "closed", _l("已关闭"), "idle"


REFUND_FLOW = Flow(
    {
        RefundState.APPLIED: {
            RefundState.AGREED,
            RefundState.WAIT_GOODS,
            RefundState.REJECTED,
            RefundState.WITHDRAWN,
        },
        RefundState.AGREED: {RefundState.DONE},
        RefundState.REJECTED: {RefundState.DISPUTED},
        RefundState.WITHDRAWN: set(),
        RefundState.WAIT_GOODS: {RefundState.ON_WAY, RefundState.WITHDRAWN, RefundState.CLOSED},
        RefundState.ON_WAY: {
            RefundState.AGREED,
            RefundState.WAIT_PAY,
            RefundState.DEDUCTION,
            RefundState.DISPUTED,
        },
        RefundState.DEDUCTION: {RefundState.AGREED, RefundState.DISPUTED},
        RefundState.WAIT_PAY: {RefundState.AGREED},
        RefundState.DISPUTED: {
            RefundState.AGREED,
            RefundState.WAIT_GOODS,
            RefundState.WAIT_PAY,
            RefundState.CLOSED,
        },
        RefundState.CLOSED: set(),
        RefundState.DONE: set(),
    }
)
OPEN = (
    RefundState.APPLIED,
    RefundState.WAIT_GOODS,
    RefundState.ON_WAY,
    RefundState.DEDUCTION,
    RefundState.WAIT_PAY,
    RefundState.DISPUTED,
)
ENDED = tuple(state for state, moves in REFUND_FLOW.moves.items() if not moves)


class AfterSaleKind(State):
    """What the buyer asks for."""

    REFUND = "refund", _l("仅退款")
    RETURN = "return", _l("退货退款")
    EXCHANGE = "exchange", _l("换货")


WITH_GOODS = (AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE)  # the buyer sends goods back


class RefundReason(State):
    """What the buyer says it is about."""

    NOT_WANTED = "not_wanted", _l("不想要了")
    LATE = "late", _l("迟迟没有发货")
    QUALITY = "quality", _l("质量有问题")
    DIFFERENT = "different", _l("与描述不符")
    DAMAGED = "damaged", _l("运输中破损")
    MISSING = "missing", _l("少发漏发")
    SIZE = "size", _l("规格不合适")
    OTHER = "other", _l("其他")
    NO_STOCK = "no_stock", _l("商家没有货")  # said by the merchant (rule S-3)
    GROUP_FAILED = "group_failed", _l("拼团没有成团")  # said by the platform (rule P-2)


MERCHANT_AT_FAULT = frozenset(
    {
        RefundReason.LATE,
        RefundReason.QUALITY,
        RefundReason.DIFFERENT,
        RefundReason.DAMAGED,
        RefundReason.MISSING,
        RefundReason.NO_STOCK,
    }
)  # then the shipping fee goes back too, even after shipment (mall_rules, after-sale)


class Inspection(State):
    """What the merchant found in the parcel that came back."""

    FULL = "full", _l("全额"), "ok"
    SHORT = "short", _l("少了件或配件"), "warn"
    WRONG = "wrong", _l("寄回的不是原来的货"), "risk"
    USED = "used", _l("用过或弄坏了"), "warn"
    DAMAGED = "damaged", _l("寄回路上损坏"), "warn"
    DEDUCTED = "deducted", _l("扣款"), "warn"  # something else, and less money for it
    REFUSED = "refused", _l("拒收"), "risk"  # something else, and not accepted


NAMED = (Inspection.SHORT, Inspection.WRONG, Inspection.USED, Inspection.DAMAGED)
BUYERS_DOING = frozenset({Inspection.SHORT, Inspection.WRONG, Inspection.USED})


class Side(State):
    """Who says something about a request."""

    BUYER = "buyer", _l("买家"), "info"
    SELLER = "seller", _l("商家"), "accent"
    PLATFORM = "platform", _l("平台"), "warn"


class NoteKind(State):
    """What is said: words and pictures, another solution, or less money for what came back."""

    SAID = "said", _l("说明")
    OFFER = "offer", _l("协商方案")
    DEDUCTION = "deduction", _l("扣款提议")


class OfferState(State):
    """What became of an offer."""

    WAITING = "waiting", _l("等买家回应"), "warn"
    ACCEPTED = "accepted", _l("买家同意"), "ok"
    DECLINED = "declined", _l("买家不同意"), "risk"
    LAPSED = "lapsed", _l("已失效"), "idle"
