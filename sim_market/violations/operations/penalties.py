"""What points bring: a node is reached, the store is restricted, and one day it is over (V-2)."""

from datetime import timedelta

import sqlalchemy as sa

from app import jobs
from app.db import db
from app.jobs import Job
from app.journal import record
from sim_market.rules.pack import Pack, pack
from sim_market.stores.models import STORE_FLOW, Store, StoreState
from sim_market.verbs import Verb
from sim_market.violations import queries
from sim_market.violations.models import (
    PENALTY_FLOW,
    Penalty,
    PenaltyState,
    Violation,
)
from sim_market.violations.reckon import CLOSING, SUSPENDING, node_of

FULL_PM = 1000


def reach_nodes(violation: Violation) -> Penalty | None:
    """Begin the penalty of a node that this violation's points have reached; None if none was."""
    db.session.flush()
    total = queries.points_of(violation.store).get(violation.offence, 0)
    node, before = node_of(total), node_of(total - violation.points)
    if node <= before:
        return None
    now, rules = violation.cohort.sim_at, pack(violation.cohort)
    days = days_of(node, rules)
    penalty = Penalty(
        cohort_id=violation.cohort_id, store=violation.store, violation_id=violation.id,
        offence=violation.offence, node=node, points=total, began_sim_at=now,
        ends_sim_at=now + timedelta(days=days) if days else None,
        state=PenaltyState.RUNNING,
    )  # fmt: skip
    db.session.add(penalty)
    db.session.flush()
    if penalty.ends_sim_at:
        jobs.schedule(
            "violations.end_penalty", str(penalty.id), cohort_id=penalty.cohort_id,
            at=penalty.ends_sim_at, penalty=penalty.id,
        )  # fmt: skip
    record(
        Verb.PENALTY_BEGUN, penalty, actor=None, node=node, points=total,
        offence=violation.offence.value,
    )  # fmt: skip
    settle_store(violation.store)
    return penalty


def days_of(node: int, rules: Pack) -> int:
    """How many days a node lasts; 0: for good."""
    return {12: rules.node_days_12, 24: rules.node_days_24, 36: rules.node_days_36}.get(node, 0)


def end_penalty(job: Job) -> None:
    """The timer: the days of a penalty are over."""
    penalty = db.session.get(Penalty, job.payload["penalty"])
    if penalty is not None and penalty.state == PenaltyState.RUNNING:
        _end(penalty, PenaltyState.SERVED)


def lift_penalties(store: Store) -> None:
    """Points were taken back: end the penalties whose node is not reached any more."""
    db.session.flush()
    points = queries.points_of(store)
    for penalty in queries.running_penalties(store):
        if node_of(points.get(penalty.offence, 0)) < penalty.node:
            _end(penalty, PenaltyState.LIFTED)


def _end(penalty: Penalty, state: PenaltyState) -> None:
    PENALTY_FLOW.claim(penalty, state, ended_sim_at=penalty.cohort.sim_at)
    record(
        Verb.PENALTY_ENDED, penalty, actor=None, node=penalty.node,
        offence=penalty.offence.value,
    )  # fmt: skip
    settle_store(penalty.store)


def settle_store(store: Store) -> None:
    """The store's state is what its hardest running penalty says."""
    db.session.flush()
    db.session.refresh(store, ["state", "search_pm"])
    nodes = [penalty.node for penalty in queries.running_penalties(store)]
    wanted = state_for(max(nodes, default=0))
    if store.state != wanted and STORE_FLOW.allows(store, wanted):
        STORE_FLOW.claim(store, wanted)
    pm = pack(store.cohort).search_pm_restricted if nodes else FULL_PM
    if store.search_pm != pm:
        db.session.execute(sa.update(Store).where(Store.id == store.id).values(search_pm=pm))


def state_for(node: int) -> StoreState:
    """0 open, 12 and 24 restricted, 36 suspended, 48 closed."""
    if node >= CLOSING:
        return StoreState.CLOSED
    if node >= SUSPENDING:
        return StoreState.SUSPENDED
    return StoreState.RESTRICTED if node else StoreState.OPEN
