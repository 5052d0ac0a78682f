"""Where I am a member, and what the next level takes."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.access import requires
from sim_market.mall.routes.hall import bp, maybe_me
from sim_market.orders.members import memberships_of
from sim_market.permissions import Permission


@bp.get("/members")
@requires(Permission.MALL_BUY)
def memberships() -> ResponseReturnValue:
    shopper = maybe_me()
    return render_template(
        "sim_market/mall/members.html", mine=memberships_of(shopper) if shopper else []
    )
