"""The page 推广: a daily budget, bids by word, and what came of it. All of it simulated."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.money import parse_yuan, plain_yuan
from sim_market.buyers import operations, queries
from sim_market.buyers.adverts import forecast
from sim_market.buyers.forms import AdPlanForm, BidsForm
from sim_market.buyers.keywords import Sums, read
from sim_market.buyers.market.queries import query_text
from sim_market.buyers.operations.weather import world_of
from sim_market.buyers.queries.mode import together_of
from sim_market.buyers.queries.shelf import categories_of, own_shelf, titles_of, words_of
from sim_market.buyers.routes.place import bp, my_store
from sim_market.listings.queries import get_listing
from sim_market.permissions import Permission

DAYS = 7


@bp.route("/ads", methods=["GET", "POST"])
@requires(Permission.ADS_MANAGE)
def ads() -> ResponseReturnValue:
    store = my_store()
    plan = queries.find_plan(store)
    form = AdPlanForm(
        data={"on": bool(plan and plan.on), "budget": plain_yuan(plan.budget_fen if plan else 2000)}
    )
    if form.validate_on_submit() and form.does(
        operations.set_ads, store, on=form.on.data, budget_fen=parse_yuan(form.budget.data or ""),
        actor=viewer().user,
    ):  # fmt: skip
        flash(_("推广设置已保存，下一个整点生效"))
        return redirect(url_for("traffic.ads"), 303)
    store = my_store()
    first = max(1, store.cohort.day - DAYS + 1)
    rows = words_of(store, first, queries.hours_over(store.cohort))
    by_ads = read(rows, categories_of(store)).ads
    spent: dict[int, list[int]] = {}
    for row in rows:
        sums = spent.setdefault(row.listing_id, [0, 0])
        sums[0] += row.ad_clicks
        sums[1] += row.ad_fen
    bids = queries.bids_of(store)
    return render_template(
        "sim_market/buyers/ads.html",
        form=form,
        days=DAYS,
        today_fen=sum(row.ad_fen for row in rows if row.hour // 24 + 1 == store.cohort.day),
        rows=[
            (listing_id, title, sum(1 for of, _word in bids if of == listing_id),
             by_ads.get(listing_id, Sums()), *spent.get(listing_id, (0, 0)))
            for listing_id, title in titles_of(store)
        ],
    ), form.status  # fmt: skip


@bp.route("/ads/<int:listing_id>", methods=["GET", "POST"])
@requires(Permission.ADS_MANAGE)
def bids(listing_id: int) -> ResponseReturnValue:
    store, listing = my_store(), get_listing(listing_id, seen_by=viewer())
    own = {word: fen for (of, word), fen in queries.bids_of(store).items() if of == listing.id}
    form = BidsForm(data={f"bid_{word}": plain_yuan(fen) for word, fen in own.items()})
    if form.validate_on_submit() and form.does(
        operations.set_bids, listing, form.bids_fen, actor=viewer().user
    ):
        flash(_("出价已保存，下一个整点生效"))
        return redirect(url_for("traffic.bids", listing_id=listing_id), 303)
    if form.is_submitted():  # it was refused: what was read before is gone
        store, listing = my_store(), get_listing(listing_id, seen_by=viewer())
    texts = [query_text(listing.category_code, word) for word in range(len(form.fields))]
    shelf, day = own_shelf(store), store.cohort.day
    happenings = queries.happenings_on(store.cohort_id, day)
    world = world_of(store.cohort, shelf.volume_pm, happenings, day)
    told = forecast(shelf, listing.id, own, world, day)
    return render_template(
        "sim_market/buyers/bids.html",
        form=form,
        listing=listing,
        words=list(zip(texts, form.fields, told, strict=True)),
        together=together_of(store.cohort),
    ), form.status
