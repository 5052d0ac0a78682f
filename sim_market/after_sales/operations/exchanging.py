"""Other goods instead: held when it is agreed, sent when the old ones are back (X1-X5, A-12)."""

from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.db import savepoint
from app.errors import Conflict
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from app.money import yuan
from sim_market.after_sales.models import REFUND_FLOW, AfterSaleKind, Refund, RefundState
from sim_market.after_sales.operations.asking import facts_of
from sim_market.after_sales.operations.paying_back import let_stock_go, pay_back
from sim_market.after_sales.operations.taking import PAY_DUE, take
from sim_market.after_sales.queries import find_by_number
from sim_market.ledger.operations import InsufficientFunds
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import OutOfStock
from sim_market.listings.operations import hold_stock
from sim_market.orders.operations import replace_goods, take_back
from sim_market.rules.pack import RuleId, pack
from sim_market.verbs import Verb


def hold_new(refund: Refund) -> None:
    """Keep the new goods for the buyer (X2); where there are none it becomes a return (X4)."""
    sku = refund.new_sku
    if not refund.is_exchange or sku is None:
        return
    try:
        if not (sku.active and sku.listing.is_on_sale):
            raise OutOfStock(_("《%(title)s》库存不足", title=sku.listing.title))
        with savepoint():
            hold_stock(sku, refund.quantity, ref=refund.number)
        refund.held_quantity = refund.quantity
    except OutOfStock:
        refund.kind = AfterSaleKind.RETURN
        record(Verb.EXCHANGE_TURNED, refund, actor=None, **facts_of(refund))


def finish(refund: Refund, *, actor: User | None, by_silence: bool = False) -> None:
    """The goods are accepted, or there are none to wait for: money or other goods for the buyer.

    The caller has taken it. An exchange for something dearer waits for the difference
    (X3): a simulated buyer has it ready, a person is asked for it.
    """
    if refund.sellable and refund.sent_back_sim_at:
        take_back(refund.line, refund.quantity)
    if not refund.is_exchange:
        REFUND_FLOW.claim(refund, RefundState.AGREED)
        pay_back(refund)
        facts = facts_of(refund) | {"by_silence": by_silence}
        record(Verb.REFUND_AGREED, refund, actor=actor, **facts)
    elif refund.difference_fen > 0 and not refund.line.order.shopper.is_simulated:
        _ask_for_difference(refund)
    else:
        REFUND_FLOW.claim(refund, RefundState.AGREED)
        _send_new(refund, actor=actor)


def pay_difference(refund: Refund, *, expected_fen: int | None = None, actor: User | None) -> None:
    """The buyer pays what the new goods cost more; then they are sent.

    Raises Conflict if it is not asked for or the sum is not the one that was shown (R8),
    InsufficientFunds.
    """
    take(refund, PAY_DUE)
    if not refund.can_pay:
        raise IllegalMove(
            _("现在是“%(state)s”，不用补差价", state=refund.state.word),
            rule=RuleId.EXCHANGE,
            next_step=_("刷新页面看最新状态"),
        )
    if expected_fen is not None and expected_fen != refund.difference_fen:
        raise Conflict(
            _("差价变了，没有扣钱"), next_step=_("刷新页面看清差价"), rule=RuleId.EXCHANGE
        )
    has, needs = balance_of(*refund.line.order.shopper.purse), refund.difference_fen
    if has < needs and not refund.line.order.shopper.is_simulated:
        raise InsufficientFunds(
            _("钱包里只有 %(has)s，差价是 %(fen)s，没有扣钱", has=yuan(has), fen=yuan(needs)),
            rule=RuleId.EXCHANGE,
            next_step=_("在“资金”页把店铺资金转回钱包；不补差价会按退货退款"),
            link="/finance",
        )
    REFUND_FLOW.claim(refund, RefundState.AGREED)
    _send_new(refund, actor=actor)


def pay_due(job: Job) -> None:
    """The timer: the difference was not paid, so the money for the old goods goes back (A-12)."""
    refund = find_by_number(job.key, cohort_id=job.cohort_id)
    if refund is None or not refund.can_pay:
        return
    take(refund)
    REFUND_FLOW.claim(refund, RefundState.AGREED)
    let_stock_go(refund)
    refund.kind = AfterSaleKind.RETURN
    pay_back(refund)
    record(Verb.REFUND_AGREED, refund, actor=None, **facts_of(refund), by_silence=False)


def _ask_for_difference(refund: Refund) -> None:
    due = refund.cohort.sim_at + timedelta(hours=pack(refund.cohort).exchange_pay_hours)
    REFUND_FLOW.claim(refund, RefundState.WAIT_PAY, pay_by_sim_at=due)
    jobs.schedule(PAY_DUE, refund.number, cohort_id=refund.cohort_id, at=due)
    facts = facts_of(refund) | {"difference_fen": refund.difference_fen}
    record(Verb.DIFFERENCE_ASKED, refund, actor=None, **facts)


def _send_new(refund: Refund, *, actor: User | None) -> None:
    """The return leg ends; an order of its own brings the new goods and is sent as any other (X1).

    It is paid with what the old goods cost and the difference: from then on that is what the new
    goods cost the buyer, if they go back in their turn (X5).
    """
    sku, difference = refund.new_sku, refund.difference_fen
    assert sku is not None  # noqa: S101 - an exchange names its goods
    let_stock_go(refund)
    pay_back(refund)
    note = _(
        "换货补发：原订单 %(order)s，售后 %(n)s", order=refund.line.order.number, n=refund.number
    )
    order = replace_goods(
        refund.line, sku, refund.quantity, refund.amount_fen + difference, note=note, actor=actor
    )
    refund.replacement_id = order.id
    facts = facts_of(refund) | {"replacement": order.number, "difference_fen": difference}
    record(Verb.GOODS_EXCHANGED, refund, actor=actor, **facts)
