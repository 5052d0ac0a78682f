"""Accounts of authorities and scoring lecturers, for the platform's administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.routes import page_number
from app.identity import operations as identity
from app.identity.forms import RegionalPersonForm
from app.officials import operations, queries
from app.permissions import Permission

bp = Blueprint("officials", __name__, url_prefix="/officials")


@bp.get("")
@requires(Permission.PLATFORM_MANAGE)
def first() -> ResponseReturnValue:
    return redirect(url_for("officials.index", kind="scorers"), 303)


@bp.get("/<kind>")
@requires(Permission.PLATFORM_MANAGE)
def index(kind: str) -> ResponseReturnValue:
    return page_of(kind)


def page_of(kind: str, refused: RegionalPersonForm | None = None) -> ResponseReturnValue:
    role, page = queries.get_kind(kind), page_number()
    held, total = queries.list_officials(role, page)
    html = render_template(
        "app/officials/index.html", kind=kind, role=role, held=held, total=total, page=page,
        kinds=queries.KINDS, form=refused or RegionalPersonForm(),
    )  # fmt: skip
    return html, refused.status if refused else 200


@bp.post("/<kind>")
@requires(Permission.PLATFORM_MANAGE)
def add(kind: str) -> ResponseReturnValue:
    me, form, role = viewer(), RegionalPersonForm(), queries.get_kind(kind)
    if form.validate_on_submit() and form.does(
        operations.name_official, role, form.region.data, name=form.name.data,
        phone=form.phone.data, actor=me.user, grantor=me.membership,
    ):  # fmt: skip
        flash(_("%(name)s已添加。新账号的登录条在“登录条”里", name=form.result.user.name), "ok")
        return redirect(url_for("officials.index", kind=kind), 303)
    return page_of(kind, refused=form)


@bp.post("/<kind>/<int:membership_id>/end")
@requires(Permission.PLATFORM_MANAGE)
def end(kind: str, membership_id: int) -> ResponseReturnValue:
    me = viewer()
    held = queries.get_official(membership_id, queries.get_kind(kind))
    identity.end_role(held, actor=me.user, grantor=me.membership)
    flash(_("已结束这个身份"), "ok")
    return redirect(url_for("officials.index", kind=kind), 303)
