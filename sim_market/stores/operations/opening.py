"""Opening a store and closing it for good: its state, and the money that moves with it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.errors import Conflict, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.ledger.queries import balance_of
from sim_market.rules.pack import RuleId, pack
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.models import STORE_FLOW, Store, StoreState
from sim_market.stores.operations.staff import dismiss_all
from sim_market.verbs import Verb


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What stands in the way of closing a store: how many, of what, and where to end it."""

    word: str
    count: int
    url: str


UNSETTLED: list[Callable[[Store], Unsettled]] = []  # upper rooms say what they still hold


def unsettled(store: Store) -> list[Unsettled]:
    """Everything that must be ended first; empty if the store may be closed."""
    return [found for ask in UNSETTLED if (found := ask(store)).count]


def open_store(store: Store, *, actor: User | None = None) -> None:
    """Open: deposit and opening capital leave the owner's wallet (rules K-4, K-5)."""
    rules = pack(store.cohort)
    STORE_FLOW.claim(store, StoreState.OPEN, opened_sim_at=store.cohort.sim_at)
    wallet = shopper_of(store.owner, store.cohort).purse
    for kind, to, amount in (
        (TxnKind.DEPOSIT, AccountKind.STORE_DEPOSIT, rules.deposit_fen),
        (TxnKind.OPENING_CAPITAL, AccountKind.STORE_FUNDS, rules.opening_capital_fen),
    ):
        purse = account(store.cohort_id, to, store.id)
        post(kind, f"store-{store.id}", [(wallet, -amount), (purse, amount)], about=store)
    record(
        Verb.STORE_OPENED,
        store,
        actor=actor,
        name=store.name,
        deposit_fen=rules.deposit_fen,
        capital_fen=rules.opening_capital_fen,
    )


def close_store(store: Store, *, actor: User) -> int:
    """Close one's own store for good; deposit and funds go back to the wallet. Returns fen.

    Only a store that is open and owes nothing to anybody: no orders under way, no after-sales, no
    penalty (rule K-4). There is no second store in the same class.
    """
    if store.state != StoreState.OPEN:
        raise NotAllowed(
            _("现在是“%(state)s”，不能自己关店", state=store.state.word),
            rule=RuleId.POINT_NODES if store.opened_sim_at else None,
            next_step=_("处罚结束、恢复营业后再来"),
            link="/violations",
        )
    STORE_FLOW.claim(store, StoreState.CLOSED)  # whoever buys from now on finds it closed
    _guard_settled(store)
    dismiss_all(store, actor=actor)
    back = _pay_back(store)
    record(Verb.STORE_CLOSED, store, actor=actor, back_fen=back)
    return back


def _guard_settled(store: Store) -> None:
    if waiting := unsettled(store):
        raise Conflict(
            _("还不能关店：%(what)s", what="；".join(f"{w.word} {w.count}" for w in waiting)),
            rule=RuleId.DEPOSIT,
            next_step=_("先把这些办完，保证金才退得清"),
            link=waiting[0].url,
        )


def _pay_back(store: Store) -> int:
    """All that the store holds, to its owner's wallet."""
    wallet, total = shopper_of(store.owner, store.cohort).purse, 0
    for kind, held_in in (
        (TxnKind.DEPOSIT_BACK, AccountKind.STORE_DEPOSIT),
        (TxnKind.FUNDS_BACK, AccountKind.STORE_FUNDS),
    ):
        amount = balance_of(store.cohort_id, held_in, store.id)
        purse = account(store.cohort_id, held_in, store.id)
        if amount:
            post(kind, f"store-{store.id}", [(purse, -amount), (wallet, amount)], about=store)
        total += amount
    return total
