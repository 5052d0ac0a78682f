"""The list of a store's orders, and what is noted about them on it."""

from typing import Any, TypeVar

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from app.errors import Invalid
from app.flow import State
from sim_market.orders import operations, queries
from sim_market.orders.forms import MemoForm
from sim_market.orders.models import Order, OrderFlag, OrderState, ReminderKind
from sim_market.orders.queries import Only, Sort, Wanted
from sim_market.orders.routes import bp
from sim_market.permissions import Permission
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of

S = TypeVar("S", bound=State)
MOST_PICKED = 200


@bp.get("")
@requires(Permission.ORDER_VIEW)
def index() -> ResponseReturnValue:
    store = my_store()
    if store is None:
        return render_template("sim_market/orders/index.html", store=None)
    wanted = asked_for()
    orders, total = queries.list_sales(store, wanted)
    counts = queries.count_sales(store)
    return render_template(
        "sim_market/orders/index.html", store=store, orders=orders, total=total, wanted=wanted,
        counts=counts, states=OrderState, only=Only, sorts=Sort,
        flags=OrderFlag, per_page=queries.PER_PAGE, is_urged=is_urged, filters=filters_said(),
        all_states=sum(counts[state.value] for state in OrderState),
        flag_words=[(flag.value, flag.word) for flag in OrderFlag],
        sort_words=[(sort.value, sort.word) for sort in Sort if sort != Sort.URGENT],
    )  # fmt: skip


@bp.post("/<int:order_id>/memo")
@requires(Permission.ORDER_VIEW)
def note(order_id: int) -> ResponseReturnValue:
    """Flag and memo; from a script the answer is what was kept."""
    order, form = queries.get_sale(order_id, seen_by=viewer()), MemoForm()
    if not form.validate_on_submit():
        raise Invalid(
            next(iter(form.errors.values()))[0], next_step=_("改好再存，别的都没有动"),
            link=url_for("orders.index"),
        )  # fmt: skip
    operations.note_orders(
        [order], flag=form.mark, words=form.words.data or "", actor=viewer().user
    )
    if request.accept_mimetypes.best == "application/json":
        return jsonify(flag=form.mark.value, word=str(form.mark.word), words=form.words.data or "")
    flash(_("订单 %(n)s 的旗和备注存好了", n=order.number))
    return redirect(back_to_list(), 303)


@bp.post("/<int:order_id>/remind")
@requires(Permission.ORDER_MANAGE)
def remind_to_pay(order_id: int) -> ResponseReturnValue:
    order = queries.get_sale(order_id, seen_by=viewer())
    operations.remind(order, ReminderKind.PAY, actor=viewer().user)
    flash(_("已提醒买家付款：订单 %(n)s", n=order.number))
    return redirect(url_for("orders.detail", order_id=order.id), 303)


def my_store() -> Store | None:
    who = viewer()
    return find_store_of(who.user.id, who.cohort_id)


def asked_for() -> Wanted:
    """The filters in the address; strange ones are as if not there."""
    return Wanted(
        state=one_of(OrderState, "state"),
        only=one_of(Only, "only"),
        flag=one_of(OrderFlag, "flag"),
        words=request.args.get("q", "")[:60],
        sort=one_of(Sort, "sort") or Sort.URGENT,
        page=max(1, min(100_000, request.args.get("page", 1, type=int))),
    )


def one_of(kind: type[S], name: str) -> S | None:
    said = request.args.get(name, "")
    return next((each for each in kind if each.value == said), None)


def picked(source: Any = None) -> list[Order]:
    """The orders that are ticked, of the viewer's own store; Invalid if there are none."""
    given = (source if source is not None else request.args).getlist("ids", type=int)
    ids = {n for n in given[:MOST_PICKED] if 0 < n <= LARGEST_ID}
    orders = list(queries.get_sales(ids, seen_by=viewer())) if ids else []
    if not orders:
        raise Invalid(
            _("没有勾选订单"), next_step=_("回列表勾选要处理的订单"), link=url_for("orders.index")
        )
    return orders


def back_to_list() -> str:
    """The list as it was looked at."""
    return url_for("orders.index", **filters_said())


def filters_said() -> dict[str, Any]:
    """The filters of the list in the address, and nothing else that stands there."""
    known = ("state", "only", "flag", "q", "sort", "page")
    return {name: request.args[name][:60] for name in known if request.args.get(name)}


def is_urged(order: Order) -> bool:
    return any(said.kind == ReminderKind.SHIP for said in order.reminders)
