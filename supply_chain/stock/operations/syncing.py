"""Keeping the shop's stock in step with the supplier's: absolute numbers, newest wins (Y1-Y4)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.errors import DomainError, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Sku
from sim_market.listings.operations import set_stock
from sim_market.stores.models import Store
from supply_chain.stock.models import Allotment, PushOutcome, SyncPush, SyncRule
from supply_chain.stock.quantity import Level, Rule, shop_on_hand
from supply_chain.stock.queries import Pair, list_pairs, rule_of, stores_out_of_step
from supply_chain.verbs import Verb

ALLOTMENT = cast(sa.Table, Allotment.__table__)
THERE = ALLOTMENT.c.id == sa.bindparam("allotment")
SEQ = sa.bindparam("seq", type_=sa.Integer)
# Built once: both run for every SKU that is out of step.
ASK = (
    sa.update(ALLOTMENT)
    .where(THERE)
    .values(sync_asked=ALLOTMENT.c.sync_asked + 1)
    .returning(ALLOTMENT.c.sync_asked, ALLOTMENT.c.on_hand, ALLOTMENT.c.allocated)
)
CLAIM = (
    sa.update(ALLOTMENT)
    .where(THERE, ALLOTMENT.c.sync_applied < SEQ)
    .values(
        sync_applied=SEQ,
        sync_asked=sa.case((ALLOTMENT.c.sync_asked < SEQ, SEQ), else_=ALLOTMENT.c.sync_asked),
    )
)


@dataclass(frozen=True, slots=True)
class Synced:
    """What one run did: SKUs looked at, pushes sent, and how many of them ended how."""

    seen: int
    outcomes: Counter[PushOutcome]

    @property
    def pushed(self) -> int:
        return sum(self.outcomes.values())


def sync_store(store: Store, *, actor: User | None) -> Synced:
    """Send the shop the numbers that differ; a run that sends nothing leaves no trace."""
    rule = rule_of(store)
    pairs = list_pairs(store)
    ahead = [pair for pair in pairs if shop_on_hand(pair.level, rule) != pair.sku.on_hand]
    outcomes = Counter(_sync(store, pair, rule) for pair in ahead)
    if outcomes or actor:
        facts = {outcome.value: number for outcome, number in sorted(outcomes.items())}
        record(Verb.STOCK_SYNCED, store, actor=actor, seen=len(pairs), outcomes=facts)
    return Synced(len(pairs), outcomes)


def sync_cohort(cohort_id: int) -> int:
    """Sync every store of a sandbox that is out of step; how many stores were."""
    stores = stores_out_of_step(cohort_id)
    for store in stores:
        sync_store(store, actor=None)
    return len(stores)


def push(store: Store, allotment: Allotment, sku: Sku, *, seq: int, wanted: int) -> PushOutcome:
    """Apply one absolute quantity if it is newer than the last one applied (Y2), and log it (Y4).

    What is reserved by orders is never taken away. Business refusals are not tried again.
    """
    was = sku.on_hand
    outcome, now, note = PushOutcome.STALE, was, ""
    if _claim(allotment, seq):
        try:
            now = set_stock(sku, wanted, ref=f"sync-{seq}")
            outcome = PushOutcome.ACCEPTED if now == wanted else PushOutcome.KEPT
        except DomainError as refusal:
            outcome, note = PushOutcome.REFUSED, refusal.message[:120]
    db.session.add(
        SyncPush(
            cohort_id=store.cohort_id, store_id=store.id, sku_id=sku.id, seq=seq, was=was,
            wanted=wanted, now=now, outcome=outcome, note=note,
            pushed_sim_at=store.cohort.sim_at,
        )
    )  # fmt: skip
    return outcome


def change_rule(store: Store, rule: Rule, *, actor: User) -> None:
    """Show the supplier's stock by another rule from the next sync on."""
    _guard_rule(rule)
    values: dict[str, Any] = {
        "rate_percent": rule.rate_percent,
        "buffer": rule.buffer,
        "cap": rule.cap,
    }
    key = {"cohort_id": store.cohort_id, "store_id": store.id}
    if not insert_unless_there(SyncRule, **key, **values):
        taken(sa.update(SyncRule).filter_by(**key).values(**values))
    record(Verb.SYNC_RULE_CHANGED, store, actor=actor, **values)


def _sync(store: Store, pair: Pair, rule: Rule) -> PushOutcome:
    """Number the push first: the number's row lock puts those who sync at once in a line."""
    db.session.flush()
    asked = {"allotment": pair.allotment.id}
    seq, on_hand, allocated = db.session.connection().execute(ASK, asked).one()
    db.session.refresh(pair.sku, ["on_hand", "reserved"])
    level = Level(on_hand, allocated, pair.sku.reserved, pair.pack)
    return push(store, pair.allotment, pair.sku, seq=seq, wanted=shop_on_hand(level, rule))


def _claim(allotment: Allotment, seq: int) -> bool:
    db.session.flush()
    claimed = db.session.connection().execute(CLAIM, {"allotment": allotment.id, "seq": seq})
    return claimed.rowcount > 0


def _guard_rule(rule: Rule) -> None:
    fields = {}
    if not 1 <= rule.rate_percent <= 100:
        fields["rate_percent"] = _("同步比例要在 1 到 100 之间")
    if not 0 <= rule.buffer <= 9_999:
        fields["buffer"] = _("安全库存要在 0 到 9,999 之间")
    if not 1 <= rule.cap <= 99_999:
        fields["cap"] = _("最多显示数量要在 1 到 99,999 之间")
    if fields:
        raise Invalid(next(iter(fields.values())), fields=fields, next_step=_("改好后再保存"))
