"""The platform's coupons of a class: a teacher gives them, they span stores, the platform pays."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from sim_market.permissions import Permission
from sim_market.promotions import operations, queries
from sim_market.promotions.forms import PlatformForm, blank
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing.terms import Kind
from sim_market.promotions.wording import terms_words

platform_bp = Blueprint("platform_coupons", __name__, url_prefix="/class/coupons")


@platform_bp.route("", methods=["GET", "POST"])
@requires(Permission.MARKET_STEER)
def index() -> ResponseReturnValue:
    """What there is, and a form for more; given from its start on without another step."""
    cohort = own_class()
    form = PlatformForm(data=blank(cohort))
    if form.validate_on_submit() and form.does(give, form, cohort):
        flash(_("平台券已发出，全班买家都能领"))
        return redirect(url_for("platform_coupons.index"), 303)
    cohort = own_class()
    found = queries.list_platform_coupons(cohort)
    return render_template(
        "sim_market/promotions/platform.html",
        form=form,
        cohort=cohort,
        coupons=found,
        terms_words=terms_words,
        effects=queries.effects_of(found),
    ), form.status


@platform_bp.post("/<int:promotion_id>/end")
@requires(Permission.MARKET_STEER)
def end(promotion_id: int) -> ResponseReturnValue:
    found = queries.get_platform_coupon(promotion_id, own_class())
    operations.end_promotion(found, actor=viewer().user)
    flash(_("已结束，用过的订单不受影响"))
    return redirect(url_for("platform_coupons.index"), 303)


def give(form: PlatformForm, cohort: Cohort) -> Promotion:
    draft = form.draft(Kind.PLATFORM_COUPON, cohort)
    made = operations.make_platform_coupons(cohort, draft, actor=viewer().user)
    operations.start_promotion(made, actor=viewer().user)
    return made


def own_class() -> Cohort:
    found = viewer().cohort
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found
