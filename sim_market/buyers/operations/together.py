"""The market in which classmates meet: chosen by the teacher, and what it takes to play an hour."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict
from app.identity.models import User
from app.journal import record
from sim_market.buyers.market.engine import expect
from sim_market.buyers.market.following import LAG_DAYS, followed
from sim_market.buyers.market.standing import World
from sim_market.buyers.models import MarketMode, MarketState, TrafficHour
from sim_market.buyers.queries.ads import Running
from sim_market.buyers.queries.mode import is_shared, shelf_at
from sim_market.buyers.shelves import Shelf
from sim_market.verbs import Verb

HOUR = timedelta(hours=1)
# Upper floors say whether something of a class is frozen that later figures will stand beside.
FROZEN: list[Callable[[Cohort], bool]] = []

TRAFFIC = cast(sa.Table, TrafficHour.__table__)
ALONE = (
    sa.update(TRAFFIC)
    .where(
        TRAFFIC.c.cohort_id == sa.bindparam("cohort"),
        TRAFFIC.c.listing_id == sa.bindparam("listing"),
        TRAFFIC.c.hour == sa.bindparam("at"),
    )
    .values(alone_micro=sa.bindparam("alone", type_=sa.BigInteger))
)


def choose_mode(cohort: Cohort, *, shared: bool, actor: User | None) -> MarketMode:
    """Stores of the class meet each other, or each stands alone, from the next full hour on.

    Conflict if that is so already, the class is over, or evidence for marks is frozen.
    """
    back = f"/market/mode/{cohort.id}"
    if not cohort.takes_people:
        raise Conflict(_("班级已结束，市场方式不能再改"), link=back)
    if any(ask(cohort) for ask in FROZEN):
        raise Conflict(
            _("已有学员提交了实践成果，市场方式不能再改"),
            next_step=_("先交的和后交的要在同样的市场里比才公平；想办比赛，请另开一个班"),
            link=back,
        )
    hour = next_hour(cohort)
    if is_shared(cohort.id, hour) == shared:
        raise Conflict(_("现在就是这种方式，没有改动"), next_step=_("选另一种再保存"), link=back)
    chosen = db.session.scalar(
        sa.select(MarketMode).where(MarketMode.cohort_id == cohort.id, MarketMode.from_hour == hour)
    )
    if chosen is None:
        chosen = MarketMode(cohort_id=cohort.id, from_hour=hour, shared=shared)
        db.session.add(chosen)
    chosen.shared = shared
    db.session.flush()
    record(
        Verb.MARKET_MODE_CHOSEN, chosen, actor=actor,
        together=shared, from_day=hour // 24 + 1, at_hour=hour % 24,
    )  # fmt: skip
    return chosen


def next_hour(cohort: Cohort) -> int:
    """The first hour that has not been played. Whoever plays one waits until this is done."""
    played = sa.select(MarketState.last_hour).where(MarketState.cohort_id == cohort.id)
    last = db.session.scalar(played.with_for_update())
    begun = -(-(cohort.sim_at - cohort.sim_start_at) // HOUR)
    return begun if last is None else max(begun, last + 1)


def gathered(cohort: Cohort, world: World, hour: int) -> World:
    """The same market with everybody in it, if that is how the class plays this hour."""
    if not is_shared(cohort.id, hour):
        return world
    then = hour - hour % 24 - 24 * LAG_DAYS
    return replace(world, shared=True, followed=followed(shelf_at(cohort.id, then)))


def budgets_of(shelves: Sequence[Shelf], ads: Running | None) -> dict[str, int]:
    """Store code -> fen that it may still spend on ads today."""
    left = ads.left_fen if ads else {}
    return {shelf.offer.store: left[shelf.store_id] for shelf in shelves if shelf.store_id in left}


def keep_alone(
    cohort: Cohort, hour: int, shelves: Sequence[Shelf], world: World, ads: Running | None
) -> None:
    """After an hour that was played together: what each store would have been owed alone."""
    if not world.shared:
        return
    alone = replace(world, shared=False, followed=())
    offers = [shelf.offer for shelf in shelves]
    found = expect(alone, hour // 24 + 1, hour % 24, offers, budgets_of(shelves, ads))
    rows = [
        {"cohort": cohort.id, "listing": shelf.listing_id, "at": hour, "alone": each.orders_micro}
        for shelf, each in zip(shelves, found, strict=True)
    ]
    if rows:
        db.session.connection().execute(ALONE, rows)
