"""How fast and how well: the three-minute rate by day, satisfaction, every judged answer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.access import requires
from sim_market.customer_service import queries
from sim_market.customer_service.routes.place import bp, my_store
from sim_market.permissions import Permission
from sim_market.rules.pack import pack


@bp.get("/figures")
@requires(Permission.SERVICE_MANAGE)
def figures() -> ResponseReturnValue:
    store = my_store()
    days = queries.daily_rates(store, since_day=max(1, store.cohort.day - 13))
    return render_template(
        "sim_market/service/figures.html",
        store=store,
        days=days,
        rate=queries.rate_of(store),
        satisfaction=queries.satisfaction_of(store),
        judged=queries.judged_in(store, limit=queries.PER_PAGE),
        rules=pack(store.cohort),
    )
