"""Coupons as buyers meet them: where they lie about, the word typed, what is mine."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from app.crowd import contested
from app.errors import NotFound
from app.forms import Form
from sim_market.mall import operations
from sim_market.mall.forms import CodeForm
from sim_market.mall.queries.coupons import list_my_coupons
from sim_market.mall.routes.hall import bp, here, maybe_me, me
from sim_market.mall.routes.shelves import page_number
from sim_market.permissions import Permission
from sim_market.promotions import offers
from sim_market.promotions.models import CouponBatch
from sim_market.promotions.offers import Standing
from sim_market.promotions.wording import terms_words

TABS = (Standing.USABLE, Standing.USED, Standing.EXPIRED)


@bp.get("/coupons")
@requires(Permission.MALL_VIEW)
def coupons() -> ResponseReturnValue:
    """What can be claimed in this mall now."""
    return centre(CodeForm(formdata=None))


@bp.post("/coupons")
@requires(Permission.MALL_BUY)
def type_code() -> ResponseReturnValue:
    """A word that a merchant has told: the coupon of it."""
    form = CodeForm()
    if form.validate_on_submit() and form.does(claim_word, form.code.data or ""):
        names = "、".join(each.batch.promotion.name for each in form.result)
        flash(_("口令对了，领到：%(names)s", names=names))
        return redirect(url_for("mall.my_coupons"), 303)
    return centre(form)


@bp.post("/coupons/<int:batch_id>/claim")
@contested
@requires(Permission.MALL_BUY)
def claim(batch_id: int) -> ResponseReturnValue:
    form = CodeForm(formdata=None)
    if form.does(claim_batch, batch_id):
        flash(_("领到了，下单时自动用最划算的一张"))
        return redirect(where_from(), 303)
    return centre(form)


@bp.get("/coupons/mine")
@requires(Permission.MALL_BUY)
def my_coupons() -> ResponseReturnValue:
    """Usable, used, expired; with what is missing and where each is used."""
    shopper, asked = maybe_me(), request.args.get("show", "")
    show = next((each for each in TABS if each.value == asked), Standing.USABLE)
    page = min(page_number(), 100)
    return render_template(
        "sim_market/mall/my_coupons.html",
        held=list_my_coupons(shopper, show, page) if shopper else [],
        counts=offers.count_held(shopper) if shopper else {},
        show=show,
        tabs=TABS,
        page=page,
        per_page=offers.PER_PAGE,
        terms_words=terms_words,
        cohort=here(),
    )


def centre(form: Form) -> ResponseReturnValue:
    cohort, page = here(), min(page_number(), 100)
    user = viewer().user
    return render_template(
        "sim_market/mall/coupons.html",
        form=form,
        offers=offers.list_offers(cohort.id, cohort.sim_at, user_id=user.id, page=page),
        total=offers.count_offers(cohort.id, cohort.sim_at),
        page=page,
        per_page=offers.PER_PAGE,
        terms_words=terms_words,
        cohort=cohort,
        me=user,
    ), form.status


def claim_batch(batch_id: int) -> None:
    operations.claim_offer(batch(batch_id), me(), actor=viewer().user)


def claim_word(code: str) -> object:
    return operations.claim_word(code, me(), actor=viewer().user)


def batch(batch_id: int) -> CouponBatch:
    found = offers.find_offer(min(batch_id, LARGEST_ID), here().id)
    if found is None:
        raise NotFound(_("没有这张券"), next_step=_("看看现在能领的券"), link="/mall/coupons")
    return found


def where_from() -> str:
    """Back to the page on which the button stood: 'listing-7', 'store-3', else the centre."""
    found = re.fullmatch(r"(listing|store)-([0-9]{1,15})", request.form.get("from", ""))
    if found is None:
        return url_for("mall.coupons")
    number = min(int(found[2]), LARGEST_ID)
    if found[1] == "store":
        return url_for("mall.store", store_id=number)
    return url_for("mall.listing", listing_id=number)
