"""The teacher's side: how the stores of the class stand, and giving money with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from app.money import parse_yuan, yuan
from sim_market.finance import operations, queries
from sim_market.finance.forms import GrantForm, RefuseForm
from sim_market.finance.models import FundsPlea
from sim_market.finance.needs import health_of, needs_of
from sim_market.finance.routes import class_bp as bp
from sim_market.permissions import Permission
from sim_market.shoppers.queries import find_shopper
from sim_market.stores.models import Store


def own_class() -> Cohort:
    found = viewer().cohort
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found


@bp.get("")
@requires(Permission.FUNDS_GRANT)
def index() -> ResponseReturnValue:
    cohort, page = own_class(), max(1, min(9999, request.args.get("page", 1, int)))
    rows, total = queries.standings(cohort.id, page)
    return render_template(
        "sim_market/finance/class.html", rows=rows, total=total, page=page, cohort=cohort,
        per_page=queries.PER_PAGE, capital_fen=cohort.terms.start_capital_fen,
    )  # fmt: skip


@bp.route("/<int:store_id>", methods=["GET", "POST"])
@requires(Permission.FUNDS_GRANT)
def show(store_id: int) -> ResponseReturnValue:
    store, form = queries.get_opened(store_id, seen_by=viewer()), GrantForm()
    if form.validate_on_submit() and form.does(give, store, form):
        flash(_("已拨款 %(fen)s（模拟），学员看得到理由", fen=yuan(form.result)))
        return redirect(url_for("class_funds.show", store_id=store_id), 303)
    return shown(queries.get_opened(store_id, seen_by=viewer()), form, RefuseForm(formdata=None))


@bp.post("/pleas/<int:plea_id>/refuse")
@requires(Permission.FUNDS_GRANT)
def refuse(plea_id: int) -> ResponseReturnValue:
    plea, form = queries.get_plea(plea_id, seen_by=viewer()), RefuseForm()
    if form.validate_on_submit() and form.does(say_no, plea, form):
        flash(_("已答复，学员看得到理由"))
        return redirect(url_for("class_funds.index"), 303)
    store = queries.get_opened(plea.store_id, seen_by=viewer())
    return shown(store, GrantForm(formdata=None), form)


def give(store: Store, form: GrantForm) -> int:
    fen = parse_yuan(form.amount.data or "")
    operations.grant_funds(store, fen, form.reason.data or "", actor=viewer().user)
    return fen


def say_no(plea: FundsPlea, form: RefuseForm) -> None:
    operations.refuse_funds(plea, form.why.data or "", actor=viewer().user)


def shown(store: Store, form: GrantForm, no: RefuseForm) -> ResponseReturnValue:
    money = queries.money_of(store, find_shopper(store.owner_id, store.cohort_id))
    needs, pleas = needs_of(store, money), queries.list_pleas(store)
    page = render_template(
        "sim_market/finance/class_store.html", store=store, money=money, needs=needs,
        health=health_of(money, needs), pleas=pleas, form=form, no=no,
        plea=next((plea for plea in pleas if plea.can_answer), None),
        profit=queries.profit_of(store), capital_fen=store.cohort.terms.start_capital_fen,
    )  # fmt: skip
    return page, max(form.status, no.status)
