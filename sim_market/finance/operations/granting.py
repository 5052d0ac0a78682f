"""A store that has run out of money asks the teacher; the teacher gives, with a reason, or not."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from app.money import yuan
from sim_market.finance.models import PLEA_FLOW, FundsPlea, PleaState
from sim_market.finance.operations.transfers import bring_in
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account
from sim_market.stores.models import Store
from sim_market.verbs import Verb

LEAST_WORDS, LEAST_REASON = 10, 5


def ask_for_funds(store: Store, amount_fen: int, words: str, *, actor: User) -> FundsPlea:
    """Ask the teacher for money. One question at a time; at most the start capital at once."""
    _guard_amount(store, amount_fen)
    if len(words.strip()) < LEAST_WORDS:
        message = _("写明钱花到哪里去了、打算怎么用，至少 %(n)s 个字", n=LEAST_WORDS)
        raise Invalid(message, fields={"words": message})
    _hold(store)
    if find_open(store) is not None:
        raise Conflict(
            _("已经问过老师，还没有答复"), next_step=_("等老师答复，或者当面说一声"),
            link="/finance/help",
        )  # fmt: skip
    plea = _made(store, asked_fen=amount_fen, words=words.strip()[:300])
    record(Verb.FUNDS_ASKED, plea, actor=actor, store=store.code, amount_fen=amount_fen)
    return plea


def grant_funds(store: Store, amount_fen: int, reason: str, *, actor: User) -> FundsPlea:
    """Give a store money from outside, with a reason; an open question is answered by it.

    What the store owes is paid from it at once. Raises Invalid.
    """
    _guard_amount(store, amount_fen)
    _guard_reason(reason)
    _hold(store)
    plea = find_open(store) or _made(store)
    _answer(plea, PleaState.GRANTED, reason, actor, granted_fen=amount_fen)
    world = account(store.cohort_id, AccountKind.WORLD)
    bring_in(TxnKind.GRANT, store, world, amount_fen, key=f"plea-{plea.id}")
    record(
        Verb.FUNDS_GRANTED, plea, actor=actor, store=store.code, amount_fen=amount_fen,
        reason=reason.strip()[:300],
    )  # fmt: skip
    return plea


def refuse_funds(plea: FundsPlea, reason: str, *, actor: User) -> None:
    """Say no, with a reason that the trainee reads. Raises Invalid, IllegalMove."""
    _guard_reason(reason, "why")
    _answer(plea, PleaState.REFUSED, reason, actor)
    record(
        Verb.FUNDS_REFUSED, plea, actor=actor, store=plea.store.code,
        reason=reason.strip()[:300],
    )  # fmt: skip


def find_open(store: Store) -> FundsPlea | None:
    return db.session.scalar(
        sa.select(FundsPlea).where(
            FundsPlea.cohort_id == store.cohort_id,
            FundsPlea.store_id == store.id,
            FundsPlea.state == PleaState.OPEN,
        )
    )


def _answer(plea: FundsPlea, to: PleaState, reason: str, actor: User, **values: int) -> None:
    PLEA_FLOW.claim(
        plea, to, answer=reason.strip()[:300], answered_sim_at=plea.cohort.sim_at,
        answered_by_id=actor.id, **values,
    )  # fmt: skip


def _made(store: Store, **values: str | int) -> FundsPlea:
    """A new row; the caller holds the store, so the rounds have no gap."""
    mine = FundsPlea.cohort_id == store.cohort_id, FundsPlea.store_id == store.id
    last = db.session.scalar(sa.select(sa.func.max(FundsPlea.round)).where(*mine)) or 0
    insert_unless_there(
        FundsPlea, cohort_id=store.cohort_id, store_id=store.id, round=last + 1,
        state=PleaState.OPEN, asked_sim_at=store.cohort.sim_at,
        **{"asked_fen": 0, "words": "", "granted_fen": 0, "answer": ""} | values,
    )  # fmt: skip
    return db.session.scalars(sa.select(FundsPlea).where(*mine, FundsPlea.round == last + 1)).one()


def _hold(store: Store) -> None:
    """Of several who ask or give at the same time one goes first."""
    db.session.execute(sa.select(Store.id).where(Store.id == store.id).with_for_update())


def _guard_amount(store: Store, amount_fen: int) -> None:
    most = max(store.cohort.terms.start_capital_fen, 100)
    if not 0 < amount_fen <= most:
        message = _("金额要大于 0，一次最多一份启动金 %(most)s", most=yuan(most))
        raise Invalid(message, fields={"amount": message})


def _guard_reason(reason: str, field: str = "reason") -> None:
    if len(reason.strip()) < LEAST_REASON:
        message = _("写明理由，至少 %(n)s 个字：学员看得到，也记进日志", n=LEAST_REASON)
        raise Invalid(message, fields={field: message})
