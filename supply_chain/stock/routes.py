"""My sources: what comes from where, stock on both sides, the sync and its log."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, get_store_of
from supply_chain.permissions import Permission
from supply_chain.sourcing import queries as sourcing
from supply_chain.stock import operations, queries
from supply_chain.stock.forms import SyncRuleForm
from supply_chain.stock.operations import Synced
from supply_chain.stock.quantity import shop_on_hand

bp = Blueprint("stock", __name__, url_prefix="/supply/mine")

LAST_PAGE = 9_999  # no list is that long


@bp.get("")
@requires(Permission.SUPPLY_STOCK)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("supply_chain/stock/index.html", store=None)
    return _page(store)


@bp.post("/rule")
@requires(Permission.SUPPLY_STOCK)
def change_rule() -> ResponseReturnValue:
    who = viewer()
    store, form = get_store_of(who.user, who.cohort_id), SyncRuleForm()
    if form.validate_on_submit() and form.does(
        operations.change_rule, store, form.rule(), actor=who.user
    ):
        flash(_("同步规则已保存，下次同步起生效"))
        return redirect(url_for("stock.index"), 303)
    return _page(store, form)


@bp.post("/sync")
@requires(Permission.SUPPLY_STOCK)
def sync() -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    flash(told(operations.sync_store(store, actor=who.user)))
    return redirect(url_for("stock.index"), 303)


@bp.get("/log")
@requires(Permission.SUPPLY_STOCK)
def log() -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    pushes, total = queries.list_pushes(store, page=page)
    return render_template("supply_chain/stock/log.html", pushes=pushes, total=total, page=page)


def told(synced: Synced) -> str:
    """What a sync did, in one sentence."""
    if not synced.seen:
        return _("还没有来自货源的商品，没有可同步的库存")
    if not synced.pushed:
        return _("核对了 %(n)s 个规格，库存都一致", n=synced.seen)
    parts = [
        _("%(n)s 个%(how)s", n=number, how=outcome.word)
        for outcome, number in sorted(synced.outcomes.items())
    ]
    return _(
        "核对了 %(seen)s 个规格，推送 %(n)s 个：%(how)s",
        seen=synced.seen, n=synced.pushed, how="，".join(parts),
    )  # fmt: skip


def _page(store: Store, form: Any = None) -> ResponseReturnValue:
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    sourced, total = sourcing.list_sourced(store, page=page)
    rule = queries.rule_of(store)
    pairs = {pair.sku.id: pair for pair in queries.list_pairs(store, [s.sku_id for s in sourced])}
    form = form or SyncRuleForm(
        data={"rate_percent": rule.rate_percent, "buffer": rule.buffer, "cap": rule.cap}
    )
    return render_template(
        "supply_chain/stock/index.html",
        store=store,
        sourced=sourced,
        total=total,
        page=page,
        pairs=pairs,
        targets={sku_id: shop_on_hand(pair.level, rule) for sku_id, pair in pairs.items()},
        form=form,
    ), form.status
