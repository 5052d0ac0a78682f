"""Accounts of authorities and scoring lecturers, for the platform's administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Institution
from app.cohorts.regions import place_name
from app.cohorts.routes import page_number
from app.db import db
from app.forms import options
from app.identity import operations as identity
from app.identity.forms import RegionalPersonForm, ScorerForm
from app.identity.grants import Scope
from app.identity.models import Role
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
        kinds=queries.KINDS, form=refused or form_for(role), place_name=place_name,
    )  # fmt: skip
    return html, refused.status if refused else 200


def form_for(role: Role) -> RegionalPersonForm:
    """A scoring lecturer may have an employer, an authority's reader has none."""
    if role != Role.SCORING_LECTURER:
        return RegionalPersonForm()
    form = ScorerForm()
    employers = [(one.id, one.name) for one in queries.list_employers()]
    form.institution.choices = options([(0, _("不属于任何培训机构")), *employers])
    return form


def scope_in(form: RegionalPersonForm) -> Scope:
    """The region typed and, for a scoring lecturer, the employer chosen."""
    chosen = form.institution.data if isinstance(form, ScorerForm) else 0
    employer = db.session.get(Institution, chosen) if chosen else None
    return Scope(region=form.region.data, institution=employer)


@bp.post("/<kind>")
@requires(Permission.PLATFORM_MANAGE)
def add(kind: str) -> ResponseReturnValue:
    me, role = viewer(), queries.get_kind(kind)
    form = form_for(role)
    if form.validate_on_submit() and form.does(
        operations.name_official, role, scope_in(form), name=form.name.data,
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
