"""The merchant's and the teacher's page of a day: does the money agree?"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import Invalid, NotFound
from app.forms import Form
from sim_market.payments.models import Weather
from sim_market.payments.operations import set_weather
from sim_market.payments.queries import weather_of
from sim_market.permissions import Permission
from sim_market.reconciliation import operations, queries
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of

bp = Blueprint("reconciliation", __name__, url_prefix="/reconciliation")


@bp.get("")
@requires(Permission.FINANCE_VIEW)
def index() -> ResponseReturnValue:
    return own_page()


@bp.post("/<number>/ask")
@requires(Permission.FINANCE_VIEW)
def ask(number: str) -> ResponseReturnValue:
    """Ask the provider for one payment with a share of mine."""
    store, form = find_store_of(viewer().user.id, viewer().cohort_id), Form()
    if store is None:
        raise NotFound(_("您还没有店铺"), next_step=_("先申请开店"), link="/store")
    if form.does(operations.repair_one, number[:20], store):
        flash(_("查到了：钱在支付平台，已经补记"))
        return redirect(url_for("reconciliation.index", day=request.args.get("day")), 303)
    return own_page(form)


@bp.get("/class")
@requires(Permission.PAYMENT_WATCH)
def in_class() -> ResponseReturnValue:
    return page_of(own_class(), None)


@bp.post("/class/repair")
@requires(Permission.PAYMENT_WATCH)
def repair() -> ResponseReturnValue:
    found = operations.repair(own_class(), actor=viewer().user)
    flash(_("已向支付平台查单，补记 %(n)s 笔", n=found))
    return redirect(url_for("reconciliation.in_class"), 303)


@bp.post("/class/weather")
@requires(Permission.PAYMENT_WATCH)
def weather() -> ResponseReturnValue:
    """Have notices come reliably from now on, or not."""
    wanted = next((each for each in Weather if each == request.form.get("weather")), None)
    if wanted is None:
        raise Invalid(
            _("从列表里选一种"), next_step=_("刷新页面再选"), link="/reconciliation/class"
        )
    set_weather(own_class(), wanted, actor=viewer().user)
    flash(
        _("坏天气已打开：以后的支付通知会迟到、重复、乱序或丢失")
        if wanted == Weather.BAD
        else _("天气已转好：以后付款马上收到通知")
    )
    return redirect(url_for("reconciliation.in_class"), 303)


def own_page(form: Form | None = None) -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/reconciliation/index.html", cohort=None)
    return page_of(store.cohort, store, form)


def page_of(cohort: Cohort, store: Store | None, form: Form | None = None) -> ResponseReturnValue:
    day = min(max(1, request.args.get("day", cohort.day, int)), cohort.day)
    page = min(max(1, request.args.get("page", 1, int)), 10_000)
    return render_template(
        "sim_market/reconciliation/index.html",
        cohort=cohort, store=store, form=form, day=day, page=page,
        totals=queries.totals_of(cohort, day, store),
        shares=queries.list_shares(cohort, day, store, page),
        faults=queries.list_faults(cohort, day, store),
        weather=weather_of(cohort.id), per_page=queries.PER_PAGE,
    ), form.status if form else 200  # fmt: skip


def own_class() -> Cohort:
    found = viewer().cohort
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found
