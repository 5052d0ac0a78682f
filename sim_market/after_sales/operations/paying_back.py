"""The end of a request: the money goes back, or what was kept for it is let go."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, taken
from app.errors import Invalid
from app.money import yuan
from sim_market.after_sales.amount import fen_of
from sim_market.after_sales.models import (
    REFUND_FLOW,
    AfterSaleKind,
    OfferState,
    Refund,
    RefundNote,
    RefundState,
)
from sim_market.after_sales.operations.fees import make_good
from sim_market.after_sales.operations.taking import forget_notes
from sim_market.listings.operations import release_stock
from sim_market.orders.operations import drop_refund, finish_refund, give_back, narrow_refund
from sim_market.rules.pack import RuleId


def pay_back(refund: Refund) -> None:
    """Give the money of an agreed request back; it is done with that.

    Units that were never sent go back on the shelf. The shipping fee goes with them (R3), but not
    where the buyer gets other goods instead.
    """
    platform_units = refund.line.unit_subsidies
    refund.shipping_fen = finish_refund(
        refund.line,
        refund.quantity,
        refund.amount_fen,
        at_fault=refund.at_fault and not refund.is_exchange,
        platform_fen=fen_of(refund.units, platform_units),
        sent=refund.sent_back_sim_at is not None,
    )
    give_back(refund.line.order, refund.total_fen, number=refund.number, about=refund)
    make_good(refund)
    REFUND_FLOW.claim(refund, RefundState.DONE, done_sim_at=refund.cohort.sim_at)


def guard_all_of_unsent(refund: Refund, kind: AfterSaleKind, amount_fen: int) -> None:
    """Raises Invalid for less money for goods that wait to be sent: nobody would get the rest."""
    less = amount_fen < refund.amount_fen and refund.sent_back_sim_at is None
    if less and kind == AfterSaleKind.REFUND and refund.line.unsent_quantity:
        message = _("还没发的货要全额退：是 %(fen)s", fen=yuan(refund.amount_fen))
        raise Invalid(
            message,
            fields={"amount": message},
            rule=RuleId.REFUND_AMOUNT,
            next_step=_("全额退，或先发货再商量"),
        )


def lower(refund: Refund, amount_fen: int) -> None:
    """Less money for the same units, by agreement or by decision; the rest is the merchant's."""
    narrow_refund(refund.line, 0, refund.amount_fen - amount_fen)
    refund.amount_fen = amount_fen


def narrow(refund: Refund, quantity: int) -> None:
    """Down to what was received (R4): the units that are not there are free again."""
    if quantity == refund.quantity:
        return
    units = refund.units[:quantity]
    fen = min(refund.amount_fen, fen_of(units, refund.line.unit_costs))
    fewer = refund.quantity - quantity
    narrow_refund(refund.line, fewer, refund.amount_fen - fen)
    if refund.held_quantity and refund.new_sku:
        release_stock(refund.new_sku, fewer, ref=refund.number)
        refund.held_quantity = quantity
    refund.units, refund.quantity, refund.amount_fen = units, quantity, fen


def let_go(refund: Refund) -> None:
    """Nothing goes back: the units, the money and the goods kept for an exchange are free again."""
    drop_refund(refund.line, refund.quantity, refund.amount_fen)
    let_stock_go(refund)


def let_stock_go(refund: Refund) -> None:
    """What was held for an exchange can be sold to others."""
    if refund.held_quantity and refund.new_sku:
        release_stock(refund.new_sku, refund.held_quantity, ref=refund.number)
        refund.held_quantity = 0
        db.session.flush()


def lapse_offer(refund: Refund) -> None:
    """The request was answered otherwise: an offer that waited is none any more."""
    taken(
        sa.update(RefundNote)
        .where(RefundNote.refund_id == refund.id, RefundNote.state == OfferState.WAITING)
        .values(state=OfferState.LAPSED, answered_sim_at=refund.cohort.sim_at)
        .execution_options(synchronize_session=False)
    )
    forget_notes(refund)
