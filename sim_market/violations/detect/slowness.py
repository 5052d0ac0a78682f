"""Refund requests left to silence (rule C-3)."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from sim_market.after_sales.models import Refund
from sim_market.rules.pack import Pack, RuleId
from sim_market.stores.models import Store
from sim_market.violations.finding import Finding
from sim_market.violations.models import Violation


def slow_findings(cohort: Cohort, pack: Pack) -> Iterator[Finding]:
    """Stores that let refunds be answered by silence so often within so many days.

    The subject is the refund that made it too many: those before it are not counted again.
    """
    since = cohort.sim_at - timedelta(days=pack.slow_days)
    cited = (
        sa.select(sa.func.coalesce(sa.func.max(Violation.subject_id), 0))
        .where(
            Violation.cohort_id == Refund.cohort_id,
            Violation.store_id == Refund.store_id,
            Violation.rule == RuleId.SLOW_SERVICE.value,
        )
        .correlate(Refund)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Refund.store_id, Refund.id, Refund.number, Store.name)
        .join(Store, (Store.cohort_id == Refund.cohort_id) & (Store.id == Refund.store_id))
        .where(
            Refund.cohort_id == cohort.id,
            Refund.by_silence,
            Refund.answered_sim_at > since,
            Refund.id > cited,
        )
        .order_by(Refund.store_id, Refund.id)
    ).all()
    by_store: dict[int, list[tuple[int, str]]] = {}
    for store_id, refund_id, number, _name in rows:
        by_store.setdefault(store_id, []).append((refund_id, number))
    for store_id, refunds in by_store.items():
        for end in range(pack.slow_refunds, len(refunds) + 1, pack.slow_refunds):
            together = refunds[end - pack.slow_refunds : end]
            yield _finding(store_id, together, pack)


def _finding(store_id: int, refunds: list[tuple[int, str]], pack: Pack) -> Finding:
    numbers = [number for _id, number in refunds]
    says = _("%(d)s 天里有 %(n)s 份退款拖到系统答复", d=pack.slow_days, n=len(refunds))
    return Finding(
        store_id=store_id,
        rule=RuleId.SLOW_SERVICE.value,
        subject_type="refund",
        subject_id=refunds[-1][0],
        subject_name=_("退款 %(n)s", n=numbers[-1]),
        says=says,
        lines=tuple((_("没有答复"), number) for number in numbers),
        facts={"refunds": numbers},
        curable=False,
        once=True,
    )
