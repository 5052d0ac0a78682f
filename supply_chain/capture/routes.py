"""Supply orders: pull them, see where they stand, confirm those that wait, mend lines."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.errors import Conflict, Invalid
from app.ui.filters import sim_time
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.stores.models import Store
from sim_market.stores.operations import set_auto_capture
from sim_market.stores.queries import find_store_of, get_store_of
from supply_chain.capture import operations, queries
from supply_chain.capture.forms import LinkForm, PickForm
from supply_chain.capture.models import SupplyOrder, SupplyState
from supply_chain.capture.operations import Pulled
from supply_chain.permissions import Permission
from supply_chain.suppliers.queries import find_product_sku

bp = Blueprint("supply_orders", __name__, url_prefix="/supply/orders")

LAST_PAGE = 9_999  # no list is that long


@bp.get("")
@requires(Permission.SUPPLY_ORDER)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("supply_chain/capture/index.html", store=None)
    return _page(store)


@bp.post("/pull")
@requires(Permission.SUPPLY_ORDER)
def pull() -> ResponseReturnValue:
    """抓取订单: copy what is new and changed since the last time."""
    store = _own_store()
    flash(told(operations.pull_orders(store, actor=viewer().user)))
    return redirect(url_for("supply_orders.index"), 303)


@bp.post("/auto")
@requires(Permission.SUPPLY_ORDER)
def toggle_auto() -> ResponseReturnValue:
    """Pull by itself every full hour, or not."""
    store = _own_store()
    set_auto_capture(store, not store.auto_capture, actor=viewer().user)
    flash(_("已打开自动抓单：每个整点抓一次") if store.auto_capture else _("已关闭自动抓单"))
    return redirect(url_for("supply_orders.index"), 303)


@bp.post("/confirm")
@requires(Permission.SUPPLY_ORDER)
def confirm() -> ResponseReturnValue:
    """Several at once; the page says for each what became of it."""
    store, form = _own_store(), PickForm()
    chosen = queries.list_by_ids(store, form.ids.data or []) if form.validate() else []
    if not chosen:
        raise Invalid(
            _("没有选中供货单"),
            next_step=_("勾选要确认的供货单再提交"),
            link=url_for("supply_orders.index"),
        )
    return _page(store, operations.confirm_all(chosen, actor=viewer().user))


@bp.get("/<int:supply_id>")
@requires(Permission.SUPPLY_ORDER)
def detail(supply_id: int) -> ResponseReturnValue:
    return _detail(queries.get_supply_order(supply_id, seen_by=viewer()))


@bp.post("/<int:supply_id>/confirm")
@requires(Permission.SUPPLY_ORDER)
def confirm_one(supply_id: int) -> ResponseReturnValue:
    who = viewer()
    supply = queries.get_supply_order(supply_id, seen_by=who)
    operations.confirm(supply, actor=who.user)
    flash(_("已确认，货款已付，供应商开始备货"))
    return redirect(url_for("supply_orders.detail", supply_id=supply_id), 303)


@bp.post("/<int:supply_id>/lines/<int:line_id>/link")
@requires(Permission.SUPPLY_ORDER)
def link(supply_id: int, line_id: int) -> ResponseReturnValue:
    """Say which supplier sends this line."""
    supply = queries.get_supply_order(supply_id, seen_by=viewer())
    line, form = queries.get_line(supply, line_id), LinkForm()
    source = find_product_sku(form.code.data or "")
    if form.validate_on_submit() and source is None:
        form.code.errors = [_("货源市场里没有这个编号，请到商品页抄规格编号")]
    elif (
        source is not None
        and not form.errors
        and form.does(
            operations.supply_line_from, line, source, pack=form.pack.data, actor=viewer().user
        )
    ):
        return _told_rest(supply_id, form.result)
    return _detail(queries.get_supply_order(supply_id, seen_by=viewer()), (line_id, form))


@bp.post("/<int:supply_id>/lines/<int:line_id>/own")
@requires(Permission.SUPPLY_ORDER)
def own(supply_id: int, line_id: int) -> ResponseReturnValue:
    """Say that the store has this line itself."""
    supply = queries.get_supply_order(supply_id, seen_by=viewer())
    left = operations.mark_own(queries.get_line(supply, line_id), actor=viewer().user)
    return _told_rest(supply_id, left)


def told(pulled: Pulled) -> str:
    """What a pull did, in one sentence."""
    if not pulled.confirmed and not pulled.held and not pulled.followed:
        return _("没有新订单：读了 %(n)s 张，都已经抓过或不需要供货", n=pulled.read)
    return _(
        "抓取完成：%(ok)s 张已确认备货，%(held)s 张等您处理，%(changed)s 张随订单更新",
        ok=len(pulled.confirmed),
        held=len(pulled.held),
        changed=pulled.followed,
    )


def _told_rest(supply_id: int, left: Any) -> ResponseReturnValue:
    if left is None:
        flash(_("已确认，货款已付，供应商开始备货"))
    else:
        flash(_("已记下，还差一步：%(why)s", why=left.message), "warn")
    return redirect(url_for("supply_orders.detail", supply_id=supply_id), 303)


def _page(store: Store, results: Any = None) -> ResponseReturnValue:
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    state, text = request.args.get("state", ""), request.args.get("q", "")[:60]
    supplies, total = queries.list_supply_orders(store, state, text, page=page)
    failed = results is not None and all(refusal for _supply, refusal in results)
    return render_template(
        "supply_chain/capture/index.html",
        store=store,
        supplies=supplies,
        total=total,
        page=page,
        state=state,
        counts=queries.count_by_state(store),
        states=SupplyState,
        cursor=queries.find_cursor(store),
        funds_fen=balance_of(store.cohort_id, AccountKind.STORE_FUNDS, store.id),
        results=results,
    ), Conflict.status if failed else 200


def _detail(supply: SupplyOrder, typed: tuple[int, LinkForm] | None = None) -> ResponseReturnValue:
    """`typed`: the line whose form was refused, with that form."""
    forms = {line.id: LinkForm(formdata=None) for line in supply.unmapped}
    if typed:
        forms[typed[0]] = typed[1]
    shipment = supply.order.shipment
    return render_template(
        "supply_chain/capture/detail.html",
        supply=supply,
        forms=forms,
        progress=_progress(supply),
        events=shipment.events_until(supply.cohort.sim_at) if shipment else [],
    ), typed[1].status if typed else 200


def _progress(supply: SupplyOrder) -> list[tuple[str, str, str]]:
    """(time, what happened, tone) of what has happened, and the supplier's next step."""
    steps = [
        (supply.captured_sim_at, _("抓取成供货单"), "ok"),
        (supply.confirmed_sim_at, _("确认，付货款，占用供应商库存"), "ok"),
        (supply.shipped_sim_at, _("供应商已发货，运单号已回传店铺"), "ok"),
        (supply.delivered_sim_at, _("包裹已送达"), "ok"),
        (supply.cancelled_sim_at, _("供货单已取消"), "risk"),
    ]
    if supply.is_with_supplier:
        steps.append((supply.ship_due_sim_at, _("供应商预计发出"), "now"))
    return [(sim_time(at), text, tone) for at, text, tone in steps if at is not None]


def _own_store() -> Store:
    who = viewer()
    return get_store_of(who.user, who.cohort_id)
