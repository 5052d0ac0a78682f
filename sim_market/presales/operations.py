"""Deposit, balance, and what becomes of a deposit whose order is closed (P-3).

A deposit lies in an account of its own until the order is paid, is closed, or is given up; then
all of it moves on at once. The order of rows: the order, its deposit, the ledger.
"""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _

from app import jobs
from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.jobs import Job
from app.journal import Entry, record
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.listings.models import Sku
from sim_market.orders.models import CloseReason, Order, OrderState
from sim_market.orders.operations import close_order, lock_order, place_order
from sim_market.orders.operations.paying import claim_paid
from sim_market.orders.operations.waiting import NotYet, promise_from
from sim_market.orders.pricing import PRESALE, price_purchase
from sim_market.orders.queries import find_order_by_number
from sim_market.payments.models import BackReason, Payment, PaymentKind, PaymentPart
from sim_market.payments.operations import Share, ask, begin, finish_part, give_back
from sim_market.payments.queries import list_live
from sim_market.presales.models import DEPOSIT_FLOW, Deposit, DepositState
from sim_market.presales.queries import find_deposit
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing.terms import Kind
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.models import Shopper
from sim_market.verbs import Verb

OVER = "presales.over"
FORFEIT = (CloseReason.TIMEOUT.value, CloseReason.BUYER.value)  # the buyer did not go on


def order_presale(
    shopper: Shopper, sku: Sku, quantity: int, *, actor: User | None, expected_fen: int | None
) -> Deposit:
    """Order goods of a presale; its deposit is to be paid within the time of any unpaid order.

    `expected_fen`: deposit and balance together, as shown. Raises Conflict where nothing is on
    presale, and what `place_order` raises.
    """
    wanted = [(sku, quantity)]
    priced = price_purchase({sku.listing.store: wanted}, shopper.province, shopper, PRESALE)
    order = place_order(shopper, wanted, actor=actor, expected_fen=expected_fen, wish=PRESALE)
    promotion = presale_of(order)
    fen = priced.quote.deposit_fen
    if promotion is None or not fen:
        raise Conflict(
            _("这件商品现在不在预售，没有下单"), rule=RuleId.DEPOSIT_SALE,
            next_step=_("回商品页按现在的价格买"), link=f"/mall/listings/{sku.listing_id}",
        )  # fmt: skip
    said = promotion.parameters
    begins = promotion.ends_sim_at
    deposit = Deposit(
        cohort_id=order.cohort_id, order_id=order.id, order=order, store_id=order.store_id,
        shopper_id=shopper.id, promotion_id=promotion.id, fen=fen,
        worth_fen=max(fen, fen * said.get("worth_fen", 0) // said["deposit_fen"]),
        state=DepositState.WAITING, balance_from_sim_at=begins,
        balance_until_sim_at=begins + timedelta(hours=pack(order.cohort).balance_hours),
    )  # fmt: skip
    db.session.add(deposit)
    db.session.flush()
    return deposit


def begin_deposit(deposit: Deposit, *, key: str | None = None) -> Payment:
    """A payment of the deposit at the provider. Raises Conflict if it cannot be paid now."""
    if not deposit.can_pay_deposit:
        raise _not_now(deposit)
    return _begin(deposit, PaymentKind.DEPOSIT, deposit.fen, key)


def begin_balance(deposit: Deposit, *, key: str | None = None) -> Payment:
    """A payment of the rest, within its window. Raises NotYet before it, Conflict after it."""
    if not deposit.can_pay_balance:
        raise _not_now(deposit)
    return _begin(deposit, PaymentKind.BALANCE, deposit.balance_fen, key)


def guard_payment(payment: Payment) -> None:
    """Before money is taken: what was shown can still be paid. Raises Conflict."""
    for part in payment.parts:
        deposit = _of_part(part)
        if _why_back(deposit, part, payment.kind) is not None:
            raise _not_now(deposit)


def confirm_deposit(payment: Payment) -> None:
    """The money of a deposit is there: it waits in an account of its own, and so does the order."""
    _confirm(payment, _keep_waiting)


def confirm_balance(payment: Payment) -> None:
    """The rest is there: with the deposit it pays the order as any other is paid."""
    _confirm(payment, _pay_order)


def _confirm(payment: Payment, use: Callable[[Deposit], None]) -> None:
    """Use the money of each part for its deposit; where it has come too late, give it back."""
    for part in payment.parts:
        deposit = _of_part(part)
        lock_order(deposit.order)
        db.session.refresh(deposit)
        reason = _why_back(deposit, part, payment.kind)
        if reason is None:
            use(deposit)
            finish_part(part)
        else:
            give_back(part, reason)


def give_up(job: Job) -> None:
    """The timer: the window is over and the balance was not paid. First ask for money that is on
    its way.
    """
    for payment in list_live([job.key], job.cohort_id):
        ask(payment)
    order = find_order_by_number(job.key, cohort_id=job.cohort_id)
    if order is not None and order.state == OrderState.UNPAID:
        close_order(order, CloseReason.TIMEOUT, actor=None)


def on_closed(entry: Entry) -> None:
    """An unpaid order was closed: its deposit goes to the store if the buyer did not go on, else
    back to the buyer.
    """
    order = db.session.get_one(Order, entry.subject_id)
    deposit = find_deposit(order) if _is_presale(order) else None
    if deposit is None:
        return
    jobs.cancel(OVER, order.number, cohort_id=order.cohort_id)
    if deposit.state == DepositState.WAITING:
        DEPOSIT_FLOW.claim(deposit, DepositState.GONE)
    elif deposit.state == DepositState.PAID:
        kept = entry.facts.get("reason") in FORFEIT
        DEPOSIT_FLOW.claim(deposit, DepositState.KEPT if kept else DepositState.BACK)
        to = account(order.cohort_id, AccountKind.STORE_FUNDS, order.store_id)
        kind = TxnKind.DEPOSIT_KEPT if kept else TxnKind.PRESALE_BACK
        legs = [(_held(order), -deposit.fen), (to if kept else deposit.shopper.purse, deposit.fen)]
        post(kind, order.number, legs, about=order)
        record(Verb.DEPOSIT_ENDED, order, actor=None, number=order.number, fen=deposit.fen,
               kept=kept)  # fmt: skip


def guard_whole(order: Order) -> None:
    """An order of a presale is not paid in one go. Raises NotYet with the page where it is paid."""
    if not _is_presale(order):
        return
    deposit = find_deposit(order)
    there = f"/mall/presales/{order.number}"
    elsewhere = f"/mall/listings/{order.lines[0].listing_id}/presale"
    raise NotYet(
        _("订单 %(n)s 有预售商品，要先付定金，再到时间付尾款", n=order.number)
        if deposit
        else _("《%(title)s》在预售：要先付定金，不能和别的一起付全款", title=_title(order)),
        rule=RuleId.DEPOSIT_SALE,
        next_step=_("到预售页付"),
        link=there if deposit else elsewhere,
    )


def deposit_of(order: Order) -> int:
    """What of an order is paid first, in fen; 0 without a presale."""
    deposit = find_deposit(order) if _is_presale(order) else None
    return deposit.fen if deposit else 0


def _begin(deposit: Deposit, kind: PaymentKind, fen: int, key: str | None) -> Payment:
    order = deposit.order
    share = Share(order.number, order.store_id, fen, order.version)
    return begin(deposit.shopper, [share], kind=kind, key=key)


def _of_part(part: PaymentPart) -> Deposit:
    order = find_order_by_number(part.order_number, cohort_id=part.cohort_id)
    found = find_deposit(order) if order else None
    assert found is not None  # noqa: S101 - payments of these kinds are made for deposits
    return found


def _why_back(deposit: Deposit, part: PaymentPart, kind: PaymentKind) -> BackReason | None:
    """Why this share cannot be used any more; None if it can."""
    if deposit.order.state == OrderState.CLOSED:
        return BackReason.CANCELLED
    first = kind == PaymentKind.DEPOSIT
    wanted = DepositState.WAITING if first else DepositState.PAID
    if deposit.state != wanted:
        return BackReason.PAID_TWICE
    asks = deposit.fen if first else deposit.balance_fen
    return None if part.amount_fen == asks else BackReason.CHANGED


def _keep_waiting(deposit: Deposit) -> None:
    order, until = deposit.order, deposit.balance_until_sim_at
    DEPOSIT_FLOW.claim(deposit, DepositState.PAID, paid_sim_at=order.cohort.sim_at)
    legs = [(_provider(order), -deposit.fen), (_held(order), deposit.fen)]
    post(TxnKind.PAYMENT, f"{order.number}-deposit", legs, about=order)
    jobs.cancel("orders.close_unpaid", order.number, cohort_id=order.cohort_id)
    order.pay_by_sim_at = until
    jobs.schedule(OVER, order.number, cohort_id=order.cohort_id, at=until)
    record(
        Verb.DEPOSIT_PAID, order, actor=None, number=order.number, fen=deposit.fen,
        balance_fen=deposit.balance_fen,
    )  # fmt: skip


def _pay_order(deposit: Deposit) -> None:
    order, rest = deposit.order, deposit.balance_fen
    DEPOSIT_FLOW.claim(deposit, DepositState.USED)
    jobs.cancel(OVER, order.number, cohort_id=order.cohort_id)
    claim_paid(order)
    order.freeze_commission()
    escrow = account(order.cohort_id, AccountKind.ESCROW)
    post(TxnKind.PAYMENT, order.number, [(_provider(order), -rest), (escrow, rest)], about=order)
    legs = [(_held(order), -deposit.fen), (escrow, deposit.fen)]
    post(TxnKind.PRESALE_USED, order.number, legs, about=order)
    promise_from(order, order.cohort.sim_at)
    record(Verb.ORDER_PAID, order, actor=None, number=order.number, pay_fen=order.pay_fen)


def presale_of(order: Order) -> Promotion | None:
    """The presale that an order was placed in, by its frozen record (P6)."""
    used = (each for each in order.promotions or [] if each["kind"] == Kind.PRESALE.value)
    found = next(used, None)
    return db.session.get(Promotion, int(found["id"])) if found else None


def _is_presale(order: Order) -> bool:
    return any(each["kind"] == Kind.PRESALE.value for each in order.promotions or [])


def _title(order: Order) -> str:
    return order.lines[0].listing_title


def _provider(order: Order) -> Purse:
    return account(order.cohort_id, AccountKind.PROVIDER)


def _held(order: Order) -> Purse:
    return account(order.cohort_id, AccountKind.PRESALE)


def _not_now(deposit: Deposit) -> Conflict:
    """Why this cannot be paid now."""
    link = f"/mall/presales/{deposit.order.number}"
    now = deposit.cohort.sim_at
    if deposit.state == DepositState.PAID and now < deposit.balance_from_sim_at:
        return NotYet(
            _("还没到付尾款的时间，没有扣钱"), rule=RuleId.DEPOSIT_SALE,
            next_step=_("到尾款时间再付，页面上写着从什么时候到什么时候"), link=link,
        )  # fmt: skip
    return Conflict(
        _("这张预售订单现在是“%(state)s”，没有扣钱", state=deposit.state.word),
        rule=RuleId.DEPOSIT_SALE, next_step=_("看看订单现在的状态"), link=link,
    )  # fmt: skip
