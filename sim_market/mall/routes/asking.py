"""Questions and answers on a listing, as buyers see them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.listings.models import Listing
from sim_market.listings.queries import get_shown_listing
from sim_market.mall import operations
from sim_market.mall.forms import WordsForm
from sim_market.mall.models import Voice
from sim_market.mall.queries import questions as queries
from sim_market.mall.routes.hall import bp, here
from sim_market.mall.routes.shelves import page_number
from sim_market.permissions import Permission


@bp.get("/listings/<int:listing_id>/questions")
@requires(Permission.MALL_VIEW)
def questions(listing_id: int) -> ResponseReturnValue:
    return questions_page(get_shown_listing(listing_id, here().id), WordsForm(formdata=None))


@bp.post("/listings/<int:listing_id>/questions")
@requires(Permission.QUESTION_ASK)
def ask(listing_id: int) -> ResponseReturnValue:
    found, form = get_shown_listing(listing_id, here().id), WordsForm()
    voice = queries.voice_of(found, seen_by=viewer())
    if form.validate_on_submit() and form.does(
        operations.ask, found, form.words.data or "", voice=voice, actor=viewer().user
    ):
        flash(_("已提问，买过的同学和商家会来回答"))
        return redirect(url_for("mall.questions", listing_id=listing_id), 303)
    return questions_page(get_shown_listing(listing_id, here().id), form)


@bp.post("/questions/<int:question_id>")
@requires(Permission.QUESTION_ASK)
def answer(question_id: int) -> ResponseReturnValue:
    asked, form = queries.get_question(question_id, here().id), WordsForm()
    listing_id = asked.listing_id
    voice = queries.voice_of(asked.listing, seen_by=viewer())
    if form.validate_on_submit() and form.does(
        operations.answer, asked, form.words.data or "", voice=voice, actor=viewer().user
    ):
        flash(_("已回答，大家都能看到"))
        return redirect(url_for("mall.questions", listing_id=listing_id), 303)
    return questions_page(get_shown_listing(listing_id, here().id), form, question_id)


def questions_page(listing: Listing, form: WordsForm, answering: int = 0) -> ResponseReturnValue:
    """All questions on a listing; `answering`: the question whose answer was refused."""
    page = min(page_number(), 1000)
    return render_template(
        "sim_market/mall/questions.html",
        listing=listing,
        form=form,
        answering=answering,
        asked=queries.list_questions(listing, page),
        total=queries.count_questions(listing),
        page=page,
        per_page=queries.QUESTIONS_PER_PAGE,
        voice=queries.voice_of(listing, seen_by=viewer()),
        voices=Voice,
        me=viewer().user,
    ), form.status
