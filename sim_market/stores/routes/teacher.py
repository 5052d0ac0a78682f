"""The teacher's side: applications that wait, every store of the class, how it is reviewed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from sim_market.permissions import Permission
from sim_market.rules.categories import category_name
from sim_market.rules.pack import pack
from sim_market.rules.problems import Level
from sim_market.stores import operations, queries
from sim_market.stores.applications import REVIEWED, application_of, application_problems
from sim_market.stores.forms.profile import AnswerForm
from sim_market.stores.models import Store, StoreState
from sim_market.stores.routes import class_bp as bp


def own_class() -> Cohort:
    found = viewer().cohort
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found


@bp.get("")
@requires(Permission.STORE_REVIEW)
def index() -> ResponseReturnValue:
    cohort, page = own_class(), request.args.get("page", 1, int)
    asked = request.args.get("state", "")
    state = asked if asked in set(StoreState) else ""
    rows, counts = queries.list_in_class(cohort.id, state, page if 0 < page < 1000 else 1)
    return render_template(
        "sim_market/stores/class.html", rows=rows, counts=counts, state=state, page=page,
        states=StoreState, by_teacher=queries.teacher_reviews(cohort.id),
        per_page=queries.PER_PAGE, category_name=category_name,
    )  # fmt: skip


@bp.post("/policy")
@requires(Permission.STORE_REVIEW)
def policy() -> ResponseReturnValue:
    """Have the teacher review from now on, or the rules alone."""
    wanted = request.form.get("by_teacher") == "1"
    operations.set_policy(own_class(), wanted, actor=viewer().user)
    flash(_("以后的开店申请由老师审核") if wanted else _("以后的开店申请按规则自动审核"))
    return redirect(url_for("store_reviews.index"), 303)


@bp.get("/<int:store_id>")
@requires(Permission.STORE_REVIEW)
def show(store_id: int) -> ResponseReturnValue:
    return shown(queries.get_in_class(store_id, seen_by=viewer()), AnswerForm(formdata=None))


@bp.post("/<int:store_id>/pass")
@requires(Permission.STORE_REVIEW)
def let_open(store_id: int) -> ResponseReturnValue:
    store = queries.get_in_class(store_id, seen_by=viewer())
    operations.pass_application(store, actor=viewer().user)
    flash(_("已通过，“%(name)s”开张了", name=store.name))
    return redirect(url_for("store_reviews.index"), 303)


@bp.post("/<int:store_id>/return")
@requires(Permission.STORE_REVIEW)
def send_back(store_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    store = queries.get_in_class(store_id, seen_by=viewer())
    if form.validate_on_submit() and form.does(
        operations.return_application, store, form.said, actor=viewer().user
    ):
        flash(_("已退回，学员会逐条看到要改什么"))
        return redirect(url_for("store_reviews.index"), 303)
    return shown(queries.get_in_class(store_id, seen_by=viewer()), form)


def shown(store: Store, form: AnswerForm) -> ResponseReturnValue:
    advice = [
        problem
        for problem in application_problems(application_of(store), pack(store.cohort))
        if problem.level != Level.FORBIDDEN
    ]
    return render_template(
        "sim_market/stores/answer.html", store=store, form=form, rules=REVIEWED, advice=advice,
        category=category_name(store.category_code) if store.category_code else _("没有填"),
        waits=store.state == StoreState.SUBMITTED,
    ), form.status  # fmt: skip
