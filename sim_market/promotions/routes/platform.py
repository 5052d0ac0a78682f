"""What the platform gives in a class: coupons, full reductions, free shipping. A teacher gives
them, they span stores, the platform pays.
"""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import NotFound
from sim_market.permissions import Permission
from sim_market.promotions import operations, queries
from sim_market.promotions.forms import FORMS, PlatformForm, PromotionForm, blank
from sim_market.promotions.models import Promotion
from sim_market.promotions.pricing.terms import Kind
from sim_market.promotions.wording import terms_words

platform_bp = Blueprint("platform_coupons", __name__, url_prefix="/class/coupons")
KINDS: Mapping[Kind, tuple[LazyString, LazyString]] = {
    Kind.PLATFORM_COUPON: (_l("平台券"), _l("买家先领再用，可以几家店凑单。")),
    Kind.FULL_REDUCTION: (_l("平台满减"), _l("全班的店一起凑，不用领，够了就减。")),
    Kind.FREE_SHIPPING: (_l("平台包邮"), _l("买家不付运费，运费由平台补给商家。")),
}


@platform_bp.route("", methods=["GET", "POST"])
@requires(Permission.MARKET_STEER)
def index() -> ResponseReturnValue:
    """What there is, and a form for more; given from its start on without another step."""
    cohort, kind = own_class(), kind_asked()
    form = form_of(kind)(data=blank(cohort))
    if form.validate_on_submit() and form.does(give, form, cohort, kind):
        flash(_("已发出，全班的店都能用"))
        return redirect(url_for("platform_coupons.index"), 303)
    cohort = own_class()
    found = queries.list_platform_promotions(cohort)
    return render_template(
        "sim_market/promotions/platform.html",
        form=form,
        kind=kind,
        kinds=KINDS,
        cohort=cohort,
        coupons=found,
        terms_words=terms_words,
        effects=queries.effects_of(found),
    ), form.status


@platform_bp.post("/<int:promotion_id>/end")
@requires(Permission.MARKET_STEER)
def end(promotion_id: int) -> ResponseReturnValue:
    found = queries.get_platform_promotion(promotion_id, own_class())
    operations.end_promotion(found, actor=viewer().user)
    flash(_("已结束，用过的订单不受影响"))
    return redirect(url_for("platform_coupons.index"), 303)


def kind_asked() -> Kind:
    """Which kind the address names; coupons for none of them."""
    said = request.args.get("kind", "")
    return next(
        (each for each in operations.OF_PLATFORM if each.value == said), Kind.PLATFORM_COUPON
    )


def form_of(kind: Kind) -> type[PromotionForm]:
    return PlatformForm if kind == Kind.PLATFORM_COUPON else FORMS[kind]


def give(form: PromotionForm, cohort: Cohort, kind: Kind) -> Promotion:
    draft = form.draft(kind, cohort)
    made = operations.make_platform_promotion(cohort, draft, actor=viewer().user)
    operations.start_promotion(made, actor=viewer().user)
    return made


def own_class() -> Cohort:
    found = viewer().cohort
    if found is None:
        raise NotFound(_("您现在的身份不在哪个班里"), next_step=_("请在右上角切换身份"))
    return found
