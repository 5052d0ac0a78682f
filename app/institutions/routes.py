"""Institutions over HTTP, for the platform's administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts import queries as cohorts
from app.cohorts.models import Institution
from app.cohorts.routes import page_number, words_asked
from app.errors import NotFound
from app.identity import operations as identity
from app.identity.forms import PersonForm
from app.institutions import operations, queries
from app.institutions.forms import InstitutionForm
from app.permissions import Permission

bp = Blueprint("institutions", __name__, url_prefix="/institutions")


@bp.get("")
@requires(Permission.PLATFORM_MANAGE)
def index() -> ResponseReturnValue:
    page = page_number()
    rows, total = queries.list_institutions(seen_by=viewer(), words=words_asked(), page=page)
    return render_template(
        "app/institutions/index.html", institutions=rows, total=total, page=page,
        classes=queries.count_classes(rows), admins=queries.count_admins(rows),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PLATFORM_MANAGE)
def new() -> ResponseReturnValue:
    form = InstitutionForm()
    if form.validate_on_submit() and form.does(
        operations.create_institution,
        name=form.name.data, region=form.region.data, actor=viewer().user,
    ):  # fmt: skip
        flash(_("机构已建立，请给它添加一位管理员"), "ok")
        return redirect(url_for("institutions.show", institution_id=form.result.id), 303)
    return render_template("app/institutions/new.html", form=form), form.status


@bp.get("/<int:institution_id>")
@requires(Permission.PLATFORM_MANAGE)
def show(institution_id: int) -> ResponseReturnValue:
    return page_of(queries.get_institution(institution_id, seen_by=viewer()))


def page_of(institution: Institution, refused: PersonForm | None = None) -> ResponseReturnValue:
    me = viewer()
    classes = cohorts.list_of_institution(institution, seen_by=me)
    page = render_template(
        "app/institutions/show.html", institution=institution, form=refused or PersonForm(),
        admins=queries.list_admins(institution), classes=classes,
    )  # fmt: skip
    return page, refused.status if refused else 200


@bp.post("/<int:institution_id>/admins")
@requires(Permission.PLATFORM_MANAGE)
def name_admin(institution_id: int) -> ResponseReturnValue:
    me, form = viewer(), PersonForm()
    institution = queries.get_institution(institution_id, seen_by=me)
    if form.validate_on_submit() and form.does(
        operations.name_admin, institution, name=form.name.data, phone=form.phone.data,
        actor=me.user, grantor=me.membership,
    ):  # fmt: skip
        flash(_("%(name)s已是这家机构的管理员", name=form.result.user.name), "ok")
        return redirect(url_for("institutions.show", institution_id=institution_id), 303)
    return page_of(queries.get_institution(institution_id, seen_by=me), refused=form)


@bp.post("/<int:institution_id>/admins/<int:membership_id>/end")
@requires(Permission.PLATFORM_MANAGE)
def end_admin(institution_id: int, membership_id: int) -> ResponseReturnValue:
    me = viewer()
    institution = queries.get_institution(institution_id, seen_by=me)
    held = {one.id: one for one in queries.list_admins(institution)}
    if membership_id not in held:
        raise NotFound(_("这家机构没有这位管理员"), next_step=_("刷新页面看最新名单"))
    identity.end_role(held[membership_id], actor=me.user, grantor=me.membership)
    flash(_("已结束这位管理员的身份"), "ok")
    return redirect(url_for("institutions.show", institution_id=institution_id), 303)
