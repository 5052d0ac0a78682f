"""The desk: who waits, what was said, what it is about; answering."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.addresses import LARGEST_ID
from app.errors import NotFound
from app.forms import Form
from sim_market.customer_service import operations, queries
from sim_market.customer_service.forms import MarkForm, SayForm
from sim_market.customer_service.models import Conversation, Flag, TalkState
from sim_market.customer_service.pace import waited
from sim_market.customer_service.routes.place import bp, mine, my_store, page_number
from sim_market.customer_service.truth import attributes_in_words, freight_of
from sim_market.customer_service.words import filled
from sim_market.listings.models import Listing
from sim_market.listings.queries import get_listing
from sim_market.permissions import Permission
from sim_market.promotions.models import CouponBatch
from sim_market.promotions.offers import Claim, Offer, find_offer, list_offers
from sim_market.promotions.wording import terms_words
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of

FLAGS = {flag.value: flag for flag in Flag}
VIEWS = ("list", "chat", "info")


@bp.get("")
@requires(Permission.SERVICE_MANAGE)
def index() -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    if store is None:
        return render_template("sim_market/service/nothing.html")
    return render_template("sim_market/service/desk.html", **beside(store), talk=None, view="list")


@bp.get("/list")
@requires(Permission.SERVICE_MANAGE)
def conversations() -> ResponseReturnValue:
    """The list alone, as it is now: a page with scripts asks for it again and again."""
    current = request.args.get("current", 0, type=int)
    return render_template("sim_market/service/list.html", **beside(my_store()), current=current)


@bp.get("/<int:talk_id>")
@requires(Permission.SERVICE_MANAGE)
def show(talk_id: int) -> ResponseReturnValue:
    talk = mine(talk_id)
    form = SayForm(formdata=None)
    if phrase_id := request.args.get("phrase", 0, type=int):
        phrase = queries.get_phrase(phrase_id, talk.store, viewer().user)
        form.text.data = filled(phrase.text, talk)
    if card := request.args.get("card", 0, type=int):
        form.card.data = str(card)
        form.text.data = form.text.data or _("您看的是这件，喜欢可以直接拍下")
    return desk(talk, form, MarkForm(obj=talk, formdata=None))


@bp.post("/<int:talk_id>/say")
@requires(Permission.SERVICE_MANAGE)
def say(talk_id: int) -> ResponseReturnValue:
    talk, form = mine(talk_id), SayForm()
    if form.validate_on_submit() and form.does(
        operations.say, talk, form.text.data or "", actor=viewer().user, card=card_of(form, talk),
        despite=form.despite.data,
    ):  # fmt: skip
        return redirect(url_for("service.show", talk_id=talk_id), 303)
    return desk(mine(talk_id), form, MarkForm(obj=mine(talk_id), formdata=None))


@bp.post("/<int:talk_id>/coupon")
@requires(Permission.SERVICE_MANAGE)
def give(talk_id: int) -> ResponseReturnValue:
    """A coupon of the store for this buyer, at once."""
    talk, form = mine(talk_id), Form()
    batch = request.form.get("batch", 0, type=int)
    if form.does(operations.send_coupon, talk, own_batch(talk, batch), actor=viewer().user):
        flash(_("券已发给买家，对话里有记录"))
        return redirect(url_for("service.show", talk_id=talk_id), 303)
    talk = mine(talk_id)
    return desk(talk, SayForm(formdata=None), MarkForm(obj=talk, formdata=None), form)


@bp.post("/<int:talk_id>/mark")
@requires(Permission.SERVICE_MANAGE)
def mark(talk_id: int) -> ResponseReturnValue:
    talk, form = mine(talk_id), MarkForm()
    if form.validate_on_submit() and form.does(
        operations.mark, talk, FLAGS[form.flag.data], form.note.data or "", actor=viewer().user
    ):
        flash(_("已记下，只有店里的人看得到"))
        return redirect(url_for("service.show", talk_id=talk_id), 303)
    return desk(mine(talk_id), SayForm(formdata=None), form)


@bp.post("/<int:talk_id>/done")
@requires(Permission.SERVICE_MANAGE)
def done(talk_id: int) -> ResponseReturnValue:
    talk, form = mine(talk_id), Form()
    if form.does(operations.finish, talk, actor=viewer().user):
        flash(_("对话已结束，买家再说话会回到待回复"))
        return redirect(url_for("service.index"), 303)
    talk = mine(talk_id)
    return desk(talk, SayForm(formdata=None), MarkForm(obj=talk, formdata=None), form)


def own_batch(talk: Conversation, batch_id: int) -> CouponBatch:
    """Coupons of the store of this conversation, or NotFound."""
    found = find_offer(min(max(0, batch_id), LARGEST_ID), talk.cohort_id)
    if found is None or found.promotion.store_id != talk.store_id:
        raise NotFound(
            _("没有这张券"), next_step=_("在“发券”里选一张正在发的券"), link="/promotions"
        )
    return found


def is_giving() -> bool:
    """Are coupons shown to choose from? Then there are no phrases: a page asks for so much only."""
    return bool(request.args.get("coupon")) or request.endpoint == "service.give"


def to_give(talk: Conversation) -> list[Offer]:
    """The store's coupons that this buyer can still have; asked for only where they are shown."""
    if not is_giving():
        return []
    found = list_offers(
        talk.cohort_id, talk.cohort.sim_at, user_id=talk.shopper.user_id, stores=[talk.store_id]
    )
    return [each for each in found if each.claim == Claim.OPEN]


def card_of(form: SayForm, talk: Conversation) -> Listing | None:
    """The goods that are to be shown with a message: of the own store, or NotFound."""
    chosen = form.card.data or ""
    if not chosen.isdecimal():
        return None
    if talk.listing and int(chosen) == talk.listing_id:
        return talk.listing
    return get_listing(int(chosen[:9]), seen_by=viewer())


def beside(store: Store) -> dict[str, Any]:
    """What stands beside any thread: the list with its counts, today's rate."""
    wanted = queries.Wanted(request.args.get("state", ""), request.args.get("q", ""), page_number())
    talks, found = queries.list_talks(store, wanted)
    cohort, counts = store.cohort, queries.count_talks(store)
    total = counts.get(wanted.state, counts["all"]) if found is None else found
    return {
        "store": store, "talks": talks, "total": total, "per_page": queries.PER_PAGE,
        "counts": counts, "wanted": wanted, "states": TalkState,
        "rate": queries.rate_of(store, since_day=cohort.day), "rules": pack(cohort),
        "cohort": cohort,
        "waits": {
            each.id: waited(each.waiting_sim_at, cohort.sim_at, cohort.day_minutes)
            for each in talks
            if each.waiting_sim_at
        },
    }  # fmt: skip


def desk(
    talk: Conversation, form: SayForm, marks: MarkForm, other: Form | None = None
) -> ResponseReturnValue:
    cohort, asked = talk.cohort, request.args.get("view", "chat")
    since = talk.waiting_sim_at
    return render_template(
        "sim_market/service/desk.html", **beside(talk.store), talk=talk, form=form, marks=marks,
        other=other, view=asked if asked in VIEWS else "chat", card=card_of(form, talk),
        messages=queries.list_messages(talk),
        orders=queries.orders_between(talk.store, talk.shopper),
        phrases=[] if is_giving() else queries.list_phrases(talk.store, viewer().user),
        waited=waited(since, cohort.sim_at, cohort.day_minutes) if since else None,
        attributes=attributes_in_words(talk.listing) if talk.listing else [],
        giving=is_giving(),
        coupons=to_give(talk), terms_words=terms_words,
        freight=freight_of(talk.listing, talk.shopper.province) if talk.listing else "",
    ), worst(form, marks, other)  # fmt: skip


def worst(*forms: Form | None) -> int:
    return max((form.status for form in forms if form is not None), default=200)
