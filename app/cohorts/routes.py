"""Classes over HTTP: the list, planning one, its overview, its staff, opening and closing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import journal
from app.access import requires, viewer
from app.cohorts import operations, queries
from app.cohorts.forms import PlanForm, StaffForm
from app.cohorts.models import Cohort, CohortState
from app.errors import NotAllowed
from app.forms import Form, options
from app.identity.models import Role
from app.identity.typed import clean_text
from app.institutions import queries as institutions
from app.permissions import Permission
from app.schemes import queries as schemes
from app.schemes import sheet

bp = Blueprint("cohorts", __name__, url_prefix="/cohorts")
LONGEST_CHAIN_ON_A_PAGE = 20_000


def page_number() -> int:
    """The page asked for in the address: 1 for anything that is no sensible number."""
    asked = request.args.get("page", 1, int)
    return asked if 1 <= asked <= 100_000 else 1


def words_asked() -> str:
    return clean_text(request.args.get("q", ""))[:60]


@bp.get("")
@requires(Permission.COHORT_VIEW)
def index() -> ResponseReturnValue:
    me, page = viewer(), page_number()
    rows, total = queries.list_cohorts(
        seen_by=me, words=words_asked(), state=request.args.get("state", ""), page=page
    )
    return render_template(
        "app/cohorts/index.html", me=me, cohorts=rows, total=total, page=page,
        counts=queries.count_members(rows), Role=Role,
        state_options=[(state.value, state.word) for state in CohortState],
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def new() -> ResponseReturnValue:
    me, form = viewer(), PlanForm()
    if me.institution_id is None:
        raise NotAllowed(
            _("班级由机构管理员建立"), next_step=_("请以机构管理员的身份登录"), link="/cohorts"
        )
    known = schemes.latest_schemes()
    form.scheme.choices = options((one.id, one.name) for one in known)
    if form.validate_on_submit() and form.does(
        operations.plan_cohort,
        institutions.get_institution(me.institution_id, seen_by=me),
        schemes.get_scheme(form.scheme.data),
        form.plan,
        actor=me.user,
    ):  # fmt: skip
        flash(_("班级已建立。接下来添加讲师，导入名单，然后开班"), "ok")
        return redirect(url_for("cohorts.show", cohort_id=form.result.id), 303)
    page = render_template("app/cohorts/new.html", form=form, schemes=known)
    return page, form.status


@bp.get("/<int:cohort_id>")
@requires(Permission.COHORT_VIEW)
def show(cohort_id: int) -> ResponseReturnValue:
    return overview(queries.get_cohort(cohort_id, seen_by=viewer()))


def overview(cohort: Cohort, refused: Form | None = None) -> ResponseReturnValue:
    """The page of one class; with a form of it that was refused, if there is one."""
    head = journal.tip(cohort.id)
    page = render_template(
        "app/cohorts/show.html",
        me=viewer(), cohort=cohort, staff=queries.list_people(cohort, queries.STAFF),
        trainees=queries.count_trainees(cohort), missing=operations.missing_staff(cohort),
        form=refused or StaffForm(role=Role.TEACHING_LECTURER.value), Role=Role, head=head,
        lines=sheet.lines(cohort.scheme)[:8],
        chain=verified(cohort, head.seq) if "verify" in request.args else None,
    )  # fmt: skip
    return page, refused.status if refused else 200


def verified(cohort: Cohort, entries: int) -> tuple[str, str]:
    """Recompute the chain of a class: tone and sentence."""
    if entries > LONGEST_CHAIN_ON_A_PAGE:
        return "info", _("共 %(n)s 条，太长，请在服务器上用 flask journal verify 核对", n=entries)
    problem = journal.verify(cohort.id)
    if problem:
        return "risk", _("这条链被改动过：%(what)s", what=problem)
    return "ok", _("逐条核对了 %(n)s 条，没有一条被改动", n=entries)


@bp.post("/<int:cohort_id>/staff")
@requires(Permission.COHORT_MANAGE)
def name_staff(cohort_id: int) -> ResponseReturnValue:
    me, form = viewer(), StaffForm()
    cohort = queries.get_cohort(cohort_id, seen_by=me)
    if form.validate_on_submit() and form.does(
        operations.name_staff, cohort, next(r for r in queries.STAFF if r.value == form.role.data),
        name=form.name.data, phone=form.phone.data, actor=me.user, grantor=me.membership,
    ):  # fmt: skip
        flash(_("%(name)s已加入本班。新账号的登录条在“登录条”里", name=form.result.user.name), "ok")
        return redirect(url_for("cohorts.show", cohort_id=cohort_id), 303)
    return overview(queries.get_cohort(cohort_id, seen_by=me), refused=form)


@bp.post("/<int:cohort_id>/people/<int:membership_id>/end")
@requires(Permission.COHORT_MANAGE)
def end_member(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    me = viewer()
    member = queries.get_member(membership_id, queries.get_cohort(cohort_id, seen_by=me))
    operations.end_member(member, actor=me.user, grantor=me.membership)
    flash(_("%(name)s已离开本班，做过的记录都还在", name=member.user.name), "ok")
    place = "board.people" if member.role == Role.TRAINEE else "cohorts.show"
    return redirect(url_for(place, cohort_id=cohort_id), 303)


@bp.post("/<int:cohort_id>/open")
@requires(Permission.COHORT_MANAGE)
def open_class(cohort_id: int) -> ResponseReturnValue:
    me = viewer()
    operations.open_cohort(queries.get_cohort(cohort_id, seen_by=me), actor=me.user)
    flash(_("已开班。沙盒停在第 1 天 00:00，让时间开始走吧"), "ok")
    return redirect(url_for("sandbox.show", cohort_id=cohort_id), 303)


@bp.post("/<int:cohort_id>/close")
@requires(Permission.COHORT_CLOSE)
def close_class(cohort_id: int) -> ResponseReturnValue:
    me = viewer()
    operations.close_cohort(queries.get_cohort(cohort_id, seen_by=me), actor=me.user)
    flash(_("班级已结束，数据保留"), "ok")
    return redirect(url_for("cohorts.show", cohort_id=cohort_id), 303)
