"""What each movement of money is to a store: where it stands on a statement, and in its profit."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.flow import State
from sim_market.ledger.models import TxnKind


class Part(State):
    """A row of the statement. The tone says which way it goes as a rule."""

    OWN_MONEY = "own_money", _l("自己投入和取回"), "info"
    GRANTS = "grants", _l("老师拨款"), "info"
    GOODS = "goods", _l("结算货款"), "ok"
    COMMISSION = "commission", _l("平台佣金"), "warn"
    SUBSIDIES = "subsidies", _l("平台补贴"), "ok"
    FREIGHT = "freight", _l("运费收入"), "ok"
    FORFEITS = "forfeits", _l("没收的定金"), "ok"
    REVERSALS = "reversals", _l("结算后退款"), "risk"
    PURCHASES = "purchases", _l("供货款"), "warn"
    PENALTIES = "penalties", _l("赔付"), "risk"
    ADS = "ads", _l("推广费"), "warn"
    DEPOSIT = "deposit", _l("保证金"), "accent"
    DEBTS = "debts", _l("欠款"), "risk"
    NOT_OURS = "not_ours", _l("买东西付款和退款"), "idle"


MEANINGS: Mapping[TxnKind, Part] = {
    TxnKind.START_CAPITAL: Part.OWN_MONEY,
    TxnKind.DEPOSIT: Part.DEPOSIT,
    TxnKind.DEPOSIT_TOP_UP: Part.DEPOSIT,
    TxnKind.DEPOSIT_BACK: Part.DEPOSIT,
    TxnKind.OPENING_CAPITAL: Part.OWN_MONEY,
    TxnKind.TRANSFER_IN: Part.OWN_MONEY,
    TxnKind.TRANSFER_OUT: Part.OWN_MONEY,
    TxnKind.FUNDS_BACK: Part.OWN_MONEY,
    TxnKind.GRANT: Part.GRANTS,
    TxnKind.PAYMENT: Part.NOT_OURS,
    TxnKind.REFUND: Part.NOT_OURS,
    TxnKind.PRESALE_USED: Part.NOT_OURS,
    TxnKind.PRESALE_BACK: Part.NOT_OURS,
    TxnKind.DEPOSIT_KEPT: Part.FORFEITS,
    TxnKind.PAY_IN: Part.NOT_OURS,
    TxnKind.PAY_BACK: Part.NOT_OURS,
    TxnKind.SETTLEMENT: Part.GOODS,
    TxnKind.SUBSIDY: Part.SUBSIDIES,
    TxnKind.SUBSIDY_BACK: Part.SUBSIDIES,
    TxnKind.SHIPPING: Part.FREIGHT,
    TxnKind.REVERSAL: Part.REVERSALS,
    TxnKind.PURCHASE: Part.PURCHASES,
    TxnKind.PURCHASE_REFUND: Part.PURCHASES,
    TxnKind.RETURN_FREIGHT: Part.NOT_OURS,
    TxnKind.RETURN_FEE: Part.PENALTIES,
    TxnKind.COMPENSATION: Part.PENALTIES,
    TxnKind.COMPENSATION_BACK: Part.PENALTIES,
    TxnKind.DEBT_PAID: Part.DEBTS,
    TxnKind.ADVERTISING: Part.ADS,
}
BRING_COMMISSION = (TxnKind.SETTLEMENT, TxnKind.REVERSAL)  # its leg is a row of its own


def kinds_of(*parts: Part) -> list[TxnKind]:
    """The movements that stand in these rows."""
    return [kind for kind, part in MEANINGS.items() if part in parts]


def unknown() -> list[TxnKind]:
    """Movements that nobody has said the meaning of: a statement would not show them right."""
    return [kind for kind in TxnKind if kind not in MEANINGS]
