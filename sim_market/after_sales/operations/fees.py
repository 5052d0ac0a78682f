"""What sending goods back costs, and who bears it in the end (A-8). All simulated."""

from sim_market.after_sales.models import BUYERS_DOING, Refund
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, hold, post
from sim_market.ledger.queries import balance_of
from sim_market.orders.operations.giving_back import debt_of, from_store, funds_of
from sim_market.rules.pack import pack


def charge_fee(refund: Refund) -> None:
    """The buyer pays the carrier, with what is in the wallet; a simulated one has the money."""
    fee, purse = pack(refund.cohort).return_fee_fen, refund.line.order.shopper.purse
    if purse.kind != AccountKind.WORLD:
        fee = min(fee, balance_of(*purse))
        legs = [(purse, -fee), (account(refund.cohort_id, AccountKind.WORLD), fee)]
        if fee:
            post(TxnKind.RETURN_FREIGHT, refund.number, legs, about=refund)
    refund.return_fee_fen = fee


def charge_buyer_for_sending(refund: Refund) -> None:
    """It is settled that the buyer has kept, swapped or spoilt something: then the sending back is
    the buyer's, whatever the request was about (A-8), unless the platform has said otherwise.
    """
    if refund.fee_on_seller is None and refund.inspection in BUYERS_DOING:
        refund.fee_on_seller = False


def make_good(refund: Refund) -> None:
    """Where the merchant bears it, the buyer gets it back from the store, or as its debt."""
    fee = refund.return_fee_fen
    if not (fee and refund.seller_bears_fee):
        return
    order = refund.line.order
    held = hold([debt_of(order), funds_of(order)])
    legs = [*from_store(order, fee, held[funds_of(order)]), (order.shopper.purse, fee)]
    post(TxnKind.RETURN_FEE, refund.number, legs, about=refund)
    refund.return_fee_back_fen = fee
