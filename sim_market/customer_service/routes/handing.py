"""Handing a conversation over to somebody who works at the desk."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.forms import options
from app.identity.models import Role, User
from sim_market.customer_service.forms import HandOverForm
from sim_market.customer_service.operations import hand_over
from sim_market.customer_service.routes.place import bp, mine
from sim_market.permissions import Permission
from sim_market.stores.models import StaffState, Store
from sim_market.stores.queries import list_staff


@bp.route("/<int:talk_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.SERVICE_MANAGE)
def hand(talk_id: int) -> ResponseReturnValue:
    talk = mine(talk_id)
    people = who_answers(talk.store)
    form = HandOverForm(data={"to": str(talk.assigned_id or 0)})
    form.to.choices = options([("0", _("谁都可以答")), *((str(p.id), p.name) for p in people)])
    if form.validate_on_submit():
        to = next((each for each in people if str(each.id) == form.to.data), None)
        hand_over(talk, to, actor=viewer().user)
        flash(_("已转交给%(name)s", name=to.name) if to else _("现在谁都可以答"))
        return redirect(url_for("service.show", talk_id=talk_id), 303)
    return render_template(
        "sim_market/service/hand.html", talk=talk, form=form, people=people
    ), form.status


def who_answers(store: Store) -> list[User]:
    """The owner, and the sub-accounts that answer buyers and are at work."""
    staff = [
        each.user
        for each in list_staff(store)
        if each.role == Role.STORE_SERVICE and each.state == StaffState.WORKING
    ]
    return [store.owner, *staff]
