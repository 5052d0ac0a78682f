"""What is mine as a buyer: my orders, receipt, reviews, address and wallet."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.files import save_image
from app.forms import Form
from app.money import yuan
from sim_market.groups.queries import find_seat
from sim_market.ledger.queries import balance_of
from sim_market.listings.blocks import cleaned
from sim_market.mall import operations, queries
from sim_market.mall.forms import AddressForm, CancelForm, ReviewForm
from sim_market.mall.queries import ORDERS_PER_PAGE
from sim_market.mall.queries.keeping import count_kept
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.mall.routes.paying import begin
from sim_market.mall.routes.shelves import page_number
from sim_market.orders.models import Order, OrderState
from sim_market.orders.operations import receive_order
from sim_market.orders.operations.waiting import why_not_yet
from sim_market.orders.queries.pricing import find_waiting_change, list_changes
from sim_market.orders.snapshot import waterfall
from sim_market.payments.queries import last_payment_of
from sim_market.permissions import Permission
from sim_market.presales.queries import deposits_of
from sim_market.promotions.offers import count_held
from sim_market.reviews.forms import FollowForm
from sim_market.reviews.models import Review, Stars
from sim_market.reviews.operations import follow_up, review_until, write_review
from sim_market.rules.pack import pack
from sim_market.shoppers.operations import change_address


@bp.get("/orders")
@requires(Permission.MALL_BUY)
def orders() -> ResponseReturnValue:
    shopper, state, page = maybe_me(), request.args.get("state", ""), page_number()
    found = queries.list_my_orders(shopper, state, page) if shopper else ([], 0, {})
    return render_template(
        "sim_market/mall/orders.html",
        orders=found[0],
        deposits=deposits_of(found[0]),
        total=found[1],
        counts=found[2],
        state=state,
        states=OrderState,
        page=page,
        per_page=ORDERS_PER_PAGE,
    )


@bp.get("/orders/<number>")
@requires(Permission.MALL_BUY)
def order(number: str) -> ResponseReturnValue:
    return order_page(mine(number))


@bp.post("/orders/<number>/pay")
@requires(Permission.MALL_BUY)
def pay(number: str) -> ResponseReturnValue:
    found, form = mine(number), Form()
    if form.does(begin, [found]):
        return redirect(url_for("mall.cashier", number=form.result.number), 303)
    return order_page(mine(number), form)


@bp.route("/orders/<number>/cancel", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def cancel(number: str) -> ResponseReturnValue:
    """Why it is given up; unpaid at once, paid by a refund of all of it."""
    found, form = mine(number), CancelForm()
    paid = found.is_paid
    if form.validate_on_submit() and form.does(
        operations.cancel_order, found, form.reason, form.words.data or "", actor=viewer().user
    ):
        unpaid = _("订单已取消，没有付款")
        flash(_("已申请全部退款，商家 48 小时内答复（沙盒时间）") if paid else unpaid)
        return redirect(url_for("mall.order", number=number), 303)
    return render_template(
        "sim_market/mall/cancel.html", form=form, order=mine(number), rules=pack(here())
    ), form.status


@bp.post("/orders/<number>/receive")
@requires(Permission.MALL_BUY)
def receive(number: str) -> ResponseReturnValue:
    found, form = mine(number), Form()
    if form.does(receive_order, found, actor=viewer().user):
        flash(_("已确认收货，可以评价了"))
        return redirect(url_for("mall.order", number=number), 303)
    return order_page(mine(number), form)


@bp.route("/orders/<number>/lines/<int:line_id>/review", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def review(number: str, line_id: int) -> ResponseReturnValue:
    found = mine(number)
    line, form = queries.get_my_line(found, line_id), ReviewForm()
    if form.validate_on_submit() and form.does(rate, form, found, line_id):
        flash(_("谢谢评价，别的买家能看到了"))
        return redirect(url_for("mall.order", number=number), 303)
    return render_template(
        "sim_market/mall/review.html", form=form, order=found, line=line
    ), form.status


@bp.route("/orders/<number>/lines/<int:line_id>/follow-up", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def follow(number: str, line_id: int) -> ResponseReturnValue:
    """Add to what I said, later and once."""
    found = mine(number)
    line, form = queries.get_my_line(found, line_id), FollowForm()
    said = queries.get_my_review(found, line)
    if form.validate_on_submit() and form.does(add_to, form, said):
        flash(_("追评已发表，别的买家能看到了"))
        return redirect(url_for("mall.order", number=number), 303)
    found = mine(number)
    return render_template(
        "sim_market/mall/follow.html", form=form, order=found, review=queries.get_my_review(
            found, queries.get_my_line(found, line_id)
        ), line=queries.get_my_line(found, line_id), rules=pack(here()),
    ), form.status  # fmt: skip


@bp.route("/me", endpoint="me", methods=["GET", "POST"])
@requires(Permission.MALL_BUY)
def me_page() -> ResponseReturnValue:
    """Address and wallet. At first use there is neither: they come with the first purchase."""
    shopper = me() if request.method == "POST" else maybe_me()
    form = AddressForm(obj=shopper)
    if shopper and form.validate_on_submit() and form.does(move_house, form):
        flash(_("模拟收货地址已保存，以后的订单寄到这里"))
        return redirect(url_for("mall.me"), 303)
    return render_template(
        "sim_market/mall/me.html",
        form=form,
        orders=queries.count_orders(shopper) if shopper else {},
        states=OrderState,
        kept=count_kept(viewer().user, here().id),
        coupons=count_held(shopper) if shopper else {},
        shopper=shopper,
        wallet=yuan(balance_of(*shopper.purse) if shopper else start_capital()),
    ), form.status


def mine(number: str) -> Order:
    return queries.get_my_order(number[:20], maybe_me())


def order_page(found: Order, form: Form | None = None) -> ResponseReturnValue:
    return render_template(
        "sim_market/mall/order.html",
        order=found,
        about=queries.about(found),
        review_until=review_until(found),
        payment=last_payment_of(found.number, found.cohort_id),
        price_rows=waterfall(found),
        not_yet=why_not_yet(found) if found.can_pay else None,
        seat=find_seat(found) if found.promotions else None,
        waiting=find_waiting_change(found) if found.can_pay else None,
        changed=list_changes(found) if found.adjust_fen or found.shipping_adjust_fen else [],
        form=form,
        rules=pack(here()),
        now=here().sim_at,
    ), form.status if form else 200


def rate(form: ReviewForm, found: Order, line_id: int) -> None:
    line = queries.get_my_line(found, line_id)
    stars = Stars(int(form.goods.data), int(form.service.data), int(form.logistics.data))
    user = viewer().user
    pictures = kept(form)
    write_review(
        found,
        line.listing,
        stars,
        words=cleaned(form.words.data or ""),
        pictures=pictures,
        actor=user,
    )


def add_to(form: FollowForm, said: Review) -> None:
    follow_up(said, form.words.data or "", kept(form), actor=viewer().user)


def kept(form: ReviewForm | FollowForm) -> list[str]:
    """The pictures of a form, cleaned and kept; their ids."""
    return [
        str(save_image(upload, cohort_id=here().id, owner_id=viewer().user.id).id)
        for upload in form.pictures.data or []
        if upload
    ]


def move_house(form: AddressForm) -> None:
    change_address(
        me(),
        receiver=form.receiver.data or "",
        province=form.province.data or "",
        city=form.city.data or "",
        street=form.street.data or "",
        phone_tail=form.phone_tail.data or "",
    )


def start_capital() -> int:
    return int(here().params.get("start_capital_fen", 0))
