"""The door, one's own account, and the slips of new accounts."""

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user as who

from app import journal
from app.access import public, requires, signed_in, viewer
from app.identity import browser, entrance, operations, passwords, queries
from app.identity.forms import LanguageForm, LogInForm, NewPasswordForm
from app.identity.models import User
from app.identity.places import own_page
from app.identity.session import BY_ROLE, sign_in, sign_out
from app.journal import record
from app.limits import address, limiter
from app.permissions import Permission
from app.verbs import Verb

bp = Blueprint("identity", __name__)
TRIES_PER_ADDRESS = "1200 per 15 minutes"  # several classes behind one address
YEAR = timedelta(days=365)


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit(TRIES_PER_ADDRESS, key_func=address)
@public
def log_in() -> ResponseReturnValue:
    if who.is_authenticated:
        return redirect(url_for("home.index"), 303)
    form, came_from = LogInForm(), browser.source()
    if form.validate_on_submit() and form.does(
        entrance.check, form.username.data, form.password.data, came_from
    ):
        return welcome(form.result, own_page(request.args.get("next")))
    page = render_template("app/identity/log_in.html", form=form)
    return browser.remember(make_response(page, form.status))


def welcome(user: User, target: str | None) -> ResponseReturnValue:
    """Sign the person in, in their usual role, and lead them to where they wanted to go."""
    role = queries.usual_role(user)
    journal.act_as(BY_ROLE.get(role.role, journal.By.OFFICIAL) if role else journal.By.OFFICIAL)
    sign_in(user, role)
    record(Verb.SIGNED_IN, role or user, actor=user)
    page = url_for("identity.new_password") if user.must_change_password else target
    answer = make_response(redirect(page or url_for("home.index"), 303))
    if user.language:
        answer.set_cookie("language", user.language, max_age=YEAR, samesite="Lax")
    return answer


@bp.post("/logout")
@public
def log_out() -> ResponseReturnValue:
    sign_out()
    flash(_("已退出登录"), "ok")
    answer = make_response(redirect(url_for("identity.log_in"), 303))
    answer.headers["Clear-Site-Data"] = '"cache"'  # the next person at this computer
    return answer


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def new_password() -> ResponseReturnValue:
    me, form = viewer(), NewPasswordForm()
    first = me.user.must_change_password
    form.current.flags.required = not first
    if form.validate_on_submit() and form.does(
        operations.change_password, me.user, form.password.data, current=form.current.data,
        keep=me.login, actor=me.user,
    ):  # fmt: skip
        flash(_("新密码已生效，其他设备已退出登录"), "ok")
        return redirect(url_for("home.index"), 303)
    return render_template(
        "app/identity/new_password.html", form=form, first=first, shortest=passwords.SHORTEST,
        long_enough=passwords.LONG_ENOUGH,
    ), form.status  # fmt: skip


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    me = viewer()
    form = LanguageForm(language=me.user.language or request.cookies.get("language") or "zh_CN")
    if form.validate_on_submit() and form.does(
        operations.set_language, me.user, form.language.data
    ):
        answer = make_response(redirect(url_for("identity.account"), 303))
        answer.set_cookie("language", form.language.data, max_age=YEAR, samesite="Lax")
        return answer
    page = render_template(
        "app/identity/account.html", form=form, me=me, roles=queries.list_roles(me.user)
    )
    return page, form.status


@bp.get("/account/roles")
@signed_in
def roles() -> ResponseReturnValue:
    me = viewer()
    return render_template("app/identity/roles.html", me=me, roles=queries.list_roles(me.user))


@bp.post("/account/roles/<int:membership_id>")
@signed_in
def switch_role(membership_id: int) -> ResponseReturnValue:
    me = viewer()
    role = queries.get_role(membership_id, seen_by=me)
    if me.login is not None:
        operations.switch_role(me.login, role)
    flash(_("现在以%(role)s的身份工作", role=role.role.word), "ok")
    return redirect(url_for("home.index"), 303)


@bp.get("/account/logins")
@signed_in
def logins() -> ResponseReturnValue:
    me = viewer()
    return render_template("app/identity/logins.html", me=me, logins=queries.list_logins(me.user))


@bp.post("/account/logins/<int:login_id>/end")
@signed_in
def end_login(login_id: int) -> ResponseReturnValue:
    operations.end_login(queries.get_login(login_id, seen_by=viewer()))
    flash(_("那台设备已退出登录"), "ok")
    return redirect(url_for("identity.logins"), 303)


@bp.post("/account/logins/end")
@signed_in
def end_logins() -> ResponseReturnValue:
    me = viewer()
    operations.sign_out_everywhere(me.user, actor=me.user)
    return log_out()


@bp.post("/people/<int:user_id>/reset-password")
@requires(Permission.INSTITUTION_MANAGE)
def reset_password(user_id: int) -> ResponseReturnValue:
    me = viewer()
    user = queries.get_resettable(user_id, seen_by=me)
    operations.reset_password(user, actor=me.user)
    flash(_("%(name)s的密码已重置，请打印新的登录条", name=user.name), "ok")
    return redirect(url_for("identity.slips"), 303)


@bp.get("/slips")
@requires(Permission.SLIPS_PRINT)
def slips() -> ResponseReturnValue:
    """What to print for the people: names, accounts, initial passwords. For half an hour only."""
    found = queries.list_slips(seen_by=viewer())
    return render_template(
        "app/identity/slips.html",
        slips=[(s, passwords.slip_password(s.nonce)) for s in found],
        may_teach=viewer().can(Permission.COHORT_VIEW),
    )


@bp.post("/slips/away")
@requires(Permission.SLIPS_PRINT)
def put_slips_away() -> ResponseReturnValue:
    operations.put_slips_away(actor=viewer().user)
    flash(_("登录条已收起，不能再显示；谁丢了就给谁重置密码"), "ok")
    return redirect(url_for("home.index"), 303)
