"""What happens on the clock of a class, and what answers to a deed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.journal import Entry
from sim_market.after_sales import operations as after_sales
from sim_market.buyers import operations as buyers
from sim_market.customer_service import operations as service
from sim_market.finance import operations as finance
from sim_market.groups import operations as groups
from sim_market.listings import operations as listings
from sim_market.listings.operations import indexing
from sim_market.orders import operations as orders
from sim_market.payments import operations as payments
from sim_market.presales import operations as presales
from sim_market.promotions import operations as promotions
from sim_market.reconciliation import operations as reconciliation
from sim_market.reviews import operations as reviews
from sim_market.verbs import Verb
from sim_market.violations import operations as violations

HANDLERS = {
    "listings.go_on_sale": listings.go_on_sale,
    "buyers.hour": buyers.play_hour,
    "buyers.purchase": buyers.buy,
    "buyers.pay": buyers.pay,
    "buyers.balance": buyers.pay_balance,
    "buyers.ask": buyers.ask_about_goods,
    "buyers.ask_order": buyers.ask_about_order,
    "buyers.receive": buyers.receive,
    "buyers.review": buyers.review,
    "buyers.return": buyers.send_back,
    "buyers.post_back": buyers.post_back,
    "buyers.answer_offer": buyers.answer_offer,
    "buyers.complain": buyers.complain,
    "buyers.cancel": buyers.cancel,
    "promotions.begin": promotions.begin_due,
    "promotions.end": promotions.end_due,
    "presales.over": presales.give_up,
    "groups.formed": groups.settle_formed,
    "groups.over": groups.give_up,
    "groups.give_back": groups.give_back,
    "groups.join": groups.join_simulated,
    "payments.notify": payments.notify_due,
    "payments.ask": payments.ask_due,
    "payments.expire": payments.expire,
    "payments.reconcile": reconciliation.reconcile_day,
    "orders.close_unpaid": orders.close_unpaid,
    "orders.note_late": orders.note_late,
    "orders.deliver": orders.deliver_by_hand,
    "orders.auto_receive": orders.auto_receive,
    "after_sales.silence": after_sales.silence,
    "after_sales.return_due": after_sales.return_due,
    "after_sales.confirm_due": after_sales.confirm_due,
    "after_sales.decide_due": after_sales.decide_due,
    "after_sales.pay_due": after_sales.pay_due,
    "reviews.appeal_due": reviews.appeal_due,
    "after_sales.offer_due": after_sales.offer_due,
    "finance.settle": finance.settle_due,
    "finance.settle_run": finance.settle_run,
    "service.react": service.react,
    "service.give_up": service.give_up,
    "service.decide": service.decide_due,
    "service.promise": service.look_at_promise,
    "violations.patrol": violations.patrol,
    "violations.appeal_due": violations.appeal_due,
    "violations.end_penalty": violations.end_penalty,
}

REACTIONS: Mapping[str, Sequence[Callable[[Entry], Any]]] = {
    Verb.STORE_OPENED: [violations.start_patrols, buyers.open_market],
    Verb.ORDER_DELIVERED: [buyers.expect_receipt],
    Verb.STORE_CHANGED: [violations.on_store_changed, indexing.on_store_changed],
    Verb.LISTING_CHANGED: [violations.on_listing_changed],
    Verb.LISTING_OFF_SALE: [violations.on_listing_changed],
    Verb.ORDER_PAID: [violations.on_order_paid, buyers.expect_question, groups.on_paid],
    Verb.ORDER_REMINDED: [buyers.on_reminded],
    Verb.ORDER_PRICED: [buyers.expect_payment],
    Verb.ORDER_LATE: [violations.on_order_late],
    Verb.ORDER_SHIPPED: [violations.on_order_shipped],
    Verb.ORDER_CLOSED: [violations.on_order_ended, groups.on_closed, presales.on_closed],
    Verb.ORDER_RECEIVED: [finance.on_received],
    Verb.REFUND_AGREED: [violations.on_refund_agreed, finance.on_after_sale_ended],
    Verb.REFUND_REJECTED: [finance.on_after_sale_ended, buyers.on_refused],
    Verb.REFUND_WITHDRAWN: [finance.on_after_sale_ended],
    Verb.RETURN_LAPSED: [finance.on_after_sale_ended],
    Verb.DISPUTE_DECIDED: [finance.on_after_sale_ended],
    Verb.OFFER_MADE: [buyers.on_offer],
    Verb.GOODS_EXCHANGED: [finance.on_after_sale_ended],
    Verb.RETURN_AGREED: [buyers.on_return_agreed],
    Verb.SERVICE_RATED: [buyers.on_rated],
}
