"""The thresholds of a store's levels."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from app.money import MAX_FEN
from sim_market.orders.members import count_members, list_levels
from sim_market.promotions.models import MemberLevel
from sim_market.rules.pack import RuleId, pack
from sim_market.stores.models import Store
from sim_market.verbs import Verb


def set_levels(store: Store, thresholds: Sequence[int], *, actor: User) -> None:
    """Have levels from so much spent on. Raises Invalid unless each is above the one before, and
    Conflict where somebody would fall below the level that they have (P-4).
    """
    steps = list(thresholds)
    most = pack(store.cohort).member_levels_max
    if len(steps) > most or any(not 0 < each <= MAX_FEN for each in steps):
        raise _refuse(_("最多 %(n)s 级，每级的门槛要大于 0", n=most))
    if steps != sorted(set(steps)):
        raise _refuse(_("每一级的门槛要比上一级高"))
    old = list_levels(store)
    if _anybody_falls(store, old, steps):
        raise Conflict(
            _("有买家会因此降级，没有保存"), rule=RuleId.MEMBERSHIP,
            next_step=_("有会员的级别，门槛只能调低，不能调高或取消"),
        )  # fmt: skip
    db.session.execute(
        sa.delete(MemberLevel).where(
            MemberLevel.cohort_id == store.cohort_id, MemberLevel.store_id == store.id
        )
    )
    db.session.add_all(
        MemberLevel(cohort_id=store.cohort_id, store_id=store.id, level=n, from_fen=each)
        for n, each in enumerate(steps, 1)
    )
    record(Verb.LEVELS_SET, store, actor=actor, from_fen=steps)


def _anybody_falls(store: Store, old: Sequence[int], new: Sequence[int]) -> bool:
    """Is somebody at a level whose threshold rises or goes?"""
    counts = count_members(store, old)
    return any(
        sum(counts[level:]) and (level > len(new) or new[level - 1] > old[level - 1])
        for level in range(1, len(old) + 1)
    )


def _refuse(message: str) -> Invalid:
    return Invalid(
        message, rule=RuleId.MEMBERSHIP, fields={"level_1": message}, next_step=_("改好再保存")
    )
