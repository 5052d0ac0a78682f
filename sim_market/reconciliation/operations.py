"""Reconciling: asking the provider for what the mall has not heard of."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.errors import Conflict, NotFound
from app.identity.models import User
from app.jobs import Job
from app.journal import record
from sim_market.payments.models import ConfirmedBy, Payment
from sim_market.payments.operations import ask
from sim_market.payments.queries import find_payment, list_in_flight
from sim_market.reconciliation.queries import list_faults
from sim_market.rules.pack import RuleId
from sim_market.stores.models import Store
from sim_market.verbs import Verb


def repair(cohort: Cohort, *, actor: User | None) -> int:
    """Ask the provider for every payment of a class that the mall does not know of. How many
    were found and booked.
    """
    waiting: Sequence[Payment] = list_in_flight(cohort.id)
    found = sum(ask(payment, ConfirmedBy.RECONCILING) for payment in waiting)
    record(Verb.PAYMENTS_RECONCILED, cohort, actor=actor, day=cohort.day, repaired=found)
    return found


def repair_one(number: str, store: Store) -> None:
    """Ask the provider for one payment in which the store has a share."""
    payment = find_payment(number, store.cohort_id)
    if payment is None or all(part.store_id != store.id for part in payment.parts):
        raise NotFound(
            _("没有这笔付款，或者里面没有您店的订单"), next_step=_("回对账页看"),
            link="/reconciliation",
        )  # fmt: skip
    if not ask(payment, ConfirmedBy.RECONCILING):
        raise Conflict(
            _("付款 %(n)s 没有要补的单：已经确认过，或者还没有收款", n=number),
            rule=RuleId.PAYMENT_RESULT, next_step=_("刷新对账页看结果"), link="/reconciliation",
        )  # fmt: skip


def reconcile_day(job: Job) -> None:
    """The timer, at night after a day with payments: repair, then say what is still wrong."""
    cohort, day = job.cohort, int(job.payload["day"])
    found = sum(ask(payment, ConfirmedBy.RECONCILING) for payment in list_in_flight(job.cohort_id))
    wrong = list_faults(cohort, day, None)
    record(Verb.PAYMENTS_RECONCILED, cohort, actor=None, day=day, repaired=found, wrong=len(wrong))
