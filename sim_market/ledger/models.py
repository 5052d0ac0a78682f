"""Accounts, transactions and their legs. Whole fen; nothing is ever changed or deleted."""

from datetime import datetime
from typing import Annotated, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.append_only import append_only
from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import State

Fen = Annotated[int, mapped_column(sa.BigInteger)]


class AccountKind(State):
    """What an account is for. `owner_id` is a shopper's, a store's, or 0 where there is one."""

    WALLET = "wallet", _l("买家钱包"), "info"
    STORE_FUNDS = "store_funds", _l("店铺资金"), "ok"
    STORE_DEPOSIT = "store_deposit", _l("店铺保证金"), "accent"
    STORE_DEBT = "store_debt", _l("店铺欠款"), "risk"  # what a store owes: below zero or nothing
    PROVIDER = "provider", _l("模拟支付平台"), "idle"
    PRESALE = "presale", _l("预售定金"), "idle"
    ESCROW = "escrow", _l("平台担保"), "warn"
    COMMISSION = "commission", _l("平台佣金"), "idle"
    SUPPLIERS = "suppliers", _l("供应商货款"), "idle"
    ADVERTISING = "advertising", _l("平台推广收入"), "idle"
    WORLD = "world", _l("模拟世界"), "idle"


class TxnKind(State):
    """Why money moved."""

    START_CAPITAL = "start_capital", _l("发放启动资金"), "info"
    DEPOSIT = "deposit", _l("缴纳保证金"), "accent"
    OPENING_CAPITAL = "opening_capital", _l("投入开店资金"), "accent"
    PAYMENT = "payment", _l("买家付款"), "info"
    PRESALE_USED = "presale_used", _l("定金抵货款"), "info"
    PRESALE_BACK = "presale_back", _l("退回定金"), "risk"
    DEPOSIT_KEPT = "deposit_kept", _l("没收定金"), "ok"
    PAY_IN = "pay_in", _l("付到支付平台"), "info"
    PAY_BACK = "pay_back", _l("支付平台退回"), "risk"
    REFUND = "refund", _l("退款给买家"), "risk"
    SETTLEMENT = "settlement", _l("订单结算"), "ok"
    SHIPPING = "shipping", _l("运费收入"), "ok"
    RETURN_FREIGHT = "return_freight", _l("买家付退货运费"), "warn"
    RETURN_FEE = "return_fee", _l("补给买家退货运费"), "risk"
    PURCHASE = "purchase", _l("支付供货款"), "warn"
    PURCHASE_REFUND = "purchase_refund", _l("供货款退回"), "ok"
    TRANSFER_IN = "transfer_in", _l("钱包转入店铺"), "info"
    COMPENSATION = "compensation", _l("保证金赔给买家"), "risk"
    COMPENSATION_BACK = "compensation_back", _l("撤销处罚退回赔付"), "ok"
    DEPOSIT_TOP_UP = "deposit_top_up", _l("补缴保证金"), "accent"
    DEPOSIT_BACK = "deposit_back", _l("关店退回保证金"), "ok"
    FUNDS_BACK = "funds_back", _l("关店退回店铺资金"), "ok"
    TRANSFER_OUT = "transfer_out", _l("店铺转出到钱包"), "warn"
    SUBSIDY = "subsidy", _l("平台补贴"), "ok"
    REVERSAL = "reversal", _l("结算后退款"), "risk"
    SUBSIDY_BACK = "subsidy_back", _l("退回平台补贴"), "risk"
    DEBT_PAID = "debt_paid", _l("扣还欠款"), "warn"
    GRANT = "grant", _l("老师拨款"), "info"
    ADVERTISING = "advertising", _l("支付推广费"), "warn"


class Purse(NamedTuple):
    """Names an account; its row is made when money first moves there."""

    cohort_id: int
    kind: AccountKind
    owner_id: int = 0


class Account(Sandboxed, Model):
    """A balance, which is always the sum of its legs."""

    __tablename__ = "account"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "kind", "owner_id"),
        sa.CheckConstraint(
            "kind IN ('world', 'store_debt') OR balance_fen >= 0", name="never_below_zero"
        ),
        sa.CheckConstraint("kind <> 'store_debt' OR balance_fen <= 0", name="debt_is_no_credit"),
    )

    kind: Mapped[AccountKind]
    owner_id: Mapped[int] = mapped_column(default=0)
    balance_fen: Mapped[Fen] = mapped_column(default=0)


class Txn(Sandboxed, Model):
    """One movement of money: once per (cohort, kind, key), about one thing."""

    __tablename__ = "txn"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "kind", "key"),
        sa.Index("ix_txn_about", "cohort_id", "about_type", "about_id"),
    )

    kind: Mapped[TxnKind]
    key: Mapped[str] = mapped_column(sa.String(80))
    about_type: Mapped[str] = mapped_column(sa.String(40))
    about_id: Mapped[int]
    sim_at: Mapped[datetime]

    legs: Mapped[list["Leg"]] = relationship(
        primaryjoin="foreign(Leg.txn_id) == Txn.id", order_by="Leg.id", viewonly=True
    )


class Leg(Sandboxed, Model):
    """What one transaction did to one account, and its balance after that."""

    __tablename__ = "leg"
    __table_args__ = sandboxed(
        parent("txn"),
        parent("account"),
        sa.UniqueConstraint("txn_id", "account_id"),
        sa.Index("ix_leg_account", "account_id", "id"),
        sa.CheckConstraint("amount_fen <> 0", name="amount_moves_something"),
    )

    txn_id: Mapped[int]
    account_id: Mapped[int]
    amount_fen: Mapped[Fen]
    balance_fen: Mapped[Fen]

    txn: Mapped[Txn] = relationship(primaryjoin="foreign(Leg.txn_id) == Txn.id")
    account: Mapped[Account] = relationship(primaryjoin="foreign(Leg.account_id) == Account.id")


append_only(Txn)
append_only(Leg)
