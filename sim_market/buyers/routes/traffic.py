"""The page 数据: who looked, who opened, who bought. And the report on the market itself."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.access import requires, viewer
from sim_market.buyers import queries
from sim_market.buyers.meaning import meaning_of, points_of
from sim_market.buyers.queries import Traffic
from sim_market.buyers.report.report import kept
from sim_market.buyers.report.words import CURVES, bands, matched, points
from sim_market.buyers.routes.place import bp, market_bp, page_number
from sim_market.permissions import Permission
from sim_market.stores.queries import find_store_of


@bp.get("")
@requires(Permission.TRAFFIC_VIEW)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/buyers/traffic.html", store=None)
    page = page_number()
    days = queries.list_days(store)
    listings, total = queries.list_listings(store, page=page)
    return render_template(
        "sim_market/buyers/traffic.html",
        store=store,
        days=days,
        sums=sum((day.traffic for day in days), Traffic()),
        meaning=meaning_of(days),
        points=points_of(days),
        listings=listings,
        total=total,
        page=page,
        lost=queries.count_lost(store),
    )


@market_bp.get("/report")
@requires(Permission.MARKET_STUDY)
def report() -> ResponseReturnValue:
    """Does the market behave like a market: every fact with its band, and curves."""
    found = kept()
    if found is None:
        return render_template("sim_market/buyers/report.html", bands=None)
    curves = [(curve, points(found["curves"][code])) for code, curve in CURVES.items()]
    return render_template(
        "sim_market/buyers/report.html",
        bands=bands(found),
        curves=curves,
        policies=found["policies"],
        tournament=matched(found.get("tournament")),
    )
